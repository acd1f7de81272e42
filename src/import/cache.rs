//! How a model's cache works by its rates, and which of its rates a card can have.

use super::list::Listed;
use super::report::Report;
use crate::card::{Bucket, CacheMode, Caching, Lane, MAX_TIERS, Model, Prices, Rates, Tier};
use crate::money::Tokens;

/// Assumed, and marked, where a cache is listed without its least prefix.
pub(super) const CACHE_MIN: Tokens = Tokens::new(1_024);

/// How a model's cache works, as far as its rates tell.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum CacheStyle {
    /// Writes have a price.
    Explicit,
    /// They have none, so that a miss costs the price of input.
    Implicit,
}

impl CacheStyle {
    pub(super) fn of(rates: &Rates) -> Option<Self> {
        rates.get(Bucket::CacheRead)?;
        match (rates.get(Bucket::CacheWrite), rates.get(Bucket::CacheWrite1h)) {
            (Some(_), _) => Some(Self::Explicit),
            (None, None) => Some(Self::Implicit),
            // Writes for an hour alone cannot be told from ordinary ones.
            (None, Some(_)) => None,
        }
    }

    /// The buckets of a table of rates that such a cache has.
    fn buckets(self, rates: &Rates) -> &'static [Bucket] {
        let has = |bucket| rates.get(bucket).is_some();
        match self {
            Self::Explicit if has(Bucket::CacheRead) && has(Bucket::CacheWrite) => &Bucket::CACHED,
            Self::Explicit => &[],
            Self::Implicit => &[Bucket::CacheRead],
        }
    }

    /// Whether a lane beside the standard one has a rate for a bucket of such a cache.
    fn in_lane(self, bucket: Bucket) -> bool {
        self == Self::Explicit || bucket == Bucket::CacheRead
    }

    pub(super) fn caching(
        self,
        listed: &Listed,
        known: Option<&Model>,
        label: &str,
        report: &mut Report,
    ) -> Caching {
        let known = known.and_then(|model| model.caching);
        let ttl_minutes = match self {
            Self::Implicit => 5,
            Self::Explicit => listed
                .cache_minutes
                .or(known.map(|known| known.ttl_minutes))
                .filter(|minutes| matches!(minutes, 5 | 30))
                .unwrap_or(5),
        };
        if self == Self::Implicit {
            let words = "with a price for cache reads but none for writes: a miss costs the input";
            report.remark(words, label);
        }
        if listed.cache_min.is_none() {
            let words =
                "with a cache but no least cached prefix: 1,024 tokens are assumed and marked";
            report.remark(words, label);
        }
        Caching {
            mode: match self {
                Self::Explicit => CacheMode::Explicit,
                Self::Implicit => CacheMode::Implicit,
            },
            ttl_minutes,
            min_tokens: listed.cache_min.map_or(CACHE_MIN, Tokens::new),
            max_tokens: None,
        }
    }
}

/// The prices; none where a tier is not whole.
pub(super) fn prices(own: &Prices, style: Option<CacheStyle>) -> Option<Prices> {
    let mut tiers: Vec<&Tier> = own.tiers.iter().collect();
    tiers.sort_by_key(|tier| tier.above);
    if tiers.len() > MAX_TIERS {
        return None;
    }
    Some(Prices {
        base: rates(&own.base, style)?,
        tiers: tiers
            .into_iter()
            .map(|tier| Some(Tier { above: tier.above, rates: rates(&tier.rates, style)? }))
            .collect::<Option<_>>()?,
    })
}

fn rates(own: &Rates, style: Option<CacheStyle>) -> Option<Rates> {
    if !has_both(own) {
        return None;
    }
    let mut rates = *own;
    let kept = style.map_or(&[][..], |style| style.buckets(own));
    for bucket in Bucket::CACHED.into_iter().filter(|bucket| !kept.contains(bucket)) {
        rates[Lane::Standard][bucket] = None;
    }
    for spec in Lane::beside() {
        let lane = &mut rates[spec.lane];
        let reads = lane[Bucket::CacheRead].is_some();
        let has = |bucket| style.is_some_and(|style| style.in_lane(bucket)) && reads;
        for bucket in Bucket::CACHED.into_iter().filter(|bucket| !has(*bucket)) {
            lane[bucket] = None;
        }
        if !has_both_in(own, spec.lane) {
            *lane = Default::default();
        }
    }
    Some(rates)
}

/// Whether a table of rates states input and output.
pub(super) fn has_both(rates: &Rates) -> bool {
    has_both_in(rates, Lane::Standard)
}

fn has_both_in(rates: &Rates, lane: Lane) -> bool {
    rates[lane][Bucket::Fresh].is_some() && rates[lane][Bucket::Output].is_some()
}
