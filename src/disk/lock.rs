//! Locks that end with the process that holds them, whatever ends that.

use std::fs::File;
use std::io;

#[cfg(unix)]
use rustix::{
    fs::{FlockOperation, flock},
    io::Errno,
};

/// Locks a file until it is closed.
///
/// # Errors
/// When there are no locks where it lies.
#[cfg(unix)]
pub(crate) fn lock(file: &File) -> io::Result<()> {
    Ok(flock(file, FlockOperation::LockExclusive)?)
}

/// Whether a file is locked. Who looks at the same time is not in the way of others who look.
#[cfg(unix)]
pub(crate) fn is_locked(file: &File) -> bool {
    // Where there are no locks, nobody could lock it either.
    flock(file, FlockOperation::NonBlockingLockShared) == Err(Errno::WOULDBLOCK)
}

/// The name of this machine.
#[cfg(unix)]
pub(crate) fn host_name() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

/// Does nothing where there are no such locks.
#[cfg(not(unix))]
pub const fn lock(_: &File) -> io::Result<()> {
    Ok(())
}

/// Where there are no such locks, every file is taken to be locked, so that nobody's is taken away.
#[cfg(not(unix))]
pub const fn is_locked(_: &File) -> bool {
    true
}

/// This machine has no name that is known here.
#[cfg(not(unix))]
pub const fn host_name() -> String {
    String::new()
}
