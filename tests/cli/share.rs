//! Scenarios handed on as one word.

use crate::{REPRESENTATIVE, json, said};

/// `scenarios/tool-agent.toml`.
const AGENT: &str = "tf1.ARBBZ2VudCB3aXRoIHRvb2xzAsCpBwMMBA8FCgYWB7gXANgECcgBCsQTC6AfDQUmnRMow";

#[test]
fn a_short_form_stands_wherever_a_scenario_does() {
    let models =
        |named: &str| json(&[&["rank", named][..], &REPRESENTATIVE].concat())["models"].clone();
    assert_eq!(models(AGENT), models("tool-agent"));
    let levers = |named: &str| {
        let args = ["levers", "claude-sonnet", "--scenario", named];
        json(&[&args[..], &REPRESENTATIVE].concat())["levers"].clone()
    };
    assert_eq!(levers(AGENT), levers("tool-agent"));
    let compared = said(&["compare", "tool-agent", AGENT, "--requests", "1k"]);
    assert!(compared.contains("nothing but the texts"), "{compared}");
    assert!(said(&["--from", AGENT]).contains(&format!("`tokenfare rank {AGENT}`")));
}
