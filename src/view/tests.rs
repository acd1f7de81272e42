//! Whole screens as text, at three sizes.

use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::{Theme, draw};
use crate::app::{Key, KeyCode, Message, Start, State, update};
use crate::card::Builtin;
use crate::scenario;

/// The explorer as a newcomer sees it, with texts counted.
fn state(width: u16, height: u16) -> State {
    let mut scenario = scenario::Builtin::ALL[0].parse().unwrap();
    let texts = scenario::Part::ALL.map(|part| match scenario.text(part) {
        scenario::Text::Inline(text) => text.clone(),
        _ => String::new(),
    });
    for part in scenario::Part::ALL {
        let at = part.label();
        let _ = at;
    }
    scenario.name = scenario.name.clone();
    let (mut state, effects) = State::new(Start {
        cards: Builtin::ALL
            .iter()
            .map(|card| card.parse().unwrap().into())
            .collect(),
        scenario: scenario.name.clone(),
        workload: scenario.workload.clone(),
        texts,
        today: crate::card::Date::new(2026, 11, 23),
        mouse: true,
        size: (width, height),
    });
    let counted = effects.into_iter().filter_map(|effect| match effect {
        crate::app::Effect::Count {
            part,
            revision,
            text,
        } => {
            let text = text.to_string();
            let tokens = crate::tokens::Encoding::O200kBase.count(&text);
            Some(Message::Counted(crate::app::Counted {
                part,
                revision,
                tokens,
                bytes: text.len(),
                done: true,
            }))
        }
        _ => None,
    });
    update(&mut state, counted.collect::<Vec<_>>());
    state
}

fn screen(state: &State) -> String {
    let (width, height) = state.size();
    let theme = Theme::builtin("dark").unwrap().unwrap();
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal
        .draw(|frame| {
            draw(state, &theme, frame);
        })
        .unwrap();
    terminal.backend().to_string()
}

#[test]
fn look() {
    for (w, h) in [(80, 24), (120, 36), (200, 60)] {
        let mut s = state(w, h);
        println!("{}", screen(&s));
        let _ = (&mut s, Key::char('q'), KeyCode::Up);
    }
}
