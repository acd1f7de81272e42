//! Why a question has no answer.

use std::sync::Arc;

use thiserror::Error;

use crate::billing::Unavailable;
use crate::card::Model;

/// Why a question has no answer: a sentence without its full stop.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refused {
    /// A model has no bill.
    #[error("{model} has no bill: {}", reason.words())]
    NoBill {
        /// The model's name.
        model: String,
        /// Why it has none.
        reason: Unavailable,
    },
    /// The mix names a model that is not on the card.
    #[error("the mix names `{model}`, which is not on the rate card {card}")]
    NotOnCard {
        /// The id that the mix has.
        model: Arc<str>,
        /// The card's name.
        card: String,
    },
    /// A model of the mix has no bill.
    #[error("a model of the mix has no bill")]
    MixUnbilled,
    /// Traffic is not split.
    #[error("there is no mix")]
    NoMix,
    /// There is neither a model nor a mix that credits could pay for.
    #[error("credits pays for a model or a mix")]
    NothingToPay,
    /// A model has no prompt caching.
    #[error("{0} has no prompt caching on this card")]
    NoCaching(String),
}

impl Refused {
    /// What is said of a model that has no bill.
    pub(super) fn no_bill(model: &Model) -> impl FnOnce(Unavailable) -> Self + '_ {
        |reason| Self::NoBill { model: model.name.clone(), reason }
    }
}
