//! A fit as a scenario, which says what it rests on.

use super::agreement::Agreement;
use super::words::{requests, span};
use crate::card::{Card, Date};
use crate::cli::error::{Error, Result};
use crate::scenario::{Part, Scenario};
use crate::tokens::{Estimates, TextKind};
use crate::usage::{Fit, Tally};

/// Shorter spans are told to be short: a day has its ups and downs.
const SHORT: i64 = 7 * DAY;
const DAY: i64 = 86_400_000;

/// A fit, and how far its ranking is from a replay.
pub(super) struct Fitted {
    pub(super) fit: Fit,
    pub(super) agreement: Agreement,
}

impl Fitted {
    /// A fit of what was read and replayed; `counts` is what each family makes of the texts.
    pub(super) fn of(
        tally: &Tally<'_>,
        card: &Card,
        counts: &Estimates,
        today: Date,
    ) -> Result<Self> {
        let fit = Fit::of(tally).ok_or_else(|| {
            Error::input("the logs hold no request, so there is nothing to make a scenario of")
        })?;
        let agreement = Agreement::of(&fit, tally, card, counts, today);
        Ok(Self { fit, agreement })
    }
}

/// The scenario of a fit whose texts are of a kind, with what it rests on in its notes.
pub(super) fn scenario(fitted: &Fitted, tally: &Tally<'_>, kind: TextKind) -> Scenario {
    let fit = &fitted.fit;
    let days = tally.span().map(|(first, last)| {
        let day =
            |moment: crate::usage::Moment| moment.to_string().chars().take(10).collect::<String>();
        (day(first), day(last))
    });
    let name = match days {
        Some((first, last)) if first == last => format!("Traffic of {first}"),
        Some((first, last)) => format!("Traffic from {first} to {last}"),
        None => "Traffic from a log".to_owned(),
    };
    let mut scenario = Scenario::new(&name, fit.workload.clone());
    scenario.notes = notes(fitted, tally);
    // What nothing is said of is taken to be that.
    if kind != TextKind::Docs {
        Part::ALL.iter().for_each(|part| scenario.set_kind(*part, Some(kind)));
    }
    scenario
}

fn notes(fitted: &Fitted, tally: &Tally<'_>) -> String {
    let fit = &fitted.fit;
    let mut notes = vec![match (fit.scaled_from, tally.span()) {
        (Some(millis), Some((first, last))) => format!(
            "Means of {} from {first} to {last}, scaled from {} to a month of 730 hours.",
            requests(fit.requests),
            span(millis),
        ),
        _ => format!(
            "Means of {} without a span of time, taken to be a month's.",
            requests(fit.requests)
        ),
    }];
    if !tally.only().is_all() {
        notes.push(format!("Only requests with {}.", tally.only().words()));
    }
    if fit.scaled_from.is_some_and(|millis| millis < SHORT) {
        notes.push("Less than a week: a month may well be different.".to_owned());
    }
    let models = tally.ids().len();
    let asked = match models {
        1 => "the model that was asked",
        _ => "the models that were asked",
    };
    notes.push(match fit.workload.counted_by {
        Some(family) => format!(
            "Tokens are those of {asked}, most of them counted by the tokenizer of {}; other models \
             make their own of them, with a range.",
            family.label()
        ),
        None => format!("Tokens are those of {asked}."),
    });
    if tally.states_thinking() {
        notes.push(
            "Every request states how much of its output was thinking: models that think take its mean \
             and spread, others none."
                .to_owned(),
        );
    }
    let segments = fit.workload.segments.all().len();
    if segments > 0 {
        notes.push(format!(
            "Requests differ, so they are billed in {segments} segments: by tokenizer, place, service, tier \
             of long inputs, and what is cached and for how long. What stands above them is their mean."
        ));
    }
    let unknown = tally.requests() - fit.requests.min(tally.requests());
    if unknown > 0 {
        notes.push(format!(
            "{} left out, since the id names no model of the card.",
            requests(unknown)
        ));
    }
    if fit.workload.caching.on {
        notes.push(
            "The system prompt stands for what requests on demand read from the cache and wrote to \
             it, and the hit rate for the share of it that was read."
                .to_owned(),
        );
    }
    notes.extend(fitted.agreement.words());
    notes.join("\n")
}

/// What measurements of the requests rest on.
pub(in crate::cli) fn source(tally: &Tally<'_>) -> String {
    let what = requests(tally.requests());
    match tally.span() {
        Some((first, last)) => format!("logs of {what} from {first} to {last}"),
        None => format!("logs of {what}"),
    }
}
