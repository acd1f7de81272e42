//! Saving and finding scenarios in real folders.

use std::fs;

use ropey::Rope;

use super::*;
use crate::app::TextFile;
use crate::scenario::{Part, Text};
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
            texts: Vec::new(),
            of: Some(Moment::default()),
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
    assert!(matches!(saved, FileAnswer::Saved(..)), "{saved:?}");
    let titles = room.titles();
    assert_eq!(titles[0].0, "scenarios/mine.toml");
    assert!(titles.len() == 1 + Builtin::ALL.len(), "{titles:?}");
    let Some(FileAnswer::Opened(_, Ok(opening))) =
        room.desk.serve(FileRequest::Open(1, titles[0].1.clone()))
    else {
        panic!("opened");
    };
    assert_eq!(opening.name, "Mine");
    let missing = FileRequest::Open(1, Source::File(room.file("gone.toml")));
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
    assert!(matches!(room.save("a.toml", "second", false, false), FileAnswer::Saved(..)));
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
    room.desk.serve(FileRequest::Open(1, Source::File(room.file("mine.toml"))));
    let mut scenario = Scenario::parse("schema = 1\nname = 'Mine'\nanswer.tokens = 2", "").unwrap();
    scenario.set_text(Part::Answer, Text::File("a.txt".to_owned()));
    let mut save = |scenario: &mut Scenario, of_sample: bool| {
        scenario.workload.answer.of_sample = of_sample;
        room.save("mine.toml", &scenario.to_toml(), false, false);
        fs::read_to_string(room.file("mine.toml")).unwrap()
    };
    let saved = save(&mut scenario, true);
    assert!(
        saved.contains("[answer]\nfile = \"a.txt\"\n") && !saved.contains("tokens ="),
        "{saved}"
    );
    scenario.set_tokens(Part::Answer, crate::money::Tokens::new(50));
    let saved = save(&mut scenario, false);
    assert!(saved.contains("file = \"a.txt\"\n") && saved.contains("tokens = 50"), "{saved}");
}

#[test]
fn a_file_that_was_opened_keeps_what_the_user_wrote() {
    let mut room = Room::new("desk-comments");
    let file = room.file("mine.toml");
    let mine = "# Ours.\nschema = 1\nname = \"Mine\" # for now\n\
                [prompt.user]\nfile = \"u.txt\" # asked\n[answer]\ntokens = \"4k\"\n";
    fs::write(&file, mine).unwrap();
    fs::write(room.file("u.txt"), "What is it?").unwrap();
    let opened = room.desk.serve(FileRequest::Open(1, Source::File(file.clone())));
    let Some(FileAnswer::Opened(1, Ok(opening))) = opened else {
        panic!("opened");
    };
    assert_eq!(opening.text_files[Part::USER.index()].as_deref(), Some("u.txt"));
    let mut scenario = Scenario::new("Mine", opening.workload.clone());
    scenario.set_text(Part::USER, Text::File("u.txt".to_owned()));
    let save = |room: &mut Room, scenario: &Scenario, over: bool| {
        room.save("mine.toml", &scenario.to_toml(), over, false);
        fs::read_to_string(room.file("mine.toml")).unwrap()
    };
    assert_eq!(save(&mut room, &scenario, false), mine);
    scenario.set_text(Part::USER, Text::None);
    scenario.set_tokens(Part::USER, crate::money::Tokens::new(4));
    let saved = save(&mut room, &scenario, false);
    assert!(saved.starts_with("# Ours.") && saved.contains("[prompt.user]\ntokens = 4 # asked\n"));
    // Another program's changes are replaced when that is asked for, but not its comments.
    fs::write(&file, mine.replace("4k", "5k").replace("# Ours.", "# Theirs.")).unwrap();
    let saved = save(&mut room, &scenario, true);
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
        FileAnswer::NotSaved(_, told) => told,
        other => panic!("{other:?}"),
    };
    let missing = told(room.save("no/folder/a.toml", "x", false, false));
    assert!(missing.contains("there is no such folder; everything is still here"), "{missing}");
    fs::create_dir(room.file("folder.toml")).unwrap();
    told(room.save("folder.toml", "x", true, false));
    assert!(fs::metadata(room.file("folder.toml")).unwrap().is_dir());
}

#[test]
fn text_files_are_written_where_they_were_edited_and_otherwise_stay() {
    let mut room = Room::new("desk-texts");
    let file = room.file("mine.toml");
    let mine = "schema = 1\nname = \"Mine\"\n[prompt.system]\nfile = \"sys.txt\" # ours\n";
    fs::write(&file, mine).unwrap();
    let text = |room: &Room| fs::read_to_string(room.file("sys.txt")).unwrap();
    fs::write(room.file("sys.txt"), "Be brief.\r\n").unwrap();
    let open = FileRequest::Open(1, Source::File(file.clone()));
    assert!(matches!(room.desk.serve(open), Some(FileAnswer::Opened(1, Ok(_)))));
    let save = |room: &mut Room, now: &str, edited: bool, over: bool| {
        let text = TextFile { name: "sys.txt".to_owned(), text: Rope::from_str(now), edited };
        let request = FileRequest::Save(Save {
            file: room.file("mine.toml"),
            text: mine.replace("# ours", ""),
            texts: vec![text],
            of: Some(Moment::default()),
            private: false,
            over,
        });
        room.desk.serve(request).unwrap()
    };
    let done = save(&mut room, "Be kind.\n", true, false);
    assert!(matches!(done, FileAnswer::Saved(..)), "{done:?}");
    assert_eq!(text(&room), "Be kind.\r\n");
    assert_eq!(fs::read_to_string(&file).unwrap(), mine);
    // Another program's text is not written over unasked, nor said to be what is here.
    fs::write(room.file("sys.txt"), "Theirs.").unwrap();
    for edited in [false, true] {
        let refused = save(&mut room, "Ours.", edited, false);
        let FileAnswer::InTheWay(way) = refused else { panic!("{refused:?}") };
        assert!(way.holder.ends_with("sys.txt") && way.file == file);
        assert_eq!(text(&room), "Theirs.");
    }
    assert!(matches!(save(&mut room, "Ours.", false, true), FileAnswer::Saved(..)));
    assert_eq!(text(&room), "Ours.");
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
    assert!(matches!(told, FileAnswer::NotSaved(..)), "{told:?}");
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
fn what_changes_right_after_it_was_read_is_told_and_not_written_over() {
    use std::sync::mpsc::channel;

    let mut room = Room::new("desk-at-once");
    let (sender, told) = channel();
    let sender = Mutex::new(sender);
    room.desk.tell = Arc::new(move |answer| {
        let _ = sender.lock().unwrap().send(answer);
    });
    let file = room.file("a.toml");
    fs::write(&file, toml("Ours")).unwrap();
    let loaded = LoadedScenario::named(file.as_ref()).unwrap();
    fs::write(&file, toml("Theirs")).unwrap();
    room.desk.has_read(&loaded);
    let FileAnswer::Changed(_, Ok(now)) = told.try_recv().unwrap() else { panic!("a change") };
    assert_eq!(now.name, "Theirs");
    let refused = room.save("a.toml", &toml("Ours"), false, false);
    assert!(matches!(refused, FileAnswer::InTheWay(_)), "{refused:?}");
}

#[cfg(unix)]
#[test]
fn a_pipe_is_refused_by_name_and_never_waited_for() {
    let mut room = Room::new("desk-pipe");
    let made = std::process::Command::new("mkfifo").arg(room.file("p.toml")).status();
    assert!(made.unwrap().success());
    for over in [false, true] {
        let FileAnswer::NotSaved(_, told) = room.save("p.toml", "x", over, false) else {
            panic!("written");
        };
        assert!(told.contains("p.toml: it is a pipe; name a file"), "{told}");
    }
    let open = FileRequest::Open(1, Source::File(room.file("p.toml")));
    let Some(FileAnswer::Opened(_, Err(told))) = room.desk.serve(open) else {
        panic!("opened");
    };
    assert!(told.ends_with("p.toml` is a pipe; name a file"), "{told}");
}
