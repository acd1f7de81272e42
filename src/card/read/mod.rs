//! Reading a card from TOML. Every fault is reported with its line and column, and what the schema
//! does not allow is never guessed at.

mod cache;
mod defaults;
mod model;
mod rates;
#[cfg(test)]
mod tests;

pub(crate) use model::is_id;

use std::fmt::Display;

use super::{Card, Date};
use crate::document::{Document, Faults, Kind, Table, Value};
use crate::money::{DecimalFault, Rate, Tokens};

/// The only schema there is so far.
const SCHEMA: u64 = 1;

impl Card {
    /// Reads a card; `file` is what its faults call it.
    ///
    /// # Errors
    /// Everything that is wrong with the card, in the order of its text.
    pub fn parse(text: &str, file: &str) -> Result<Self, Faults> {
        let document = Document::parse(text, file);
        let card = card(&document.root());
        document.conclude(card)
    }
}

fn card(root: &Table<'_>) -> Option<Card> {
    let schema = root.required("schema");
    if let Some(number) = schema.integer()
        && number != SCHEMA
    {
        // Another schema's keys would all look like faults.
        schema.fault(format!("must be {SCHEMA}, the only one this version reads"));
        return None;
    }
    let overlay = root.value("overlay");
    if overlay.is_present() {
        overlay.fault("makes this an overlay, not a rate card; give it with `--overlay`");
        return None;
    }
    let name = root.required("name").text();
    let as_of = date(root.required("as_of"));
    let source = root.required("source").text();
    let defaults = defaults::read(root.value("defaults"));
    let list = root.value("model");
    match list.kind() {
        None => root.missing("there are no models; add a `[[model]]`"),
        Some(Kind::List) if list.items().is_some_and(|items| items.is_empty()) => {
            list.fault("must hold at least one model");
        }
        _ => {}
    }
    let items = list.items().unwrap_or_default();
    let tables: Vec<Table<'_>> = items.iter().filter_map(Value::table).collect();
    let mut names = model::Names::default();
    let models =
        tables.iter().map(|table| model::read(table, &defaults, &mut names)).collect::<Vec<_>>();
    root.finish();
    Some(Card {
        name: name?.to_owned(),
        as_of: as_of?,
        source: source?.to_owned(),
        defaults,
        models: models.into_iter().collect::<Option<_>>()?,
    })
}

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
        refuse(value, format!("must be at least {least}"))
    } else if count > Tokens::MAX.get() {
        refuse(value, "is too large")
    } else {
        Some(Tokens::new(count))
    }
}

/// USD per 1M tokens.
pub(in crate::card) fn rate(value: Value<'_, '_>) -> Option<Rate> {
    value.decimal(Rate::parse_per_million)
}

/// A multiplier up to 100 in thousandths.
fn permille(value: Value<'_, '_>, least: u32) -> Option<u32> {
    // A rate is the exact decimal to six places that a multiplier is to three.
    let millionths = value.decimal(|text| match Rate::parse_per_million(text) {
        Ok(decimal) if decimal.pico().is_multiple_of(1_000) => Ok(decimal.pico()),
        Ok(_) | Err(DecimalFault::TooPrecise(_)) => Err(DecimalFault::TooPrecise(3)),
        Err(fault) => Err(fault),
    })?;
    match u32::try_from(millionths / 1_000) {
        Ok(permille) if permille < least => refuse(value, "must be above 0"),
        Ok(permille) if permille <= 100_000 => Some(permille),
        _ => refuse(value, "must be at most 100"),
    }
}

pub(in crate::card) fn refuse<T>(value: Value<'_, '_>, message: impl Display) -> Option<T> {
    value.fault(message);
    None
}
