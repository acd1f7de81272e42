//! One request: disjoint token buckets, each at its own rate.

use thiserror::Error;

use super::Route;
use crate::card::{Prices, Rates};
use crate::money::{Rate, Tokens, Usd};

/// The tokens of a request or of many, in buckets that do not overlap.
///
/// Converse reports these as `inputTokens` (fresh only), `cacheReadInputTokens`,
/// `cacheWriteInputTokens` and `outputTokens`; output includes reasoning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Buckets {
    /// Input that no cache had any part in.
    pub fresh: Tokens,
    /// Input read from the cache.
    pub cache_read: Tokens,
    /// Input written to the cache with the model's ordinary TTL.
    pub cache_write: Tokens,
    /// Input written to the cache to live an hour.
    pub cache_write_1h: Tokens,
    /// Output.
    pub output: Tokens,
}

impl Buckets {
    /// All input: fresh, read and written.
    pub fn input(&self) -> Tokens {
        self.fresh + self.cache_read + self.cache_write + self.cache_write_1h
    }
}

/// What each bucket costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CostBuckets {
    /// Fresh input.
    pub fresh: Usd,
    /// Cache reads.
    pub cache_read: Usd,
    /// Cache writes with the ordinary TTL.
    pub cache_write: Usd,
    /// Cache writes that live an hour.
    pub cache_write_1h: Usd,
    /// Output.
    pub output: Usd,
}

impl CostBuckets {
    /// All input: fresh, read and written.
    pub fn input(&self) -> Usd {
        self.fresh + self.cached()
    }

    /// Cache reads and writes.
    pub fn cached(&self) -> Usd {
        self.cache_read + self.cache_write + self.cache_write_1h
    }

    /// Input and output.
    pub fn total(&self) -> Usd {
        self.input() + self.output
    }
}

impl std::ops::AddAssign for CostBuckets {
    fn add_assign(&mut self, other: Self) {
        self.fresh += other.fresh;
        self.cache_read += other.cache_read;
        self.cache_write += other.cache_write;
        self.cache_write_1h += other.cache_write_1h;
        self.output += other.output;
    }
}

impl std::ops::AddAssign for Buckets {
    fn add_assign(&mut self, other: Self) {
        self.fresh += other.fresh;
        self.cache_read += other.cache_read;
        self.cache_write += other.cache_write;
        self.cache_write_1h += other.cache_write_1h;
        self.output += other.output;
    }
}

/// The rate of each bucket; a bucket without a rate is not offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineRates {
    /// Fresh input.
    pub fresh: Rate,
    /// Cache reads.
    pub cache_read: Option<Rate>,
    /// Cache writes with the ordinary TTL; the input rate where the cache is implicit.
    pub cache_write: Option<Rate>,
    /// Cache writes that live an hour.
    pub cache_write_1h: Option<Rate>,
    /// Output.
    pub output: Rate,
}

impl LineRates {
    /// The rates of a tier on demand.
    pub fn on_demand(rates: &Rates) -> Self {
        Self {
            fresh: rates.input,
            cache_read: rates.cache.map(|cache| cache.read),
            cache_write: rates.cache.map(|cache| cache.write.unwrap_or(rates.input)),
            cache_write_1h: rates.cache.and_then(|cache| cache.write_1h),
            output: rates.output,
        }
    }

    /// The rates of a tier through Batch, which has no cache; none where Batch is not offered.
    pub fn batch(rates: &Rates) -> Option<Self> {
        rates.batch.map(|batch| Self {
            fresh: batch.input,
            cache_read: None,
            cache_write: None,
            cache_write_1h: None,
            output: batch.output,
        })
    }

    /// The exact cost of tokens at these rates.
    ///
    /// # Errors
    /// A [`PriceFault`] when a bucket holds tokens and has no rate.
    pub fn cost(&self, tokens: &Buckets) -> Result<CostBuckets, PriceFault> {
        let bucket = |rate: Option<Rate>, tokens: Tokens, fault| match rate {
            Some(rate) => Ok(rate.cost(tokens)),
            None if tokens.is_zero() => Ok(Usd::ZERO),
            None => Err(fault),
        };
        Ok(CostBuckets {
            fresh: self.fresh.cost(tokens.fresh),
            cache_read: bucket(self.cache_read, tokens.cache_read, PriceFault::NoCacheRead)?,
            cache_write: bucket(self.cache_write, tokens.cache_write, PriceFault::NoCacheWrite)?,
            cache_write_1h: bucket(
                self.cache_write_1h,
                tokens.cache_write_1h,
                PriceFault::NoCacheWrite1h,
            )?,
            output: self.output.cost(tokens.output),
        })
    }
}

/// Why tokens have no price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PriceFault {
    /// The model is listed without rates.
    #[error("has no price on this card")]
    Unpriced,
    /// Cache reads are not offered.
    #[error("has no price for cache reads")]
    NoCacheRead,
    /// Cache writes are not offered.
    #[error("has no price for cache writes")]
    NoCacheWrite,
    /// Cache writes that live an hour are not offered.
    #[error("has no price for cache writes that live an hour")]
    NoCacheWrite1h,
    /// Batch is not offered.
    #[error("is not offered through Batch")]
    NoBatch,
    /// Batch is not offered for so long an input.
    #[error("has no Batch price above {0} input tokens")]
    NoBatchAbove(Tokens),
    /// Tokens in a cache bucket of a Batch request.
    #[error("has no prompt caching through Batch")]
    NoCacheInBatch,
}

/// What one request costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestBill {
    /// The threshold of the tier that it is billed at, if any.
    pub tier_above: Option<Tokens>,
    /// The rates used.
    pub rates: LineRates,
    /// The cost of each bucket.
    pub cost: CostBuckets,
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
    tokens: &Buckets,
    route: Route,
) -> Result<RequestBill, PriceFault> {
    let (rates, tier_above) = prices.for_input(tokens.input());
    let rates = match route {
        Route::OnDemand => LineRates::on_demand(rates),
        Route::Batch if tokens.input() > tokens.fresh => return Err(PriceFault::NoCacheInBatch),
        Route::Batch => LineRates::batch(rates)
            .ok_or_else(|| tier_above.map_or(PriceFault::NoBatch, PriceFault::NoBatchAbove))?,
    };
    Ok(RequestBill { tier_above, rates, cost: rates.cost(tokens)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::tests_support::{per_million, prices, usd};

    fn buckets(fresh: u64, cache_read: u64, output: u64) -> Buckets {
        Buckets {
            fresh: Tokens::new(fresh),
            cache_read: Tokens::new(cache_read),
            output: Tokens::new(output),
            ..Buckets::default()
        }
    }

    #[test]
    fn the_haiku_example() {
        // 800 x $0.25/M + 400 x $1.25/M = $0.0002 + $0.0005 = $0.0007; a thousand are $0.70.
        let haiku = prices("0.25", "1.25");
        let bill = price_request(&haiku, &buckets(800, 0, 400), Route::OnDemand).unwrap();
        assert_eq!(bill.cost.fresh, usd("0.0002"));
        assert_eq!(bill.cost.output, usd("0.0005"));
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
            price_request(&sonnet, &buckets(150_000, 60_000, 1_000), Route::OnDemand).unwrap();
        assert_eq!(bill.cost.total(), usd("0.9585"));
        assert_eq!(bill.tier_above, Some(Tokens::new(200_000)));
        // Exactly at the threshold the base rates hold: 0.2 x 3 = $0.60.
        let at = price_request(&sonnet, &buckets(200_000, 0, 0), Route::OnDemand).unwrap();
        assert_eq!((at.tier_above, at.cost.total()), (None, usd("0.60")));
    }

    #[test]
    fn what_is_not_offered_is_never_free() {
        let plain = prices("1", "2");
        let refused = |tokens, route| price_request(&plain, &tokens, route).unwrap_err();
        assert_eq!(refused(buckets(1, 1, 1), Route::OnDemand), PriceFault::NoCacheRead);
        assert_eq!(refused(buckets(1, 0, 1), Route::Batch), PriceFault::NoBatch);
        assert_eq!(refused(buckets(1, 1, 1), Route::Batch), PriceFault::NoCacheInBatch);
        let written = Buckets { cache_write_1h: Tokens::new(1), ..Buckets::default() };
        assert_eq!(refused(written, Route::OnDemand), PriceFault::NoCacheWrite1h);
    }

    #[test]
    fn an_implicit_cache_has_no_write_fee() {
        let mut implicit = prices("2.5", "15");
        implicit.base.cache = Some(crate::card::CacheRates {
            read: Rate::from_pico(250_000),
            write: None,
            write_1h: None,
        });
        let tokens = Buckets { cache_write: Tokens::new(1_000_000), ..Buckets::default() };
        let bill = price_request(&implicit, &tokens, Route::OnDemand).unwrap();
        assert_eq!(bill.cost.cache_write, usd("2.50"));
    }
}
