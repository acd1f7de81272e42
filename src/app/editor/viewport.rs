//! Scrolling, and the rows in sight as they are drawn.

use std::ops::Range;

use super::Editor;
use super::wrap::{Row, Span, Walker};

/// The most rows one call of [`Editor::scroll`] goes, so that its cost is bounded.
const SCROLL_LIMIT: i32 = 1_000;

/// A stretch of a row that is drawn in one style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The cell where it begins, from the left of the viewport.
    pub column: u16,
    /// Its width in cells.
    pub width: u16,
    /// What to draw: no tabs, no control characters, nothing invisible.
    pub text: String,
    /// Whether it stands in for characters that cannot be drawn as they are, such as `<200B>`.
    pub spelled: bool,
}

/// One row of the viewport.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisibleRow {
    /// The chars of the text that it shows, with the newline that ends it; the next row begins
    /// where this one ends.
    pub chars: Range<usize>,
    /// What to draw, from left to right without gaps.
    pub runs: Vec<Run>,
    /// The selected cells; a selected newline counts as one cell.
    pub selected: Option<Range<u16>>,
    /// Whether a logical line starts here, rather than a wrapped part of one.
    pub starts_line: bool,
}

/// Where the viewport stands, for a scrollbar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScrollInfo {
    /// The logical line at the top, from 0.
    pub line: usize,
    /// Logical lines of the text, at least 1.
    pub lines: usize,
    /// Where the viewport begins, of `total`: roughly rows.
    pub start: usize,
    /// Where the viewport ends, of `total`: roughly rows.
    pub end: usize,
    /// The length of the text, roughly in rows: lines, and chars by the width of the viewport.
    pub total: usize,
}

impl Editor {
    /// Sets the size of the viewport in cells; any size will do. The row at the top stays, and a
    /// cursor that was in sight stays in sight. The last column is kept free for the cursor at
    /// the end of a full row.
    pub fn set_viewport(&mut self, width: u16, height: u16) {
        if (self.width, self.height) == (width, height) {
            return;
        }
        let in_sight = self.width == 0 || self.height == 0 || self.cursor_cell().is_some();
        self.width = width;
        self.height = height;
        if in_sight {
            self.reveal();
        } else {
            self.frame_from(self.top);
        }
    }

    /// Scrolls up (negative) or down, by at most 1,000 rows at once, and leaves the cursor where
    /// it is. Returns whether anything changed.
    pub fn scroll(&mut self, rows: i32) -> bool {
        self.tracking(|editor| {
            editor.step_top(rows.clamp(-SCROLL_LIMIT, SCROLL_LIMIT));
            editor.frame_from(editor.top);
        })
    }

    /// Where the viewport stands in the text.
    pub fn scroll_info(&self) -> ScrollInfo {
        let first = self.frame.first().map_or(0, |span| span.chars.start);
        let last = self.frame.last().map_or(0, |span| span.chars.end);
        ScrollInfo {
            line: self.text.char_to_line(first),
            lines: self.text.len_lines(),
            start: self.rough_row(first),
            end: self.rough_row(last) + 1,
            total: self.rough_row(self.text.len_chars()) + 1,
        }
    }

    fn rough_row(&self, index: usize) -> usize {
        self.text.char_to_line(index) + index / usize::from(self.text_width())
    }

    /// The rows in sight from top to bottom; fewer than the height where the text ends.
    pub fn rows(&self) -> Vec<VisibleRow> {
        if self.width == 0 || self.height == 0 {
            return Vec::new();
        }
        self.frame.iter().map(|span| self.visible(span)).collect()
    }

    /// The column and row of the cursor in the viewport; None while it is out of sight.
    pub fn cursor_cell(&self) -> Option<(u16, u16)> {
        let last_column = self.width.checked_sub(1)?;
        let index = self.cursor_in_frame().filter(|_| self.height > 0)?;
        let row = self.row_at(self.frame.get(index)?.clone());
        let column = row.column_of(self.selection.cursor);
        Some((column.min(last_column), u16::try_from(index).ok()?))
    }

    fn cursor_in_frame(&self) -> Option<usize> {
        let cursor = self.selection.cursor;
        let holds_cursor = |span: &Span| span.holds(cursor, self.trailing);
        self.frame.iter().position(holds_cursor)
    }

    fn visible(&self, span: &Span) -> VisibleRow {
        let row = self.row_at(span.clone());
        let selection = self.selection.range();
        let mut runs: Vec<Run> = Vec::new();
        let mut selected = CellRange::default();
        let mut column = 0_u16;
        for placed in row.stretches() {
            if placed.chars.start < selection.end && placed.chars.end > selection.start {
                let cells = placed.cells_of(&selection);
                selected.add(cells.start..cells.end.min(self.width));
            }
            let glyph = placed.glyph;
            column = placed.column.saturating_add(glyph.width);
            // A blank that hangs past a viewport of one column.
            if column > self.width {
                break;
            }
            match runs.last_mut() {
                Some(run) if run.spelled == glyph.spelled => {
                    run.width += glyph.width;
                    run.text.push_str(&glyph.shown);
                }
                _ => runs.push(Run {
                    column: placed.column,
                    width: glyph.width,
                    text: glyph.shown.into_owned(),
                    spelled: glyph.spelled,
                }),
            }
        }
        if span.has_newline && selection.contains(&span.chars.end) {
            selected.add(column..column.saturating_add(1).min(self.width));
        }
        VisibleRow {
            chars: span.chars.start..span.chars.end + usize::from(span.has_newline),
            runs,
            selected: selected.0,
            starts_line: span.starts_line,
        }
    }

    /// Brings the cursor into sight by the least scrolling.
    pub(super) fn reveal(&mut self) {
        self.frame_from(self.top);
        if self.cursor_in_frame().is_some() {
            return;
        }
        let mut walker = self.cursor_walker();
        if walker.start() >= self.top {
            walker.step(1 - i32::from(self.height.max(1)));
        }
        let top = walker.start();
        self.frame_from(top);
    }

    /// Lays out the rows in sight with the char `top` in the first one, or further down where
    /// the text would end above the bottom of the viewport.
    fn frame_from(&mut self, top: usize) {
        self.top = top;
        let height = self.height.max(1);
        let mut missing = height;
        let mut frame = std::mem::take(&mut self.frame);
        frame.clear();
        let mut walker = self.walker(top, false);
        loop {
            frame.push(walker.span());
            missing -= 1;
            if missing == 0 || !walker.down() {
                break;
            }
        }
        if missing > 0 {
            let mut walker = self.walker(top, false);
            let mut above = Vec::new();
            while missing > 0 && walker.up() {
                above.push(walker.span());
                missing -= 1;
            }
            if let Some(first) = above.last() {
                self.top = first.chars.start;
            }
            frame.splice(0..0, above.into_iter().rev());
        }
        self.frame = frame;
    }

    /// Moves the top by some rows, as far as the text goes.
    pub(super) fn step_top(&mut self, rows: i32) {
        let mut walker = self.walker(self.top, false);
        walker.step(rows);
        self.top = walker.start();
    }

    pub(super) fn walker(&self, index: usize, trailing: bool) -> Walker<'_> {
        Walker::at(&self.text, self.text_width(), index, trailing)
    }

    pub(super) fn row_at(&self, span: Span) -> Row<'_> {
        Row::new(&self.text, self.text_width(), span)
    }

    /// Cells of a row that hold text.
    fn text_width(&self) -> u16 {
        self.width.saturating_sub(1).max(1)
    }
}

/// A growing range of cells.
#[derive(Debug, Default)]
struct CellRange(Option<Range<u16>>);

impl CellRange {
    fn add(&mut self, cells: Range<u16>) {
        if cells.is_empty() {
            return;
        }
        let start = self.0.as_ref().map_or(cells.start, |range| range.start);
        self.0 = Some(start..cells.end);
    }
}
