//! The texts that are named, and those in named folders.

use std::ffi::OsStr;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use crate::document::printable;

/// A text to count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    /// As results call it: the path, or `-` for stdin.
    pub(super) name: String,
    /// None for stdin.
    pub(super) path: Option<PathBuf>,
    /// The file's size in bytes, where it has one.
    pub(super) size: u64,
    /// Whether it was named itself, rather than found in a folder.
    pub(super) named: bool,
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) sources: Vec<Source>,
    /// A sentence for each name without a file.
    pub(super) missing: Vec<String>,
    /// A sentence for each folder or file that cannot be looked at.
    pub(super) unreadable: Vec<String>,
}

/// The texts of these names: in folders, in the order of their names, every file that is not
/// hidden, no link, and not named by a `.gitignore` or `.ignore`.
pub(super) fn find<'n>(names: impl IntoIterator<Item = &'n OsStr>) -> Found {
    let mut found = Found::default();
    for named in names {
        let name = named.to_string_lossy().into_owned();
        if name == "-" {
            found.sources.push(Source { name, path: None, size: 0, named: true });
            continue;
        }
        match fs::metadata(named) {
            Ok(about) if about.is_dir() => walk(Path::new(named), &mut found),
            Ok(about) => found.sources.push(Source {
                name,
                path: Some(named.into()),
                size: about.len(),
                named: true,
            }),
            Err(error) => {
                let shown = printable(&name);
                match error.kind() {
                    ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidInput => {
                        found.missing.push(format!("there is no file `{shown}`"));
                    }
                    _ => found.unreadable.push(format!("cannot read the file `{shown}`: {error}")),
                }
            }
        }
    }
    found
}

fn walk(folder: &Path, found: &mut Found) {
    let entries = WalkBuilder::new(folder)
        // A folder need not be a repository for its .gitignore to say what is not wanted.
        .require_git(false)
        .sort_by_file_name(|a, b| a.cmp(b))
        .build();
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let error = printable(&error.to_string()).into_owned();
                found.unreadable.push(format!("cannot read all of a folder: {error}"));
                continue;
            }
        };
        if entry.file_type().is_some_and(|kind| kind.is_file()) {
            found.sources.push(Source {
                name: entry.path().to_string_lossy().into_owned(),
                size: entry.metadata().map_or(0, |about| about.len()),
                path: Some(entry.into_path()),
                named: false,
            });
        }
    }
}
