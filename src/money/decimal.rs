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
    fn writes_without_exponent() {
        assert_eq!(write(700_000_000, 12, 2), "0.0007");
        assert_eq!(write(32_500_000_000_000, 12, 2), "32.50");
        assert_eq!(write(0, 12, 2), "0.00");
        assert_eq!(write(3_000_000, 6, 0), "3");
    }
}
