//! What is counted of a text.

use super::read::Segment;
use crate::money::Tokens;
use crate::tokens::estimate::{quick_chars, words_rule};
use crate::tokens::split::blocks;
use crate::tokens::{Before, BlockWords, Encoding, Family, TextCount, Tokenizers};

/// What is counted in one text, or in all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// As read.
    pub(super) bytes: u64,
    pub(super) characters: u64,
    /// Runs without blanks.
    pub(super) words: u64,
    pub(super) tokens: TextCount,
}

impl Counts {
    /// The counts of a part of a text; their sum is that of the text, but for its bytes.
    pub(super) fn of(segment: &Segment, tokenizers: &Tokenizers, words: &mut BlockWords) -> Self {
        let text = segment.text.as_str();
        let mut tokens = TextCount::default();
        let mut before = segment.before.map_or(Before::Nothing, Before::after);
        let mut blocks = blocks(text).peekable();
        while let Some(block) = blocks.next() {
            let last = segment.last && blocks.peek().is_none();
            tokens.add_block(tokenizers, words, block, before, last);
            before = Before::of(block);
        }
        let blank = |c: char| c.is_whitespace();
        let goes_on = segment.before.is_some_and(|c| !blank(c)) && !text.starts_with(blank);
        let words = text.split_whitespace().count() as u64;
        Self {
            bytes: 0,
            characters: text.chars().count() as u64,
            words: words - u64::from(goes_on && words > 0),
            tokens,
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.bytes += other.bytes;
        self.characters += other.characters;
        self.words += other.words;
        self.tokens += &other.tokens;
    }

    /// By o200k_base.
    pub(super) fn reference(&self) -> Tokens {
        self.tokens.reference.total()
    }

    /// The rules of thumb: characters / 4, and words x 1.33.
    pub(super) fn rules(&self) -> [Tokens; 2] {
        [quick_chars(self.characters), words_rule(self.words)]
    }

    /// How far a rule of thumb is off o200k_base, as a fraction; none of nothing.
    pub(super) fn error(&self, rule: Tokens) -> Option<f64> {
        let exact = self.reference().get() as f64;
        (exact > 0.0).then(|| rule.get() as f64 / exact - 1.0)
    }
}

/// Every family that something is known of, by us or by the user.
pub(super) fn families(tokenizers: &Tokenizers) -> Vec<Family> {
    let known = |family: &Family| family.has_factors() || tokenizers.has(*family);
    Family::ALL.into_iter().filter(known).collect()
}

/// What a family is called: by its encoding where that counts it.
pub(super) fn name(family: Family) -> &'static str {
    Encoding::of(family).map_or(family.name(), Encoding::name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::Estimate;

    fn counted(text: &str) -> Counts {
        let segment = Segment { text: text.to_owned(), before: None, last: true };
        Counts::of(&segment, &Tokenizers::default(), &mut BlockWords::default())
    }

    #[test]
    fn totals_are_sums() {
        let (a, b) = (counted("one two three"), counted("žluťoučký kůň\n"));
        let mut sum = a.clone();
        sum.add(&b);
        assert_eq!((sum.characters, sum.words), (13 + 14, 5));
        assert_eq!(sum.reference(), a.reference() + b.reference());
        assert_eq!(a.reference().get(), 3);
        let cl100k = Tokenizers::default().estimate(Family::Cl100k, &a.tokens);
        assert_eq!(cl100k, Estimate::exact(Tokens::new(3)));
        // 13 characters / 4 is 4, of 3 tokens.
        assert!((a.error(a.rules()[0]).unwrap() - 1.0 / 3.0).abs() < 1e-9);
        assert_eq!(Counts::default().error(Tokens::ZERO), None);
    }

    #[test]
    fn a_word_across_segments_is_one() {
        let of = |before, text: &str| {
            let segment = Segment { text: text.to_owned(), before, last: false };
            Counts::of(&segment, &Tokenizers::default(), &mut BlockWords::default()).words
        };
        assert_eq!(of(Some('a'), "(b) c"), 1);
        assert_eq!(of(Some('a'), " b c"), 2);
        assert_eq!(of(Some('\n'), "b c"), 2);
        assert_eq!(of(None, "b c"), 2);
        assert_eq!(of(Some('a'), "  "), 0);
        assert_eq!(of(Some('a'), ""), 0);
    }
}
