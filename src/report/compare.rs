//! Scenarios side by side, each held against the first.

use serde::Serialize;

use super::basis::{BASIS, CardJson, assumed_line, card_line, scenario_json, workload_line};
use super::json::{Json, json};
use super::sheet::rounded;
use super::subject::Subject;
use super::table::{Column, Format, Table};
use crate::card::{Card, Date};
use crate::controls::changes;
use crate::document::printable;
use crate::explore::Difference;
use crate::money::Usd;

/// What a model costs in each scenario.
pub(crate) struct Compared<'c> {
    /// The model's id.
    pub(crate) id: &'c str,
    /// Its name.
    pub(crate) name: &'c str,
    /// In the order of the scenarios.
    pub(crate) monthly: Vec<Option<Usd>>,
    /// What the rate card assumes of each.
    pub(crate) assumed: Vec<Vec<String>>,
}

/// Scenarios held against the first, with which models are left out.
pub(crate) fn compare(
    asked: &[Subject<'_>],
    models: &[Compared<'_>],
    left_out: Option<String>,
    format: Format,
    today: Option<Date>,
) -> String {
    match format {
        Format::Json => json(&CompareJson::of(asked, models)),
        Format::Csv => csv(asked, models),
        format => {
            let mut remarks = Vec::new();
            if let Some((first, others)) = asked.split_first() {
                let named = models.iter().filter_map(|model| first.card.model(model.id));
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
                remarks.extend(left_out);
                let each = models.iter().flat_map(|model| {
                    let words = model.assumed.iter();
                    words.map(|words| (model.name, words.clone()))
                });
                remarks.extend(assumed_line(&each.collect::<Vec<_>>()));
            }
            for_people(asked, models).write(format, &remarks)
        }
    }
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

impl Compared<'_> {
    /// The difference of a scenario, by its place, to the first one.
    fn difference(&self, at: usize) -> Option<Difference> {
        let before = (*self.monthly.first()?)?;
        let after = (*self.monthly.get(at)?)?;
        Some(Difference { before, after })
    }
}

fn for_people(asked: &[Subject<'_>], models: &[Compared<'_>]) -> Table {
    let mut heads = vec![Column::Text("Model")];
    let mut names = Vec::new();
    for (at, asked) in asked.iter().enumerate() {
        names.push((heads.len(), asked.scenario.name.as_str()));
        heads.push(Column::Decimal("$/month"));
        if at > 0 {
            heads.push(Column::Decimal("change"));
            heads.push(Column::Number("%"));
        }
    }
    let mut table = Table::new(heads);
    for (column, name) in names {
        table.name(column, name);
    }
    for model in models {
        let mut row = vec![model.name.to_owned()];
        for (at, monthly) in model.monthly.iter().enumerate() {
            row.push(monthly.map_or_else(|| "-".to_owned(), |monthly| monthly.to_string()));
            if at > 0 {
                let difference = model.difference(at);
                let change = difference.map_or_else(|| "-".to_owned(), Difference::signed);
                row.push(change);
                row.push(difference.and_then(Difference::percent).unwrap_or_default());
            }
        }
        table.row(row);
    }
    table
}

/// A row for each model and scenario, so that every file has the same columns.
fn csv(asked: &[Subject<'_>], models: &[Compared<'_>]) -> String {
    let columns = [
        Column::Text("id"),
        Column::Text("name"),
        Column::Number("monthly_usd"),
        Column::Number("change_usd"),
        Column::Number("change"),
    ];
    let mut table = Table::new([&columns[..], &BASIS].concat());
    for model in models {
        for (at, (monthly, asked)) in model.monthly.iter().zip(asked).enumerate() {
            let difference = model.difference(at).filter(|_| at > 0);
            let share = difference.and_then(Difference::share);
            let assumed = model.assumed.get(at).map_or(&[][..], Vec::as_slice);
            let cells = [
                model.id.to_owned(),
                model.name.to_owned(),
                monthly.map(Usd::exact).unwrap_or_default(),
                difference.map_or_else(String::new, |it| it.change().exact()),
                share.map_or_else(String::new, |share| rounded(share).to_string()),
            ];
            table.row([&cells[..], &asked.basis(assumed)].concat());
        }
    }
    table.write(Format::Csv, &[])
}

#[derive(Serialize)]
struct CompareJson<'a> {
    rate_card: CardJson<'a>,
    scenarios: Vec<ComparedScenarioJson<'a>>,
    models: Vec<ComparedModelJson<'a>>,
}

#[derive(Serialize)]
struct ComparedScenarioJson<'a> {
    #[serde(flatten)]
    scenario: Json,
    /// What it was priced on.
    rate_card: CardJson<'a>,
    /// What is different from the first scenario, in words.
    changes: Vec<String>,
}

#[derive(Serialize)]
struct ComparedModelJson<'a> {
    id: &'a str,
    name: &'a str,
    /// In the order of the scenarios.
    costs: Vec<CostJson>,
}

#[derive(Serialize)]
struct CostJson {
    monthly_usd: Option<String>,
    /// Against the first scenario.
    change_usd: Option<String>,
    /// The change as a share of the first scenario's cost; none where either is zero.
    change: Option<f64>,
    /// What the rate card assumes of it.
    assumptions: Vec<String>,
}

impl<'a> CompareJson<'a> {
    fn of(asked: &[Subject<'a>], models: &[Compared<'a>]) -> Self {
        let first = &asked[0];
        let scenarios = asked.iter().map(|asked| ComparedScenarioJson {
            scenario: scenario_json(asked.scenario),
            rate_card: CardJson::of(asked.card),
            changes: changes(&first.scenario.workload, &asked.scenario.workload),
        });
        let cost = |model: &Compared<'_>, at: usize| {
            let difference = model.difference(at);
            CostJson {
                monthly_usd: model.monthly.get(at).and_then(|it| it.map(Usd::exact)),
                change_usd: difference.map(|it| it.change().exact()),
                change: difference.and_then(Difference::share).map(rounded),
                assumptions: model.assumed.get(at).cloned().unwrap_or_default(),
            }
        };
        Self {
            rate_card: CardJson::of(first.card),
            scenarios: scenarios.collect(),
            models: models
                .iter()
                .map(|model| ComparedModelJson {
                    id: model.id,
                    name: model.name,
                    costs: (0..asked.len()).map(|at| cost(model, at)).collect(),
                })
                .collect(),
        }
    }
}
