//! The same requests on every model, ranked.

use std::collections::BTreeMap;

use crate::billing::Note;
use crate::card::{Card, Date, Lane, Model};
use crate::money::{Currency, Usd, grouped};
use crate::report::sheet::{Cell, Column, Kind, column, data, field, for_programs, people, tabled};
use crate::report::{BASIS, Table, basis};
use crate::usage::{IdTotals, Moment, Nameless, Replayed, ReplayedModel, Tally, Traffic};

/// A model with what the requests cost on it.
pub(super) struct Row<'c> {
    /// Its place, from 1.
    place: u64,
    model: &'c Model,
    sum: Replayed,
    /// How many of them it answered.
    requests_now: u64,
    /// All requests that are replayed.
    requests: u64,
    /// What they cost on the models that answered them; none where they have no price there.
    now: Option<Usd>,
    /// What the rate card assumes of the cost.
    assumed: Vec<String>,
}

/// The models that are there to be chosen, in rising order of what the requests are expected to cost, equal ones by name, those
/// without a price last.
pub(super) fn rows<'c>(card: &'c Card, tally: &Tally<'_>, today: Date) -> Vec<Row<'c>> {
    let requests = tally.replayed_requests();
    if requests == 0 {
        return Vec::new();
    }
    let answered = |model: &Model| -> u64 {
        let by = |id: &&IdTotals| {
            let found = id.resolved.and_then(|found| card.models.get(found.model));
            found.is_some_and(|found| found.id == model.id)
        };
        tally.ids().iter().filter(by).map(|id| id.requests).sum()
    };
    let now = (tally.priced() > 0).then(|| tally.cost());
    let tokens = tally.tokens();
    let batch = tally.served(Lane::Batch);
    let models = card.models.iter().zip(tally.replayed());
    let mut rows: Vec<Row<'c>> = models
        .filter(|(model, _)| model.is_listed(today))
        .map(|(model, sum)| Row {
            place: 0,
            model,
            sum: *sum,
            requests_now: answered(model),
            requests,
            now,
            assumed: {
                let mut assumed = Note::assumed_rates(model, &tokens, batch > sum.no_batch);
                assumed.extend((sum.assumed_place > 0).then(|| Note::AssumedPlace.words()));
                assumed
            },
        })
        .collect();
    rows.sort_by_cached_key(|row| {
        let cost = row.cost();
        (cost.is_none(), cost, row.model.name.clone(), row.model.id.clone())
    });
    for (place, row) in (1..).zip(&mut rows) {
        row.place = place;
    }
    rows
}

/// What the requests cost on every model, for the explorer.
pub(super) fn traffic(card: &Card, tally: &Tally<'_>, today: Date) -> Traffic {
    let day = |moment: Moment| moment.to_string().chars().take(10).collect::<String>();
    let span = tally
        .span()
        .map_or(String::new(), |(first, last)| format!(", from {} to {}", day(first), day(last)));
    let models = rows(card, tally, today).into_iter().map(|row| ReplayedModel {
        id: row.model.id.clone(),
        name: row.model.name.clone(),
        requests_now: row.requests_now,
        costs: row.cost().map(|expected| [row.sum.low, expected, row.sum.high]),
        notes: row.notes(),
        assumed: row.assumed,
    });
    Traffic {
        requests: tally.replayed_requests(),
        now: (tally.priced() > 0).then(|| tally.cost()),
        left_out: left_out(tally),
        span,
        models: models.collect(),
    }
}

/// What is not among the requests that are priced, in a few words each.
fn left_out(tally: &Tally<'_>) -> Vec<String> {
    let mut kinds: BTreeMap<Nameless, u64> = BTreeMap::new();
    for id in tally.ids().iter().filter(|id| id.resolved.is_none()) {
        *kinds.entry(Nameless::of(&id.bedrock_id)).or_default() += id.requests;
    }
    let mut words: Vec<String> = kinds
        .into_iter()
        .map(|(kind, count)| format!("{} {}", grouped(count), kind.words()))
        .collect();
    let known: u64 =
        tally.ids().iter().filter(|id| id.resolved.is_some()).map(|id| id.requests).sum();
    let unpriced = known - tally.replayed_requests().min(known);
    if unpriced > 0 {
        words.push(format!("{} without a price", grouped(unpriced)));
    }
    let skipped = tally.skips().total();
    if skipped > 0 {
        words.push(format!("{} skipped", grouped(skipped)));
    }
    words
}

impl Row<'_> {
    /// The expected cost; none where not all requests have a price.
    fn cost(&self) -> Option<Usd> {
        (self.sum.requests == self.requests).then_some(self.sum.expected)
    }

    /// One of the costs; none where not all requests have a price.
    fn usd(&self, of: fn(&Replayed) -> Usd) -> Cell {
        self.cost().map(|_| of(&self.sum)).into()
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
            of(self.requests_now, "on it now"),
            of(self.sum.too_long, "too long for it"),
            of(self.sum.no_batch, "not through Batch"),
            of(self.sum.no_tier, "without their service tier"),
            of(self.sum.not_cached, "not cached"),
        ];
        notes.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// The columns of the ranking.
pub(super) fn columns<'c>() -> [Column<Row<'c>>; 11] {
    use Kind::{Decimal, Number, Text};
    [
        tabled("rank", "#", Number, |row: &Row<'_>| Cell::Place(row.place)),
        data("id", Text, |row| row.model.id.as_str().into()),
        tabled("name", "Model", Text, |row| row.model.name.as_str().into()),
        tabled("provider", "Provider", Text, |row| row.model.provider.as_str().into()),
        column("low_usd", "Low", Decimal, |row| row.usd(|sum| sum.low)),
        column("expected_usd", "Expected", Decimal, |row| row.usd(|sum| sum.expected)),
        column("high_usd", "High", Decimal, |row| row.usd(|sum| sum.high)),
        people("vs now", Number, |row| {
            let change = row.cost().zip(row.now).and_then(|(cost, now)| cost.times(now));
            change.map(|times| format!("{:+.0}%", (times - 1.0) * 100.0)).into()
        }),
        column("notes", "Requests", Text, |row| row.notes().into()),
        field("requests_now", |row| row.requests_now.into()),
        field("assumptions", |row| row.assumed.clone().into()),
    ]
}

/// What is assumed of each model, by its name.
pub(super) fn assumed<'r>(rows: &'r [Row<'_>]) -> Vec<(&'r str, Vec<String>)> {
    let each = rows.iter();
    each.map(|row| (row.model.name.as_str(), row.assumed.clone())).collect()
}

/// The ranking as values; `asked` names the requests.
pub(super) fn values(rows: &[Row<'_>], asked: &str, card: &Card, currency: Currency) -> Table {
    let mut table = for_programs(&columns(), rows, currency);
    table.stamp(&BASIS, rows.iter().map(|row| basis(asked, card, &row.assumed)));
    table
}
