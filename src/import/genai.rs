//! The data of genai-prices: a list of providers, each with models whose prices are USD per 1M
//! tokens, by tier and by day.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::list::{Listed, Part, contradictory, day};
use super::report::{LeftOut, Report};
use super::routes::{PriceFault, Routes, by_prefix};
use crate::card::{Bucket, Card, Date, Lane, Prices, Rates, Tier};
use crate::money::{Rate, Tokens};

/// The id of the provider that is Bedrock.
const BEDROCK: &str = "aws";

/// The keys of each rate, the first that is there counting.
const KEYS: [(Bucket, &[&str]); Bucket::COUNT] = [
    (Bucket::CacheWrite, &["cache_write_5m_mtok", "cache_write_mtok"]),
    (Bucket::Fresh, &["input_mtok"]),
    (Bucket::Output, &["output_mtok"]),
    (Bucket::CacheRead, &["cache_read_mtok"]),
    (Bucket::CacheWrite1h, &["cache_write_1h_mtok"]),
];

/// The list of providers, at the top or under `providers`.
pub(super) fn providers(json: &Value) -> Option<&Vec<Value>> {
    let list = json.get("providers").unwrap_or(json).as_array()?;
    let is_provider = |entry: &Value| entry.get("id").is_some() && entry.get("models").is_some();
    list.iter().any(is_provider).then_some(list)
}

pub(super) fn read(
    parts: &[Part<'_>],
    as_of: Date,
    known: &Card,
    report: &mut Report,
) -> Vec<Listed> {
    let mut models = Routes::default();
    let entries = || parts.iter().flat_map(entries);
    let on_bedrock = entries().filter(|(_, provider, ..)| *provider == BEDROCK);
    let contradictory = contradictory(on_bedrock.map(|(_, _, id, entry)| (id, entry)));
    let mut seen = BTreeSet::new();
    for (part, provider, id, entry) in entries() {
        let report = part.report(parts, report);
        if provider != BEDROCK {
            report.leave_out(LeftOut::OtherService, id);
        } else if contradictory.contains(id) {
            report.leave_out(LeftOut::Contradiction, id);
        } else if seen.insert(id) {
            model(id, entry, as_of, &mut models, report);
        }
    }
    models.listed(known, report)
}

/// Every model of a part, with the id of its provider and its own.
fn entries<'p>(
    part: &'p Part<'p>,
) -> impl Iterator<Item = (&'p Part<'p>, &'p str, &'p str, &'p Value)> {
    let id = |of: &'p Value| of.get("id").and_then(Value::as_str).unwrap_or_default();
    let providers = providers(part.json).into_iter().flatten();
    providers.flat_map(move |provider| {
        let entries = provider.get("models").and_then(Value::as_array);
        let entries = entries.into_iter().flatten();
        entries.map(move |entry| (part, id(provider), id(entry), entry))
    })
}

fn model(id: &str, entry: &Value, as_of: Date, models: &mut Routes, report: &mut Report) {
    let Some(prices) = entry.get("prices").and_then(|prices| on(prices, as_of)) else {
        return report.leave_out(LeftOut::Incomplete, id);
    };
    if prices.keys().any(|key| key.contains("audio")) {
        return report.leave_out(LeftOut::NotText, id);
    }
    let (route, bedrock_id) = match by_prefix(id) {
        Ok(route) => route,
        Err(reason) => return report.leave_out(reason, id),
    };
    let facts = Listed {
        name: entry.get("name").and_then(Value::as_str).map(str::to_owned),
        context: entry.get("context_window").and_then(Value::as_u64),
        ..Listed::default()
    };
    match own_prices(prices) {
        Ok(prices) => models.add(route, bedrock_id, id, facts, prices),
        Err(fault) => fault.tell(id, report),
    }
}

/// The prices on a day: those without a constraint, or the last that had begun by then. Prices for
/// hours of the day are none of the whole day.
fn on(prices: &Value, as_of: Date) -> Option<&Map<String, Value>> {
    let Some(list) = prices.as_array() else {
        return prices.as_object();
    };
    let mut begun = list.iter().filter(|entry| match entry.get("constraint") {
        None | Some(Value::Null) => true,
        Some(constraint) => {
            let start = constraint.get("start_date").and_then(Value::as_str);
            start.and_then(day).is_some_and(|start| start <= as_of)
        }
    });
    begun.next_back()?.get("prices")?.as_object()
}

fn own_prices(prices: &Map<String, Value>) -> Result<Prices, PriceFault> {
    let mut starts: Vec<u64> = prices
        .values()
        .filter_map(|price| price.get("tiers")?.as_array())
        .flatten()
        .filter_map(|tier| tier.get("start")?.as_u64())
        .filter(|start| *start > 0)
        .collect();
    starts.sort_unstable();
    starts.dedup();
    let mut tiers = Vec::new();
    for start in starts {
        tiers.push(Tier { above: Tokens::new(start), rates: rates(prices, Some(start))? });
    }
    Ok(Prices { base: rates(prices, None)?, tiers })
}

/// The rates below all tiers, or of the tier that starts at a count of tokens. A price without
/// tiers holds in all of them.
fn rates(prices: &Map<String, Value>, start: Option<u64>) -> Result<Rates, PriceFault> {
    let mut rates = Rates::default();
    for (bucket, keys) in KEYS {
        for &key in keys {
            let Some(price) = prices.get(key).and_then(|price| at(price, start)) else {
                continue;
            };
            rates[Lane::Standard][bucket] =
                Some(PriceFault::read(key, price, Rate::parse_per_million)?);
            break;
        }
    }
    Ok(rates)
}

fn at(price: &Value, start: Option<u64>) -> Option<&Value> {
    if !price.is_object() {
        return Some(price).filter(|price| !price.is_null());
    }
    let tiers = price.get("tiers").and_then(Value::as_array);
    let reached = |tier: &&Value| {
        let from = tier.get("start").and_then(Value::as_u64);
        from.zip(start).is_some_and(|(from, start)| from <= start)
    };
    let tier = tiers.and_then(|tiers| {
        tiers.iter().filter(reached).max_by_key(|tier| tier.get("start").and_then(Value::as_u64))
    });
    match tier {
        Some(tier) => tier.get("price"),
        None => price.get("base"),
    }
}
