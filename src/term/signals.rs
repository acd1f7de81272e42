//! What the system says to the process, on a thread of its own.

use std::io;
use std::process;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use crossterm::terminal::disable_raw_mode;
use signal_hook::consts::{
    SIGABRT, SIGALRM, SIGCONT, SIGHUP, SIGINT, SIGPROF, SIGQUIT, SIGTERM, SIGTSTP, SIGUSR1,
    SIGUSR2, SIGVTALRM, SIGWINCH, SIGXCPU, SIGXFSZ,
};
use signal_hook::flag;
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use super::guard;

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
/// How long the terminal may take to be given back then.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// What ends the process unless it is caught, and would leave the terminal as it is; some write the
/// memory to disk as well, and with it the prompts.
const DEADLY: [i32; 11] = [
    SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGABRT, SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF,
    SIGXCPU,
];
/// Deadly as well where it is not ignored, as elsewhere.
#[cfg(target_os = "linux")]
const DEADLY_HERE: [i32; 1] = [signal_hook::consts::SIGIO];
#[cfg(not(target_os = "linux"))]
const DEADLY_HERE: [i32; 0] = [];

/// Starts the thread that passes signals to `send`, as long as the process lives.
///
/// A program that is asked to end but hangs, as on a terminal that takes no bytes (Ctrl-S), is
/// ended from here, with the terminal's modes restored. It may also have left the loop and wait for
/// a disk: whether anybody still listens makes no difference.
pub(super) fn spawn(mut send: impl FnMut(Signal) + Send + 'static) -> io::Result<()> {
    let others = [SIGTSTP, SIGCONT, SIGWINCH];
    let mut signals = Signals::new(DEADLY.iter().chain(&DEADLY_HERE).chain(&others))?;
    // Caught, a limit on the size of files is an error of the write, which is told.
    flag::register(SIGXFSZ, Arc::default())?;
    thread::Builder::new().name("signals".to_owned()).spawn(move || {
        for number in signals.forever() {
            let signal = meaning(number);
            send(signal);
            if let Signal::Terminate(code) = signal {
                thread::sleep(GRACE);
                end(code);
            }
        }
    })?;
    Ok(())
}

/// Ends the process with what can be had of the terminal.
fn end(code: u8) -> ! {
    let _ = disable_raw_mode();
    // Who hangs may hang while writing, and hold what is written through.
    let restoring = thread::Builder::new().spawn(guard::restore);
    if let Ok(restoring) = restoring {
        let start = Instant::now();
        while !restoring.is_finished() && start.elapsed() < LAST_WORDS {
            thread::sleep(Duration::from_millis(5));
        }
    }
    process::exit(code.into())
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
        for deadly in DEADLY.into_iter().chain(DEADLY_HERE) {
            assert_eq!(meaning(deadly), Signal::Terminate(128 + deadly as u8));
        }
        assert_eq!(meaning(SIGWINCH), Signal::Resize);
    }
}
