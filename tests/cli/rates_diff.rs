//! `tokenfare rates diff`.

use serde_json::Value;

use crate::{TIERED, json, refused, said};

const CHANGED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/cli/tiered-later.toml");

fn find<'j>(list: &'j Value, id: &str) -> &'j Value {
    let list = list.as_array().unwrap();
    list.iter().find(|model| model["id"] == id).unwrap()
}

#[test]
fn every_change_is_shown_with_old_new_and_per_cent() {
    let text = said(&["rates", "diff", TIERED, CHANGED]);
    let line = |part: &str| {
        let line = text.lines().find(|line| line.contains(part)).unwrap();
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(line(" input"), "Long Reader global input 3 → 2.4 -20%");
    assert_eq!(
        line("global above 200,000    output"),
        "Long Reader global above 200,000 output 22.5 → 27 +20%"
    );
    assert_eq!(line("Fresh"), "Fresh new model");
    assert_eq!(line("Unpriced"), "Unpriced gone");
    assert!(text.contains("1 changed, 1 new, 1 gone, 1 the same"), "{text}");
    assert!(said(&["rates", "diff", TIERED, TIERED]).starts_with("Both cards have the same"));
}

#[test]
fn a_scenario_shows_what_changes_do_to_the_bill() {
    // 30M tokens in and 20M out a month: 30 x 3 + 20 x 15 = 390 before, and 30 x 2.4 + 20 x 15 =
    // 372 after.
    let args = ["rates", "diff", TIERED, CHANGED, "--scenario", "assistant-mix"];
    let diff = json(&args);
    let long = find(&diff["changed"], "long");
    assert_eq!(long["old_monthly_usd"], "390.00");
    assert_eq!(long["new_monthly_usd"], "372.00");
    assert_eq!(long["changes"][0]["old"], "3");
    assert_eq!(long["changes"][0]["scope"], "global");
    let growth = long["changes"][0]["growth"].as_f64().unwrap();
    assert!((growth + 0.2).abs() < 1e-12);
    // 30 x 1 + 20 x 2.
    let fresh = find(&diff["added"], "fresh");
    assert_eq!(fresh["new_monthly_usd"], "70.00");
    assert_eq!(fresh["old_monthly_usd"], Value::Null);
    assert_eq!(diff["same"], 1);
    let text = said(&args);
    let bill = text.lines().find(|line| line.contains("$390.00")).unwrap();
    let bill: Vec<&str> = bill.split_whitespace().collect();
    assert_eq!(bill, ["Long", "Reader", "$390.00", "→", "$372.00", "-$18.00", "-4.6%"]);
    let csv = said(&[&args[..], &["--format", "csv"]].concat());
    let row = csv.lines().find(|row| row.contains(",input,")).unwrap();
    assert!(row.starts_with("long,Long Reader,changed,global,input,3,2.4,-0."), "{row}");
    assert!(row.ends_with(",390.00,372.00"), "{row}");
}

#[test]
fn what_is_not_there_is_told() {
    let said = refused(&["rates", "diff", TIERED, "no-such-card"]);
    assert!(said.starts_with("there is no rate card `no-such-card`"), "{said}");
}
