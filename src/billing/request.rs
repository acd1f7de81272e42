//! One request: disjoint token buckets, each at its own rate.

use thiserror::Error;

use crate::card::{Bucket, Buckets, Lane, LaneRates, Prices, Rates};
use crate::money::{Tokens, Usd};
use crate::workload::ServiceTier;

/// The tokens of a request or of many.
///
/// Converse reports them as `inputTokens` (fresh only), `cacheReadInputTokens`,
/// `cacheWriteInputTokens` and `outputTokens`; output includes reasoning.
impl Buckets<Tokens> {
    /// All input: fresh, read and written.
    pub fn input(&self) -> Tokens {
        self[Bucket::Fresh] + self.cached()
    }

    /// Cache reads and writes.
    pub fn cached(&self) -> Tokens {
        self[Bucket::CacheRead] + self.written()
    }

    /// Cache writes of both lifetimes.
    pub fn written(&self) -> Tokens {
        self[Bucket::CacheWrite] + self[Bucket::CacheWrite1h]
    }
}

/// What each bucket costs.
impl Buckets<Usd> {
    /// All input: fresh, read and written.
    pub fn input(&self) -> Usd {
        self.0[Bucket::Fresh as usize] + self.cached()
    }

    /// Cache reads and writes.
    pub fn cached(&self) -> Usd {
        let [_, _, read, write, write_1h] = self.0;
        read + write + write_1h
    }

    /// Input and output.
    pub fn total(&self) -> Usd {
        self.input() + self.0[Bucket::Output as usize]
    }
}

impl Rates {
    /// The lane by which requests are billed that ask for one: that where it is offered, or else the
    /// standard one.
    pub fn served(&self, asked: Lane) -> Lane {
        if self.offers(asked) { asked } else { Lane::Standard }
    }

    /// The rates that a lane bills by, none for what it does not offer. A cache write without a price
    /// is billed as plain input: so is what an implicit cache does not find.
    pub fn billed(&self, lane: Lane) -> LaneRates {
        let mut rates = self[lane];
        if rates[Bucket::CacheRead].is_some() && rates[Bucket::CacheWrite].is_none() {
            rates[Bucket::CacheWrite] = rates[Bucket::Fresh];
        }
        rates
    }
}

impl From<ServiceTier> for Lane {
    fn from(tier: ServiceTier) -> Self {
        match tier {
            ServiceTier::Standard => Self::Standard,
            ServiceTier::Flex => Self::Flex,
            ServiceTier::Priority => Self::Priority,
        }
    }
}

impl LaneRates {
    /// The exact cost of tokens at these rates.
    ///
    /// # Errors
    /// [`PriceFault::NoRate`] when a bucket holds tokens and has no rate.
    pub fn cost(&self, tokens: &Buckets<Tokens>) -> Result<Buckets<Usd>, PriceFault> {
        let mut cost = Buckets::default();
        // By index, as this is done for every line of every bill.
        let mut at = 0;
        while at < Bucket::COUNT {
            let tokens = tokens.0[at];
            match self.0[at] {
                Some(rate) => cost.0[at] = rate.cost(tokens),
                None if tokens.is_zero() => {}
                None => return Err(PriceFault::NoRate(Bucket::ALL[at])),
            }
            at += 1;
        }
        Ok(cost)
    }
}

/// Why tokens have no price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PriceFault {
    /// The model is listed without rates.
    #[error("has no price on this card")]
    Unpriced,
    /// A bucket is not offered.
    #[error("has no price for {}", .0.spec().plural)]
    NoRate(Bucket),
    /// A lane is not offered.
    #[error("is not offered {}", .0.spec().how)]
    NoLane(Lane),
    /// A lane is not offered for so long an input.
    #[error("has no {} price above {} input tokens", .0.spec().label, .1)]
    NoLaneAbove(Lane, Tokens),
    /// Tokens in a cache bucket of a lane that does not cache.
    #[error("has no prompt caching {}", .0.spec().how)]
    NoCache(Lane),
}

/// What one request costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestBill {
    /// The threshold of the tier that it is billed at, if any.
    pub tier_above: Option<Tokens>,
    /// The rates used.
    pub rates: LaneRates,
    /// The cost of each bucket.
    pub cost: Buckets<Usd>,
}

/// Prices one request.
///
/// The tier is chosen from the request's whole input, cached or not, and holds for the whole
/// request: output and cache buckets too (pricing rules, section 2).
///
/// # Errors
/// A [`PriceFault`] when something in the request is not offered.
pub fn price_request(
    prices: &Prices,
    tokens: &Buckets<Tokens>,
    lane: Lane,
) -> Result<RequestBill, PriceFault> {
    let (rates, tier_above) = prices.for_input(tokens.input());
    let is_cached = !tokens.cached().is_zero();
    if is_cached && !lane.spec().buckets.contains(&Bucket::CacheRead) {
        return Err(PriceFault::NoCache(lane));
    }
    if !rates.offers(lane) {
        return Err(match (lane, tier_above) {
            (Lane::Standard, _) => PriceFault::Unpriced,
            (lane, None) => PriceFault::NoLane(lane),
            (lane, Some(above)) => PriceFault::NoLaneAbove(lane, above),
        });
    }
    let rates = rates.billed(lane);
    if is_cached && lane != Lane::Standard && rates[Bucket::CacheRead].is_none() {
        return Err(PriceFault::NoCache(lane));
    }
    Ok(RequestBill { tier_above, rates, cost: rates.cost(tokens)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::tests_support::{per_million, prices, usd};
    use crate::money::Rate;

    fn buckets(fresh: u64, cache_read: u64, output: u64) -> Buckets<Tokens> {
        Buckets::default()
            .with(Bucket::Fresh, Tokens::new(fresh))
            .with(Bucket::CacheRead, Tokens::new(cache_read))
            .with(Bucket::Output, Tokens::new(output))
    }

    #[test]
    fn the_haiku_example() {
        // 800 x $0.25/M + 400 x $1.25/M = $0.0002 + $0.0005 = $0.0007; a thousand are $0.70.
        let haiku = prices("0.25", "1.25");
        let bill = price_request(&haiku, &buckets(800, 0, 400), Lane::Standard).unwrap();
        assert_eq!(bill.cost[Bucket::Fresh], usd("0.0002"));
        assert_eq!(bill.cost[Bucket::Output], usd("0.0005"));
        assert_eq!(bill.cost.total(), usd("0.0007"));
        assert_eq!(bill.cost.total().pico() * 1_000, usd("0.70").pico());
    }

    #[test]
    fn a_tier_prices_the_whole_request() {
        // 150k fresh + 60k read = 210k, above 200k: 0.15 x 6 + 0.06 x 0.6 + 0.001 x 22.5
        // = 0.9 + 0.036 + 0.0225 = $0.9585.
        let mut sonnet = prices("3", "15");
        sonnet.base = per_million("3", "15", Some(("0.3", "3.75", None)));
        let tier = per_million("6", "22.5", Some(("0.6", "7.5", None)));
        sonnet.tiers = vec![crate::card::Tier { above: Tokens::new(200_000), rates: tier }];
        let bill =
            price_request(&sonnet, &buckets(150_000, 60_000, 1_000), Lane::Standard).unwrap();
        assert_eq!(bill.cost.total(), usd("0.9585"));
        assert_eq!(bill.tier_above, Some(Tokens::new(200_000)));
        // Exactly at the threshold the base rates hold: 0.2 x 3 = $0.60.
        let at = price_request(&sonnet, &buckets(200_000, 0, 0), Lane::Standard).unwrap();
        assert_eq!((at.tier_above, at.cost.total()), (None, usd("0.60")));
    }

    #[test]
    fn what_is_not_offered_is_never_free() {
        let plain = prices("1", "2");
        let refused = |tokens, route| price_request(&plain, &tokens, route).unwrap_err();
        assert_eq!(
            refused(buckets(1, 1, 1), Lane::Standard),
            PriceFault::NoRate(Bucket::CacheRead)
        );
        assert_eq!(refused(buckets(1, 0, 1), Lane::Batch), PriceFault::NoLane(Lane::Batch));
        assert_eq!(refused(buckets(1, 1, 1), Lane::Batch), PriceFault::NoCache(Lane::Batch));
        let written = Buckets::default().with(Bucket::CacheWrite1h, Tokens::new(1));
        assert_eq!(refused(written, Lane::Standard), PriceFault::NoRate(Bucket::CacheWrite1h));
    }

    #[test]
    fn an_implicit_cache_has_no_write_fee() {
        let mut implicit = prices("2.5", "15");
        implicit.base[Lane::Standard][Bucket::CacheRead] = Some(Rate::from_pico(250_000));
        let tokens = Buckets::default().with(Bucket::CacheWrite, Tokens::new(1_000_000));
        let bill = price_request(&implicit, &tokens, Lane::Standard).unwrap();
        assert_eq!(bill.cost[Bucket::CacheWrite], usd("2.50"));
    }
}
