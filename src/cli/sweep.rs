//! `tokenfare sweep`: models along one control, and where their order changes.

use clap::Args;

use super::Streams;
use super::args::{AskedArgs, ScenarioArg};
use super::asked::Asked;
use super::error::{Error, Result};
use crate::controls::{CONTROLS, Control, SIZES};
use crate::document::printable;
use crate::explore;
use crate::library::find::{near, word_list};
use crate::report;
use crate::workload::Workload;

#[derive(Debug, Args)]
#[command(after_help = help())]
pub(super) struct SweepArgs {
    /// Ids, names or Bedrock ids of models
    #[arg(value_name = "MODEL", required = true)]
    models: Vec<String>,
    /// What changes
    #[arg(long, value_name = "CONTROL")]
    over: String,
    /// Where it starts [default: the slider's left end]
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    from: Option<String>,
    /// Where it ends [default: the slider's right end]
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    to: Option<String>,
    /// How many values at most, 2 to 1000
    #[arg(long, value_name = "N", default_value = "11", value_parser = clap::value_parser!(u16).range(2..=1000), allow_hyphen_values = true)]
    points: u16,
    #[command(flatten)]
    scenario: ScenarioArg,
    #[command(flatten)]
    asked: AskedArgs,
}

pub(super) fn run(args: &SweepArgs, streams: &Streams<'_>) -> Result<String> {
    let asked = Asked::of(args.scenario.scenario.as_deref(), &args.asked, streams)?;
    let control = named(&args.over).map_err(|fault| Error::input(format!("--over {fault}")))?;
    check(control, &asked.scenario.workload)?;
    let models = asked.models(&args.models)?;
    let end = |text: &Option<String>| match text {
        None => Ok(None),
        Some(text) => control.parse(text).map_err(Error::input),
    };
    let points = usize::from(args.points);
    let axis = explore::axis(control, end(&args.from)?, end(&args.to)?, points)
        .ok_or_else(|| Error::input(format!("--over {}", not_swept(&args.over))))?;
    let report = report::sweep(asked.subject(), control, &models, &axis);
    Ok(report.write(args.asked.format.format, streams.today))
}

/// The end of the help.
fn help() -> String {
    format!(
        "\
CONTROL is {}. Crossings are exact, whatever the points.

Examples:
  tokenfare sweep --over input-share nova-pro cohere-command --rates bedrock-2026-representative
  tokenfare sweep --over requests nova-lite claude-haiku-5-5 --from 1k --to 10M --points 20",
        listed()
    )
}

/// The names of the controls with numbers, to end a sentence.
pub(super) fn listed() -> String {
    let names = names();
    let (last, rest) = names.split_last().unwrap_or((&"", &[]));
    format!("{} or {last}", rest.join(", "))
}

/// The controls with numbers.
fn swept() -> impl Iterator<Item = Control> {
    CONTROLS.iter().chain(SIZES).copied().filter(|control| control.scale().is_some())
}

fn names() -> Vec<&'static str> {
    swept().map(|control| control.field().key).collect()
}

/// The control of this name.
///
/// # Errors
/// What was typed, and what else there is.
pub(super) fn named(typed: &str) -> std::result::Result<Control, String> {
    let wanted = typed.trim().to_lowercase().replace([' ', '_'], "-");
    swept().find(|control| control.field().key == wanted).ok_or_else(|| not_swept(typed))
}

fn not_swept(typed: &str) -> String {
    let names = names();
    let mend = match near(typed, &names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", word_list(&names, "and")),
    };
    let typed = printable(typed);
    format!("{typed} is no control with numbers; {mend}")
}

/// Refuses a control that does nothing as things stand: all lines would be flat.
fn check(control: Control, work: &Workload) -> Result<()> {
    let Some(why) = (control.field().idle)(work) else { return Ok(()) };
    let name = control.label().to_lowercase();
    Err(Error::input(format!("the {name} does nothing {why}")))
}
