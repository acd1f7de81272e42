//! Finding a model by what people call it.

use super::fault::{Fault, Result};
use crate::card::{Card, Model};
use crate::document::{nearest as nearest_word, printable};
use crate::place::Profile;
use crate::usage;

/// A model, and the inference profile that its Bedrock id names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found<'c> {
    pub(crate) model: &'c Model,
    /// None unless it was called by a Bedrock id with a prefix.
    pub(crate) profile: Option<Profile>,
}

/// The model of this id, name or Bedrock id, in any case.
pub(crate) fn model<'c>(card: &'c Card, typed: &str) -> Result<Found<'c>> {
    lookup(card, typed).ok_or_else(|| {
        Fault::input(format!(
            "there is no model `{}` on the rate card {}; {}",
            printable(typed),
            card.name,
            mend(card, typed),
        ))
    })
}

/// What to do about a model that a card does not have.
pub(crate) fn mend(card: &Card, typed: &str) -> String {
    let near: Vec<&str> = nearest(card, typed).iter().map(|model| model.id.as_str()).collect();
    match near.as_slice() {
        [] => "`tokenfare rates show` with the card's name lists its models".to_owned(),
        near => format!("did you mean {}?", word_list(near, "or")),
    }
}

/// [`model`], or none.
pub(crate) fn lookup<'c>(card: &'c Card, typed: &str) -> Option<Found<'c>> {
    let typed = typed.trim();
    let by = |matches: &dyn Fn(&Model) -> bool| card.models.iter().find(|model| matches(model));
    by(&|model| model.id == typed)
        .or_else(|| by(&|model| model.id.eq_ignore_ascii_case(typed)))
        .or_else(|| by(&|model| model.name.to_lowercase() == typed.to_lowercase()))
        .map(|model| Found { model, profile: None })
        .or_else(|| by_bedrock_id(card, typed))
}

/// A Bedrock id as logs have it: `us.anthropic.claude-…` names the regional price, `global.` the
/// global one.
fn by_bedrock_id<'c>(card: &'c Card, typed: &str) -> Option<Found<'c>> {
    let found = usage::resolve(card, typed)?;
    Some(Found { model: card.models.get(found.model)?, profile: found.profile })
}

/// The models whose id or name is most like `typed`, the best first, at most three.
fn nearest<'c>(card: &'c Card, typed: &str) -> Vec<&'c Model> {
    let typed = plain(typed);
    let mut near: Vec<(f64, &Model)> = card
        .models
        .iter()
        .map(|model| {
            let id = likeness(&typed, &plain(&model.id));
            (id.max(likeness(&typed, &plain(&model.name))), model)
        })
        .filter(|(likeness, _)| *likeness >= 0.5)
        .collect();
    near.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    near.into_iter().take(3).map(|(_, model)| model).collect()
}

/// The name that was most likely meant by `typed`, if one is near.
pub(crate) fn near<'n>(typed: &str, names: &[&'n str]) -> Option<&'n str> {
    nearest_word(typed, names.iter().copied()).or_else(|| {
        let typed = plain(typed);
        names
            .iter()
            .map(|name| (likeness(&typed, &plain(name)), *name))
            .filter(|(likeness, _)| *likeness >= 0.6)
            .max_by(|(a, _), (b, _)| a.total_cmp(b))
            .map(|(_, name)| name)
    })
}

/// Letters and digits alone, in lower case: what survives mistyping, swapped words and signs.
fn plain(text: &str) -> String {
    // More than a name would hold says nothing more.
    let letters = text.chars().take(100).filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// The share of pairs of letters that two texts have in common (Sørensen and Dice). A word that
/// lies wholly in a longer name, such as `sonnet`, is as good as three quarters.
fn likeness(typed: &str, known: &str) -> f64 {
    if typed.is_empty() {
        return 0.0;
    }
    let common = strsim::sorensen_dice(typed, known);
    let whole = typed.chars().count() > 3 && known.contains(typed);
    if whole { common.max(0.75) } else { common }
}

/// `` `a`, `b` or `c` ``.
pub(crate) fn word_list(words: &[&str], last_joint: &str) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} {last_joint} {last}", rest.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::Builtin;
    use crate::place::Geography;

    fn card() -> Card {
        let mut card = Builtin::Representative.parse().unwrap();
        card.models[0].bedrock_ids = vec!["amazon.nova-micro-v1:0".to_owned()];
        card
    }

    #[test]
    fn by_id_name_and_bedrock_id() {
        let card = card();
        for typed in [
            "nova-micro",
            "Nova-Micro",
            "nova micro",
            " NOVA MICRO ",
            "amazon.nova-micro-v1:0",
            "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0",
        ] {
            let found = lookup(&card, typed).unwrap();
            assert_eq!((found.model.id.as_str(), found.profile), ("nova-micro", None), "{typed}");
        }
        assert_eq!(lookup(&card, "Llama (small, ~8B)").unwrap().model.id, "llama-small");
    }

    #[test]
    fn a_region_prefix_names_the_price() {
        let card = card();
        let profile = |typed| lookup(&card, typed).and_then(|found| found.profile);
        let of = |geography| Some(Profile::Geography(geography));
        assert_eq!(profile("us.amazon.nova-micro-v1:0"), of(Geography::Us));
        assert_eq!(profile("apac.amazon.nova-micro-v1:0"), of(Geography::Apac));
        assert_eq!(profile("global.amazon.nova-micro-v1:0"), Some(Profile::Global));
        assert_eq!(profile("mars.amazon.nova-micro-v1:0"), None);
        assert_eq!(lookup(&card, "us.amazon.nova"), None);
    }

    #[test]
    fn unknown_models_get_suggestions() {
        let card = card();
        let near = |typed| {
            let near = nearest(&card, typed);
            near.iter().map(|model| model.id.clone()).collect::<Vec<_>>()
        };
        assert_eq!(near("sonnet")[0], "claude-sonnet");
        assert_eq!(near("clade-haiku")[0], "claude-haiku");
        assert_eq!(near("micro nova")[0], "nova-micro");
        assert_eq!(near("gemini").len(), 0);
        assert_eq!(near("").len(), 0);
        let Err(Fault::Input(said)) = model(&card, "claude-sonet") else {
            panic!("found");
        };
        assert!(said[0].contains("did you mean `claude-sonnet`"), "{said:?}");
    }

    #[test]
    fn names_are_told_by_edits_or_by_their_letters() {
        let near = |typed| near(typed, &["support-assistant", "assistant-mix", "rag"]);
        assert_eq!(near("support-assistent"), Some("support-assistant"));
        assert_eq!(near("mix assistant"), Some("assistant-mix"));
        assert_eq!(near("support"), Some("support-assistant"));
        assert_eq!(near("rga"), Some("rag"));
        assert_eq!(near("chat.toml"), None);
        assert_eq!(near(""), None);
    }

    #[test]
    fn lists_in_words() {
        assert_eq!(word_list(&["a", "b", "c"], "or"), "`a`, `b` or `c`");
        assert_eq!(word_list(&["a"], "or"), "`a`");
        assert_eq!(word_list(&[], "or"), "");
    }
}
