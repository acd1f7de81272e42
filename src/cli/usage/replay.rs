//! The same requests on every model, ranked.

use serde::Serialize;

use crate::app::{ReplayedModel, Traffic};
use crate::billing::Note;
use crate::card::{Card, Date, Model};
use crate::cli::args::Format;
use crate::cli::asked::{Asked, HeadJson};
use crate::cli::describe::{BASIS, assumed_line, basis};
use crate::cli::table::{Column, Table};
use crate::money::{Usd, grouped};
use crate::usage::{Moment, Replayed, Tally};

/// A model with what the requests cost on it.
pub(super) struct Row<'c> {
    pub(super) model: &'c Model,
    sum: Replayed,
    /// All requests of known models.
    requests: u64,
    /// What the rate card assumes of the cost.
    assumed: Vec<String>,
}

/// One model in JSON; null where it has no price for all requests.
#[derive(Debug, Serialize)]
pub(super) struct RowJson<'c> {
    id: &'c str,
    low_usd: Option<String>,
    expected_usd: Option<String>,
    high_usd: Option<String>,
    assumptions: Vec<String>,
}

/// The models in rising order of what the requests are expected to cost, equal ones by name, those
/// without a price last.
pub(super) fn rows<'c>(card: &'c Card, tally: &Tally<'_>) -> Vec<Row<'c>> {
    let known = tally.ids().iter().filter(|id| id.resolved.is_some());
    let requests = known.map(|id| id.requests).sum();
    let tokens = tally.tokens();
    let batch: u64 = tally.ids().iter().map(|id| id.batch_requests).sum();
    let models = card.models.iter().zip(tally.replayed());
    let mut rows: Vec<Row<'c>> = models
        .map(|(model, sum)| Row {
            model,
            sum: *sum,
            requests,
            assumed: Note::assumed_rates(model, &tokens, batch > sum.no_batch),
        })
        .collect();
    rows.sort_by_cached_key(|row| {
        let cost = row.cost();
        (cost.is_none(), cost, row.model.name.clone(), row.model.id.clone())
    });
    rows
}

/// What the requests cost on every model, for the explorer.
pub(super) fn traffic(card: &Card, tally: &Tally<'_>) -> Traffic {
    let known = || tally.ids().iter().filter(|id| id.resolved.is_some());
    let day = |moment: Moment| moment.to_string().chars().take(10).collect::<String>();
    let span = tally
        .span()
        .map_or(String::new(), |(first, last)| format!(", from {} to {}", day(first), day(last)));
    let models = rows(card, tally).into_iter().map(|row| ReplayedModel {
        id: row.model.id.clone(),
        name: row.model.name.clone(),
        costs: row.cost().map(|expected| [row.sum.low, expected, row.sum.high]),
        notes: row.notes(),
        assumed: row.assumed,
    });
    Traffic {
        requests: known().map(|id| id.requests).sum(),
        now: known().map(|id| id.cost).sum(),
        span,
        models: models.collect(),
    }
}

impl<'c> Row<'c> {
    /// The expected cost; none where not all requests have a price.
    fn cost(&self) -> Option<Usd> {
        (self.sum.requests == self.requests).then_some(self.sum.expected)
    }

    pub(super) fn json(&self) -> RowJson<'c> {
        let usd = |usd: Usd| self.cost().map(|_| usd.exact());
        RowJson {
            id: &self.model.id,
            low_usd: usd(self.sum.low),
            expected_usd: usd(self.sum.expected),
            high_usd: usd(self.sum.high),
            assumptions: self.assumed.clone(),
        }
    }

    /// What to know beside the cost.
    fn notes(&self) -> String {
        if self.cost().is_none() {
            return match self.sum.requests {
                0 => "no price".to_owned(),
                some => format!("a price for {} requests only", grouped(some)),
            };
        }
        let of = |count: u64, what: &str| (count > 0).then(|| format!("{} {what}", grouped(count)));
        let notes = [
            of(self.sum.too_long, "too long for it"),
            of(self.sum.no_batch, "not through Batch"),
            of(self.sum.not_cached, "not cached"),
        ];
        notes.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// The ranking for people, beside what the requests cost now.
pub(super) fn for_people(rows: &[Row<'_>], now: Usd) -> Table {
    let mut table = Table::new([
        Column::Number("#"),
        Column::Text("Model"),
        Column::Text("Provider"),
        Column::Decimal("Low"),
        Column::Decimal("Expected"),
        Column::Decimal("High"),
        Column::Number("vs now"),
        Column::Text("Requests"),
    ]);
    for (at, row) in rows.iter().enumerate() {
        let money = |usd: Usd| row.cost().map_or_else(|| "-".to_owned(), |_| usd.to_string());
        let change = row.cost().and_then(|cost| cost.times(now));
        table.row([
            (at + 1).to_string(),
            row.model.name.clone(),
            row.model.provider.clone(),
            money(row.sum.low),
            money(row.sum.expected),
            money(row.sum.high),
            change
                .map_or_else(|| "-".to_owned(), |times| format!("{:+.0}%", (times - 1.0) * 100.0)),
            row.notes(),
        ]);
    }
    table
}

/// What is assumed of each model, by its name.
pub(super) fn assumed<'r>(rows: &'r [Row<'_>]) -> Vec<(&'r str, Vec<String>)> {
    let each = rows.iter();
    each.map(|row| (row.model.name.as_str(), row.assumed.clone())).collect()
}

/// The ranking as values; `asked` names the requests.
pub(super) fn for_programs(rows: &[Row<'_>], asked: &str, card: &Card) -> Table {
    let columns = [
        Column::Number("rank"),
        Column::Text("id"),
        Column::Text("name"),
        Column::Text("provider"),
        Column::Number("low_usd"),
        Column::Number("expected_usd"),
        Column::Number("high_usd"),
        Column::Text("notes"),
    ];
    let mut table = Table::new([&columns[..], &BASIS].concat());
    for (at, row) in rows.iter().enumerate() {
        let json = row.json();
        let cells = [
            (at + 1).to_string(),
            row.model.id.clone(),
            row.model.name.clone(),
            row.model.provider.clone(),
            json.low_usd.unwrap_or_default(),
            json.expected_usd.unwrap_or_default(),
            json.high_usd.unwrap_or_default(),
            row.notes(),
        ];
        table.row([&cells[..], &basis(asked, card, &row.assumed)].concat());
    }
    table
}

/// What the explorer shows of a replay, in a format.
pub(in crate::cli) fn written(
    asked: &Asked,
    traffic: &Traffic,
    format: Format,
    today: Option<Date>,
) -> String {
    let usd = |model: &ReplayedModel, at: usize| model.costs.map(|costs| costs[at].exact());
    if format == Format::Json {
        return crate::cli::json(&TrafficJson {
            head: HeadJson::of(asked),
            requests: traffic.requests,
            now_usd: traffic.now.exact(),
            replay: traffic
                .models
                .iter()
                .map(|model| RowJson {
                    id: &model.id,
                    low_usd: usd(model, 0),
                    expected_usd: usd(model, 1),
                    high_usd: usd(model, 2),
                    assumptions: model.assumed.clone(),
                })
                .collect(),
        });
    }
    let columns = [
        Column::Text("Model"),
        Column::Decimal("Low"),
        Column::Decimal("Expected"),
        Column::Decimal("High"),
        Column::Text("Requests"),
    ];
    if format == Format::Csv {
        let mut table = Table::new([&columns[..], &BASIS].concat());
        for model in &traffic.models {
            let cost = |at: usize| usd(model, at).unwrap_or_default();
            let (name, notes) = (model.name.clone(), model.notes.clone());
            let cells = [name, cost(0), cost(1), cost(2), notes];
            let basis = basis(&asked.scenario.name, &asked.card, &model.assumed);
            table.row([&cells[..], &basis].concat());
        }
        return table.write(format, &[]);
    }
    let mut table = Table::new(columns);
    for model in &traffic.models {
        let cost = |at: usize| {
            let known = model.costs.map(|costs| costs[at].to_string());
            known.unwrap_or_else(|| "-".to_owned())
        };
        table.row([model.name.clone(), cost(0), cost(1), cost(2), model.notes.clone()]);
    }
    let mut remarks = vec![format!(
        "{} requests{} that cost {} on the models that answered them, each priced on every model.",
        grouped(traffic.requests),
        traffic.span,
        traffic.now
    )];
    remarks.extend(asked.remarks(today));
    let each = traffic.models.iter();
    let each = each.map(|model| (model.name.as_str(), model.assumed.clone()));
    remarks.extend(assumed_line(&each.collect::<Vec<_>>()));
    table.write(format, &remarks)
}

#[derive(Serialize)]
struct TrafficJson<'c> {
    #[serde(flatten)]
    head: HeadJson<'c>,
    requests: u64,
    now_usd: String,
    replay: Vec<RowJson<'c>>,
}
