//! The tables of a bill: what each row tells, and how it is called.

use crate::bill::{Named, Part, Period, Row, Why};
use crate::card::{Card, Model};
use crate::money::{Rate, Tokens, Usd, grouped};
use crate::report::sheet::{Cell, Column, Kind, column, data, field, people};

/// A row of the first table: tokens of a model, or what is set aside.
pub(super) struct Line<'r> {
    pub(super) card: &'r Card,
    pub(super) of: Of<'r>,
    /// Whether there are logs to hold it against.
    pub(super) has_logs: bool,
}

/// What a line is of.
pub(super) enum Of<'r> {
    Tokens(&'r Row),
    /// Its name, how many lines, and what they come to; none where that is within what was paid.
    Aside(&'r str, u64, Option<Usd>),
}

impl<'r> Line<'r> {
    fn row(&self) -> Option<&'r Row> {
        match self.of {
            Of::Tokens(row) => Some(row),
            Of::Aside(..) => None,
        }
    }

    fn model(&self) -> Option<&'r Model> {
        model(self.card, &self.row()?.model)
    }

    fn logged(&self) -> Option<Tokens> {
        self.row().filter(|_| self.has_logs).map(|row| row.logged)
    }
}

/// The model of the card.
pub(super) fn model<'c>(card: &'c Card, named: &Named) -> Option<&'c Model> {
    match named {
        Named::Known(at) => card.models.get(*at),
        Named::Unknown(_) => None,
    }
}

/// What a model is called: by the card, else by the bill.
pub(super) fn name(card: &Card, named: &Named) -> String {
    match named {
        Named::Unknown(name) if name.is_empty() => "(no model named)".to_owned(),
        Named::Unknown(name) => name.clone(),
        known => model(card, known).map_or_else(String::new, |model| model.name.clone()),
    }
}

/// How a price is called in a few words.
pub(super) fn words(why: Why, model: Option<&Model>) -> String {
    match why {
        Why::List => "list price".to_owned(),
        Why::Lane(lane) => format!("the price {}", lane.spec().how),
        Why::Place(list) => model.map_or_else(String::new, |model| list.words(model)),
        Why::Threshold => "the price at the other side of a long-context threshold".to_owned(),
        Why::Discount(share) => format!("{} off", share.exact_percent()),
        Why::Free => "not charged".to_owned(),
        Why::Open => "not explained".to_owned(),
        Why::NoList => "no list price".to_owned(),
        Why::NoModel => "not on the card".to_owned(),
    }
}

/// The prices of a row; with their days where there are several.
fn prices(row: &Row, model: Option<&Model>) -> Vec<String> {
    let told = row.parts.iter().map(|part| {
        let days = part.period.filter(|_| row.parts.len() > 1);
        let days = days.map_or_else(String::new, |days| format!(" ({})", span(days)));
        format!("{}{days}", words(part.why, model))
    });
    told.collect()
}

/// `2026-11-01 to 2026-11-30`.
pub(super) fn span(period: Period) -> String {
    let last = period.last();
    if last == period.from { last.to_string() } else { format!("{} to {last}", period.from) }
}

/// A rate as USD per 1M tokens.
fn per_million(rate: Option<Rate>) -> Cell {
    rate.map(Rate::per_million).into()
}

/// How many times the list price: to four places for people.
fn times(factor: Option<f64>) -> Cell {
    let Some(factor) = factor else { return Cell::None };
    let shown = format!("{factor:.4}");
    Cell::Share(factor).said(shown.trim_end_matches('0').trim_end_matches('.'))
}

fn coverage(share: Option<f64>, is_covered: bool) -> Cell {
    // Rounding of the bill is no gap.
    share.map_or(Cell::None, |share| Cell::Share(if is_covered { 1.0 } else { share }))
}

/// Input tokens above a threshold are told apart.
fn bucket(row: &Row) -> String {
    let long = if row.long_context { ", long context" } else { "" };
    format!("{}{long}", row.slot.bucket.spec().label)
}

const fn scope(is_global: bool) -> &'static str {
    if is_global { "global" } else { "regional" }
}

/// The columns of tokens, and in CSV of what is set aside.
pub(super) fn columns<'r>(has_logs: bool) -> Vec<Column<Line<'r>>> {
    use Kind::{Decimal, Number, Text};
    let mut columns = vec![
        data("kind", Text, |line: &Line<'_>| match line.of {
            Of::Tokens(_) => "tokens".into(),
            Of::Aside(..) => "set aside".into(),
        }),
        data("id", Text, |line| line.model().map(|model| model.id.as_str()).into()),
        column("name", "Model", Text, |line| match line.of {
            Of::Tokens(row) => name(line.card, &row.model).into(),
            Of::Aside(words, ..) => words.into(),
        }),
        column("lane", "Tier", Text, |line| {
            let spec = line.row().map(|row| row.slot.lane.spec());
            spec.map_or(Cell::None, |spec| Cell::from(spec.key).said(spec.label))
        }),
        column("scope", "Scope", Text, |line| line.row().map(|row| scope(row.global)).into()),
        column("bucket", "Tokens", Text, |line| {
            let key = |row: &Row| Cell::from(row.slot.bucket.spec().key).said(bucket(row));
            line.row().map_or(Cell::None, key)
        }),
        field("long_context", |line| line.row().map(|row| row.long_context).into()),
        column("billed_tokens", "Billed", Number, |line| {
            line.row().map(|row| row.billed.tokens()).into()
        }),
    ];
    if has_logs {
        columns.push(column("logged_tokens", "In logs", Number, |line| line.logged().into()));
        columns.push(column("coverage", "Coverage", Number, |line| {
            line.row().map_or(Cell::None, |row| coverage(row.coverage(), row.is_covered()))
        }));
    }
    columns.extend([
        column("paid_usd", "Paid", Decimal, |line: &Line<'_>| match line.of {
            Of::Tokens(row) => row.paid.into(),
            Of::Aside(_, _, amount) => amount.into(),
        }),
        column("paid_per_million", "Paid/1M", Decimal, |line| {
            per_million(line.row().and_then(|row| row.billed.rate(row.paid)))
        }),
        column("list_per_million", "List/1M", Decimal, |line| {
            per_million(line.row().and_then(|row| row.billed.rate(row.list?)))
        }),
        column("paid_to_list", "Paid/list", Number, |line| times(line.row().and_then(Row::factor))),
        column("price", "Price", Text, |line| {
            line.row().map(|row| prices(row, line.model())).into()
        }),
    ]);
    columns
}

/// What is set aside.
pub(super) fn aside<'r>() -> [Column<Line<'r>>; 3] {
    use Kind::{Decimal, Number, Text};
    [
        people("Set aside", Text, |line: &Line<'_>| match line.of {
            Of::Aside(words, _, None) => format!("{words}, within what was paid").into(),
            Of::Aside(words, ..) => words.into(),
            Of::Tokens(_) => Cell::None,
        }),
        people("Lines", Number, |line| match line.of {
            Of::Aside(_, lines, _) => lines.into(),
            Of::Tokens(_) => Cell::None,
        }),
        people("Amount", Decimal, |line| match line.of {
            Of::Aside(_, _, amount) => amount.into(),
            Of::Tokens(_) => Cell::None,
        }),
    ]
}

/// A part of a row that nothing explains.
pub(super) struct Open<'r> {
    pub(super) card: &'r Card,
    pub(super) row: &'r Row,
    pub(super) part: &'r Part,
}

/// What nothing explains.
pub(super) fn open<'r>() -> Vec<Column<Open<'r>>> {
    use Kind::{Decimal, Number, Text};
    vec![
        column("name", "Not explained", Text, |open: &Open<'_>| {
            name(open.card, &open.row.model).into()
        }),
        column("slot", "Tokens", Text, |open| {
            let long = if open.row.long_context { ", long context" } else { "" };
            format!("{}, {}{long}", open.row.slot, scope(open.row.global)).into()
        }),
        column("days", "Days", Text, |open| open.part.period.map(span).into()),
        column("billed_tokens", "Billed", Number, |open| open.part.billed.tokens().into()),
        column("paid_usd", "Paid", Decimal, |open| open.part.paid.into()),
        column("paid_per_million", "Paid/1M", Decimal, |open| {
            per_million(open.part.billed.rate(open.part.paid))
        }),
        column("list_per_million", "List/1M", Decimal, |open| {
            per_million(open.part.list.and_then(|list| open.part.billed.rate(list)))
        }),
        column("paid_to_list", "Paid/list", Number, |open| times(open.part.factor())),
    ]
}

/// A day with what of it the logs hold.
pub(super) struct DayLine {
    pub(super) day: crate::card::Date,
    pub(super) sums: crate::bill::Day,
}

/// Days.
pub(super) fn days(has_logs: bool) -> Vec<Column<DayLine>> {
    use Kind::{Decimal, Number, Text};
    let mut columns = vec![
        column("day", "Not whole in logs", Text, |it: &DayLine| it.day.to_string().into()),
        column("billed_tokens", "Billed", Number, |it| it.sums.billed.tokens().into()),
    ];
    if has_logs {
        columns.push(column("logged_tokens", "In logs", Number, |it| it.sums.logged.into()));
        columns.push(column("coverage", "Coverage", Number, |it| {
            coverage(it.sums.coverage(), it.sums.is_covered())
        }));
    }
    columns.push(column("paid_usd", "Paid", Decimal, |it| it.sums.paid.into()));
    columns
}

/// A model in a month.
pub(super) struct MonthLine {
    pub(super) month: String,
    pub(super) id: Option<String>,
    pub(super) name: String,
    pub(super) sums: crate::bill::Month,
    /// Of all that was paid for tokens in that month.
    pub(super) share: Option<f64>,
}

/// Months by model.
pub(super) fn months() -> Vec<Column<MonthLine>> {
    use Kind::{Decimal, Number, Text};
    vec![
        column("month", "Month", Text, |it: &MonthLine| it.month.as_str().into()),
        field("id", |it| it.id.clone().into()),
        column("name", "Model", Text, |it| it.name.as_str().into()),
        column("input_tokens", "Input", Number, |it| it.sums.input.tokens().into()),
        column("output_tokens", "Output", Number, |it| it.sums.output.tokens().into()),
        column("paid_usd", "Paid", Decimal, |it| it.sums.paid.into()),
        column("share", "Share", Number, |it| it.share.map_or(Cell::None, Cell::Share)),
    ]
}

/// A part of what makes the bill.
pub(super) struct Step {
    pub(super) key: &'static str,
    pub(super) words: String,
    pub(super) amount: Usd,
}

/// What makes the bill.
pub(super) fn steps() -> [Column<Step>; 2] {
    [
        people("What makes the bill", Kind::Text, |step: &Step| step.words.as_str().into()),
        people("Amount", Kind::Decimal, |step| step.amount.into()),
    ]
}

/// `1 line`, `2 lines`.
pub(super) fn counted(lines: u64) -> String {
    if lines == 1 { "1 line".to_owned() } else { format!("{} lines", grouped(lines)) }
}
