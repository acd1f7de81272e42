//! The views through the real update: what their keys and the mouse do.

use std::sync::Arc;

use super::tests::{explorer, press};
use super::update;
use crate::app::message::{Message, Pointer, PointerKind, Target};
use crate::app::{Answer, OwnScores, Scoring};
use crate::app::{State, View};
use crate::controls::Control;
use crate::explore::{Refused, Row};
use crate::money::{Tokens, Usd};
use crate::score::Scores;

fn plain() -> State {
    explorer(["", "", "", ""])
}

fn total(state: &State) -> Usd {
    state.selected_row().and_then(Row::total).unwrap()
}

fn drag(state: &mut State, kind: PointerKind, column: i32) {
    let pointer =
        Pointer { kind, target: Some(Target::Chart), column, row: 0, width: 101, height: 8 };
    update(state, [Message::Pointer(pointer)]);
}

#[test]
fn alt_numbers_and_brackets_open_views() {
    let mut state = plain();
    press(&mut state, "Tab A-3");
    assert_eq!(state.view(), View::WhatIf);
    press(&mut state, "] ]");
    assert_eq!(state.view(), View::Levers);
    press(&mut state, "[ A-1 [");
    assert_eq!(state.view(), View::Frontier);
    press(&mut state, "[ A-9 [");
    assert_eq!(state.view(), View::Compare);
    // A digit alone is a value.
    press(&mut state, "7");
    assert_eq!(state.view(), View::Compare);
    assert!(state.typing().is_some());
}

/// The ids and scores of the points in sight, and which of them is chosen.
fn plotted(state: &State) -> (Vec<String>, Option<usize>) {
    let Answer::Frontier(Ok(found)) = state.answer() else {
        panic!("{:?}", state.answer());
    };
    let shown = state.frontier_shown(found);
    let id = |at: &usize| state.card().models[found.points[*at].model].id.clone();
    let chosen = state.frontier_at(found);
    (shown.iter().map(id).collect(), shown.iter().position(|at| Some(*at) == chosen))
}

#[test]
fn keys_and_clicks_go_through_the_frontier() {
    let mut state = plain();
    press(&mut state, "Tab A-9");
    assert!(matches!(state.answer(), Answer::Frontier(Err(Refused::NoScores))));
    // Five models: the cheapest, the third and the dearest are on the frontier.
    let text = "model,score,effort\nnova-micro,50,\nnova-lite,40,\nclaude-haiku,70,\nnova-pro,60,\n\
                claude-sonnet,90,off\n";
    let scores = Scores::parse(text, "own.csv", |id| Ok(id.to_owned())).unwrap();
    let own = OwnScores { file: "own.csv".to_owned(), scores: Arc::new(scores) };
    state.scoring = Scoring::new(Some(own), None);
    press(&mut state, "Home");
    let (all, first) = plotted(&state);
    assert_eq!(all, ["nova-micro", "nova-lite", "claude-haiku", "nova-pro", "claude-sonnet"]);
    assert_eq!(first, Some(0));
    press(&mut state, "Right Right");
    assert_eq!(plotted(&state).1, Some(2));
    press(&mut state, "Left Enter");
    assert_eq!(state.selected().unwrap().0.id, all[1]);
    // The frontier alone, and what is chosen; back again, all of them.
    press(&mut state, "Space");
    let (few, _) = plotted(&state);
    assert_eq!(few, ["nova-micro", "nova-lite", "claude-haiku", "claude-sonnet"]);
    press(&mut state, "Space End");
    assert_eq!(plotted(&state).1, Some(all.len() - 1));
    // Down to the next worse of the five, then up to the best.
    press(&mut state, "Down Down");
    assert_eq!(plotted(&state).1, Some(3));
    press(&mut state, "Up Up Up");
    assert_eq!(plotted(&state).1, Some(4));
    // A click selects; selecting in the ranking takes the choice along.
    let target = Some(Target::Point(0));
    let pointer =
        Pointer { kind: PointerKind::Press, target, column: 0, row: 0, width: 3, height: 1 };
    update(&mut state, [Message::Pointer(pointer)]);
    assert_eq!(state.selected().unwrap().0.id, all[0]);
    press(&mut state, "F");
    assert!(state.shows_efforts());
    press(&mut state, "F");
    assert!(!state.shows_efforts());
    // Going back to no scores, there is nothing to see.
    press(&mut state, "i Home Enter");
    assert!(state.scores().is_none());
    assert!(matches!(state.answer(), Answer::Frontier(Err(Refused::NoScores))));
}

#[test]
fn the_cap_is_moved_on_its_chart() {
    let mut state = plain();
    press(&mut state, "Tab A-2");
    let Answer::Cap(answer) = state.answer() else {
        panic!("{:?}", state.answer());
    };
    assert_eq!(answer.models.len(), 1);
    drag(&mut state, PointerKind::Press, 50);
    let cap = state.workload().answer.cap.unwrap().get();
    // Half way between 16 and 2,048 on a logarithmic axis: 16 x sqrt(128) = 181, rounded.
    assert_eq!(cap, 180);
    drag(&mut state, PointerKind::Drag, 1_000);
    assert_eq!(state.workload().answer.cap, None);
    drag(&mut state, PointerKind::Drag, 50);
    drag(&mut state, PointerKind::Release, 50);
    press(&mut state, "u");
    assert_eq!(state.workload().answer.cap, None, "one gesture is undone as one");
    press(&mut state, "A-2 Left Left");
    assert!(state.workload().answer.cap.is_some());
    // The answer is that of the workload as it is.
    let Answer::Cap(answer) = state.answer() else {
        panic!("{:?}", state.answer());
    };
    let (_, tuning) = &answer.models[0];
    assert_eq!(tuning.as_ref().unwrap().now.monthly().expected, total(&state));
}

#[test]
fn the_axis_of_what_if_is_the_chosen_control() {
    let mut state = plain();
    press(&mut state, "Tab m Down m A-3 Down Down");
    assert_eq!(state.control(), Control::InputShare);
    let Answer::WhatIf(answer) = state.answer() else {
        panic!("{:?}", state.answer());
    };
    assert_eq!((answer.control, answer.models.len()), (Control::InputShare, 2));
    drag(&mut state, PointerKind::Press, 25);
    assert_eq!(state.workload().input_share().ppm(), 250_000);
    press(&mut state, "Right");
    assert_eq!(state.workload().input_share().ppm(), 260_000);
    // A switch has no axis.
    press(&mut state, "Down Down Down Down Down Down Down");
    assert!(state.control().scale().is_some());
}

#[test]
fn a_lever_saves_what_it_says_and_is_taken_back() {
    let mut state = plain();
    press(&mut state, "Tab Down Down A-5");
    let mut changed = 0;
    loop {
        let before = total(&state);
        let Answer::Levers(Ok(found)) = state.answer() else {
            panic!("{:?}", state.answer());
        };
        let row = state.view_row();
        let Some(lever) = found.levers.get(row).cloned() else {
            break;
        };
        let workload = state.workload().clone();
        press(&mut state, "Enter");
        if *state.workload() != workload {
            if state.view() == View::Levers {
                assert_eq!(before - total(&state), lever.saves.expected, "{}", lever.name);
            }
            press(&mut state, "u A-5");
            assert_eq!(state.workload(), &workload);
            changed += 1;
        } else {
            press(&mut state, "Tab Tab Tab Tab A-5");
        }
        for _ in 0..=row {
            press(&mut state, "Down");
        }
        if state.view_row() == row {
            break;
        }
    }
    assert!(changed > 1);
}

#[test]
fn a_mix_grows_shifts_and_shrinks() {
    let mut state = plain();
    press(&mut state, "Tab A-6 Space");
    let routes = |state: &State| -> Vec<u32> {
        let routes = state.workload().plans.mix.routes().iter();
        routes.map(|route| route.share.ppm()).collect()
    };
    assert_eq!(routes(&state), [1_000_000]);
    press(&mut state, "Space");
    assert_eq!(routes(&state).len(), 1, "not twice");
    press(&mut state, "BackTab Down A-6 Space");
    assert_eq!(routes(&state).len(), 1, "nor itself");
    press(&mut state, "BackTab Down A-6 Space");
    assert_eq!(routes(&state), [800_000, 200_000]);
    press(&mut state, "5 0 Enter");
    press(&mut state, "BackTab Down A-6 Space");
    assert_eq!(routes(&state), [400_000, 400_000, 200_000]);
    press(&mut state, "Enter 5 0 Enter O 1 2 0 Enter X 6 4 Enter");
    assert_eq!(routes(&state), [250_000, 250_000, 500_000]);
    let route = &state.workload().plans.mix.routes()[2];
    assert_eq!(route.answer.unwrap().get(), 120);
    assert_eq!(route.cap.unwrap().get(), 64);
    let Answer::Mix(Ok(bill)) = state.answer() else {
        panic!("{:?}", state.answer());
    };
    let sum = bill.routes.iter().map(|route| route.bill.as_ref().unwrap().total());
    assert_eq!(bill.total.map(|total| total.expected), Some(sum.sum()));
    press(&mut state, "Delete");
    assert_eq!(routes(&state), [500_000, 500_000]);
    press(&mut state, "Delete Delete");
    assert!(routes(&state).is_empty());
    press(&mut state, "u u u");
    assert_eq!(routes(&state), [250_000, 250_000, 500_000]);
}

/// "What if the small model takes 70%, and fails on some?", in front of the room.
#[test]
fn a_mix_is_taken_ranked_and_run_as_a_cascade() {
    let mut state = explorer(["", "", "", ""]);
    // The dearest model; what it costs is pinned.
    press(&mut state, "Tab End p Enter");
    let before = total(&state);
    press(&mut state, "A-5");
    let Answer::Levers(Ok(levers)) = state.answer() else { panic!("{:?}", state.answer()) };
    let at = levers.levers.iter().position(|lever| lever.name.starts_with("Mix: 70%")).unwrap();
    for _ in 0..at {
        press(&mut state, "Down");
    }
    press(&mut state, "Enter");
    // It is a row, and selected; held against the model that had the traffic.
    let (model, bill) = state.selected().unwrap();
    assert!(model.name.starts_with("Mix: 70%"), "{}", model.name);
    let split = bill.unwrap().total();
    let difference = state.difference(state.selected_row().unwrap()).unwrap();
    assert_eq!((difference.before, difference.after), (before, split));
    assert!(split < before);
    let Answer::Mix(Ok(mix)) = state.answer() else { panic!("{:?}", state.answer()) };
    assert_eq!(mix.total.map(|it| it.expected), Some(split));
    // Two rows below the shares: every request is tried on the small model first.
    press(&mut state, "Down Down Enter");
    let cascade = total(&state);
    assert!(state.selected().unwrap().0.name.starts_with("Cascade: "));
    assert!(split < cascade && cascade < before, "{split:?} {cascade:?} {before:?}");
    let pin = state.pins().baseline().unwrap();
    let changes = pin.changes(state.workload(), state.card());
    assert_eq!(changes, ["a mix of 2", "the mix as a cascade"]);
    press(&mut state, "Down Enter 1 Enter");
    let judged = Usd::from_pico(state.workload().requests as i128 * 1_000_000_000);
    assert_eq!(total(&state), cascade + judged);
    // What is asked of one model is not asked of it.
    press(&mut state, "A-2");
    assert!(matches!(state.answer(), Answer::Refused(_)));
    press(&mut state, "A-1");
    assert!(matches!(state.answer(), Answer::Mix(Ok(_))));
    press(&mut state, "u u u");
    assert!(state.workload().plans.mix.is_empty());
    assert_eq!(total(&state), before, "back on the model");
}

#[test]
fn credits_are_typed_chosen_and_taken_away() {
    let mut state = plain();
    press(&mut state, "Tab A-7 Space");
    assert_eq!(state.workload().plans.credits.pool, Usd::from_cents(1_000_000));
    press(&mut state, "Enter 2 5 0 0 0 Enter");
    assert_eq!(state.workload().plans.credits.pool, Usd::from_cents(2_500_000));
    let Answer::Credits(Ok(found)) = state.answer() else {
        panic!("{:?}", state.answer());
    };
    assert_eq!(found.months[0].gross, total(&state));
    press(&mut state, "Delete");
    assert_eq!(state.workload().plans.credits.pool, Usd::ZERO);
    press(&mut state, "Down Down Down Enter 6 Enter");
    assert_eq!(state.workload().plans.credits.expires, Some(6));
}

#[test]
fn what_is_out_of_sight_is_not_worked_out() {
    let mut state = plain();
    press(&mut state, "Tab A-5");
    assert!(matches!(state.answer(), Answer::Levers(Ok(_))));
    press(&mut state, "P");
    assert!(matches!(state.answer(), Answer::Nothing));
    press(&mut state, "P");
    assert!(matches!(state.answer(), Answer::Levers(Ok(_))));
    update(&mut state, [Message::Resize(10, 5)]);
    assert!(matches!(state.answer(), Answer::Nothing));
}

#[test]
fn choosing_another_model_answers_for_it() {
    let mut state = plain();
    press(&mut state, "Tab A-5");
    let monthly = |state: &State| match state.answer() {
        Answer::Levers(Ok(found)) => found.monthly.expected,
        other => panic!("{other:?}"),
    };
    let first = monthly(&state);
    press(&mut state, "BackTab Down");
    assert_ne!(monthly(&state), first);
    assert_eq!(monthly(&state), total(&state));
}

#[test]
fn a_switch_that_costs_more_says_so_at_once() {
    let mut state = plain();
    state.desk.scene.change(None, |work| {
        work.prompt = crate::workload::Prompt::of(Tokens::new(4_000), Tokens::new(100));
        work.answer.mean = Tokens::new(10);
        work.caching.on = true;
        work.caching.hit_rate = Some(crate::money::Share::ONE);
    });
    press(&mut state, "Tab");
    while state.selected().is_none_or(|(model, _)| model.name != "Claude Sonnet") {
        press(&mut state, "Down");
    }
    let said = |state: &State| state.notice().map(|notice| notice.text.clone());
    press(&mut state, "b");
    // Through Batch a request is 4,100 x 1.5 + 10 x 7.5 = 6,225 millionths of a dollar; on demand
    // 4,000 x 0.3 + 100 x 3 + 10 x 15 = 1,650. 50,000 x 4,575.
    let dearer = "Batch on: $228.75 a month more on Claude Sonnet: Batch has no cache";
    assert_eq!(said(&state).as_deref(), Some(dearer));
    press(&mut state, "b");
    assert_eq!(said(&state), None);
    // Without the cache the 4,000 tokens cost 10 times as much.
    press(&mut state, "c");
    let dearer = "Prompt caching off: $540.00 a month more on Claude Sonnet";
    assert_eq!(said(&state).as_deref(), Some(dearer));
}
