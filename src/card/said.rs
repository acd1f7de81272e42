//! What a card says of single values of a model: that sources disagree, or where a value is from.

use serde::{Deserialize, Serialize};

use super::quantity::Stated;
use super::{FACTS, Fact, Model, Slot};

/// A value of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Topic {
    /// A rate, in every list and tier.
    Rate(Slot),
    /// Another fact.
    Fact(Fact),
}

/// Words on a value of a model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The value.
    pub topic: Topic,
    /// What is said of it.
    pub words: String,
}

impl Topic {
    /// Everything that words can be about: rates, then facts.
    pub fn all() -> impl Iterator<Item = Self> {
        let facts = FACTS.iter().filter(|spec| !spec.key.is_empty());
        Slot::all().map(Self::Rate).chain(facts.map(|spec| Self::Fact(spec.fact)))
    }

    /// Its key on cards and in JSON.
    pub fn key(self) -> String {
        match self {
            Self::Rate(slot) => slot.key(),
            Self::Fact(fact) => fact.spec().key.to_owned(),
        }
    }

    /// Its name in a sentence.
    pub fn words(self) -> String {
        match self {
            Self::Rate(slot) => format!("{slot} price"),
            Self::Fact(fact) => fact.spec().label.to_owned(),
        }
    }
}

impl Model {
    /// What sources say of a value on which they disagree; none where they do not.
    pub fn dispute(&self, topic: Topic) -> Option<&str> {
        let said = self.disputed.iter().find(|said| said.topic == topic);
        said.map(|said| said.words.as_str())
    }
}

impl Fact {
    /// What the card states of a model, and whether that is assumed or disputed.
    pub fn stated(self, model: &Model) -> Option<Stated<'_>> {
        let assumed = self == Self::CacheMinimum && model.assumed.cache_min
            || model.dispute(Topic::Fact(self)).is_some();
        (self.spec().get)(model).map(|quantity| Stated { quantity, assumed })
    }
}

#[cfg(test)]
mod tests {
    use crate::card::{Bucket, Card, Fact, Lane, PriceList, Slot, Topic};

    fn card(keys: &str) -> Result<Card, String> {
        let text = format!(
            "schema = 2\nname = 'X'\nas_of = 2026-11-22\nsource = 'test'\n[[model]]\nid = 'm'\n\
             name = 'M'\nprovider = 'P'\ncache_min_tokens = 1_024\n\
             rates = {{ input = 1, output = 5, cache_read = 0.1, cache_write_5m = 1 }}\n{keys}"
        );
        Card::parse(&text, "x.toml").map_err(|faults| faults.to_string())
    }

    #[test]
    fn a_disputed_value_is_marked_like_an_assumed_one() {
        let keys = "disputed = { cache_min_tokens = '1,000 or 1,024', cache_write = '0 or 1' }";
        let card = card(keys).unwrap();
        let model = &card.models[0];
        assert_eq!(model.dispute(Topic::Fact(Fact::CacheMinimum)), Some("1,000 or 1,024"));
        assert!(Fact::CacheMinimum.stated(model).unwrap().assumed);
        assert!(!Fact::CacheLife.stated(model).unwrap().assumed);
        let is_marked =
            |bucket| model.is_assumed(PriceList::Base, None, Slot::new(Lane::Standard, bucket));
        assert_eq!(Bucket::CACHED.map(is_marked), [false, true, false]);
    }

    #[test]
    fn words_are_about_values_that_there_are() {
        let told = card("sources = { colour = 'the page' }").unwrap_err();
        assert!(told.contains("is no value of a model"), "{told}");
        let told = card("disputed = { burndown = 5 }").unwrap_err();
        assert!(told.contains("must be text in quotes"), "{told}");
    }

    #[test]
    fn keys_tell_topics_apart() {
        let mut keys: Vec<String> = Topic::all().map(Topic::key).collect();
        let all = keys.len();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), all);
    }
}
