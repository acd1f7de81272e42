//! Own prices laid over a rate card: a discount on everything, and negotiated rates of single
//! models.
//!
//! An overlay is TOML, and says so:
//!
//! ```toml
//! schema = 1
//! overlay = true
//! name = "Our prices"
//! source = "contract of 2026-10-01"  # may be left out
//! discount = "12%"                   # off every rate that is not stated below
//!
//! [[model]]
//! id = "claude-haiku-4-5"            # as on the card
//! rates = { input = 0.8, output = 4 } # our negotiated price, USD per 1M tokens
//! batch = { input = 0.4, output = 2 }
//! regional = { input = 0.88, output = 4.4 }
//! place.eu = { input = 0.85 }
//! tier = [{ above = 200_000, input = 1.6 }]
//!
//! [[model]]
//! id = "nova-pro"
//! discount = "20%"                   # in place of the one for all
//!
//! [[model]]
//! id = "claude-sonnet-5-5"
//! thinking_tokens = { medium = 900, high = 2_400 } # our mean of a request; one number is for all efforts
//! ```
//!
//! Of a model's rates, each may be stated or left out; what is left out is the card's, less the
//! discount. Rates are for their own table alone: those of `rates` change neither the regional
//! price nor a tier. Of what a model cost before (`past`), the discount alone is taken off. What the card does not offer cannot be priced.

mod apply;
mod read;
#[cfg(test)]
mod tests;
mod write;

use std::fmt;

use super::{PriceList, Prices, Slot};
use crate::effort::ThinkingTokens;
use crate::money::{Share, Tokens};
use crate::place::Place;

/// Own prices over those of a card.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Overlay {
    /// What it is called on screen.
    pub name: String,
    /// Where the prices come from, where stated.
    pub source: Option<String>,
    /// Off every rate that is not stated, below all of it.
    pub discount: Share,
    /// Models with prices of their own, each id once.
    pub models: Vec<ModelOverlay>,
}

/// Own prices of one model.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ModelOverlay {
    /// Its id on the card.
    pub id: String,
    /// Off its rates that are not stated, in place of the overlay's discount.
    pub discount: Option<Share>,
    /// In place of the global price, or the only one; what is not stated is the card's, less the
    /// discount.
    pub prices: Prices,
    /// Thinking tokens of a request by effort, in place of what is assumed.
    pub thinking_tokens: ThinkingTokens,
    /// In place of the price inside one region, which the card must have.
    pub regional: Prices,
    /// In place of the prices of places, which the card must have.
    pub places: Vec<(Place, Prices)>,
}

/// Why an overlay does not fit a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misfit {
    /// The card has no model of this id.
    NoModel {
        /// The id.
        id: String,
    },
    /// The card lists the model without a price, and the overlay does not state both rates.
    NoPrice {
        /// The model's id.
        id: String,
    },
    /// The card has one price for the model everywhere.
    NoRegional {
        /// The model's id.
        id: String,
    },
    /// The card has no price of its own for the model in a place.
    NoPlace {
        /// The model's id.
        id: String,
        /// The place.
        place: Place,
    },
    /// The card has no tier with this threshold.
    NoTier {
        /// The model's id.
        id: String,
        /// The threshold.
        above: Tokens,
    },
    /// The card does not offer what a rate is for.
    NotOffered {
        /// The model's id.
        id: String,
        /// What the rate is for.
        slot: Slot,
    },
}

impl ModelOverlay {
    /// What it states, by the list of prices that this takes the place of.
    pub(super) fn lists(&self) -> impl Iterator<Item = (PriceList, &Prices)> {
        let own = [(PriceList::Base, &self.prices), (PriceList::Regional, &self.regional)];
        let places = self.places.iter().map(|(place, prices)| (PriceList::At(*place), prices));
        own.into_iter().chain(places).filter(|(_, prices)| !prices.is_empty())
    }
}

impl Overlay {
    /// A discount on the prices of one model.
    pub fn discounted(id: &str, discount: Share) -> ModelOverlay {
        ModelOverlay { id: id.to_owned(), discount: Some(discount), ..ModelOverlay::default() }
    }

    /// Whether a text says that it is an overlay.
    pub fn is_one(text: &str) -> bool {
        let document = crate::document::Document::parse(text, "");
        document.root().value("overlay").is_present()
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoModel { id } => write!(f, "prices `{id}`, which is not on the rate card"),
            Self::NoPrice { id } => write!(
                f,
                "does not state both input and output of `{id}`, which the rate card lists without \
                 a price"
            ),
            Self::NoRegional { id } => {
                write!(f, "states a regional price of `{id}`, which has one price everywhere")
            }
            Self::NoPlace { id, place } => write!(
                f,
                "states a price of `{id}` for {place}, for which the rate card has none of its own"
            ),
            Self::NoTier { id, above } => write!(
                f,
                "states a tier of `{id}` above {above} tokens, which the rate card does not have"
            ),
            Self::NotOffered { id, slot } => {
                write!(f, "states {slot} of `{id}`, which the rate card does not offer")
            }
        }
    }
}
