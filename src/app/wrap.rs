//! Sentences in lines.

use unicode_width::UnicodeWidthStr;

/// A text in lines of at most `room` cells; a word that is longer has a line of its own.
pub(super) fn wrapped(text: &str, room: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut cells = 0;
    for word in text.split_whitespace() {
        let width = word.width();
        if !line.is_empty() && cells + 1 + width > room {
            lines.push(std::mem::take(&mut line));
            cells = 0;
        }
        if !line.is_empty() {
            line.push(' ');
            cells += 1;
        }
        line.push_str(word);
        cells += width;
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_whole_and_within_the_room() {
        assert_eq!(wrapped("one two\nthree", 7), ["one two", "three"]);
        assert_eq!(wrapped("a muchlongerword b", 5), ["a", "muchlongerword", "b"]);
        assert_eq!(wrapped("漢字 漢字", 8), ["漢字", "漢字"]);
        assert_eq!(wrapped("", 5), [""]);
    }
}
