//! `tokenfare breakeven`: where two models, or caching and no caching, cost the same.

use clap::Args;

use super::Streams;
use super::args::{AskedArgs, ScenarioArg};
use super::asked::Asked;
use super::error::{Error, Result};
use crate::report;

#[derive(Debug, Args)]
#[command(after_help = "\
Of two models, shows the input share at which they cost the same, and by what factor the answers, or
all tokens, of the second would have to differ. After --caching, shows from which hit rate and from
how many requests an hour on caching pays on one model.

Examples:
  tokenfare breakeven nova-pro cohere-command --rates bedrock-2026-representative
  tokenfare breakeven --caching claude-sonnet-5-5 --input 4200 --system 4000 --requests 2k")]
pub(super) struct BreakEvenArgs {
    /// Two models, or one after --caching: ids, names or Bedrock ids
    #[arg(value_name = "MODEL", required = true, num_args = 1..=2)]
    models: Vec<String>,
    #[command(flatten)]
    scenario: ScenarioArg,
    #[command(flatten)]
    asked: AskedArgs,
}

pub(super) fn run(args: &BreakEvenArgs, streams: &Streams<'_>) -> Result<String> {
    let asked = Asked::of(args.scenario.scenario.as_deref(), &args.asked, streams)?;
    let report = match asked.models(&args.models)?.as_slice() {
        // `--caching MODEL` reads as the workload's flag and a model.
        [model] if args.asked.workload.has_caching() => report::caching(asked.subject(), model),
        [a, b] => report::break_even(asked.subject(), a, b),
        _ => {
            return Err(Error::input(
                "breakeven compares two different models; name both, or one after --caching",
            ));
        }
    };
    asked.write(report, &args.asked, streams)
}
