//! Points in time as logs write them.

use std::fmt;

use crate::card::Date;

const DAY: i64 = 86_400_000;

/// Milliseconds after 1970-01-01 00:00 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

impl Moment {
    /// A point in time from milliseconds; none outside the years 1970 to 9999.
    pub fn from_millis(millis: i64) -> Option<Self> {
        (0..253_402_300_800_000).contains(&millis).then_some(Self(millis))
    }

    /// Milliseconds after 1970-01-01 00:00 UTC.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// So many milliseconds later; none beyond the year 9999.
    pub(super) fn after(self, millis: i64) -> Option<Self> {
        Self::from_millis(self.0.checked_add(millis)?)
    }

    /// Its day in UTC.
    pub fn day(self) -> Option<Date> {
        Date::from_unix_days(self.0.div_euclid(DAY))
    }

    /// Reads a number of seconds or, from 100 billion on, of milliseconds.
    pub(super) fn from_number(written: &[u8]) -> Option<Self> {
        let number: f64 = std::str::from_utf8(written).ok()?.parse().ok()?;
        if !number.is_finite() {
            return None;
        }
        let millis = if number < 1e11 { number * 1e3 } else { number };
        Self::from_millis(millis as i64)
    }

    /// Reads `2026-11-22T08:30:00Z`, with or without seconds and their fraction, with `Z`, an
    /// offset such as `+01:00`, or nothing for UTC.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let number = |from: usize, to: usize| {
            let digits = text.get(from..to)?;
            let add = |sum: i64, digit: &u8| {
                digit.is_ascii_digit().then(|| sum * 10 + i64::from(digit - b'0'))
            };
            digits.iter().try_fold(0, add)
        };
        let is = |at: usize, bytes: &[u8]| text.get(at).is_some_and(|b| bytes.contains(b));
        if !(is(4, b"-") && is(7, b"-") && is(10, b"T ") && is(13, b":")) {
            return None;
        }
        let [year, month, day] = [number(0, 4)?, number(5, 7)?, number(8, 10)?];
        let date = Date::new(
            u16::try_from(year).ok()?,
            u8::try_from(month).ok()?,
            u8::try_from(day).ok()?,
        )?;
        let [hour, minute] = [number(11, 13)?, number(14, 16)?];
        let (second, mut at) = if is(16, b":") { (number(17, 19)?, 19) } else { (0, 16) };
        let mut millis = 0;
        if is(at, b".") {
            let mut unit = 100;
            at += 1;
            while let Some(digit) = number(at, at + 1) {
                millis += digit * unit;
                unit /= 10;
                at += 1;
            }
        }
        let offset = match text.get(at..)? {
            b"" | b"Z" | b"z" => 0,
            [sign @ (b'+' | b'-'), zone @ ..] => {
                let minutes = if zone.get(2) == Some(&b':') { at + 4 } else { at + 3 };
                let zone = number(at + 1, at + 3)? * 60 + number(minutes, minutes + 2)?;
                if *sign == b'+' { zone } else { -zone }
            }
            _ => return None,
        };
        // A leap second is the first of the next minute.
        if hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let minutes = hour * 60 + minute - offset;
        Self::from_millis(date.unix_days() * DAY + minutes * 60_000 + second * 1_000 + millis)
    }
}

impl fmt::Display for Moment {
    /// `2026-11-22T08:30:00Z`; a fraction of a second only where there is one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, rest) = (self.0.div_euclid(DAY), self.0.rem_euclid(DAY));
        let date = Date::from_unix_days(days).ok_or(fmt::Error)?;
        let (seconds, millis) = (rest / 1_000, rest % 1_000);
        let [hour, minute, second] = [seconds / 3_600, seconds / 60 % 60, seconds % 60];
        write!(f, "{date}T{hour:02}:{minute:02}:{second:02}")?;
        if millis > 0 {
            write!(f, ".{millis:03}")?;
        }
        f.write_str("Z")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_logs_write() {
        let shown = |text: &str| Moment::parse(text.as_bytes()).map(|at| at.to_string());
        for (text, same) in [
            ("2026-11-22T08:30:05Z", "2026-11-22T08:30:05Z"),
            ("2026-11-22T08:30:05.120Z", "2026-11-22T08:30:05.120Z"),
            ("2026-11-22T08:30:05.123456789Z", "2026-11-22T08:30:05.123Z"),
            ("2026-11-22T08:30:00+01:00", "2026-11-22T07:30:00Z"),
            ("2026-11-22T23:30:00-0100", "2026-11-23T00:30:00Z"),
            ("2026-11-22 08:30", "2026-11-22T08:30:00Z"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(same), "{text}");
        }
        for text in [
            "",
            "2026-11-22",
            "2026-02-30T00:00:00Z",
            "2026-11-22T24:00:00Z",
            "2026-11-22T08:30:05Q",
            "1969-12-31T00:00:00Z",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
        assert_eq!(Moment::parse(b"1970-01-02T00:00:01Z").unwrap().millis(), 86_401_000);
    }

    #[test]
    fn numbers_are_seconds_or_milliseconds() {
        let seconds = Moment::from_number(b"1795336200").unwrap();
        assert_eq!(Moment::from_number(b"1795336200000"), Some(seconds));
        assert_eq!(seconds.to_string(), "2026-11-22T08:30:00Z");
        assert_eq!(Moment::from_number(b"-5"), None);
        assert_eq!(Moment::from_number(b"nan"), None);
    }
}
