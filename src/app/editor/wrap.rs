//! Soft wrap: visual rows of one segment, and walking from row to row through the document.

use std::borrow::Cow;
use std::ops::Range;

use ropey::Rope;
use unicode_width::UnicodeWidthChar;

use super::display::{Glyph, clusters, glyph, glyph_width, to_cells};
use super::segment::Segment;

/// A place in a segment while it is wrapped.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    char: usize,
    byte: usize,
    /// Cells from the start of the row.
    column: u16,
}

impl Place {
    const fn advance(&mut self, chars: usize, bytes: usize, cells: u16) {
        self.char += chars;
        self.byte += bytes;
        self.column = self.column.saturating_add(cells);
    }
}

/// Whether a cluster is an ideograph or an emoji, between which rows may be wrapped.
fn is_wide(cluster: &str) -> bool {
    let base = cluster.chars().next();
    base.and_then(UnicodeWidthChar::width) == Some(2)
}

/// Wraps a segment's text to rows of `width` cells: after blanks or beside wide characters where
/// there are any, inside a word otherwise. One blank that no longer fits hangs past the width, so
/// that the next row begins with a word. There is always at least one row; rows are in chars.
fn wrap(text: &str, width: u16) -> Vec<Range<usize>> {
    let mut rows = Vec::new();
    let mut start = Place::default();
    let mut here = Place::default();
    let mut word: Option<Place> = None;
    let mut clusters = clusters(text);
    loop {
        // Most of most prompts: ASCII letters that fit need no closer look.
        let fits = clusters.take_ascii(false, width.saturating_sub(here.column));
        here.advance(fits.len(), fits.len(), to_cells(fits.len()));
        let Some(cluster) = clusters.next() else {
            break;
        };
        let is_blank = matches!(cluster, " " | "\t");
        let mut cells = glyph_width(cluster, here.column, width);
        let is_wide = cells == 2 && is_wide(cluster);
        let overflows =
            if is_blank { here.column > width } else { here.column.saturating_add(cells) > width };
        if overflows && here.byte > start.byte {
            // A wide character may begin a row; a narrow one takes its word along.
            let at = if is_blank || is_wide { here } else { word.unwrap_or(here) };
            break_row(&mut rows, &mut start, &mut here, at);
            if here.byte > start.byte && here.column.saturating_add(cells) > width {
                let at = here;
                break_row(&mut rows, &mut start, &mut here, at);
            }
            word = None;
            cells = glyph_width(cluster, here.column, width);
        }
        let chars = match cluster.len() {
            1 => 1,
            _ => cluster.chars().count(),
        };
        here.advance(chars, cluster.len(), cells);
        if is_blank || is_wide {
            word = Some(here);
        }
    }
    rows.push(start.char..here.char);
    rows
}

/// Ends the row at `at`; what was placed after it moves to the next row.
fn break_row(rows: &mut Vec<Range<usize>>, start: &mut Place, here: &mut Place, at: Place) {
    rows.push(start.char..at.char);
    *start = Place { column: 0, ..at };
    here.column -= at.column;
}

/// A glyph at its place in a row, or a stretch of letters of one cell each.
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

impl Placed<'_> {
    /// The cells that show a range of chars, which splits no cluster.
    pub(super) fn cells_of(&self, chars: &Range<usize>) -> Range<u16> {
        let end = self.column.saturating_add(self.glyph.width);
        if self.chars.len() != usize::from(self.glyph.width) {
            return self.column..end;
        }
        let cell = |index: usize| self.column + to_cells(index - self.chars.start);
        cell(chars.start.max(self.chars.start))..cell(chars.end.min(self.chars.end))
    }
}

/// Where one visual row of the document lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    /// Its chars, the newline left out.
    pub chars: Range<usize>,
    /// Whether a logical line starts here.
    pub starts_line: bool,
    /// Whether a logical line ends here.
    pub ends_line: bool,
    /// Whether a newline follows.
    pub has_newline: bool,
}

impl Span {
    /// Whether a cursor at `index` stands in this row; with `trailing`, one where a row was
    /// wrapped stands at the end of the upper row.
    pub(super) fn holds(&self, index: usize, trailing: bool) -> bool {
        let Range { start, end } = self.chars;
        if trailing {
            (start < index && index <= end) || (index == start && self.starts_line)
        } else {
            (start <= index && index < end) || (index == end && self.ends_line)
        }
    }
}

/// Steps from row to row through the document; each step costs O(segment).
#[derive(Debug, Clone)]
pub(super) struct Walker<'a> {
    rope: &'a Rope,
    width: u16,
    segment: Segment,
    /// The rows of the segment, in chars from its start.
    rows: Vec<Range<usize>>,
    number: usize,
}

impl<'a> Walker<'a> {
    /// At the row that shows the char at `index`, in rows of `width` cells. With `trailing`, an
    /// index where a row was wrapped means the upper row.
    pub(super) fn at(rope: &'a Rope, width: u16, index: usize, trailing: bool) -> Self {
        let index = index.min(rope.len_chars());
        let mut segment = Segment::at(rope, index);
        if trailing && index == segment.start && !segment.starts_line {
            segment = segment.previous(rope).unwrap_or(segment);
        }
        let mut walker = Self::in_segment(rope, width, segment);
        let index = index - segment.start;
        let before = |row: &Range<usize>| row.start < index || (!trailing && row.start == index);
        walker.number = walker.rows.partition_point(before).saturating_sub(1);
        walker
    }

    fn in_segment(rope: &'a Rope, width: u16, segment: Segment) -> Self {
        Self { rope, width, segment, rows: wrap(&segment.text(rope), width), number: 0 }
    }

    /// The row it stands at.
    pub(super) fn span(&self) -> Span {
        let row = self.rows.get(self.number).cloned().unwrap_or(0..0);
        let ends_line = self.number + 1 == self.rows.len() && self.segment.ends_line;
        Span {
            chars: self.segment.start + row.start..self.segment.start + row.end,
            starts_line: self.number == 0 && self.segment.starts_line,
            ends_line,
            has_newline: ends_line && self.segment.end < self.rope.len_chars(),
        }
    }

    /// The first char of the row it stands at.
    pub(super) fn start(&self) -> usize {
        self.span().chars.start
    }

    /// Steps one row down; false at the last one.
    pub(super) fn down(&mut self) -> bool {
        if self.number + 1 < self.rows.len() {
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
            self.number = self.rows.len().saturating_sub(1);
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
}

/// One visual row with its text, to be drawn or pointed at.
#[derive(Debug, Clone)]
pub(super) struct Row<'a> {
    span: Span,
    text: Cow<'a, str>,
    width: u16,
}

impl<'a> Row<'a> {
    /// The row at `span`, which must come from a [`Walker`] of the same width.
    pub(super) fn new(rope: &'a Rope, width: u16, span: Span) -> Self {
        let text = rope.slice(span.chars.clone()).into();
        Self { span, text, width }
    }

    /// The glyphs from left to right, one for each cluster.
    pub(super) fn glyphs(&self) -> impl Iterator<Item = Placed<'_>> {
        let mut clusters = clusters(&self.text);
        self.placed(move |column| {
            let cluster = clusters.next()?;
            Some((cluster, glyph(cluster, column, self.width)))
        })
    }

    /// The same with stretches of plain letters in one, to be drawn.
    pub(super) fn stretches(&self) -> impl Iterator<Item = Placed<'_>> {
        let mut clusters = clusters(&self.text);
        self.placed(move |column| {
            let letters = clusters.take_ascii(true, self.width.saturating_sub(column));
            if !letters.is_empty() {
                return Some((letters, Glyph::plain(letters, to_cells(letters.len()))));
            }
            let cluster = clusters.next()?;
            Some((cluster, glyph(cluster, column, self.width)))
        })
    }

    fn placed<'r>(
        &self,
        mut next: impl FnMut(u16) -> Option<(&'r str, Glyph<'r>)>,
    ) -> impl Iterator<Item = Placed<'r>> {
        let mut index = self.span.chars.start;
        let mut column = 0_u16;
        std::iter::from_fn(move || {
            let (text, glyph) = next(column)?;
            let start = (index, column);
            index += text.chars().count();
            column = column.saturating_add(glyph.width);
            Some(Placed {
                chars: start.0..index,
                column: start.1,
                glyph,
                is_blank: matches!(text, " " | "\t"),
            })
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

    /// The end of the row: before the blank where it was wrapped, if there is one.
    pub(super) fn last_place(&self) -> (usize, bool) {
        self.glyphs()
            .last()
            .map_or((self.span.chars.end, false), |placed| self.place_after(&placed))
    }

    fn place_after(&self, placed: &Placed<'_>) -> (usize, bool) {
        let wraps_here = placed.chars.end == self.span.chars.end && !self.span.ends_line;
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
        let byte = |index| ropey::str_utils::char_to_byte_idx(text, index);
        let rows = wrap(text, width).into_iter();
        rows.map(|row| &text[byte(row.start)..byte(row.end)]).collect()
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
    fn a_mark_goes_with_its_letter() {
        assert_eq!(rows("abc\u{301}def", 3), ["abc\u{301}", "def"]);
        assert_eq!(rows("abc\u{301}def", 2), ["ab", "c\u{301}d", "ef"]);
        assert_eq!(rows("ab क्षमा क्षमा", 8), ["ab क्षमा ", "क्षमा"]);
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
