//! What the system says to the process, on a thread of its own.

use std::io;
use std::process;
use std::thread;
use std::time::Duration;

use crossterm::terminal::disable_raw_mode;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

/// What a signal asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signal {
    /// To end, with this exit code.
    Terminate(u8),
    /// To stop until continued.
    Suspend,
    /// To go on after a stop.
    Continue,
    /// To look at the terminal's size.
    Resize,
}

/// How long the program may take to end by itself.
const GRACE: Duration = Duration::from_secs(2);

/// Starts the thread that passes signals to `send`, until `send` says that nobody listens.
///
/// A program that is asked to end but hangs, as on a terminal that takes no bytes (Ctrl-S), is
/// ended from here, with the terminal's modes restored.
pub(super) fn spawn(mut send: impl FnMut(Signal) -> bool + Send + 'static) -> io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT, SIGWINCH])?;
    thread::Builder::new().name("signals".to_owned()).spawn(move || {
        for number in signals.forever() {
            let signal = meaning(number);
            if !send(signal) {
                return;
            }
            if let Signal::Terminate(code) = signal {
                thread::sleep(GRACE);
                let _ = disable_raw_mode();
                process::exit(code.into());
            }
        }
    })?;
    Ok(())
}

/// Stops the process; returns when it is continued.
pub(super) fn stop() -> io::Result<()> {
    emulate_default_handler(SIGTSTP)
}

/// Exit codes are 128 + the signal, as a shell says it.
fn meaning(number: i32) -> Signal {
    match number {
        SIGTSTP => Signal::Suspend,
        SIGCONT => Signal::Continue,
        SIGWINCH => Signal::Resize,
        _ => Signal::Terminate(u8::try_from(128 + number).unwrap_or(1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exit_codes_are_those_a_shell_says() {
        assert_eq!(meaning(SIGTERM), Signal::Terminate(143));
        assert_eq!(meaning(SIGHUP), Signal::Terminate(129));
        assert_eq!(meaning(SIGINT), Signal::Terminate(130));
        assert_eq!(meaning(SIGWINCH), Signal::Resize);
    }
}
