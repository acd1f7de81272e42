//! The prices of one model: per bucket, per context tier.

use crate::money::{Rate, Tokens};

/// The most long-context tiers a model may have.
pub const MAX_TIERS: usize = 4;

/// Every price of a model in one scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prices {
    /// Up to the first tier's threshold.
    pub base: Rates,
    /// Long-context tiers in rising order of their thresholds, at most [`MAX_TIERS`].
    pub tiers: Vec<Tier>,
}

/// Rates for requests whose total input is strictly above a threshold; they hold for the whole
/// request, output and cache included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tier {
    /// The threshold in input tokens.
    pub above: Tokens,
    /// The rates above it.
    pub rates: Rates,
}

/// The rates of one tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// Fresh input.
    pub input: Rate,
    /// Output, reasoning included.
    pub output: Rate,
    /// Cached input, where offered.
    pub cache: Option<CacheRates>,
    /// Batch, where offered.
    pub batch: Option<BatchRates>,
}

/// The rates of cached input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CacheRates {
    /// Input found in the cache.
    pub read: Rate,
    /// Input written with the model's ordinary TTL; none for an implicit cache, whose misses are
    /// plain input.
    pub write: Option<Rate>,
    /// Input written to live an hour, where offered.
    pub write_1h: Option<Rate>,
}

/// The rates of Batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchRates {
    /// Input; Batch has no cache.
    pub input: Rate,
    /// Output.
    pub output: Rate,
}

impl Prices {
    /// The rates for one request with `input` tokens in total, and the threshold they start above.
    ///
    /// A request exactly at a threshold is still below it.
    pub fn for_input(&self, input: Tokens) -> (&Rates, Option<Tokens>) {
        self.tiers
            .iter()
            .rev()
            .find(|tier| input > tier.above)
            .map_or((&self.base, None), |tier| (&tier.rates, Some(tier.above)))
    }

    /// Every price times `permille` thousandths, each rounded half up to a picodollar per token.
    pub fn scaled_permille(&self, permille: u64) -> Self {
        Self {
            base: self.base.scaled_permille(permille),
            tiers: self
                .tiers
                .iter()
                .map(|tier| Tier { above: tier.above, rates: tier.rates.scaled_permille(permille) })
                .collect(),
        }
    }
}

impl Rates {
    fn scaled_permille(&self, permille: u64) -> Self {
        let scale = |rate: Rate| rate.scaled_permille(permille);
        Self {
            input: scale(self.input),
            output: scale(self.output),
            cache: self.cache.map(|cache| CacheRates {
                read: scale(cache.read),
                write: cache.write.map(scale),
                write_1h: cache.write_1h.map(scale),
            }),
            batch: self
                .batch
                .map(|batch| BatchRates { input: scale(batch.input), output: scale(batch.output) }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flat(input: u64) -> Rates {
        Rates {
            input: Rate::from_pico(input),
            output: Rate::from_pico(input * 5),
            cache: None,
            batch: None,
        }
    }

    #[test]
    fn a_tier_starts_strictly_above_its_threshold() {
        let prices = Prices {
            base: flat(1),
            tiers: vec![
                Tier { above: Tokens::new(100), rates: flat(2) },
                Tier { above: Tokens::new(200), rates: flat(3) },
            ],
        };
        let above = |input| prices.for_input(Tokens::new(input)).1.map(Tokens::get);
        assert_eq!(above(0), None);
        assert_eq!(above(100), None);
        assert_eq!(above(101), Some(100));
        assert_eq!(above(200), Some(100));
        assert_eq!(above(201), Some(200));
        assert_eq!(prices.for_input(Tokens::new(201)).0.input.pico(), 3);
    }
}
