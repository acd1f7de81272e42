//! The measured factors: tokens of a family for each token of the reference, by kind of text.

use std::sync::OnceLock;

use super::kind::{Digits, KindTotals, TextKind};
use crate::family::Family;
use crate::money::Tokens;

/// What a factor is counted in: 1/10,000.
pub(super) const ONE: u32 = 10_000;

/// The factor of a family for a kind of text, in 1/10,000, with the range it keeps to. That of a family
/// which makes a token of each digit is for the tokens that are no digits.
///
/// The range holds nine documents in ten (of about 3,000 characters) where the family's tokenizer
/// was measured; elsewhere it is a guess, and wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Factor {
    /// The middle: half of the documents are above.
    pub(super) median: u32,
    /// One document in twenty is below.
    pub(super) low: u32,
    /// One document in twenty is above.
    pub(super) high: u32,
    /// Whether nothing was counted with the family's tokenizer: the factor is derived or assumed.
    pub(super) guessed: bool,
}

/// The factor where the family is the reference itself.
const SAME: Factor = Factor { median: ONE, low: ONE, high: ONE, guessed: false };

/// The factors and densities of `factors.tsv`, which `tools/token_factors.py` makes.
#[derive(Debug)]
struct Table {
    factors: [[Factor; TextKind::ALL.len()]; Family::ALL.len()],
    bytes_per_token: [u32; TextKind::ALL.len()],
    /// Digits for each reference token, and the reference tokens that they are, in 1/10,000.
    digits: [[u32; 2]; TextKind::ALL.len()],
}

/// The family's factors, in the order of [`TextKind::ALL`].
pub(super) fn of(family: Family) -> &'static [Factor; TextKind::ALL.len()] {
    let family = if family.has_factors() { family } else { Family::Unknown };
    &table().factors[family.index()]
}

/// The bytes of a reference token in that kind of text, in 1/10,000 of a byte; at least 1 byte.
pub(super) fn bytes_per_token(kind: TextKind) -> u32 {
    table().bytes_per_token[kind.index()]
}

impl KindTotals {
    /// A text of one kind with the digits that such texts have.
    pub fn of(kind: TextKind, tokens: Tokens) -> Self {
        let mut totals = Self::default();
        totals.add(kind, tokens);
        totals
    }

    /// Adds tokens of one kind with the digits that such texts have.
    pub fn add(&mut self, kind: TextKind, tokens: Tokens) {
        self.add_counted(kind, tokens, usual_digits(kind, tokens));
    }
}

/// The digits that as many reference tokens of that kind of text usually have.
fn usual_digits(kind: TextKind, tokens: Tokens) -> Digits {
    let [count, of_tokens] = table().digits[kind.index()].map(|share| {
        let product = u128::from(tokens.get()) * u128::from(share) / u128::from(ONE);
        Tokens::new(u64::try_from(product).unwrap_or(u64::MAX))
    });
    Digits { count, tokens: of_tokens }
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = Table {
            factors: [[SAME; TextKind::ALL.len()]; Family::ALL.len()],
            bytes_per_token: [4 * ONE; TextKind::ALL.len()],
            digits: [[0; 2]; TextKind::ALL.len()],
        };
        for line in include_str!("factors.tsv").lines() {
            let Some((name, kind, [median, low, high], guessed)) = read(line) else {
                continue;
            };
            if let Some(family) = Family::parse(name) {
                table.factors[family.index()][kind.index()] = Factor { median, low, high, guessed };
            } else if name == "digits" {
                // The digits in the middle column, the tokens that they are in the next.
                table.digits[kind.index()] = [median, low];
            } else {
                table.bytes_per_token[kind.index()] = median.max(ONE);
            }
        }
        table
    })
}

/// A row `name, kind, median, low, high, origin`; `None` for the headings. Empty figures are 0.
fn read(line: &str) -> Option<(&str, TextKind, [u32; 3], bool)> {
    let mut fields = line.split('\t');
    let name = fields.next()?;
    let kind = TextKind::parse(fields.next()?)?;
    let mut figure = || fields.next().map(|text| text.replace('.', "").parse().unwrap_or(0));
    let figures = [figure()?, figure()?, figure()?];
    Some((name, kind, figures, matches!(fields.next(), Some("derived" | "assumed"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_and_every_factor_is_there() {
        let mut rows = 0;
        for line in include_str!("factors.tsv").lines() {
            if line.starts_with('#') || line.starts_with("family\t") {
                continue;
            }
            let (name, kind, figures, guessed) = read(line).unwrap();
            rows += 1;
            let measures = ["bytes-per-token", "digits"];
            assert!(measures.contains(&name) || Family::parse(name).is_some(), "{line}");
            if !measures.contains(&name) {
                assert!(!guessed || !Family::parse(name).unwrap().is_calibrated(), "{line}");
                assert!((1..6 * ONE).contains(&figures[1]), "{line}");
                assert!(figures[1] <= figures[0] && figures[0] <= figures[2], "{line}");
                assert!(line.split('\t').skip(2).take(3).all(|text| text.len() == 6), "{line}");
            }
            assert!((figures[0] > 0 || name == "digits") && kind.index() < TextKind::ALL.len());
        }
        // Densities, digits, the unknown, and all families with factors but the reference itself.
        let families = Family::ALL.into_iter().filter(|family| family.has_factors()).count();
        assert_eq!(rows, TextKind::ALL.len() * (families + 2));
    }

    #[test]
    fn some_factors_are_those_measured() {
        let claude = of(Family::Claude47)[TextKind::Prose.index()];
        assert!((14_700..15_200).contains(&claude.median), "{claude:?}");
        assert_eq!(of(Family::O200k)[TextKind::Prose.index()], SAME);
        assert_eq!(bytes_per_token(TextKind::Prose), 43_903);
        // Recorded requests: 1.00 with 0.95 to 1.12, and 0.983 with 0.958 to 1.000.
        let of_docs = |family| of(family)[TextKind::Docs.index()];
        let recorded = |median, low, high| Factor { median, low, high, guessed: false };
        assert_eq!(of_docs(Family::Nova), recorded(10_000, 9_500, 11_200));
        assert_eq!(of_docs(Family::Nova2), recorded(9_830, 9_580, 10_000));
        assert_eq!(of_docs(Family::Kimi), recorded(10_000, 9_600, 10_400));
        assert!(
            of_docs(Family::Gpt5).guessed && of(Family::Kimi)[TextKind::Korean.index()].guessed
        );
        // The 1.576 of a legal text lies outside the calibrated documents; 3 % are on top.
        let german = of(Family::Claude3)[TextKind::German.index()];
        assert!((16_100..16_200).contains(&german.high), "{german:?}");
    }
}
