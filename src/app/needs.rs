//! What a model must have, as a list to choose from: each choice is a word of the filter, so that the
//! list and the filter say the same.

use crate::card::{Date, ENDING_SOON_DAYS};

/// Something that a model must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Need {
    /// A context window of at least so many tokens.
    Context,
    /// The use of tools.
    Tools,
    /// No end before some day.
    Ends,
    /// An answer of at least so many tokens.
    Longest,
    /// Images.
    Vision,
    /// PDF documents.
    Pdf,
    /// Answers in a given shape.
    Structured,
    /// Thinking, or none.
    Thinks,
    /// Prompt caching.
    Caches,
    /// Batch.
    Batch,
}

/// A need in the list.
#[derive(Debug, Clone, Copy)]
pub struct NeedSpec {
    /// Which one.
    pub need: Need,
    /// The key that chooses the next of its steps.
    pub key: char,
    /// What it is, before a value where it has one.
    pub label: &'static str,
    /// What its key does, in the list of keys.
    pub help: &'static str,
    /// The words of the filter for it, from the least on; of an end they follow from today.
    words: &'static [&'static str],
}

/// A need as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeedRow {
    /// Its key and what it is.
    pub spec: &'static NeedSpec,
    /// The value that is asked for, or nothing for a plain yes; none where it is not asked.
    pub asked: Option<String>,
    /// The values that can be asked for.
    pub values: Vec<String>,
    /// How many of the models it leaves out by itself, and of how many it is not known.
    pub out: (usize, usize),
}

impl PartialEq for NeedSpec {
    fn eq(&self, other: &Self) -> bool {
        self.need == other.need
    }
}

impl Eq for NeedSpec {}

/// The list, in its order.
#[rustfmt::skip] // A line for each row.
pub const NEEDS: [NeedSpec; 10] = [
    row(Need::Context, 'c', "context of at least", "a larger context: 128k, 200k, 1M tokens", &["ctx>=128k", "ctx>=200k", "ctx>=1m"]),
    row(Need::Tools, 't', "tools", "it can use tools", &["tools"]),
    row(Need::Ends, 'e', "no end before", "no end of its life before a day, in half years", &["ends>="]),
    row(Need::Longest, 'o', "answers up to", "longer answers: 8k, 32k, 64k tokens", &["out>=8k", "out>=32k", "out>=64k"]),
    row(Need::Vision, 'v', "reads images", "it reads images", &["vision"]),
    row(Need::Pdf, 'p', "reads PDF", "it reads PDF documents", &["pdf"]),
    row(Need::Structured, 's', "answers by a schema", "its answers keep to a schema", &["structured"]),
    row(Need::Thinks, 'r', "thinks:", "it does not think, or it can", &["thinks:no", "thinks:yes"]),
    row(Need::Caches, 'w', "prompt caching", "its prompts can be cached", &["cache"]),
    row(Need::Batch, 'b', "Batch", "it has Batch", &["batch"]),
];

/// The half years of an end that can be asked for.
const HALF_YEARS: usize = 4;

const fn row(
    need: Need,
    key: char,
    label: &'static str,
    help: &'static str,
    words: &'static [&'static str],
) -> NeedSpec {
    NeedSpec { need, key, label, help, words }
}

impl NeedSpec {
    /// The name of what it asks, in the filter.
    fn name(&self) -> &'static str {
        let word = self.words[0];
        word.find(['>', ':']).map_or(word, |at| &word[..at])
    }

    /// Whether a word of the filter asks for this.
    pub(super) fn is_asked_by(&self, word: &str) -> bool {
        let word = word.trim_start_matches('!').to_lowercase();
        let rest = word.strip_prefix(self.name());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['<', '>', '=', ':']))
    }

    /// The words of the filter for it, from the least on. An end is asked for from January and July on,
    /// the first of them not so near that models which end then are marked anyway.
    pub(super) fn choices(&self, today: Date) -> Vec<String> {
        if self.need != Need::Ends {
            return self.words.iter().map(|word| (*word).to_owned()).collect();
        }
        let halves = (0..).flat_map(|year| [(year, 1), (year, 7)]);
        let days = halves.map_while(|(year, month)| Date::new(today.year() + year, month, 1));
        let far = days.filter(|day| today.days_until(*day) > ENDING_SOON_DAYS);
        // A month is the first seven letters of its day.
        far.take(HALF_YEARS).map(|day| format!("ends>={:.7}", day.to_string())).collect()
    }

    /// What is asked for by a word, without the name.
    pub(super) fn value(&self, word: &str) -> String {
        let rest = word.strip_prefix(self.name()).unwrap_or(word);
        rest.trim_start_matches([':', '>', '=']).replace("1m", "1M")
    }
}

/// A filter with the next or the last step of a need in place of what it asks for it; after the last
/// one, and before the first, it asks for none.
pub(super) fn stepped(filter: &str, spec: &NeedSpec, today: Date, forward: bool) -> String {
    let choices = spec.choices(today);
    let asked = filter.split_whitespace().find(|word| spec.is_asked_by(word));
    let at = asked.map(|word| choices.iter().position(|choice| choice == word));
    let next = match (at, forward) {
        (None, true) | (Some(None), _) => choices.first(),
        (None, false) => choices.last(),
        (Some(Some(at)), true) => choices.get(at + 1),
        (Some(Some(at)), false) => at.checked_sub(1).and_then(|at| choices.get(at)),
    };
    let mut words = Vec::new();
    let mut next = next.map(String::as_str);
    for word in filter.split_whitespace() {
        if !spec.is_asked_by(word) {
            words.push(word);
        } else if let Some(next) = next.take() {
            words.push(next);
        }
    }
    words.extend(next);
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explore::Query;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn spec(need: Need) -> &'static NeedSpec {
        NEEDS.iter().find(|spec| spec.need == need).unwrap()
    }

    #[test]
    fn every_choice_is_a_word_of_the_filter() {
        for spec in &NEEDS {
            for word in spec.choices(day("2026-11-24")) {
                let query = Query::parse(&word);
                assert_eq!((query.fault(), query.is_empty()), (None, false), "{word}");
                assert!(spec.is_asked_by(&word));
                let others = NEEDS.iter().filter(|other| other.need != spec.need);
                assert!(others.into_iter().all(|other| !other.is_asked_by(&word)), "{word}");
            }
        }
    }

    #[test]
    fn a_step_changes_its_own_word_alone() {
        let today = day("2026-11-24");
        let step = |filter: &str, need, forward| stepped(filter, spec(need), today, forward);
        assert_eq!(step("", Need::Context, true), "ctx>=128k");
        assert_eq!(step("nova ctx>=128k !pro", Need::Context, true), "nova ctx>=200k !pro");
        assert_eq!(step("nova ctx>=1m", Need::Context, true), "nova");
        assert_eq!(step("nova", Need::Context, false), "nova ctx>=1m");
        assert_eq!(step("ctx>=300k output<=5", Need::Context, true), "ctx>=128k output<=5");
        assert_eq!(step("output<=5", Need::Longest, true), "output<=5 out>=8k");
        assert_eq!(step("!vision", Need::Vision, true), "vision");
    }

    #[test]
    fn ends_are_asked_for_by_half_years_that_are_not_near() {
        // 90 days from 2026-11-24 are 2027-02-22; from 2026-09-30, 2026-12-29.
        let first = |today| spec(Need::Ends).choices(day(today)).swap_remove(0);
        assert_eq!(first("2026-11-24"), "ends>=2027-07");
        assert_eq!(first("2026-09-30"), "ends>=2027-01");
        assert_eq!(spec(Need::Ends).choices(day("2026-11-24")).len(), HALF_YEARS);
    }
}
