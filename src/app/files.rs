//! What the explorer asks of files, and what it hears of them. Files themselves are outside.

use std::borrow::Cow;

use ropey::Rope;

use super::scenes::Opening;
use super::state::State;
use crate::card::Card;
use crate::scenario::Scenario;

/// Where a scenario comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// One inside the program, by its name.
    Builtin(&'static str),
    /// A file.
    File(String),
    /// The work of a session that ended without saving it.
    Kept(String),
}

/// A scenario that can be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// What it is called in the list.
    pub title: String,
    /// Where it comes from.
    pub source: Source,
}

/// Something to be done with files.
#[derive(Debug, Clone)]
pub enum FileRequest {
    /// Find the scenarios that can be opened.
    List,
    /// Read a scenario.
    Open(Source),
    /// Write a scenario.
    Save(Save),
    /// Keep the unsaved scenarios in case the program ends without saving them; none forgets them.
    Keep(Vec<Scenario>),
    /// Write out what is open.
    Export(Export),
    /// Throw away the work of a session that ended, since it is open again.
    Forget(String),
    /// Make this the theme of every start.
    UsualTheme(String),
}

/// A scenario to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Save {
    /// The file.
    pub file: String,
    /// What it shall hold. Comments of the user's in a file that was read here stay.
    pub text: String,
    /// The texts of a scenario's parts, written or not: one that is a file's stays a file's.
    pub texts: [Rope; 4],
    /// Whether the length of the sample answer is the mean, rather than a number that was set.
    pub of_sample: bool,
    /// Whether it is the scenario on the desk, rather than something else of the user's.
    pub scenario: bool,
    /// Whether it holds prompts, so that only its owner may read it.
    pub private: bool,
    /// Whether what another program has written there meanwhile is to be replaced.
    pub over: bool,
}

/// What is open, to be written out.
#[derive(Debug, Clone)]
pub struct Export {
    /// What is written.
    pub what: Exported,
    /// The file.
    pub file: String,
    /// Whether a file of that name is to be replaced.
    pub over: bool,
}

/// What is open as a file holds it.
#[derive(Debug, Clone)]
pub enum Exported {
    /// A text that is written as it is.
    Text(String),
    /// The explorer as it stands, to be drawn, and what its figures rest on.
    Picture {
        /// The explorer.
        state: Box<State>,
        /// What its figures rest on, in sentences.
        about: String,
        /// Whether it shows the text of the user's own prompts.
        with_text: bool,
    },
}

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Rows for spreadsheets.
    Csv,
    /// An object for programs.
    Json,
    /// A table for documents.
    Markdown,
    /// The screen as a picture.
    Svg,
}

impl Form {
    /// The form that a file's ending asks for.
    pub fn of(file: &str) -> Option<Self> {
        let (_, ending) = file.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "json" => Some(Self::Json),
            "md" => Some(Self::Markdown),
            "svg" => Some(Self::Svg),
            _ => None,
        }
    }
}

/// What became of a [`FileRequest`].
#[derive(Debug, Clone)]
pub enum FileAnswer {
    /// The scenarios that can be opened.
    Listed(Vec<Listed>),
    /// A scenario was read, or a sentence says why not.
    Opened(Source, Result<Box<Opening>, String>),
    /// The scenario was written into this file.
    Saved(String),
    /// Something else was written: a sentence that says what.
    Done(String),
    /// Rate cards of the user's were found, and what is wrong with others.
    Cards(Vec<Card>, Vec<String>),
    /// A theme of the user's was changed by another program.
    ThemeChanged,
    /// The file was changed by another program since it was read, or was there before.
    InTheWay(String),
    /// A scenario was not written: a sentence that says why.
    NotSaved(String),
    /// What is open was written into this file.
    Exported(String),
    /// There was a file of that name before.
    Taken(String),
    /// What is open was not exported: a sentence that says why.
    NotExported(String),
    /// The file of an open scenario was changed by another program: what it holds now.
    Changed(String, Result<Box<Opening>, String>),
}

/// A file as a notice names it: where its path is long, only its folder and name.
pub fn brief(file: &str) -> Cow<'_, str> {
    const LONG: usize = 40;
    let is_separator = |c: char| std::path::is_separator(c);
    let Some((before, name)) = file.rsplit_once(is_separator) else {
        return Cow::Borrowed(file);
    };
    let folder = before.rsplit(is_separator).next().unwrap_or(before);
    match file.chars().count() > LONG && folder.len() < before.len() {
        true => Cow::Owned(format!("…/{folder}/{name}")),
        false => Cow::Borrowed(file),
    }
}

/// A file name made of a scenario's name: `Support assistant` is `support-assistant.toml`.
pub(super) fn file_name(name: &str, ending: &str) -> String {
    let mut slug = String::new();
    for letter in name.chars().flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() {
            slug.push(letter);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    let slug = if slug.is_empty() { "scenario" } else { slug };
    format!("{slug}.{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_paths_are_shortened() {
        let long = format!("/home/me/{}/work/mine.toml", "x".repeat(40));
        assert_eq!(brief(&long), "…/work/mine.toml");
        for short in ["mine.toml", "/home/me/work/mine.toml", ""] {
            assert_eq!(brief(short), short);
        }
    }

    #[test]
    fn file_names_hold_nothing_odd() {
        assert_eq!(file_name("Support assistant", "toml"), "support-assistant.toml");
        assert_eq!(file_name(" ../a//b ", "toml"), "a-b.toml");
        assert_eq!(file_name("Überblick 2", "toml"), "überblick-2.toml");
        assert_eq!(file_name("…", "toml"), "scenario.toml");
    }
}
