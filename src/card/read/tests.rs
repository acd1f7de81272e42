use super::*;
use crate::card::{Assumed, Bucket, CacheMode, Lane, LaneRates, Model, Rates, Slot};
use crate::money::{Rate, Tokens};

const HEAD: &str = "schema = 1\nname = 'Test'\nas_of = 2026-11-22\nsource = 'test'\n\
    [defaults]\nbatch = 0.5\ncache_min_tokens = 1_024\n\
    [defaults.cache.nova]\nread = 0.25\nwrite_5m = 1\nwrite_1h = 2\n\
    [[model]]\nid = 'a'\nname = 'A'\nprovider = 'P'\n";

fn model(text: &str) -> Model {
    let card = Card::parse(&format!("{HEAD}{text}"), "test.toml").unwrap();
    card.models[0].clone()
}

/// USD per 1M tokens.
fn usd(text: &str) -> Rate {
    Rate::parse_per_million(text).unwrap()
}

fn batch(input: &str, output: &str) -> LaneRates {
    Rates::of(usd(input), usd(output))[Lane::Standard]
}

fn cache(read: &str, write: Option<&str>, write_1h: Option<&str>) -> [Option<Rate>; 3] {
    [Some(usd(read)), write.map(usd), write_1h.map(usd)]
}

fn cached(rates: &Rates) -> [Option<Rate>; 3] {
    Bucket::CACHED.map(|bucket| rates.get(bucket))
}

#[test]
fn what_is_left_out_is_not_offered() {
    let model = model("rates = { input = 1, output = 5 }");
    let prices = model.prices.unwrap();
    assert_eq!(prices.base.get(Bucket::Fresh), Some(usd("1")));
    assert!(!prices.base.caches());
    assert!(!prices.base.offers(Lane::Batch));
    assert!(prices.tiers.is_empty());
    assert_eq!(model.regional, None);
    assert_eq!(model.caching, None);
    assert_eq!(model.assumed, Assumed::default());
    assert_eq!(model.tokenizer, "unknown");
}

#[test]
fn assumed_cache_rates_fill_only_what_is_left_out() {
    let model = model("rates = { input = 1, output = 5, cache_write_5m = 1.25 }\ncache = 'nova'");
    let prices = model.prices.unwrap();
    assert_eq!(cached(&prices.base), cache("0.25", Some("1.25"), Some("2")));
    let assumed = Assumed { cache_read: true, cache_write: true, cache_min: true, batch: false };
    assert_eq!(model.assumed, assumed);
    let caching = model.caching.unwrap();
    assert_eq!(caching.min_tokens, Tokens::new(1_024));
    assert_eq!((caching.mode, caching.ttl_minutes), (CacheMode::Explicit, 5));
}

#[test]
fn stated_rates_are_never_marked_as_assumed() {
    let model = model(
        "rates = { input = 1, output = 5, cache_read = 0, cache_write_5m = 0, cache_write_1h = 0 }\n\
         cache = 'nova'\ncache_min_tokens = 0\nbatch = { input = 0, output = 0 }",
    );
    let prices = model.prices.unwrap();
    assert_eq!(cached(&prices.base), cache("0", Some("0"), Some("0")));
    assert_eq!(prices.base[Lane::Batch], batch("0", "0"));
    assert_eq!(model.assumed, Assumed::default());
    assert_eq!(model.caching.unwrap().min_tokens, Tokens::ZERO);
}

#[test]
fn a_cache_of_half_an_hour_keeps_its_lifetime() {
    let model = model(
        "rates = { input = 1, output = 5, cache_read = 0.1, cache_write_30m = 1.5 }\n\
         cache_min_tokens = 512",
    );
    assert_eq!(cached(&model.prices.unwrap().base), cache("0.1", Some("1.5"), None));
    assert_eq!(model.caching.unwrap().ttl_minutes, 30);
    assert!(!model.assumed.cache_min);
}

#[test]
fn an_implicit_cache_has_no_write_price_even_by_assumption() {
    let model = model("rates = { input = 1, output = 5 }\ncache = 'nova'\ncaching = 'implicit'");
    assert_eq!(cached(&model.prices.unwrap().base), cache("0.25", None, None));
    assert_eq!(model.caching.unwrap().mode, CacheMode::Implicit);
    assert!(model.assumed.cache_read && !model.assumed.cache_write);
}

#[test]
fn assumed_batch_holds_in_tiers_and_regions_unless_they_state_their_own() {
    let model = model(
        "rates = { input = 1, output = 5 }\nbatch = 'default'\n\
         tier = [{ above = 10, input = 2, output = 10 },\n\
         { above = 20, input = 4, output = 20, batch = { input = 3, output = 15 } }]\n\
         regional = { input = 3, output = 9 }",
    );
    let prices = model.prices.unwrap();
    assert_eq!(prices.base[Lane::Batch], batch("0.5", "2.5"));
    assert_eq!(prices.tiers[0].rates[Lane::Batch], batch("1", "5"));
    assert_eq!(prices.tiers[1].rates[Lane::Batch], batch("3", "15"));
    assert_eq!(model.regional.unwrap().base[Lane::Batch], batch("1.5", "4.5"));
    assert!(model.assumed.batch);
}

#[test]
fn stated_batch_holds_for_its_own_table_only() {
    let model = model(
        "rates = { input = 1, output = 5 }\nbatch = { input = 0.4, output = 2 }\n\
         tier = [{ above = 10, input = 2, output = 10 }]\nregional = { input = 3, output = 9 }",
    );
    let prices = model.prices.unwrap();
    assert_eq!(prices.base[Lane::Batch], batch("0.4", "2"));
    assert!(!prices.tiers[0].rates.offers(Lane::Batch));
    assert!(!model.regional.unwrap().base.offers(Lane::Batch));
}

#[test]
fn a_regional_multiplier_holds_for_every_rate() {
    let model = model(
        "rates = { input = 1, output = 5, cache_read = 0.1, cache_write_5m = 1.25 }\n\
         batch = { input = 0.5, output = 2.5 }\nregional = 1.125\n\
         tier = [{ above = 200_000, input = 2, output = 8 }]",
    );
    let regional = model.regional.unwrap();
    assert_eq!(regional.base.get(Bucket::Fresh), Some(usd("1.125")));
    assert_eq!(regional.base.get(Bucket::Output), Some(usd("5.625")));
    assert_eq!(cached(&regional.base), cache("0.1125", Some("1.40625"), None));
    assert_eq!(regional.base[Lane::Batch], batch("0.5625", "2.8125"));
    assert_eq!(regional.tiers[0].above, Tokens::new(200_000));
    assert_eq!(regional.tiers[0].rates.get(Bucket::Output), Some(usd("9")));
}

#[test]
fn an_unpriced_model_has_no_prices() {
    let model = model("unpriced = true");
    assert_eq!(model.prices, None);
    assert_eq!(model.regional, None);
    assert_eq!(model.caching, None);
}

#[test]
fn a_regional_table_may_differ_in_every_way() {
    let model = model(
        "rates = { input = 1, output = 5 }\n[model.regional]\ninput = 1.2\noutput = 7\n\
         batch = { input = 1, output = 2 }\ntier = [{ above = 7, input = 2, output = 9 }]",
    );
    let regional = model.regional.unwrap();
    assert_eq!(regional.base.get(Bucket::Output), Some(usd("7")));
    assert_eq!(regional.base[Lane::Batch], batch("1", "2"));
    assert_eq!(regional.tiers[0].above, Tokens::new(7));
}

#[test]
fn multipliers_are_exact_to_three_places() {
    let permille_of = |text: &str| {
        let text = format!("x = {text}");
        let document = Document::parse(&text, "x");
        let read = values::permille(document.root().value("x"), 1);
        document.conclude(read).map_err(|faults| faults.to_string())
    };
    assert_eq!(permille_of("1.1"), Ok(1_100));
    assert_eq!(permille_of("0.001"), Ok(1));
    assert_eq!(permille_of("100"), Ok(100_000));
    assert_eq!(permille_of("1.1000"), Ok(1_100));
    for (text, fault) in [
        ("0", "must be above 0"),
        ("0.0005", "has more than 3 decimal places"),
        ("1e-9", "has more than 3 decimal places"),
        ("100.001", "must be at most 100"),
        ("1e300", "is too large"),
        ("-1", "must not be negative"),
        ("nan", "must be a finite number"),
    ] {
        assert_eq!(permille_of(text), Err(format!("x:1:5: x {fault}")));
    }
}

#[test]
fn a_service_tier_has_its_own_rates_and_none_is_assumed() {
    let model = model(
        "rates = { input = 1, output = 5, cache_read = 0.1, cache_write_5m = 1.25 }\n\
         batch = 'default'\nflex = { input = 0.5, output = 2.5 }\n\
         priority = { input = 1.75, output = 8.75, cache_read = 0.18, cache_write_5m = 2.19 }\n\
         regional = { input = 2, output = 10, flex = { input = 1.1, output = 5.5 } }\n\
         tier = [{ above = 7, input = 3, output = 9, priority = { input = 6, output = 18 } }]",
    );
    let prices = model.prices.as_ref().unwrap();
    let said = |rates: &Rates, lane: Lane| {
        let stated = |bucket| rates[lane][bucket].map(Rate::per_million).unwrap_or_default();
        Bucket::ALL.map(stated).join(" ")
    };
    assert_eq!(said(&prices.base, Lane::Flex), "0.5 2.5   ");
    assert_eq!(said(&prices.base, Lane::Priority), "1.75 8.75 0.18 2.19 ");
    let tier = &prices.tiers[0].rates;
    assert!(!tier.offers(Lane::Flex) && tier.offers(Lane::Priority));
    let regional = model.regional.as_ref().unwrap();
    assert_eq!(said(&regional.base, Lane::Flex), "1.1 5.5   ");
    assert!(!regional.base.offers(Lane::Priority));
    for slot in Slot::all().filter(|slot| slot.lane.spec().is_rare) {
        assert!(!model.assumed.of(slot), "{slot}");
    }
}
