//! What an import left out, and why.

use std::collections::BTreeMap;
use std::fmt;

use crate::document::printable;
use crate::money::grouped;

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
    /// The price in a region that is not the chosen one.
    OtherRegion,
    /// Another way to the same model, or another spelling of it.
    OtherRoute,
    /// Service tiers that a card has no rates for.
    OtherTier,
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
}

impl LeftOut {
    const fn words(self) -> &'static str {
        match self {
            Self::OtherService => "not on Bedrock",
            Self::NotText => "not text: images, audio, embeddings and the like",
            Self::OtherRegion => "prices of other regions",
            Self::OtherRoute => "other routes to a model, or other spellings of it",
            Self::OtherTier => "rates of other service tiers: latency-optimized and the like",
            Self::Provisioned => "provisioned, reserved or customized",
            Self::NotTokens => "not priced by tokens",
            Self::NoUsd => "without a single price in USD",
            Self::Incomplete => "without a price for both input and output tokens",
            Self::IncompleteTier => "with a long-context price that is not whole",
            Self::Contradiction => "with two prices for the same thing",
            Self::NoPrice => "with a price that is no number of at most six decimals per 1M tokens",
            Self::Name => "with a name that cannot be used",
            Self::Implausible => "with a price that cannot be right",
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
                lines.push(line("left out", reason.words(), names));
            }
        }
        for (words, names) in &self.remarks {
            lines.push(line("kept", words, names));
        }
        lines
    }
}

/// `left out 1,234 not on Bedrock: a, b, c …`
fn line(verb: &str, words: &str, names: &[String]) -> String {
    const SHOWN: usize = 3;
    let shown: Vec<&str> = names.iter().take(SHOWN).map(String::as_str).collect();
    let more = if names.len() > SHOWN { ", …" } else { "" };
    format!("{verb} {} {words}: {}{more}", grouped(names.len() as u64), shown.join(", "))
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines().join("\n"))
    }
}
