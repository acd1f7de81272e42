//! The commands and flags, as clap reads them.

use std::path::PathBuf;

use clap::builder::{PathBufValueParser, TypedValueParser};
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::credits;
use super::keys::{self, Keys};
use super::rates::RatesArgs;
use super::screenshot::{self, Colors, Output};
use super::values::{self, MixPart};
use super::workload::WorkloadArgs;
use crate::app::View;
use crate::card;
use crate::money::{Growth, Tokens, Usd};
use crate::scenario;
use crate::tokens::{Family, TextKind};

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
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) explore: ExploreArgs,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Rank models by what a month of a workload costs
    Rank(RankArgs),
    /// Show what a cap on output saves and cuts off
    Cap(CapArgs),
    /// Show models along one control, and where their order changes
    Sweep(SweepArgs),
    /// Find where two models, or caching and no caching, cost the same
    Breakeven(BreakEvenArgs),
    /// List what each realistic change would save on one model
    Levers(LeversArgs),
    /// Split traffic over several models
    Mix(MixArgs),
    /// Follow credits from month to month
    Credits(CreditsArgs),
    /// Hold scenarios against the first of them
    Compare(CompareArgs),
    /// Price one request on one model
    Price(PriceArgs),
    /// Count the tokens of text
    Count(CountArgs),
    /// Read real usage logs: totals, a scenario, or their cost on every model
    Usage(UsageArgs),
    /// List, show, compare, import and check rate cards
    Rates(RatesArgs),
    /// Draw a picture of the explorer
    Screenshot(ScreenshotArgs),
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

const MAN: &str = "\
Examples:
  tokenfare man > ~/.local/share/man/man1/tokenfare.1
  tokenfare man rates import | man -l -";

/// Whose tokens the texts of a scenario are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum TokensArg {
    /// Each model's own tokenizer: exact, or estimated with a range
    #[default]
    Own,
    /// The reference encoding o200k_base for every model
    Same,
}

/// What the explorer opens, on the terminal or in a picture.
#[derive(Debug, ClapArgs)]
pub(super) struct OpenArgs {
    /// Scenario files, or names of built-in ones; , and . step through several [default:
    /// support-assistant]
    #[arg(value_name = "SCENARIO")]
    pub(super) scenarios: Vec<String>,
    /// Explore real traffic: a log file or folder, as `tokenfare usage` reads them; can be given more
    /// than once
    #[arg(long, value_name = "LOG")]
    pub(super) usage: Vec<String>,
    /// Open a scenario's short form, as Y copies it; wherever a scenario is named, it can stand too
    #[arg(long, value_name = "STRING")]
    pub(super) from: Option<String>,
    #[command(flatten)]
    pub(super) card: CardArg,
    #[command(flatten)]
    pub(super) tokenizers: TokenizerArgs,
}

#[derive(Debug, ClapArgs)]
pub(super) struct ExploreArgs {
    #[command(flatten)]
    pub(super) open: OpenArgs,
    /// Colour theme: a built-in name, one of your own, or a file
    #[arg(long, value_name = "NAME|FILE")]
    pub(super) theme: Option<String>,
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
    /// Count a tokenizer family by a file: tokenizer.json, tekken.json, .tiktoken or SentencePiece
    /// .model, as in llama-3=tokenizer.json; can be given more than once
    #[arg(long, value_name = "FAMILY=FILE", value_parser = values::tokenizer)]
    pub(super) tokenizer: Vec<(Family, PathBuf)>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct CardArg {
    /// A rate card file, or the name of a built-in one [default: bedrock-list]
    #[arg(long, value_name = "CARD")]
    pub(super) rates: Option<String>,
    /// A file of own prices that are laid over the rate card
    #[arg(long, value_name = "FILE")]
    pub(super) overlay: Option<String>,
}

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Columns for people.
    Table,
    /// One header row, then values; money in USD.
    Csv,
    /// One object; money as exact decimal strings in USD.
    Json,
    /// A table for documents.
    Markdown,
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
#[command(after_help = "\
Without a scenario the workload is 50,000 requests a month of 600 input and 400 output tokens,
and flags change it from there. With one, flags override what it says.

Examples:
  tokenfare rank
  tokenfare rank support-assistant --requests 200k
  tokenfare rank --requests 50k --input 600 --output 400 --models nova-micro,claude-haiku-4-5
  tokenfare rank --input 4200 --system 4000 --caching --active-hours 8 --active-days 22
  tokenfare rank --batch 30% --format csv > ranking.csv")]
pub(super) struct RankArgs {
    /// A scenario file, or the name of a built-in one
    pub(super) scenario: Option<String>,
    /// Only these models: ids, names or Bedrock ids, separated by commas
    #[arg(long, value_name = "A,B")]
    pub(super) models: Vec<String>,
    #[command(flatten)]
    pub(super) asked: AskedArgs,
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
    pub(super) workload: WorkloadArgs,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
The first scenario is the baseline. Flags change every scenario.

Examples:
  tokenfare compare before.toml after.toml
  tokenfare compare support-assistant assistant-mix --models nova-micro,claude-haiku-4-5
  tokenfare compare before.toml after.toml --requests 200k --format markdown")]
pub(super) struct CompareArgs {
    /// Scenario files, or names of built-in ones; two or more
    #[arg(value_name = "SCENARIO")]
    pub(super) scenarios: Vec<String>,
    /// Only these models: ids, names or Bedrock ids, separated by commas
    #[arg(long, value_name = "A,B")]
    pub(super) models: Vec<String>,
    #[command(flatten)]
    pub(super) asked: AskedArgs,
}

/// The scenario of a command whose arguments are models.
#[derive(Debug, ClapArgs)]
pub(super) struct ScenarioArg {
    /// A scenario file, or the name of a built-in one; flags override what it says
    #[arg(long, value_name = "SCENARIO")]
    pub(super) scenario: Option<String>,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Answers are cut off at the cap. Their lengths are lognormal around their mean, as --spread says, or
as a scenario's histogram has them; with a spread of 1 all are alike.

Examples:
  tokenfare cap claude-haiku-4-5 --spread 2
  tokenfare cap nova-pro claude-sonnet-5-5 --scenario support-assistant --caps 256,512,1k
  tokenfare cap claude-sonnet-5-5 --quota 200k")]
pub(super) struct CapArgs {
    /// Ids, names or Bedrock ids of models
    #[arg(value_name = "MODEL", required = true)]
    pub(super) models: Vec<String>,
    /// Caps to try, separated by commas [default: powers of two]
    #[arg(long, value_name = "A,B", value_delimiter = ',', value_parser = values::tokens, allow_hyphen_values = true)]
    pub(super) caps: Vec<Tokens>,
    /// Tokens a minute that the account may use: shows how many requests can start
    #[arg(long, value_name = "TPM", value_parser = values::quota, allow_hyphen_values = true)]
    pub(super) quota: Option<Tokens>,
    #[command(flatten)]
    pub(super) scenario: ScenarioArg,
    #[command(flatten)]
    pub(super) asked: AskedArgs,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
CONTROL is requests, tokens, input-share, turns, tools, output, spread, cap, hit-rate, active-hours,
active-days, batch-share, system, context or user. Crossings are exact, whatever the points.

Examples:
  tokenfare sweep --over input-share nova-pro cohere-command --rates bedrock-2026-representative
  tokenfare sweep --over requests nova-lite claude-haiku-5-5 --from 1k --to 10M --points 20")]
pub(super) struct SweepArgs {
    /// Ids, names or Bedrock ids of models
    #[arg(value_name = "MODEL", required = true)]
    pub(super) models: Vec<String>,
    /// What changes
    #[arg(long, value_name = "CONTROL")]
    pub(super) over: String,
    /// Where it starts [default: the slider's left end]
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    pub(super) from: Option<String>,
    /// Where it ends [default: the slider's right end]
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    pub(super) to: Option<String>,
    /// How many values at most, 2 to 1000
    #[arg(long, value_name = "N", default_value = "11", value_parser = clap::value_parser!(u16).range(2..=1000), allow_hyphen_values = true)]
    pub(super) points: u16,
    #[command(flatten)]
    pub(super) scenario: ScenarioArg,
    #[command(flatten)]
    pub(super) asked: AskedArgs,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Of two models, shows the input share at which they cost the same, and by what factor the answers, or
all tokens, of the second would have to differ. After --caching, shows from which hit rate and from
how many requests an hour on caching pays on one model.

Examples:
  tokenfare breakeven nova-pro cohere-command --rates bedrock-2026-representative
  tokenfare breakeven --caching claude-sonnet-5-5 --input 4200 --system 4000 --requests 2k")]
pub(super) struct BreakEvenArgs {
    /// Two models, or one after --caching: ids, names or Bedrock ids
    #[arg(value_name = "MODEL", required = true, num_args = 1..=2)]
    pub(super) models: Vec<String>,
    #[command(flatten)]
    pub(super) scenario: ScenarioArg,
    #[command(flatten)]
    pub(super) asked: AskedArgs,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Each lever is the difference of two bills, from the workload as it stands, with what it assumes.

Examples:
  tokenfare levers claude-sonnet-5-5
  tokenfare levers claude-sonnet-5-5 --scenario support-assistant --format json")]
pub(super) struct LeversArgs {
    /// Id, name or Bedrock id of the model
    pub(super) model: String,
    #[command(flatten)]
    pub(super) scenario: ScenarioArg,
    #[command(flatten)]
    pub(super) asked: AskedArgs,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
The shares add up to 100%. Without any, the mix is the scenario's. A model's own answer length or
cap goes after its share.

Examples:
  tokenfare mix nova-lite=70% claude-sonnet-5-5=30%
  tokenfare mix nova-lite=0.7,output=200,cap=512 claude-sonnet-5-5=0.3 --requests 200k
  tokenfare mix --scenario writing-tool --rates bedrock-2026-representative")]
pub(super) struct MixArgs {
    /// A model and its share of requests, as in nova-lite=70%; up to five
    #[arg(value_name = "MODEL=SHARE", value_parser = values::mix_part)]
    pub(super) parts: Vec<MixPart>,
    #[command(flatten)]
    pub(super) scenario: ScenarioArg,
    #[command(flatten)]
    pub(super) asked: AskedArgs,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Pools of known size can be named: poc-small ($10,000) and poc ($50,000) for a Bedrock proof of
concept, activate ($100,000), accelerator ($1,000,000). Without a model, the scenario's mix is paid.

Examples:
  tokenfare credits claude-sonnet-5-5 --pool 25000 --growth 10%
  tokenfare credits nova-pro --pool activate --other 1500 --expires-after 24 --requests 2M")]
pub(super) struct CreditsArgs {
    /// Id, name or Bedrock id of the model [default: the scenario's mix]
    pub(super) model: Option<String>,
    /// Credits at the start in USD, such as 25000 or 25k, or a pool's name
    #[arg(long, value_name = "USD", value_parser = credits::pool, allow_hyphen_values = true)]
    pub(super) pool: Option<Usd>,
    /// Other AWS spend a month that draws on them, in USD
    #[arg(long, value_name = "USD", value_parser = values::usd, allow_hyphen_values = true)]
    pub(super) other: Option<Usd>,
    /// How much more requests each month has, such as 10% or -5%
    #[arg(long, value_name = "SHARE", value_parser = Growth::parse, allow_hyphen_values = true)]
    pub(super) growth: Option<Growth>,
    /// Months after which the rest of the credits is void
    #[arg(long, value_name = "N", value_parser = values::months, allow_hyphen_values = true)]
    pub(super) expires_after: Option<u32>,
    /// How many months to list [default: to the end of the credits, at least 12]
    #[arg(long, value_name = "N", value_parser = values::months, allow_hyphen_values = true)]
    pub(super) months: Option<u32>,
    #[command(flatten)]
    pub(super) scenario: ScenarioArg,
    #[command(flatten)]
    pub(super) asked: AskedArgs,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Tokens are counted as Converse reports them: --input holds no cached tokens. If the whole input is
above a model's long-context threshold, all of the request is priced at the higher rates.

MODEL is an id, a name or a Bedrock id. A Bedrock id's region prefix chooses the price: us., eu. and
the like the regional one, global. the global one.

Examples:
  tokenfare price claude-haiku-4-5 --input 800 --output 400
  tokenfare price \"Claude Sonnet 4.5\" --input 150k --cache-read 60k --output 1k --format json
  tokenfare price nova-lite --input 2000 --output 300 --batch")]
pub(super) struct PriceArgs {
    /// Id, name or Bedrock id of the model
    pub(super) model: String,
    /// Fresh input tokens, cached ones excluded
    #[arg(long, value_name = "N", value_parser = values::tokens, allow_hyphen_values = true)]
    pub(super) input: Tokens,
    /// Output tokens, reasoning included
    #[arg(long, value_name = "N", value_parser = values::tokens, allow_hyphen_values = true)]
    pub(super) output: Tokens,
    /// Input tokens read from the cache
    #[arg(long, value_name = "N", default_value = "0", hide_default_value = true, value_parser = values::tokens, allow_hyphen_values = true)]
    pub(super) cache_read: Tokens,
    /// Input tokens written to the cache with its ordinary lifetime
    #[arg(long, value_name = "N", default_value = "0", hide_default_value = true, value_parser = values::tokens, allow_hyphen_values = true)]
    pub(super) cache_write: Tokens,
    /// Input tokens written to the cache for an hour
    #[arg(long = "cache-write-1h", value_name = "N", default_value = "0", hide_default_value = true, value_parser = values::tokens, allow_hyphen_values = true)]
    pub(super) cache_write_1h: Tokens,
    /// Through Batch
    #[arg(long)]
    pub(super) batch: bool,
    /// At the price inside one region or geography
    #[arg(long)]
    pub(super) regional: bool,
    #[command(flatten)]
    pub(super) card: CardArg,
    #[command(flatten)]
    pub(super) format: FormatArg,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
A tokenizer counts exactly where it is built in (o200k_base, cl100k_base) or --tokenizer names its
file. The others are estimated from o200k_base by factors for the kind of text, with a range that
holds nine texts in ten.

Folders are counted with the folders in them, without hidden files, what .gitignore names, links and
files that are no text. The two rules of thumb are shown with their error against o200k_base.

--calibrate takes the input tokens that a response's usage reports for exactly these texts, and
multiplies the factors of the model's tokenizer by what they were off, from now on. Use a text of
some thousand tokens: usage also counts what a request adds around its texts.

Examples:
  tokenfare count prompt.txt context.md
  tokenfare count src --model claude-sonnet-5-5
  git diff | tokenfare count --format json
  tokenfare count --tokenizer mistral-tekken=tekken.json prompt.txt
  tokenfare count --calibrate nova-pro=5210 prompt.txt")]
pub(super) struct CountArgs {
    /// Files and folders of UTF-8 text; - or nothing reads stdin
    #[arg(value_name = "FILE")]
    pub(super) files: Vec<String>,
    /// Show the cost as input of this model: an id, a name or a Bedrock id
    #[arg(long, value_name = "MODEL")]
    pub(super) model: Option<String>,
    /// Correct the factors of a model's tokenizer by the true count of the texts
    #[arg(long, value_name = "MODEL=TOKENS", value_parser = values::calibrate)]
    pub(super) calibrate: Option<(String, Tokens)>,
    #[command(flatten)]
    pub(super) card: CardArg,
    #[command(flatten)]
    pub(super) tokenizers: TokenizerArgs,
    #[command(flatten)]
    pub(super) format: FormatArg,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Reads, by their content: records of Bedrock's model invocation logging from S3 or CloudWatch,
responses of Converse and InvokeModel, output of batch jobs, CloudWatch metrics as JSON, and the
histogram of --histogram, --athena-sql and --logs-insights. Plain or gzip; folders with the folders
in them. Prompts and answers are passed over: nothing of them is kept, shown or written.

Costs are at the tier of each request's own input. A Bedrock id's region prefix chooses the price:
us., eu. and the like the regional one, global. or none the global one.

--replay prices every request on every model of the card, cached as it was cached. Where a model has
another tokenizer, its tokens are estimated for the --kind of text, with a range.

Examples:
  tokenfare usage AWSLogs/ --format json
  zcat *.gz | tokenfare usage - --replay
  tokenfare usage AWSLogs/ --fit traffic.toml && tokenfare traffic.toml
  tokenfare usage AWSLogs/ --histogram > traffic.csv && tokenfare usage traffic.csv --replay
  tokenfare usage --athena-sql")]
pub(super) struct UsageArgs {
    /// Logs: files and folders; - reads stdin
    #[arg(value_name = "LOG")]
    pub(super) logs: Vec<String>,
    /// Price every request on every model
    #[arg(long)]
    pub(super) replay: bool,
    /// Write a scenario: a month of such requests
    #[arg(long, value_name = "SCENARIO.toml")]
    pub(super) fit: Option<PathBuf>,
    /// Write the requests as a small histogram in CSV, which is read as a log
    #[arg(long, conflicts_with_all = ["replay", "format"])]
    pub(super) histogram: bool,
    /// Print statements for Athena that make the histogram where the log is
    #[arg(long, exclusive = true)]
    pub(super) athena_sql: bool,
    /// Print a query for CloudWatch Logs Insights that makes the histogram
    #[arg(long, exclusive = true)]
    pub(super) logs_insights: bool,
    /// The model of requests that name none, such as bare responses: an id, a name or a Bedrock id
    #[arg(long, value_name = "MODEL")]
    pub(super) model: Option<String>,
    /// What the texts are, for other tokenizers: prose, docs, code, json, german …
    #[arg(long, value_name = "KIND", default_value = "docs", value_parser = values::kind)]
    pub(super) kind: TextKind,
    /// Cores to read with [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(super) threads: Option<u16>,
    #[command(flatten)]
    pub(super) card: CardArg,
    #[command(flatten)]
    pub(super) format: FormatArg,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
KEYS are separated by blanks: characters, Enter, Esc, Tab, Space, Backspace, Delete, Up, Down, Left,
Right, Home, End, PgUp, PgDn and F1 to F12, after any of Shift-, Ctrl- and Alt-, and text in quotes.
The picture is the same on every run: the clock is that of the rate card.

Examples:
  tokenfare screenshot -o screen.png
  tokenfare screenshot my-chat.toml --theme light --size 80x24 -o screen.svg -o screen.png
  tokenfare screenshot rag --view levers -o levers.svg
  tokenfare screenshot --keys 'c / \"nova\" Enter Tab Down' -o nova.png")]
pub(super) struct ScreenshotArgs {
    #[command(flatten)]
    pub(super) open: OpenArgs,
    /// Colour theme: a built-in name or a file [default: dark]
    #[arg(long, value_name = "NAME|FILE")]
    pub(super) theme: Option<String>,
    /// Columns and rows
    #[arg(long, value_name = "WxH", default_value = "120x36", value_parser = screenshot::size, allow_hyphen_values = true)]
    pub(super) size: (u16, u16),
    /// View to open first: bill, cap, what-if, break-even, levers, mix, credits, pins or, of a
    /// log, replay
    #[arg(long, value_name = "VIEW", value_parser = screenshot::view)]
    pub(super) view: Option<View>,
    /// Keys to press first
    #[arg(long, value_name = "KEYS", default_value = "", hide_default_value = true, value_parser = keys::keys, allow_hyphen_values = true)]
    pub(super) keys: Keys,
    /// Colours of the terminal: truecolor, 256, 16 or none
    #[arg(
        long,
        value_name = "COLORS",
        value_enum,
        default_value = "truecolor",
        hide_possible_values = true
    )]
    pub(super) colors: Colors,
    /// Pixels to a unit in a PNG; a cell is 8x16 units
    #[arg(long, value_name = "N", default_value = "2", value_parser = screenshot::scale, allow_hyphen_values = true)]
    pub(super) scale: f32,
    /// File to write, ending in .svg or .png; can be given more than once
    #[arg(long, short, value_name = "FILE", required = true, value_parser = PathBufValueParser::new().try_map(screenshot::output))]
    pub(super) output: Vec<Output>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definitions_are_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn help_names_what_is_built_in() {
        let help = Args::command().render_long_help().to_string();
        for name in scenario::Builtin::ALL.map(scenario::Builtin::name) {
            assert!(help.contains(name), "{name}");
        }
        for name in card::Builtin::ALL.map(card::Builtin::name) {
            assert!(help.contains(name), "{name}");
        }
        for name in crate::view::Theme::names() {
            assert!(help.contains(name), "{name}");
        }
    }
}
