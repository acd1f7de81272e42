//! The requests of a log on every model.

use super::basis::BASIS;
use super::json::Json;
use super::sheet::{Column, Kind, field, objects, tabled};
use super::subject::{Report, Subject};
use crate::money::grouped;
use crate::usage::{ReplayedModel, Traffic};

/// What requests cost on every model.
pub(crate) fn replay<'a>(subject: Subject<'a>, traffic: &'a Traffic) -> Report<'a> {
    let models: Vec<&ReplayedModel> = traffic.models.iter().collect();
    let columns = columns();
    let fields = [
        ("requests", Json::from(traffic.requests)),
        ("now_usd", traffic.now.into()),
        ("left_out", traffic.left_out.iter().map(|words| Json::from(words.as_str())).collect()),
        ("replay", objects(&columns, &models)),
    ];
    let assumed = models.iter().map(|model| (model.name.as_str(), model.assumed.clone()));
    let mut report = Report {
        assumed: assumed.collect(),
        rows_assume: true,
        ..subject.about(&[], &columns, &models, fields)
    };
    report.data.stamp(&BASIS, models.iter().map(|model| subject.basis(&model.assumed)));
    report.said.push(format!(
        "{} requests{} that {} the models that answered them, each priced on every model.",
        grouped(traffic.requests),
        traffic.span,
        match traffic.now {
            Some(now) => format!("cost {} on", subject.currency.amount(now)),
            None => "have no price on".to_owned(),
        }
    ));
    if !traffic.left_out.is_empty() {
        report.notes.push(format!("Not among them: {}.", traffic.left_out.join(", ")));
    }
    report.notes.extend(subject.card.left_out(subject.today).map(|out| format!("{out}.")));
    report
}

fn columns<'a>() -> [Column<&'a ReplayedModel>; 12] {
    use Kind::{Decimal, Text};
    [
        field("id", |model: &&ReplayedModel| model.id.as_str().into()),
        tabled("Model", "Model", Text, |model: &&ReplayedModel| model.name.as_str().into()),
        tabled("Low", "Low", Decimal, |model| model.costs.map(|[low, ..]| low).into()),
        tabled("Expected", "Expected", Decimal, |model| {
            model.costs.map(|[_, likely, _]| likely).into()
        }),
        tabled("High", "High", Decimal, |model| model.costs.map(|[.., high]| high).into()),
        tabled("Requests", "Requests", Text, |model| model.notes.as_str().into()),
        field("low_usd", |model| model.costs.map(|[low, ..]| low).into()),
        field("expected_usd", |model| model.costs.map(|[_, likely, _]| likely).into()),
        field("high_usd", |model| model.costs.map(|[.., high]| high).into()),
        field("requests_now", |model| model.requests_now.into()),
        field("notes", |model| model.notes.as_str().into()),
        field("assumptions", |model| model.assumed.clone().into()),
    ]
}
