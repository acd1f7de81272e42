//! Sentences in lines.

use unicode_width::UnicodeWidthStr;

/// A text in lines of at most `room` cells; a word that is longer has a line of its own.
pub fn wrapped(text: &str, room: usize) -> Vec<String> {
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

/// Those of the words that have room as a whole, and how many more there are: `a · b · 2 more`; none where not even
/// the first has.
pub fn as_many(words: &[String], fits: impl Fn(&str) -> bool) -> Option<String> {
    let mut shown = (1..=words.len()).rev().map(|shown| {
        let said = words[..shown].join(" · ");
        match words.len() - shown {
            0 => said,
            more => format!("{said} · {more} more"),
        }
    });
    shown.find(|said| fits(said))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_room_is_counted() {
        let words = ["one", "two", "three"].map(str::to_owned);
        let within = |room| as_many(&words, |said| said.width() <= room);
        assert_eq!(within(17).as_deref(), Some("one · two · three"));
        assert_eq!(within(16).as_deref(), Some("one · 2 more"));
        assert_eq!(within(11), None);
        assert_eq!(as_many(&[], |_| true), None);
    }

    #[test]
    fn words_stay_whole_and_within_the_room() {
        assert_eq!(wrapped("one two\nthree", 7), ["one two", "three"]);
        assert_eq!(wrapped("a muchlongerword b", 5), ["a", "muchlongerword", "b"]);
        assert_eq!(wrapped("漢字 漢字", 8), ["漢字", "漢字"]);
        assert_eq!(wrapped("", 5), [""]);
    }
}
