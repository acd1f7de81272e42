//! An amount as it is shown: in a currency, with its sign.

use std::fmt;

use super::decimal::{self, grouped};

/// The code of a currency: three capital letters, as in `EUR`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code([u8; 3]);

/// Currencies with a sign of their own; the others are told by their code.
const SIGNS: [(Code, &str); 4] =
    [(Code::USD, "$"), (Code(*b"EUR"), "€"), (Code(*b"GBP"), "£"), (Code(*b"JPY"), "¥")];

impl Code {
    /// The US dollar.
    pub const USD: Self = Self(*b"USD");

    /// Three letters, whichever their case; none for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 3] = text.as_bytes().try_into().ok()?;
        let is_word = bytes.iter().all(u8::is_ascii_alphabetic);
        is_word.then(|| Self(bytes.map(|byte| byte.to_ascii_uppercase())))
    }

    /// What stands before an amount: its sign, else nothing.
    pub(super) fn sign(self) -> Option<&'static str> {
        SIGNS.iter().find(|(code, _)| *code == self).map(|(_, sign)| *sign)
    }

    /// Its sign, or its code: `€`, `CHF`.
    pub(super) fn word(self) -> String {
        self.sign().map_or_else(|| self.to_string(), str::to_owned)
    }

    /// What stands before a number: `€`, `CHF `.
    pub(super) fn before(self) -> String {
        self.sign().map_or_else(|| format!("{self} "), str::to_owned)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(std::str::from_utf8(&self.0).unwrap_or_default())
    }
}

/// An amount times `by` over `over`, rounded half away from zero; the largest where it is beyond that.
pub(super) fn scaled(amount: i128, by: i128, over: i128) -> i128 {
    let (whole, rest) = (amount / over, amount % over);
    let half = over / 2 * rest.signum();
    let rest = rest.saturating_mul(by).saturating_add(half) / over;
    whole.saturating_mul(by).saturating_add(rest)
}

/// An amount as it is shown, in a currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    /// In 10^-12 of the currency.
    pico: i128,
    code: Code,
}

impl Amount {
    /// So many 10^-12 of a currency.
    pub(super) const fn new(pico: i128, code: Code) -> Self {
        Self { pico, code }
    }

    /// The amount in 10^-12 of its currency.
    pub const fn pico(self) -> i128 {
        self.pico
    }

    /// The exact decimal number, at least two places, no exponent: `32.50`, `0.0007`.
    pub fn exact(self) -> String {
        let minus = if self.pico < 0 { "-" } else { "" };
        format!("{minus}{}", decimal::write(self.pico.unsigned_abs(), 12, 2))
    }

    /// The amount as an approximate number, for drawing only.
    pub fn approx(self) -> f64 {
        self.pico as f64 / 1e12
    }

    /// The amount with exactly `places` decimals, rounded half up, grouped: `$1,708.64`.
    pub fn with_places(self, places: u32) -> String {
        let places = places.min(12);
        let unit = 10u128.pow(12 - places);
        let rounded = (self.pico.unsigned_abs() + unit / 2) / unit;
        let scale = 10u128.pow(places);
        let minus = if self.pico < 0 && rounded > 0 { "-" } else { "" };
        let whole = grouped(u64::try_from(rounded / scale).unwrap_or(u64::MAX));
        let fraction = match places {
            0 => String::new(),
            _ => format!(".{:0width$}", rounded % scale, width = places as usize),
        };
        match self.code.sign() {
            Some(sign) => format!("{minus}{sign}{whole}{fraction}"),
            None => format!("{minus}{} {whole}{fraction}", self.code),
        }
    }

    /// How many decimals show this amount honestly: two, or as many as its first two significant
    /// digits need when it is below a cent and not zero.
    pub fn places(self) -> u32 {
        let amount = self.pico.unsigned_abs();
        if amount == 0 || amount >= 10_000_000_000 {
            return 2;
        }
        let digits = amount.ilog10() + 1;
        let mut places = (14 - digits).min(12);
        let unit = 10u128.pow(12 - places);
        let mut rounded = (amount + unit / 2) / unit;
        // A last digit of zero says nothing: $0.0007 rather than $0.00070.
        while places > 2 && rounded.is_multiple_of(10) {
            rounded /= 10;
            places -= 1;
        }
        places
    }

    /// The amount in a few cells: `$85`, `$1.2M`, `<$0.01`.
    pub fn compact(self) -> String {
        let before = self.code.before();
        let number = match self.approx() {
            // From where a digit more would be shown.
            a if a >= 999_950_000_000.0 => format!("{:.1}T", a / 1e12),
            a if a >= 999_950_000.0 => format!("{:.1}B", a / 1e9),
            a if a >= 999_950.0 => format!("{:.1}M", a / 1e6),
            a if a >= 10_000.0 => format!("{:.1}k", a / 1e3),
            a if a >= 100.0 => format!("{a:.0}"),
            a if a >= 0.01 => format!("{a:.2}"),
            _ => return format!("<{before}0.01"),
        };
        before + &number
    }

    /// Whether it is below zero, nothing, or above it, as -1, 0 or 1.
    pub const fn signum(self) -> i128 {
        self.pico.signum()
    }
}

impl fmt::Display for Amount {
    /// Cents, or significant digits below a cent: `$1,708.64`, `€0.0007`, `-CHF 148.90`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.with_places(self.places()))
    }
}
