//! tokenfare: an interactive terminal explorer of what tokens cost on Amazon Bedrock.
//!
//! Dependencies point down, and the first rooms know no terminal, no files and no clock:
//!
//! | room | owns |
//! |---|---|
//! | [`panics`] | panics of other people's code, turned into an answer |
//! | [`money`] | tokens, rates, money and shares as whole numbers |
//! | [`document`] | TOML in which every fault has its place |
//! | [`card`] | the rate card: models and their prices |
//! | [`import`] | price lists of others, read as rate cards |
//! | [`workload`] | what the user does in a month |
//! | [`controls`] | what of a workload can be changed, and how far |
//! | [`billing`] | the rules: one request, one month |
//! | [`explore`] | the questions: the ranking |
//! | [`tokens`] | counting text |
//! | [`scenario`] | a workload with its name and texts, as a file |
//! | [`usage`] | real traffic, out of Bedrock's logs |
//! | [`config`] | the user's settings |
//! | [`disk`] | files that are there as a whole or not at all |
//! | [`app`] | the explorer's state and the one place where it changes |
//! | [`view`] | drawing |
//! | [`shot`] | pictures of the screen |
//! | [`term`] | the terminal, threads, signals and time |
//! | [`cli`] | the commands that need no terminal |
//!
//! `ARCHITECTURE.md` draws how they hang together.

pub mod app;
pub mod billing;
pub mod card;
pub mod cli;
pub mod config;
pub mod controls;
pub mod disk;
pub mod document;
pub mod explore;
pub mod import;
mod launch;
pub mod money;
pub mod panics;
pub mod scenario;
pub mod shot;
pub mod term;
pub mod tokens;
pub mod usage;
pub mod view;
pub mod workload;

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
