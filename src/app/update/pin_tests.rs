//! Pins through the real update.

use super::tests::{explorer, press};
use crate::app::State;
use crate::app::screen::Pane;
use crate::app::views::View;
use crate::money::Usd;

fn plain() -> State {
    explorer(["", "", "", ""])
}

/// The change of the selected model, in words.
fn change(state: &State) -> String {
    let row = state.selected_row().unwrap();
    state.difference(row).map_or_else(String::new, |it| {
        let (sides, change) = it.words(crate::money::Currency::DOLLARS);
        format!("{sides}  {change}")
    })
}

#[test]
fn from_a_pin_on_every_change_is_shown() {
    let mut state = plain();
    assert_eq!(change(&state), "");
    press(&mut state, "p M o n d a y Enter");
    assert_eq!(state.pins().baseline().unwrap().name, "Monday");
    assert!(change(&state).ends_with("±$0.00 (0%)"), "{}", change(&state));
    // Twice the requests are twice the cost.
    press(&mut state, "1 0 0 k Enter");
    assert!(change(&state).ends_with("(+100%)"), "{}", change(&state));
    let pin = state.pins().baseline().unwrap();
    assert_eq!(pin.changes(state.workload(), state.card()), ["requests / month 50,000 → 100,000"]);
    // Nothing on one side: no percentage.
    press(&mut state, "0 Enter");
    assert!(!change(&state).contains('%'), "{}", change(&state));
    // Another card is named too.
    press(&mut state, "r");
    let changes = state.pins().baseline().unwrap().changes(state.workload(), state.card());
    assert!(changes.last().unwrap().starts_with("rates: "), "{changes:?}");
}

#[test]
fn a_pin_without_a_name_gets_one_and_esc_pins_nothing() {
    let mut state = plain();
    press(&mut state, "p Esc");
    assert!(state.pins().all().is_empty());
    press(&mut state, "p Enter p Enter");
    let names: Vec<&str> = state.pins().all().iter().map(|pin| pin.name.as_str()).collect();
    assert_eq!(names, ["Pin 1", "Pin 2"]);
}

#[test]
fn pins_are_chosen_held_against_gone_back_to_and_dropped() {
    let mut state = plain();
    press(&mut state, "p A Enter 1 0 0 k Enter p B Enter Tab A-8");
    assert_eq!((state.focus(), state.view()), (Pane::Detail, View::Compare));
    assert_eq!(state.pins().baseline().unwrap().name, "B");
    press(&mut state, "Left Enter");
    assert_eq!(state.pins().baseline().unwrap().name, "A");
    assert!(change(&state).ends_with("(+100%)"));
    // Again: against the selected model, whichever model is looked at.
    let held = state.selected().unwrap().0.id.clone();
    press(&mut state, "Enter Down");
    assert_eq!(state.pins().model(), Some(held.as_str()));
    let row = state.selected_row().unwrap();
    let before = state.difference(row).unwrap().before;
    assert_eq!(Some(before), state.pins().all()[0].total(&held));
    press(&mut state, "Space");
    assert_eq!(state.workload().requests, 50_000);
    press(&mut state, "u");
    assert_eq!(state.workload().requests, 100_000);
    press(&mut state, "Delete Delete Delete");
    assert!(state.pins().all().is_empty());
}

#[test]
fn the_ranking_sorts_by_the_change() {
    let mut state = plain();
    press(&mut state, "p Enter 1 0 0 k Enter s Down Down Enter");
    assert_eq!(state.table().choice.sort, crate::app::columns::Column::Change);
    assert!(changes(&state).is_sorted() && changes(&state).len() == 14);
    // And anew where it is held against something else.
    press(&mut state, "1 0 k Enter Tab A-8");
    let each = changes(&state);
    press(&mut state, "Enter");
    assert!(state.pins().model().is_some());
    assert!(changes(&state).is_sorted() && changes(&state) != each);
}

fn changes(state: &State) -> Vec<Usd> {
    let rows = state.table().rows().iter().map(|at| &state.ranking().rows[*at]);
    rows.filter_map(|row| Some(state.difference(row)?.change())).collect()
}
