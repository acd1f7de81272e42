//! Values of controls in words: read as typed, and shown.

use super::{Control, plans};
use crate::money::{self, Growth, Share, compact};
use crate::workload::{
    MAX_MONTHS, MAX_QUOTA, MAX_REQUESTS, MAX_SECTION_TOKENS, MAX_TOOLS, MAX_TURNS, Spread, Workload,
};

impl Control {
    /// Reads a typed value.
    ///
    /// # Errors
    /// One sentence that says what a value looks like.
    pub fn parse(self, text: &str) -> Result<Option<u64>, String> {
        let word = text.trim().to_ascii_lowercase();
        if self.has_none()
            && matches!(word.as_str(), "auto" | "none" | "never" | "every" | "all" | "")
        {
            return Ok(None);
        }
        let named = |fault: &dyn std::fmt::Display| format!("{} {fault}", self.label());
        let count = |least: u64, most: u64| match money::parse_count(&word, most) {
            Ok(count) if count < least => Err(format!("{} must be at least {least}", self.label())),
            Ok(count) => Ok(Some(count)),
            Err(fault) => Err(named(&fault)),
        };
        match self {
            Self::Requests => count(0, MAX_REQUESTS),
            Self::Turns => count(1, u64::from(MAX_TURNS)),
            Self::Tools => count(0, u64::from(MAX_TOOLS)),
            Self::Tokens => count(0, MAX_SECTION_TOKENS),
            Self::AnswerLength | Self::Size(_) => count(0, MAX_SECTION_TOKENS),
            Self::Cap => count(1, MAX_SECTION_TOKENS),
            Self::ActiveHours => count(1, 24),
            Self::ActiveDays => count(1, 30),
            Self::InputShare | Self::HitRate | Self::BatchShare | Self::Route(_) => {
                // People type 60 for 60%.
                let share = match word.parse::<f64>() {
                    Ok(number) if number > 1.0 => Share::parse(&format!("{word}%")),
                    _ => Share::parse(&word),
                };
                share.map(|share| Some(u64::from(share.ppm()))).map_err(|fault| named(&fault))
            }
            Self::Spread => Spread::parse(&word)
                .map(|spread| Some(u64::from(spread.permille())))
                .map_err(|fault| named(&fault)),
            Self::Pool | Self::OtherSpend => plans::parse_usd(&word).map_err(|fault| named(&fault)),
            Self::Growth => plans::parse_growth(&word).map_err(|fault| named(&fault)),
            Self::Expiry => count(1, u64::from(MAX_MONTHS)),
            Self::Quota => count(1, MAX_QUOTA),
            Self::Caching | Self::History | Self::Batch | Self::Regional => Ok(None),
        }
    }

    /// Its value in words of at most nine cells, `automatic` being the number behind none.
    pub fn shown(self, work: &Workload, automatic: Option<u64>) -> String {
        self.words(self.value(work).or(automatic))
    }

    /// A value of it in words of at most nine cells.
    pub fn words(self, value: Option<u64>) -> String {
        let percent = |ppm: u64| {
            let share = ppm as f64 / 1e6;
            if ppm.is_multiple_of(10_000) {
                format!("{:.0}%", share * 100.0)
            } else {
                format!("{:.1}%", share * 100.0)
            }
        };
        match (self, value) {
            (Self::Caching | Self::History | Self::Batch | Self::Regional, _) => String::new(),
            (Self::Cap | Self::Pool | Self::OtherSpend | Self::Quota, None) => "none".to_owned(),
            (Self::Expiry, None) => "never".to_owned(),
            (Self::ActiveDays, None) => "every".to_owned(),
            (_, None) => "auto".to_owned(),
            (Self::InputShare | Self::BatchShare | Self::Route(_), Some(ppm)) => percent(ppm),
            (Self::Pool | Self::OtherSpend, Some(cents)) => plans::shown_usd(cents),
            (Self::Growth, Some(ppm)) => Growth::from_factor_ppm(ppm as u32).to_string(),
            (Self::Expiry, Some(1)) => "1 month".to_owned(),
            (Self::Expiry, Some(months)) => format!("{months} months"),
            (Self::HitRate, Some(ppm)) => money::percent(ppm as f64 / 1e6),
            (Self::Spread, Some(permille)) => {
                let ratio = permille as f64 / 1e3;
                if permille.is_multiple_of(100) {
                    format!("{ratio:.1}x")
                } else {
                    format!("{ratio:.2}x")
                }
            }
            (_, Some(value)) if value >= 100_000_000 => compact(value),
            (_, Some(value)) => money::grouped(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_values() {
        assert_eq!(Control::Requests.parse("2.5M"), Ok(Some(2_500_000)));
        assert_eq!(Control::InputShare.parse("60"), Ok(Some(600_000)));
        assert_eq!(Control::InputShare.parse("0.6"), Ok(Some(600_000)));
        assert_eq!(Control::InputShare.parse("60%"), Ok(Some(600_000)));
        assert_eq!(Control::Cap.parse("none"), Ok(None));
        assert_eq!(Control::HitRate.parse("auto"), Ok(None));
        assert_eq!(Control::Spread.parse("2.5"), Ok(Some(2_500)));
        for (control, text) in [
            (Control::Requests, "-5"),
            (Control::Requests, "1e30"),
            (Control::Turns, "0"),
            (Control::HitRate, "120%"),
            (Control::Spread, "0.5"),
            (Control::ActiveHours, "25"),
        ] {
            let fault = control.parse(text).unwrap_err();
            assert!(fault.starts_with(control.label()), "{fault}");
        }
    }
}
