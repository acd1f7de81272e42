//! A fit as a scenario, which says what it rests on.

use crate::card::Lane;
use crate::money::grouped;
use crate::scenario::{Part, Scenario};
use crate::tokens::TextKind;
use crate::usage::{Fit, Tally};
use crate::workload::ServiceTier;

/// Shorter spans are told to be short: a day has its ups and downs.
const SHORT: i64 = 7 * DAY;
const DAY: i64 = 86_400_000;

/// The scenario of a fit whose texts are of a kind, with what it rests on in its notes.
pub(in crate::cli) fn scenario(fit: &Fit, tally: &Tally<'_>, kind: TextKind) -> Scenario {
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
    scenario.notes = notes(fit, tally);
    // What nothing is said of is taken to be that.
    if kind != TextKind::Docs {
        Part::ALL.iter().for_each(|part| scenario.set_kind(*part, Some(kind)));
    }
    scenario
}

fn notes(fit: &Fit, tally: &Tally<'_>) -> String {
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
    let served = |lane| tally.served(lane);
    let (flex, priority) = (served(Lane::Flex), served(Lane::Priority));
    if flex + priority > 0 && fit.workload.tier == ServiceTier::Standard {
        notes.push(format!(
            "{} on Flex and {} on Priority are taken as standard, since not all on demand were on one.",
            requests(flex),
            grouped(priority)
        ));
    }
    if fit.workload.caching.on {
        notes.push(
            "The system prompt stands for what requests on demand read from the cache and wrote to \
             it, and the hit rate for the share of it that was read."
                .to_owned(),
        );
    }
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

/// `1 request` or `1,234 requests`.
pub(in crate::cli) fn requests(count: u64) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{} request{s}", grouped(count))
}

/// `30.4 days`, or hours, minutes or seconds where those say more.
pub(in crate::cli) fn span(millis: i64) -> String {
    let seconds = millis as f64 / 1e3;
    for (unit, name) in [(86_400.0, "days"), (3_600.0, "hours"), (60.0, "minutes")] {
        if seconds >= 2.0 * unit {
            return format!("{:.1} {name}", seconds / unit);
        }
    }
    format!("{seconds:.1} seconds")
}
