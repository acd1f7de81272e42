//! Price lists of others, read as rate cards.
//!
//! [`import`] tells by its content what a file is: LiteLLM's map of model prices, a price list of
//! AWS (the offer file or the answer of the query API), or the data of genai-prices. It keeps the
//! text models on Bedrock that have a price per token for input and output, and reports what it
//! leaves out and why. What a file does not state is left out of the card too, with two exceptions
//! that are no prices: a model that a known card has under the same Bedrock id keeps its id, name,
//! maker, tokenizer and the lifetime of its cache, and the least cached prefix is assumed, and
//! marked so, where none is stated.

mod aws;
mod build;
mod check;
mod genai;
mod identity;
mod litellm;
mod report;
mod routes;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::Value;
use thiserror::Error;

pub use report::{LeftOut, Report};

use crate::card::{Card, Date};
use crate::document::printable;

/// A file with a price list, or a part of one.
#[derive(Debug, Clone, Copy)]
pub struct File<'f> {
    /// What it is called in the card's source and in the report.
    pub name: &'f str,
    /// What it holds.
    pub text: &'f str,
}

/// What an import needs to know beside the files.
#[derive(Debug, Clone, Copy)]
pub struct Request<'r> {
    /// The day of the prices, in place of the file's own.
    pub as_of: Option<Date>,
    /// What the card is to be called.
    pub name: Option<&'r str>,
    /// The region whose prices are kept, of a list that has several.
    pub region: Option<&'r str>,
    /// A card whose models keep their ids and names, and whose prices show what is plausible.
    pub known: &'r Card,
}

/// A card made from a price list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// What the file is.
    pub source: Source,
    /// The card, which can be written and read back.
    pub card: Card,
    /// What was left out, and what there is to know.
    pub report: Report,
}

/// A kind of price list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// `model_prices_and_context_window.json` of LiteLLM: USD per token.
    LiteLlm,
    /// A price list of AWS: USD per 1K or 1M tokens, a row each.
    Aws,
    /// `data.json` of genai-prices: USD per 1M tokens.
    GenaiPrices,
}

/// Why there is no card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The place of the file that is wrong among those given; none where all together are.
    pub file: Option<usize>,
    /// What is wrong with it.
    pub fault: ImportFault,
}

/// What is wrong with price lists.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ImportFault {
    /// The text is not JSON.
    #[error("is not JSON: {0}")]
    NotJson(String),
    /// It is none of the known price lists.
    #[error(
        "is no price list that can be read: use LiteLLM's map of model prices, a price list of \
         AWS, or the data of genai-prices"
    )]
    Unknown,
    /// The files are price lists of different kinds.
    #[error("is of another kind ({0}) than the file before it ({1}); import them one by one")]
    Mixed(Source, Source),
    /// Neither the file nor the request has a date.
    #[error("does not state the day of its prices; give it with --as-of, such as 2026-11-22")]
    NoDate,
    /// The list has several regions, and none was chosen.
    #[error("holds prices of {0}; choose one with --region")]
    Regions(String),
    /// No model has a price that can be used.
    #[error("holds no text model on Bedrock with prices that can be used")]
    NoModels(Report),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LiteLlm => "LiteLLM price map",
            Self::Aws => "AWS price list",
            Self::GenaiPrices => "genai-prices data",
        })
    }
}

/// Reads a price list as a rate card. Several files are parts of one list: pages of an answer, or
/// one for each maker. Where they say different things of the same, that is left out.
///
/// # Errors
/// When a file is no such list, they are of different kinds, or nothing in them can be used.
pub fn import(files: &[File<'_>], request: &Request<'_>) -> Result<Imported, Refused> {
    let mut parts: Vec<(Source, Value)> = Vec::new();
    for (at, file) in files.iter().enumerate() {
        let refused = |fault| Refused { file: Some(at), fault };
        let (source, json) = part(file.text).map_err(refused)?;
        if let Some((before, _)) = parts.last().filter(|(before, _)| *before != source) {
            return Err(refused(ImportFault::Mixed(source, *before)));
        }
        parts.push((source, json));
    }
    let source = parts.first().map_or(Source::Aws, |(source, _)| *source);
    let parts: Vec<Part<'_>> =
        files.iter().zip(&parts).map(|(file, (_, json))| Part { file: file.name, json }).collect();
    let all_of_them = |fault| Refused { file: (files.len() == 1).then_some(0), fault };
    let mut report = Report::default();
    let (as_of, listed) = match source {
        Source::Aws => {
            let read = aws::read(&parts, request, &mut report);
            let (published, listed) = read.map_err(all_of_them)?;
            (request.as_of.or(published), listed)
        }
        Source::LiteLlm => (request.as_of, litellm::read(&parts, &mut report)),
        Source::GenaiPrices => {
            let listed = request.as_of.map(|as_of| genai::read(&parts, as_of, &mut report));
            (request.as_of, listed.unwrap_or_default())
        }
    };
    let as_of = as_of.ok_or_else(|| all_of_them(ImportFault::NoDate))?;
    let card = build::card(listed, source, as_of, &named(files), request, &mut report);
    if card.models.is_empty() {
        return Err(all_of_them(ImportFault::NoModels(report)));
    }
    Ok(Imported { source, card, report })
}

/// A file of a price list, as JSON.
struct Part<'p> {
    file: &'p str,
    json: &'p Value,
}

impl Part<'_> {
    /// Where to say what is left out of this file; `parts` are all of them.
    fn report<'r>(&self, parts: &[Part<'_>], report: &'r mut Report) -> &'r mut Report {
        match parts {
            [_] => report,
            _ => report.of_file(self.file),
        }
    }
}

/// What a file is, told by its content.
fn part(text: &str) -> Result<(Source, Value), ImportFault> {
    let text = text.trim_start_matches('\u{feff}');
    let json: Value =
        serde_json::from_str(text).map_err(|error| ImportFault::NotJson(error.to_string()))?;
    let source = if aws::is_one(&json) {
        Source::Aws
    } else if genai::providers(&json).is_some() {
        Source::GenaiPrices
    } else if litellm::is_one(&json) {
        Source::LiteLlm
    } else {
        return Err(ImportFault::Unknown);
    };
    Ok((source, json))
}

/// The names that are listed more than once, and not always with the same.
fn contradictory<'p>(entries: impl Iterator<Item = (&'p str, &'p Value)>) -> BTreeSet<&'p str> {
    let mut known: BTreeMap<&str, &Value> = BTreeMap::new();
    let differ = |(name, value): (&'p str, &'p Value)| {
        let before = known.insert(name, value)?;
        (before != value).then_some(name)
    };
    entries.filter_map(differ).collect()
}

/// `file a.json`, `files a.json and b.json`, or the first and how many more.
fn named(files: &[File<'_>]) -> String {
    let names: Vec<_> = files.iter().map(|file| printable(file.name)).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => format!("file {one}"),
        [one, other] => format!("files {one} and {other}"),
        [first, rest @ ..] => format!("file {first} and {} more", rest.len()),
    }
}

/// A model as a price list has it: nothing checked, nothing filled in.
#[derive(Debug, Clone, Default)]
struct Listed {
    /// How the list names it, for people.
    label: String,
    /// Its Bedrock id without a region prefix.
    bedrock_id: Option<String>,
    /// Its name, where the list has one.
    name: Option<String>,
    /// Who makes it, where the list says so.
    provider: Option<String>,
    /// The global price, or the only one.
    global: crate::card::Prices,
    /// The price inside one region.
    regional: crate::card::Prices,
    /// Long-context rates of the two prices, where the list does not say from where on they hold.
    long_context: [crate::card::Rates; 2],
    context: Option<u64>,
    max_output: Option<u64>,
    cache_min: Option<u64>,
    /// How long an ordinary cache write lives, in minutes.
    cache_minutes: Option<u32>,
    end_of_life: Option<Date>,
}

/// The text of a number, in quotes or not.
fn number(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        _ => None,
    }
}

/// The day at the start of `2026-11-22T10:00:00Z` or `2026-11-22`.
fn day(text: &str) -> Option<Date> {
    Date::parse(text.get(..10)?)
}
