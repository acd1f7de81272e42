//! Reading an overlay. Every fault is reported with its line and column.

use std::collections::HashMap;

use super::{ModelOverlay, Overlay};
use crate::card::read::{self, rate};
use crate::card::{BUCKETS, Lane, Prices, Rates, Tier};
use crate::document::{Document, Faults, Kind, Table, Value, printable};
use crate::money::Share;

impl Overlay {
    /// Reads an overlay; `file` is what its faults call it.
    ///
    /// # Errors
    /// Everything that is wrong with it, in the order of its text.
    pub fn parse(text: &str, file: &str) -> Result<Self, Faults> {
        let document = Document::parse(text, file);
        let overlay = overlay(&document.root());
        document.conclude(overlay)
    }
}

fn overlay(root: &Table<'_>) -> Option<Overlay> {
    let schema = root.required("schema");
    if schema.integer().is_some_and(|number| number != 1) {
        schema.fault("must be 1, the only one this version reads");
        return None;
    }
    let says_so = root.required("overlay");
    if says_so.boolean() == Some(false) {
        says_so.fault("must be true; without it, this is a rate card");
    }
    let name = root.required("name").text();
    let source = root.value("source").text();
    let discount = discount(root.value("discount"));
    let items = root.value("model").items().unwrap_or_default();
    let tables: Vec<Table<'_>> = items.iter().filter_map(Value::table).collect();
    let mut ids = HashMap::new();
    let models: Vec<_> = tables.iter().map(|table| model(table, &mut ids)).collect();
    if items.is_empty() && discount.is_none() {
        root.missing("there are no prices; add a `discount` or a `[[model]]`");
    }
    root.finish();
    Some(Overlay {
        name: name?.to_owned(),
        source: source.map(str::to_owned),
        discount: discount.unwrap_or(Share::ZERO),
        models: models.into_iter().collect::<Option<_>>()?,
    })
}

fn model<'d>(table: &Table<'d>, ids: &mut HashMap<&'d str, usize>) -> Option<ModelOverlay> {
    let value = table.required("id");
    let id = value.text();
    if let Some(id) = id
        && let Some(line) = ids.insert(id, value.line())
    {
        let id = printable(id);
        value.fault(format!("`{id}` is already taken in line {line}"));
    }
    let own_discount = discount(table.value("discount"));
    let mut base = Rates::default();
    if let Some(rates) = table.value("rates").table() {
        base = plain(&rates);
        rates.finish();
    }
    lanes(table, &mut base);
    let prices = Prices { base, tiers: tiers(table.value("tier")) };
    let regional = local(table.value("regional")).unwrap_or_default();
    let places = table.value("place").table().map(|places| {
        let of = |(key, value)| Some((read::place(key, value)?, local(value)?));
        let mut read: Vec<_> = places.entries().into_iter().filter_map(of).collect();
        read.sort_by_key(|(place, _)| *place);
        read
    });
    let thinking_tokens = read::thinking_tokens(table.value("thinking_tokens"));
    let states_any = ["rates", "tier", "regional", "place", "discount", "thinking_tokens"]
        .into_iter()
        .chain(Lane::beside().map(|spec| spec.key))
        .any(|key| table.value(key).is_present());
    if !states_any {
        table.missing("prices are missing; add `rates`, a `discount` or `thinking_tokens`");
    }
    table.finish();
    let places = places.unwrap_or_default();
    Some(ModelOverlay {
        id: id?.to_owned(),
        discount: own_discount,
        prices,
        thinking_tokens,
        regional,
        places,
    })
}

/// A table of rates with its lanes and tiers in it.
fn local(value: Value<'_, '_>) -> Option<Prices> {
    let table = value.table()?;
    let base = all(&table);
    let tiers = tiers(table.value("tier"));
    table.finish();
    Some(Prices { base, tiers })
}

/// `"12%"` or `0.12`, below all of it.
fn discount(value: Value<'_, '_>) -> Option<Share> {
    let share = match value.kind()? {
        Kind::Text => Share::parse(value.string()?).map_err(|fault| value.fault(fault)),
        _ => Ok(value.decimal(Share::parse)?),
    };
    match share.ok()? {
        Share::ONE => value.refuse("must be below 100%"),
        share => Some(share),
    }
}

/// The rates that stand in a table of their own.
fn plain(table: &Table<'_>) -> Rates {
    let mut rates = Rates::default();
    for spec in &BUCKETS {
        rates[Lane::Standard][spec.bucket] = rate(table.value(spec.key));
    }
    rates
}

/// The rates of a table, with the other lanes in it.
fn all(table: &Table<'_>) -> Rates {
    let mut rates = plain(table);
    lanes(table, &mut rates);
    rates
}

/// The lanes that have a table of their own in this one.
fn lanes(table: &Table<'_>, rates: &mut Rates) {
    for spec in Lane::beside() {
        let Some(stated) = table.value(spec.key).table() else { continue };
        for &bucket in spec.buckets {
            rates[spec.lane][bucket] = rate(stated.value(bucket.spec().key));
        }
        stated.finish();
    }
}

fn tiers(list: Value<'_, '_>) -> Vec<Tier> {
    read::tiers(list, |table| Some(all(table))).unwrap_or_default()
}
