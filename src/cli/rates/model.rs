//! One model's rates, as rows and as JSON.

use serde::Serialize;

use crate::card::{Assumed, CacheMode, FACTS, Fact, Model, Prices, Quantity, Rates, Slot};
use crate::cli::pairs::Pairs;
use crate::document::capital;
use crate::money::{Rate, Tokens};
use crate::report::{Column, Table};

/// A row for each tier and scope of each model.
pub(super) fn rates_table<'m>(models: impl IntoIterator<Item = &'m Model>) -> Table {
    let models: Vec<&Model> = models.into_iter().collect();
    let slots = Slot::shown(&models);
    let mut columns = vec![
        Column::Text("Id"),
        Column::Text("Model"),
        Column::Text("Provider"),
        Column::Text("Price"),
    ];
    columns.extend(slots.iter().map(|slot| Column::Decimal(slot.heading())));
    let mut table = Table::new(columns);
    for model in models {
        let mut row = |price: String, rates: Option<&Rates>| {
            let mut cells =
                vec![model.id.clone(), model.name.clone(), model.provider.clone(), price];
            cells.extend(cells_of(rates, &model.assumed, &slots));
            table.row(cells);
        };
        if model.prices.is_none() {
            row("no price".to_owned(), None);
        }
        for (scope, prices) in scopes(model) {
            for (above, rates) in prices.tables() {
                let above = above.map(|above| format!(" above {above}")).unwrap_or_default();
                row(format!("{scope}{above}"), Some(rates));
            }
        }
    }
    table
}

fn scopes(model: &Model) -> impl Iterator<Item = (&'static str, &Prices)> {
    // A model without a regional price has one price everywhere.
    let first = match model.regional {
        Some(_) => "global",
        None => "all",
    };
    let global = model.prices.iter().map(move |prices| (first, prices));
    global.chain(model.regional.iter().map(|prices| ("regional", prices)))
}

fn cells_of(
    rates: Option<&Rates>,
    assumed: &Assumed,
    slots: &[Slot],
) -> impl Iterator<Item = String> {
    slots.iter().map(move |&slot| match rates.and_then(|rates| rates[slot]) {
        Some(rate) => rate.per_million() + if assumed.of(slot) { "*" } else { "" },
        None => "-".to_owned(),
    })
}

/// What there is to know of a model beside its rates, a line each.
pub(super) fn facts(model: &Model) -> Vec<String> {
    let mut facts = Vec::new();
    let mut fact = |name: &str, value: Option<String>| {
        facts.extend(value.map(|value| format!("{name}: {value}.")));
    };
    let ids = model.bedrock_ids.join(", ");
    fact("Bedrock ids", (!ids.is_empty()).then_some(ids));
    for spec in &FACTS {
        let words = match spec.fact {
            Fact::CacheMode => caching(model),
            // Caching tells these too.
            Fact::CacheMinimum | Fact::CacheLife => None,
            // Which is not to say that it has none.
            Fact::EndOfLife if model.end_of_life.is_none() => Some("none is known".to_owned()),
            _ => (spec.get)(model).map(|quantity| match quantity {
                Quantity::Tokens(tokens) => format!("{tokens} tokens"),
                other => other.to_string(),
            }),
        };
        fact(&capital(spec.label), words);
    }
    fact("Source", model.source.clone());
    for note in &model.notes {
        fact("Note", Some(note.trim_end_matches('.').to_owned()));
    }
    facts
}

fn caching(model: &Model) -> Option<String> {
    let caching = model.caching?;
    let mode = match caching.mode {
        CacheMode::Explicit => "cache points",
        CacheMode::Implicit => "by itself",
    };
    let assumed = if model.assumed.cache_min { " (assumed)" } else { "" };
    let (least, minutes) = (caching.min_tokens, caching.ttl_minutes);
    Some(format!("{mode}, from {least} tokens on{assumed}, for {minutes} minutes"))
}

/// The facts of a model by their keys; null where the card states none.
fn fact_pairs(model: &Model) -> Pairs<&'static str, Option<serde_json::Value>> {
    let told = FACTS.iter().filter(|spec| !spec.key.is_empty());
    told.map(|spec| (spec.key, (spec.get)(model).map(value))).collect()
}

/// A number for what is counted, a text for the rest.
fn value(quantity: Quantity<'_>) -> serde_json::Value {
    match quantity {
        Quantity::Tokens(tokens) => tokens.get().into(),
        Quantity::Minutes(minutes) => minutes.into(),
        Quantity::Rate(_) | Quantity::Day(_) | Quantity::Word(_) => quantity.to_string().into(),
    }
}

/// A model in JSON; rates are exact decimals in USD per 1M tokens, null where not offered.
#[derive(Serialize)]
pub(super) struct ModelJson<'m> {
    id: &'m str,
    name: &'m str,
    provider: &'m str,
    bedrock_ids: &'m [String],
    #[serde(flatten)]
    facts: Pairs<&'static str, Option<serde_json::Value>>,
    /// Empty for a model without a price.
    prices: Vec<PriceJson>,
    assumed: AssumedJson,
    notes: &'m [String],
}

#[derive(Serialize)]
struct PriceJson {
    /// `global`, `regional`, or `all` for a model with one price.
    scope: &'static str,
    above: Option<u64>,
    #[serde(flatten)]
    rates: Pairs<String, Option<String>>,
}

#[derive(Serialize)]
struct AssumedJson {
    batch: bool,
    cache_read: bool,
    cache_write: bool,
    cache_min_tokens: bool,
}

impl<'m> ModelJson<'m> {
    pub(super) fn of(model: &'m Model) -> Self {
        let slots = Slot::shown(&[model]);
        let mut prices = Vec::new();
        for (scope, list) in scopes(model) {
            prices.extend(list.tables().map(|(above, rates)| {
                PriceJson {
                    scope,
                    above: above.map(Tokens::get),
                    rates: slots
                        .iter()
                        .map(|&slot| (slot.key(), rates[slot].map(Rate::per_million)))
                        .collect(),
                }
            }));
        }
        Self {
            id: &model.id,
            name: &model.name,
            provider: &model.provider,
            bedrock_ids: &model.bedrock_ids,
            facts: fact_pairs(model),
            prices,
            assumed: AssumedJson {
                batch: model.assumed.batch,
                cache_read: model.assumed.cache_read,
                cache_write: model.assumed.cache_write,
                cache_min_tokens: model.assumed.cache_min,
            },
            notes: &model.notes,
        }
    }
}
