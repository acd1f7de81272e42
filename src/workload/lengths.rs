//! Answer lengths as they were seen.

use std::sync::Arc;

use thiserror::Error;

use super::MAX_SECTION_TOKENS;
use crate::money::{Tokens, grouped};

/// The most lengths that are told apart.
pub const MAX_LENGTHS: usize = 1_000;
/// Into how many groups lengths are gathered where all of them would take too long.
const GROUPS: u64 = 64;
/// The most answers that a histogram counts: 1,000,000,000.
pub const MAX_ANSWERS: u64 = 1_000_000_000;

/// A histogram of answer lengths, cheap to clone. A workload takes its shape from it and scales
/// the lengths so that they have the workload's mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lengths(Arc<Counted>);

#[derive(Debug, PartialEq, Eq)]
struct Counted {
    /// Rising lengths.
    bins: Box<[Bin]>,
    /// All answers, at most [`MAX_ANSWERS`].
    answers: u64,
    /// All their tokens, more than none.
    tokens: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Bin {
    length: u64,
    answers: u64,
    /// Answers up to this length, it included, and their tokens.
    answers_up_to: u64,
    tokens_up_to: u64,
}

/// Why lengths are no histogram.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LengthsFault {
    /// No answer, or only empty ones.
    #[error("must count at least one answer that is not empty")]
    Empty,
    /// More than [`MAX_LENGTHS`].
    #[error("must have at most {} lengths", grouped(MAX_LENGTHS as u64))]
    TooMany,
    /// A length above [`MAX_SECTION_TOKENS`].
    #[error("must have lengths of at most {} tokens", grouped(MAX_SECTION_TOKENS))]
    TooLong,
    /// More than [`MAX_ANSWERS`].
    #[error("must count at most {} answers", grouped(MAX_ANSWERS))]
    TooManyAnswers,
}

impl Lengths {
    /// A histogram from lengths in tokens, each with the number of answers of that length, in any
    /// order.
    ///
    /// # Errors
    /// A [`LengthsFault`] when there is nothing to take a shape from, or too much.
    pub fn new(counts: impl IntoIterator<Item = (Tokens, u64)>) -> Result<Self, LengthsFault> {
        let mut counts: Vec<(u64, u64)> = counts
            .into_iter()
            .map(|(length, answers)| (length.get(), answers))
            .filter(|(_, answers)| *answers > 0)
            .collect();
        counts.sort_unstable_by_key(|(length, _)| *length);
        let mut bins: Vec<Bin> = Vec::with_capacity(counts.len());
        let (mut all, mut tokens) = (0u64, 0u64);
        for (length, answers) in counts {
            if length > MAX_SECTION_TOKENS {
                return Err(LengthsFault::TooLong);
            }
            all = all.saturating_add(answers);
            if all > MAX_ANSWERS {
                return Err(LengthsFault::TooManyAnswers);
            }
            tokens += length * answers;
            let so_far = bins.last().filter(|bin| bin.length == length);
            let bin = Bin {
                length,
                answers: answers + so_far.map_or(0, |bin| bin.answers),
                answers_up_to: all,
                tokens_up_to: tokens,
            };
            if so_far.is_some() {
                bins.pop();
            }
            bins.push(bin);
        }
        if tokens == 0 {
            return Err(LengthsFault::Empty);
        }
        if bins.len() > MAX_LENGTHS {
            return Err(LengthsFault::TooMany);
        }
        Ok(Self(Arc::new(Counted { bins: bins.into(), answers: all, tokens })))
    }

    /// Each length with the number of its answers, in rising order.
    pub fn counts(&self) -> impl ExactSizeIterator<Item = (Tokens, u64)> {
        let bins = self.0.bins.iter();
        bins.map(|bin| (Tokens::new(bin.length), bin.answers))
    }

    /// How many answers it counts.
    pub fn answers(&self) -> u64 {
        self.0.answers
    }

    /// The mean length as it was seen, rounded half up.
    pub fn mean(&self) -> Tokens {
        let half = self.0.answers / 2;
        Tokens::new((self.0.tokens + half) / self.0.answers)
    }

    /// The answers that a limit does not cut off when the lengths are scaled to `mean`, and the
    /// tokens that these have unscaled. A length l is scaled to l x mean x answers / tokens.
    fn within(&self, mean: Tokens, limit: Tokens) -> (u64, u64) {
        let scale = u128::from(mean.get()) * u128::from(self.0.answers);
        let limit = u128::from(limit.get()) * u128::from(self.0.tokens);
        let above = self.0.bins.partition_point(|bin| u128::from(bin.length) * scale <= limit);
        above
            .checked_sub(1)
            .and_then(|last| self.0.bins.get(last))
            .map_or((0, 0), |bin| (bin.answers_up_to, bin.tokens_up_to))
    }

    /// The mean length under a limit when the lengths are scaled to `mean`, at most
    /// [`MAX_SECTION_TOKENS`], in millionths of a token.
    pub(super) fn billed_micro(&self, mean: Tokens, limit: Tokens) -> u64 {
        const MICRO: u128 = 1_000_000;
        let mean = mean.min(Tokens::new(MAX_SECTION_TOKENS));
        let (answers, tokens) = self.within(mean, limit);
        let (all, whole) = (u128::from(self.0.answers), u128::from(self.0.tokens));
        let cut = u128::from(self.0.answers - answers);
        // Where anything is cut off, limit x cut is below mean x answers: all stays within 10^38.
        let below = u128::from(mean.get()) * MICRO * u128::from(tokens) * all;
        let above = match cut {
            0 => 0,
            cut => u128::from(limit.get()) * MICRO * cut * whole,
        };
        let divisor = whole * all;
        u64::try_from((below + above + divisor / 2) / divisor).unwrap_or(u64::MAX)
    }

    /// The share of answers longer than a limit when the lengths are scaled to `mean`.
    pub(super) fn cut_off(&self, mean: Tokens, limit: Tokens) -> f64 {
        let (answers, _) = self.within(mean, limit);
        (self.0.answers - answers) as f64 / self.0.answers as f64
    }

    /// A few lengths, scaled to `mean`, that stand for all, each with its share of answers: neighbors
    /// are taken together, at their mean, until they are a [`GROUPS`]th of all.
    pub(super) fn groups(&self, mean: Tokens) -> impl Iterator<Item = (f64, f64)> {
        let all = self.0.answers as f64;
        let scale = mean.get() as f64 * all / self.0.tokens as f64;
        let (mut answers, mut tokens) = (0, 0);
        self.0.bins.iter().filter_map(move |bin| {
            let so_far = (bin.answers_up_to - answers, bin.tokens_up_to - tokens);
            if so_far.0 * GROUPS < self.0.answers && bin.answers_up_to < self.0.answers {
                return None;
            }
            (answers, tokens) = (bin.answers_up_to, bin.tokens_up_to);
            let counted = so_far.0 as f64;
            Some((so_far.1 as f64 / counted * scale, counted / all))
        })
    }

    /// The length, scaled to `mean`, that a share of answers does not exceed.
    pub(super) fn quantile(&self, mean: Tokens, share: f64) -> Tokens {
        let rank = (share * self.0.answers as f64).ceil() as u64;
        let at = self.0.bins.partition_point(|bin| bin.answers_up_to < rank.max(1));
        let bin = self.0.bins.get(at).or(self.0.bins.last());
        let length = u128::from(bin.map_or(0, |bin| bin.length));
        let (all, whole) = (u128::from(self.0.answers), u128::from(self.0.tokens));
        let scaled = (length * u128::from(mean.get()) * all + whole / 2) / whole;
        Tokens::new(u64::try_from(scaled).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lengths(counts: &[(u64, u64)]) -> Lengths {
        let counts = counts.iter();
        Lengths::new(counts.map(|&(length, answers)| (Tokens::new(length), answers))).unwrap()
    }

    #[test]
    fn sorted_merged_and_counted() {
        let seen = lengths(&[(300, 1), (100, 2), (300, 4), (50, 0)]);
        let counts: Vec<_> = seen.counts().map(|(at, n)| (at.get(), n)).collect();
        assert_eq!(counts, [(100, 2), (300, 5)]);
        assert_eq!(seen.answers(), 7);
        // 1,700 tokens over 7 answers are 242.86.
        assert_eq!(seen.mean().get(), 243);
    }

    #[test]
    fn what_is_no_histogram() {
        let refused = |counts: &[(u64, u64)]| {
            let counts = counts.iter();
            Lengths::new(counts.map(|&(at, n)| (Tokens::new(at), n))).unwrap_err()
        };
        assert_eq!(refused(&[]), LengthsFault::Empty);
        assert_eq!(refused(&[(0, 9), (5, 0)]), LengthsFault::Empty);
        assert_eq!(refused(&[(10_000_001, 1)]), LengthsFault::TooLong);
        assert_eq!(refused(&[(1, u64::MAX), (2, u64::MAX)]), LengthsFault::TooManyAnswers);
        let many: Vec<_> = (1..=1_001).map(|length| (length, 1)).collect();
        assert_eq!(refused(&many), LengthsFault::TooMany);
    }

    #[test]
    fn a_limit_is_met_exactly() {
        // Mean 200: half of 100, half of 300 tokens.
        let seen = lengths(&[(100, 5), (300, 5)]);
        let mean = Tokens::new(200);
        let at = |limit| {
            let limit = Tokens::new(limit);
            (seen.billed_micro(mean, limit), seen.cut_off(mean, limit))
        };
        assert_eq!(at(300), (200_000_000, 0.0));
        assert_eq!(at(299), (199_500_000, 0.5));
        assert_eq!(at(100), (100_000_000, 0.5));
        assert_eq!(at(99), (99_000_000, 1.0));
        // At a mean of 400 the same answers have 200 and 600 tokens.
        let wide = Tokens::new(400);
        assert_eq!(seen.billed_micro(wide, Tokens::new(300)), 250_000_000);
        assert_eq!(seen.quantile(wide, 0.5).get(), 200);
        assert_eq!(seen.quantile(wide, 0.51).get(), 600);
    }

    #[test]
    fn groups_keep_the_mean() {
        let many: Vec<_> = (1..=1_000).map(|length| (length, 1)).collect();
        for (counts, groups) in [(&[(0, 900), (300, 100)][..], 2), (&many, 63)] {
            let seen = lengths(counts);
            let all: Vec<_> = seen.groups(Tokens::new(400)).collect();
            let sum = |of: fn(&(f64, f64)) -> f64| all.iter().map(of).sum::<f64>();
            assert_eq!(all.len(), groups);
            assert!((sum(|it| it.1) - 1.0).abs() < 1e-9);
            assert!((sum(|it| it.0 * it.1) - 400.0).abs() < 1e-6);
        }
    }

    proptest! {
        #[test]
        fn as_adding_up_every_answer(
            counts in proptest::collection::vec((0..=MAX_SECTION_TOKENS, 1..=1_000_000u64), 1..30),
            mean in 1..=MAX_SECTION_TOKENS,
            limit in 0..=MAX_SECTION_TOKENS,
        ) {
            prop_assume!(counts.iter().any(|(length, _)| *length > 0));
            let seen = lengths(&counts);
            let all: u64 = counts.iter().map(|(_, n)| n).sum();
            let tokens: u64 = counts.iter().map(|(length, n)| length * n).sum();
            let scale = mean as f64 * all as f64 / tokens as f64;
            let billed: f64 = counts
                .iter()
                .map(|&(length, n)| (length as f64 * scale).min(limit as f64) * n as f64)
                .sum();
            let got = seen.billed_micro(Tokens::new(mean), Tokens::new(limit)) as f64 / 1e6;
            let expected = billed / all as f64;
            prop_assert!((got - expected).abs() <= 1e-6 + expected * 1e-9, "{got} {expected}");
        }

        #[test]
        fn the_widest_answers_stay_in_range(mean in 0..=u64::MAX, limit in 0..=u64::MAX) {
            let seen = lengths(&[(0, 999_999_999), (MAX_SECTION_TOKENS, 1)]);
            let (mean, limit) = (Tokens::new(mean), Tokens::new(limit));
            let billed = seen.billed_micro(mean, limit);
            prop_assert!(billed <= mean.get().min(MAX_SECTION_TOKENS) * 1_000_000);
            prop_assert!((0.0..=1.0).contains(&seen.cut_off(mean, limit)));
            seen.quantile(mean, 0.95);
        }
    }
}
