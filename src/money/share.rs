//! Shares of a whole, and per cent as shown.

use thiserror::Error;

use super::decimal::{self, DecimalFault};

/// A share from 0 to 1 in whole parts per million.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Share(u32);

/// Why a typed share is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ShareFault {
    /// Not a number.
    #[error("is not a share (write it like 0.3 or 30%)")]
    NotAShare,
    /// Outside 0 to 1.
    #[error("must be from 0 to 1 (or 0% to 100%)")]
    OutOfRange,
    /// More than six decimal places.
    #[error("has more than 6 decimal places")]
    TooPrecise,
}

impl Share {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// All of it.
    pub const ONE: Self = Self(1_000_000);

    /// A share from parts per million, clamped to one.
    pub const fn from_ppm(ppm: u32) -> Self {
        if ppm > 1_000_000 { Self::ONE } else { Self(ppm) }
    }

    /// `part` of `whole` to the nearest part per million; zero of nothing.
    pub fn of(part: u64, whole: u64) -> Self {
        if whole == 0 {
            return Self::ZERO;
        }
        let (part, whole) = (u128::from(part.min(whole)), u128::from(whole));
        Self(((part * 1_000_000 + whole / 2) / whole) as u32)
    }

    /// Reads `0.3` or `30%`.
    ///
    /// # Errors
    /// A [`ShareFault`] when the text is no share from 0 to 1 with at most six places.
    pub fn parse(text: &str) -> Result<Self, ShareFault> {
        let text = text.trim();
        let (number, places) = match text.strip_suffix('%') {
            Some(number) => (number, 4),
            None => (text, 6),
        };
        match decimal::parse(number, places) {
            Ok(ppm) if ppm <= 1_000_000 => Ok(Self(ppm as u32)),
            Ok(_) | Err(DecimalFault::Negative | DecimalFault::TooLarge) => {
                Err(ShareFault::OutOfRange)
            }
            Err(DecimalFault::TooPrecise(_)) => Err(ShareFault::TooPrecise),
            Err(_) => Err(ShareFault::NotAShare),
        }
    }

    /// Parts per million.
    pub const fn ppm(self) -> u32 {
        self.0
    }

    /// As a fraction from 0.0 to 1.0.
    pub fn fraction(self) -> f64 {
        f64::from(self.0) / 1e6
    }

    /// Whether it is nothing.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// This share of `count`, rounded half up.
    pub fn part_of(self, count: u64) -> u64 {
        ((u128::from(count) * u128::from(self.0) + 500_000) / 1_000_000) as u64
    }

    /// As exact per cent such as `12.5%`.
    pub fn exact_percent(self) -> String {
        exact_percent(u64::from(self.0))
    }

    /// As a plain decimal such as `0.3`.
    pub fn decimal(self) -> String {
        decimal::write(u128::from(self.0), 6, 0)
    }
}

/// Parts per million as exact per cent such as `12.5%`.
pub fn exact_percent(ppm: u64) -> String {
    decimal::write(u128::from(ppm), 4, 0) + "%"
}

/// A fraction of a whole as per cent in at most five cells; only all of it is `100%` and only
/// nothing is `0%`.
pub fn percent(fraction: f64) -> String {
    let value = fraction * 100.0;
    if value == 0.0 || value == 100.0 {
        format!("{value:.0}%")
    } else if value > 99.95 && value < 100.0 {
        // Rounded down, so that nearly all is never all.
        "99.9%".to_owned()
    } else if value < 0.05 {
        "<0.1%".to_owned()
    } else if !(9.5..99.5).contains(&value) {
        format!("{value:.1}%")
    } else {
        format!("{value:.0}%")
    }
}

/// A fraction as a percentage to a tenth, `20.5%`, where [`percent`] would round that off: for shares that were
/// counted.
pub fn percent_to_tenths(fraction: f64) -> String {
    let tenths = (fraction * 1_000.0).round();
    match (tenths / 10.0, tenths % 10.0 == 0.0) {
        (value, false) if (9.5..99.5).contains(&value) => format!("{value:.1}%"),
        _ => percent(fraction),
    }
}

/// A change as a share of what was there before, with its sign: `+10%`, `-6.2%`.
pub fn signed_percent(growth: f64) -> String {
    let sign = match growth {
        growth if growth > 0.0 => "+",
        growth if growth < 0.0 => "-",
        _ => "",
    };
    format!("{sign}{}", percent(growth.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_as_typed() {
        assert_eq!(Share::parse("0.3").map(Share::ppm), Ok(300_000));
        assert_eq!(Share::parse("30%").map(Share::ppm), Ok(300_000));
        assert_eq!(Share::parse("99.5 %").map(Share::ppm), Ok(995_000));
        assert_eq!(Share::parse("1.2"), Err(ShareFault::OutOfRange));
        assert_eq!(Share::parse("-0.1"), Err(ShareFault::OutOfRange));
        assert_eq!(Share::parse("0.1234567"), Err(ShareFault::TooPrecise));
        assert_eq!(Share::parse("NaN"), Err(ShareFault::NotAShare));
    }

    #[test]
    fn shares_are_read_back() {
        for ppm in [0, 1, 120_000, 125_000, 333_333, 1_000_000] {
            let share = Share::from_ppm(ppm);
            assert_eq!(Share::parse(&share.exact_percent()), Ok(share));
            assert_eq!(Share::parse(&share.decimal()), Ok(share));
        }
        assert_eq!(Share::from_ppm(125_000).exact_percent(), "12.5%");
    }

    #[test]
    fn parts_are_whole() {
        assert_eq!(Share::from_ppm(300_000).part_of(50_000), 15_000);
        assert_eq!(Share::of(600, 1_000).ppm(), 600_000);
        assert_eq!(Share::of(1, 0), Share::ZERO);
    }

    #[test]
    fn nearly_all_is_not_all() {
        assert_eq!(percent(0.996), "99.6%");
        assert_eq!(percent(0.9999), "99.9%");
        assert_eq!(percent(1.0), "100%");
        assert_eq!(percent(0.0001), "<0.1%");
        assert_eq!(percent(0.0), "0%");
        assert_eq!(percent(0.7272), "73%");
        assert_eq!(percent(0.012), "1.2%");
    }

    #[test]
    fn changes_have_a_sign() {
        assert_eq!(signed_percent(0.1), "+10%");
        assert_eq!(signed_percent(-0.0625), "-6.2%");
        assert_eq!(signed_percent(0.0), "0%");
        assert_eq!(signed_percent(-1.0), "-100%");
        assert_eq!(signed_percent(9.0), "+900.0%");
    }
}
