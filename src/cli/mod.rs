//! The command line: every command that needs no terminal, and the way into the explorer.
//!
//! [`run`] parses arguments, writes to the streams it is given and hands back an exit code: 0 when
//! all went well, 2 for bad input, 1 for a failure, 3 where a month costs more than it may. Errors are sentences on stderr that start with
//! `tokenfare:`. A pipe that was closed by its reader is no error.

mod args;
mod asked;
mod bill;
mod breakeven;
mod calibration;
mod cap;
mod choice;
mod commands;
mod compare;
mod count;
mod credits;
mod error;
mod explorer;
#[cfg(test)]
mod export_tests;
mod frontier;
mod levers;
mod mix;
mod output;
mod price;
mod progress;
mod rank;
mod rates;
mod screenshot;
mod shell;
mod solve;
mod streams;
mod sweep;
#[cfg(test)]
mod tests;
mod tornado;
mod usage;
mod values;
mod workload;

use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use clap::{CommandFactory, Parser};

use crate::card::Date;
use crate::document::{nearest, printable};
use crate::library::settings;
use crate::scenario;
use commands::{Args, Command, ThemesCommand};
use error::{Error, Result};

pub use explorer::ExplorerRequest;
pub use screenshot::{Colors, PictureFile, PictureKind, Screenshot};
pub use streams::Streams;

/// What is left to do after [`run`].
#[derive(Debug)]
pub enum Outcome {
    /// Nothing: exit with this code.
    Exit(u8),
    /// Start the explorer.
    Explore(Box<ExplorerRequest>),
    /// Draw the explorer into files.
    Screenshot(Box<Screenshot>),
    /// List the themes, or write the named one; the folder holds the user's own.
    Themes(Option<PathBuf>, Option<OsString>),
}

/// Today in UTC, where the system knows it; the day of `SOURCE_DATE_EPOCH`, in seconds after
/// 1970-01-01, where that is set, so that a result can be had again later.
pub fn today() -> Option<Date> {
    let set = std::env::var("SOURCE_DATE_EPOCH").ok();
    if let Some(seconds) = set.and_then(|text| text.trim().parse::<u32>().ok()) {
        return Date::from_unix_days(i64::from(seconds / 86_400));
    }
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    Date::from_unix_days((since.as_secs() / 86_400) as i64)
}

/// Runs the process's own arguments on its own streams; `explorable` says whether the explorer can
/// run here.
pub fn run_process(explorable: bool) -> Outcome {
    let (stdin, stdout) = (io::stdin(), io::stdout());
    let streams = Streams {
        stdin_is_terminal: stdin.is_terminal(),
        stderr_is_terminal: io::stderr().is_terminal(),
        explorable,
        stdin: &mut stdin.lock(),
        stdout: &mut stdout.lock(),
        stderr: &mut io::stderr().lock(),
        today: today(),
        config: settings::path(),
    };
    run(std::env::args_os(), streams)
}

/// Runs `args`, the program's name first.
pub fn run<A>(args: A, mut streams: Streams<'_>) -> Outcome
where
    A: IntoIterator,
    A::Item: Into<OsString> + Clone,
{
    let outcome = Args::try_parse_from(args)
        .map_err(Error::from)
        .and_then(|args| dispatch(args, &mut streams));
    match outcome {
        Ok(outcome) => outcome,
        Err(error) => Outcome::Exit(error.tell(&mut streams)),
    }
}

/// Refuses a word that is no scenario but nearly a command: a mistyped command is taken for a
/// scenario.
fn refuse_mistyped_command(named: &[OsString]) -> Result<()> {
    let command = Args::command();
    let names: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
    for named in named {
        let named = &*named.to_string_lossy();
        let is_known = scenario::Builtin::named(named).is_some() || Path::new(named).exists();
        if !is_known && let Some(near) = nearest(named, names.iter().copied()) {
            return Err(Error::input(format!(
                "there is no scenario `{}`; did you mean the command `{near}`?",
                printable(named)
            )));
        }
    }
    Ok(())
}

fn dispatch(args: Args, streams: &mut Streams<'_>) -> Result<Outcome> {
    let mut code = 0;
    let text = match args.command {
        None => {
            refuse_mistyped_command(&args.explore.open.scenarios)?;
            let first = args.explore.open.scenarios.first();
            let first = first.map(|first| first.to_string_lossy().into_owned());
            let named = args.explore.open.from.clone().or(first);
            let traffic =
                usage::traffic(&args.explore.open, streams.config.clone().as_deref(), streams)?;
            let explore = explorer::request(args.explore, streams.config.as_deref(), traffic)?;
            if streams.explorable {
                return Ok(Outcome::Explore(Box::new(explore)));
            }
            explorer::without_terminal(named.as_deref())
        }
        Some(Command::Rank(args)) => {
            let (text, passed) = rank::run(&args, streams)?;
            code = passed;
            text
        }
        Some(Command::Cap(args)) => cap::run(&args, streams)?,
        Some(Command::Sweep(args)) => sweep::run(&args, streams)?,
        Some(Command::Solve(args)) => solve::run(&args, streams)?,
        Some(Command::Breakeven(args)) => breakeven::run(&args, streams)?,
        Some(Command::Levers(args)) => levers::run(&args, streams)?,
        Some(Command::Tornado(args)) => tornado::run(&args, streams)?,
        Some(Command::Frontier(args)) => frontier::run(&args, streams)?,
        Some(Command::Mix(args)) => mix::run(&args, streams)?,
        Some(Command::Credits(args)) => credits::run(&args, streams)?,
        Some(Command::Compare(args)) => compare::run(&args, streams)?,
        Some(Command::Price(args)) => price::run(&args, streams)?,
        Some(Command::Count(args)) => {
            let (text, counted) = count::run(&args, streams)?;
            code = counted;
            text
        }
        Some(Command::Usage(args)) => {
            let (text, ended) = usage::run(&args, streams)?;
            code = ended;
            text
        }
        Some(Command::Bill(args)) => {
            let (text, ended) = bill::run(&args, streams)?;
            code = ended;
            text
        }
        Some(Command::Rates(args)) => rates::run(&args.command, streams)?,
        Some(Command::Themes { command }) => {
            let named = command.map(|ThemesCommand::Show { theme }| theme);
            let folder = settings::themes(streams.config.as_deref());
            return Ok(Outcome::Themes(folder, named));
        }
        Some(Command::Completions { shell }) => shell::completions(shell),
        Some(Command::Man { command }) => shell::man(&command)?,
        Some(Command::Help { command }) => shell::help(&command)?,
        Some(Command::Screenshot(args)) => {
            return Ok(Outcome::Screenshot(Box::new(screenshot::request(args, streams)?)));
        }
    };
    streams.stdout.write_all(text.as_bytes())?;
    streams.stdout.flush()?;
    Ok(Outcome::Exit(code))
}
