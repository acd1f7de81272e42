//! No network, ever: the whole program under `strace`, which sees every system call that has to do
//! with a socket. Skipped, with a reason, where `strace` is not there or may not trace.
#![cfg(target_os = "linux")]

mod pty;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use pty::Session;

/// A file for what was traced.
fn log(name: &str) -> PathBuf {
    let name = format!("network-{}-{name}.txt", std::process::id());
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// Whether strace is there and may trace.
fn strace_sees() -> bool {
    let file = log("probe");
    let traced = Command::new("strace")
        .args(["-f", "-qq", "-e", "trace=execve", "-o"])
        .arg(&file)
        .arg("true")
        .stdin(Stdio::null())
        .status();
    let seen = fs::read_to_string(&file).unwrap_or_default();
    let _ = fs::remove_file(&file);
    let sees = traced.is_ok_and(|status| status.success()) && seen.contains("execve");
    if !sees {
        println!("skipped: strace is not installed, or may not trace here");
    }
    sees
}

/// No call of a trace makes a socket or reaches for one. A signal handler wakes its thread through a
/// pair of connected ends, which nothing outside the process can reach; nothing else is let pass.
fn assert_silent(file: &Path, what: &str) {
    let traced = fs::read_to_string(file).expect("a trace");
    let outward = |line: &&str| {
        let pair = line.contains("socketpair(AF_UNIX");
        let passed_on =
            ["recvfrom(", "sendto(", "recvfrom resumed"].iter().any(|call| line.contains(call));
        let addressed = line.contains("sa_family");
        // A thread that ends before its call can be read has made none.
        let ended = line.contains("???( <unfinished");
        let told = line.contains("+++") || line.contains("---") || ended;
        !(pair || (passed_on && !addressed) || told)
    };
    let calls: Vec<&str> = traced.lines().filter(outward).collect();
    assert!(calls.is_empty(), "{what}:\n{}", calls.join("\n"));
    let _ = fs::remove_file(file);
}

#[test]
fn no_command_opens_a_socket() {
    if !strace_sees() {
        return;
    }
    let picture = log("picture").with_extension("svg");
    let commands: [&[&str]; 6] = [
        &["rank", "--format", "json"],
        &["price", "nova-lite", "--input", "1000", "--output", "200"],
        &["count", "README.md"],
        &["rates", "list"],
        &["rates", "check", "rates/bedrock-list.toml"],
        &["screenshot", "--output", picture.to_str().expect("a plain path")],
    ];
    for (at, arguments) in commands.iter().enumerate() {
        let file = log(&at.to_string());
        let ran = Command::new("strace")
            .args(["-f", "-qq", "-e", "trace=network", "-o"])
            .arg(&file)
            .arg(env!("CARGO_BIN_EXE_tokenfare"))
            .args(*arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .expect("strace runs");
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(ran.status.success(), "{arguments:?}: {said}");
        assert_silent(&file, arguments[0]);
    }
    let _ = fs::remove_file(picture);
}

#[test]
fn the_explorer_opens_no_socket() {
    if !strace_sees() {
        return;
    }
    let file = log("explorer");
    let line = format!("exec strace -f -qq -e trace=network -o {} $TOKENFARE", file.display());
    let mut session = Session::shell((120, 36), &line);
    session.wait_for("the first frame", |terminal| terminal.shows("q quit"));
    // Counts, views, a copy to the clipboard, the list of scenarios, and the way out.
    session.send("e");
    session.paste("A text that is counted, in tokens of every family.");
    session.wait_for("its count", |terminal| terminal.shows(" tokens · "));
    session.send("\t");
    for key in ["3", "5", "y", "o"] {
        session.send(key);
        session.wait_until_quiet(std::time::Duration::from_millis(200));
    }
    session.send("\x03");
    assert_eq!(session.wait_for_exit(), 0);
    session.wait_until_restored();
    assert_silent(&file, "the explorer");
}
