//! What lies beside a file while it is written.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use super::process::is_running;

/// Stands before the number of the process in the names of files that are not complete yet.
const MARK: &str = ".tokenfare-";

/// What a file is called until it is complete; what others left behind is taken away.
pub(super) fn unfinished(path: &Path) -> PathBuf {
    let beside = named(path, "tmp");
    clear(&beside);
    beside
}

/// What the complete text is called while the file itself is written over.
pub(super) fn complete(path: &Path) -> PathBuf {
    named(path, "new")
}

fn named(path: &Path, ending: &str) -> PathBuf {
    let mut beside = OsString::from(".");
    beside.push(path.file_name().unwrap_or_default());
    beside.push(format!("{MARK}{}.{ending}", std::process::id()));
    // Beside the file, as only there a renaming is one step.
    path.with_file_name(beside)
}

/// Takes away what was left behind in the folder of a file that is about to be written: by programs
/// that have ended, and by an earlier one that had the number of this.
fn clear(beside: &Path) {
    let _ = fs::remove_file(beside);
    let folder = beside.parent().filter(|folder| *folder != Path::new(""));
    let entries = fs::read_dir(folder.unwrap_or(Path::new("."))).into_iter();
    for path in entries.flatten().flatten().map(|entry| entry.path()) {
        if writer(&path).is_some_and(|process| !is_running(process)) {
            // Harmless where it stays.
            let _ = fs::remove_file(path);
        }
    }
}

/// The process that was writing a file that is not complete.
fn writer(path: &Path) -> Option<u32> {
    let name = path.file_name()?.to_str()?.strip_prefix('.')?;
    let (_, process) = name.strip_suffix(".tmp")?.rsplit_once(MARK)?;
    process.parse().ok()
}
