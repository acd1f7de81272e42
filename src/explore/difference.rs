//! Two monthly costs side by side.

use crate::money::{Amount, Currency, Usd, grouped};

/// What a cost was and what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    /// What it was.
    pub before: Usd,
    /// What it is.
    pub after: Usd,
}

impl Difference {
    /// What was added; negative where it costs less.
    pub fn change(self) -> Usd {
        self.after - self.before
    }

    /// The change as a share of what it was; none when either side is zero, since a percentage of
    /// or to nothing says nothing.
    pub fn share(self) -> Option<f64> {
        if self.before.is_zero() || self.after.is_zero() {
            return None;
        }
        Some(self.change().pico() as f64 / self.before.pico() as f64)
    }

    /// The share with its sign: `-38%`, `+4.2%`, `+1,240%`, `+0.01%`.
    pub fn percent(self) -> Option<String> {
        let percent = self.share()? * 100.0;
        let sign = if percent < 0.0 { '-' } else { '+' };
        Some(match percent.abs() {
            0.0 => "0%".to_owned(),
            p if p < 0.05 => format!("{sign}{p:.2}%"),
            p if p < 9.95 => format!("{sign}{p:.1}%"),
            p => format!("{sign}{}%", grouped(p.round() as u64)),
        })
    }

    /// The change with its sign: `-$148.90`, `+$3.20`, or `±$0.00`.
    pub fn signed(self, currency: Currency) -> String {
        signed(currency.amount(self.change()), self.places(currency))
    }

    /// Both sides, and the change with its share: `$390.00 → $241.10` and `-$148.90 (-38%)`.
    pub fn words(self, currency: Currency) -> (String, String) {
        let places = self.places(currency);
        let side = |usd| currency.amount(usd).with_places(places);
        let share = self.percent().map_or(String::new(), |percent| format!(" ({percent})"));
        let sides = format!("{} → {}", side(self.before), side(self.after));
        (sides, self.signed(currency) + &share)
    }

    /// Decimals that show both sides honestly.
    fn places(self, currency: Currency) -> u32 {
        let smallest = [self.before, self.after].into_iter().filter(|amount| !amount.is_zero());
        smallest.map(|usd| currency.amount(usd).places()).max().unwrap_or(2)
    }
}

/// An amount of change with its sign.
pub fn signed(change: Amount, places: u32) -> String {
    let places = places.max(change.places());
    let amount = change.with_places(places);
    match change.signum() {
        0 => format!("±{amount}"),
        1.. => format!("+{amount}"),
        _ => amount,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::tests_support::usd;

    fn difference(before: &str, after: &str) -> Difference {
        Difference { before: usd(before), after: usd(after) }
    }

    fn words(before: &str, after: &str) -> String {
        let (sides, change) = difference(before, after).words(Currency::DOLLARS);
        format!("{sides}  {change}")
    }

    #[test]
    fn both_sides_the_change_and_its_share() {
        // 148.90 / 390 = 38.2%.
        assert_eq!(words("390", "241.10"), "$390.00 → $241.10  -$148.90 (-38%)");
        assert_eq!(words("100", "104.2"), "$100.00 → $104.20  +$4.20 (+4.2%)");
        assert_eq!(words("1", "1"), "$1.00 → $1.00  ±$0.00 (0%)");
        assert_eq!(difference("10", "134").percent().unwrap(), "+1,240%");
        assert_eq!(difference("1000", "1000.1").percent().unwrap(), "+0.01%");
    }

    #[test]
    fn no_percentage_of_or_to_nothing() {
        assert_eq!(words("0", "5"), "$0.00 → $5.00  +$5.00");
        assert_eq!(words("5", "0"), "$5.00 → $0.00  -$5.00");
        assert_eq!(difference("0", "0").percent(), None);
    }

    #[test]
    fn small_changes_of_small_costs_still_show() {
        assert_eq!(words("0.0007", "0.0009"), "$0.0007 → $0.0009  +$0.0002 (+29%)");
    }
}
