//! Calendar days, for the age of prices and the end of a model's life.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A day of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// A day, if there is such a day.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let length = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        (1..=length).contains(&day).then_some(Self { year, month, day })
    }

    /// Reads `2026-11-22`, if there is such a day.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('-').collect();
        let [year, month, day] = parts.as_slice() else {
            return None;
        };
        let lengths = (year.len(), month.len(), day.len()) == (4, 2, 2);
        let digits = parts.concat().bytes().all(|b| b.is_ascii_digit());
        if !(lengths && digits) {
            return None;
        }
        Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }

    /// The day that many whole days after 1970-01-01.
    pub fn from_unix_days(days: i64) -> Option<Self> {
        // Howard Hinnant's civil-from-days: eras of 400 years that start in March.
        let shifted = days.checked_add(719_468)?;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Self::new(u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }

    /// Whole days after 1970-01-01.
    pub fn unix_days(self) -> i64 {
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let shifted_month = (i64::from(self.month) + 9) % 12;
        let day_of_year = (153 * shifted_month + 2) / 5 + i64::from(self.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - 719_468
    }

    /// Days from this day until `later`; negative when that is earlier.
    pub fn days_until(self, later: Self) -> i64 {
        later.unix_days() - self.unix_days()
    }

    /// Its year.
    pub const fn year(self) -> u16 {
        self.year
    }

    /// `26 Nov`, where the year does not matter.
    pub fn day_month(self) -> String {
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let month = MONTHS.get(usize::from(self.month).wrapping_sub(1)).unwrap_or(&"");
        format!("{} {month}", self.day)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: u16, month: u8, day: u8) -> Date {
        Date::new(year, month, day).unwrap()
    }

    #[test]
    fn counts_days() {
        assert_eq!(day(1970, 1, 1).unix_days(), 0);
        assert_eq!(day(2000, 3, 1).unix_days(), 11_017);
        // November 22 to December 31 is 39 days, then a year of 365.
        assert_eq!(day(2026, 11, 22).days_until(day(2027, 12, 31)), 39 + 365);
    }

    #[test]
    fn refuses_days_that_are_not() {
        assert_eq!(Date::new(2026, 2, 29), None);
        assert!(Date::new(2028, 2, 29).is_some());
        assert_eq!(Date::new(2026, 13, 1), None);
        assert_eq!(Date::new(2026, 1, 0), None);
    }

    #[test]
    fn days_are_read_as_they_are_written() {
        let date = day(2026, 11, 22);
        assert_eq!(Date::parse(&date.to_string()), Some(date));
        for text in ["", "2026-11-31", "2026-11", "2026-1-2", "22.11.2026", "+026-11-22"] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }

    #[test]
    fn unix_days_round_trip() {
        for days in (-100_000..100_000).step_by(37) {
            if let Some(date) = Date::from_unix_days(days) {
                assert_eq!(date.unix_days(), days);
            }
        }
    }
}
