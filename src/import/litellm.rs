//! LiteLLM's map of model prices: an object of models by name, with USD per token in keys such as
//! `input_cost_per_token`, `cache_read_input_token_cost` and
//! `output_cost_per_token_above_200k_tokens`.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::list::{Listed, Part, contradictory, day};
use super::report::{LeftOut, Report};
use super::routes::{PriceFault, Route, Routes, by_prefix};
use crate::card::{Bucket, Lane, Prices, Rates, Slot, Tier};
use crate::money::{Rate, Tokens};

/// The key of a bucket's rate, up to the suffixes of its tier and lane.
const fn key(bucket: Bucket) -> &'static str {
    match bucket {
        Bucket::Fresh => "input_cost_per_token",
        Bucket::Output => "output_cost_per_token",
        Bucket::CacheRead => "cache_read_input_token_cost",
        Bucket::CacheWrite => "cache_creation_input_token_cost",
        Bucket::CacheWrite1h => "cache_creation_input_token_cost_above_1hr",
    }
}

pub(super) fn is_one(json: &Value) -> bool {
    json.as_object()
        .is_some_and(|map| map.values().any(|entry| entry.get("litellm_provider").is_some()))
}

pub(super) fn read(parts: &[Part<'_>], report: &mut Report) -> Vec<Listed> {
    let mut models = Routes::default();
    let entries = || parts.iter().flat_map(entries);
    let on_bedrock = entries().filter(|(_, _, entry)| is_on_bedrock(entry));
    let contradictory = contradictory(on_bedrock.map(|(_, key, entry)| (key, entry)));
    let mut seen = BTreeSet::new();
    for (part, key, entry) in entries() {
        let report = part.report(parts, report);
        if !is_on_bedrock(entry) {
            if key != "sample_spec" && entry.is_object() {
                report.leave_out(LeftOut::OtherService, key);
            }
            continue;
        }
        if contradictory.contains(key) {
            report.leave_out(LeftOut::Contradiction, key);
            continue;
        }
        let Some(entry) = entry.as_object().filter(|_| seen.insert(key)) else {
            continue;
        };
        let mode = entry.get("mode").and_then(Value::as_str);
        if !matches!(mode, Some("chat" | "responses" | "completion")) {
            report.leave_out(LeftOut::NotText, key);
            continue;
        }
        let (route, id) = match route(key) {
            Ok(route) => route,
            Err(reason) => {
                report.leave_out(reason, key);
                continue;
            }
        };
        match prices(entry) {
            Ok(prices) => models.add(route, id, key, facts(entry), prices),
            Err(fault) => fault.tell(key, report),
        }
    }
    models.listed(report)
}

fn entries<'p>(part: &'p Part<'p>) -> impl Iterator<Item = (&'p Part<'p>, &'p str, &'p Value)> {
    let entries = part.json.as_object().into_iter().flatten();
    entries.map(move |(key, entry)| (part, key.as_str(), entry))
}

fn is_on_bedrock(entry: &Value) -> bool {
    let provider = entry.get("litellm_provider").and_then(Value::as_str);
    provider.is_some_and(|provider| provider.starts_with("bedrock"))
}

/// The route and the Bedrock id of a key.
fn route(key: &str) -> Result<(Route, &str), LeftOut> {
    if let Some(id) = key.strip_prefix("bedrock_mantle/") {
        return match id.contains('/') {
            true => Err(LeftOut::OtherRegion),
            false => Ok((Route::Mantle, id)),
        };
    }
    let path = key.strip_prefix("bedrock/").unwrap_or(key);
    if let Some((first, rest)) = path.split_once('/') {
        return Err(match first {
            _ if rest.contains("-commitment/") => LeftOut::Provisioned,
            "invoke" | "converse" | "claude_platform" => LeftOut::OtherRoute,
            _ => LeftOut::OtherRegion,
        });
    }
    by_prefix(path)
}

fn facts(entry: &Map<String, Value>) -> Listed {
    let count = |key: &str| entry.get(key).and_then(Value::as_u64);
    let last = entry.get("deprecation_date").and_then(Value::as_str);
    Listed {
        context: count("max_input_tokens"),
        max_output: count("max_output_tokens"),
        cache_min: count("prompt_cache_min_tokens"),
        end_of_life: last.and_then(day),
        ..Listed::default()
    }
}

fn prices(entry: &Map<String, Value>) -> Result<Prices, PriceFault> {
    let mut tiers = Vec::new();
    for above in thresholds(entry) {
        let suffix = format!("_above_{}k_tokens", above / 1_000);
        let rates = rates(entry, &suffix)?;
        tiers.push(Tier { above: Tokens::new(above), rates });
    }
    Ok(Prices { base: rates(entry, "")?, tiers })
}

fn rates(entry: &Map<String, Value>, suffix: &str) -> Result<Rates, PriceFault> {
    let mut rates = Rates::default();
    for slot in Slot::all() {
        let lane = match slot.lane {
            Lane::Standard => "",
            Lane::Batch => "_batches",
            Lane::Flex => "_flex",
            Lane::Priority => "_priority",
        };
        let key = format!("{}{suffix}{lane}", key(slot.bucket));
        if let Some(value) = entry.get(&key).filter(|value| !value.is_null()) {
            rates[slot] = Some(PriceFault::read(&key, value, Rate::parse_per_token)?);
        }
    }
    Ok(rates)
}

/// The thresholds of an entry's long-context prices, rising.
fn thresholds(entry: &Map<String, Value>) -> Vec<u64> {
    let mut thresholds: Vec<u64> = entry
        .keys()
        .filter_map(|key| {
            let (_, after) = key.split_once("_token_above_")?;
            let thousands: u64 = after.strip_suffix("k_tokens")?.parse().ok()?;
            thousands.checked_mul(1_000).filter(|above| *above > 0)
        })
        .collect();
    thresholds.sort_unstable();
    thresholds.dedup();
    thresholds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_tell_the_route() {
        let haiku = "anthropic.claude-haiku-4-5-20251001-v1:0";
        for (key, expected) in [
            (haiku.to_owned(), Ok((Route::Plain, haiku))),
            (format!("us.{haiku}"), Ok((Route::Regional, haiku))),
            (format!("global.{haiku}"), Ok((Route::Global, haiku))),
            (format!("bedrock_mantle/{haiku}"), Ok((Route::Mantle, haiku))),
            (format!("eu.{haiku}"), Err(LeftOut::OtherRegion)),
            (format!("bedrock/us-gov-west-1/{haiku}"), Err(LeftOut::OtherRegion)),
            (format!("bedrock/invoke/{haiku}"), Err(LeftOut::OtherRoute)),
            ("claude-sonnet-4-5-20250929-v1:0".to_owned(), Err(LeftOut::OtherRoute)),
            ("anthropic.claude-haiku-4-5@20251001".to_owned(), Err(LeftOut::OtherRoute)),
            (
                "bedrock/us-west-2/1-month-commitment/cohere.command-text-v14".to_owned(),
                Err(LeftOut::Provisioned),
            ),
        ] {
            assert_eq!(route(&key), expected, "{key}");
        }
    }
}
