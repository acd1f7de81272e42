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

use std::fmt;

use serde_json::Value;
use thiserror::Error;

pub use report::{LeftOut, Report};

use crate::card::{Card, Date};

/// What an import needs to know beside the file.
#[derive(Debug, Clone, Copy)]
pub struct Request<'r> {
    /// What the file is called in the card's source.
    pub file: &'r str,
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

/// Reads a price list as a rate card.
///
/// # Errors
/// When the text is no such list, or nothing in it can be used.
pub fn import(text: &str, request: &Request<'_>) -> Result<Imported, ImportFault> {
    let text = text.trim_start_matches('\u{feff}');
    let json: Value =
        serde_json::from_str(text).map_err(|error| ImportFault::NotJson(error.to_string()))?;
    let mut report = Report::default();
    let (source, as_of, listed) = if aws::is_one(&json) {
        let (published, listed) = aws::read(&json, request, &mut report)?;
        let as_of = request.as_of.or(published).ok_or(ImportFault::NoDate)?;
        (Source::Aws, as_of, listed)
    } else if let Some(providers) = genai::providers(&json) {
        let as_of = request.as_of.ok_or(ImportFault::NoDate)?;
        let listed = genai::read(providers, as_of, &mut report);
        (Source::GenaiPrices, as_of, listed)
    } else if litellm::is_one(&json) {
        let as_of = request.as_of.ok_or(ImportFault::NoDate)?;
        (Source::LiteLlm, as_of, litellm::read(&json, &mut report))
    } else {
        return Err(ImportFault::Unknown);
    };
    let card = build::card(listed, source, as_of, request, &mut report);
    if card.models.is_empty() {
        return Err(ImportFault::NoModels(report));
    }
    Ok(Imported {
        source,
        card,
        report,
    })
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
    global: crate::card::OwnPrices,
    /// The price inside one region.
    regional: crate::card::OwnPrices,
    /// Long-context rates of the two prices, where the list does not say from where on they hold.
    long_context: [crate::card::OwnRates; 2],
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
