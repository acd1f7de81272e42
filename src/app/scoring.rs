//! The scores to choose from, and those in use: none at first, one's own before those that are built in.

use std::sync::Arc;

use crate::score::{Builtin, Scores};

/// Scores from a file of the user's.
#[derive(Debug, Clone)]
pub struct OwnScores {
    /// The file as it was named.
    pub file: String,
    /// What it says.
    pub scores: Arc<Scores>,
}

/// The scores, and which of them are in use.
#[derive(Debug, Clone)]
pub struct Scoring {
    own: Option<OwnScores>,
    used: Option<Arc<Scores>>,
    /// Those that were in use before others were looked at.
    before: Option<Arc<Scores>>,
}

impl Scoring {
    /// Those of the user's own, where there are any, in use unless others are.
    pub fn new(own: Option<OwnScores>, builtin: Option<Builtin>) -> Self {
        let used = match (builtin, &own) {
            (Some(builtin), _) => Some(Arc::new(builtin.scores())),
            (None, own) => own.as_ref().map(|own| Arc::clone(&own.scores)),
        };
        Self { own, used, before: None }
    }

    /// None at all, but for what is built in.
    pub fn none() -> Self {
        Self::new(None, None)
    }

    /// Those in use.
    pub(super) const fn used(&self) -> Option<&Arc<Scores>> {
        self.used.as_ref()
    }

    /// How those in use are named on the command line.
    pub(super) fn named(&self) -> Option<&str> {
        let builtin = self.used.as_ref()?.builtin;
        match builtin {
            Some(builtin) => Some(builtin.word()),
            None => self.own.as_ref().map(|own| own.file.as_str()),
        }
    }

    /// What can be chosen, in order: none, one's own, what is built in. Each with its name, how many models
    /// have a score where that is known, and whether it is in use.
    pub(super) fn rows(&self) -> Vec<(String, Option<usize>, bool)> {
        let used = self.used.as_deref();
        let none = ("no scores".to_owned(), None, used.is_none());
        let own = self.own.iter().map(|own| {
            let is_used = used.is_some_and(|used| used.builtin.is_none());
            (own.scores.name.clone(), Some(own.scores.models()), is_used)
        });
        let builtin = Builtin::all().map(|set| {
            let is_used = used.and_then(|used| used.builtin) == Some(set);
            (set.name().to_owned(), Some(set.scores().models()), is_used)
        });
        [none].into_iter().chain(own).chain(builtin).collect()
    }

    /// The row of those in use.
    pub(super) fn row(&self) -> usize {
        self.rows().iter().position(|(.., is_used)| *is_used).unwrap_or(0)
    }

    /// Uses those of a row.
    pub(super) fn choose(&mut self, row: usize) {
        let own = usize::from(self.own.is_some());
        self.used = match (row, &self.own) {
            (0, _) => None,
            (1, Some(own)) => Some(Arc::clone(&own.scores)),
            (row, _) => Builtin::all().nth(row - 1 - own).map(|set| Arc::new(set.scores())),
        };
    }

    /// Those in use now are the ones to come back to.
    pub(super) fn begin_to_look(&mut self) {
        self.before.clone_from(&self.used);
    }

    /// Goes back to them.
    pub(super) fn look_no_more(&mut self) {
        self.used.clone_from(&self.before);
    }
}
