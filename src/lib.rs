//! tokenfare: an interactive terminal explorer of what tokens cost on Amazon Bedrock.

pub mod app;
pub mod billing;
pub mod card;
pub mod cli;
pub mod document;
pub mod explore;
pub mod money;
pub mod scenario;
pub mod shot;
pub mod term;
pub mod tokens;
pub mod view;
pub mod workload;

use std::process::ExitCode;

/// The program: the command line, and the explorer where that asks for it.
pub fn main() -> ExitCode {
    match cli::run_process() {
        cli::Outcome::Exit(code) => ExitCode::from(code),
        cli::Outcome::Explore(_) => {
            eprintln!("tokenfare: this build has no explorer; use `tokenfare rank`");
            ExitCode::FAILURE
        }
    }
}
