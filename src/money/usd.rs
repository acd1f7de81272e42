//! Amounts of money.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};

use serde::{Deserialize, Serialize};

use super::amount::{Amount, Code};
use super::decimal::{self, DecimalFault, ungrouped};

const DOLLAR: u128 = 1_000_000_000_000;
const CENT: u128 = DOLLAR / 100;

/// A signed amount in whole picodollars (10^-12 USD).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Usd(i128);

impl Usd {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// An amount from picodollars.
    pub const fn from_pico(pico: i128) -> Self {
        Self(pico)
    }

    /// Reads an amount as people type it, in whole cents: `25000`, `$25,000.50`, `25 000`, `25k`, `1.5M`.
    /// `25.000` has two readings and is refused.
    ///
    /// # Errors
    /// A [`DecimalFault`] when the text is no such amount, or a negative one.
    pub fn parse(text: &str) -> Result<Self, DecimalFault> {
        let text = text.trim();
        let plain = &*ungrouped(text.strip_prefix('$').unwrap_or(text))?;
        let (number, zeros) = match plain.char_indices().last() {
            Some((at, 'k' | 'K')) => (&plain[..at], 3),
            Some((at, 'm' | 'M')) => (&plain[..at], 6),
            _ => (plain, 0),
        };
        let cents = decimal::parse(number, 2 + zeros)?;
        i128::try_from(cents)
            .ok()
            .and_then(|cents| cents.checked_mul(CENT as i128))
            .map(Self)
            .ok_or(DecimalFault::TooLarge)
    }

    /// The amount in whole cents, rounded half up; zero for a negative one.
    pub fn cents(self) -> u64 {
        let cents = (self.0.max(0).unsigned_abs() + CENT / 2) / CENT;
        u64::try_from(cents).unwrap_or(u64::MAX)
    }

    /// An amount from whole cents.
    pub const fn from_cents(cents: u64) -> Self {
        Self(cents as i128 * CENT as i128)
    }

    /// The amount in picodollars.
    pub const fn pico(self) -> i128 {
        self.0
    }

    /// Whether it is nothing.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The amount as an approximate number of dollars, for drawing and ratios only.
    pub fn approx(self) -> f64 {
        self.0 as f64 / DOLLAR as f64
    }

    /// How many times `other` this is; none when `other` is not above zero.
    pub fn times(self, other: Self) -> Option<f64> {
        (other.0 > 0).then(|| self.0 as f64 / other.0 as f64)
    }

    /// This amount shared over `count`, rounded half away from zero to a picodollar; nothing over
    /// a count of zero.
    pub fn per(self, count: u64) -> Self {
        self.share_of(1, count).unwrap_or_default()
    }

    /// `part` of `whole` of this amount, rounded half away from zero to a picodollar; none of nothing.
    pub fn share_of(self, part: u64, whole: u64) -> Option<Self> {
        let (part, whole) = (i128::from(part), i128::from(whole));
        let half = whole / 2 * self.0.signum();
        let scaled = self.0.checked_mul(part)?.checked_add(half)?;
        scaled.checked_div(whole).map(Self)
    }

    /// The exact decimal amount in USD, at least two places, no exponent: `32.50`, `0.0007`.
    pub fn exact(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        format!("{sign}{}", decimal::write(self.0.unsigned_abs(), 12, 2))
    }

    /// The amount as it is shown in dollars: for what stays in them, such as prices.
    pub fn dollars(self) -> Amount {
        Amount::new(self.0, Code::USD)
    }
}

/// What is shown goes through a [`Currency`](super::Currency), which says so; tests are free of that.
#[cfg(test)]
impl std::fmt::Display for Usd {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.dollars().fmt(f)
    }
}

impl Add for Usd {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Usd {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Usd {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for Usd {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl Sum for Usd {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usd(pico: i128) -> Usd {
        Usd::from_pico(pico)
    }

    #[test]
    fn shows_cents_and_groups() {
        assert_eq!(usd(1_708_640_000_000_000).to_string(), "$1,708.64");
        assert_eq!(usd(-148_900_000_000_000).to_string(), "-$148.90");
        assert_eq!(Usd::ZERO.to_string(), "$0.00");
        assert_eq!(usd(12_344_000_000).to_string(), "$0.01");
    }

    #[test]
    fn a_nonzero_amount_never_shows_as_nothing() {
        assert_eq!(usd(700_000_000).to_string(), "$0.0007");
        assert_eq!(usd(77_000_000).to_string(), "$0.000077");
        assert_eq!(usd(9_999_000_000).to_string(), "$0.01");
        assert_eq!(usd(5_100_000_000).to_string(), "$0.0051");
        assert_eq!(usd(1).to_string(), "$0.000000000001");
    }

    #[test]
    fn exact_text_has_no_exponent() {
        assert_eq!(usd(700_000_000).exact(), "0.0007");
        assert_eq!(usd(1_950_000_000_000_000).exact(), "1950.00");
        assert_eq!(usd(-1).exact(), "-0.000000000001");
    }

    #[test]
    fn amounts_as_typed() {
        for (text, shown) in [
            ("25000", "$25,000.00"),
            (" $25,000.50 ", "$25,000.50"),
            ("25k", "$25,000.00"),
            ("1.5M", "$1,500,000.00"),
            ("0", "$0.00"),
        ] {
            let amount = Usd::parse(text).unwrap();
            assert_eq!(amount.to_string(), shown, "{text}");
            assert_eq!(Usd::from_cents(amount.cents()), amount);
        }
        assert_eq!(Usd::parse("-1"), Err(DecimalFault::Negative));
        assert_eq!(Usd::parse("0.001"), Err(DecimalFault::TooPrecise(2)));
        assert_eq!(Usd::parse("1e30"), Err(DecimalFault::TooLarge));
        for text in ["", "$", "k", "ten", "1B"] {
            assert_eq!(Usd::parse(text), Err(DecimalFault::NotANumber), "{text:?}");
        }
    }

    #[test]
    fn ratios_need_something_to_divide_by() {
        assert_eq!(usd(5).times(Usd::ZERO), None);
        assert_eq!(usd(10).times(usd(5)), Some(2.0));
        assert_eq!(usd(10).per(0), Usd::ZERO);
        assert_eq!(usd(-7).per(2), usd(-4));
    }
}
