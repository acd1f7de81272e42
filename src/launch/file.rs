//! Files that are there as a whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Writes a file in one step: who reads it meanwhile, or after a failure, finds what was there
/// before.
///
/// # Errors
/// When the folder is missing or cannot be written to, or the disk is full.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let Some(name) = path.file_name() else {
        return Err(io::ErrorKind::IsADirectory.into());
    };
    // Beside the file, as only there a renaming is one step.
    let mut beside = std::ffi::OsString::from(".");
    beside.push(name);
    beside.push(format!(".{}.tmp", std::process::id()));
    let beside = path.with_file_name(beside);
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&beside)?;
    let written = fill(file, bytes).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // What failed first is what the user needs to know.
        let _ = fs::remove_file(&beside);
    }
    written
}

fn fill(mut file: File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)?;
    file.sync_all()
}
