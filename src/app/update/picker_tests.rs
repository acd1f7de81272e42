//! Themes, rate cards and own prices through the real update.

use super::tests::{explorer, press};
use super::update;
use crate::app::State;
use crate::app::files::{FileAnswer, FileRequest};
use crate::app::message::{Effect, Message};
use crate::card::Overlay;
use crate::explore::Row;

fn plain() -> State {
    explorer(["", "", "", ""])
}

fn themes(effects: &[Effect]) -> Vec<&str> {
    let asked = effects.iter().filter_map(|effect| match effect {
        Effect::Theme(name) => Some(name.as_str()),
        _ => None,
    });
    asked.collect()
}

#[test]
fn a_theme_is_shown_while_it_is_chosen_and_put_back() {
    let mut state = plain();
    assert_eq!(themes(&press(&mut state, "T Down")), ["light"]);
    assert_eq!(themes(&press(&mut state, "Esc")), ["dark"]);
    press(&mut state, "T Down Enter");
    assert_eq!(state.theme(), "light");
    let effects = press(&mut state, "T Up s");
    assert!(effects.iter().any(
        |effect| matches!(effect, Effect::Files(FileRequest::UsualTheme(name)) if name == "dark")
    ));
    let effects = update(&mut state, [Message::Files(FileAnswer::ThemeChanged)]);
    assert_eq!(themes(&effects), ["dark"]);
}

#[test]
fn a_card_is_priced_while_it_is_chosen_and_put_back() {
    let mut state = plain();
    let before = state.card().name.clone();
    press(&mut state, "R Down");
    assert_ne!(state.card().name, before);
    assert_eq!(state.ranking().rows.len(), state.card().models.len());
    press(&mut state, "Esc");
    assert_eq!(state.card().name, before);
    press(&mut state, "R Down Enter");
    assert_ne!(state.card().name, before);
}

#[test]
fn a_card_found_outside_can_be_chosen_and_an_edited_one_shows() {
    let mut state = plain();
    let mut ours = state.base_card().clone();
    "Ours".clone_into(&mut ours.name);
    let found = |card: &crate::card::Card| {
        Message::Files(FileAnswer::Cards(vec![card.clone()], Vec::new()))
    };
    update(&mut state, [found(&ours)]);
    press(&mut state, "R End Down Down Down Enter");
    assert_eq!(state.card().name, "Ours");
    let models = ours.models.len();
    ours.models.pop();
    update(&mut state, [found(&ours)]);
    assert_eq!(state.ranking().rows.len(), models - 1);
    let broken = FileAnswer::Cards(Vec::new(), vec!["ours.toml:1:1: no".to_owned()]);
    update(&mut state, [Message::Files(broken)]);
    assert!(state.notice().unwrap().bad);
    assert_eq!(state.ranking().rows.len(), models - 1);
}

#[test]
fn own_prices_are_laid_over_the_card_and_saved_as_an_overlay() {
    let mut state = plain();
    press(&mut state, "Tab");
    let total = |state: &State| state.selected_row().and_then(Row::total).unwrap();
    let before = total(&state);
    // Half off everything.
    press(&mut state, "$ Enter 5 0 % Enter");
    assert_eq!(total(&state).pico() * 2, before.pico());
    assert!(state.card().name.contains("with overlay"), "{}", state.card().name);
    press(&mut state, "Delete");
    assert_eq!(total(&state), before);
    // A refused value says why, and nothing changes.
    press(&mut state, "Down Down x Enter x Enter");
    assert_eq!(total(&state), before);
    press(&mut state, "Down 0 Enter");
    assert!(total(&state) < before);
    let effects = press(&mut state, "w Enter");
    let save = effects.iter().find_map(|effect| match effect {
        Effect::Files(FileRequest::Save(save)) => Some(save),
        _ => None,
    });
    let save = save.unwrap();
    assert!(save.private && save.of.is_none() && save.file == "own-prices.toml");
    let overlay = Overlay::parse(&save.text, "own-prices.toml").unwrap();
    assert_eq!(overlay.models.len(), 1);
    update(&mut state, [Message::Files(FileAnswer::Done("ok".to_owned()))]);
    assert_eq!(state.file(), None, "the scenario has no file from that");
    press(&mut state, "x Esc");
    assert_eq!(total(&state), before);
}

#[test]
fn a_box_closes_by_the_key_that_opened_it() {
    let mut state = plain();
    for key in ["?", "v", "F4", "o", "T", "R", "$"] {
        press(&mut state, key);
        assert!(state.popup().is_some(), "{key} opens");
        press(&mut state, key);
        assert_eq!(state.popup(), None, "{key} closes");
    }
}

#[test]
fn every_list_moves_alike() {
    let mut state = plain();
    let row = |state: &State| state.popup().unwrap().row;
    for key in ["?", "v", "T", "R", "$"] {
        press(&mut state, &format!("{key} Home"));
        press(&mut state, "Up Up Down");
        assert_eq!(row(&state), 1, "{key}");
        press(&mut state, "End Down");
        let last = row(&state);
        press(&mut state, "Up");
        assert_eq!(row(&state), last - 1, "{key}");
        press(&mut state, &["PgUp"; 40].join(" "));
        assert_eq!(row(&state), 0, "{key}");
        press(&mut state, "Esc");
    }
}

#[test]
fn the_row_below_an_own_price_is_the_next_price() {
    let mut state = plain();
    press(&mut state, "Tab $");
    let selected = state.table().selected.clone();
    press(&mut state, "1 0 % Down");
    assert_eq!(state.table().selected, selected);
    assert_eq!(state.popup().map(|open| open.row), Some(1));
    assert!(state.typing().is_none());
}
