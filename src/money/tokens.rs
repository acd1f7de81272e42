//! Counts of tokens, and counts as people type and read them.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

use serde::{Deserialize, Serialize};

use thiserror::Error;

use super::decimal::{DecimalFault, GroupingFault, grouped, parse, ungrouped};

/// A whole number of tokens, at most [`Tokens::MAX`]; sums and differences stay in that range.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Tokens(u64);

impl Tokens {
    /// No tokens.
    pub const ZERO: Self = Self(0);
    /// The most that is held: 2 x 10^18, more than any workload in range sends in a month.
    pub const MAX: Self = Self(2_000_000_000_000_000_000);

    /// `count` tokens, clamped to [`Tokens::MAX`].
    pub const fn new(count: u64) -> Self {
        if count > Self::MAX.0 { Self::MAX } else { Self(count) }
    }

    /// The count.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// Whether there are none.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl Add for Tokens {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::new(self.0 + other.0)
    }
}

impl AddAssign for Tokens {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Tokens {
    type Output = Self;
    /// The difference, never below zero.
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for Tokens {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&grouped(self.0))
    }
}

/// A count in at most five cells for axes and narrow columns: `950`, `1k`, `12.5k`, `200k`, `1.5M`.
pub fn compact(number: u64) -> String {
    for (unit, letter) in [(1_000_000_000, 'B'), (1_000_000, 'M'), (1_000, 'k')] {
        if number >= unit {
            let tenths = number / (unit / 10);
            return if tenths.is_multiple_of(10) || tenths >= 1_000 {
                format!("{}{letter}", tenths / 10)
            } else {
                format!("{}.{}{letter}", tenths / 10, tenths % 10)
            };
        }
    }
    number.to_string()
}

/// Why a typed count is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CountFault {
    /// Not a number such as `50000`, `50k` or `2.5M`.
    #[error("is not a whole number (write it like 50000, 50k or 2.5M)")]
    NotACount,
    /// Below zero.
    #[error("must not be negative")]
    Negative,
    /// A fraction is left after the suffix is applied.
    #[error("must be a whole number")]
    Fraction,
    /// Beyond the range given.
    #[error("must be at most {}", grouped(*.0))]
    TooLarge(u64),
    /// Its digits are in groups that are none, or may be.
    #[error(transparent)]
    Grouping(#[from] GroupingFault),
}

/// Reads a count as people type it: `50000`, `50,000`, `50 000`, `50_000`, `50k`, `2.5 M`, `1B`, `1e6`.
/// `50.000` has two readings and is refused.
///
/// # Errors
/// A [`CountFault`] when the text is no whole number from 0 to `most`.
pub fn parse_count(text: &str, most: u64) -> Result<u64, CountFault> {
    let plain = ungrouped(text)?;
    let (number, zeros) = match plain.char_indices().last() {
        Some((at, 'k' | 'K')) => (&plain[..at], 3),
        Some((at, 'm' | 'M')) => (&plain[..at], 6),
        Some((at, 'b' | 'B' | 'g' | 'G')) => (&plain[..at], 9),
        _ => (plain.as_str(), 0),
    };
    match parse(number, zeros) {
        Ok(count) => match u64::try_from(count) {
            Ok(count) if count <= most => Ok(count),
            _ => Err(CountFault::TooLarge(most)),
        },
        Err(DecimalFault::Negative) => Err(CountFault::Negative),
        Err(DecimalFault::TooPrecise(_)) => Err(CountFault::Fraction),
        Err(DecimalFault::TooLarge) => Err(CountFault::TooLarge(most)),
        Err(DecimalFault::Grouping(fault)) => Err(fault.into()),
        Err(DecimalFault::NotANumber | DecimalFault::NotFinite) => Err(CountFault::NotACount),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_counts() {
        for (text, count) in [
            ("50000", 50_000),
            ("50,000", 50_000),
            ("50_000", 50_000),
            ("50k", 50_000),
            (" 2.5M ", 2_500_000),
            ("1e6", 1_000_000),
            ("1B", 1_000_000_000),
            ("1.5 M", 1_500_000),
            ("360 000", 360_000),
            ("0", 0),
        ] {
            assert_eq!(parse_count(text, 10_000_000_000), Ok(count), "{text}");
        }
    }

    #[test]
    fn refused_counts() {
        let most = 1_000;
        assert_eq!(parse_count("-5", most), Err(CountFault::Negative));
        assert_eq!(parse_count("0.5", most), Err(CountFault::Fraction));
        assert_eq!(parse_count("1e30", most), Err(CountFault::TooLarge(most)));
        assert_eq!(parse_count("1001", most), Err(CountFault::TooLarge(most)));
        let asked = "could be 360 or 360,000: write one of them";
        assert_eq!(parse_count("360.000", most).unwrap_err().to_string(), asked);
        assert_eq!(parse_count("1,5k", most), Err(GroupingFault::NotByThree.into()));
        for text in ["", "k", "five", "1k5", "nan"] {
            assert_eq!(parse_count(text, most), Err(CountFault::NotACount), "{text:?}");
        }
    }

    #[test]
    fn counts_read_well() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(compact(950), "950");
        assert_eq!(compact(1_000), "1k");
        assert_eq!(compact(12_550), "12.5k");
        assert_eq!(compact(272_000), "272k");
        assert_eq!(compact(1_500_000), "1.5M");
    }

    #[test]
    fn arithmetic_stays_in_range() {
        assert_eq!(Tokens::new(3) - Tokens::new(5), Tokens::ZERO);
        assert_eq!(Tokens::MAX + Tokens::MAX, Tokens::MAX);
    }
}
