//! What each realistic change would save on a model.

use super::json::Json;
use super::sheet::{Cell, Kind, between, column, csv, data, people};
use super::subject::{Report, Subject};
use crate::card::Model;
use crate::explore::{Band, Lever, Move, Ranking, Refused};

/// The levers of a model.
///
/// # Errors
/// A model without a bill. `ranking` is of the same card and sizing.
pub(crate) fn levers<'a>(
    subject: Subject<'a>,
    ranking: &Ranking,
    model: &'a Model,
) -> Result<Report<'a>, Refused> {
    let place = subject.card.models.iter().position(|known| known.id == model.id);
    let found = &subject.asked().levers(ranking, place.unwrap_or(usize::MAX))?;
    type Row<'r> = (&'r Model, Band, &'r Lever);
    let columns = [
        csv("id", Kind::Text, |(model, ..): &Row<'_>| model.id.as_str().into()),
        column("lever", "Lever", Kind::Text, |(.., lever)| lever.name.as_str().into()),
        column("saves_usd", "Saves/month", Kind::Decimal, |(.., lever)| lever.saves.into()),
        data("saves_low_usd", Kind::Number, |(.., lever)| lever.saves.ends().0.into()),
        data("saves_high_usd", Kind::Number, |(.., lever)| lever.saves.ends().1.into()),
        people("Share", Kind::Number, |(_, now, lever)| match now.expected.is_zero() {
            true => Cell::None,
            false => Cell::Share(lever.saves.expected.pico() as f64 / now.expected.pico() as f64),
        }),
        people("≈ range", Kind::Text, |(.., lever)| between(lever.saves.range)),
        column("assumption", "If", Kind::Text, |(.., lever)| lever.assumption.as_str().into()),
        csv("monthly_usd", Kind::Number, |(_, now, _)| (*now).into()),
        csv("monthly_low_usd", Kind::Number, |(_, now, _)| now.ends().0.into()),
        csv("monthly_high_usd", Kind::Number, |(_, now, _)| now.ends().1.into()),
    ];
    let rows: Vec<Row<'_>> =
        found.levers.iter().map(|lever| (model, found.monthly, lever)).collect();
    let levers = found.levers.iter().map(|lever| {
        let fields = [
            ("name", Json::from(&lever.name)),
            ("saves_usd", lever.saves.expected.into()),
            ("saves_low_usd", lever.saves.ends().0.into()),
            ("saves_high_usd", lever.saves.ends().1.into()),
            ("assumption", (&lever.assumption).into()),
        ];
        // The model that it switches to, where it does.
        let other = match &lever.change {
            Move::Model(at) => subject.card.models.get(*at),
            _ => None,
        };
        Json::object(fields).with(other.map(|model| ("model", (&model.id).into())))
    });
    let idle = found.idle.iter().map(|idle| {
        Json::object([("name", (&idle.name).into()), ("reason", (&idle.reason).into())])
    });
    let fields = [
        ("model", Json::from(&model.id)),
        ("monthly_usd", found.monthly.expected.into()),
        ("monthly_low_usd", found.monthly.ends().0.into()),
        ("monthly_high_usd", found.monthly.ends().1.into()),
        ("side", (&found.side).into()),
        ("levers", levers.collect()),
        ("idle", idle.collect()),
    ];
    let mut report = subject.about(&[model], &columns, &rows, fields);
    report.said.push(format!(
        "{} costs {} a month; {}.",
        model.name,
        found.monthly.words(subject.currency),
        found.side
    ));
    if !found.idle.is_empty() {
        let idle = found.idle.iter().map(|idle| format!("{} ({})", idle.name, idle.reason));
        let idle: Vec<String> = idle.collect();
        report.said.push(format!("Nothing to save: {}.", idle.join("; ")));
    }
    if let Some(ranges) = &found.ranges {
        report.said.push(format!("As its fields may lie: {}.", ranges.words(subject.currency)));
    }
    report.said.push(
        "Each is against the month as it stands; together they save less than their sum."
            .to_owned(),
    );
    Ok(report)
}
