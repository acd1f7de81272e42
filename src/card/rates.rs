//! The prices of one model: per bucket and lane, per context tier.

use std::ops::{Index, IndexMut};

use serde::{Deserialize, Serialize};

use super::bucket::{Bucket, Buckets, Lane, Slot};
use crate::money::{Rate, Share, Tokens};

/// The most long-context tiers a model may have.
pub const MAX_TIERS: usize = 4;

/// Prices of a model in one scope. Those on a card state input and output of the standard lane in
/// each table of rates; those of an overlay state whatever takes the place of the card's.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Prices {
    /// Up to the first tier's threshold.
    pub base: Rates,
    /// Long-context tiers in rising order of their thresholds, at most [`MAX_TIERS`].
    pub tiers: Vec<Tier>,
}

/// Rates for requests whose total input is strictly above a threshold; they hold for the whole
/// request, output and cache included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tier {
    /// The threshold in input tokens.
    pub above: Tokens,
    /// The rates above it.
    pub rates: Rates,
}

/// The rates of one lane, in USD per token; none for what is not offered.
pub type LaneRates = Buckets<Option<Rate>>;

/// The rates of one tier, by lane and bucket; none for what is not offered, or not stated.
///
/// A lane is offered where its input has a rate, and a cache where its read has one. An implicit
/// cache has no rate for writes: what it does not find is plain input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Rates([LaneRates; Lane::COUNT]);

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
        let scale = |rate: Rate| rate.scaled_permille(permille);
        Self {
            base: self.base.map(scale),
            tiers: self
                .tiers
                .iter()
                .map(|tier| Tier { above: tier.above, rates: tier.rates.map(scale) })
                .collect(),
        }
    }
}

impl Prices {
    /// Every price less a share of it, each rounded half up to a picodollar per token.
    pub(super) fn less(&self, discount: Share) -> Self {
        let less = |rate: Rate| rate.less(discount);
        let tiers = self.tiers.iter();
        let tiers = tiers.map(|tier| Tier { above: tier.above, rates: tier.rates.map(less) });
        Self { base: self.base.map(less), tiers: tiers.collect() }
    }

    /// Whether no rate is stated.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Every table of rates with the threshold that it starts above.
    pub fn tables(&self) -> impl Iterator<Item = (Option<Tokens>, &Rates)> {
        let tiers = self.tiers.iter().map(|tier| (Some(tier.above), &tier.rates));
        std::iter::once((None, &self.base)).chain(tiers)
    }
}

impl Rates {
    /// Rates of input and output in the standard lane alone.
    pub fn of(input: Rate, output: Rate) -> Self {
        let mut rates = Self::default();
        rates[Lane::Standard][Bucket::Fresh] = Some(input);
        rates[Lane::Standard][Bucket::Output] = Some(output);
        rates
    }

    /// Whether requests can go through a lane.
    pub const fn offers(&self, lane: Lane) -> bool {
        self.0[lane as usize].get(Bucket::Fresh).is_some()
    }

    /// Whether there is a prompt cache.
    pub const fn caches(&self) -> bool {
        self.get(Bucket::CacheRead).is_some()
    }

    /// The rate of a bucket in the standard lane.
    pub const fn get(&self, bucket: Bucket) -> Option<Rate> {
        self.0[Lane::Standard as usize].get(bucket)
    }

    /// Whether no rate is stated.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Each rate as `of` makes it.
    fn map(&self, of: impl Fn(Rate) -> Rate) -> Self {
        Self(self.0.map(|lane| Buckets::by(|bucket| lane[bucket].map(&of))))
    }
}

impl Index<Lane> for Rates {
    type Output = LaneRates;

    fn index(&self, lane: Lane) -> &LaneRates {
        &self.0[lane as usize]
    }
}

impl IndexMut<Lane> for Rates {
    fn index_mut(&mut self, lane: Lane) -> &mut LaneRates {
        &mut self.0[lane as usize]
    }
}

impl Index<Slot> for Rates {
    type Output = Option<Rate>;

    fn index(&self, slot: Slot) -> &Option<Rate> {
        &self[slot.lane][slot.bucket]
    }
}

impl IndexMut<Slot> for Rates {
    fn index_mut(&mut self, slot: Slot) -> &mut Option<Rate> {
        &mut self[slot.lane][slot.bucket]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flat(input: u64) -> Rates {
        Rates::of(Rate::from_pico(input), Rate::from_pico(input * 5))
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
        assert_eq!(
            prices.for_input(Tokens::new(201)).0.get(Bucket::Fresh),
            Some(Rate::from_pico(3))
        );
    }
}
