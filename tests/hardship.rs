//! What a terminal can do to a program: the real one must end in order, or go on, and always give the
//! terminal back.
#![cfg(unix)]

mod pty;

use std::thread::sleep;
use std::time::{Duration, Instant};

use pty::Session;

/// Leaves by Ctrl-C: a clean end, and everything is as before.
fn leave(mut session: Session) {
    session.send("\x03");
    assert_eq!(session.wait_for_exit(), 0);
    session.wait_until_restored();
}

/// The open prompt with nothing in it, the keys in it.
fn in_an_empty_prompt() -> Session {
    let mut session = Session::start((120, 36), &[]);
    session.send("e");
    session.wait_until_quiet(Duration::from_millis(300));
    session.send("\x01");
    session.send("\x7f");
    session.wait_for("an empty prompt", |terminal| {
        terminal.shows("Paste or type the system prompt here.")
    });
    session
}

/// Sends each byte by itself, as a slow line does. An escape character goes with what follows it:
/// alone it is the Esc key.
fn drip(session: &mut Session, bytes: &[u8]) {
    let mut at = 0;
    while at < bytes.len() {
        let more = if bytes[at] == 0x1b { 2 } else { 1 };
        let end = (at + more).min(bytes.len());
        session.send(&bytes[at..end]);
        sleep(Duration::from_millis(4));
        at = end;
    }
}

#[test]
fn sequences_in_pieces_are_whole_keys() {
    let mut session = in_an_empty_prompt();
    // Letters of several bytes, keys of several bytes, the mouse, and a paste with its marks.
    drip(&mut session, "ab漢👍".as_bytes());
    drip(&mut session, b"\x1b[D\x1b[D\x1b[1;5C\x1b[F\x1b[<35;10;10M");
    drip(&mut session, b"\x1b[200~ pasted\x1b[201~");
    drip(&mut session, b"!");
    session.wait_for("the text, without a trace of the keys", |terminal| {
        terminal.shows("│ ab漢👍 pasted! ")
    });
    leave(session);
}

#[test]
fn bytes_that_are_no_text_change_nothing() {
    let mut session = in_an_empty_prompt();
    session.send("a");
    for noise in [
        &b"\xff\xfe\xc0\x80"[..],
        b"\xf0\x9f",
        b"\x1b[999;999;999;999Z",
        b"\x1b[?1;2c",
        b"\x1b]11;rgb:0000/0000/0000\x1b\\",
        b"\x1b[<999999;1;1M",
    ] {
        session.send(noise);
        sleep(Duration::from_millis(30));
    }
    assert!(!session.has_ended());
    leave(session);
}

/// Random bytes without those that mean to leave or to stop.
#[test]
fn a_flood_of_noise_ends_nothing() {
    let mut session = Session::start((100, 30), &[]);
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut noise = Vec::new();
    while noise.len() < 100_000 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let byte = (state >> 32) as u8;
        let leaves = matches!(byte, 0x03 | 0x1a | b'q' | b'Q' | b'd' | 0x1b);
        noise.extend(Some(byte).filter(|_| !leaves));
    }
    for part in noise.chunks(10_000) {
        session.send(part);
        sleep(Duration::from_millis(20));
    }
    session.wait_until_quiet(Duration::from_millis(500));
    assert!(!session.has_ended());
    leave(session);
}

#[test]
fn ten_megabytes_are_taken_and_the_screen_lives() {
    let mut session = in_an_empty_prompt();
    let line = "The quick brown fox reads a policy about parcels, refunds and gift cards.\n";
    session.paste(&line.repeat(10_000_000 / line.len()));
    session.wait_for("its size", |terminal| {
        terminal.shows("counting") || terminal.shows("estimated") || terminal.shows("9,999,")
    });
    // While it is counted, another key is answered.
    session.send("\t");
    session.send("?");
    session.wait_for("the list of keys", |terminal| terminal.shows("Esc closes"));
    leave(session);
}

#[test]
fn without_bracketed_paste_text_is_text() {
    let mut session = in_an_empty_prompt();
    session.send("q quits and c caches\rbut not here".repeat(40));
    session.wait_for("the end of the text", |terminal| terminal.shows("but not here"));
    assert!(!session.has_ended());
    leave(session);
}

#[test]
fn a_terminal_that_takes_nothing_for_a_while_loses_nothing() {
    let mut session = Session::start((200, 60), &[]);
    let batch = session.terminal().shows("[x] Batch");
    session.deaf(|session| {
        for _ in 0..101 {
            session.send("b");
            sleep(Duration::from_millis(10));
        }
    });
    session.wait_for("the last of the keys", |terminal| terminal.shows("[x] Batch") != batch);
    session.deaf(|session| {
        for _ in 0..100 {
            session.send("b");
            sleep(Duration::from_millis(10));
        }
        session.signal("TERM");
    });
    assert_eq!(session.wait_for_exit(), 143);
    session.wait_until_restored();
}

#[test]
fn a_terminal_that_vanishes_ends_it() {
    // The signal says so, 128 + SIGHUP, or the terminal that cannot be read or written, 1, whichever
    // comes first; the same where the signal is ignored, as under nohup.
    for line in ["exec $TOKENFARE", "trap '' HUP; exec $TOKENFARE"] {
        let code = pty::on_a_vanishing_terminal(line);
        assert!(matches!(code, 1 | 129), "{line}: {code}");
    }
}

#[test]
fn without_standard_input_keys_come_from_the_terminal() {
    for line in ["exec $TOKENFARE <&-", "exec $TOKENFARE < /dev/null"] {
        let mut session = Session::shell((80, 24), line);
        session.wait_for("the first frame", |terminal| terminal.shows("q quit"));
        session.send("?");
        session.wait_for("the list of keys", |terminal| terminal.shows("Esc closes"));
        leave(session);
    }
}

/// What a line of shell says and how it ends, without having taken the screen.
fn says(line: &str, words: &str, code: u32) {
    let mut session = Session::shell((100, 30), line);
    session.wait_for(words, |terminal| terminal.shows(words));
    assert_eq!(session.wait_for_exit(), code, "{line}");
    session.wait_until_restored();
    assert!(!session.terminal().bytes.contains(&0x1B), "{line}");
}

#[test]
fn without_its_streams_it_says_what_to_do_or_fails() {
    says("TERM=dumb exec $TOKENFARE", "tokenfare rank", 0);
    says("$TOKENFARE | cat; echo ended", "tokenfare rank", 0);
    says("$TOKENFARE > /dev/full; echo ended $?", "ended 1", 0);
    says("exec $TOKENFARE 1< /dev/tty", "its output is not open for writing", 1);
    // A full disk is a failure, a reader that has left is none.
    says("exec $TOKENFARE rank > /dev/full", "tokenfare: ", 1);
    says("$TOKENFARE rank | true; echo ended", "ended", 0);
    says("$TOKENFARE rank >&-; echo ended $?", "ended", 0);
    // Nobody is there to be told.
    says("$TOKENFARE rank --requests x 2>&-; echo ended $?", "ended 2", 0);
}

/// A limit on the size of files would end the program in the middle of a save.
#[test]
fn a_limit_on_files_is_told() {
    let mut session = Session::shell((100, 30), "ulimit -f 0; exec $TOKENFARE");
    session.wait_for("the first frame", |terminal| terminal.shows("q quit"));
    session.send("W");
    session.wait_for("the question", |terminal| terminal.shows("Save as"));
    session.send("\r");
    session.wait_for("what is wrong", |terminal| terminal.shows("File too large"));
    leave(session);
}

/// What a terminal may send that nobody asked for: answers to what another program asked, whole.
const REPLIES: [&[u8]; 20] = [
    // DECRPM, the colour scheme, DECXCPR, sixel limits, attributes, the keyboard's flags.
    b"\x1b[?2026;1$y",
    b"\x1b[2;2$y",
    b"\x1b[?997;1n",
    b"\x1b[?24;80R",
    b"\x1b[?1;0;256S",
    b"\x1b[?62;22c",
    b"\x1b[>41;354;0c",
    b"\x1b[?1u",
    // The cursor's place, sizes, focus.
    b"\x1b[12;40R",
    b"\x1b[8;24;80t",
    b"\x1b[48;24;80;480;800t",
    b"\x1b[I\x1b[O",
    // OSC, DCS, APC, PM and SOS, with either end.
    b"\x1b]11;rgb:0000/0000/0000\x07",
    b"\x1b]11;rgb:0000/0000/0000\x1b\\",
    b"\x1b]52;c;Y2NjY2M=\x1b\\",
    b"\x1bP>|xterm(380)\x1b\\",
    b"\x1bP1+r544e=787465726d\x1b\\",
    b"\x1b_Gi=31;OK\x1b\\",
    b"\x1b^cc cc\x1b\\",
    b"\x1bXcc cc\x1b\\",
];

/// The same and others, cut off.
const CUT: [&[u8]; 16] = [
    b"\x1b",
    b"\x1b[",
    b"\x1b[?",
    b"\x1b[?62;",
    b"\x1b[?2026;1$",
    b"\x1b[1;5",
    b"\x1b[<35;10;",
    b"\x1b[M",
    b"\x1b[M !",
    b"\x1b[[",
    b"\x1bO",
    b"\x1b]11;rgb:00",
    b"\x1b]52;c;Y2NjY2M=\x1b",
    b"\x1bP>|xterm",
    b"\x1b_Gi=31",
    b"\xf0\x9f",
];
/// A paste without its end.
const ENDLESS: &[u8] = b"\x1b[200~never ended";

#[test]
fn replies_that_nobody_asked_for_are_not_typed() {
    let mut session = Session::start((100, 30), &[]);
    // The prompts are being counted.
    session.wait_until_quiet(Duration::from_secs(1));
    let before = session.terminal().rows();
    for reply in REPLIES {
        session.send(reply);
        session.wait_until_quiet(Duration::from_millis(100));
        let after = session.terminal().rows();
        assert_eq!(after, before, "{}", reply.escape_ascii());
    }
    leave(session);
}

#[test]
fn whatever_came_ctrl_c_ends_it() {
    let mut locked = Vec::new();
    for probe in REPLIES.iter().chain(&CUT).chain([&ENDLESS]) {
        let mut session = Session::start((80, 24), &[]);
        session.send(probe);
        sleep(Duration::from_millis(60));
        session.send("\x03");
        let deadline = Instant::now() + Duration::from_secs(10);
        while !session.has_ended() && Instant::now() < deadline {
            sleep(Duration::from_millis(2));
        }
        if session.has_ended() {
            assert_eq!(session.wait_for_exit(), 0);
            session.wait_until_restored();
        } else {
            locked.push(probe.escape_ascii().to_string());
        }
    }
    assert!(locked.is_empty(), "locked by {locked:#?}");
}

/// What is never ended is given up, and the next key is a key again.
#[test]
fn whatever_was_cut_off_keys_act_again() {
    let mut sessions = CUT.map(|cut| {
        let mut session = Session::start((100, 30), &[]);
        session.send(cut);
        session
    });
    sleep(Duration::from_millis(1_100));
    for session in &mut sessions {
        session.send("?");
        session.wait_for("the list of keys", |terminal| terminal.shows("Esc closes"));
    }
    sessions.into_iter().for_each(leave);
}

#[test]
fn a_paste_without_its_end_ends_with_time() {
    let mut session = in_an_empty_prompt();
    session.send(ENDLESS);
    session.wait_for("what came of it", |terminal| terminal.shows("never ended"));
    session.send("!");
    session.wait_for("a key", |terminal| terminal.shows("never ended!"));
    leave(session);
}
