//! Cuts text into blocks which no token crosses, so that the counts of the blocks add up exactly.
//!
//! Both reference encodings first cut text into pieces by a regular expression and then encode
//! each piece by itself. A block may end wherever a piece always ends:
//!
//! - after a newline, when the next character is neither blank nor `/` (o200k's punctuation pieces
//!   swallow newlines and slashes that follow them);
//! - in a very long line, between a letter and a punctuation mark or space: no piece goes on past a
//!   letter with one of these, except with an apostrophe (`'s`) or a combining mark.
//!
//! Only a run of 64 KB without any such place is cut in its midst, which bounds the time and the
//! stack of one step. Such a cut can change the count by a token or two.
//!
//! Among the possible ends one is chosen by the text just before it and not by its position, so
//! that the blocks after an edit soon fall where they did before.

use std::ops::ControlFlow;

/// The least size of a block that is not the last, in bytes.
pub const BLOCK_MIN: usize = 4 << 10;
/// Beyond this size any line end will do, and the end of a word, in bytes.
pub const BLOCK_LONG: usize = 16 << 10;
/// The greatest size of a block, in bytes.
pub const BLOCK_MAX: usize = 64 << 10;

/// How many of the line ends (1 in 2^bits) may end a block below [`BLOCK_LONG`].
const LINE_END_BITS: u32 = 2;
/// How many of the word ends (1 in 2^bits) may end a block beyond [`BLOCK_LONG`].
const WORD_END_BITS: u32 = 5;

/// The blocks of `text`, in order; together they are `text`.
pub fn blocks(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = match find_end(rest, 0) {
            Scan::EndsAt(end) => end,
            Scan::NeedsMore { .. } => rest.len(),
        };
        let (block, after) = rest.split_at(end);
        rest = after;
        Some(block)
    })
}

/// How many bytes at the start of `text` are whole blocks, whatever text follows; the blocks of the
/// rest are those of the rest and what follows.
pub fn settled(text: &str) -> usize {
    let mut rest = text;
    while let Scan::EndsAt(end) = find_end(rest, 0) {
        rest = rest.split_at(end).1;
    }
    text.len() - rest.len()
}

/// Hands the blocks of a text given in chunks to `each`, in order, until it breaks.
///
/// The blocks are those of [`blocks`] on the joined chunks, however the text is divided into
/// chunks; at most two blocks are held at a time.
pub fn for_each_block<'a>(
    chunks: impl IntoIterator<Item = &'a str>,
    mut each: impl FnMut(&str) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut carry = Carry::default();
    for chunk in chunks {
        let mut rest = chunk;
        while !rest.is_empty() {
            if carry.text.is_empty()
                && let Scan::EndsAt(end) = find_end(rest, 0)
            {
                let (block, after) = rest.split_at(end);
                each(block)?;
                rest = after;
                continue;
            }
            let (head, after) = rest.split_at(char_boundary_at_most(rest, BLOCK_MAX));
            carry.text.push_str(head);
            carry.hand_out(&mut each)?;
            rest = after;
        }
    }
    if carry.text.is_empty() { ControlFlow::Continue(()) } else { each(&carry.text) }
}

/// Text of which no block has been made yet.
#[derive(Default)]
struct Carry {
    text: String,
    /// No block ends before this place in `text`.
    searched: usize,
}

impl Carry {
    fn hand_out(&mut self, each: &mut impl FnMut(&str) -> ControlFlow<()>) -> ControlFlow<()> {
        let mut rest = self.text.as_str();
        loop {
            match find_end(rest, self.searched) {
                Scan::EndsAt(end) => {
                    let (block, after) = rest.split_at(end);
                    each(block)?;
                    rest = after;
                    self.searched = 0;
                }
                Scan::NeedsMore { searched } => {
                    self.searched = searched;
                    break;
                }
            }
        }
        let used = self.text.len() - rest.len();
        self.text.drain(..used);
        ControlFlow::Continue(())
    }
}

enum Scan {
    /// The first block ends before this byte, whatever follows the text.
    EndsAt(usize),
    /// The text is too short to tell; no block ends before `searched`.
    NeedsMore { searched: usize },
}

/// Where the block that starts `text` ends, if no end lies before `searched`.
fn find_end(text: &str, searched: usize) -> Scan {
    let bytes = text.as_bytes();
    let mut at = searched.max(BLOCK_MIN);
    while at < BLOCK_MAX {
        if at < BLOCK_LONG {
            // Only line ends count here, so go straight to the next.
            let short = &bytes[..bytes.len().min(BLOCK_LONG)];
            at = match short.get(at - 1..).and_then(find_newline) {
                Some(newline) => at + newline,
                None => at.max(short.len()),
            };
        }
        if at >= bytes.len() {
            return Scan::NeedsMore { searched: at };
        }
        let long = at >= BLOCK_LONG;
        if ends_line(text, at) && (long || chosen(bytes, at, LINE_END_BITS))
            || long && chosen(bytes, at, WORD_END_BITS) && ends_word(text, at)
        {
            return Scan::EndsAt(at);
        }
        at += 1;
    }
    if bytes.len() > BLOCK_MAX {
        Scan::EndsAt(char_boundary_at_most(text, BLOCK_MAX))
    } else {
        Scan::NeedsMore { searched: at }
    }
}

fn find_newline(bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|&byte| byte == b'\n')
}

/// Whether a piece always ends at this byte because a line does.
pub(super) fn ends_line(text: &str, at: usize) -> bool {
    let Some((before, after)) = text.split_at_checked(at) else {
        return false;
    };
    before.ends_with('\n') && !after.starts_with(|next: char| next == '/' || next.is_whitespace())
}

/// Whether a piece always ends at this byte because a word does.
pub(super) fn ends_word(text: &str, at: usize) -> bool {
    let Some((before, after)) = text.split_at_checked(at) else {
        return false;
    };
    // Ranges of letters only: no digits, no marks.
    before.ends_with(|last| {
        matches!(last, 'a'..='z' | 'A'..='Z' | 'а'..='я' | 'А'..='Я')
            || matches!(last, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '一'..='鿿' | '가'..='힣')
    }) && after.starts_with(|next: char| match next {
        '\'' => false,
        '、' | '。' | '，' | '．' | '！' | '？' | '：' | '；' => true,
        _ => next.is_ascii() && !next.is_ascii_alphanumeric(),
    })
}

/// Whether the eight bytes before `at` pick it out: so do one in 2^`bits` of texts.
fn chosen(bytes: &[u8], at: usize, bits: u32) -> bool {
    let Some(tail) = bytes.get(..at).and_then(|before| before.last_chunk::<8>()) else {
        return false;
    };
    let mixed = u64::from_le_bytes(*tail).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed ^ (mixed >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93) >> (64 - bits) == 0
}

/// The greatest char boundary of `text` that is at most `most`.
pub(super) fn char_boundary_at_most(text: &str, most: usize) -> usize {
    if most >= text.len() {
        return text.len();
    }
    (0..=most).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The blocks of `text` when it comes in chunks of `size` bytes (at char boundaries).
    fn streamed(text: &str, size: usize) -> Vec<String> {
        let mut chunks = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let end = (size..rest.len()).find(|&at| rest.is_char_boundary(at));
            let (head, tail) = rest.split_at(end.unwrap_or(rest.len()));
            chunks.push(head);
            rest = tail;
        }
        let mut out = Vec::new();
        let _ = for_each_block(chunks, |block| {
            out.push(block.to_owned());
            ControlFlow::Continue(())
        });
        out
    }

    fn lines(count: usize) -> String {
        (0..count).map(|n| format!("line {} of a text, {}\n", n, n * n % 977)).collect()
    }

    #[test]
    fn blocks_join_to_the_text_and_keep_their_sizes() {
        for text in [
            String::new(),
            "short".to_owned(),
            lines(10_000),
            lines(1_500).replace('\n', " "),
            "語".repeat(100_000),
            " ".repeat(300_000),
            "\n".repeat(300_000),
            "/\n".repeat(200_000),
        ] {
            let blocks: Vec<&str> = blocks(&text).collect();
            assert_eq!(blocks.concat(), text);
            for (n, block) in blocks.iter().enumerate() {
                assert!(!block.is_empty() && block.len() <= BLOCK_MAX);
                assert!(n + 1 == blocks.len() || block.len() >= BLOCK_MIN);
            }
        }
    }

    #[test]
    fn chunks_do_not_move_the_blocks() {
        let mut text = lines(3_000);
        text.push_str(&"a word, 単語、".repeat(20_000));
        text.push_str(&" ".repeat(150_000));
        text.push_str(&lines(500));
        let whole: Vec<&str> = blocks(&text).collect();
        assert!(whole.len() > 20);
        for size in [1, 7, 1_000, 4_096, 70_000, 1 << 20] {
            assert_eq!(streamed(&text, size), whole, "chunks of {size} bytes");
        }
    }

    #[test]
    fn lines_are_cut_only_where_no_token_crosses() {
        let text = lines(2_000) + &"  indented\n\n\n/path\n".repeat(2_000);
        let mut at = 0;
        for block in blocks(&text) {
            at += block.len();
            if at < text.len() {
                assert!(block.ends_with('\n'));
                assert!(!text[at..].starts_with([' ', '\n', '/']));
            }
        }
    }

    #[test]
    fn settled_text_keeps_its_blocks() {
        let text = lines(5_000) + &" ".repeat(200_000) + &lines(5_000);
        let whole: Vec<&str> = blocks(&text).collect();
        for size in [0, 10, 5_000, 70_000, 250_000, 350_000] {
            let (mut apart, mut done, mut read) = (Vec::new(), 0, 0);
            while read < text.len() {
                read = (read + size.max(1_000)).min(text.len());
                let end = done + settled(&text[done..read]);
                apart.extend(blocks(&text[done..end]));
                done = end;
            }
            apart.extend(blocks(&text[done..]));
            assert_eq!(apart, whole, "read by {size} bytes");
        }
        assert!(settled(&" ".repeat(2 * BLOCK_MAX)) >= BLOCK_MAX);
    }

    #[test]
    fn an_edit_moves_few_blocks() {
        let text = lines(30_000);
        let before: std::collections::HashSet<&str> = blocks(&text).collect();
        for at in [10, 200_000, 500_000] {
            let mut edited = text.clone();
            edited.insert_str(at, "new\n");
            let moved = blocks(&edited).filter(|block| !before.contains(block)).count();
            assert!((1..=3).contains(&moved), "{moved} blocks moved by an edit at {at}");
        }
    }

    #[test]
    fn a_break_stops_the_stream() {
        let text = lines(5_000);
        let mut seen = 0;
        let flow = for_each_block([text.as_str()], |_| {
            seen += 1;
            if seen == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!((flow, seen), (ControlFlow::Break(()), 3));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_chunks_give_the_same_blocks(
            pieces in prop::collection::vec("[a-z語 /]{0,8}|\n|[a-z]{20}\n", 1..300),
            size in 1..40_000_usize,
        ) {
            let mut text = pieces.concat();
            text = text.repeat(150_000_usize.div_ceil(text.len().max(1)));
            let whole: Vec<&str> = blocks(&text).collect();
            prop_assert_eq!(whole.concat(), text.as_str());
            prop_assert_eq!(streamed(&text, size), whole);
        }
    }
}
