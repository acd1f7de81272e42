//! Saving, opening and keeping scenarios through the real update; files are what the test says.

use super::tests::{explorer, press};
use super::update;
use crate::app::Entry;
use crate::app::files::{FileAnswer, FileRequest, InTheWay, Listed, Moment, Save, Source, Unsaved};
use crate::app::message::{Effect, Message};
use crate::app::prompts::Part;
use crate::app::{OpenBox, Popup};
use crate::app::{Opening, State};
use crate::money::Tokens;
use crate::scenario::Scenario;
use crate::workload::{Section, Workload};

fn plain() -> State {
    explorer(["", "", "", ""])
}

fn answer(state: &mut State, answer: FileAnswer) -> Vec<Effect> {
    update(state, [Message::Files(answer)])
}

fn saves(effects: &[Effect]) -> Vec<&Save> {
    let saves = effects.iter().filter_map(|effect| match effect {
        Effect::Files(FileRequest::Save(save)) => Some(save),
        _ => None,
    });
    saves.collect()
}

/// The answer that the last save of the scenario on the desk is done, into this file.
fn saved(state: &State, file: &str) -> FileAnswer {
    FileAnswer::Saved(state.desk.scene.moment(), file.to_owned())
}

/// Asks for the scenario on the desk to be saved into this file, and answers that it was.
fn save(state: &mut State, file: &str) {
    state.desk.scene.file = Some(file.to_owned());
    let effects = press(state, "C-s");
    let of = saves(&effects)[0].of.unwrap();
    answer(state, FileAnswer::Saved(of, file.to_owned()));
    assert!(!state.is_changed());
}

/// The answer that a file holds something else, to the last save of the scenario on the desk.
fn in_the_way(state: &State, file: &str) -> FileAnswer {
    let (of, file) = (Some(state.desk.scene.moment()), file.to_owned());
    FileAnswer::InTheWay(InTheWay { of, holder: file.clone(), file })
}

/// The number of the request to open something among these effects.
fn asked(effects: &[Effect], wanted: &Source) -> u64 {
    let asked = effects.iter().find_map(|effect| match effect {
        Effect::Files(FileRequest::Open(number, source)) if source == wanted => Some(*number),
        _ => None,
    });
    asked.unwrap()
}

fn quits(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::Quit))
}

fn named(name: &str, requests: u64) -> Box<Opening> {
    Box::new(Opening {
        name: name.to_owned(),
        workload: Workload { requests, ..Workload::default() },
        ..Opening::default()
    })
}

#[test]
fn the_first_save_asks_for_a_file_and_the_next_does_not() {
    let mut state = plain();
    press(&mut state, "Left w");
    assert_eq!(state.typing().unwrap().before, "test.toml");
    assert_eq!(state.typing().unwrap().entry, Entry::SaveAs);
    let effects = press(&mut state, "m i n e Enter");
    let [save] = saves(&effects)[..] else {
        panic!("{effects:?}");
    };
    assert_eq!((save.file.as_str(), save.private, save.over), ("mine.toml", false, false));
    let read = Scenario::parse(&save.text, "mine.toml").unwrap();
    assert_eq!(&read.workload, state.workload());
    assert!(state.is_changed(), "not before it is written");
    let done = saved(&state, "mine.toml");
    answer(&mut state, done);
    assert!(!state.is_changed());
    let effects = press(&mut state, "Left C-s");
    assert_eq!(saves(&effects)[0].file, "mine.toml");
}

#[test]
fn prompts_are_written_only_when_asked() {
    let mut state = explorer(["a secret", "", "", ""]);
    let effects = press(&mut state, "w Enter");
    assert!(!saves(&effects)[0].text.contains("secret"));
    assert!(!saves(&effects)[0].private);
    let effects = press(&mut state, "W F2 Enter");
    assert!(saves(&effects)[0].text.contains("a secret"));
    assert!(saves(&effects)[0].private);
    // From now on the file holds them.
    let done = saved(&state, "test.toml");
    answer(&mut state, done);
    assert!(saves(&press(&mut state, "Left w"))[0].private);
}

#[test]
fn what_is_in_the_way_is_replaced_only_when_asked_again() {
    let mut state = plain();
    let effects = press(&mut state, "w Enter");
    assert!(!saves(&effects)[0].over);
    let way = in_the_way(&state, "test.toml");
    answer(&mut state, way);
    assert!(state.notice().unwrap().bad);
    let effects = press(&mut state, "w Enter");
    assert!(saves(&effects)[0].over);
    // Another file is not.
    let way = in_the_way(&state, "test.toml");
    answer(&mut state, way);
    assert!(!saves(&press(&mut state, "w b Enter"))[0].over);
}

#[test]
fn leaving_asks_about_unsaved_changes() {
    let mut state = plain();
    assert!(quits(&press(&mut state, "q")));
    press(&mut state, "Left");
    assert!(!quits(&press(&mut state, "q")));
    assert_eq!(state.popup(), Some(OpenBox { popup: Popup::Leave, row: 0 }));
    assert!(!quits(&press(&mut state, "Esc")));
    assert_eq!(state.popup(), None);
    assert!(quits(&press(&mut state, "q q")));
    // Ctrl-C never asks: unsaved work is kept outside.
    assert!(quits(&press(&mut state, "C-c")));
    // Saving first ends the program once it is written.
    press(&mut state, "Esc q s");
    let effects = press(&mut state, "Enter");
    assert!(!quits(&effects) && saves(&effects).len() == 1);
    let done = saved(&state, "t");
    assert!(quits(&answer(&mut state, done)));
    // A failed save does not.
    press(&mut state, "Left q s");
    let failed = FileAnswer::NotSaved(Some(state.desk.scene.moment()), "no".to_owned());
    assert!(!quits(&answer(&mut state, failed)));
    assert!(state.is_changed());
    let done = saved(&state, "t");
    assert!(!quits(&answer(&mut state, done)));
    // Nor does one that was asked for before leaving was thought of, and not gone through with.
    let effects = press(&mut state, "q s");
    let of = saves(&effects)[0].of.unwrap();
    let failed = FileAnswer::NotSaved(Some(of), "no".to_owned());
    answer(&mut state, failed);
    state.desk.scene.file = None;
    press(&mut state, "q s Esc");
    save(&mut state, "t");
}

#[test]
fn undoing_back_to_what_was_saved_is_saved() {
    let mut state = plain();
    press(&mut state, "Left");
    save(&mut state, "t");
    press(&mut state, "Left Left");
    assert!(state.is_changed());
    press(&mut state, "u");
    assert!(!state.is_changed());
}

#[test]
fn the_list_shows_each_scenario_while_one_chooses() {
    let mut state = plain();
    press(&mut state, "Left");
    let before = state.workload().clone();
    let effects = press(&mut state, "o");
    assert!(matches!(effects[..], [Effect::Files(FileRequest::List)]));
    let sources = [Source::Builtin("a"), Source::File("b".to_owned())];
    let listed = |source: &Source| Listed { title: format!("{source:?}"), source: source.clone() };
    let list = sources.iter().map(listed).collect();
    let first = asked(&answer(&mut state, FileAnswer::Listed(list)), &sources[0]);
    let opened = |number, requests| FileAnswer::Opened(number, Ok(named("N", requests)));
    answer(&mut state, opened(first, 7));
    assert_eq!(state.workload().requests, 7);
    let second = asked(&press(&mut state, "Down"), &sources[1]);
    // A late answer for another row is void.
    answer(&mut state, opened(first, 9));
    assert_eq!(state.workload().requests, 7);
    answer(&mut state, opened(second, 8));
    assert_eq!(state.workload().requests, 8);
    let late = asked(&press(&mut state, "Up"), &sources[0]);
    press(&mut state, "Esc");
    // So is one for a list that was left.
    answer(&mut state, opened(late, 9));
    assert_eq!(state.workload(), &before);
    assert_eq!(state.scene(), (0, 1));
    // Kept, it stands beside what was open.
    press(&mut state, "o");
    let one =
        asked(&answer(&mut state, FileAnswer::Listed(vec![listed(&sources[1])])), &sources[1]);
    // Chosen before it is there, it is opened once it is.
    press(&mut state, "Enter");
    answer(&mut state, opened(one, 8));
    assert_eq!((state.workload().requests, state.scene()), (8, (1, 2)));
    press(&mut state, ",");
    assert_eq!(state.workload(), &before);
}

#[test]
fn unsaved_work_of_last_time_is_offered_and_is_unsaved() {
    let mut state = plain();
    let kept = Listed { title: "Old".to_owned(), source: Source::Kept("k".to_owned()) };
    answer(&mut state, FileAnswer::Listed(vec![kept.clone()]));
    assert!(state.notice().unwrap().text.contains("unsaved work"));
    press(&mut state, "o");
    state.desk.keeps = true;
    let effects = answer(&mut state, FileAnswer::Listed(vec![kept]));
    let number = asked(&effects, &Source::Kept("k".to_owned()));
    answer(&mut state, FileAnswer::Opened(number, Ok(named("Old", 3))));
    let unsaved = kept_of(&press(&mut state, "Enter")).unwrap();
    // It is taken away once it is kept anew.
    assert_eq!(unsaved.instead_of, ["k"]);
    assert_eq!(unsaved.scenes[0].scenario.name, "Old");
    assert!(state.is_changed());
}

/// What is to be kept, by these effects.
fn kept_of(effects: &[Effect]) -> Option<Unsaved> {
    effects.iter().find_map(|effect| match effect {
        Effect::Keep(unsaved) => Some(unsaved.clone()),
        _ => None,
    })
}

#[test]
fn unsaved_work_is_kept_without_its_prompts_unless_asked_for() {
    let mut state = explorer(["a secret", "", "", ""]);
    state.desk.keeps = true;
    assert_eq!(kept_of(&press(&mut state, "Down")), None);
    let kept = kept_of(&press(&mut state, "c")).unwrap().scenes;
    assert!(kept.len() == 1 && !kept[0].to_toml().contains("secret"));
    assert_eq!(&kept[0].scenario.workload, state.desk.scene.workload());
    assert_eq!(kept_of(&press(&mut state, "Down")), None);
    assert_eq!(kept_of(&press(&mut state, "u")), Some(Unsaved::default()));
    state.desk.keeps_prompts = true;
    let kept = kept_of(&press(&mut state, "c")).unwrap().scenes;
    assert!(kept[0].to_toml().contains("a secret"));
}

#[test]
fn work_is_kept_again_once_it_is_counted() {
    let mut state = explorer(["", "", "", ""]);
    state.desk.keeps = true;
    let effects = press(&mut state, "e a b c d e f g h");
    let before = kept_of(&effects).unwrap();
    let counts: Vec<Message> = effects.iter().filter_map(Effect::answered).collect();
    let after = kept_of(&update(&mut state, counts)).unwrap();
    assert_ne!(before.scenes[0].scenario.workload, *state.workload());
    assert_eq!(after.scenes[0].scenario.workload, *state.workload());
}

#[test]
fn what_was_saved_before_it_was_counted_is_saved_only_if_the_estimate_was_right() {
    let mut state = plain();
    state.desk.scene.file = Some("a.toml".to_owned());
    // 13 letters are taken for 4 tokens.
    let counted = |state: &mut State, keys: &str| {
        let effects = press(state, keys);
        press(state, "Esc");
        let save = press(state, "w");
        let of = saves(&save)[0].of.unwrap();
        answer(state, FileAnswer::Saved(of, "a.toml".to_owned()));
        assert!(!state.is_changed());
        update(state, effects.iter().filter_map(Effect::answered).collect::<Vec<_>>());
        state.prompts().text(Part::SYSTEM).tokens().get()
    };
    assert_ne!(counted(&mut state, "e a b c d e f g h i j k l m"), 4);
    assert!(state.is_changed());
    let effects = press(&mut state, "w");
    answer(&mut state, FileAnswer::Saved(saves(&effects)[0].of.unwrap(), "a.toml".to_owned()));
    assert!(!state.is_changed());
}

#[test]
fn an_answer_belongs_to_the_scenario_and_the_state_of_it_that_was_saved() {
    let mut state = plain();
    state.desk.scene.file = Some("a.toml".to_owned());
    let of = |effects: &[Effect]| saves(effects)[0].of.unwrap();
    press(&mut state, "Left");
    let first = of(&press(&mut state, "w"));
    press(&mut state, "Left");
    answer(&mut state, FileAnswer::Saved(first, "a.toml".to_owned()));
    assert!(state.is_changed());
    press(&mut state, "u");
    assert!(!state.is_changed());
    // Another scenario on the desk when the answer comes.
    press(&mut state, "Left");
    let second = of(&press(&mut state, "w"));
    answer(&mut state, FileAnswer::Listed(Vec::new()));
    let number = asked(&state.open_typed("b.toml"), &Source::File("b.toml".to_owned()));
    answer(&mut state, FileAnswer::Opened(number, Ok(named("B", 50_000))));
    press(&mut state, "Left");
    answer(&mut state, FileAnswer::Saved(second, "c.toml".to_owned()));
    assert!(state.is_changed() && state.file().is_none());
    // Nor is what one was refused granted to the other.
    let way = InTheWay { of: Some(second), file: "c.toml".to_owned(), holder: "c.toml".to_owned() };
    answer(&mut state, FileAnswer::InTheWay(way));
    assert!(!saves(&press(&mut state, "W c Enter"))[0].over);
    press(&mut state, ",");
    assert!(!state.is_changed());
    assert_eq!(state.file(), Some("c.toml"));
    // One that was closed meanwhile is no other.
    let gone = Moment { scene: Default::default(), revision: 1 };
    press(&mut state, "Left");
    answer(&mut state, FileAnswer::Saved(gone, "d.toml".to_owned()));
    assert!(state.is_changed());
    assert_eq!(state.file(), Some("c.toml"));
}

#[test]
fn a_save_that_leaves_texts_out_says_that_costs_change() {
    let said = |state: &State| state.notice().unwrap().text.contains("costs change");
    let mut state = explorer(["Be brief.", "", "", ""]);
    save(&mut state, "a.toml");
    assert!(said(&state));
    state.desk.scene.keeps_text = true;
    save(&mut state, "a.toml");
    assert!(!said(&state));
    let mut state = plain();
    save(&mut state, "b.toml");
    assert!(!said(&state));
}

#[test]
fn what_becomes_of_an_edited_text_file_is_asked() {
    let mut state = plain();
    let mut opening = named("F", 5);
    opening.file = Some("f.toml".to_owned());
    opening.texts[Part::SYSTEM.index()] = "Be brief.".to_owned();
    opening.text_files[Part::SYSTEM.index()] = Some("sys.txt".to_owned());
    let number = asked(&state.open_typed("f.toml"), &Source::File("f.toml".to_owned()));
    answer(&mut state, FileAnswer::Opened(number, Ok(opening)));
    let effects = press(&mut state, "Left w");
    let save = saves(&effects)[0];
    assert!(save.text.contains("file = \"sys.txt\"") && !save.texts[0].edited);
    answer(&mut state, FileAnswer::Saved(save.of.unwrap(), "f.toml".to_owned()));
    press(&mut state, "e x Esc");
    assert!(saves(&press(&mut state, "w")).is_empty());
    assert_eq!(state.popup().map(|open| open.popup), Some(Popup::TextFiles));
    assert!(saves(&press(&mut state, "Esc")).is_empty() && state.is_changed());
    // The number of its tokens, the text itself, or the file.
    let effects = press(&mut state, "w n");
    assert!(saves(&effects)[0].texts.is_empty() && !saves(&effects)[0].private);
    let effects = press(&mut state, "w t");
    assert!(saves(&effects)[0].text.contains("Be brief.") && saves(&effects)[0].private);
    let effects = press(&mut state, "w f");
    let save = saves(&effects)[0];
    assert!(save.text.contains("file = \"sys.txt\"") && save.texts[0].edited && !save.private);
    assert!(save.texts[0].text.to_string().contains('x'));
    // Not before it is written is it as in the file.
    let failed = FileAnswer::NotSaved(save.of, "no".to_owned());
    answer(&mut state, failed);
    assert_eq!(state.edited_text_files(), ["sys.txt"]);
    let effects = press(&mut state, "w f");
    answer(&mut state, FileAnswer::Saved(saves(&effects)[0].of.unwrap(), "f.toml".to_owned()));
    assert!(state.edited_text_files().is_empty() && !state.is_changed());
}

#[test]
fn the_kind_of_a_text_is_saved_and_undone() {
    let mut state = explorer(["some text", "", "", ""]);
    press(&mut state, "e F5 F5 F5 Esc");
    assert!(state.is_changed());
    let effects = press(&mut state, "W F2 Enter");
    let save = saves(&effects)[0];
    assert!(save.text.contains("kind = \"german\""), "{}", save.text);
    press(&mut state, "u");
    assert_eq!(state.prompts().text(Part::SYSTEM).said_kind(), None);
}

#[test]
fn a_change_by_another_program_leaves_texts_that_were_not_saved() {
    let mut state = explorer(["a prompt", "", "", ""]);
    save(&mut state, "t.toml");
    let mut now = named("T", 5);
    now.file = Some("t.toml".to_owned());
    let tokens = state.prompts().text(Part::SYSTEM).tokens();
    now.workload.prompt.set_tokens(Section::System, tokens);
    let changed =
        |now: &Opening| FileAnswer::Changed("t.toml".to_owned(), Ok(Box::new(now.clone())));
    answer(&mut state, changed(&now));
    assert_eq!(state.workload().requests, 5);
    assert!(!state.prompts().text(Part::SYSTEM).editor.is_empty());
    // Another number is another prompt.
    now.workload.prompt.set_tokens(Section::System, Tokens::new(4_321));
    answer(&mut state, changed(&now));
    assert!(state.prompts().text(Part::SYSTEM).editor.is_empty());
    assert_eq!(state.workload().prompt.tokens(Section::System).get(), 4_321);
}

#[test]
fn a_change_by_another_program_shows_unless_it_would_undo_ours() {
    let mut state = plain();
    save(&mut state, "t.toml");
    let changed = |requests| FileAnswer::Changed("t.toml".to_owned(), Ok(named("T", requests)));
    answer(&mut state, changed(5));
    assert_eq!(state.workload().requests, 5);
}
