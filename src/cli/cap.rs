//! `tokenfare cap`: what a cap on output costs, saves and cuts off.

use serde::Serialize;

use super::Streams;
use super::args::{CapArgs, Format};
use super::asked::{Asked, HeadJson};
use super::error::Result;
use super::table::{Column, Table};
use super::values::rounded;
use crate::billing::Answers;
use crate::card::{Date, Model};
use crate::explore::{CapChoice, CapPoint, CapTuning, QuotaEffect};
use crate::money::{Tokens, Usd, grouped, percent};

/// A model with its curve.
struct Tuned<'c> {
    model: &'c Model,
    tuning: CapTuning,
    /// Beside each point, and without a cap.
    quota: Vec<Option<QuotaEffect>>,
}

pub(super) fn run(args: &CapArgs, streams: &Streams<'_>) -> Result<String> {
    let asked = Asked::of(args.scenario.scenario.as_deref(), &args.asked, streams)?;
    let models = asked.models(&args.models)?;
    let quota = args.quota.or(asked.scenario.workload.plans.quota);
    let format = args.asked.format.format;
    written(&asked, &models, &args.caps, quota, format, streams.today)
}

/// What caps do on models; without any, the usual ones.
pub(super) fn written(
    asked: &Asked,
    models: &[&Model],
    caps: &[Tokens],
    quota: Option<Tokens>,
    format: Format,
    today: Option<Date>,
) -> Result<String> {
    let mut answers = Answers::default();
    let mut tuned = Vec::new();
    for &model in models {
        let mut caps = caps.to_vec();
        caps.sort_unstable();
        caps.dedup();
        let questions = asked.questions();
        let tuning = questions.cap(model, &caps, &mut answers);
        let tuning = tuning.map_err(|refused| asked.told(refused))?;
        let effect =
            |point: &CapPoint| questions.quota(model, point.cap, quota?, &mut Answers::default());
        let points = tuning.points.iter().chain([&tuning.uncapped]);
        let quota = points.map(effect).collect();
        tuned.push(Tuned { model, tuning, quota });
    }
    Ok(match format {
        Format::Json => super::json(&CapJson {
            head: HeadJson::about(asked, models),
            quota_tokens_per_minute: quota.map(Tokens::get),
            models: tuned.iter().map(ModelJson::of).collect(),
        }),
        Format::Csv => asked.csv(rows(&tuned), models),
        format => {
            let mut remarks: Vec<String> = tuned.iter().map(sentence).collect();
            remarks.extend(quota.map(quota_sentence));
            remarks.extend(asked.remarks_on(models, today));
            for_people(&tuned, quota.is_some()).write(format, &remarks)
        }
    })
}

fn sentence(tuned: &Tuned<'_>) -> String {
    let tuning = &tuned.tuning;
    let choice = |words: &str, choice: Option<CapChoice>| {
        choice.map(|choice| {
            format!(
                "fewer than {words} of answers are cut off from {} on, which saves {} against no cap",
                choice.point.cap.unwrap_or_default(),
                choice.saves,
            )
        })
    };
    // Without a cap, the choices say what one would save.
    let says_more =
        tuning.now.cap.is_some() || tuning.below_5.is_none_or(|choice| choice.saves.is_zero());
    let mut parts = Vec::new();
    parts.extend(says_more.then(|| tuning.verdict()));
    parts.extend(choice("5%", tuning.below_5));
    parts.extend(choice("1%", tuning.below_1));
    format!("{}: {}.", tuned.model.name, parts.join("; "))
}

fn quota_sentence(quota: Tokens) -> String {
    format!(
        "Quota, not price: a request reserves its input and its max output tokens out of {quota} a \
         minute when it starts, and what the answer leaves is given back when it ends. Some models \
         count an output token several times."
    )
}

fn for_people(tuned: &[Tuned<'_>], quota: bool) -> Table {
    let mut columns = vec![
        Column::Text("Model"),
        Column::Number("Cap"),
        Column::Number("Mean output"),
        Column::Number("Cut off"),
        Column::Decimal("$/month"),
        Column::Decimal("Saved"),
    ];
    if quota {
        columns.push(Column::Decimal("Requests/min"));
    }
    let mut table = Table::new(columns);
    for tuned in tuned {
        let tuning = &tuned.tuning;
        let points = tuning.points.iter().chain([&tuning.uncapped]);
        for (point, effect) in points.zip(&tuned.quota) {
            let mut cells = vec![
                tuned.model.name.clone(),
                point.cap.map_or_else(|| "none".to_owned(), |cap| cap.to_string()),
                grouped((point.output + 500_000) / 1_000_000),
                percent(point.cut_off),
                point.monthly.to_string(),
                (tuning.uncapped.monthly - point.monthly).to_string(),
            ];
            if quota {
                cells.push(effect.map_or_else(
                    || "-".to_owned(),
                    |effect| format!("{:.1}", effect.requests_per_minute),
                ));
            }
            table.row(cells);
        }
    }
    table
}

fn rows(tuned: &[Tuned<'_>]) -> Table {
    let mut table = Table::new([
        Column::Text("id"),
        Column::Number("cap"),
        Column::Number("mean_output_tokens"),
        Column::Number("cut_off"),
        Column::Number("monthly_usd"),
        Column::Number("saves_usd"),
        Column::Number("requests_per_minute"),
    ]);
    for tuned in tuned {
        let tuning = &tuned.tuning;
        let points = tuning.points.iter().chain([&tuning.uncapped]);
        for (point, effect) in points.zip(&tuned.quota) {
            table.row([
                tuned.model.id.clone(),
                point.cap.map_or_else(String::new, |cap| cap.get().to_string()),
                (point.output as f64 / 1e6).to_string(),
                rounded(point.cut_off).to_string(),
                point.monthly.exact(),
                (tuning.uncapped.monthly - point.monthly).exact(),
                effect.map_or_else(String::new, |effect| {
                    rounded(effect.requests_per_minute).to_string()
                }),
            ]);
        }
    }
    table
}

#[derive(Serialize)]
struct CapJson<'c> {
    #[serde(flatten)]
    head: HeadJson<'c>,
    quota_tokens_per_minute: Option<u64>,
    models: Vec<ModelJson<'c>>,
}

#[derive(Serialize)]
struct ModelJson<'c> {
    id: &'c str,
    name: &'c str,
    points: Vec<PointJson>,
    /// Without a cap.
    uncapped: PointJson,
    /// As the workload has it.
    now: PointJson,
    /// The smallest cap that cuts off fewer than 1% of answers.
    below_1_percent: Option<ChoiceJson>,
    below_5_percent: Option<ChoiceJson>,
    verdict: String,
}

#[derive(Serialize)]
struct PointJson {
    cap: Option<u64>,
    mean_output_tokens: f64,
    cut_off: f64,
    monthly_usd: String,
    /// What the quota lets start, where one is given and an answer has a known end.
    #[serde(skip_serializing_if = "Option::is_none")]
    requests_per_minute: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reserved_tokens: Option<u64>,
}

#[derive(Serialize)]
struct ChoiceJson {
    #[serde(flatten)]
    point: PointJson,
    /// Against no cap.
    saves_usd: String,
}

impl PointJson {
    fn of(point: &CapPoint, effect: Option<QuotaEffect>) -> Self {
        Self {
            cap: point.cap.map(Tokens::get),
            mean_output_tokens: point.output as f64 / 1e6,
            cut_off: rounded(point.cut_off),
            monthly_usd: point.monthly.exact(),
            requests_per_minute: effect.map(|effect| rounded(effect.requests_per_minute)),
            reserved_tokens: effect.map(|effect| effect.reserved.get()),
        }
    }
}

impl<'c> ModelJson<'c> {
    fn of(tuned: &Tuned<'c>) -> Self {
        let tuning = &tuned.tuning;
        let choice = |choice: CapChoice| ChoiceJson {
            point: PointJson::of(&choice.point, None),
            saves_usd: Usd::exact(choice.saves),
        };
        let effects = tuned.quota.iter().copied();
        Self {
            id: &tuned.model.id,
            name: &tuned.model.name,
            points: tuning
                .points
                .iter()
                .zip(effects.clone())
                .map(|(point, effect)| PointJson::of(point, effect))
                .collect(),
            uncapped: PointJson::of(&tuning.uncapped, effects.last().flatten()),
            now: PointJson::of(&tuning.now, None),
            below_1_percent: tuning.below_1.map(choice),
            below_5_percent: tuning.below_5.map(choice),
            verdict: tuning.verdict(),
        }
    }
}
