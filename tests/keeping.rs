//! Unsaved work and edits by other programs, as a user meets them: the real program in a
//! pseudo-terminal.
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

/// A folder for settings and state that is gone afterwards.
struct Home(PathBuf);

impl Home {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("tokenfare-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("themes")).unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }

    /// The unsaved work that is on the disk, of whichever session.
    fn kept(&self) -> Vec<Scenario> {
        let mut kept = Vec::new();
        gather(&self.0.join("state/kept"), &mut kept);
        kept
    }

    /// Waits until unsaved work with so many requests is on the disk.
    fn wait_until_kept(&self, requests: u64) {
        let deadline = Instant::now() + pty::PATIENCE;
        while !self.kept().iter().any(|kept| kept.workload.requests == requests) {
            assert!(Instant::now() < deadline, "{requests} are not kept");
            sleep(Duration::from_millis(2));
        }
    }

    fn start(&self) -> Session {
        let (config, state) = (self.path("config.toml"), self.path("state"));
        let environment =
            [("TOKENFARE_CONFIG", config.as_str()), ("TOKENFARE_STATE", state.as_str())];
        // The keys at the foot may be covered by the offer of unsaved work.
        let session = Session::spawn((120, 36), &[], &environment);
        session.wait_for("ranking", |terminal| terminal.shows("Monthly cost"));
        session
    }
}

/// Every scenario in a folder and in those in it; each is whole.
fn gather(folder: &Path, found: &mut Vec<Scenario>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "toml")
            // Gone since it was listed, as its session may have ended.
            && let Ok(text) = fs::read_to_string(&path)
        {
            found.push(Scenario::parse(&text, "kept").unwrap());
        }
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_killed_session_loses_nothing() {
    let home = Home::new("killed");
    let mut session = home.start();
    // Unlike any preset, and long enough at rest to be kept.
    session.send("76543\r");
    session.wait_for("requests", |terminal| terminal.shows("76,543"));
    session.wait_until_quiet(Duration::from_millis(600));
    session.signal("KILL");
    session.wait_for_exit();
    drop(session);

    let mut session = home.start();
    session.wait_for("the offer", |terminal| terminal.shows("unsaved work from last time"));
    session.send("o");
    session.wait_for("the list", |terminal| terminal.shows("built in"));
    session.send("\r");
    session.wait_for("the work", |terminal| terminal.shows("76,543"));
    // It is unsaved still: leaving asks.
    session.send("q");
    session.wait_for("the question", |terminal| terminal.shows("are not saved"));
    session.send("q");
    assert_eq!(session.wait_for_exit(), 0);
    drop(session);

    // What was refused is not offered again.
    let session = home.start();
    session.wait_until_quiet(Duration::from_millis(500));
    assert!(!session.terminal().shows("unsaved work from last time"));
}

#[test]
fn an_edit_by_another_program_shows_at_once() {
    let home = Home::new("edited");
    let file = home.path("mine.toml");
    let mut session = home.start();
    session.send("W");
    session.wait_for("the question", |terminal| terminal.shows("Save as"));
    session.paste(&file);
    session.wait_for("the name", |terminal| terminal.shows("mine.toml"));
    session.send("\r");
    session.wait_for("saved", |terminal| terminal.shows("Saved to"));
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("requests = 50_000"), "{text}");
    // As editors do: another file, put in its place.
    let beside = home.path("mine.tmp");
    fs::write(&beside, text.replace("requests = 50_000", "requests = 31_337")).unwrap();
    fs::rename(&beside, &file).unwrap();
    session.wait_for("the edit", |terminal| terminal.shows("31,337"));

    // A theme of the user's own, while it is in use.
    fs::write(
        home.path("themes/dark.toml"),
        "schema = 1\nname = \"Mine\"\ninherits = \"dark\"\n[roles]\nstrong = \"#00ff00\"\n",
    )
    .unwrap();
    session.wait_for("the theme", has_green);
    session.send("qq");
    assert_eq!(session.wait_for_exit(), 0);
}

/// Pure green, in any colours or in 256.
const GREEN: [vt100::Color; 2] = [vt100::Color::Rgb(0, 255, 0), vt100::Color::Idx(46)];

/// Whether any cell is pure green.
fn has_green(terminal: &pty::Terminal) -> bool {
    let screen = terminal.screen();
    let (rows, columns) = screen.size();
    (0..rows.get()).any(|row| {
        (0..columns.get()).any(|column| {
            screen.cell(row, column).is_some_and(|cell| GREEN.contains(&cell.fgcolor()))
        })
    })
}

#[test]
fn work_is_kept_with_the_counts_of_now() {
    let home = Home::new("counts");
    let mut session = home.start();
    session.send("e");
    // Far from four letters a token, which is what is taken until it is counted.
    let text = "Überprüfungsbestätigungsnummer 4711/2026-äöü. ".repeat(200);
    // In place of the prompt that is there.
    session.send("\x01");
    session.paste(&text);
    session.wait_until_quiet(Duration::from_millis(1500));
    let counted = home.kept()[0].workload.prompt.tokens(tokenfare::workload::Section::System);
    let exact =
        tokenfare::tokens::Counter::new().count(tokenfare::tokens::Encoding::O200kBase, &text);
    assert_eq!(counted, exact.total());
}

#[test]
fn steady_typing_is_kept_too() {
    let home = Home::new("steady");
    let mut session = home.start();
    let began = Instant::now();
    while began.elapsed() < Duration::from_millis(2_500) {
        session.send("\x1b[C");
        sleep(Duration::from_millis(80));
    }
    session.signal("KILL");
    session.wait_for_exit();
    let kept = home.kept();
    assert!(kept.len() == 1 && kept[0].workload.requests > 50_000, "{kept:?}");
}

/// In a container every session may be process 1.
#[test]
fn work_of_the_first_process_of_a_container_is_offered() {
    let contain = ["unshare", "--pid", "--fork", "--mount-proc"];
    let mut probe = Command::new(contain[0]);
    probe.args(&contain[1..]).arg("true").stderr(Stdio::null());
    if !probe.status().is_ok_and(|status| status.success()) {
        println!("skipped: no namespaces of processes here");
        return;
    }
    let home = Home::new("container");
    let line = format!(
        "export TOKENFARE_CONFIG='{}' TOKENFARE_STATE='{}'; exec {} --kill-child $TOKENFARE",
        home.path("config.toml"),
        home.path("state"),
        contain.join(" ")
    );
    let start = || {
        let session = Session::shell((120, 36), &line);
        session.wait_for("ranking", |terminal| terminal.shows("Monthly cost"));
        session
    };
    let mut session = start();
    session.send("76543\r");
    session.wait_for("requests", |terminal| terminal.shows("76,543"));
    home.wait_until_kept(76_543);
    session.signal("KILL");
    session.wait_for_exit();
    drop(session);
    let mut session = start();
    session.wait_for("the offer", |terminal| terminal.shows("unsaved work from last time"));
    // Not looked at, it stays when the session ends.
    session.send("q");
    assert_eq!(session.wait_for_exit(), 0);
    assert_eq!(home.kept()[0].workload.requests, 76_543);
}

#[test]
fn the_work_of_a_session_that_runs_is_not_offered() {
    let home = Home::new("running");
    let mut first = home.start();
    first.send("76543\r");
    home.wait_until_kept(76_543);
    let mut second = home.start();
    second.wait_until_quiet(Duration::from_millis(500));
    assert!(!second.terminal().shows("unsaved work from last time"));
    second.send("q");
    assert_eq!(second.wait_for_exit(), 0);
    home.wait_until_kept(76_543);
}

#[test]
fn what_cannot_be_kept_is_told_once() {
    let home = Home::new("cannot");
    fs::create_dir_all(home.path("state")).unwrap();
    fs::write(home.path("state/kept"), "no folder").unwrap();
    let mut session = home.start();
    session.send("76543\r");
    session.wait_for("the news", |terminal| terminal.shows("is not kept"));
    session.send("76544\r");
    session.wait_for("requests", |terminal| terminal.shows("76,544"));
    session.wait_until_quiet(Duration::from_millis(1500));
    assert!(!session.terminal().shows("is not kept"));
    session.send("qq");
    assert_eq!(session.wait_for_exit(), 0);
}

#[test]
fn prompts_are_kept_where_the_settings_say_so() {
    use std::os::unix::fs::PermissionsExt;

    let home = Home::new("texts");
    fs::write(home.path("config.toml"), "keep_prompts = true\n").unwrap();
    let mut session = home.start();
    session.send("e");
    session.paste("Be brief.");
    session.wait_for("the prompt", |terminal| terminal.shows("Be brief."));
    session.wait_until_quiet(Duration::from_millis(1500));
    session.signal("KILL");
    session.wait_for_exit();
    assert!(home.kept()[0].to_toml().contains("Be brief."));
    let mut folders = vec![home.0.join("state/kept")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let (path, mode) = (entry.path(), entry.metadata().unwrap().permissions().mode());
            let wanted = if path.is_dir() { 0o700 } else { 0o600 };
            assert_eq!(mode & 0o777, wanted, "{path:?}");
            folders.extend(path.is_dir().then_some(path));
        }
    }
    let mut session = home.start();
    session.wait_for("the offer", |terminal| terminal.shows("unsaved work from last time"));
    session.send("o");
    session.wait_for("the list", |terminal| terminal.shows("built in"));
    session.wait_until_quiet(Duration::from_millis(300));
    session.send("\r");
    session.wait_for("the prompt", |terminal| terminal.shows("Be brief."));
}

/// Kills the program at random moments of opening, keeping and saving, and looks whether anything
/// that was on the disk, in a file or kept, is lost. `KILLS=500` for more.
#[test]
fn killed_at_random_moments_it_loses_nothing() {
    let kills = std::env::var("KILLS").map_or(12, |kills| kills.parse().unwrap());
    let mut found = [[0_u32; 3]; 4];
    // A small generator of its own, so that a round can be run again.
    let mut seed = std::env::var("KILLS_SEED").map_or(1, |seed| seed.parse().unwrap());
    for round in 0..kills {
        let mut random = |below: u64| {
            seed = u64::wrapping_add(
                u64::wrapping_mul(seed, 6364136223846793005),
                1442695040888963407,
            );
            (seed >> 33) % below
        };
        let (what, moment) = ((round % 4) as usize, random(1_000));
        let requests = 60_000 + random(900_000);
        let left = killed_once(what, moment, requests);
        found[what][left] += 1;
    }
    for (what, [file, kept, both]) in
        ["keeping", "opening", "saving", "opening and saving"].iter().zip(found)
    {
        println!("{what}: {file} in the file, {kept} kept, {both} both");
    }
}

/// One kill; where the work was found afterwards: in the file, kept, or both.
fn killed_once(what: usize, moment: u64, requests: u64) -> usize {
    let home = Home::new("random");
    let file = home.path("mine.toml");
    let mut session = home.start();
    session.send("W");
    session.wait_for("the question", |terminal| terminal.shows("Save as"));
    session.paste(&file);
    session.send("\r");
    session.wait_for("saved", |terminal| terminal.shows("Saved to"));
    session.send(format!("{requests}\r"));
    home.wait_until_kept(requests);
    let pause = |most: u64| sleep(Duration::from_micros(moment * most));
    if what % 2 == 1 {
        session.signal("KILL");
        session.wait_for_exit();
        session = home.start();
        session.wait_for("the offer", |terminal| terminal.shows("unsaved work from last time"));
        session.send("o");
        session.wait_for("the list", |terminal| terminal.shows("built in"));
        session.send("\r");
    }
    match what {
        // Over what is kept, by a later change.
        0 => {
            session.send("\x1b[C");
            pause(600);
        }
        1 => pause(500),
        2 => {
            session.send("w");
            pause(60);
        }
        _ => {
            session.wait_for("it on the desk", |terminal| terminal.shows("Opened"));
            for _ in 0..2 {
                // The second time replaces what the file holds.
                session.send("W");
                session.wait_for("the question", |terminal| terminal.shows("Save as"));
                session.paste(&file);
                session.send("\r");
                if moment < 500 {
                    pause(60);
                    break;
                }
                session.wait_for("an answer", |terminal| {
                    terminal.shows("Saved to") || terminal.shows("save again")
                });
            }
            pause(30);
        }
    }
    session.signal("KILL");
    session.wait_for_exit();
    let text = fs::read_to_string(&file).unwrap();
    let saved = Scenario::parse(&text, "mine.toml").unwrap().workload.requests;
    let is_it = |now: u64| now == requests || (what == 0 && now > requests && now < requests * 2);
    let kept = home.kept().iter().any(|kept| is_it(kept.workload.requests));
    let outcome = (is_it(saved), kept);
    match outcome {
        (true, false) => 0,
        (false, true) => 1,
        (true, true) => 2,
        (false, false) => panic!("lost: {what} at {moment}, {requests}; the file has {saved}"),
    }
}
