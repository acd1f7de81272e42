//! Models along one control, and where their order changes.

use super::json::Json;
use super::sheet::{Cell, Kind, between, column, data, high, low, people};
use super::subject::{Report, Subject};
use crate::billing::Answers;
use crate::card::Model;
use crate::controls::{self, Control};
use crate::explore::{Band, Crossing, Sweep};

/// A model at a value of the control.
struct Row<'a> {
    control: Control,
    value: u64,
    model: &'a Model,
    monthly: Option<Band>,
    is_cheapest: bool,
}

/// Models along a control, at the values of `axis`.
pub(crate) fn sweep<'a>(
    subject: Subject<'a>,
    control: Control,
    models: &[&'a Model],
    axis: &[u64],
) -> Report<'a> {
    let swept = subject.asked().sweep(control, models, axis);
    let rows = rows(&subject, control, models, &swept);
    let columns = [
        data("control", Kind::Text, |row: &Row<'_>| row.control.label().into()),
        column("value", "At", Kind::Number, |row| {
            Cell::Count(row.value).said(row.control.words(Some(row.value)))
        }),
        column("id", "Model", Kind::Text, |row| {
            Cell::from(row.model.id.as_str()).said(&row.model.name)
        }),
        column("monthly_usd", "$/month", Kind::Decimal, |row| row.monthly.into()),
        data("monthly_low_usd", Kind::Number, |row| low(row.monthly)),
        data("monthly_high_usd", Kind::Number, |row| high(row.monthly)),
        people("≈ range", Kind::Text, |row| between(row.monthly.and_then(|it| it.range))),
        people("", Kind::Text, |row| if row.is_cheapest { "cheapest" } else { "" }.into()),
    ];
    let mut report = subject.about(models, &columns, &rows, fields(control, models, &swept, &rows));
    let crossings = swept.crossings.iter().map(|crossing| sentence(crossing, control, models));
    report.said.extend(crossings);
    if report.said.is_empty() && models.len() > 1 {
        report.said.push("The order never changes.".to_owned());
    }
    report
}

/// Every model at each value, value by value.
fn rows<'a>(
    subject: &Subject<'a>,
    control: Control,
    models: &[&'a Model],
    swept: &Sweep,
) -> Vec<Row<'a>> {
    let (asked, answers) = (subject.asked(), &mut Answers::default());
    let mut rows = Vec::new();
    for (at, value) in swept.axis.iter().enumerate() {
        let costs = || swept.costs.iter().map(|line| line.get(at).copied().flatten());
        let is_listed = |model: &Model| model.is_listed(subject.today);
        let listed = models.iter().zip(costs()).filter(|(model, _)| is_listed(model));
        let cheapest = listed.filter_map(|(_, cost)| cost).min();
        let work = control.set(subject.sizing.typed(), Some(*value), subject.facts);
        rows.extend(models.iter().zip(costs()).map(|(model, cost)| Row {
            control,
            value: *value,
            model,
            monthly: asked.costs(model, &work, answers).ok().map(Band::of),
            is_cheapest: models.len() > 1 && cost.is_some() && cost == cheapest && is_listed(model),
        }));
    }
    rows
}

fn fields(
    control: Control,
    models: &[&Model],
    swept: &Sweep,
    rows: &[Row<'_>],
) -> [(&'static str, Json); 4] {
    let line = |(at, model): (usize, &&Model)| {
        let points = rows.iter().skip(at).step_by(models.len()).map(|row| {
            Json::object([
                ("value", row.value.into()),
                ("shown", control.words(Some(row.value)).into()),
                ("monthly_usd", row.monthly.map(|it| it.expected).into()),
                ("monthly_low_usd", row.monthly.map(|it| it.ends().0).into()),
                ("monthly_high_usd", row.monthly.map(|it| it.ends().1).into()),
            ])
        });
        Json::object([
            ("id", Json::from(&model.id)),
            ("name", (&model.name).into()),
            ("points", points.collect()),
        ])
    };
    let id = |at: usize| models.get(at).map_or("", |model| model.id.as_str());
    let crossing = |crossing: &Crossing| {
        Json::object([
            // The last value before the order changes.
            ("at", crossing.at.into()),
            ("shown", control.words(Some(crossing.at)).into()),
            // The values within which the order may change instead, where costs are not certain.
            ("from", crossing.within.map(|within| within.0).into()),
            ("to", crossing.within.map(|within| within.1).into()),
            ("cheaper_below", id(crossing.cheaper_below).into()),
            ("cheaper_above", id(crossing.cheaper_above).into()),
            ("monthly_usd", crossing.monthly.into()),
            // Whether it is cheaper only because its own limits cut its answers off.
            ("cut_off", crossing.cut_off.into()),
            ("words", crossing.words(control, models).into()),
        ])
    };
    [
        // What is on the axis, and what a value counts.
        ("control", control.label().into()),
        ("unit", unit(control).into()),
        ("models", models.iter().enumerate().map(line).collect()),
        ("crossings", swept.crossings.iter().map(crossing).collect()),
    ]
}

fn sentence(crossing: &Crossing, control: Control, models: &[&Model]) -> String {
    format!("{}.", sentence_of(&crossing.words(control, models)))
}

/// Words that begin a sentence.
pub(super) fn sentence_of(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    let first: String = first.into_iter().collect();
    format!("{first}{}", letters.as_str())
}

/// What a value counts: shares are parts per million, the spread thousandths.
pub(super) fn unit(control: Control) -> &'static str {
    match control.field().kind {
        controls::Kind::Number(_, unit) => unit.name(),
        controls::Kind::Switch(_) | controls::Kind::Choice(_) => "",
    }
}
