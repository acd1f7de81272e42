//! The sums that the lines of a bill are added up to, and how finely they are stated.

use crate::card::{Date, Slot};
use crate::money::{Rate, Tokens, Usd};
use crate::place::Region;

/// Tokens as a bill counts them, in 10^-12 of a token: decimals of 1,000 or of 1,000,000 tokens, with
/// a sign where something is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Billed(i128);

const ONE: i128 = 1_000_000_000_000;

impl Billed {
    /// So many 10^-12 of a token.
    pub(super) const fn from_pico(pico: i128) -> Self {
        Self(pico)
    }

    /// Whole tokens, rounded; none below zero.
    pub fn tokens(self) -> Tokens {
        Tokens::new(u64::try_from((self.0.max(0) + ONE / 2) / ONE).unwrap_or(u64::MAX))
    }

    /// Whether there are none.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// What they cost at a rate, rounded to a picodollar.
    pub fn cost(self, rate: Rate) -> Usd {
        let rate = i128::from(rate.pico());
        // Whole tokens and the rest apart, so that no product is beyond the range.
        let (whole, rest) = (self.0 / ONE, self.0 % ONE);
        let rest = (rest * rate + ONE / 2 * self.0.signum()) / ONE;
        Usd::from_pico(whole.saturating_mul(rate).saturating_add(rest))
    }

    /// What was paid for each, as a rate rounded to a picodollar; none of nothing, or below zero.
    pub fn rate(self, paid: Usd) -> Option<Rate> {
        if self.0 <= 0 || paid.pico() < 0 {
            return None;
        }
        let pico = paid.pico().checked_mul(ONE)?.checked_add(self.0 / 2)? / self.0;
        u64::try_from(pico).ok().map(Rate::from_pico)
    }
}

impl std::ops::AddAssign for Billed {
    fn add_assign(&mut self, other: Self) {
        self.0 = self.0.saturating_add(other.0);
    }
}

/// The model that a line is of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Named {
    /// Its place on the card.
    Known(usize),
    /// As the bill calls it, where that is no model of the card; empty where it does not say.
    Unknown(String),
}

/// When lines were used: from a day on, so many days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// The first day, in UTC as bills are.
    pub from: Date,
    /// How many, at least one.
    pub days: u32,
}

impl Period {
    /// The day after the last.
    pub fn end(self) -> Date {
        Date::from_unix_days(self.from.unix_days() + i64::from(self.days)).unwrap_or(self.from)
    }

    /// The last day.
    pub fn last(self) -> Date {
        let days = self.from.unix_days() + i64::from(self.days) - 1;
        Date::from_unix_days(days).unwrap_or(self.from)
    }

    /// Whether a day is in it.
    pub fn holds(self, day: Date) -> bool {
        self.from <= day && day <= self.last()
    }

    /// The period from one moment to another, as bills write them.
    pub(super) fn read(from: &str, to: &str) -> Option<Self> {
        let day = |text: &str| Date::parse(text.get(..10)?);
        let start = day(from)?;
        let last = day(to).filter(|_| to > from).map_or(start, |end| {
            // An end at midnight is the end of the day before.
            let time = to.get(11..19).unwrap_or("00:00:00");
            let is_midnight = time.bytes().all(|byte| matches!(byte, b'0' | b':'));
            let days = end.unix_days() - i64::from(is_midnight);
            Date::from_unix_days(days).unwrap_or(end)
        });
        let days = u32::try_from(start.days_until(last).max(0) + 1).ok()?;
        Some(Self { from: start, days })
    }
}

/// What lines are added up by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The model.
    pub model: Named,
    /// The lane and the bucket.
    pub slot: Slot,
    /// Whether it went through the global inference profile; else it is billed at the price of the
    /// region or its geography, which bills do not tell apart.
    pub global: bool,
    /// Whether the requests were above a long-context threshold.
    pub long_context: bool,
    /// The region that was called, where the bill says so.
    pub region: Option<Region>,
    /// When, where the bill says so.
    pub period: Option<Period>,
}

/// What the lines of a key add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cell {
    /// How many lines.
    pub lines: u64,
    /// The tokens billed.
    pub billed: Billed,
    /// What was paid: after discounts where the bill states that.
    pub paid: Usd,
    /// By how much its amounts may be off since they are rounded in the bill.
    pub(super) paid_slack: Usd,
    /// By how many tokens, for the same reason.
    pub(super) billed_slack: Billed,
    /// The units of all lines, in tokens: for the rounding of amounts and prices.
    pub(super) units: u64,
    /// The amounts of units, in 10^-12 and without their signs.
    pub(super) quantity: u128,
}

impl std::ops::AddAssign for Cell {
    fn add_assign(&mut self, other: Self) {
        self.lines += other.lines;
        self.billed += other.billed;
        self.paid += other.paid;
        self.paid_slack += other.paid_slack;
        self.billed_slack += other.billed_slack;
        self.units = self.units.saturating_add(other.units);
        self.quantity = self.quantity.saturating_add(other.quantity);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_and_rates_are_exact() {
        // 1,629.5 thousands of tokens at $6.875 a million: $11.2028125.
        let billed = Billed::from_pico(1_629_500 * ONE);
        assert_eq!(billed.tokens(), Tokens::new(1_629_500));
        let rate = Rate::parse_per_million("6.875").unwrap();
        assert_eq!(billed.cost(rate).exact(), "11.2028125");
        assert_eq!(billed.rate(billed.cost(rate)), Some(rate));
        assert_eq!(Billed::default().rate(Usd::from_cents(1)), None);
        assert_eq!(Billed::from_pico(-ONE).tokens(), Tokens::ZERO);
        assert_eq!(Billed::from_pico(-2 * ONE).cost(rate).exact(), "-0.00001375");
    }

    #[test]
    fn periods_are_whole_days() {
        let read = |from, to| Period::read(from, to).map(|it| (it.from.to_string(), it.days));
        let november = |day: u32| format!("2026-11-{day:02}");
        for (from, to, day, days) in [
            ("2026-11-03T07:00:00Z", "2026-11-03T08:00:00Z", 3, 1),
            ("2026-11-03T23:00:00Z", "2026-11-04T00:00:00Z", 3, 1),
            ("2026-11-01 00:00:00.000", "2026-12-01 00:00:00.000", 1, 30),
            ("2026-11-01", "2026-12-01", 1, 30),
            ("2026-11-03", "", 3, 1),
            ("2026-11-03", "2026-11-01", 3, 1),
        ] {
            assert_eq!(read(from, to), Some((november(day), days)), "{from} {to}");
        }
        assert_eq!(read("", "2026-11-03"), None);
    }
}
