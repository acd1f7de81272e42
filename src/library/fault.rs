//! What can be wrong with the user's files.

use std::io::ErrorKind;

use crate::disk::Unreadable;
use crate::document::{Faults, printable};

pub(super) type Result<T> = std::result::Result<T, Fault>;

/// The most faults that are told one by one.
pub(crate) const MOST: usize = 20;

/// Why something of the user's cannot be found, loaded or kept.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// What was named cannot be used; one sentence for each fault.
    Input(Vec<String>),
    /// Something failed that the user did not cause by naming it.
    Failure(String),
}

impl Fault {
    /// A fault in what was named.
    pub(crate) fn input(sentence: impl Into<String>) -> Self {
        Self::Input(vec![sentence.into()])
    }

    /// A file that cannot be read: `what` is what it was to be, `mend` what to do when it is not there.
    pub(crate) fn unreadable(why: Unreadable, what: &str, file: &str, mend: &str) -> Self {
        let file = printable(file);
        Self::input(match why {
            Unreadable::Io(error) => match error.kind() {
                ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidInput => {
                    format!("there is no {what} `{file}`{mend}")
                }
                ErrorKind::IsADirectory => format!("`{file}` is a folder; name a file in it"),
                _ => return Self::Failure(format!("cannot read the {what} `{file}`: {error}")),
            },
            Unreadable::NotUtf8(error) => format!(
                "`{file}` is not UTF-8 text: byte {} is no part of a character; convert it first",
                error.valid_up_to() + 1
            ),
            Unreadable::NoFile(kind) => format!("`{file}` is {kind}; name a file"),
            Unreadable::TooLong(most) => {
                format!("`{file}` is longer than {} MB; split it", most >> 20)
            }
        })
    }

    /// What there is to tell, a sentence each.
    pub(crate) fn sentences(self) -> Vec<String> {
        match self {
            Self::Input(sentences) => sentences,
            Self::Failure(sentence) => vec![sentence],
        }
    }

    /// All of it in one sentence.
    pub(crate) fn sentence(self) -> String {
        let sentences = self.sentences();
        match &sentences[..] {
            [first, rest @ ..] if rest.len() >= MOST => format!("{first} (and many more)"),
            [first, rest @ ..] if !rest.is_empty() => format!("{first} (and {} more)", rest.len()),
            sentences => sentences.concat(),
        }
    }
}

impl From<Faults> for Fault {
    fn from(faults: Faults) -> Self {
        Self::Input(faults.sentences())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unreadable_files_are_told_plainly() {
        let told = |why| {
            let fault = Fault::unreadable(why, "file", "a\u{1b}b", "; look again");
            (matches!(fault, Fault::Input(_)), fault.sentence())
        };
        let missing = Unreadable::Io(ErrorKind::NotFound.into());
        assert_eq!(told(missing), (true, "there is no file `a\\u{1b}b`; look again".to_owned()));
        let latin1 = String::from_utf8(b"caf\xe9".to_vec()).unwrap_err().utf8_error();
        assert!(told(Unreadable::NotUtf8(latin1)).1.contains("byte 4"));
        let (input, long) = told(Unreadable::TooLong(16 << 20));
        assert!(input && long.contains("longer than 16 MB; split it"), "{long}");
        assert!(told(Unreadable::NoFile("a pipe")).1.contains("is a pipe; name a file"));
        let denied = Unreadable::Io(ErrorKind::PermissionDenied.into());
        assert!(!told(denied).0);
    }
}
