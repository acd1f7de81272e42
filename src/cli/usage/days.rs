//! Requests by day, as a chart, and the days that stand out.

use crate::money::{Currency, Usd, grouped};
use crate::report::sheet::{Cell, Column, Kind, data, objects, people, rows, shown};
use crate::report::{Format, Json};
use crate::usage::{FEWEST_DAYS, Group, Outlier, Tally, outliers};

/// The width of the longest bar.
const BAR: f64 = 40.0;
/// How many days are drawn.
const MOST_DAYS: usize = 62;
/// How many days are named.
const NAMED: usize = 10;

/// A day.
struct Day {
    day: String,
    requests: u64,
    cost: Option<Usd>,
    /// Its part of the most of any day.
    part: f64,
    /// How many times the median it is, where it stands out.
    stands_out: Option<f64>,
}

/// The days in their order, without requests that do not say when they were made.
fn days(tally: &Tally<'_>) -> Vec<Day> {
    let by = tally.by();
    let groups = if by.days().is_empty() { by.groups() } else { by.days() };
    let mut all: Vec<(&str, &Group)> = groups
        .iter()
        .filter_map(|(names, group)| Some((names.first().copied()?, group)))
        .filter(|(day, _)| !day.is_empty())
        .collect();
    all.sort_by_key(|(day, _)| *day);
    let amounts = amounts(&all);
    let most = amounts.iter().max().copied().unwrap_or(0).max(1);
    let found = outliers(&amounts);
    let days = all.iter().zip(&amounts).enumerate().map(|(at, ((day, group), amount))| Day {
        day: (*day).to_owned(),
        requests: group.requests,
        cost: group.priced(),
        part: *amount as f64 / most as f64,
        stands_out: found.iter().find(|it| it.at == at).map(|it: &Outlier| it.times),
    });
    days.collect()
}

/// What days are held against each other by: what they cost, or the requests where nothing has a price.
fn amounts(days: &[(&str, &Group)]) -> Vec<i128> {
    let costs: Vec<i128> = days.iter().map(|(_, group)| group.cost.pico()).collect();
    match costs.iter().any(|cost| *cost > 0) {
        true => costs,
        false => days.iter().map(|(_, group)| i128::from(group.requests)).collect(),
    }
}

fn columns() -> Vec<Column<Day>> {
    use Kind::{Decimal, Number, Text};
    vec![
        shown("day", "Day", Text, |day: &Day| day.day.as_str().into()),
        shown("requests", "Requests", Number, |day| day.requests.into()),
        shown("cost_usd", "Cost", Decimal, |day| day.cost.into()),
        people("", Text, |day| {
            // What is there shows.
            let bar = (day.part * BAR) as usize;
            "#".repeat(bar.max(usize::from(day.requests > 0))).into()
        }),
        people("", Text, |day| match day.stands_out {
            Some(times) => times_words(times).into(),
            None => "".into(),
        }),
        data("times_median", Number, |day| day.stands_out.map_or(Cell::None, Cell::Share)),
    ]
}

fn times_words(times: f64) -> String {
    format!("{times:.1}x the median")
}

/// The days as objects.
pub(super) fn objects_of(tally: &Tally<'_>) -> Json {
    objects(&columns(), &days(tally))
}

/// The chart of the last days; nothing where all is one day.
pub(super) fn chart(tally: &Tally<'_>, format: Format, currency: Currency) -> Option<String> {
    let all = days(tally);
    let from = all.len().saturating_sub(MOST_DAYS);
    (all.len() > 1).then(|| rows(&columns(), &all[from..], format, &[], currency))
}

/// The days that stand out, and the rule by which they do.
pub(super) fn remark(tally: &Tally<'_>) -> Option<String> {
    let all = days(tally);
    if all.len() < FEWEST_DAYS {
        return None;
    }
    let found: Vec<String> = all
        .iter()
        .filter_map(|day| Some(format!("{} ({})", day.day, times_words(day.stands_out?))))
        .collect();
    const RULE: &str =
        "more than 4 median absolute deviations and a tenth off the median of all days";
    let further = found.len().saturating_sub(NAMED);
    Some(match found.len() {
        0 => format!("No day stands out: none is {RULE}."),
        _ => {
            let mut named = found.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
            if further > 0 {
                named += &format!(", and {} further", grouped(further as u64));
            }
            format!("Days that stand out, {RULE}: {named}.")
        }
    })
}
