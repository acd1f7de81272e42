//! `tokenfare credits`: how long a pool of credits lasts.

use clap::Args;

use super::Streams;
use super::args::{AskedArgs, ScenarioArg};
use super::asked::Asked;
use super::error::Result;
use super::values;
use crate::explore::POOLS;
use crate::library::find;
use crate::money::{Growth, Usd};
use crate::report;

#[derive(Debug, Args)]
#[command(after_help = "\
Pools of known size can be named: poc-small ($10,000) and poc ($50,000) for a Bedrock proof of
concept, activate ($100,000), accelerator ($1,000,000). Without a model, the scenario's mix is paid.

Examples:
  tokenfare credits claude-sonnet-5-5 --pool 25000 --growth 10%
  tokenfare credits nova-pro --pool activate --other 1500 --expires-after 24 --requests 2M")]
pub(super) struct CreditsArgs {
    /// Id, name or Bedrock id of the model [default: the scenario's mix]
    model: Option<String>,
    /// Credits at the start in USD, such as 25000 or 25k, or a pool's name
    #[arg(long, value_name = "USD", value_parser = pool, allow_hyphen_values = true)]
    pool: Option<Usd>,
    /// Other AWS spend a month that draws on them, in USD
    #[arg(long, value_name = "USD", value_parser = values::usd, allow_hyphen_values = true)]
    other: Option<Usd>,
    /// How much more requests each month has, such as 10% or -5%
    #[arg(long, value_name = "SHARE", value_parser = Growth::parse, allow_hyphen_values = true)]
    growth: Option<Growth>,
    /// Months after which the rest of the credits is void
    #[arg(long, value_name = "N", value_parser = values::months, allow_hyphen_values = true)]
    expires_after: Option<u32>,
    /// How many months to list [default: to the end of the credits, at least 12]
    #[arg(long, value_name = "N", value_parser = values::months, allow_hyphen_values = true)]
    months: Option<u32>,
    #[command(flatten)]
    scenario: ScenarioArg,
    #[command(flatten)]
    asked: AskedArgs,
}

pub(super) fn run(args: &CreditsArgs, streams: &Streams<'_>) -> Result<String> {
    let asked = Asked::of(args.scenario.scenario.as_deref(), &args.asked, streams)?;
    let mut credits = asked.scenario.workload.plans.credits;
    credits.pool = args.pool.unwrap_or(credits.pool);
    credits.other = args.other.unwrap_or(credits.other);
    credits.growth = args.growth.unwrap_or(credits.growth);
    credits.expires = args.expires_after.or(credits.expires);
    let model = args.model.as_deref().map(|typed| asked.model(typed)).transpose()?;
    let report = report::credits(asked.subject(), model, &credits, args.months);
    asked.write(report, &args.asked, streams)
}

/// A pool as typed: an amount, or the name of one that AWS gives.
pub(super) fn pool(text: &str) -> std::result::Result<Usd, String> {
    let named = POOLS.iter().find(|pool| pool.name == text);
    named.map_or_else(
        || {
            let names = POOLS.map(|pool| pool.name);
            values::usd(text).map_err(|fault| match find::near(text, &names) {
                Some(near) => format!("is no pool; did you mean {near}?"),
                None => fault,
            })
        },
        |pool| Ok(pool.size),
    )
}
