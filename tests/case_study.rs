//! The case study that ships as a scenario: what its levers really save, lever by lever.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use tokenfare::billing::{Answers, month_total};
use tokenfare::card::{Builtin as Cards, Card};
use tokenfare::explore::{Sizing, mix_total};
use tokenfare::money::{Tokens, Usd};
use tokenfare::scenario::Builtin as Scenarios;
use tokenfare::workload::{Mix, Workload};

/// The frontier model of the baseline.
const FRONTIER: &str = "claude-sonnet";

fn on(card: &Card, work: &Workload, mix: &Mix) -> Usd {
    let mut answers = Answers::default();
    if mix.is_empty() {
        let model = card.model(FRONTIER).unwrap();
        return month_total(model, work, &mut answers).unwrap();
    }
    mix_total(card, &Sizing::same(work.clone()), mix, work.requests, &mut answers).unwrap().expected
}

#[test]
fn the_notes_of_the_writing_tool_are_what_it_costs() {
    let card = Cards::Representative.parse().unwrap();
    let scenario = Scenarios::WritingTool.parse().unwrap();
    let (after, mix) = (&scenario.workload, &scenario.workload.plans.mix);
    let one = Mix::default();

    let mut before = after.clone();
    before.caching.on = false;
    before.answer.mean = Tokens::new(1_200);
    // 200,000 x (1,800 x $3 + 1,200 x $15) / 1M.
    let baseline = on(&card, &before, &one);
    // 70,000 x (108 + 288 + 450 + 1,500) / 1M + 30% of the baseline.
    let routed = on(&card, &before, mix);
    let mut shorter = before.clone();
    shorter.answer.mean = after.answer.mean;
    // 70,000 x (108 + 192 + 450 + 1,000) / 1M + 60,000 x (5,400 + 12,000) / 1M.
    let shortened = on(&card, &shorter, mix);
    let cached = on(&card, after, mix);

    let shown = [baseline, routed, shortened, cached].map(|usd| usd.dollars().to_string());
    assert_eq!(shown, ["$4,680.00", "$1,568.22", "$1,166.50", "$895.49"]);
    for (cost, line) in [
        (baseline, "baseline"),
        (routed, "70% of requests to Nova Lite and Claude Haiku"),
        (shortened, "answers a third shorter, 800 tokens"),
        (cached, "the shared prompt cached"),
    ] {
        let start = format!("  {line:<50}{}", cost.dollars());
        let noted = scenario.notes.lines().find(|noted| noted.starts_with(&start));
        let noted = noted.unwrap_or_else(|| panic!("{start}"));
        if cost != baseline {
            let times = format!("{:.1}x", baseline.times(cost).unwrap());
            assert!(noted.contains(&times), "{noted}: {times}");
        }
    }
    // What stays on the frontier model.
    let frontier = mix.routes().iter().find(|route| &*route.model == FRONTIER).unwrap();
    let mut alone = after.clone();
    alone.requests = frontier.share.part_of(after.requests);
    let left = on(&card, &alone, &one).approx() / cached.approx();
    assert!(scenario.notes.contains(&format!("{:.0}% of what is left", left * 100.0)), "{left}");
}

#[test]
fn routing_and_shorter_answers_never_cut_more_than_five_times() {
    // Were the small models free, 30% of answers at two thirds of their length are 1/5 of the
    // output, and input only adds to it.
    let card = Cards::Representative.parse().unwrap();
    let scenario = Scenarios::WritingTool.parse().unwrap();
    let mut before = scenario.workload.clone();
    before.caching.on = false;
    before.answer.mean = Tokens::new(1_200);
    let baseline = on(&card, &before, &Mix::default());
    let mut left = before.clone();
    left.requests = 60_000;
    left.answer.mean = Tokens::new(800);
    let left = on(&card, &left, &Mix::default());
    assert!(baseline.times(left).unwrap() < 5.0);
}

#[test]
fn routing_costs_more_where_failures_are_tried_again() {
    let card = Cards::Representative.parse().unwrap();
    let scenario = Scenarios::WritingTool.parse().unwrap();
    let mut before = scenario.workload.clone();
    before.caching.on = false;
    before.answer.mean = Tokens::new(1_200);
    let split = &scenario.workload.plans.mix;
    let mut cascade = split.as_cascade(true);
    // All 200,000 on Nova Lite at $0.000396, 130,000 on Claude Haiku at $0.00195 and 60,000 on Claude
    // Sonnet at $0.0234: $79.20 + $253.50 + $1,404, where the split costs $1,568.22.
    assert_eq!(on(&card, &before, split), usd(1_568, 220_000));
    assert_eq!(on(&card, &before, &cascade), usd(1_736, 700_000));
    // 330,000 answers judged at $0.10 a thousand.
    cascade.judge = Usd::from_cents(10);
    assert_eq!(on(&card, &before, &cascade), usd(1_769, 700_000));
}

/// Dollars and millionths.
fn usd(dollars: i128, millionths: i128) -> Usd {
    Usd::from_pico(dollars * 1_000_000_000_000 + millionths * 1_000_000)
}
