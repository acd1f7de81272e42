//! Text that can be shown: without characters that steer a terminal or reorder a line.

use std::borrow::Cow;
use std::fmt::Write;

/// Longer messages are cut; a document may hold a megabyte in one name.
const MOST_CHARS: usize = 400;

/// Whether a character is unseen and acts on what is around it: C0 and C1 controls, DEL, line and
/// paragraph separators, and the controls of writing direction.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}')
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The first hidden character of a text, if any; see [`is_hidden`].
pub fn first_hidden(text: &str) -> Option<char> {
    text.chars().find(|&c| is_hidden(c))
}

/// Words that begin a sentence.
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A text fit for one line of a message: hidden characters written as `\u{1b}`, the rest of a long
/// text as `…`.
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.len() <= MOST_CHARS && first_hidden(text).is_none() {
        return Cow::Borrowed(text);
    }
    let mut shown = String::new();
    let mut chars = text.chars();
    for c in chars.by_ref().take(MOST_CHARS) {
        if is_hidden(c) {
            // Writing to a String cannot fail.
            let _ = write!(shown, "{}", c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    if chars.next().is_some() {
        shown.push('…');
    }
    Cow::Owned(shown)
}
