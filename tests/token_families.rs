//! The kinds and the estimates of texts that no factor was measured with.
//!
//! `fixtures/tokens/heldout/` holds texts named after their kind, and `heldout.tsv` their counts by
//! the families' own tokenizers.

#![allow(clippy::unwrap_used, reason = "a fixture that cannot be read fails the test")]

use std::fs;
use std::path::Path;

use tokenfare::money::Tokens;
use tokenfare::tokens::{Counter, Encoding, Estimate, Family, KindTotals, TextKind};

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

#[test]
fn most_counts_lie_in_the_estimated_range() {
    let texts = held_out();
    for (column, family) in texts[0].counts.iter().map(|&(family, _)| family).enumerate() {
        let mut outside = Vec::new();
        for text in &texts {
            let count = text.counts[column].1;
            let Estimate { low, high, .. } = Estimate::of(family, &text.totals);
            if !(low..=high).contains(&Tokens::new(count)) {
                outside.push(format!("{}: {count} not in {low}..={high}", text.file));
            }
        }
        println!("{}: {} of {} outside", family.name(), outside.len(), texts.len());
        let most = if family == Family::O200k { 0 } else { texts.len() * 15 / 100 };
        assert!(outside.len() <= most, "{}: {outside:#?}", family.name());
    }
}
