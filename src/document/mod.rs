//! Reading TOML documents so that every fault is found and placed, not just the first.
//!
//! A reader asks a [`Table`] for the keys it knows and the [`Value`]s for the types it wants.
//! What is wrong is noted with its line and column, and reading goes on:
//!
//! ```
//! use tokenfare::document::Document;
//!
//! let document = Document::parse("size = -2\nbold = true\n", "style.toml");
//! let root = document.root();
//! let size = root.required("size").integer();
//! root.finish();
//! assert_eq!(
//!     document.conclude(size).unwrap_err().to_string(),
//!     "style.toml:1:8: size must not be negative\nstyle.toml:2:1: unknown key `bold`",
//! );
//! ```

mod depth;
mod draft;
mod fault;
mod patch;
mod plain;
mod similar;
mod table;
mod write;

#[cfg(test)]
mod tests;

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use toml::de::DeTable;

pub use draft::{Draft, list, number, with_point};
pub use fault::{Fault, Faults};
pub use patch::{in_the_manner_of, patched};
pub use plain::{capital, first_hidden, is_hidden, printable};
pub use similar::nearest;
pub use table::{Kind, Table, Value};
pub use write::{quoted, text};

use depth::{DEEPEST, too_deep};
use fault::Lines;

/// The most bytes of a document: 16 MB. Parsed, it takes forty times the room.
pub const MOST_BYTES: usize = 16 << 20;

/// More faults than these are counted without being kept.
const MOST_NOTES: usize = 10_000;

/// A parsed document and the faults found in it so far.
#[derive(Debug)]
pub struct Document<'t> {
    file: Arc<str>,
    text: &'t str,
    root: DeTable<'t>,
    /// What the text gets wrong as TOML, by byte offset.
    syntax: Vec<(usize, String)>,
    /// What readers found.
    found: RefCell<Vec<Note>>,
    /// How many faults were not kept.
    unkept: Cell<usize>,
    /// Made when a place is first asked for.
    lines: OnceCell<Lines>,
}

#[derive(Debug)]
struct Note {
    at: usize,
    message: String,
    /// Whether something is missing, which may be the work of a fault in the syntax.
    missing: bool,
}

impl<'t> Document<'t> {
    /// Reads TOML. `file` is what faults call the document; text that is not TOML becomes faults
    /// too, and the rest of it can still be read.
    pub fn parse(text: &'t str, file: &str) -> Self {
        let refused = match text.len() > MOST_BYTES {
            true => Some((0, format!("is longer than {} MB; split it", MOST_BYTES >> 20))),
            false => too_deep(text).map(|at| (at, format!("nests deeper than {DEEPEST} levels"))),
        };
        let mut unkept = 0;
        let (root, syntax) = match refused {
            Some(fault) => (DeTable::new(), vec![fault]),
            None => {
                let (root, errors) = DeTable::parse_recoverable(text);
                unkept = errors.len().saturating_sub(MOST_NOTES);
                let syntax = errors.iter().take(MOST_NOTES).map(|error| {
                    let span = error.span().unwrap_or_default();
                    (span.start, syntax_message(error.message(), text, span))
                });
                (root.into_inner(), syntax.collect())
            }
        };
        Self {
            file: printable(file).into(),
            text,
            root,
            syntax,
            found: RefCell::default(),
            unkept: Cell::new(unkept),
            lines: OnceCell::new(),
        }
    }

    /// The table of everything.
    pub fn root(&self) -> Table<'_> {
        Table::new(self, &self.root, 0, String::new())
    }

    /// What was read, if nothing at all is wrong with the document.
    ///
    /// # Errors
    /// Every fault, when there is one or when `read` is none.
    pub fn conclude<T>(self, read: Option<T>) -> Result<T, Faults> {
        if read.is_none() && self.syntax.is_empty() && self.found.borrow().is_empty() {
            self.note(0, "is not complete".to_owned(), true);
        }
        let faults = self.into_faults();
        read.filter(|_| faults.is_empty()).ok_or(faults)
    }

    /// Every fault, in the order of the text.
    ///
    /// While the syntax is broken, what readers say of the same lines, and of things that are
    /// missing, is left out: it would be the same fault told twice.
    pub fn into_faults(self) -> Faults {
        let broken: BTreeSet<usize> = self.syntax.iter().map(|(at, _)| self.line(*at)).collect();
        let notes = self.found.take();
        let found = notes.into_iter().filter(|note| {
            broken.is_empty() || !(note.missing || broken.contains(&self.line(note.at)))
        });
        let syntax = self.syntax.iter().cloned();
        let placed =
            syntax.chain(found.map(|note| (note.at, note.message))).map(|(at, message)| {
                let (line, column) = self.lines().place(self.text, at);
                Fault {
                    file: Arc::clone(&self.file),
                    line,
                    column,
                    message: printable(&message).into_owned(),
                }
            });
        placed.collect::<Faults>().and(self.unkept.get())
    }

    fn note(&self, at: usize, message: String, missing: bool) {
        let mut found = self.found.borrow_mut();
        match found.len() < MOST_NOTES {
            true => found.push(Note { at, message, missing }),
            false => self.leave(1),
        }
    }

    /// Counts faults that are not kept.
    fn leave(&self, faults: usize) {
        self.unkept.set(self.unkept.get() + faults);
    }

    fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::of(self.text))
    }

    /// The line of a byte offset.
    fn line(&self, at: usize) -> usize {
        self.lines().place(self.text, at).0
    }
}

/// The parser's words, except where they lead astray: it takes text without quotes for a mistyped
/// number, and a missing value for text without quotes.
fn syntax_message(message: &str, text: &str, span: Range<usize>) -> String {
    if message == "duplicate key" {
        let key = text.get(span).unwrap_or_default();
        return format!("the key `{key}` is here a second time; keep one of them");
    }
    let is_about_a_word = ["string values must be quoted", "invalid float", "invalid boolean"]
        .iter()
        .any(|start| message.starts_with(start));
    let word = text.get(span.start..).unwrap_or_default();
    let word =
        word.split(|c: char| c.is_whitespace() || ",]}#".contains(c)).next().unwrap_or_default();
    match word.chars().next() {
        None if is_about_a_word => "is not TOML: a value is missing here".to_owned(),
        Some(c) if is_about_a_word && c.is_alphabetic() => {
            format!("is not TOML: text must be in quotes, as in \"{word}\"")
        }
        _ => format!("is not TOML: {message}"),
    }
}
