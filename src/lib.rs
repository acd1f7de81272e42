//! What tokens cost on Amazon Bedrock.
//!
//! The program `tokenfare` is an explorer in the terminal. This library is what it is made of: exact
//! prices, a month of a workload on every model, token counts, and Bedrock's own logs. Money is a
//! whole number of picodollars ([`money::Usd`]), a rate is USD per 1M tokens to six places
//! ([`money::Rate`]), and a rate that a card does not state is not offered: it is never zero.
//! Nothing here opens a socket.
//!
//! # Price one request
//!
//! ```
//! use tokenfare::billing::price_request;
//! use tokenfare::card::{Bucket, Buckets, Builtin, Lane};
//! use tokenfare::money::Tokens;
//!
//! let card = Builtin::Representative.parse()?;
//! let haiku = card.models.iter().find(|model| model.id == "claude-haiku").unwrap();
//! let tokens = Buckets::default()
//!     .with(Bucket::Fresh, Tokens::new(800))
//!     .with(Bucket::Output, Tokens::new(400));
//! let bill = price_request(haiku.prices.as_ref().unwrap(), &tokens, Lane::Standard)?;
//! // 800 x $0.25 + 400 x $1.25, a million.
//! assert_eq!(bill.cost.total().dollars().to_string(), "$0.0007");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Rank a card for a workload
//!
//! ```
//! use tokenfare::card::Builtin;
//! use tokenfare::explore::{Sizing, rank};
//! use tokenfare::money::Tokens;
//! use tokenfare::workload::{Prompt, Workload};
//!
//! let card = Builtin::Representative.parse()?;
//! let workload = Workload {
//!     requests: 50_000,
//!     prompt: Prompt::of(Tokens::ZERO, Tokens::new(600)),
//!     ..Workload::default()
//! };
//! // The same tokens for every model; `Sizing::own` counts each model's own.
//! let ranking = rank(&card, &Sizing::same(workload), |model| model.provider == "Amazon");
//! let cheapest = &ranking.rows[0];
//! assert_eq!(ranking.model(&card, cheapest).expect("its model").name, "Nova Micro");
//! // 50,000 x (600 x $0.035 + 400 x $0.14), a million.
//! assert_eq!(cheapest.total().unwrap().dollars().to_string(), "$3.85");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Count a text
//!
//! ```
//! use tokenfare::tokens::{Counter, Encoding, Estimate, Family};
//!
//! let text = "You are the support assistant of a small online shop for tea.";
//! let counted = Counter::new().count(Encoding::O200kBase, text);
//! assert_eq!(counted.total().get(), 13);
//! // Other tokenizers are estimated from that, with a range.
//! let claude = Estimate::of(Family::Claude47, &counted);
//! assert!(claude.low <= claude.tokens && claude.tokens <= claude.high);
//! ```
//!
//! # Read a log
//!
//! ```
//! use tokenfare::card::Builtin;
//! use tokenfare::usage::{Plan, Reader, Tally};
//!
//! let card = Builtin::List.parse()?;
//! let plan = Plan::new(&card);
//! let mut tally = Tally::new(&plan);
//! let record = br#"{"schemaType": "ModelInvocationLog", "modelId": "amazon.nova-micro-v1:0",
//!     "input": {"inputTokenCount": 800}, "output": {"outputTokenCount": 400}}"#;
//! let mut reader = Reader::new(&mut tally, 0, 0, None);
//! reader.space()[..record.len()].copy_from_slice(record);
//! reader.filled(record.len());
//! reader.finish();
//! assert_eq!(tally.requests(), 1);
//! // 800 x $0.035 + 400 x $0.14, a million.
//! assert_eq!(tally.cost().dollars().to_string(), "$0.000084");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The rooms
//!
//! Dependencies point down, and the first rooms know no terminal, no files and no clock;
//! `ARCHITECTURE.md` draws how they hang together.
//!
//! | room | owns |
//! |---|---|
//! | [`money`] | tokens, rates, money and shares as whole numbers |
//! | [`document`] | TOML in which every fault has its place |
//! | [`effort`] | how hard models think, and how many tokens that is assumed to take |
//! | [`family`] | the families of tokenizers |
//! | [`place`] | regions, geographies, and the places that prices are listed for |
//! | [`card`] | the rate card: models and their prices |
//! | [`score`] | how good models are: scores of the user's own, and public ratings |
//! | [`bill`] | what AWS billed, held against a card and the tokens of logs |
//! | [`import`] | price lists of others, read as rate cards |
//! | [`workload`] | what the user does in a month |
//! | [`controls`] | the workload's fields as a table: names, ranges, how each is read, set and shown |
//! | [`billing`] | the rules: one request, one month |
//! | [`tokens`] | counting text |
//! | [`explore`] | the questions: the ranking, caps, sweeps, break-even, levers, mixes, credits |
//! | [`scenario`] | a workload with its name and texts, as a file |
//! | [`usage`] | real traffic, out of Bedrock's logs |
//!
//! The other rooms are the program's own.

pub mod bill;
pub mod billing;
pub mod card;
pub mod controls;
pub mod date;
mod disk;
pub mod document;
pub mod effort;
pub mod explore;
pub mod family;
pub mod import;
mod launch;
pub mod money;
mod panics;
pub mod place;
mod report;
pub mod scenario;
pub mod score;
mod shot;
mod term;
pub mod tokens;
pub mod usage;
pub mod workload;

// Open to the program's own benches and tests, which stand outside.
#[doc(hidden)]
pub mod app;
#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod library;
#[doc(hidden)]
pub mod view;

use std::process::ExitCode;

/// The program: the command line, and the explorer or its picture where that asks for it.
pub fn main() -> ExitCode {
    panics::print_uncaught_only();
    match cli::run_process(term::is_usable()) {
        cli::Outcome::Exit(code) => ExitCode::from(code),
        cli::Outcome::Explore(request) => launch::explore(*request),
        cli::Outcome::Screenshot(request) => launch::screenshot(*request),
        cli::Outcome::Themes(folder, named) => launch::themes(folder.as_deref(), named.as_deref()),
    }
}
