//! Moving the cursor and selecting, by keys and by mouse.

use super::edit::Selection;
use super::wrap::{Row, Walker};
use super::{Editor, segment, words};

/// A move of the cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Motion {
    /// One grapheme cluster back.
    Left,
    /// One grapheme cluster on.
    Right,
    /// To the start of the word before the cursor.
    WordLeft,
    /// To the end of the word after the cursor.
    WordRight,
    /// One visual row up; from the first row, to the start of the text.
    Up,
    /// One visual row down; from the last row, to the end of the text.
    Down,
    /// To the start of the visual row.
    RowStart,
    /// To the end of the visual row.
    RowEnd,
    /// One viewport up, less a row.
    PageUp,
    /// One viewport down, less a row.
    PageDown,
    /// To the start of the text.
    TextStart,
    /// To the end of the text.
    TextEnd,
}

impl Editor {
    /// Moves the cursor; `select` extends the selection, otherwise it is dropped. Returns whether
    /// anything changed.
    pub fn move_cursor(&mut self, motion: Motion, select: bool) -> bool {
        let cursor = self.selection.cursor;
        let selected = self.selection.range();
        let collapses = !select && !selected.is_empty();
        let page = i32::from(self.height.saturating_sub(1).max(1));
        self.tracking(|editor| match motion {
            Motion::Left if collapses => editor.go(selected.start, false, false),
            Motion::Right if collapses => editor.go(selected.end, false, false),
            Motion::Left => {
                editor.go(segment::previous_boundary(&editor.text, cursor), false, select);
            }
            Motion::Right => {
                editor.go(segment::next_boundary(&editor.text, cursor), false, select);
            }
            Motion::WordLeft => {
                editor.go(words::previous_word_start(&editor.text, cursor), false, select);
            }
            Motion::WordRight => {
                editor.go(words::next_word_end(&editor.text, cursor), false, select);
            }
            Motion::Up => editor.go_rows(-1, select),
            Motion::Down => editor.go_rows(1, select),
            Motion::RowStart => editor.go(editor.cursor_walker().start(), false, select),
            Motion::RowEnd => {
                let (index, trailing) = editor.row(&editor.cursor_walker()).last_place();
                editor.go(index, trailing, select);
            }
            Motion::PageUp => {
                editor.step_top(-page);
                editor.go_rows(-page, select);
            }
            Motion::PageDown => {
                editor.step_top(page);
                editor.go_rows(page, select);
            }
            Motion::TextStart => editor.go(0, false, select),
            Motion::TextEnd => editor.go(editor.text.len_chars(), false, select),
        })
    }

    /// Selects the whole text. Returns whether anything changed.
    pub fn select_all(&mut self) -> bool {
        self.select(Selection { anchor: 0, cursor: self.text.len_chars() })
    }

    /// Sets the selection, moved to the nearest cluster boundaries inside the text. Returns
    /// whether anything changed.
    pub fn select(&mut self, selection: Selection) -> bool {
        let selection = Selection {
            anchor: segment::snap(&self.text, selection.anchor),
            cursor: segment::snap(&self.text, selection.cursor),
        };
        self.tracking(|editor| editor.place(selection, false))
    }

    /// Moves the cursor to a cell of the viewport; `select` extends the selection. Cells beyond
    /// the text mean the end of their row, or the last row. Returns whether anything changed.
    pub fn click(&mut self, column: u16, row: u16, select: bool) -> bool {
        self.tracking(|editor| editor.go_to_cell(i32::from(column), i32::from(row), select))
    }

    /// Extends the selection to a cell relative to the viewport; one above or below it scrolls by
    /// a row. Returns whether anything changed.
    pub fn drag(&mut self, column: i32, row: i32) -> bool {
        self.tracking(|editor| editor.go_to_cell(column, row, true))
    }

    fn go_to_cell(&mut self, column: i32, row: i32, select: bool) {
        let mut target = self.walker(self.top, false);
        target.step(row.clamp(-1, i32::from(self.height)));
        let column = u16::try_from(column.max(0)).unwrap_or(u16::MAX);
        let (index, trailing) = self.row(&target).place_at(column);
        self.go(index, trailing, select);
    }

    fn go(&mut self, index: usize, trailing: bool, select: bool) {
        let anchor = if select { self.selection.anchor } else { index };
        let selection = Selection { anchor, cursor: index };
        self.place(selection, trailing);
    }

    fn go_rows(&mut self, rows: i32, select: bool) {
        let mut walker = self.cursor_walker();
        let column = || self.row(&walker).column_of(self.selection.cursor);
        let goal = self.goal.unwrap_or_else(column);
        let (index, trailing) = if walker.step(rows) > 0 {
            self.row(&walker).place_at(goal)
        } else if rows < 0 {
            (0, false)
        } else {
            (self.text.len_chars(), false)
        };
        self.go(index, trailing, select);
        self.goal = Some(goal);
    }

    pub(super) fn cursor_walker(&self) -> Walker<'_> {
        self.walker(self.selection.cursor, self.trailing)
    }

    fn row(&self, walker: &Walker<'_>) -> Row<'_> {
        self.row_at(walker.span())
    }

    /// Runs a move and says whether it changed the cursor, the selection or the scroll position.
    pub(super) fn tracking(&mut self, change: impl FnOnce(&mut Self)) -> bool {
        let state = |editor: &Self| {
            let first = editor.frame.first().map(|span| span.chars.start);
            (editor.selection, editor.trailing, first)
        };
        let before = state(self);
        change(self);
        before != state(self)
    }
}
