//! At which price the sums of a bill were paid.
//!
//! A price fits where what was paid differs from it by no more than the rounding of the bill: one at the
//! last decimal place of each line's cost and amount, as finely as the file states them, and half of
//! 10^-10 USD for each unit's price, since AWS states prices to ten places. What fits no price is left
//! open, and listed.

use std::collections::{BTreeMap, BTreeSet};

use super::cell::{Cell, Key, Named};
use super::discount::{Window, shared};
use super::sums::Bill;
use crate::card::{Bucket, Card, Lane, Model, Overlay, PriceList, Prices, Slot};
use crate::money::{Rate, Share, Usd};
use crate::place::Profile;

/// Why a price is what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// It is the list price.
    List,
    /// It is the list price of another lane than the usage type names.
    Lane(Lane),
    /// It is the list price of another place, or the global one.
    Place(PriceList),
    /// It is the list price at the other side of a long-context threshold.
    Threshold,
    /// It is the list price less a discount that other sums have too.
    Discount(Share),
    /// Nothing was charged.
    Free,
    /// None of these.
    Open,
    /// The card has no list price for it.
    NoList,
    /// The model is not on the card.
    NoModel,
}

/// A sum of a bill, and the price at which it was paid.
#[derive(Debug, Clone)]
pub struct Priced<'c> {
    /// What was added up.
    pub key: Key,
    /// What it adds up to.
    pub cell: Cell,
    /// The model, where it is on the card.
    pub model: Option<&'c Model>,
    /// The list price of the day and place.
    pub list: Option<Rate>,
    /// Whether that rests on an assumption of the card.
    pub is_assumed: bool,
    /// Why it was paid so.
    pub why: Why,
}

impl Priced<'_> {
    /// What its tokens cost at the list price.
    pub fn list_cost(&self) -> Option<Usd> {
        self.list.map(|rate| self.cell.billed.cost(rate))
    }

    /// By how much what was paid may differ from a rate's cost by rounding alone.
    fn slack(&self, rate: Rate) -> Usd {
        self.cell.paid_slack + self.cell.billed_slack.cost(rate) + Usd::from_pico(1)
    }

    fn fits(&self, rate: Rate) -> bool {
        let off = self.cell.paid - self.cell.billed.cost(rate);
        off.pico().abs() <= self.slack(rate).pico()
    }

    /// The discounts that what was paid fits; none where it is no discount.
    fn window(&self) -> Option<Window> {
        let list = self.list?;
        Window::of(self.cell.paid, self.list_cost()?, self.slack(list))
    }
}

/// A bill whose prices were looked for.
#[derive(Debug, Clone)]
pub struct Explained<'c> {
    /// Its sums, in the order of their keys.
    pub sums: Vec<Priced<'c>>,
}

/// Finds the prices at which a bill was paid.
pub fn explain<'c>(bill: &Bill, card: &'c Card) -> Explained<'c> {
    let mut sums: Vec<Priced<'c>> =
        bill.cells().map(|(key, cell)| priced(key, cell, card)).collect();
    // By chance a discounted price may be that of another place; then others have the discount that no
    // place explains.
    let is_place = |sum: &Priced<'_>| matches!(sum.why, Why::Place(_));
    let may =
        |sum: &Priced<'_>| (sum.why == Why::Open || is_place(sum)).then(|| sum.window()).flatten();
    let windows: Vec<_> = sums.iter().map(may).collect();
    let kinds: Vec<_> = sums.iter().map(|sum| (sum.key.model.clone(), sum.key.slot)).collect();
    let shares = shared(&windows, &kinds);
    let of_open = sums.iter().zip(&shares).filter(|(sum, _)| sum.why == Why::Open);
    let of_open: BTreeSet<Share> = of_open.filter_map(|(_, share)| *share).collect();
    for (sum, share) in sums.iter_mut().zip(shares) {
        if let Some(share) = share.filter(|share| of_open.contains(share)) {
            sum.why = Why::Discount(share);
        }
    }
    Explained { sums }
}

fn priced<'c>(key: &Key, cell: &Cell, card: &'c Card) -> Priced<'c> {
    let model = match &key.model {
        Named::Known(at) => card.models.get(*at),
        Named::Unknown(_) => None,
    };
    // As it was priced on the day.
    let model = model.map(|model| key.period.map_or(model, |period| model.on(period.from)));
    let listed = model.and_then(|model| list(model, key));
    let mut priced = Priced {
        key: key.clone(),
        cell: *cell,
        model,
        list: listed.map(|(rate, _)| rate),
        is_assumed: listed.is_some_and(|(_, is_assumed)| is_assumed),
        why: Why::Open,
    };
    priced.why = match (model, priced.list) {
        (None, _) => Why::NoModel,
        _ if cell.paid.is_zero() && !cell.billed.is_zero() => Why::Free,
        (Some(_), None) => Why::NoList,
        (Some(model), Some(_)) => other_price(model, &priced),
    };
    priced
}

/// The list price of a key, and whether that rests on an assumption.
fn list(model: &Model, key: &Key) -> Option<(Rate, bool)> {
    let served = match (key.global, key.region) {
        (true, region) => model.called(Some(Profile::Global), region),
        (false, Some(region)) => model.called(None, Some(region)),
        (false, None) => model.called(Some(Profile::Other), None),
    };
    let served = served.ok()?;
    let above = key.long_context.then(|| Some(served.prices.tiers.first()?.above)).flatten();
    if key.long_context && above.is_none() {
        return None;
    }
    let rate = of_slot(served.prices, key.long_context, key.slot)?;
    let is_derived = served.derived.contains(key.slot, above);
    Some((rate, is_derived || model.is_assumed(served.list, above, key.slot)))
}

/// The rate of a slot on one side of the first long-context threshold. A cache write that has no rate on
/// a service tier costs the tier's input.
fn of_slot(prices: &Prices, long_context: bool, slot: Slot) -> Option<Rate> {
    let rates = match long_context {
        true => &prices.tiers.first()?.rates,
        false => &prices.base,
    };
    let stands_in = slot.lane != Lane::Standard && slot.bucket == Bucket::CacheWrite;
    let input = || rates[slot.lane][Bucket::Fresh].filter(|_| stands_in);
    rates[slot].or_else(input)
}

/// The first price of the model that fits what was paid, the list price of the place first.
fn other_price(model: &Model, priced: &Priced<'_>) -> Why {
    let Key { slot, long_context, .. } = priced.key;
    if priced.list.is_some_and(|rate| priced.fits(rate)) {
        return Why::List;
    }
    let fits = |prices: &Prices, long_context, slot| {
        of_slot(prices, long_context, slot).is_some_and(|rate| priced.fits(rate))
    };
    let mut lanes = Lane::all().filter(|lane| *lane != slot.lane);
    let own = |lane: Lane| {
        let key = Key { slot: Slot::new(lane, slot.bucket), ..priced.key.clone() };
        list(model, &key).is_some_and(|(rate, _)| priced.fits(rate))
    };
    if let Some(lane) = lanes.find(|lane| own(*lane)) {
        return Why::Lane(lane);
    }
    let other_side = Key { long_context: !long_context, ..priced.key.clone() };
    if list(model, &other_side).is_some_and(|(rate, _)| priced.fits(rate)) {
        return Why::Threshold;
    }
    let mut lists = model.lists();
    let place = lists.find(|(_, prices)| fits(prices, long_context, slot));
    place.map_or(Why::Open, |(list, _)| Why::Place(list))
}

impl Explained<'_> {
    /// Own prices that say the discounts of the bill: one for all, or of single models where others were
    /// paid otherwise. None where no model was paid at one discount throughout.
    pub fn overlay(&self, source: &str) -> Option<Overlay> {
        let mut by_model: BTreeMap<&str, BTreeSet<Option<Share>>> = BTreeMap::new();
        for sum in &self.sums {
            let share = match sum.why {
                Why::NoModel | Why::NoList | Why::Free => continue,
                Why::Discount(share) => Some(share),
                Why::List => Some(Share::ZERO),
                _ => None,
            };
            if let Some(model) = sum.model {
                by_model.entry(&model.id).or_default().insert(share);
            }
        }
        let one = |shares: &BTreeSet<Option<Share>>| match shares.len() {
            1 => shares.first().copied().flatten(),
            _ => None,
        };
        let all: BTreeSet<Option<Share>> = by_model.values().map(one).collect();
        let (discount, models) = match one(&all).filter(|share| !share.is_zero()) {
            Some(share) => (share, Vec::new()),
            None => {
                let own = by_model.iter().filter_map(|(id, shares)| {
                    let share = one(shares).filter(|share| !share.is_zero())?;
                    Some(Overlay::discounted(id, share))
                });
                (Share::ZERO, own.collect())
            }
        };
        (!discount.is_zero() || !models.is_empty()).then(|| Overlay {
            name: "The bill's discounts".to_owned(),
            source: Some(source.to_owned()),
            discount,
            models,
        })
    }
}
