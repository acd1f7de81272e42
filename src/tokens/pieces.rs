//! The tokens of a text one by one, exactly those that are counted.

use std::ops::{ControlFlow, Range};

use super::reference::{Encoding, Piece};
use super::split::{blocks, for_each_block};

/// Tokens of a stretch of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pieces {
    /// The byte of the text where the first one begins.
    pub start: usize,
    /// The tokens in order, without gaps.
    pub pieces: Vec<Piece>,
}

impl Encoding {
    /// The tokens of `text`, loading the vocabulary if need be. Their number is what
    /// [`Encoding::count`] counts, and their bytes together are those of the text. None where the
    /// encoder refuses the text, which no text is known to bring about.
    pub fn pieces(self, text: &str) -> Option<Vec<Piece>> {
        let mut pieces = Vec::new();
        for block in blocks(text) {
            pieces.extend(self.block_pieces(block)?);
        }
        Some(pieces)
    }

    /// The tokens around the bytes `range` of the text whose parts are `chunks`, as
    /// [`Encoding::pieces`] of the whole text finds them: those of every block that touches the
    /// range. None where none does, or where the encoder refuses one of the blocks.
    ///
    /// The blocks before the range are only looked for, not encoded.
    pub fn pieces_around<'a>(
        self,
        chunks: impl IntoIterator<Item = &'a str>,
        range: &Range<usize>,
    ) -> Option<Pieces> {
        let mut at = 0;
        let mut found: Option<Pieces> = None;
        let mut refused = false;
        let _ = for_each_block(chunks, |block| {
            let start = at;
            at += block.len();
            if at > range.start && start < range.end.max(range.start + 1) {
                let Some(pieces) = self.block_pieces(block) else {
                    refused = true;
                    return ControlFlow::Break(());
                };
                let found = found.get_or_insert_with(|| Pieces { start, pieces: Vec::new() });
                found.pieces.extend(pieces);
            }
            if at >= range.end.max(range.start + 1) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        found.filter(|_| !refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ENCODING: Encoding = Encoding::O200kBase;

    fn ids(text: &str) -> Vec<(usize, u32)> {
        let pieces = ENCODING.pieces(text).unwrap();
        pieces.iter().map(|piece| (piece.bytes, piece.id)).collect()
    }

    #[test]
    fn ids_are_those_of_tiktoken() {
        assert_eq!(ids("hello world"), [(5, 24_912), (6, 2_375)]);
        assert_eq!(ids("tiktoken is great!").len(), 6);
        assert_eq!(ids(""), []);
        // Written out, a special token is ordinary text.
        assert!(ids("<|endoftext|>").len() > 1);
    }

    #[test]
    fn a_token_may_be_part_of_a_character() {
        let text = "🫨";
        let pieces = ids(text);
        assert!(pieces.len() > 1, "{pieces:?}");
        assert_eq!(pieces.iter().map(|(bytes, _)| bytes).sum::<usize>(), 4);
    }

    #[test]
    fn a_window_of_a_long_text_has_the_tokens_of_the_whole() {
        let lines: String =
            (0..8_000).map(|n| format!("{n}. Some text, 漢字 and 🫨, {}\n", n * 7 % 113)).collect();
        let unbroken = "語".repeat(60_000);
        for text in [lines, unbroken] {
            let whole = ENCODING.pieces(&text).unwrap();
            let mut ends = vec![0];
            for piece in &whole {
                ends.push(ends.last().unwrap() + piece.bytes);
            }
            for range in [0..1, 0..0, 70_000..70_001, 65_000..140_000, text.len() - 1..text.len()] {
                let mut parts = Vec::new();
                let mut rest = text.as_str();
                while !rest.is_empty() {
                    let end = (3_000..rest.len()).find(|&at| rest.is_char_boundary(at));
                    let (head, tail) = rest.split_at(end.unwrap_or(rest.len()));
                    parts.push(head);
                    rest = tail;
                }
                let window = ENCODING.pieces_around(parts, &range).unwrap();
                let first = ends.iter().position(|&end| end == window.start).unwrap();
                assert_eq!(window.pieces, whole[first..first + window.pieces.len()], "{range:?}");
                let end = ends[first + window.pieces.len()];
                assert!(window.start <= range.start && range.end <= end, "{range:?}");
                assert!(end - window.start < 300_000);
            }
        }
        assert_eq!(ENCODING.pieces_around(["abc"], &(5..9)), None);
        assert_eq!(ENCODING.pieces_around([], &(0..9)), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn pieces_are_what_is_counted(text in "(\\PC|[ \\n\\t\\r]|[a-z]{3}|漢|🫨|e\u{301}){0,200}") {
            for encoding in Encoding::ALL {
                let pieces = encoding.pieces(&text).unwrap();
                prop_assert_eq!(pieces.len() as u64, encoding.count(&text).get());
                prop_assert_eq!(pieces.iter().map(|piece| piece.bytes).sum::<usize>(), text.len());
                // Each is its own bytes: what it stands for is what lies there.
                let mut at = 0;
                for piece in pieces {
                    prop_assert!(piece.bytes > 0);
                    let here = &text.as_bytes()[at..at + piece.bytes];
                    prop_assert_eq!(encoding.bytes_of(piece.id).unwrap(), here);
                    at += piece.bytes;
                }
            }
        }

        #[test]
        fn long_texts_too(lines in prop::collection::vec("[a-zA-Z漢é .,/]{0,60}", 100..400)) {
            let text = lines.join("\n").repeat(4);
            let pieces = ENCODING.pieces(&text).unwrap();
            prop_assert_eq!(pieces.len() as u64, ENCODING.count(&text).get());
            prop_assert_eq!(pieces.iter().map(|piece| piece.bytes).sum::<usize>(), text.len());
        }
    }
}
