//! Takes the terminal over and always gives it back.

use std::fmt;
use std::io;
use std::panic;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, ThreadId};

use crossterm::cursor::{Hide, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::{Attribute, SetAttribute, force_color_output};
use crossterm::terminal::{
    EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode,
};
use crossterm::{Command, queue};

use super::output::send;
use crate::panics::is_caught;

/// Whether the terminal is ours now. Static, since a panic hook has nothing else to ask.
static ENTERED: AtomicBool = AtomicBool::new(false);
/// Whether the terminal reports the mouse now.
static MOUSE: AtomicBool = AtomicBool::new(false);

/// Holds the terminal in raw mode on the alternate screen; gives it back when dropped.
pub(super) struct Guard(());

impl Guard {
    /// Takes the terminal over, and from now on gives it back before a panic's message is printed.
    pub(super) fn enter() -> io::Result<Self> {
        #[cfg(unix)]
        check_output()?;
        install_panic_hook(thread::current().id());
        // The theme lowers colours itself. Left to crossterm, NO_COLOR would turn every colour into
        // a reset, which takes bold and reverse with it.
        force_color_output(true);
        let guard = Self(());
        guard.resume()?;
        Ok(guard)
    }

    /// Takes the terminal over again after [`Guard::leave`]. The mouse is off.
    pub(super) fn resume(&self) -> io::Result<()> {
        enable_raw_mode()?;
        ENTERED.store(true, Ordering::SeqCst);
        write(|bytes| queue!(bytes, SaveTitle, EnterAlternateScreen, EnableBracketedPaste, Hide))
    }

    /// Sets the modes anew, as after a stop that came from outside: what ran meanwhile may have
    /// changed them. The mouse is off.
    pub(super) fn refresh(&self) -> io::Result<()> {
        // crossterm believes that raw mode is on and would do nothing.
        disable_raw_mode()?;
        enable_raw_mode()?;
        MOUSE.store(false, Ordering::SeqCst);
        write(|bytes| queue!(bytes, ReleaseMouse, EnableBracketedPaste, Hide))
    }

    /// Gives the terminal back for a while.
    pub(super) fn leave(&self) {
        restore();
    }

    /// Lets the terminal report the mouse, or not.
    pub(super) fn set_mouse(&self, on: bool) -> io::Result<()> {
        if MOUSE.swap(on, Ordering::SeqCst) == on {
            return Ok(());
        }
        if on {
            write(|bytes| queue!(bytes, CaptureMouse))
        } else {
            write(|bytes| queue!(bytes, ReleaseMouse))
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        restore();
    }
}

/// Gives the terminal back as it was. Does nothing if it is not ours; asks it nothing. Errors are
/// dropped: a terminal that has gone needs no restoring.
pub(super) fn restore() {
    if !ENTERED.swap(false, Ordering::SeqCst) {
        return;
    }
    let mouse = MOUSE.swap(false, Ordering::SeqCst);
    let _ = write(|bytes| {
        queue!(bytes, EndSynchronizedUpdate)?;
        if mouse {
            queue!(bytes, ReleaseMouse)?;
        }
        queue!(bytes, DisableBracketedPaste, SetAttribute(Attribute::Reset))?;
        queue!(bytes, LeaveAlternateScreen, Show, RestoreTitle)
    });
    let _ = disable_raw_mode();
}

/// Whether what is written would arrive: the library takes a closed output for a full one, so the
/// explorer would run unseen on one that is open for reading only.
#[cfg(unix)]
fn check_output() -> io::Result<()> {
    use std::fs::File;
    use std::io::Write;
    use std::os::fd::AsFd;

    let mut output = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    output.write(&[]).map(|_| ()).map_err(|error| {
        io::Error::new(error.kind(), format!("its output is not open for writing ({error})"))
    })
}

/// Sends what `fill` puts together, as one write.
fn write(fill: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> io::Result<()> {
    let mut bytes = Vec::new();
    fill(&mut bytes)?;
    send(&mut io::stdout().lock(), &bytes)
}

/// A panic of the thread that draws ends the program: the terminal is given back first, so that the
/// message is readable. The other threads catch their panics, and nothing of them may be printed
/// over the screen.
fn install_panic_hook(drawing: ThreadId) {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let print = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            let entered = ENTERED.load(Ordering::SeqCst);
            if is_caught() {
                return;
            }
            if thread::current().id() == drawing {
                restore();
            } else if entered {
                return;
            }
            print(panic);
        }));
    });
}

/// Defines a [`Command`] that is the same escape sequence everywhere.
macro_rules! sequence {
    ($(#[$doc:meta])* $name:ident, $bytes:expr) => {
        $(#[$doc])*
        struct $name;

        impl Command for $name {
            fn write_ansi(&self, to: &mut impl fmt::Write) -> fmt::Result {
                to.write_str($bytes)
            }

            #[cfg(windows)]
            fn execute_winapi(&self) -> io::Result<()> {
                Ok(())
            }
        }
    };
}

sequence!(
    /// Puts the window's title by, on terminals that can.
    SaveTitle,
    "\x1b[22;0t"
);
sequence!(
    /// Brings the title back that was put by.
    RestoreTitle,
    "\x1b[23;0t"
);

// Not crossterm's: that one asks for every movement of the mouse, which would wake the program
// whenever the pointer crosses the window. Presses, wheel and drags are enough.
#[cfg(unix)]
sequence!(
    /// Asks for presses, the wheel and drags, in the form without a limit of 223 columns.
    CaptureMouse,
    "\x1b[?1000h\x1b[?1002h\x1b[?1006h"
);
#[cfg(unix)]
sequence!(
    /// Undoes [`CaptureMouse`].
    ReleaseMouse,
    "\x1b[?1006l\x1b[?1002l\x1b[?1000l"
);
#[cfg(windows)]
use crossterm::event::{DisableMouseCapture as ReleaseMouse, EnableMouseCapture as CaptureMouse};
