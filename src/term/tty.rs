//! Reads the terminal: its bytes as they come, as events.

use std::fs::File;
use std::io::{self, ErrorKind, IsTerminal, Read};
use std::os::fd::{AsFd, AsRawFd};
use std::time::{Duration, Instant};

use crossterm::event::Event;
use filedescriptor::{POLLIN, poll, pollfd};

use super::bytes::{Bytes, Open};

/// How long after an escape character it is the Esc key. Longer than a line takes between two bytes
/// of a sequence, and shorter than fingers take between two keys.
const ESCAPE: Duration = Duration::from_millis(20);
/// How long after the start of a string it was a key with Alt: answers come in one piece.
const NO_STRING: Duration = Duration::from_millis(50);
/// How long a sequence may pause before it is given up.
const SEQUENCE: Duration = Duration::from_secs(1);
/// How long a paste may pause before it is taken to have ended. What still comes of it is then told
/// from typing as where no marks are sent at all.
const PASTE: Duration = Duration::from_secs(2);
/// How many bytes are read at once; Linux gives at most 4,095 of a terminal.
const READ: usize = 4096;
/// After so many readings without a byte, each of which said that there are some, the terminal has
/// gone. One alone may be an end of file that was typed while another program had changed its modes.
const ENDS: u32 = 16;

/// The terminal's events.
#[derive(Debug)]
pub(super) struct Events {
    tty: File,
    bytes: Bytes,
    /// When bytes came last.
    last: Instant,
    /// How many readings gave nothing since.
    ends: u32,
}

impl Events {
    /// Of the terminal that is the standard input, or else of the one that controls the process.
    pub(super) fn open() -> io::Result<Self> {
        let stdin = io::stdin();
        Ok(Self::of(if stdin.is_terminal() {
            File::from(stdin.as_fd().try_clone_to_owned()?)
        } else {
            File::open("/dev/tty")?
        }))
    }

    fn of(tty: File) -> Self {
        Self { tty, bytes: Bytes::default(), last: Instant::now(), ends: 0 }
    }

    /// Waits until something comes, but not longer than `patience`, and hands what it means to `take`;
    /// whether something came, or something unfinished was given up.
    ///
    /// # Errors
    /// When the terminal cannot be read, or has gone.
    pub(super) fn next(
        &mut self,
        patience: Option<Duration>,
        take: &mut impl FnMut(Event),
    ) -> io::Result<bool> {
        let limit = self.limit().map(|limit| limit.saturating_sub(self.last.elapsed()));
        let wait = match (patience, limit) {
            (Some(patience), Some(limit)) => Some(patience.min(limit)),
            (patience, limit) => patience.or(limit),
        };
        if self.is_readable(wait)? {
            self.read(take)?;
            return Ok(true);
        }
        let is_over = self.limit().is_some_and(|limit| self.last.elapsed() >= limit);
        if is_over {
            self.bytes.give_up(take);
        }
        Ok(is_over || patience.is_none())
    }

    /// How long what is unfinished may wait for more.
    const fn limit(&self) -> Option<Duration> {
        match self.bytes.open() {
            Open::Nothing => None,
            Open::Escape => Some(ESCAPE),
            Open::EmptyString => Some(NO_STRING),
            Open::Paste => Some(PASTE),
            _ => Some(SEQUENCE),
        }
    }

    fn is_readable(&self, wait: Option<Duration>) -> io::Result<bool> {
        let mut asked = [pollfd { fd: self.tty.as_raw_fd(), events: POLLIN, revents: 0 }];
        let start = Instant::now();
        loop {
            let left = wait.map(|wait| wait.saturating_sub(start.elapsed()));
            // Less than a millisecond would be taken for none.
            let left =
                left.map(|left| Duration::from_millis(left.as_micros().div_ceil(1000) as u64));
            match poll(&mut asked, left) {
                Ok(ready) => return Ok(ready > 0),
                Err(filedescriptor::Error::Poll(error) | filedescriptor::Error::Io(error)) => {
                    if error.kind() != ErrorKind::Interrupted {
                        return Err(error);
                    }
                }
                Err(error) => return Err(io::Error::other(error)),
            }
        }
    }

    fn read(&mut self, take: &mut impl FnMut(Event)) -> io::Result<()> {
        let mut bytes = [0; READ];
        match self.tty.read(&mut bytes) {
            Ok(0) => {
                self.ends += 1;
                return if self.ends < ENDS {
                    Ok(())
                } else {
                    Err(ErrorKind::UnexpectedEof.into())
                };
            }
            Ok(count) => {
                (self.last, self.ends) = (Instant::now(), 0);
                self.bytes.read(bytes.get(..count).unwrap_or_default(), take);
            }
            Err(error)
                if matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::WouldBlock) => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::{PipeWriter, Write, pipe};
    use std::os::fd::OwnedFd;

    use crossterm::event::{KeyCode, KeyEvent};

    use super::*;

    fn terminal() -> (PipeWriter, Events) {
        let (reader, writer) = pipe().unwrap();
        (writer, Events::of(File::from(OwnedFd::from(reader))))
    }

    /// What one waiting gives.
    fn next(events: &mut Events, patience: Option<Duration>) -> (bool, Vec<Event>) {
        let mut found = Vec::new();
        let came = events.next(patience, &mut |event| found.push(event)).unwrap();
        (came, found)
    }

    fn key(code: KeyCode) -> Event {
        Event::Key(KeyEvent::from(code))
    }

    #[test]
    fn what_is_unfinished_waits_and_is_given_up() {
        let (mut writer, mut events) = terminal();
        writer.write_all(b"\x1b").unwrap();
        assert_eq!(next(&mut events, None), (true, vec![]));
        assert_eq!(next(&mut events, Some(Duration::ZERO)), (false, vec![]));
        // The rest of a key in time, then none.
        writer.write_all(b"[A\x1b").unwrap();
        assert_eq!(next(&mut events, None), (true, vec![key(KeyCode::Up)]));
        assert_eq!(next(&mut events, None), (true, vec![key(KeyCode::Esc)]));

        let start = Instant::now();
        writer.write_all(b"\x1b[200~half").unwrap();
        assert_eq!(next(&mut events, None), (true, vec![]));
        assert_eq!(next(&mut events, None), (true, vec![Event::Paste("half".to_owned())]));
        assert!(start.elapsed() >= PASTE);
        assert_eq!(next(&mut events, Some(Duration::ZERO)), (false, vec![]));
    }

    #[test]
    fn a_terminal_that_has_gone_is_an_error() {
        let (writer, mut events) = terminal();
        drop(writer);
        let ended = (0..=ENDS).find_map(|_| events.next(None, &mut |_| {}).err());
        assert_eq!(ended.unwrap().kind(), ErrorKind::UnexpectedEof);
    }
}
