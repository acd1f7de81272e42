//! `tokenfare mix`: traffic over models, split or as a cascade, beside each of them alone.

use clap::Args;

use super::Streams;
use super::args::{AskedArgs, ScenarioArg};
use super::asked::Asked;
use super::error::{Error, Result};
use super::values::{self, MixPart};
use crate::card::Card;
use crate::library::find;
use crate::money::Usd;
use crate::report;
use crate::workload::{Mix, MixRoute};

#[derive(Debug, Args)]
#[command(after_help = "\
The shares add up to 100%. Without any, the mix is the scenario's. A model's own answer length or
cap goes after its share.

As a cascade, the first model tries every request, and what it does not answer well goes to the next: a
share is then of the requests that a model answers for good, that of the first its success rate. Every
try is paid. --judge is what it costs to judge 1,000 answers; the last model's are not judged.

Examples:
  tokenfare mix nova-lite=70% claude-sonnet-5-5=30%
  tokenfare mix nova-lite=0.7,output=200,cap=512 claude-sonnet-5-5=0.3 --requests 200k
  tokenfare mix nova-lite=70% claude-sonnet-5-5=30% --cascade --judge 0.25
  tokenfare mix --scenario writing-tool --rates bedrock-2026-representative")]
pub(super) struct MixArgs {
    /// A model and its share of requests, as in nova-lite=70%; up to five
    #[arg(value_name = "MODEL=SHARE", value_parser = values::mix_part)]
    parts: Vec<MixPart>,
    /// Let the first model try every request, and each next one what was not answered well
    #[arg(long)]
    cascade: bool,
    /// What it costs to judge 1,000 answers of a cascade, in USD
    #[arg(long, value_name = "USD", value_parser = values::usd)]
    judge: Option<Usd>,
    #[command(flatten)]
    scenario: ScenarioArg,
    #[command(flatten)]
    asked: AskedArgs,
}

pub(super) fn run(args: &MixArgs, streams: &Streams<'_>) -> Result<String> {
    let mut asked = Asked::of(args.scenario.scenario.as_deref(), &args.asked, streams)?;
    if !args.parts.is_empty() {
        let plans = &mut asked.scenario.workload.plans;
        plans.mix = plans.mix.with_routes_of(&named(&asked.card, &args.parts)?);
    }
    let mix = &mut asked.scenario.workload.plans.mix;
    mix.cascade |= args.cascade;
    mix.judge = args.judge.unwrap_or(mix.judge);
    if !mix.judge.is_zero() && !mix.cascade {
        return Err(Error::input("--judge does nothing in a split; add --cascade"));
    }
    asked.write(report::mix(asked.subject()), &args.asked, streams)
}

/// The mix of the parts named on the command line.
fn named(card: &Card, parts: &[MixPart]) -> Result<Mix> {
    let mut routes = Vec::new();
    for part in parts {
        let model = find::model(card, &part.model)?.model;
        routes.push(MixRoute {
            model: model.id.as_str().into(),
            share: part.share,
            answer: part.answer,
            cap: part.cap,
        });
    }
    Mix::new(routes).map_err(|fault| Error::input(format!("the mix {fault}")))
}
