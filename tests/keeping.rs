//! Unsaved work and edits by other programs, as a user meets them: the real program in a
//! pseudo-terminal.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod pty;

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use pty::Session;

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

    fn start(&self) -> Session {
        let (config, state) = (self.path("config.toml"), self.path("state"));
        let environment =
            [("TOKENFARE_CONFIG", config.as_str()), ("TOKENFARE_STATE", state.as_str())];
        let session = Session::start((120, 36), &environment);
        session.wait_for("ranking", |terminal| terminal.shows("Monthly cost"));
        session
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
    session.wait_for("the list", |terminal| {
        terminal.row("unsaved").is_some() && terminal.shows("$5.19")
    });
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
