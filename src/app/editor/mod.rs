//! The prompt editor: text in a rope, a cursor, a selection, and a viewport onto it.
//!
//! Every operation costs the same at any size of document, except for the text it takes in or
//! gives out: positions are looked up in the rope, and wrapping is done only for the rows in
//! sight. A long line is handled in pieces, and the scroll position is a char
//! of the text, never a count of rows.
//!
//! | file | subject |
//! |---|---|
//! | `clean` | what of a pasted text is kept |
//! | `edit` | the reversible change, for the application's history |
//! | `segment` | long lines in pieces; where clusters begin and end |
//! | `words` | where words begin and end |
//! | `display` | one cluster in cells, safely |
//! | `wrap` | rows of a segment, and stepping from row to row |
//! | `motion` | moving and selecting, by keys and by mouse |
//! | `places` | which cluster is in which cells; text for elsewhere on the screen |
//! | `viewport` | scrolling, and the rows as they are drawn |

mod clean;
mod display;
mod edit;
mod motion;
mod places;
mod segment;
mod viewport;
mod words;
mod wrap;

#[cfg(test)]
mod tests;

use std::ops::Range;

use ropey::Rope;

pub use edit::{Edit, Fragment, Selection};
pub use motion::Motion;
pub use places::{PlacedCluster, drawable, is_plain};
pub use viewport::{Run, ScrollInfo, VisibleRow};

use edit::Kind;
use wrap::Span;

/// A text with a cursor, a selection and a viewport. Only LF ends a line.
#[derive(Debug, Clone)]
pub struct Editor {
    text: Rope,
    revision: u64,
    selection: Selection,
    /// Whether a cursor where a row was wrapped stands at the end of the upper row.
    trailing: bool,
    /// The column in cells that vertical moves aim at.
    goal: Option<u16>,
    /// Cells of the viewport.
    width: u16,
    height: u16,
    /// A char of the topmost row in sight.
    top: usize,
    /// The rows in sight; laid out again by every operation, and never empty.
    frame: Vec<Span>,
}

impl Default for Editor {
    fn default() -> Self {
        Self::new("")
    }
}

impl Editor {
    /// An editor of `text`, cleaned as a paste is, with the cursor at its start and a viewport of
    /// 80x24 cells.
    pub fn new(text: &str) -> Self {
        let mut editor = Self {
            text: Rope::from_str(&clean::clean(text)),
            revision: 0,
            selection: Selection::default(),
            trailing: false,
            goal: None,
            width: 80,
            height: 24,
            top: 0,
            frame: Vec::new(),
        };
        editor.reveal();
        editor
    }

    /// The text.
    pub const fn text(&self) -> &Rope {
        &self.text
    }

    /// Length of the text in chars.
    pub fn len_chars(&self) -> usize {
        self.text.len_chars()
    }

    /// Length of the text in bytes of UTF-8.
    pub fn len_bytes(&self) -> usize {
        self.text.len_bytes()
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.text.len_bytes() == 0
    }

    /// Lets revisions count from `first` on, so that those of several texts differ.
    pub const fn count_revisions_from(&mut self, first: u64) {
        self.revision = first;
    }

    /// A number that rises with every change of the text.
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// The cursor and what is selected.
    pub const fn selection(&self) -> Selection {
        self.selection
    }

    /// Types one character in place of the selection; CR means LF. None for a control character,
    /// which is not kept.
    pub fn insert_char(&mut self, c: char) -> Option<Edit> {
        let kind = match c {
            '\n' | '\r' => Kind::Whole,
            _ => Kind::Typing,
        };
        self.insert(c.encode_utf8(&mut [0; 4]), kind)
    }

    /// Puts a text in place of the selection: CR and CRLF become LF, and control characters other
    /// than tab and newline are dropped. None when nothing is left to insert.
    pub fn insert_str(&mut self, text: &str) -> Option<Edit> {
        self.insert(text, Kind::Whole)
    }

    /// Starts a new line in place of the selection.
    pub fn newline(&mut self) -> Option<Edit> {
        self.insert("\n", Kind::Whole)
    }

    fn insert(&mut self, text: &str, kind: Kind) -> Option<Edit> {
        let text = clean::clean(text);
        if text.is_empty() {
            return None;
        }
        self.replace(self.selection.range(), Fragment::from_text(&text), kind)
    }

    /// Removes the selection, or the cluster before the cursor.
    pub fn backspace(&mut self) -> Option<Edit> {
        let cursor = self.selection.cursor;
        let start = segment::previous_boundary(&self.text, cursor);
        self.remove_selection_or(start..cursor, Kind::Backspace)
    }

    /// Removes the selection, or the cluster after the cursor.
    pub fn delete(&mut self) -> Option<Edit> {
        let cursor = self.selection.cursor;
        let end = segment::next_boundary(&self.text, cursor);
        self.remove_selection_or(cursor..end, Kind::Delete)
    }

    /// Removes the selection, or back to the start of the word before the cursor.
    pub fn delete_word_back(&mut self) -> Option<Edit> {
        let cursor = self.selection.cursor;
        let start = words::previous_word_start(&self.text, cursor);
        self.remove_selection_or(start..cursor, Kind::Whole)
    }

    /// Removes the selection, or up to the end of the word after the cursor.
    pub fn delete_word_forward(&mut self) -> Option<Edit> {
        let cursor = self.selection.cursor;
        let end = words::next_word_end(&self.text, cursor);
        self.remove_selection_or(cursor..end, Kind::Whole)
    }

    fn remove_selection_or(&mut self, range: Range<usize>, kind: Kind) -> Option<Edit> {
        let (range, kind) = if self.selection.is_empty() {
            (range, kind)
        } else {
            (self.selection.range(), Kind::Whole)
        };
        self.replace(range, Fragment::from_text(""), kind)
    }

    /// The selected text; None when nothing is selected.
    pub fn copy(&self) -> Option<String> {
        let range = self.selection.range();
        (!range.is_empty()).then(|| self.text.slice(range).to_string())
    }

    /// Removes and returns the selected text; None when nothing is selected.
    pub fn cut(&mut self) -> Option<(String, Edit)> {
        let text = self.copy()?;
        let range = self.selection.range();
        let edit = self.replace(range, Fragment::from_text(""), Kind::Whole)?;
        Some((text, edit))
    }

    fn replace(&mut self, range: Range<usize>, inserted: Fragment, kind: Kind) -> Option<Edit> {
        if range.is_empty() && inserted.is_empty() {
            return None;
        }
        let before = self.selection;
        let removed = Fragment::from_slice(self.text.slice(range.clone()));
        let at = range.start;
        self.splice(range, &inserted);
        // What was inserted can join the mark or the joiner after it.
        let cursor = segment::snap(&self.text, at + inserted.len_chars());
        let after = Selection::at(cursor);
        self.place(after, false);
        Some(Edit { at, removed, inserted, before, after, kind })
    }

    /// Does an edit again that was made on, or reverted to, the present text. False and no change
    /// when it does not fit the length of the text.
    pub fn apply(&mut self, edit: &Edit) -> bool {
        self.exchange(edit.at, &edit.removed, &edit.inserted, edit.after)
    }

    /// Takes an edit back that led to the present text. False and no change when it does not fit
    /// the length of the text.
    pub fn revert(&mut self, edit: &Edit) -> bool {
        self.exchange(edit.at, &edit.inserted, &edit.removed, edit.before)
    }

    fn exchange(&mut self, at: usize, old: &Fragment, new: &Fragment, then: Selection) -> bool {
        let end = at.saturating_add(old.len_chars());
        if end > self.text.len_chars() {
            return false;
        }
        self.splice(at..end, new);
        let length = self.text.len_chars();
        let selection =
            Selection { anchor: then.anchor.min(length), cursor: then.cursor.min(length) };
        self.place(selection, false);
        true
    }

    /// The one place where the text changes, except for [`Editor::set_text`].
    fn splice(&mut self, range: Range<usize>, inserted: &Fragment) {
        // The cursor ends up at the edit, so this is where the viewport may begin at the latest.
        self.top = self.top.min(range.start);
        let at = range.start;
        self.text.remove(range);
        inserted.insert_into(&mut self.text, at);
        self.revision += 1;
    }

    /// Puts the cursor and the selection, and brings the cursor into sight.
    fn place(&mut self, selection: Selection, trailing: bool) {
        self.selection = selection;
        self.trailing = trailing;
        self.goal = None;
        self.reveal();
    }
}
