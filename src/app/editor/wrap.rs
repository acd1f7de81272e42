//! Soft wrap: visual rows of one segment, and walking from row to row through the document.

use std::borrow::Cow;
use std::ops::Range;

use ropey::Rope;

use super::display::{Glyph, clusters, glyph};
use super::segment::Segment;

/// One visual row of a segment, in chars and bytes from the segment's start.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Span {
    chars: Range<usize>,
    bytes: Range<usize>,
}

/// A place in a segment while it is wrapped.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    char: usize,
    byte: usize,
    /// Cells from the start of the row.
    column: u16,
}

/// Wraps a segment's text to rows of `width` cells: after blanks or beside wide characters where
/// there are any, inside a word otherwise. One blank that no longer fits hangs past the width, so
/// that the next row begins with a word. There is always at least one row.
fn wrap(text: &str, width: u16) -> Vec<Span> {
    let mut rows = Vec::new();
    let mut start = Place::default();
    let mut here = Place::default();
    let mut word: Option<Place> = None;
    for cluster in clusters(text) {
        let is_blank = matches!(cluster, " " | "\t");
        let mut cells = glyph(cluster, here.column, width).width;
        let overflows = if is_blank {
            here.column > width
        } else {
            here.column.saturating_add(cells) > width
        };
        if overflows && here.byte > start.byte {
            // A wide character may begin a row; a narrow one takes its word along.
            let at = if is_blank || (cells == 2 && cluster.len() > 2) {
                here
            } else {
                word.unwrap_or(here)
            };
            break_row(&mut rows, &mut start, &mut here, at);
            if here.byte > start.byte && here.column.saturating_add(cells) > width {
                let at = here;
                break_row(&mut rows, &mut start, &mut here, at);
            }
            word = None;
            cells = glyph(cluster, here.column, width).width;
        }
        here.char += if cluster.len() == 1 {
            1
        } else {
            cluster.chars().count()
        };
        here.byte += cluster.len();
        here.column = here.column.saturating_add(cells);
        if is_blank || cells == 2 {
            word = Some(here);
        }
    }
    rows.push(Span {
        chars: start.char..here.char,
        bytes: start.byte..here.byte,
    });
    rows
}

/// Ends the row at `at`; what was placed after it moves to the next row.
fn break_row(rows: &mut Vec<Span>, start: &mut Place, here: &mut Place, at: Place) {
    rows.push(Span {
        chars: start.char..at.char,
        bytes: start.byte..at.byte,
    });
    *start = Place { column: 0, ..at };
    here.column -= at.column;
}

/// A glyph at its place in a row.
#[derive(Debug, Clone)]
pub(super) struct Placed<'a> {
    /// The chars of the document it shows.
    pub chars: Range<usize>,
    /// Cells from the start of the row.
    pub column: u16,
    pub glyph: Glyph<'a>,
    /// Whether it is a space or a tab.
    pub is_blank: bool,
}

/// A visual row of the document, which can step to its neighbours. Each step costs O(segment).
#[derive(Debug, Clone)]
pub(super) struct Row<'a> {
    rope: &'a Rope,
    width: u16,
    segment: Segment,
    text: Cow<'a, str>,
    spans: Vec<Span>,
    number: usize,
}

impl<'a> Row<'a> {
    /// The row that shows the char at `index`, in rows of `width` cells. With `trailing`, an
    /// index where a row was wrapped means the end of the upper row.
    pub(super) fn at(rope: &'a Rope, width: u16, index: usize, trailing: bool) -> Self {
        let index = index.min(rope.len_chars());
        let mut segment = Segment::at(rope, index);
        if trailing && index == segment.start && !segment.starts_line {
            segment = segment.previous(rope).unwrap_or(segment);
        }
        let mut row = Self::in_segment(rope, width, segment);
        let index = index - segment.start;
        let holding = row.spans.partition_point(|span| span.chars.start <= index);
        row.number = holding.saturating_sub(1);
        if trailing && index == row.span().chars.start {
            row.number = row.number.saturating_sub(1);
        }
        row
    }

    fn in_segment(rope: &'a Rope, width: u16, segment: Segment) -> Self {
        let text = segment.text(rope);
        let spans = wrap(&text, width);
        Self {
            rope,
            width,
            segment,
            text,
            spans,
            number: 0,
        }
    }

    fn span(&self) -> Span {
        let nothing = Span {
            chars: 0..0,
            bytes: 0..0,
        };
        self.spans.get(self.number).cloned().unwrap_or(nothing)
    }

    /// Steps one row down; false at the last one.
    pub(super) fn down(&mut self) -> bool {
        if self.number + 1 < self.spans.len() {
            self.number += 1;
        } else if let Some(next) = self.segment.next(self.rope) {
            *self = Self::in_segment(self.rope, self.width, next);
        } else {
            return false;
        }
        true
    }

    /// Steps one row up; false at the first one.
    pub(super) fn up(&mut self) -> bool {
        if self.number > 0 {
            self.number -= 1;
        } else if let Some(previous) = self.segment.previous(self.rope) {
            *self = Self::in_segment(self.rope, self.width, previous);
            self.number = self.spans.len().saturating_sub(1);
        } else {
            return false;
        }
        true
    }

    /// Steps up (negative) or down; returns the rows stepped, fewer at an end of the document.
    pub(super) fn step(&mut self, rows: i32) -> u32 {
        let mut stepped = 0;
        while stepped < rows.unsigned_abs() && (if rows < 0 { self.up() } else { self.down() }) {
            stepped += 1;
        }
        stepped
    }

    /// The first char of the row.
    pub(super) fn start(&self) -> usize {
        self.segment.start + self.span().chars.start
    }

    /// One past the last char of the row, the newline left out.
    pub(super) fn end(&self) -> usize {
        self.segment.start + self.span().chars.end
    }

    /// Whether a logical line starts here.
    pub(super) fn starts_line(&self) -> bool {
        self.number == 0 && self.segment.starts_line
    }

    /// Whether a logical line ends here.
    pub(super) fn ends_line(&self) -> bool {
        self.number + 1 == self.spans.len() && self.segment.ends_line
    }

    /// Whether a newline follows the row.
    pub(super) fn has_newline(&self) -> bool {
        self.ends_line() && self.segment.end < self.rope.len_chars()
    }

    /// The glyphs from left to right.
    pub(super) fn glyphs(&self) -> impl Iterator<Item = Placed<'_>> {
        let mut index = self.start();
        let mut column = 0_u16;
        let text = self.text.get(self.span().bytes).unwrap_or("");
        clusters(text).map(move |cluster| {
            let glyph = glyph(cluster, column, self.width);
            let chars = index..index + cluster.chars().count();
            let at = column;
            index = chars.end;
            column = column.saturating_add(glyph.width);
            Placed {
                chars,
                column: at,
                glyph,
                is_blank: matches!(cluster, " " | "\t"),
            }
        })
    }

    /// The column in cells where `index` stands; the end of the row for one beyond it.
    pub(super) fn column_of(&self, index: usize) -> u16 {
        self.glyphs()
            .take_while(|placed| placed.chars.end <= index)
            .last()
            .map_or(0, |placed| placed.column.saturating_add(placed.glyph.width))
    }

    /// The place between two clusters nearest to the cell `column`: a char index, and whether it
    /// means the end of this row rather than the start of the next.
    pub(super) fn place_at(&self, column: u16) -> (usize, bool) {
        for placed in self.glyphs() {
            let cells_in = column.saturating_sub(placed.column);
            if cells_in < placed.glyph.width.div_ceil(2) {
                return (placed.chars.start, false);
            }
            if cells_in < placed.glyph.width {
                return self.place_after(&placed);
            }
        }
        self.last_place()
    }

    /// The char shown in the cell `column`; the end of the row for one beyond it.
    pub(super) fn index_under(&self, column: u16) -> usize {
        self.glyphs()
            .find(|placed| column < placed.column.saturating_add(placed.glyph.width))
            .map_or(self.end(), |placed| placed.chars.start)
    }

    /// The end of the row: before the blank where it was wrapped, if there is one.
    pub(super) fn last_place(&self) -> (usize, bool) {
        self.glyphs()
            .last()
            .map_or((self.end(), false), |placed| self.place_after(&placed))
    }

    fn place_after(&self, placed: &Placed<'_>) -> (usize, bool) {
        let wraps_here = placed.chars.end == self.end() && !self.ends_line();
        if wraps_here && placed.is_blank {
            (placed.chars.start, false)
        } else {
            (placed.chars.end, wraps_here)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, width: u16) -> Vec<&str> {
        wrap(text, width)
            .into_iter()
            .map(|span| &text[span.bytes])
            .collect()
    }

    #[test]
    fn words_wrap_after_blanks() {
        assert_eq!(rows("", 5), [""]);
        assert_eq!(rows("one two three", 8), ["one two ", "three"]);
        assert_eq!(rows("one two three", 7), ["one two ", "three"]);
        assert_eq!(rows("one two three", 6), ["one ", "two ", "three"]);
    }

    #[test]
    fn long_words_break_hard() {
        assert_eq!(rows("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(rows("x abcdefgh", 4), ["x ", "abcd", "efgh"]);
        assert_eq!(rows("ab", 1), ["a", "b"]);
    }

    #[test]
    fn one_blank_hangs_and_more_go_on() {
        assert_eq!(rows("abc   d", 3), ["abc ", "  d"]);
        assert_eq!(rows("       ", 3), ["    ", "   "]);
        assert_eq!(rows("a\tb", 3), ["a\t", "b"]);
        assert_eq!(rows("abc\tb", 3), ["abc\t", "b"]);
    }

    #[test]
    fn wide_characters_break_anywhere_but_are_never_halved() {
        assert_eq!(rows("漢字漢字", 5), ["漢字", "漢字"]);
        assert_eq!(rows("ab 漢字漢字", 6), ["ab 漢", "字漢字"]);
        assert_eq!(rows("漢字word", 6), ["漢字", "word"]);
        assert_eq!(rows("漢字", 1), ["漢", "字"]);
        assert_eq!(rows("👩‍👩‍👧👍🏽", 3), ["👩‍👩‍👧", "👍🏽"]);
    }
}
