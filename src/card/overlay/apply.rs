//! An overlay on a card gives another card.

use super::{Misfit, ModelOverlay, Overlay, OwnPrices, OwnRates};
use crate::card::diff::Bucket;
use crate::card::{BatchRates, CacheRates, Card, Model, Prices, Rates, Tier};
use crate::money::{Rate, Share};

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
            None if own.prices.is_empty() && own.regional.is_empty() => None,
            None => match (own.prices.base.input, own.prices.base.output) {
                (Some(input), Some(output)) => {
                    let listed = Prices {
                        base: Rates { input, output, cache: None, batch: None },
                        tiers: Vec::new(),
                    };
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
        let mut priced = Model { prices, regional, ..model.clone() };
        let has_own = !(own.prices.is_empty() && own.regional.is_empty());
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
    Tier(crate::money::Tokens),
    Rate(Bucket),
}

impl Misplaced {
    fn of(self, model: &Model) -> Misfit {
        let id = model.id.clone();
        match self {
            Self::Tier(above) => Misfit::NoTier { id, above },
            Self::Rate(bucket) => Misfit::NotOffered { id, bucket },
        }
    }
}

fn applied(own: &OwnPrices, listed: &Prices, discount: Share) -> Result<Prices, Misplaced> {
    let has = |above| listed.tiers.iter().any(|tier| tier.above == above);
    if let Some(tier) = own.tiers.iter().find(|tier| !has(tier.above)) {
        return Err(Misplaced::Tier(tier.above));
    }
    let tiers = listed.tiers.iter().map(|tier| {
        let own = own.tiers.iter().find(|own| own.above == tier.above);
        let own = own.map(|own| own.rates).unwrap_or_default();
        Ok(Tier { above: tier.above, rates: rates(&own, &tier.rates, discount)? })
    });
    Ok(Prices {
        base: rates(&own.base, &listed.base, discount)?,
        tiers: tiers.collect::<Result<_, _>>()?,
    })
}

fn rates(own: &OwnRates, listed: &Rates, discount: Share) -> Result<Rates, Misplaced> {
    let price = |own: Option<Rate>, listed: Rate| own.unwrap_or_else(|| listed.less(discount));
    // A rate for what is not offered is refused.
    let offered = |bucket, own: Option<Rate>, listed: Option<Rate>| match (own, listed) {
        (Some(_), None) => Err(Misplaced::Rate(bucket)),
        (own, listed) => Ok(listed.map(|listed| price(own, listed))),
    };
    let (cache, batch) = (listed.cache, listed.batch);
    let write = cache.and_then(|cache| cache.write);
    let write_1h = cache.and_then(|cache| cache.write_1h);
    let read = cache.map(|cache| cache.read);
    let read = offered(Bucket::CacheRead, own.cache_read, read)?;
    let write = offered(Bucket::CacheWrite, own.cache_write, write)?;
    let write_1h = offered(Bucket::CacheWrite1h, own.cache_write_1h, write_1h)?;
    let batch_input = batch.map(|batch| batch.input);
    let batch_input = offered(Bucket::BatchInput, own.batch_input, batch_input)?;
    let batch_output = batch.map(|batch| batch.output);
    let batch_output = offered(Bucket::BatchOutput, own.batch_output, batch_output)?;
    Ok(Rates {
        input: price(own.input, listed.input),
        output: price(own.output, listed.output),
        cache: read.map(|read| CacheRates { read, write, write_1h }),
        batch: batch_input.zip(batch_output).map(|(input, output)| BatchRates { input, output }),
    })
}

/// What the overlay states in every table of a model is no longer assumed.
fn drop_assumptions(model: &mut Model, own: &ModelOverlay) {
    let tables = || {
        let scopes =
            [(model.prices.as_ref(), &own.prices), (model.regional.as_ref(), &own.regional)];
        scopes.into_iter().filter_map(|(prices, own)| {
            let tiers = prices?.tiers.iter().map(|tier| {
                let own = own.tiers.iter().find(|own| own.above == tier.above);
                (tier.rates, own.map(|own| own.rates).unwrap_or_default())
            });
            Some(std::iter::once((prices?.base, own.base)).chain(tiers))
        })
    };
    let everywhere = |stated: fn(&Rates, &OwnRates) -> bool| {
        tables().flatten().all(|(rates, own)| stated(&rates, &own))
    };
    let cache_read = everywhere(|rates, own| rates.cache.is_none() || own.cache_read.is_some());
    let cache_write = everywhere(|rates, own| {
        rates.cache.is_none_or(|cache| {
            (cache.write.is_none() || own.cache_write.is_some())
                && (cache.write_1h.is_none() || own.cache_write_1h.is_some())
        })
    });
    let batch = everywhere(|rates, own| {
        rates.batch.is_none() || (own.batch_input.is_some() && own.batch_output.is_some())
    });
    model.assumed.cache_read &= !cache_read;
    model.assumed.cache_write &= !cache_write;
    model.assumed.batch &= !batch;
}
