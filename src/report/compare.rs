//! Scenarios side by side, each held against the first.

use super::basis::{
    BASIS, assumed_lines, card_json, card_line, currency_line, scenario_json, workload_line,
};
use super::json::{Json, answer};
use super::sheet::{
    self, Cell, Column, Kind, between, csv, data, field, for_programs, high, low, people,
};
use super::subject::Subject;
use super::table::{Format, Table};
use crate::card::{Card, Date};
use crate::controls::changes;
use crate::document::printable;
use crate::explore::{Band, Difference};
use crate::money::Currency;

/// What a model costs in each scenario.
pub(crate) struct Compared {
    /// The model's id.
    pub(crate) id: String,
    /// Its name.
    pub(crate) name: String,
    /// In the order of the scenarios.
    pub(crate) monthly: Vec<Option<Band>>,
    /// What each rests on beside rates.
    pub(crate) assumed: Vec<Vec<String>>,
}

/// Scenarios held against the first, with which models are left out.
pub(crate) fn compare(
    asked: &[Subject<'_>],
    models: &[Compared],
    left_out: Option<String>,
    format: Format,
    today: Option<Date>,
) -> String {
    match format {
        Format::Json => answer(object(asked, models), currency(asked)),
        Format::Csv => csv_of(asked, models),
        format => {
            let mut remarks = Vec::new();
            if let Some((first, others)) = asked.split_first() {
                let named = models.iter().filter_map(|model| first.card.model(&model.id));
                remarks.extend(first.cautions(&named.collect::<Vec<_>>()));
                remarks.extend(others.iter().map(|other| what_changed(first, other)));
                remarks.extend(asked.iter().map(|asked| workload_line(asked.scenario)));
                let mut cards: Vec<&Card> = Vec::new();
                for asked in asked {
                    if !cards.contains(&asked.card) {
                        cards.push(asked.card);
                    }
                }
                remarks.extend(cards.into_iter().map(|card| card_line(card, today)));
                remarks.extend(currency_line(currency(asked)));
                remarks.extend(left_out);
                let each = models.iter().flat_map(|model| {
                    let words = model.assumed.iter();
                    words.map(|words| (model.name.as_str(), words.clone()))
                });
                remarks.extend(assumed_lines(&each.collect::<Vec<_>>()));
            }
            for_people(asked, models).write(format, &remarks)
        }
    }
}

/// What amounts are shown in: one for all.
fn currency(asked: &[Subject<'_>]) -> Currency {
    asked.first().map_or(Currency::DOLLARS, |first| first.currency)
}

/// `B against A: max output cap 4,096 → 1,024, prompt caching on.`
fn what_changed(first: &Subject<'_>, other: &Subject<'_>) -> String {
    let changes = changes(&first.scenario.workload, &other.scenario.workload);
    let what = match changes.is_empty() {
        true => "nothing but the texts".to_owned(),
        false => changes.join(", "),
    };
    format!(
        "{} against {}: {what}.",
        printable(&other.scenario.name),
        printable(&first.scenario.name)
    )
}

impl Compared {
    /// What it costs in a scenario, by its place.
    fn monthly(&self, at: usize) -> Option<Band> {
        *self.monthly.get(at)?
    }

    /// The difference of a scenario, by its place, to the first one.
    fn difference(&self, at: usize) -> Option<Difference> {
        let (before, after) = (self.monthly(0)?.expected, self.monthly(at)?.expected);
        Some(Difference { before, after })
    }

    /// What a scenario, by its place, costs more than the first one: on one model, what is not certain
    /// errs to the same side in both.
    fn change(&self, at: usize) -> Option<Band> {
        Some(self.monthly(at)?.less_alike(self.monthly(0)?))
    }

    /// What the card assumes of a scenario, by its place.
    fn assumed(&self, at: usize) -> &[String] {
        self.assumed.get(at).map_or(&[], Vec::as_slice)
    }
}

fn for_people(asked: &[Subject<'_>], models: &[Compared]) -> Table {
    type Row<'r> = Compared;
    let mut columns = vec![people("Model", Kind::Text, |row: &Row<'_>| row.name.as_str().into())];
    let one = |head: &str, kind| people(head.to_owned(), kind, |_: &Row<'_>| Cell::None);
    for (at, asked) in asked.iter().enumerate() {
        let monthly = one(&asked.scenario.name, Kind::Decimal);
        columns.push(monthly.by(move |row| row.monthly(at).into()));
        if models.iter().any(|row| row.monthly(at).is_some_and(|it| it.range.is_some())) {
            columns.push(
                one("≈ range", Kind::Text)
                    .by(move |row| between(row.monthly(at).and_then(|it| it.range))),
            );
        }
        if at > 0 {
            let change = one("change", Kind::Decimal);
            let currency = asked.currency;
            let signed = move |change: Difference| change.signed(currency);
            columns.push(change.by(move |row| row.difference(at).map(signed).into()));
            columns.push(one("%", Kind::Number).by(move |row| {
                row.difference(at).and_then(Difference::percent).unwrap_or_default().into()
            }));
        }
    }
    sheet::for_people(&columns, models, currency(asked))
}

/// A model and the place of a scenario.
type Cost<'r> = (&'r Compared, usize);

/// A row for each model and scenario, so that every file has the same columns.
fn costs<'r>() -> [Column<Cost<'r>>; 11] {
    [
        csv("id", Kind::Text, |(model, _): &Cost<'_>| model.id.as_str().into()),
        csv("name", Kind::Text, |(model, _)| model.name.as_str().into()),
        data("monthly_usd", Kind::Number, |(model, at)| model.monthly(*at).into()),
        data("monthly_low_usd", Kind::Number, |(model, at)| low(model.monthly(*at))),
        data("monthly_high_usd", Kind::Number, |(model, at)| high(model.monthly(*at))),
        // Against itself there is no change to tell in rows.
        csv("change_usd", Kind::Number, |it| if it.1 > 0 { change(it) } else { Cell::None }),
        csv("change", Kind::Number, |it| if it.1 > 0 { share(it) } else { Cell::None }),
        field("change_usd", change),
        field("change_low_usd", |(model, at)| low(model.change(*at))),
        field("change_high_usd", |(model, at)| high(model.change(*at))),
        field("change", share),
    ]
}

fn change((model, at): &Cost<'_>) -> Cell {
    model.difference(*at).map(Difference::change).into()
}

/// The change as a share of the first scenario's cost; none where either is zero.
fn share((model, at): &Cost<'_>) -> Cell {
    model.difference(*at).and_then(Difference::share).map_or(Cell::None, Cell::Share)
}

fn csv_of(asked: &[Subject<'_>], models: &[Compared]) -> String {
    let each = models.iter().flat_map(|model| (0..asked.len()).map(move |at| (model, at)));
    let rows: Vec<Cost<'_>> = each.collect();
    let mut table = for_programs(&costs(), &rows, currency(asked));
    table.stamp(&BASIS, rows.iter().map(|(model, at)| asked[*at].basis(model.assumed(*at))));
    table.write(Format::Csv, &[])
}

fn object(asked: &[Subject<'_>], models: &[Compared]) -> Json {
    let first = &asked[0];
    let scenarios = asked.iter().map(|asked| {
        let changes = changes(&first.scenario.workload, &asked.scenario.workload);
        // What it was priced on, and what is different from the first scenario, in words.
        let more = [("rate_card", card_json(asked.card)), ("changes", changes.into())];
        scenario_json(asked.scenario).with(more)
    });
    let columns = costs();
    let models = models.iter().map(|model| {
        let costs = (0..asked.len()).map(|at| {
            let assumed = model.assumed(at).to_vec();
            sheet::object(&columns, &(model, at)).with([("assumptions", assumed.into())])
        });
        Json::object([
            ("id", model.id.as_str().into()),
            ("name", model.name.as_str().into()),
            ("costs", costs.collect()),
        ])
    });
    Json::object([
        ("rate_card", card_json(first.card)),
        ("scenarios", scenarios.collect()),
        ("models", models.collect()),
    ])
}
