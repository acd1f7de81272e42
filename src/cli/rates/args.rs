//! The commands and flags of `tokenfare rates`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

use crate::card::Date;
use crate::cli::args::{CardArg, CurrencyArg, FormatArg, TokenizerArgs};
use crate::cli::values;

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  tokenfare rates list
  tokenfare rates show bedrock-list
  tokenfare rates show claude-haiku-4-5 --format json
  tokenfare rates diff bedrock-list my-card.toml --scenario support-assistant
  tokenfare rates show nova-pro --overlay our-prices.toml
  tokenfare rates import model_prices_and_context_window.json --as-of 2026-11-22
  tokenfare rates check my-card.toml")]
pub(in crate::cli) struct RatesArgs {
    #[command(subcommand)]
    pub(in crate::cli) command: RatesCommand,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Models are the same when they have the same id, or else a Bedrock id in common. Rates are in USD per
1M tokens.

Examples:
  tokenfare rates diff bedrock-list my-card.toml
  tokenfare rates diff old.toml new.toml --scenario support-assistant
  tokenfare rates diff old.toml new.toml --format json")]
pub(in crate::cli) struct DiffArgs {
    /// The earlier card: a file or a built-in name
    #[arg(value_name = "OLD")]
    pub(in crate::cli) before: OsString,
    /// The later card
    #[arg(value_name = "NEW")]
    pub(in crate::cli) after: OsString,
    /// Show what the changes do to a month of this scenario: a file or a built-in name
    #[arg(long, value_name = "SCENARIO")]
    pub(in crate::cli) scenario: Option<OsString>,
    #[command(flatten)]
    pub(in crate::cli) tokenizers: TokenizerArgs,
    #[command(flatten)]
    pub(in crate::cli) format: FormatArg,
    #[command(flatten)]
    pub(in crate::cli) currency: CurrencyArg,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
What a FILE is, is told by its content:
  LiteLLM         model_prices_and_context_window.json
  AWS             the offer file index.json of AmazonBedrock or AmazonBedrockFoundationModels, or
                  what `aws pricing get-products` answers
  genai-prices    prices/data.json

Only text models on Bedrock with a price for input and output tokens are kept, with the prices of
geographies and regions, Batch, Flex and Priority, and what the file says of abilities, thinking,
last days and successors. What is left out, and why, is reported on stderr. Nothing is guessed: what
the file does not state is not on the card.

Several files make one card, such as the pages of an answer, or one for each maker of models. They
must be of the same kind. A model of which they state two different prices is left out and named.

Examples:
  tokenfare rates import model_prices_and_context_window.json --as-of 2026-11-22 -o my-card.toml
  aws pricing get-products --service-code AmazonBedrock --region us-east-1 > aws.json
  tokenfare rates import aws.json --region eu-west-1 -o eu.toml
  tokenfare rates import page-1.json page-2.json page-3.json -o my-card.toml
  tokenfare rates diff bedrock-list my-card.toml")]
pub(in crate::cli) struct ImportArgs {
    /// The price list, or the files that are parts of it; - reads stdin
    #[arg(value_name = "FILE", required = true)]
    pub(in crate::cli) files: Vec<OsString>,
    /// Write the card into this file rather than to stdout; - is stdout
    #[arg(long, short, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long)]
    pub(in crate::cli) force: bool,
    /// The day of the prices, where the file does not state it
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = values::day)]
    pub(in crate::cli) as_of: Option<Date>,
    /// What the card is to be called
    #[arg(long, value_name = "NAME", value_parser = values::name)]
    pub(in crate::cli) name: Option<String>,
    /// Keep the prices of this region alone, of a price list of AWS that has several [default: those
    /// of us-east-1 as the base, the others as places]
    #[arg(long, value_name = "REGION")]
    pub(in crate::cli) region: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum RatesCommand {
    /// List the built-in rate cards
    #[command(after_help = "\
Examples:
  tokenfare rates list
  tokenfare rates list --format json")]
    List {
        #[command(flatten)]
        format: FormatArg,
    },
    /// Show the rates of a card or of one model
    #[command(after_help = "\
Examples:
  tokenfare rates show bedrock-list
  tokenfare rates show \"Claude Haiku 4.5\"
  tokenfare rates show nova-pro --rates my-card.toml --overlay our-prices.toml --format csv")]
    Show {
        /// A card's file or built-in name, or a model's id, name or Bedrock id
        #[arg(value_name = "CARD|MODEL")]
        what: OsString,
        #[command(flatten)]
        card: CardArg,
        #[command(flatten)]
        format: FormatArg,
    },
    /// Compare two rate cards: every changed rate, new and gone models
    Diff(DiffArgs),
    /// Make a rate card of a price list: LiteLLM's, AWS's or genai-prices'
    Import(ImportArgs),
    /// Report the faults of a rate card or an overlay, with line and column
    #[command(after_help = "\
Example:
  tokenfare rates check my-card.toml")]
    Check {
        /// The card's or the overlay's file
        file: OsString,
    },
}
