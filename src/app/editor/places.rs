//! What of the text is where in the viewport, and the text as words for elsewhere on the screen.

use std::ops::Range;

use super::display::{clusters, glyph};
use super::edit::Selection;
use super::{Editor, segment};

/// A cluster of the text, or the newline that ends a row, at its place in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedCluster {
    /// Its bytes of the text.
    pub bytes: Range<usize>,
    /// The cell where it begins, from the left of the viewport.
    pub column: u16,
    /// Its width in cells; a newline takes one.
    pub width: u16,
    /// Whether it is a newline.
    pub newline: bool,
}

impl Editor {
    /// The clusters in sight, row by row as [`Editor::rows`] has them, from left to right.
    pub fn placed_clusters(&self) -> Vec<Vec<PlacedCluster>> {
        if self.width == 0 || self.height == 0 {
            return Vec::new();
        }
        let place = |span: &super::Span| {
            let mut at = self.text.char_to_byte(span.chars.start);
            let mut chars = self.text.slice(span.chars.clone()).chars();
            let mut row = Vec::new();
            let mut column = 0_u16;
            for placed in self.row_at(span.clone()).glyphs() {
                let length: usize =
                    chars.by_ref().take(placed.chars.len()).map(char::len_utf8).sum();
                column = placed.column.saturating_add(placed.glyph.width);
                row.push(PlacedCluster {
                    bytes: at..at + length,
                    column: placed.column,
                    width: placed.glyph.width,
                    newline: false,
                });
                at += length;
            }
            if span.has_newline {
                row.push(PlacedCluster { bytes: at..at + 1, column, width: 1, newline: true });
            }
            row
        };
        self.frame.iter().map(place).collect()
    }

    /// The bytes of the text that the viewport shows.
    pub fn bytes_in_sight(&self) -> Range<usize> {
        let first = self.frame.first().map_or(0, |span| span.chars.start);
        let last =
            self.frame.last().map_or(0, |span| span.chars.end + usize::from(span.has_newline));
        self.text.char_to_byte(first)..self.text.char_to_byte(last)
    }

    /// The bytes of the cluster at the cursor; at the end of the text, of the last one.
    pub fn cluster_at_cursor(&self) -> Range<usize> {
        let (mut start, length) = (self.selection.cursor, self.text.len_chars());
        if start >= length {
            start = segment::previous_boundary(&self.text, length);
        }
        let end = segment::next_boundary(&self.text, start);
        self.text.char_to_byte(start)..self.text.char_to_byte(end)
    }

    /// The beginning of a logical line (from 0), drawable and at most `most` clusters long, from
    /// its first character that is not blank.
    pub fn line_beginning(&self, line: usize, most: usize) -> String {
        /// Blanks that are skipped at most, so that a line of blanks costs no more than another.
        const BLANKS: usize = 1_000;
        let Some(line) = self.text.get_line(line) else {
            return String::new();
        };
        let is_blank = |c: &char| matches!(c, ' ' | '\t');
        let blanks = line.chars().take(BLANKS).take_while(is_blank).count();
        // A cluster that is drawn as it is has at most 16 chars.
        let chars = line.chars_at(blanks).take_while(|&c| c != '\n');
        let text: String = chars.take(most.saturating_mul(16)).collect();
        drawable(&text, most)
    }

    /// Puts the cursor at the start of a logical line (from 0), or of the last one.
    pub fn go_to_line(&mut self, line: usize) {
        let line = line.min(self.text.len_lines().saturating_sub(1));
        let start = self.text.line_to_char(line);
        self.select(Selection::at(start));
    }
}

/// Whether a character is a cell wide and stands for itself: nearly all that a screen shows.
pub const fn is_plain(c: char) -> bool {
    matches!(
        c,
        ' '..='~'
            | '·'
            | '×'
            | '≈'
            | '\u{2010}'..='\u{2027}'
            | '\u{2190}'..='\u{21FF}'
            | '\u{2500}'..='\u{25FC}'
            | '\u{2800}'..='\u{28FF}'
    )
}

/// Text as one row that can be drawn anywhere: what is invisible is spelled out, tabs and newlines
/// are signs, and beyond `most` clusters it ends in `…`.
pub fn drawable(text: &str, most: usize) -> String {
    let mut shown = String::new();
    for (count, cluster) in clusters(text).enumerate() {
        if count == most {
            shown.push('…');
            break;
        }
        match cluster {
            "\n" => shown.push('↵'),
            "\t" => shown.push('⇥'),
            cluster => shown.push_str(&glyph(cluster, 0, u16::MAX).shown),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::*;

    fn editor(text: &str, width: u16, height: u16) -> Editor {
        let mut editor = Editor::new(text);
        editor.set_viewport(width, height);
        editor
    }

    #[test]
    fn clusters_are_where_they_are_drawn() {
        let editor = editor("a漢\u{301}\tb\u{200B}\ncd", 20, 5);
        let rows = editor.placed_clusters();
        let places: Vec<Vec<_>> = rows
            .into_iter()
            .map(|row| {
                row.into_iter().map(|it| (it.bytes, it.column, it.width, it.newline)).collect()
            })
            .collect();
        assert_eq!(
            places,
            [
                vec![
                    (0..1, 0, 1, false),
                    (1..6, 1, 2, false),
                    (6..7, 3, 1, false),
                    (7..8, 4, 1, false),
                    (8..11, 5, 6, false),
                    (11..12, 11, 1, true),
                ],
                vec![(12..13, 0, 1, false), (13..14, 1, 1, false)],
            ]
        );
        assert_eq!(editor.bytes_in_sight(), 0..14);
    }

    #[test]
    fn only_what_is_in_sight_is_placed() {
        let mut editor = editor(&"漢字 word\n".repeat(100_000), 12, 4);
        editor.go_to_line(50_000);
        assert_eq!(editor.placed_clusters().len(), 4);
        let sight = editor.bytes_in_sight();
        assert_eq!(sight.len(), 4 * 12);
        assert_eq!(sight.end, 50_001 * 12);
        assert_eq!(editor.cluster_at_cursor(), 50_000 * 12..50_000 * 12 + 3);
        editor.go_to_line(usize::MAX);
        assert_eq!(editor.selection(), Selection::at(editor.len_chars()));
    }

    #[test]
    fn the_end_of_the_text_means_the_last_cluster() {
        let mut editor = editor("ab\u{301}", 12, 4);
        editor.go_to_line(0);
        assert_eq!(editor.cluster_at_cursor(), 0..1);
        editor.select(Selection::at(3));
        assert_eq!(editor.cluster_at_cursor(), 1..4);
        assert_eq!(Editor::new("").cluster_at_cursor(), 0..0);
        let mut lines = Editor::new("a\n");
        lines.go_to_line(1);
        assert_eq!(lines.cluster_at_cursor(), 1..2);
    }

    #[test]
    fn text_elsewhere_is_harmless() {
        assert_eq!(drawable("a\u{1b}[2J\n\t漢", 99), "a<001B>[2J↵⇥漢");
        assert_eq!(drawable("abc", 2), "ab…");
        let editor = Editor::new("one\n   \ttwo\u{202e}three\n");
        assert_eq!(editor.line_beginning(1, 4), "two<202E>…");
        assert_eq!(editor.line_beginning(2, 4), "");
        assert_eq!(editor.line_beginning(99, 4), "");
        let heap = Editor::new(&format!("a{}", "\u{301}".repeat(100_000)));
        assert!(heap.line_beginning(0, 10).len() < 100);
    }

    #[test]
    fn plain_characters_are_a_cell_wide_and_drawn_as_they_are() {
        for letter in (0..=0x10_FFFF).filter_map(char::from_u32) {
            if is_plain(letter) {
                let text = letter.to_string();
                assert_eq!(text.width(), 1, "{letter:?}");
                assert_eq!(drawable(&text, 9), text);
            }
        }
    }
}
