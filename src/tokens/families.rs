//! The tokens of every family from one reference count.

use super::correction::{Correction, Corrections};
use super::factors::{self, ONE};
use super::kind::{KindTotals, TextKind};
use crate::family::Family;
use crate::money::Tokens;

/// What an estimate may be off beyond its factor's range.
const SLACK: Tokens = Tokens::new(3);

/// An estimate is a guess where more than one token in as many has a guessed factor.
const GUESSED_PART: u128 = 10;

/// How a count was come by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Counted with the family's own encoding.
    Exact,
    /// Counted with a tokenizer file of the user's.
    File,
    /// The reference count times a factor that the user's own counts corrected.
    Calibrated,
    /// The reference count times a factor of the kind of text, measured or recorded.
    Factor,
    /// The reference count times a factor that nobody has measured: the tokenizer is not public, or
    /// not known.
    Guess,
}

impl Method {
    /// The name in results.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::File => "file",
            Self::Calibrated => "calibrated",
            Self::Factor => "factor",
            Self::Guess => "guess",
        }
    }

    /// Whether the text was counted by the tokenizer itself.
    pub const fn is_exact(self) -> bool {
        matches!(self, Self::Exact | Self::File)
    }
}

/// The tokens of a text in one family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    /// The likeliest count.
    pub tokens: Tokens,
    /// About one text in twenty has fewer; equal to `tokens` when exact.
    pub low: Tokens,
    /// About one text in twenty has more; equal to `tokens` when exact.
    pub high: Tokens,
    /// How the count was come by.
    pub method: Method,
}

/// The tokens of a text in every family, in the order of [`Family::ALL`].
pub type Estimates = [Estimate; Family::ALL.len()];

impl Estimate {
    /// The counts in every family of a text with these o200k_base tokens by kind.
    pub fn of_all(reference: &KindTotals) -> Estimates {
        Family::ALL.map(|family| Self::of(family, reference))
    }

    /// A count by the family's own encoding.
    pub const fn exact(tokens: Tokens) -> Self {
        Self { tokens, low: tokens, high: tokens, method: Method::Exact }
    }

    /// The count in `family` of a text with these o200k_base tokens by kind.
    ///
    /// Only content counts; what a request adds around it is in [`super::frame`]. The range of a
    /// text of several kinds is the sum of theirs, as if all erred to the same side, and three
    /// tokens on top, since a short text errs by single tokens.
    pub fn of(family: Family, reference: &KindTotals) -> Self {
        Self::corrected(family, reference, &Corrections::NONE)
    }

    /// The count with the user's corrections.
    ///
    /// The range of a kind keeps its relative width, since texts of one kind still differ. Where the
    /// width is a guess, because the family's tokenizer could not be measured, it becomes a quarter
    /// to each side at most.
    pub(super) fn corrected(
        family: Family,
        reference: &KindTotals,
        corrections: &Corrections,
    ) -> Self {
        if family == Family::O200k {
            return Self::exact(reference.total());
        }
        let factors = factors::of(family);
        let mut sums = [0_u128; 3];
        let (mut guessed, mut method, mut apart) = (0_u128, Method::Factor, 0_u128);
        for (kind, tokens) in reference.iter() {
            let (factor, correction) = (factors[kind.index()], corrections.get(kind));
            let [low, middle, high] = [factor.low, factor.median, factor.high]
                .map(|of| u128::from(of) * u128::from(correction.millionths()));
            let (mut low, mut high) = (low, high);
            if correction != Correction::NONE {
                method = Method::Calibrated;
                if !family.is_calibrated() {
                    low = low.max(middle - middle / 4);
                    high = high.min(middle + middle / 4);
                }
            } else if factor.guessed {
                guessed += u128::from(tokens.get());
            }
            let (scaled, digits) = reference.scaled(family, kind);
            apart += u128::from(digits.get());
            for (sum, times) in sums.iter_mut().zip([low, middle, high]) {
                *sum += u128::from(scaled.get()) * times;
            }
        }
        let one = u128::from(ONE) * u128::from(Correction::NONE.millionths());
        let slack = SLACK.min(reference.total());
        let whole = |count: u128| Tokens::new(u64::try_from(count).unwrap_or(u64::MAX));
        let [low, middle, high] = sums;
        Self {
            tokens: whole((middle + one / 2) / one + apart),
            low: whole(low / one + apart) - slack,
            high: whole(high.div_ceil(one) + apart) + slack,
            method: if guessed > u128::from(reference.total().get()) / GUESSED_PART {
                Method::Guess
            } else {
                method
            },
        }
    }
}

/// The factor of `family` for a kind of text as it stands in the table: middle, low and high, in
/// tokens per 10,000 reference tokens.
pub fn factor(family: Family, kind: TextKind) -> [u32; 3] {
    let factor = factors::of(family)[kind.index()];
    [factor.median, factor.low, factor.high]
}

#[cfg(test)]
mod tests {
    use super::super::kind::Digits;
    use super::*;

    fn totals(kind: TextKind, tokens: u64) -> KindTotals {
        KindTotals::of(kind, Tokens::new(tokens))
    }

    #[test]
    fn the_reference_is_exact() {
        let estimate = Estimate::of(Family::O200k, &totals(TextKind::Korean, 1_234));
        assert_eq!(estimate, Estimate::exact(Tokens::new(1_234)));
    }

    #[test]
    fn kinds_add_up() {
        let mut mixed = totals(TextKind::Prose, 10_000);
        mixed.add(TextKind::Korean, Tokens::new(10_000));
        let estimate = Estimate::of(Family::Claude3, &mixed);
        let [prose, korean] =
            [TextKind::Prose, TextKind::Korean].map(|kind| factor(Family::Claude3, kind));
        let sum = |n: usize| Tokens::new(u64::from(prose[n] + korean[n]));
        assert_eq!(estimate.tokens, sum(0));
        assert_eq!((estimate.low, estimate.high), (sum(1) - SLACK, sum(2) + SLACK));
        assert_eq!(estimate.method, Method::Factor);
    }

    #[test]
    fn digits_are_tokens_of_their_own_where_the_family_splits_them() {
        let mut table = KindTotals::default();
        let digits = Digits { count: Tokens::new(300), tokens: Tokens::new(120) };
        table.add_counted(TextKind::Numbers, Tokens::new(200), digits);
        let [median, low, high] = factor(Family::Gemma, TextKind::Numbers).map(u64::from);
        // 80 of the 200 tokens are no digits.
        let gemma = Estimate::of(Family::Gemma, &table);
        assert_eq!(gemma.tokens.get(), 300 + (80 * median + 5_000) / 10_000);
        assert_eq!(gemma.low.get(), 300 + 80 * low / 10_000 - 3);
        assert_eq!(gemma.high.get(), 300 + (80 * high).div_ceil(10_000) + 3);
        // Llama 3 makes a token of up to three, as the reference does.
        let median = u64::from(factor(Family::Llama3, TextKind::Numbers)[0]);
        let llama = Estimate::of(Family::Llama3, &table).tokens.get();
        assert_eq!(llama, (200 * median + 5_000) / 10_000);
    }

    #[test]
    fn what_nobody_measured_is_a_guess() {
        let method = |family, kind| Estimate::of(family, &totals(kind, 1_000)).method;
        assert_eq!(method(Family::Nova, TextKind::Prose), Method::Factor);
        assert_eq!(method(Family::Nova, TextKind::Korean), Method::Guess);
        assert_eq!(method(Family::Gpt5, TextKind::Prose), Method::Guess);
        assert_eq!(method(Family::Unknown, TextKind::Json), Method::Guess);
        let mut mixed = totals(TextKind::Prose, 900);
        mixed.add(TextKind::Korean, Tokens::new(100));
        assert_eq!(Estimate::of(Family::Kimi, &mixed).method, Method::Factor);
        mixed.add(TextKind::Korean, Tokens::new(1));
        assert_eq!(Estimate::of(Family::Kimi, &mixed).method, Method::Guess);
    }

    #[test]
    fn every_estimate_lies_in_its_range() {
        for family in Family::ALL {
            for kind in TextKind::ALL {
                for tokens in [0, 1, 7, 1_000, Tokens::MAX.get()] {
                    let estimate = Estimate::of(family, &totals(kind, tokens));
                    assert!(estimate.low <= estimate.tokens && estimate.tokens <= estimate.high);
                    assert_eq!(estimate.tokens.is_zero(), tokens == 0);
                }
            }
        }
    }
}
