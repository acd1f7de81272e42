//! The command line: every command that needs no terminal, and the way into the explorer.
//!
//! [`run`] parses arguments, writes to the streams it is given and hands back an exit code: 0 when
//! all went well, 2 for bad input, 1 for a failure. Errors are sentences on stderr that start with
//! `tokenfare:`. A pipe that was closed by its reader is no error.

mod args;
mod asked;
mod breakeven;
mod cap;
mod compare;
mod count;
mod credits;
mod error;
mod explore;
#[cfg(test)]
mod export_tests;
mod find;
mod levers;
mod load;
mod mix;
mod output;
mod pairs;
mod price;
mod progress;
mod rank;
mod rates;
mod screenshot;
mod settings;
mod shell;
mod sweep;
#[cfg(test)]
mod tests;
mod usage;
mod values;
mod workload;

use std::ffi::{OsStr, OsString};
use std::io::{self, IsTerminal, Read, Write};
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::{Parser, Subcommand};
use clap_complete::Shell;

use crate::card::{self, Date};
use crate::scenario;
use args::ExploreArgs;
use error::{Error, Result};

pub use explore::{Explore, LoadedScenario};
pub use load::LoadedText;
pub use screenshot::{Colors, Kind, Output, Screenshot};
pub use settings::TokenizerFiles;

/// The end of the help: examples, and what is built in.
fn examples() -> String {
    let names = scenario::Builtin::ALL.map(scenario::Builtin::name);
    // Two lines, since the list is too long for one.
    let (first, second) = names.split_at(names.len() / 2 + 1);
    let scenarios = format!("{},\n              {}", first.join(", "), second.join(", "));
    let cards = card::Builtin::ALL.map(card::Builtin::name).join(", ");
    format!(
        "\
Examples:
  tokenfare                                  explore the built-in scenario
  tokenfare my-chat.toml --rates my-card.toml
  tokenfare --from tf1.AsCpBwMM…              explore what somebody has sent you
  tokenfare rank --requests 50k --input 600 --output 400
  tokenfare rank --input 4.2k --system 4k --output 300 --caching --format json
  tokenfare price claude-haiku-4-5 --input 800 --output 400
  tokenfare count prompt.txt
  tokenfare usage bedrock-logs/ --replay
  tokenfare --usage bedrock-logs/
  tokenfare rates diff bedrock-list my-card.toml --scenario support-assistant

Scenarios, rate cards and themes are TOML files, or built in:
  scenarios   {scenarios}
  rate cards  {cards}
  themes      dark, light, high-contrast, colorblind-dark, colorblind-light, mono, gruvbox-dark,
              nord, dracula, solarized-light, catppuccin-mocha

Prices are list prices before tax and credits. A month is 730 hours."
    )
}

/// What tokens cost on Amazon Bedrock, explored in the terminal.
#[derive(Debug, Parser)]
#[command(
    name = "tokenfare",
    bin_name = "tokenfare",
    version,
    after_help = examples(),
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true,
    max_term_width = 100
)]
struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    explore: ExploreArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Rank models by what a month of a workload costs
    Rank(rank::RankArgs),
    /// Show what a cap on output saves and cuts off
    Cap(cap::CapArgs),
    /// Show models along one control, and where their order changes
    Sweep(sweep::SweepArgs),
    /// Find where two models, or caching and no caching, cost the same
    Breakeven(breakeven::BreakEvenArgs),
    /// List what each realistic change would save on one model
    Levers(levers::LeversArgs),
    /// Split traffic over several models
    Mix(mix::MixArgs),
    /// Follow credits from month to month
    Credits(credits::CreditsArgs),
    /// Hold scenarios against the first of them
    Compare(compare::CompareArgs),
    /// Price one request on one model
    Price(price::PriceArgs),
    /// Count the tokens of text
    Count(count::CountArgs),
    /// Read real usage logs: totals, a scenario, or their cost on every model
    Usage(usage::UsageArgs),
    /// List, show, compare, import and check rate cards
    Rates(rates::RatesArgs),
    /// Draw a picture of the explorer
    Screenshot(screenshot::ScreenshotArgs),
    /// List the themes, built in and your own, or show one as a file to start from
    #[command(after_help = THEMES)]
    Themes {
        #[command(subcommand)]
        command: Option<ThemesCommand>,
    },
    /// Write a script that completes commands and flags in a shell
    #[command(after_help = COMPLETIONS)]
    Completions {
        /// bash, zsh, fish, powershell or elvish
        #[arg(value_enum, hide_possible_values = true)]
        shell: Shell,
    },
    /// Show this help, or that of a command
    #[command(after_help = HELP)]
    Help {
        /// A command, such as rank, or rates import
        #[arg(value_name = "COMMAND")]
        command: Vec<String>,
    },
    /// Write the man page, or that of a command
    #[command(after_help = MAN)]
    Man {
        /// A command, such as rank, or rates import
        #[arg(value_name = "COMMAND")]
        command: Vec<String>,
    },
}

/// What `tokenfare themes` can do beside listing them.
#[derive(Debug, Subcommand)]
enum ThemesCommand {
    /// Write a whole theme as TOML, with what it inherits and what each colour is for
    #[command(after_help = "\
Example:
  tokenfare themes show nord > my.toml")]
    Show {
        /// A theme's name, or a file ending in .toml
        #[arg(value_name = "THEME")]
        theme: String,
    },
}

const THEMES: &str = "\
Your own are files in the folder `themes` beside the settings file config.toml.

Examples:
  tokenfare themes
  tokenfare themes show nord > my.toml
  tokenfare --theme nord
  tokenfare screenshot --theme my.toml --colors 16 -o my.png";

const COMPLETIONS: &str = "\
Examples:
  bash        tokenfare completions bash > ~/.local/share/bash-completion/completions/tokenfare
  zsh         tokenfare completions zsh > ~/.zfunc/_tokenfare
              (with `fpath+=~/.zfunc` before `compinit` in ~/.zshrc)
  fish        tokenfare completions fish > ~/.config/fish/completions/tokenfare.fish
  PowerShell  tokenfare completions powershell >> $PROFILE";

const HELP: &str = "\
Examples:
  tokenfare help
  tokenfare help rates import";

const MAN: &str = "\
Examples:
  tokenfare man > ~/.local/share/man/man1/tokenfare.1
  tokenfare man rates import | man -l -";

/// What a command may touch.
pub struct Streams<'s> {
    /// Read by `count` and `usage` for `-`.
    pub stdin: &'s mut dyn Read,
    /// Results.
    pub stdout: &'s mut dyn Write,
    /// Errors.
    pub stderr: &'s mut dyn Write,
    /// Whether stdin is a terminal.
    pub stdin_is_terminal: bool,
    /// Whether stderr is a terminal; progress is shown there only.
    pub stderr_is_terminal: bool,
    /// Whether the explorer can run here.
    pub explorable: bool,
    /// Today, where known; old prices are flagged against it.
    pub today: Option<Date>,
    /// The user's settings file, which may be missing.
    pub config: Option<PathBuf>,
}

/// What is left to do after [`run`].
#[derive(Debug)]
pub enum Outcome {
    /// Nothing: exit with this code.
    Exit(u8),
    /// Start the explorer.
    Explore(Box<Explore>),
    /// Draw the explorer into files.
    Screenshot(Box<Screenshot>),
    /// List the themes, or write the named one; the folder holds the user's own.
    Themes(Option<PathBuf>, Option<String>),
}

/// The user's settings file, which may be missing; none where there is no folder for it.
pub fn settings_file() -> Option<PathBuf> {
    settings::path()
}

/// Reads a scenario, built in or from a file, with everything that it names.
///
/// # Errors
/// A sentence that says what is wrong, and the mend.
pub fn open_scenario(named: impl AsRef<OsStr>) -> std::result::Result<LoadedScenario, String> {
    explore::scenario(named.as_ref()).map_err(|error| error.sentence())
}

/// Reads a rate card, built in or from a file.
///
/// # Errors
/// A sentence that says what is wrong, and the mend.
pub fn open_card(named: impl AsRef<OsStr>) -> std::result::Result<crate::card::Card, String> {
    load::card(Some(named.as_ref())).map_err(Error::sentence)
}

/// Today in UTC, where the system knows it.
pub fn today() -> Option<Date> {
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

fn dispatch(args: Args, streams: &mut Streams<'_>) -> Result<Outcome> {
    let mut code = 0;
    let text = match args.command {
        None => {
            let first = args.explore.open.scenarios.first();
            let first = first.map(|first| first.to_string_lossy().into_owned());
            let named = args.explore.open.from.clone().or(first);
            let traffic =
                usage::traffic(&args.explore.open, streams.config.clone().as_deref(), streams)?;
            let explore = explore::request(args.explore, streams.config.as_deref(), traffic)?;
            if streams.explorable {
                return Ok(Outcome::Explore(Box::new(explore)));
            }
            explore::without_terminal(named.as_deref())
        }
        Some(Command::Rank(args)) => rank::run(&args, streams)?,
        Some(Command::Cap(args)) => cap::run(&args, streams)?,
        Some(Command::Sweep(args)) => sweep::run(&args, streams)?,
        Some(Command::Breakeven(args)) => breakeven::run(&args, streams)?,
        Some(Command::Levers(args)) => levers::run(&args, streams)?,
        Some(Command::Mix(args)) => mix::run(&args, streams)?,
        Some(Command::Credits(args)) => credits::run(&args, streams)?,
        Some(Command::Compare(args)) => compare::run(&args, streams)?,
        Some(Command::Price(args)) => price::run(&args, streams.today)?,
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
