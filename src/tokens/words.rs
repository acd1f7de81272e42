//! Counts blocks word by word, and remembers the words.
//!
//! No token crosses the end of a word ([`ends_word`]), so the counts of the words add up to that of
//! the block. Texts repeat their words, and to look one up is many times faster than to encode it.

use super::detect::KindMix;
use super::kind::KindTotals;
use super::reference::Encoding;
use super::split::{blocks, ends_word};
use crate::money::Tokens;

/// How many words are remembered: 4 MB.
const SLOTS: usize = 1 << 18;
/// How many are where memory matters more: half a megabyte.
const FEW_SLOTS: usize = 1 << 15;
/// Longer words are rare, and are not remembered. In bytes.
const LONGEST: usize = 64;
/// The count of a word that is not known.
const UNKNOWN: u16 = u16::MAX;

/// The counts of words met before, by what tells them apart; a new word takes the place of another
/// with the same slot.
#[derive(Debug, Default)]
pub struct Words {
    /// Empty until the first word.
    slots: Vec<Slot>,
    /// Whether only few words are remembered.
    few: bool,
}

#[derive(Debug, Clone, Copy)]
struct Slot {
    key: u64,
    counts: [u16; Encoding::ALL.len()],
}

const EMPTY: Slot = Slot { key: 0, counts: [UNKNOWN; Encoding::ALL.len()] };

impl Words {
    /// Knows no words yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The reference tokens of a text, by kind.
    pub fn kinds(&mut self, text: &str) -> KindTotals {
        let mut totals = KindTotals::default();
        for block in blocks(text) {
            totals += KindMix::of(block).divide(self.count(Encoding::O200kBase, block));
        }
        totals
    }

    /// Knows no words yet, and will not remember many.
    pub(super) fn few() -> Self {
        Self { few: true, ..Self::default() }
    }

    /// The tokens of a block, as [`Encoding::count`] counts them.
    pub(super) fn count(&mut self, encoding: Encoding, block: &str) -> Tokens {
        self.count_by(encoding.index(), block, |word| encoding.count_block(word))
    }

    /// The tokens of a block, as `encode` counts words; those in this `place` are always counted so.
    pub(super) fn count_by(
        &mut self,
        place: usize,
        block: &str,
        encode: impl Fn(&str) -> Tokens,
    ) -> Tokens {
        if self.slots.is_empty() {
            self.slots.resize(if self.few { FEW_SLOTS } else { SLOTS }, EMPTY);
        }
        let mut tokens = Tokens::ZERO;
        for word in words(block) {
            tokens += if word.len() > LONGEST {
                encode(word)
            } else {
                Tokens::new(self.count_word(place, word, &encode).into())
            };
        }
        tokens
    }

    fn count_word(&mut self, place: usize, word: &str, encode: impl Fn(&str) -> Tokens) -> u16 {
        let key = key(word.as_bytes());
        let at = slot(key, self.slots.len());
        let slot = &mut self.slots[at];
        if slot.key != key {
            *slot = Slot { key, ..EMPTY };
        }
        let count = &mut slot.counts[place];
        if *count == UNKNOWN {
            // A word has no more tokens than bytes, or a few times as many once it is normalized.
            *count = encode(word).get() as u16;
        }
        *count
    }
}

/// The words of a block, each with what stands before it since the last; together they are the
/// block.
fn words(block: &str) -> impl Iterator<Item = &str> {
    let mut rest = block;
    std::iter::from_fn(move || {
        let (word, after) = rest.split_at_checked(word_end(rest))?;
        rest = after;
        (!word.is_empty()).then_some(word)
    })
}

/// Where the first word of a text ends.
fn word_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut before = Class::Never;
    for (at, &byte) in bytes.iter().enumerate() {
        let class = CLASSES[byte as usize];
        let ends = match (before, class) {
            (Class::Letter, Class::Sign) => true,
            // What is not ASCII is rare, so a closer look may take its time.
            (Class::Foreign, Class::Sign | Class::Foreign) | (Class::Letter, Class::Foreign) => {
                ends_word(text, at)
            }
            _ => false,
        };
        if ends {
            return at;
        }
        before = class;
    }
    text.len()
}

/// What a byte can be to the end of a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// An ASCII letter, with which words end.
    Letter,
    /// ASCII that ends the word before it.
    Sign,
    /// A part of a character that is not ASCII.
    Foreign,
    /// None of these: digits and apostrophes.
    Never,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Foreign; 256];
    let mut byte = 0;
    while byte < 128 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            b'0'..=b'9' | b'\'' => Class::Never,
            _ => Class::Sign,
        };
        byte += 1;
    }
    classes
};

/// What tells a word of at most [`LONGEST`] bytes from others, never 0: its bytes, where they have
/// room, else a hash. Two long words are taken for each other with a chance of about 10^-17.
fn key(word: &[u8]) -> u64 {
    const KEYS: [u64; 3] = [0xA076_1D64_78BD_642F, 0xE703_7ED1_A0B4_28DB, 0x8EBC_6AF0_9C88_C6E3];
    let mixed = |a: u64, b: u64| {
        let product = u128::from(a) * u128::from(b);
        (product as u64) ^ ((product >> 64) as u64)
    };
    let length = (word.len() as u64) << 56;
    let (Some(first), Some(last)) = (word.first_chunk::<8>(), word.last_chunk::<8>()) else {
        let bytes = word.iter().rev();
        return bytes.fold(0, |key, &byte| key << 8 | u64::from(byte)) | length;
    };
    let mut state = mixed(u64::from_le_bytes(*first) ^ KEYS[0], KEYS[1]);
    let (middle, _) = word[8..].as_chunks::<8>();
    for bytes in middle {
        state = mixed(state ^ u64::from_le_bytes(*bytes), KEYS[2]).wrapping_add(KEYS[0]);
    }
    // The last bytes may be read twice, which is quicker than to read them one by one.
    state = mixed(state ^ KEYS[1], u64::from_le_bytes(*last) ^ KEYS[2]);
    state & !(0xFF << 56) | length
}

/// The slot of a key among `slots`, a power of two.
fn slot(key: u64, slots: usize) -> usize {
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - slots.trailing_zeros())) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    #[test]
    fn words_end_with_letters() {
        let of = |text| words(text).collect::<Vec<_>>();
        assert_eq!(of("Call me Ishmael."), ["Call", " me", " Ishmael", "."]);
        assert_eq!(of("don't x.y_z(1, a2b)\n\n"), ["don't", " x", ".y", "_z", "(1, a2b", ")\n\n"]);
        assert_eq!(of("Мир, да 行。東"), ["Мир", ", да", " 行", "。東"]);
        assert_eq!(of("é è"), ["é è"]);
        assert_eq!(of(""), [""; 0]);
    }

    #[test]
    fn every_end_of_a_word_is_found() {
        let text =
            "It's x\u{301} e\u{301}, 漢字、かな。한국: дом! 12a 3' é? \u{a0}a\u{a0}b A-B\t\r\n";
        let ends: Vec<usize> = (0..text.len()).filter(|&at| ends_word(text, at)).collect();
        let mut found = Vec::new();
        let mut at = 0;
        for word in words(text) {
            at += word.len();
            found.push(at);
        }
        found.pop_if(|end| *end == text.len());
        assert_eq!(found, ends);
    }

    #[test]
    fn words_do_not_collide() {
        let mut seen = HashSet::new();
        for len in 1..=LONGEST {
            let mut word = vec![b'a'; len];
            assert!(seen.insert(key(&word)), "{len} letters");
            for bit in 0..len * 8 {
                word[bit / 8] ^= 1 << (bit % 8);
                assert!(seen.insert(key(&word)), "{len} letters, bit {bit} flipped");
                word[bit / 8] ^= 1 << (bit % 8);
            }
        }
    }

    #[test]
    fn counts_are_those_of_the_encoding() {
        let mut counter = Words::new();
        let fixtures = include_str!("../../tests/fixtures/tokens/exact.jsonl");
        let code = include_str!("split.rs");
        for text in fixtures.lines().chain([code, "", &"a".repeat(1_000)]) {
            for encoding in Encoding::ALL {
                assert_eq!(counter.count(encoding, text), encoding.count_block(text), "{text:.80}");
                assert_eq!(counter.count(encoding, text), encoding.count_block(text), "again");
            }
        }
    }

    proptest! {
        #[test]
        fn words_join_to_the_text(text in "([a-z]{0,5}|[A-Z ,.'0-9/\n]|\\PC){0,40}") {
            prop_assert_eq!(words(&text).collect::<String>(), text.as_str());
            let mut counter = Words::new();
            for encoding in Encoding::ALL {
                prop_assert_eq!(counter.count(encoding, &text), encoding.count_block(&text));
            }
        }
    }
}
