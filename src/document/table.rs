//! A table whose keys are asked for by name.

use std::cell::RefCell;
use std::fmt::Display;

use toml::de::DeTable;

use super::similar::nearest;
use super::{Document, Value};

/// More unknown keys than these of one table are counted only.
const MOST_UNKNOWN: usize = 100;

/// A table of a document. It remembers the keys that were asked for, so that [`Table::finish`] can
/// name the others.
#[derive(Debug)]
pub struct Table<'d> {
    pub(super) document: &'d Document<'d>,
    entries: &'d DeTable<'d>,
    at: usize,
    /// What its keys are called in messages: empty, or such as `model.rates`.
    pub(super) path: String,
    asked: RefCell<Vec<&'d str>>,
}

impl<'d> Table<'d> {
    pub(super) fn new(
        document: &'d Document<'d>,
        entries: &'d DeTable<'d>,
        at: usize,
        path: String,
    ) -> Self {
        Self { document, entries, at, path, asked: RefCell::new(Vec::with_capacity(16)) }
    }

    /// The value of a key, which may be absent.
    pub fn value(&self, key: &'d str) -> Value<'_, 'd> {
        self.asked.borrow_mut().push(key);
        Value::new(self, key, self.entries.get(key))
    }

    /// The value of a key that has to be there; its absence is a fault.
    pub fn required(&self, key: &'d str) -> Value<'_, 'd> {
        let value = self.value(key);
        if !value.is_present() {
            let message = format!("{} is missing", self.name_of(key));
            self.document.note(self.at, message, true);
        }
        value
    }

    /// Every key with its value in the order of the text, for tables whose keys are names.
    pub fn entries(&self) -> Vec<(&'d str, Value<'_, 'd>)> {
        let mut keys: Vec<_> = self.entries.keys().collect();
        keys.sort_by_key(|key| key.span().start);
        keys.into_iter().map(|key| (key.get_ref().as_ref(), self.value(key.get_ref()))).collect()
    }

    /// Notes a fault of the table as a whole; `message` goes on after its name, if it has one.
    pub fn fault(&self, message: impl Display) {
        let message = format!("{} {message}", self.path);
        let message = message.trim_start().to_owned();
        self.document.note(self.at, message, false);
    }

    /// Notes that something without which the table is not complete is missing.
    pub fn missing(&self, message: impl Into<String>) {
        self.document.note(self.at, message.into(), true);
    }

    /// Notes every key that was never asked for, with the known key it resembles.
    pub fn finish(&self) {
        let asked = self.asked.borrow();
        let is_unknown = |key: &&toml::Spanned<_>| {
            let name: &std::borrow::Cow<'_, str> = key.get_ref();
            !asked.contains(&name.as_ref())
        };
        let mut unknown: Vec<_> = self.entries.keys().filter(is_unknown).collect();
        unknown.sort_by_key(|key| key.span().start);
        // What each was meant to be takes a while to find.
        let told = unknown.len().min(MOST_UNKNOWN);
        self.document.leave(unknown.len() - told);
        for key in &unknown[..told] {
            let name: &str = key.get_ref();
            let known = || asked.iter().copied();
            let absent = known().filter(|known| !self.entries.contains_key(*known));
            let name_of = self.name_of(name);
            let message = match nearest(name, absent).or_else(|| nearest(name, known())) {
                Some(meant) => format!("unknown key `{name_of}`; did you mean `{meant}`?"),
                None => format!("unknown key `{name_of}`"),
            };
            self.document.note(key.span().start, message, false);
        }
    }

    /// Whether it is the whole document.
    pub(super) fn is_root(&self) -> bool {
        std::ptr::eq(self.entries, &self.document.root)
    }

    pub(super) fn name_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }
}
