//! A table whose keys are asked for by name, and what a reader may ask their values to be.

use std::cell::RefCell;
use std::fmt::Display;

use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

use super::plain::first_hidden;
use super::similar::nearest;
use super::{Document, printable};

/// More unknown keys than these of one table are counted only.
const MOST_UNKNOWN: usize = 100;

/// A table of a document. It remembers the keys that were asked for, so that [`Table::finish`] can
/// name the others.
#[derive(Debug)]
pub struct Table<'d> {
    document: &'d Document<'d>,
    entries: &'d DeTable<'d>,
    at: usize,
    /// What its keys are called in messages: empty, or such as `model.rates`.
    path: String,
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
        let is_unknown = |key: &&Spanned<_>| {
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
    fn is_root(&self) -> bool {
        std::ptr::eq(self.entries, &self.document.root)
    }

    fn name_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }
}

/// The value of a key, or its absence. The typed readers are none for an absent value, and none
/// with a fault noted for a value of another type.
#[derive(Debug, Clone, Copy)]
pub struct Value<'t, 'd> {
    table: &'t Table<'d>,
    key: &'d str,
    found: Option<&'d Spanned<DeValue<'d>>>,
    in_list: bool,
}

/// The type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text in quotes.
    Text,
    /// An integer or a float.
    Number,
    /// `true` or `false`.
    Bool,
    /// A date, a time, or both.
    Date,
    /// An array, also one of tables.
    List,
    /// A table.
    Table,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Text => "text in quotes",
            Self::Number => "a number",
            Self::Bool => "true or false",
            Self::Date => "a date",
            Self::List => "a list",
            Self::Table => "a table",
        }
    }
}

impl<'t, 'd> Value<'t, 'd> {
    fn new(table: &'t Table<'d>, key: &'d str, found: Option<&'d Spanned<DeValue<'d>>>) -> Self {
        Self { table, key, found, in_list: false }
    }

    /// Whether the key is there.
    pub fn is_present(&self) -> bool {
        self.found.is_some()
    }

    /// The type of the value; none for an absent one.
    pub fn kind(&self) -> Option<Kind> {
        self.found.map(|found| match found.get_ref() {
            DeValue::String(_) => Kind::Text,
            DeValue::Integer(_) | DeValue::Float(_) => Kind::Number,
            DeValue::Boolean(_) => Kind::Bool,
            DeValue::Datetime(_) => Kind::Date,
            DeValue::Array(_) => Kind::List,
            DeValue::Table(_) => Kind::Table,
        })
    }

    /// The line of the value, from 1.
    pub fn line(&self) -> usize {
        self.table.document.line(self.at())
    }

    /// Notes a fault of this value; `message` goes on after its name, as in `must be positive`.
    pub fn fault(&self, message: impl Display) {
        let message = format!("{} {message}", self.table.name_of(self.key));
        self.table.document.note(self.at(), message, false);
    }

    /// Notes a fault of this value, which therefore has none.
    pub fn refuse<T>(&self, message: impl Display) -> Option<T> {
        self.fault(message);
        None
    }

    /// Any text.
    pub fn string(&self) -> Option<&'d str> {
        match self.found?.get_ref() {
            DeValue::String(text) => Some(text),
            _ => self.wrong_type(Kind::Text.name()),
        }
    }

    /// A name or remark of one line: text that is not blank and hides no characters.
    pub fn text(&self) -> Option<&'d str> {
        let text = self.string()?;
        if text.trim().is_empty() {
            self.fault("must not be empty");
            None
        } else if let Some(hidden) = first_hidden(text) {
            let hidden = u32::from(hidden);
            self.fault(format!("holds the hidden character U+{hidden:04X}; remove it"));
            None
        } else {
            Some(text)
        }
    }

    /// A whole number that is not negative.
    pub fn integer(&self) -> Option<u64> {
        match self.found?.get_ref() {
            DeValue::Integer(integer) => self.unsigned(integer),
            DeValue::Float(_) => self.refuse("must be a whole number"),
            _ => self.wrong_type("a whole number"),
        }
    }

    /// A number as `read` understands its exact text; what `read` finds wrong is noted.
    pub fn decimal<T, E: Display>(&self, read: impl FnOnce(&str) -> Result<T, E>) -> Option<T> {
        let read = match self.found?.get_ref() {
            DeValue::Float(float) => read(float.as_str()),
            DeValue::Integer(integer) if integer.radix() == 10 => read(integer.as_str()),
            DeValue::Integer(integer) => read(&self.unsigned(integer)?.to_string()),
            _ => return self.wrong_type(Kind::Number.name()),
        };
        read.map_err(|error| self.fault(error)).ok()
    }

    /// `true` or `false`.
    pub fn boolean(&self) -> Option<bool> {
        match self.found?.get_ref() {
            DeValue::Boolean(value) => Some(*value),
            _ => self.wrong_type(Kind::Bool.name()),
        }
    }

    /// A day as year, month and day.
    pub fn date(&self) -> Option<(u16, u8, u8)> {
        match self.found?.get_ref() {
            DeValue::Datetime(moment) => match (moment.date, moment.time) {
                (Some(date), None) => Some((date.year, date.month, date.day)),
                _ => self.refuse("must be a date alone, such as 2026-11-22"),
            },
            _ => self.wrong_type("a date such as 2026-11-22"),
        }
    }

    /// The items of a list.
    pub fn items(&self) -> Option<Vec<Self>> {
        match self.found?.get_ref() {
            DeValue::Array(items) => Some(
                items
                    .iter()
                    .map(|item| Self { found: Some(item), in_list: true, ..*self })
                    .collect(),
            ),
            DeValue::Table(_) => {
                let key = self.key;
                let message = if self.table.is_root() {
                    format!("must be a list, as in `[[{key}]]`")
                } else {
                    format!("must be a list, as in `{key} = [{{ … }}]`")
                };
                self.refuse(&message)
            }
            _ => self.wrong_type(Kind::List.name()),
        }
    }

    /// A table. Its keys are called by their full path, except in a list at the top of the
    /// document, where the line tells the entries apart.
    pub fn table(&self) -> Option<Table<'d>> {
        match self.found?.get_ref() {
            DeValue::Table(entries) => {
                let path = if self.in_list && self.table.is_root() {
                    String::new()
                } else {
                    self.table.name_of(self.key)
                };
                Some(Table::new(self.table.document, entries, self.at(), path))
            }
            _ => self.wrong_type(Kind::Table.name()),
        }
    }

    fn at(&self) -> usize {
        self.found.map_or(0, |found| found.span().start)
    }

    fn unsigned(&self, integer: &DeInteger<'_>) -> Option<u64> {
        let text = integer.as_str();
        if let Some(size) = text.strip_prefix('-') {
            if size.trim_start_matches('0').is_empty() {
                return Some(0);
            }
            return self.refuse("must not be negative");
        }
        match u64::from_str_radix(text, integer.radix()) {
            Ok(value) => Some(value),
            Err(_) => self.refuse("is too large"),
        }
    }

    fn wrong_type<T>(&self, wanted: &str) -> Option<T> {
        let found = self.found?.get_ref();
        let kind = self.kind()?;
        match found {
            DeValue::String(text) if text.parse::<f64>().is_ok() || is_bare(text) => {
                self.fault(format!("must be {wanted}; write {} without quotes", printable(text)))
            }
            _ => self.fault(format!("must be {wanted}, not {}", kind.name())),
        }
        None
    }
}

/// Whether a text in quotes would be a value of another type without them.
fn is_bare(text: &str) -> bool {
    matches!(text, "true" | "false")
        || (text.len() == 10 && text.parse::<toml::value::Datetime>().is_ok())
}
