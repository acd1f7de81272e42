//! `tokenfare sweep`: models along one control, and where their order changes.

use serde::Serialize;

use super::Streams;
use super::args::{Format, SweepArgs};
use super::asked::{Asked, HeadJson};
use super::error::{Error, Result};
use super::find::{near, word_list};
use super::table::{Column, Table};
use crate::card::{Date, Model};
use crate::controls::{CONTROLS, Control, Facts};
use crate::document::printable;
use crate::explore::{self, Crossing, Sweep};
use crate::money::Usd;
use crate::workload::{Section, Workload};

pub(super) fn run(args: &SweepArgs, streams: &Streams<'_>) -> Result<String> {
    let asked = Asked::of(args.scenario.scenario.as_deref(), &args.asked, streams)?;
    let control = control(&args.over)?;
    check(control, &asked.scenario.workload)?;
    let models = asked.models(&args.models)?;
    let end = |text: &Option<String>| match text {
        None => Ok(None),
        Some(text) => control.parse(text).map_err(Error::input),
    };
    let points = usize::from(args.points);
    let axis = explore::axis(control, end(&args.from)?, end(&args.to)?, points)
        .ok_or_else(|| not_swept(&args.over))?;
    let facts = Facts { input_is_text: asked.input_is_text };
    let swept = explore::sweep(control, facts, &models, &asked.sizing, &axis);
    let format = args.asked.format.format;
    Ok(written(&asked, control, &models, &swept, format, streams.today))
}

/// Models along a control.
pub(super) fn written(
    asked: &Asked,
    control: Control,
    models: &[&Model],
    swept: &Sweep,
    format: Format,
    today: Option<Date>,
) -> String {
    match format {
        Format::Json => super::json(&SweepJson::of(asked, control, models, swept)),
        Format::Csv => asked.csv(rows(control, models, swept), models),
        format => {
            let mut remarks: Vec<String> = swept
                .crossings
                .iter()
                .map(|crossing| sentence(crossing, control, models))
                .collect();
            if remarks.is_empty() && models.len() > 1 {
                remarks.push("The order never changes.".to_owned());
            }
            remarks.extend(asked.remarks_on(models, today));
            for_people(control, models, swept).write(format, &remarks)
        }
    }
}

fn sentence(crossing: &Crossing, control: Control, models: &[&Model]) -> String {
    let words = crossing.words(control, models);
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    let first: String = first.into_iter().collect();
    format!("{first}{}.", letters.as_str())
}

/// The names of all controls that can be swept.
fn names() -> Vec<(String, Control)> {
    let sizes = Section::ALL.map(|section| {
        let name = section.label().to_lowercase();
        (name, Control::Size(section))
    });
    let numeric = CONTROLS.iter().filter(|spec| spec.control.scale().is_some()).map(|spec| {
        let name = match spec.control {
            Control::Tokens => "tokens",
            Control::InputShare => "input-share",
            Control::BatchShare => "batch-share",
            _ => spec.flag,
        };
        (name.to_owned(), spec.control)
    });
    numeric.chain(sizes).collect()
}

/// The control of this name.
fn control(typed: &str) -> Result<Control> {
    let wanted = typed.trim().to_lowercase().replace([' ', '_'], "-");
    names()
        .into_iter()
        .find(|(name, _)| *name == wanted)
        .map(|(_, control)| control)
        .ok_or_else(|| not_swept(typed))
}

fn not_swept(typed: &str) -> Error {
    let names = names();
    let names: Vec<&str> = names.iter().map(|(name, _)| name.as_str()).collect();
    let mend = match near(typed, &names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", word_list(&names, "and")),
    };
    let typed = printable(typed);
    Error::input(format!("--over {typed} is no control with numbers; {mend}"))
}

/// Refuses a control that does nothing as things stand: all lines would be flat.
fn check(control: Control, work: &Workload) -> Result<()> {
    if control.matters(work) {
        return Ok(());
    }
    let mend = match control {
        Control::BatchShare => "while Batch is off; add --batch 50%",
        Control::Spread => "beside lengths that were seen; add --spread 2",
        Control::ActiveHours | Control::ActiveDays if work.caching.on => {
            "beside a given hit rate; add --hit-rate auto"
        }
        _ => "while caching is off; add --caching",
    };
    let name = control.label().to_lowercase();
    Err(Error::input(format!("the {name} does nothing {mend}")))
}

fn for_people(control: Control, models: &[&Model], swept: &Sweep) -> Table {
    let mut table = Table::new([
        Column::Number("At"),
        Column::Text("Model"),
        Column::Decimal("$/month"),
        Column::Text(""),
    ]);
    for (at, value) in swept.axis.iter().enumerate() {
        let costs: Vec<Option<Usd>> =
            swept.costs.iter().map(|line| line.get(at).copied().flatten()).collect();
        let cheapest = costs.iter().flatten().min().copied();
        for (model, cost) in models.iter().zip(&costs) {
            let is_cheapest = models.len() > 1 && cost.is_some() && *cost == cheapest;
            table.row([
                control.words(Some(*value)),
                model.name.clone(),
                cost.map_or_else(|| "-".to_owned(), |cost| cost.to_string()),
                if is_cheapest { "cheapest" } else { "" }.to_owned(),
            ]);
        }
    }
    table
}

fn rows(control: Control, models: &[&Model], swept: &Sweep) -> Table {
    let mut table = Table::new([
        Column::Text("control"),
        Column::Number("value"),
        Column::Text("id"),
        Column::Number("monthly_usd"),
    ]);
    for (at, value) in swept.axis.iter().enumerate() {
        for (model, line) in models.iter().zip(&swept.costs) {
            let cost = line.get(at).copied().flatten();
            table.row([
                control.label().to_owned(),
                value.to_string(),
                model.id.clone(),
                cost.map_or_else(String::new, Usd::exact),
            ]);
        }
    }
    table
}

#[derive(Serialize)]
struct SweepJson<'c> {
    #[serde(flatten)]
    head: HeadJson<'c>,
    /// What is on the axis.
    control: &'static str,
    /// What a value counts: shares are parts per million, the spread thousandths.
    unit: &'static str,
    models: Vec<LineJson<'c>>,
    crossings: Vec<CrossingJson<'c>>,
}

#[derive(Serialize)]
struct LineJson<'c> {
    id: &'c str,
    name: &'c str,
    points: Vec<PointJson>,
}

#[derive(Serialize)]
struct PointJson {
    value: u64,
    shown: String,
    monthly_usd: Option<String>,
}

#[derive(Serialize)]
struct CrossingJson<'c> {
    /// The last value before the order changes.
    at: u64,
    shown: String,
    cheaper_below: &'c str,
    cheaper_above: &'c str,
    monthly_usd: String,
    words: String,
}

impl<'c> SweepJson<'c> {
    fn of(asked: &'c Asked, control: Control, models: &[&'c Model], swept: &Sweep) -> Self {
        let line = |(model, costs): (&&'c Model, &Vec<Option<Usd>>)| LineJson {
            id: &model.id,
            name: &model.name,
            points: swept
                .axis
                .iter()
                .zip(costs)
                .map(|(value, cost)| PointJson {
                    value: *value,
                    shown: control.words(Some(*value)),
                    monthly_usd: cost.map(Usd::exact),
                })
                .collect(),
        };
        let id = |at: usize| models.get(at).map_or("", |model| model.id.as_str());
        Self {
            head: HeadJson::about(asked, models),
            control: control.label(),
            unit: unit(control),
            models: models.iter().zip(&swept.costs).map(line).collect(),
            crossings: swept
                .crossings
                .iter()
                .map(|crossing| CrossingJson {
                    at: crossing.at,
                    shown: control.words(Some(crossing.at)),
                    cheaper_below: id(crossing.cheaper_below),
                    cheaper_above: id(crossing.cheaper_above),
                    monthly_usd: crossing.monthly.exact(),
                    words: crossing.words(control, models),
                })
                .collect(),
        }
    }
}

const fn unit(control: Control) -> &'static str {
    match control {
        Control::InputShare | Control::HitRate | Control::BatchShare => "ppm",
        Control::Spread => "thousandths",
        Control::Requests => "requests",
        Control::Turns => "turns",
        Control::Tools => "tools",
        Control::ActiveHours => "hours",
        Control::ActiveDays => "days",
        _ => "tokens",
    }
}
