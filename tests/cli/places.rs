//! Prices where a model is called from, and what is offered there.

use serde_json::Value;

use super::{json, refused, said};

/// What a million input tokens cost on a model of the built-in list, and the assumptions.
fn million(args: &[&str]) -> (String, Value) {
    let price = [&["price"], args, &["--input", "1M", "--output", "0"]].concat();
    let price = json(&price);
    (price["total_usd"].as_str().unwrap().to_owned(), price["assumptions"].clone())
}

#[test]
fn a_prefix_or_a_region_chooses_the_price() {
    let none = || Value::Array(Vec::new());
    let place = || Value::Array(vec!["price of the place assumed".into()]);
    for (args, usd, assumed) in [
        (&["eu.amazon.nova-lite-v1:0"][..], "0.078", none()),
        // 1.2 x the global $2.
        (&["us-gov.anthropic.claude-sonnet-5"], "2.40", none()),
        (&["us.amazon.nova-2-lite-v1:0", "--tier", "flex"], "0.165", none()),
        (&["us.amazon.nova-2-lite-v1:0", "--tier", "priority"], "0.5775", none()),
        (&["nova-lite", "--region", "eu-west-2"], "0.084", none()),
        // A profile is charged at the price of the region that calls it.
        (&["eu.amazon.nova-lite-v1:0", "--region", "eu-north-1"], "0.065", none()),
        // Frankfurt has it by the world at $2 and by Europe at $2.20.
        (&["claude-sonnet-5", "--region", "eu-central-1"], "2.00", none()),
        (
            &["claude-sonnet-5", "--region", "eu-central-1", "--residency", "geography"],
            "2.20",
            none(),
        ),
        // In London alone: Europe's price stands in, and the bare id is listed at $3.
        (&["claude-sonnet-4-6", "--region", "eu-west-2", "--residency", "region"], "3.30", place()),
        // Flex by the profile of the United States alone, though the world is cheaper without.
        (&["nova-2-lite", "--region", "us-east-1", "--tier", "flex"], "0.165", none()),
        (&["nova-2-lite", "--region", "us-east-1"], "0.30", none()),
        (&["nova-lite", "--regional"], "0.06", none()),
    ] {
        assert_eq!(million(args), (usd.to_owned(), assumed), "{args:?}");
    }
}

#[test]
fn what_is_not_offered_is_refused_and_not_ranked() {
    let refused_from = |model: &str, more: &[&str]| {
        refused(&[&["price", model, "--input", "1", "--output", "1", "--region"], more].concat())
    };
    assert_eq!(
        refused_from("nova-lite", &["sa-east-1"]),
        "Nova Lite is not offered from sa-east-1"
    );
    let near = ["sa-east-1", "--residency", "geography"];
    assert_eq!(
        refused_from("claude-sonnet-5", &near),
        "Claude Sonnet 5: global profile only from sa-east-1"
    );
    assert_eq!(
        refused_from("nova-lite", &["eu-wst-1"]),
        "--region eu-wst-1 must be any or a region such as us-east-1"
    );

    let from = ["--region", "sa-east-1", "--residency", "region"];
    let ranked = said(&[&["rank", "rag", "--thinking", "ignore"][..], &from].concat());
    assert!(ranked.contains("Offered from sa-east-1: as of 2026-10-09 ("), "{ranked}");
    let row = ranked.lines().find(|line| line.contains("Claude Sonnet 5 ")).unwrap();
    assert!(row.contains(" - ") && row.contains("global profile only from sa-east-1"), "{row}");
    let unknown = ranked.lines().find(|line| line.contains("GPT-6.1 Terra")).unwrap();
    assert!(unknown.contains("offer not known"), "{unknown}");
}

#[test]
fn the_way_that_has_the_service_tier_is_taken() {
    let from_us = ["--region", "us-east-1", "--tier", "flex", "--input", "2000", "--output", "100"];
    let ranked = |more: &[&str]| {
        let models = ["rank", "--models", "nova-2-lite", "--requests", "1000"];
        let ranked = json(&[&models[..], &from_us, more].concat());
        ranked["models"][0].clone()
    };
    // 2M x $0.165 + 0.1M x $1.375 = $0.4675, and not 2M x $0.30 + 0.1M x $2.50 = $0.85 by the world.
    let anywhere = ranked(&[]);
    assert_eq!(anywhere["monthly_usd"], "0.4675", "{anywhere}");
    assert_eq!(anywhere["notes"], Value::Array(Vec::new()));
    assert_eq!(ranked(&["--residency", "geography"]), anywhere);
    assert_eq!(ranked(&["--where", "flex"]), anywhere);
}

#[test]
fn an_engineer_in_frankfurt_finds_a_shortlist_in_one_line() {
    let asked = "ctx>=200k tools ends>=2027-07 from:eu-central-1";
    let line = ["rank", "rag", "--region", "eu-central-1", "--residency", "geography"];
    let shown = said(&[&line[..], &["--where", asked]].concat());
    // $0.078 and $0.312 a million: 100,000 x (6,960 x 0.078 + 250 x 0.312), less what the cap cuts.
    let first = shown.lines().nth(1).unwrap();
    assert!(first.contains("Nova Lite") && first.contains("$62.09"), "{shown}");
    // Who is out, and why.
    let out = shown.lines().find(|line| line.contains("GPT-6 Sol")).unwrap();
    assert!(out.contains("global profile only from eu-central-1"), "{out}");
    let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let unknown = words.split_once("since it is not known: ").unwrap().1;
    assert!(unknown.split('.').next().unwrap().contains("Claude Haiku 5"), "{shown}");
}
