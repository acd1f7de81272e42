//! Rules of thumb, shown until the reference encoding is loaded and beside exact counts.

use crate::money::Tokens;

/// A quarter of the characters, rounded up: within about 25 % for English prose and code, but less
/// than half of the truth for Chinese, Japanese, Korean and tables of numbers.
pub fn quick(text: &str) -> Tokens {
    quick_chars(text.chars().count() as u64)
}

/// [`quick`] for a text of `chars` characters.
pub fn quick_chars(chars: u64) -> Tokens {
    Tokens::new(chars.div_ceil(4))
}

/// Words (runs without blanks) times 1.33, rounded up: usable for English prose only.
pub fn words_rule(words: u64) -> Tokens {
    Tokens::new(words.saturating_mul(133).div_ceil(100))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_of_thumb() {
        assert_eq!(quick(""), Tokens::ZERO);
        assert_eq!(quick("abcd"), Tokens::new(1));
        assert_eq!(quick("abcde"), Tokens::new(2));
        assert_eq!(quick("日本語"), Tokens::new(1));
        assert_eq!(words_rule(0), Tokens::ZERO);
        assert_eq!(words_rule(3), Tokens::new(4));
        assert_eq!(words_rule(100), Tokens::new(133));
    }
}
