//! `tokenfare count` and `tokenfare rates`.

use serde_json::Value;

use crate::{TIERED, json, refused, run, said, with_text};

#[test]
fn counting_files_and_stdin() {
    let output = with_text(&["count", "--format", "json"], "one two three".as_bytes());
    let counts: Value = serde_json::from_slice(&output.stdout).unwrap();
    let file = &counts["files"][0];
    assert_eq!(file["path"], "-");
    assert_eq!(file["bytes"], 13);
    assert_eq!(file["characters"], 13);
    assert_eq!(file["words"], 3);
    for family in ["o200k_base", "cl100k_base"] {
        let exact = serde_json::json!({"tokens": 3, "low": 3, "high": 3, "method": "exact"});
        assert_eq!(file["families"][family], exact);
    }
    assert_eq!(file["families"]["claude-3"]["method"], "factor");
    assert_eq!(file["rules_of_thumb"]["characters_over_4"]["tokens"], 4);
    assert_eq!(file["rules_of_thumb"]["characters_over_4"]["error"], 0.3333);
    assert_eq!(counts["total"]["words"], 3);
    let output = with_text(&["count", "Cargo.toml", "-", "--format", "csv"], b"one");
    let csv = String::from_utf8(output.stdout).unwrap();
    assert_eq!(csv.lines().count(), 3);
    assert!(csv.ends_with("\n-,3,3,1,1,1,1,2\n"));
    let text = said(&["count", "Cargo.toml", "src/lib.rs"]);
    assert!(text.lines().any(|line| line.starts_with("total ")));
    let output = with_text(&["count"], b"caf\xe9");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("`-` is not UTF-8 text: byte 4")
    );
}

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
    assert!(
        said(&["rates", "show", "bedrock-list", "--format", "csv"])
            .lines()
            .count()
            > 90
    );
    assert!(refused(&["rates", "show", "nova-mcro"]).contains("did you mean `nova-micro`"));
    assert!(said(&["rates", "check", TIERED]).ends_with("Tiered, 3 models, no faults.\n"));
}

#[test]
fn check_reports_every_fault_with_its_place() {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/cli/faulty.toml"
    );
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
