//! How far the ranking of a fit is from a replay of the requests that it was made of.

use super::words::counted;
use crate::billing::{Answers, month_total};
use crate::card::{Card, Date, ModelKind};
use crate::explore::{Piece, Sizing, Texts};
use crate::money::percent;
use crate::tokens::{Estimate, Estimates, Family, KindTotals};
use crate::usage::{Fit, Tally};

/// What differs by less is the same.
const LEAST: f64 = 0.000_5;

/// What a ranking of the fit and a replay say of models for text that all requests have a price on.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Agreement {
    /// Models that both price every request on.
    alike: usize,
    /// The one that they differ the most on, and by which share of what the replay says.
    most: Option<(String, f64)>,
    /// Models that some requests are too long for.
    too_long: usize,
}

/// Requests of which only the kind of text is known.
struct OfKind<'c>(&'c Estimates);

impl Texts for OfKind<'_> {
    fn estimate(&self, _: Piece, _: Family) -> Option<Estimate> {
        None
    }

    fn estimates(&self, _: &KindTotals) -> Estimates {
        *self.0
    }
}

impl Agreement {
    /// Holds a fit against the replay of a tally; `counts` is what each family makes of the texts.
    pub(super) fn of(
        fit: &Fit,
        tally: &Tally<'_>,
        card: &Card,
        counts: &Estimates,
        today: Date,
    ) -> Self {
        let mut work = fit.workload.clone();
        work.requests = fit.requests;
        let sizing = Sizing::own(work, &OfKind(counts));
        let mut agreement = Self { alike: 0, most: None, too_long: 0 };
        let mut answers = Answers::default();
        for (model, replayed) in card.models.iter().zip(tally.replayed()) {
            let is_asked = model.kind == ModelKind::Text && model.is_listed(today);
            if !is_asked || replayed.requests != fit.requests || replayed.expected.is_zero() {
                continue;
            }
            if replayed.too_long > 0 {
                agreement.too_long += 1;
                continue;
            }
            let Ok(ranked) = month_total(model, sizing.of(model).expected, &mut answers) else {
                continue;
            };
            agreement.alike += 1;
            let off = ranked.approx() / replayed.expected.approx() - 1.0;
            if agreement.most.as_ref().is_none_or(|(_, most)| off.abs() > most.abs()) {
                agreement.most = Some((model.name.clone(), off));
            }
        }
        agreement
    }

    /// In sentences; none where there is nothing to compare.
    pub(super) fn words(&self) -> Option<String> {
        let mut words = Vec::new();
        let models = counted(self.alike as u64, "model");
        match &self.most {
            Some((model, most)) if most.abs() >= LEAST => words.push(format!(
                "Its ranking is within {} of a replay of the same requests on {models}; most on {model}.",
                percent(most.abs())
            )),
            Some(_) => {
                words.push(format!("Its ranking is what a replay of the same requests costs on {models}."));
            }
            None => {}
        }
        if self.too_long > 0 {
            words.push(format!(
                "On {} some requests are too long: a ranking leaves those out, a replay prices them.",
                counted(self.too_long as u64, "more model"),
            ));
        }
        (!words.is_empty()).then(|| words.join(" "))
    }
}
