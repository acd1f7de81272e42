//! Results that go into a file.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::error::{Error, Result};
use crate::disk::{self, Access};
use crate::document::printable;

/// Whether a name means the standard output rather than a file.
pub(super) fn is_stdout(path: &Path) -> bool {
    ["-", "/dev/stdout"].iter().any(|name| path == Path::new(name))
}

/// Refuses to write over a file that is there, unless that was asked for.
pub(super) fn check(path: &Path, force: bool) -> Result<()> {
    if force || !fs::metadata(path).is_ok_and(|about| about.is_file()) {
        return Ok(());
    }
    let shown = path.to_string_lossy();
    let shown = printable(&shown);
    Err(Error::input(format!("`{shown}` is there already; give --force to write over it")))
}

/// Writes a file in one step, private to the user unless it was there with other permissions; its
/// folder has to be there. A device or a pipe is written to.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let shown = path.to_string_lossy();
    let shown = printable(&shown);
    disk::write(path, bytes, Access::AsBeforeOrOwner).map_err(|error| {
        let why = match error.kind() {
            ErrorKind::NotFound => "there is no such folder; make it first".to_owned(),
            _ => error.to_string(),
        };
        Error::Failure(format!("cannot write `{shown}`: {why}"))
    })
}
