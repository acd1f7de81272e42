//! The files that were opened or saved last, a path a line in the folder for state.

use std::path::{Path, PathBuf};

use super::files::{absolute, text};
use crate::disk::{Access, make_private_folder, replace};

/// How many are remembered.
const MOST: usize = 10;

/// Those of a folder for state, the last one first.
pub(super) fn recent(state: Option<&Path>) -> Vec<PathBuf> {
    let text = state.and_then(|state| text(&state.join("recent")).ok()).unwrap_or_default();
    text.lines().take(MOST).map(PathBuf::from).collect()
}

/// Puts a file first among them.
pub(super) fn remember(state: Option<&Path>, path: &Path) {
    let (Some(state), path) = (state, absolute(path)) else { return };
    let mut recent = recent(Some(state));
    recent.retain(|other| *other != path);
    recent.insert(0, path);
    let lines: String =
        recent.iter().take(MOST).map(|path| path.display().to_string() + "\n").collect();
    // Forgetting a file is no harm.
    let _ = make_private_folder(state)
        .and_then(|()| replace(&state.join("recent"), lines.as_bytes(), Access::Owner));
}
