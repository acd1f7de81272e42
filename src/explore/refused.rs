//! Why a question has no answer.

use std::sync::Arc;

use thiserror::Error;

use crate::billing::Unavailable;
use crate::card::Model;
use crate::controls::Control;
use crate::money::{Currency, Usd};

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
    /// No field has a low and a high.
    #[error("no field has a low and a high")]
    NoRanges,
    /// A question of one model is asked of the mix.
    #[error("this is asked of one model, not of the mix: select a model")]
    OneModel,
    /// Traffic is not split.
    #[error("there is no mix")]
    NoMix,
    /// There is neither a model nor a mix that credits could pay for.
    #[error("credits pays for a model or a mix")]
    NothingToPay,
    /// Nothing says how good models are.
    #[error("there are no scores")]
    NoScores,
    /// No model has both a bill and a score.
    #[error("no model here has both a bill and a score")]
    NothingScored,
    /// A model has no prompt caching.
    #[error("{0} has no prompt caching on this card")]
    NoCaching(String),
    /// A control has no numbers, or changes no month of a model.
    #[error("{0} does not change what a month of a model costs")]
    NotANumber(&'static str),
    /// A control has no effect as things stand.
    #[error("{control} does nothing {why}")]
    DoesNothing {
        /// Its label.
        control: &'static str,
        /// Why, and the mend.
        why: &'static str,
    },
    /// No value of a control makes a month cost an amount.
    #[error("{}", range.words(control.label(), model, Currency::DOLLARS))]
    NoValue {
        /// The model's name.
        model: String,
        /// The control.
        control: Control,
        /// The amount.
        amount: Usd,
        /// What the month can cost instead.
        range: NoValue,
    },
}

/// What a month can cost along a control, where it never costs the amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoValue {
    /// The least.
    pub least: Usd,
    /// The most.
    pub most: Usd,
}

impl NoValue {
    /// `no value of Answer length does: a month of Nova Micro is $1.05 to $61.37 over the whole range`.
    fn words(&self, control: &str, model: &str, currency: Currency) -> String {
        let [least, most] = [self.least, self.most].map(|usd| currency.amount(usd));
        match least == most {
            true => {
                format!("{control} does not move a month of {model}: it is {least} at every value")
            }
            false => format!(
                "no value of {control} does: a month of {model} is {least} to {most} over the whole range"
            ),
        }
    }
}

impl Refused {
    /// It in words, with its amounts in a currency.
    pub fn words(&self, currency: Currency) -> String {
        match self {
            Self::NoValue { model, control, range, .. } => {
                range.words(control.label(), model, currency)
            }
            other => other.to_string(),
        }
    }

    /// What is said of a model that has no bill.
    pub(super) fn no_bill(model: &Model) -> impl FnOnce(Unavailable) -> Self + '_ {
        |reason| Self::NoBill { model: model.name.clone(), reason }
    }
}
