//! One model's rates, as rows and as JSON.

use serde::Serialize;

use crate::card::{
    Availability, CacheMode, FACTS, Fact, Model, PriceList, Quantity, Routing, Slot,
};
use crate::cli::pairs::Pairs;
use crate::document::capital;
use crate::money::{Rate, Tokens};
use crate::place::Region;
use crate::report::{Column, Table};

/// A row for each tier and list of prices of each model; those of places where they are asked for.
pub(super) fn rates_table(models: &[&Model], with_places: bool) -> Table {
    let slots = Slot::shown(models);
    let mut columns = vec![
        Column::Text("Id"),
        Column::Text("Model"),
        Column::Text("Provider"),
        Column::Text("Price"),
    ];
    columns.extend(slots.iter().map(|slot| Column::Decimal(slot.heading())));
    let mut table = Table::new(columns);
    for model in models {
        let mut row = |price: String, cell: &dyn Fn(Slot) -> String| {
            let mut cells =
                vec![model.id.clone(), model.name.clone(), model.provider.clone(), price];
            cells.extend(slots.iter().map(|slot| cell(*slot)));
            table.row(cells);
        };
        if model.prices.is_none() {
            row("no price".to_owned(), &|_| NOT_OFFERED.to_owned());
        }
        let is_shown = |list| with_places || !matches!(list, PriceList::At(_));
        for (list, prices) in model.lists().filter(|(list, _)| is_shown(*list)) {
            for (above, rates) in prices.tables() {
                let tier = above.map(|above| format!(" above {above}")).unwrap_or_default();
                row(format!("{}{tier}", list.label(model)), &|slot| {
                    let mark = if model.is_assumed(list, above, slot) { "*" } else { "" };
                    rates[slot]
                        .map_or_else(|| NOT_OFFERED.to_owned(), |rate| rate.per_million() + mark)
                });
            }
        }
    }
    table
}

const NOT_OFFERED: &str = "-";

/// What there is to know of a model beside its rates, a line each.
pub(super) fn facts(model: &Model, availability: Option<&Availability>) -> Vec<String> {
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
    if let Some(offered) = &model.offered {
        let day = availability.map(|it| format!(" as of {}", it.as_of)).unwrap_or_default();
        for routing in Routing::ALL {
            let regions = Region::all().filter(|region| offered.by(routing, *region));
            fact(&format!("Offered {}{day}", routing.by()), named(regions));
        }
    }
    fact("Source", model.source.clone());
    for note in &model.notes {
        fact("Note", Some(note.trim_end_matches('.').to_owned()));
    }
    facts
}

/// Regions that differ in their number alone in one word: `eu-west-1/2`.
fn named(regions: impl Iterator<Item = Region>) -> Option<String> {
    let mut names: Vec<String> = Vec::new();
    let mut last = "";
    for id in regions.map(Region::id) {
        let (area, number) = id.rsplit_once('-').unwrap_or((id, ""));
        match names.last_mut().filter(|_| area == last) {
            Some(name) => name.extend(["/", number]),
            None => names.push(id.to_owned()),
        }
        last = area;
    }
    (!names.is_empty()).then(|| names.join(", "))
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
    /// `global`, `regional`, a place, `base` beside places, or `all` for a model with one price.
    scope: &'static str,
    above: Option<u64>,
    #[serde(flatten)]
    rates: Pairs<String, Option<String>>,
    /// The rates that rest on an assumption.
    assumed: Vec<String>,
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
        for (list, of_list) in model.lists() {
            prices.extend(of_list.tables().map(|(above, rates)| {
                let assumed =
                    |slot: &&Slot| rates[**slot].is_some() && model.is_assumed(list, above, **slot);
                PriceJson {
                    scope: list.label(model),
                    assumed: slots.iter().filter(assumed).map(|slot| slot.key()).collect(),
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
