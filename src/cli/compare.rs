//! `tokenfare compare`: scenarios side by side, each held against the first.

use std::ffi::OsString;

use clap::Args;

use super::Streams;
use super::args::AskedArgs;
use super::asked::Asked;
use super::error::{Error, Result};
use crate::billing::MonthBill;
use crate::explore::Row;
use crate::report::{self, Compared};

#[derive(Debug, Args)]
#[command(after_help = "\
The first scenario is the baseline. Flags change every scenario.

Examples:
  tokenfare compare before.toml after.toml
  tokenfare compare support-assistant assistant-mix --models nova-micro,claude-haiku-4-5
  tokenfare compare before.toml after.toml --requests 200k --format markdown")]
pub(super) struct CompareArgs {
    /// Scenario files, or names of built-in ones; two or more
    #[arg(value_name = "SCENARIO")]
    scenarios: Vec<OsString>,
    /// Only these models: ids, names or Bedrock ids, separated by commas
    #[arg(long, value_name = "A,B")]
    models: Vec<String>,
    #[command(flatten)]
    asked: AskedArgs,
}

pub(super) fn run(args: &CompareArgs, streams: &Streams<'_>) -> Result<String> {
    let asked: Vec<Asked> = args
        .scenarios
        .iter()
        .map(|named| Asked::of(Some(named), &args.asked, streams))
        .collect::<Result<_>>()?;
    let [first, .., _] = asked.as_slice() else {
        return Err(Error::input("compare holds scenarios against the first; name two or more"));
    };
    let wanted = super::rank::wanted(&first.card, &args.models)?;
    let models = compared(&asked, &wanted);
    let subjects: Vec<_> = asked.iter().map(Asked::subject).collect();
    let unnamed = wanted.is_empty();
    let left_out = unnamed.then(|| first.card.left_out(first.today)).flatten();
    let left_out = left_out.map(|out| format!("{out}."));
    Ok(report::compare(&subjects, &models, left_out, args.asked.format.format, streams.today))
}

/// Every wanted model in the order of the first scenario's costs.
fn compared(asked: &[Asked], wanted: &[&str]) -> Vec<Compared> {
    let Some(first) = asked.first() else {
        return Vec::new();
    };
    let rankings: Vec<_> =
        asked.iter().map(|asked| asked.subject().asked().rank(|_| true)).collect();
    let order = rankings.first().into_iter();
    let order = order.flat_map(|ranking| ranking.rows.iter().map(move |row| (ranking, row)));
    order
        .filter_map(|(ranking, row)| {
            let model = ranking.model(&first.card, row)?;
            let is_wanted = match wanted {
                [] => model.is_listed(first.today),
                named => named.contains(&model.id.as_str()),
            };
            let found = rankings.iter().map(|ranking| {
                let mut rows = ranking.rows.iter();
                rows.find(|other| other.model == row.model)
            });
            let found: Vec<Option<&Row>> = found.collect();
            let assumed = |row: &Row| row.bill.as_ref().ok().map(MonthBill::basis);
            is_wanted.then(|| Compared {
                id: model.id.clone(),
                name: model.name.clone(),
                monthly: found.iter().map(|row| row.and_then(Row::band)).collect(),
                assumed: found
                    .iter()
                    .map(|row| row.and_then(assumed).unwrap_or_default())
                    .collect(),
            })
        })
        .collect()
}
