//! `tokenfare tornado`: which field moves the month of a model most.

use clap::Args;

use super::Streams;
use super::args::{AskedArgs, ScenarioArg};
use super::asked::Asked;
use super::error::Result;
use crate::report;

#[derive(Debug, Args)]
#[command(after_help = "\
A scenario has ranges in its table [range], as in `output = [300, 600]`; --range gives more.

Examples:
  tokenfare tornado nova-pro --range output=300..600 --range requests=20k..80k
  tokenfare tornado claude-haiku-4-5 --scenario my-chat.toml --format markdown")]
pub(super) struct TornadoArgs {
    /// Id, name or Bedrock id of the model
    model: String,
    #[command(flatten)]
    scenario: ScenarioArg,
    #[command(flatten)]
    asked: AskedArgs,
}

pub(super) fn run(args: &TornadoArgs, streams: &Streams<'_>) -> Result<String> {
    let asked = Asked::of(args.scenario.scenario.as_deref(), &args.asked, streams)?;
    let model = asked.model(&args.model)?;
    asked.write(report::tornado(asked.subject(), model), &args.asked, streams)
}
