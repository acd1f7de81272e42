//! `tokenfare rank`: every model by what a month costs on it.

use serde::Serialize;

use super::args::{Format, RankArgs};
use super::asked::{Asked, HeadJson};
use super::describe::{BASIS, assumed_line, basis};
use super::error::{Error, Result};
use super::table::{Column, Table};
use super::values::rounded;
use super::{Streams, find};
use crate::billing::{MonthBill, Note};
use crate::card::{Bucket, Card, Date, Model};
use crate::explore::{self, Row};
use crate::money::{Usd, percent};

pub(super) fn run(args: &RankArgs, streams: &Streams<'_>) -> Result<String> {
    let asked = Asked::of(args.scenario.as_deref(), &args.asked, streams)?;
    let Asked { card, sizing, .. } = &asked;
    let wanted = wanted(card, &args.models)?;
    let ranking = explore::rank(card, sizing, |model| {
        wanted.is_empty() || wanted.contains(&model.id.as_str())
    });
    let rows = ranking.rows.iter().enumerate();
    let format = args.asked.format.format;
    Ok(written(&asked, rows, format, streams.today))
}

/// Rows with their places in the ranking.
pub(super) fn written<'r>(
    asked: &Asked,
    rows: impl Iterator<Item = (usize, &'r Row)>,
    format: Format,
    today: Option<Date>,
) -> String {
    let ranked: Vec<Ranked<'_>> = rows
        .filter_map(|(at, row)| {
            let model = asked.card.models.get(row.model)?;
            let place = at + 1;
            Some(Ranked { place, model, row })
        })
        .collect();
    match format {
        Format::Json => json(asked, &ranked),
        Format::Csv => csv(asked, &ranked),
        format => {
            let mut remarks = asked.remarks(today);
            if asked.sizing.is_own() {
                remarks.push("≈ marks estimated costs, with their range.".to_owned());
            }
            let assumed = ranked.iter().filter_map(|ranked| {
                let bill = ranked.bill()?;
                Some((ranked.model.name.as_str(), bill.assumed()))
            });
            remarks.extend(assumed_line(&assumed.collect::<Vec<_>>()));
            for_people(&ranked).write(format, &remarks)
        }
    }
}

/// The ids of the models asked for. Names may hold commas, so a value is first tried whole.
pub(super) fn wanted<'c>(card: &'c Card, models: &[String]) -> Result<Vec<&'c str>> {
    let mut ids = Vec::new();
    for value in models {
        if let Some(found) = find::lookup(card, value) {
            ids.push(found.model.id.as_str());
            continue;
        }
        for typed in value.split(',').filter(|typed| !typed.trim().is_empty()) {
            ids.push(find::model(card, typed)?.model.id.as_str());
        }
    }
    if ids.is_empty() && !models.is_empty() {
        return Err(Error::input("--models names no model; leave it out for all"));
    }
    Ok(ids)
}

/// A model in its place.
struct Ranked<'c> {
    place: usize,
    model: &'c Model,
    row: &'c Row,
}

impl Ranked<'_> {
    fn bill(&self) -> Option<&MonthBill> {
        self.row.bill.as_ref().ok()
    }

    /// Why there is no bill, or what to know about it.
    fn notes(&self, words: fn(&Note) -> String) -> Vec<String> {
        match &self.row.bill {
            Ok(bill) => bill.notes.iter().map(words).collect(),
            Err(unavailable) => vec![unavailable.words()],
        }
    }

    fn per_request(&self) -> Option<Usd> {
        let bill = self.bill()?;
        (bill.requests > 0).then(|| bill.total().per(bill.requests))
    }
}

fn for_people(ranked: &[Ranked<'_>]) -> Table {
    let mut table = Table::new([
        Column::Number("#"),
        Column::Text("Model"),
        Column::Text("Provider"),
        Column::Decimal("$/month"),
        Column::Decimal("x best"),
        Column::Number("Out %"),
        Column::Decimal("Input"),
        Column::Decimal("Output"),
        Column::Decimal("Per request"),
        Column::Text("≈ range"),
        Column::Text("Notes"),
    ]);
    let money = |usd: Option<Usd>| usd.map_or_else(|| "-".to_owned(), |usd| usd.to_string());
    for ranked in ranked {
        let bill = ranked.bill();
        let share = bill.and_then(MonthBill::output_share);
        table.row([
            ranked.place.to_string(),
            ranked.model.name.clone(),
            ranked.model.provider.clone(),
            money(bill.map(MonthBill::total)),
            ranked.row.times_cheapest.map_or_else(|| "-".to_owned(), times),
            share.map_or_else(|| "-".to_owned(), percent),
            money(bill.map(|bill| bill.cost.input())),
            money(bill.map(|bill| bill.cost[Bucket::Output])),
            ranked.per_request().map_or_else(|| "-".to_owned(), fine),
            ranked.row.range.map_or_else(String::new, |(low, high)| format!("{low} – {high}")),
            short(&ranked.notes(Note::badge)),
        ]);
    }
    table
}

/// At least four decimals, since requests cost fractions of a cent.
fn fine(usd: Usd) -> String {
    usd.with_places(usd.places().max(4))
}

/// The first two notes, which warn most, and how many more there are.
fn short(notes: &[String]) -> String {
    match notes {
        [first, second, rest @ ..] if !rest.is_empty() => {
            format!("{first}, {second}, +{}", rest.len())
        }
        notes => notes.join(", "),
    }
}

/// `8.4x`; `1,234x` where a decimal would say nothing.
fn times(times: f64) -> String {
    if times < 999.95 {
        format!("{times:.1}x")
    } else {
        format!("{}x", crate::money::grouped(times.round() as u64))
    }
}

fn csv(asked: &Asked, ranked: &[Ranked<'_>]) -> String {
    let columns = [
        Column::Number("rank"),
        Column::Text("id"),
        Column::Text("name"),
        Column::Text("provider"),
        Column::Number("monthly_usd"),
        Column::Number("monthly_low_usd"),
        Column::Number("monthly_high_usd"),
        Column::Number("times_cheapest"),
        Column::Number("output_share"),
        Column::Number("input_usd"),
        Column::Number("output_usd"),
        Column::Number("per_request_usd"),
        Column::Text("notes"),
    ];
    let mut table = Table::new([&columns[..], &BASIS].concat());
    let text = |number: Option<f64>| number.map_or_else(String::new, |number| number.to_string());
    for ranked in ranked {
        let model = ModelJson::of(ranked);
        let cells = [
            model.rank.to_string(),
            model.id.to_owned(),
            model.name.to_owned(),
            model.provider.to_owned(),
            model.monthly_usd.unwrap_or_default(),
            model.monthly_low_usd.unwrap_or_default(),
            model.monthly_high_usd.unwrap_or_default(),
            text(model.times_cheapest),
            text(model.output_share),
            model.input_usd.unwrap_or_default(),
            model.output_usd.unwrap_or_default(),
            model.per_request_usd.unwrap_or_default(),
            model.notes.join("; "),
        ];
        let basis = basis(&asked.scenario.name, &asked.card, &model.assumptions);
        table.row([&cells[..], &basis].concat());
    }
    table.write(Format::Csv, &[])
}

#[derive(Serialize)]
struct RankingJson<'c> {
    #[serde(flatten)]
    head: HeadJson<'c>,
    models: Vec<ModelJson<'c>>,
}

/// One model; what it has no bill for is null.
#[derive(Serialize)]
struct ModelJson<'c> {
    rank: usize,
    id: &'c str,
    name: &'c str,
    provider: &'c str,
    monthly_usd: Option<String>,
    /// At the lowest count of the texts; the same where that is exact.
    monthly_low_usd: Option<String>,
    /// At the highest count of the texts; the same where that is exact.
    monthly_high_usd: Option<String>,
    times_cheapest: Option<f64>,
    input_usd: Option<String>,
    output_usd: Option<String>,
    output_share: Option<f64>,
    per_request_usd: Option<String>,
    /// Mean billed output of a request.
    output_tokens_per_request: Option<f64>,
    /// The share of answers that a limit cuts off.
    cut_off: Option<f64>,
    /// The share of requests that find the cache warm.
    cache_hit_rate: Option<f64>,
    /// What caching adds to the bill; negative where it saves.
    caching_effect_usd: Option<String>,
    assumptions: Vec<String>,
    notes: Vec<String>,
}

impl<'c> ModelJson<'c> {
    fn of(ranked: &Ranked<'c>) -> Self {
        let bill = ranked.bill();
        let usd = |read: fn(&MonthBill) -> Usd| bill.map(|bill| read(bill).exact());
        let range = ranked.row.range.or(ranked.row.total().map(|total| (total, total)));
        Self {
            rank: ranked.place,
            id: &ranked.model.id,
            name: &ranked.model.name,
            provider: &ranked.model.provider,
            monthly_usd: usd(MonthBill::total),
            monthly_low_usd: range.map(|(low, _)| low.exact()),
            monthly_high_usd: range.map(|(_, high)| high.exact()),
            times_cheapest: ranked.row.times_cheapest.map(rounded),
            input_usd: usd(|bill| bill.cost.input()),
            output_usd: usd(|bill| bill.cost[Bucket::Output]),
            output_share: bill.and_then(MonthBill::output_share).map(rounded),
            per_request_usd: ranked.per_request().map(Usd::exact),
            output_tokens_per_request: bill.map(|bill| bill.output_per_request as f64 / 1e6),
            cut_off: bill.map(|bill| rounded(bill.cut_off)),
            cache_hit_rate: bill.and_then(|bill| bill.cache.hit_rate()).map(rounded),
            caching_effect_usd: usd(|bill| bill.caching_effect),
            assumptions: bill.map_or_else(Vec::new, MonthBill::assumed),
            notes: ranked.notes(Note::words),
        }
    }
}

fn json(asked: &Asked, ranked: &[Ranked<'_>]) -> String {
    super::json(&RankingJson {
        head: HeadJson::of(asked),
        models: ranked.iter().map(ModelJson::of).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multiples_read_well() {
        assert_eq!(times(1.0), "1.0x");
        assert_eq!(times(506.49), "506.5x");
        assert_eq!(times(999.96), "1,000x");
        assert_eq!(rounded(0.727_272_727), 0.727_273);
    }

    #[test]
    fn many_notes_are_shortened() {
        let notes = ["a", "b", "c", "d"].map(str::to_owned);
        assert_eq!(short(&notes), "a, b, +2");
        assert_eq!(short(&notes[..2]), "a, b");
        assert_eq!(short(&[]), "");
    }

    #[test]
    fn models_may_be_named_with_commas() {
        let card = crate::card::Builtin::Representative.parse().unwrap();
        let models = ["Llama (small, ~8B)".to_owned(), "nova-micro, nova lite,".to_owned()];
        assert_eq!(wanted(&card, &models).unwrap(), ["llama-small", "nova-micro", "nova-lite"]);
        assert!(wanted(&card, &["nova-micro,nova-mcro".to_owned()]).is_err());
        assert!(wanted(&card, &[",".to_owned()]).is_err());
        assert_eq!(wanted(&card, &[]).unwrap().len(), 0);
    }
}
