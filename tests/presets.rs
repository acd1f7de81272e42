//! The built-in scenarios: what their notes say is what they cost.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use tokenfare::billing::{Answers, MonthBill, month};
use tokenfare::card::{Builtin as Cards, Card};
use tokenfare::effort::Effort;
use tokenfare::explore::{Piece, Sizing, mix_total};
use tokenfare::family::Family;
use tokenfare::money::{Share, Tokens, Usd};
use tokenfare::scenario::Builtin as Scenarios;
use tokenfare::workload::{Mix, MixRoute, Section, ThinkingAsk, Workload};

/// The model of every figure.
const MODEL: &str = "claude-sonnet-5-5";
/// The model that easy requests go to.
const SMALL: &str = "claude-haiku-5-5";

/// A line of the notes, and the change that it prices.
type Line = (&'static str, fn(&mut Workload));

fn bill(card: &Card, work: &Workload) -> MonthBill {
    let model = card.model(MODEL).unwrap();
    let sizing = Sizing::own(work.clone(), &|_: Piece, _: Family| None);
    month(model, sizing.of(model).expected, &mut Answers::default()).unwrap()
}

fn cost(card: &Card, work: &Workload) -> Usd {
    let sizing = Sizing::own(work.clone(), &|_: Piece, _: Family| None);
    match &work.plans.mix {
        mix if mix.is_empty() => bill(card, work).total(),
        mix => {
            mix_total(card, &sizing, mix, work.requests, &mut Answers::default()).unwrap().expected
        }
    }
}

fn as_it_stands(_: &mut Workload) {}

fn no_caching(work: &mut Workload) {
    work.caching.on = false;
}

fn less_thinking(work: &mut Workload) {
    work.thinking.ask = ThinkingAsk::Effort(Effort::Low);
}

fn caching(work: &mut Workload) {
    work.caching.on = true;
}

fn batch(work: &mut Workload) {
    work.batch.on = true;
}

fn routed(work: &mut Workload) {
    let route = |model: &str, share| MixRoute {
        model: model.into(),
        share: Share::from_ppm(share),
        answer: None,
        cap: None,
    };
    work.plans.mix = Mix::new(vec![route(SMALL, 700_000), route(MODEL, 300_000)]).unwrap();
}

/// Every figure of the notes, with the side that dominates and its share in per cent.
const NOTES: [(Scenarios, &str, &[Line]); 6] = [
    (
        Scenarios::Chat,
        "Generation-heavy: 93% of the bill is output.",
        &[
            ("as it stands", as_it_stands),
            ("thinking at low, the least that it allows", less_thinking),
            ("without caching", no_caching),
            ("caching the instructions, not what was said", |work| {
                work.caching.history = false;
            }),
            ("answers of 170 tokens instead of 250", |work| {
                work.answer.mean = Tokens::new(170);
            }),
        ],
    ),
    (
        Scenarios::Rag,
        "Context-heavy: 59% of the bill is input.",
        &[
            ("as it stands", as_it_stands),
            ("thinking at low, the least that it allows", less_thinking),
            ("without caching", no_caching),
            ("4 passages instead of 8", |work| {
                work.prompt.set_tokens(Section::Context, Tokens::new(3_000));
            }),
            ("70% of requests to Claude Haiku 5.5", routed),
        ],
    ),
    (
        Scenarios::ToolAgent,
        "Generation-heavy: 85% of the bill is output.",
        &[
            ("as it stands", as_it_stands),
            ("thinking at low, the least that it allows", less_thinking),
            ("without caching", no_caching),
            ("caching the instructions, not what was said", |work| {
                work.caching.history = false;
            }),
            ("tool results of 300 tokens instead of 600", |work| {
                work.prompt.set_tokens(Section::User, Tokens::new(300));
            }),
        ],
    ),
    (
        Scenarios::Classification,
        "Context-heavy: 94% of the bill is input.",
        &[
            ("as it stands", as_it_stands),
            ("thinking at low, the least that it allows", less_thinking),
            ("through Batch", batch),
            ("the shared prompt cached", caching),
            ("70% of requests to Claude Haiku 5.5", routed),
        ],
    ),
    (
        Scenarios::LongForm,
        "Generation-heavy: 90% of the bill is output.",
        &[
            ("as it stands", as_it_stands),
            ("thinking at low, the least that it allows", less_thinking),
            ("drafts of 2,000 tokens instead of 3,000", |work| {
                work.answer.mean = Tokens::new(2_000);
            }),
            ("through Batch", batch),
            ("70% of requests to Claude Haiku 5.5", routed),
        ],
    ),
    (
        Scenarios::NightlyBatch,
        "Generation-heavy: 56% of the bill is output.",
        &[
            ("as it stands", as_it_stands),
            ("thinking at low, the least that it allows", less_thinking),
            ("on demand", |work| work.batch.on = false),
            ("on demand, the shared prompt cached", |work| {
                work.batch.on = false;
                work.caching.on = true;
            }),
            ("records of 900 tokens instead of 1,500", |work| {
                work.prompt.set_tokens(Section::User, Tokens::new(900));
            }),
        ],
    ),
];

#[test]
fn the_notes_are_what_it_costs() {
    let card = Cards::List.parse().unwrap();
    let mut faults = Vec::new();
    for (builtin, side, lines) in NOTES {
        let scenario = builtin.parse().unwrap();
        let bill = bill(&card, &scenario.workload);
        let (dominant, share) = match bill.output_share().unwrap() {
            output if output > 0.5 => ("Generation-heavy", output),
            output => ("Context-heavy", 1.0 - output),
        };
        let word = if dominant.starts_with('G') { "output" } else { "input" };
        let true_side = format!("{dominant}: {:.0}% of the bill is {word}.", share * 100.0);
        let noted: Vec<&str> = scenario.notes.lines().collect();
        let first = format!("at the list prices of {} on Claude Sonnet 5.5:", card.as_of);
        for expected in [side, true_side.as_str(), first.as_str()] {
            if !scenario.notes.contains(expected) {
                faults.push(format!("{}: {expected}", builtin.name()));
            }
        }
        for (label, change) in lines {
            let mut work = scenario.workload.clone();
            change(&mut work);
            let line = format!("  {label:<46}{}", cost(&card, &work).dollars());
            if !noted.contains(&line.as_str()) {
                faults.push(format!("{}: {line}", builtin.name()));
            }
        }
        // No figure that is not checked here.
        let figures = noted.iter().filter(|line| line.contains('$')).count();
        if figures != lines.len() {
            faults.push(format!("{}: {figures} lines of figures", builtin.name()));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_scenario_says_something() {
    for builtin in Scenarios::ALL {
        assert!(!builtin.parse().unwrap().notes.trim().is_empty(), "{}", builtin.name());
    }
}

#[test]
fn the_readme_lists_them() {
    let readme = include_str!("../README.md");
    let listed = readme
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` | "))
        .map(|(name, _)| name);
    let listed: Vec<&str> = listed.filter(|name| Scenarios::named(name).is_some()).collect();
    assert_eq!(listed, Scenarios::ALL.map(Scenarios::name));
}
