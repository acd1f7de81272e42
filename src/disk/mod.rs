//! Files that are there as a whole or not at all.
//!
//! What is written lies beside the file until it is complete, as `.NAME.tokenfare-PROCESS.tmp`. A
//! program that is killed meanwhile leaves that behind; whoever writes into the folder next takes
//! it away.

mod process;

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

pub use process::is_running;

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Who could before; of a new file, who the system says.
    AsBefore,
    /// Who could before; of a new file, its owner only.
    AsBeforeOrOwner,
    /// Its owner only.
    Owner,
}

/// Stands before the number of the process in the names of files that are not complete yet.
const MARK: &str = ".tokenfare-";

/// Writes a file in one step: who reads it meanwhile, or after a failure, finds what was there
/// before. Through a link, the file that it names is written.
///
/// # Errors
/// When the folder is missing or cannot be written to, or the disk is full.
pub fn replace(path: &Path, bytes: &[u8], access: Access) -> io::Result<()> {
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let Some(name) = path.file_name() else {
        return Err(ErrorKind::IsADirectory.into());
    };
    // Beside the file, as only there a renaming is one step.
    let mut beside = OsString::from(".");
    beside.push(name);
    beside.push(format!("{MARK}{}.tmp", std::process::id()));
    let beside = path.with_file_name(beside);
    clear(&beside);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if access != Access::AsBefore {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let file = options.open(&beside)?;
    let before = fs::metadata(path).ok().filter(|_| access != Access::Owner);
    let written = fill(file, bytes)
        .and_then(|()| match before {
            Some(before) => fs::set_permissions(&beside, before.permissions()),
            None => Ok(()),
        })
        .and_then(|()| fs::rename(&beside, path));
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The names in a new folder after `then` was done in it.
    fn left_in(folder: &str, then: impl FnOnce(&Path)) -> Vec<OsString> {
        let folder = std::env::temp_dir().join(format!("{folder}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        then(&folder);
        let entries = fs::read_dir(&folder).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        fs::remove_dir_all(&folder).unwrap();
        names
    }

    #[test]
    fn a_file_is_made_and_replaced() {
        let names = left_in("tokenfare-replace", |folder| {
            let path = folder.join("a.svg");
            for bytes in [&b"first, and longer"[..], b"second"] {
                replace(&path, bytes, Access::AsBefore).unwrap();
                assert_eq!(fs::read(&path).unwrap(), bytes);
            }
        });
        assert_eq!(names, ["a.svg"]);
    }

    #[test]
    fn what_a_killed_program_left_behind_is_taken_away() {
        let names = left_in("tokenfare-left", |folder| {
            let own = format!(".a.toml.tokenfare-{}.tmp", std::process::id());
            // The first process of all runs, and none has the greatest number.
            for left in [&own, ".b.toml.tokenfare-4294967295.tmp", ".c.tokenfare-1.tmp"] {
                fs::write(folder.join(left), "half").unwrap();
            }
            fs::write(folder.join(".theirs.4294967295.tmp"), "theirs").unwrap();
            replace(&folder.join("a.toml"), b"whole", Access::AsBefore).unwrap();
        });
        assert_eq!(names, [".c.tokenfare-1.tmp", ".theirs.4294967295.tmp", "a.toml"]);
    }

    #[test]
    fn a_failure_leaves_nothing_behind() {
        let names = left_in("tokenfare-replace-not", |folder| {
            fs::create_dir(folder.join("taken.svg")).unwrap();
            assert!(replace(&folder.join("taken.svg"), b"x", Access::AsBefore).is_err());
            assert!(replace(&folder.join("missing/a.svg"), b"x", Access::AsBefore).is_err());
            assert!(replace(Path::new(".."), b"x", Access::AsBefore).is_err());
        });
        assert_eq!(names, ["taken.svg"]);
    }
}
