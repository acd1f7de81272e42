//! Whole-number units: tokens, rates, money and shares, with their parsing and display.
//!
//! A rate is whole picodollars per token, so that $1 per 1M tokens is 1,000,000, and money is a
//! signed 128-bit count of picodollars: a rate times tokens is exact and is never rounded.
//! Floating point never holds money.

mod amount;
mod currency;
mod decimal;
mod growth;
mod points;
mod rate;
mod share;
mod tokens;
mod usd;

pub use amount::{Amount, Code};
pub use currency::{Currency, CurrencyFault};
pub use decimal::{DecimalFault, Exact, GroupingFault, grouped, parse_factor};
pub use growth::{Growth, GrowthFault};
pub use points::Points;
pub use rate::Rate;
pub use share::{Share, ShareFault, exact_percent, percent, percent_to_tenths, signed_percent};
pub use tokens::{CountFault, Tokens, compact, parse_count};
pub use usd::Usd;
