//! Scrolling, and the rows in sight as they are drawn.

use std::ops::Range;

use super::Editor;
use super::wrap::Row;

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
            self.fill();
        }
    }

    /// Scrolls up (negative) or down, by at most 1,000 rows at once, and leaves the cursor where
    /// it is. Returns whether anything changed.
    pub fn scroll(&mut self, rows: i32) -> bool {
        self.tracking(|editor| {
            editor.step_top(rows.clamp(-SCROLL_LIMIT, SCROLL_LIMIT));
            editor.fill();
        })
    }

    /// Scrolls so that [`ScrollInfo::start`] is about `start`, and leaves the cursor where it is.
    /// Returns whether anything changed.
    pub fn scroll_to(&mut self, start: usize) -> bool {
        let mut low = 0;
        let mut high = self.text.len_chars();
        while low < high {
            let middle = low + (high - low) / 2;
            if self.rough_row(middle) < start {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        self.tracking(|editor| {
            editor.top = low;
            editor.step_top(0);
            editor.fill();
        })
    }

    /// Where the viewport stands in the text.
    pub fn scroll_info(&self) -> ScrollInfo {
        let mut last = self.top_row();
        let start = self.rough_row(last.start());
        let line = self.text.char_to_line(last.start());
        last.step(i32::from(self.height.saturating_sub(1)));
        ScrollInfo {
            line,
            lines: self.text.len_lines(),
            start,
            end: self.rough_row(last.end()) + 1,
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
        let mut rows = Vec::with_capacity(usize::from(self.height));
        let mut row = self.top_row();
        for _ in 0..self.height {
            rows.push(self.visible(&row));
            if !row.down() {
                break;
            }
        }
        rows
    }

    /// The column and row of the cursor in the viewport; None while it is out of sight.
    pub fn cursor_cell(&self) -> Option<(u16, u16)> {
        let last_column = self.width.checked_sub(1)?;
        let cursor_row = self.cursor_row();
        let mut row = self.top_row();
        for y in 0..self.height {
            if row.start() == cursor_row.start() {
                let column = row.column_of(self.selection.cursor);
                return Some((column.min(last_column), y));
            }
            if row.start() > cursor_row.start() || !row.down() {
                break;
            }
        }
        None
    }

    fn visible(&self, row: &Row<'_>) -> VisibleRow {
        let selection = self.selection.range();
        let mut runs: Vec<Run> = Vec::new();
        let mut selected = CellRange::default();
        let mut column = 0_u16;
        for placed in row.glyphs() {
            let glyph = placed.glyph;
            let end = column.saturating_add(glyph.width);
            if placed.chars.start < selection.end && placed.chars.end > selection.start {
                selected.add(column..end.min(self.width));
            }
            column = end;
            // A blank that hangs past a viewport of one column.
            if end > self.width {
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
        if row.has_newline() && selection.contains(&row.end()) {
            selected.add(column..column.saturating_add(1).min(self.width));
        }
        VisibleRow {
            chars: row.start()..row.end() + usize::from(row.has_newline()),
            runs,
            selected: selected.0,
            starts_line: row.starts_line(),
        }
    }

    /// Brings the cursor into sight by the least scrolling.
    pub(super) fn reveal(&mut self) {
        let mut cursor_row = self.cursor_row();
        let target = cursor_row.start();
        let mut row = self.top_row();
        if target < row.start() {
            self.top = target;
        } else {
            let last = self.height.saturating_sub(1);
            let mut below = 0;
            while row.start() < target && below < last && row.down() {
                below += 1;
            }
            if row.start() < target {
                cursor_row.step(-i32::from(last));
                self.top = cursor_row.start();
            }
        }
        self.fill();
    }

    /// Scrolls up where rows below the end of the text would be in sight.
    fn fill(&mut self) {
        let wanted = self.height.saturating_sub(1);
        let mut row = self.top_row();
        let below = row.step(i32::from(wanted));
        if below < u32::from(wanted) {
            row.step(-i32::from(wanted));
            self.top = row.start();
        }
    }

    /// Moves the top by some rows, as far as the text goes.
    pub(super) fn step_top(&mut self, rows: i32) {
        let mut row = self.top_row();
        row.step(rows);
        self.top = row.start();
    }

    pub(super) fn top_row(&self) -> Row<'_> {
        self.row_at(self.top, false)
    }

    pub(super) fn row_at(&self, index: usize, trailing: bool) -> Row<'_> {
        Row::at(&self.text, self.text_width(), index, trailing)
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
