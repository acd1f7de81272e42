//! Reading texts of any length, a part at a time.

use std::io::{self, Read};

use crate::tokens::split::settled;

/// The least size of a part that is not the last, in bytes.
const SEGMENT: usize = 256 << 10;
/// Where bytes of other than text are looked for: files of other formats show them early.
const HEAD: usize = 8 << 10;

/// A part of a text, made of whole blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) text: String,
    /// The character before it; none at the start of the text.
    pub(super) before: Option<char>,
    /// Whether it is at the end of the text.
    pub(super) last: bool,
}

/// What was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Extent {
    pub(super) bytes: u64,
    /// Runs of bytes that are no UTF-8, each read as U+FFFD.
    pub(super) replaced: u64,
}

/// Why something is not read as text.
#[derive(Debug)]
pub(super) enum NotRead {
    Io(io::Error),
    /// It starts with a mark of UTF-16, or every other byte is zero.
    Utf16,
    /// It has zero bytes among others that are no text, or hardly any others.
    Binary,
    /// Too much of it is no UTF-8.
    NotUtf8,
}

impl From<io::Error> for NotRead {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Hands the parts of a text to `each`, with the bytes read for each; an empty text has none.
pub(super) fn segments(
    mut stream: impl Read,
    mut each: impl FnMut(Segment, u64),
) -> Result<Extent, NotRead> {
    let mut extent = Extent::default();
    let mut text = String::new();
    let mut before = None;
    // Bytes that are not decoded yet: the start of a character at most.
    let mut bytes = Vec::new();
    loop {
        let kept = bytes.len();
        let read = (&mut stream).take((SEGMENT - kept) as u64).read_to_end(&mut bytes)?;
        let end = read < SEGMENT - kept;
        let first = extent.bytes == 0;
        if first {
            check_head(&bytes)?;
        }
        extent.bytes += read as u64;
        extent.replaced += decode(&mut bytes, end, &mut text);
        if first && extent.replaced > (text.chars().count() / 3) as u64 {
            return Err(NotRead::NotUtf8);
        }
        let rest = if end { String::new() } else { text.split_off(settled(&text)) };
        if !text.is_empty() {
            let last = text.chars().next_back();
            let segment = Segment { text: std::mem::replace(&mut text, rest), before, last: end };
            before = last;
            each(segment, read as u64);
        } else {
            text = rest;
        }
        if end {
            return Ok(extent);
        }
    }
}

/// Zero bytes are characters of UTF-8, and some texts have them: names that `find -print0` lists,
/// records. A file of another format has bytes among them that are no UTF-8, or little else.
fn check_head(bytes: &[u8]) -> Result<(), NotRead> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(NotRead::Utf16);
    }
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let mut zeros = [0, 0];
    for at in head.iter().enumerate().filter_map(|(at, &byte)| (byte == 0).then_some(at)) {
        zeros[at % 2] += 1;
    }
    let [even, odd] = zeros;
    // The start of a character at the end is none of the faults.
    let is_utf8 = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(fault) => fault.error_len().is_none(),
    };
    if (even == 0) != (odd == 0) && 3 * (even + odd) > head.len() {
        Err(NotRead::Utf16)
    } else if even + odd > 0 && (!is_utf8 || 4 * (even + odd) > head.len()) {
        Err(NotRead::Binary)
    } else {
        Ok(())
    }
}

/// Moves the bytes to the text, but for the start of a character unless they are the end; returns
/// how many runs had to be replaced.
fn decode(bytes: &mut Vec<u8>, end: bool, text: &mut String) -> u64 {
    let mut replaced = 0;
    let mut done = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        done += chunk.valid().len();
        let invalid = chunk.invalid();
        let unfinished = done + invalid.len() == bytes.len()
            && std::str::from_utf8(invalid).is_err_and(|error| error.error_len().is_none());
        if invalid.is_empty() || (unfinished && !end) {
            break;
        }
        text.push(char::REPLACEMENT_CHARACTER);
        replaced += 1;
        done += invalid.len();
    }
    bytes.drain(..done);
    replaced
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<(Vec<Segment>, Extent), NotRead> {
        let mut parts = Vec::new();
        let mut sum = 0;
        let extent = segments(bytes, |segment, read| {
            parts.push(segment);
            sum += read;
        })?;
        assert!(sum <= extent.bytes);
        Ok((parts, extent))
    }

    #[test]
    fn parts_join_to_the_text() {
        let line = "a line, 行, of many\n";
        for text in [line.repeat(60_000), "語".repeat(300_000), " ".repeat(600_000)] {
            let (parts, extent) = read(text.as_bytes()).unwrap();
            assert!(parts.len() > 2);
            let joined: String = parts.iter().map(|part| part.text.as_str()).collect();
            assert!(joined == text);
            assert_eq!(extent, Extent { bytes: text.len() as u64, replaced: 0 });
            for pair in parts.windows(2) {
                assert_eq!(pair[1].before, pair[0].text.chars().next_back());
                assert!(!pair[0].last);
            }
            assert_eq!(parts[0].before, None);
            assert!(parts.last().unwrap().last);
        }
        assert_eq!(read(b"").unwrap().0, []);
    }

    #[test]
    fn a_text_that_ends_with_a_segment_has_its_end() {
        for length in [SEGMENT - 1, SEGMENT, SEGMENT + 1, 2 * SEGMENT] {
            let text = "word\n".repeat(length).split_off(4 * length);
            let (parts, _) = read(text.as_bytes()).unwrap();
            let joined: String = parts.iter().map(|part| part.text.as_str()).collect();
            assert!(joined == text && parts.last().unwrap().last, "{length}");
        }
    }

    #[test]
    fn a_few_wrong_bytes_are_replaced() {
        let text = |bytes: &[u8]| {
            let (parts, extent) = read(bytes).unwrap();
            (parts[0].text.clone(), extent.replaced)
        };
        assert_eq!(text(b"caf\xe9 au lait"), ("caf\u{fffd} au lait".to_owned(), 1));
        assert_eq!(text(b"cut: \xe8\xaa"), ("cut: \u{fffd}".to_owned(), 1));
        // A character across two reads is whole, and a wrong byte there is one.
        for (middle, replaced) in [("語".as_bytes(), 0), (b"\xe8\xaaz".as_slice(), 1)] {
            for before in SEGMENT - 4..SEGMENT + 2 {
                let mut bytes = b"x ".repeat(before / 2 + 1).split_off(2 - before % 2);
                bytes.truncate(before);
                bytes.extend(middle);
                bytes.extend(b" end\n".repeat(100));
                let (parts, extent) = read(&bytes).unwrap();
                let joined: String = parts.iter().map(|part| part.text.as_str()).collect();
                assert!(joined == String::from_utf8_lossy(&bytes), "{before}");
                assert_eq!(extent.replaced, replaced, "{before}");
            }
        }
    }

    #[test]
    fn zero_bytes_of_a_text_are_characters() {
        let names = b"src/main.rs\0src/lib.rs\0caf\xc3\xa9.txt\0";
        let (parts, extent) = read(names).unwrap();
        assert_eq!(parts[0].text.as_bytes(), names);
        assert_eq!(extent, Extent { bytes: names.len() as u64, replaced: 0 });
        // A character across the end of what is looked at is no fault.
        let text = ["a\0".to_owned(), "b".repeat(HEAD - 4), "語".repeat(9)].concat();
        assert_eq!(read(text.as_bytes()).unwrap().0[0].text, text);
    }

    #[test]
    fn what_is_no_text_is_told() {
        assert!(matches!(read(b"\x7fELF\0\0"), Err(NotRead::Binary)));
        assert!(matches!(read(b"PNG of \x89 and \0"), Err(NotRead::Binary)));
        assert!(matches!(read(b"\xff\xfea\0b\0"), Err(NotRead::Utf16)));
        assert!(matches!(read(b"w\0o\0r\0d\0"), Err(NotRead::Utf16)));
        assert!(matches!(read(&b"\x80\x91a".repeat(100)), Err(NotRead::NotUtf8)));
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::ErrorKind::PermissionDenied.into())
            }
        }
        assert!(matches!(segments(Broken, |_, _| {}), Err(NotRead::Io(_))));
    }
}
