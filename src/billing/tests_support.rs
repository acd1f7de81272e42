//! Small builders for tests of the rules.

use crate::card::{Assumed, CacheMode, CacheRates, Caching, Model, Prices, Rates};
use crate::money::{Rate, Tokens, Usd};

/// An exact amount from a decimal such as `0.0007`.
pub(crate) fn usd(text: &str) -> Usd {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    Usd::from_pico(format!("{whole}{fraction:0<12}").parse().unwrap())
}

/// A rate from USD per 1M tokens.
pub(crate) fn rate(text: &str) -> Rate {
    Rate::parse_per_million(text).unwrap()
}

/// Rates per 1M tokens; the cache as (read, write, one-hour write).
pub(crate) fn per_million(
    input: &str,
    output: &str,
    cache: Option<(&str, &str, Option<&str>)>,
) -> Rates {
    let cache = cache.map(|(read, write, write_1h)| CacheRates {
        read: rate(read),
        write: Some(rate(write)),
        write_1h: write_1h.map(rate),
    });
    Rates { input: rate(input), output: rate(output), cache, batch: None }
}

/// Prices without cache, Batch or tiers.
pub(crate) fn prices(input: &str, output: &str) -> Prices {
    Prices { base: per_million(input, output, None), tiers: Vec::new() }
}

/// A model with these base rates, cached from 1,024 tokens on for five minutes if they have a
/// cache.
pub(crate) fn model(name: &str, base: Rates) -> Model {
    Model {
        id: name.to_lowercase().replace(' ', "-"),
        name: name.to_owned(),
        provider: "Test".to_owned(),
        bedrock_ids: Vec::new(),
        tokenizer: "unknown".to_owned(),
        context: None,
        max_output: None,
        prices: Some(Prices { base, tiers: Vec::new() }),
        regional: None,
        caching: base.cache.map(|_| Caching {
            mode: CacheMode::Explicit,
            ttl_minutes: 5,
            min_tokens: Tokens::new(1_024),
        }),
        assumed: Assumed::default(),
        end_of_life: None,
        source: None,
        notes: Vec::new(),
    }
}
