//! Answer lengths as they were seen, and at which of them answers ended because of a cap: how long those
//! would have been is not known.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use thiserror::Error;

use super::MAX_SECTION_TOKENS;
use crate::money::{Tokens, grouped};

/// The most lengths that are told apart.
pub const MAX_LENGTHS: usize = 1_000;
/// Millionths of a token.
const MICRO: u64 = 1_000_000;
/// Into how many groups lengths are gathered where all of them would take too long.
const GROUPS: u64 = 64;
/// Answers below this mean are told in single tokens.
const SHORT: Tokens = Tokens::new(256);
/// The most answers that a histogram counts: 1,000,000,000.
pub const MAX_ANSWERS: u64 = 1_000_000_000;

/// A histogram of answer lengths, cheap to clone. A workload takes its shape from it and scales
/// the lengths so that they have the workload's mean. Where that is their own mean, rounded, they stay
/// as they were seen: answers of one token or two have 1.4 in the mean, not 1.
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
    /// Rising lengths at which answers ended because of a cap, with the number of those answers, which
    /// are among all.
    ended: Box<[(u64, u64)]>,
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
    /// More answers that ended at a cap than there are.
    #[error("must not count more answers than the lengths do")]
    MoreEnded,
}

/// What lengths are multiplied by.
#[derive(Debug, Clone, Copy)]
struct Scale {
    times: u128,
    by: u128,
}

impl Scale {
    fn of(self, length: f64) -> f64 {
        length * self.times as f64 / self.by as f64
    }

    /// A length, scaled, beside a limit.
    fn compared(self, length: u64, limit: Tokens) -> Ordering {
        let scaled = u128::from(length) * self.times;
        scaled.cmp(&(u128::from(limit.get()) * self.by))
    }
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
        Ok(Self(Arc::new(Counted {
            bins: bins.into(),
            answers: all,
            tokens,
            ended: Box::default(),
        })))
    }

    /// The same lengths, of which answers ended because of a cap: lengths in tokens, each with the number
    /// of answers that ended at it, in any order.
    ///
    /// # Errors
    /// [`LengthsFault::MoreEnded`] where those are more than all, and [`LengthsFault::TooLong`].
    pub fn with_ended(
        &self,
        ended: impl IntoIterator<Item = (Tokens, u64)>,
    ) -> Result<Self, LengthsFault> {
        let mut at: BTreeMap<u64, u64> = BTreeMap::new();
        let mut left = self.0.answers;
        for (length, answers) in ended.into_iter().filter(|(_, answers)| *answers > 0) {
            left = left.checked_sub(answers).ok_or(LengthsFault::MoreEnded)?;
            if length.get() > MAX_SECTION_TOKENS {
                return Err(LengthsFault::TooLong);
            }
            *at.entry(length.get()).or_default() += answers;
        }
        let Counted { ref bins, answers, tokens, .. } = *self.0;
        let ended = at.into_iter().collect();
        Ok(Self(Arc::new(Counted { bins: bins.clone(), answers, tokens, ended })))
    }

    /// The lengths at which answers ended because of a cap, each with the number of those answers, in
    /// rising order. How long they would have been is not known.
    pub fn ended(&self) -> impl ExactSizeIterator<Item = (Tokens, u64)> {
        self.0.ended.iter().map(|(length, answers)| (Tokens::new(*length), *answers))
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

    /// The lengths as another tokenizer counts each; none where they are so long that a whole token of
    /// their mean says little, and where nothing is left of them.
    pub fn counted_as(&self, count: impl Fn(Tokens) -> Tokens) -> Option<Self> {
        let counts = self.counts().map(|(length, answers)| (count(length), answers));
        if self.mean() < SHORT { Self::new(counts).ok() } else { None }
    }

    /// Whether a mean is that of the lengths as they were seen.
    fn is_their_own(&self, mean: Tokens) -> bool {
        !mean.is_zero() && mean == self.mean()
    }

    /// A length l is scaled to l x mean x answers / tokens; not at all to the mean that they have.
    fn scale(&self, mean: Tokens) -> Scale {
        if self.is_their_own(mean) {
            return Scale { times: 1, by: 1 };
        }
        let times = u128::from(mean.get()) * u128::from(self.0.answers);
        Scale { times, by: u128::from(self.0.tokens) }
    }

    /// The mean of the lengths scaled to `mean`, in millionths of a token.
    pub(super) fn mean_micro(&self, mean: Tokens) -> u64 {
        if !self.is_their_own(mean) {
            return mean.get().saturating_mul(MICRO);
        }
        let all = u128::from(self.0.answers);
        let whole = u128::from(self.0.tokens) * u128::from(MICRO);
        u64::try_from((whole + all / 2) / all).unwrap_or(u64::MAX)
    }

    /// The answers that a limit does not cut off, and the tokens that these have unscaled.
    fn within(&self, scale: Scale, limit: Tokens) -> (u64, u64) {
        let above = self.0.bins.partition_point(|bin| scale.compared(bin.length, limit).is_le());
        above
            .checked_sub(1)
            .and_then(|last| self.0.bins.get(last))
            .map_or((0, 0), |bin| (bin.answers_up_to, bin.tokens_up_to))
    }

    /// The mean length under a limit when the lengths are scaled to `mean`, at most
    /// [`MAX_SECTION_TOKENS`], in millionths of a token.
    pub(super) fn billed_micro(&self, mean: Tokens, limit: Tokens) -> u64 {
        let scale = self.scale(mean.min(Tokens::new(MAX_SECTION_TOKENS)));
        let (answers, tokens) = self.within(scale, limit);
        let all = u128::from(self.0.answers);
        let cut = u128::from(self.0.answers - answers);
        let micro = u128::from(MICRO);
        // Where anything is cut off, limit x cut is below mean x answers: all stays within 10^38.
        let below = scale.times * micro * u128::from(tokens);
        let above = match cut {
            0 => 0,
            cut => u128::from(limit.get()) * micro * cut * scale.by,
        };
        let divisor = scale.by * all;
        u64::try_from((below + above + divisor / 2) / divisor).unwrap_or(u64::MAX)
    }

    /// The share of answers that a limit is known to cut off when the lengths are scaled to `mean`: the
    /// longer ones, and those that ended because of a cap no lower.
    pub(super) fn cut_off(&self, mean: Tokens, limit: Tokens) -> f64 {
        let scale = self.scale(mean);
        let (answers, _) = self.within(scale, limit);
        let longer = self.0.answers - answers;
        let (mut at, mut from) = (0, 0);
        for (length, answers) in &self.0.ended {
            match scale.compared(*length, limit) {
                Ordering::Less => {}
                Ordering::Equal => (at, from) = (at + answers, from + answers),
                Ordering::Greater => from += answers,
            }
        }
        // Lengths are gathered, so that those at the cap may stand a little below it.
        let cut = (longer + at).max(from).min(self.0.answers);
        cut as f64 / self.0.answers as f64
    }

    /// The share of answers that ended because of a cap below a limit, or of any cap without one, when the lengths are
    /// scaled to `mean`: whether the limit would cut them off is not known.
    pub(super) fn unknown_under(&self, mean: Tokens, limit: Option<Tokens>) -> f64 {
        let scale = self.scale(mean);
        let is_below = |length| limit.is_none_or(|limit| scale.compared(length, limit).is_lt());
        let ended = self.0.ended.iter().filter(|(length, _)| is_below(*length));
        ended.map(|(_, answers)| *answers).sum::<u64>() as f64 / self.0.answers as f64
    }

    /// The least and the most that answers had which ended because of a cap, scaled to `mean`; none where
    /// none did.
    pub(super) fn ended_between(&self, mean: Tokens) -> Option<(Tokens, Tokens)> {
        let scale = self.scale(mean);
        let scaled =
            |(length, _): &(u64, u64)| Tokens::new(scale.of(*length as f64).round() as u64);
        Some((scaled(self.0.ended.first()?), scaled(self.0.ended.last()?)))
    }

    /// A few lengths, scaled to `mean`, that stand for all, each with its share of answers: neighbors
    /// are taken together, at their mean, until they are a [`GROUPS`]th of all.
    pub(super) fn groups(&self, mean: Tokens) -> impl Iterator<Item = (f64, f64)> {
        let all = self.0.answers as f64;
        let scale = self.scale(mean);
        let (mut answers, mut tokens) = (0, 0);
        self.0.bins.iter().filter_map(move |bin| {
            let so_far = (bin.answers_up_to - answers, bin.tokens_up_to - tokens);
            if so_far.0 * GROUPS < self.0.answers && bin.answers_up_to < self.0.answers {
                return None;
            }
            (answers, tokens) = (bin.answers_up_to, bin.tokens_up_to);
            let counted = so_far.0 as f64;
            Some((scale.of(so_far.1 as f64 / counted), counted / all))
        })
    }

    /// The length, scaled to `mean`, that a share of answers does not exceed.
    pub(super) fn quantile(&self, mean: Tokens, share: f64) -> Tokens {
        let rank = (share * self.0.answers as f64).ceil() as u64;
        let at = self.0.bins.partition_point(|bin| bin.answers_up_to < rank.max(1));
        let bin = self.0.bins.get(at).or(self.0.bins.last());
        let length = u128::from(bin.map_or(0, |bin| bin.length));
        let Scale { times, by } = self.scale(mean);
        let scaled = (length * times + by / 2) / by;
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
        assert_eq!(seen.mean_micro(mean), 200_000_000);
        // At a mean of 400 the same answers have 200 and 600 tokens.
        let wide = Tokens::new(400);
        assert_eq!(seen.billed_micro(wide, Tokens::new(300)), 250_000_000);
        assert_eq!(seen.quantile(wide, 0.5).get(), 200);
        assert_eq!(seen.quantile(wide, 0.51).get(), 600);
    }

    #[test]
    fn lengths_stay_as_they_were_seen_at_their_own_mean() {
        // 9 of 4 tokens and 1 of 9: 45 of 10 answers, 4.5 in the mean, which is 5 rounded.
        let seen = lengths(&[(4, 9), (9, 1)]);
        let mean = seen.mean();
        assert_eq!((mean.get(), seen.mean_micro(mean)), (5, 4_500_000));
        let at = |limit| {
            let limit = Tokens::new(limit);
            (seen.billed_micro(mean, limit), seen.cut_off(mean, limit))
        };
        assert_eq!(at(9), (4_500_000, 0.0));
        assert_eq!(at(4), (4_000_000, 0.1));
        assert_eq!(at(3), (3_000_000, 1.0));
        assert_eq!(seen.quantile(mean, 0.9).get(), 4);
        assert_eq!(seen.groups(mean).collect::<Vec<_>>(), [(4.0, 0.9), (9.0, 0.1)]);
        // At 6 they are a third longer than at 4.5.
        assert_eq!(seen.mean_micro(Tokens::new(6)), 6_000_000);
        assert_eq!(seen.cut_off(Tokens::new(6), Tokens::new(5)), 1.0);
    }

    #[test]
    fn what_ended_at_a_cap_is_not_known_beyond_it() {
        // 410 of 2,000 ended at 512: 20.5%; 20 of 200 tokens at a cap of 200.
        let seen = lengths(&[(200, 1_590), (512, 410)]);
        let seen = seen.with_ended([(512, 410), (200, 20)].map(|(at, n)| (Tokens::new(at), n)));
        let seen = seen.unwrap();
        let mean = seen.mean();
        let at = |limit| {
            let limit = Tokens::new(limit);
            (seen.cut_off(mean, limit), seen.unknown_under(mean, Some(limit)))
        };
        // The longer ones and those that ended there; all who ended there or later.
        assert_eq!(at(200), (430.0 / 2_000.0, 0.0));
        assert_eq!(at(199), (1.0, 0.0));
        assert_eq!(at(300), (0.205, 0.01));
        assert_eq!(at(512), (0.205, 0.01));
        assert_eq!(at(513), (0.0, 0.215));
        assert_eq!(seen.unknown_under(mean, None), 0.215);
        assert_eq!(seen.ended_between(mean), Some((Tokens::new(200), Tokens::new(512))));
        // Twice as long, they ended at twice the cap.
        let wide = Tokens::new(mean.get() * 2);
        assert_eq!(seen.unknown_under(wide, Some(Tokens::new(600))), 0.01);
        let more = |answers| seen.with_ended([(Tokens::new(5), answers)]).err();
        assert_eq!((more(2_000), more(2_001)), (None, Some(LengthsFault::MoreEnded)));
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
            let scale = match mean == seen.mean().get() {
                true => 1.0,
                false => mean as f64 * all as f64 / tokens as f64,
            };
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
            // Of the mean that they have, rounded, all of it.
            let mean_micro = (mean.get().min(MAX_SECTION_TOKENS) * 1_000_000).max(seen.mean_micro(mean));
            prop_assert!(billed <= mean_micro);
            prop_assert!((0.0..=1.0).contains(&seen.cut_off(mean, limit)));
            seen.quantile(mean, 0.95);
        }
    }
}
