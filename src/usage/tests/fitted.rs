//! What a fit costs is what its traffic does.

use super::*;
use crate::billing::{Answers, month_total};
use crate::card::ModelKind;
use crate::explore::{Piece, Sizing};
use crate::tokens::{Estimate, Family, KindTotals, Ratio, TextKind};
use crate::usage::{Fit, Replay, Request};

#[path = "../../../tests/support/bedrock_log.rs"]
mod bedrock_log;

/// Numbers that look random and are the same on every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

/// How a fit differs from a replay of the same requests: on the model that answered them, where there is
/// one, and the most on any other, by its id.
fn difference(tally: &Tally<'_>, card: &Card) -> (f64, String, f64) {
    let fit = Fit::of(tally).unwrap();
    let mut work = fit.workload;
    work.requests = fit.requests;
    let sizing = Sizing::own(work, &|_: Piece, _: Family| None);
    let only = tally.ids().iter().filter_map(|id| id.resolved).map(|it| it.model);
    let asked: std::collections::BTreeSet<usize> = only.collect();
    let (mut own, mut other) = (0.0_f64, (String::new(), 0.0_f64));
    let mut compared = 0;
    for (at, (model, replayed)) in card.models.iter().zip(tally.replayed()).enumerate() {
        // What does not fit is left out of a bill, and priced by a replay all the same.
        if model.kind != ModelKind::Text || replayed.requests == 0 || replayed.too_long > 0 {
            continue;
        }
        let Ok(cost) = month_total(model, sizing.of(model).expected, &mut Answers::default())
        else {
            continue;
        };
        let off = cost.approx() / replayed.expected.approx() - 1.0;
        compared += 1;
        if asked.len() == 1 && asked.contains(&at) {
            own = off;
        } else if off.abs() > other.1.abs() {
            other = (model.id.clone(), off);
        }
    }
    assert!(compared > 15, "{compared}");
    (own, other.0, other.1)
}

/// Reads requests that `each` makes of numbers, and holds the fit to the replay.
fn held(
    name: &str,
    count: u64,
    each: impl Fn(u64, &mut Numbers) -> (&'static str, [u64; 5], Lane),
) {
    let card = card();
    let counts = Estimate::of_all(&KindTotals::of(TextKind::Docs, Ratio::REFERENCE));
    let plan = Plan { replay: Some(Replay::new(&card, &counts)), ..plan(&card) };
    let mut tally = Tally::new(&plan);
    let mut numbers = Numbers(7);
    for n in 0..count {
        let (model, tokens, lane) = each(n, &mut numbers);
        let region = model.starts_with("us.").then(|| "us-east-1".parse().unwrap());
        tally.request(&Request {
            model,
            region,
            time: None,
            tokens: buckets(tokens),
            thinking: None,
            lane,
            count: 1,
            about: Default::default(),
        });
    }
    let (own, model, other) = difference(&tally, &card);
    assert!(own.abs() < 0.001, "{name}: its own model by {own:+.4}");
    assert!(other.abs() < 0.02, "{name}: {model} by {other:+.4}");
}

const SONNET: &str = "us.anthropic.claude-sonnet-5-5";
const GLOBAL: &str = "global.anthropic.claude-sonnet-5-5";
/// Dearer above 100,000 tokens.
const TIERED: &str = "us.anthropic.claude-haiku-5-5";

#[test]
fn one_model_without_a_cache() {
    held("plain", 5_000, |_, numbers| {
        (SONNET, [300 + numbers.below(900), 0, 0, 0, 20 + numbers.below(700)], Lane::Standard)
    });
}

#[test]
fn most_requests_hit_the_cache() {
    held("hits", 5_000, |n, numbers| {
        let (read, write) = if n % 10 == 0 { (0, 3_000) } else { (3_000, 0) };
        let fresh = 100 + numbers.below(500);
        (SONNET, [fresh, read, write, 0, 20 + numbers.below(400)], Lane::Standard)
    });
}

#[test]
fn some_requests_are_in_a_tier() {
    held("tier", 5_000, |n, numbers| {
        let fresh =
            if n % 20 == 0 { 60_000 + numbers.below(300_000) } else { numbers.below(5_000) };
        (TIERED, [fresh, 0, 0, 0, 100 + numbers.below(900)], Lane::Standard)
    });
}

#[test]
fn half_of_the_requests_go_anywhere() {
    held("scopes", 5_000, |n, numbers| {
        let model = if n % 2 == 0 { SONNET } else { GLOBAL };
        (model, [200 + numbers.below(900), 0, 0, 0, numbers.below(600)], Lane::Standard)
    });
}

#[test]
fn writes_live_five_minutes_and_an_hour() {
    held("lives", 5_000, |n, numbers| {
        let fresh = 100 + numbers.below(300);
        let output = 20 + numbers.below(300);
        let cached = match n % 6 {
            0 => [fresh, 0, 6_000, 0, output],
            1 => [fresh, 0, 0, 9_000, output],
            2 | 3 => [fresh, 6_000, 0, 0, output],
            _ => [fresh, 9_000, 0, 0, output],
        };
        (SONNET, cached, Lane::Standard)
    });
}

#[test]
fn few_requests_are_cached() {
    held("few", 5_000, |n, numbers| {
        let fresh = 100 + numbers.below(900);
        let read = if n % 100 < 12 { 5_000 } else { 0 };
        (SONNET, [fresh, read, 0, 0, 20 + numbers.below(300)], Lane::Standard)
    });
}

#[test]
fn prefixes_of_many_sizes_reach_some_minimums() {
    held("prefixes", 5_000, |n, numbers| {
        let prefix = 1_024 + numbers.below(6_000);
        let (read, write) = if n % 5 == 0 { (0, prefix) } else { (prefix, 0) };
        let fresh = 100 + numbers.below(900);
        (SONNET, [fresh, read, write, 0, 20 + numbers.below(300)], Lane::Standard)
    });
}

#[test]
fn answers_of_a_few_tokens() {
    for (least, most) in [(1, 2), (5, 6), (4, 9)] {
        held("short", 5_000, |_, numbers| {
            let output = least + numbers.below(most - least + 1);
            (SONNET, [60 + numbers.below(90), 0, 0, 0, output], Lane::Standard)
        });
    }
}

#[test]
fn service_is_mixed() {
    held("lanes", 6_000, |n, numbers| {
        let lane = [Lane::Standard, Lane::Batch, Lane::Flex][(n % 3) as usize];
        let tokens = [200 + numbers.below(2_000), 0, 0, 0, 50 + numbers.below(500)];
        ("us.amazon.nova-2-lite-v1:0", tokens, lane)
    });
}

#[test]
fn models_of_several_tokenizers_are_mixed() {
    held("tokenizers", 6_000, |n, numbers| {
        let model =
            [SONNET, "us.amazon.nova-lite-v1:0", "openai.gpt-oss-120b-1:0"][(n % 3) as usize];
        let scale = [1_000, 20_000, 300][(n % 3) as usize];
        (
            model,
            [scale + numbers.below(scale), 0, 0, 0, 50 + numbers.below(scale / 2)],
            Lane::Standard,
        )
    });
}

#[test]
fn a_log_as_tests_and_benches_have_it() {
    let card = card();
    let counts = Estimate::of_all(&KindTotals::of(TextKind::Docs, Ratio::REFERENCE));
    let plan = Plan { replay: Some(Replay::new(&card, &counts)), ..plan(&card) };
    for seed in 1..4 {
        let mut log = bedrock_log::Log::new(seed);
        let mut text = Vec::new();
        for _ in 0..4_000 {
            log.record(&mut text);
        }
        let mut tally = Tally::new(&plan);
        read_in(&mut tally, 0, &text, usize::MAX);
        let (_, model, other) = difference(&tally, &card);
        // Nova reads more from the cache in it than it caches: those requests cost what they cost in the
        // log, and as much as it caches in the fit.
        let most = if model.starts_with("nova") { 0.05 } else { 0.02 };
        assert!(other.abs() < most, "{model} by {other:+.4}");
    }
}
