//! From which success rate of its first model on a cascade pays.

use super::crossing::halved;
use crate::money::{Share, Usd};
use crate::workload::{Bound, Mix};

/// From which success rate of its first model on a cascade costs less than its last model alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pays {
    /// From this share of requests on.
    From(Share),
    /// At none: to try and to judge costs as much as it can save.
    Never,
}

/// The same at the fewest tokens, the likeliest and the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaysWithin {
    /// At the likeliest.
    pub expected: Pays,
    /// At the other two; none where they are the same.
    pub ends: Option<[Pays; 2]>,
}

impl Pays {
    /// From which share of requests on, if from any.
    pub const fn from(self) -> Option<Share> {
        match self {
            Self::From(share) => Some(share),
            Self::Never => None,
        }
    }

    /// `trying Nova Lite first pays where it answers 12.3457% of requests well or more; below that Claude
    /// Sonnet 5.5 alone costs less`.
    pub fn words(self, first: &str, last: &str) -> String {
        match self {
            Self::Never => format!("trying {first} first never pays against {last} alone"),
            Self::From(Share::ZERO) => {
                format!(
                    "trying {first} first pays against {last} alone however little it answers well"
                )
            }
            Self::From(share) => format!(
                "trying {first} first pays where it answers {} of requests well or more; below that \
                 {last} alone costs less",
                share.exact_percent()
            ),
        }
    }
}

impl PaysWithin {
    /// As [`Pays::words`], with what it may be instead.
    pub fn words(self, first: &str, last: &str) -> String {
        let end = |pays: Pays| pays.from().map_or("never".to_owned(), Share::exact_percent);
        let ends = self.ends.map(|ends| ends.map(end));
        let range = ends.map_or(String::new(), |[low, high]| {
            format!(" ({low} at the fewest tokens, {high} at the most)")
        });
        self.expected.words(first, last) + &range
    }
}

/// The success rate of the first model from which on a cascade costs less than its last model alone,
/// with the answers and the cap that the mix gives it; none where it is no cascade of two models or
/// more, or one has no bill. The others keep their proportions of what the first leaves. `costs` is what a
/// mix costs at the low counts, the likeliest and the high ones.
pub(super) fn pays(
    mix: &Mix,
    mut costs: impl FnMut(&Mix) -> Option<[Usd; 3]>,
) -> Option<PaysWithin> {
    let last = mix.routes().len().checked_sub(1).filter(|last| mix.cascade && *last > 0)?;
    let alone = costs(&mix.with_share(last, Share::ONE).as_cascade(false))?;
    let mut at = |bound: Bound| {
        let side = bound as usize;
        let mut less = |ppm: u64| {
            let cost = costs(&mix.with_share(0, Share::from_ppm(ppm as u32)))?[side];
            Some(cost < alone[side])
        };
        let whole = u64::from(Share::ONE.ppm());
        if !less(whole)? {
            return Some(Pays::Never);
        }
        if less(0)? {
            return Some(Pays::From(Share::ZERO));
        }
        let (_, least) = halved(0, whole, |ppm| less(ppm) == Some(true));
        Some(Pays::From(Share::from_ppm(least as u32)))
    };
    let (expected, ends) = (at(Bound::Typical)?, [at(Bound::Low)?, at(Bound::High)?]);
    let ends = ends.iter().any(|end| *end != expected).then_some(ends);
    Some(PaysWithin { expected, ends })
}
