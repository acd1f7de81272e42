//! Which of the requests of a log are meant.

use super::facets::Facet;
use super::request::Request;
use super::time::Moment;
use crate::card::Model;

/// The requests that are meant: all, unless something is asked of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Only {
    /// What each facet must be one of.
    clauses: Vec<(Facet, Vec<String>)>,
    since: Option<Moment>,
    /// The first moment that is too late.
    until: Option<Moment>,
}

/// How many requests and failed calls were left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LeftOut {
    /// Requests that are not meant.
    pub requests: u64,
    /// Of them, those that do not say when they were made, or not on which side of a day that is asked for.
    pub untimed: u64,
    /// Failed calls that are not meant.
    pub failed: u64,
}

impl LeftOut {
    pub(super) fn merge(&mut self, other: Self) {
        self.requests += other.requests;
        self.untimed += other.untimed;
        self.failed += other.failed;
    }
}

impl Only {
    /// Those of which each facet is one of the values given for it, in which `*` stands for anything, from
    /// `since` on and before `until`.
    pub fn new(
        clauses: impl IntoIterator<Item = (Facet, String)>,
        since: Option<Moment>,
        until: Option<Moment>,
    ) -> Self {
        let mut only = Self { clauses: Vec::new(), since, until };
        for (facet, value) in clauses {
            match only.clauses.iter_mut().find(|(known, _)| *known == facet) {
                Some((_, values)) => values.push(value),
                None => only.clauses.push((facet, vec![value])),
            }
        }
        only
    }

    /// All requests.
    pub const ALL: Self = Self { clauses: Vec::new(), since: None, until: None };

    /// Whether nothing is asked.
    pub const fn is_all(&self) -> bool {
        self.clauses.is_empty() && self.since.is_none() && self.until.is_none()
    }

    /// Whether the model decides.
    pub(super) fn asks_model(&self) -> bool {
        self.clauses.iter().any(|(facet, _)| facet.is_model())
    }

    /// Whether a request was made in the time that is asked for; none where that is not known.
    pub(super) fn is_in_time(&self, request: &Request<'_>, buffer: &mut String) -> Option<bool> {
        if self.since.is_some() || self.until.is_some() {
            let (first, last) = request.time?;
            let is_after = |at: Moment| self.since.is_none_or(|since| at >= since);
            let is_before = |at: Moment| self.until.is_none_or(|until| at < until);
            let is_in = |at| is_after(at) && is_before(at);
            match (is_in(first), is_in(last)) {
                (true, true) => {}
                (false, false) if is_after(last) == is_after(first) => return Some(false),
                // Some of them, which cannot be told from the others.
                _ => return None,
            }
        }
        let mut days = self.clauses.iter().filter(|(facet, _)| facet.is_day());
        Some(days.all(|(day, values)| day.is_one_of(values, request, None, buffer)))
    }

    /// Whether a request that was made in time is meant.
    pub(super) fn holds(
        &self,
        request: &Request<'_>,
        model: Option<&Model>,
        buffer: &mut String,
    ) -> bool {
        let mut others = self.clauses.iter().filter(|(facet, _)| !facet.is_day());
        others.all(|(facet, values)| facet.is_one_of(values, request, model, buffer))
    }

    /// What is asked, in words: `caller=app, since 2026-10-01T00:00:00Z`.
    pub fn words(&self) -> String {
        let clauses = self.clauses.iter().map(|(facet, values)| {
            let name = facet.name();
            let each: Vec<String> = values.iter().map(|value| format!("{name}={value}")).collect();
            each.join(" or ")
        });
        let since = self.since.map(|at| format!("since {at}"));
        let until = self.until.map(|at| format!("before {at}"));
        clauses.chain(since).chain(until).collect::<Vec<_>>().join(", ")
    }
}
