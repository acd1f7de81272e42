//! What amounts are shown in: dollars, or another currency at a rate that the user gives.
//!
//! Nothing is reckoned in another currency: what is billed, read and written is USD.

use thiserror::Error;

use super::amount::{Amount, Code, scaled};
use super::decimal::{self, DecimalFault};
use super::usd::Usd;
use crate::date::Date;

/// Decimal places of a rate of exchange.
const PLACES: u32 = 9;
/// One unit of a currency to the dollar.
const ONE: u64 = 1_000_000_000;
/// The most units to a dollar, and the most dollars to a unit.
const MOST: u64 = 1_000_000;

/// A currency with its rate and the day of that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency {
    code: Code,
    /// Units of it to a dollar, in billionths.
    rate: u64,
    as_of: Option<Date>,
}

/// Why there is no such currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CurrencyFault {
    /// No code.
    #[error("must be the three letters of a currency, such as EUR")]
    NoCode,
    /// No rate, where one is needed.
    #[error("needs its rate: what a dollar is in it, such as 0.93")]
    NoRate,
    /// No number, or more than nine decimal places.
    #[error("{0}")]
    Rate(DecimalFault),
    /// Nothing, or out of all proportion.
    #[error("must be from 0.000001 to 1,000,000 of it to a dollar")]
    Range,
    /// No day.
    #[error("must end in a day, as in EUR=0.93@2026-11-24")]
    Day,
    /// The dollar at another rate than one.
    #[error("must be 1 for USD, or left out")]
    Dollar,
}

impl Currency {
    /// Dollars, as amounts are.
    pub const DOLLARS: Self = Self { code: Code::USD, rate: ONE, as_of: None };

    /// A currency of which a dollar is so much on a day.
    ///
    /// # Errors
    /// A [`CurrencyFault`] that says what is wrong with the rate.
    pub fn new(code: Code, rate: &str, as_of: Option<Date>) -> Result<Self, CurrencyFault> {
        let rate = decimal::parse(rate, PLACES).map_err(CurrencyFault::Rate)?;
        let sane = u128::from(ONE / MOST)..=u128::from(ONE * MOST);
        let rate = u64::try_from(rate).ok().filter(|rate| sane.contains(&u128::from(*rate)));
        let rate = rate.ok_or(CurrencyFault::Range)?;
        match code {
            Code::USD if rate != ONE => Err(CurrencyFault::Dollar),
            Code::USD => Ok(Self::DOLLARS),
            _ => Ok(Self { code, rate, as_of }),
        }
    }

    /// Reads `EUR=0.93`, `EUR=0.93@2026-11-24` or `USD`.
    ///
    /// # Errors
    /// A [`CurrencyFault`] that says what is wrong with the text.
    pub fn parse(text: &str) -> Result<Self, CurrencyFault> {
        let Some((code, rest)) = text.trim().split_once('=') else {
            return match known(text.trim())? {
                Code::USD => Ok(Self::DOLLARS),
                _ => Err(CurrencyFault::NoRate),
            };
        };
        let (rate, as_of) = match rest.split_once('@') {
            Some((rate, day)) => (rate, Some(Date::parse(day).ok_or(CurrencyFault::Day)?)),
            None => (rest, None),
        };
        Self::new(known(code)?, rate, as_of)
    }

    /// Its code.
    pub const fn code(self) -> Code {
        self.code
    }

    /// The day of its rate, where that is known.
    pub const fn as_of(self) -> Option<Date> {
        self.as_of
    }

    /// What a dollar is in it: `0.93`.
    pub fn rate(self) -> String {
        decimal::write(self.rate.into(), PLACES, 0)
    }

    /// The day of its rate, in words.
    fn day(self) -> String {
        self.as_of.map_or_else(|| "day not given".to_owned(), |day| day.to_string())
    }

    /// Whether amounts are shown as they are.
    pub fn is_dollars(self) -> bool {
        self.code == Code::USD
    }

    /// [`Currency::remark`] where there is little room: `€ at 0.93, 2026-11-24`.
    pub fn short_remark(self) -> Option<String> {
        (!self.is_dollars()).then(|| format!("{} at {}, {}", self.word(), self.rate(), self.day()))
    }

    /// Its sign, or its code: `€`, `CHF`.
    pub fn word(self) -> String {
        self.code.word()
    }

    /// What stands before a number: `€`, `CHF `.
    pub fn before(self) -> String {
        self.code.before()
    }

    /// An amount in it, exact to 10^-12 and rounded half away from zero there.
    pub fn amount(self, usd: Usd) -> Amount {
        let pico = match self.rate {
            ONE => usd.pico(),
            rate => scaled(usd.pico(), rate.into(), ONE.into()),
        };
        Amount::new(pico, self.code)
    }

    /// Dollars as an approximate number of it, for drawing only.
    pub fn approx(self, dollars: f64) -> f64 {
        match self.rate {
            ONE => dollars,
            rate => dollars * rate as f64 / ONE as f64,
        }
    }

    /// The dollars, in whole cents, of an amount of it as people type it, with its sign or its code:
    /// `€5,000`, `5k EUR`. None for what is no such amount, and for dollars, which need no turning.
    pub fn typed(self, text: &str) -> Option<Usd> {
        let text = text.trim().to_lowercase();
        let code = self.code.to_string().to_lowercase();
        let signs = [self.code.sign().unwrap_or(&code), &code];
        let signs = signs.iter().filter(|_| !self.is_dollars());
        let mut numbers =
            signs.filter_map(|sign| text.strip_prefix(sign).or(text.strip_suffix(sign)));
        let given = Usd::parse(numbers.next()?).ok()?;
        let cents = scaled(given.cents().into(), ONE.into(), self.rate.into());
        Some(Usd::from_cents(u64::try_from(cents).ok()?))
    }

    /// How a command asks for it: ` --currency EUR=0.93@2026-11-24`; nothing for dollars.
    pub fn flag(self) -> String {
        let day = self.as_of.map_or(String::new(), |day| format!("@{day}"));
        match self.is_dollars() {
            true => String::new(),
            false => format!(" --currency {}={}{day}", self.code, self.rate()),
        }
    }

    /// The rate and its day, to stand wherever an amount does: `EUR at 0.93 a dollar, 2026-11-24`;
    /// none for dollars.
    pub fn remark(self) -> Option<String> {
        (!self.is_dollars())
            .then(|| format!("{} at {} a dollar, {}", self.code, self.rate(), self.day()))
    }
}

/// The code that a text is.
fn known(text: &str) -> Result<Code, CurrencyFault> {
    Code::parse(text).ok_or(CurrencyFault::NoCode)
}

impl Default for Currency {
    fn default() -> Self {
        Self::DOLLARS
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn currency(text: &str) -> Currency {
        Currency::parse(text).unwrap()
    }

    #[test]
    fn amounts_are_converted_exactly() {
        let euro = currency("EUR=0.93@2026-11-24");
        // 1,708.64 x 0.93 = 1,589.0352.
        let usd = Usd::from_pico(1_708_640_000_000_000);
        assert_eq!(euro.amount(usd).exact(), "1589.0352");
        assert_eq!(euro.amount(usd).to_string(), "€1,589.04");
        assert_eq!(euro.amount(-usd).to_string(), "-€1,589.04");
        assert_eq!(euro.remark().unwrap(), "EUR at 0.93 a dollar, 2026-11-24");
        // Half a unit of 10^-12 goes away from zero, either way.
        assert_eq!(currency("XXX=0.5").amount(Usd::from_pico(-1)).exact(), "-0.000000000001");
        // 0.0007 x 155.2 = 0.10864.
        assert_eq!(currency("JPY=155.2").amount(Usd::from_pico(700_000_000)).to_string(), "¥0.11");
        assert_eq!(currency("chf=0.8").amount(Usd::from_cents(500)).to_string(), "CHF 4.00");
        assert_eq!(currency("CHF=0.8").amount(-Usd::from_cents(500)).to_string(), "-CHF 4.00");
        assert_eq!(Currency::DOLLARS.amount(usd).to_string(), "$1,708.64");
        assert_eq!(Currency::DOLLARS.remark(), None);
    }

    #[test]
    fn what_is_no_currency_is_refused() {
        for (text, fault) in [
            ("", CurrencyFault::NoCode),
            ("EURO=1", CurrencyFault::NoCode),
            ("€=1", CurrencyFault::NoCode),
            ("E1R=1", CurrencyFault::NoCode),
            ("EUR", CurrencyFault::NoRate),
            ("EUR=", CurrencyFault::Rate(DecimalFault::NotANumber)),
            ("EUR=-1", CurrencyFault::Rate(DecimalFault::Negative)),
            ("EUR=NaN", CurrencyFault::Rate(DecimalFault::NotFinite)),
            ("EUR=0.1234567891", CurrencyFault::Rate(DecimalFault::TooPrecise(9))),
            ("EUR=0", CurrencyFault::Range),
            ("EUR=0.0000009", CurrencyFault::Range),
            ("EUR=1000000.1", CurrencyFault::Range),
            ("EUR=1@today", CurrencyFault::Day),
            ("USD=2", CurrencyFault::Dollar),
        ] {
            assert_eq!(Currency::parse(text), Err(fault), "{text}");
        }
        assert_eq!(Currency::parse("usd"), Ok(Currency::DOLLARS));
        assert_eq!(Currency::parse("USD=1"), Ok(Currency::DOLLARS));
    }

    #[test]
    fn typed_amounts_become_dollars() {
        let euro = currency("EUR=0.8");
        for typed in ["€5000", "€5,000", "EUR 5k", " 5,000.00 eur", "5000€"] {
            assert_eq!(euro.typed(typed).map(Usd::cents), Some(625_000), "{typed}");
        }
        for typed in ["5000", "$5,000", "five euros", "€", "£5"] {
            assert_eq!(euro.typed(typed), None, "{typed}");
        }
        assert_eq!(Currency::DOLLARS.typed("$5,000"), None);
    }

    proptest! {
        #[test]
        fn a_converted_amount_is_off_by_half_a_unit_at_most(
            pico in -10_i128.pow(22)..10_i128.pow(22),
            rate in ONE / MOST..ONE * MOST,
        ) {
            let currency = Currency { code: Code::parse("XXX").unwrap(), rate, as_of: None };
            // The numerator of what is left over, against half of the denominator.
            let off = currency.amount(Usd::from_pico(pico)).pico() * i128::from(ONE)
                - pico * i128::from(rate);
            prop_assert!(off.abs() * 2 <= i128::from(ONE));
            let read = Currency::parse(&format!("XXX={}", currency.rate()));
            prop_assert_eq!(read, Ok(currency));
        }
    }
}
