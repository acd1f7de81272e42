//! The explorer as a user meets it: the real program in a pseudo-terminal.
#![cfg(unix)]

mod pty;

use std::process::{Command, Stdio};
use std::time::Duration;

use pty::{Session, Terminal};
use signal_hook::consts::{
    SIGABRT, SIGALRM, SIGHUP, SIGINT, SIGPROF, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGVTALRM,
    SIGXCPU,
};
use tokenfare::money::grouped;
use tokenfare::tokens::Encoding;

/// A prompt of that many words, with a line end now and then, as a terminal pastes it.
fn prompt(words: usize) -> String {
    const WORDS: [&str; 12] = [
        "You",
        "are",
        "the",
        "support",
        "assistant",
        "of",
        "a",
        "shop,",
        "and",
        "answer",
        "only",
        "about\r",
    ];
    (0..words).map(|at| format!("{}{} ", WORDS[at % WORDS.len()], at % 7)).collect()
}

/// The rows that hold amounts: the ranking.
fn amounts(terminal: &Terminal) -> Vec<String> {
    let (_, cost) = terminal.row("Monthly cost").unwrap_or_default();
    let from = cost.find("Monthly cost").map_or(0, |at| cost[..at].chars().count());
    let rows = terminal.rows().into_iter().filter(|row| row.contains('$'));
    rows.map(|row| row.chars().skip(from.saturating_sub(3)).collect()).collect()
}

/// Pastes `text` in place of the open prompt, in one way or another, and waits for its exact count.
fn replace_prompt(session: &mut Session, text: &str, send: impl FnOnce(&mut Session, &str)) {
    session.send("e");
    session.wait_for("prompts", |terminal| terminal.shows("Prompts"));
    session.send("\x01");
    send(session, text);
    let tokens = Encoding::O200kBase.count(&text.replace('\r', "\n"));
    let count = format!("{} tokens", grouped(tokens.get()));
    session.wait_for(&count, |terminal| terminal.shows(&count));
}

fn works_at(size: (u16, u16)) {
    let mut session = Session::start(size, &[]);
    session.wait_for("ranking", |terminal| {
        terminal.shows(" tokenfare") && terminal.shows("Monthly cost") && terminal.shows("Workload")
    });
    assert!(session.terminal().screen().alternate_screen());
    assert!(session.terminal().screen().bracketed_paste());

    let before = amounts(&session.terminal());
    let (row, text) = session.terminal().row("Requests").expect("a slider of requests");
    let knob = session.terminal().column(row, 0, "●").expect("a knob");
    session.drag((knob, row), (knob + 4, row));
    session.wait_for("dragged slider", |terminal| {
        let moved = terminal.column(row, 0, "●").is_some_and(|now| now > knob);
        moved && terminal.row("Requests").is_some_and(|(_, now)| now != text)
    });
    session.wait_for("other costs", |terminal| amounts(terminal) != before);

    for (key, on, off) in
        [("c", "[x] Prompt caching", "[ ] Prompt caching"), ("b", "[x] Batch", "[ ] Batch")]
    {
        let was_on = session.terminal().shows(on);
        let (first, second) = if was_on { (off, on) } else { (on, off) };
        session.send(key);
        session.wait_for(first, |terminal| terminal.shows(first));
        session.send(key);
        session.wait_for(second, |terminal| terminal.shows(second));
    }

    let before = amounts(&session.terminal());
    replace_prompt(&mut session, &prompt(2_000), Session::paste);
    session.wait_for("other costs", |terminal| amounts(terminal) != before);
    session.send("\x1b");
    // The exact count of the text follows its estimate, later where the machine is busy.
    session.wait_until_quiet(Duration::from_millis(1_500));

    let full = session.terminal().rows();
    session.resize((20, 5));
    session.wait_for("small screen", |terminal| terminal.rows().iter().any(|row| !row.is_empty()));
    session.resize((1, 1));
    session.resize(size);
    session.wait_for("the same screen again", |terminal| terminal.rows() == full);

    // It is not saved, which is asked about first.
    session.send("q");
    session.wait_for("the question", |terminal| terminal.shows("not saved"));
    session.send("d");
    assert_eq!(session.wait_for_exit(), 0);
    session.wait_until_restored();
}

#[test]
fn works_on_a_small_terminal() {
    works_at((80, 24));
}

#[test]
fn works_on_a_middling_terminal() {
    works_at((120, 36));
}

#[test]
fn works_on_a_large_terminal() {
    works_at((200, 60));
}

/// Programs that ask wait seconds where no answer comes.
#[test]
fn asks_the_terminal_nothing() {
    let session = Session::start((80, 24), &[]);
    let terminal = session.terminal();
    for query in ["\x1b[6n", "\x1b[c", "\x1b[>c", "\x1b[?u", "?\x07", "?\x1b\\", "$p"] {
        let found = terminal.bytes.windows(query.len()).any(|bytes| bytes == query.as_bytes());
        assert!(!found, "{query:?}");
    }
}

#[test]
fn a_burst_of_repeats_ends_handled() {
    let mut session = Session::start((80, 24), &[]);
    let caching = session.terminal().shows("[x] Prompt caching");
    assert!(session.terminal().shows("[ ] Batch"));
    session.send("b".repeat(1_001));
    session.wait_for("batch", |terminal| terminal.shows("[x] Batch"));
    session.send("c");
    let toggled = if caching { "[ ] Prompt caching" } else { "[x] Prompt caching" };
    session.wait_for("answer to a further key", |terminal| {
        terminal.shows(toggled) && terminal.shows("[x] Batch")
    });
}

/// Nothing of a text of 200 KB is lost, no letter of it is a command, and nothing waits for the next
/// key.
fn takes_a_large_text(send: impl FnOnce(&mut Session, &str)) {
    let text = prompt(40_000);
    assert!(text.len() > 200_000);
    let mut session = Session::start((120, 36), &[]);
    replace_prompt(&mut session, &text, send);
    // Not Esc, which would go with the next key if they came together.
    session.send("\t?");
    session.wait_for("the list of keys", |terminal| terminal.shows("Esc closes"));
}

#[test]
fn takes_a_large_paste() {
    takes_a_large_text(Session::paste);
}

#[test]
fn takes_a_large_paste_that_comes_as_keys() {
    takes_a_large_text(|session, text| session.send(text));
}

#[test]
fn stops_and_goes_on() {
    let mut session = Session::start((80, 24), &[]);
    let full = session.terminal().rows();
    for round in 0..4 {
        if round % 2 == 0 {
            session.send("\x1a");
        } else {
            session.signal("TSTP");
        }
        session.wait_until_stopped();
        session.wait_until_restored();
        session.signal("CONT");
        session.wait_for("the same screen again", |terminal| {
            terminal.screen().alternate_screen() && terminal.rows() == full
        });
    }
    session.signal("STOP");
    session.wait_until_stopped();
    let frames = session.terminal().frames.len();
    session.signal("CONT");
    session.wait_for("new frame", |terminal| {
        terminal.frames.len() > frames && terminal.screen().bracketed_paste()
    });
    session.send("q");
    assert_eq!(session.wait_for_exit(), 0);
    session.wait_until_restored();
}

#[test]
fn signals_end_it_in_order() {
    for (signal, number) in [
        ("TERM", SIGTERM),
        ("HUP", SIGHUP),
        ("INT", SIGINT),
        ("QUIT", SIGQUIT),
        ("ABRT", SIGABRT),
        ("USR1", SIGUSR1),
        ("USR2", SIGUSR2),
        ("ALRM", SIGALRM),
        ("VTALRM", SIGVTALRM),
        ("PROF", SIGPROF),
        ("XCPU", SIGXCPU),
        #[cfg(target_os = "linux")]
        ("IO", signal_hook::consts::SIGIO),
    ] {
        let mut session = Session::start((80, 24), &[]);
        session.signal(signal);
        assert_eq!(session.wait_for_exit(), 128 + number as u32, "{signal}");
        session.wait_until_restored();
    }
}

/// A paste without its end mark holds no key for ever, no signal, and no new size.
#[test]
fn an_endless_paste_does_not_lock_it() {
    let mut session = Session::start((80, 24), &[]);
    session.send("\x1b[200~never ended");
    session.send("q");
    session.resize((100, 30));
    session
        .wait_for("the new size", |terminal| terminal.row("q quit").is_some_and(|row| row.0 == 29));
    assert!(!session.has_ended());
    session.signal("TERM");
    assert_eq!(session.wait_for_exit(), 143);
    session.wait_until_restored();
}

#[test]
fn ctrl_c_quits() {
    let mut session = Session::start((80, 24), &[]);
    session.send("e");
    session.send("\x03");
    assert_eq!(session.wait_for_exit(), 0);
    session.wait_until_restored();
}

#[test]
fn a_panic_leaves_its_message_on_a_restored_terminal() {
    let mut session = Session::start((80, 24), &[("TOKENFARE_TEST_PANIC", "1")]);
    session.send("\x1b[24~");
    assert_eq!(session.wait_for_exit(), 101);
    session.wait_until_restored();
    session.wait_for("message", |terminal| terminal.shows("asked for by TOKENFARE_TEST_PANIC"));
}

#[test]
fn without_colour_focus_and_selection_still_show() {
    let mut session = Session::start((120, 36), &[("NO_COLOR", "1")]);
    assert!(!session.terminal().has_colour());
    for key in ["\t", "\t", "\x1b[B"] {
        session.wait_until_quiet(Duration::from_millis(300));
        let before = session.terminal().without_colour();
        session.send(key);
        session.wait_for("a change without colour", |terminal| terminal.without_colour() != before);
    }
    assert!(!session.terminal().has_colour());
}

#[test]
fn without_a_terminal_it_says_how_to_go_on() {
    let mut session = Session::spawn((80, 24), &[], &[("TERM", "dumb")]);
    assert_eq!(session.wait_for_exit(), 0);
    session.wait_for("how to use rank", |terminal| terminal.shows("tokenfare rank"));
    assert!(!session.terminal().bytes.contains(&0x1B));

    let piped = Command::new(env!("CARGO_BIN_EXE_tokenfare"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    assert!(piped.status.success());
    let said = [piped.stdout, piped.stderr].concat();
    assert!(String::from_utf8_lossy(&said).contains("tokenfare rank"));
}

#[test]
fn broken_settings_and_themes_are_told_and_stop_nothing() {
    let folder = std::env::temp_dir().join(format!("tokenfare-own-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("themes")).expect("a folder");
    let config = folder.join("config.toml");
    let write = |file: &std::path::Path, text: &str| std::fs::write(file, text).expect("a file");
    let environment = [("TOKENFARE_CONFIG", config.to_str().expect("a plain path"))];

    write(&config, "theme = 'mine'\n");
    write(&folder.join("themes/mine.toml"), "schema = 1\nname = 'Mine'\n[roles\n");
    let session = Session::spawn((120, 36), &[], &environment);
    session.wait_for("the theme's fault", |terminal| {
        terminal.shows("mine.toml:3:") && terminal.shows("Monthly cost")
    });
    drop(session);

    write(&config, "[keys]\nquit = 'K'\nsortt = 's'\n");
    let session = Session::spawn((120, 36), &[], &environment);
    session.wait_for("the faults of the keys", |terminal| {
        terminal.shows("config.toml:2:8: keys.quit takes K, which is the key of `rate-unit` too")
    });
    drop(session);

    write(&config, "[keys]\nquit = 'Q'\nhelp = ['J', 'F1']\n");
    let mut session = Session::spawn((120, 36), &[], &environment);
    session.wait_for("the user's own keys", |terminal| terminal.shows("J help  Q quit"));
    session.send("q?J");
    session.wait_for("the list of keys", |terminal| terminal.shows("Keys · ↑↓ scrolls"));
    session.send("JQ");
    assert_eq!(session.wait_for_exit(), 0);

    write(&config, "theme = 3\n");
    let session = Session::spawn((120, 36), &[], &environment);
    session.wait_for("the fault of the settings", |terminal| {
        terminal.shows("config.toml:1:9: theme must be text") && terminal.shows("Monthly cost")
    });
    drop(session);
    std::fs::remove_dir_all(folder).expect("a folder to remove");
}
