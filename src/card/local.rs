//! What a model costs in places that its card names, and where it is offered.

use serde::{Deserialize, Serialize};

use super::{Bucket, Date, Lane, Model, Prices, Rates, Slot, Tier, Topic};
use crate::money::Tokens;
use crate::place::{Place, Regions};

/// Which of a model's lists of prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PriceList {
    /// The global price where there is one, else the price of the regions that are not named.
    Base,
    /// The price inside one region or geography that has none of its own.
    Regional,
    /// The price of a place.
    At(Place),
}

/// What a model costs in one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Local {
    /// Where.
    pub place: Place,
    /// The price there.
    pub prices: Prices,
    /// The rates that are not listed there, but the base's in proportion to input.
    pub derived: Slots,
}

/// Some of the slots of the base rates, and of the tiers, these taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Slots(u64);

impl Slots {
    const fn bit(slot: Slot, above: Option<Tokens>) -> u64 {
        let tier = if above.is_some() { u32::BITS as usize } else { 0 };
        1 << (tier + slot.lane as usize * Bucket::COUNT + slot.bucket as usize)
    }

    /// Whether a slot is among them, of the base rates or above a threshold.
    pub const fn contains(self, slot: Slot, above: Option<Tokens>) -> bool {
        self.0 & Self::bit(slot, above) != 0
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    fn insert(&mut self, slot: Slot, above: Option<Tokens>) {
        self.0 |= Self::bit(slot, above);
    }

    /// Those of them that a table of prices has and another one does not state.
    #[must_use]
    pub(super) fn open(self, prices: &Prices, stated: &Prices) -> Self {
        let mut open = Self::default();
        for (above, rates) in prices.tables() {
            let stated = stated.tables().find(|(other, _)| *other == above);
            for slot in Slot::all().filter(|slot| self.contains(*slot, above)) {
                let is_stated = stated.is_some_and(|(_, stated)| stated[slot].is_some());
                if rates[slot].is_some() && !is_stated {
                    open.insert(slot, above);
                }
            }
        }
        open
    }
}

/// From which regions a model can be called, by who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Offered {
    /// The region itself.
    pub region: Regions,
    /// The profile of its geography.
    pub geography: Regions,
    /// The global profile.
    pub global: Regions,
    /// The regions of which it is known: these, and those that the card's lists looked at.
    pub known: Regions,
}

/// What a card's lists of regions are worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Availability {
    /// The day they were checked.
    pub as_of: Date,
    /// Where they come from.
    pub source: String,
    /// The regions that were looked at: a model that has a list and does not name one of these is
    /// not offered there. Of other regions nothing is known.
    pub regions: Regions,
}

impl PriceList {
    /// What the list of a model is called: its base `all` where it has one price everywhere.
    pub fn label(self, model: &Model) -> &'static str {
        match self {
            Self::Base if model.regional.is_some() => "global",
            Self::Base if model.places.is_empty() => "all",
            Self::Base => "base",
            Self::Regional => "regional",
            Self::At(place) => place.key(),
        }
    }

    /// What the list of a model is called in a sentence.
    pub fn words(self, model: &Model) -> String {
        match self {
            Self::Base if model.regional.is_none() => "base price".to_owned(),
            Self::At(place) => format!("price of {place}"),
            list => format!("{} price", list.label(model)),
        }
    }
}

impl Model {
    /// Its lists of prices: the base's, the regional one, and those of places.
    pub fn lists(&self) -> impl Iterator<Item = (PriceList, &Prices)> {
        let base = self.prices.iter().map(|prices| (PriceList::Base, prices));
        let regional = self.regional.iter().map(|prices| (PriceList::Regional, prices));
        let places = self.places.iter().map(|it| (PriceList::At(it.place), &it.prices));
        base.chain(regional).chain(places)
    }

    /// Whether a rate of one of its lists rests on an assumption, or is disputed.
    pub fn is_assumed(&self, list: PriceList, above: Option<Tokens>, slot: Slot) -> bool {
        let local = self.places.iter().find(|local| list == PriceList::At(local.place));
        local.is_some_and(|local| local.derived.contains(slot, above))
            || self.assumed.of(slot)
            || self.dispute(Topic::Rate(slot)).is_some()
    }

    /// What it costs in a place that the card names.
    pub fn at(&self, place: Place) -> Option<&Local> {
        self.places.iter().find(|local| local.place == place)
    }
}

impl Prices {
    /// These prices, with those of `base` in proportion to input for what they do not state; and
    /// which these are. None where the base's input costs nothing or these state none.
    pub(super) fn completed(mut self, base: &Self) -> Option<(Self, Slots)> {
        let mut derived = Slots::default();
        let (own, to) = (self.base.get(Bucket::Fresh)?, base.base.get(Bucket::Fresh)?);
        for tier in &base.tiers {
            if self.tiers.iter().all(|stated| stated.above != tier.above) {
                self.tiers.push(Tier { above: tier.above, rates: Rates::default() });
            }
        }
        self.tiers.sort_by_key(|tier| tier.above);
        let tiers = self.tiers.iter_mut().map(|tier| (Some(tier.above), &mut tier.rates));
        for (above, rates) in std::iter::once((None, &mut self.base)).chain(tiers) {
            let Some((_, base)) = base.tables().find(|(other, _)| *other == above) else {
                continue;
            };
            for slot in Slot::all() {
                if let (None, Some(rate)) = (rates[slot], base[slot]) {
                    rates[slot] = Some(rate.in_proportion(own, to)?);
                    derived.insert(slot, above);
                }
            }
        }
        Some((self, derived))
    }
}

/// Places in the order of a card.
pub(super) fn sorted(mut places: Vec<Local>) -> Vec<Local> {
    places.sort_by_key(|local| local.place);
    places
}

/// Whether every table of rates states input, and output where a model writes any.
pub(super) fn is_whole(prices: &Prices, writes: bool) -> bool {
    let has = |rates: &Rates, bucket| rates[Lane::Standard][bucket].is_some();
    let is_whole = |it| has(it, Bucket::Fresh) && (has(it, Bucket::Output) || !writes);
    prices.tables().all(|(_, it)| is_whole(it))
}
