//! `tokenfare breakeven`: where two models, or caching and no caching, cost the same.

use serde::Serialize;

use super::Streams;
use super::args::{BreakEvenArgs, Format};
use super::asked::{Asked, HeadJson};
use super::error::{Error, Result};
use super::table::{Column, Table};
use super::values::rounded;
use crate::card::{Date, Model};
use crate::explore::{BreakEven, CacheBreakEven};
use crate::money::{Usd, percent};

pub(super) fn run(args: &BreakEvenArgs, streams: &Streams<'_>) -> Result<String> {
    let asked = Asked::of(args.scenario.scenario.as_deref(), &args.asked, streams)?;
    let format = args.asked.format.format;
    let models = asked.models(&args.models)?;
    match models.as_slice() {
        // `--caching MODEL` reads as the workload's flag and a model.
        [model] if args.asked.workload.has_caching() => {
            caching(&asked, model, format, streams.today)
        }
        [a, b] => between(&asked, a, b, format, streams.today),
        _ => Err(Error::input(
            "breakeven compares two different models; name both, or one after --caching",
        )),
    }
}

/// Where two models cost the same.
pub(super) fn between(
    asked: &Asked,
    a: &Model,
    b: &Model,
    format: Format,
    today: Option<Date>,
) -> Result<String> {
    let even = asked.questions().break_even(a, b).map_err(|refused| asked.told(refused))?;
    let factor = |factor: Option<f64>| factor.map_or_else(|| "never".to_owned(), times);
    let shares: Vec<String> =
        even.input_shares.iter().map(|change| fine_percent(change.share)).collect();
    let shares = match shares.as_slice() {
        [] => "never".to_owned(),
        shares => shares.join(", "),
    };
    let json = BetweenJson::of(asked, a, b, &even);
    match format {
        Format::Json => return Ok(super::json(&json)),
        Format::Csv => return Ok(asked.csv(json.rows(), &[a, b])),
        Format::Table | Format::Markdown => {}
    }
    let mut table = Table::new([
        Column::Text("What moves"),
        Column::Text("They cost the same at"),
        Column::Text("Now"),
    ]);
    let now = asked.on(a).input_share().fraction();
    table.row(["Input share".to_owned(), shares, fine_percent(now)]);
    let rows = [
        (format!("Answers of {}", b.name), even.verbosity),
        (format!("All tokens of {}", b.name), even.tokenizer),
    ];
    for (what, found) in rows {
        table.row([what, factor(found), times(1.0)]);
    }
    let mut remarks: Vec<String> = even
        .input_shares
        .iter()
        .map(|change| {
            let (cheaper, dearer) = match change.a_is_cheaper_above {
                true => (a, b),
                false => (b, a),
            };
            format!(
                "Above {} input, {} is cheaper than {}.",
                fine_percent(change.share),
                cheaper.name,
                dearer.name
            )
        })
        .collect();
    remarks.push(format!(
        "As it stands a month costs {} on {} and {} on {}. The tokens of a request stay as the \
         share moves; a factor is on the tokens of {} alone.",
        even.monthly[0], a.name, even.monthly[1], b.name, b.name
    ));
    remarks.extend(asked.remarks_on(&[a, b], today));
    Ok(table.write(format, &remarks))
}

/// `85.71%`: two places, since these are compared with each other.
fn fine_percent(fraction: f64) -> String {
    format!("{:.2}%", fraction * 100.0)
}

/// `1.45x`, with two significant digits at least.
fn times(factor: f64) -> String {
    if factor < 0.1 { format!("{factor:.4}x") } else { format!("{factor:.2}x") }
}

#[derive(Serialize)]
struct BetweenJson<'c> {
    #[serde(flatten)]
    head: HeadJson<'c>,
    a: &'c str,
    b: &'c str,
    a_monthly_usd: String,
    b_monthly_usd: String,
    /// The lowest input share at which they cost the same; null when they never do.
    input_share: Option<f64>,
    /// Which is cheaper above it.
    cheaper_above: Option<&'c str>,
    /// All such shares: a long-context price or a cap can make it several.
    input_shares: Vec<f64>,
    /// The factor on the answer tokens of `b`.
    verbosity: Option<f64>,
    /// The factor on all tokens of `b`.
    tokenizer: Option<f64>,
}

impl<'c> BetweenJson<'c> {
    fn of(asked: &'c Asked, a: &'c Model, b: &'c Model, even: &BreakEven) -> Self {
        let first = even.input_shares.first();
        Self {
            head: HeadJson::about(asked, &[a, b]),
            a: &a.id,
            b: &b.id,
            a_monthly_usd: even.monthly[0].exact(),
            b_monthly_usd: even.monthly[1].exact(),
            input_share: first.map(|change| rounded(change.share)),
            cheaper_above: first.map(|change| match change.a_is_cheaper_above {
                true => a.id.as_str(),
                false => b.id.as_str(),
            }),
            input_shares: even.input_shares.iter().map(|change| rounded(change.share)).collect(),
            verbosity: even.verbosity.map(rounded),
            tokenizer: even.tokenizer.map(rounded),
        }
    }
}

/// A number in CSV; nothing where there is none.
fn field(number: Option<f64>) -> String {
    number.map_or_else(String::new, |number| number.to_string())
}

impl BetweenJson<'_> {
    fn rows(&self) -> Table {
        let mut table = Table::new([
            Column::Text("a"),
            Column::Text("b"),
            Column::Number("a_monthly_usd"),
            Column::Number("b_monthly_usd"),
            Column::Number("input_share"),
            Column::Text("cheaper_above"),
            Column::Number("verbosity"),
            Column::Number("tokenizer"),
        ]);
        table.row([
            self.a.to_owned(),
            self.b.to_owned(),
            self.a_monthly_usd.clone(),
            self.b_monthly_usd.clone(),
            field(self.input_share),
            self.cheaper_above.unwrap_or_default().to_owned(),
            field(self.verbosity),
            field(self.tokenizer),
        ]);
        table
    }
}

impl CachingJson<'_> {
    fn rows(&self) -> Table {
        let mut table = Table::new([
            Column::Text("model"),
            Column::Text("ttl"),
            Column::Number("hit_rate"),
            Column::Number("requests_per_hour"),
            Column::Number("hit_rate_now"),
            Column::Number("requests_per_hour_now"),
            Column::Text("below_break_even"),
            Column::Number("effect_usd"),
        ]);
        for even in &self.ttl {
            table.row([
                self.model.to_owned(),
                even.ttl.clone(),
                field(even.hit_rate),
                field(even.requests_per_hour),
                even.hit_rate_now.to_string(),
                self.requests_per_hour_now.to_string(),
                even.below_break_even.to_string(),
                even.effect_usd.clone().unwrap_or_default(),
            ]);
        }
        table
    }
}

/// Where caching pays on a model with a workload.
pub(super) fn caching(
    asked: &Asked,
    model: &Model,
    format: Format,
    today: Option<Date>,
) -> Result<String> {
    let found = asked.questions().caching(model).map_err(|refused| asked.told(refused))?;
    let per_hour = found.per_hour;
    let json = CachingJson {
        head: HeadJson::about(asked, &[model]),
        model: &model.id,
        requests_per_hour_now: rounded(per_hour),
        ttl: found.lifetimes.iter().map(TtlJson::of).collect(),
    };
    match format {
        Format::Json => return Ok(super::json(&json)),
        Format::Csv => return Ok(asked.csv(json.rows(), &[model])),
        Format::Table | Format::Markdown => {}
    }
    let mut table = Table::new([
        Column::Text("TTL"),
        Column::Number("Break-even hit rate"),
        Column::Decimal("Requests/hour"),
        Column::Number("Hit rate now"),
        Column::Text("Caching now"),
    ]);
    for even in &found.lifetimes {
        table.row([
            label(even),
            even.hit_rate.map_or_else(|| "never".to_owned(), fine_percent),
            even.requests_per_hour
                .map_or_else(|| "-".to_owned(), |requests| format!("{requests:.2}")),
            percent(even.hit_rate_now),
            effect(even),
        ]);
    }
    let below = found.lifetimes.iter().filter(|even| even.is_below());
    let mut remarks: Vec<String> = below.map(|even| warning(even, model, found.on)).collect();
    if found.of_system {
        remarks.push("Nothing is marked to be cached, so this is of the system prompt.".to_owned());
    }
    remarks.push(format!(
        "There are {per_hour:.2} requests an hour now. Below the break-even caching costs more than \
         it saves."
    ));
    remarks.extend(asked.remarks_on(&[model], today));
    Ok(table.write(format, &remarks))
}

fn label(even: &CacheBreakEven) -> String {
    match even.ttl_minutes {
        60 => "1h".to_owned(),
        minutes => format!("{minutes}m"),
    }
}

fn effect(even: &CacheBreakEven) -> String {
    match even.effect {
        None => "nothing to cache".to_owned(),
        Some(effect) if effect > Usd::ZERO => format!("costs {effect} more"),
        Some(effect) => format!("saves {}", -effect),
    }
}

fn warning(even: &CacheBreakEven, model: &Model, on: bool) -> String {
    let on = match on {
        true => "caching is on and",
        false => "caching would be",
    };
    format!(
        "Warning: on {} with a TTL of {} {on} below its break-even: {} hits where {} are needed.",
        model.name,
        label(even),
        percent(even.hit_rate_now),
        even.hit_rate.map_or_else(|| "more than all".to_owned(), fine_percent),
    )
}

#[derive(Serialize)]
struct CachingJson<'c> {
    #[serde(flatten)]
    head: HeadJson<'c>,
    model: &'c str,
    requests_per_hour_now: f64,
    ttl: Vec<TtlJson>,
}

#[derive(Serialize)]
struct TtlJson {
    ttl: String,
    /// The break-even; null where a hit saves nothing.
    hit_rate: Option<f64>,
    /// At which steady traffic reaches it.
    requests_per_hour: Option<f64>,
    hit_rate_now: f64,
    below_break_even: bool,
    /// What caching adds a month now; negative where it saves.
    effect_usd: Option<String>,
}

impl TtlJson {
    fn of(even: &CacheBreakEven) -> Self {
        Self {
            ttl: label(even),
            hit_rate: even.hit_rate.map(rounded),
            requests_per_hour: even.requests_per_hour.map(rounded),
            hit_rate_now: rounded(even.hit_rate_now),
            below_break_even: even.is_below(),
            effect_usd: even.effect.map(Usd::exact),
        }
    }
}
