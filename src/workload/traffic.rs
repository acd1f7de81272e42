//! When requests come, for the caches that live between them.

/// Hours in a month, the one figure used throughout.
pub const HOURS_PER_MONTH: f64 = 730.0;
/// Days in a month: 730 hours.
const DAYS_PER_MONTH: f64 = HOURS_PER_MONTH / 24.0;

/// The hours and days in which requests come; a cache is cold at the start of each day's window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Active {
    hours: u8,
    days: Option<u8>,
}

impl Active {
    /// Around the clock, every day of the month.
    pub const ALWAYS: Self = Self { hours: 24, days: None };

    /// `hours` of a day (1 to 24, clamped) on `days` of a month (1 to 30, clamped; none for every
    /// day).
    pub fn new(hours: u8, days: Option<u8>) -> Self {
        Self { hours: hours.clamp(1, 24), days: days.map(|days| days.clamp(1, 30)) }
    }

    /// Hours of an active day.
    pub const fn hours(self) -> u8 {
        self.hours
    }

    /// Active days of a month; none for every day.
    pub const fn days(self) -> Option<u8> {
        self.days
    }

    /// Active minutes in a month.
    pub fn minutes(self) -> f64 {
        f64::from(self.hours) * 60.0 * self.days.map_or(DAYS_PER_MONTH, f64::from)
    }

    /// Minutes of one window that starts with a cold cache; none when traffic never pauses.
    pub fn window_minutes(self) -> Option<f64> {
        (self.hours < 24).then(|| f64::from(self.hours) * 60.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_730_hours() {
        assert_eq!(Active::ALWAYS.minutes(), 43_800.0);
        assert_eq!(Active::ALWAYS.window_minutes(), None);
    }

    #[test]
    fn office_hours() {
        let office = Active::new(8, Some(22));
        assert_eq!(office.minutes(), 10_560.0);
        assert_eq!(office.window_minutes(), Some(480.0));
    }
}
