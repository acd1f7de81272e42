//! Which model an entry of a price list is.

use super::list::Listed;
use crate::card::{Card, Model, bare_id};

/// Whether a known card has a model of exactly this Bedrock id.
pub(super) fn is_exact(listed: &Listed, card: &Card) -> bool {
    let id = listed.bedrock_id.as_ref();
    id.is_some_and(|id| by_id(card, |known| known == id).is_some())
}

/// The model of a known card that a listed one is.
pub(super) fn known<'c>(listed: &Listed, card: &'c Card) -> Option<&'c Model> {
    if let Some(id) = &listed.bedrock_id {
        return known_id(id, card);
    }
    let name = letters(listed.name.as_deref()?);
    let same = |model: &&Model| {
        let (known, maker) = (letters(&model.name), letters(&model.provider));
        [
            known.clone(),
            letters(&model.id),
            format!("{maker}{known}"),
            known.trim_end_matches("instruct").to_owned(),
        ]
        .contains(&name)
    };
    card.models.iter().find(same)
}

/// The model of a known card that a Bedrock id is of.
pub(super) fn known_id<'c>(id: &str, card: &'c Card) -> Option<&'c Model> {
    let same = bare_id(id);
    by_id(card, |known| known == id).or_else(|| by_id(card, |known| bare_id(known) == same))
}

/// The first id of the known model that has this very one.
pub(super) fn spelled<'c>(id: &str, card: &'c Card) -> Option<&'c str> {
    let model = by_id(card, |known| known == id)?;
    model.bedrock_ids.first().map(String::as_str)
}

/// Whether two Bedrock ids are of one model.
pub(super) fn is_same(id: &str, other: &str, card: &Card) -> bool {
    let known = |id| known_id(id, card).map(|model| &model.id);
    bare_id(id) == bare_id(other) || known(id).is_some_and(|model| Some(model) == known(other))
}

fn by_id(card: &Card, same: impl Fn(&str) -> bool) -> Option<&Model> {
    let mut models = card.models.iter();
    models.find(|model| model.bedrock_ids.iter().any(|known| same(known)))
}

/// An id for the command line from a Bedrock id or a name: `claude-haiku-4-5`.
pub(super) fn short_id(listed: &Listed) -> String {
    let own = listed.bedrock_id.as_deref().map(bare_id);
    let text = match own {
        Some(id) => id.split_once('.').map_or(id, |(_, model)| model).to_owned(),
        None => listed.name.clone().unwrap_or_default(),
    };
    let mut id = String::new();
    for c in text.to_lowercase().chars() {
        if c.is_ascii_alphanumeric() || c == '.' {
            id.push(c);
        } else if !id.ends_with('-') && !id.is_empty() {
            id.push('-');
        }
    }
    id.trim_end_matches(['-', '.']).to_owned()
}

/// Who makes a model, by the list, or by others of the known card whose Bedrock ids or names start
/// alike; else the start of its id or name.
pub(super) fn provider(listed: &Listed, card: &Card) -> String {
    if let Some(provider) = &listed.provider {
        return provider.clone();
    }
    let vendor = listed.bedrock_id.as_deref().and_then(|id| id.split_once('.'));
    let by_vendor = vendor.and_then(|(vendor, _)| {
        let start = format!("{vendor}.");
        card.models.iter().find(|model| model.bedrock_ids.iter().any(|id| id.starts_with(&start)))
    });
    let name = listed.name.as_deref().unwrap_or(&listed.label);
    let word = name.split(' ').next().unwrap_or(name);
    let by_word = || {
        card.models
            .iter()
            .find(|model| model.provider == word || model.name.split(' ').next() == Some(word))
    };
    match (by_vendor.or_else(by_word), vendor) {
        (Some(model), _) => model.provider.clone(),
        (None, Some((vendor, _))) => vendor.to_owned(),
        (None, None) => word.to_owned(),
    }
}

/// The letters and digits of a name in small letters, without `.0`.
pub(super) fn letters(name: &str) -> String {
    name.replace(".0 ", " ")
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::Builtin;

    #[test]
    fn models_are_known_by_bedrock_id_or_name() {
        let card = Builtin::List.parse().unwrap();
        let by_id = |id: &str| {
            let listed = Listed { bedrock_id: Some(id.to_owned()), ..Listed::default() };
            known(&listed, &card).map(|model| model.id.clone())
        };
        assert_eq!(by_id("amazon.nova-micro-v1:0").as_deref(), Some("nova-micro"));
        assert_eq!(by_id("anthropic.claude-haiku-4-5").as_deref(), Some("claude-haiku-4-5"));
        assert_eq!(by_id("vendor.new-v1:0"), None);
        let by_name = |name: &str| {
            let listed = Listed { name: Some(name.to_owned()), ..Listed::default() };
            known(&listed, &card).map(|model| model.id.clone())
        };
        assert_eq!(by_name("Claude Haiku 4.5").as_deref(), Some("claude-haiku-4-5"));
        assert_eq!(by_name("OpenAI GPT-6 Luna").as_deref(), Some("gpt-6-luna"));
        assert_eq!(by_name("Nova 2.0 Lite").as_deref(), Some("nova-2-lite"));
        assert_eq!(by_name("Llama 3.1 8B").as_deref(), Some("llama-3-1-8b"));
    }

    #[test]
    fn unknown_models_get_ids_and_makers() {
        let card = Builtin::List.parse().unwrap();
        let listed = Listed {
            bedrock_id: Some("anthropic.claude-new-7-20300101-v1:0".to_owned()),
            ..Listed::default()
        };
        assert_eq!(short_id(&listed), "claude-new-7");
        assert_eq!(provider(&listed, &card), "Anthropic");
        let named = Listed { name: Some("Claude (100K) X".to_owned()), ..Listed::default() };
        assert_eq!(short_id(&named), "claude-100k-x");
        assert_eq!(provider(&named, &card), "Anthropic");
        let new = Listed { name: Some("Startup One".to_owned()), ..Listed::default() };
        assert_eq!(provider(&new, &card), "Startup");
    }
}
