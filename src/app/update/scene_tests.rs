//! Several scenarios, the screen of a meeting, and what moves on it, through the real update.

use super::tests::press;
use super::update;
use crate::app::message::{Counted, Effect, Message};
use crate::app::prompts::Part;
use crate::app::{Opening, Start, State};
use crate::card::fixed;
use crate::controls::Control;
use crate::money::Tokens;
use crate::tokens::{Estimate, KindTotals, TextKind};
use crate::workload::Workload;

fn opening(name: &str, requests: u64, text: &str) -> Opening {
    Opening {
        name: name.to_owned(),
        workload: Workload { requests, ..Workload::default() },
        texts: ["", text, "", "", ""].map(str::to_owned),
        ..Opening::default()
    }
}

fn three(motion: bool) -> (State, Vec<Effect>) {
    State::new(Start {
        motion,
        ..Start::new(
            vec![fixed::representative()],
            vec![
                opening("First", 1_000, "a text"),
                opening("Second", 2_000, "another"),
                opening("Third", 3_000, ""),
            ],
            (120, 36),
        )
    })
}

#[test]
fn scenarios_are_stepped_through_and_keep_their_changes() {
    let (mut state, _) = three(false);
    assert_eq!(state.scene_names(), ["First", "Second", "Third"]);
    press(&mut state, "5 k Enter .");
    assert_eq!((state.scenario(), state.scene()), ("Second", (1, 3)));
    assert_eq!(state.workload().requests, 2_000);
    press(&mut state, ". .");
    assert_eq!((state.scenario(), state.workload().requests), ("First", 5_000));
    press(&mut state, "u ,");
    assert_eq!((state.scenario(), state.scene()), ("Third", (2, 3)));
    press(&mut state, ".");
    assert_eq!((state.scenario(), state.workload().requests), ("First", 1_000));
    assert_eq!(state.scene_names(), ["First", "Second", "Third"]);
}

#[test]
fn a_count_for_one_scenario_is_not_taken_for_another() {
    let (mut state, effects) = three(false);
    let Some(Effect::Count { part, revision, .. }) = effects.first() else {
        panic!("the first text is to be counted");
    };
    let count = |revision| {
        let mut counted = Counted::at_once(*part, revision, &"x".into());
        let kinds = KindTotals::of(TextKind::Prose, Tokens::new(777));
        counted.tokens = Tokens::new(777);
        if let Some(whole) = &mut counted.whole {
            (whole.kinds, whole.estimates) = (kinds, Estimate::of_all(&kinds));
        }
        Message::Counted(Box::new(counted))
    };
    let asked = press(&mut state, ".");
    assert!(
        matches!(&asked[..], [Effect::Count { part: Part::Prompt(_), revision: other, .. }] if other != revision)
    );
    update(&mut state, [count(*revision)]);
    assert_ne!(state.prompts().text(Part::SYSTEM).tokens(), Tokens::new(777));
    press(&mut state, ",");
    update(&mut state, [count(*revision)]);
    assert_eq!(state.prompts().text(Part::SYSTEM).tokens(), Tokens::new(777));
}

#[test]
fn the_screen_of_a_meeting_has_its_own_keys() {
    let (mut state, _) = three(false);
    press(&mut state, "P Right");
    assert!(state.is_presenting());
    assert_eq!(state.scenario(), "Second");
    let before = state.selected().unwrap().0.id.clone();
    press(&mut state, "Down");
    assert_ne!(state.selected().unwrap().0.id, before);
    press(&mut state, "+ +");
    assert_eq!(state.workload().requests, 2_200);
    press(&mut state, "PgDn");
    assert_eq!(state.control(), Control::Tokens);
    press(&mut state, "-");
    // 600 typed, 400 answered and the two of the text, down to the next round number.
    assert_eq!(state.workload().tokens_per_request().get(), 1_000);
    // Nothing but its own key leaves it.
    for key in ["Esc", "e", "F4", "]", "A-2", "q", "Tab", "Z Esc"] {
        assert!(press(&mut state, key).is_empty(), "{key}");
        assert!(state.is_presenting(), "{key}");
    }
    update(&mut state, [Message::Paste("a secret".to_owned())]);
    assert!(state.is_presenting() && state.is_changed());
    press(&mut state, "P");
    assert!(!state.is_presenting());
}

#[test]
fn bars_glide_only_when_asked_and_come_to_rest() {
    let (mut still, _) = three(false);
    press(&mut still, "P b");
    assert!(!still.is_moving());
    let (mut state, _) = three(true);
    press(&mut state, "c");
    assert!(!state.is_moving(), "nothing moves on the usual screen");
    press(&mut state, "P");
    assert!(!state.is_moving());
    let before = state.places();
    press(&mut state, "+");
    assert!(state.is_moving());
    // At first everything stands where it stood.
    let places = state.places();
    for ((_, now), (_, then)) in places.iter().zip(&before) {
        assert!((now.dollars - then.dollars).abs() < 1e-9);
    }
    let mut dollars = vec![places[0].1.dollars];
    for _ in 0..20 {
        update(&mut state, [Message::Tick(16)]);
        dollars.push(state.places()[0].1.dollars);
    }
    assert!(dollars.is_sorted());
    assert!(!state.is_moving());
    let total = state.ranking().rows[state.table().rows()[0]].total().unwrap();
    assert_eq!(dollars.last(), Some(&total.approx()));
    // A tick without anything to move is nothing.
    update(&mut state, [Message::Tick(u32::MAX)]);
}
