//! At which value of a control a month of each model costs a given amount.

use super::sheet::{Cell, Kind, column, csv, data, field, objects};
use super::subject::{Report, Subject};
use super::sweep::{sentence_of, unit};
use crate::billing::Answers;
use crate::card::Model;
use crate::controls::Control;
use crate::explore::{Band, Refused, Solution};
use crate::money::Usd;

/// A model, and the value.
struct Row<'a> {
    amount: Usd,
    model: &'a Model,
    found: Result<Solution, Refused>,
}

/// The values of a control at which a month of these models costs `amount`.
///
/// # Errors
/// What can be solved on no model: a control without numbers, or one that does nothing as things stand.
pub(crate) fn solve<'a>(
    subject: Subject<'a>,
    control: Control,
    amount: Usd,
    models: &[&'a Model],
) -> Result<Report<'a>, Refused> {
    let answers = &mut Answers::default();
    let mut rows = Vec::new();
    for model in models {
        let found = subject.asked().solve(model, control, amount, answers);
        if let Err(refused @ (Refused::NotANumber(_) | Refused::DoesNothing { .. })) = found {
            return Err(refused);
        }
        rows.push(Row { amount, model, found });
    }
    let currency = subject.currency;
    let columns = [
        column("id", "Model", Kind::Text, |row: &Row<'_>| {
            Cell::from(row.model.id.as_str()).said(&row.model.name)
        }),
        csv("budget_usd", Kind::Number, |row| row.amount.into()),
        // The greatest value at which the month costs at most the budget, next to one at which it costs
        // more; null where there is none.
        column("value", control.label(), Kind::Number, |row| {
            row.found().map_or(Cell::None, |found| {
                Cell::Count(found.value).said(found.control.exactly(found.value))
            })
        }),
        field("shown", |row| row.found().map(Solution::words).into()),
        column("monthly_usd", "$/month", Kind::Decimal, |_: &Row<'_>| Cell::None).by(move |row| {
            row.found().map_or(Cell::None, |it| Cell::from(it.monthly).said(it.cost(currency)))
        }),
        data("monthly_low_usd", Kind::Number, |row| row.ends().map(|ends| ends.0).into()),
        data("monthly_high_usd", Kind::Number, |row| row.ends().map(|ends| ends.1).into()),
        // The value beside it, at which the month costs more.
        column("next_value", "The next", Kind::Number, |row| {
            row.beyond().map_or(Cell::None, |(control, (value, _))| {
                Cell::Count(value).said(control.exactly(value))
            })
        }),
        column("next_usd", "costs", Kind::Decimal, |_: &Row<'_>| Cell::None).by(move |row| {
            row.found()
                .and_then(|it| Some((it, it.beyond?.1)))
                .map_or(Cell::None, |(it, cost)| Cell::from(cost).said(it.fine(cost, currency)))
        }),
        // How many values do, where cost rises and falls along the control.
        data("solutions", Kind::Number, |row| row.found().map(|it| it.of as u64).into()),
        // Why there is no value.
        data("reason", Kind::Text, |row| row.found.as_ref().err().map(Refused::to_string).into()),
    ];
    let fields = [
        ("control", control.label().into()),
        ("unit", unit(control).into()),
        ("budget_usd", amount.into()),
        ("models", objects(&columns, &rows)),
    ];
    let mut report = subject.about(models, &columns, &rows, fields);
    report.said.extend(rows.iter().map(|row| match &row.found {
        Ok(found) => format!("{}.", found.sentence(&row.model.name, currency)),
        Err(refused) => format!("{}.", sentence_of(&refused.words(currency))),
    }));
    Ok(report)
}

impl Row<'_> {
    fn found(&self) -> Option<&Solution> {
        self.found.as_ref().ok()
    }

    fn ends(&self) -> Option<(Usd, Usd)> {
        self.found().map(|found| Band::ends(found.monthly))
    }

    fn beyond(&self) -> Option<(Control, (u64, Usd))> {
        self.found().and_then(|found| Some((found.control, found.beyond?)))
    }
}
