//! `tokenfare levers`: what each realistic change would save on a model.

use clap::Args;

use super::Streams;
use super::args::{AskedArgs, ScenarioArg};
use super::asked::Asked;
use super::error::Result;
use crate::report;

#[derive(Debug, Args)]
#[command(after_help = "\
Each lever is the difference of two bills, from the workload as it stands, with what it assumes.

Examples:
  tokenfare levers claude-sonnet-5-5
  tokenfare levers claude-sonnet-5-5 --scenario support-assistant --format json")]
pub(super) struct LeversArgs {
    /// Id, name or Bedrock id of the model
    model: String,
    #[command(flatten)]
    scenario: ScenarioArg,
    #[command(flatten)]
    asked: AskedArgs,
}

pub(super) fn run(args: &LeversArgs, streams: &Streams<'_>) -> Result<String> {
    let asked = Asked::of(args.scenario.scenario.as_deref(), &args.asked, streams)?;
    let model = asked.model(&args.model)?;
    let ranking = asked.subject().asked().rank(|model| model.is_listed(asked.today));
    asked.write(report::levers(asked.subject(), &ranking, model), &args.asked, streams)
}
