//! `tokenfare compare`.

use crate::json;

#[test]
fn the_second_scenario_is_held_against_the_first() {
    let compared = json(&["compare", "assistant-mix", "assistant-mix", "--models", "nova-micro"]);
    let costs = &compared["models"][0]["costs"];
    // 30M x $0.035 + 20M x $0.14 per 1M.
    assert_eq!(costs[0]["monthly_usd"], "3.85");
    assert_eq!(costs[1]["change_usd"], "0.00");
    assert_eq!(costs[1]["change"], 0.0);
    assert_eq!(compared["scenarios"][1]["changes"].as_array().unwrap().len(), 0);
}

#[test]
fn what_changed_is_named() {
    let folder = std::env::temp_dir().join(format!("tokenfare-compare-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = |name: &str, requests: u32, cap: &str| {
        let path = folder.join(format!("{name}.toml"));
        let text = format!(
            "schema = 1\nname = \"{name}\"\nrequests = {requests}\n[prompt.user]\ntokens = 600\n\
             [answer]\ntokens = 400\n{cap}\n"
        );
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let (before, after) = (file("Before", 50_000, ""), file("After", 100_000, "cap = 200"));
    let args = ["compare", &before, &after, "--models", "nova-micro"];
    let compared = json(&args);
    assert_eq!(
        compared["scenarios"][1]["changes"],
        serde_json::json!(["requests / month 50,000 → 100,000", "max output cap none → 200"])
    );
    let costs = &compared["models"][0]["costs"];
    // 100,000 x (600 x $0.035 + 200 x $0.14) / 1M = 2.10 + 2.80 against 3.85.
    assert_eq!(costs[1]["monthly_usd"], "4.90");
    assert_eq!(costs[1]["change_usd"], "1.05");
    assert_eq!(costs[1]["change"], 0.272_727);
    // Flags change all of them.
    let same = json(&[&args[..], &["--requests", "10"]].concat());
    assert_eq!(same["scenarios"][0]["requests"], 10);
    assert_eq!(same["scenarios"][1]["requests"], 10);
    std::fs::remove_dir_all(&folder).unwrap();
}
