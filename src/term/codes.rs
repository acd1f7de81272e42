//! Cells as what a terminal understands.
//!
//! Of colours only the one that changes is sent: along a bar or a line of text that is one of the
//! two, and half of what a frame takes.

use std::io::{self, Write};

use crossterm::cursor::MoveTo;
use crossterm::queue;
use crossterm::style::{Attribute, SetAttribute, SetBackgroundColor, SetForegroundColor};
use ratatui::backend::IntoCrossterm;
use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// How each modifier is sent.
const ATTRIBUTES: [(Modifier, Attribute); 9] = [
    (Modifier::BOLD, Attribute::Bold),
    (Modifier::DIM, Attribute::Dim),
    (Modifier::ITALIC, Attribute::Italic),
    (Modifier::UNDERLINED, Attribute::Underlined),
    (Modifier::SLOW_BLINK, Attribute::SlowBlink),
    (Modifier::RAPID_BLINK, Attribute::RapidBlink),
    (Modifier::REVERSED, Attribute::Reverse),
    (Modifier::HIDDEN, Attribute::Hidden),
    (Modifier::CROSSED_OUT, Attribute::CrossedOut),
];

/// Writes cells with their places, and leaves the terminal without colours and attributes, as it
/// was before.
///
/// # Errors
/// When `out` takes no more.
pub(super) fn write(out: &mut impl Write, cells: &[(u16, u16, &Cell)]) -> io::Result<()> {
    let (mut fg, mut bg) = (Color::Reset, Color::Reset);
    let mut modifier = Modifier::empty();
    let mut cursor = None;
    for &(x, y, cell) in cells {
        if cursor != Some((x, y)) {
            queue!(out, MoveTo(x, y))?;
        }
        // After a character of two cells it stands elsewhere, and is moved.
        cursor = Some((x + 1, y));
        if cell.modifier != modifier {
            // Bold and dim can only be ended together, so all end.
            queue!(out, SetAttribute(Attribute::Reset))?;
            (fg, bg, modifier) = (Color::Reset, Color::Reset, cell.modifier);
            for (_, attribute) in ATTRIBUTES.iter().filter(|(it, _)| modifier.contains(*it)) {
                queue!(out, SetAttribute(*attribute))?;
            }
        }
        if cell.fg != fg {
            fg = cell.fg;
            queue!(out, SetForegroundColor(fg.into_crossterm()))?;
        }
        if cell.bg != bg {
            bg = cell.bg;
            queue!(out, SetBackgroundColor(bg.into_crossterm()))?;
        }
        out.write_all(cell.symbol().as_bytes())?;
    }
    if !cells.is_empty() {
        queue!(out, SetAttribute(Attribute::Reset))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use ratatui::style::Style;

    use super::*;

    #[test]
    fn only_what_changes_is_sent() {
        let plain = Style::new().fg(Color::Indexed(1)).bg(Color::Indexed(2));
        let styles = [
            plain,
            plain.fg(Color::Indexed(3)),
            plain.fg(Color::Indexed(3)).add_modifier(Modifier::BOLD),
        ];
        let cells = styles.map(|style| {
            let mut cell = Cell::new("x");
            cell.set_style(style);
            cell
        });
        let [a, b, c] = &cells;
        let mut bytes = Vec::new();
        write(&mut bytes, &[(0, 0, a), (1, 0, b), (2, 0, b), (0, 1, c)]).unwrap();
        let expected = "\x1b[1;1H\x1b[38;5;1m\x1b[48;5;2mx\x1b[38;5;3mxx\
            \x1b[2;1H\x1b[0m\x1b[1m\x1b[38;5;3m\x1b[48;5;2mx\x1b[0m";
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
        let mut nothing = Vec::new();
        write(&mut nothing, &[]).unwrap();
        assert!(nothing.is_empty());
    }
}
