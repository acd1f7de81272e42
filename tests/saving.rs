//! What can go wrong while a file is saved: the real program, killed or refused at the worst moment.
//! The file is whole before and after, what was not saved is still there, and one sentence says why.
//!
//! `strace` makes the moments; where it is not there or may not trace, those tests are skipped with a
//! line that says so.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod pty;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use pty::Session;
use tokenfare::scenario::Scenario;

/// A folder for a scenario, settings and state, that is gone afterwards.
struct Room(PathBuf);

impl Room {
    fn new(name: &str) -> Self {
        let name = format!("saving-{name}-{}", std::process::id());
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("work")).unwrap();
        let room = Self(fs::canonicalize(folder).unwrap());
        room.write(50_000, "");
        room
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }

    fn file(&self) -> String {
        self.path("work/mine.toml")
    }

    /// Writes the scenario with so many requests and this text for the system prompt.
    fn write(&self, requests: u64, text: &str) {
        let system = if text.is_empty() {
            "tokens = 100".to_owned()
        } else {
            format!("text = '''{text}'''")
        };
        let text = format!(
            "# Agreed on Monday.\nschema = 1\nname = \"Mine\"\nrequests = {requests}\n\n\
             [prompt.system]\n{system}\n\n[answer]\ntokens = 400\n"
        );
        fs::write(self.file(), text).unwrap();
    }

    /// The requests that the scenario's file states; it is whole, and keeps its comment.
    fn saved(&self) -> u64 {
        let text = fs::read_to_string(self.file()).unwrap();
        assert!(text.starts_with("# Agreed on Monday.\n"), "{text:.80}");
        match Scenario::parse(&text, "mine.toml") {
            Ok(scenario) => scenario.workload.requests,
            Err(faults) => panic!("{faults}"),
        }
    }

    /// What lies beside the scenario, left behind by a save.
    fn left_behind(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path("work")).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
        names.filter(|name| name != "mine.toml").collect()
    }

    /// The explorer on the scenario, started by a line of shell that ends with the program.
    fn start(&self, before: &str) -> Session {
        self.start_on(before, &[&self.file()])
    }

    /// The explorer on these scenarios.
    fn start_on(&self, before: &str, files: &[&str]) -> Session {
        let line = format!(
            "export TOKENFARE_CONFIG='{}' TOKENFARE_STATE='{}'; {before} $TOKENFARE '{}'",
            self.path("config.toml"),
            self.path("state"),
            files.join("' '")
        );
        let session = Session::shell((120, 36), &line);
        session.wait_for("the scenario", |terminal| {
            terminal.shows("q quit") && terminal.shows("Mine")
        });
        session
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Types another number of requests.
fn change(session: &mut Session, requests: u64, shown: &str) {
    session.send(format!("{requests}\r"));
    session.wait_for("the change", |terminal| terminal.shows(shown));
}

/// Whether strace is there and may make calls fail.
fn strace_injects(room: &Room) -> bool {
    let file = room.path("probe");
    let traced = Command::new("strace")
        .args(["-f", "-qq", "-e", "inject=rename:error=ENOSPC", "-o", &file])
        .arg("true")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .status();
    let injects = traced.is_ok_and(|status| status.success());
    if !injects {
        println!("skipped: strace is not installed, or may not trace here");
    }
    injects
}

/// Before the program in a line of shell: these calls fail, or end it.
fn strace(calls: &str, what: &str) -> String {
    format!("exec strace -f -qq -o /dev/null -e trace={calls} -e inject={calls}:{what}")
}

const RENAME: &str = "rename,renameat,renameat2";

/// After the program was killed: the next one offers the work, with this input in its bill, saves it,
/// and takes away what the killed one left behind.
fn assert_recovers(room: &Room, requests: u64, input: &str) {
    let mut session = room.start("exec");
    session.wait_for("the offer", |terminal| terminal.shows("unsaved work from last time"));
    session.send("o");
    session.wait_for("the work", |terminal| {
        terminal.row("unsaved").is_some() && terminal.shows(input)
    });
    session.send("\r");
    session.wait_for("it on the desk", |terminal| terminal.shows("Opened Mine"));
    session.send("W");
    session.wait_for("the question", |terminal| terminal.shows("Save as"));
    session.paste(&room.file());
    session.send("\r");
    session.wait_for("what is in the way", |terminal| {
        terminal.shows("save again to replace it") || terminal.shows("Saved to")
    });
    if session.terminal().shows("save again") {
        session.send("W");
        session.wait_for("the question", |terminal| terminal.shows("Save as"));
        session.paste(&room.file());
        session.send("\r");
        session.wait_for("saved", |terminal| terminal.shows("Saved to"));
    }
    session.send("q");
    assert_eq!(session.wait_for_exit(), 0);
    assert_eq!(room.saved(), requests);
    assert_eq!(room.left_behind(), Vec::<String>::new());
}

#[test]
fn killed_before_the_new_file_takes_the_place_of_the_old() {
    let room = Room::new("killed");
    if !strace_injects(&room) {
        return;
    }
    // The third of the thread, after the list of recent files and its folder; unsaved work has a
    // thread of its own.
    let mut session = room.start(&strace("fsync", "signal=KILL:when=3"));
    change(&mut session, 76_543, "76,543");
    // At rest, it is kept.
    session.wait_until_quiet(Duration::from_millis(600));
    let kept = fs::read_dir(room.path("state/kept")).unwrap();
    assert_eq!(kept.count(), 1);
    session.send("w");
    session.wait_for_exit();
    drop(session);
    assert_eq!(room.saved(), 50_000);
    assert_eq!(room.left_behind().len(), 1);
    // 76,543 requests of 100 tokens.
    assert_recovers(&room, 76_543, "7,654,300");
}

/// Big enough that writing takes a while, killed at moments that differ.
#[test]
fn killed_at_any_moment_the_file_is_whole() {
    let room = Room::new("moments");
    let text = "A line of a long policy about parcels, refunds and gift cards.\n".repeat(30_000);
    let (mut before, mut after) = (0, 0);
    for round in 0..8_u64 {
        room.write(50_000, &text);
        let mut session = room.start("exec");
        change(&mut session, 60_000 + round, &format!("60,00{round}"));
        // The prompt is written too.
        session.send("w");
        sleep(Duration::from_millis(round * 7));
        session.signal("KILL");
        session.wait_for_exit();
        match room.saved() {
            50_000 => before += 1,
            saved => {
                assert_eq!(saved, 60_000 + round);
                after += 1;
            }
        }
    }
    println!("killed {before} times before and {after} times after the new file was there");
    // The next save clears up.
    room.write(50_000, "");
    let mut session = room.start("exec");
    change(&mut session, 70_000, "70,000");
    session.send("w");
    session.wait_for("saved", |terminal| terminal.shows("Saved to"));
    assert_eq!(room.saved(), 70_000);
    assert_eq!(room.left_behind(), Vec::<String>::new());
    session.send("q");
    assert_eq!(session.wait_for_exit(), 0);
}

/// A save that fails says `words`, keeps the file and the work, and asks before leaving.
fn assert_refused(name: &str, before: &str, words: &str) {
    let room = Room::new(name);
    let mut session = room.start(before);
    change(&mut session, 76_543, "76,543");
    session.send("w");
    session.wait_for(words, |terminal| terminal.shows(words) && terminal.shows("not saved to"));
    assert_eq!(room.saved(), 50_000);
    assert_eq!(room.left_behind(), Vec::<String>::new());
    assert!(session.terminal().shows("76,543"));
    session.send("q");
    session.wait_for("the question", |terminal| terminal.shows("are not saved"));
    session.send("d");
    assert_eq!(session.wait_for_exit(), 0);
    assert_eq!(room.saved(), 50_000);
    let _ = Command::new("chmod").args(["u+w", &room.path("work")]).status();
}

#[test]
fn a_full_disk_is_told_and_loses_nothing() {
    if strace_injects(&Room::new("probe-full")) {
        assert_refused("full", &strace("fsync", "error=ENOSPC"), "the disk is full");
    }
}

/// The system takes half of the file and then no more.
#[test]
fn half_a_file_is_none() {
    let room = Room::new("half");
    // In blocks of 512 bytes in some shells, of 1,024 in others.
    let text = "A line of a long policy about parcels, refunds and gift cards.\n".repeat(2_000);
    room.write(50_000, &text);
    let mut session = room.start("trap '' XFSZ; ulimit -f 40; exec");
    change(&mut session, 76_543, "76,543");
    session.send("w");
    session.wait_for("the refusal", |terminal| terminal.shows("not saved to"));
    assert_eq!(room.saved(), 50_000);
    assert_eq!(room.left_behind(), Vec::<String>::new());
    session.send("qd");
    assert_eq!(session.wait_for_exit(), 0);
}

#[test]
fn a_read_only_disk_is_told_and_loses_nothing() {
    if strace_injects(&Room::new("probe-disk")) {
        assert_refused("disk", &strace(RENAME, "error=EROFS"), "the disk is read-only");
    }
}

#[test]
fn a_read_only_folder_is_told_and_loses_nothing() {
    let words = "you may not write there";
    if !rustix::process::geteuid().is_root() {
        assert_refused("folder", "chmod a-w \"${TOKENFARE_CONFIG%/*}/work\"; exec", words);
    } else if strace_injects(&Room::new("probe-folder")) {
        // The superuser may write everywhere.
        assert_refused("folder", &strace(RENAME, "error=EACCES"), words);
    }
}

#[test]
fn a_file_that_another_program_changed_is_not_written_over_unasked() {
    let room = Room::new("changed");
    let mut session = room.start("exec");
    change(&mut session, 76_543, "76,543");
    room.write(31_337, "");
    session.wait_for("the news", |terminal| {
        terminal.shows("was changed by another program; what is here is not saved")
    });
    session.send("w");
    session.wait_for("the question", |terminal| terminal.shows("save again to replace it"));
    assert_eq!(room.saved(), 31_337);
    session.send("w");
    session.wait_for("saved", |terminal| terminal.shows("Saved to"));
    assert_eq!(room.saved(), 76_543);
    session.send("q");
    assert_eq!(session.wait_for_exit(), 0);
}

/// What `ps` says of a process.
fn ps(arguments: &[&str]) -> String {
    let said = Command::new("ps").args(arguments).output().unwrap();
    String::from_utf8(said.stdout).unwrap().trim().to_owned()
}

/// A disk that does not answer holds neither the terminal nor a signal.
#[test]
fn a_disk_that_hangs_holds_no_signal() {
    let room = Room::new("hangs");
    if !strace_injects(&room) {
        return;
    }
    for leave in ["", "\x03"] {
        room.write(50_000, "");
        let mut session = room.start(&strace("fsync", "delay_enter=20000000"));
        change(&mut session, 60_000, "60,000");
        session.send("w");
        sleep(Duration::from_millis(300));
        session.send(leave);
        sleep(Duration::from_millis(300));
        // strace lets no signal through, and holds the process that has ended for as long as the disk.
        let traced = ps(&["-o", "pid=", "--ppid", &session.id().to_string()]);
        let start = Instant::now();
        assert!(Command::new("kill").args(["-TERM", &traced]).status().unwrap().success());
        session.wait_until_restored();
        assert!(start.elapsed() < Duration::from_secs(2), "restored {:?}", start.elapsed());
        while !ps(&["-o", "stat=", "-p", &traced]).starts_with('Z') {
            assert!(start.elapsed() < Duration::from_secs(6), "it lives on");
            sleep(Duration::from_millis(20));
        }
        session.wait_for("the sentence", |terminal| {
            terminal.shows("not written yet") && terminal.shows("mine.toml")
        });
    }
}

/// What a model costs a month as `rank` says it of the file.
fn ranked(room: &Room, model: &str, flags: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_tokenfare"))
        .args(["rank", &room.file(), "--models", model, "--format", "markdown"])
        .args(flags)
        .env("TOKENFARE_CONFIG", "")
        .output()
        .unwrap();
    let table = String::from_utf8(output.stdout).unwrap();
    let row = table.lines().nth(2).unwrap_or_else(|| panic!("{table}"));
    row.split('|').nth(4).unwrap_or_else(|| panic!("{row}")).trim().to_owned()
}

#[test]
fn a_mean_that_is_set_beside_a_sample_answer_counts_on_screen_and_is_saved() {
    let room = Room::new("mean");
    let sample = "Thank you for your order: the parcel will be there on Monday. ".repeat(40);
    let text = format!(
        "{}text = '{sample}'\n",
        "# Agreed on Monday.\nschema = 1\nname = \"Mine\"\n[prompt.user]\ntokens = 100\n[answer]\n"
    );
    fs::write(room.file(), text).unwrap();
    let own = ranked(&room, "nova-micro", &[]);
    let set = ranked(&room, "nova-micro", &["--output", "50"]);
    let mut session = room.start("exec");
    let shows = |session: &Session, what: &str, cost: &str| {
        session.wait_for(what, |terminal| {
            terminal.row("Nova Micro").is_some_and(|(_, row)| row.contains(cost))
        });
    };
    let mean = |session: &Session, what: &str, source: &str| {
        session.wait_for(what, |terminal| {
            terminal.row("Answer length").is_some_and(|(_, row)| row.contains(source))
        });
    };
    shows(&session, "each model's own count of the sample", &own);
    mean(&session, "that it is the sample's", " sample ");
    // The seventh control is the mean answer.
    session.send(format!("{}50\r", "\x1b[B".repeat(6)));
    shows(&session, "the mean that was set", &set);
    mean(&session, "that it was set", " set ");
    session.wait_for("it in the bill", |terminal| terminal.shows("the mean answer is as set"));
    session.send("e\x1b[1;3D\x1b[1;3D");
    session.wait_for("it beside the sample", |terminal| {
        // The whole frame: what it no longer says is waited for below.
        terminal.shows("50 tokens as set · sample ")
            && terminal.shows("Esc back")
            && !terminal.shows("q quit")
    });
    session.send("\x1b");
    session.wait_for("the workload", |terminal| terminal.shows("q quit"));
    session.send("w");
    session.wait_for("saved", |terminal| terminal.shows("Saved to"));
    assert_eq!(ranked(&room, "nova-micro", &[]), set);
    let saved = fs::read_to_string(room.file()).unwrap();
    assert!(saved.contains(&sample), "{saved}");
    session.send("u");
    shows(&session, "the sample again", &own);
    session.send("w");
    session.wait_for("saved again", |terminal| terminal.shows("Saved to"));
    assert_eq!(ranked(&room, "nova-micro", &[]), own);
    session.send("q");
    assert_eq!(session.wait_for_exit(), 0);
}

#[test]
fn the_kind_of_a_text_is_saved_and_ranked_by() {
    let room = Room::new("kind");
    room.write(50_000, &"A line of a policy about parcels and refunds.\n".repeat(40));
    let found = ranked(&room, "claude-haiku-5-5", &[]);
    let mut session = room.start("exec");
    // Three times on: German.
    session.send("e\x1b[15~\x1b[15~\x1b[15~");
    session.wait_for("the kind", |terminal| terminal.shows("German"));
    session.wait_until_quiet(Duration::from_millis(300));
    session.send("\x1b");
    session.wait_until_quiet(Duration::from_millis(300));
    session.send("w");
    session.wait_for("saved", |terminal| terminal.shows("Saved to"));
    let said = ranked(&room, "claude-haiku-5-5", &[]);
    assert_ne!(said, found);
    session.send("/claude-haiku-5-5\r");
    session.wait_for("the same on the screen", |terminal| {
        terminal.row("Claude Haiku 5.5").is_some_and(|(_, row)| row.contains(&said))
    });
}

/// Before the program: whatever it writes takes more than a second to reach the disk.
fn slow_disk() -> String {
    strace("fsync", "delay_enter=1200000")
}

#[test]
fn what_was_changed_while_it_was_saved_is_not_saved() {
    let room = Room::new("meanwhile");
    if !strace_injects(&room) {
        return;
    }
    let mut session = room.start(&slow_disk());
    change(&mut session, 76_543, "76,543");
    session.send("w\x1b[C");
    session.wait_for("saved", |terminal| terminal.shows("Saved to"));
    assert_eq!(room.saved(), 76_543);
    assert!(!session.terminal().shows("76,543"), "the change is there");
    session.send("q");
    session.wait_for("the question", |terminal| terminal.shows("are not saved"));
    session.send("\x1b");
    session.wait_for("the screen", |terminal| !terminal.shows("are not saved"));
    session.send("w");
    session.wait_for("saved", |terminal| terminal.shows("Saved to"));
    session.send("q");
    assert_eq!(session.wait_for_exit(), 0);
    assert!(room.saved() > 76_543);
}

#[test]
fn each_scenario_keeps_its_own_file() {
    let room = Room::new("own-file");
    if !strace_injects(&room) {
        return;
    }
    let other = room.path("work/other.toml");
    let text = fs::read_to_string(room.file()).unwrap();
    fs::write(&other, text.replace("Mine", "Other")).unwrap();
    let mut session = room.start_on(&slow_disk(), &[&room.file(), &other]);
    change(&mut session, 76_543, "76,543");
    // To the other one before the first is saved.
    session.send("w.");
    session.wait_for("saved", |terminal| terminal.shows("Saved to"));
    change(&mut session, 87_654, "87,654");
    session.send("w");
    session.wait_for("saved", |terminal| terminal.shows("other.toml"));
    session.send("q");
    assert_eq!(session.wait_for_exit(), 0);
    assert_eq!(room.saved(), 76_543);
    let other = Scenario::parse(&fs::read_to_string(&other).unwrap(), "other.toml").unwrap();
    assert_eq!((other.name.as_str(), other.workload.requests), ("Other", 87_654));
}

/// A scenario whose system prompt is in a file of its own, with an edit of that prompt, which `w`
/// asks about.
fn edited_prompt(room: &Room) -> Session {
    let text = fs::read_to_string(room.file()).unwrap();
    let named = text.replace("tokens = 100", "file = \"sys.txt\" # the one in use");
    fs::write(room.file(), named).unwrap();
    fs::write(room.path("work/sys.txt"), "Be brief.\n").unwrap();
    let mut session = room.start("exec");
    session.send("e");
    session.paste("And kind.");
    session.wait_for("the edit", |terminal| terminal.shows("And kind."));
    session.send("\x1b");
    session.wait_until_quiet(Duration::from_millis(200));
    session.send("w");
    session.wait_for("the question", |terminal| terminal.shows("sys.txt"));
    session
}

#[test]
fn an_edited_prompt_goes_into_its_file_where_that_is_wished() {
    let room = Room::new("prompt-file");
    let mut session = edited_prompt(&room);
    session.send("f");
    session.wait_for("saved", |terminal| terminal.shows("Saved to"));
    session.send("q");
    assert_eq!(session.wait_for_exit(), 0);
    let prompt = fs::read_to_string(room.path("work/sys.txt")).unwrap();
    assert!(prompt.contains("Be brief.") && prompt.contains("And kind."), "{prompt}");
    let text = fs::read_to_string(room.file()).unwrap();
    assert!(text.contains("file = \"sys.txt\" # the one in use"), "{text}");
}

#[test]
fn an_edited_prompt_is_not_said_to_be_saved_where_it_is_not() {
    let room = Room::new("prompt-stays");
    let mut session = edited_prompt(&room);
    session.send("\x1b");
    session.wait_until_quiet(Duration::from_millis(200));
    session.send("q");
    session.wait_for("the question", |terminal| terminal.shows("are not saved"));
    session.send("\x1b");
    session.wait_for("the screen", |terminal| !terminal.shows("are not saved"));
    session.send("w");
    session.wait_for("the question", |terminal| terminal.shows("sys.txt"));
    session.send("n");
    session.wait_for("saved", |terminal| terminal.shows("Saved to"));
    session.send("q");
    assert_eq!(session.wait_for_exit(), 0);
    // Asked for: a number in place of the text, and the comment where it was.
    assert_eq!(fs::read_to_string(room.path("work/sys.txt")).unwrap(), "Be brief.\n");
    let text = fs::read_to_string(room.file()).unwrap();
    let line = text.lines().find(|line| line.contains("# the one in use")).unwrap();
    assert!(line.starts_with("tokens = "), "{text}");
}
