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

/// Whether a character takes no room, or stands for nothing that can be seen: soft hyphens, spaces
/// and joiners without width, filler letters, marks of order and format, tags.
fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}'
        | '\u{2800}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a character joins or varies its neighbours, as in emoji and in scripts that join their
/// letters, and has none here that it could act on.
fn is_idle(before: Option<char>, c: char, after: Option<char>) -> bool {
    let joins = |c: Option<char>| c.is_some_and(|c| !c.is_ascii());
    match c {
        '\u{200c}' | '\u{200d}' => !joins(before) || !joins(after),
        // A digit with its variation is a keycap.
        '\u{fe00}'..='\u{fe0f}' => {
            !joins(before) && !before.is_some_and(|c| c.is_ascii_digit() || matches!(c, '#' | '*'))
        }
        _ => false,
    }
}

/// The first character of a name that its reader would not see, if any: one that [`is_hidden`], or
/// takes no room.
pub fn first_hidden(text: &str) -> Option<char> {
    let mut before = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if is_hidden(c) || is_unseen(c) || is_idle(before, c, chars.peek().copied()) {
            return Some(c);
        }
        before = Some(c);
    }
    None
}

/// Words that begin a sentence.
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A text fit for one line of a message: characters that cannot be seen written as `\u{1b}`, the
/// rest of a long text as `…`.
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.len() <= MOST_CHARS && first_hidden(text).is_none() {
        return Cow::Borrowed(text);
    }
    let mut shown = String::new();
    let mut chars = text.chars();
    for c in chars.by_ref().take(MOST_CHARS) {
        if is_hidden(c) || is_unseen(c) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_reader_cannot_see_is_found() {
        for unseen in [
            '\u{0}',
            '\u{1b}',
            '\u{ad}',
            '\u{115f}',
            '\u{200b}',
            '\u{200c}',
            '\u{200d}',
            '\u{202e}',
            '\u{2060}',
            '\u{3164}',
            '\u{fe0f}',
            '\u{feff}',
            '\u{ffa0}',
            '\u{e0041}',
        ] {
            assert_eq!(first_hidden(&format!("nova{unseen}")), Some(unseen));
            assert_eq!(first_hidden(&format!("no{unseen}va")), Some(unseen));
        }
        for seen in ["Überblick", "👩‍🔬", "❤️", "1️⃣", "می‌خواهم", "क्‍ष", "行"]
        {
            assert_eq!(first_hidden(seen), None, "{seen}");
        }
        assert_eq!(printable("a\u{200b}b\u{3164}"), "a\\u{200b}b\\u{3164}");
    }
}
