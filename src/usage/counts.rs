//! The counts that a record states, under all their names, and the buckets they come to.
//!
//! What the names mean (pricing rules, section 1):
//!
//! - A log record's `inputTokenCount`, Converse's `inputTokens` and Anthropic's `input_tokens` hold
//!   fresh input only; what the cache read and wrote comes on top.
//! - OpenAI's `prompt_tokens`, and `input_tokens` beside `input_tokens_details` or `total_tokens`,
//!   hold the cached tokens too.
//! - `cacheReadInputTokenCount` beside `cacheReadInputTokens` is the same count again, never more.
//! - Output holds reasoning; where `reasoning_tokens` says how much of it, that is never added.

use crate::card::Buckets;
use crate::money::Tokens;

/// The most tokens of one kind that a request is believed to have.
pub(super) const MOST_TOKENS: u64 = 1_000_000_000;

/// Why a record's counts cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CountFault {
    /// A count below zero.
    Negative,
    /// A count beyond a thousand million.
    Huge,
    /// A count with a fraction.
    Fraction,
    /// A count that is text, a word or a list, or an input or output that is null.
    NoNumber,
    /// More cached tokens than input that should hold them.
    MoreCachedThanInput,
}

/// A count that may be stated, and under more than one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Count(Option<u64>);

impl Count {
    /// Takes a count in; of two names for it, the larger one counts.
    fn see(&mut self, count: u64) {
        self.0 = Some(self.0.map_or(count, |known| known.max(count)));
    }

    fn or(self, other: Self) -> Self {
        Self(self.0.or(other.0))
    }

    fn get(self) -> u64 {
        self.0.unwrap_or(0)
    }

    const fn is_stated(self) -> bool {
        self.0.is_some()
    }
}

/// The counts of one usage statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Counts {
    input: Count,
    output: Count,
    read: Count,
    write: Count,
    write_5m: Count,
    write_1h: Count,
    reasoning: Count,
    /// Whether `input` holds what was read from the cache and written to it.
    inclusive: bool,
}

/// What a name counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Input,
    Output,
    Read,
    Write,
    Write5m,
    Write1h,
    /// How much of the output is thinking.
    Reasoning,
    /// OpenAI's input, which includes what is cached.
    InclusiveInput,
    /// Tells OpenAI's `input_tokens` from Anthropic's.
    InclusiveMark,
}

impl Field {
    /// What the name stands for in a record's `usage` or its like.
    pub(super) fn named(key: &[u8]) -> Option<Self> {
        Some(match key {
            b"inputTokens" | b"input_tokens" | b"inputTokenCount" => Self::Input,
            b"outputTokens" | b"output_tokens" | b"outputTokenCount" | b"completion_tokens" => {
                Self::Output
            }
            b"cacheReadInputTokens"
            | b"cacheReadInputTokenCount"
            | b"cache_read_input_tokens"
            | b"cached_tokens" => Self::Read,
            b"cacheWriteInputTokens"
            | b"cacheWriteInputTokenCount"
            | b"cache_creation_input_tokens"
            | b"cache_write_tokens" => Self::Write,
            b"ephemeral_5m_input_tokens" => Self::Write5m,
            b"ephemeral_1h_input_tokens" => Self::Write1h,
            b"reasoning_tokens" => Self::Reasoning,
            b"prompt_tokens" => Self::InclusiveInput,
            b"total_tokens" => Self::InclusiveMark,
            _ => return None,
        })
    }
}

impl Field {
    /// Whether a request that has none of it is none. Of the cache, `null` says that there was none.
    pub(super) const fn is_needed(self) -> bool {
        matches!(self, Self::Input | Self::Output | Self::InclusiveInput)
    }
}

impl Counts {
    pub(super) fn see(&mut self, field: Field, count: u64) {
        match field {
            Field::Input => self.input.see(count),
            Field::Output => self.output.see(count),
            Field::Read => self.read.see(count),
            Field::Write => self.write.see(count),
            Field::Write5m => self.write_5m.see(count),
            Field::Write1h => self.write_1h.see(count),
            Field::Reasoning => self.reasoning.see(count),
            Field::InclusiveInput => {
                self.input.see(count);
                self.inclusive = true;
            }
            Field::InclusiveMark => self.inclusive = true,
        }
    }

    /// Adds to what was written to live five minutes, or an hour: `cacheDetails` may have several
    /// entries of one TTL.
    pub(super) fn add_write(&mut self, one_hour: bool, count: u64) {
        let slot = if one_hour { &mut self.write_1h } else { &mut self.write_5m };
        slot.0 = Some(slot.get().saturating_add(count));
    }

    /// Marks the input as holding what is cached.
    pub(super) const fn include_cached(&mut self) {
        self.inclusive = true;
    }

    /// Whether both the input and the output are stated.
    pub(super) const fn is_whole(&self) -> bool {
        self.input.is_stated() && self.output.is_stated()
    }

    /// Whether the input is stated: an answer to nothing is none.
    pub(super) const fn has_input(&self) -> bool {
        self.input.is_stated()
    }

    /// Whether a request's tokens are stated at all.
    pub(super) const fn is_stated(&self) -> bool {
        self.input.is_stated() || self.output.is_stated()
    }

    /// These counts, and those of `other` where these say nothing. OpenAI-style counts are used as a
    /// whole, since their input means something else.
    pub(super) fn over(&self, other: &Self) -> Self {
        let whole = |counts: &Self| counts.inclusive && counts.is_stated();
        if !self.is_stated() || whole(other) && !whole(self) {
            return *other;
        }
        if whole(self) && !whole(other) {
            return *self;
        }
        Self {
            input: self.input.or(other.input),
            output: self.output.or(other.output),
            read: self.read.or(other.read),
            write: self.write.or(other.write),
            write_5m: self.write_5m.or(other.write_5m),
            write_1h: self.write_1h.or(other.write_1h),
            reasoning: self.reasoning.or(other.reasoning),
            inclusive: self.inclusive,
        }
    }

    /// How many tokens of the output are thinking, at most all of it; none where that is not stated.
    pub(super) fn thinking(&self) -> Option<Tokens> {
        Some(Tokens::new(self.reasoning.0?.min(self.output.get())))
    }

    /// The request's tokens in buckets that do not overlap.
    pub(super) fn buckets(&self) -> Result<Buckets<Tokens>, CountFault> {
        let details = self.write_5m.get().saturating_add(self.write_1h.get());
        let write = self.write.0.unwrap_or(details);
        let write_1h = self.write_1h.get().min(write);
        let read = self.read.get();
        let mut fresh = self.input.get();
        if self.inclusive {
            fresh = fresh
                .checked_sub(read.saturating_add(write))
                .ok_or(CountFault::MoreCachedThanInput)?;
        }
        let billed = [fresh, read, write - write_1h, write_1h, self.output.get()];
        Ok(Buckets::from_billed(billed.map(Tokens::new)))
    }
}

/// A count as JSON writes it, at most `most`.
pub(super) fn count(written: &[u8], most: u64) -> Result<u64, CountFault> {
    let add = |sum: u64, digit: &u8| {
        let digit = digit.is_ascii_digit().then(|| u64::from(digit - b'0'))?;
        sum.checked_mul(10)?.checked_add(digit)
    };
    let whole = match written.iter().try_fold(0, add) {
        Some(whole) => whole,
        None => from_float(written, most)?,
    };
    if whole > most {
        return Err(CountFault::Huge);
    }
    Ok(whole)
}

/// `12.0` and `1e3`, as some exports write whole numbers.
fn from_float(written: &[u8], most: u64) -> Result<u64, CountFault> {
    let text = std::str::from_utf8(written).map_err(|_| CountFault::Fraction)?;
    let number: f64 = text.parse().map_err(|_| CountFault::Fraction)?;
    if number < 0.0 {
        Err(CountFault::Negative)
    } else if number > most as f64 {
        Err(CountFault::Huge)
    } else if number.fract() != 0.0 {
        Err(CountFault::Fraction)
    } else {
        Ok(number as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(fields: &[(&str, u64)]) -> Counts {
        let mut counts = Counts::default();
        for (name, count) in fields {
            counts.see(Field::named(name.as_bytes()).unwrap(), *count);
        }
        counts
    }

    fn buckets(counts: &Counts) -> [u64; 5] {
        let b = counts.buckets().unwrap();
        b.billed().map(Tokens::get)
    }

    #[test]
    fn an_alias_is_not_added() {
        let converse = counts(&[
            ("inputTokens", 100),
            ("outputTokens", 20),
            ("cacheReadInputTokens", 4_000),
            ("cacheReadInputTokenCount", 4_000),
            ("cacheWriteInputTokenCount", 50),
            ("cacheWriteInputTokens", 50),
        ]);
        assert_eq!(buckets(&converse), [100, 4_000, 50, 0, 20]);
    }

    #[test]
    fn openai_input_holds_the_cached_tokens() {
        let chat =
            counts(&[("prompt_tokens", 1_000), ("cached_tokens", 600), ("completion_tokens", 9)]);
        assert_eq!(buckets(&chat), [400, 600, 0, 0, 9]);
        let response = counts(&[
            ("input_tokens", 1_000),
            ("cached_tokens", 600),
            ("output_tokens", 9),
            ("total_tokens", 1_009),
        ]);
        assert_eq!(buckets(&response), [400, 600, 0, 0, 9]);
        let anthropic = counts(&[
            ("input_tokens", 1_000),
            ("cache_read_input_tokens", 600),
            ("output_tokens", 9),
        ]);
        assert_eq!(buckets(&anthropic), [1_000, 600, 0, 0, 9]);
        let wrong = counts(&[("prompt_tokens", 500), ("cached_tokens", 600)]);
        assert_eq!(wrong.buckets(), Err(CountFault::MoreCachedThanInput));
    }

    #[test]
    fn writes_are_split_by_ttl() {
        let mut converse = counts(&[("inputTokens", 1), ("cacheWriteInputTokens", 900)]);
        converse.add_write(true, 300);
        converse.add_write(true, 100);
        converse.add_write(false, 500);
        assert_eq!(buckets(&converse), [1, 0, 500, 400, 0]);
        // The details alone are the writes, and never more than the stated sum.
        let alone = counts(&[
            ("input_tokens", 1),
            ("ephemeral_5m_input_tokens", 7),
            ("ephemeral_1h_input_tokens", 8),
        ]);
        assert_eq!(buckets(&alone), [1, 0, 7, 8, 0]);
        let less = counts(&[
            ("input_tokens", 1),
            ("cache_creation_input_tokens", 5),
            ("ephemeral_1h_input_tokens", 8),
        ]);
        assert_eq!(buckets(&less), [1, 0, 0, 5, 0]);
    }

    #[test]
    fn a_record_is_filled_up_from_its_body() {
        let record = counts(&[("inputTokenCount", 10), ("outputTokenCount", 5)]);
        let body =
            counts(&[("input_tokens", 10), ("output_tokens", 5), ("cache_read_input_tokens", 70)]);
        assert_eq!(buckets(&record.over(&body)), [10, 70, 0, 0, 5]);
        assert_eq!(buckets(&record.over(&Counts::default())), [10, 0, 0, 0, 5]);
        assert_eq!(buckets(&Counts::default().over(&body)), [10, 70, 0, 0, 5]);
        // The record's input may or may not hold what OpenAI's body says was cached.
        let chat =
            counts(&[("prompt_tokens", 1_000), ("cached_tokens", 600), ("completion_tokens", 5)]);
        let record = counts(&[("inputTokenCount", 1_000), ("outputTokenCount", 5)]);
        assert_eq!(buckets(&record.over(&chat)), [400, 600, 0, 0, 5]);
    }

    #[test]
    fn counts_that_are_none() {
        assert_eq!(count(b"0", 10), Ok(0));
        assert_eq!(count(b"12.0", 100), Ok(12));
        assert_eq!(count(b"1e2", 100), Ok(100));
        assert_eq!(count(b"11", 10), Err(CountFault::Huge));
        assert_eq!(count(b"99999999999999999999999", 10), Err(CountFault::Huge));
        assert_eq!(count(b"-3", 10), Err(CountFault::Negative));
        assert_eq!(count(b"1.5", 10), Err(CountFault::Fraction));
        assert_eq!(count(b"--", 10), Err(CountFault::Fraction));
        assert_eq!(count(b"1e999", 10), Err(CountFault::Huge));
    }
}
