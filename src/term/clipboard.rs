//! The clipboard of the machine the user sits at, through the terminal (OSC 52).
//!
//! It works over ssh and needs no library, but a terminal never says whether it obeyed.

use std::env;
use std::io::{self, Write};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;

use super::output::send;

/// The longest text that is sent, in bytes; terminals drop or cut what is longer.
const LONGEST: usize = 1024 * 1024;

/// Sends `text` to the clipboard. The name of the way it went, or why it was not sent.
pub(super) fn copy(text: &str) -> Result<&'static str, String> {
    if text.len() > LONGEST {
        return Err("the text is longer than 1 MB".to_owned());
    }
    let sequence = sequence(text, env::var_os("TMUX").is_some());
    send(&mut io::stdout().lock(), &sequence).map_err(|error| error.to_string())?;
    Ok("OSC 52")
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
