//! Reading files, and nothing that has no end.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::Path;
use std::str::Utf8Error;

use thiserror::Error;

use super::kind::{is_descriptor, special};

/// Why a file is not read.
#[derive(Debug, Error)]
pub(crate) enum Unreadable {
    /// What the system says.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// It is no file, but what is named here, such as `a pipe`.
    #[error("it is {0}, not a file")]
    NoFile(&'static str),
    /// It has more bytes than these, which are all that are taken.
    #[error("it is longer than {} MB", .0 >> 20)]
    TooLong(u64),
    /// It is no text.
    #[error("{0}")]
    NotUtf8(Utf8Error),
}

/// The bytes of a file of at most so many.
///
/// # Errors
/// See [`open`]; [`Unreadable::TooLong`] above the limit.
pub(crate) fn read(path: &Path, most: u64) -> Result<Vec<u8>, Unreadable> {
    bytes_of(open(path)?, most)
}

/// The text of a file of at most so many bytes.
///
/// # Errors
/// See [`read`]; [`Unreadable::NotUtf8`] where it is no text.
pub(crate) fn read_text(path: &Path, most: u64) -> Result<String, Unreadable> {
    text_of(open(path)?, most)
}

/// All text of a stream of at most so many bytes.
///
/// # Errors
/// What the stream says, [`Unreadable::TooLong`] above the limit, and [`Unreadable::NotUtf8`].
pub(crate) fn text_of(stream: impl Read, most: u64) -> Result<String, Unreadable> {
    let bytes = bytes_of(stream, most)?;
    String::from_utf8(bytes).map_err(|error| Unreadable::NotUtf8(error.utf8_error()))
}

fn bytes_of(stream: impl Read, most: u64) -> Result<Vec<u8>, Unreadable> {
    let mut bytes = Vec::new();
    stream.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(Unreadable::TooLong(most)) } else { Ok(bytes) }
}

/// Opens a file to read it, and never waits for another program. A pipe is opened only where it is
/// one that the process was given, as a shell does for `<(…)`.
///
/// # Errors
/// When the file is not there, may not be read, or is a folder; [`Unreadable::NoFile`] where it is
/// no file.
pub(crate) fn open(path: &Path) -> Result<File, Unreadable> {
    // Before it is opened: to open a device can do something.
    check(path, &fs::metadata(path)?)?;
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    if !is_descriptor(path) {
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits() as i32);
    }
    let file = options.open(path)?;
    // After, as another may have taken the place meanwhile.
    check(path, &file.metadata()?)?;
    Ok(file)
}

fn check(path: &Path, about: &Metadata) -> Result<(), Unreadable> {
    match special(about) {
        Some("a pipe") if is_descriptor(path) => Ok(()),
        Some(kind) => Err(Unreadable::NoFile(kind)),
        None if about.is_dir() => Err(io::Error::from(ErrorKind::IsADirectory).into()),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_read_up_to_a_limit() {
        assert_eq!(text_of(&b"ten bytes."[..], 10).unwrap(), "ten bytes.");
        assert!(matches!(text_of(io::repeat(b'a'), 10), Err(Unreadable::TooLong(10))));
        assert!(matches!(text_of(&b"caf\xe9"[..], 10), Err(Unreadable::NotUtf8(_))));
    }

    #[cfg(unix)]
    #[test]
    fn only_files_are_read_and_only_so_much() {
        let folder = std::env::temp_dir().join(format!("tokenfare-read-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let (file, pipe) = (folder.join("a"), folder.join("p"));
        fs::write(&file, "ten bytes.").unwrap();
        assert_eq!(read(&file, 10).unwrap(), b"ten bytes.");
        assert!(matches!(read(&file, 9), Err(Unreadable::TooLong(9))));
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.is_ok_and(|made| made.success()));
        assert!(matches!(read(&pipe, 10), Err(Unreadable::NoFile("a pipe"))));
        assert!(matches!(read(Path::new("/dev/zero"), 10), Err(Unreadable::NoFile("a device"))));
        let is =
            |path: &Path, kind| matches!(read(path, 1), Err(Unreadable::Io(e)) if e.kind() == kind);
        assert!(is(&folder, ErrorKind::IsADirectory));
        assert!(is(&folder.join("none"), ErrorKind::NotFound));
        fs::remove_dir_all(&folder).unwrap();
    }
}
