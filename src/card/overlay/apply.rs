//! An overlay on a card gives another card.

use super::{Misfit, ModelOverlay, Overlay};
use crate::card::{Assumed, Bucket, Card, Local, Model, Past, Prices, Rates, Slot, Tier};
use crate::money::{Share, Tokens};
use crate::place::Place;

impl Overlay {
    /// The card with these prices. Its name says so, and so does the source or a note of every
    /// model that has other prices than on the card.
    ///
    /// # Errors
    /// Everything that does not fit the card, in the order of the overlay.
    pub fn apply(&self, card: &Card) -> Result<Card, Vec<Misfit>> {
        let unknown = |own: &&ModelOverlay| card.model(&own.id).is_none();
        let mut misfits: Vec<Misfit> = self
            .models
            .iter()
            .filter(unknown)
            .map(|own| Misfit::NoModel { id: own.id.clone() })
            .collect();
        let mut models = Vec::with_capacity(card.models.len());
        for model in &card.models {
            match self.model(model) {
                Ok(priced) => models.push(priced),
                Err(misfit) => misfits.push(misfit),
            }
        }
        if !misfits.is_empty() {
            return Err(misfits);
        }
        Ok(Card {
            name: format!("{} with overlay {}", card.name, self.name),
            source: format!("{}; {}", card.source, self.told()),
            models,
            ..card.clone()
        })
    }

    /// What it is, for the source of a card.
    fn told(&self) -> String {
        let mut parts = Vec::new();
        if !self.discount.is_zero() {
            parts.push(format!("{} off", self.discount.exact_percent()));
        }
        match self.models.len() {
            0 => {}
            1 => parts.push("own prices of 1 model".to_owned()),
            models => parts.push(format!("own prices of {models} models")),
        }
        let from = self.source.as_ref().map(|source| format!(" ({source})"));
        format!("{}: {}{}", self.name, parts.join(", "), from.unwrap_or_default())
    }

    fn model(&self, model: &Model) -> Result<Model, Misfit> {
        let none = ModelOverlay::default();
        let stated = self.models.iter().find(|own| own.id == model.id);
        let own = stated.unwrap_or(&none);
        let discount = own.discount.unwrap_or(self.discount);
        let id = || model.id.clone();
        let prices = match &model.prices {
            Some(prices) => Some(
                applied(&own.prices, prices, discount).map_err(|misplaced| misplaced.of(model))?,
            ),
            None if own.lists().next().is_none() => None,
            None => match [Bucket::Fresh, Bucket::Output].map(|bucket| own.prices.base.get(bucket))
            {
                [Some(input), Some(output)] => {
                    let listed = Prices { base: Rates::of(input, output), tiers: Vec::new() };
                    let own = applied(&own.prices, &listed, discount);
                    Some(own.map_err(|misplaced| misplaced.of(model))?)
                }
                _ => return Err(Misfit::NoPrice { id: id() }),
            },
        };
        let regional = match &model.regional {
            Some(regional) => Some(
                applied(&own.regional, regional, discount)
                    .map_err(|misplaced| misplaced.of(model))?,
            ),
            None if own.regional.is_empty() => None,
            None => return Err(Misfit::NoRegional { id: id() }),
        };
        let has_place = |(place, _): &&(Place, Prices)| model.at(*place).is_some();
        if let Some((place, _)) = own.places.iter().find(|it| !has_place(it)) {
            return Err(Misfit::NoPlace { id: id(), place: *place });
        }
        let places = model.places.iter().map(|local| {
            let stated = own.places.iter().find(|(place, _)| *place == local.place);
            let own = stated.map_or(&none.prices, |(_, prices)| prices);
            let prices = applied(own, &local.prices, discount);
            let prices = prices.map_err(|misplaced| misplaced.of(model))?;
            let derived = local.derived.open(&prices, own);
            Ok(Local { place: local.place, prices, derived })
        });
        let places = places.collect::<Result<_, Misfit>>()?;
        let thinking_tokens = own.thinking_tokens.or(model.thinking_tokens);
        // What was negotiated is for the present prices.
        let past =
            model.past.iter().map(|past| Past { model: past.model.less(discount), ..past.clone() });
        let past = past.collect();
        let mut priced = Model { prices, regional, places, past, thinking_tokens, ..model.clone() };
        let has_own = own.lists().next().is_some();
        if has_own {
            let from = self.source.as_ref().map(|source| format!(" ({source})"));
            let from = from.unwrap_or_default();
            priced.source = Some(format!("overlay {}{from}", self.name));
            drop_assumptions(&mut priced, own);
        }
        if !discount.is_zero() && model.prices.is_some() {
            let which = if has_own { " where not stated" } else { "" };
            priced.notes.push(format!(
                "{} off the rate card{which}, by overlay {}",
                discount.exact_percent(),
                self.name
            ));
        }
        Ok(priced)
    }
}

/// A rate that has no place on the card.
enum Misplaced {
    Tier(Tokens),
    Rate(Slot),
}

impl Misplaced {
    fn of(self, model: &Model) -> Misfit {
        let id = model.id.clone();
        match self {
            Self::Tier(above) => Misfit::NoTier { id, above },
            Self::Rate(slot) => Misfit::NotOffered { id, slot },
        }
    }
}

fn applied(own: &Prices, listed: &Prices, discount: Share) -> Result<Prices, Misplaced> {
    let has = |above| listed.tiers.iter().any(|tier| tier.above == above);
    if let Some(tier) = own.tiers.iter().find(|tier| !has(tier.above)) {
        return Err(Misplaced::Tier(tier.above));
    }
    let tiers = listed.tiers.iter().map(|tier| {
        let rates = rates(&tier_of(own, tier), &tier.rates, discount)?;
        Ok(Tier { above: tier.above, rates })
    });
    Ok(Prices {
        base: rates(&own.base, &listed.base, discount)?,
        tiers: tiers.collect::<Result<_, _>>()?,
    })
}

/// What is stated of a tier.
fn tier_of(own: &Prices, tier: &Tier) -> Rates {
    let own = own.tiers.iter().find(|own| own.above == tier.above);
    own.map(|own| own.rates).unwrap_or_default()
}

fn rates(own: &Rates, listed: &Rates, discount: Share) -> Result<Rates, Misplaced> {
    let mut rates = Rates::default();
    for slot in Slot::all() {
        rates[slot] = match (own[slot], listed[slot]) {
            // A rate for what is not offered is refused.
            (Some(_), None) => return Err(Misplaced::Rate(slot)),
            (own, listed) => own.or(listed.map(|listed| listed.less(discount))),
        };
    }
    Ok(rates)
}

/// What the overlay states in every table of a model is no longer assumed.
fn drop_assumptions(model: &mut Model, own: &ModelOverlay) {
    let mut left = Assumed { cache_min: model.assumed.cache_min, ..Assumed::default() };
    let nothing = Prices::default();
    for (list, prices) in model.lists() {
        let own = own.lists().find(|(other, _)| *other == list);
        let own = own.map_or(&nothing, |(_, prices)| prices);
        let open = |slot: &Slot| model.assumed.of(*slot) && is_open(own, prices, *slot);
        for slot in Slot::all().filter(open) {
            left.mark(slot);
        }
    }
    model.assumed = left;
}

/// Whether a table has a rate that the overlay does not state.
fn is_open(own: &Prices, prices: &Prices, slot: Slot) -> bool {
    let tiers = prices.tiers.iter().map(|tier| (tier.rates, tier_of(own, tier)));
    let mut tables = std::iter::once((prices.base, own.base)).chain(tiers);
    tables.any(|(rates, own)| rates[slot].is_some() && own[slot].is_none())
}
