//! What every price list comes to before it is checked.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::Value;
use thiserror::Error;

use super::report::Report;
use crate::card::{Ability, Card, Date, Prices, Rates, Thinking};
use crate::place::Place;

/// What an import needs to know beside the files.
#[derive(Debug, Clone, Copy)]
pub struct Request<'r> {
    /// The day of the prices, in place of the file's own.
    pub as_of: Option<Date>,
    /// What the card is to be called.
    pub name: Option<&'r str>,
    /// The region whose prices alone are kept, of a list that has several. None keeps those of all,
    /// the usual one's as the base.
    pub region: Option<&'r str>,
    /// A card whose models keep their ids and names, and whose prices show what is plausible.
    pub known: &'r Card,
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

/// A file of a price list, as JSON.
pub(super) struct Part<'p> {
    pub(super) file: &'p str,
    pub(super) json: &'p Value,
}

impl Part<'_> {
    /// Where to say what is left out of this file; `parts` are all of them.
    pub(super) fn report<'r>(&self, parts: &[Part<'_>], report: &'r mut Report) -> &'r mut Report {
        match parts {
            [_] => report,
            _ => report.of_file(self.file),
        }
    }
}

/// The names that are listed more than once, and not always with the same.
pub(super) fn contradictory<'p>(
    entries: impl Iterator<Item = (&'p str, &'p Value)>,
) -> BTreeSet<&'p str> {
    let mut known: BTreeMap<&str, &Value> = BTreeMap::new();
    let differ = |(name, value): (&'p str, &'p Value)| {
        let before = known.insert(name, value)?;
        (before != value).then_some(name)
    };
    entries.filter_map(differ).collect()
}

/// What the rows of a model say of one thing.
#[derive(Debug, Clone, Copy, Default)]
pub(super) enum Voice<T> {
    /// Nothing.
    #[default]
    Silent,
    /// The same, all that say something.
    One(T),
    /// Not the same.
    Several,
}

impl<T: Copy + PartialEq> Voice<T> {
    /// Adds what one more says.
    pub(super) fn hear(&mut self, said: T) {
        *self = match *self {
            Self::Silent => Self::One(said),
            Self::One(known) if known == said => Self::One(known),
            Self::One(_) | Self::Several => Self::Several,
        };
    }

    fn join(&mut self, other: Self) {
        match other {
            Self::Silent => {}
            Self::One(said) => self.hear(said),
            Self::Several => *self = Self::Several,
        }
    }
}

/// A model as a price list has it: nothing checked, nothing filled in.
#[derive(Debug, Clone, Default)]
pub(super) struct Listed {
    /// How the list names it, for people.
    pub(super) label: String,
    /// Its Bedrock id without a region prefix.
    pub(super) bedrock_id: Option<String>,
    /// Its id on another endpoint.
    pub(super) other_id: Option<String>,
    /// Its name, where the list has one.
    pub(super) name: Option<String>,
    /// Who makes it, where the list says so.
    pub(super) provider: Option<String>,
    /// The global price, or the only one.
    pub(super) global: Prices,
    /// The price inside one region.
    pub(super) regional: Prices,
    /// Long-context rates of the two prices, where the list does not say from where on they hold.
    pub(super) long_context: [Rates; 2],
    /// The prices of places, each place once.
    pub(super) places: Vec<ListedPlace>,
    pub(super) context: Option<u64>,
    pub(super) max_output: Option<u64>,
    pub(super) cache_min: Option<u64>,
    /// How long an ordinary cache write lives, in minutes.
    pub(super) cache_minutes: Option<u32>,
    pub(super) end_of_life: Option<Date>,
    /// What comes after it, by a Bedrock id.
    pub(super) successor: Option<String>,
    /// What is said of each ability, in the order of [`Ability::ALL`].
    pub(super) abilities: [Voice<bool>; Ability::ALL.len()],
    /// Whether it thinks unless asked.
    pub(super) thinks: Voice<Thinking>,
    /// Whether it is said to be able to think.
    pub(super) can_think: bool,
    /// Whether rows of places state other limits than the one with the base price.
    pub(super) differs: bool,
}

/// What a model costs in one place.
#[derive(Debug, Clone)]
pub(super) struct ListedPlace {
    pub(super) place: Place,
    /// How the list names the row, for people.
    pub(super) label: String,
    pub(super) prices: Prices,
    /// Long-context rates, where the list does not say from where on they hold.
    pub(super) long_context: Rates,
}

impl Listed {
    /// Adds the facts of one more row of the model: its limits where this has none, and what it says
    /// of abilities and thinking. When and to what a model ends may differ by place, so that of the
    /// row with the base price holds alone.
    pub(super) fn add_facts(&mut self, other: &Self) {
        self.differs |= fill(&mut self.context, other.context)
            | fill(&mut self.max_output, other.max_output)
            | fill(&mut self.cache_min, other.cache_min);
        for (voice, said) in self.abilities.iter_mut().zip(other.abilities) {
            voice.join(said);
        }
        self.thinks.join(other.thinks);
        self.can_think |= other.can_think;
    }
}

/// Fills what is absent; whether there is something else already.
fn fill<T: Copy + PartialEq>(own: &mut Option<T>, other: Option<T>) -> bool {
    let differs = own.is_some() && other.is_some() && *own != other;
    *own = own.or(other);
    differs
}

/// The text of a number, in quotes or not.
pub(super) fn number(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        _ => None,
    }
}

/// The day at the start of `2026-11-22T10:00:00Z` or `2026-11-22`.
pub(super) fn day(text: &str) -> Option<Date> {
    Date::parse(text.get(..10)?)
}
