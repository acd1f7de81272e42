//! Reading logs: throughput of one core on records with bodies of 2 to 20 KB, as they are, of
//! CloudWatch exports, with a replay, and out of a histogram. `tools/usage_speed.py` compares the whole
//! program with `jq` and DuckDB.

#[path = "../tests/support/bedrock_log.rs"]
mod bedrock_log;

use divan::{Bencher, black_box, counter::BytesCount};
use tokenfare::card::{Builtin, Card};
use tokenfare::tokens::{Estimate, KindTotals, Ratio, TextKind};
use tokenfare::usage::{Plan, Reader, Replay, Tally};

const SIZE: usize = 16 << 20;

fn main() {
    divan::main();
}

fn log() -> Vec<u8> {
    let mut log = bedrock_log::Log::new(1);
    let mut out = Vec::new();
    while out.len() < SIZE {
        log.record(&mut out);
    }
    out
}

fn card() -> Card {
    Builtin::List.parse().expect("a built-in card")
}

fn read<'c>(plan: &'c Plan<'c>, text: &[u8]) -> Tally<'c> {
    let mut tally = Tally::new(plan);
    let mut reader = Reader::new(&mut tally, 0, 0, None);
    let mut rest = text;
    while !rest.is_empty() {
        let space = reader.space();
        let (now, later) = rest.split_at(space.len().min(rest.len()));
        space[..now.len()].copy_from_slice(now);
        reader.filled(now.len());
        rest = later;
    }
    reader.finish();
    tally
}

fn bench(bencher: Bencher<'_, '_>, plan: &Plan<'_>, text: &[u8]) {
    bencher
        .counter(BytesCount::new(text.len()))
        .bench_local(|| read(black_box(plan), black_box(text)).requests());
}

#[divan::bench]
fn records(bencher: Bencher<'_, '_>) {
    let card = card();
    bench(bencher, &Plan::new(&card), &log());
}

#[divan::bench]
fn replay(bencher: Bencher<'_, '_>) {
    let card = card();
    let counts = Estimate::of_all(&KindTotals::of(TextKind::Docs, Ratio::REFERENCE));
    let plan = Plan { replay: Some(Replay::new(&card, &counts)), ..Plan::new(&card) };
    bench(bencher, &plan, &log());
}

#[divan::bench]
fn cloudwatch_export(bencher: Bencher<'_, '_>) {
    let card = card();
    let log = String::from_utf8(log()).expect("UTF-8");
    let events: Vec<_> = log
        .lines()
        .map(|line| serde_json::json!({"timestamp": 1_795_336_200_000_u64, "message": line}))
        .collect();
    let export = serde_json::json!({ "events": events }).to_string();
    bench(bencher, &Plan::new(&card), export.as_bytes());
}
