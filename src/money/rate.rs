//! The price of one token.

use serde::{Deserialize, Serialize};

use super::decimal::{self, DecimalFault};
use super::{Share, Tokens, Usd};

/// A price in whole picodollars per token; $1 per 1M tokens is 1,000,000.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Rate(u64);

impl Rate {
    /// The highest rate a card may state: $1,000,000 per 1M tokens.
    pub const MAX: Self = Self(1_000_000_000_000);

    /// A rate from whole picodollars per token, clamped to [`Rate::MAX`].
    pub const fn from_pico(pico_per_token: u64) -> Self {
        if pico_per_token > Self::MAX.0 { Self::MAX } else { Self(pico_per_token) }
    }

    /// Reads USD per 1M tokens, an exact decimal with up to six places.
    ///
    /// # Errors
    /// A [`DecimalFault`] for text that is no such number or lies beyond [`Rate::MAX`].
    pub fn parse_per_million(text: &str) -> Result<Self, DecimalFault> {
        Self::parse(text, 6)
    }

    /// Reads USD per 1,000 tokens, an exact decimal with up to nine places.
    ///
    /// # Errors
    /// As [`Rate::parse_per_million`].
    pub fn parse_per_thousand(text: &str) -> Result<Self, DecimalFault> {
        Self::parse(text, 9)
    }

    /// Reads USD per token, an exact decimal with up to twelve places, such as `3e-6`.
    ///
    /// # Errors
    /// As [`Rate::parse_per_million`].
    pub fn parse_per_token(text: &str) -> Result<Self, DecimalFault> {
        Self::parse(text, 12)
    }

    fn parse(text: &str, places: u32) -> Result<Self, DecimalFault> {
        let pico = decimal::parse(text, places)?;
        match u64::try_from(pico) {
            Ok(pico) if pico <= Self::MAX.0 => Ok(Self(pico)),
            _ => Err(DecimalFault::TooLarge),
        }
    }

    /// Whole picodollars per token.
    pub const fn pico(self) -> u64 {
        self.0
    }

    /// The exact cost of `tokens` at this rate.
    pub const fn cost(self, tokens: Tokens) -> Usd {
        Usd::from_pico(self.0 as i128 * tokens.get() as i128)
    }

    /// This rate times `permille` thousandths, rounded half up to a whole picodollar.
    pub fn scaled_permille(self, permille: u64) -> Self {
        let scaled = (u128::from(self.0) * u128::from(permille) + 500) / 1_000;
        Self::from_pico(u64::try_from(scaled).unwrap_or(u64::MAX))
    }

    /// This rate times `of` / `to`, rounded half up to a whole picodollar; none where `to` is zero.
    pub fn in_proportion(self, of: Self, to: Self) -> Option<Self> {
        let (scaled, to) = (u128::from(self.0) * u128::from(of.0), u128::from(to.0));
        let rounded = (scaled + to / 2).checked_div(to)?;
        Some(Self::from_pico(u64::try_from(rounded).unwrap_or(u64::MAX)))
    }

    /// This rate less a share of it, rounded half up to a whole picodollar.
    pub fn less(self, discount: Share) -> Self {
        let left = u128::from(1_000_000 - discount.ppm());
        let rest = (u128::from(self.0) * left + 500_000) / 1_000_000;
        Self::from_pico(u64::try_from(rest).unwrap_or(u64::MAX))
    }

    /// USD per 1M tokens as an exact decimal such as `0.035`.
    pub fn per_million(self) -> String {
        decimal::write(u128::from(self.0), 6, 0)
    }

    /// USD per 1,000 tokens as an exact decimal such as `0.000035`.
    pub fn per_thousand(self) -> String {
        decimal::write(u128::from(self.0), 9, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dollar_per_million_is_a_million_picodollars() {
        assert_eq!(Rate::parse_per_million("1").map(Rate::pico), Ok(1_000_000));
        assert_eq!(Rate::parse_per_million("0.035").map(Rate::pico), Ok(35_000));
        assert_eq!(Rate::parse_per_million("1000001"), Err(DecimalFault::TooLarge));
    }

    #[test]
    fn every_unit_gives_the_same_rate() {
        // $3 per 1M tokens are $0.003 per 1,000 and $0.000003 per token.
        let three = Rate::parse_per_million("3");
        assert_eq!(Rate::parse_per_thousand("0.0030000000"), three);
        assert_eq!(Rate::parse_per_token("3e-6"), three);
        assert_eq!(Rate::parse_per_token("8.75e-9").map(Rate::pico), Ok(8_750));
        let finer = Rate::parse_per_token("1e-13");
        assert_eq!(finer, Err(DecimalFault::TooPrecise(12)));
        assert_eq!(Rate::parse_per_token("3"), Err(DecimalFault::TooLarge));
    }

    #[test]
    fn both_units_print_the_same_rate() {
        let nova_micro = Rate::from_pico(35_000);
        assert_eq!(nova_micro.per_million(), "0.035");
        assert_eq!(nova_micro.per_thousand(), "0.000035");
    }

    #[test]
    fn discounts_round_half_up() {
        // 35,001 less 12% is 30,800.88; 5 less 10% is 4.5.
        let twelve = Share::from_ppm(120_000);
        assert_eq!(Rate::from_pico(35_001).less(twelve).pico(), 30_801);
        assert_eq!(Rate::from_pico(5).less(Share::from_ppm(100_000)).pico(), 5);
        assert_eq!(Rate::MAX.less(Share::ZERO), Rate::MAX);
        assert_eq!(Rate::MAX.less(Share::ONE).pico(), 0);
    }

    #[test]
    fn scaling_rounds_half_up() {
        // 35,001 x 1.1 = 38,501.1 and 5 x 1.1 = 5.5.
        assert_eq!(Rate::from_pico(35_001).scaled_permille(1_100).pico(), 38_501);
        assert_eq!(Rate::from_pico(5).scaled_permille(1_100).pico(), 6);
    }
}
