//! Segments: logical lines cut into pieces of bounded length, so that no step has to read a
//! whole long line.
//!
//! A line shorter than [`SEGMENT`] chars is one segment. A longer one is cut near every multiple
//! of [`SEGMENT`] chars from its start, at a place where no grapheme cluster is split. Clusters
//! are those of a segment's text alone, which makes every question about them cost O(segment).

use std::borrow::Cow;

use ropey::Rope;
use ropey::str_utils::{byte_to_char_idx, char_to_byte_idx};
use unicode_segmentation::GraphemeCursor;

use super::display::clusters;

/// The length of a segment in chars, give or take [`SLACK`].
pub(super) const SEGMENT: usize = 4096;

/// How far a cut may move to find a place between words, or at least between clusters.
const SLACK: usize = 64;

/// A piece of one logical line; the newline belongs to none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Segment {
    /// First char.
    pub start: usize,
    /// One past the last char.
    pub end: usize,
    /// Whether the logical line starts here.
    pub starts_line: bool,
    /// Whether the logical line ends here: with a newline, or with the document.
    pub ends_line: bool,
}

impl Segment {
    /// The segment that holds the char at `index`; a newline and the end of the document belong
    /// to the segment before them. An index beyond the end means the end.
    pub(super) fn at(rope: &Rope, index: usize) -> Self {
        let index = index.min(rope.len_chars());
        let line = rope.char_to_line(index);
        let line_start = rope.line_to_char(line);
        let line_end = line_end(rope, line);
        let mut number = (index - line_start) / SEGMENT;
        let mut start = cut(rope, line_start, line_end, number);
        while number > 0 && (start > index || start == line_end) {
            number -= 1;
            start = cut(rope, line_start, line_end, number);
        }
        let end = cut(rope, line_start, line_end, number + 1);
        Self { start, end, starts_line: number == 0, ends_line: end == line_end }
    }

    /// The segment after this one.
    pub(super) fn next(self, rope: &Rope) -> Option<Self> {
        let start = self.end + usize::from(self.ends_line);
        (start <= rope.len_chars()).then(|| Self::at(rope, start))
    }

    /// The segment before this one.
    pub(super) fn previous(self, rope: &Rope) -> Option<Self> {
        let last = self.start.checked_sub(1)?;
        Some(Self::at(rope, last))
    }

    /// The text without the newline.
    pub(super) fn text(self, rope: &Rope) -> Cow<'_, str> {
        rope.slice(self.start..self.end).into()
    }
}

/// The char index of a line's newline, or of the end of the document.
fn line_end(rope: &Rope, line: usize) -> usize {
    if line + 1 < rope.len_lines() { rope.line_to_char(line + 1) - 1 } else { rope.len_chars() }
}

/// Where segment `number` of a line begins; the line's end where there is none. That is after a
/// blank if one is near, else between clusters.
fn cut(rope: &Rope, line_start: usize, line_end: usize, number: usize) -> usize {
    if number == 0 {
        return line_start;
    }
    let nominal = line_start.saturating_add(number.saturating_mul(SEGMENT));
    if nominal >= line_end {
        return line_end;
    }
    // Looked at from some way back, so that a cluster halved by that start has ended by then.
    let first = nominal - SLACK;
    let last = (nominal + SLACK).min(line_end);
    let text: Cow<'_, str> = rope.slice(first..last).into();
    let mut index = first;
    let mut after_blank = false;
    let mut between_clusters = None;
    for cluster in clusters(&text) {
        if index >= nominal {
            if after_blank && cluster != " " {
                return index;
            }
            between_clusters = between_clusters.or(Some(index));
        }
        after_blank = cluster == " ";
        index += cluster.chars().count();
    }
    match between_clusters {
        Some(index) => index,
        None if last == line_end => line_end,
        // A cluster longer than the slack, which no writing system has: it is split.
        None => nominal,
    }
}

/// The end of the cluster that begins at or holds `index`; a newline is one step. Returns the
/// index itself at the end of the document.
pub(super) fn next_boundary(rope: &Rope, index: usize) -> usize {
    let segment = Segment::at(rope, index);
    if index >= segment.end {
        return (index + 1).min(rope.len_chars());
    }
    let text = segment.text(rope);
    let byte = char_to_byte_idx(&text, index - segment.start);
    let next = GraphemeCursor::new(byte, text.len(), true).next_boundary(&text, 0);
    let next = next.ok().flatten().unwrap_or(text.len());
    segment.start + byte_to_char_idx(&text, next)
}

/// The start of the cluster that ends at or holds `index`; a newline is one step. Returns 0 at
/// the start of the document.
pub(super) fn previous_boundary(rope: &Rope, index: usize) -> usize {
    let Some(last) = index.min(rope.len_chars()).checked_sub(1) else {
        return 0;
    };
    let segment = Segment::at(rope, last);
    if last >= segment.end {
        return last;
    }
    let text = segment.text(rope);
    let byte = char_to_byte_idx(&text, last + 1 - segment.start);
    let previous = GraphemeCursor::new(byte, text.len(), true).prev_boundary(&text, 0);
    segment.start + byte_to_char_idx(&text, previous.ok().flatten().unwrap_or(0))
}

/// The index itself where no cluster is split there, else the end of the cluster around it.
pub(super) fn snap(rope: &Rope, index: usize) -> usize {
    let index = index.min(rope.len_chars());
    let segment = Segment::at(rope, index);
    if index <= segment.start || index >= segment.end {
        return index;
    }
    let text = segment.text(rope);
    let byte = char_to_byte_idx(&text, index - segment.start);
    let mut cursor = GraphemeCursor::new(byte, text.len(), true);
    if cursor.is_boundary(&text, 0).unwrap_or(true) { index } else { next_boundary(rope, index) }
}
