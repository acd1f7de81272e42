//! Which model of a card a bill means: bills call `Claude4.6Sonnet` what a card calls Claude Sonnet 4.6.

use std::collections::HashMap;

use super::UsageType;
use super::usage_type::{bedrock_id, model_of};
use crate::card::{Card, bare_id};

/// What stands after the names of models sold through the marketplace.
const EDITION: &str = " (Amazon Bedrock Edition)";
/// Words of names that bills leave out, or cards.
const FILLERS: [&str; 4] = ["instruct", "it", "preview", "text"];

/// The models of a card by how bills may call them.
#[derive(Debug)]
pub struct Names {
    /// By the words and numbers of a name; none where these are of more than one model.
    known: HashMap<String, Option<usize>>,
}

/// How a bill calls a model: by the name of its product where it is one of the marketplace, else in the
/// usage type. Empty where it does not say.
pub(super) fn called(usage_type: &str, product: &str) -> String {
    if UsageType::is_marketplace(usage_type) {
        return product.trim().trim_end_matches(EDITION).to_owned();
    }
    bedrock_id(usage_type).or_else(|| model_of(usage_type)).unwrap_or_default()
}

impl Names {
    /// The names of the models of a card.
    pub fn of(card: &Card) -> Self {
        let mut known = HashMap::new();
        for (at, model) in card.models.iter().enumerate() {
            let full = format!("{} {}", model.provider, model.name);
            let ids = model.bedrock_ids.iter().map(|id| bare_id(id));
            let ids = ids.flat_map(|id| [id, id.split_once('.').map_or(id, |(_, name)| name)]);
            let own = [model.name.as_str(), model.id.as_str(), full.as_str()];
            for name in own.into_iter().chain(ids) {
                for spelling in spellings(name) {
                    let other = known.entry(spelling).or_insert(Some(at));
                    *other = other.filter(|other| *other == at);
                }
            }
        }
        Self { known }
    }

    /// The place on the card of the model that a bill calls so; none where that is no model of the
    /// card, or more than one.
    pub fn find(&self, name: &str) -> Option<usize> {
        let known = |spelling: String| self.known.get(&spelling).copied().flatten();
        (!name.is_empty()).then(|| spellings(name).into_iter().find_map(known)).flatten()
    }
}

/// The words of a name in the order of the alphabet and its numbers in their own: all, and without
/// fillers; with `NovaPro` as two words and as one.
fn spellings(name: &str) -> [String; 4] {
    let [(split, numbers), (whole, _)] = [true, false].map(|splits| pieces(name, splits));
    let joined = |words: &[String], fillers: bool| {
        let is_kept = |word: &&String| fillers || !FILLERS.contains(&word.as_str());
        let mut words: Vec<_> = words.iter().filter(is_kept).cloned().collect();
        words.sort();
        format!("{} {}", words.join(" "), numbers.join(" "))
    };
    [joined(&split, true), joined(&whole, true), joined(&split, false), joined(&whole, false)]
}

/// The words of a name in small letters, and its numbers, without the zero of `2.0`.
fn pieces(name: &str, splits: bool) -> (Vec<String>, Vec<String>) {
    let (mut words, mut numbers): (Vec<String>, Vec<String>) = Default::default();
    let mut before = [' ', ' '];
    for c in name.chars() {
        let goes_on = match before[1] {
            last if c.is_ascii_digit() => last.is_ascii_digit(),
            last => last.is_alphabetic() && !(splits && last.is_lowercase() && c.is_uppercase()),
        };
        let list = if c.is_ascii_digit() { &mut numbers } else { &mut words };
        if c.is_alphanumeric() {
            match list.last_mut().filter(|_| goes_on) {
                Some(piece) => piece.extend(c.to_lowercase()),
                // A digit after a point goes on with its number: the zero of `2.0` says nothing.
                None if c == '0' && before[1] == '.' && before[0].is_ascii_digit() => {}
                None => list.push(c.to_lowercase().collect()),
            }
        }
        before = [before[1], c];
    }
    for word in words.iter_mut().filter(|word| word.len() > 3 && word.ends_with('s')) {
        word.pop();
    }
    (words, numbers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::Builtin;

    #[test]
    fn bills_and_cards_mean_the_same_models() {
        let card = Builtin::List.parse().unwrap();
        let names = Names::of(&card);
        let found = |name: &str| names.find(name).map(|at| card.models[at].id.as_str());
        for (name, id) in [
            ("Claude4.6Sonnet", "claude-sonnet-4-6"),
            ("Claude4.5Haiku", "claude-haiku-4-5"),
            ("Claude Sonnet 5.5", "claude-sonnet-5-5"),
            ("anthropic.claude-opus-4-8", "claude-opus-4-8"),
            ("NovaPro", "nova-pro"),
            ("Nova2.0Lite", "nova-2-lite"),
            ("Nova2.0Pro", "nova-2-pro"),
            ("Llama4-Scout-17B", "llama-4-scout-17b"),
            ("Llama3.1-70B", "llama-3-1-70b"),
            ("Llama3-3-70B", "llama-3-3-70b"),
            ("GPT-OSS-Safeguard-120B", "gpt-oss-safeguard-120b"),
            ("Gemma-3-4B-IT", "gemma-3-4b"),
            ("openai.gpt-5.6-sol", "gpt-5-6-sol"),
            ("GPT-5.6 Sol", "gpt-5-6-sol"),
            ("OpenAI GPT-6 Luna", "gpt-6-luna"),
            ("qwen.qwen3-32b", "qwen3-32b"),
            ("DeepSeekV3.1", "deepseek-v3-1"),
            ("TitanEmbeddingV2-Text", "titan-embed-text-v2"),
        ] {
            assert_eq!(found(name), Some(id), "{name}");
        }
        for name in ["", "Claude", "Claude5.4Sonnet", "GPT-6.5 Sol", "Nova", "Llama", "17"] {
            assert_eq!(found(name), None, "{name}");
        }
    }

    #[test]
    fn every_model_is_found_by_its_own_name() {
        for card in Builtin::ALL.map(|card| card.parse().unwrap()) {
            let names = Names::of(&card);
            for (at, model) in card.models.iter().enumerate() {
                for name in [&model.name, &model.id] {
                    assert_eq!(names.find(name), Some(at), "{name}");
                }
            }
        }
    }

    #[test]
    fn the_product_names_the_models_of_the_marketplace() {
        let usage_type = "USE1-MP:USE1_InputTokenCount_Global-Units";
        let sonnet = called(usage_type, "Claude Sonnet 5.5 (Amazon Bedrock Edition)");
        assert_eq!(sonnet, "Claude Sonnet 5.5");
        assert_eq!(called("USE1-NovaPro-output-tokens-batch", "Amazon Bedrock"), "NovaPro");
        assert_eq!(called(usage_type, ""), "");
    }
}
