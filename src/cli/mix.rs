//! `tokenfare mix`: traffic split over models, beside each of them alone.

use serde::Serialize;

use super::Streams;
use super::args::{Format, MixArgs};
use super::asked::{Asked, HeadJson};
use super::error::{Error, Result};
use super::table::{Column, Table};
use super::values::{MixPart, rounded};
use crate::billing::{MonthBill, Note};
use crate::card::{Card, Date, Model};
use crate::explore::{MixBill, RouteBill};
use crate::money::{Tokens, Usd, grouped, percent};
use crate::workload::{Mix, MixRoute};

pub(super) fn run(args: &MixArgs, streams: &Streams<'_>) -> Result<String> {
    let mut asked = Asked::of(args.scenario.scenario.as_deref(), &args.asked, streams)?;
    let mix = match args.parts.as_slice() {
        [] => asked.scenario.workload.plans.mix.clone(),
        parts => named(&asked.card, parts)?,
    };
    if mix.is_empty() {
        return Err(Error::input(
            "mix splits traffic; name models with their shares, as in nova-lite=70% nova-pro=30%, \
             or a scenario with a mix",
        ));
    }
    asked.scenario.workload.plans.mix = mix;
    let billed = asked.questions().mix().map_err(|refused| asked.told(refused))?;
    let format = args.asked.format.format;
    Ok(written(&asked, &billed, format, streams.today))
}

/// The bill of the scenario's mix.
pub(super) fn written(
    asked: &Asked,
    billed: &MixBill,
    format: Format,
    today: Option<Date>,
) -> String {
    let mix = &asked.scenario.workload.plans.mix;
    let models = billed.routes.iter();
    let models: Vec<&Model> =
        models.filter_map(|route| asked.card.models.get(route.model)).collect();
    match format {
        Format::Json => super::json(&MixJson::of(asked, &models, mix, billed)),
        Format::Csv => asked.csv(rows(&asked.card, mix, billed), &models),
        format => {
            let mut remarks = vec![sentence(&asked.card, billed)];
            if asked.scenario.workload.caching.on {
                remarks.push(
                    "Each model caches its own prefix, so its own requests set its hit rate."
                        .to_owned(),
                );
            }
            remarks.extend(asked.remarks_on(&models, today));
            for_people(&asked.card, mix, billed).write(format, &remarks)
        }
    }
}

/// The mix of the parts named on the command line.
pub(super) fn named(card: &Card, parts: &[MixPart]) -> Result<Mix> {
    let mut routes = Vec::new();
    for part in parts {
        let model = super::find::model(card, &part.model)?.model;
        routes.push(MixRoute {
            model: model.id.as_str().into(),
            share: part.share,
            answer: part.answer,
            cap: part.cap,
        });
    }
    Mix::new(routes).map_err(|fault| Error::input(format!("the mix {fault}")))
}

/// The mix against each model alone.
fn sentence(card: &Card, billed: &MixBill) -> String {
    let Some(total) = billed.total else {
        return "The mix has no bill: see the notes.".to_owned();
    };
    let mut parts = Vec::new();
    for route in &billed.routes {
        let (Some(model), Ok(alone)) = (card.models.get(route.model), route.alone) else {
            continue;
        };
        let less = alone - total;
        let share = match alone.is_zero() || less < Usd::ZERO {
            true => String::new(),
            false => {
                format!(" ({})", percent(less.pico().unsigned_abs() as f64 / alone.pico() as f64))
            }
        };
        let words = if less < Usd::ZERO { "more" } else { "less" };
        let size = if less < Usd::ZERO { -less } else { less };
        parts.push(format!("{size}{share} {words} than {} alone", model.name));
    }
    format!("The mix costs {total} a month: {}.", parts.join(", "))
}

fn notes(route: &RouteBill) -> String {
    match &route.bill {
        Ok(bill) => bill.notes.iter().map(Note::badge).collect::<Vec<_>>().join(", "),
        Err(reason) => reason.words(),
    }
}

fn for_people(card: &Card, mix: &Mix, billed: &MixBill) -> Table {
    let mut table = Table::new([
        Column::Text("Model"),
        Column::Number("Share"),
        Column::Number("Requests"),
        Column::Number("Mean output"),
        Column::Number("Cut off"),
        Column::Number("Cache hits"),
        Column::Decimal("$/month"),
        Column::Decimal("Alone"),
        Column::Text("Notes"),
    ]);
    let none = || "-".to_owned();
    let money = |usd: Option<Usd>| usd.map_or_else(none, |usd| usd.to_string());
    for (route, billed) in mix.routes().iter().zip(&billed.routes) {
        let bill = billed.bill.as_ref().ok();
        let name = card.models.get(billed.model).map(|model| model.name.clone());
        table.row([
            name.unwrap_or_default(),
            percent(route.share.fraction()),
            grouped(billed.requests),
            bill.map_or_else(none, |bill| grouped((bill.output_per_request + 500_000) / 1_000_000)),
            bill.map_or_else(none, |bill| percent(bill.cut_off)),
            bill.and_then(|bill| bill.cache.hit_rate()).map_or_else(none, percent),
            money(bill.map(MonthBill::total)),
            money(billed.alone.ok()),
            notes(billed),
        ]);
    }
    let requests = billed.routes.iter().map(|route| route.requests).sum();
    table.row([
        "Together".to_owned(),
        "100%".to_owned(),
        grouped(requests),
        String::new(),
        String::new(),
        String::new(),
        money(billed.total),
        String::new(),
        String::new(),
    ]);
    table
}

fn rows(card: &Card, mix: &Mix, billed: &MixBill) -> Table {
    let mut table = Table::new([
        Column::Text("id"),
        Column::Number("share"),
        Column::Number("requests"),
        Column::Number("mean_output_tokens"),
        Column::Number("cut_off"),
        Column::Number("cache_hit_rate"),
        Column::Number("monthly_usd"),
        Column::Number("alone_usd"),
        Column::Text("notes"),
    ]);
    let text = |number: Option<f64>| number.map_or_else(String::new, |number| number.to_string());
    for (route, billed) in mix.routes().iter().zip(&billed.routes) {
        let json = RouteJson::of(card, route, billed);
        table.row([
            json.id.to_owned(),
            json.share.to_string(),
            json.requests.to_string(),
            text(json.mean_output_tokens),
            text(json.cut_off),
            text(json.cache_hit_rate),
            json.monthly_usd.unwrap_or_default(),
            json.alone_usd.unwrap_or_default(),
            json.notes,
        ]);
    }
    table
}

#[derive(Serialize)]
struct MixJson<'c> {
    #[serde(flatten)]
    head: HeadJson<'c>,
    /// Of all routes together; null where one has no bill.
    monthly_usd: Option<String>,
    routes: Vec<RouteJson<'c>>,
}

#[derive(Serialize)]
struct RouteJson<'c> {
    id: &'c str,
    name: &'c str,
    share: f64,
    requests: u64,
    /// The mean answer and the cap where they are the route's own.
    answer: Option<u64>,
    cap: Option<u64>,
    mean_output_tokens: Option<f64>,
    cut_off: Option<f64>,
    cache_hit_rate: Option<f64>,
    monthly_usd: Option<String>,
    /// The whole workload on this model alone.
    alone_usd: Option<String>,
    notes: String,
}

impl<'c> RouteJson<'c> {
    fn of(card: &'c Card, route: &MixRoute, billed: &RouteBill) -> Self {
        let bill = billed.bill.as_ref().ok();
        let model = card.models.get(billed.model);
        Self {
            id: model.map_or("", |model| model.id.as_str()),
            name: model.map_or("", |model| model.name.as_str()),
            share: route.share.fraction(),
            requests: billed.requests,
            answer: route.answer.map(Tokens::get),
            cap: route.cap.map(Tokens::get),
            mean_output_tokens: bill.map(|bill| bill.output_per_request as f64 / 1e6),
            cut_off: bill.map(|bill| rounded(bill.cut_off)),
            cache_hit_rate: bill.and_then(|bill| bill.cache.hit_rate()).map(rounded),
            monthly_usd: bill.map(|bill| bill.total().exact()),
            alone_usd: billed.alone.ok().map(Usd::exact),
            notes: notes(billed),
        }
    }
}

impl<'c> MixJson<'c> {
    fn of(asked: &'c Asked, models: &[&Model], mix: &Mix, billed: &MixBill) -> Self {
        let routes = mix.routes().iter().zip(&billed.routes);
        Self {
            head: HeadJson::about(asked, models),
            monthly_usd: billed.total.map(Usd::exact),
            routes: routes
                .map(|(route, billed)| RouteJson::of(&asked.card, route, billed))
                .collect(),
        }
    }
}
