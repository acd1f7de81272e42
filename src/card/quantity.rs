//! Values of a card as they are compared and shown.

use std::fmt;

use super::Date;
use crate::money::{Rate, Tokens, Usd};

/// A figure as a card has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stated<'c> {
    /// The figure.
    pub quantity: Quantity<'c>,
    /// Whether it rests on an assumption of the card.
    pub assumed: bool,
}

/// The value of a figure; those of one kind are in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quantity<'c> {
    /// A price.
    Rate(Rate),
    /// A number of tokens.
    Tokens(Tokens),
    /// An amount of money.
    Amount(Usd),
    /// A time in minutes.
    Minutes(u32),
    /// How many times something counts.
    Times(u32),
    /// A day.
    Day(Date),
    /// A name.
    Word(&'c str),
    /// Whether something is so.
    Flag(bool),
}

impl fmt::Display for Quantity<'_> {
    /// Rates are in USD per 1M tokens.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rate(rate) => f.pad(&rate.per_million()),
            Self::Tokens(tokens) => tokens.fmt(f),
            Self::Amount(amount) => write!(f, "${}", amount.exact()),
            Self::Minutes(minutes) => write!(f, "{minutes} min"),
            Self::Times(times) => write!(f, "{times}x"),
            Self::Day(day) => day.fmt(f),
            Self::Word(word) => f.pad(word),
            Self::Flag(is_so) => f.pad(if *is_so { "yes" } else { "no" }),
        }
    }
}
