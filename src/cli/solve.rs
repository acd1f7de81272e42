//! `tokenfare solve`: at which value of a control a month costs a given amount.

use clap::Args;

use super::Streams;
use super::args::{AskedArgs, ScenarioArg};
use super::asked::Asked;
use super::error::{Error, Result};
use super::{sweep, values};
use crate::money::Usd;
use crate::report;

#[derive(Debug, Args)]
#[command(after_help = help())]
pub(super) struct SolveArgs {
    /// What is looked for
    #[arg(value_name = "CONTROL")]
    control: String,
    /// Ids, names or Bedrock ids of the models
    #[arg(value_name = "MODEL", required = true)]
    models: Vec<String>,
    /// What a month is to cost in USD, such as 5000, 5k or '$5,000' [default: the scenario's budget]
    #[arg(long, value_name = "USD", value_parser = values::usd, allow_hyphen_values = true)]
    budget: Option<Usd>,
    #[command(flatten)]
    scenario: ScenarioArg,
    #[command(flatten)]
    asked: AskedArgs,
}

pub(super) fn run(args: &SolveArgs, streams: &Streams<'_>) -> Result<String> {
    let asked = Asked::of(args.scenario.scenario.as_deref(), &args.asked, streams)?;
    let control = sweep::named(&args.control)
        .map_err(|fault| Error::input(format!("there is nothing to solve for: {fault}")))?;
    let models = asked.models(&args.models)?;
    let budget = args.budget.or(asked.scenario.workload.plans.budget).ok_or_else(|| {
        Error::input("solve needs an amount: add --budget 5000, or a budget to the scenario")
    })?;
    asked.write(report::solve(asked.subject(), control, budget, &models), &args.asked, streams)
}

/// The end of the help.
fn help() -> String {
    format!(
        "\
CONTROL is {}. The value is exact: the month costs at most the budget
there, and more at the next value; of several, the greatest. Everything else stays as it stands.

Examples:
  tokenfare solve requests nova-lite claude-haiku-5-5 --budget 5000
  tokenfare solve output claude-sonnet-5-5 --scenario support-assistant --budget 5k --format json",
        sweep::listed()
    )
}
