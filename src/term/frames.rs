//! The frame on screen and the next one: what is sent is what differs.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use crate::app::editor::is_plain;

/// Two frames, which change places when the next one was sent.
///
/// A row is compared cell by cell and sent cell by cell. Only a row with characters of two cells
/// is sent whole once anything in it changes, its trailing cells first, since terminals differ on
/// how wide some of these are and on what they leave of what was under them.
#[derive(Debug)]
pub(super) struct Frames {
    shown: Buffer,
    next: Buffer,
}

impl Frames {
    /// Frames of a terminal that shows nothing yet.
    pub(super) fn new(area: Rect) -> Self {
        Self { shown: Buffer::empty(area), next: Buffer::empty(area) }
    }

    /// What to draw the next frame into; it holds an older one.
    pub(super) const fn next(&mut self) -> &mut Buffer {
        &mut self.next
    }

    /// The cells to send, in the order in which to send them.
    pub(super) fn changes(&self) -> Vec<(u16, u16, &Cell)> {
        let area = self.next.area;
        let width = usize::from(area.width).max(1);
        let mut changes = Vec::new();
        let shown = self.shown.content.chunks(width);
        for (y, (before, now)) in (area.y..).zip(shown.zip(self.next.content.chunks(width))) {
            let Some(first) = now.iter().zip(before).position(|(now, before)| now != before) else {
                continue;
            };
            let is_wide = |cell: &Cell| cells(cell) > 1;
            if now.iter().chain(before).any(is_wide) {
                whole(area.x, y, now, &mut changes);
                continue;
            }
            let rest = now.iter().zip(before).skip(first);
            for (x, (now, before)) in (area.x + first as u16..).zip(rest) {
                if now != before {
                    changes.push((x, y, now));
                }
            }
        }
        changes
    }

    /// The next frame was sent: it is the one on screen now.
    pub(super) const fn sent(&mut self) {
        std::mem::swap(&mut self.shown, &mut self.next);
    }
}

/// Appends all cells of a row.
fn whole<'a>(left: u16, y: u16, row: &'a [Cell], changes: &mut Vec<(u16, u16, &'a Cell)>) {
    let mut at = 0;
    while let Some(cell) = row.get(at) {
        let taken = cells(cell).max(1);
        let place = |at: usize| left + at as u16;
        // What is under the character goes first, and is blank.
        let under = row.iter().enumerate().skip(at + 1).take(taken - 1);
        changes.extend(under.map(|(at, cell)| (place(at), y, cell)));
        changes.push((place(at), y, cell));
        at += taken;
    }
}

/// How many cells the character of a cell takes.
fn cells(cell: &Cell) -> usize {
    let symbol = cell.symbol();
    if symbol.chars().all(is_plain) { 1 } else { symbol.width() }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::num::NonZero;

    use proptest::prelude::*;
    use ratatui::style::{Color, Modifier, Style};

    use super::super::codes;
    use super::*;

    const AREA: Rect = Rect::new(0, 0, 6, 3);
    const SYMBOLS: [&str; 7] = ["", "a", "b", "█", "名", "e\u{301}", "日本"];

    /// Texts at places; what a terminal shows of them depends on their order only.
    fn drawn(buffer: &mut Buffer, texts: &[(u16, u16, usize, u8)]) {
        buffer.content.fill(Cell::EMPTY);
        for &(x, y, symbol, colour) in texts {
            let style = match colour {
                0 => Style::new(),
                1 => Style::new().bg(Color::Indexed(4)).add_modifier(Modifier::BOLD),
                _ => Style::new().fg(Color::Rgb(1, 2, 3)).bg(Color::Indexed(5)),
            };
            let room = usize::from(AREA.width - x);
            buffer.set_stringn(x, y, SYMBOLS[symbol], room, style);
        }
    }

    fn send(terminal: &mut vt100::Parser, cells: Vec<(u16, u16, &Cell)>) -> usize {
        let mut bytes = Vec::new();
        let count = cells.len();
        codes::write(&mut bytes, &cells).unwrap();
        terminal.process(&bytes);
        count
    }

    fn terminal() -> vt100::Parser {
        let size = |cells| NonZero::new(cells).unwrap();
        vt100::Parser::new(size(AREA.height), size(AREA.width), 0)
    }

    fn shows(terminal: &vt100::Parser) -> Vec<String> {
        let cell = |y, x| terminal.screen().cell(y, x);
        let places = (0..AREA.height).flat_map(|y| (0..AREA.width).map(move |x| (y, x)));
        places
            .map(|(y, x)| {
                cell(y, x).map_or_else(String::new, |cell| {
                    let shown = if cell.contents().is_empty() { " " } else { cell.contents() };
                    let (fg, bg) = (cell.fgcolor(), cell.bgcolor());
                    format!("{shown} {fg:?} {bg:?} {} {}", cell.bold(), cell.is_wide())
                })
            })
            .collect()
    }

    proptest! {
        #[test]
        fn what_differs_makes_the_whole_frame(
            frames in prop::collection::vec(
                prop::collection::vec((0u16..6, 0u16..3, 0usize..7, 0u8..3), 0..6),
                1..6,
            ),
        ) {
            let mut kept = Frames::new(AREA);
            let mut shown = terminal();
            for texts in &frames {
                drawn(kept.next(), texts);
                send(&mut shown, kept.changes());
                kept.sent();
                let mut once = Frames::new(AREA);
                drawn(once.next(), texts);
                let mut anew = terminal();
                send(&mut anew, once.changes());
                prop_assert_eq!(shows(&shown), shows(&anew), "{:?}", frames);
                // Nothing is sent twice.
                drawn(kept.next(), texts);
                prop_assert_eq!(send(&mut shown, kept.changes()), 0);
            }
        }
    }

    #[test]
    fn only_cells_that_differ_are_sent() {
        let mut frames = Frames::new(AREA);
        drawn(frames.next(), &[(0, 0, 1, 0), (2, 1, 2, 0)]);
        assert_eq!(frames.changes().len(), 2);
        frames.sent();
        drawn(frames.next(), &[(0, 0, 1, 0), (2, 1, 1, 0)]);
        let places: Vec<_> = frames.changes().iter().map(|(x, y, _)| (*x, *y)).collect();
        assert_eq!(places, [(2, 1)]);
        frames.sent();
        // A character of two cells: its whole row, what is under it first.
        drawn(frames.next(), &[(0, 0, 1, 0), (2, 1, 4, 0)]);
        let places: Vec<_> = frames.changes().iter().map(|(x, _, _)| *x).collect();
        assert_eq!(places, [0, 1, 3, 2, 4, 5]);
    }
}
