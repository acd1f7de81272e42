//! Which field moves the month most, where fields have a low and a high.

use super::json::Json;
use super::sheet::{Cell, Column, Kind, column, data, objects, people};
use super::subject::{Report, Subject};
use crate::card::Model;
use crate::explore::{Refused, Swing, Tornado};
use crate::money::Currency;

/// A field of a month.
type Row<'r> = (&'r Swing, &'r Tornado);

/// Each field alone from its low to its high on a model, and all of them together.
///
/// # Errors
/// A model without a bill, and a scenario without ranges.
pub(crate) fn tornado<'a>(subject: Subject<'a>, model: &'a Model) -> Result<Report<'a>, Refused> {
    let found = &subject.asked().tornado(model)?;
    let columns = columns();
    let rows: Vec<Row<'_>> = found.swings.iter().map(|swing| (swing, found)).collect();
    let fields = [
        ("model", Json::from(&model.id)),
        // With all fields at the side that makes the month least, as they stand, and at the most.
        ("low_usd", found.low.into()),
        ("typical_usd", found.monthly.into()),
        ("high_usd", found.high.into()),
        ("fields", objects(&columns, &rows)),
    ];
    let mut report = subject.about(&[model], &columns, &rows, fields);
    report.said.push(sentence(model, found, subject.currency));
    report.said.push(
        "Each field alone while the others stand; low and high are all together, each at its cheaper and its \
         dearer side. This is at the likeliest token counts and the usual thinking: what those leave \
         uncertain (≈) is beside it, not in it."
            .to_owned(),
    );
    Ok(report)
}

/// A value of a field.
fn words(swing: &Swing, value: u64) -> Cell {
    Cell::Count(value).said(swing.control.exactly(value))
}

fn columns<'r>() -> Vec<Column<Row<'r>>> {
    use Kind::{Decimal, Number, Text};
    vec![
        data("field", Text, |(swing, _): &Row<'_>| swing.control.field().key.into()),
        people("Field", Text, |(swing, _)| swing.control.label().into()),
        column("low", "Low", Number, |(swing, _)| words(swing, swing.ends.0)),
        column("typical", "Typical", Number, |(swing, _)| match swing.value {
            Some(value) => words(swing, value),
            None => Cell::None.said(swing.control.words(None)),
        }),
        column("high", "High", Number, |(swing, _)| words(swing, swing.ends.1)),
        column("at_low_usd", "Month at low", Decimal, |(swing, _)| swing.at_low.into()),
        column("at_high_usd", "At high", Decimal, |(swing, _)| swing.at_high.into()),
        column("swing_usd", "Moves it by", Decimal, |(swing, _)| swing.width.into()),
        column("swing_share", "Of the month", Number, |(swing, tornado)| {
            swing.width.times(tornado.monthly).map_or(Cell::None, Cell::Share)
        }),
    ]
}

/// `Nova Lite: $24.00 low, $70.00 typical, $144.00 high a month; Requests / month moves it most.`
fn sentence(model: &Model, found: &Tornado, currency: Currency) -> String {
    let most = found.swings.first().filter(|swing| !swing.width.is_zero());
    let most = most.map_or_else(
        || "none of the fields moves it".to_owned(),
        |swing| format!("{} moves it most", swing.control.label()),
    );
    format!("{}: {} a month; {most}.", model.name, found.words(currency))
}
