//! Writing a card as TOML that is read back as the same card: a model after the other, one value a
//! line, so that two versions compare well.

mod places;
mod prices;
#[cfg(test)]
mod tests;

use prices::{ModelPrices, decimal};
pub(super) use prices::{entries, inline};

use super::{Ability, BUCKETS, Card, Defaults, Model, ModelKind, Said};
use crate::document::{Draft, list, number, quoted};
use crate::effort::{Effort, ThinkingTokens};
use crate::money::Tokens;

impl Card {
    /// The card as TOML, which [`Card::parse`] reads back as the same card. What rests on the
    /// card's assumptions is left to them again.
    pub fn to_toml(&self) -> String {
        let mut out = Draft::with_comment("A tokenfare rate card, in USD per 1M tokens.");
        out.set("schema", "2");
        out.set("name", &quoted(&self.name));
        out.set("as_of", &self.as_of.to_string());
        out.set("source", &quoted(&self.source));
        if let Some(day) = self.status_as_of {
            out.set("status_as_of", &day.to_string());
        }
        defaults(&mut out, &self.defaults);
        places::availability(&mut out, self.availability.as_ref());
        for model in &self.models {
            out.line("\n[[model]]");
            self.model_lines(&mut out, model);
        }
        out.finish()
    }

    fn model_lines(&self, out: &mut Draft, model: &Model) {
        out.set("id", &quoted(&model.id));
        out.set("name", &quoted(&model.name));
        out.set("provider", &quoted(&model.provider));
        if !model.bedrock_ids.is_empty() {
            out.set("bedrock_ids", &list(&model.bedrock_ids));
        }
        out.set("tokenizer", &quoted(&model.tokenizer));
        let mut tokens = |key: &str, tokens: Option<Tokens>| {
            if let Some(tokens) = tokens {
                out.set(key, &number(tokens.get()));
            }
        };
        tokens("context", model.context);
        tokens("max_output", model.max_output);
        match &model.prices {
            None => match model.per_query {
                Some(price) => out.set("per_query", &price.exact()),
                None => out.set("unpriced", "true"),
            },
            Some(prices) => ModelPrices::of(&self.defaults, model, prices).write(out, true),
        }
        places::offered(out, model.offered.as_ref());
        if let Some(day) = model.end_of_life {
            out.set("end_of_life", &day.to_string());
        }
        if let Some(successor) = &model.successor {
            out.set("successor", &quoted(successor));
        }
        if model.kind != ModelKind::default() {
            out.set("kind", &quoted(model.kind.word()));
        }
        let abilities = |has| model.abilities.said(has).map(Ability::word).collect::<Vec<_>>();
        for (key, words) in [("can", abilities(true)), ("cannot", abilities(false))] {
            if !words.is_empty() {
                out.set(key, &list(&words));
            }
        }
        if let Some(thinks) = model.thinks {
            out.set("thinks", &quoted(thinks.word()));
        }
        let efforts: Vec<_> = model.efforts.all().map(Effort::word).collect();
        if !efforts.is_empty() {
            out.set("efforts", &list(&efforts));
        }
        if let Some(effort) = model.effort {
            out.set("effort", &quoted(effort.word()));
        }
        if let Some(tokens) = thinking_tokens(model.thinking_tokens) {
            out.set("thinking_tokens", &tokens);
        }
        if let Some(status) = model.status {
            out.set("status", &quoted(status.word()));
        }
        if let Some(times) = model.burndown {
            out.set("burndown", &times.to_string());
        }
        for (key, said) in [("disputed", &model.disputed), ("sources", &model.sources)] {
            let words = |said: &Said| format!("{} = {}", said.topic.key(), quoted(&said.words));
            if !said.is_empty() {
                out.set(key, &inline(&said.iter().map(words).collect::<Vec<_>>()));
            }
        }
        if let Some(source) = &model.source {
            out.set("source", &quoted(source));
        }
        if !model.notes.is_empty() {
            out.set("notes", &list(&model.notes));
        }
        for past in &model.past {
            out.line("\n[[model.past]]");
            out.set("until", &past.until.to_string());
            if let Some(prices) = &past.model.prices {
                ModelPrices::of(&self.defaults, &past.model, prices).write(out, false);
            }
        }
    }
}

/// Thinking tokens as one number where all efforts have it, else by effort as a table in one line; none
/// where nothing is stated.
pub(super) fn thinking_tokens(stated: ThinkingTokens) -> Option<String> {
    if let Some(tokens) = stated.alike() {
        return Some(number(tokens.into()));
    }
    let entry =
        |(effort, tokens): (Effort, u32)| format!("{} = {}", effort.word(), number(tokens.into()));
    let entries: Vec<String> = stated.all().map(entry).collect();
    (!entries.is_empty()).then(|| inline(&entries))
}

fn defaults(out: &mut Draft, defaults: &Defaults) {
    if *defaults == Defaults::default() {
        return;
    }
    out.line("\n[defaults]");
    if let Some(permille) = defaults.batch_permille {
        out.set("batch", &decimal(permille));
    }
    if let Some(tokens) = defaults.cache_min_tokens {
        out.set("cache_min_tokens", &number(tokens.get()));
    }
    for set in &defaults.cache {
        out.line(&format!("\n[defaults.cache.{}]", quoted(&set.name)));
        for spec in &BUCKETS {
            if let Some(permille) = set.permille[spec.bucket] {
                out.set(spec.assumed_key, &decimal(permille));
            }
        }
    }
}
