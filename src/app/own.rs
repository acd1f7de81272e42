//! Own prices: what the user has typed over the rate card's.

use crate::card::{Model, ModelOverlay, Overlay, Slot};
use crate::money::{Rate, Share};

/// A price that can be typed: of the selected model, or a discount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnPrice {
    /// Off every model's rates.
    DiscountForAll,
    /// Off this model's rates, in place of that for all.
    Discount,
    /// A rate of this model.
    Rate(Slot),
}

impl OwnPrice {
    /// Those of a model in the order of their rows.
    pub fn of(model: &Model) -> impl Iterator<Item = Self> {
        let rates = Slot::shown(&[model]).into_iter().map(Self::Rate);
        [Self::DiscountForAll, Self::Discount].into_iter().chain(rates)
    }

    /// Its words on screen.
    pub fn label(self) -> String {
        match self {
            Self::DiscountForAll => "Discount, all models".to_owned(),
            Self::Discount => "Discount, this model".to_owned(),
            Self::Rate(slot) => slot.title(),
        }
    }

    /// The card's rate for it; none for a discount, and for what the model does not offer.
    pub fn listed(self, model: &Model) -> Option<Rate> {
        match self {
            Self::DiscountForAll | Self::Discount => None,
            Self::Rate(slot) => model.prices.as_ref()?.base[slot],
        }
    }

    /// Whether it can be typed for a model: discounts always, rates where they are offered.
    pub fn is_offered(self, model: &Model) -> bool {
        matches!(self, Self::DiscountForAll | Self::Discount) || self.listed(model).is_some()
    }

    /// What has been typed for it on a model, in words; none where nothing has.
    pub fn typed(self, own: &Overlay, model: &str) -> Option<String> {
        let entry = own.models.iter().find(|entry| entry.id == model);
        let percent = |share: Share| format!("{}%", f64::from(share.ppm()) / 10_000.0);
        match self {
            Self::DiscountForAll => (own.discount != Share::ZERO).then(|| percent(own.discount)),
            Self::Discount => entry?.discount.map(percent),
            Self::Rate(slot) => entry?.prices.base[slot].map(Rate::per_million),
        }
    }

    /// Takes what is typed for it on a model; nothing takes it back.
    ///
    /// # Errors
    /// A sentence that says what a value looks like.
    pub fn take(self, own: &mut Overlay, model: &str, text: &str) -> Result<(), String> {
        let text = text.trim().trim_start_matches('$');
        let named = |fault: &dyn std::fmt::Display| format!("{} {fault}", self.label());
        let share = || match text {
            "" => Ok(None),
            text => match Share::parse(text).map_err(|fault| named(&fault))? {
                // As a file of own prices says too: nothing is given away.
                Share::ONE => Err(named(&"must be below 100%")),
                share => Ok(Some(share)),
            },
        };
        match self {
            Self::DiscountForAll => own.discount = share()?.unwrap_or(Share::ZERO),
            Self::Discount => {
                let share = share()?;
                entry(own, model).discount = share;
            }
            Self::Rate(slot) => {
                let typed = match text {
                    "" => None,
                    text => Some(Rate::parse_per_million(text).map_err(|fault| named(&fault))?),
                };
                entry(own, model).prices.base[slot] = typed;
            }
        }
        let empty = |entry: &ModelOverlay| {
            *entry == ModelOverlay { id: entry.id.clone(), ..ModelOverlay::default() }
        };
        own.models.retain(|entry| !empty(entry));
        Ok(())
    }
}

/// The overlay's entry of a model, made where there is none.
fn entry<'o>(own: &'o mut Overlay, model: &str) -> &'o mut ModelOverlay {
    let at = match own.models.iter().position(|entry| entry.id == model) {
        Some(at) => at,
        None => {
            own.models.push(ModelOverlay { id: model.to_owned(), ..ModelOverlay::default() });
            own.models.len() - 1
        }
    };
    &mut own.models[at]
}

/// Whether nothing has been typed.
pub(super) fn is_empty(own: &Overlay) -> bool {
    own.discount == Share::ZERO && own.models.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::{Bucket, Lane};

    fn names(model: &str) -> String {
        let card = crate::card::fixed::list();
        let prices = OwnPrice::of(card.model(model).unwrap()).skip(2);
        prices.map(OwnPrice::label).collect::<Vec<_>>().join(", ")
    }

    fn rate(bucket: Bucket) -> OwnPrice {
        OwnPrice::Rate(Slot::new(Lane::Standard, bucket))
    }

    #[test]
    fn rates_have_their_names() {
        let expected = "Input, Output, Cache read, Cache write, Cache write, 1h, Batch input, Batch \
                        output";
        assert_eq!(names("claude-haiku-4-5"), expected);
    }

    #[test]
    fn what_is_typed_is_kept_and_taken_back() {
        let mut own = Overlay::default();
        for (price, text, shown) in [
            (OwnPrice::DiscountForAll, "12%", "12%"),
            (OwnPrice::Discount, "0.2", "20%"),
            (rate(Bucket::Fresh), "$0.8", "0.8"),
            (rate(Bucket::CacheWrite1h), "1.25", "1.25"),
        ] {
            price.take(&mut own, "m", text).unwrap();
            assert_eq!(price.typed(&own, "m").as_deref(), Some(shown));
        }
        assert_eq!(rate(Bucket::Fresh).typed(&own, "other"), None);
        let fault = rate(Bucket::Output).take(&mut own, "m", "x").unwrap_err();
        assert!(fault.starts_with("Output "), "{fault}");
        assert!(OwnPrice::Discount.take(&mut own, "m", "120%").is_err());
        let fault = OwnPrice::DiscountForAll.take(&mut own, "m", "100%");
        assert_eq!(fault.unwrap_err(), "Discount, all models must be below 100%");
        let card = crate::card::fixed::list();
        for price in OwnPrice::of(card.model("claude-haiku-4-5").unwrap()) {
            price.take(&mut own, "m", "").unwrap();
        }
        assert!(is_empty(&own));
    }
}
