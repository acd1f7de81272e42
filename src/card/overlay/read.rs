//! Reading an overlay. Every fault is reported with its line and column.

use std::collections::HashMap;

use super::{ModelOverlay, Overlay, OwnPrices, OwnRates, OwnTier};
use crate::card::MAX_TIERS;
use crate::card::read::{rate, refuse, tokens};
use crate::document::{Document, Faults, Kind, Table, Value, printable};
use crate::money::{Rate, Share};

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
    let prices = {
        let rates = table.value("rates").table();
        let mut own = OwnRates::default();
        if let Some(rates) = &rates {
            plain(rates, &mut own);
            rates.finish();
        }
        batch(table.value("batch"), &mut own);
        OwnPrices { base: own, tiers: tiers(table.value("tier")) }
    };
    let regional = match table.value("regional").table() {
        None => OwnPrices::default(),
        Some(regional) => {
            let mut own = OwnRates::default();
            plain(&regional, &mut own);
            batch(regional.value("batch"), &mut own);
            let tiers = tiers(regional.value("tier"));
            regional.finish();
            OwnPrices { base: own, tiers }
        }
    };
    let states_any = ["rates", "batch", "tier", "regional", "discount"]
        .iter()
        .any(|key| table.value(key).is_present());
    if !states_any {
        table.missing("prices are missing; add `rates` or a `discount`");
    }
    table.finish();
    Some(ModelOverlay { id: id?.to_owned(), discount: own_discount, prices, regional })
}

/// `"12%"` or `0.12`, below all of it.
fn discount(value: Value<'_, '_>) -> Option<Share> {
    let share = match value.kind()? {
        Kind::Text => Share::parse(value.string()?).map_err(|fault| value.fault(fault)),
        _ => Ok(value.decimal(Share::parse)?),
    };
    match share.ok()? {
        Share::ONE => refuse(value, "must be below 100%"),
        share => Some(share),
    }
}

/// The rates that stand in a table of their own.
fn plain(table: &Table<'_>, own: &mut OwnRates) {
    let stated = |key| -> Option<Rate> { rate(table.value(key)) };
    own.input = stated("input");
    own.output = stated("output");
    own.cache_read = stated("cache_read");
    own.cache_write = stated("cache_write");
    own.cache_write_1h = stated("cache_write_1h");
}

fn batch(value: Value<'_, '_>, own: &mut OwnRates) {
    if let Some(table) = value.table() {
        own.batch_input = rate(table.value("input"));
        own.batch_output = rate(table.value("output"));
        table.finish();
    }
}

fn tiers(list: Value<'_, '_>) -> Vec<OwnTier> {
    let items = list.items().unwrap_or_default();
    if items.len() > MAX_TIERS {
        list.fault(format!("must have at most {MAX_TIERS} tiers"));
    }
    let mut tiers: Vec<OwnTier> = Vec::new();
    for item in items {
        let Some(table) = item.table() else { continue };
        let threshold = table.required("above");
        let above = tokens(threshold, 1);
        let mut rates = OwnRates::default();
        plain(&table, &mut rates);
        batch(table.value("batch"), &mut rates);
        table.finish();
        let Some(above) = above else { continue };
        match tiers.last() {
            Some(last) if above <= last.above => {
                let last = last.above;
                threshold.fault(format!("must be more than the {last} of the tier before"));
            }
            _ => tiers.push(OwnTier { above, rates }),
        }
    }
    tiers
}
