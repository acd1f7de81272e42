//! What a cap on output costs, saves and cuts off.

use super::json::Json;
use super::sheet::{
    Cell, Column, Kind, between, column, csv, data, field, mean, object, people, tabled,
};
use super::subject::{Report, Subject};
use crate::billing::Answers;
use crate::card::{Fact, Model, Topic};
use crate::explore::{Band, CapChoice, CapPoint, CapTuning, QuotaEffect, Refused};
use crate::money::{Currency, Tokens};

/// A point of a model's curve.
struct Row<'a> {
    model: &'a Model,
    tuning: &'a CapTuning,
    point: &'a CapPoint,
    effect: Option<QuotaEffect>,
}

impl Row<'_> {
    /// What the cap saves against none.
    fn saved(&self) -> Band {
        self.point.less_than(&self.tuning.uncapped)
    }
}

/// What caps do on models; without any, the usual ones.
///
/// # Errors
/// The first model without a bill.
pub(crate) fn cap<'a>(
    subject: Subject<'a>,
    models: &[&'a Model],
    caps: &[Tokens],
    quota: Option<Tokens>,
) -> Result<Report<'a>, Refused> {
    let asked = subject.asked();
    let mut caps = caps.to_vec();
    caps.sort_unstable();
    caps.dedup();
    let mut answers = Answers::default();
    let tuned = models.iter().map(|model| Ok((*model, asked.cap(model, &caps, &mut answers)?)));
    let tuned: Vec<(&Model, CapTuning)> = tuned.collect::<Result<_, _>>()?;
    let rows = tuned.iter().map(|(model, tuning)| {
        let points = tuning.points.iter().chain([&tuning.uncapped]);
        let rows = points.map(|point| {
            let effect = quota
                .and_then(|quota| asked.quota(model, point.cap, quota, &mut Answers::default()));
            Row { model, tuning, point, effect }
        });
        rows.collect()
    });
    let rows: Vec<Vec<Row<'_>>> = rows.collect();
    let thinks = rows.iter().flatten().any(|row| row.point.unseen > 0.0);
    let columns = columns(quota.is_some(), thinks);
    let currency = subject.currency;
    let listed = rows.iter().map(|rows| model(&columns, rows, currency));
    let fields =
        [("quota_tokens_per_minute", Json::from(quota)), ("models", listed.flatten().collect())];
    let rows: Vec<Row<'_>> = rows.into_iter().flatten().collect();
    let mut report = subject.about(models, &columns, &rows, fields);
    report.said.extend(tuned.iter().map(|(model, tuning)| sentence(model, tuning, currency)));
    let ended = tuned.iter().filter_map(|(model, tuning)| Some((model, tuning.ended?)));
    report.said.extend(ended.map(|(model, ended)| format!("{}: {}.", model.name, ended.words())));
    if let Some(quota) = quota {
        report.said.push(quota_sentence(quota));
        report.said.extend(models.iter().filter_map(|model| burndown_sentence(model)));
    }
    Ok(report)
}

fn columns<'a>(quota: bool, thinks: bool) -> Vec<Column<Row<'a>>> {
    let per_minute = |row: &Row<'_>| {
        row.effect.map_or(Cell::None, |effect| {
            let requests = effect.requests_per_minute;
            Cell::Share(requests).said(format!("{requests:.1}"))
        })
    };
    let unseen = |row: &Row<'_>| Cell::Share(row.point.unseen);
    vec![
        tabled("id", "Model", Kind::Text, |row: &Row<'_>| {
            Cell::from(row.model.id.as_str()).said(&row.model.name)
        }),
        column("cap", "Cap", Kind::Number, |row| match row.point.cap {
            Some(cap) => cap.into(),
            None => Cell::None.said("none"),
        }),
        column("mean_output_tokens", "Mean output", Kind::Number, |row| mean(row.point.output)),
        column("cut_off", "Cut off", Kind::Number, |row| {
            let share = Cell::Share(row.point.cut_off);
            if row.point.unknown > 0.0 { share.said(row.point.cut_words()) } else { share }
        }),
        // Answers that ended at a lower cap may be cut off too.
        data("cut_off_most", Kind::Number, |row| {
            Cell::Share(row.point.cut_off + row.point.unknown)
        }),
        match thinks {
            true => column("no_answer", "No answer", Kind::Number, unseen),
            false => data("no_answer", Kind::Number, unseen),
        },
        data("no_answer_most", Kind::Number, |row| Cell::Share(row.point.unseen_most)),
        column("monthly_usd", "$/month", Kind::Decimal, |row| {
            amount(row.point.monthly(), row.point.unknown > 0.0)
        }),
        data("monthly_low_usd", Kind::Number, |row| row.point.monthly().ends().0.into()),
        data("monthly_high_usd", Kind::Number, |row| row.point.monthly().ends().1.into()),
        people("≈ range", Kind::Text, |row| between(row.point.monthly().range)),
        tabled("saves_usd", "Saved", Kind::Decimal, |row| {
            amount(row.saved(), row.tuning.uncapped.unknown > 0.0 && row.point.cap.is_some())
        }),
        csv("saves_low_usd", Kind::Number, |row| row.saved().ends().0.into()),
        csv("saves_high_usd", Kind::Number, |row| row.saved().ends().1.into()),
        match quota {
            true => column("requests_per_minute", "Requests/min", Kind::Decimal, per_minute),
            false => data("requests_per_minute", Kind::Number, per_minute),
        },
        // What a request takes out of the quota.
        field("reserved_tokens", |row| row.effect.map(|effect| effect.reserved).into()),
        // What it counts when it has ended.
        field("settled_tokens", |row| row.effect.map(|effect| effect.settled).into()),
    ]
}

/// An amount, or the least that it may be where answers ended because of a cap.
fn amount(band: Band, is_least: bool) -> Cell {
    if is_least { Cell::Least(band.expected) } else { band.into() }
}

/// A model's curve as an object, from its rows.
fn model<'r>(columns: &[Column<Row<'r>>], rows: &[Row<'r>], currency: Currency) -> Option<Json> {
    let (uncapped, points) = rows.split_last()?;
    let tuning = uncapped.tuning;
    // What the quota lets start is left out where none is given or no end of an answer is known.
    let point = |row: &Row<'r>| {
        object(columns, row).without_nulls(&[
            "requests_per_minute",
            "reserved_tokens",
            "settled_tokens",
        ])
    };
    let alone = |at: &'r CapPoint| point(&Row { point: at, effect: None, ..*uncapped });
    let choice = |choice: &'r CapChoice| {
        alone(&choice.point).with([
            ("saves_usd", choice.saves.expected.into()),
            ("saves_low_usd", choice.saves.ends().0.into()),
            ("saves_high_usd", choice.saves.ends().1.into()),
        ])
    };
    Some(Json::object([
        ("id", Json::from(&uncapped.model.id)),
        ("name", (&uncapped.model.name).into()),
        ("points", points.iter().map(point).collect()),
        ("uncapped", point(uncapped)),
        // As the workload has it.
        ("now", alone(&tuning.now)),
        // The smallest caps that cut off fewer answers than that.
        ("below_1_percent", tuning.below_1.as_ref().map(choice).into()),
        ("below_5_percent", tuning.below_5.as_ref().map(choice).into()),
        ("verdict", tuning.verdict(currency).into()),
    ]))
    .map(|model| {
        // Of lengths that were seen, where some ended because of a cap.
        model.with(tuning.ended.map(|ended| {
            let (least, most) = ended.between;
            let fields: [(_, Json); 3] =
                [("share", ended.share.into()), ("from", least.into()), ("to", most.into())];
            ("ended_at_cap", Json::object(fields))
        }))
    })
}

fn sentence(model: &Model, tuning: &CapTuning, currency: Currency) -> String {
    let at_least = if tuning.uncapped.unknown > 0.0 { "at least " } else { "" };
    let choice = |words: &str, choice: Option<CapChoice>| {
        choice.map(|choice| {
            format!(
                "fewer than {words} of answers are cut off from {} on, which saves {at_least}{} against no \
                 cap",
                choice.point.cap.unwrap_or_default(),
                choice.saves.words(currency),
            )
        })
    };
    // Without a cap, the choices say what one would save.
    let says_more =
        tuning.now.cap.is_some() || tuning.below_5.is_none_or(|choice| choice.saves.is_nothing());
    let mut parts = Vec::new();
    parts.extend(says_more.then(|| tuning.verdict(currency)));
    // A cap that saves nothing is no choice: all that is to know of it is from where on it acts.
    match tuning.below_5.filter(|choice| choice.saves.is_nothing()) {
        Some(longest) => {
            let cap = longest.point.cap.unwrap_or_default();
            parts.push(format!("none is cut off from {cap} on"));
        }
        None => {
            parts.extend(choice("5%", tuning.below_5));
            parts.extend(choice("1%", tuning.below_1));
        }
    }
    format!("{}: {}.", model.name, parts.join("; "))
}

fn quota_sentence(quota: Tokens) -> String {
    format!(
        "Quota, not price: a request reserves its input and its max output tokens out of {quota} a \
         minute when it starts; when it ends, its input without cache reads and its output times the \
         model's burndown count instead. Requests a minute go by the larger of the two."
    )
}

/// How often a model counts a token of output, where that is more than once.
fn burndown_sentence(model: &Model) -> Option<String> {
    let times = model.burndown.filter(|times| *times > 1)?;
    let dispute = model.dispute(Topic::Fact(Fact::Burndown));
    let disputed = dispute.map(|words| format!(" (disputed: {words})")).unwrap_or_default();
    Some(format!("{} counts a token of output {times} times{disputed}.", model.name))
}
