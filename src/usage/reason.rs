//! Why something in a log is left out.

use super::counts::CountFault;
use super::unstated::Unstated;

/// Why something is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// It ends in the middle.
    CutOff,
    /// It is no JSON.
    NotJson,
    /// It is longer than is read.
    TooLong,
    /// It states no tokens.
    NoUsage,
    /// It is of a kind that states no tokens.
    Unstated(Unstated),
    /// It states the tokens of an answer, and none of what was asked.
    NoInput,
    /// The call failed and was not billed.
    Failed,
    /// A count is impossible.
    Count(CountFault),
    /// The model's id is no text of one line and at most 512 bytes.
    OddId,
    /// A file of totals of records that are counted themselves.
    Manifest,
    /// A row of a histogram that cannot be read.
    NoRow,
    /// A histogram by Logs Insights with as many rows as it gives at most: the rest is lost.
    FullHistogram,
    /// Records found by Logs Insights, as many as it gives at most: there may be more.
    FullResult,
    /// Compressed bytes that end early, or are none.
    BrokenGzip,
}

impl Reason {
    /// A few words after a number.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::CutOff => "cut off",
            Self::NotJson => "no JSON",
            Self::TooLong => "longer than 16 MB",
            Self::NoUsage => "without tokens",
            Self::Unstated(what) => what.kind(),
            Self::NoInput => "without input tokens",
            Self::Failed => "failed calls",
            Self::Count(CountFault::Negative) => "with negative counts",
            Self::Count(CountFault::Huge) => "with impossible counts",
            Self::Count(CountFault::Fraction) => "with fractions of tokens",
            Self::Count(CountFault::NoNumber) => "with counts that are no numbers",
            Self::Count(CountFault::MoreCachedThanInput) => "with more cached tokens than input",
            Self::OddId => "with odd model ids",
            Self::Manifest => "batch manifests",
            Self::NoRow => "no rows of a histogram",
            Self::FullHistogram | Self::FullResult => "results of Logs Insights that are full",
            Self::BrokenGzip => "damaged gzip",
        }
    }

    /// What is wrong, after "it".
    pub const fn words(self) -> &'static str {
        match self {
            Self::CutOff => "ends in the middle of a record",
            Self::NotJson => "is no JSON",
            Self::TooLong => "is longer than 16 MB",
            Self::NoUsage => "states no tokens",
            Self::Unstated(what) => what.words(),
            Self::NoInput => "states output tokens, but no input",
            Self::Failed => "is a call that failed",
            Self::Count(CountFault::Negative) => "has a negative count",
            Self::Count(CountFault::Huge) => "has a count beyond what a request can have",
            Self::Count(CountFault::Fraction) => "has a count that is no whole number",
            Self::Count(CountFault::NoNumber) => "has a count that is no number",
            Self::Count(CountFault::MoreCachedThanInput) => {
                "has more cached tokens than input that holds them"
            }
            Self::OddId => "names its model by something else than a short text",
            Self::Manifest => "is a batch job's manifest, whose records are counted themselves",
            Self::NoRow => "is no row of the histogram's columns",
            Self::FullHistogram => {
                "is the last of 10,000 rows, the most that Logs Insights gives, so that the rest is lost: \
                 ask in parts, with --logs-insights=4 or for shorter times, and read all results"
            }
            Self::FullResult => {
                "is the last of 10,000 records, the most that Logs Insights gives: there may be more"
            }
            Self::BrokenGzip => "is where gzip data ends early or is damaged",
        }
    }
}
