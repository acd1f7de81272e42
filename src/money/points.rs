//! Scores of models, and how far apart they lie.

use std::fmt;
use std::ops::Sub;

use super::decimal::{self, DecimalFault};

/// A score, or a difference of two, in whole millionths of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Points(i64);

/// Decimal places that are held.
const PLACES: u32 = 6;

impl Points {
    /// The greatest, a billion; the least is as far below zero.
    pub const MOST: Self = Self(1_000_000_000_000_000);

    /// A score of so many millionths, kept within the limits.
    pub const fn from_micro(micro: i64) -> Self {
        match micro {
            _ if micro > Self::MOST.0 => Self::MOST,
            _ if micro < -Self::MOST.0 => Self(-Self::MOST.0),
            _ => Self(micro),
        }
    }

    /// Reads a decimal such as `1334.9`, `0.87` or `-3`.
    ///
    /// # Errors
    /// A [`DecimalFault`] for what is no finite number of at most a billion and six decimal places.
    pub fn parse(text: &str) -> Result<Self, DecimalFault> {
        let text = text.trim();
        let bare = text.strip_prefix('-').unwrap_or(text);
        if bare.len() < text.len() && bare.starts_with(['+', '-']) {
            return Err(DecimalFault::NotANumber);
        }
        let micro = i64::try_from(decimal::parse(bare, PLACES)?).ok();
        let micro = micro.filter(|micro| *micro <= Self::MOST.0).ok_or(DecimalFault::TooLarge)?;
        Ok(Self(if bare.len() < text.len() { -micro } else { micro }))
    }

    /// Millionths of a point.
    pub const fn micro(self) -> i64 {
        self.0
    }

    /// In points, for drawing.
    pub fn approx(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// The decimal places that it needs.
    pub fn places(self) -> u32 {
        let mut rest = self.0.unsigned_abs() % 1_000_000;
        let mut places = PLACES;
        while places > 0 && rest.is_multiple_of(10) {
            rest /= 10;
            places -= 1;
        }
        places
    }

    /// Rounded to so many decimal places, half away from zero.
    pub fn with_places(self, places: u32) -> String {
        let unit = 10u64.pow(PLACES - places.min(PLACES));
        let rounded = (self.0.unsigned_abs() + unit / 2) / unit * unit;
        let sign = if self.0 < 0 && rounded > 0 { "-" } else { "" };
        sign.to_owned() + &decimal::write(u128::from(rounded), PLACES, places as usize)
    }
}

impl Sub for Points {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self::from_micro(self.0 - other.0)
    }
}

impl fmt::Display for Points {
    /// With all its decimals.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.with_places(self.places()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_read_and_shown() {
        for (text, micro, shown) in [
            ("1334.9", 1_334_900_000, "1334.9"),
            ("0.87", 870_000, "0.87"),
            ("-3", -3_000_000, "-3"),
            ("1e2", 100_000_000, "100"),
            ("-0", 0, "0"),
            ("1_000_000_000", 1_000_000_000_000_000, "1000000000"),
        ] {
            let points = Points::parse(text).unwrap();
            assert_eq!((points.micro(), points.to_string().as_str()), (micro, shown), "{text}");
            assert_eq!(Points::parse(&points.to_string()), Ok(points));
        }
        for (text, fault) in [
            ("nan", DecimalFault::NotFinite),
            ("-inf", DecimalFault::NotFinite),
            ("1000000000.1", DecimalFault::TooLarge),
            ("0.0000001", DecimalFault::TooPrecise(6)),
            ("--1", DecimalFault::NotANumber),
            ("", DecimalFault::NotANumber),
        ] {
            assert_eq!(Points::parse(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn scores_are_rounded_away_from_zero() {
        let shown = |text, places| Points::parse(text).unwrap().with_places(places);
        assert_eq!(shown("1334.5", 0), "1335");
        assert_eq!(shown("-1.25", 1), "-1.3");
        assert_eq!(shown("0.87", 3), "0.870");
        assert_eq!(shown("-0.04", 1), "0.0");
        assert_eq!(Points::parse("82.50").unwrap().places(), 1);
    }
}
