//! Rate cards, scenarios and the texts they name: built in or from files.

use std::ffi::OsStr;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::args::CardArg;
use super::error::{Error, Result};
use super::find::{self, word_list};
use crate::card::{self, Card, Misfit, Overlay};
use crate::disk;
use crate::document::{self, printable};
use crate::money::grouped;
use crate::scenario::{self, Part, Scenario, Text};
use crate::tokens::{TextCount, TextCounter, Tokenizers};
use crate::workload::MAX_SECTION_TOKENS;

/// The most bytes of a text or a price list: 256 MB.
const MOST_BYTES: u64 = 256 << 20;

/// The rate card of the flags, with the overlay of the flags.
pub(super) fn chosen(args: &CardArg) -> Result<Card> {
    overlaid(card(args.rates.as_deref())?, args.overlay.as_deref())
}

/// A card with the overlay of a file on it, if one is named.
pub(super) fn overlaid(card: Card, file: Option<&OsStr>) -> Result<Card> {
    let Some(file) = file else {
        return Ok(card);
    };
    let shown = &*file.to_string_lossy();
    let text = toml_file(Path::new(file)).map_err(|fault| fault.told("overlay", shown, ""))?;
    let overlay = Overlay::parse(&text, shown)?;
    overlay.apply(&card).map_err(|misfits| {
        let told = misfits.iter().map(|misfit| {
            let mend = match misfit {
                Misfit::NoModel { id } => format!(" {}; {}", card.name, find::mend(&card, id)),
                _ => String::new(),
            };
            format!("{}: {misfit}{mend}", printable(shown))
        });
        Error::Input(told.collect())
    })
}

/// A rate card by its built-in name or file; the list prices when none is named.
pub(super) fn card(named: Option<&OsStr>) -> Result<Card> {
    let builtin = match named {
        None => Some(card::Builtin::List),
        Some(name) => name.to_str().and_then(card::Builtin::named),
    };
    match (builtin, named) {
        (Some(builtin), _) => Ok(builtin.parse()?),
        (None, named) => card_file(named.unwrap_or_default()),
    }
}

/// A rate card from a file.
pub(super) fn card_file(file: &OsStr) -> Result<Card> {
    let shown = &*file.to_string_lossy();
    let text = toml_file(Path::new(file)).map_err(|fault| {
        let mend = mend(shown, &card::Builtin::ALL.map(card::Builtin::name));
        fault.told("rate card", shown, &mend)
    })?;
    Ok(Card::parse(&text, shown)?)
}

/// A scenario by its built-in name, short form or file, and the file. `mend` goes on after what is said of a
/// missing one.
pub(super) fn scenario(named: &OsStr, mend: &str) -> Result<(Scenario, Option<PathBuf>)> {
    let path = PathBuf::from(named);
    let named = &*named.to_string_lossy();
    if let Some(builtin) = scenario::Builtin::named(named) {
        return Ok((builtin.parse()?, None));
    }
    if scenario::is_short(named) {
        let read = Scenario::from_short(named);
        let read = read.map_err(|fault| {
            Error::input(format!("the short form `{}` {fault}", printable(named)))
        });
        return Ok((read?, None));
    }
    let text = toml_file(&path).map_err(|fault| {
        let names = scenario::Builtin::ALL.map(scenario::Builtin::name);
        fault.told("scenario", named, &(self::mend(named, &names) + mend))
    })?;
    Ok((Scenario::parse(&text, named)?, Some(path)))
}

/// The TOML files in the folder of a file, named as that was typed.
fn files_beside(typed: &str) -> Vec<String> {
    let folder = Path::new(typed).parent().unwrap_or(Path::new(""));
    let here = if folder == Path::new("") { Path::new(".") } else { folder };
    let entries = std::fs::read_dir(here).into_iter().flatten().flatten();
    let names = entries.map(|entry| folder.join(entry.file_name()).to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".toml")).collect();
    names.sort_unstable();
    names
}

/// What to say after a file that is not there, where a built-in name or a file beside it may have
/// been meant.
fn mend(typed: &str, names: &[&str]) -> String {
    let beside = files_beside(typed);
    let known = names.iter().copied();
    let known: Vec<&str> = known.chain(beside.iter().map(String::as_str)).collect();
    match find::near(typed, &known) {
        Some(near) => format!("; did you mean `{}`?", printable(near)),
        None => format!("; built in are {}", word_list(names, "and")),
    }
}

/// The text of a part of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadedText {
    /// What it is the text of.
    pub part: Part,
    /// The text, read from its file where the scenario names one.
    pub text: String,
}

/// Every text of a scenario, from files relative to the folder of the scenario's own `path`.
pub(super) fn texts(scenario: &Scenario, path: Option<&Path>) -> Result<Vec<LoadedText>> {
    let folder = path.and_then(Path::parent).unwrap_or(Path::new(""));
    let mut loaded = Vec::new();
    for (part, text) in scenario.texts() {
        let text = match text {
            Text::None => continue,
            Text::Inline(text) => text.clone(),
            Text::File(file) => {
                let what = format!("text of {} in {}", part.label(), printable(&scenario.name));
                text_file(&folder.join(file)).map_err(|fault| fault.told(&what, file, ""))?
            }
        };
        loaded.push(LoadedText { part, text });
    }
    Ok(loaded)
}

/// Counts the texts of a scenario by the reference encoding and the user's tokenizers.
pub(super) fn count(
    scenario: &mut Scenario,
    texts: &[LoadedText],
    tokenizers: &Tokenizers,
) -> Result<Vec<(Part, TextCount)>> {
    let mut counts = Vec::new();
    for LoadedText { part, text } in texts {
        let count = TextCounter::new(tokenizers).count(text);
        let tokens = count.reference.total();
        counts.push((*part, count));
        if tokens.get() > MAX_SECTION_TOKENS {
            return Err(Error::input(format!(
                "the text of {} has {tokens} tokens; it must have at most {}",
                part.label(),
                grouped(MAX_SECTION_TOKENS),
            )));
        }
        // A mean that stands beside a sample answer stays.
        if *part != Part::Answer || scenario.workload.answer.of_sample {
            scenario.set_tokens(*part, tokens);
        }
    }
    Ok(counts)
}

/// The text of a TOML file.
pub(super) fn toml_file(path: &Path) -> std::result::Result<String, Unreadable> {
    decoded(disk::read(path, document::MOST_BYTES as u64)?)
}

/// The text of a file of any other kind.
pub(super) fn text_file(path: &Path) -> std::result::Result<String, Unreadable> {
    decoded(disk::read(path, MOST_BYTES)?)
}

/// All text of a stream.
pub(super) fn text(stream: impl Read) -> std::result::Result<String, Unreadable> {
    text_up_to(stream, MOST_BYTES)
}

fn text_up_to(stream: impl Read, most: u64) -> std::result::Result<String, Unreadable> {
    let mut bytes = Vec::new();
    stream.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(Unreadable::TooLong(most));
    }
    decoded(bytes)
}

fn decoded(bytes: Vec<u8>) -> std::result::Result<String, Unreadable> {
    String::from_utf8(bytes).map_err(|error| Unreadable::NotUtf8(error.utf8_error().valid_up_to()))
}

/// Why a text cannot be read.
#[derive(Debug)]
pub(super) enum Unreadable {
    Io(io::Error),
    /// It is no file, but what is named here, such as `a pipe`.
    NoFile(&'static str),
    /// The byte from which on it is not UTF-8.
    NotUtf8(usize),
    /// It has more bytes than these.
    TooLong(u64),
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<disk::Unreadable> for Unreadable {
    fn from(fault: disk::Unreadable) -> Self {
        match fault {
            disk::Unreadable::Io(error) => Self::Io(error),
            disk::Unreadable::NoFile(kind) => Self::NoFile(kind),
            disk::Unreadable::TooLong(most) => Self::TooLong(most),
        }
    }
}

impl Unreadable {
    /// The error in words: `what` is what was to be read, `mend` what to do when it is not there.
    pub(super) fn told(self, what: &str, file: &str, mend: &str) -> Error {
        let file = printable(file);
        match self {
            Self::Io(error) => match error.kind() {
                ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidInput => {
                    Error::input(format!("there is no {what} `{file}`{mend}"))
                }
                ErrorKind::IsADirectory => {
                    Error::input(format!("`{file}` is a folder; name a file in it"))
                }
                _ => Error::Failure(format!("cannot read the {what} `{file}`: {error}")),
            },
            Self::NotUtf8(at) => Error::input(format!(
                "`{file}` is not UTF-8 text: byte {} is no part of a character; convert it first",
                at + 1
            )),
            Self::NoFile(kind) => Error::input(format!("`{file}` is {kind}; name a file")),
            Self::TooLong(most) => {
                Error::input(format!("`{file}` is longer than {} MB; split it", most >> 20))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(unreadable: Unreadable) -> String {
        match unreadable.told("file", "a\u{1b}b", "; look again") {
            Error::Input(sentences) => sentences.join("\n"),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn unreadable_files_are_told_plainly() {
        let missing = Unreadable::Io(ErrorKind::NotFound.into());
        assert_eq!(told(missing), "there is no file `a\\u{1b}b`; look again");
        let latin1 = text(&b"caf\xe9"[..]).unwrap_err();
        assert!(told(latin1).contains("byte 4"));
        let endless = text_up_to(io::repeat(b'a'), 10).unwrap_err();
        assert!(matches!(endless, Unreadable::TooLong(10)));
        assert!(told(Unreadable::TooLong(16 << 20)).contains("longer than 16 MB; split it"));
        assert!(told(Unreadable::NoFile("a pipe")).contains("is a pipe; name a file"));
        assert_eq!(text_up_to(&b"ten bytes."[..], 10).unwrap(), "ten bytes.");
        let denied = Unreadable::Io(ErrorKind::PermissionDenied.into());
        assert!(told(denied).starts_with("Failure"));
    }
}
