//! Rate cards, scenarios and the texts they name: built in or from files.

use std::ffi::OsStr;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::fault::{Fault, Result};
use super::files::{self, MOST_TEXT};
use super::find::{self, word_list};
use crate::app::Opening;
use crate::card::{self, Card, Misfit, Overlay};
use crate::disk;
use crate::document::printable;
use crate::money::grouped;
use crate::scenario::{self, Part, Scenario, Text};
use crate::score::{self, Scores};
use crate::tokens::{TextCount, TextCounter, Tokenizers};
use crate::workload::MAX_SECTION_TOKENS;

/// A card with the overlay of a file on it, if one is named.
pub(crate) fn overlaid(card: Card, file: Option<&OsStr>) -> Result<Card> {
    let Some(file) = file else {
        return Ok(card);
    };
    let shown = &*file.to_string_lossy();
    let text =
        files::text(Path::new(file)).map_err(|why| Fault::unreadable(why, "overlay", shown, ""))?;
    let overlay = Overlay::parse(&text, shown)?;
    overlay.apply(&card).map_err(|misfits| {
        let told = misfits.iter().map(|misfit| {
            let mend = match misfit {
                Misfit::NoModel { id } => format!(" {}; {}", card.name, find::mend(&card, id)),
                _ => String::new(),
            };
            format!("{}: {misfit}{mend}", printable(shown))
        });
        Fault::Input(told.collect())
    })
}

/// A rate card by its built-in name or file; the list prices when none is named.
pub(crate) fn card(named: Option<&OsStr>) -> Result<Card> {
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
pub(crate) fn card_file(file: &OsStr) -> Result<Card> {
    let shown = &*file.to_string_lossy();
    let text = files::text(Path::new(file)).map_err(|why| {
        let mend = mend(shown, &card::Builtin::ALL.map(card::Builtin::name));
        Fault::unreadable(why, "rate card", shown, &mend)
    })?;
    Ok(Card::parse(&text, shown)?)
}

/// Scores by the word of those that are built in, or from a file, of models of a card.
pub(crate) fn scores(named: &OsStr, card: &Card) -> Result<Scores> {
    let shown = &*named.to_string_lossy();
    if let Some(builtin) = score::Builtin::named(shown) {
        return Ok(builtin.scores());
    }
    let words: Vec<&str> = score::Builtin::all().map(score::Builtin::word).collect();
    let text = files::text(Path::new(named)).map_err(|why| {
        let near = find::near(shown, &words);
        let mend = near.map_or_else(
            || format!("; built in are {}", word_list(&words, "and")),
            |near| format!("; did you mean `{near}`?"),
        );
        Fault::unreadable(why, "file of scores", shown, &mend)
    })?;
    let resolve = |name: &str| match find::lookup(card, name) {
        Some(found) => Ok(found.model.id.clone()),
        None => {
            let mend = find::mend(card, name);
            Err(format!("is not on the rate card {}; {mend}", card.name))
        }
    };
    Ok(Scores::parse(&text, shown, resolve)?)
}

/// A scenario by its built-in name, short form or file, and the file.
fn scenario(named: &OsStr) -> Result<(Scenario, Option<PathBuf>)> {
    let path = PathBuf::from(named);
    let named = &*named.to_string_lossy();
    if let Some(builtin) = scenario::Builtin::named(named) {
        return Ok((builtin.parse()?, None));
    }
    if scenario::is_short(named) {
        let read = Scenario::from_short(named);
        let read = read.map_err(|fault| {
            Fault::input(format!("the short form `{}` {fault}", printable(named)))
        });
        return Ok((read?, None));
    }
    let text = files::text(&path).map_err(|why| {
        let names = scenario::Builtin::ALL.map(scenario::Builtin::name);
        Fault::unreadable(why, "scenario", named, &mend(named, &names))
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

/// A scenario with everything read that it names; its texts are not counted yet.
#[derive(Debug, Clone)]
pub struct LoadedScenario {
    /// The scenario.
    pub scenario: Scenario,
    /// The file it came from, to which it is saved; none for one that is built in or fitted to
    /// logs.
    pub path: Option<PathBuf>,
    /// Its texts.
    pub texts: Vec<LoadedText>,
}

impl LoadedScenario {
    /// A scenario by its built-in name, short form or file.
    pub(crate) fn named(named: &OsStr) -> Result<Self> {
        let (scenario, path) = scenario(named)?;
        let texts = texts(&scenario, path.as_deref())?;
        Ok(Self { scenario, path, texts })
    }

    /// It as the explorer opens it.
    pub(crate) fn opening(self) -> Opening {
        let mut texts: [String; Part::ALL.len()] = Default::default();
        let keeps_text = self.path.is_some()
            && self.scenario.texts().any(|(_, text)| matches!(text, Text::Inline(_)));
        for text in self.texts {
            texts[text.part.index()] = text.text;
        }
        let text_files = Part::ALL.map(|part| self.scenario.text(part).file().map(str::to_owned));
        Opening {
            text_files,
            kinds: Part::ALL.map(|part| self.scenario.kind(part)),
            name: self.scenario.name,
            notes: self.scenario.notes,
            workload: self.scenario.workload,
            texts,
            keeps_text,
            // A file whose name is no text cannot be named here, and is saved under another.
            file: self.path.and_then(|path| path.into_os_string().into_string().ok()),
        }
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
fn texts(scenario: &Scenario, path: Option<&Path>) -> Result<Vec<LoadedText>> {
    let folder = path.and_then(Path::parent).unwrap_or(Path::new(""));
    let mut loaded = Vec::new();
    for (part, text) in scenario.texts() {
        let text = match text {
            Text::None => continue,
            Text::Inline(text) => text.clone(),
            Text::File(file) => {
                let what = format!("text of {} in {}", part.label(), printable(&scenario.name));
                text_file(&folder.join(file), &what, file)?
            }
        };
        loaded.push(LoadedText { part, text });
    }
    Ok(loaded)
}

/// Counts the texts of a scenario by the reference encoding and the user's tokenizers.
pub(crate) fn count(
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
            return Err(Fault::input(format!(
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

/// The text of a price list: a file, or `stdin` for `-`.
pub(crate) fn price_list(named: &OsStr, stdin: &mut dyn Read) -> Result<String> {
    const WHAT: &str = "price list";
    let shown = &*named.to_string_lossy();
    if named != "-" {
        return text_file(Path::new(named), WHAT, shown);
    }
    disk::text_of(stdin, MOST_TEXT).map_err(|why| Fault::unreadable(why, WHAT, shown, ""))
}

/// The text of a file of at most 256 MB; `what` is what it is to be, and `shown` its name.
fn text_file(path: &Path, what: &str, shown: &str) -> Result<String> {
    disk::read_text(path, MOST_TEXT).map_err(|why| Fault::unreadable(why, what, shown, ""))
}
