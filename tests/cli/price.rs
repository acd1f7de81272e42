//! `tokenfare price`.

use serde_json::Value;

use crate::{REPRESENTATIVE, TIERED, json, refused};

#[test]
fn a_haiku_request_is_seven_hundredths_of_a_cent() {
    let args = ["price", "claude-haiku", "--input", "800", "--output", "400"];
    let args = [&args[..], &REPRESENTATIVE].concat();
    let price = json(&args);
    assert_eq!(price["model"], "claude-haiku");
    assert_eq!(price["total_usd"], "0.0007");
    assert_eq!(price["fresh_input_usd"], "0.0002");
    assert_eq!(price["output_usd"], "0.0005");
    assert_eq!(price["thousand_requests_usd"], "0.70");
    assert_eq!(price["tier_above"], Value::Null);
    let thousand = ["rank", "--requests", "1k", "--input", "800", "--output", "400"];
    let ranking = json(&[&thousand[..], &REPRESENTATIVE, &["--models", "claude-haiku"]].concat());
    let haiku = &ranking["models"][0];
    assert_eq!(haiku["monthly_usd"], "0.70");
    assert_eq!(haiku["per_request_usd"], "0.0007");
    assert_eq!(haiku["times_cheapest"], Value::Null);
}

#[test]
fn a_long_request_pays_the_tier_for_all_of_it() {
    // 0.15 x 6 + 0.06 x 0.6 + 0.001 x 22.5.
    let price = json(&[
        "price",
        "long",
        "--rates",
        TIERED,
        "--input",
        "150k",
        "--cache-read",
        "60k",
        "--output",
        "1k",
    ]);
    assert_eq!(price["total_usd"], "0.9585");
    assert_eq!(price["cache_read_usd"], "0.036");
    assert_eq!(price["tier_above"], 200_000);
    // At the threshold: 0.2 x 3.
    let price = json(&["price", "long", "--rates", TIERED, "--input", "200k", "--output", "0"]);
    assert_eq!(price["total_usd"], "0.60");
    assert_eq!(price["tier_above"], Value::Null);
}

#[test]
fn both_cache_lifetimes_are_writes() {
    let price = json(&[
        "price",
        "long",
        "--rates",
        TIERED,
        "--input",
        "0",
        "--output",
        "0",
        "--cache-write",
        "1000",
        "--cache-write-1h",
        "1000",
    ]);
    // 3.75 and 6 a million.
    assert_eq!(price["cache_write_usd"], "0.00975");
    assert_eq!(price["cache_write_1h_usd"], "0.006");
    assert_eq!(price["total_usd"], "0.00975");
}

#[test]
fn a_region_prefix_chooses_the_price() {
    let total = |model: &str, more: &[&str]| {
        let args = ["price", model, "--rates", TIERED, "--input", "1M", "--output", "0"];
        json(&[&args[..], more].concat())["total_usd"].clone()
    };
    // Above the threshold, so 6 a million, and 1.1 times that inside a region.
    assert_eq!(total("vendor.long-v1:0", &[]), "6.00");
    assert_eq!(total("global.vendor.long-v1:0", &[]), "6.00");
    assert_eq!(total("eu.vendor.long-v1:0", &[]), "6.60");
    assert_eq!(total("LONG", &["--regional"]), "6.60");
    assert_eq!(total("Long Reader", &[]), "6.00");
}

#[test]
fn batch_has_its_own_price_and_no_cache() {
    let args = ["price", "long", "--rates", TIERED, "--input", "1k", "--output", "1k", "--batch"];
    assert_eq!(json(&args)["total_usd"], "0.009");
}

#[test]
fn a_service_tier_has_its_own_price() {
    let args = |model| ["price", model, "--input", "1M", "--output", "1M", "--cache-read", "1M"];
    // $0.40 + $1.60 + $0.10, as listed.
    let price = json(&[&args("nova-pro")[..], &["--tier", "flex"]].concat());
    assert_eq!((&price["total_usd"], &price["route"]), (&"2.10".into(), &"flex".into()));
    // $1.40 + $5.60 + $0.35.
    let price = json(&[&args("nova-pro")[..], &["--tier", "priority"]].concat());
    assert_eq!((&price["total_usd"], &price["route"]), (&"7.35".into(), &"priority".into()));
    let standard = json(&[&args("nova-pro")[..], &["--tier", "standard"]].concat());
    assert_eq!(standard, json(&args("nova-pro")));
    // $0.525 x 1.1 in a region.
    let regional = ["price", "us.amazon.nova-2-lite-v1:0", "--input", "1M", "--output", "0"];
    let price = json(&[&regional[..], &["--tier", "priority"]].concat());
    assert_eq!(price["total_usd"], "0.5775");
}

#[test]
fn a_service_tier_that_a_model_lacks_is_refused_with_what_it_has() {
    let args = |model| ["price", model, "--input", "1", "--output", "1", "--tier", "flex"];
    assert_eq!(
        refused(&args("claude-haiku-4-5")),
        "Claude Haiku 4.5 is not offered on Flex; it has a price on demand, through Batch"
    );
    assert_eq!(
        refused(&args("nova-2-pro")),
        "Nova 2 Pro (preview) is not offered on Flex; it has a price on demand, through Batch, on \
         Priority"
    );
    let cached = [&args("gpt-oss-120b")[..], &["--cache-read", "1"]].concat();
    assert_eq!(refused(&cached), "gpt-oss-120b has no prompt caching on Flex");
}
