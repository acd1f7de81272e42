//! The tasks of the five people who tried the explorer, by the keys they take. Before the palette and
//! digits that always type, they took (a paste counts as one): the first scenario of an engineer 12,
//! tripling the requests in a meeting 24, answers 30% longer 11, 70% to Haiku 2 of a lever without its saving
//! in sight, $5,000 not at all, the cap view of a model from a log 14.

use super::tests::{explorer, press};
use super::*;
use crate::app::prompts::Part;
use crate::app::{Keys, View};
use crate::explore::MIX_ID;

/// The explorer on the list of all models.
fn list() -> State {
    let mut state = explorer(["", "", "", ""]);
    press(&mut state, "r");
    state
}

/// Presses these keys, which are as many.
fn takes(state: &mut State, count: usize, keys: &str) {
    assert_eq!(keys.parse::<Keys>().unwrap().0.len(), count, "{keys}");
    press(state, keys);
}

fn cost(state: &State) -> f64 {
    state.selected_row().and_then(|row| row.total()).unwrap().approx()
}

#[test]
fn an_engineer_sets_up_a_workload() {
    let mut state = list();
    // 8, two of which are pastes: to the next part and back out of the prompts there is no need.
    update(&mut state, [Message::Paste("You are a helper. ".repeat(50))]);
    takes(&mut state, 1, "Right");
    update(&mut state, [Message::Paste("A context. ".repeat(50))]);
    takes(&mut state, 5, "3 0 0 k Enter");
    assert_eq!(state.workload().requests, 300_000);
    assert!(
        Part::ALL.iter().filter(|part| !state.prompts().text(**part).editor.is_empty()).count()
            == 2
    );
}

#[test]
fn a_meeting_is_answered_on_its_screen() {
    let mut state = list();
    press(&mut state, ": 'sonnet 5.5' Enter P");
    let before = cost(&state);
    // As it stands: 2. The figures are there; a pin holds everything against them.
    takes(&mut state, 2, "p Enter");
    assert!(state.pins().baseline().is_some());
    // Traffic triples: 4, not 24.
    takes(&mut state, 4, "N x 3 Enter");
    assert!((cost(&state) / before - 3.0).abs() < 1e-6);
    press(&mut state, "u");
    // Answers 30% longer: 6, not 11.
    takes(&mut state, 6, "L + 3 0 % Enter");
    assert!(cost(&state) > before);
    press(&mut state, "u");
    // $5,000: 7.
    takes(&mut state, 7, "N $ 5 0 0 0 Enter");
    assert!(cost(&state) <= 5_000.0 && cost(&state) > 4_990.0);
    press(&mut state, "u");
    // 70% to Haiku: 10 with its saving in sight, or 3 by the question itself.
    takes(&mut state, 10, "% 7 0 Space h a i k u Enter");
    assert_eq!(state.table().selected.as_deref(), Some(MIX_ID));
    assert!(cost(&state) < before);
    assert!(state.is_presenting());
    press(&mut state, "u");
    takes(&mut state, 9, ": t r i p l e Enter Enter");
    assert!((cost(&state) / before - 3.0).abs() < 1e-6);
    // A control by its name.
    takes(&mut state, 5, ": c a p Enter");
    assert_eq!(state.control(), crate::controls::Control::Cap);
    // A model by its name, and the first and the last.
    press(&mut state, "/ nova Enter".replace("nova", "'nova micro'").as_str());
    assert!(state.is_presenting() && state.selected().unwrap().0.name == "Nova Micro");
    press(&mut state, "Esc Home");
    assert!(state.is_presenting() && state.table().choice.filter.text().is_empty());
    let requests = state.workload().requests;
    press(&mut state, "End");
    assert_eq!(state.workload().requests, requests);
}

#[test]
fn a_developer_comes_to_the_cap_of_a_model() {
    let mut state = list();
    // 14 by the palette, 12 of which are the name.
    takes(&mut state, 14, ": s o n n e t Space 5 . 5 Enter A-2 1");
    assert_eq!(state.view(), View::Cap);
    press(&mut state, "0 0 0 Enter");
    assert_eq!(state.workload().answer.cap.map(crate::money::Tokens::get), Some(1_000));
}

#[test]
fn an_author_exports_what_is_seen() {
    let mut state = list();
    press(&mut state, "A-2 BackTab E");
    assert!(state.typing().unwrap().before.ends_with("-cap.csv"));
    press(&mut state, "Esc A-1 BackTab E");
    assert!(state.typing().unwrap().before.ends_with("-ranking.csv"));
}

#[test]
fn a_newcomer_presses_letters_everywhere() {
    let mut state = explorer(["A system prompt.", "", "A question", ""]);
    press(&mut state, "Shift-Tab");
    for key in ["q", "Esc", "a", "Backspace", "Delete", "j", "k", "g", "G"] {
        press(&mut state, key);
        press(&mut state, "Esc Shift-Tab");
    }
    let text = |state: &State| state.prompts().text(Part::SYSTEM).editor.text().to_string();
    assert_eq!(text(&state), "A system prompt.");
    press(&mut state, "e !");
    assert_ne!(text(&state), "A system prompt.");
    press(&mut state, "Esc u");
    assert_eq!(text(&state), "A system prompt.");
    // No row to mark.
    press(&mut state, "/ xyzzy Enter m".replace("xyzzy", "'xyzzy'").as_str());
    assert!(state.notice().unwrap().text.starts_with("There is no row to mark"));
}

#[test]
fn digits_type_a_value_in_every_pane_and_views_are_no_digits() {
    use crate::app::action::{Context, Keymap};
    let panes =
        [Context::Workload, Context::Ranking, Context::Detail, Context::Present, Context::Prompts];
    let keymap = Keymap::default();
    for digit in '0'..='9' {
        for pane in panes {
            assert_eq!(keymap.action(crate::app::Key::char(digit), pane.with_others()), None);
        }
        for keys in ["", "Tab", "A-1", "A-2", "A-5", "P", "Shift-Tab"] {
            let mut state = explorer(["Text.", "", "", ""]);
            press(&mut state, keys);
            press(&mut state, &digit.to_string());
            let typing = state.typing().expect(keys);
            assert_eq!(typing.text, digit.to_string(), "{keys}");
        }
    }
}

#[test]
fn the_palette_finds_everything() {
    let mut state = list();
    let first = |state: &State| state.palette().first().map(|row| (row.kind, row.name.clone()));
    for (typed, kind, name) in [
        ("haiku 5.5", "model", "Claude Haiku 5.5"),
        ("levers", "view", "Levers"),
        ("caching on or", "action", "prompt caching on or off"),
        ("afford", "ask", "What can we afford with $5,000?"),
        ("representative", "card", "Bedrock 2026 representative"),
        ("sort by ctx", "column", "sort by context (ctx)"),
    ] {
        press(&mut state, &format!("Ctrl-P '{typed}'"));
        let found = first(&state).unwrap();
        assert!(found.0 == kind && found.1.starts_with(name), "{typed}: {found:?}");
        press(&mut state, "Esc");
    }
    press(&mut state, ": 'sort by ctx' Enter");
    assert!(matches!(state.table().choice.sort, crate::app::columns::Column::Measure(_)));
    // From text, too; and a model that the filter leaves out.
    press(&mut state, "/ nova Enter".replace("nova", "'nova'").as_str());
    press(&mut state, "e Ctrl-P 'opus 5' Enter");
    assert!(state.selected().unwrap().0.name.contains("Opus"));
    assert!(state.table().choice.filter.text().is_empty());
}
