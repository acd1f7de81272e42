//! Saving and finding scenarios in real folders.

use ropey::Rope;

use super::*;
use crate::scenario::Part;
use crate::workload::Workload;

/// A desk in a folder of its own, which is gone afterwards.
struct Room {
    folder: PathBuf,
    desk: Desk,
}

impl Room {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("tokenfare-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("scenarios")).unwrap();
        let desk = Desk {
            settings: Some(folder.join("config.toml")),
            state: Some(folder.join("state")),
            known: Arc::default(),
            watch: None,
            tell: Arc::new(|_| {}),
        };
        Self { folder, desk }
    }

    fn file(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    fn save(&mut self, name: &str, text: &str, over: bool, private: bool) -> FileAnswer {
        let request = FileRequest::Save(Save {
            file: self.file(name),
            text: text.to_owned(),
            texts: Default::default(),
            of_sample: false,
            scenario: true,
            private,
            over,
        });
        self.desk.serve(request).unwrap()
    }

    fn titles(&mut self) -> Vec<(String, Source)> {
        let Some(FileAnswer::Listed(listed)) = self.desk.serve(FileRequest::List) else {
            panic!("a list");
        };
        let listed = listed.into_iter();
        listed.map(|listed| (listed.title, listed.source)).collect()
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn scenario(name: &str) -> Scenario {
    Scenario::new(name, Workload::default())
}

fn toml(name: &str) -> String {
    scenario(name).to_toml()
}

#[test]
fn what_was_saved_is_listed_and_opened() {
    let mut room = Room::new("desk-list");
    let saved = room.save("scenarios/mine.toml", &toml("Mine"), false, false);
    assert!(matches!(saved, FileAnswer::Saved(_)), "{saved:?}");
    let titles = room.titles();
    assert_eq!(titles[0].0, "scenarios/mine.toml");
    assert!(titles.len() == 1 + Builtin::ALL.len(), "{titles:?}");
    let Some(FileAnswer::Opened(_, Ok(opening))) =
        room.desk.serve(FileRequest::Open(titles[0].1.clone()))
    else {
        panic!("opened");
    };
    assert_eq!(opening.name, "Mine");
    let missing = FileRequest::Open(Source::File(room.file("gone.toml")));
    let Some(FileAnswer::Opened(_, Err(fault))) = room.desk.serve(missing) else {
        panic!("a fault");
    };
    assert!(fault.starts_with("there is no scenario"), "{fault}");
}

#[test]
fn another_programs_changes_are_not_written_over_unasked() {
    let mut room = Room::new("desk-way");
    let file = room.file("a.toml");
    room.save("a.toml", "first", false, false);
    assert!(matches!(room.save("a.toml", "second", false, false), FileAnswer::Saved(_)));
    fs::write(&file, "another program's").unwrap();
    let refused = room.save("a.toml", "third", false, false);
    assert!(matches!(refused, FileAnswer::InTheWay(_)), "{refused:?}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "another program's");
    room.save("a.toml", "third", true, false);
    assert_eq!(fs::read_to_string(&file).unwrap(), "third");
    // A file that was there before this program knew of it.
    fs::write(room.file("b.toml"), "old").unwrap();
    assert!(matches!(room.save("b.toml", "new", false, false), FileAnswer::InTheWay(_)));
}

#[test]
fn a_sample_answer_that_is_a_files_stays_what_counts() {
    let mut room = Room::new("desk-sample");
    let mine = "schema = 1\nname = \"Mine\"\n[answer]\nfile = \"a.txt\"\n";
    fs::write(room.file("mine.toml"), mine).unwrap();
    fs::write(room.file("a.txt"), "Gladly.").unwrap();
    room.desk.serve(FileRequest::Open(Source::File(room.file("mine.toml"))));
    let mut scenario = Scenario::parse("schema = 1\nname = 'Mine'\nanswer.tokens = 2", "").unwrap();
    let mut save = |scenario: &Scenario, of_sample: bool| {
        room.desk.serve(FileRequest::Save(Save {
            file: room.file("mine.toml"),
            text: scenario.to_toml(),
            texts: ["", "", "", "Gladly."].map(Rope::from_str),
            of_sample,
            scenario: true,
            private: false,
            over: false,
        }));
        fs::read_to_string(room.file("mine.toml")).unwrap()
    };
    let saved = save(&scenario, true);
    assert!(
        saved.contains("[answer]\nfile = \"a.txt\"\n") && !saved.contains("tokens ="),
        "{saved}"
    );
    scenario.set_tokens(Part::Answer, crate::money::Tokens::new(50));
    let saved = save(&scenario, false);
    assert!(saved.contains("file = \"a.txt\"\n") && saved.contains("tokens = 50"), "{saved}");
}

#[test]
fn a_file_that_was_opened_keeps_what_the_user_wrote() {
    let mut room = Room::new("desk-comments");
    let file = room.file("mine.toml");
    let mine = "# Ours.\nschema = 1\nname = \"Mine\" # for now\n\
                [prompt.user]\nfile = \"u.txt\"\n[answer]\ntokens = \"4k\"\n";
    fs::write(&file, mine).unwrap();
    fs::write(room.file("u.txt"), "What is it?").unwrap();
    let opened = room.desk.serve(FileRequest::Open(Source::File(file.clone())));
    let Some(FileAnswer::Opened(_, Ok(opening))) = opened else {
        panic!("opened");
    };
    // As the explorer saves it: with the count of the text in place of the text.
    let mut scenario = Scenario::new("Mine", opening.workload.clone());
    scenario.set_tokens(Part::USER, crate::money::Tokens::new(4));
    let save = |room: &mut Room, scenario: &Scenario, user: &str, over: bool| {
        let request = FileRequest::Save(Save {
            file: room.file("mine.toml"),
            text: scenario.to_toml(),
            texts: ["", "", user, ""].map(Rope::from_str),
            of_sample: false,
            scenario: true,
            private: false,
            over,
        });
        let saved = room.desk.serve(request).unwrap();
        assert!(matches!(saved, FileAnswer::Saved(_)), "{saved:?}");
        fs::read_to_string(room.file("mine.toml")).unwrap()
    };
    assert_eq!(save(&mut room, &scenario, "What is it?", false), mine);
    let saved = save(&mut room, &scenario, "What else?", false);
    assert!(saved.starts_with("# Ours.") && saved.contains("[prompt.user]\ntokens = 4\n"));
    // Another program's changes are replaced when that is asked for, but not its comments.
    fs::write(&file, mine.replace("4k", "5k").replace("# Ours.", "# Theirs.")).unwrap();
    let saved = save(&mut room, &scenario, "What else?", true);
    assert!(saved.starts_with("# Theirs.") && saved.contains("tokens = 4_000"), "{saved}");
    // Another file has nothing to do with it.
    fs::write(room.file("b.toml"), "# B.\n").unwrap();
    room.save("b.toml", &scenario.to_toml(), true, false);
    let saved = fs::read_to_string(room.file("b.toml")).unwrap();
    assert_eq!(saved, scenario.to_toml());
}

#[test]
fn a_failed_save_says_so_and_leaves_the_old_file() {
    let mut room = Room::new("desk-fail");
    let told = |answer: FileAnswer| match answer {
        FileAnswer::NotSaved(told) => told,
        other => panic!("{other:?}"),
    };
    let missing = told(room.save("no/folder/a.toml", "x", false, false));
    assert!(missing.contains("there is no such folder; everything is still here"), "{missing}");
    fs::create_dir(room.file("folder.toml")).unwrap();
    told(room.save("folder.toml", "x", true, false));
    assert!(fs::metadata(room.file("folder.toml")).unwrap().is_dir());
}

#[test]
fn unsaved_work_is_found_once_its_process_has_ended() {
    let mut room = Room::new("desk-kept");
    let keep =
        |names: &[&str]| FileRequest::Keep(names.iter().map(|name| scenario(name)).collect());
    assert!(room.desk.serve(keep(&["One", "Two"])).is_none());
    let kept = room.folder.join("state/kept");
    assert_eq!(toml_files(&kept).len(), 2);
    // This process still runs.
    assert!(!matches!(room.titles()[0].1, Source::Kept(_)));
    room.desk.serve(keep(&["One"]));
    assert_eq!(toml_files(&kept).len(), 1);
    fs::rename(&toml_files(&kept)[0], kept.join("4294967295-0.toml")).unwrap();
    let titles = room.titles();
    assert_eq!(titles[0].0, "One");
    let Source::Kept(file) = titles[0].1.clone() else {
        panic!("{titles:?}");
    };
    let Some(FileAnswer::Opened(_, Ok(opening))) =
        room.desk.serve(FileRequest::Open(titles[0].1.clone()))
    else {
        panic!("opened");
    };
    assert_eq!((opening.name.as_str(), opening.file), ("One", None));
    room.desk.serve(FileRequest::Forget(file));
    assert!(!matches!(room.titles()[0].1, Source::Kept(_)));
    room.desk.serve(FileRequest::Keep(Vec::new()));
}

#[cfg(unix)]
#[test]
fn prompts_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;

    let mut room = Room::new("desk-mode");
    let mode = |room: &Room, name: &str| {
        fs::metadata(room.file(name)).unwrap().permissions().mode() & 0o777
    };
    room.save("private.toml", "x", false, true);
    assert_eq!(mode(&room, "private.toml"), 0o600);
    // A file keeps what access it had, also when it comes to hold prompts.
    room.save("plain.toml", "x", false, false);
    fs::set_permissions(room.file("plain.toml"), fs::Permissions::from_mode(0o640)).unwrap();
    room.save("plain.toml", "y", false, false);
    assert_eq!(mode(&room, "plain.toml"), 0o640);
    room.save("plain.toml", "z", false, true);
    assert_eq!(mode(&room, "plain.toml"), 0o640);
    room.desk.serve(FileRequest::Keep(vec![scenario("K")]));
    let kept = toml_files(&room.folder.join("state/kept"));
    assert_eq!(fs::metadata(&kept[0]).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!((mode(&room, "state"), mode(&room, "state/kept")), (0o700, 0o700));
    // Through a link, the file it names is written.
    std::os::unix::fs::symlink(room.file("plain.toml"), room.file("link.toml")).unwrap();
    room.save("link.toml", "linked", true, false);
    assert_eq!(fs::read_to_string(room.file("plain.toml")).unwrap(), "linked");
    assert!(fs::symlink_metadata(room.file("link.toml")).unwrap().is_symlink());
    // Where nothing may be written, nothing changes. The superuser may write everywhere.
    if rustix::process::geteuid().is_root() {
        return;
    }
    fs::set_permissions(room.folder.join("scenarios"), fs::Permissions::from_mode(0o555)).unwrap();
    let told = room.save("scenarios/a.toml", "x", false, false);
    assert!(matches!(told, FileAnswer::NotSaved(_)), "{told:?}");
    fs::set_permissions(room.folder.join("scenarios"), fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn the_theme_of_every_start_is_written_into_the_settings() {
    let mut room = Room::new("desk-theme");
    let said = room.desk.serve(FileRequest::UsualTheme("nord".to_owned()));
    assert!(matches!(said, Some(FileAnswer::Done(_))), "{said:?}");
    let text = fs::read_to_string(room.file("config.toml")).unwrap();
    assert_eq!(text, "theme = \"nord\"\n");
}

#[test]
fn cards_beside_the_settings_are_found_and_broken_ones_told() {
    use std::sync::mpsc::channel;

    let mut room = Room::new("desk-cards");
    let (sender, told) = channel();
    let sender = Mutex::new(sender);
    room.desk.tell = Arc::new(move |answer| sender.lock().unwrap().send(answer).unwrap());
    fs::create_dir_all(room.file("rates")).unwrap();
    let text = crate::card::Builtin::Representative.text();
    fs::write(room.file("rates/ours.toml"), text).unwrap();
    fs::write(room.file("rates/broken.toml"), "schema = 1").unwrap();
    room.titles();
    let FileAnswer::Cards(cards, faults) = told.try_recv().unwrap() else {
        panic!("cards");
    };
    assert_eq!((cards.len(), faults.len()), (1, 1));
}

#[test]
fn what_another_program_writes_is_told_and_what_this_one_writes_is_not() {
    use std::sync::mpsc::channel;
    use std::time::Duration;

    let mut room = Room::new("desk-watch");
    let (sender, told) = channel();
    let sender = Mutex::new(sender);
    room.desk.tell = Arc::new(move |answer| {
        let _ = sender.lock().unwrap().send(answer);
    });
    room.save("a.toml", &toml("Ours"), false, false);
    room.save("a.toml", &toml("Ours again"), false, false);
    fs::write(room.file("a.toml"), toml("Theirs")).unwrap();
    let FileAnswer::Changed(file, Ok(now)) = told.recv_timeout(Duration::from_secs(20)).unwrap()
    else {
        panic!("a change");
    };
    assert_eq!((file, now.name.as_str()), (room.file("a.toml"), "Theirs"));
}

#[test]
fn a_picture_says_what_it_rests_on() {
    use crate::app::{Effect, FileRequest, Key, KeyCode, Message, Start, State, update};
    use crate::view::Depth;

    let mut room = Room::new("desk-picture");
    let card = crate::card::Builtin::Representative.parse().unwrap();
    let opening = Opening { name: "A & B".to_owned(), ..Opening::default() };
    let mut start = Start::new(vec![Arc::new(card)], vec![opening], (100, 30));
    start.scenarios[0].workload.batch.on = true;
    let (mut state, _) = State::new(start);
    let typed = format!("E{}", room.file("x.svg"));
    let codes = typed.chars().map(KeyCode::Char).chain([KeyCode::Enter]);
    let keys = [KeyCode::Tab].into_iter().chain(codes).map(|code| Message::Key(Key::plain(code)));
    let effects: Vec<Effect> = keys.flat_map(|key| update(&mut state, [key])).collect();
    let Some(Effect::Files(FileRequest::Export(asked))) = effects.last().cloned() else {
        panic!("{effects:?}")
    };
    let answer = crate::launch::export::serve(&mut room.desk, asked, None, Depth::True);
    assert!(matches!(answer, FileAnswer::Exported(_)), "{answer:?}");
    let picture = fs::read_to_string(room.file("x.svg")).unwrap();
    let about = picture.lines().nth(1).unwrap();
    for part in [
        "<desc>A &amp; B: ",
        "Bedrock 2026 representative of 2026-11-22",
        "Assumed by the rate card: Batch price (",
    ] {
        assert!(about.contains(part), "{about}");
    }
}

#[cfg(unix)]
#[test]
fn a_picture_with_own_text_is_asked_for_and_the_owners() {
    use std::os::unix::fs::PermissionsExt;

    use crate::app::{Export, Exported, Start, State};
    use crate::view::Depth;

    let mut room = Room::new("desk-text");
    let mut opening = Opening { name: "A".to_owned(), ..Opening::default() };
    opening.texts[Part::SYSTEM.index()] = "SECRETPROMPT".to_owned();
    let card = crate::card::Builtin::List.parse().unwrap();
    let (state, _) = State::new(Start::new(vec![Arc::new(card)], vec![opening], (120, 36)));
    for with_text in [false, true] {
        let name = format!("{with_text}.svg");
        let what =
            Exported::Picture { state: Box::new(state.clone()), about: String::new(), with_text };
        let asked = Export { what, file: room.file(&name), over: false };
        let answer = crate::launch::export::serve(&mut room.desk, asked, None, Depth::True);
        assert!(matches!(answer, FileAnswer::Exported(_)), "{answer:?}");
        let picture = fs::read_to_string(room.file(&name)).unwrap();
        assert_eq!(picture.contains("SECRETPROMPT"), with_text);
        assert_eq!(picture.contains("The text is left out"), !with_text);
        let mode = fs::metadata(room.file(&name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode == 0o600, with_text, "{mode:o}");
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_is_refused_by_name_and_never_waited_for() {
    let mut room = Room::new("desk-pipe");
    let made = std::process::Command::new("mkfifo").arg(room.file("p.toml")).status();
    assert!(made.unwrap().success());
    for over in [false, true] {
        let FileAnswer::NotSaved(told) = room.save("p.toml", "x", over, false) else {
            panic!("written");
        };
        assert!(told.contains("p.toml: it is a pipe; name a file"), "{told}");
    }
    let open = FileRequest::Open(Source::File(room.file("p.toml")));
    let Some(FileAnswer::Opened(_, Err(told))) = room.desk.serve(open) else {
        panic!("opened");
    };
    assert!(told.ends_with("p.toml` is a pipe; name a file"), "{told}");
}
