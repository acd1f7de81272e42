//! Price lists of others, read as rate cards.
//!
//! [`import`] tells by its content what a file is: LiteLLM's map of model prices, a price list of
//! AWS (the offer file or the answer of the query API), or the data of genai-prices. It keeps the
//! text models on Bedrock that have a price per token for input and output, with the prices of
//! places and service tiers, and what the file says of abilities, thinking and ends; it reports what
//! it leaves out and why. What a file does not state is left out of the card too, with two exceptions
//! that are no prices: a model that a known card has under the same Bedrock id keeps its id, name,
//! maker, tokenizer, kind and the lifetime of its cache, and the least cached prefix is assumed, and
//! marked so, where none is stated. A price in a place does not say that a model is offered there, so
//! no card is given lists of regions.

mod aws;
mod build;
mod cache;
mod check;
mod genai;
mod identity;
mod list;
mod litellm;
mod places;
mod report;
mod routes;
#[cfg(test)]
mod tests;

use serde_json::Value;

use list::Part;
pub use list::{ImportFault, Request, Source};
pub use report::{LeftOut, Report};

use crate::card::Card;
use crate::document::printable;

/// A file with a price list, or a part of one.
#[derive(Debug, Clone, Copy)]
pub struct File<'f> {
    /// What it is called in the card's source and in the report.
    pub name: &'f str,
    /// What it holds.
    pub text: &'f str,
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

/// Why there is no card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The place of the file that is wrong among those given; none where all together are.
    pub file: Option<usize>,
    /// What is wrong with it.
    pub fault: ImportFault,
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
        Source::LiteLlm => (request.as_of, litellm::read(&parts, request.known, &mut report)),
        Source::GenaiPrices => {
            let known = request.known;
            let read = |as_of| genai::read(&parts, as_of, known, &mut report);
            let listed = request.as_of.map(read);
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
