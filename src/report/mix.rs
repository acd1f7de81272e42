//! Traffic over models, split or as a cascade, beside each of them alone.

use super::json::Json;
use super::sheet::{
    Cell, Kind, between, column, data, field, high, low, mean, objects, people, shown,
};
use super::subject::{Report, Subject};
use crate::billing::{MonthBill, Note};
use crate::card::{Card, Model};
use crate::document::capital;
use crate::explore::{MixBill, Refused, RouteBill};
use crate::money::{Currency, Usd, grouped, percent};
use crate::workload::{Mix, MixRoute};

/// The bill of the scenario's mix.
///
/// # Errors
/// No mix, and one with a model that is not on the card.
pub(crate) fn mix(subject: Subject<'_>) -> Result<Report<'_>, Refused> {
    let billed = &subject.asked().mix()?;
    let mix = &subject.scenario.workload.plans.mix;
    type Row<'r> = (&'r Model, &'r MixRoute, &'r RouteBill);
    let columns = [
        data("id", Kind::Text, |(model, ..): &Row<'_>| model.id.as_str().into()),
        shown("name", "Model", Kind::Text, |(model, ..)| model.name.as_str().into()),
        column("share", "Share", Kind::Number, |(_, route, _)| Cell::Share(route.share.fraction())),
        column("requests", "Requests", Kind::Number, |(.., it)| it.requests.into()),
        // The mean answer and the cap where they are the route's own.
        field("answer", |(_, route, _)| route.answer.into()),
        field("cap", |(_, route, _)| route.cap.into()),
        column("mean_output_tokens", "Mean output", Kind::Number, |(.., it)| {
            of_bill(it, |bill| Some(mean(bill.output_per_request)))
        }),
        column("cut_off", "Cut off", Kind::Number, |(.., it)| {
            of_bill(it, |bill| Some(Cell::Share(bill.cut_off)))
        }),
        column("cache_hit_rate", "Cache hits", Kind::Number, |(.., it)| {
            of_bill(it, |bill| bill.cache.hit_rate().map(Cell::Share))
        }),
        column("monthly_usd", "$/month", Kind::Decimal, |(.., it)| {
            of_bill(it, |bill| Some(bill.total().into()))
        }),
        data("monthly_low_usd", Kind::Number, |(.., it)| low(it.band())),
        data("monthly_high_usd", Kind::Number, |(.., it)| high(it.band())),
        people("≈ range", Kind::Text, |(.., it)| between(it.range)),
        // The whole workload on this model alone.
        column("alone_usd", "Alone", Kind::Decimal, |(.., it)| it.alone.ok().into()),
        data("alone_low_usd", Kind::Number, |(.., it)| low(it.alone.ok())),
        data("alone_high_usd", Kind::Number, |(.., it)| high(it.alone.ok())),
        column("notes", "Notes", Kind::Text, |(.., it)| notes(it).into()),
    ];
    let routes = mix.routes().iter().zip(&billed.routes);
    let rows = routes.filter_map(|(route, billed)| {
        Some((subject.card.models.get(billed.model)?, route, billed))
    });
    let rows: Vec<Row<'_>> = rows.collect();
    let models: Vec<&Model> =
        billed.routes.iter().filter_map(|it| subject.card.models.get(it.model)).collect();
    let requests = subject.sizing.requests();
    let currency = subject.currency;
    let amount = |usd| currency.amount(usd).to_string();
    let total = billed.total.map_or_else(|| "-".to_owned(), |total| amount(total.expected));
    let range = billed.total.and_then(|total| total.range);
    let range =
        range.map_or(String::new(), |(low, high)| format!("{} – {}", amount(low), amount(high)));
    let way = if mix.cascade { "cascade" } else { "split" };
    let judging = Some(billed.judging).filter(|cost| !cost.is_zero()).map(amount);
    let together = ["Together", "100%", &grouped(requests), "", "", "", &total, &range, "", ""];
    let fields = [
        // How it runs: split, or as a cascade, in which a share is of what a model answers for good.
        ("way", Json::from(way)),
        ("judging_usd", billed.judging.into()),
        // Run the other way.
        ("otherwise_usd", billed.otherwise.map(|it| it.expected).into()),
        ("otherwise_low_usd", billed.otherwise.map(|it| it.ends().0).into()),
        ("otherwise_high_usd", billed.otherwise.map(|it| it.ends().1).into()),
        // The success rate of the first model from which on a cascade costs less than the last alone.
        ("pays_from", billed.pays.and_then(|it| it.expected.from()).map(|it| it.fraction()).into()),
        // Of all routes together; null where one has no bill.
        ("monthly_usd", Json::from(billed.total.map(|total| total.expected))),
        ("monthly_low_usd", billed.total.map(|total| total.ends().0).into()),
        ("monthly_high_usd", billed.total.map(|total| total.ends().1).into()),
        ("routes", objects(&columns, &rows)),
    ];
    let mut report = subject.about(&models, &columns, &rows, fields);
    if let Some(judging) = judging {
        let row = ["Judging", "", "", "", "", "", &judging, "", "", ""];
        report.people.row(row.map(str::to_owned));
    }
    report.people.row(together.map(str::to_owned));
    report.said.push(sentence(subject.card, billed, currency));
    report.said.extend(cascade(subject.card, mix, billed, currency));
    if subject.scenario.workload.caching.on {
        report.said.push(
            "Each model caches its own prefix, so its own requests set its hit rate.".to_owned(),
        );
    }
    Ok(report)
}

fn of_bill(billed: &RouteBill, read: fn(&MonthBill) -> Option<Cell>) -> Cell {
    billed.bill.as_ref().ok().and_then(read).unwrap_or(Cell::None)
}

/// What running the mix the other way costs, and from which success rate on a cascade pays.
fn cascade(card: &Card, mix: &Mix, billed: &MixBill, currency: Currency) -> Vec<String> {
    let other = billed.otherwise.filter(|_| mix.routes().len() > 1);
    let other = other.map(|cost| cost.words(currency)).map(|cost| match mix.cascade {
        true => format!("Split instead, each request to one model, it costs {cost} a month."),
        false => format!("As a cascade, the first model trying all, it costs {cost} a month."),
    });
    let ends = billed.routes.first().zip(billed.routes.last());
    let ends = ends.and_then(|(a, b)| card.models.get(a.model).zip(card.models.get(b.model)));
    let pays = billed
        .pays
        .zip(ends)
        .map(|(pays, (first, last))| format!("{}.", capital(&pays.words(&first.name, &last.name))));
    other.into_iter().chain(pays).collect()
}

/// The mix against each model alone.
fn sentence(card: &Card, billed: &MixBill, currency: Currency) -> String {
    let Some(total) = billed.total else {
        return "The mix has no bill: see the notes.".to_owned();
    };
    let mut parts = Vec::new();
    for route in &billed.routes {
        let (Some(model), Ok(alone)) = (card.models.get(route.model), route.alone) else {
            continue;
        };
        // It is a part of the mix.
        let band = alone.less_alike(total);
        if band.range.is_some() && band.may_be_nothing() {
            parts.push(format!("too close to {} alone to tell", model.name));
            continue;
        }
        let less = band.expected;
        let share = match alone.expected.is_zero() || less < Usd::ZERO {
            true => String::new(),
            false => {
                let share = less.pico().unsigned_abs() as f64 / alone.expected.pico() as f64;
                format!(" ({})", percent(share))
            }
        };
        let words = if less < Usd::ZERO { "more" } else { "less" };
        let size = currency.amount(if less < Usd::ZERO { -less } else { less });
        let about = if band.range.is_some() { "≈" } else { "" };
        parts.push(format!("{about}{size}{share} {words} than {} alone", model.name));
    }
    format!("The mix costs {} a month: {}.", total.words(currency), parts.join(", "))
}

fn notes(route: &RouteBill) -> String {
    match &route.bill {
        Ok(bill) => bill.notes.iter().map(Note::badge).collect::<Vec<_>>().join(", "),
        Err(reason) => reason.words(),
    }
}
