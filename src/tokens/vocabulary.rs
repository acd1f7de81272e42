//! Tokenizers whose vocabularies may be passed on: with them, families are counted exactly.
//!
//! Where they come from is told in `vocabulary/NOTICE.md`. Each is unpacked at its first use.

use std::sync::OnceLock;

use fancy_regex::Regex;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::bpe::Ranks;
use super::estimate;
use super::reference::Encoding;
use super::split::blocks;
use super::words::Words;
use crate::family::Family;
use crate::money::Tokens;

/// A tokenizer that is built in beside the reference encodings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Vocabulary {
    /// Mistral's Tekken.
    Tekken,
    /// That of Qwen 3.
    Qwen,
    /// That of DeepSeek V3 and R1.
    DeepSeek,
}

/// What a vocabulary needs to count.
struct Engine {
    pieces: Regex,
    ranks: Ranks,
    /// Whether texts are brought to Unicode's form NFC first.
    composes: bool,
}

const TEKKEN: &str = concat!(
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+",
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*",
    r"|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+",
);

const QWEN: &str = concat!(
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*",
    r"|\s*[\r\n]+|\s+(?!\S)|\s+",
);

/// DeepSeek cuts out digits, then Chinese and kana, and then splits the rest; this is all three in one.
/// So each of the latter leaves out what the former took, blanks before it end as at the end of a
/// text, and what none of them splits off is a piece.
const DEEPSEEK: &str = concat!(
    r"\p{N}{1,3}|[一-龥぀-ヿ]+|[!-/:-@\[-`{-~][A-Za-z]+",
    r"|[^\r\n\p{L}\p{P}\p{S}\p{N}一-龥぀-ヿ]?[[\p{L}\p{M}]--[一-龥぀-ヿ]]+",
    r"| ?[[\p{P}\p{S}]--[一-龥぀-ヿ]]+[\r\n]*|\s*[\r\n]+|\s+(?![^\s\p{N}一-龥぀-ヿ])|\s+",
    r"|[^\s\p{L}\p{M}\p{P}\p{S}\p{N}一-龥぀-ヿ]+(?![[\p{L}\p{M}]--[一-龥぀-ヿ]])",
);

impl Vocabulary {
    /// Every vocabulary, in the order of [`Vocabulary::index`].
    pub const ALL: [Self; 3] = [Self::Tekken, Self::Qwen, Self::DeepSeek];

    /// The place in [`Vocabulary::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The vocabulary that counts for a family exactly.
    pub const fn of(family: Family) -> Option<Self> {
        match family {
            Family::MistralTekken => Some(Self::Tekken),
            Family::DeepSeek => Some(Self::DeepSeek),
            Family::Qwen => Some(Self::Qwen),
            _ => None,
        }
    }

    /// Unpacks the vocabulary, once for the program; about 0.02 s and 10 MB the first time.
    pub fn load(self) {
        self.engine();
    }

    /// The tokens of `text`, as ordinary text.
    pub fn count(self, text: &str) -> Tokens {
        let mut words = Words::new();
        blocks(text).map(|block| self.count_block(&mut words, block)).sum()
    }

    /// The tokens of a block. `words` remembers those of this vocabulary, and of no other.
    pub(super) fn count_block(self, words: &mut Words, block: &str) -> Tokens {
        let Some(engine) = self.engine() else {
            return estimate::quick(block);
        };
        words.count_by(0, block, |word| engine.count(word))
    }

    fn engine(self) -> Option<&'static Engine> {
        static SLOTS: [OnceLock<Option<Engine>>; Vocabulary::ALL.len()] =
            [const { OnceLock::new() }; Vocabulary::ALL.len()];
        let (pattern, packed): (_, &[u8]) = match self {
            Self::Tekken => (TEKKEN, include_bytes!("vocabulary/tekken.bin")),
            Self::Qwen => (QWEN, include_bytes!("vocabulary/qwen.bin")),
            Self::DeepSeek => (DEEPSEEK, include_bytes!("vocabulary/deepseek.bin")),
        };
        let build = || {
            let (pieces, ranks) = (Regex::new(pattern).ok()?, Ranks::read(packed)?);
            Some(Engine { pieces, ranks, composes: self == Self::Qwen })
        };
        SLOTS.get(self.index())?.get_or_init(build).as_ref()
    }
}

/// Whether the tokenizer of a family is built in: it counts exactly with no file.
pub fn is_built_in(family: Family) -> bool {
    Encoding::of(family).is_some() || Vocabulary::of(family).is_some()
}

impl Engine {
    /// The tokens of a text that no token crosses.
    fn count(&self, text: &str) -> Tokens {
        if self.composes && is_nfc_quick(text.chars()) != IsNormalized::Yes {
            let composed: String = text.nfc().collect();
            return self.count_pieces(&composed);
        }
        self.count_pieces(text)
    }

    fn count_pieces(&self, text: &str) -> Tokens {
        let mut sum = 0;
        for piece in self.pieces.find_iter(text) {
            // It gives up on runs of about a million blanks, which no block holds.
            let Ok(piece) = piece else {
                return estimate::quick(text);
            };
            sum += self.ranks.count(piece.as_str().as_bytes());
        }
        Tokens::new(sum as u64)
    }
}

#[cfg(test)]
mod tests;
