//! What ids in logs stand for that name no model: application inference profiles, and whatever else the
//! user says.

use std::collections::HashMap;

use super::bedrock_id::{Resolved, resolve};
use crate::card::Card;

/// Bedrock ids of models by the ids that stand for them: ARNs, or what stands after their last slash.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names(Option<HashMap<String, String>>);

impl Names {
    /// None is named.
    pub const NONE: Self = Self(None);

    /// Names what an id stands for, in place of what was said before.
    pub fn insert(&mut self, id: &str, bedrock_id: &str) {
        let names = self.0.get_or_insert_default();
        names.insert(id.trim().to_owned(), bedrock_id.to_owned());
    }

    /// The model that an id names by itself, or stands for.
    pub(super) fn resolve(&self, card: &Card, id: &str) -> Option<Resolved> {
        resolve(card, id).or_else(|| {
            let names = self.0.as_ref()?;
            let short = || id.rsplit_once('/').and_then(|(_, short)| names.get(short));
            resolve(card, names.get(id.trim()).or_else(short)?)
        })
    }
}

/// What an id names that is no model of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nameless {
    /// Nothing: the log has no id.
    NoId,
    /// An application inference profile, which stands for a model.
    Profile,
    /// Throughput that is paid by the hour.
    Provisioned,
    /// A model of the user's own, paid by the hour or by its own price.
    Custom,
    /// A model that was imported, paid by the minute.
    Imported,
    /// A model on an endpoint that is paid by the hour.
    Endpoint,
    /// A prompt that is kept on Bedrock, which names a model of its own.
    Prompt,
    /// A prompt router, which chose a model that the log does not name.
    Router,
    /// A model that the card does not have.
    NotOnCard,
}

/// What stands in ARNs before the names of resources.
const KINDS: [(&str, Nameless); 9] = [
    ("application-inference-profile/", Nameless::Profile),
    ("provisioned-model/", Nameless::Provisioned),
    ("custom-model/", Nameless::Custom),
    ("custom-model-deployment/", Nameless::Custom),
    ("imported-model/", Nameless::Imported),
    ("endpoint/", Nameless::Endpoint),
    ("prompt/", Nameless::Prompt),
    ("prompt-router/", Nameless::Router),
    ("default-prompt-router/", Nameless::Router),
];

impl Nameless {
    /// What an id names.
    pub fn of(id: &str) -> Self {
        if id.is_empty() {
            return Self::NoId;
        }
        let resource = id.starts_with("arn:").then(|| id.splitn(6, ':').nth(5)).flatten();
        let kind = |resource: &str| KINDS.iter().find(|(start, _)| resource.starts_with(start));
        resource.and_then(kind).map_or(Self::NotOnCard, |(_, kind)| *kind)
    }

    /// A few words for a table.
    pub const fn words(self) -> &'static str {
        match self {
            Self::NoId => "no id",
            Self::Profile => "application profile",
            Self::Provisioned => "provisioned model",
            Self::Custom => "custom model",
            Self::Imported => "imported model",
            Self::Endpoint => "SageMaker endpoint",
            Self::Prompt => "kept prompt",
            Self::Router => "prompt router",
            Self::NotOnCard => "not on the card",
        }
    }

    /// Why requests have no cost, after "since".
    pub const fn why(self) -> &'static str {
        match self {
            Self::NoId => "the log has no id; --model MODEL says which model it is",
            Self::Profile => {
                "an application inference profile names no model; --model ARN=MODEL or --profiles says \
                 which it stands for"
            }
            Self::Provisioned => "provisioned throughput is paid by the hour, not by tokens",
            Self::Custom => "a custom model has a price of its own",
            Self::Imported => "an imported model is paid by the minute, not by tokens",
            Self::Endpoint => "a SageMaker endpoint is paid by the hour, not by tokens",
            Self::Prompt => {
                "a kept prompt names no model; --model ARN=MODEL says which it stands for"
            }
            Self::Router => {
                "a prompt router names no model, and the log not which it chose; --model ARN=MODEL says \
                 which to take"
            }
            Self::NotOnCard => "the id names no model of the card",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::Builtin;

    #[test]
    fn what_is_no_model_is_told_apart() {
        let arn = |resource: &str| format!("arn:aws:bedrock:us-east-1:123456789012:{resource}");
        for (id, kind) in [
            (String::new(), Nameless::NoId),
            (arn("application-inference-profile/a1b2"), Nameless::Profile),
            (arn("provisioned-model/a1b2"), Nameless::Provisioned),
            (arn("custom-model/amazon.nova-lite-v1:0:300k/a1b2"), Nameless::Custom),
            (arn("custom-model-deployment/a1b2"), Nameless::Custom),
            (arn("imported-model/a1b2"), Nameless::Imported),
            (
                "arn:aws:sagemaker:us-east-1:123456789012:endpoint/mine".to_owned(),
                Nameless::Endpoint,
            ),
            (arn("prompt/A1B2:1"), Nameless::Prompt),
            (arn("default-prompt-router/meta.llama:1"), Nameless::Router),
            ("mistral.medium".to_owned(), Nameless::NotOnCard),
        ] {
            assert_eq!(Nameless::of(&id), kind, "{id}");
        }
    }

    #[test]
    fn a_name_is_the_whole_arn_or_its_end() {
        let card = Builtin::List.parse().unwrap();
        let arn = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2";
        for key in [arn, "a1b2"] {
            let mut names = Names::NONE;
            assert_eq!(names.resolve(&card, arn), None);
            names.insert(key, "us.amazon.nova-lite-v1:0");
            let found = names.resolve(&card, arn).unwrap();
            assert_eq!(card.models[found.model].id, "nova-lite");
            assert!(found.profile.is_some());
        }
    }
}
