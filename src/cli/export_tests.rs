//! What is exported is what the commands say, and says what it rests on.

use std::sync::Arc;

use serde_json::Value;

use super::tests::ran;
use crate::app::{
    Answer, Effect, Exported, Keys, Message, Opening, ReplayedModel, Scoring, Start, State,
    Traffic, View, update,
};
use crate::card::Builtin;
use crate::scenario;
use crate::score::Builtin as Ratings;

/// A built-in scenario without texts at representative prices.
fn explorer(builtin: scenario::Builtin) -> State {
    State::new(starting(builtin)).0
}

fn starting(builtin: scenario::Builtin) -> Start {
    let scenario = builtin.parse().unwrap();
    Start::new(
        vec![Arc::new(Builtin::Representative.parse().unwrap())],
        vec![Opening { name: scenario.name, workload: scenario.workload, ..Opening::default() }],
        (120, 36),
    )
}

/// What is to be written once these keys are pressed, or why nothing is.
fn exported(state: &mut State, pressed: &str) -> Result<String, String> {
    let typed = pressed.parse::<Keys>().unwrap().0.into_iter().map(Message::Key);
    let effects: Vec<Effect> = typed.flat_map(|key| update(state, [key])).collect();
    match effects.last() {
        Some(Effect::Copy(text)) => Ok(text.clone()),
        Some(Effect::Export(asked)) => match &asked.what {
            Exported::Text(text) => Ok(text.clone()),
            Exported::Picture { .. } => Ok(state.rests_on()),
        },
        _ => Err(state.notice().unwrap().text.clone()),
    }
}

fn command(args: &[&str]) -> String {
    let card = ["--rates", "bedrock-2026-representative"];
    let ran = ran(&[args, &card].concat(), false, None);
    assert_eq!(ran.stderr, "");
    ran.stdout
}

#[test]
fn an_export_is_what_the_command_says() {
    use scenario::Builtin::{AssistantMix, WritingTool};
    let mut mix = explorer(AssistantMix);
    let (selected, _) = mix.selected().unwrap();
    let selected = selected.id.clone();
    for (form, file) in [("json", "\"x.json\""), ("csv", "\"x.csv\""), ("markdown", "\"x.md\"")] {
        let format = ["--format", form];
        let check = |state: &mut State, pressed: &str, args: &[&str]| {
            let pressed = format!("{pressed} E {file} Enter");
            let written = exported(state, &pressed).unwrap();
            let said = command(&[args, &format].concat());
            assert_eq!(written, said, "{args:?}");
            assert!(form != "csv" || written.contains("2026"), "{written}");
        };
        let named = ["--scenario", "assistant-mix"];
        check(&mut mix, "Alt-1 Shift-Tab", &["rank", "assistant-mix"]);
        check(&mut mix, "Alt-2", &[&["cap", &selected][..], &named].concat());
        let sweep = ["sweep", &selected, "--over", "requests"];
        check(&mut mix, "Alt-3", &[&sweep[..], &named].concat());
        check(&mut mix, "Alt-5", &[&["levers", &selected][..], &named].concat());
        let mut tool = explorer(WritingTool);
        let named = ["--scenario", "writing-tool"];
        check(&mut tool, "Tab Alt-6", &[&["mix"][..], &named].concat());
        check(&mut tool, "Alt-7", &[&["credits"][..], &named].concat());
        assert!(exported(&mut mix, "Alt-6 y").unwrap_err().contains("no mix"));
        assert!(exported(&mut mix, "Alt-8 y").unwrap_err().contains("pinned"));
    }
}

#[test]
fn both_break_evens_and_pins_are_written() {
    let mut state = explorer(scenario::Builtin::AssistantMix);
    let both = exported(&mut state, "Tab Alt-4 y").unwrap();
    assert!(both.contains("Input share") && both.contains("Break-even hit rate"));
    let both: Value =
        serde_json::from_str(&exported(&mut state, "E \"x.json\" Enter").unwrap()).unwrap();
    assert!(both["models"]["a"].is_string() && both["caching"]["ttl"].is_array());
    let pinned = exported(&mut state, "p \"Before\" Enter Esc b Alt-8 y").unwrap();
    assert!(
        pinned.contains("| Model | Before | Now (Assistant mix, 50M tokens) | change | % |"),
        "{pinned}"
    );
    assert!(
        pinned.contains("Now (Assistant mix, 50M tokens) against Before: Batch on."),
        "{pinned}"
    );
    let bill = exported(&mut state, "Alt-1 y").unwrap();
    assert_eq!(bill.lines().filter(|line| line.starts_with("| ")).count(), 3);
}

/// What every export about a scenario says: its name, the rate card, its date, and what that
/// assumes.
const BASIS: [&str; 4] =
    ["Assistant mix", "Bedrock 2026 representative", "2026-11-22", "Batch price"];

fn assert_says(text: &str, parts: &[&str], what: &str) {
    for part in parts {
        assert!(text.contains(part), "{what} lacks {part}:\n{text}");
    }
}

#[test]
fn every_command_says_what_its_result_rests_on() {
    let named = ["--scenario", "assistant-mix"];
    let about: [&[&str]; 7] = [
        &["cap", "nova-lite"],
        &["sweep", "nova-lite", "--over", "requests"],
        &["breakeven", "nova-lite", "claude-haiku"],
        &["breakeven", "claude-haiku", "--caching", "--system", "500"],
        &["levers", "nova-lite"],
        &["mix", "nova-lite=70%", "claude-haiku=30%"],
        &["credits", "nova-lite", "--pool", "25k"],
    ];
    for form in ["table", "csv", "json", "markdown"] {
        let last = ["--format", form];
        let check = |args: &[&str]| {
            let args = [args, &["--batch", "100%"], &last].concat();
            assert_says(&command(&args), &BASIS, &format!("{args:?}"));
        };
        check(&["rank", "assistant-mix"]);
        check(&["compare", "assistant-mix", "rag"]);
        for args in about {
            check(&[args, &named].concat());
        }
        let price = ["price", "nova-lite", "--input", "1k", "--output", "100"];
        let args = [&price[..], &["--batch"], &last].concat();
        assert_says(&command(&args), &BASIS[1..], &format!("{args:?}"));
    }
}

#[test]
fn every_view_says_what_its_export_rests_on() {
    let usd = |cents| crate::money::Usd::from_cents(cents);
    let mut start = starting(scenario::Builtin::AssistantMix);
    start.traffic = Some(Traffic {
        requests: 3,
        now: Some(usd(3)),
        left_out: Vec::new(),
        span: String::new(),
        models: vec![ReplayedModel {
            id: "nova-lite".to_owned(),
            name: "Nova Lite".to_owned(),
            requests_now: 3,
            costs: Some([usd(1), usd(2), usd(3)]),
            notes: String::new(),
            assumed: vec!["Batch price assumed".to_owned()],
        }],
    });
    start.scores = Scoring::new(None, Ratings::named("arena"));
    let (mut state, _) = State::new(start);
    let press = |state: &mut State, pressed: &str| {
        let pressed = pressed.parse::<Keys>().unwrap().0.into_iter().map(Message::Key);
        pressed.for_each(|key| drop(update(state, [key])));
    };
    press(&mut state, "Tab b p \"Before\" Enter");
    let views = View::all().map(Some);
    for (at, view) in [None].into_iter().chain(views).enumerate() {
        match view {
            None => press(&mut state, "Alt-1 BackTab"),
            Some(View::Mix) => press(&mut state, "Alt-6 Space"),
            // The tenth is 0.
            Some(_) => press(&mut state, &format!("Alt-{}", at % 10)),
        }
        assert_eq!(state.open_view(), view);
        for ask in ["y", "E \"x.csv\" Enter", "E \"x.json\" Enter", "E \"x.md\" Enter"] {
            let written = exported(&mut state, ask).unwrap();
            assert_says(&written, &BASIS, &format!("{view:?} {ask}"));
        }
        let basis = exported(&mut state, "E \"x.svg\" Enter").unwrap();
        assert_says(&basis, &BASIS, "a picture");
    }
}

/// What a command writes as CSV, or why it refuses.
fn asked(args: &[&str], scenario: &str) -> Result<String, String> {
    let last = ["--scenario", scenario, "--format", "csv", "--rates"];
    let ran = ran(&[args, &last, &["bedrock-2026-representative"]].concat(), false, None);
    let told = ran.stderr.trim_start_matches("tokenfare: ").trim_end();
    if told.is_empty() { Ok(ran.stdout) } else { Err(told.to_owned()) }
}

/// What is refused, without the mend that only one of the two can offer.
fn fact(answer: Result<String, String>) -> Result<String, String> {
    answer.map_err(|told| told.split(';').next().unwrap_or_default().to_owned())
}

#[test]
fn a_view_and_its_command_agree_on_every_scenario_without_texts() {
    for builtin in scenario::Builtin::ALL {
        if builtin.parse().unwrap().texts().next().is_some() {
            continue;
        }
        let mut state = explorer(builtin);
        exported(&mut state, "Tab y").unwrap();
        let selected = state.selected().unwrap().0.id.clone();
        let mix = !state.workload().plans.mix.is_empty();
        let paid: &[&str] = if mix { &["credits"] } else { &["credits", &selected] };
        for (view, args) in [
            ("2", &["cap", &selected][..]),
            ("3", &["sweep", &selected, "--over", "requests"]),
            ("5", &["levers", &selected]),
            ("7", paid),
        ] {
            let shown = exported(&mut state, &format!("Alt-{view} E \"x.csv\" Enter"));
            assert_eq!(fact(shown), fact(asked(args, builtin.name())), "{args:?} {builtin:?}");
        }
        exported(&mut state, "Alt-4 y").unwrap();
        let Answer::BreakEven(answer) = state.answer() else { panic!("{builtin:?}") };
        let (a, b) = answer.pair.unwrap();
        let [a, b] = [a, b].map(|at| state.card().models[at].id.clone());
        let shown = exported(&mut state, "Alt-4 E \"x.csv\" Enter");
        assert_eq!(shown, asked(&["breakeven", &a, &b], builtin.name()), "{builtin:?}");
        let shown = exported(&mut state, "i Down Enter Alt-9 E \"x.csv\" Enter").unwrap();
        let args = ["frontier", builtin.name(), "--scores", "arena", "--format", "csv", "--rates"];
        let told = ran(&[&args[..], &["bedrock-2026-representative"]].concat(), false, None);
        assert_eq!(shown, told.stdout, "{builtin:?}");
        if mix {
            let shown = exported(&mut state, "Alt-6 E \"x.csv\" Enter");
            assert_eq!(shown, asked(&["mix"], builtin.name()), "{builtin:?}");
        }
    }
}
