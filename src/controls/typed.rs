//! What is typed where a number goes: a value, a change of the value that is there, or what a month is
//! to cost.

use super::field::{Field, Kind, Unit};
use crate::money::{Usd, parse_factor};
use crate::workload::MAX_USD;

/// What was typed into a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    /// This value, or none.
    Value(Option<u64>),
    /// The present value times the first of these factors over the second, in parts per million.
    Times(u64, u64),
    /// So much more than the present value, or less.
    By(i64),
    /// The value at which a month costs this.
    Month(Usd),
}

/// Where something is typed, which decides how much is taken for what it seems to mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Into a control, where the result is seen: `60` is 60% of a share, `-200` takes 200 away.
    Screen,
    /// After a flag, where a number below zero is likelier a mistake than a change.
    Flag,
}

const ONE: u64 = 1_000_000;
/// How changes are written, to end a sentence.
const WRITTEN: &str = "write a change like x3, *1.3, +30% or -200";

impl Typed {
    /// Reads a change of a number, such as `x3`, `*1.3`, `3x`, `/2`, `+30%`, `-200` or `400*1.3`; none
    /// where the text is none, so that it is a value or nothing at all. `read` reads a value.
    fn change(
        unit: Unit,
        text: &str,
        place: Place,
        read: impl Fn(&str) -> Result<Option<u64>, String>,
    ) -> Option<Result<Self, String>> {
        let signed = text.strip_prefix('+').map(|rest| (rest, 1));
        let signed = signed.or_else(|| text.strip_prefix(['-', '−']).map(|rest| (rest, -1)));
        if let Some((size, sign)) = signed.filter(|_| unit != Unit::Growth) {
            return match size.strip_suffix('%') {
                Some(percent) if unit == Unit::Share => Some(two_readings(percent, sign)),
                Some(percent) => Some(percent_more(percent, sign)),
                None if sign < 0 && place == Place::Flag => None,
                None => Some(unit.difference(size).map(|size| Self::By(sign * size))),
            };
        }
        if let Some(rest) = text.strip_prefix(['/', '÷']) {
            return Some(factor(rest).and_then(|over| match over {
                0 => Err("cannot be divided by nothing".to_owned()),
                over => Ok(Self::Times(ONE, over)),
            }));
        }
        let (base, times) = text.split_once(['x', '*', '×'])?;
        match (base.trim(), times.trim()) {
            ("0", _) => None,
            // As a ratio is shown.
            (_, "") if unit == Unit::Ratio => None,
            ("", times) | (times, "") => Some(factor(times).map(|times| Self::Times(times, ONE))),
            (base, times) => Some(factor(times).and_then(|times| {
                let base = read(base)?;
                Self::Times(times, ONE).of(unit, base).map(|value| Self::Value(Some(value)))
            })),
        }
    }

    /// The value that is meant, of a number that is at `present`.
    ///
    /// # Errors
    /// What is wrong, to follow the name of what was typed: there is no number to change, or the result
    /// is out of range. An amount is for solving.
    pub fn of(self, unit: Unit, present: Option<u64>) -> Result<u64, String> {
        let nothing = || "has no number to change yet: type one".to_owned();
        let now = i128::from(present.ok_or_else(nothing)?);
        // A growth is what is above or below no growth.
        let zero = if unit == Unit::Growth { i128::from(ONE) } else { 0 };
        let value = match self {
            Self::Value(value) => return value.ok_or_else(nothing),
            Self::Month(_) => return Err("cannot be an amount here".to_owned()),
            Self::By(difference) => now + i128::from(difference),
            Self::Times(times, over) => {
                let (times, over) = (i128::from(times), i128::from(over).max(1));
                let size = (now - zero) * times;
                zero + (size + size.signum() * over / 2) / over
            }
        };
        let (least, most) = unit.range();
        match u64::try_from(value) {
            Ok(value) if (least..=most).contains(&value) => Ok(value),
            _ => {
                let sign = if value < 0 { "-" } else { "" };
                let size = u64::try_from(value.unsigned_abs()).unwrap_or(u64::MAX);
                let words = [size, least, most].map(|value| unit.exactly(value));
                Err(format!(
                    "would be {sign}{} and must be from {} to {}",
                    words[0], words[1], words[2]
                ))
            }
        }
    }
}

impl Unit {
    /// Reads a number or a change of it.
    ///
    /// # Errors
    /// What is wrong, to follow the name of what was typed.
    pub fn typed(self, text: &str, place: Place) -> Result<Typed, String> {
        typed(self, text, place, |text| self.read(text).map(Some))
    }
}

impl Field {
    /// Reads what was typed: a value as [`Field::parse`] or, after a flag, [`Field::read`] does, and of
    /// a number a change of it too, or an amount to solve for.
    ///
    /// # Errors
    /// What is wrong, to follow the field's name.
    pub fn typed(&self, text: &str, place: Place) -> Result<Typed, String> {
        let read = |text: &str| match place {
            Place::Screen => self.loose(text),
            Place::Flag => self.read(text),
        };
        match self.kind {
            Kind::Number(_, unit) => typed(unit, text, place, read),
            Kind::Switch(_) | Kind::Choice(_) => read(text).map(Typed::Value),
        }
    }

    /// The value that is meant, of a field that is at `present`.
    ///
    /// # Errors
    /// As for [`Typed::of`].
    pub fn meant(&self, typed: Typed, present: Option<u64>) -> Result<Option<u64>, String> {
        match (typed, self.kind) {
            (Typed::Value(value), _) => Ok(value),
            (typed, Kind::Number(_, unit)) => typed.of(unit, present).map(Some),
            _ => Err("is not a number".to_owned()),
        }
    }
}

fn typed(
    unit: Unit,
    text: &str,
    place: Place,
    read: impl Fn(&str) -> Result<Option<u64>, String>,
) -> Result<Typed, String> {
    let word = text.trim().to_lowercase();
    if let Some(amount) = amount(&word).filter(|_| unit != Unit::Usd) {
        return match Usd::parse(amount) {
            Ok(usd) if usd > MAX_USD => {
                Err(format!("must be at most {}", MAX_USD.dollars().with_places(0)))
            }
            Ok(usd) => Ok(Typed::Month(usd)),
            Err(fault) => Err(format!("for an amount of USD {fault}")),
        };
    }
    let word = match (amount(&word), unit) {
        (Some(amount), Unit::Usd) => amount,
        _ => &word,
    };
    match Typed::change(unit, word, place, &read) {
        Some(change) => change,
        None => read(if unit == Unit::Usd { word } else { text }).map(Typed::Value),
    }
}

/// The number of an amount of money: `$5,000`, `5000$`, `5000 usd`, `usd 5k`.
fn amount(word: &str) -> Option<&str> {
    let signs = ["$", "usd", "dollars"];
    let inner = signs.iter().find_map(|sign| word.strip_prefix(sign).or(word.strip_suffix(sign)));
    inner.map(|inner| inner.trim().trim_start_matches('$'))
}

fn factor(text: &str) -> Result<u64, String> {
    parse_factor(text).map_err(|_| format!("is not a number or a change ({WRITTEN})"))
}

/// Of a share, per cent more could be of it or of the whole.
fn two_readings(percent: &str, sign: i64) -> Result<Typed, String> {
    let ppm = factor(percent)? / 100;
    let percent = percent.trim();
    let (word, mark, times) = match sign {
        1 => ("more", '+', ONE.saturating_add(ppm)),
        _ => ("less", '-', ONE.saturating_sub(ppm)),
    };
    let [points, times] = [ppm, times].map(|ppm| ppm as f64 / 1e6);
    Err(format!(
        "could be {percent} points {word} or {percent}% of it {word}: write {mark}{points} or x{times}"
    ))
}

fn percent_more(percent: &str, sign: i64) -> Result<Typed, String> {
    let ppm = factor(percent)? / 100;
    let times = if sign < 0 { ONE.checked_sub(ppm) } else { ONE.checked_add(ppm) };
    let times = times.ok_or("cannot be more than 100% less")?;
    Ok(Typed::Times(times, ONE))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::controls::Control;

    fn typed(control: Control, text: &str) -> Result<Typed, String> {
        control.field().typed(text, Place::Screen)
    }

    /// What typing over a value makes of it.
    fn over(control: Control, present: u64, text: &str) -> Result<Option<u64>, String> {
        typed(control, text).and_then(|typed| control.field().meant(typed, Some(present)))
    }

    #[test]
    fn changes_are_of_the_present_value() {
        for (text, value) in [
            ("x3", 150_000),
            ("X3", 150_000),
            ("×3", 150_000),
            ("* 3", 150_000),
            ("3x", 150_000),
            ("*1.3", 65_000),
            ("/4", 12_500),
            ("+30%", 65_000),
            ("-30%", 35_000),
            ("-100%", 0),
            ("+200", 50_200),
            ("-200", 49_800),
            ("−1.5k", 48_500),
            ("+1 000", 51_000),
            ("400*1.3", 520),
            ("2k x 1.5", 3_000),
            // A third of 50,000 is 16,666.67.
            ("/3", 16_667),
            ("360000", 360_000),
            ("360 000", 360_000),
            ("1.5 M", 1_500_000),
            ("360k", 360_000),
        ] {
            assert_eq!(over(Control::Requests, 50_000, text), Ok(Some(value)), "{text}");
        }
        // Ratios are shown as 2.0x, so that is a value.
        assert_eq!(over(Control::Spread, 2_000, "3x"), Ok(Some(3_000)));
        assert_eq!(over(Control::Spread, 2_000, "x1.5"), Ok(Some(3_000)));
        assert_eq!(over(Control::Spread, 2_000, "+0.5"), Ok(Some(2_500)));
        // Of a share, points; 60 is 60%.
        assert_eq!(over(Control::InputShare, 600_000, "+10"), Ok(Some(700_000)));
        assert_eq!(over(Control::InputShare, 600_000, "-0.1"), Ok(Some(500_000)));
        assert_eq!(over(Control::InputShare, 600_000, "x1.1"), Ok(Some(660_000)));
        // 10% growth is a factor of 1.1: twice that is 1.2, and a sign belongs to the growth.
        assert_eq!(over(Control::Growth, 1_100_000, "x2"), Ok(Some(1_200_000)));
        assert_eq!(over(Control::Growth, 1_100_000, "-5%"), Ok(Some(950_000)));
        assert_eq!(over(Control::Growth, 900_000, "x0.5"), Ok(Some(950_000)));
        assert_eq!(over(Control::TurnGap, 60, "+30s"), Ok(Some(90)));
        assert_eq!(over(Control::Pool, 100_000, "$5,000"), Ok(Some(500_000)));
        assert_eq!(over(Control::Pool, 100_000, "+5k"), Ok(Some(600_000)));
        assert_eq!(over(Control::Expiry, 6, "x2"), Ok(Some(12)));
        assert_eq!(over(Control::Cap, 500, "none"), Ok(None));
    }

    #[test]
    fn an_amount_is_to_be_solved_for() {
        let month = Ok(Typed::Month(Usd::from_cents(500_000)));
        for text in
            ["$5,000", "5000$", "5000 usd", "USD 5k", "$5 000", "5,000 dollars", "usd5000.00"]
        {
            assert_eq!(typed(Control::Requests, text), month, "{text}");
            assert_eq!(typed(Control::HitRate, text), month, "{text}");
        }
        let fault = |text| typed(Control::Requests, text).unwrap_err();
        assert_eq!(fault("$5.000"), "for an amount of USD could be 5 or 5,000: write one of them");
        assert_eq!(fault("$"), "for an amount of USD is not a number");
    }

    #[test]
    fn what_could_mean_two_things_is_asked_back() {
        let fault = |control, text| over(control, 600_000, text).unwrap_err();
        let asked = "could be 360 or 360,000: write one of them";
        assert_eq!(fault(Control::Requests, "360.000"), asked);
        assert_eq!(fault(Control::Requests, "+360.000"), asked);
        assert_eq!(
            fault(Control::InputShare, "+10%"),
            "could be 10 points more or 10% of it more: write +0.1 or x1.1"
        );
        assert_eq!(
            fault(Control::BatchShare, "-25%"),
            "could be 25 points less or 25% of it less: write -0.25 or x0.75"
        );
    }

    #[test]
    fn a_change_that_cannot_be_made_says_why() {
        let fault = |control, text| over(control, 50, text).unwrap_err();
        assert_eq!(fault(Control::Turns, "x3"), "would be 150 and must be from 1 to 100");
        assert_eq!(fault(Control::Turns, "-50"), "would be 0 and must be from 1 to 100");
        assert_eq!(fault(Control::Turns, "-200"), "would be -150 and must be from 1 to 100");
        assert_eq!(
            fault(Control::Requests, "x1e9"),
            "would be 50,000,000,000 and must be from 0 to 1,000,000,000"
        );
        assert_eq!(
            over(Control::InputShare, 600_000, "x2").unwrap_err(),
            "would be 120% and must be from 0% to 100%"
        );
        assert_eq!(fault(Control::Turns, "-130%"), "cannot be more than 100% less");
        assert_eq!(fault(Control::Turns, "/0"), "cannot be divided by nothing");
        for text in ["x", "3y", "x3y", "xx", "*", "+", "-", "+%", "0x10", "/", "ax2"] {
            assert!(over(Control::Requests, 50, text).is_err(), "{text}");
        }
        let none = typed(Control::Cap, "x2").and_then(|it| Control::Cap.field().meant(it, None));
        assert_eq!(none.unwrap_err(), "has no number to change yet: type one");
    }

    #[test]
    fn a_number_below_zero_is_no_change_after_a_flag() {
        let flag = |text| Control::Requests.field().typed(text, Place::Flag);
        assert_eq!(flag("-5").unwrap_err(), "must not be negative");
        assert_eq!(flag("-30%"), Ok(Typed::Times(700_000, ONE)));
        assert_eq!(flag("+200"), Ok(Typed::By(200)));
        assert_eq!(flag("x3"), Ok(Typed::Times(3_000_000, ONE)));
    }

    proptest! {
        #[test]
        fn times_and_its_inverse_lead_back(present in 1..1_000_000u64, times in 1..1_000u64) {
            let there = over(Control::Requests, present, &format!("x{times}")).unwrap().unwrap();
            prop_assert_eq!(there, present * times);
            let back = over(Control::Requests, there, &format!("/{times}"));
            prop_assert_eq!(back, Ok(Some(present)));
            let more = over(Control::Requests, present, &format!("+{times}")).unwrap().unwrap();
            let back = over(Control::Requests, more, &format!("-{times}"));
            prop_assert_eq!(back, Ok(Some(present)));
        }

        #[test]
        fn what_is_meant_is_always_in_range(
            at in 0..100usize,
            present in any::<u64>(),
            text in "[-+x*/$]{0,2}[0-9., k]{0,8}[%xM$]{0,2}",
        ) {
            let control = Control::ALL[at % Control::ALL.len()];
            let (least, most) = control.field().range();
            if let Ok(Some(value)) = over(control, present.clamp(least, most), &text) {
                prop_assert!((least..=most).contains(&value), "{:?} {}: {}", control, text, value);
            }
        }
    }
}
