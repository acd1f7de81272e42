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

/// Faults in the order of their places; shown one a line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The faults by line, then column.
    pub fn iter(&self) -> std::slice::Iter<'_, Fault> {
        self.0.iter()
    }
}

impl FromIterator<Fault> for Faults {
    fn from_iter<I: IntoIterator<Item = Fault>>(faults: I) -> Self {
        let mut faults: Vec<Fault> = faults.into_iter().collect();
        // Stable: in one place, faults stay in the order they were found.
        faults.sort_by_key(|fault| (fault.line, fault.column));
        faults.dedup();
        Self(faults)
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            fault.fmt(f)?;
        }
        Ok(())
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
