//! Exact reading of plain decimal numbers: no floating point on the way.

use thiserror::Error;

/// Why a text is not a decimal number that can be held exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DecimalFault {
    /// The text is not a number.
    #[error("is not a number")]
    NotANumber,
    /// NaN or infinity.
    #[error("must be a finite number")]
    NotFinite,
    /// Below zero.
    #[error("must not be negative")]
    Negative,
    /// More decimal places than the unit holds.
    #[error("has more than {0} decimal places")]
    TooPrecise(u32),
    /// Beyond the range of the unit.
    #[error("is too large")]
    TooLarge,
    /// Its digits are in groups that are none, or may be.
    #[error(transparent)]
    Grouping(#[from] GroupingFault),
}

/// Why a number is refused for how its digits are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum GroupingFault {
    /// A point that may be a decimal one or group thousands, as in `360.000`: the number without it.
    #[error("could be {} or {}: write one of them", write(u128::from(*.0), 3, 0), grouped(*.0))]
    TwoReadings(u64),
    /// A comma or a blank that does not group thousands, as in `1,5M`.
    #[error("groups its digits, but not by three (write it like 1,500,000 or 1.5M)")]
    NotByThree,
}

/// A number without the signs that group its digits by three: `360,000`, `360 000`, `360'000` and
/// `1.234.567` are read. What follows the digits, as in `1.5 M`, stays.
///
/// # Errors
/// A [`GroupingFault`].
pub(super) fn ungrouped(text: &str) -> Result<String, GroupingFault> {
    let text = text.trim();
    let sign = if text.starts_with(['+', '-']) { &text[..1] } else { "" };
    let is_part = |c: char| c.is_ascii_digit() || c == '.' || groups(c).is_some();
    let rest = &text[sign.len()..];
    let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
    let (digits, suffix) = (rest[..end].trim_end(), rest[end..].trim_start());
    let (whole, fraction) = match digits.matches('.').count() {
        1 => digits.split_once('.').unwrap_or((digits, "")),
        _ => (digits, ""),
    };
    let separator = whole.chars().find_map(|c| groups(c).or((c == '.').then_some(c)));
    let Some(separator) = separator else {
        let thousands = fraction.len() == 3 && matches!(whole.len(), 1..=3);
        if thousands
            && suffix.is_empty()
            && !whole.starts_with('0')
            && let Ok(number) = format!("{whole}{fraction}").parse()
        {
            return Err(GroupingFault::TwoReadings(number));
        }
        return match fraction.chars().any(|c| groups(c).is_some()) {
            true => Err(GroupingFault::NotByThree),
            false => Ok(format!("{sign}{digits}{suffix}")),
        };
    };
    let parts = || whole.split(|c| c == separator || groups(c) == Some(separator));
    let by_three = parts().enumerate().all(|(at, part)| {
        let fits = if at == 0 { matches!(part.len(), 1..=3) } else { part.len() == 3 };
        fits && part.bytes().all(|byte| byte.is_ascii_digit())
    });
    let plain = fraction.bytes().all(|byte| byte.is_ascii_digit());
    if !by_three || !plain || whole.starts_with('0') {
        return Err(GroupingFault::NotByThree);
    }
    let point = if fraction.is_empty() { "" } else { "." };
    Ok(format!("{sign}{}{point}{fraction}{suffix}", parts().collect::<String>()))
}

/// `1234567` as `1,234,567`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// What groups digits, and nothing else: a comma, an apostrophe, or any kind of blank, which are one.
const fn groups(letter: char) -> Option<char> {
    match letter {
        ',' => Some(','),
        '\'' | '’' => Some('\''),
        ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' => Some(' '),
        _ => None,
    }
}

/// Reads a non-negative decimal such as `0.035`, `1_000`, `+2` or `2.5e-1` as a whole number of
/// units of 10^-`places`.
///
/// # Errors
/// A [`DecimalFault`] that says what is wrong with the text.
pub(super) fn parse(text: &str, places: u32) -> Result<u128, DecimalFault> {
    let text = text.trim();
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let lower = unsigned.to_ascii_lowercase();
    if matches!(lower.as_str(), "nan" | "inf" | "infinity") {
        return Err(DecimalFault::NotFinite);
    }
    let (mantissa, exponent) = match lower.split_once('e') {
        Some((mantissa, exponent)) => {
            let exponent = exponent.parse::<i32>().map_err(|_| DecimalFault::NotANumber)?;
            (mantissa, exponent)
        }
        None => (lower.as_str(), 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: String = whole.chars().chain(fraction.chars()).filter(|&c| c != '_').collect();
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(DecimalFault::NotANumber);
    }
    let fraction_digits = fraction.chars().filter(|&c| c != '_').count();
    let significant = digits.trim_start_matches('0');
    if significant.is_empty() {
        return Ok(0);
    }
    if text.starts_with('-') {
        return Err(DecimalFault::Negative);
    }
    // The value is `digits` x 10^(exponent - fraction digits); in units that is `shift` zeros more.
    let shift = i64::from(exponent) - fraction_digits as i64 + i64::from(places);
    let (kept, zeros) = if shift >= 0 {
        (significant, shift as usize)
    } else {
        let surplus = significant.bytes().rev().take_while(|&b| b == b'0').count() as i64;
        if surplus < -shift {
            return Err(DecimalFault::TooPrecise(places));
        }
        (&significant[..significant.len() - (-shift) as usize], 0)
    };
    if kept.len() + zeros > 38 {
        return Err(DecimalFault::TooLarge);
    }
    let value = kept.parse::<u128>().map_err(|_| DecimalFault::TooLarge)?;
    Ok(value * 10u128.pow(zeros as u32))
}

/// A decimal as a bill states it, in whole units of 10^-12.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Exact {
    /// The number in units of 10^-12, with its sign.
    pub pico: i128,
    /// With how many decimal places it is written.
    pub places: u32,
    /// Whether it has more than twelve, so that it was rounded, half away from zero.
    pub is_rounded: bool,
}

impl Exact {
    /// Reads a decimal with a sign such as `-0.035`, `1629.5` or `3.3e-5`.
    ///
    /// # Errors
    /// A [`DecimalFault`] for what is no number, or has more than 38 digits.
    pub fn parse(text: &str) -> Result<Self, DecimalFault> {
        const PLACES: i64 = 12;
        let text = text.trim();
        let bare = text.strip_prefix('-').unwrap_or(text);
        let (mantissa, exponent) = bare.split_once(['e', 'E']).unwrap_or((bare, "0"));
        let exponent = exponent.parse::<i32>().map_err(|_| DecimalFault::NotANumber)?;
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let written = (fraction.len() as i64 - i64::from(exponent)).max(0);
        let fraction = fraction.trim_end_matches('0');
        let is_number = !whole.is_empty() || mantissa.len() > 1;
        let digits = format!("{whole}{fraction}");
        if !is_number || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(DecimalFault::NotANumber);
        }
        let digits = digits.trim_start_matches('0');
        let places = (fraction.len() as i64 - i64::from(exponent)).max(0);
        // The value is `digits` x 10^(exponent - places of the fraction).
        let zeros = i64::from(exponent) - fraction.len() as i64 + PLACES;
        let left = (digits.len() as i64 + zeros.min(0)).max(0);
        let kept = digits.get(..left as usize).unwrap_or_default();
        // The first digit that is dropped, where that is the one after the last place.
        let next = (zeros < 0 && digits.len() as i64 + zeros >= 0).then_some(left as usize);
        let is_up = next.and_then(|at| digits.as_bytes().get(at)).is_some_and(|it| *it >= b'5');
        if kept.len() as i64 + zeros.max(0) > 38 && !kept.is_empty() {
            return Err(DecimalFault::TooLarge);
        }
        let kept: i128 = match kept {
            "" => 0,
            kept => kept.parse().map_err(|_| DecimalFault::TooLarge)?,
        };
        let scale = if kept == 0 { 1 } else { 10_i128.pow(zeros.max(0) as u32) };
        let pico = kept.checked_mul(scale).ok_or(DecimalFault::TooLarge)? + i128::from(is_up);
        Ok(Self {
            pico: if bare.len() < text.len() { -pico } else { pico },
            places: u32::try_from(written).unwrap_or(u32::MAX),
            is_rounded: !digits.is_empty() && places > PLACES,
        })
    }
}

/// Reads a factor such as `3` or `1.3`, in parts per million.
///
/// # Errors
/// A [`DecimalFault`] for anything but a number of at most six places.
pub fn parse_factor(text: &str) -> Result<u64, DecimalFault> {
    let ppm = parse(text, 6)?;
    u64::try_from(ppm).map_err(|_| DecimalFault::TooLarge)
}

/// Writes `units` of 10^-`places` as a plain decimal with at least `least` decimal places.
pub(super) fn write(units: u128, places: u32, least: usize) -> String {
    let scale = 10u128.pow(places);
    let fraction = format!("{:0width$}", units % scale, width = places as usize);
    let mut fraction = fraction.trim_end_matches('0').to_owned();
    while fraction.len() < least {
        fraction.push('0');
    }
    let whole = units / scale;
    if fraction.is_empty() { whole.to_string() } else { format!("{whole}.{fraction}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_exact_decimals() {
        assert_eq!(parse("0.035", 6), Ok(35_000));
        assert_eq!(parse("15", 6), Ok(15_000_000));
        assert_eq!(parse("1_000.5", 6), Ok(1_000_500_000));
        assert_eq!(parse("2.5e-1", 6), Ok(250_000));
        assert_eq!(parse("0.00000100", 6), Ok(1));
        assert_eq!(parse("-0.0", 6), Ok(0));
        assert_eq!(parse("1e3", 0), Ok(1_000));
    }

    #[test]
    fn bills_are_read_to_the_last_place() {
        let read = |text: &str| {
            Exact::parse(text).map(|exact| (exact.pico, exact.places, exact.is_rounded))
        };
        for (text, pico, places, is_rounded) in [
            ("1629.5", 1_629_500_000_000_000, 1, false),
            ("-0.0572", -57_200_000_000, 4, false),
            ("72.00", 72_000_000_000_000, 2, false),
            ("3.3e-5", 33_000_000, 6, false),
            ("1E3", 1_000_000_000_000_000, 0, false),
            ("0.000000000001", 1, 12, false),
            // 1.77297747 as floating point adds it up.
            ("1.7729774699999999", 1_772_977_470_000, 16, true),
            ("0.0000000000005", 1, 13, true),
            ("-0.0000000000015", -2, 13, true),
            ("4e-13", 0, 13, true),
            ("9.9e-30", 0, 31, true),
            ("0", 0, 0, false),
            ("-0.0", 0, 1, false),
        ] {
            assert_eq!(read(text), Ok((pico, places, is_rounded)), "{text}");
        }
        for text in ["", "-", "--1", "-+1", "1,5", "$1", "1e", "e5", "nan", "1.2.3", "0x1p-40"] {
            assert!(read(text).is_err(), "{text}");
        }
        assert_eq!(read("1e40"), Err(DecimalFault::TooLarge));
    }

    #[test]
    fn names_what_is_wrong() {
        assert_eq!(parse("-1", 6), Err(DecimalFault::Negative));
        assert_eq!(parse("nan", 6), Err(DecimalFault::NotFinite));
        assert_eq!(parse("-inf", 6), Err(DecimalFault::NotFinite));
        assert_eq!(parse("0.0000001", 6), Err(DecimalFault::TooPrecise(6)));
        assert_eq!(parse("1e40", 6), Err(DecimalFault::TooLarge));
        for text in ["", ".", "a", "1..2", "1e", "0x10", "١"] {
            assert_eq!(parse(text, 6), Err(DecimalFault::NotANumber), "{text:?}");
        }
    }

    #[test]
    fn digits_are_grouped_by_three_or_not_at_all() {
        for (text, plain) in [
            ("360,000", "360000"),
            ("360 000", "360000"),
            ("1\u{202f}360\u{a0}000", "1360000"),
            ("360'000", "360000"),
            ("1.234.567", "1234567"),
            ("1,234.567", "1234.567"),
            ("-1,000", "-1000"),
            (" 1.5 M ", "1.5M"),
            ("1,500k", "1500k"),
            ("2.500M", "2.500M"),
            ("0.500", "0.500"),
            ("1e6", "1e6"),
            ("50_000", "50_000"),
            ("five", "five"),
            ("", ""),
        ] {
            assert_eq!(ungrouped(text).as_deref(), Ok(plain), "{text}");
        }
        for text in
            ["1,5M", "3 60", "1,000,00", "1,000 000", "0,500", "1.000,5", "1.2.3", ",", "1,"]
        {
            assert_eq!(ungrouped(text), Err(GroupingFault::NotByThree), "{text}");
        }
        for (text, asked) in [
            ("360.000", "could be 360 or 360,000: write one of them"),
            ("1.500", "could be 1.5 or 1,500: write one of them"),
        ] {
            assert_eq!(ungrouped(text).unwrap_err().to_string(), asked);
        }
    }

    #[test]
    fn writes_without_exponent() {
        assert_eq!(write(700_000_000, 12, 2), "0.0007");
        assert_eq!(write(32_500_000_000_000, 12, 2), "32.50");
        assert_eq!(write(0, 12, 2), "0.00");
        assert_eq!(write(3_000_000, 6, 0), "3");
    }
}
