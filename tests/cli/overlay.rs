//! `--overlay`: own prices over a rate card.

use crate::{TIERED, json};

const OURS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/cli/ours.toml");
const CARD: [&str; 4] = ["--rates", TIERED, "--overlay", OURS];

fn with_card<'a>(args: &[&'a str]) -> Vec<&'a str> {
    [args, &CARD].concat()
}

#[test]
fn every_command_takes_an_overlay_and_says_so() {
    // 1,000 tokens in at 1 - 10% = 0.9 and 1,000 out at 1.5 are 0.0009 + 0.0015.
    let price = json(&with_card(&["price", "plain", "--input", "1000", "--output", "1000"]));
    assert_eq!(price["total_usd"], "0.0024");
    assert_eq!(price["rate_card"]["name"], "Tiered with overlay Our prices");
    // 30M tokens in and 20M out: 30 x 0.9 + 20 x 1.5 = 57.
    let ranking = json(&with_card(&["rank", "assistant-mix"]));
    assert_eq!(ranking["models"][0]["monthly_usd"], "57.00");
    let card = json(&["rates", "show", TIERED, "--overlay", OURS]);
    assert_eq!(card["models"][1]["prices"][0]["output"], "1.5");
}
