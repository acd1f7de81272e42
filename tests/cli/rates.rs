//! `tokenfare rates`.

use crate::{TIERED, json, refused, run, said};

#[test]
fn rate_cards_are_listed_shown_and_checked() {
    assert!(said(&["rates", "list"]).contains("bedrock-2026-representative"));
    let cards = json(&["rates", "list"]);
    assert_eq!(cards[1]["models"], 14);
    let model = json(&["rates", "show", "long", "--rates", TIERED]);
    assert_eq!(model["prices"][0]["scope"], "global");
    assert_eq!(model["prices"][1]["above"], 200_000);
    assert_eq!(model["prices"][1]["output"], "22.5");
    assert_eq!(model["prices"][3]["output"], "24.75");
    let card = json(&["rates", "show", TIERED]);
    assert_eq!(card["models"].as_array().unwrap().len(), 3);
    assert!(said(&["rates", "show", "bedrock-list", "--format", "csv"]).lines().count() > 90);
    assert!(refused(&["rates", "show", "nova-mcro"]).contains("did you mean `nova-micro`"));
    assert!(said(&["rates", "check", TIERED]).ends_with("Tiered, 3 models, no faults.\n"));
}

#[test]
fn check_reports_every_fault_with_its_place() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/cli/faulty.toml");
    let output = run(&["rates", "check", file]);
    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8(output.stderr).unwrap();
    let places: Vec<&str> = stderr
        .lines()
        .map(|line| line.strip_prefix("tokenfare: ").unwrap())
        .map(|line| line.strip_prefix(file).unwrap())
        .map(|line| line.split(' ').next().unwrap())
        .collect();
    assert_eq!(places, [":1:1:", ":2:1:", ":9:19:", ":9:23:"], "{stderr}");
}
