//! Faults and their places.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

/// One thing that is wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The document's file.
    pub file: Arc<str>,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// One plain sentence, with the mend where there is one; holds no control characters.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, message } = self;
        write!(f, "{file}:{line}:{column}: {message}")
    }
}

/// More faults than these are counted only.
const MOST: usize = 20;

/// Faults in the order of their places, shown one a line: the first twenty, and how many more.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Faults {
    first: Vec<Fault>,
    more: usize,
}

impl Faults {
    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.first.is_empty()
    }

    /// The first faults by line, then column.
    pub fn iter(&self) -> std::slice::Iter<'_, Fault> {
        self.first.iter()
    }

    /// A sentence for each of the first faults, and one for all others.
    pub fn sentences(&self) -> Vec<String> {
        let more = self.more;
        let s = if more == 1 { "" } else { "s" };
        let others = self.first.first().filter(|_| more > 0);
        let others = others.map(|first| format!("{}: and {more} more fault{s}", first.file));
        self.first.iter().map(ToString::to_string).chain(others).collect()
    }

    /// The same, with so many more that nobody kept.
    pub(super) fn and(self, more: usize) -> Self {
        Self { more: self.more + more, ..self }
    }
}

impl FromIterator<Fault> for Faults {
    fn from_iter<I: IntoIterator<Item = Fault>>(faults: I) -> Self {
        let mut faults: Vec<Fault> = faults.into_iter().collect();
        // Stable: in one place, faults stay in the order they were found.
        faults.sort_by_key(|fault| (fault.line, fault.column));
        faults.dedup();
        let more = faults.len().saturating_sub(MOST);
        faults.truncate(MOST);
        Self { first: faults, more }
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentences().join("\n"))
    }
}

impl Error for Faults {}

/// Where the lines of a text start, to turn byte offsets into places.
#[derive(Debug)]
pub(super) struct Lines(Vec<usize>);

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Self(std::iter::once(0).chain(breaks).collect())
    }

    /// The line and column of a byte offset in the text, both from 1. The end of the text counts
    /// to its last line, so that every place can be found in an editor.
    pub(super) fn place(&self, text: &str, at: usize) -> (usize, usize) {
        let last = text.strip_suffix('\n').unwrap_or(text).len();
        let at = at.min(last);
        let line = self.0.partition_point(|&start| start <= at).max(1);
        let before = self.0[line - 1]..at;
        let column = match text.get(before.clone()) {
            Some(before) => before.chars().count(),
            None => before.len(),
        };
        (line, column + 1)
    }
}
