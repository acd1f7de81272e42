//! Where a JSON string ends. Bodies are full of quotes that belong to the text, a few words apart, and
//! of texts that have none for pages: the first are found 64 bytes at a time with a bit for each, the
//! rest by a search that is faster once it has begun.

use memchr::memchr;
use wide::u8x16;

/// After so many blocks of 64 bytes without a quote, the text is taken for one that has few.
const NEAR: usize = 4;

/// Where the quote stands that closes a string whose inside starts at `from`; none where the bytes end
/// before.
pub(super) fn closing(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    let closes = |marks: u64, at: usize| {
        Marks(marks).map(|mark| at + mark).find(|end| !is_escaped(bytes, from, *end))
    };
    // Most strings are keys and words.
    if let Some(block) = rest(bytes, at).first_chunk() {
        if let Some(end) = closes(quotes(block), at) {
            return Some(end);
        }
        at += block.len();
    }
    loop {
        let mut is_far = true;
        for block in rest(bytes, at).as_chunks::<64>().0.iter().take(NEAR) {
            let parts = block.as_chunks().0.iter().enumerate();
            let marks = parts.fold(0, |marks, (n, part)| marks | quotes(part) << (16 * n));
            if let Some(end) = closes(marks, at) {
                return Some(end);
            }
            is_far = marks == 0;
            at += block.len();
        }
        if is_far {
            at += memchr(b'"', rest(bytes, at))?;
            if !is_escaped(bytes, from, at) {
                return Some(at);
            }
            at += 1;
        }
    }
}

fn rest(bytes: &[u8], at: usize) -> &[u8] {
    bytes.get(at..).unwrap_or_default()
}

/// The quotes in sixteen bytes, a bit for each.
fn quotes(block: &[u8; 16]) -> u64 {
    u64::from(u8x16::new(*block).cmp_eq(u8x16::splat(b'"')).move_mask().cast_unsigned())
}

/// Whether the quote at `end` is part of the text: one after an odd number of backslashes is.
fn is_escaped(bytes: &[u8], from: usize, end: usize) -> bool {
    let mut slashes = end;
    while slashes > from && bytes.get(slashes - 1) == Some(&b'\\') {
        slashes -= 1;
    }
    !(end - slashes).is_multiple_of(2)
}

/// The bits that are set, from the lowest.
struct Marks(u64);

impl Iterator for Marks {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let mark = (self.0 != 0).then(|| self.0.trailing_zeros() as usize)?;
        self.0 &= self.0 - 1;
        Some(mark)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same, byte by byte.
    fn plainly(bytes: &[u8], from: usize) -> Option<usize> {
        let mut is_escaped = false;
        for (at, byte) in bytes.iter().enumerate().skip(from) {
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' => is_escaped = true,
                b'"' => return Some(at),
                _ => {}
            }
        }
        None
    }

    proptest! {
        #[test]
        fn strings_end_where_they_do_byte_by_byte(
            runs in prop::collection::vec((0..700_usize, r#"[\\"]{0,5}"#), 0..12),
            from in 0..40_usize,
        ) {
            let text: String = runs.iter().map(|(plain, marks)| "x".repeat(*plain) + marks).collect();
            let from = from.min(text.len());
            prop_assert_eq!(closing(text.as_bytes(), from), plainly(text.as_bytes(), from));
        }
    }
}
