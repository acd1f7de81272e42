//! The kinds and the estimates of texts that no factor was measured with.
//!
//! `fixtures/tokens/heldout/` holds texts named after their kind, and `heldout.tsv` their counts by
//! the families' own tokenizers.

#![allow(clippy::unwrap_used, reason = "a fixture that cannot be read fails the test")]

use std::fs;
use std::path::Path;

use tokenfare::money::Tokens;
use tokenfare::tokens::{
    Corrections, Counter, Encoding, Estimate, Family, KindTotals, Learned, TextCount, TextKind,
    Tokenizers, factor,
};

struct HeldOut {
    file: String,
    kind: TextKind,
    totals: KindTotals,
    /// The true counts, by family.
    counts: Vec<(Family, u64)>,
}

fn held_out() -> Vec<HeldOut> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tokens");
    let table = fs::read_to_string(folder.join("heldout.tsv")).unwrap();
    let mut rows = table.lines().filter(|line| !line.starts_with('#'));
    let families: Vec<Family> =
        rows.next().unwrap().split('\t').skip(1).map(|name| Family::parse(name).unwrap()).collect();
    let mut counter = Counter::new();
    rows.map(|row| {
        let mut fields = row.split('\t');
        let file = fields.next().unwrap().to_owned();
        let text = fs::read_to_string(folder.join("heldout").join(&file)).unwrap();
        HeldOut {
            kind: TextKind::parse(file.split('-').next().unwrap()).unwrap(),
            totals: counter.count(Encoding::O200kBase, &text),
            counts: families
                .iter()
                .copied()
                .zip(fields.map(|field| field.parse().unwrap()))
                .collect(),
            file,
        }
    })
    .collect()
}

#[test]
fn kinds_are_told_apart() {
    let mistaken: Vec<String> = held_out()
        .into_iter()
        .filter(|text| {
            let of_kind = text.totals.get(text.kind).get();
            text.totals.main_kind() != Some(text.kind)
                || of_kind * 3 < text.totals.total().get() * 2
        })
        .map(|text| {
            let seen: Vec<_> =
                text.totals.iter().map(|(kind, tokens)| (kind, tokens.get())).collect();
            format!("{}: {seen:?}", text.file)
        })
        .collect();
    assert!(mistaken.is_empty(), "{mistaken:#?}");
}

/// A row of the table in docs/tokens.md: how many texts are in the range, and how far that reaches.
fn row(family: Family, column: usize, texts: &[HeldOut]) -> (usize, String, Vec<String>) {
    let (mut outside, mut widths) = (Vec::new(), Vec::new());
    for text in texts {
        let count = text.counts[column].1;
        let Estimate { tokens, low, high, .. } = Estimate::of(family, &text.totals);
        if !(low..=high).contains(&Tokens::new(count)) {
            outside.push(format!("{}: {count} not in {low}..={high}", text.file));
        }
        widths.push((high.get() - low.get()) as f64 / 2.0 / tokens.get() as f64 * 100.0);
    }
    widths.sort_by(f64::total_cmp);
    let width = |share: f64| widths[(share * (widths.len() - 1) as f64) as usize];
    let inside = texts.len() - outside.len();
    let row = format!(
        "| {} | {inside} of {} | {:.0}% | {:.0}% |",
        family.label(),
        texts.len(),
        width(0.5),
        width(0.9)
    );
    (inside, row, outside)
}

/// Nine in ten of the texts that no factor was measured with are in the range of every family; the
/// table of it is in docs/tokens.md.
#[test]
fn most_counts_lie_in_the_estimated_range() {
    let texts = held_out();
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/tokens.md");
    let docs = fs::read_to_string(docs).unwrap();
    let (mut too_few, mut missing) = (Vec::new(), Vec::new());
    for (column, family) in texts[0].counts.iter().map(|&(family, _)| family).enumerate() {
        let (inside, row, outside) = row(family, column, &texts);
        if inside * 10 < texts.len() * 9 || (family == Family::O200k && !outside.is_empty()) {
            too_few.push(format!("{}: {outside:#?}", family.name()));
        }
        if family != Family::O200k && !docs.contains(&row) {
            missing.push(row);
        }
    }
    assert!(too_few.is_empty(), "{}", too_few.join("\n"));
    assert!(missing.is_empty(), "docs/tokens.md lacks\n{}", missing.join("\n"));
}

/// How far estimates are off on average, as they are built in and calibrated by another text of the
/// kind: over all pairs of texts that are long enough to learn from, or are `times` as long.
fn errors(family: Family, times: u64, counted: impl Fn(&HeldOut) -> Option<f64>) -> [f64; 2] {
    let texts = held_out();
    let (mut errors, mut pairs) = ([0.0; 2], 0.0);
    for learned_from in &texts {
        let Some(truth) = counted(learned_from) else { continue };
        let mut reference = KindTotals::default();
        (0..times).for_each(|_| reference += learned_from.totals);
        let mut learned = Learned::of(family);
        if learned.add(&reference, Tokens::new((truth * times as f64) as u64), 1).is_err() {
            continue;
        }
        let mut calibrated = Tokenizers::default();
        calibrated.set_corrections(family, learned.corrections(&Corrections::NONE));
        for other in texts.iter().filter(|it| it.kind == learned_from.kind) {
            let Some(truth) = counted(other).filter(|_| other.file != learned_from.file) else {
                continue;
            };
            let count = TextCount::of(other.totals);
            pairs += 1.0;
            for (sum, by) in errors.iter_mut().zip([&Tokenizers::default(), &calibrated]) {
                *sum += (by.estimate(family, &count).tokens.get() as f64 / truth - 1.0).abs();
            }
        }
    }
    errors.map(|sum| sum / pairs)
}

/// Texts of one kind from everywhere lie around a measured factor, so none says much of the next:
/// not more than a twentieth of a percent is lost by calibrating with a single one.
#[test]
fn calibration_leaves_measured_families_as_good_as_they_are() {
    let families: Vec<Family> = held_out()[0].counts.iter().map(|(family, _)| *family).collect();
    for family in families.into_iter().filter(|family| *family != Family::O200k) {
        let counted = |text: &HeldOut| {
            let count = text.counts.iter().find(|(of, _)| *of == family)?.1;
            Some(count as f64)
        };
        let [before, after] = errors(family, 1, counted);
        println!("{}: {:.2}% -> {:.2}%", family.name(), before * 100.0, after * 100.0);
        assert!(after <= before + 0.0005, "{}: {before} -> {after}", family.name());
    }
}

/// Recorded answers of Nova have from 0.95 to 1.12 times the tokens of o200k_base in English, JSON
/// and code. Whatever of it is true for somebody's texts, one of them helps with the others.
#[test]
fn calibration_helps_where_factors_are_guesses() {
    let recorded = [TextKind::Prose, TextKind::Docs, TextKind::Json, TextKind::Code];
    for ratio in [0.95, 1.0, 1.12] {
        let counted = |text: &HeldOut| {
            let tokens = text.totals.total().get() as f64;
            recorded.contains(&text.kind).then_some(tokens * ratio)
        };
        let [before, after] = errors(Family::Nova, 4, counted);
        println!("Nova at {ratio}: {:.2}% -> {:.2}%", before * 100.0, after * 100.0);
        let said = f64::from(factor(Family::Nova, TextKind::Docs)[0]) / 1e4;
        // Where the factor is right already, rounding is all that is left.
        let most = if (said - ratio).abs() < 0.01 { 0.005 } else { before / 2.0 };
        assert!(after <= most, "{ratio}: {before} -> {after}");
    }
}
