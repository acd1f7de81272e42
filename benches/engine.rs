//! What a key costs: pricing and ranking every model, the update around it, and drawing.

use std::sync::Arc;

use divan::{Bencher, black_box};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tokenfare::app::{Counted, Effect, Key, KeyCode, Message, Opening, Start, State, update};
use tokenfare::card::{self, Card};
use tokenfare::explore::{Piece, Ranking, Sizing, rank};
use tokenfare::money::Tokens;
use tokenfare::scenario::{self, Part, Scenario, Text};
use tokenfare::tokens::{Counter, Encoding, Estimate, Family};
use tokenfare::view::{Theme, paint};
use tokenfare::workload::{Prompt, Spread, Workload};

/// Columns and rows of a large terminal.
const SIZE: (u16, u16) = (200, 60);

fn main() {
    divan::main();
}

fn list() -> Card {
    card::Builtin::List.parse().expect("the built-in card is sound")
}

/// The explorer's first scenario with its texts.
fn support_assistant() -> Scenario {
    scenario::Builtin::SupportAssistant.parse().expect("the built-in scenario is sound")
}

fn text(scenario: &Scenario, part: Part) -> String {
    match scenario.text(part) {
        Text::Inline(text) => text.clone(),
        Text::None | Text::File(_) => String::new(),
    }
}

/// The explorer's first workload: caching, answers of unequal length under a cap.
fn first_workload() -> Workload {
    let mut scenario = support_assistant();
    for part in Part::ALL {
        let text = text(&scenario, part);
        if !text.is_empty() {
            scenario.set_tokens(part, Encoding::O200kBase.count(&text));
        }
    }
    scenario.workload
}

/// Conversations of ten turns, cached as they grow.
fn ten_turns() -> Workload {
    let mut work = Workload {
        turns: 10,
        prompt: Prompt::of(Tokens::new(2_000), Tokens::new(200)),
        ..Workload::default()
    };
    work.caching.on = true;
    work
}

/// Lognormal answers under a cap.
fn lognormal_cap() -> Workload {
    let mut work = Workload::default();
    work.answer.spread = Spread::from_permille(2_500);
    work.answer.cap = Some(Tokens::new(800));
    work
}

/// Prices one workload on every model of the list and sorts them.
fn bench_rank(bencher: Bencher<'_, '_>, work: &Workload) {
    let card = list();
    let sizing = Sizing::same(work.clone());
    bencher.bench(|| -> Ranking { rank(black_box(&card), black_box(&sizing), |_| true) });
}

#[divan::bench]
fn rank_plain_requests(bencher: Bencher<'_, '_>) {
    bench_rank(bencher, &Workload::default());
}

#[divan::bench]
fn rank_first_scenario(bencher: Bencher<'_, '_>) {
    bench_rank(bencher, &first_workload());
}

/// The first scenario by each model's own tokenizer: up to three prices a model, for the range.
#[divan::bench]
fn rank_own_tokens(bencher: Bencher<'_, '_>) {
    let (card, scenario) = (list(), support_assistant());
    let counts =
        Part::ALL.map(|part| Counter::new().count(Encoding::O200kBase, &text(&scenario, part)));
    let sizing = Sizing::own(first_workload(), &|piece: Piece, family: Family| {
        let part = match piece {
            Piece::Prompt(section) => Part::Prompt(section),
            Piece::Answer => Part::Answer,
        };
        let at = Part::ALL.iter().position(|&known| known == part)?;
        let kinds = counts.get(at)?;
        (!kinds.total().is_zero()).then(|| Estimate::of(family, kinds))
    });
    bencher.bench(|| -> Ranking { rank(black_box(&card), black_box(&sizing), |_| true) });
}

#[divan::bench]
fn rank_ten_cached_turns(bencher: Bencher<'_, '_>) {
    bench_rank(bencher, &ten_turns());
}

/// The same with a time between turns, in bursts, for many prefixes.
#[divan::bench]
fn rank_ten_turns_of_many_tenants(bencher: Bencher<'_, '_>) {
    let mut work = ten_turns();
    work.caching.turn_gap = Some(120);
    (work.caching.prefixes, work.caching.burst) = (200, 8);
    bench_rank(bencher, &work);
}

/// Inputs that vary.
#[divan::bench]
fn rank_inputs_that_vary(bencher: Bencher<'_, '_>) {
    let mut work = ten_turns();
    work.input_spread = Spread::from_permille(2_000);
    bench_rank(bencher, &work);
}

#[divan::bench]
fn rank_lognormal_cap(bencher: Bencher<'_, '_>) {
    bench_rank(bencher, &lognormal_cap());
}

#[divan::bench]
fn parse_list_card() -> Card {
    list()
}

/// The explorer as it first stands there, its texts counted.
fn explorer() -> State {
    let scenario = support_assistant();
    let start = Start::new(
        card::Builtin::ALL
            .map(|card| Arc::new(card.parse().expect("built-in cards are sound")))
            .to_vec(),
        vec![Opening {
            name: scenario.name.clone(),
            texts: Part::ALL.map(|part| text(&scenario, part)),
            workload: scenario.workload,
            ..Opening::default()
        }],
        SIZE,
    );
    let (mut state, effects) = State::new(start);
    let counts = effects.into_iter().filter_map(|effect| match effect {
        Effect::Count { part, revision, text } => {
            Some(Message::Counted(Box::new(Counted::at_once(part, revision, &text))))
        }
        _ => None,
    });
    let counts: Vec<Message> = counts.collect();
    update(&mut state, counts);
    state
}

/// One step of a slider, with everything that follows from it but the drawing.
#[divan::bench]
fn update_slider_key(bencher: Bencher<'_, '_>) {
    let mut state = explorer();
    let mut more = false;
    bencher.bench_local(|| {
        more = !more;
        let code = if more { KeyCode::Right } else { KeyCode::Left };
        update(&mut state, [Message::Key(Key::plain(code))])
    });
}

/// One draw of the whole screen. A sample is one draw, so that the slowest is seen.
#[divan::bench(sample_size = 1, sample_count = 1_000)]
fn paint_screen(bencher: Bencher<'_, '_>) {
    let state = explorer();
    let theme = Theme::builtin("dark")
        .expect("the theme is built in")
        .expect("the built-in theme is sound");
    let mut buffer = Buffer::empty(Rect::new(0, 0, SIZE.0, SIZE.1));
    bencher.bench_local(|| paint(&state, &theme, black_box(&mut buffer)));
}
