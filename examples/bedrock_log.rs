//! Writes a log like Bedrock's to stdout, to measure with:
//! `cargo run --release --example bedrock_log -- 1000 > log.jsonl` writes 1,000 MB. A number after that is the
//! seed, and `teams` behind it makes it a log of several teams over weeks.

#[path = "../tests/support/bedrock_log.rs"]
mod bedrock_log;

use std::io::{self, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut numbers = std::env::args().skip(1).map(|text| text.parse::<u64>());
    let (Some(Ok(megabytes)), seed) = (numbers.next(), numbers.next()) else {
        eprintln!("usage: bedrock_log MEGABYTES [SEED [teams]]");
        return ExitCode::from(2);
    };
    let seed = seed.and_then(Result::ok).unwrap_or(1);
    let mut log = match std::env::args().nth(3).as_deref() {
        Some("teams") => bedrock_log::Log::of_teams(seed),
        _ => bedrock_log::Log::new(seed),
    };
    let mut out = io::stdout().lock();
    let (mut written, mut buffer) = (0, Vec::new());
    while written < megabytes * 1_000_000 {
        buffer.clear();
        while buffer.len() < 1 << 20 {
            log.record(&mut buffer);
        }
        if out.write_all(&buffer).is_err() {
            return ExitCode::FAILURE;
        }
        written += buffer.len() as u64;
    }
    ExitCode::SUCCESS
}
