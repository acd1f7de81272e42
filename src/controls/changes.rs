//! What differs between two workloads, in words.

use super::{ASIDE, CONTROLS, Control, SIZES};
use crate::workload::{Section, Workload};

/// The controls that stand differently in `after` than in `before`, one short phrase each, in the
/// order of the screen: `max output cap 4,096 → 1,024`, `prompt caching on`.
///
/// Tokens per request and the input share are left out, since the sizes behind them are named; so
/// are plans, and controls that have no effect on either side.
pub fn changes(before: &Workload, after: &Workload) -> Vec<String> {
    let mut words: Vec<String> = compared()
        .filter(|control| control.matters(before) || control.matters(after))
        .filter_map(|control| change(control, before, after))
        .collect();
    if before.caching.on || after.caching.on {
        for section in Section::ALL {
            let cached = |work: &Workload| work.prompt.is_cached(section);
            if cached(before) != cached(after) {
                let not = if cached(after) { "" } else { "not " };
                words.push(format!("{} {not}cached", section.label()));
            }
        }
    }
    words
}

/// What is switched on or chosen: switches that are on, choices that are not the usual one, and values that are
/// set where there could be none, in the order of the screen: `prompt caching`, `max output cap 1,024`.
pub fn switched_on(work: &Workload) -> Vec<String> {
    let live = CONTROLS.iter().filter(|control| control.matters(work));
    live.filter_map(|&control| {
        let label = lowered(control.label());
        let shown = || format!("{label} {}", control.shown(work, None));
        match (control.switch(work), control.value(work)) {
            (Some(true), _) => (control != Control::Batch).then_some(label),
            (Some(false), _) | (_, None) => None,
            // Batch alone would not say how much of the traffic.
            (None, Some(_)) if control == Control::BatchShare => {
                Some(format!("Batch {}", control.shown(work, None)))
            }
            (None, Some(_)) if control.has_none() && !control.is_of_people() => Some(shown()),
            (None, Some(0)) => None,
            (None, Some(_)) => (!control.field().options().is_empty()).then(shown),
        }
    })
    .collect()
}

/// Every control that stands for itself: the sizes of the sections in place of their sums.
fn compared() -> impl Iterator<Item = Control> {
    CONTROLS
        .iter()
        .chain(ASIDE)
        .flat_map(|control| match control {
            Control::Tokens => SIZES,
            // What they follow from is named.
            Control::InputShare | Control::Users => &[],
            control => std::slice::from_ref(control),
        })
        .copied()
}

fn change(control: Control, before: &Workload, after: &Workload) -> Option<String> {
    let label = lowered(control.label());
    let shown = |work| control.shown(work, None);
    (control.value(before) != control.value(after)).then(|| match control.switch(after) {
        Some(_) => format!("{label} {}", shown(after)),
        None => format!("{label} {} → {}", shown(before), shown(after)),
    })
}

/// A label in the middle of a sentence: names such as Batch keep their capital.
fn lowered(label: &str) -> String {
    if label.starts_with("Batch") {
        return label.to_owned();
    }
    let mut letters = label.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Tokens;
    use crate::workload::Ttl;

    #[test]
    fn each_change_is_named_once() {
        let before = Workload::default();
        assert_eq!(changes(&before, &before), Vec::<String>::new());
        let mut after = before.clone();
        after.requests = 75_000;
        after.answer.cap = Some(Tokens::new(1_024));
        after.caching.on = true;
        after.prompt.set_tokens(Section::User, Tokens::new(800));
        assert_eq!(
            changes(&before, &after),
            [
                "requests / month 50,000 → 75,000",
                "user 600 → 800",
                "max output cap none → 1,024",
                "prompt caching on",
            ]
        );
    }

    #[test]
    fn what_is_switched_on_is_told() {
        let mut work = Workload::default();
        assert_eq!(switched_on(&work), Vec::<String>::new());
        work.caching.on = true;
        work.caching.ttl = Ttl::OneHour;
        work.batch.on = true;
        work.batch.share = crate::money::Share::from_ppm(300_000);
        work.answer.cap = Some(Tokens::new(1_024));
        assert_eq!(
            switched_on(&work),
            ["max output cap 1,024", "prompt caching", "cache TTL 1h", "Batch 30%"]
        );
        // What waits for a switch is not on.
        work.caching.on = false;
        assert_eq!(switched_on(&work), ["max output cap 1,024", "Batch 30%"]);
    }

    #[test]
    fn what_has_no_effect_is_not_named() {
        let before = Workload::default();
        let mut after = before.clone();
        after.caching.ttl = Ttl::OneHour;
        after.prompt.set_cached(Section::User, true);
        after.batch.share = crate::money::Share::from_ppm(500_000);
        assert_eq!(changes(&before, &after), Vec::<String>::new());
        let caching = |work: &Workload| {
            let mut work = work.clone();
            work.caching.on = true;
            work
        };
        assert_eq!(
            changes(&caching(&before), &caching(&after)),
            ["cache TTL 5m → 1h", "User cached"]
        );
    }
}
