//! What an import left out, and why.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;

use crate::document::printable;
use crate::money::grouped;

/// How many names stand in a line.
const SHOWN: usize = 3;

/// The remark whose names are those of places: all of them are told.
pub(super) const PLACES: &str = "prices of places";

/// What there is to say after an import.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// What was left out of single files, where there are several.
    files: Vec<(String, Report)>,
    left_out: BTreeMap<LeftOut, Vec<String>>,
    doubts: Vec<String>,
    remarks: BTreeMap<&'static str, Vec<String>>,
}

/// Why an entry of a price list is not on the card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOut {
    /// A model of another service than Bedrock.
    OtherService,
    /// Images, video, audio, embeddings, ranking, guardrails.
    NotText,
    /// The price in a region that is not the chosen one, or that is not known.
    OtherRegion,
    /// Another way to the same model, or another spelling of it.
    OtherRoute,
    /// The price of the other endpoint in a region whose own price is another one.
    OtherEndpoint,
    /// A global price that another region states otherwise than the one of the base.
    OtherGlobal,
    /// A model that has a price in single places alone.
    PlacesOnly,
    /// Service tiers that a card has no rates for.
    OtherTier,
    /// The price of a cache in Batch.
    BatchCache,
    /// Rates that are not whole: a cache without reads or writes, a lane without input or output.
    NotWhole,
    /// A cache without a price.
    CacheUnpriced,
    /// Provisioned throughput, reserved capacity, customization.
    Provisioned,
    /// A price for something else than tokens.
    NotTokens,
    /// A price in another currency than USD, or none.
    NoUsd,
    /// A model without a price for both input and output.
    Incomplete,
    /// A long-context price that is not whole.
    IncompleteTier,
    /// Two different prices for the same thing.
    Contradiction,
    /// A price finer than six decimals of USD per 1M tokens, or no number.
    NoPrice,
    /// A name that cannot be shown, or is taken.
    Name,
    /// A price that cannot be right.
    Implausible,
    /// A price of a model for something else than text tokens.
    OtherPrice,
    /// A price under a key that is not known.
    UnknownPrice,
    /// An ability on which the rows of a model disagree.
    Disputed,
    /// A last day in one place, which is not that of the base price.
    PlaceEnd,
    /// What a card has no room for, of a model that is on it.
    Fact,
}

impl LeftOut {
    const fn words(self) -> &'static str {
        match self {
            Self::OtherService => "not on Bedrock",
            Self::NotText => "not text: images, audio, embeddings and the like",
            Self::OtherRegion => "prices of other regions",
            Self::OtherRoute => "other routes to a model, or other spellings of it",
            Self::OtherEndpoint => "prices of the Mantle endpoint in a region that has another one",
            Self::OtherGlobal => "global prices that a region states otherwise than the first",
            Self::PlacesOnly => "prices of models that have none outside single places",
            Self::OtherTier => "rates of other service tiers: latency-optimized and the like",
            Self::BatchCache => "cache rates of Batch, for which a card has no place",
            Self::NotWhole => "cache or lane rates that are not whole",
            Self::CacheUnpriced => "caches that have no price",
            Self::Provisioned => "provisioned, reserved or customized",
            Self::NotTokens => "not priced by tokens",
            Self::NoUsd => "without a single price in USD",
            Self::Incomplete => "without a price for both input and output tokens",
            Self::IncompleteTier => "with a long-context price that is not whole",
            Self::Contradiction => "with two prices for the same thing",
            Self::NoPrice => "with a price that is no number of at most six decimals per 1M tokens",
            Self::Name => "with a name that cannot be used",
            Self::Implausible => "with a price that cannot be right",
            Self::OtherPrice => "prices of models for something else than text tokens",
            Self::UnknownPrice => "prices under keys that are not known",
            Self::Disputed => "abilities or ways to think on which the rows of a model disagree",
            Self::PlaceEnd => "last days that hold in a place and not for the base price",
            Self::Fact => "facts that a card has no place for",
        }
    }
}

impl Report {
    /// The part of the report that is about one of several files.
    pub(super) fn of_file(&mut self, name: &str) -> &mut Self {
        let name = printable(name).into_owned();
        let at = self.files.iter().position(|(known, _)| *known == name);
        let at = at.unwrap_or_else(|| {
            self.files.push((name, Self::default()));
            self.files.len() - 1
        });
        &mut self.files[at].1
    }

    pub(super) fn leave_out(&mut self, reason: LeftOut, name: &str) {
        let name = printable(name).into_owned();
        self.left_out.entry(reason).or_default().push(name);
    }

    /// A model that is left out since its price cannot be right, with the reason in a sentence.
    pub(super) fn doubt(&mut self, name: &str, sentence: &str) {
        self.leave_out(LeftOut::Implausible, name);
        self.doubts.push(format!("left out {}: {sentence}", printable(name)));
    }

    /// Something to know about a model that is on the card.
    pub(super) fn remark(&mut self, words: &'static str, name: &str) {
        let name = printable(name).into_owned();
        self.remarks.entry(words).or_default().push(name);
    }

    /// How many entries were left out for a reason.
    pub fn count(&self, reason: LeftOut) -> usize {
        let in_files: usize = self.files.iter().map(|(_, it)| it.count(reason)).sum();
        self.left_out.get(&reason).map_or(0, Vec::len) + in_files
    }

    /// The report as lines of text, what is about single files first, and there prices that cannot
    /// be right.
    pub fn lines(&self) -> Vec<String> {
        let of_files = self.files.iter().flat_map(|(name, report)| {
            let lines = report.lines().into_iter();
            lines.map(move |line| format!("{name}: {line}"))
        });
        let mut lines: Vec<String> = of_files.chain(self.doubts.iter().cloned()).collect();
        for (reason, names) in &self.left_out {
            if *reason != LeftOut::Implausible {
                // What may be a price is named in full.
                let most = if *reason == LeftOut::UnknownPrice { usize::MAX } else { SHOWN };
                lines.push(line("left out", reason.words(), names, most));
            }
        }
        for (words, names) in &self.remarks {
            let most = if *words == PLACES { usize::MAX } else { SHOWN };
            lines.push(line("kept", words, names, most));
        }
        lines
    }
}

/// `left out 1,234 not on Bedrock: a, b, c, …`; those named most often stand first, with how often.
fn line(verb: &str, words: &str, names: &[String], most: usize) -> String {
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut told: Vec<(&str, usize)> = Vec::new();
    for name in names {
        let place = *places.entry(name).or_insert(told.len());
        match told.get_mut(place) {
            Some((_, times)) => *times += 1,
            None => told.push((name, 1)),
        }
    }
    told.sort_by_key(|(_, times)| Reverse(*times));
    let shown: Vec<String> = told
        .iter()
        .take(most)
        .map(|(name, times)| match times {
            1 => (*name).to_owned(),
            times => format!("{name} ({})", grouped(*times as u64)),
        })
        .collect();
    let more = if told.len() > most { ", …" } else { "" };
    format!("{verb} {} {words}: {}{more}", grouped(names.len() as u64), shown.join(", "))
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines().join("\n"))
    }
}
