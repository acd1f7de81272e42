//! `tokenfare usage`: real traffic, from logs to totals, a scenario, and the same requests on every
//! model.

mod agreement;
mod by;
mod days;
mod ends;
pub(super) mod engine;
pub(super) mod files;
pub(super) mod fitted;
mod lessons;
pub(super) mod named;
mod replay;
mod report;
pub(super) mod stop;
pub(super) mod words;

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::thread;

use clap::{ArgGroup, Args};

use super::args::{CardArg, CurrencyArg, Format, FormatArg, OpenArgs, SqlArg};
use super::choice::{self, OnlyArgs};
use super::error::{Error, Result};
use super::{Streams, output, values};
use crate::document::printable;
use crate::library::settings;
use crate::scenario::Scenario;
use crate::tokens::{Estimates, KindTotals, Ratio, TextCount, TextKind};
use crate::usage::{Cuts, Dialect, Facet, Plan, Reason, Replay, Traffic, logs_insights, sql};
use engine::Reading;
use fitted::Fitted;
use named::NamedArgs;
use report::Report;
use stop::Stop;

/// More threads than this only wait for each other.
pub(super) const MOST_THREADS: usize = 32;
/// How many sentences of one sort are told.
const MOST_SENTENCES: usize = 20;

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("written").args(["fit", "thinking"]).multiple(true)))]
#[command(after_help = "\
Reads, by their content: records of Bedrock's model invocation logging from S3 or CloudWatch,
responses of Converse and InvokeModel, output of batch jobs, CloudWatch metrics as JSON, and the
histogram of --histogram, --sql and --logs-insights. Plain or gzip; folders with the folders in them.
Prompts and answers are passed over: nothing of them is kept, shown or written. A request that lies in
several logs counts once, known by its id.

--calibrate counts the texts of requests whose bodies the logs hold, compares them with the input that
was billed, less what the model adds around its messages, and corrects the factors of tokenizers in
your settings, kind of text by kind, as `count --calibrate` does. Of the texts nothing is kept.

--thinking writes how much each model thought, where records state their reasoning tokens, as own prices
that `--overlay` lays over a card: what was measured then takes the place of what is assumed. --fit tells
thinking from answers where every request states it; else answers hold what was thought.

Costs are at the tier of each request's own input. A Bedrock id's region prefix chooses the price:
us., eu. and the like the regional one, global. or none the global one.

--by tells requests apart, dearest first: tokens, cost, cost of a request, percentiles, cache hits, failed
calls and how many answers ended at their cap; with a chart of the days. In JSON and CSV: errors by code and
stop reasons too. --only means requests with a value, exact or with *, several of one key meaning any of them;
--since and --until take days or moments in UTC (`--until 2026-10-31` means that day too). Both hold for all
that is asked of the logs: the report, --replay, --fit, --histogram, --thinking.

--replay prices every request on every model of the card, cached as it was cached. Where a model has
another tokenizer, its tokens are estimated for the --kind of text, with a range.

Examples:
  tokenfare usage AWSLogs/ --format json
  zcat *.gz | tokenfare usage - --replay
  tokenfare usage AWSLogs/ --fit traffic.toml && tokenfare traffic.toml
  tokenfare usage AWSLogs/ --histogram > traffic.csv && tokenfare usage traffic.csv --replay
  tokenfare usage AWSLogs/ --by metadata:team,model --since 2026-10-01
  tokenfare usage AWSLogs/ --only caller=*/checkout/* --fit checkout.toml
  tokenfare usage --sql duckdb | duckdb -csv > traffic.csv && tokenfare usage traffic.csv")]
pub(super) struct UsageArgs {
    /// Logs: files and folders; - reads stdin
    #[arg(value_name = "LOG")]
    logs: Vec<OsString>,
    /// Price every request on every model
    #[arg(long)]
    replay: bool,
    /// Write a scenario, a month of such requests; - writes it to stdout in place of the report
    #[arg(long, value_name = "SCENARIO.toml")]
    fit: Option<PathBuf>,
    /// Write how much each model thought, as own prices for --overlay
    #[arg(long, value_name = "OVERLAY.toml")]
    thinking: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long, requires = "written")]
    force: bool,
    /// Write the requests as a small histogram in CSV, which is read as a log
    #[arg(long, conflicts_with_all = ["replay", "format"])]
    histogram: bool,
    /// Print a statement for athena or duckdb that makes the histogram where the log is; with --by, one that a
    /// report can be told apart by
    #[arg(long, value_name = "SQL", value_enum, hide_possible_values = true, conflicts_with_all = [
        "logs", "replay", "fit", "thinking", "force", "histogram", "logs_insights", "calibrate", "model",
        "only", "since", "until", "format",
    ])]
    sql: Option<SqlArg>,
    /// Print a query for CloudWatch Logs Insights that makes the histogram, or so many, each for a share of
    /// the requests: 1, 2, 4, 8 or 16
    #[arg(long, exclusive = true, value_name = "PARTS", num_args = 0..=1, require_equals = true,
        default_missing_value = "1", value_parser = values::parts)]
    logs_insights: Option<u8>,
    /// Correct the factors of tokenizers by the requests whose bodies the logs hold
    #[arg(long)]
    calibrate: bool,
    #[command(flatten)]
    named: NamedArgs,
    /// Tell requests apart by one or two of these
    #[arg(long, value_name = "A,B", value_delimiter = ',', value_parser = choice::FacetParser, conflicts_with = "histogram")]
    by: Vec<Facet>,
    #[command(flatten)]
    only: OnlyArgs,
    /// What the texts are, for other tokenizers: prose, docs, code, json, german …
    #[arg(long, value_name = "KIND", default_value = "docs", value_parser = values::kind)]
    kind: TextKind,
    /// Cores to read with [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    #[command(flatten)]
    card: CardArg,
    #[command(flatten)]
    format: FormatArg,
    #[command(flatten)]
    currency: CurrencyArg,
}

/// The result and the exit code: 2 where a log that was named is missing or something else, or where no
/// request was found at all, 1 where one could not be read to its end. What can be read is read all the same, and where that is nothing, nothing is told.
pub(super) fn run(args: &UsageArgs, streams: &mut Streams<'_>) -> Result<(String, u8)> {
    if let Some(dialect) = args.sql {
        let dialect = match dialect {
            SqlArg::Athena => Dialect::Athena,
            SqlArg::Duckdb => Dialect::DuckDb,
        };
        let by = args.by.iter().map(Facet::name).collect::<Vec<_>>();
        return Ok((sql(dialect, &by), 0));
    }
    if let Some(parts) = args.logs_insights {
        return Ok((logs_insights(parts), 0));
    }
    let to_stdout = args.fit.as_deref().is_some_and(output::is_stdout);
    if to_stdout && args.histogram {
        return Err(Error::input(
            "--fit and --histogram cannot both go to stdout; name a file after --fit",
        ));
    }
    let fitted = args.fit.as_deref().filter(|_| !to_stdout);
    for path in fitted.into_iter().chain(args.thinking.as_deref()) {
        // Before a long log is read for nothing.
        output::check(path, args.force)?;
    }
    let currency = args.currency.of(streams.config.as_deref())?;
    let card = args.card.load()?;
    let counts = match args.replay || args.fit.is_some() {
        true => Some(counts(args.kind, streams.config.as_deref())?),
        false => None,
    };
    let replay = counts.as_ref().map(|it| Replay::new(&card, it));
    let named = args.named.of(&card, streams.config.as_deref())?;
    let plan = Plan {
        assumed_model: named.assumed.as_deref(),
        names: named.names.clone(),
        replay,
        histogram: args.histogram,
        fit: counts.as_ref().filter(|_| args.fit.is_some()).map(|it| Cuts::new(&card, it)),
        learn: args.calibrate,
        only: args.only.of()?,
        by: choice::facets(&args.by)?,
        ..Plan::new(&card)
    };
    let threads = args.threads.map(usize::from);
    let mut reading = read(&plan, &args.logs, threads, streams)?;
    let counted_by_metrics = reading.tally.settle_metrics();
    let code = tell(&reading, streams.stderr);
    if let Some(sentences) = nothing_read(&reading, code) {
        // A report would say that it costs nothing.
        sentences.iter().for_each(|sentence| say(streams.stderr, sentence));
        // What was not read to its end may hold some.
        return Ok((String::new(), if code == 1 { 1 } else { 2 }));
    }
    let learned = match args.calibrate {
        true if code != 0 => {
            return Err(Error::Failure(
                "nothing is calibrated, since not all logs were read".to_owned(),
            ));
        }
        true => lessons::keep(reading.tally.lessons(), streams.config.as_deref())?,
        false => Vec::new(),
    };
    let today = streams.today.unwrap_or(card.as_of);
    let fit = match (&args.fit, &counts) {
        (Some(_), Some(counts)) => Some(Fitted::of(&reading.tally, &card, counts, today)?),
        _ => None,
    };
    let scenario = fit
        .as_ref()
        .map_or_else(String::new, |fit| fitted::scenario(fit, &reading.tally, args.kind).to_toml());
    if let Some(path) = fitted {
        output::write(path, scenario.as_bytes())?;
    }
    if let Some(path) = &args.thinking {
        let source = fitted::source(&reading.tally);
        let overlay = reading.tally.thinking_overlay(&source).ok_or_else(|| {
            Error::input(
                "no model has 20 requests that state their reasoning tokens, so that how much it thinks \
                 is not known",
            )
        })?;
        output::write(path, overlay.to_toml().as_bytes())?;
    }
    let report = Report {
        reading: &reading,
        card: &card,
        kind: args.kind,
        counted_by_metrics,
        replay: args.replay,
        fitted: fitted.zip(fit.as_ref()),
        learned,
        today: streams.today,
        currency,
    };
    if to_stdout {
        report.problems().iter().for_each(|sentence| say(streams.stderr, sentence));
        return Ok((scenario, code));
    }
    if args.histogram {
        report.problems().iter().for_each(|sentence| say(streams.stderr, sentence));
        let ids = reading.tally.ids();
        return Ok((reading.tally.cells().to_csv(ids), code));
    }
    if matches!(args.format.format, Format::Json | Format::Csv) {
        report.problems().iter().for_each(|sentence| say(streams.stderr, sentence));
    }
    Ok((report.write(args.format.format), code))
}

/// The scenario of the traffic in the logs of `--usage`, if any are named, and what its requests
/// cost on every model as the user's `settings` correct tokenizers, for the explorer.
pub(super) fn traffic(
    args: &OpenArgs,
    settings: Option<&Path>,
    streams: &mut Streams<'_>,
) -> Result<Option<(Scenario, Traffic)>> {
    args.named.needs(!args.usage.is_empty(), "--usage")?;
    if args.usage.is_empty() {
        return match args.only.is_given() {
            true => Err(Error::input(
                "--only, --since and --until choose from real traffic; name its logs with --usage",
            )),
            false => Ok(None),
        };
    }
    let card = args.card.load()?;
    let counts = counts(TextKind::Docs, settings)?;
    let replay = Some(Replay::new(&card, &counts));
    let fit = Some(Cuts::new(&card, &counts));
    let named = args.named.of(&card, settings)?;
    let plan = Plan {
        assumed_model: named.assumed.as_deref(),
        names: named.names.clone(),
        replay,
        fit,
        only: args.only.of()?,
        ..Plan::new(&card)
    };
    let mut reading = read(&plan, &args.usage, None, streams)?;
    reading.tally.settle_metrics();
    let no_logs = [&*reading.told.missing, &*reading.told.other].concat();
    if !no_logs.is_empty() {
        return Err(Error::Input(no_logs));
    }
    tell(&reading, streams.stderr);
    let today = streams.today.unwrap_or(card.as_of);
    let fit = Fitted::of(&reading.tally, &card, &counts, today)?;
    let scenario = fitted::scenario(&fit, &reading.tally, TextKind::Docs);
    Ok(Some((scenario, replay::traffic(&card, &reading.tally, today))))
}

/// Reads the logs, unless the user stops it.
pub(super) fn read<'c>(
    plan: &'c Plan<'c>,
    logs: &[OsString],
    threads: Option<usize>,
    streams: &mut Streams<'_>,
) -> Result<Reading<'c>> {
    let from_stdin = [OsString::from("-")];
    let logs = match logs {
        [] if streams.stdin_is_terminal => {
            return Err(Error::input(
                "there is no log to read; name a file or a folder, or pipe one in",
            ));
        }
        [] => &from_stdin,
        logs => logs,
    };
    let threads = threads.unwrap_or_else(|| {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        cores.min(MOST_THREADS)
    });
    let stop = Stop::watch();
    let bar: Option<&mut dyn Write> = match streams.stderr_is_terminal {
        true => Some(&mut *streams.stderr),
        false => None,
    };
    let reading = engine::read(plan, logs, threads, streams.stdin, bar, stop.flag());
    if stop.is_set() {
        return Err(Error::Stopped(format!(
            "stopped after {}; nothing is reported or written",
            words::requests(reading.tally.requests())
        )));
    }
    Ok(reading)
}

/// The tokens that each tokenizer makes of the kind of text, corrected as the user's settings say.
fn counts(kind: TextKind, config: Option<&Path>) -> Result<Estimates> {
    let tokenizers = settings::tokenizer_files(config, &[])?.corrections();
    let text = TextCount::of(KindTotals::of(kind, Ratio::REFERENCE));
    Ok(tokenizers.estimates(&text))
}

/// Tells what was not read; returns the exit code.
pub(super) fn tell(reading: &Reading<'_>, stderr: &mut dyn Write) -> u8 {
    let told = &reading.told;
    for sentences in [&told.missing, &told.other, &told.unreadable, &told.twice] {
        sentences.iter().take(MOST_SENTENCES).for_each(|sentence| say(stderr, sentence));
    }
    // Damaged gzip is told with what else was skipped.
    let is_cut = reading.tally.skips().reasons().any(|(why, _)| why == Reason::BrokenGzip);
    let is_log = told.missing.is_empty() && told.other.is_empty();
    match (is_log, told.unreadable.is_empty() && !is_cut) {
        (false, _) => 2,
        (_, false) => 1,
        _ => 0,
    }
}

/// What to say where no request and no failed call was read, or only a part of what a query found.
fn nothing_read(reading: &Reading<'_>, code: u8) -> Option<Vec<String>> {
    let skips = reading.tally.skips();
    let is_full = |why: &Reason| *why == Reason::FullHistogram;
    let is_cut = skips.reasons().any(|(why, _)| is_full(&why));
    let found = reading.tally.requests() + skips.of(Reason::Failed);
    if found > 0 && !is_cut {
        return None;
    }
    let mut sentences: Vec<String> = Vec::new();
    let first = skips.first().iter().filter(|(_, why)| !is_cut || is_full(why));
    sentences
        .extend(first.map(|(place, why)| format!("{} {}.", reading.place(*place), why.words())));
    let left_out = reading.tally.left_out().requests;
    if found == 0 && left_out > 0 {
        let words = reading.tally.only().words();
        let left_out = words::requests(left_out);
        sentences.push(format!("no request is meant by {words}; the logs hold {left_out}"));
    } else if found == 0 && code == 0 {
        sentences.push("the logs hold no request, so there is nothing to report".to_owned());
    }
    Some(sentences)
}

pub(super) fn say(stderr: &mut dyn Write, sentence: &str) {
    // There is nobody left to tell when stderr fails.
    let _ = writeln!(stderr, "tokenfare: {}", printable(sentence));
}
