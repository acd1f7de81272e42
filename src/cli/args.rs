//! The flags that several commands share.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::builder::{OsStringValueParser, PossibleValue, TypedValueParser};
use clap::{Args as ClapArgs, ValueEnum};

use super::choice::OnlyArgs;
use super::error::Result;
use super::usage::named::NamedArgs;
use super::values;
use super::workload::WorkloadArgs;
use crate::card::Card;
use crate::library::{Fault, TokenizerFiles, load, settings};
use crate::money::Currency;
pub(super) use crate::report::Format;
use crate::score::Scores;

/// Whose tokens the texts of a scenario are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum TokensArg {
    /// Each model's own tokenizer: exact, or estimated with a range
    #[default]
    Own,
    /// The reference encoding o200k_base for every model
    Same,
}

/// Whose SQL a statement is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SqlArg {
    /// Over a table in Athena
    Athena,
    /// Over files that DuckDB reads
    Duckdb,
}

/// What the explorer opens, on the terminal or in a picture.
#[derive(Debug, ClapArgs)]
pub(super) struct OpenArgs {
    /// Scenario files, or names of built-in ones; , and . step through several [default:
    /// support-assistant]
    #[arg(value_name = "SCENARIO")]
    pub(super) scenarios: Vec<OsString>,
    /// Explore real traffic: a log file or folder, as `tokenfare usage` reads them; can be given more
    /// than once
    #[arg(long, value_name = "LOG")]
    pub(super) usage: Vec<OsString>,
    #[command(flatten)]
    pub(super) named: NamedArgs,
    #[command(flatten)]
    pub(super) only: OnlyArgs,
    /// Open a scenario's short form, as Y copies it; wherever a scenario is named, it can stand too
    #[arg(long, value_name = "STRING")]
    pub(super) from: Option<String>,
    #[command(flatten)]
    pub(super) card: CardArg,
    #[command(flatten)]
    pub(super) scores: ScoresArg,
    #[command(flatten)]
    pub(super) tokenizers: TokenizerArgs,
    #[command(flatten)]
    pub(super) currency: CurrencyArg,
}

#[derive(Debug, ClapArgs)]
pub(super) struct ExploreArgs {
    #[command(flatten)]
    pub(super) open: OpenArgs,
    /// Colour theme: a built-in name, one of your own, or a file
    #[arg(long, value_name = "NAME|FILE")]
    pub(super) theme: Option<OsString>,
    /// Draw without colours
    #[arg(long)]
    pub(super) no_color: bool,
    /// Leave the mouse to the terminal
    #[arg(long)]
    pub(super) no_mouse: bool,
    /// Start with the large figures for a meeting
    #[arg(long)]
    pub(super) present: bool,
    /// Let nothing move by itself
    #[arg(long)]
    pub(super) no_motion: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct TokenizerArgs {
    /// Count a model, and others of its tokenizer family, by a file: tokenizer.json, tekken.json,
    /// .tiktoken or SentencePiece .model, as in llama-3=tokenizer.json or minimax-m2=tokenizer.json;
    /// can be given more than once
    #[arg(long, value_name = "MODEL=FILE", value_parser = OsStringValueParser::new().try_map(values::tokenizer))]
    tokenizer: Vec<(String, PathBuf)>,
}

impl TokenizerArgs {
    /// Whether a file is named.
    pub(super) const fn is_empty(&self) -> bool {
        self.tokenizer.is_empty()
    }

    /// The files of the settings in `config`, if any, and those that are named, which count more; each
    /// for a family or for that of a model on the card.
    pub(super) fn files(&self, config: Option<&Path>, card: &Card) -> Result<TokenizerFiles> {
        let named = self.tokenizer.iter();
        let named = named.map(|(name, file)| Ok((values::family(name, card)?, file.clone())));
        Ok(settings::tokenizer_files(config, &named.collect::<Result<Vec<_>>>()?)?)
    }
}

#[derive(Debug, ClapArgs)]
pub(super) struct CardArg {
    /// A rate card file, or the name of a built-in one [default: bedrock-list]
    #[arg(long, value_name = "CARD")]
    pub(super) rates: Option<OsString>,
    /// A file of own prices that are laid over the rate card
    #[arg(long, value_name = "FILE")]
    pub(super) overlay: Option<OsString>,
}

impl CardArg {
    /// The card with the overlay laid over it.
    pub(super) fn load(&self) -> std::result::Result<Card, Fault> {
        load::overlaid(load::card(self.rates.as_deref())?, self.overlay.as_deref())
    }
}

/// How good models are.
#[derive(Debug, ClapArgs)]
pub(super) struct ScoresArg {
    /// How good models are: a file of your own scores, TOML or CSV, or public ratings: arena,
    /// arena:coding, arena:german … or epoch
    #[arg(long, value_name = "FILE|RATINGS")]
    pub(super) scores: Option<OsString>,
}

impl ScoresArg {
    /// The scores that are asked for, of models of a card.
    pub(super) fn load(&self, card: &Card) -> std::result::Result<Option<Scores>, Fault> {
        self.scores.as_deref().map(|named| load::scores(named, card)).transpose()
    }
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Table, Self::Csv, Self::Json, Self::Markdown]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, help) = match self {
            Self::Table => ("table", "Columns for people"),
            Self::Csv => ("csv", "One header row, then values; money in USD"),
            Self::Json => ("json", "One object; money as exact decimal strings in USD"),
            Self::Markdown => ("markdown", "A table for documents"),
        };
        Some(PossibleValue::new(name).help(help))
    }
}

#[derive(Debug, ClapArgs)]
pub(super) struct FormatArg {
    /// How to write the result
    #[arg(
        long,
        value_name = "FORMAT",
        value_enum,
        default_value = "table",
        hide_possible_values = true,
        help = "table, csv, json or markdown"
    )]
    pub(super) format: Format,
}

#[derive(Debug, ClapArgs)]
pub(super) struct CurrencyArg {
    /// Show amounts in another currency too, of which a dollar is so much: EUR=0.93, or
    /// EUR=0.93@2026-11-24 with the day of the rate; USD for what the settings have not
    #[arg(long, value_name = "CODE=RATE", value_parser = Currency::parse)]
    pub(super) currency: Option<Currency>,
}

impl CurrencyArg {
    /// The currency that is asked for, else that of the settings in `config`.
    pub(super) fn of(&self, config: Option<&Path>) -> Result<Currency> {
        match self.currency {
            Some(currency) => Ok(currency),
            None => Ok(settings::load(config)?.currency.unwrap_or_default()),
        }
    }
}

/// What every question about a month is asked of.
#[derive(Debug, ClapArgs)]
pub(super) struct AskedArgs {
    #[command(flatten)]
    pub(super) card: CardArg,
    /// Count the scenario's texts by each model's own tokenizer, or the same for all
    #[arg(long, value_enum, default_value_t)]
    pub(super) tokens: TokensArg,
    #[command(flatten)]
    pub(super) tokenizers: TokenizerArgs,
    #[command(flatten)]
    pub(super) format: FormatArg,
    #[command(flatten)]
    pub(super) currency: CurrencyArg,
    #[command(flatten)]
    pub(super) workload: WorkloadArgs,
}

/// The scenario of a command whose arguments are models.
#[derive(Debug, ClapArgs)]
pub(super) struct ScenarioArg {
    /// A scenario file, or the name of a built-in one; flags override what it says
    #[arg(long, value_name = "SCENARIO")]
    pub(super) scenario: Option<OsString>,
}
