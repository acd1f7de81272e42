//! Where words begin and end (Unicode word boundaries; a run of punctuation is one word). Words
//! end where a segment does, which keeps every step O(segment).

use ropey::Rope;
use ropey::str_utils::char_to_byte_idx;
use unicode_segmentation::UnicodeSegmentation;

use super::segment::{Segment, next_boundary, previous_boundary, snap};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Blank,
    Word,
    Punctuation,
}

fn class(token: &str) -> Class {
    if token.chars().all(char::is_whitespace) {
        Class::Blank
    } else if token.contains(|c: char| c.is_alphanumeric() || c == '_') {
        Class::Word
    } else {
        Class::Punctuation
    }
}

/// The bytes of the first word of some tokens, blanks before it included.
fn reach<'t>(tokens: impl Iterator<Item = &'t str>) -> usize {
    let mut bytes = 0;
    let mut found = Class::Blank;
    for token in tokens {
        let class = class(token);
        let same_run = found == Class::Punctuation && class == Class::Punctuation;
        if found != Class::Blank && !same_run {
            break;
        }
        found = class;
        bytes += token.len();
        if found == Class::Word {
            break;
        }
    }
    bytes
}

/// The end of the word at or after `index`; a newline is a step of its own.
pub(super) fn next_word_end(rope: &Rope, index: usize) -> usize {
    let segment = Segment::at(rope, index);
    if index >= segment.end {
        return next_boundary(rope, index);
    }
    let text = segment.text(rope);
    let (_, after) = text.split_at(char_to_byte_idx(&text, index - segment.start));
    let word = after.get(..reach(after.split_word_bounds())).unwrap_or(after);
    snap(rope, index + word.chars().count())
}

/// The start of the word before `index`; a newline is a step of its own.
pub(super) fn previous_word_start(rope: &Rope, index: usize) -> usize {
    let Some(last) = index.min(rope.len_chars()).checked_sub(1) else {
        return 0;
    };
    let segment = Segment::at(rope, last);
    if last >= segment.end {
        return last;
    }
    let text = segment.text(rope);
    let (before, _) = text.split_at(char_to_byte_idx(&text, last + 1 - segment.start));
    let bytes = reach(before.split_word_bounds().rev());
    let word = before.get(before.len() - bytes..).unwrap_or(before);
    let start = last + 1 - word.chars().count();
    if snap(rope, start) == start { start } else { previous_boundary(rope, start) }
}
