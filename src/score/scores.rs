//! Scores of models, and which of them holds for a model at an effort.

use std::fmt;

use super::sets::{Builtin, LICENCE};
use crate::card::Date;
use crate::effort::Effort;
use crate::money::{Points, Share};

/// Scores of models, all of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scores {
    /// What they are called.
    pub name: String,
    /// Whose they are; nothing where that is not told.
    pub source: String,
    /// The day they are of.
    pub as_of: Option<Date>,
    /// Which of those that are built in they are; none are the user's own.
    pub builtin: Option<Builtin>,
    /// In the order of ids; those of one model as they were written.
    pub(super) rows: Vec<Score>,
    places: u32,
}

/// What is said of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// The model's id.
    pub model: String,
    /// How good it is; more is better.
    pub points: Option<Points>,
    /// The least and the most that this may be, where that is told.
    pub range: Option<(Points, Points)>,
    /// The share of requests that need no second try.
    pub success: Option<Share>,
    /// At which effort it was rated; none where that is not told.
    pub effort: Option<RatedAt>,
    /// How many votes it rests on.
    pub votes: Option<u64>,
    /// Its day, where it is not that of all.
    pub date: Option<Date>,
    /// Which other build of the model was rated.
    pub build: Option<String>,
    /// What else there is to say.
    pub note: Option<String>,
}

/// The effort at which a model was rated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RatedAt {
    /// Without thinking.
    Off,
    /// At this effort.
    Effort(Effort),
    /// With thinking, of which the effort is not told.
    Thinking,
}

/// A score as it holds for a model in a workload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rated<'s> {
    /// What is said of it.
    pub score: &'s Score,
    /// Whether it was rated at another effort than it has there.
    pub elsewhere: bool,
}

impl RatedAt {
    /// Every one, the least effort first.
    pub const ALL: [Self; 7] = [
        Self::Off,
        Self::Effort(Effort::Low),
        Self::Effort(Effort::Medium),
        Self::Effort(Effort::High),
        Self::Effort(Effort::XHigh),
        Self::Effort(Effort::Max),
        Self::Thinking,
    ];

    /// Its word in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Effort(effort) => effort.word(),
            Self::Thinking => "thinking",
        }
    }

    /// The effort of a word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|at| at.word() == word)
    }

    /// Whether a model that thinks so hard, or not at all, does as it was rated; not known of an effort that
    /// is not told.
    pub fn is(self, effort: Option<Effort>) -> bool {
        match self {
            Self::Off => effort.is_none(),
            Self::Effort(rated) => effort == Some(rated),
            Self::Thinking => false,
        }
    }

    /// How far from there an effort is, in steps; those below come before those above.
    fn steps(self, effort: Option<Effort>) -> (u8, bool) {
        let step = |effort: Option<Effort>| effort.map_or(0, |effort| effort as u8 + 1);
        let rated = match self {
            Self::Off => None,
            Self::Effort(effort) => Some(effort),
            Self::Thinking => Some(Effort::High),
        };
        (step(rated).abs_diff(step(effort)), step(rated) > step(effort))
    }
}

impl fmt::Display for RatedAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Off => "no thinking",
            Self::Thinking => "an effort that is not told",
            Self::Effort(effort) => effort.word(),
        })
    }
}

impl Scores {
    /// Scores with these entries.
    pub(super) fn new(
        name: String,
        source: String,
        as_of: Option<Date>,
        mut rows: Vec<Score>,
    ) -> Self {
        rows.sort_by(|one, other| one.model.cmp(&other.model));
        let places = rows.iter().filter_map(|row| row.points).map(Points::places).max();
        Self { name, source, as_of, builtin: None, rows, places: places.unwrap_or(0) }
    }

    /// Everything that is said of a model, in the order in which it was written.
    pub fn all_of(&self, model: &str) -> &[Score] {
        let from = self.rows.partition_point(|row| row.model.as_str() < model);
        let rest = self.rows.get(from..).unwrap_or_default();
        let count = rest.iter().take_while(|row| row.model == model).count();
        rest.get(..count).unwrap_or_default()
    }

    /// The score of a model that thinks at an effort, or not at all: the one of that effort, else one that
    /// holds for any, else that of the nearest effort, marked.
    pub fn of(&self, model: &str, effort: Option<Effort>) -> Option<Rated<'_>> {
        self.best(model, effort, |score| score.points.is_some())
    }

    /// The success rate of a model that thinks at an effort, or not at all; none where none is told.
    pub fn success(&self, model: &str, effort: Option<Effort>) -> Option<Share> {
        self.best(model, effort, |score| score.success.is_some())?.score.success
    }

    fn best(
        &self,
        model: &str,
        effort: Option<Effort>,
        tells: impl Fn(&Score) -> bool,
    ) -> Option<Rated<'_>> {
        let told = self.all_of(model).iter().filter(|score| tells(score));
        let score = told.min_by_key(|score| match score.effort {
            Some(at) if at.is(effort) => (0, (0, false)),
            None => (1, (0, false)),
            Some(at) => (2, at.steps(effort)),
        })?;
        Some(Rated { score, elsewhere: score.effort.is_some_and(|at| !at.is(effort)) })
    }

    /// How many models have a score.
    pub fn models(&self) -> usize {
        let rated = self.rows.iter().filter(|row| row.points.is_some());
        let ids: Vec<&str> = rated.map(|row| row.model.as_str()).collect();
        ids.chunk_by(|one, other| one == other).count()
    }

    /// Whether some model has scores at several efforts.
    pub fn has_efforts(&self) -> bool {
        self.rows.iter().any(|row| row.effort.is_some())
    }

    /// A score as it is shown beside others: public ratings to the point, one's own as they were written.
    pub fn shown(&self, points: Points) -> String {
        points.with_places(if self.builtin.is_some() { 0 } else { self.places })
    }

    /// A difference of two scores as it is shown: a small one of public ratings to a tenth.
    pub fn shown_step(&self, step: Points) -> String {
        match self.builtin {
            Some(_) if step.micro().abs() < 10_000_000 => step.with_places(1),
            _ => self.shown(step),
        }
    }

    /// Whose they are, of which day and under which licence: what stands wherever one of them does.
    pub fn notice(&self) -> String {
        if let Some(builtin) = self.builtin {
            return builtin.notice();
        }
        let source =
            if self.source.is_empty() { String::new() } else { format!(" ({})", self.source) };
        let day = self.as_of.map_or(String::new(), |day| format!(", {day}"));
        format!("Scores: {}{source}{day}.", self.name)
    }

    /// The same in a few words: `Arena overall, 2026-10-20, CC BY 4.0`.
    pub fn brief(&self) -> String {
        let day = self.as_of.map(|day| day.to_string());
        let licence = self.builtin.map(|_| LICENCE.to_owned());
        [Some(self.name.clone()), day, licence].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

impl Rated<'_> {
    /// Whether it rests on more than was rated: that it holds at another effort, or for another build.
    pub fn is_assumed(&self) -> bool {
        self.elsewhere || self.score.build.is_some()
    }

    /// What it rests on, in a few words each: at which effort it was rated, which build, how often.
    pub fn basis(&self) -> Vec<String> {
        let Score { effort, votes, build, date, note, .. } = self.score;
        let votes = votes.map(|votes| format!("{} votes", crate::money::grouped(votes)));
        let rated = effort.map(|at| format!("rated at {at}"));
        let date = date.map(|date| date.to_string());
        [rated, build.clone(), votes, date, note.clone()].into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(rows: &str) -> Scores {
        let text = format!("model,score,success,effort\n{rows}");
        Scores::parse(&text, "own.csv", |id| Ok(id.to_owned())).unwrap()
    }

    #[test]
    fn the_score_is_that_of_the_effort_or_of_any_or_the_nearest() {
        let scores = scores("m,1,,off\nm,3,,high\nm,4,,max\nn,5,,\nn,6,,high\no,,90%,\n");
        let of = |model, effort| {
            let rated = scores.of(model, effort)?;
            Some((rated.score.points?.micro() / 1_000_000, rated.elsewhere))
        };
        assert_eq!(of("m", None), Some((1, false)));
        assert_eq!(of("m", Some(Effort::High)), Some((3, false)));
        // Between low and high, the lower one.
        assert_eq!(of("m", Some(Effort::XHigh)), Some((3, true)));
        assert_eq!(of("m", Some(Effort::Low)), Some((1, true)));
        assert_eq!(of("n", None), Some((5, false)));
        assert_eq!(of("n", Some(Effort::High)), Some((6, false)));
        assert_eq!(of("o", None), None);
        assert_eq!(of("x", None), None);
        assert_eq!(scores.success("o", Some(Effort::Low)), Some(Share::from_ppm(900_000)));
        assert_eq!(scores.success("m", None), None);
        assert_eq!(scores.models(), 2);
    }

    #[test]
    fn scores_say_whose_they_are() {
        let own = scores("m,0.875,,\nn,0.5,,\n");
        assert_eq!(own.notice(), "Scores: own.");
        assert_eq!(own.shown(Points::parse("0.5").unwrap()), "0.500");
        let arena = Builtin::named("arena").unwrap().scores();
        assert_eq!(arena.brief(), "Arena overall, 2026-10-20, CC BY 4.0");
        assert_eq!(arena.shown(Points::parse("1334.9").unwrap()), "1335");
    }
}
