//! Models that no other beats on cost and score, and those that some other does.

use super::basis::scores_json;
use super::json::Json;
use super::rank::about_scores;
use super::sheet::{
    Cell, Column, Kind, between, column, csv, data, field, for_people, objects, people,
};
use super::subject::{Report, Subject};
use crate::card::Model;
use crate::explore::{Frontier, FrontierPoint, FrontierStep, Picked, Ranking, Refused};
use crate::money::{Currency, percent};
use crate::score::Scores;

/// A point, and what it is beside its place.
struct Plotted<'a> {
    model: &'a Model,
    point: &'a FrontierPoint,
    step: Option<&'a FrontierStep>,
    /// The best model that beats it.
    beaten_by: Option<&'a Model>,
    scores: &'a Scores,
    currency: Currency,
    /// Whether a model may have several points.
    efforts: bool,
}

/// The frontier of the rows of a ranking that are picked, of the subject's scores; with `efforts` a point for
/// every effort that a model was rated at.
///
/// # Errors
/// No scores, and none of a model with a bill.
pub(crate) fn frontier<'a>(
    subject: Subject<'a>,
    ranking: &Ranking,
    picked: &Picked,
    efforts: bool,
) -> Result<Report<'a>, Refused> {
    let found = &subject.asked().frontier(ranking, &picked.rows, efforts)?;
    let scores = subject.scores.ok_or(Refused::NoScores)?;
    let model = |at: usize| subject.card.models.get(at);
    let plotted = found.points.iter().enumerate().filter_map(|(at, point)| {
        Some(Plotted {
            model: model(point.model)?,
            point,
            step: found.steps.iter().find(|step| step.point == at),
            beaten_by: point.beaten_by.and_then(|at| model(found.points.get(at)?.model)),
            scores,
            currency: subject.currency,
            efforts,
        })
    });
    let plotted: Vec<Plotted<'_>> = plotted.collect();
    let columns = columns();
    let ids = |places: &[usize]| -> Json {
        places.iter().filter_map(|at| Some(Json::from(&model(*at)?.id))).collect()
    };
    let on: Vec<usize> = found.points.iter().filter(|it| it.is_on).map(|it| it.model).collect();
    let fields = [
        ("efforts", Json::from(efforts)),
        ("frontier", ids(&on)),
        ("points", objects(&columns, &plotted)),
        ("without_score", ids(&found.unscored)),
        ("without_bill", ids(&found.unbilled)),
        ("scores", scores_json(scores)),
    ];
    let models: Vec<&Model> = on.iter().filter_map(|at| model(*at)).collect();
    let mut report = subject.about(&models, &columns, &plotted, fields);
    let on: Vec<Plotted<'_>> = plotted.into_iter().filter(|it| it.point.is_on).collect();
    report.people = for_people(&columns, &on, subject.currency);
    report.said.extend(told(found));
    report.notes.extend(about_scores(scores, found.assumed()));
    Ok(report)
}

/// What there is to say of all points together.
fn told(found: &Frontier) -> Vec<String> {
    let [words, ..] = found.words();
    let mut said = vec![format!("{words}.")];
    let perhaps = found.perhaps();
    if perhaps > 0 {
        said.push(format!(
            "{perhaps} more may be on it too, within the ranges of costs and scores."
        ));
    }
    if found.steps.iter().any(|step| step.is_close) {
        let close =
            "~ marks a step that may be none: within the ranges it is not dearer, or not better.";
        said.push(close.to_owned());
    }
    if !found.unscored.is_empty() {
        let count = found.unscored.len();
        said.push(match count {
            1 => "One model has no score, and is nowhere in this.".to_owned(),
            _ => format!("{count} models have no score, and are nowhere in this."),
        });
    }
    said
}

fn columns<'a>() -> Vec<Column<Plotted<'a>>> {
    use Kind::{Decimal, Number, Text};
    vec![
        data("id", Text, |it: &Plotted<'_>| it.model.id.as_str().into()),
        column("name", "Model", Text, |it| {
            let effort = it.point.effort.filter(|_| it.efforts);
            let shown = effort.map_or_else(
                || it.model.name.clone(),
                |effort| format!("{} at {}", it.model.name, effort.word()),
            );
            Cell::from(it.model.name.as_str()).said(shown)
        }),
        data("provider", Text, |it| it.model.provider.as_str().into()),
        // The effort at which it is billed.
        data("effort", Text, |it| it.point.effort.map(|effort| effort.word()).into()),
        column("monthly_usd", "$/month", Decimal, |it| it.point.cost.into()),
        data("monthly_low_usd", Number, |it| it.point.cost.ends().0.into()),
        data("monthly_high_usd", Number, |it| it.point.cost.ends().1.into()),
        column("score", "Score", Decimal, |it| {
            let mark = if it.point.assumed { "*" } else { "" };
            let score = it.point.score;
            Cell::Number(score.approx()).said(it.scores.shown(score) + mark)
        }),
        data("score_low", Number, |it| it.point.range.map(|(low, _)| low.approx()).into()),
        data("score_high", Number, |it| it.point.range.map(|(_, high)| high.approx()).into()),
        data("score_assumed", Text, |it| it.point.assumed.into()),
        data("score_basis", Text, |it| it.point.basis.clone().into()),
        data("on_frontier", Text, |it| it.point.is_on.into()),
        // Whether it may be on it, within the ranges of costs and scores.
        data("perhaps", Text, |it| it.point.may_be_on.into()),
        // The best model that costs no more and is as good.
        data("beaten_by", Text, |it| it.beaten_by.map(|model| model.id.as_str()).into()),
        // Against the point of the frontier before.
        column("more_usd", "More/month", Decimal, |it| {
            it.against()
                .map_or(Cell::None, |(step, _)| Cell::from(step.more).said(more(step, it.currency)))
        }),
        data("more_low_usd", Number, |it| it.against().map(|(step, _)| step.more.ends().0).into()),
        data("more_high_usd", Number, |it| it.against().map(|(step, _)| step.more.ends().1).into()),
        column("better", "Better", Decimal, |it| {
            it.against().map_or(Cell::None, |(_, better)| {
                Cell::Number(better.approx()).said(format!("+{}", it.scores.shown_step(better)))
            })
        }),
        column("usd_per_point", "$/point", Decimal, |it| {
            it.step.and_then(|step| step.per_point).map_or(Cell::None, Cell::from)
        }),
        people("≈ range", Text, |it| between(it.point.cost.range)),
        // The share of requests without a visible answer, since thinking uses up the cap.
        field("no_answer", |it| Cell::Share(it.point.no_answer)),
        people("Rests on", Text, |it| {
            let none = (it.point.no_answer >= 0.01)
                .then(|| format!("{} get no answer under the cap", percent(it.point.no_answer)));
            it.point.basis.iter().cloned().chain(none).collect::<Vec<_>>().join(", ").into()
        }),
        csv("score_notice", Text, |it| it.scores.notice().into()),
    ]
}

/// What a step costs more, marked where it may be no step.
fn more(step: &FrontierStep, currency: Currency) -> String {
    let mark = if step.is_close { "~" } else { "" };
    format!("+{}{mark}", currency.amount(step.more.expected))
}

impl Plotted<'_> {
    /// The step to it from the point before, and how much better it is.
    fn against(&self) -> Option<(&FrontierStep, crate::money::Points)> {
        let step = self.step?;
        Some((step, step.better?))
    }
}
