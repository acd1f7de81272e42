//! `tokenfare levers`: what each realistic change would save on a model.

use serde::Serialize;

use super::Streams;
use super::args::{Format, LeversArgs};
use super::asked::{Asked, HeadJson};
use super::error::Result;
use super::table::{Column, Table};
use crate::card::{Card, Date, Model};
use crate::explore::{self, Lever, Levers, Move};
use crate::money::{Usd, percent};

pub(super) fn run(args: &LeversArgs, streams: &Streams<'_>) -> Result<String> {
    let asked = Asked::of(args.scenario.scenario.as_deref(), &args.asked, streams)?;
    let model = asked.model(&args.model)?;
    let card = &asked.card;
    let place = card.models.iter().position(|known| known.id == model.id);
    let ranking = explore::rank(card, &asked.sizing, |_| true);
    let found = asked.questions().levers(&ranking, place.unwrap_or(usize::MAX));
    let found = found.map_err(|refused| asked.told(refused))?;
    let format = args.asked.format.format;
    Ok(written(&asked, model, &found, format, streams.today))
}

/// The levers of a model.
pub(super) fn written(
    asked: &Asked,
    model: &Model,
    found: &Levers,
    format: Format,
    today: Option<Date>,
) -> String {
    match format {
        Format::Json => super::json(&LeversJson::of(asked, model, found)),
        Format::Csv => asked.csv(rows(model, found), &[model]),
        format => {
            let mut remarks =
                vec![format!("{} costs {} a month; {}.", model.name, found.monthly, found.side)];
            if !found.idle.is_empty() {
                let idle: Vec<String> = found
                    .idle
                    .iter()
                    .map(|idle| format!("{} ({})", idle.name, idle.reason))
                    .collect();
                remarks.push(format!("Nothing to save: {}.", idle.join("; ")));
            }
            remarks.push(
                "Each is against the month as it stands; together they save less than their sum."
                    .to_owned(),
            );
            remarks.extend(asked.remarks_on(&[model], today));
            for_people(found).write(format, &remarks)
        }
    }
}

/// What a lever saves of the month.
fn share(found: &Levers, lever: &Lever) -> Option<f64> {
    let now = found.monthly;
    (!now.is_zero()).then(|| lever.saves.pico() as f64 / now.pico() as f64)
}

fn for_people(found: &Levers) -> Table {
    let mut table = Table::new([
        Column::Text("Lever"),
        Column::Decimal("Saves/month"),
        Column::Number("Share"),
        Column::Text("If"),
    ]);
    for lever in &found.levers {
        table.row([
            lever.name.clone(),
            lever.saves.to_string(),
            share(found, lever).map_or_else(|| "-".to_owned(), percent),
            lever.assumption.clone(),
        ]);
    }
    table
}

fn rows(model: &Model, found: &Levers) -> Table {
    let mut table = Table::new([
        Column::Text("id"),
        Column::Text("lever"),
        Column::Number("saves_usd"),
        Column::Text("assumption"),
        Column::Number("monthly_usd"),
    ]);
    for lever in &found.levers {
        table.row([
            model.id.clone(),
            lever.name.clone(),
            lever.saves.exact(),
            lever.assumption.clone(),
            found.monthly.exact(),
        ]);
    }
    table
}

#[derive(Serialize)]
struct LeversJson<'c> {
    #[serde(flatten)]
    head: HeadJson<'c>,
    model: &'c str,
    monthly_usd: String,
    side: &'c str,
    levers: Vec<LeverJson<'c>>,
    idle: Vec<IdleJson<'c>>,
}

#[derive(Serialize)]
struct LeverJson<'c> {
    name: &'c str,
    saves_usd: String,
    assumption: &'c str,
    /// The model that it switches to, where it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<&'c str>,
}

#[derive(Serialize)]
struct IdleJson<'c> {
    name: &'c str,
    reason: &'c str,
}

impl<'c> LeversJson<'c> {
    fn of(asked: &'c Asked, model: &'c Model, found: &'c Levers) -> Self {
        Self {
            head: HeadJson::about(asked, &[model]),
            model: &model.id,
            monthly_usd: Usd::exact(found.monthly),
            side: &found.side,
            levers: found
                .levers
                .iter()
                .map(|lever| LeverJson {
                    name: &lever.name,
                    saves_usd: lever.saves.exact(),
                    assumption: &lever.assumption,
                    model: switched_to(&asked.card, &lever.change),
                })
                .collect(),
            idle: found
                .idle
                .iter()
                .map(|idle| IdleJson { name: &idle.name, reason: &idle.reason })
                .collect(),
        }
    }
}

fn switched_to<'c>(card: &'c Card, change: &Move) -> Option<&'c str> {
    match change {
        Move::Model(at) => card.models.get(*at).map(|model| model.id.as_str()),
        _ => None,
    }
}
