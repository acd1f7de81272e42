//! Own prices: what the user has typed over the rate card's.

use crate::card::{Model, ModelOverlay, Overlay, OwnRates};
use crate::money::{Rate, Share};

/// A price that can be typed: of the selected model, or a discount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnPrice {
    /// Off every model's rates.
    DiscountForAll,
    /// Off this model's rates, in place of that for all.
    Discount,
    /// Fresh input.
    Input,
    /// Output.
    Output,
    /// Input read from the cache.
    CacheRead,
    /// Input written to the cache.
    CacheWrite,
    /// Input written to the cache for an hour.
    CacheWriteHour,
    /// Input through Batch.
    BatchInput,
    /// Output through Batch.
    BatchOutput,
}

impl OwnPrice {
    /// All of them in the order of their rows.
    pub const ALL: [Self; 9] = [
        Self::DiscountForAll,
        Self::Discount,
        Self::Input,
        Self::Output,
        Self::CacheRead,
        Self::CacheWrite,
        Self::CacheWriteHour,
        Self::BatchInput,
        Self::BatchOutput,
    ];

    /// Its words on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::DiscountForAll => "Discount, all models",
            Self::Discount => "Discount, this model",
            Self::Input => "Input",
            Self::Output => "Output",
            Self::CacheRead => "Cache read",
            Self::CacheWrite => "Cache write",
            Self::CacheWriteHour => "Cache write, 1h",
            Self::BatchInput => "Batch input",
            Self::BatchOutput => "Batch output",
        }
    }

    /// The card's rate for it; none for a discount, and for what the model does not offer.
    pub fn listed(self, model: &Model) -> Option<Rate> {
        let base = &model.prices.as_ref()?.base;
        match self {
            Self::DiscountForAll | Self::Discount => None,
            Self::Input => Some(base.input),
            Self::Output => Some(base.output),
            Self::CacheRead => base.cache.map(|cache| cache.read),
            Self::CacheWrite => base.cache.and_then(|cache| cache.write),
            Self::CacheWriteHour => base.cache.and_then(|cache| cache.write_1h),
            Self::BatchInput => base.batch.map(|batch| batch.input),
            Self::BatchOutput => base.batch.map(|batch| batch.output),
        }
    }

    /// Whether it can be typed for a model: discounts always, rates where they are offered.
    pub fn is_offered(self, model: &Model) -> bool {
        matches!(self, Self::DiscountForAll | Self::Discount) || self.listed(model).is_some()
    }

    fn slot(self, rates: &mut OwnRates) -> Option<&mut Option<Rate>> {
        Some(match self {
            Self::DiscountForAll | Self::Discount => return None,
            Self::Input => &mut rates.input,
            Self::Output => &mut rates.output,
            Self::CacheRead => &mut rates.cache_read,
            Self::CacheWrite => &mut rates.cache_write,
            Self::CacheWriteHour => &mut rates.cache_write_1h,
            Self::BatchInput => &mut rates.batch_input,
            Self::BatchOutput => &mut rates.batch_output,
        })
    }

    /// What has been typed for it on a model, in words; none where nothing has.
    pub fn typed(self, own: &Overlay, model: &str) -> Option<String> {
        let entry = own.models.iter().find(|entry| entry.id == model);
        let percent = |share: Share| format!("{}%", f64::from(share.ppm()) / 10_000.0);
        match self {
            Self::DiscountForAll => (own.discount != Share::ZERO).then(|| percent(own.discount)),
            Self::Discount => entry?.discount.map(percent),
            rate => {
                let mut rates = entry?.prices.base;
                let rate = (*rate.slot(&mut rates)?)?;
                Some(rate.per_million())
            }
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
            rate => {
                let typed = match text {
                    "" => None,
                    text => Some(Rate::parse_per_million(text).map_err(|fault| named(&fault))?),
                };
                if let Some(slot) = rate.slot(&mut entry(own, model).prices.base) {
                    *slot = typed;
                }
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

    #[test]
    fn what_is_typed_is_kept_and_taken_back() {
        let mut own = Overlay::default();
        for (price, text, shown) in [
            (OwnPrice::DiscountForAll, "12%", "12%"),
            (OwnPrice::Discount, "0.2", "20%"),
            (OwnPrice::Input, "$0.8", "0.8"),
            (OwnPrice::CacheWriteHour, "1.25", "1.25"),
        ] {
            price.take(&mut own, "m", text).unwrap();
            assert_eq!(price.typed(&own, "m").as_deref(), Some(shown));
        }
        assert_eq!(OwnPrice::Input.typed(&own, "other"), None);
        let fault = OwnPrice::Output.take(&mut own, "m", "x").unwrap_err();
        assert!(fault.starts_with("Output "), "{fault}");
        assert!(OwnPrice::Discount.take(&mut own, "m", "120%").is_err());
        let fault = OwnPrice::DiscountForAll.take(&mut own, "m", "100%");
        assert_eq!(fault.unwrap_err(), "Discount, all models must be below 100%");
        for price in OwnPrice::ALL {
            price.take(&mut own, "m", "").unwrap();
        }
        assert!(is_empty(&own));
    }
}
