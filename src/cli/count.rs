//! `tokenfare count`: the tokens of texts, and how far the rules of thumb are off.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use super::args::{CountArgs, Format};
use super::error::{Error, Result};
use super::table::{Column, Table};
use super::{Streams, load};
use crate::money::{Tokens, grouped};
use crate::tokens::estimate::{quick_chars, words_rule};
use crate::tokens::{Counter, Encoding, Estimate, Family, KindTotals, Method};

/// What is counted in one text, or in all.
#[derive(Debug, Clone, Default)]
struct Counts {
    bytes: u64,
    characters: u64,
    words: u64,
    /// By o200k_base, by kind of text: what the families' estimates start from.
    reference: KindTotals,
    cl100k: Tokens,
    quick: Tokens,
    words_rule: Tokens,
}

pub(super) fn run(args: &CountArgs, streams: &mut Streams<'_>) -> Result<String> {
    let stdin = ["-".to_owned()];
    let files = match args.files.as_slice() {
        [] if streams.stdin_is_terminal => {
            return Err(Error::input(
                "there is nothing to count; name a file, or pipe text in",
            ));
        }
        [] => &stdin,
        files => files,
    };
    let mut counter = Counter::new();
    let mut counted = Vec::new();
    let mut total = Counts::default();
    for file in files {
        let text = if file == "-" {
            load::text(&mut streams.stdin)
        } else {
            load::text_file(Path::new(file))
        };
        let text = text.map_err(|fault| fault.told("file", file, ""))?;
        let counts = Counts::of(&text, &mut counter);
        total.add(&counts);
        counted.push((file.as_str(), counts));
    }
    Ok(match args.format.format {
        Format::Json => json(&counted, &total),
        Format::Csv => csv(&counted),
        format => {
            let files = by_file(&counted, &total).write(format, &[]);
            let families = by_family(&total).write(format, &remarks(&total));
            format!("{files}\n{families}")
        }
    })
}

impl Counts {
    fn of(text: &str, counter: &mut Counter) -> Self {
        let characters = text.chars().count();
        Self {
            bytes: text.len() as u64,
            characters: characters as u64,
            words: text.split_whitespace().count() as u64,
            reference: counter.count(Encoding::O200kBase, text),
            cl100k: Encoding::Cl100kBase.count(text),
            quick: quick_chars(characters),
            words_rule: words_rule(text),
        }
    }

    fn add(&mut self, other: &Self) {
        self.bytes += other.bytes;
        self.characters += other.characters;
        self.words += other.words;
        self.reference += other.reference;
        self.cl100k += other.cl100k;
        self.quick += other.quick;
        self.words_rule += other.words_rule;
    }

    fn o200k(&self) -> Tokens {
        self.reference.total()
    }

    /// The tokens in a family: counted where its encoding is built in, else estimated.
    fn estimate(&self, family: Family) -> Estimate {
        match family.encoding() {
            Some(Encoding::Cl100kBase) => Estimate::exact(self.cl100k),
            _ => Estimate::of(family, &self.reference),
        }
    }

    /// How far a rule of thumb is off o200k_base, as a fraction; none of nothing.
    fn error(&self, rule: Tokens) -> Option<f64> {
        let exact = self.o200k().get() as f64;
        (exact > 0.0).then(|| rule.get() as f64 / exact - 1.0)
    }
}

/// Every family but the one for tokenizers that are not known.
fn families() -> impl Iterator<Item = Family> {
    let known = |family: &Family| *family != Family::Unknown;
    Family::ALL.into_iter().filter(known)
}

/// What a family is called: by its encoding where that counts it.
fn name(family: Family) -> &'static str {
    family.encoding().map_or(family.name(), Encoding::name)
}

const fn method(estimate: &Estimate) -> &'static str {
    match estimate.method {
        Method::Exact => "exact",
        _ => "factor",
    }
}

fn by_file(counted: &[(&str, Counts)], total: &Counts) -> Table {
    let mut table = Table::new([
        Column::Text("File"),
        Column::Number("Bytes"),
        Column::Number("Characters"),
        Column::Number("Words"),
        Column::Number("o200k_base"),
        Column::Number("cl100k_base"),
    ]);
    let mut row = |name: &str, counts: &Counts| {
        table.row([
            name.to_owned(),
            grouped(counts.bytes),
            grouped(counts.characters),
            grouped(counts.words),
            counts.o200k().to_string(),
            counts.cl100k.to_string(),
        ]);
    };
    for (file, counts) in counted {
        row(if *file == "-" { "stdin" } else { file }, counts);
    }
    if counted.len() > 1 {
        row("total", total);
    }
    table
}

fn by_family(total: &Counts) -> Table {
    let mut table = Table::new([
        Column::Text("Tokenizer"),
        Column::Number("Tokens"),
        Column::Number("From"),
        Column::Number("To"),
        Column::Text("How"),
    ]);
    for family in families() {
        let estimate = total.estimate(family);
        let how = match estimate.method {
            Method::Exact => "counted",
            Method::Factor if family.is_calibrated() => "estimated, 9 texts in 10 in the range",
            _ => "estimated, no public tokenizer to measure",
        };
        table.row([
            family.label().to_owned(),
            estimate.tokens.to_string(),
            estimate.low.to_string(),
            estimate.high.to_string(),
            how.to_owned(),
        ]);
    }
    table
}

fn remarks(total: &Counts) -> Vec<String> {
    let rule = |name: &str, rule: Tokens| {
        let error = match total.error(rule) {
            Some(error) => format!(" ({:+.0}% against o200k_base)", error * 100.0),
            None => String::new(),
        };
        format!("{name} says {rule}{error}.")
    };
    vec![
        rule("Characters / 4", total.quick),
        rule("Words x 1.33", total.words_rule),
    ]
}

fn csv(counted: &[(&str, Counts)]) -> String {
    let mut table = Table::new([
        Column::Text("path"),
        Column::Number("bytes"),
        Column::Number("characters"),
        Column::Number("words"),
        Column::Number("o200k_base"),
        Column::Number("cl100k_base"),
        Column::Number("characters_over_4"),
        Column::Number("words_times_1_33"),
    ]);
    for (file, counts) in counted {
        let numbers = [
            counts.bytes,
            counts.characters,
            counts.words,
            counts.o200k().get(),
            counts.cl100k.get(),
            counts.quick.get(),
            counts.words_rule.get(),
        ];
        let mut row = vec![(*file).to_owned()];
        row.extend(numbers.map(|number| number.to_string()));
        table.row(row);
    }
    table.write(Format::Csv, &[])
}

#[derive(Serialize)]
struct CountJson<'f> {
    files: Vec<FileJson<'f>>,
    total: CountsJson,
}

#[derive(Serialize)]
struct FileJson<'f> {
    path: &'f str,
    #[serde(flatten)]
    counts: CountsJson,
}

#[derive(Serialize)]
struct CountsJson {
    bytes: u64,
    characters: u64,
    words: u64,
    /// By the name of the encoding or family.
    families: BTreeMap<&'static str, TokensJson>,
    rules_of_thumb: RulesJson,
}

/// A count and its range, which is the count itself where it is exact.
#[derive(Serialize)]
struct TokensJson {
    tokens: u64,
    low: u64,
    high: u64,
    method: &'static str,
}

#[derive(Serialize)]
struct RulesJson {
    characters_over_4: RuleJson,
    words_times_1_33: RuleJson,
}

/// A rule of thumb; its error is a fraction of the o200k_base count.
#[derive(Serialize)]
struct RuleJson {
    tokens: u64,
    error: Option<f64>,
}

impl CountsJson {
    fn of(counts: &Counts) -> Self {
        let families = families().map(|family| {
            let estimate = counts.estimate(family);
            let tokens = TokensJson {
                tokens: estimate.tokens.get(),
                low: estimate.low.get(),
                high: estimate.high.get(),
                method: method(&estimate),
            };
            (name(family), tokens)
        });
        let rule = |rule: Tokens| RuleJson {
            tokens: rule.get(),
            error: counts.error(rule).map(|error| (error * 1e4).round() / 1e4),
        };
        Self {
            bytes: counts.bytes,
            characters: counts.characters,
            words: counts.words,
            families: families.collect(),
            rules_of_thumb: RulesJson {
                characters_over_4: rule(counts.quick),
                words_times_1_33: rule(counts.words_rule),
            },
        }
    }
}

fn json(counted: &[(&str, Counts)], total: &Counts) -> String {
    super::json(&CountJson {
        files: counted
            .iter()
            .map(|(path, counts)| FileJson {
                path,
                counts: CountsJson::of(counts),
            })
            .collect(),
        total: CountsJson::of(total),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_sums() {
        let mut counter = Counter::new();
        let mut of = |text| Counts::of(text, &mut counter);
        let (a, b) = (of("one two three"), of("žluťoučký kůň\n"));
        let mut sum = a.clone();
        sum.add(&b);
        assert_eq!(
            (sum.bytes, sum.characters, sum.words),
            (13 + 20, 13 + 14, 5)
        );
        assert_eq!(sum.o200k(), a.o200k() + b.o200k());
        assert_eq!(a.o200k().get(), 3);
        assert_eq!(a.estimate(Family::Cl100k), Estimate::exact(a.cl100k));
        // 13 characters / 4 is 4, of 3 tokens.
        assert!((a.error(a.quick).unwrap() - 1.0 / 3.0).abs() < 1e-9);
        assert_eq!(Counts::default().error(Tokens::ZERO), None);
    }
}
