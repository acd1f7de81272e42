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

use thiserror::Error;

use crate::money::Tokens;

/// The 95th percentile of the standard normal distribution.
const Z95: f64 = 1.644_853_626_951_472_7;

/// Mean tokens per request in millionths of a token, so that a month's tokens are rounded once.
pub type MicroTokens = u64;

const MICRO: u64 = 1_000_000;

/// The answers of a workload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// Mean length without any cap.
    pub mean: Tokens,
    /// How far the lengths spread.
    pub spread: Spread,
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
        let number: f64 = text
            .trim()
            .trim_end_matches(['x', '×'])
            .trim()
            .parse()
            .map_err(|_| SpreadFault)?;
        if (1.0..=20.0).contains(&number) {
            Ok(Self((number * 1_000.0).round() as u32))
        } else {
            Err(SpreadFault)
        }
    }

    /// Thousandths.
    pub const fn permille(self) -> u32 {
        self.0
    }

    /// The ratio.
    pub fn ratio(self) -> f64 {
        f64::from(self.0) / 1_000.0
    }

    /// Sigma of the lognormal.
    fn sigma(self) -> f64 {
        self.ratio().ln() / Z95
    }
}

impl Answer {
    /// The mean billed output under a limit, in millionths of a token: E[min(X, limit)].
    pub fn billed_mean(&self, limit: Option<Tokens>) -> MicroTokens {
        let whole = self.mean.get() * MICRO;
        let Some(limit) = limit else { return whole };
        if self.mean.is_zero() {
            return 0;
        }
        if self.spread == Spread::NONE {
            return whole.min(limit.get().saturating_mul(MICRO));
        }
        if limit.is_zero() {
            return 0;
        }
        let (mean, sigma, limit) = (
            self.mean.get() as f64,
            self.spread.sigma(),
            limit.get() as f64,
        );
        let mu = mean.ln() - sigma * sigma / 2.0;
        let at = (limit.ln() - mu) / sigma;
        let billed = mean * normal(at - sigma) + limit * normal(-at);
        ((billed * MICRO as f64).round() as u64).min(whole)
    }

    /// The share of answers that a limit cuts off: P(X > limit).
    pub fn cut_off(&self, limit: Option<Tokens>) -> f64 {
        let Some(limit) = limit else { return 0.0 };
        if self.spread == Spread::NONE || self.mean.is_zero() || limit.is_zero() {
            return if self.mean > limit { 1.0 } else { 0.0 };
        }
        let sigma = self.spread.sigma();
        let mu = (self.mean.get() as f64).ln() - sigma * sigma / 2.0;
        normal(-((limit.get() as f64).ln() - mu) / sigma)
    }

    /// The length that 95% of answers do not exceed.
    pub fn p95(&self) -> Tokens {
        let sigma = self.spread.sigma();
        let median = self.mean.get() as f64 * (-sigma * sigma / 2.0).exp();
        Tokens::new((median * self.spread.ratio()).round() as u64)
    }
}

/// The standard normal distribution function.
fn normal(z: f64) -> f64 {
    libm::erfc(-z / std::f64::consts::SQRT_2) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(mean: u64, spread: u32) -> Answer {
        Answer {
            mean: Tokens::new(mean),
            spread: Spread::from_permille(spread),
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
        // Quantiles at evenly spaced probabilities: a sample without sampling noise. The inverse
        // comes from bisection, so it shares nothing with the closed form.
        let spread = answer(400, 2_500);
        let sigma = (2.5f64).ln() / Z95;
        let mu = 400f64.ln() - sigma * sigma / 2.0;
        let samples = 200_000;
        for cap in [100u64, 300, 400, 800, 2_000] {
            let (mut billed, mut cut) = (0.0, 0u32);
            let (mut z, step) = (-6.0f64, 12.0 / f64::from(samples));
            let mut weight = 0.0;
            for _ in 0..samples {
                z += step;
                let density = (-z * z / 2.0).exp();
                let length = (mu + sigma * z).exp();
                billed += length.min(cap as f64) * density;
                weight += density;
                cut += u32::from(length > cap as f64);
            }
            let expected = billed / weight;
            let got = spread.billed_mean(limit(cap)) as f64 / 1e6;
            assert!(
                (got / expected - 1.0).abs() < 1e-4,
                "cap {cap}: {got} against {expected}"
            );
            assert!(cut > 0);
        }
    }

    #[test]
    fn limits_and_means_at_the_edges() {
        assert_eq!(answer(0, 2_000).billed_mean(limit(10)), 0);
        assert_eq!(answer(400, 2_000).billed_mean(limit(0)), 0);
        assert_eq!(answer(400, 2_000).cut_off(limit(0)), 1.0);
        assert_eq!(
            answer(400, 2_000).billed_mean(limit(10_000_000)),
            400_000_000
        );
        assert_eq!(answer(0, 1_000).cut_off(limit(0)), 0.0);
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
