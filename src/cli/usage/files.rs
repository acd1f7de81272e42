//! The logs that are named, and those in named folders.

use std::collections::{BTreeMap, HashSet};
use std::ffi::OsStr;
use std::fs::{self, Metadata};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::document::printable;
use crate::usage::Other;

/// How many sentences of one sort are kept.
const MOST_SENTENCES: usize = 20;

/// A log to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) enum Log {
    /// `-`.
    Stdin,
    /// A file of so many bytes; of other than files, such as pipes, that is not known.
    File { path: PathBuf, bytes: u64 },
}

/// What to say of what was not read. The numbers go on where the sentences end.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::cli) struct Told {
    /// Names without a file.
    pub(in crate::cli) missing: Vec<String>,
    /// What cannot be read.
    pub(in crate::cli) unreadable: Vec<String>,
    /// What is no log, but something else that is known.
    pub(in crate::cli) other: Vec<String>,
    /// What is not read twice.
    pub(in crate::cli) twice: Vec<String>,
    /// Texts of requests that Bedrock wrote to files of their own.
    pub(in crate::cli) bodies: u64,
}

impl Told {
    pub(in crate::cli) fn unreadable(&mut self, path: &Path, error: &std::io::Error) {
        let path = path.to_string_lossy();
        if self.unreadable.len() < MOST_SENTENCES {
            let path = printable(&path);
            self.unreadable.push(format!("cannot read all of `{path}`: {error}"));
        }
    }

    pub(in crate::cli) fn other(&mut self, path: &Path, other: Other) {
        let path = path.to_string_lossy();
        if self.other.len() < MOST_SENTENCES {
            self.other.push(format!("`{}` {}", printable(&path), other.words()));
        }
    }

    fn twice(&mut self, path: &Path) {
        let path = path.to_string_lossy();
        if self.twice.len() < MOST_SENTENCES {
            let path = printable(&path);
            self.twice
                .push(format!("`{path}` leads to what was read already; it is not read twice"));
        }
    }
}

/// Hands over the logs of these names, one by one, until `each` says to stop: in folders, every file
/// that is not hidden, in the order of their names. Nothing is handed over twice, however it is
/// reached.
pub(in crate::cli) fn find<'n>(
    names: impl IntoIterator<Item = &'n OsStr>,
    told: &mut Told,
    mut each: impl FnMut(Log) -> bool,
) {
    let mut seen = Seen::default();
    for name in names {
        if name == "-" {
            if !std::mem::replace(&mut seen.stdin, true) && !each(Log::Stdin) {
                return;
            }
            continue;
        }
        let path = PathBuf::from(name);
        match fs::metadata(&path) {
            Ok(about) if about.is_dir() => {
                if !walk(path, told, &mut seen, &mut each) {
                    return;
                }
            }
            Ok(about) => {
                if !seen.is_new(&path, &about) {
                    told.twice(&path);
                } else if !each(Log::file(path, &about)) {
                    return;
                }
            }
            Err(error) => match error.kind() {
                ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidInput => {
                    told.missing
                        .push(format!("there is no log `{}`", printable(&name.to_string_lossy())));
                }
                _ => told.unreadable(&path, &error),
            },
        }
    }
}

impl Log {
    fn file(path: PathBuf, about: &Metadata) -> Self {
        Self::File { bytes: if about.is_file() { about.len() } else { 0 }, path }
    }
}

/// Whether to go on.
fn walk(
    folder: PathBuf,
    told: &mut Told,
    seen: &mut Seen,
    each: &mut impl FnMut(Log) -> bool,
) -> bool {
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        let about = fs::metadata(&folder);
        if about.is_ok_and(|about| !seen.is_new(&folder, &about)) {
            told.twice(&folder);
            continue;
        }
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) => {
                told.unreadable(&folder, &error);
                continue;
            }
        };
        // Sorted, so that numbers and places are the same on every run.
        let mut names = BTreeMap::new();
        for entry in entries {
            match entry {
                Ok(entry) if !entry.file_name().as_encoded_bytes().starts_with(b".") => {
                    let path = entry.path();
                    // The metadata of what a link leads to.
                    match fs::metadata(&path) {
                        Ok(about) => drop(names.insert(path, about)),
                        Err(error) => told.unreadable(&path, &error),
                    }
                }
                Ok(_) => {}
                Err(error) => told.unreadable(&folder, &error),
            }
        }
        let first = folders.len();
        for (path, about) in names {
            if about.is_dir() {
                folders.push(path);
            } else if is_body(&path) {
                told.bodies += 1;
            } else if about.is_file() {
                if !seen.is_new(&path, &about) {
                    told.twice(&path);
                } else if !each(Log::file(path, &about)) {
                    return false;
                }
            }
        }
        // The last one is taken first.
        folders[first..].reverse();
    }
    true
}

/// Whether a file in a folder is a body that Bedrock moved out of its record:
/// `data/<request>_output.json.gz`. It states the record's tokens again.
fn is_body(path: &Path) -> bool {
    let in_data = path.parent().and_then(Path::file_name).is_some_and(|name| name == "data");
    let name = path.file_name().map(|name| name.to_string_lossy());
    let name = name.as_deref().unwrap_or_default();
    let name = name.strip_suffix(".gz").unwrap_or(name);
    in_data && (name.ends_with("_input.json") || name.ends_with("_output.json"))
}

/// What was handed over, by what it is rather than by its name.
#[derive(Default)]
struct Seen {
    stdin: bool,
    #[cfg(unix)]
    files: HashSet<(u64, u64)>,
    #[cfg(not(unix))]
    files: HashSet<PathBuf>,
}

impl Seen {
    #[cfg(unix)]
    fn is_new(&mut self, _: &Path, about: &Metadata) -> bool {
        use std::os::unix::fs::MetadataExt;
        let is_kept = about.is_file() || about.is_dir();
        !is_kept || self.files.insert((about.dev(), about.ino()))
    }

    #[cfg(not(unix))]
    fn is_new(&mut self, path: &Path, _: &Metadata) -> bool {
        fs::canonicalize(path).map_or(true, |path| self.files.insert(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_known_by_their_place() {
        for (path, is) in [
            ("a/data/12ab_input.json.gz", true),
            ("a/data/12ab_output.json", true),
            ("a/12ab_output.json.gz", false),
            ("a/data/2026.json.gz", false),
        ] {
            assert_eq!(is_body(Path::new(path)), is, "{path}");
        }
    }
}
