//! The requests that are meant of those that are read, by what they are told apart.

use std::collections::HashMap;

use super::groups::By;
use super::names::Names;
use super::only::{LeftOut, Only};
use super::request::Request;
use crate::card::Card;

/// Ids beyond so many are looked up anew each time.
const MOST_IDS: usize = 10_000;

/// Whether a request is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Meant,
    /// It was made in the time that is asked for, but it is not one that is meant.
    InTime,
    No,
}

/// What was chosen so far, and what was left out.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    pub(super) left_out: LeftOut,
    pub(super) by: By,
    buffer: String,
    /// The models of ids, where they decide.
    models: HashMap<String, Option<usize>>,
}

impl Chosen {
    /// Whether a request, or a call that failed, is meant; notes it where it is not.
    pub(super) fn judge(
        &mut self,
        only: &Only,
        (card, names): (&Card, &Names),
        request: &Request<'_>,
        failed: bool,
    ) -> Verdict {
        let is_in_time = only.is_in_time(request, &mut self.buffer);
        let model = match only.asks_model() && is_in_time == Some(true) {
            true => self.model((card, names), request).and_then(|at| card.models.get(at)),
            false => None,
        };
        let verdict = match is_in_time {
            Some(true) if only.holds(request, model, &mut self.buffer) => return Verdict::Meant,
            Some(true) => Verdict::InTime,
            _ => Verdict::No,
        };
        if failed {
            self.left_out.failed += request.count;
        } else {
            self.left_out.requests += request.count;
            self.left_out.untimed += if is_in_time.is_none() { request.count } else { 0 };
        }
        verdict
    }

    /// The model that an id names or stands for, or else that the answer names.
    fn model(&mut self, known: (&Card, &Names), request: &Request<'_>) -> Option<usize> {
        let answered_by = || std::str::from_utf8(request.about.answered_by).ok();
        self.named(known, request.model).or_else(|| self.named(known, answered_by()?))
    }

    fn named(&mut self, (card, names): (&Card, &Names), id: &str) -> Option<usize> {
        if let Some(known) = self.models.get(id) {
            return *known;
        }
        let model = names.resolve(card, id).map(|found| found.model);
        if self.models.len() < MOST_IDS {
            self.models.insert(id.to_owned(), model);
        }
        model
    }

    /// Takes in all of `other`.
    pub(super) fn merge(&mut self, other: &Self) {
        self.left_out.merge(other.left_out);
        self.by.merge(&other.by);
    }
}
