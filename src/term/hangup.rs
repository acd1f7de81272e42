//! Notices that the terminal has gone, on a thread of its own.

use std::fs::File;
use std::io::{self, IsTerminal};
use std::os::fd::AsFd;
use std::thread;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;

/// Starts the thread that calls `gone` when the terminal hangs up.
///
/// Usually a signal says so first. But the process of a terminal that does not control it gets
/// none, and there crossterm, waiting for events, reads the end of the file over and over.
pub(super) fn spawn(gone: impl FnOnce() + Send + 'static) -> io::Result<()> {
    thread::Builder::new().name("hangup".to_owned()).spawn(move || {
        if has_hung_up() {
            gone();
        }
    })?;
    Ok(())
}

/// Waits until the terminal hangs up; false where that cannot be known.
fn has_hung_up() -> bool {
    // What crossterm reads from.
    let stdin = io::stdin();
    if stdin.is_terminal() {
        return hangs_up(&stdin);
    }
    File::open("/dev/tty").is_ok_and(|tty| hangs_up(&tty))
}

fn hangs_up(tty: &impl AsFd) -> bool {
    loop {
        // Asking for nothing: a hang-up is reported all the same.
        let mut asked = [PollFd::new(tty, PollFlags::empty())];
        match poll(&mut asked, None) {
            Ok(_) => return asked.iter().any(|fd| fd.revents().contains(PollFlags::HUP)),
            Err(Errno::INTR) => {}
            Err(_) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::pipe;

    #[test]
    fn the_other_end_being_closed_is_noticed() {
        let (reader, writer) = pipe().unwrap();
        let waiting = thread::spawn(move || hangs_up(&reader));
        drop(writer);
        assert!(waiting.join().unwrap());
    }
}
