//! Saving, opening and keeping scenarios through the real update; files are what the test says.

use super::tests::{explorer, press};
use super::update;
use crate::app::files::{FileAnswer, FileRequest, Listed, Save, Source};
use crate::app::message::{Effect, Message};
use crate::app::prompts::Part;
use crate::app::state::Entry;
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
    answer(&mut state, FileAnswer::Saved("mine.toml".to_owned()));
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
    answer(&mut state, FileAnswer::Saved("test.toml".to_owned()));
    assert!(saves(&press(&mut state, "Left w"))[0].private);
}

#[test]
fn what_is_in_the_way_is_replaced_only_when_asked_again() {
    let mut state = plain();
    let effects = press(&mut state, "w Enter");
    assert!(!saves(&effects)[0].over);
    answer(&mut state, FileAnswer::InTheWay("test.toml".to_owned()));
    assert!(state.notice().unwrap().bad);
    let effects = press(&mut state, "w Enter");
    assert!(saves(&effects)[0].over);
    // Another file is not.
    answer(&mut state, FileAnswer::InTheWay("test.toml".to_owned()));
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
    assert!(quits(&answer(&mut state, FileAnswer::Saved("t".to_owned()))));
    // A failed save does not.
    press(&mut state, "Left q s");
    assert!(!quits(&answer(&mut state, FileAnswer::NotSaved("no".to_owned()))));
    assert!(state.is_changed());
    assert!(!quits(&answer(&mut state, FileAnswer::Saved("t".to_owned()))));
}

#[test]
fn undoing_back_to_what_was_saved_is_saved() {
    let mut state = plain();
    press(&mut state, "Left");
    answer(&mut state, FileAnswer::Saved("t".to_owned()));
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
    let effects = answer(&mut state, FileAnswer::Listed(list));
    assert!(
        matches!(&effects[..], [Effect::Files(FileRequest::Open(source))] if *source == sources[0])
    );
    let opened =
        |at: usize, requests| FileAnswer::Opened(sources[at].clone(), Ok(named("N", requests)));
    answer(&mut state, opened(0, 7));
    assert_eq!(state.workload().requests, 7);
    press(&mut state, "Down");
    // A late answer for another row is void.
    answer(&mut state, opened(0, 9));
    assert_eq!(state.workload().requests, 7);
    answer(&mut state, opened(1, 8));
    assert_eq!(state.workload().requests, 8);
    press(&mut state, "Esc");
    assert_eq!(state.workload(), &before);
    assert_eq!(state.scene(), (0, 1));
    // Kept, it stands beside what was open.
    press(&mut state, "o");
    answer(&mut state, FileAnswer::Listed(vec![listed(&sources[1])]));
    answer(&mut state, opened(1, 8));
    press(&mut state, "Enter");
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
    answer(&mut state, FileAnswer::Listed(vec![kept]));
    answer(&mut state, FileAnswer::Opened(Source::Kept("k".to_owned()), Ok(named("Old", 3))));
    let effects = press(&mut state, "Enter");
    assert!(matches!(&effects[..], [Effect::Files(FileRequest::Forget(file))] if file == "k"));
    assert!(state.is_changed());
}

#[test]
fn unsaved_work_is_kept_without_its_prompts() {
    let mut state = explorer(["a secret", "", "", ""]);
    state.keeps = true;
    let kept = |effects: Vec<Effect>| {
        effects.into_iter().find_map(|effect| match effect {
            Effect::Files(FileRequest::Keep(unsaved)) => Some(unsaved),
            _ => None,
        })
    };
    assert_eq!(kept(press(&mut state, "Down")), Some(Vec::new()));
    assert_eq!(kept(press(&mut state, "Down")), None);
    let unsaved = kept(press(&mut state, "c")).unwrap();
    assert!(unsaved.len() == 1 && !unsaved[0].to_toml().contains("secret"));
    assert_eq!(unsaved[0].workload, state.scene.workload);
    assert_eq!(kept(press(&mut state, "u")), Some(Vec::new()));
}

#[test]
fn a_change_by_another_program_leaves_texts_that_were_not_saved() {
    let mut state = explorer(["a prompt", "", "", ""]);
    answer(&mut state, FileAnswer::Saved("t.toml".to_owned()));
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
    answer(&mut state, FileAnswer::Saved("t.toml".to_owned()));
    let changed = |requests| FileAnswer::Changed("t.toml".to_owned(), Ok(named("T", requests)));
    answer(&mut state, changed(5));
    assert_eq!(state.workload().requests, 5);
}
