//! Models along one control, and where their order changes.

use super::json::Json;
use super::sheet::{Cell, Kind, between, column, data, people};
use super::subject::{Report, Subject};
use crate::billing::Answers;
use crate::card::{Date, Model};
use crate::controls::{self, Control};
use crate::explore::{Band, Crossing, Sweep};
use crate::money::Usd;

/// A model at a value of the control.
struct Row<'a> {
    control: Control,
    value: u64,
    model: &'a Model,
    cost: Option<Usd>,
    /// What it may cost instead; none where that is certain.
    range: Option<(Usd, Usd)>,
    is_cheapest: bool,
}

impl Row<'_> {
    /// The least and the most that it may cost; none without a bill.
    fn ends(&self) -> Option<(Usd, Usd)> {
        let cost = self.cost?;
        Some(self.range.unwrap_or((cost, cost)))
    }
}

/// Models along a control, at the values of `axis`.
pub(crate) fn sweep<'a>(
    subject: Subject<'a>,
    control: Control,
    models: &[&'a Model],
    axis: &[u64],
) -> Report<'a> {
    let swept = subject.asked().sweep(control, models, axis);
    let mut rows = rows(control, models, &swept, subject.today);
    let (asked, answers) = (subject.asked(), &mut Answers::default());
    for row in rows.iter_mut().filter(|row| row.cost.is_some()) {
        let work = control.set(subject.sizing.typed(), Some(row.value), subject.facts);
        row.range = asked.costs(row.model, &work, answers).ok().and_then(|it| Band::of(it).range);
    }
    let columns = [
        data("control", Kind::Text, |row: &Row<'_>| row.control.label().into()),
        column("value", "At", Kind::Number, |row| {
            Cell::Count(row.value).said(row.control.words(Some(row.value)))
        }),
        column("id", "Model", Kind::Text, |row| {
            Cell::from(row.model.id.as_str()).said(&row.model.name)
        }),
        column("monthly_usd", "$/month", Kind::Decimal, |row| row.cost.into()),
        data("monthly_low_usd", Kind::Number, |row| row.ends().map(|it| it.0).into()),
        data("monthly_high_usd", Kind::Number, |row| row.ends().map(|it| it.1).into()),
        people("≈ range", Kind::Text, |row| between(row.range)),
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
fn rows<'a>(control: Control, models: &[&'a Model], swept: &Sweep, today: Date) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for (at, value) in swept.axis.iter().enumerate() {
        let costs = || swept.costs.iter().map(|line| line.get(at).copied().flatten());
        let listed = models.iter().zip(costs()).filter(|(model, _)| model.is_listed(today));
        let cheapest = listed.filter_map(|(_, cost)| cost).min();
        rows.extend(models.iter().zip(costs()).map(|(model, cost)| Row {
            control,
            value: *value,
            model,
            cost,
            range: None,
            is_cheapest: models.len() > 1
                && cost.is_some()
                && cost == cheapest
                && model.is_listed(today),
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
                ("monthly_usd", row.cost.into()),
                ("monthly_low_usd", row.ends().map(|it| it.0).into()),
                ("monthly_high_usd", row.ends().map(|it| it.1).into()),
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
