//! Large figures, readable from the back row: five dots high.

use ratatui::style::Style;

use super::pen::Pen;
use crate::app::screen::{Area, dot};

/// The dots of a character, row by row; none of one that figures do not have.
const fn dots(letter: char) -> Option<[&'static str; 5]> {
    Some(match letter {
        '0' => ["###", "# #", "# #", "# #", "###"],
        '1' => ["## ", " # ", " # ", " # ", "###"],
        '2' => ["###", "  #", "###", "#  ", "###"],
        '3' => ["###", "  #", " ##", "  #", "###"],
        '4' => ["# #", "# #", "###", "  #", "  #"],
        '5' => ["###", "#  ", "###", "  #", "###"],
        '6' => ["###", "#  ", "###", "# #", "###"],
        '7' => ["###", "  #", "  #", "  #", "  #"],
        '8' => ["###", "# #", "###", "# #", "###"],
        '9' => ["###", "# #", "###", "  #", "###"],
        '$' => [" ####", "# #  ", " ### ", "  # #", "#### "],
        '€' => [" ###", "##  ", "### ", "##  ", " ###"],
        '£' => [" ##", " # ", "###", " # ", "###"],
        '¥' => ["# #", "# #", " # ", "###", " # "],
        '%' => ["# #", "  #", " # ", "#  ", "# #"],
        '+' => ["   ", " # ", "###", " # ", "   "],
        '-' => ["  ", "  ", "##", "  ", "  "],
        '±' => [" # ", "###", " # ", "   ", "###"],
        '<' => ["  #", " # ", "#  ", " # ", "  #"],
        ',' => [" ", " ", " ", "#", "#"],
        '.' => [" ", " ", " ", " ", "#"],
        ' ' => ["  ", "  ", "  ", "  ", "  "],
        _ => return None,
    })
}

/// How many dots wide a text is; none where figures do not have a character of it.
fn width(text: &str) -> Option<u16> {
    let mut width = 0;
    for letter in text.chars() {
        width += dots(letter)?[0].len() as u16 + 1;
    }
    Some(width.saturating_sub(1))
}

impl Pen<'_> {
    /// Writes figures at the left of an area: as large as the screen allows, narrower where they
    /// do not fit, or as plain text. Returns the column after them.
    pub(super) fn figures(&mut self, area: Area, text: &str, style: Style) -> u16 {
        let (columns, rows) = dot(self.buffer.area.width, self.buffer.area.height);
        let size = width(text).and_then(|dots| {
            [columns, columns / 2].into_iter().find(|columns| dots * columns <= area.width)
        });
        let Some(columns) = size else {
            return self.text(area.x, area.y + area.height / 2, area.width, text, style);
        };
        let mut x = area.x;
        for letter in text.chars() {
            let glyph = dots(letter).unwrap_or_default();
            for (row, line) in glyph.iter().enumerate() {
                for (column, mark) in line.chars().enumerate() {
                    if mark != '#' {
                        continue;
                    }
                    for y in 0..rows {
                        let at = area.y + row as u16 * rows + y;
                        let from = x + column as u16 * columns;
                        for cell in from..from + columns {
                            self.text(cell, at, 1, "█", style);
                        }
                    }
                }
            }
            x += (glyph[0].len() as u16 + 1) * columns;
        }
        x
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glyphs_are_rectangles_and_differ() {
        let letters = "0123456789$€£¥%+-±<,. ";
        let mut seen = Vec::new();
        for letter in letters.chars() {
            let glyph = dots(letter).unwrap();
            assert!(glyph.iter().all(|row| row.len() == glyph[0].len()), "{letter}");
            assert!(!seen.contains(&glyph), "{letter}");
            seen.push(glyph);
        }
        assert_eq!(dots('x'), None);
    }

    #[test]
    fn widths_count_the_gaps() {
        // 5 + 1 + 3 + 1 + 1 + 1 + 3.
        assert_eq!(width("$1.5"), Some(15));
        assert_eq!(width(""), Some(0));
        assert_eq!(width("a"), None);
    }
}
