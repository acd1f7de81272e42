//! What the explorer asks of files, and what it hears of them. Files themselves are outside.

use std::borrow::Cow;

use ropey::Rope;

use super::opening::Opening;
use crate::card::Card;
use crate::scenario::{Part, Scenario, Text};

/// Where a scenario comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// One inside the program, by its name.
    Builtin(&'static str),
    /// A file.
    File(String),
    /// The work of a session that ended without saving it.
    Kept(String),
    /// Unsaved work of a session on another machine, which may go on there.
    Elsewhere(String),
}

/// A scenario that can be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// What it is called in the list.
    pub title: String,
    /// Where it comes from.
    pub source: Source,
}

/// A scenario that is open, told from every other that is or was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct SceneId(pub(super) u64);

impl SceneId {
    /// Its number.
    pub const fn number(self) -> u64 {
        self.0
    }
}

/// An open scenario as it was at some moment: what is asked of files is asked for it, and the answer
/// holds for it alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moment {
    /// Which scenario.
    pub scene: SceneId,
    /// The revision of its history.
    pub revision: u64,
}

/// Something to be done with files.
#[derive(Debug, Clone)]
pub enum FileRequest {
    /// Find the scenarios that can be opened.
    List,
    /// Read a scenario; the number of the request comes back with the answer.
    Open(u64, Source),
    /// Write a scenario.
    Save(Save),
    /// Make this the theme of every start.
    UsualTheme(String),
    /// Make these the columns of every start; none are those there is room for.
    UsualColumns(Vec<&'static str>),
}

impl FileRequest {
    /// What it writes, in the words of a sentence; none where it only reads.
    pub fn writes(&self) -> Option<String> {
        match self {
            Self::List | Self::Open(..) => None,
            Self::Save(save) => Some(brief(&save.file).into_owned()),
            Self::UsualTheme(_) | Self::UsualColumns(_) => Some("the settings".to_owned()),
        }
    }
}

/// The unsaved scenarios, to be kept outside in case the program ends without saving them; none
/// forgets them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Unsaved {
    /// The scenarios.
    pub scenes: Vec<Work>,
    /// What was kept of sessions that have ended and is open here now: to be taken away once the
    /// scenarios are kept.
    pub instead_of: Vec<String>,
}

/// An unsaved scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Work {
    /// Which one.
    pub scene: SceneId,
    /// The scenario with token counts.
    pub scenario: Scenario,
    /// By part, the texts that are to be kept too.
    pub texts: [Rope; Part::ALL.len()],
}

impl Work {
    /// The scenario as it is to be kept.
    pub fn to_toml(&self) -> String {
        let mut scenario = self.scenario.clone();
        for part in Part::ALL {
            let text = &self.texts[part.index()];
            if text.len_bytes() > 0 {
                scenario.set_text(part, Text::Inline(text.to_string()));
            }
        }
        scenario.to_toml()
    }
}

/// A scenario to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Save {
    /// The file.
    pub file: String,
    /// What it shall hold. Comments of the user's in a file that was read here stay.
    pub text: String,
    /// The text files that it names. Those that were edited are written first.
    pub texts: Vec<TextFile>,
    /// Which scenario it is; none for own prices.
    pub of: Option<Moment>,
    /// Whether it holds prompts, so that only its owner may read it.
    pub private: bool,
    /// Whether what another program has written there meanwhile is to be replaced.
    pub over: bool,
}

/// A text file that a scenario names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFile {
    /// As the scenario names it.
    pub name: String,
    /// What it shall hold.
    pub text: Rope,
    /// Whether that is not what was read from it.
    pub edited: bool,
}

/// What is open, to be written out.
#[derive(Debug, Clone)]
pub struct Export {
    /// Which scenario it is about.
    pub of: Moment,
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
    /// The explorer as it stands, to be drawn.
    Picture {
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
    /// The scenario of the request with this number was read, or a sentence says why not.
    Opened(u64, Result<Box<Opening>, String>),
    /// The scenario, as it was when that was asked for, was written into this file.
    Saved(Moment, String),
    /// Something else was written: a sentence that says what.
    Done(String),
    /// Rate cards of the user's were found, and what is wrong with others.
    Cards(Vec<Card>, Vec<String>),
    /// A theme of the user's was changed by another program.
    ThemeChanged,
    /// What was to be saved was not, since a file holds something else than was read from it.
    InTheWay(InTheWay),
    /// What was to be saved was not: a sentence that says why.
    NotSaved(Option<Moment>, String),
    /// Unsaved work is not kept: a sentence that says why.
    NotKept(String),
    /// What is open was written into this file.
    Exported(String),
    /// There was a file of that name before.
    Taken(Moment, String),
    /// What is open was not exported: a sentence that says why.
    NotExported(String),
    /// The file of an open scenario was changed by another program: what it holds now.
    Changed(String, Result<Box<Opening>, String>),
}

/// Why a file was not written unasked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InTheWay {
    /// Which scenario was to be saved; none for own prices.
    pub of: Option<Moment>,
    /// The file that was to be written.
    pub file: String,
    /// The one that holds something else: that, or a text file that it names.
    pub holder: String,
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
