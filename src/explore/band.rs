//! A cost, and what it may be where counts are estimated or thinking is assumed.

use super::Sizing;
use crate::billing::{Answers, Unavailable, month_total, thinking_is_assumed};
use crate::card::Model;
use crate::money::{Currency, Points, Usd, percent};
use crate::workload::{Bound, Workload};

/// An amount with its range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    /// What is likeliest.
    pub expected: Usd,
    /// The least and the most that it may be; none where it is certain.
    pub range: Option<(Usd, Usd)>,
}

impl Band {
    /// An amount that is certain.
    pub const fn certain(amount: Usd) -> Self {
        Self { expected: amount, range: None }
    }

    /// An amount at the low counts, the likeliest and the high ones. More tokens can cost less, where
    /// they first reach a cache minimum, so the range holds all three.
    pub fn of([low, expected, high]: [Usd; 3]) -> Self {
        let range = (low.min(high).min(expected), high.max(low).max(expected));
        Self { expected, range: (range.0 != range.1).then_some(range) }
    }

    /// The least and the most; the amount itself where it is certain.
    pub fn ends(self) -> (Usd, Usd) {
        self.range.unwrap_or((self.expected, self.expected))
    }

    /// The amount alone, marked where it is not certain: `≈$167.30`.
    pub fn short(self, currency: Currency) -> String {
        let mark = if self.range.is_some() { "≈" } else { "" };
        format!("{mark}{}", currency.amount(self.expected))
    }

    /// The amount with half the width of its range, which has less room than the range:
    /// `≈$167.30 ±4.3%`.
    pub fn narrow(self, currency: Currency) -> String {
        let half = self.range.map(|(low, high)| (high - low).pico() as f64 / 2.0);
        match half.filter(|_| !self.expected.is_zero()) {
            Some(half) => {
                format!("{} ±{}", self.short(currency), percent(half / self.expected.pico() as f64))
            }
            None => self.short(currency),
        }
    }

    /// The amount with its range: `$167.30`, or `≈$167.30 ($160.80 – $175.15)`.
    pub fn words(self, currency: Currency) -> String {
        let range = self.range.map(|(low, high)| (currency.amount(low), currency.amount(high)));
        let range = range.map_or(String::new(), |(low, high)| format!(" ({low} – {high})"));
        self.short(currency) + &range
    }

    /// What another costs less than this, where the two may err independently.
    pub fn less(self, other: Self) -> Self {
        let ((low, high), (least, most)) = (self.ends(), other.ends());
        Self::of([low - most, self.expected - other.expected, high - least])
    }

    /// The same amount on the other side of nothing.
    pub fn negated(self) -> Self {
        let (low, high) = self.ends();
        Self::of([-high, -self.expected, -low])
    }

    /// Whether it is certainly nothing.
    pub fn is_nothing(self) -> bool {
        self.expected.is_zero() && self.range.is_none()
    }

    /// What another costs less than this, where the two err to the same side.
    pub fn less_alike(self, other: Self) -> Self {
        let ((low, high), (least, most)) = (self.ends(), other.ends());
        Self::of([low - least, self.expected - other.expected, high - most])
    }

    /// What each of so many points, which are not none, costs of it.
    pub fn each(self, points: Points) -> Self {
        let micro = i128::from(points.micro()).max(1);
        let each = |usd: Usd| Usd::from_pico(usd.pico() * 1_000_000 / micro);
        let (low, high) = self.ends();
        Self::of([each(low), each(self.expected), each(high)])
    }

    /// Whether it may be nothing, or on the other side of it.
    pub fn may_be_nothing(self) -> bool {
        let (low, high) = self.ends();
        low <= Usd::ZERO && high >= Usd::ZERO
    }
}

/// What a month of a workload, changed from the one of `sizing` before any tokenizer counts it, costs
/// on a model: at the low counts, the likeliest and the high ones; three times the same where it is
/// certain.
///
/// # Errors
/// [`Unavailable`] without a bill at the likeliest counts; at the others that one's cost stands in.
pub(super) fn costs(
    model: &Model,
    sizing: &Sizing,
    work: &Workload,
    answers: &mut Answers,
) -> Result<[Usd; 3], Unavailable> {
    let at = |bound| sizing.changed(model, bound, work);
    let likely = at(Bound::Typical);
    if !sizing.is_own() && !thinking_is_assumed(model, &likely) {
        return Ok([month_total(model, &likely, answers)?; 3]);
    }
    three(model, &[at(Bound::Low), likely, at(Bound::High)], answers)
}

/// What the same month costs on a model at the low counts, the likeliest and the high ones.
///
/// # Errors
/// As for [`costs`].
pub(super) fn three(
    model: &Model,
    works: &[Workload; 3],
    answers: &mut Answers,
) -> Result<[Usd; 3], Unavailable> {
    let expected = month_total(model, &works[1], answers)?;
    Ok(around(model, expected, works, answers))
}

/// [`three`] where the likeliest cost is known.
pub(super) fn around(
    model: &Model,
    expected: Usd,
    [low, likely, high]: &[Workload; 3],
    answers: &mut Answers,
) -> [Usd; 3] {
    let thinks = thinking_is_assumed(model, likely);
    let mut at = |sized: &Workload| {
        let same = sized.prompt == likely.prompt && sized.answer.mean == likely.answer.mean;
        match same && !thinks {
            true => expected,
            false => month_total(model, sized, answers).unwrap_or(expected),
        }
    };
    [at(low), expected, at(high)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::tests_support::usd;

    #[test]
    fn ranges_of_two_are_independent() {
        let band = |low, expected, high| Band::of([usd(low), usd(expected), usd(high)]);
        let (one, other) = (band("90", "100", "120"), band("40", "50", "70"));
        // 90 - 70 to 120 - 40.
        assert_eq!(one.less(other), band("20", "50", "80"));
        assert!(!one.less(other).may_be_nothing());
        assert!(one.less(band("80", "95", "110")).may_be_nothing());
        assert_eq!(Band::certain(usd("3")).less(Band::certain(usd("1"))), Band::certain(usd("2")));
        assert_eq!(band("5", "5", "5"), Band::certain(usd("5")));
        // The low count is the dearer one.
        assert_eq!(band("9", "7", "8").ends(), (usd("7"), usd("9")));
    }
}
