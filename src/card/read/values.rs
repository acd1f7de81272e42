//! Values of a card: days, counts, rates, multipliers.

use crate::card::Date;
use crate::document::Value;
use crate::money::{DecimalFault, Rate, Tokens, Usd};

/// A day of the calendar.
pub(in crate::card) fn date(value: Value<'_, '_>) -> Option<Date> {
    let (year, month, day) = value.date()?;
    let date = Date::new(year, month, day);
    if date.is_none() {
        value.fault("is not a day of the calendar");
    }
    date
}

/// A count of tokens from `least` up.
pub(in crate::card) fn tokens(value: Value<'_, '_>, least: u64) -> Option<Tokens> {
    let count = value.integer()?;
    if count < least {
        value.refuse(format!("must be at least {least}"))
    } else if count > Tokens::MAX.get() {
        value.refuse("is too large")
    } else {
        Some(Tokens::new(count))
    }
}

/// USD per 1M tokens.
pub(in crate::card) fn rate(value: Value<'_, '_>) -> Option<Rate> {
    value.decimal(Rate::parse_per_million)
}

/// USD, exact to six places as a rate is.
pub(super) fn amount(value: Value<'_, '_>) -> Option<Usd> {
    let per_million = value.is_present().then(|| rate(value)).flatten()?;
    Some(per_million.cost(Tokens::new(1_000_000)))
}

/// A multiplier up to 100 in thousandths.
pub(super) fn permille(value: Value<'_, '_>, least: u32) -> Option<u32> {
    // A rate is the exact decimal to six places that a multiplier is to three.
    let millionths = value.decimal(|text| match Rate::parse_per_million(text) {
        Ok(decimal) if decimal.pico().is_multiple_of(1_000) => Ok(decimal.pico()),
        Ok(_) | Err(DecimalFault::TooPrecise(_)) => Err(DecimalFault::TooPrecise(3)),
        Err(fault) => Err(fault),
    })?;
    match u32::try_from(millionths / 1_000) {
        Ok(permille) if permille < least => value.refuse("must be above 0"),
        Ok(permille) if permille <= 100_000 => Some(permille),
        _ => value.refuse("must be at most 100"),
    }
}
