//! Reading a card from TOML. Every fault is reported with its line and column, and what the schema
//! does not allow is never guessed at.

mod cache;
mod defaults;
mod model;
mod places;
mod rates;
#[cfg(test)]
mod tests;
mod values;

pub(crate) use model::is_id;
pub(in crate::card) use model::thinking_tokens;
pub(in crate::card) use places::place;
pub(in crate::card) use rates::tiers;
pub(in crate::card) use values::{date, rate};

use super::Card;
use crate::document::{Document, Faults, Kind, Table, Value};

/// The schemas that are read; the first has no places, but is read alike.
const SCHEMAS: [u64; 2] = [1, 2];

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
        && !SCHEMAS.contains(&number)
    {
        // Another schema's keys would all look like faults.
        schema.fault("must be 1 or 2, the ones this version reads");
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
    let status_as_of = date(root.value("status_as_of"));
    let defaults = defaults::read(root.value("defaults"));
    let availability = places::availability(root.value("availability"));
    let regions = availability.as_ref().map(|it| it.regions);
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
    let models = tables
        .iter()
        .map(|table| model::read(table, &defaults, regions, &mut names))
        .collect::<Vec<_>>();
    root.finish();
    Some(Card {
        name: name?.to_owned(),
        as_of: as_of?,
        status_as_of,
        source: source?.to_owned(),
        defaults,
        availability,
        models: models.into_iter().collect::<Option<_>>()?,
    })
}
