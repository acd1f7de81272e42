//! How long answers are, and what a cap on them does.
//!
//! The model decides the length; the cap bounds it by cutting answers off. The length X is
//! lognormal with the given mean and ratio of its 95th percentile to its median, so with
//! sigma = ln(ratio) / 1.6449 and mu = ln(mean) - sigma^2 / 2
//!
//! ```text
//! billed output     E[min(X, cap)] = mean * N((ln cap - mu - sigma^2) / sigma)
//!                                  + cap * (1 - N((ln cap - mu) / sigma))
//! answers cut off   P(X > cap)     = 1 - N((ln cap - mu) / sigma)
//! ```
//!
//! Where real lengths are known, a histogram of them takes the place of the lognormal: its lengths
//! are scaled to the mean, and the same figures are sums over it.

use thiserror::Error;

use super::Lengths;
use crate::money::Tokens;

/// The 95th percentile of the standard normal distribution.
const Z95: f64 = 1.644_853_626_951_472_7;

/// Mean tokens per request in millionths of a token, so that a month's tokens are rounded once.
pub type MicroTokens = u64;

pub(super) const MICRO: u64 = 1_000_000;

/// The answers of a workload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Mean length without any cap.
    pub mean: Tokens,
    /// Whether that is the length of a sample answer, so that each model's tokenizer has a count of
    /// its own, rather than a number that was set and holds for all.
    pub of_sample: bool,
    /// How far the lengths spread; without effect beside a histogram.
    pub spread: Spread,
    /// The lengths as they were seen, which give the shape, not the mean.
    pub lengths: Option<Lengths>,
    /// The max output tokens that requests ask for; none asks for the model's own limit.
    pub cap: Option<Tokens>,
}

/// The ratio of the 95th percentile to the median of answer lengths, in thousandths, 1.000 to
/// 20.000; 1 is answers of exactly the mean length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spread(u32);

/// Why a typed spread is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("must be a number from 1 (every answer alike) to 20, such as 2 or 2.5")]
pub struct SpreadFault;

impl Spread {
    /// Every answer has the mean length.
    pub const NONE: Self = Self(1_000);
    /// The widest spread.
    pub const MAX: Self = Self(20_000);

    /// A spread from thousandths, clamped to the range.
    pub const fn from_permille(permille: u32) -> Self {
        if permille < Self::NONE.0 {
            Self::NONE
        } else if permille > Self::MAX.0 {
            Self::MAX
        } else {
            Self(permille)
        }
    }

    /// Reads `2`, `2.5` or `2.5x`.
    ///
    /// # Errors
    /// [`SpreadFault`] for anything that is not a number from 1 to 20.
    pub fn parse(text: &str) -> Result<Self, SpreadFault> {
        let number: f64 =
            text.trim().trim_end_matches(['x', '×']).trim().parse().map_err(|_| SpreadFault)?;
        if (1.0..=20.0).contains(&number) {
            Ok(Self((number * 1_000.0).round() as u32))
        } else {
            Err(SpreadFault)
        }
    }

    /// That of the lognormal whose mean square is so many times the square of its mean, 1 at least.
    pub fn of_moments(ratio: f64) -> Self {
        let sigma = ratio.max(1.0).ln().sqrt();
        let spread = (sigma * Z95).exp().min(Self::MAX.ratio());
        Self::from_permille((spread * 1_000.0).round() as u32)
    }

    /// Thousandths.
    pub const fn permille(self) -> u32 {
        self.0
    }

    /// The ratio.
    pub fn ratio(self) -> f64 {
        f64::from(self.0) / 1_000.0
    }
}

/// Lengths whose logarithms are normal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Lognormal {
    mean: f64,
    mu: f64,
    sigma: f64,
}

impl Lognormal {
    /// Of a mean and a spread; none where all lengths are alike.
    pub(super) fn of(mean: Tokens, spread: Spread) -> Option<Self> {
        if mean.is_zero() || spread == Spread::NONE {
            return None;
        }
        let mean = mean.get() as f64;
        let sigma = spread.ratio().ln() / Z95;
        Some(Self { mean, mu: mean.ln() - sigma * sigma / 2.0, sigma })
    }

    /// The standard deviation of the lengths themselves.
    pub(super) fn deviation(self) -> f64 {
        self.mean * (self.sigma * self.sigma).exp_m1().sqrt()
    }

    /// How many standard deviations above the median a length lies.
    pub(super) fn place(self, length: f64) -> f64 {
        (length.max(0.0).ln() - self.mu) / self.sigma
    }

    /// The length at a number of standard deviations above the median.
    pub(super) fn at(self, place: f64) -> f64 {
        (self.mu + self.sigma * place).exp()
    }

    /// The length that a share does not exceed, to the nearest token.
    pub(super) fn quantile(self, share: f64) -> Tokens {
        Tokens::new(self.at(normal_quantile(share)).round() as u64)
    }

    /// The share of lengths up to one, and what these add to the mean of all.
    pub(super) fn up_to(self, length: f64) -> (f64, f64) {
        if length <= 0.0 {
            return (0.0, 0.0);
        }
        let at = self.place(length);
        (normal(at), self.mean * normal(at - self.sigma))
    }

    /// The share of lengths above one.
    pub(super) fn above(self, length: f64) -> f64 {
        if length > 0.0 { normal(-self.place(length)) } else { 1.0 }
    }

    /// The mean of lengths that are cut at `limit`, and the share of them that are not.
    pub(super) fn under(self, limit: f64) -> (f64, f64) {
        if limit <= 0.0 {
            return (0.0, 0.0);
        }
        let at = self.place(limit);
        let above = normal(-at);
        (self.mean * normal(at - self.sigma) + limit * above, 1.0 - above)
    }

    /// The mean of lengths that are cut at `limit`.
    pub(super) fn capped_mean(self, limit: f64) -> f64 {
        self.under(limit).0
    }
}

impl Answer {
    /// Sets the mean, in place of what a sample answer counts.
    pub fn set_mean(&mut self, mean: Tokens) {
        (self.mean, self.of_sample) = (mean, false);
    }

    /// The mean length without any cap, in millionths of a token: that of the lengths that were seen, where
    /// the mean is theirs.
    pub fn mean_micro(&self) -> MicroTokens {
        let mean = self.mean;
        self.lengths.as_ref().map_or(mean.get().saturating_mul(MICRO), |it| it.mean_micro(mean))
    }

    /// The mean billed output under a limit, in millionths of a token: E[min(X, limit)].
    pub fn billed_mean(&self, limit: Option<Tokens>) -> MicroTokens {
        let whole = self.mean_micro();
        let Some(limit) = limit else { return whole };
        if self.mean.is_zero() {
            return 0;
        }
        if let Some(lengths) = &self.lengths {
            return lengths.billed_micro(self.mean, limit).min(whole);
        }
        match Lognormal::of(self.mean, self.spread) {
            None => whole.min(limit.get().saturating_mul(MICRO)),
            Some(spread) => {
                let billed = spread.capped_mean(limit.get() as f64);
                ((billed * MICRO as f64).round() as u64).min(whole)
            }
        }
    }

    /// The one length of all answers; none where they differ.
    pub(super) fn even(&self) -> Option<f64> {
        let alike = self.lengths.is_none() && self.spread == Spread::NONE;
        (alike || self.mean.is_zero()).then_some(self.mean.get() as f64)
    }

    /// The mean answer under a limit of at least 0.0, and the share of answers that it leaves whole.
    pub(super) fn under(&self, limit: f64) -> (f64, f64) {
        let even = |length: f64| (length.min(limit), if length <= limit { 1.0 } else { 0.0 });
        if let Some(lengths) = &self.lengths {
            let parts = lengths.groups(self.mean).map(|(length, share)| {
                let (mean, within) = even(length);
                (mean * share, within * share)
            });
            return parts.fold((0.0, 0.0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
        }
        Lognormal::of(self.mean, self.spread)
            .map_or_else(|| even(self.mean.get() as f64), |spread| spread.under(limit))
    }

    /// The share of answers that a limit cuts off: P(X > limit), and of lengths that were seen those that
    /// ended because of a cap no lower.
    pub fn cut_off(&self, limit: Option<Tokens>) -> f64 {
        let Some(limit) = limit else { return 0.0 };
        if let Some(lengths) = &self.lengths {
            return lengths.cut_off(self.mean, limit);
        }
        match Lognormal::of(self.mean, self.spread).filter(|_| !limit.is_zero()) {
            Some(spread) => spread.above(limit.get() as f64),
            None if self.mean > limit => 1.0,
            None => 0.0,
        }
    }

    /// The share of answers that were seen to end because of a cap below `limit`, or of any cap without
    /// one: whether the limit would cut them off is not known, so that what is billed under it is at least
    /// [`Self::billed_mean`], and what is cut off at most so much more than [`Self::cut_off`].
    pub fn unknown_under(&self, limit: Option<Tokens>) -> f64 {
        self.lengths.as_ref().map_or(0.0, |lengths| lengths.unknown_under(self.mean, limit))
    }

    /// The fewest and the most tokens at which answers were seen to end because of a cap; none where none
    /// were.
    pub fn ended_between(&self) -> Option<(Tokens, Tokens)> {
        self.lengths.as_ref()?.ended_between(self.mean)
    }

    /// The length that 95% of answers do not exceed.
    pub fn p95(&self) -> Tokens {
        self.quantile(0.95)
    }

    /// The length that a share of answers does not exceed, to the nearest token; the share is
    /// above 0.0 and below 1.0, and clamped to 10^-9 from them.
    pub fn quantile(&self, share: f64) -> Tokens {
        if let Some(lengths) = &self.lengths {
            return lengths.quantile(self.mean, share);
        }
        Lognormal::of(self.mean, self.spread).map_or(self.mean, |spread| spread.quantile(share))
    }

    /// Whether every answer has the mean length.
    pub fn is_even(&self) -> bool {
        match &self.lengths {
            Some(lengths) => lengths.counts().len() == 1,
            None => self.spread == Spread::NONE,
        }
    }
}

/// The inverse of [`normal`], by halving: called a few times a frame at most.
fn normal_quantile(share: f64) -> f64 {
    let share = share.clamp(1e-9, 1.0 - 1e-9);
    let (mut low, mut high) = (-7.0, 7.0);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if normal(middle) < share {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// The standard normal distribution function.
fn normal(z: f64) -> f64 {
    libm::erfc(-z / std::f64::consts::SQRT_2) / 2.0
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::workload) fn answer(mean: u64, spread: u32) -> Answer {
        Answer {
            mean: Tokens::new(mean),
            of_sample: false,
            spread: Spread::from_permille(spread),
            lengths: None,
            cap: None,
        }
    }

    fn limit(tokens: u64) -> Option<Tokens> {
        Some(Tokens::new(tokens))
    }

    #[test]
    fn equal_answers_are_cut_all_or_none() {
        let equal = answer(400, 1_000);
        assert_eq!(equal.billed_mean(None), 400_000_000);
        assert_eq!(equal.billed_mean(limit(400)), 400_000_000);
        assert_eq!(equal.billed_mean(limit(150)), 150_000_000);
        assert_eq!(equal.cut_off(limit(400)), 0.0);
        assert_eq!(equal.cut_off(limit(399)), 1.0);
        assert_eq!(equal.p95().get(), 400);
    }

    #[test]
    fn p95_is_the_ratio_times_the_median() {
        // sigma = ln 2 / 1.6449 = 0.42140; median = 400 e^(-0.08879) = 366.02; p95 = 732.04.
        let spread = answer(400, 2_000);
        assert_eq!(spread.p95().get(), 732);
        assert!((spread.cut_off(limit(732)) - 0.05).abs() < 1e-4);
        // P(X > 1024): z = ln(1024 / 366.02) / 0.42140 = 2.4415, so 0.73%.
        assert!((spread.cut_off(limit(1_024)) - 0.007_313).abs() < 2e-5);
    }

    #[test]
    fn the_closed_form_agrees_with_a_million_samples() {
        // A fixed linear congruence, and Box and Muller's normal numbers from it.
        let mut state = 0x2545_f491_4f6c_dd1du64;
        let mut random = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            ((state >> 11) as f64 + 0.5) / (1u64 << 53) as f64
        };
        let spread = answer(400, 2_500);
        let sigma = (2.5f64).ln() / Z95;
        let mu = 400f64.ln() - sigma * sigma / 2.0;
        let samples: Vec<f64> = (0..1_000_000)
            .map(|_| {
                let (radius, angle) = (random(), random());
                let z = (-2.0 * radius.ln()).sqrt() * (std::f64::consts::TAU * angle).cos();
                (mu + sigma * z).exp()
            })
            .collect();
        let all = samples.len() as f64;
        for cap in [100u64, 300, 400, 800, 2_000] {
            let at = cap as f64;
            let billed = samples.iter().map(|length| length.min(at)).sum::<f64>() / all;
            let cut = samples.iter().filter(|&&length| length > at).count() as f64 / all;
            let got = spread.billed_mean(limit(cap)) as f64 / 1e6;
            // Four standard errors: a length varies by 244 tokens, a yes or no by at most 0.5.
            assert!((got - billed).abs() < 4.0 * 244.0 / 1e3, "{cap}: {got} {billed}");
            assert!((spread.cut_off(limit(cap)) - cut).abs() < 4.0 * 0.5 / 1e3, "{cap}");
        }
    }

    #[test]
    fn quantiles_of_a_lognormal() {
        // The median is 366.02, and ln 2 / 1.6449 = 0.42140 is sigma: e^(0.42140 x 2.3263) = 2.6654.
        let spread = answer(400, 2_000);
        assert_eq!(spread.quantile(0.5).get(), 366);
        assert_eq!(spread.quantile(0.99).get(), 976);
        assert!((spread.cut_off(limit(976)) - 0.01).abs() < 1e-4);
        assert_eq!(answer(400, 1_000).quantile(0.01).get(), 400);
        for share in [f64::NAN, -1.0, 0.0, 1.0, 2.0] {
            spread.quantile(share);
        }
    }

    #[test]
    fn seen_lengths_take_the_place_of_the_lognormal() {
        let seen = [(100, 90), (300, 9), (5_000, 1)];
        let seen = seen.map(|(length, answers)| (Tokens::new(length), answers));
        let mut answer = answer(400, 2_000);
        answer.lengths = Lengths::new(seen).ok();
        // Seen mean 167, so all lengths are 400 / 167 times as long: 239.5, 718.6, 11,976.0.
        assert_eq!(answer.billed_mean(None), 400_000_000);
        assert_eq!(answer.cut_off(limit(718)), 0.1);
        assert_eq!(answer.cut_off(limit(719)), 0.01);
        assert_eq!(answer.p95().get(), 719);
        // (90 x 239.520958 + 9 x 718.562874 + 1,000) / 100.
        assert_eq!(answer.billed_mean(limit(1_000)), 290_239_521);
        let wide = answer.billed_mean(limit(1_000));
        answer.spread = Spread::from_permille(5_000);
        assert_eq!(answer.billed_mean(limit(1_000)), wide);
    }

    #[test]
    fn limits_and_means_at_the_edges() {
        assert_eq!(answer(0, 2_000).billed_mean(limit(10)), 0);
        assert_eq!(answer(400, 2_000).billed_mean(limit(0)), 0);
        assert_eq!(answer(400, 2_000).cut_off(limit(0)), 1.0);
        assert_eq!(answer(400, 2_000).billed_mean(limit(10_000_000)), 400_000_000);
        assert_eq!(answer(0, 1_000).cut_off(limit(0)), 0.0);
    }

    #[test]
    fn spreads_of_moments() {
        // Half 0 and half 400: 400^2 / 2 is twice 200^2. sigma = sqrt(ln 2) = 0.83255; e^(0.83255 x
        // 1.64485) = 3.933.
        assert_eq!(Spread::of_moments(2.0).permille(), 3_933);
        assert_eq!([0.5, 1.0, f64::NAN].map(Spread::of_moments), [Spread::NONE; 3]);
        assert_eq!(Spread::of_moments(1e9), Spread::MAX);
    }

    #[test]
    fn spreads_as_typed() {
        assert_eq!(Spread::parse("2.5x").map(Spread::permille), Ok(2_500));
        assert_eq!(Spread::parse("1").map(Spread::permille), Ok(1_000));
        for text in ["0.5", "21", "nan", "", "wide"] {
            assert_eq!(Spread::parse(text), Err(SpreadFault), "{text:?}");
        }
    }
}
