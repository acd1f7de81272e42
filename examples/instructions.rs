//! One piece of the engine's work, a few times, for `tools/instructions.sh` to count under callgrind.

use std::env;
use std::hint::black_box;
use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tokenfare::app::{Key, KeyCode, Message, Opening, Start, State, update};
use tokenfare::card::{Builtin, Card, Model};
use tokenfare::controls::{Control, Facts};
use tokenfare::explore::{Piece, Sizing, axis, levers, rank, sweep};
use tokenfare::money::Tokens;
use tokenfare::tokens::split::blocks;
use tokenfare::tokens::{Estimate, Family, KindTotals, TextKind};
use tokenfare::view::{Theme, paint};
use tokenfare::workload::{Prompt, Section, Spread, Workload};

/// How often; the first time costs more than the others.
const TIMES: usize = 5;

/// Everything in here is counted, and nothing else.
#[inline(never)]
fn measured(work: &mut dyn FnMut()) {
    for _ in 0..TIMES {
        work();
    }
}

fn list() -> Card {
    Builtin::List.parse().expect("the built-in card is sound")
}

/// Cached prompts and answers of unequal length under a cap: nothing is left out of the bill.
fn workload(turns: u32) -> Workload {
    let mut work = Workload {
        prompt: Prompt::of(Tokens::new(2_000), Tokens::new(200)),
        turns,
        ..Workload::default()
    };
    work.caching.on = true;
    work.answer.spread = Spread::from_permille(2_500);
    work.answer.cap = Some(Tokens::new(2_048));
    work
}

fn explorer() -> State {
    let (state, _) = State::new(Start::new(
        vec![Arc::new(list())],
        vec![Opening { name: "Measured".to_owned(), workload: workload(1), ..Opening::default() }],
        (200, 60),
    ));
    state
}

fn main() {
    let name = env::args().nth(1).unwrap_or_default();
    let card = list();
    let sizing = Sizing::same(workload(1));
    match name.as_str() {
        "rank" => measured(&mut || {
            black_box(rank(&card, black_box(&sizing), |_| true));
        }),
        "rank-turns" => {
            let sizing = Sizing::same(workload(10));
            measured(&mut || {
                black_box(rank(&card, black_box(&sizing), |_| true));
            });
        }
        "rank-own" => {
            let text = KindTotals::of(TextKind::Prose, Tokens::new(2_000));
            measured(&mut || {
                let own = Sizing::own(workload(1), &|piece: Piece, family: Family| {
                    (piece == Piece::Prompt(Section::System)).then(|| Estimate::of(family, &text))
                });
                black_box(rank(&card, black_box(&own), |_| true));
            });
        }
        "sweep" => {
            let models: Vec<&Model> = card.models.iter().take(5).collect();
            let control = Control::InputShare;
            let axis = axis(control, None, None, 120).expect("the control has numbers");
            measured(&mut || {
                black_box(sweep(control, Facts::default(), &models, &sizing, &axis));
            });
        }
        "levers" => {
            let ranking = rank(&card, &sizing, |_| true);
            let at = ranking.rows[0].model.expect("a model");
            measured(&mut || {
                let _ = black_box(levers(&card, &sizing, &ranking, at, card.as_of));
            });
        }
        "update" => {
            let mut state = explorer();
            measured(&mut || {
                black_box(update(&mut state, [Message::Key(Key::plain(KeyCode::Right))]));
            });
        }
        "paint" => {
            let state = explorer();
            let theme = Theme::builtin("dark").and_then(Result::ok);
            let theme = theme.expect("the built-in theme is sound");
            let mut buffer = Buffer::empty(Rect::new(0, 0, 200, 60));
            measured(&mut || {
                black_box(paint(&state, &theme, &mut buffer));
            });
        }
        "split" => {
            let text = "The quick brown fox reads a policy about parcels.\n".repeat(20_000);
            measured(&mut || {
                black_box(blocks(black_box(&text)).count());
            });
        }
        _ => panic!("one of rank, rank-turns, rank-own, sweep, levers, update, paint, split"),
    }
}
