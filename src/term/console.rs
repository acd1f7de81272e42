//! Reads the terminal where crossterm does it well: Windows' console sends events, no bytes.

use std::io;
use std::time::Duration;

use crossterm::event::{self, Event};

/// The terminal's events.
#[derive(Debug)]
pub(super) struct Events(());

impl Events {
    /// Of the process's console. Elsewhere this can fail.
    pub(super) const fn open() -> io::Result<Self> {
        Ok(Self(()))
    }

    /// Waits until something comes, but not longer than `patience`, and hands it to `take`; whether
    /// something came.
    ///
    /// # Errors
    /// When the terminal cannot be read.
    pub(super) fn next(
        &mut self,
        patience: Option<Duration>,
        take: &mut impl FnMut(Event),
    ) -> io::Result<bool> {
        // With a timeout of zero crossterm looks at nothing at all, and with one that passed before
        // it came to look, as when the thread lost its turn, it says no although events are at hand.
        const AT_ONCE: Duration = Duration::from_micros(30);
        let came = match patience {
            None => true,
            Some(patience) => event::poll(patience.max(AT_ONCE))? || event::poll(AT_ONCE)?,
        };
        if came {
            take(event::read()?);
        }
        Ok(came)
    }
}
