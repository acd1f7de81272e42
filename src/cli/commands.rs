//! The commands, as clap reads them, and what their help says.

use std::ffi::OsString;

use clap::{Parser, Subcommand};
use clap_complete::Shell;

use super::args::ExploreArgs;
use super::{
    bill, breakeven, cap, compare, count, credits, frontier, levers, mix, price, rank, rates,
    screenshot, solve, sweep, tornado, usage,
};
use crate::card;
use crate::scenario;

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
  tokenfare bill cur2.csv.gz --logs bedrock-logs/
  tokenfare --usage bedrock-logs/
  tokenfare rates diff bedrock-list my-card.toml --scenario support-assistant

Scenarios, rate cards and themes are TOML files, or built in:
  scenarios   {scenarios}
  rate cards  {cards}
  themes      dark, light, high-contrast, colorblind-dark, colorblind-light, mono, gruvbox-dark,
              nord, dracula, solarized-light, catppuccin-mocha

Ratings that are built in (--scores arena, epoch) are their makers', under CC BY 4.0: docs/scores.md.
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
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) explore: ExploreArgs,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Rank models by what a month of a workload costs
    Rank(rank::RankArgs),
    /// Show what a cap on output saves and cuts off
    Cap(cap::CapArgs),
    /// Show models along one control, and where their order changes
    Sweep(sweep::SweepArgs),
    /// Find at which value of a control a month costs a given amount
    Solve(solve::SolveArgs),
    /// Find where two models, or caching and no caching, cost the same
    Breakeven(breakeven::BreakEvenArgs),
    /// List what each realistic change would save on one model
    Levers(levers::LeversArgs),
    /// Find which field moves the month most, where fields have a low and a high
    Tornado(tornado::TornadoArgs),
    /// Show which models no other beats on cost and score
    Frontier(frontier::FrontierArgs),
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
    /// Read a bill: at which prices it was paid, held against logs
    Bill(bill::BillArgs),
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
pub(super) enum ThemesCommand {
    /// Write a whole theme as TOML, with what it inherits and what each colour is for
    #[command(after_help = "\
Example:
  tokenfare themes show nord > my.toml")]
    Show {
        /// A theme's name, or a file ending in .toml
        #[arg(value_name = "THEME")]
        theme: OsString,
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
