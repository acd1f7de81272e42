//! How inputs vary.
//!
//! The system prompt, and what is cached, is the same in every request. The rest of a conversation's first request
//! is lognormal, with its mean and the ratio of its 95th percentile to its median, as answers are; each
//! conversation draws it once, and its next turns send it again. Later messages have their mean length.

use super::answer::{Lognormal, MICRO, MicroTokens, Spread};
use super::{Section, Workload};
use crate::money::Tokens;

/// The part of an input that varies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Varying {
    lengths: Lognormal,
    mean: MicroTokens,
}

/// Inputs between two lengths.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stretch {
    /// Their share in billionths, more than none; those of all stretches are [`Stretch::ALL`].
    pub share: u64,
    /// Their mean, in millionths of a token.
    pub mean: MicroTokens,
}

impl Stretch {
    /// The shares of all inputs together.
    pub const ALL: u64 = 1_000_000_000;
}

impl Varying {
    /// What varies in a workload; none where all inputs are alike.
    pub fn of(work: &Workload) -> Option<Self> {
        // Looked at first, as this is done for every bill.
        if work.input_spread == Spread::NONE {
            return None;
        }
        let rest = work.prompt.input() - work.fixed_input();
        let lengths = Lognormal::of(rest, work.input_spread)?;
        Some(Self { lengths, mean: rest.get() * MICRO })
    }

    /// Its mean, in millionths of a token.
    pub const fn mean(&self) -> MicroTokens {
        self.mean
    }

    /// All of it, cut at rising lengths in millionths of a token.
    pub fn stretches(&self, cuts: &[MicroTokens]) -> impl Iterator<Item = Stretch> {
        let (mut share_below, mut tokens_below) = (0, 0.0);
        let ends = cuts.iter().map(|cut| Some(*cut)).chain([None]);
        ends.filter_map(move |end| {
            let (share, tokens) = end.map_or((1.0, self.mean as f64), |end| {
                let (share, tokens) = self.lengths.up_to(end as f64 / MICRO as f64);
                (share, tokens * MICRO as f64)
            });
            let share = (share * Stretch::ALL as f64).round() as u64;
            let within = share.saturating_sub(share_below);
            if within == 0 {
                return None;
            }
            let mean = (tokens - tokens_below) * Stretch::ALL as f64 / within as f64;
            (share_below, tokens_below) = (share, tokens);
            Some(Stretch { share: within, mean: mean.max(0.0).round() as MicroTokens })
        })
    }
}

impl Workload {
    /// The input that is the same in every request: tools and system prompt, what is cached, and what
    /// the model adds.
    pub fn fixed_input(&self) -> Tokens {
        let cached = if self.caching.on { self.prompt.prefix() } else { Tokens::ZERO };
        let sent = self.prompt.tokens(Section::Tools) + self.prompt.tokens(Section::System);
        sent.max(cached) + self.prompt.around.request
    }

    /// The input that 95% of first requests do not exceed.
    pub fn input_p95(&self) -> Tokens {
        let varying = Varying::of(self);
        varying.map_or(self.prompt.input(), |it| self.fixed_input() + it.lengths.quantile(0.95))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::Prompt;

    fn work(prefix: u64, rest: u64, permille: u32) -> Workload {
        let prompt = Prompt::of(Tokens::new(prefix), Tokens::new(rest));
        let input_spread = Spread::from_permille(permille);
        Workload { prompt, input_spread, ..Workload::default() }
    }

    #[test]
    fn what_is_shared_does_not_vary() {
        assert_eq!(Varying::of(&work(1_000, 1_000, 1_000)), None);
        assert_eq!(Varying::of(&work(1_000, 0, 2_000)), None);
        assert_eq!(work(1_000, 500, 1_000).input_p95().get(), 1_500);
        // sigma = ln 2 / 1.644854 = 0.421403: the median is e^-0.088790 = 0.915038 of 1,000 and p95 twice.
        assert_eq!(work(5_000, 1_000, 2_000).input_p95().get(), 6_830);
        // Nor do documents that are cached.
        let mut documents = work(1_000, 0, 2_000);
        documents.prompt.set_tokens(Section::Context, Tokens::new(500));
        documents.prompt.set_cached(Section::Context, true);
        assert_eq!(documents.fixed_input().get(), 1_000);
        documents.caching.on = true;
        assert_eq!(documents.fixed_input().get(), 1_500);
    }

    #[test]
    fn stretches_are_all_of_it() {
        let varying = Varying::of(&work(0, 1_000, 2_000)).unwrap();
        let all: Vec<_> = varying.stretches(&[]).collect();
        assert_eq!(all, [Stretch { share: Stretch::ALL, mean: 1_000 * MICRO }]);
        // P(X > 1,500): z = (7.313220 - 6.818965) / 0.421403 = 1.172880, so 0.120422; their tokens are
        // 1,000 N(0.421403 - 1.172880) = 1,000 N(-0.751477) = 226.18, 1,878.2 in the mean.
        let cut: Vec<_> = varying.stretches(&[1_500 * MICRO]).collect();
        assert!((cut[1].share as f64 / 1e9 - 0.120_422).abs() < 1e-5, "{cut:?}");
        assert!((cut[1].mean as f64 / 1e6 - 1_878.2).abs() < 0.5, "{cut:?}");
        let cuts = [0, 300, 900, 900, 2_000, 900_000].map(|cut| cut * MICRO);
        let many: Vec<_> = varying.stretches(&cuts).collect();
        assert_eq!(many.iter().map(|it| it.share).sum::<u64>(), Stretch::ALL);
        let mean: f64 = many.iter().map(|it| it.share as f64 * it.mean as f64).sum();
        assert!((mean / 1e18 - 1.0).abs() < 1e-9, "{mean}");
    }
}
