//! Behaviour as (before, keys, after), through the real update.

use super::*;
use crate::app::columns::{Column, sortable};
use crate::app::message::{Counted, Pointer, PointerKind, Target};
use crate::app::prompts::Part;
use crate::app::screen::Pane;
use crate::app::table::BarScale;
use crate::app::{
    Answer, Export, Exported, FileAnswer, Key, KeyCode, Keys, OpenBox, Opening, Popup,
};
use crate::app::{FileRequest, Start, View};
use crate::card::fixed;
use crate::controls::{Control, listed};
use crate::explore::{Lever, Measure, Move, Sizing, rank};
use crate::money::{Tokens, Usd};
use crate::place::{Origin, Region, Residency};
use crate::workload::{Section, Ttl, Workload};

/// The explorer on the 14 representative models, then the list, with these texts of system prompt,
/// context, user message and sample answer.
pub(super) fn explorer(texts: [&str; 4]) -> State {
    let [system, context, user, answer] = texts;
    let texts = ["", system, context, user, answer];
    let (state, _) = State::new(Start::new(
        vec![fixed::representative(), fixed::list()],
        vec![Opening {
            name: "Test".to_owned(),
            texts: texts.map(str::to_owned),
            ..Opening::default()
        }],
        (120, 36),
    ));
    state
}

fn plain() -> State {
    explorer(["", "", "", ""])
}

pub(super) fn press(state: &mut State, keys: &str) -> Vec<Effect> {
    update(state, keys.parse::<Keys>().unwrap().0.into_iter().map(Message::Key))
}

fn names(state: &State) -> Vec<&str> {
    let rows = state.table().rows().iter();
    rows.map(|&at| state.model_of(&state.ranking().rows[at]).unwrap().name.as_str()).collect()
}

fn pointer(kind: PointerKind, target: Target, column: i32, width: u16) -> Message {
    Message::Pointer(Pointer { kind, target: Some(target), column, row: 0, width, height: 1 })
}

#[test]
fn arrows_adjust_the_chosen_control() {
    let mut state = plain();
    press(&mut state, "Right");
    assert_eq!(state.workload().requests, 51_000);
    press(&mut state, "S-Right");
    assert_eq!(state.workload().requests, 100_000);
    press(&mut state, "PgDn Left");
    assert_eq!(state.workload().requests, 49_000);
    press(&mut state, "End");
    assert_eq!(state.workload().requests, 100_000_000);
}

#[test]
fn the_ranking_follows_every_key() {
    let mut state = plain();
    let before = state.ranking().rows[0].total().unwrap();
    press(&mut state, "S-Right");
    assert_eq!(state.ranking().rows[0].total().unwrap().pico(), before.pico() * 2);
}

#[test]
fn a_value_can_be_typed_from_its_first_digit() {
    let mut state = plain();
    press(&mut state, "2 . 5 M Enter");
    assert_eq!(state.workload().requests, 2_500_000);
    assert!(state.typing().is_none());
}

#[test]
fn a_refused_value_stays_with_its_reason() {
    let mut state = plain();
    press(&mut state, "Enter '-50001' Enter");
    let typing = state.typing().unwrap();
    assert_eq!(
        typing.fault.as_deref(),
        Some("Requests / month would be -1 and must be from 0 to 1,000,000,000")
    );
    assert_eq!(typing.text, "-50001");
    press(&mut state, "Ctrl-U 7 k Enter");
    assert_eq!(state.workload().requests, 7_000);
}

#[test]
fn a_change_is_typed_and_undone_as_one() {
    let mut state = plain();
    press(&mut state, "3 x");
    let shown = |state: &State| state.typing().and_then(|typing| typing.preview.clone()).unwrap();
    assert_eq!(shown(&state).value.as_deref(), Some("150,000"));
    press(&mut state, "Enter");
    assert_eq!(state.workload().requests, 150_000);
    press(&mut state, "* 1 . 3 Enter Enter '-200' Enter Right u u");
    assert_eq!(state.workload().requests, 195_000);
    press(&mut state, "u u");
    assert_eq!(state.workload().requests, 50_000);
    assert!(!state.is_changed());
    // What has two readings is asked back.
    press(&mut state, "'360.000' Enter");
    let fault = state.typing().and_then(|typing| typing.fault.clone());
    let asked = "Requests / month could be 360 or 360,000: write one of them";
    assert_eq!(fault.as_deref(), Some(asked));
    press(&mut state, "Ctrl-U '360 000' Enter");
    assert_eq!(state.workload().requests, 360_000);
    // A cap of none has nothing to change.
    state.panes.control = Control::Cap;
    press(&mut state, "3 x Enter");
    let fault = state.typing().and_then(|typing| typing.fault.clone());
    assert_eq!(fault.as_deref(), Some("Max output cap has no number to change yet: type one"));
}

#[test]
fn plans_and_routes_are_changed_too() {
    let mut state = plain();
    state.panes.control = Control::Requests;
    press(&mut state, "/ 'nova lite' Enter ]");
    state.show_view(View::Credits);
    press(&mut state, "Enter '25k' Enter Enter x 2 Enter");
    assert_eq!(state.workload().plans.credits.pool, Usd::from_cents(5_000_000));
    state.show_view(View::Mix);
    press(&mut state, "Space O '300' Enter O '+30%' Enter X '1k' Enter X '/4' Enter");
    let route = state.workload().plans.mix.routes()[0].clone();
    assert_eq!((route.answer, route.cap), (Some(Tokens::new(390)), Some(Tokens::new(250))));
}

#[test]
fn an_amount_is_solved_for() {
    let mut state = plain();
    // A request on Nova Micro is 600 x $0.035 + 400 x $0.14 for a million: $0.000077. $5 buys 64,935 for
    // $4.999995, and one more costs $5.000072.
    press(&mut state, "/ 'nova micro' Enter N '$5'");
    let typing = state.typing().unwrap().preview.clone().unwrap();
    let said = "64,935 requests a month: $4.999995 a month on Nova Micro; 64,936: $5.0001";
    assert_eq!((typing.value.as_deref(), typing.said.as_str()), (Some("64,935"), said));
    press(&mut state, "Enter");
    assert_eq!(state.workload().requests, 64_935);
    assert_eq!(state.notice().unwrap().text, said);
    assert_eq!(state.control(), Control::Requests);
    press(&mut state, "u L '5 usd' Enter");
    // 50,000 x 600 x $0.035 is $1.05; the other $3.95 are 50,000 answers of 564 tokens.
    assert_eq!((state.workload().requests, state.workload().answer.mean.get()), (50_000, 564));
    press(&mut state, "u L '$0.50' Enter");
    let fault = state.typing().and_then(|typing| typing.fault.clone()).unwrap();
    let never = "no value of Answer length does: a month of Nova Micro is $1.05 to ";
    assert!(fault.starts_with(never), "{fault}");
    press(&mut state, "Esc");
    assert_eq!(state.workload().answer.mean, Tokens::new(400));
    state.panes.control = Control::Turns;
    press(&mut state, "2 Enter");
    state.panes.control = Control::TurnGap;
    press(&mut state, "Enter '$5' Enter");
    let fault = state.typing().and_then(|typing| typing.fault.clone()).unwrap();
    assert_eq!(fault, "Turn gap does nothing while caching is off; add --caching");
}

#[test]
fn people_drive_the_traffic() {
    let mut state = plain();
    let screen = |state: &State| listed(state.workload()).any(Control::is_of_people);
    assert!(!screen(&state));
    // 50,000 requests of 20 sessions are 2,500 users.
    press(&mut state, "H");
    assert!(screen(&state));
    assert_eq!((state.control(), state.workload().requests), (Control::Users, 50_000));
    press(&mut state, "'3x' Enter");
    assert_eq!(state.workload().requests, 150_000);
    // Down are the sessions, further down the turns, which users have more of.
    press(&mut state, "Down '2x' Enter");
    assert_eq!(state.workload().requests, 300_000);
    state.panes.control = Control::Turns;
    press(&mut state, "4 Enter");
    let people = state.workload().people().unwrap();
    assert_eq!((state.workload().requests, people.whole()), (1_200_000, Some(7_500)));
    // Requests move the users, and sessions stay.
    press(&mut state, "N '/2' Enter");
    let people = state.workload().people().unwrap();
    assert_eq!((people.users(), people.sessions), (3_750, 40));
    press(&mut state, "u u u u");
    assert_eq!(state.workload().people().unwrap().users(), 2_500);
    press(&mut state, "u");
    assert!(!screen(&state) && !state.is_changed());
    // Their sessions go, and with them the control that is chosen.
    press(&mut state, "H");
    assert_eq!(state.control(), Control::Users);
    press(&mut state, "H");
    assert_eq!((state.control(), state.workload().requests), (Control::Requests, 50_000));
    // What $5 buys: 64,935 requests, which is 3,246 users of 20 and no more.
    press(&mut state, "/ 'nova micro' Enter H '5 usd' Enter");
    let people = state.workload().people().unwrap();
    assert_eq!((people.whole(), state.workload().requests), (Some(3_246), 64_920));
}

/// What people ask in a planning meeting, and what it takes to answer, on the usual screen and on that
/// of the meeting.
#[test]
fn questions_of_a_meeting_take_few_keys() {
    for present in ["", "P", "Tab P"] {
        let mut state = plain();
        press(&mut state, present);
        let asked = |state: &mut State, keys: &str, most: usize| {
            let pressed = keys.parse::<Keys>().unwrap().0;
            assert!(pressed.len() <= most, "{keys}: {} keys", pressed.len());
            update(state, pressed.into_iter().map(Message::Key));
            assert!(state.typing().is_none(), "{keys}");
            assert_eq!(state.panes.presenting, !present.is_empty(), "{keys}");
        };
        let cost = |state: &State| state.selected().unwrap().1.as_ref().unwrap().total();
        let before = cost(&state);
        // What if traffic triples?
        asked(&mut state, "3 x Enter", 3);
        assert_eq!(state.workload().requests, 150_000);
        assert_eq!(cost(&state).pico(), 3 * before.pico());
        press(&mut state, "u");
        // What if answers get 30% longer?
        asked(&mut state, "L '+30%' Enter", 6);
        assert_eq!(state.workload().answer.mean, Tokens::new(520));
        press(&mut state, "u");
        // What does $5,000 buy?
        asked(&mut state, "N '$5000' Enter", 8);
        let five_thousand = Usd::from_cents(500_000);
        assert!(cost(&state) <= five_thousand);
    }
}

#[test]
fn esc_leaves_a_typed_value_as_it_was() {
    let mut state = plain();
    press(&mut state, "9 9 Esc");
    assert_eq!(state.workload().requests, 50_000);
    assert!(state.typing().is_none());
}

#[test]
fn dragging_down_and_up_again_loses_nothing() {
    let mut opening = Opening::default();
    opening.workload.prompt.set_tokens(Section::System, Tokens::new(500));
    opening.workload.prompt.set_tokens(Section::User, Tokens::new(100));
    let (mut state, _) =
        State::new(Start::new(vec![fixed::representative()], vec![opening], (120, 36)));
    let slider = Target::Slider(Control::Tokens);
    let start = state.workload().clone();
    update(&mut state, [pointer(PointerKind::Press, slider, 0, 101)]);
    assert_eq!(state.workload().prompt.input(), Tokens::new(6));
    // 1,000 stands at 2/5 of 10 … 1,000,000.
    update(&mut state, [pointer(PointerKind::Drag, slider, 40, 101)]);
    update(&mut state, [pointer(PointerKind::Release, slider, 40, 101)]);
    assert_eq!(state.workload(), &start);
    assert!(state.is_changed());
    press(&mut state, "u");
    assert_eq!(state.workload(), &start);
    assert!(!state.is_changed());
}

#[test]
fn a_region_is_typed_by_its_name() {
    let mut state = plain();
    press(&mut state, "Z f r a n k Enter z");
    let origin = state.workload().origin;
    assert_eq!(origin.region.map(Region::id), Some("eu-central-1"));
    assert_eq!(origin.residency, Residency::Geography);
    // What could be several is asked again, with their names.
    press(&mut state, "Z e u - w e s t Enter");
    let fault = state.typing().and_then(|typing| typing.fault.clone()).unwrap();
    assert!(
        fault.contains("eu-west-1 (Ireland), eu-west-2 (London) or eu-west-3 (Paris)"),
        "{fault}"
    );
    press(&mut state, "Esc u u");
    assert_eq!(state.workload().origin, Origin::default());
}

#[test]
fn a_drag_is_undone_as_one() {
    let mut state = plain();
    let slider = Target::Slider(Control::Requests);
    update(&mut state, [pointer(PointerKind::Press, slider, 10, 61)]);
    for column in 11..=40 {
        update(&mut state, [pointer(PointerKind::Drag, slider, column, 61)]);
    }
    update(&mut state, [pointer(PointerKind::Release, slider, 40, 61)]);
    assert_eq!(state.workload().requests, 1_000_000);
    press(&mut state, "u");
    assert_eq!(state.workload().requests, 50_000);
    press(&mut state, "U");
    assert_eq!(state.workload().requests, 1_000_000);
}

#[test]
fn switches_flip_from_anywhere() {
    let mut state = plain();
    press(&mut state, "c t b z");
    let work = state.workload();
    assert!(work.caching.on && work.batch.on);
    assert_eq!((work.caching.ttl, work.origin.residency), (Ttl::OneHour, Residency::Geography));
    press(&mut state, "u u u u");
    assert_eq!(state.workload(), &Workload::default());
}

#[test]
fn the_hit_rate_steps_from_its_automatic_value_and_goes_back() {
    let mut state = plain();
    press(&mut state, "c");
    state.panes.control = Control::HitRate;
    press(&mut state, "Left");
    // One request in 52.6 s hits a 5 minute TTL 99.67% of the time; a step down is 99%.
    assert_eq!(state.workload().caching.hit_rate.map(crate::money::Share::ppm), Some(990_000));
    press(&mut state, "Space");
    assert_eq!(state.workload().caching.hit_rate, None);
}

#[test]
fn typed_text_becomes_tokens_and_money() {
    let mut state = plain();
    let effects = press(&mut state, "e h e l l o");
    assert_eq!(state.focus(), Pane::Prompts);
    let Some(Effect::Count { part, revision, text }) = effects.last() else {
        panic!("{effects:?}")
    };
    assert_eq!((*part, text.to_string().as_str()), (Part::SYSTEM, "hello"));
    let counted = Counted::at_once(*part, *revision, text);
    update(&mut state, [Message::Counted(Box::new(counted))]);
    assert_eq!(state.workload().prompt.tokens(Section::System), Tokens::new(1));
    // The user's 600 tokens without text stay beside it.
    assert_eq!(state.workload().prompt.input(), Tokens::new(601));
}

#[test]
fn letters_in_text_are_text() {
    let mut state = plain();
    press(&mut state, "e q c b / ?");
    assert_eq!(state.prompts().text(Part::SYSTEM).editor.text().to_string(), "qcb/?");
    press(&mut state, "Esc c");
    assert!(state.workload().caching.on);
}

#[test]
fn a_run_of_keys_is_one_insertion() {
    let mut state = plain();
    press(&mut state, "e");
    let text: String = "line of words\n".repeat(1_000);
    let keys = text.chars().map(|letter| {
        Message::Key(if letter == '\n' { Key::plain(KeyCode::Enter) } else { Key::char(letter) })
    });
    let effects = update(&mut state, keys.collect::<Vec<_>>());
    assert_eq!(effects.len(), 1);
    assert_eq!(state.prompts().text(Part::SYSTEM).editor.text().to_string(), text);
}

#[test]
fn a_paste_outside_text_goes_into_the_open_part() {
    let mut state = plain();
    update(&mut state, [Message::Paste("a\r\nb".to_owned())]);
    assert_eq!(state.focus(), Pane::Prompts);
    assert_eq!(state.prompts().text(Part::SYSTEM).editor.text().to_string(), "a\nb");
}

#[test]
fn undo_goes_through_sliders_and_text_in_their_order() {
    let mut state = plain();
    press(&mut state, "Right e h i Esc c");
    press(&mut state, "u");
    assert!(!state.workload().caching.on);
    press(&mut state, "u");
    assert!(state.prompts().text(Part::SYSTEM).editor.is_empty());
    assert_eq!(state.workload().requests, 51_000);
    press(&mut state, "u");
    assert_eq!(state.workload().requests, 50_000);
    press(&mut state, "U U U");
    assert!(state.workload().caching.on);
    assert_eq!(state.prompts().text(Part::SYSTEM).editor.text().to_string(), "hi");
    press(&mut state, "u u u u");
    assert_eq!(state.notice().map(|notice| notice.text.as_str()), Some("Nothing to undo"));
}

#[test]
fn marks_say_what_is_cached() {
    let mut state = explorer(["system", "context", "user", ""]);
    press(&mut state, "e A-Right F2");
    assert!(state.workload().prompt.is_cached(Section::Context));
    press(&mut state, "A-Right A-Right F2");
    assert_eq!(state.prompts().open, Part::Answer);
    assert!(state.notice().is_some());
}

#[test]
fn an_empty_part_is_sized_by_arrows() {
    let mut state = plain();
    press(&mut state, "e A-Right A-Right");
    assert_eq!(state.prompts().open, Part::USER);
    press(&mut state, "Right");
    assert_eq!(state.workload().prompt.tokens(Section::User), Tokens::new(610));
}

#[test]
fn the_filter_narrows_while_typing() {
    let mut state = plain();
    press(&mut state, "/ n o v a");
    assert_eq!(names(&state), ["Nova Micro", "Nova Lite", "Nova Pro", "Nova Premier"]);
    press(&mut state, "Enter Down");
    assert_eq!(state.table().selected.as_deref(), Some("nova-lite"));
    press(&mut state, "Esc");
    assert_eq!(names(&state).len(), 14);
    assert_eq!(state.table().selected.as_deref(), Some("nova-lite"));
    press(&mut state, "/ x x Esc");
    assert_eq!(state.table().choice.filter.text(), "");
}

#[test]
fn the_filter_asks_for_facts_and_completes_their_names() {
    let mut state = plain();
    press(&mut state, "/ c t Tab");
    assert_eq!(state.typing().unwrap().text, "ctx>=");
    let all = names(&state).len();
    press(&mut state, "2 0 0 k");
    assert!(names(&state).len() < all);
    let big = names(&state).join(", ");
    press(&mut state, "Enter");
    assert_eq!(names(&state).join(", "), big);
    // It starts empty; leaving it brings back what was there.
    press(&mut state, "/");
    assert_eq!(state.typing().unwrap().text, "");
    assert_eq!(names(&state).len(), all);
    press(&mut state, "Esc");
    assert_eq!(names(&state).join(", "), big);
    // A word that cannot be read is said, and not taken.
    press(&mut state, "/ c t x Enter");
    let typing = state.typing().unwrap();
    assert_eq!(typing.fault.as_deref(), Some("`ctx` needs a value, such as ctx>=200k"));
    press(&mut state, "Backspace Backspace Backspace Enter");
    assert_eq!((state.typing(), names(&state).len()), (None, all));
    // Where there is nothing to complete, Tab goes on.
    press(&mut state, "/ n o v a Tab");
    assert_eq!(state.typing(), None);
    assert_eq!(names(&state).len(), 4);
}

#[test]
fn columns_are_chosen_moved_and_kept() {
    let mut state = plain();
    let shown = |state: &State| {
        let rows = state.column_rows().into_iter();
        let shown = rows.take_while(|(_, is_shown)| *is_shown).map(|(spec, _)| spec.name);
        shown.collect::<Vec<_>>().join(" ")
    };
    let usual = shown(&state);
    assert!(usual.contains("cost pinned ") && usual.ends_with(" bar"), "{usual}");
    // The first one goes a place to the right and back, and no farther.
    press(&mut state, "C Right Left Left");
    assert_eq!((shown(&state), state.popup().unwrap().row), (usual.clone(), 0));
    press(&mut state, "Right");
    assert_eq!(state.popup().unwrap().row, 1);
    assert_ne!(shown(&state), usual);
    // Taken out, it lies with those that are not shown; taken in, it comes last.
    let first = usual.split(' ').next().unwrap();
    press(&mut state, "Space");
    assert!(!shown(&state).contains(first));
    let rows = state.column_rows();
    let at = rows.iter().position(|(spec, _)| spec.name == "ctx").unwrap();
    press(&mut state, &["Home"].into_iter().chain(vec!["Down"; at]).collect::<Vec<_>>().join(" "));
    press(&mut state, "Enter");
    assert!(shown(&state).ends_with(" ctx"), "{}", shown(&state));
    let effects = press(&mut state, "s");
    let kept = effects.iter().find_map(|effect| match effect {
        Effect::Files(FileRequest::UsualColumns(names)) => Some(names.join(" ")),
        _ => None,
    });
    assert_eq!(kept, Some(shown(&state)));
    press(&mut state, "x");
    assert_eq!(shown(&state), usual);
}

#[test]
fn the_selection_stays_on_its_model() {
    let mut state = plain();
    press(&mut state, "Tab End");
    assert_eq!(state.table().selected.as_deref(), Some("claude-opus-class"));
    press(&mut state, "S");
    assert_eq!(names(&state)[0], "Claude Opus-class");
    assert_eq!(state.table().selected.as_deref(), Some("claude-opus-class"));
}

#[test]
fn sorting_by_name_and_back() {
    let mut state = plain();
    press(&mut state, "s 1");
    assert_eq!(names(&state)[0], "Claude Haiku");
    update(&mut state, [pointer(PointerKind::Press, Target::Header(Column::Cost), 0, 9)]);
    assert_eq!(names(&state)[0], "Nova Micro");
    update(&mut state, [pointer(PointerKind::Press, Target::Header(Column::Cost), 0, 9)]);
    assert_eq!(names(&state)[0], "Claude Opus-class");
}

#[test]
fn sorting_by_a_fact_leaves_what_is_not_known_at_the_end() {
    let mut state = plain();
    // The list of 94 models.
    press(&mut state, "r Down Enter");
    for fact in sortable(&[]).filter_map(|column| match column {
        Column::Measure(Measure::Fact(fact)) => Some(fact),
        _ => None,
    }) {
        let mut orders = Vec::new();
        for _ in 0..2 {
            let header = Target::Header(Column::Measure(Measure::Fact(fact)));
            update(&mut state, [pointer(PointerKind::Press, header, 0, 9)]);
            let models = state.table().rows().iter().map(|&at| &state.ranking().rows[at]);
            let billed = models.filter(|row| row.bill.is_ok());
            let facts = billed.map(|row| (fact.spec().get)(state.model_of(row).unwrap()));
            let facts: Vec<_> = facts.collect();
            let known = facts.iter().take_while(|fact| fact.is_some()).count();
            assert!(known > 0 && facts[known..].iter().all(Option::is_none), "{facts:?}");
            orders.push(facts[..known].iter().map(|fact| format!("{fact:?}")).collect::<Vec<_>>());
            let known = facts[..known].iter();
            assert!(if state.table().choice.descending {
                known.rev().is_sorted()
            } else {
                known.is_sorted()
            });
        }
        assert_ne!(orders[0], orders[1]);
    }
}

#[test]
fn marked_models_can_stand_alone() {
    let mut state = plain();
    press(&mut state, "a");
    assert!(state.notice().is_some());
    press(&mut state, "Tab Home m Down Down m a");
    assert_eq!(names(&state), ["Nova Micro", "Titan Text Lite"]);
    press(&mut state, "Esc");
    assert_eq!(names(&state).len(), 14);
}

#[test]
fn providers_can_be_hidden() {
    let mut state = plain();
    press(&mut state, "v Space Esc");
    assert!(names(&state).iter().all(|name| !name.contains("Nova") && !name.contains("Titan")));
    press(&mut state, "v o");
    assert_eq!(names(&state).len(), 6);
    press(&mut state, "a");
    assert_eq!(names(&state).len(), 14);
    assert_eq!(state.popup(), Some(OpenBox { popup: Popup::Providers, row: 0 }));
}

#[test]
fn scale_unit_and_card_have_their_keys() {
    let mut state = plain();
    press(&mut state, "x x K r");
    assert_eq!(state.table().scale, BarScale::Log);
    assert!(state.table().per_thousand);
    assert_eq!(names(&state).len(), 94);
}

#[test]
fn q_and_ctrl_c_leave_from_wherever_they_should() {
    let quits = |state: &mut State, keys: &str| {
        press(state, keys).iter().any(|effect| matches!(effect, Effect::Quit))
    };
    assert!(quits(&mut plain(), "q"));
    assert!(!quits(&mut plain(), "e q"));
    for keys in ["C-c", "e a b C-c", "? C-c", "/ a C-c", "v C-c"] {
        assert!(quits(&mut plain(), keys), "{keys}");
    }
    let mut selecting = plain();
    let effects = press(&mut selecting, "e a b C-a C-c");
    assert!(matches!(effects.last(), Some(Effect::Copy(text)) if text == "ab"));
}

#[test]
fn help_opens_scrolls_and_closes() {
    let mut state = plain();
    press(&mut state, "? Down Down");
    assert_eq!(state.popup(), Some(OpenBox { popup: Popup::Help, row: 2 }));
    press(&mut state, "Esc");
    assert_eq!(state.popup(), None);
}

#[test]
fn no_size_loses_anything() {
    let mut state = explorer(["some text", "", "", ""]);
    press(&mut state, "Right Right");
    let before = (state.workload().clone(), names(&state).len());
    for size in [(1, 1), (0, 0), (20, 5), (60, 16), (500, 200), (120, 36)] {
        update(&mut state, [Message::Resize(size.0, size.1)]);
        press(&mut state, "Down Up");
    }
    assert_eq!((state.workload().clone(), names(&state).len()), before);
}

/// The one export among effects.
fn export(effects: &[Effect]) -> &Export {
    match effects {
        [Effect::Export(export)] => export,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_open_is_copied_or_exported() {
    let mut state = plain();
    let effects = press(&mut state, "y");
    assert!(matches!(&effects[..], [Effect::Copy(text)] if text.starts_with("| # | Model |")));
    press(&mut state, "Tab A-2 E");
    assert_eq!(state.typing().unwrap().before, "test-cap.csv");
    let effects = press(&mut state, "Enter");
    let first = export(&effects);
    assert_eq!(first.file, "test-cap.csv");
    assert!(matches!(&first.what, Exported::Text(text) if text.starts_with("id,cap,")));
    assert!(!first.over);
    // What was there before is replaced only when asked for twice.
    let taken = FileAnswer::Taken(first.of, "test-cap.csv".to_owned());
    update(&mut state, [Message::Files(taken)]);
    assert!(state.notice().is_some_and(|notice| notice.bad));
    assert!(export(&press(&mut state, "E Enter")).over);
    assert!(!export(&press(&mut state, "E Enter")).over);
    press(&mut state, "E x . p n g Enter");
    assert!(state.typing().unwrap().fault.as_ref().unwrap().contains(".svg"));
    assert!(press(&mut state, "Esc").is_empty());
    // A picture shows prompts only when asked for, each time anew.
    for (keys, asked) in [("", false), ("F2", true), ("F2 F2", false)] {
        let effects = press(&mut state, &format!("E x . s v g {keys} Enter"));
        let Exported::Picture { with_text, .. } = export(&effects).what else {
            panic!("{effects:?}");
        };
        assert_eq!(with_text, asked);
    }
    let failed = FileAnswer::NotExported("not exported".to_owned());
    update(&mut state, [Message::Files(failed)]);
    assert!(state.notice().is_some_and(|notice| notice.bad));
}

#[test]
fn the_command_is_copied_and_then_the_short_form() {
    let mut state = explorer(["A secret prompt.", "", "", ""]);
    let copied = |state: &mut State| match &press(state, "Y")[..] {
        [Effect::Copy(text)] => text.clone(),
        other => panic!("{other:?}"),
    };
    press(&mut state, "c");
    let line = copied(&mut state);
    assert!(line.starts_with("tokenfare rank --rates bedrock-2026-representative --input "));
    assert!(line.ends_with(" --caching"), "{line}");
    update(&mut state, [Message::Copied(Ok("OSC 52".to_owned()))]);
    assert!(state.notice().unwrap().text.contains("texts are token counts in it (OSC 52)"));
    let short = copied(&mut state);
    let word = short.split(' ').nth(2).unwrap();
    let again = crate::scenario::Scenario::from_short(word).unwrap();
    assert_eq!(&again.workload, state.workload());
    assert!(!short.contains("secret"));
    assert_eq!(copied(&mut state), line);
}

#[test]
fn text_counts_by_each_models_own_tokenizer_or_the_same_for_all() {
    let mut state = explorer(["A system prompt in plain English prose, for a test.", "", "", ""]);
    let cost = |state: &State, id: &str| {
        let place = state.card().models.iter().position(|model| model.id == id).unwrap();
        let row = state.ranking().rows.iter().find(|row| row.model == Some(place)).unwrap();
        (row.total().unwrap(), row.range.is_some())
    };
    let (own, estimated) = cost(&state, "claude-sonnet");
    assert!(estimated);
    press(&mut state, "n");
    let (same, estimated) = cost(&state, "claude-sonnet");
    assert!(!estimated && same < own);
    press(&mut state, "n");
    assert_eq!(cost(&state, "claude-sonnet").0, own);
}

/// Every count that is asked for, answered.
fn answer(state: &mut State, effects: &[Effect]) {
    let answers: Vec<Message> = effects.iter().filter_map(Effect::answered).collect();
    update(state, answers);
}

#[test]
fn an_undone_text_leaves_the_size_that_was_typed() {
    let mut state = plain();
    let before = state.workload().clone();
    assert_eq!(before.prompt.tokens(Section::User), Tokens::new(600));
    // Into the user's message, then into the sample answer.
    for parts in ["A-Right A-Right", "A-Right"] {
        let effects = press(&mut state, &format!("e {parts} h e l l o"));
        answer(&mut state, &effects);
        press(&mut state, "Esc");
    }
    let written = state.workload().clone();
    assert_eq!(written.prompt.tokens(Section::User), Tokens::new(1));
    assert_eq!(written.answer.mean, Tokens::new(1));
    press(&mut state, "u u");
    assert_eq!(state.workload(), &before);
    let effects = press(&mut state, "U U");
    answer(&mut state, &effects);
    assert_eq!(state.workload(), &written);
}

/// The monthly costs by model, in the order of the card.
fn costs(state: &State) -> Vec<(Option<usize>, Option<Usd>)> {
    let rows = state.ranking().rows.iter();
    let mut costs: Vec<_> = rows.map(|row| (row.model, row.total())).collect();
    costs.sort_unstable();
    costs
}

#[test]
fn of_the_sample_and_a_mean_that_is_set_the_last_one_holds() {
    let mut state = explorer([""; 4]);
    state.panes.control = Control::AnswerLength;
    press(&mut state, "e A-Left A-Left");
    let sample = "Thank you, the parcel is on its way to you.".to_owned();
    let effects = update(&mut state, [Message::Paste(sample)]);
    answer(&mut state, &effects);
    press(&mut state, "Esc");
    let sample = (state.workload().clone(), costs(&state));
    // The very number that the sample counts is a number all the same.
    let count = state.workload().answer.mean;
    assert!(state.workload().answer.of_sample);
    let typed: Vec<String> = count.to_string().chars().map(String::from).collect();
    press(&mut state, &format!("{} Enter", typed.join(" ")));
    assert!(!state.workload().answer.of_sample);
    press(&mut state, "6 Enter");
    assert_eq!(state.workload().answer.mean.get(), 6);
    let set_to_six = costs(&state);
    assert_ne!(set_to_six, sample.1);
    // A count that comes late leaves it.
    let again = state.prompts().ask_all();
    answer(&mut state, &again);
    assert_eq!(costs(&state), set_to_six);
    press(&mut state, "u u");
    assert_eq!((state.workload(), costs(&state)), (&sample.0, sample.1.clone()));
    press(&mut state, "U U");
    assert_eq!(costs(&state), set_to_six);
    // Editing the sample lets it count again, and undoing that does not.
    let effects = press(&mut state, "e x Backspace Esc");
    answer(&mut state, &effects);
    assert_eq!((state.workload(), costs(&state)), (&sample.0, sample.1));
    let effects = press(&mut state, "u u");
    answer(&mut state, &effects);
    assert_eq!(costs(&state), set_to_six);
}

#[test]
fn the_mean_stays_when_the_sample_is_emptied() {
    let mut state = plain();
    let effects = press(&mut state, "e A-Left h i C-a Backspace Esc");
    answer(&mut state, &effects);
    assert!(!state.workload().answer.of_sample);
    let same = Sizing::same(state.workload().clone());
    assert_eq!(state.ranking(), &rank(state.card(), &same, |_| true));
}

#[test]
fn shorter_answers_by_a_lever_are_a_mean_that_is_set() {
    let mut state = plain();
    press(&mut state, "e A-Left A-Left");
    let sample = "Thank you, the parcel is on its way to you. ".repeat(40);
    let effects = update(&mut state, [Message::Paste(sample)]);
    answer(&mut state, &effects);
    let before = state.selected().and_then(|(_, bill)| Some(bill.ok()?.total())).unwrap();
    press(&mut state, "Esc Tab A-5");
    let Answer::Levers(Ok(found)) = state.answer() else { panic!("{:?}", state.answer()) };
    let shorter = |lever: &Lever| matches!(lever.change, Move::ShortenAnswers(_));
    let row = found.levers.iter().position(shorter).unwrap();
    let saves = found.levers[row].saves.expected;
    state.apply_lever(row);
    update(&mut state, Vec::<Message>::new());
    let after = state.selected().and_then(|(_, bill)| Some(bill.ok()?.total())).unwrap();
    assert_eq!(before - after, saves);
    assert!(!state.workload().answer.of_sample);
}

#[test]
fn the_command_ranks_by_the_same_tokens_where_the_screen_does() {
    let mut state = plain();
    let copied = |state: &mut State| match &press(state, "Y")[..] {
        [Effect::Copy(text)] => text.clone(),
        other => panic!("{other:?}"),
    };
    press(&mut state, "n");
    assert!(!copied(&mut state).contains("--tokens"));
    // What tools add is each model's own.
    state.panes.control = Control::Tools;
    press(&mut state, "3 Enter");
    assert!(copied(&mut state).ends_with(" --tools 3 --tokens same"));
    press(&mut state, "n");
    assert!(copied(&mut state).ends_with(" --tools 3"));
}

#[test]
fn a_late_count_of_the_sample_leaves_an_answer_that_was_set() {
    let mut state = plain();
    let effects = press(&mut state, "e A-Left A-Left h e l l o Esc");
    state.panes.control = Control::AnswerLength;
    press(&mut state, "7 7 Enter");
    answer(&mut state, &effects);
    assert_eq!(state.workload().answer.mean, Tokens::new(77));
    press(&mut state, "u");
    assert_eq!(state.workload().answer.mean, Tokens::new(1));
}

#[test]
fn a_text_that_is_emptied_costs_nothing_at_once() {
    let mut state = explorer(["", "", "Where is it?", ""]);
    let cost = |state: &State| state.selected().unwrap().1.unwrap().total();
    press(&mut state, "e A-Right A-Right");
    assert_eq!(state.prompts().open, Part::USER);
    let before = cost(&state);
    press(&mut state, "C-a Delete");
    assert!(state.workload().prompt.input().is_zero());
    let emptied = cost(&state);
    assert!(emptied < before);
    update(&mut state, [Message::Resize(150, 50)]);
    assert_eq!(cost(&state), emptied);
}
