//! The scores of the public ratings inside the program. They are off unless asked for; `NOTICE.md` beside
//! this file says whose they are.

use std::sync::OnceLock;

use super::scores::{RatedAt, Score, Scores};
use super::sets::Builtin;
use crate::money::Points;

const TEXT: &str = include_str!("builtin.tsv");

impl Builtin {
    /// Its scores.
    pub fn scores(self) -> Scores {
        static ALL: OnceLock<Vec<(&str, Score)>> = OnceLock::new();
        let all = ALL.get_or_init(|| TEXT.lines().skip(2).filter_map(row).collect());
        let own = all.iter().filter(|(set, _)| *set == self.word());
        let rows = own.map(|(_, score)| score.clone()).collect();
        let mut scores = Scores::new(self.name().to_owned(), self.notice(), self.as_of(), rows);
        scores.builtin = Some(self);
        scores
    }
}

/// A row of the table: its set, and what is said of a model. Tests hold that every row is read.
fn row(line: &'static str) -> Option<(&'static str, Score)> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [id, set, value, low, high, votes, effort, build] = fields[..] else {
        return None;
    };
    let points = |text| Points::parse(text).ok();
    let score = Score {
        model: id.to_owned(),
        points: Some(points(value)?),
        range: points(low).zip(points(high)),
        success: None,
        effort: RatedAt::named(effort),
        votes: votes.parse().ok(),
        date: None,
        build: Some(build.to_owned()).filter(|build| !build.is_empty()),
        note: None,
    };
    Some((set, score))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card;

    #[test]
    fn every_row_is_read_and_of_a_model_of_the_list() {
        let card = card::Builtin::List.parse().unwrap();
        let lines = TEXT.lines().count() - 2;
        let mut read = 0;
        for set in Builtin::all() {
            let scores = set.scores();
            assert!(scores.models() >= 43, "{}", set.name());
            for row in &scores.rows {
                assert!(card.model(&row.model).is_some(), "{}", row.model);
                assert_eq!(scores.all_of(&row.model).len(), 1, "{}", row.model);
                assert!(row.range.is_none_or(|(low, high)| {
                    row.points.is_some_and(|it| low <= it && it <= high)
                }));
            }
            read += scores.rows.len();
        }
        assert_eq!(read, lines);
        let effort = |line: &str| line.split('\t').nth(6).map(str::to_owned);
        let words = TEXT.lines().skip(2).filter_map(effort).filter(|word| !word.is_empty());
        assert!(words.into_iter().all(|word| RatedAt::named(&word).is_some()));
    }

    #[test]
    fn sets_are_named_by_their_words() {
        assert_eq!(Builtin::named("arena:overall"), Builtin::named("Arena"));
        assert_eq!(Builtin::named("arena:hard_prompts").unwrap().name(), "Arena hard prompts");
        assert_eq!(Builtin::named("arena:x"), None);
        // Arena, 2026-10-20: Claude Haiku 4.5 has 1414.6, from 1412.2 to 1417.0, of 151,130 votes.
        let scores = Builtin::named("arena").unwrap().scores();
        let haiku = &scores.all_of("claude-haiku-4-5")[0];
        let shown = |points: Points| points.with_places(1);
        assert_eq!(haiku.points.map(shown).as_deref(), Some("1414.6"));
        assert_eq!(haiku.range.map(|(low, high)| (shown(low), shown(high))).unwrap().0, "1412.2");
        assert_eq!((haiku.votes, haiku.effort), (Some(151_130), None));
    }
}
