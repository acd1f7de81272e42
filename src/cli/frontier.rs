//! `tokenfare frontier`: the models that no other beats on cost and score.

use std::ffi::OsString;

use clap::Args;

use super::Streams;
use super::args::{AskedArgs, ScoresArg};
use super::asked::Asked;
use super::error::{Error, Result};
use super::rank::{NO_SCORES, among, query, wanted};
use crate::report;

#[derive(Debug, Args)]
#[command(after_help = "\
A model is on the frontier if no other is as cheap and better, or as good and cheaper. The table holds
these, with what each step up costs more a month and per point of score; CSV and JSON hold every
model that has a bill and a score.

Scores of your own come first; docs/scores.md has the format of the file. Public ratings are of arena and
epoch, under CC BY 4.0. Most are of a great effort, and thinking is billed as --thinking says: --efforts
bills each at the effort that it was rated at.

Examples:
  tokenfare frontier support-assistant --scores our-scores.csv
  tokenfare frontier support-assistant --scores arena --efforts
  tokenfare frontier rag --scores arena:coding --where 'ctx>=200k tools' --format json")]
pub(super) struct FrontierArgs {
    /// A scenario file, or the name of a built-in one
    scenario: Option<OsString>,
    /// Only these models: ids, names or Bedrock ids, separated by commas
    #[arg(long, value_name = "A,B")]
    models: Vec<String>,
    /// Only models of which this is so, as for rank, such as 'ctx>=200k tools !mistral'
    #[arg(long = "where", value_name = "QUERY")]
    query: Option<String>,
    #[command(flatten)]
    scores: ScoresArg,
    /// Bill each score at the effort that it was rated at: a point an effort
    #[arg(long)]
    efforts: bool,
    #[command(flatten)]
    asked: AskedArgs,
}

pub(super) fn run(args: &FrontierArgs, streams: &Streams<'_>) -> Result<String> {
    let asked = Asked::of(args.scenario.as_deref(), &args.asked, streams)?;
    let asked = asked.with_scores(&args.scores)?;
    if asked.scores.is_none() {
        return Err(Error::input(NO_SCORES));
    }
    let wanted = wanted(&asked.card, &args.models)?;
    let query = query(args.query.as_deref())?;
    let ranking = among(&asked, &wanted, &query, false);
    let picked = asked.subject().asked().picked(&ranking, &query);
    let report = report::frontier(asked.subject(), &ranking, &picked, args.efforts);
    asked.write(report, &args.asked, streams)
}
