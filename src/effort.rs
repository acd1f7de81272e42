//! How hard a model thinks before it answers, and how many tokens that is assumed to take.
//!
//! The presets are assumptions. The ends of "high" are measured: the pooled figures of mid-2025 for easy
//! questions and for hard ones (LRMTokenEconomy, 2025-08-07); business questions are put between them,
//! and the other efforts follow the ratios between efforts that are publicly told.

use serde::{Deserialize, Serialize};

/// How hard a model is to think.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Effort {
    /// The least.
    Low,
    /// The usual effort of many.
    Medium,
    /// Also that of models whose thinking can be switched but not graded.
    High,
    /// More than high.
    XHigh,
    /// The most.
    Max,
}

impl Effort {
    /// Every effort, from the least to the most.
    pub const ALL: [Self; 5] = [Self::Low, Self::Medium, Self::High, Self::XHigh, Self::Max];

    /// Its word, as services call it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::XHigh => "xhigh",
            Self::Max => "max",
        }
    }

    /// What is assumed of it.
    pub const fn preset(self) -> Preset {
        match self {
            Self::Low => Preset::new(50, 150, 600, 269, 5_926),
            Self::Medium => Preset::new(100, 350, 1_500, 667, 6_476),
            Self::High => Preset::new(150, 900, 3_500, 1_578, 5_716),
            Self::XHigh => Preset::new(300, 2_000, 8_000, 3_590, 5_926),
            Self::Max => Preset::new(1_000, 8_000, 40_000, 17_602, 7_890),
        }
    }
}

/// Thinking tokens of a request, as assumed for an effort: one in ten requests has fewer than `low`,
/// half have fewer than `median`, and one in ten more than `p90`. The last two make a lognormal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    /// The 10th percentile, and the least mean that is thought possible.
    pub low: u64,
    /// The 50th percentile.
    pub median: u64,
    /// The 90th percentile, and the greatest mean that is thought possible.
    pub p90: u64,
    /// The mean of the lognormal through the last two.
    pub mean: u64,
    /// Its 95th percentile over its median, in thousandths.
    pub spread: u32,
}

impl Preset {
    const fn new(low: u64, median: u64, p90: u64, mean: u64, spread: u32) -> Self {
        Self { low, median, p90, mean, spread }
    }
}

/// The mean thinking tokens of a request by effort, as somebody has measured them, in place of what is
/// assumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ThinkingTokens([Option<u32>; Effort::ALL.len()]);

impl ThinkingTokens {
    /// The most that can be stated.
    pub const MOST: u32 = 10_000_000;

    /// Those at an effort, where that is stated.
    pub const fn at(self, effort: Effort) -> Option<u32> {
        self.0[effort as usize]
    }

    /// States those at an effort.
    pub const fn set(&mut self, effort: Effort, tokens: u32) {
        self.0[effort as usize] = Some(tokens);
    }

    /// What is stated, from the least effort to the most.
    pub fn all(self) -> impl Iterator<Item = (Effort, u32)> {
        Effort::ALL.into_iter().filter_map(move |effort| Some((effort, self.at(effort)?)))
    }

    /// The one number that every effort has; none where they differ or one is not stated.
    pub fn alike(self) -> Option<u32> {
        let [first, rest @ ..] = self.0;
        first.filter(|_| rest.iter().all(|tokens| *tokens == first))
    }

    /// The same number for every effort.
    pub const fn same(tokens: u32) -> Self {
        Self([Some(tokens); Effort::ALL.len()])
    }

    /// What is stated here, or else there.
    pub fn or(self, other: Self) -> Self {
        let mut both = other;
        self.all().for_each(|(effort, tokens)| both.set(effort, tokens));
        both
    }
}

/// The efforts that a model can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Efforts(u8);

impl Efforts {
    /// Adds one.
    pub const fn add(&mut self, effort: Effort) {
        self.0 |= 1 << effort as u8;
    }

    /// Whether one is among them.
    pub const fn has(self, effort: Effort) -> bool {
        self.0 & (1 << effort as u8) != 0
    }

    /// Them, from the least to the most.
    pub fn all(self) -> impl DoubleEndedIterator<Item = Effort> {
        Effort::ALL.into_iter().filter(move |effort| self.has(*effort))
    }

    /// The nearest below an effort, it included, or the least above it; none where there are none.
    pub fn nearest(self, asked: Effort) -> Option<Effort> {
        self.all().rfind(|effort| *effort <= asked).or_else(|| self.all().next())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_are_lognormals_through_their_median_and_p90() {
        // z90 = 1.2816 and z95 = 1.6449. High: sigma = ln(3,500 / 900) / 1.2816 = 1.0597; the mean is
        // 900 e^(1.0597^2 / 2) = 900 x 1.7534 = 1,578, p95 / median = e^(1.0597 x 1.6449) = 5.716.
        for effort in Effort::ALL {
            let Preset { low, median, p90, mean, spread } = effort.preset();
            let sigma = (p90 as f64 / median as f64).ln() / 1.281_551_565_545;
            let expected = median as f64 * (sigma * sigma / 2.0).exp();
            assert!((mean as f64 - expected).abs() <= 1.0, "{effort:?}: {expected}");
            let ratio = (sigma * 1.644_853_626_951).exp() * 1e3;
            assert!((f64::from(spread) - ratio).abs() <= 2.0, "{effort:?}: {ratio}");
            assert!(low < median && median < mean && mean < p90, "{effort:?}");
        }
    }

    #[test]
    fn the_nearest_effort_is_not_above_what_is_asked() {
        let mut efforts = Efforts::default();
        assert_eq!(efforts.nearest(Effort::High), None);
        efforts.add(Effort::Medium);
        efforts.add(Effort::Max);
        for (asked, nearest) in [
            (Effort::Low, Effort::Medium),
            (Effort::Medium, Effort::Medium),
            (Effort::XHigh, Effort::Medium),
            (Effort::Max, Effort::Max),
        ] {
            assert_eq!(efforts.nearest(asked), Some(nearest));
        }
    }
}
