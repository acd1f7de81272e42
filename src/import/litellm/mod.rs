//! LiteLLM's map of model prices: an object of models by name, with USD per token in keys such as
//! `input_cost_per_token`, `cache_read_input_token_cost` and
//! `output_cost_per_token_above_200k_tokens`.

mod entry;
mod keys;

use std::collections::BTreeSet;

use serde_json::Value;

use super::list::{Listed, Part, contradictory};
use super::report::{LeftOut, Report};
use super::routes::{Route, Routes, bare_id, by_prefix};
use crate::card::Card;
use crate::place::{Place, Region};
use entry::Entry;

pub(super) fn is_one(json: &Value) -> bool {
    json.as_object()
        .is_some_and(|map| map.values().any(|entry| entry.get("litellm_provider").is_some()))
}

pub(super) fn read(parts: &[Part<'_>], known: &Card, report: &mut Report) -> Vec<Listed> {
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
        let mut entry = Entry::of(entry);
        match entry.prices() {
            Ok(prices) => {
                let facts = entry.facts();
                entry.tell(key, &prices, report);
                models.add(route, id, key, facts, prices);
            }
            Err(fault) => fault.tell(key, report),
        }
    }
    models.listed(known, report)
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
    let mantle = key.strip_prefix("bedrock_mantle/");
    let path = mantle.or_else(|| key.strip_prefix("bedrock/")).unwrap_or(key);
    let Some((first, rest)) = path.split_once('/') else {
        return match mantle {
            Some(id) => bare_id(id).map(|id| (Route::At(Place::Mantle), id)),
            None => by_prefix(path),
        };
    };
    match first.parse::<Region>() {
        _ if rest.contains("-commitment/") => Err(LeftOut::Provisioned),
        Ok(region) if mantle.is_some() => bare_id(rest).map(|id| (Route::MantleIn(region), id)),
        Ok(region) => bare_id(rest).map(|id| (Route::At(Place::Region(region)), id)),
        Err(_) if matches!(first, "invoke" | "converse" | "claude_platform") => {
            Err(LeftOut::OtherRoute)
        }
        Err(_) => Err(LeftOut::OtherRegion),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_tell_the_route() {
        let haiku = "anthropic.claude-haiku-4-5-20251001-v1:0";
        let at = |place: &str| Route::At(place.parse().unwrap());
        let gov: Region = "us-gov-west-1".parse().unwrap();
        for (key, expected) in [
            (haiku.to_owned(), Ok((at("in-region"), haiku))),
            (format!("bedrock/{haiku}"), Ok((at("in-region"), haiku))),
            (format!("global.{haiku}"), Ok((Route::Global, haiku))),
            (format!("bedrock_mantle/{haiku}"), Ok((at("mantle"), haiku))),
            (format!("us.{haiku}"), Ok((at("us"), haiku))),
            (format!("us-gov.{haiku}"), Ok((at("us-gov"), haiku))),
            (format!("bedrock/us-gov-west-1/{haiku}"), Ok((at("us-gov-west-1"), haiku))),
            (format!("bedrock_mantle/us-gov-west-1/{haiku}"), Ok((Route::MantleIn(gov), haiku))),
            (format!("sa.{haiku}"), Err(LeftOut::OtherRegion)),
            (format!("bedrock/us-gov-mars-1/{haiku}"), Err(LeftOut::OtherRegion)),
            (format!("bedrock/us-gov-west-1/us.{haiku}"), Err(LeftOut::OtherRoute)),
            ("bedrock/us-gov-west-1/claude-haiku-4-5".to_owned(), Err(LeftOut::OtherRoute)),
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
