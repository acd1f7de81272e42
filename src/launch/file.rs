//! Files that are there as a whole or not at all.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Who could before; of a new file, who the system says.
    AsBefore,
    /// Its owner only.
    Owner,
}

/// Writes a file in one step: who reads it meanwhile, or after a failure, finds what was there
/// before. Through a link, the file that it names is written.
///
/// # Errors
/// When the folder is missing or cannot be written to, or the disk is full.
pub(super) fn replace(path: &Path, bytes: &[u8], access: Access) -> io::Result<()> {
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let Some(name) = path.file_name() else {
        return Err(io::ErrorKind::IsADirectory.into());
    };
    // Beside the file, as only there a renaming is one step.
    let mut beside = OsString::from(".");
    beside.push(name);
    beside.push(format!(".{}.tmp", std::process::id()));
    let beside = path.with_file_name(beside);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if access == Access::Owner {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let file = options.open(&beside)?;
    let before = fs::metadata(path)
        .ok()
        .filter(|_| access == Access::AsBefore);
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
