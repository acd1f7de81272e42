//! The two reference encodings, which count exactly.

use std::collections::HashSet;
use std::sync::OnceLock;

use tiktoken_rs::CoreBPE;

use super::estimate;
use super::split::blocks;
use crate::family::Family;
use crate::money::Tokens;

/// A published encoding whose vocabulary is built in. Nothing is loaded until it is first used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// The encoding of GPT-4o and later and of gpt-oss; the base of every factor.
    O200kBase,
    /// The encoding of GPT-4 and GPT-3.5.
    Cl100kBase,
}

/// A token of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Its length in bytes, at least 1. A token may begin or end inside a character.
    pub bytes: usize,
    /// Its id in the encoding.
    pub id: u32,
}

impl Encoding {
    /// Every encoding, in the order of [`Encoding::index`].
    pub const ALL: [Self; 2] = [Self::O200kBase, Self::Cl100kBase];

    /// The published name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::O200kBase => "o200k_base",
            Self::Cl100kBase => "cl100k_base",
        }
    }

    /// The encoding of that published name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|encoding| encoding.name() == name)
    }

    /// The encoding that counts for a family exactly.
    pub const fn of(family: Family) -> Option<Self> {
        match family {
            Family::O200k => Some(Self::O200kBase),
            Family::Cl100k => Some(Self::Cl100kBase),
            _ => None,
        }
    }

    /// The place in [`Encoding::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Loads the vocabulary, once for the program; 0.05-0.2 s and 25-50 MB the first time.
    pub fn load(self) {
        self.encoder();
    }

    /// The tokens of `text`, loading the vocabulary if need be.
    ///
    /// The text is ordinary text: a special token such as `<|endoftext|>` written out in it counts
    /// as the characters it is made of. The count is exact unless the text has a run of 64 KB
    /// without a place to cut (see [`super::split`]).
    pub fn count(self, text: &str) -> Tokens {
        blocks(text).map(|block| self.count_block(block)).sum()
    }

    /// The tokens of one block, at most [`super::split::BLOCK_MAX`] bytes long.
    ///
    /// The encoder refuses only runs of about a million blanks, which no block holds; should it
    /// refuse all the same, the block counts by [`estimate::quick`].
    pub(super) fn count_block(self, block: &str) -> Tokens {
        // With no special token allowed this is the ordinary encoding, but, unlike the methods of
        // that name, it hands a failure of the regular expression back instead of panicking.
        self.encoder()
            .and_then(|encoder| encoder.count(block, &HashSet::new()).ok())
            .map_or_else(|| estimate::quick(block), |count| Tokens::new(count as u64))
    }

    /// The tokens of one block in order; together they are its bytes. None where the encoder
    /// refuses the block.
    pub(super) fn block_pieces(self, block: &str) -> Option<Vec<Piece>> {
        let encoder = self.encoder()?;
        let (ids, _) = encoder.encode(block, &HashSet::new()).ok()?;
        let pieces = ids
            .into_iter()
            .map(|id| {
                let bytes = encoder.decode_bytes(&[id]).ok()?.len();
                Some(Piece { bytes, id })
            })
            .collect::<Option<Vec<Piece>>>()?;
        let bytes: usize = pieces.iter().map(|piece| piece.bytes).sum();
        (bytes == block.len()).then_some(pieces)
    }

    /// The bytes that a token stands for.
    #[cfg(test)]
    pub(super) fn bytes_of(self, id: u32) -> Option<Vec<u8>> {
        self.encoder()?.decode_bytes(&[id]).ok()
    }

    fn encoder(self) -> Option<&'static CoreBPE> {
        self.slot()
            .get_or_init(|| match self {
                Self::O200kBase => tiktoken_rs::o200k_base().ok(),
                Self::Cl100kBase => tiktoken_rs::cl100k_base().ok(),
            })
            .as_ref()
    }

    fn slot(self) -> &'static OnceLock<Option<CoreBPE>> {
        static SLOTS: [OnceLock<Option<CoreBPE>>; Encoding::ALL.len()] =
            [const { OnceLock::new() }; Encoding::ALL.len()];
        match self {
            Self::O200kBase => &SLOTS[0],
            Self::Cl100kBase => &SLOTS[1],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::split::{ends_line, ends_word};
    use super::*;
    use proptest::prelude::*;

    /// A text of the fixtures with its counts by OpenAI's tiktoken; see `tools/token_fixtures.py`.
    #[derive(serde::Deserialize)]
    struct Counted {
        text: String,
        times: usize,
        o200k_base: u64,
        cl100k_base: u64,
    }

    #[test]
    fn counts_are_those_of_tiktoken() {
        let fixtures = include_str!("../../tests/fixtures/tokens/exact.jsonl");
        let mut seen = 0;
        for line in fixtures.lines() {
            let row: Counted = serde_json::from_str(line).unwrap();
            let text = row.text.repeat(row.times);
            for (encoding, expected) in
                [(Encoding::O200kBase, row.o200k_base), (Encoding::Cl100kBase, row.cl100k_base)]
            {
                assert_eq!(encoding.count(&text), Tokens::new(expected), "{encoding:?} {line}");
            }
            seen += 1;
        }
        assert!(seen > 200);
    }

    #[test]
    fn names_are_read_back() {
        for (index, encoding) in Encoding::ALL.into_iter().enumerate() {
            assert_eq!(Encoding::parse(encoding.name()), Some(encoding));
            assert_eq!(encoding.index(), index);
        }
        assert_eq!(Encoding::parse("p50k_base"), None);
    }

    #[test]
    fn a_text_the_encoder_refuses_is_estimated() {
        let blanks = " ".repeat(1_100_000);
        let encoding = Encoding::O200kBase;
        assert!(encoding.encoder().unwrap().count(&blanks, &HashSet::new()).is_err());
        assert_eq!(encoding.count_block(&blanks), estimate::quick(&blanks));
    }

    #[test]
    fn hostile_texts_are_counted() {
        let mut state = 7_u64;
        let mut random = move |below: u32| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) as u32 % below
        };
        let mut letters = |count: usize, first: u32, range: u32| -> String {
            (0..count).filter_map(|_| char::from_u32(first + random(range))).collect()
        };
        // Uncut, a million blanks overflow the encoder.
        let blanks = 1_100_000;
        for text in [
            " ".repeat(blanks),
            " ".repeat(blanks) + "x",
            "\t".repeat(150_000),
            "\u{a0}".repeat(100_000),
            "\n".repeat(150_000),
            "\r\n".repeat(70_000),
            "a".repeat(70_000),
            ".".repeat(70_000),
            "'".repeat(70_000),
            "🙂\u{200d}".repeat(10_000),
            "e\u{301}\u{302}".repeat(15_000),
            "<|endoftext|>".repeat(7_000),
            letters(70_000, 'a'.into(), 26),
            letters(70_000, '+'.into(), 80),
            letters(30_000, 0x4E00, 0x5000),
            letters(20_000, 0x1F300, 0x300),
            letters(20_000, 0, 0xD800),
        ] {
            for encoding in Encoding::ALL {
                let tokens = encoding.count(&text).get() as usize;
                assert!((1..=text.len()).contains(&tokens), "{:?}", text.get(..8));
            }
        }
    }

    /// Texts of the pieces that the encodings treat differently.
    fn texts() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            4 => prop::sample::select(vec!["\n", " ", "word"]),
            2 => prop::sample::select(vec![
                "/", ".", "'", "'s", "don't", "\r\n", "\n\n", "  ", "\t", "!?", "\"", "(", "WORD", "7", "12345",
            ]),
            1 => prop::sample::select(vec![
                "é", "e\u{301}", "\u{301}", "漢字", "、", "，", "かな", "ー", "한국", "дом", "سلام",
                "नमस्ते", "🙂", "\u{200d}", "\u{a0}", "\u{3000}", "\u{2028}", "ǅ", "ſ", "½",
            ]),
        ];
        prop::collection::vec(piece, 1..40).prop_map(|pieces| pieces.concat())
    }

    fn unsplit(encoding: Encoding, text: &str) -> Tokens {
        Tokens::new(encoding.encoder().unwrap().count(text, &HashSet::new()).unwrap() as u64)
    }

    proptest! {
        #[test]
        fn no_token_crosses_a_place_to_cut(text in texts()) {
            for at in (1..text.len()).filter(|&at| ends_line(&text, at) || ends_word(&text, at)) {
                let (head, tail) = text.split_at(at);
                for encoding in Encoding::ALL {
                    prop_assert_eq!(
                        unsplit(encoding, head) + unsplit(encoding, tail),
                        unsplit(encoding, &text),
                        "{:?} {:?} | {:?}", encoding, head, tail
                    );
                }
            }
        }

        #[test]
        fn blocks_add_up_to_the_whole(lines in prop::collection::vec(texts(), 20..40)) {
            let text = lines.join("\n").repeat(5);
            // A hard cut is the one kind that may change the count.
            prop_assume!(blocks(&text).all(|block| block.len() < 60_000));
            for encoding in Encoding::ALL {
                prop_assert_eq!(encoding.count(&text), unsplit(encoding, &text));
            }
        }
    }
}
