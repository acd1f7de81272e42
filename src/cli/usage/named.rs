//! What ids in logs stand for that name no model, as the user says: by `--model`, in a file, and in the
//! settings.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::Value;

use crate::card::Card;
use crate::cli::error::{Error, Result};
use crate::disk;
use crate::document::printable;
use crate::library::{find, settings};
use crate::place::{Geography, Region};
use crate::usage::Names;

/// A list of profiles is no longer than this.
const LONGEST: u64 = 16 << 20;

#[derive(Debug, Args)]
pub(in crate::cli) struct NamedArgs {
    /// The model of requests that name none, such as bare responses: an id, a name or a Bedrock id; or
    /// ID=MODEL for what an ARN stands for, as often as there are such
    #[arg(long, value_name = "[ID=]MODEL")]
    model: Vec<String>,
    /// What ARNs stand for: `aws bedrock list-inference-profiles` as JSON, or TOML with [profiles]
    #[arg(long, value_name = "FILE")]
    profiles: Option<PathBuf>,
}

/// What the user says of ids.
#[derive(Debug, Default)]
pub(in crate::cli) struct Named {
    /// The Bedrock id of requests that name no model.
    pub(in crate::cli) assumed: Option<String>,
    pub(in crate::cli) names: Names,
}

impl NamedArgs {
    /// Refuses what is said of ids where there is no log that has them: `flag` would name one.
    pub(in crate::cli) fn needs(&self, has_logs: bool, flag: &str) -> Result<()> {
        if has_logs || self.model.is_empty() && self.profiles.is_none() {
            return Ok(());
        }
        Err(Error::input(format!(
            "--model and --profiles say what ids in logs stand for; name the logs with {flag}"
        )))
    }

    /// What the settings say, in place of that what the file does, and in place of that the flags.
    pub(in crate::cli) fn of(&self, card: &Card, config: Option<&Path>) -> Result<Named> {
        let mut named = Named::default();
        for (id, model) in settings::load(config)?.profiles {
            named.names.insert(&id, &bedrock_id(card, &model)?);
        }
        if let Some(path) = &self.profiles {
            for (id, model) in listed(path)? {
                // Profiles of models that the card does not have say nothing.
                if let Ok(model) = bedrock_id(card, &model) {
                    named.names.insert(&id, &model);
                }
            }
        }
        for said in &self.model {
            match said.split_once('=') {
                Some((id, model)) => named.names.insert(id, &bedrock_id(card, model)?),
                None if named.assumed.is_some() => {
                    return Err(Error::input(
                        "--model says twice which model requests without one are of; say ID=MODEL for an ARN",
                    ));
                }
                None => named.assumed = Some(bedrock_id(card, said)?),
            }
        }
        Ok(named)
    }
}

/// The Bedrock id of a model that is named in some way; one with a region chooses the price list too.
fn bedrock_id(card: &Card, named: &str) -> Result<String> {
    let found = find::model(card, named)?;
    if found.profile.is_some() || named.trim().starts_with("arn:") {
        return Ok(named.trim().to_owned());
    }
    found.model.bedrock_ids.first().cloned().ok_or_else(|| {
        Error::input(format!(
            "{} has no Bedrock id on the card, which requests could be counted under",
            found.model.name
        ))
    })
}

/// The ids of a file, each with the model that it stands for.
fn listed(path: &Path) -> Result<Vec<(String, String)>> {
    let name = path.to_string_lossy();
    let cannot = |why: &dyn std::fmt::Display| {
        Error::input(format!("cannot read `{}`: {why}", printable(&name)))
    };
    let text = disk::read_text(path, LONGEST).map_err(|why| cannot(&why))?;
    if !text.trim_start().starts_with('{') {
        return Ok(settings::load(Some(path))?.profiles);
    }
    let list: Value = serde_json::from_str(&text).map_err(|why| cannot(&why))?;
    let Some(profiles) = list.get("inferenceProfileSummaries").and_then(Value::as_array) else {
        return Err(cannot(
            &"it has no `inferenceProfileSummaries`, as `aws bedrock list-inference-profiles` prints them",
        ));
    };
    let each = profiles.iter().filter_map(|profile| {
        let arn = profile.get("inferenceProfileArn")?.as_str()?;
        Some((arn.to_owned(), model_of(profile)?))
    });
    Ok(each.collect())
}

/// The model of a profile as an id with what its regions say: one alone, all of a geography, or more.
fn model_of(profile: &Value) -> Option<String> {
    let models = profile.get("models")?.as_array()?;
    let arns = models.iter().filter_map(|model| model.get("modelArn")?.as_str());
    let arns: Vec<&str> = arns.collect();
    let first = *arns.first()?;
    let id = first.rsplit_once('/')?.1;
    let regions = arns.iter().map(|arn| arn.split(':').nth(3)?.parse::<Region>().ok());
    let regions: Option<Vec<Region>> = regions.collect();
    match regions.as_deref() {
        Some([_]) => Some(first.to_owned()),
        Some(regions) => {
            let all = |geography: &Geography| {
                regions.iter().all(|region| region.geographies().contains(geography))
            };
            let prefix = Geography::all().find(all).map_or("global", Geography::prefix);
            Some(format!("{prefix}.{id}"))
        }
        // A profile that reaches everywhere names no region.
        None => Some(format!("global.{id}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_are_what_their_regions_say() {
        let profile = |regions: &[&str]| {
            let models: Vec<Value> = regions
                .iter()
                .map(|region| {
                    let arn =
                        format!("arn:aws:bedrock:{region}::foundation-model/amazon.nova-lite-v1:0");
                    serde_json::json!({ "modelArn": arn })
                })
                .collect();
            model_of(&serde_json::json!({ "models": models })).unwrap()
        };
        assert_eq!(profile(&["us-east-1", "us-west-2"]), "us.amazon.nova-lite-v1:0");
        assert_eq!(profile(&["eu-central-1", "eu-west-1"]), "eu.amazon.nova-lite-v1:0");
        assert_eq!(profile(&["us-east-1", "eu-west-1"]), "global.amazon.nova-lite-v1:0");
        let alone = "arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0";
        assert_eq!(profile(&["eu-west-1"]), alone);
        assert_eq!(profile(&["us-east-1", ""]), "global.amazon.nova-lite-v1:0");
    }
}
