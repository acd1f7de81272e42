//! Whether a price can be right. Price lists have had rows in cents, per token and per 1K tokens
//! among rows per 1M; such a row is far from the others of its model, or from what is known.

use crate::card::{Model, OwnPrices, OwnRates, Prices, Rates};
use crate::money::Rate;

/// A pair of rates that stand in a known relation.
struct Relation {
    what: String,
    rate: Rate,
    /// What it is compared with, in words.
    with: String,
    other: Rate,
    /// How many times the other it usually is.
    usual: f64,
    /// The lowest and highest multiple that is believed.
    believed: (f64, f64),
}

/// The lowest and highest believable USD per 1M tokens that is not free.
const LOWEST: f64 = 0.0005;
const HIGHEST: f64 = 1_000.0;
/// A price this many times the known one, or this part of it, is none that changed.
const FAR: f64 = 40.0;

/// What cannot be right about the prices of a model, in one sentence after its name.
pub(super) fn fault(
    global: &OwnPrices,
    regional: &OwnPrices,
    known: Option<&Model>,
) -> Option<String> {
    let scopes = [
        ("", global, known.and_then(|known| known.prices.as_ref())),
        (
            "regional ",
            regional,
            known.and_then(|known| known.regional.as_ref().or(known.prices.as_ref())),
        ),
    ];
    for (scope, prices, known) in scopes {
        let found = outside(scope, prices)
            .or_else(|| first(relations(scope, prices, known)))
            .or_else(|| first(across(scope, prices, global)));
        if found.is_some() {
            return found;
        }
    }
    None
}

fn buckets(rates: &OwnRates) -> [(&'static str, Option<Rate>); 7] {
    [
        ("input", rates.input),
        ("output", rates.output),
        ("cache read", rates.cache_read),
        ("cache write", rates.cache_write),
        ("cache write 1h", rates.cache_write_1h),
        ("batch input", rates.batch_input),
        ("batch output", rates.batch_output),
    ]
}

/// A rate that no model has.
fn outside(scope: &str, prices: &OwnPrices) -> Option<String> {
    let tiers = prices.tiers.iter().map(|tier| &tier.rates);
    for rates in std::iter::once(&prices.base).chain(tiers) {
        for (what, rate) in buckets(rates) {
            let Some(rate) = rate else { continue };
            let usd = usd(rate);
            let end = if usd > HIGHEST {
                "more"
            } else if usd > 0.0 && usd < LOWEST {
                "less"
            } else {
                continue;
            };
            return Some(format!(
                "{scope}{what} of ${} per 1M tokens is {end} than any model costs; the row may be \
                 in cents, or per token",
                rate.per_million()
            ));
        }
    }
    None
}

/// The rates of one price list among each other, and against a known one.
fn relations(scope: &str, prices: &OwnPrices, known: Option<&Prices>) -> Vec<Relation> {
    let mut relations = Vec::new();
    let base = &prices.base;
    let mut relate =
        |what: &str, rate: Option<Rate>, with: &str, other: Option<Rate>, usual, believed| {
            if let (Some(rate), Some(other)) = (rate, other) {
                relations.push(Relation {
                    what: format!("{scope}{what}"),
                    rate,
                    with: with.to_owned(),
                    other,
                    usual,
                    believed,
                });
            }
        };
    if let Some(Rates { input, output, .. }) = known.map(|known| known.base) {
        let near = (1.0 / FAR, FAR);
        relate("input", base.input, "the known", Some(input), 1.0, near);
        relate("output", base.output, "the known", Some(output), 1.0, near);
    }
    let (input, output) = (base.input, base.output);
    relate("output", output, "its input", input, 4.0, (0.2, 50.0));
    let its = "its input";
    relate("cache read", base.cache_read, its, input, 0.1, (0.002, 1.0));
    relate("cache write", base.cache_write, its, input, 1.25, (0.3, 5.0));
    relate("cache write 1h", base.cache_write_1h, its, input, 2.0, (0.3, 8.0));
    relate("batch input", base.batch_input, its, input, 0.5, (0.1, 1.0));
    let its = "its output";
    relate("batch output", base.batch_output, its, output, 0.5, (0.1, 1.0));
    for tier in &prices.tiers {
        for ((what, rate), (_, base)) in buckets(&tier.rates).into_iter().zip(buckets(base)) {
            let what = format!("long-context {what}");
            relate(&what, rate, "the usual", base, 2.0, (0.5, 10.0));
        }
    }
    relations
}

/// The regional rates against the global ones.
fn across(scope: &str, prices: &OwnPrices, global: &OwnPrices) -> Vec<Relation> {
    let pairs = buckets(&prices.base).into_iter().zip(buckets(&global.base));
    pairs
        .filter_map(|((what, rate), (_, other))| {
            Some(Relation {
                what: format!("{scope}{what}"),
                rate: rate?,
                with: "the global".to_owned(),
                other: other?,
                usual: 1.0,
                believed: (0.4, 2.5),
            })
        })
        .collect()
}

fn first(relations: Vec<Relation>) -> Option<String> {
    relations.iter().find_map(Relation::fault)
}

impl Relation {
    fn fault(&self) -> Option<String> {
        // What is free stands in no relation.
        if self.rate.pico() == 0 || self.other.pico() == 0 {
            return None;
        }
        let times = usd(self.rate) / usd(self.other);
        if (self.believed.0..=self.believed.1).contains(&times) {
            return None;
        }
        let off = (times / self.usual).max(self.usual / times);
        let guess = match off {
            off if off > 30_000.0 => "the row may be per token",
            off if off > 300.0 => "the row may be per 1K tokens",
            _ => "the row may be in cents",
        };
        let Self { what, with, .. } = self;
        let (rate, other) = (self.rate.per_million(), self.other.per_million());
        let times = if times < 1.0 {
            format!("one {:.0}th of", 1.0 / times)
        } else {
            format!("{times:.0} times")
        };
        Some(format!("{what} of ${rate} per 1M tokens is {times} {with} of ${other}; {guess}"))
    }
}

fn usd(rate: Rate) -> f64 {
    rate.pico() as f64 / 1e6
}
