//! Small builders for tests of the rules.

use crate::card::{
    Abilities, Assumed, Bucket, CacheMode, Caching, Card, Date, Defaults, Lane, Model, ModelKind,
    Prices, Rates,
};
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
    let mut rates = Rates::of(rate(input), rate(output));
    if let Some((read, write, write_1h)) = cache {
        let lane = &mut rates[Lane::Standard];
        lane[Bucket::CacheRead] = Some(rate(read));
        lane[Bucket::CacheWrite] = Some(rate(write));
        lane[Bucket::CacheWrite1h] = write_1h.map(rate);
    }
    rates
}

/// Rates with those of Batch, per 1M tokens.
pub(crate) fn with_batch(rates: Rates, input: &str, output: &str) -> Rates {
    with_lane(rates, Lane::Batch, per_million(input, output, None))
}

/// Rates with the standard ones of others in a lane.
pub(crate) fn with_lane(mut rates: Rates, lane: Lane, others: Rates) -> Rates {
    rates[lane] = others[Lane::Standard];
    rates
}

/// Prices without cache, Batch or tiers.
pub(crate) fn prices(input: &str, output: &str) -> Prices {
    Prices { base: per_million(input, output, None), tiers: Vec::new() }
}

/// A card of these models.
pub(crate) fn card(models: Vec<Model>) -> Card {
    Card {
        name: "Test".to_owned(),
        as_of: Date::new(2026, 11, 22).unwrap(),
        status_as_of: None,
        source: "a test".to_owned(),
        defaults: Defaults::default(),
        availability: None,
        models,
    }
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
        places: Vec::new(),
        offered: None,
        past: Vec::new(),
        caching: base.caches().then_some(Caching {
            mode: CacheMode::Explicit,
            ttl_minutes: 5,
            min_tokens: Tokens::new(1_024),
            max_tokens: None,
        }),
        assumed: Assumed::default(),
        kind: ModelKind::Text,
        abilities: Abilities::default(),
        thinks: None,
        efforts: Default::default(),
        thinking_tokens: Default::default(),
        effort: None,
        status: None,
        end_of_life: None,
        successor: None,
        source: None,
        disputed: Vec::new(),
        sources: Vec::new(),
        burndown: None,
        per_query: None,
        notes: Vec::new(),
    }
}

/// Numbers between 0 and 1, the same on every run: a linear congruence.
pub(crate) fn random() -> impl FnMut() -> f64 {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    move || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }
}
