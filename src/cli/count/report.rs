//! The counts as tables, CSV and JSON.

use serde::Serialize;

use super::counts::{Counts, families, name};
use crate::billing::{PriceFault, prices};
use crate::card::{Bucket, Model, Prices, Rates};
use crate::cli::error::{Error, Result};
use crate::cli::pairs::Pairs;
use crate::library::find::Found;
use crate::money::{Rate, Tokens, Usd, grouped};
use crate::report::{Column, Format, Table};
use crate::tokens::{Estimate, Family, Method, Tokenizers};
use crate::workload::Scope;

/// What there is to tell.
pub(super) struct Report<'r> {
    pub(super) tokenizers: &'r Tokenizers,
    /// By name, in order.
    pub(super) files: &'r [(String, Counts)],
    pub(super) total: &'r Counts,
    pub(super) cost: Option<InputCost<'r>>,
}

/// What text costs as fresh input of a model, on demand.
pub(super) struct InputCost<'c> {
    model: &'c Model,
    family: Family,
    prices: &'c Prices,
}

impl<'c> InputCost<'c> {
    pub(super) fn new(found: &Found<'c>) -> Result<Self> {
        let model = found.model;
        let prices = prices(model, found.scope.unwrap_or(Scope::Global))
            .ok_or_else(|| Error::input(format!("{} {}", model.name, PriceFault::Unpriced)))?;
        Ok(Self {
            model,
            family: Family::parse(&model.tokenizer).unwrap_or(Family::Unknown),
            prices,
        })
    }

    /// In USD per 1M tokens.
    fn rate(&self) -> String {
        self.prices.base.get(Bucket::Fresh).map(Rate::per_million).unwrap_or_default()
    }

    /// At the rate of ordinary requests.
    fn of(&self, tokens: Tokens) -> Usd {
        input_cost(&self.prices.base, tokens)
    }
}

fn input_cost(rates: &Rates, tokens: Tokens) -> Usd {
    rates.get(Bucket::Fresh).map(|rate| rate.cost(tokens)).unwrap_or_default()
}

impl Report<'_> {
    pub(super) fn write(&self, format: Format, told: &[String]) -> String {
        match format {
            Format::Json => crate::report::json(&CountJson {
                files: self
                    .files
                    .iter()
                    .map(|(path, counts)| self.json(Some(path), counts))
                    .collect(),
                total: self.json(None, self.total),
            }),
            Format::Csv => self.csv(),
            format => {
                let files = self.by_file().write(format, &[]);
                let remarks = [told, &self.remarks()].concat();
                let families = self.by_family().write(format, &remarks);
                format!("{files}\n{families}")
            }
        }
    }

    fn estimate(&self, family: Family, counts: &Counts) -> Estimate {
        self.tokenizers.estimate(family, &counts.tokens)
    }

    /// The tokens on the model that is priced.
    fn priced(&self, cost: &InputCost<'_>, counts: &Counts) -> (Estimate, Usd) {
        let estimate = self.estimate(cost.family, counts);
        (estimate, cost.of(estimate.tokens))
    }

    fn by_file(&self) -> Table {
        let mut columns = vec![
            Column::Text("File"),
            Column::Number("Bytes"),
            Column::Number("Characters"),
            Column::Number("Words"),
            Column::Text("Kind"),
            Column::Number("o200k_base"),
            Column::Number("cl100k_base"),
        ];
        if self.cost.is_some() {
            columns.push(Column::Decimal("Cost"));
        }
        let mut table = Table::new(columns);
        let mut row = |name: &str, counts: &Counts| {
            let kind = counts.tokens.reference.main_kind();
            let mut cells = vec![
                name.to_owned(),
                grouped(counts.bytes),
                grouped(counts.characters),
                grouped(counts.words),
                kind.map_or("-", |kind| kind.label()).to_owned(),
                counts.reference().to_string(),
                self.estimate(Family::Cl100k, counts).tokens.to_string(),
            ];
            let cost = self.cost.as_ref();
            cells.extend(cost.map(|cost| self.priced(cost, counts).1.to_string()));
            table.row(cells);
        };
        for (file, counts) in self.files {
            row(if file == "-" { "stdin" } else { file }, counts);
        }
        if self.files.len() != 1 {
            row("total", self.total);
        }
        table
    }

    fn by_family(&self) -> Table {
        let mut table = Table::new([
            Column::Text("Tokenizer"),
            Column::Number("Tokens"),
            Column::Number("From"),
            Column::Number("To"),
            Column::Text("How"),
        ]);
        for family in families() {
            let estimate = self.estimate(family, self.total);
            let how = match estimate.method {
                Method::Exact => "counted",
                Method::File => "counted by your file",
                Method::Calibrated => "estimated, calibrated by your count",
                Method::Factor if family.is_calibrated() => "estimated, 9 texts in 10 in the range",
                Method::Factor => "estimated, no public tokenizer to measure",
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

    fn remarks(&self) -> Vec<String> {
        let rule = |name: &str, rule: Tokens| {
            let error = match self.total.error(rule) {
                Some(error) => format!(" ({:+.0}% against o200k_base)", error * 100.0),
                None => String::new(),
            };
            format!("{name} says {rule}{error}.")
        };
        let [characters, words] = self.total.rules();
        let mut remarks = vec![rule("Characters / 4", characters), rule("Words x 1.33", words)];
        remarks.extend(self.cost.iter().flat_map(|cost| self.cost_remarks(cost)));
        remarks
    }

    fn cost_remarks(&self, cost: &InputCost<'_>) -> Vec<String> {
        let (estimate, usd) = self.priced(cost, self.total);
        let name = &cost.model.name;
        let rate = cost.rate();
        let range = if estimate.method.is_exact() {
            String::new()
        } else {
            let [low, high] = [estimate.low, estimate.high].map(|tokens| cost.of(tokens));
            format!(" ({low} to {high})")
        };
        let mut remarks = vec![format!(
            "As input of {name}, {} tokens cost {usd}{range}, at ${rate} per 1M.",
            estimate.tokens
        )];
        if let (rates, Some(above)) = cost.prices.for_input(estimate.tokens) {
            remarks.push(format!(
                "In one request, above {above} tokens, they cost {}.",
                input_cost(rates, estimate.tokens)
            ));
        }
        if let Some(context) = cost.model.context.filter(|context| estimate.tokens > *context) {
            remarks.push(format!("{name} takes at most {context} tokens in one request."));
        }
        remarks
    }

    fn csv(&self) -> String {
        let mut columns = vec![
            Column::Text("path"),
            Column::Number("bytes"),
            Column::Number("characters"),
            Column::Number("words"),
            Column::Text("kind"),
        ];
        columns.extend(families().map(|family| Column::Number(name(family))));
        columns.push(Column::Number("characters_over_4"));
        columns.push(Column::Number("words_times_1_33"));
        if self.cost.is_some() {
            columns.push(Column::Number("cost"));
        }
        let mut table = Table::new(columns);
        for (file, counts) in self.files {
            let kind = counts.tokens.reference.main_kind();
            let mut row = vec![
                file.clone(),
                counts.bytes.to_string(),
                counts.characters.to_string(),
                counts.words.to_string(),
                kind.map_or("", |kind| kind.name()).to_owned(),
            ];
            let plain = |tokens: Tokens| tokens.get().to_string();
            row.extend(families().map(|family| plain(self.estimate(family, counts).tokens)));
            row.extend(counts.rules().map(plain));
            let cost = self.cost.as_ref();
            row.extend(cost.map(|cost| self.priced(cost, counts).1.exact()));
            table.row(row);
        }
        table.write(Format::Csv, &[])
    }

    fn json<'j>(&'j self, path: Option<&'j str>, counts: &Counts) -> CountsJson<'j> {
        let tokens = |family| {
            let estimate = self.estimate(family, counts);
            let tokens = TokensJson {
                tokens: estimate.tokens.get(),
                low: estimate.low.get(),
                high: estimate.high.get(),
                method: estimate.method.name(),
            };
            (name(family), tokens)
        };
        let kind = counts.tokens.reference.main_kind();
        let cost = self.cost.as_ref().map(|cost| {
            let (estimate, usd) = self.priced(cost, counts);
            CostJson {
                model: &cost.model.id,
                usd: usd.exact(),
                low: cost.of(estimate.low).exact(),
                high: cost.of(estimate.high).exact(),
            }
        });
        CountsJson {
            path,
            bytes: counts.bytes,
            characters: counts.characters,
            words: counts.words,
            kind: kind.map(|kind| kind.name()),
            families: families().map(tokens).collect(),
            cost,
        }
    }
}

#[derive(Serialize)]
struct CountJson<'f> {
    files: Vec<CountsJson<'f>>,
    total: CountsJson<'f>,
}

#[derive(Serialize)]
struct CountsJson<'f> {
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'f str>,
    bytes: u64,
    characters: u64,
    words: u64,
    /// None of an empty text.
    kind: Option<&'static str>,
    /// By the name of the encoding or family.
    families: Pairs<&'static str, TokensJson>,
    /// If a model was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    cost: Option<CostJson<'f>>,
}

/// A count and its range, which is the count itself where it is exact.
#[derive(Serialize)]
struct TokensJson {
    tokens: u64,
    low: u64,
    high: u64,
    method: &'static str,
}

/// In USD.
#[derive(Serialize)]
struct CostJson<'f> {
    model: &'f str,
    usd: String,
    low: String,
    high: String,
}
