//! Scenarios handed on as one word.

use crate::{REPRESENTATIVE, json, refused, said};

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

#[test]
fn a_broken_short_form_is_told_in_a_sentence() {
    let cut = &AGENT[..AGENT.len() - 3];
    for args in [vec!["rank", cut], vec!["--from", cut], vec!["compare", "rag", cut]] {
        let told = refused(&args);
        assert!(told.contains(cut) && told.contains("copy it again"), "{told}");
    }
    let told = refused(&["--from", "my-chat.toml"]);
    assert_eq!(told, "--from my-chat.toml is no short form of a scenario, which begins with tf1.");
    assert!(refused(&["rank", "tf9.AAAA"]).contains("later version"));
}
