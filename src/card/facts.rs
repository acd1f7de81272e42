//! What there is to know of a model beside its rates.
//!
//! Differences of cards compare these, `tokenfare rates show` tells them, its JSON names them, and
//! queries and columns read those that are measures. A fact more is a row of the table.

use serde::{Deserialize, Serialize};

use super::quantity::Quantity;
use super::{Ability, CacheMode, Model};

/// A fact of a model; in the order in which differences are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Fact {
    /// Whether caching is asked for or happens by itself.
    CacheMode,
    /// How long an ordinary cache write lives.
    CacheLife,
    /// The smallest cached prefix.
    CacheMinimum,
    /// The longest cached prefix.
    CacheMaximum,
    /// As how many tokens one of output counts against a quota.
    Burndown,
    /// What a query costs.
    PerQuery,
    /// The context window.
    Context,
    /// The longest answer.
    MaxOutput,
    /// The tokenizer family.
    Tokenizer,
    /// The last day it can be called.
    EndOfLife,
    /// What comes after it.
    Successor,
    /// What it is for.
    Kind,
    /// What a list of models says of its time.
    Status,
    /// Whether it takes images.
    Image,
    /// Whether it takes PDF files.
    Pdf,
    /// Whether it takes sound.
    Audio,
    /// Whether it takes video.
    Video,
    /// Whether it calls tools.
    Tools,
    /// Whether it answers by a schema.
    Structured,
    /// Whether it thinks before it answers.
    Thinks,
    /// The effort at which it thinks when nobody says one.
    Effort,
}

/// How a fact is named, and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct FactSpec {
    /// Which fact.
    pub fact: Fact,
    /// Its key in JSON; empty where JSON does not tell it.
    pub key: &'static str,
    /// Its name in results.
    pub label: &'static str,
    /// What the card states of a model.
    pub get: for<'m> fn(&'m Model) -> Option<Quantity<'m>>,
}

/// The facts in the order in which they are told.
pub const FACTS: [FactSpec; 21] = [
    row(Fact::Tokenizer, "tokenizer", "tokenizer", |it| Some(Quantity::Word(&it.tokenizer))),
    row(Fact::Context, "context", "context window", |it| it.context.map(Quantity::Tokens)),
    row(Fact::MaxOutput, "max_output", "longest answer", |it| it.max_output.map(Quantity::Tokens)),
    row(Fact::CacheMode, "caching", "caching", |it| {
        it.caching.map(|caching| match caching.mode {
            CacheMode::Explicit => Quantity::Word("explicit"),
            CacheMode::Implicit => Quantity::Word("implicit"),
        })
    }),
    row(Fact::CacheMinimum, "cache_min_tokens", "least cached prefix", |it| {
        it.caching.map(|caching| Quantity::Tokens(caching.min_tokens))
    }),
    row(Fact::CacheMaximum, "cache_max_tokens", "longest cached prefix", |it| {
        it.caching.and_then(|caching| caching.max_tokens).map(Quantity::Tokens)
    }),
    row(Fact::CacheLife, "cache_ttl_minutes", "cache life", |it| {
        it.caching.map(|caching| Quantity::Minutes(caching.ttl_minutes))
    }),
    row(Fact::Burndown, "burndown", "output burndown", |it| it.burndown.map(Quantity::Times)),
    row(Fact::PerQuery, "per_query", "price of a query", |it| it.per_query.map(Quantity::Amount)),
    row(Fact::EndOfLife, "end_of_life", "last day", |it| it.end_of_life.map(Quantity::Day)),
    row(Fact::Successor, "successor", "successor", |it| {
        it.successor.as_deref().map(Quantity::Word)
    }),
    row(Fact::Kind, "kind", "kind", |it| Some(Quantity::Word(it.kind.word()))),
    row(Fact::Status, "status", "status", |it| {
        it.status.map(|status| Quantity::Word(status.word()))
    }),
    row(Fact::Image, "image", "image input", |it| can(it, Ability::Image)),
    row(Fact::Pdf, "pdf", "PDF input", |it| can(it, Ability::Pdf)),
    row(Fact::Audio, "audio", "audio input", |it| can(it, Ability::Audio)),
    row(Fact::Video, "video", "video input", |it| can(it, Ability::Video)),
    row(Fact::Tools, "tools", "tools", |it| can(it, Ability::Tools)),
    row(Fact::Structured, "structured", "structured output", |it| can(it, Ability::Structured)),
    row(Fact::Thinks, "thinks", "thinking", |it| {
        it.thinks.map(|thinks| Quantity::Word(thinks.word()))
    }),
    row(Fact::Effort, "thinking_effort", "usual effort", |it| {
        it.effort.map(|effort| Quantity::Word(effort.word()))
    }),
];

fn can(model: &Model, ability: Ability) -> Option<Quantity<'_>> {
    model.abilities.get(ability).map(Quantity::Flag)
}

const fn row(
    fact: Fact,
    key: &'static str,
    label: &'static str,
    get: for<'m> fn(&'m Model) -> Option<Quantity<'m>>,
) -> FactSpec {
    FactSpec { fact, key, label, get }
}

impl Fact {
    /// How it is named, and where it stands.
    pub const fn spec(self) -> &'static FactSpec {
        let mut at = 0;
        while at + 1 < FACTS.len() && FACTS[at].fact as u8 != self as u8 {
            at += 1;
        }
        &FACTS[at]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_is_found_by_its_name() {
        for spec in &FACTS {
            assert_eq!(spec.fact.spec().fact, spec.fact);
        }
        let mut keys: Vec<&str> = FACTS.iter().map(|spec| spec.key).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), FACTS.len());
    }
}
