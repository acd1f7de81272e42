//! How something grows from month to month.

use std::cmp::Ordering;
use std::fmt;

use thiserror::Error;

use super::decimal::{self, DecimalFault};

/// How much larger each month is than the one before: a factor in parts per million, 0 to
/// [`Growth::MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Growth(u32);

/// Why a typed growth is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum GrowthFault {
    /// Not a number.
    #[error("is not a growth (write it like 0.1, 10% or -5%)")]
    NotAGrowth,
    /// Below -100% or above 900%.
    #[error("must be from -100% to 900%")]
    OutOfRange,
    /// More than six decimal places.
    #[error("has more than 6 decimal places")]
    TooPrecise,
}

impl Default for Growth {
    fn default() -> Self {
        Self::NONE
    }
}

impl Growth {
    /// Every month is like the first.
    pub const NONE: Self = Self(1_000_000);
    /// Tenfold a month.
    pub const MAX: Self = Self(10_000_000);

    /// A growth from its factor in parts per million, clamped to the range: 1,000,000 is none,
    /// 1,100,000 is 10% a month.
    pub const fn from_factor_ppm(ppm: u32) -> Self {
        if ppm > Self::MAX.0 { Self::MAX } else { Self(ppm) }
    }

    /// The factor in parts per million.
    pub const fn factor_ppm(self) -> u32 {
        self.0
    }

    /// Reads `0.1`, `10%` or `-5%`.
    ///
    /// # Errors
    /// A [`GrowthFault`] for anything else.
    pub fn parse(text: &str) -> Result<Self, GrowthFault> {
        let text = text.trim();
        let (size, falls) = match text.strip_prefix('-') {
            Some(size) => (size, true),
            None => (text.strip_prefix('+').unwrap_or(text), false),
        };
        let (number, places) = match size.strip_suffix('%') {
            Some(number) => (number, 4),
            None => (size, 6),
        };
        if number.starts_with(['+', '-']) {
            return Err(GrowthFault::NotAGrowth);
        }
        let change = match decimal::parse(number, places) {
            Ok(change) => change,
            Err(DecimalFault::TooPrecise(_)) => return Err(GrowthFault::TooPrecise),
            Err(DecimalFault::TooLarge) => return Err(GrowthFault::OutOfRange),
            Err(_) => return Err(GrowthFault::NotAGrowth),
        };
        let none = u128::from(Self::NONE.0);
        let factor = if falls { none.checked_sub(change) } else { none.checked_add(change) };
        match factor.map(u32::try_from) {
            Some(Ok(factor)) if factor <= Self::MAX.0 => Ok(Self(factor)),
            _ => Err(GrowthFault::OutOfRange),
        }
    }

    /// How many there are the month after `count`, rounded half up.
    pub fn next(self, count: u64) -> u64 {
        let grown = (u128::from(count) * u128::from(self.0) + 500_000) / 1_000_000;
        u64::try_from(grown).unwrap_or(u64::MAX)
    }

    /// The change as a plain decimal such as `0.1` or `-0.05`.
    pub fn decimal(self) -> String {
        self.signed(6, "")
    }

    fn signed(self, places: u32, plus: &str) -> String {
        let sign = match self.0.cmp(&Self::NONE.0) {
            Ordering::Less => "-",
            Ordering::Equal => "",
            Ordering::Greater => plus,
        };
        let change = u128::from(self.0.abs_diff(Self::NONE.0));
        format!("{sign}{}", decimal::write(change, places, 0))
    }
}

impl fmt::Display for Growth {
    /// `+10%`, `-2.5%` or `0%`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&(self.signed(4, "+") + "%"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_as_typed_and_shown() {
        for (text, factor, shown, decimal) in [
            ("0.1", 1_100_000, "+10%", "0.1"),
            ("10%", 1_100_000, "+10%", "0.1"),
            ("+2.5 %", 1_025_000, "+2.5%", "0.025"),
            ("-5%", 950_000, "-5%", "-0.05"),
            ("0", 1_000_000, "0%", "0"),
            ("-1", 0, "-100%", "-1"),
            ("900%", 10_000_000, "+900%", "9"),
        ] {
            let growth = Growth::parse(text).unwrap();
            assert_eq!(growth.factor_ppm(), factor, "{text}");
            assert_eq!(growth.to_string(), shown);
            assert_eq!(growth.decimal(), decimal);
            assert_eq!(Growth::parse(&growth.decimal()), Ok(growth));
        }
        for (text, fault) in [
            ("--1", GrowthFault::NotAGrowth),
            ("", GrowthFault::NotAGrowth),
            ("nan", GrowthFault::NotAGrowth),
            ("-101%", GrowthFault::OutOfRange),
            ("9.1", GrowthFault::OutOfRange),
            ("1e30", GrowthFault::OutOfRange),
            ("0.1234567", GrowthFault::TooPrecise),
        ] {
            assert_eq!(Growth::parse(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn months_grow_in_whole_numbers() {
        let tenth = Growth::from_factor_ppm(1_100_000);
        assert_eq!(tenth.next(50_000), 55_000);
        assert_eq!(tenth.next(5), 6);
        assert_eq!(Growth::NONE.next(7), 7);
        assert_eq!(Growth::from_factor_ppm(0).next(7), 0);
    }
}
