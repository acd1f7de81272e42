//! How many answers end at their cap today, by model.

use std::collections::BTreeMap;

use crate::card::Card;
use crate::money::{grouped, percent_to_tenths};
use crate::usage::{Ends, Stop, Tally};

/// How many models are named.
const MOST_MODELS: usize = 10;

/// The sentence; none where no answer is known to have ended at its cap.
pub(super) fn line(card: &Card, tally: &Tally<'_>) -> Option<String> {
    let mut by_model: BTreeMap<&str, Ends> = BTreeMap::new();
    for id in tally.ids() {
        let model = id.resolved.and_then(|found| card.models.get(found.model));
        let name = model.map_or(id.bedrock_id.as_str(), |model| &model.name);
        by_model.entry(name).or_default().merge(&id.ends);
    }
    let mut cut: Vec<(&str, Ends)> =
        by_model.into_iter().filter(|(_, ends)| ends.of(Stop::Cap) > 0).collect();
    // The most answers first, as they cost most.
    cut.sort_by_key(|(_, ends)| std::cmp::Reverse(ends.of(Stop::Cap)));
    let further = cut.len().saturating_sub(MOST_MODELS);
    let mut words: Vec<String> =
        cut.iter().take(MOST_MODELS).map(|(name, ends)| of_model(name, ends)).collect();
    words.extend((further > 0).then(|| format!("and so do some of {further} further models")));
    (!words.is_empty()).then(|| format!("Cut off: {}.", words.join("; ")))
}

/// `20.5% of Nova Lite's answers end at a cap of 512 tokens (410 of 2,000)`.
fn of_model(name: &str, ends: &Ends) -> String {
    let name = if name.is_empty() { "a model without an id" } else { name };
    let caps: Vec<_> = ends.caps().map(|(cap, _)| cap).collect();
    let at = match caps.as_slice() {
        [cap] => format!("a cap of {cap} tokens"),
        [least, .., most] => format!("caps of {least} to {most} tokens"),
        [] => "their cap".to_owned(),
    };
    format!(
        "{} of {name}'s answers end at {at} ({} of {})",
        percent_to_tenths(ends.at_cap().unwrap_or_default()),
        grouped(ends.of(Stop::Cap)),
        grouped(ends.stated()),
    )
}
