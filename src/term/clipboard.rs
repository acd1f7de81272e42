//! The clipboard: of the machine the user sits at, through the terminal (OSC 52), and of this machine
//! where it has one.
//!
//! OSC 52 works over ssh and needs no library, but a terminal never says whether it obeyed, and some
//! do not. So the text also goes to the tool of the desktop that the program runs on.

use std::env;
use std::io::{self, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;

use super::output::send;

/// The longest text that is sent, in bytes; terminals drop or cut what is longer.
const LONGEST: usize = 1024 * 1024;
/// How long a tool may take before it is not waited for: a display that is gone may hang it.
const PATIENCE: Duration = Duration::from_millis(300);

/// A tool that takes the clipboard from its stdin, with its arguments.
type Tool = &'static [&'static str];

const WAYLAND: Tool = &["wl-copy"];
const X11: [Tool; 2] = [&["xclip", "-selection", "clipboard"], &["xsel", "--clipboard", "--input"]];
const MAC: Tool = &["pbcopy"];
const WINDOWS: Tool = &["clip.exe"];

/// Sends `text` to the clipboard. The ways it went, or why it was not sent.
pub(super) fn copy(text: &str) -> Result<String, String> {
    if text.len() > LONGEST {
        return Err("the text is longer than 1 MB".to_owned());
    }
    let sequence = sequence(text, env::var_os("TMUX").is_some());
    send(&mut io::stdout().lock(), &sequence).map_err(|error| error.to_string())?;
    let tools = tools(|name| env::var_os(name).is_some_and(|value| !value.is_empty()));
    let taken = tools.into_iter().find(|tool| hand(tool, text, PATIENCE));
    let tool = taken.and_then(|tool| tool.first());
    Ok(tool.map_or_else(|| "OSC 52".to_owned(), |tool| format!("OSC 52, {tool}")))
}

/// The tools to try, by the variables that are set.
fn tools(is_set: impl Fn(&str) -> bool) -> Vec<Tool> {
    // Over ssh the desktop of this machine is not the user's.
    if is_set("SSH_CONNECTION") || is_set("SSH_TTY") {
        return Vec::new();
    }
    if cfg!(target_os = "macos") {
        return vec![MAC];
    }
    if cfg!(windows) {
        return vec![WINDOWS];
    }
    let mut tools = Vec::new();
    if is_set("WAYLAND_DISPLAY") {
        tools.push(WAYLAND);
    }
    if is_set("DISPLAY") {
        tools.extend(X11);
    }
    tools
}

/// Hands a text to a tool; whether it took it in time.
fn hand(tool: &[&str], text: &str, patience: Duration) -> bool {
    let Some((program, arguments)) = tool.split_first() else {
        return false;
    };
    let started = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = started else {
        return false;
    };
    let (text, (done, ended)) = (text.to_owned(), channel());
    // A thread of its own, as a tool that hangs reads nothing and does not end.
    let spawned = thread::Builder::new().spawn(move || {
        let written =
            child.stdin.take().map_or(Ok(()), |mut stdin| stdin.write_all(text.as_bytes()));
        let ended = child.wait();
        let took = written.is_ok() && ended.is_ok_and(|status| status.success());
        // Nobody listens when it took too long.
        let _ = done.send(took);
    });
    spawned.is_ok() && ended.recv_timeout(patience).unwrap_or(false)
}

/// The escape sequence that sets the clipboard.
///
/// tmux takes the sequence for itself (`set-clipboard on`) or hands it on when wrapped
/// (`allow-passthrough on`); it gets both.
fn sequence(text: &str, in_tmux: bool) -> Vec<u8> {
    let plain = format!("\x1b]52;c;{}\x07", BASE64.encode(text));
    let mut bytes = plain.clone().into_bytes();
    if in_tmux {
        let _ = write!(bytes, "\x1bPtmux;\x1b{plain}\x1b\\");
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_desktop_says_which_tool() {
        let with = |set: &'static [&'static str]| {
            let tools = tools(|name| set.contains(&name));
            tools.iter().map(|tool| tool[0]).collect::<Vec<_>>()
        };
        assert!(with(&["DISPLAY", "SSH_CONNECTION"]).is_empty());
        if cfg!(target_os = "linux") {
            assert!(with(&[]).is_empty());
            assert_eq!(with(&["WAYLAND_DISPLAY"]), ["wl-copy"]);
            assert_eq!(with(&["DISPLAY", "WAYLAND_DISPLAY"]), ["wl-copy", "xclip", "xsel"]);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_tool_takes_the_text_or_is_not_waited_for() {
        let file = env::temp_dir().join(format!("tokenfare-clip-{}", std::process::id()));
        let path = file.display().to_string();
        let long = Duration::from_secs(20);
        assert!(hand(&["sh", "-c", "cat > \"$0\"", &path], "ab é", long));
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "ab é");
        std::fs::remove_file(&file).unwrap();
        assert!(!hand(&["no-such-tool-of-tokenfare"], "x", long));
        assert!(!hand(&["sh", "-c", "cat > /dev/null; exit 1"], "x", long));
        assert!(!hand(&[], "x", long));
        let started = std::time::Instant::now();
        assert!(!hand(&["sleep", "5"], "x", Duration::from_millis(50)));
        assert!(started.elapsed() < Duration::from_secs(4));
    }

    #[test]
    fn tmux_gets_it_plain_and_wrapped() {
        assert_eq!(sequence("foo", false), b"\x1b]52;c;Zm9v\x07");
        let both: &[u8] = b"\x1b]52;c;Zm9v\x07\x1bPtmux;\x1b\x1b]52;c;Zm9v\x07\x1b\\";
        assert_eq!(sequence("foo", true), both);
    }

    #[test]
    fn a_text_that_is_too_long_is_refused() {
        assert!(copy(&"x".repeat(LONGEST + 1)).is_err());
    }
}
