//! `tokenfare bill`: what AWS billed, at which prices, and held against logs.

mod files;
mod lines;
mod report;

use std::ffi::OsString;
use std::path::PathBuf;
use std::thread;

use clap::Args;

use super::args::{CardArg, CurrencyArg, FormatArg, SqlArg};
use super::error::{Error, Result};
use super::usage::named::NamedArgs;
use super::usage::{self, say};
use super::{Streams, output};
use crate::bill::{Dialect, Logged, Names, compare, explain, sql};
use crate::usage::{Plan, Tally};
use files::Bills;
use report::Report;

#[derive(Debug, Args)]
#[command(after_help = "\
Reads, by their header: CUR 2.0 and the legacy CUR as CSV, FOCUS as CSV, answers of
`aws ce get-cost-and-usage` grouped by SERVICE and USAGE_TYPE, and the result of --sql. Plain or gzip;
folders with the folders in them.

Usage types become model, tier, scope and bucket; for each it is found at which price it was paid: the
list price of the day and place, that of Batch, Flex or Priority, or less a discount that several share.
What fits no price within the bill's own rounding is listed. Tax, credits, refunds, discounts, provisioned
throughput, guardrails and the like are set aside by name; all parts add up to the bill.

With --logs, tokens in the logs are held against tokens billed, day by day.

Examples:
  tokenfare bill cur2.csv.gz
  tokenfare bill cur2.csv.gz --logs AWSLogs/
  tokenfare bill ce.json --format markdown
  tokenfare bill cur2.csv --discount ours.toml && tokenfare rank --overlay ours.toml
  tokenfare bill --sql duckdb | duckdb -csv > bill.csv && tokenfare bill bill.csv")]
pub(super) struct BillArgs {
    /// The bill: files and folders; - reads stdin
    #[arg(value_name = "BILL")]
    bills: Vec<OsString>,
    /// Hold it against these logs, as `tokenfare usage` reads them
    #[arg(long, value_name = "LOG", num_args = 1..)]
    logs: Vec<OsString>,
    #[command(flatten)]
    named: NamedArgs,
    /// Write the discounts found as own prices for --overlay
    #[arg(long, value_name = "OVERLAY.toml")]
    discount: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long, requires = "discount")]
    force: bool,
    /// Print a statement for athena or duckdb that adds up a large export; its result is read as a bill
    #[arg(long, value_name = "SQL", value_enum, exclusive = true, hide_possible_values = true)]
    sql: Option<SqlArg>,
    #[command(flatten)]
    card: CardArg,
    #[command(flatten)]
    format: FormatArg,
    #[command(flatten)]
    currency: CurrencyArg,
}

/// The result and the exit code: 2 where a file is missing or no bill, 1 where one could not be read to
/// its end or lines of it were not. What can be read is read all the same, and where that is nothing, nothing is
/// told.
pub(super) fn run(args: &BillArgs, streams: &mut Streams<'_>) -> Result<(String, u8)> {
    if let Some(dialect) = args.sql {
        let dialect = match dialect {
            SqlArg::Athena => Dialect::Athena,
            SqlArg::Duckdb => Dialect::DuckDb,
        };
        return Ok((sql(dialect), 0));
    }
    args.named.needs(!args.logs.is_empty(), "--logs")?;
    if let Some(path) = &args.discount {
        // Before a long bill is read for nothing.
        output::check(path, args.force)?;
    }
    let from_stdin = [OsString::from("-")];
    let bills = match args.bills.as_slice() {
        [] if streams.stdin_is_terminal => {
            return Err(Error::input("there is no bill to read; name a file, or pipe one in"));
        }
        [] => &from_stdin,
        bills => bills,
    };
    let is_stdin = |names: &[OsString]| names.iter().any(|name| name == "-");
    if is_stdin(bills) && is_stdin(&args.logs) {
        return Err(Error::input("the bill and the logs cannot both come from stdin"));
    }
    let currency = args.currency.of(streams.config.as_deref())?;
    let card = args.card.load()?;
    let names = Names::of(&card);
    let read = files::read(bills, &names, streams)?;
    for sentence in &read.told {
        say(streams.stderr, sentence);
    }
    if read.bill.lines == 0 {
        return match read.told.is_empty() {
            true => Err(Error::input("the bill has no lines")),
            false => Ok((String::new(), read.code.max(2))),
        };
    }
    let named = args.named.of(&card, streams.config.as_deref())?;
    let plan = Plan {
        assumed_model: named.assumed.as_deref(),
        names: named.names.clone(),
        daily: true,
        ..Plan::new(&card)
    };
    let mut code = read.code;
    let logs = match args.logs.as_slice() {
        [] => None,
        logs => {
            let cores = thread::available_parallelism().map_or(1, usize::from);
            let mut reading =
                usage::read(&plan, logs, Some(cores.min(usage::MOST_THREADS)), streams)?;
            reading.tally.settle_metrics();
            code = code.max(usage::tell(&reading, streams.stderr));
            Some(reading.tally)
        }
    };
    let explained = explain(&read.bill, &card);
    let logged = logs.as_ref().map(logged).unwrap_or_default();
    let compared = compare(&read.bill, &explained, &logged);
    let Bills { bill, .. } = &read;
    let report = Report {
        bill,
        card: &card,
        explained: &explained,
        compared: &compared,
        logs: logs.as_ref(),
        logged: &logged,
        written: args.discount.as_deref(),
        faulty: read.faulty,
        today: streams.today,
        currency,
    };
    if let Some(path) = &args.discount {
        let overlay = explained.overlay(&report.source()).ok_or_else(|| {
            Error::input(
                "no model was paid at one discount throughout, so that none can be written",
            )
        })?;
        output::write(path, overlay.to_toml().as_bytes())?;
    }
    Ok((report.write(args.format.format), code))
}

/// The tokens of logs as a bill has them.
fn logged(tally: &Tally<'_>) -> Vec<Logged> {
    let sums = tally.daily().sums().into_iter();
    let logged = sums.map(|(key, sum)| Logged {
        model: key.model,
        lane: key.lane,
        global: key.global,
        long_context: key.long_context,
        day: key.day,
        tokens: sum.tokens,
        requests: sum.requests,
    });
    logged.collect()
}
