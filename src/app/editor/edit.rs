//! Reversible changes of the text.

use std::fmt;
use std::ops::Range;

use ropey::{Rope, RopeSlice};

/// Above this many bytes a [`Fragment`] shares the nodes of the rope it came from.
const SHORT: usize = 1024;

/// A merged edit grows to about this many bytes, so that one undo step stays small.
const MERGE_LIMIT: usize = 1024;

/// A selection, or a bare cursor when both ends meet; ends are char indices of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Selection {
    /// The end that stays while the selection is extended.
    pub anchor: usize,
    /// The end that moves, where text is typed.
    pub cursor: usize,
}

impl Selection {
    /// A bare cursor.
    pub const fn at(cursor: usize) -> Self {
        Self { anchor: cursor, cursor }
    }

    /// Whether nothing is selected.
    pub const fn is_empty(self) -> bool {
        self.anchor == self.cursor
    }

    /// The selected chars.
    pub fn range(self) -> Range<usize> {
        self.anchor.min(self.cursor)..self.anchor.max(self.cursor)
    }
}

/// A piece of text that was removed or inserted. Large pieces share their storage with the
/// document they came from, so keeping them in a history is cheap.
#[derive(Debug, Clone)]
pub struct Fragment(Storage);

#[derive(Debug, Clone)]
enum Storage {
    Short(String),
    Long(Rope),
}

impl Fragment {
    pub(super) fn from_slice(slice: RopeSlice<'_>) -> Self {
        Self(if slice.len_bytes() <= SHORT {
            Storage::Short(slice.to_string())
        } else {
            Storage::Long(Rope::from(slice))
        })
    }

    pub(super) fn from_text(text: &str) -> Self {
        Self(if text.len() <= SHORT {
            Storage::Short(text.to_owned())
        } else {
            Storage::Long(Rope::from_str(text))
        })
    }

    const fn empty() -> Self {
        Self(Storage::Short(String::new()))
    }

    /// Length in chars.
    pub fn len_chars(&self) -> usize {
        match &self.0 {
            Storage::Short(text) => text.chars().count(),
            Storage::Long(rope) => rope.len_chars(),
        }
    }

    /// Length in bytes of UTF-8.
    pub fn len_bytes(&self) -> usize {
        match &self.0 {
            Storage::Short(text) => text.len(),
            Storage::Long(rope) => rope.len_bytes(),
        }
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.len_bytes() == 0
    }

    /// The text, when it is short.
    fn short(&self) -> Option<&str> {
        match &self.0 {
            Storage::Short(text) => Some(text),
            Storage::Long(_) => None,
        }
    }

    /// Puts this text into `rope` at char `at`, which must lie inside it.
    pub(super) fn insert_into(&self, rope: &mut Rope, at: usize) {
        match &self.0 {
            Storage::Short(text) => rope.insert(at, text),
            Storage::Long(piece) => {
                let tail = rope.split_off(at);
                rope.append(piece.clone());
                rope.append(tail);
            }
        }
    }
}

impl fmt::Display for Fragment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Storage::Short(text) => f.write_str(text),
            Storage::Long(rope) => rope.chunks().try_for_each(|chunk| f.write_str(chunk)),
        }
    }
}

impl PartialEq for Fragment {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Storage::Short(a), Storage::Short(b)) => a == b,
            (Storage::Long(a), Storage::Long(b)) => a == b,
            (Storage::Short(text), Storage::Long(rope))
            | (Storage::Long(rope), Storage::Short(text)) => rope == text,
        }
    }
}

impl Eq for Fragment {}

/// What made an edit; only runs of the same kind of key merge into one step of undo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// One typed character other than a newline.
    Typing,
    /// One cluster removed before the cursor.
    Backspace,
    /// One cluster removed after the cursor.
    Delete,
    /// Everything else: pastes, newlines, words, selections.
    Whole,
}

/// One change of the text, which can be undone and done again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub(super) at: usize,
    pub(super) removed: Fragment,
    pub(super) inserted: Fragment,
    pub(super) before: Selection,
    pub(super) after: Selection,
    pub(super) kind: Kind,
}

impl Edit {
    /// Takes `next`, the edit made right after this one, into this one, and says whether it did.
    /// Typed characters merge word by word, and so do runs of backspaces and of deletes, up to
    /// about a kilobyte.
    pub fn try_merge(&mut self, next: &Self) -> bool {
        if self.kind != next.kind || self.after != next.before {
            return false;
        }
        let merged = match self.kind {
            Kind::Typing => self.typed_on(next),
            Kind::Backspace => self.erased_before(next),
            Kind::Delete => self.erased_after(next),
            Kind::Whole => None,
        };
        let Some((at, removed, inserted)) = merged else {
            return false;
        };
        self.at = at;
        self.removed = removed;
        self.inserted = inserted;
        self.after = next.after;
        true
    }

    fn typed_on(&mut self, next: &Self) -> Option<(usize, Fragment, Fragment)> {
        let follows = next.removed.is_empty() && next.at == self.at + self.inserted.len_chars();
        let (typed, more) = (self.inserted.short()?, next.inserted.short()?);
        let blank = |c: Option<char>| c.is_some_and(char::is_whitespace);
        let word_starts = blank(typed.chars().next_back()) && !blank(more.chars().next());
        if !follows || word_starts || typed.len() + more.len() > MERGE_LIMIT {
            return None;
        }
        let inserted = Fragment(Storage::Short(format!("{typed}{more}")));
        Some((self.at, self.removed.clone(), inserted))
    }

    fn erased_before(&self, next: &Self) -> Option<(usize, Fragment, Fragment)> {
        let follows = next.at + next.removed.len_chars() == self.at;
        let removed = next.removed.joined(&self.removed).filter(|_| follows)?;
        Some((next.at, removed, Fragment::empty()))
    }

    fn erased_after(&self, next: &Self) -> Option<(usize, Fragment, Fragment)> {
        let follows = next.at == self.at;
        let removed = self.removed.joined(&next.removed).filter(|_| follows)?;
        Some((self.at, removed, Fragment::empty()))
    }
}

impl Fragment {
    /// Both texts in a row, while that is short enough to merge.
    fn joined(&self, other: &Self) -> Option<Self> {
        let (a, b) = (self.short()?, other.short()?);
        (a.len() + b.len() <= MERGE_LIMIT).then(|| Self(Storage::Short(format!("{a}{b}"))))
    }
}
