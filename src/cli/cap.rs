//! `tokenfare cap`: what a cap on output costs, saves and cuts off.

use clap::Args;

use super::args::{AskedArgs, ScenarioArg};
use super::asked::Asked;
use super::error::Result;
use super::{Streams, values};
use crate::money::Tokens;
use crate::report;

#[derive(Debug, Args)]
#[command(after_help = "\
Answers are cut off at the cap. Their lengths are lognormal around their mean, as --spread says, or
as a scenario's histogram has them; with a spread of 1 all are alike.

Examples:
  tokenfare cap claude-haiku-4-5 --spread 2
  tokenfare cap nova-pro claude-sonnet-5-5 --scenario support-assistant --caps 256,512,1k
  tokenfare cap claude-sonnet-5-5 --quota 200k")]
pub(super) struct CapArgs {
    /// Ids, names or Bedrock ids of models
    #[arg(value_name = "MODEL", required = true)]
    models: Vec<String>,
    /// Caps to try, separated by commas [default: powers of two]
    #[arg(long, value_name = "A,B", value_delimiter = ',', value_parser = values::tokens, allow_hyphen_values = true)]
    caps: Vec<Tokens>,
    /// Tokens a minute that the account may use: shows how many requests can start
    #[arg(long, value_name = "TPM", value_parser = values::quota, allow_hyphen_values = true)]
    quota: Option<Tokens>,
    #[command(flatten)]
    scenario: ScenarioArg,
    #[command(flatten)]
    asked: AskedArgs,
}

pub(super) fn run(args: &CapArgs, streams: &Streams<'_>) -> Result<String> {
    let asked = Asked::of(args.scenario.scenario.as_deref(), &args.asked, streams)?;
    let models = asked.models(&args.models)?;
    let quota = args.quota.or(asked.scenario.workload.plans.quota);
    asked.write(report::cap(asked.subject(), &models, &args.caps, quota), &args.asked, streams)
}
