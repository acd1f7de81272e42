//! What is known of the terminal without asking it.

use std::env;
use std::io::{IsTerminal, stdout};

use crossterm::terminal;
use ratatui::layout::Rect;

/// What a terminal that does not know its size is taken for.
const UNKNOWN: (u16, u16) = (80, 24);
/// The largest screen that is drawn; a larger one is drawn in part. Bounds the memory of a frame.
const LARGEST: (u16, u16) = (1_000, 500);

/// Whether the explorer can run here: on a terminal that can move its cursor. Keys are read from
/// the controlling terminal if the standard input is something else.
pub(crate) fn is_usable() -> bool {
    stdout().is_terminal() && env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// The columns and rows there are to draw on, at least one of each.
pub(crate) fn size() -> (u16, u16) {
    let area = area();
    (area.width, area.height)
}

/// The area to draw on, at least one cell.
pub(super) fn area() -> Rect {
    area_of(terminal::size().unwrap_or(UNKNOWN))
}

/// The area to draw on when the terminal says it has that size.
fn area_of((columns, rows): (u16, u16)) -> Rect {
    let side = |size: u16, unknown: u16, largest: u16| match size {
        0 => unknown,
        _ => size.min(largest),
    };
    Rect::new(0, 0, side(columns, UNKNOWN.0, LARGEST.0), side(rows, UNKNOWN.1, LARGEST.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_size_has_an_area_that_can_be_drawn() {
        assert_eq!(area_of((0, 0)), Rect::new(0, 0, 80, 24));
        assert_eq!(area_of((1, 1)), Rect::new(0, 0, 1, 1));
        assert_eq!(area_of((0, 7)), Rect::new(0, 0, 80, 7));
        assert_eq!(area_of((200, 60)), Rect::new(0, 0, 200, 60));
        assert_eq!(area_of((u16::MAX, u16::MAX)), Rect::new(0, 0, 1_000, 500));
    }
}
