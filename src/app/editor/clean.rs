//! What of a typed or pasted text is kept.

use std::borrow::Cow;

/// The text as a prompt holds it: CR and CRLF become LF, and the control characters that mean
/// nothing in a prompt (C0 except tab and newline, DEL, C1) are left out. Everything else is
/// kept, also what is invisible, because it reaches the model and is paid for.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    if !needs_cleaning(text.as_bytes()) {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                kept.push('\n');
            }
            '\n' | '\t' => kept.push(c),
            _ if c.is_control() => {}
            _ => kept.push(c),
        }
    }
    Cow::Owned(kept)
}

/// Looks at bytes, which is several times faster than decoding a large paste. C1 controls are
/// the two-byte sequences from C2 80 to C2 9F.
fn needs_cleaning(bytes: &[u8]) -> bool {
    let c0_or_del = |&b: &u8| (b < 0x20 && b != b'\n' && b != b'\t') || b == 0x7F;
    bytes.iter().any(c0_or_del) || bytes.windows(2).any(|pair| matches!(pair, [0xC2, 0x80..=0x9F]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_become_lf() {
        assert_eq!(clean("a\r\nb\rc\n\r\n\r\rd"), "a\nb\nc\n\n\n\nd");
        assert_eq!(clean("\r"), "\n");
    }

    #[test]
    fn controls_go_and_the_rest_stays() {
        assert_eq!(clean("\u{1b}[31mred\u{7}\u{7f}\0\u{9b}2J\u{85}"), "[31mred2J");
        let kept = "tab\tline\n\u{200b}\u{202e}\u{a0}\u{c0}é\u{feff}👩‍👩‍👧";
        assert!(matches!(clean(kept), Cow::Borrowed(same) if same == kept));
    }
}
