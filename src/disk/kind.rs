//! What is at a path: a file, or something that only has a name like one.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

/// More links than this lead in a circle, as the system has it.
const MOST_LINKS: usize = 40;

/// What it is, if it is neither a file nor a folder, in words such as `a pipe`.
#[cfg(unix)]
pub(super) fn special(about: &Metadata) -> Option<&'static str> {
    use std::os::unix::fs::FileTypeExt;

    let kind = about.file_type();
    if kind.is_file() || kind.is_dir() {
        None
    } else if kind.is_fifo() {
        Some("a pipe")
    } else if kind.is_socket() {
        Some("a socket")
    } else {
        Some("a device")
    }
}

/// What it is, if it is neither a file nor a folder, in words such as `a pipe`.
#[cfg(not(unix))]
pub(super) fn special(about: &Metadata) -> Option<&'static str> {
    (!about.is_file() && !about.is_dir()).then_some("a device")
}

/// Whether a path names what the process has open already, as a shell names the pipe of `<(…)`.
pub(super) fn is_descriptor(path: &Path) -> bool {
    let streams = ["/dev/stdin", "/dev/stdout", "/dev/stderr"];
    let folders = ["/dev/fd", "/proc/self/fd"];
    cfg!(unix)
        && (streams.iter().any(|stream| path == Path::new(stream))
            || folders.iter().any(|folder| path.starts_with(folder)))
}

/// The place that a path leads to through links, whether or not something is there.
///
/// # Errors
/// When the links lead in a circle.
pub(super) fn followed(path: &Path) -> io::Result<PathBuf> {
    if let Ok(path) = fs::canonicalize(path) {
        return Ok(path);
    }
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        let Ok(to) = fs::read_link(&path) else {
            return Ok(path);
        };
        path = path.parent().unwrap_or(Path::new("")).join(to);
    }
    Err(io::Error::other("it is a link that leads to itself"))
}
