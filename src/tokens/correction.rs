//! What true counts say of a family's factors.

use crate::money::Tokens;

/// What the built-in factors of a family are multiplied by, in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Correction(u32);

impl Correction {
    /// No correction.
    pub const NONE: Self = Self(1_000_000);
    /// The least: a hundredth.
    pub const MIN: Self = Self(10_000);
    /// The greatest: a hundredfold.
    pub const MAX: Self = Self(100_000_000);

    /// A correction in millionths, from [`Correction::MIN`] to [`Correction::MAX`].
    pub fn from_millionths(millionths: u32) -> Option<Self> {
        let correction = Self(millionths);
        (Self::MIN..=Self::MAX).contains(&correction).then_some(correction)
    }

    /// What makes the true count of an estimated one, to the nearest millionth; none beyond the
    /// limits.
    pub fn between(estimated: Tokens, counted: Tokens) -> Option<Self> {
        let (estimated, counted) = (u128::from(estimated.get()), u128::from(counted.get()));
        let millionths = (counted * 1_000_000 + estimated / 2).checked_div(estimated)?;
        Self::from_millionths(u32::try_from(millionths).ok()?)
    }

    /// Millionths.
    pub const fn millionths(self) -> u32 {
        self.0
    }
}
