//! The files of the user's: where they lie, and what they hold.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use crate::disk::{self, Unreadable};
use crate::document::MOST_BYTES;

/// The most bytes of a text or a price list: 256 MB.
pub(super) const MOST_TEXT: u64 = 256 << 20;

/// The folder for state; none where that is refused, or there is no home.
pub(crate) fn state_folder() -> Option<PathBuf> {
    let named = std::env::var_os("TOKENFARE_STATE").map(PathBuf::from);
    let nowhere = named.as_ref().is_some_and(|path| path.as_os_str().is_empty());
    let usual = || {
        let folders = etcetera::choose_base_strategy().ok()?;
        let state = folders.state_dir().unwrap_or_else(|| folders.data_dir());
        Some(state.join("tokenfare"))
    };
    named.or_else(usual).filter(|_| !nowhere)
}

/// The `.toml` files of a folder in the order of their names.
pub(super) fn toml_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    files.sort();
    files
}

/// The bytes of a file that can be one of ours.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, Unreadable> {
    disk::read(path, MOST_BYTES as u64)
}

/// The text of such a file.
pub(super) fn text(path: &Path) -> Result<String, Unreadable> {
    disk::read_text(path, MOST_BYTES as u64)
}

/// What tells whether a file has changed.
pub(super) fn fingerprint(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

/// Where a file lies, by whatever name it is called.
pub(super) fn absolute(path: &Path) -> PathBuf {
    fs::canonicalize(path)
        .or_else(|_| std::path::absolute(path))
        .unwrap_or_else(|_| path.to_owned())
}

/// Why a file was not written, and what helps.
pub(super) fn why(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such folder".to_owned(),
        io::ErrorKind::PermissionDenied => {
            "you may not write there; choose another file".to_owned()
        }
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => {
            "the disk is read-only; choose another file".to_owned()
        }
        _ => error.to_string(),
    }
}
