//! The model behind an id as logs write it: with a region prefix, in an ARN, with a version.

use crate::card::{Card, split_profile};
use crate::place::{Profile, Region};

/// A model of a card, and the price list that the id names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resolved {
    /// The model's place in the card.
    pub model: usize,
    /// The inference profile that its prefix names; none without a prefix.
    pub profile: Option<Profile>,
    /// The region that its ARN names.
    pub region: Option<Region>,
}

/// The model that a log's id names: the one with the longest of its `bedrock_ids` that the id is,
/// or is with a version, date or context variant after it (`-20251001`, `-v1:0`, `:200k`). Where
/// the id has no version, as in the body of a response, it is also the one model whose id begins
/// with it and goes on with its version.
///
/// None where no model fits, or more than one: nothing is guessed. Application inference profiles,
/// provisioned, imported and custom models have ids that name no model.
pub fn resolve(card: &Card, id: &str) -> Option<Resolved> {
    let id = id.trim();
    let (id, region) = if id.starts_with("arn:") {
        let mut parts = id.splitn(6, ':');
        let region = parts.nth(3)?.parse().ok();
        let resource = parts.nth(1)?;
        let id = resource
            .strip_prefix("foundation-model/")
            .or_else(|| resource.strip_prefix("inference-profile/"))?;
        (id, region)
    } else {
        (id, None)
    };
    if let Some(model) = by_bedrock_id(card, id) {
        return Some(Resolved { model, profile: None, region });
    }
    let (profile, rest) = split_profile(id)?;
    by_bedrock_id(card, rest).map(|model| Resolved { model, profile: Some(profile), region })
}

fn by_bedrock_id(card: &Card, id: &str) -> Option<usize> {
    let known = || {
        let models = card.models.iter().enumerate();
        models.flat_map(|(at, model)| model.bedrock_ids.iter().map(move |known| (at, known)))
    };
    let longest = known()
        .filter(|(_, known)| id.strip_prefix(known.as_str()).is_some_and(is_version))
        .max_by_key(|(_, known)| known.len());
    if let Some((model, _)) = longest {
        return Some(model);
    }
    // `claude-haiku-4-5-20251001` in a response is `anthropic.claude-haiku-4-5-20251001-v1:0`.
    let goes_on = |known: &str, id: &str| {
        known.strip_prefix(id).is_some_and(|rest| !rest.is_empty() && is_version(rest))
    };
    let names = |known: &str| {
        let bare = known.split_once('.').map_or("", |(_, name)| name);
        let is_bare = id.strip_prefix(bare).is_some_and(is_version) && !bare.is_empty();
        goes_on(known, id) || is_bare || goes_on(bare, id)
    };
    let mut fit = known().filter(|(_, known)| !id.is_empty() && names(known));
    let (model, _) = fit.next()?;
    fit.all(|(other, _)| other == model).then_some(model)
}

/// Whether a text is nothing, or what ids put after a model's name: `-20251001`, `-v1`, `:0`,
/// `:200k`, in any number.
fn is_version(rest: &str) -> bool {
    let mut rest = rest;
    while !rest.is_empty() {
        let Some(part) = rest.strip_prefix(['-', ':']) else {
            return false;
        };
        let end = part.find(['-', ':']).unwrap_or(part.len());
        let (part, after) = part.split_at(end);
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let good = if rest.starts_with('-') {
            part.len() == 8 && digits(part) || part.strip_prefix('v').is_some_and(digits)
        } else {
            digits(part.strip_suffix('k').unwrap_or(part))
        };
        if !good {
            return false;
        }
        rest = after;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::Builtin;
    use crate::place::Geography;

    const US: Option<Profile> = Some(Profile::Geography(Geography::Us));

    fn named(id: &str) -> Option<(String, Option<Profile>)> {
        let card = Builtin::List.parse().unwrap();
        let found = resolve(&card, id)?;
        Some((card.models[found.model].id.clone(), found.profile))
    }

    #[test]
    fn regions_arns_and_versions() {
        for (id, model, profile) in [
            ("amazon.nova-lite-v1:0", "nova-lite", None),
            ("amazon.nova-lite-v1:0:300k", "nova-lite", None),
            ("us.amazon.nova-lite-v1:0", "nova-lite", US),
            ("global.anthropic.claude-sonnet-5", "claude-sonnet-5", Some(Profile::Global)),
            (
                "eu.anthropic.claude-sonnet-5-5-20261001-v1:0",
                "claude-sonnet-5-5",
                Some(Profile::Geography(Geography::Eu)),
            ),
            (
                "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0",
                "nova-lite",
                None,
            ),
            (
                "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-haiku-4-5-20251001-v1:0",
                "claude-haiku-4-5",
                US,
            ),
            ("claude-haiku-4-5-20251001", "claude-haiku-4-5", None),
            ("anthropic.claude-sonnet-5", "claude-sonnet-5", None),
            ("openai.gpt-oss-20b-1:0", "gpt-oss-20b", None),
            // Names of the mantle endpoint.
            ("openai.gpt-oss-120b", "gpt-oss-120b", None),
            ("qwen.qwen3-32b", "qwen3-32b", None),
            ("deepseek.v3.1", "deepseek-v3-1", None),
            ("anthropic.claude-haiku-4-5", "claude-haiku-4-5", None),
            ("openai.gpt-5.6-cyber", "gpt-5-6-cyber", None),
        ] {
            assert_eq!(named(id), Some((model.to_owned(), profile)), "{id}");
        }
    }

    #[test]
    fn nothing_is_guessed() {
        for id in [
            "",
            "anthropic",
            "anthropic.claude",
            "anthropic.claude-sonnet-5-5-mini",
            "anthropic.claude-sonnet-4-6x",
            "amazon.nova-lite-v2:0",
            "mars.amazon.nova-lite-v1:0",
            "us.us.amazon.nova-lite-v1:0",
            "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/amazon.nova-lite-v1:0",
            "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abc",
            "arn:aws:bedrock:us-east-1:123456789012:custom-model/amazon.nova-lite-v1:0:300k/abc",
            "arn:",
        ] {
            assert_eq!(named(id), None, "{id}");
        }
    }

    #[test]
    fn every_model_is_found_by_its_own_ids() {
        for card in Builtin::ALL.map(|card| card.parse().unwrap()) {
            for (at, model) in card.models.iter().enumerate() {
                for id in &model.bedrock_ids {
                    for id in [
                        id.clone(),
                        format!("us.{id}"),
                        format!("arn:aws:bedrock:us-west-2::foundation-model/{id}"),
                    ] {
                        assert_eq!(resolve(&card, &id).map(|found| found.model), Some(at), "{id}");
                    }
                }
            }
        }
    }
}
