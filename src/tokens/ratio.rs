//! How the tokens of one family become those of another.

use super::families::{Estimate, Estimates};
use crate::family::Family;
use crate::money::Tokens;

/// Ratios are counted in millionths.
const ONE: u64 = 1_000_000;

/// How tokens of one family become those of another, for one mix of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    /// In millionths: the least, the likeliest and the most.
    millionths: [u64; 3],
}

impl Ratio {
    /// The tokens that both make of a text from which ratios follow: as many as ratios tell apart.
    pub const REFERENCE: Tokens = Tokens::new(ONE);
    /// A family and itself.
    pub const SAME: Self = Self { millionths: [ONE; 3] };

    /// The ratio of two families whose tokens for the same text are estimated. The relative errors of
    /// both are taken to be independent.
    pub fn between(from: &Estimate, to: &Estimate) -> Self {
        let tokens = |tokens: Tokens| tokens.get().max(1) as f64;
        let expected = tokens(to.tokens) / tokens(from.tokens);
        let side = |to_far: Tokens, from_far: Tokens| {
            let to_error = tokens(to_far) / tokens(to.tokens) - 1.0;
            let from_error = tokens(from_far) / tokens(from.tokens) - 1.0;
            to_error.hypot(from_error)
        };
        let low = expected * (1.0 - side(to.low, from.high)).max(0.0);
        let high = expected * (1.0 + side(to.high, from.low));
        let millionths = |ratio: f64| (ratio * ONE as f64).round() as u64;
        Self { millionths: [low, expected, high].map(millionths) }
    }

    /// How tokens that one family counted become those of another, of what every family makes of the
    /// same text.
    pub fn of_families(counts: &Estimates, from: Family, to: Family) -> Self {
        // Two models of unknown tokenizers need not have the same.
        if from == to && from != Family::Unknown {
            return Self::SAME;
        }
        Self::between(&counts[from.index()], &counts[to.index()])
    }

    /// The ratio of two counts of the same text; the same for a text without tokens.
    pub fn of_counts(from: Tokens, to: Tokens) -> Self {
        if from.is_zero() {
            return Self::SAME;
        }
        let whole = u128::from(to.get()) * u128::from(ONE) + u128::from(from.get() / 2);
        let ratio = u64::try_from(whole / u128::from(from.get())).unwrap_or(u64::MAX);
        Self { millionths: [ratio; 3] }
    }

    /// So many tokens of the one family in those of the other, to the nearest token: the fewest, the
    /// likeliest and the most.
    pub fn of(self, tokens: Tokens) -> [Tokens; 3] {
        self.millionths.map(|ratio| scaled(tokens, ratio))
    }
}

fn scaled(tokens: Tokens, ratio: u64) -> Tokens {
    if ratio == ONE {
        return tokens;
    }
    let small = tokens.get().checked_mul(ratio).and_then(|product| product.checked_add(ONE / 2));
    Tokens::new(match small {
        Some(product) => product / ONE,
        None => {
            let product = u128::from(tokens.get()) * u128::from(ratio) + u128::from(ONE / 2);
            u64::try_from(product / u128::from(ONE)).unwrap_or(u64::MAX)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::Method;

    fn estimate(low: u64, tokens: u64, high: u64) -> Estimate {
        let [low, tokens, high] = [low, tokens, high].map(Tokens::new);
        Estimate { tokens, low, high, method: Method::Factor }
    }

    #[test]
    fn errors_of_both_sides_are_independent() {
        // 1,500 / 1,000 = 1.5; 3% below and 8% above on one side, 4% and 6% on the other:
        // below hypot(-3%, +6%) = 6.708%, above hypot(+8%, -4%) = 8.944%.
        let ratio = Ratio::between(&estimate(960, 1_000, 1_060), &estimate(1_455, 1_500, 1_620));
        assert_eq!(ratio.of(Tokens::new(100_000)).map(Tokens::get), [139_938, 150_000, 163_416]);
    }

    #[test]
    fn the_same_stays_the_same() {
        let exact = estimate(1_000, 1_000, 1_000);
        assert_eq!(Ratio::between(&exact, &exact), Ratio::SAME);
        assert_eq!(Ratio::SAME.of(Tokens::MAX), [Tokens::MAX; 3]);
    }
}
