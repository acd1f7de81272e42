//! The measured factors: tokens of a family for each token of the reference, by kind of text.

use std::sync::OnceLock;

use super::kind::TextKind;
use crate::family::Family;

/// What a factor is counted in: 1/10,000.
pub(super) const ONE: u32 = 10_000;

/// The factor of a family for a kind of text, in 1/10,000, with the range it keeps to.
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
}

/// The factor where the family is the reference itself.
const SAME: Factor = Factor { median: ONE, low: ONE, high: ONE };

/// The factors and densities of `factors.tsv`, which `tools/token_factors.py` makes.
#[derive(Debug)]
struct Table {
    factors: [[Factor; TextKind::ALL.len()]; Family::ALL.len()],
    bytes_per_token: [u32; TextKind::ALL.len()],
}

/// The family's factors, in the order of [`TextKind::ALL`].
pub(super) fn of(family: Family) -> &'static [Factor; TextKind::ALL.len()] {
    &table().factors[family.index()]
}

/// The bytes of a reference token in that kind of text, in 1/10,000 of a byte; at least 1 byte.
pub(super) fn bytes_per_token(kind: TextKind) -> u32 {
    table().bytes_per_token[kind.index()]
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = Table {
            factors: [[SAME; TextKind::ALL.len()]; Family::ALL.len()],
            bytes_per_token: [4 * ONE; TextKind::ALL.len()],
        };
        for line in include_str!("factors.tsv").lines() {
            let Some((name, kind, [median, low, high])) = read(line) else {
                continue;
            };
            if let Some(family) = Family::parse(name) {
                table.factors[family.index()][kind.index()] = Factor { median, low, high };
            } else {
                table.bytes_per_token[kind.index()] = median.max(ONE);
            }
        }
        table
    })
}

/// A row `name, kind, median, low, high, origin`; `None` for the headings. Empty figures are 0.
fn read(line: &str) -> Option<(&str, TextKind, [u32; 3])> {
    let mut fields = line.split('\t');
    let name = fields.next()?;
    let kind = TextKind::parse(fields.next()?)?;
    let mut figure = || fields.next().map(|text| text.replace('.', "").parse().unwrap_or(0));
    Some((name, kind, [figure()?, figure()?, figure()?]))
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
            let (name, kind, figures) = read(line).unwrap();
            rows += 1;
            assert!(name == "bytes-per-token" || Family::parse(name).is_some(), "{line}");
            if name != "bytes-per-token" {
                assert!((1..6 * ONE).contains(&figures[1]), "{line}");
                assert!(figures[1] <= figures[0] && figures[0] <= figures[2], "{line}");
                assert!(line.split('\t').skip(2).take(3).all(|text| text.len() == 6), "{line}");
            }
            assert!(figures[0] > 0 && kind.index() < TextKind::ALL.len());
        }
        // The densities, and all families but the reference itself.
        assert_eq!(rows, TextKind::ALL.len() * Family::ALL.len());
    }

    #[test]
    fn some_factors_are_those_measured() {
        let claude = of(Family::Claude47)[TextKind::Prose.index()];
        assert!((14_700..15_200).contains(&claude.median), "{claude:?}");
        assert_eq!(of(Family::O200k)[TextKind::Prose.index()], SAME);
        assert_eq!(bytes_per_token(TextKind::Prose), 43_903);
        // The 1.576 of a legal text lies outside the calibrated documents; 2 % are on top.
        let german = of(Family::Claude3)[TextKind::German.index()];
        assert!((15_900..16_100).contains(&german.high), "{german:?}");
    }
}
