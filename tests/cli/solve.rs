//! Backwards, and changes of what a scenario says.

use crate::{REPRESENTATIVE, json, refused, run, said, stderr};

#[test]
fn a_budget_buys_the_same_by_every_command() {
    // A request on Nova Lite is 600 x $0.06 + 400 x $0.24 for a million: $0.000132. $5,000 buys
    // 37,878,787.9 of them; 3.3 cents of input leave $4,998.20 for 50,000 answers of 416,516.7 tokens.
    let models = ["--models", "nova-lite"];
    let ranking = json(&[&["rank", "--budget", "5000"], &models[..], &REPRESENTATIVE].concat());
    let row = &ranking["models"][0];
    assert_eq!(row["budget_requests"], 37_878_787);
    assert_eq!(row["budget_output_tokens"], 416_516);
    assert_eq!(ranking["budget_usd"], "5000.00");
    for (control, value, next) in
        [("requests", 37_878_787, "5000.000016"), ("output", 416_516, "5000.00")]
    {
        let args = [&["solve", control, "nova-lite", "--budget", "$5,000"], &REPRESENTATIVE[..]];
        let found = json(&args.concat());
        let row = &found["models"][0];
        assert_eq!(row["value"], value, "{found}");
        assert_eq!(row["next_value"], value + 1);
        assert!(row["next_usd"].as_str().unwrap() >= next, "{row}");
        assert_eq!((&row["solutions"], &row["reason"]), (&1.into(), &serde_json::Value::Null));
    }
    // What has no bill is told apart from what nothing buys.
    let args = ["rank", "--budget", "1", "--input", "100k", "--models", "nova-lite,cohere-command"];
    let ranking = json(&[&args[..], &REPRESENTATIVE].concat());
    for row in ranking["models"].as_array().unwrap() {
        let reason = row["budget_output_reason"].as_str().unwrap();
        assert!(row["budget_output_tokens"].is_null());
        match row["monthly_usd"].as_str() {
            Some(_) => assert!(reason.starts_with("no value of Answer length does"), "{row}"),
            None => assert!(reason.contains("has no bill"), "{row}"),
        }
    }
    let told = said(&["rank", "--budget", "1", "--input", "1M", "--requests", "1M"]);
    assert!(told.contains("none") && told.contains("does not fit"), "{told}");
}

#[test]
fn what_cannot_be_solved_says_why() {
    let budget = ["--budget", "500"];
    let asked = |control| refused(&[&["solve", control, "nova-lite"], &budget[..]].concat());
    assert_eq!(asked("turn-gap"), "Turn gap does nothing while caching is off; add --caching");
    assert!(asked("batch").starts_with("there is nothing to solve for: batch is no control"));
    let none = refused(&["solve", "requests", "nova-lite"]);
    assert!(none.ends_with("add --budget 5000, or a budget to the scenario"), "{none}");
    let told = said(&[&["solve", "turns", "nova-lite"], &budget[..]].concat());
    let sentence = "No value of Turns / chat does: a month of Nova Lite is $6.60 to $";
    assert!(told.contains(sentence), "{told}");
}

#[test]
fn flags_may_change_what_a_scenario_says() {
    let cost = |flags: &[&str]| {
        let args = [&["rank", "--models", "nova-lite"], flags, &REPRESENTATIVE].concat();
        json(&args)["models"][0]["monthly_usd"].as_str().unwrap().to_owned()
    };
    // 3 x 50,000 requests at 600 x $0.06 + 400 x $0.24; 520 and 700 tokens of output.
    assert_eq!(cost(&["--requests", "x3"]), "19.80");
    assert_eq!(cost(&["--requests", "x3", "--output", "+30%"]), "24.12");
    assert_eq!(cost(&["--output", "+300"]), "10.20");
    assert_eq!(cost(&["--input", "*2", "--output", "-50%"]), "6.00");
    assert_eq!(cost(&["--requests", "100 000"]), "13.20");
    let told = |flags: &[&str]| refused(&[&["rank"], flags].concat());
    let asked = "--requests 360.000 could be 360 or 360,000: write one of them";
    assert_eq!(told(&["--requests", "360.000"]), asked);
    assert_eq!(told(&["--requests", "-5"]), "--requests -5 must not be negative");
    assert_eq!(
        told(&["--requests", "x1e6"]),
        "--requests x1e6 would be 50,000,000,000 and must be from 0 to 1,000,000,000"
    );
    assert_eq!(told(&["--cap", "x2"]), "--cap x2 has no number to change yet: type one");
    assert!(told(&["--batch", "+10%"]).ends_with("write +0.1 or x1.1"));
    assert!(told(&["--output", "$5"]).contains("`tokenfare solve`"));
}

#[test]
fn a_month_that_costs_too_much_has_a_code_of_its_own() {
    // $6.60 on Nova Lite, $88.00 on Nova Pro.
    let gate = |models: &str, most: &str| {
        let models: &[&str] = if models.is_empty() { &[] } else { &["--models", models] };
        run(&[&["rank", "--max-usd", most], models, &REPRESENTATIVE].concat())
    };
    for (models, most, code) in [
        ("nova-lite", "6.60", 0),
        ("nova-lite", "6.59", 3),
        ("nova-lite,nova-pro", "50", 3),
        ("nova-lite,nova-pro", "88", 0),
        // The cheapest of all costs $3.85.
        ("", "3.85", 0),
        ("", "3.84", 3),
    ] {
        let output = gate(models, most);
        assert_eq!(output.status.code(), Some(code), "{models} {most}");
        assert!(!output.stdout.is_empty());
        assert_eq!(stderr(&output).lines().count(), usize::from(code != 0), "{}", stderr(&output));
    }
    let why = stderr(&gate("nova-lite,nova-pro", "50"));
    assert_eq!(why, "tokenfare: a month of Nova Pro costs $88.00, more than --max-usd 50.00\n");
    let why = stderr(&gate("", "3.84"));
    let said =
        "a month costs more than --max-usd 3.84 on every model: the least is $3.85 on Nova Micro";
    assert_eq!(why, format!("tokenfare: {said}\n"));
    // What has no price is not within any.
    let args = ["rank", "--models", "nova-lite", "--input", "2M", "--max-usd", "1M"];
    let output = run(&args);
    assert_eq!(output.status.code(), Some(3));
    assert!(stderr(&output).contains("Nova Lite has no bill"), "{}", stderr(&output));
}

#[test]
fn people_make_requests() {
    let of = |flags: &[&str]| {
        let args = [&["rank", "--models", "nova-lite"], flags, &REPRESENTATIVE].concat();
        json(&args)
    };
    // 1,200 users x 20 sessions x 3 turns; without caching each turn sends all before it again.
    let people = ["--users", "1200", "--sessions", "20", "--turns", "3"];
    let ranking = of(&people);
    assert_eq!(ranking["scenario"]["requests"], 72_000);
    assert_eq!(
        (&ranking["scenario"]["users"], &ranking["scenario"]["sessions"]),
        (&1200.0.into(), &20.into())
    );
    let row = &ranking["models"][0];
    let total: f64 = row["monthly_usd"].as_str().unwrap().parse().unwrap();
    let each: f64 = row["per_user_usd"].as_str().unwrap().parse().unwrap();
    assert!((total / 1_200.0 - each).abs() < 1e-9, "{row}");
    // The same without turns: $0.000132 a request, so that $5,000 buys 37,878,787, of 20 a user.
    let ranking = of(&["--users", "1200", "--sessions", "20", "--budget", "5000"]);
    assert_eq!(ranking["models"][0]["budget_users"], 1_893_939);
    assert_eq!(ranking["models"][0]["per_user_usd"], "0.00264");
    // Nothing of it where no people are told.
    let plain = of(&[]);
    assert!(
        plain["models"][0].get("per_user_usd").is_none()
            && plain["scenario"].get("users").is_none()
    );
    let told = |flags: &[&str]| refused(&[&["rank"], flags].concat());
    assert_eq!(told(&["--users", "5"]), "--users needs --sessions, how many a month each has");
    assert!(told(&["--users", "5", "--sessions", "2", "--requests", "9"]).ends_with("give one"));
    let swept = refused(&["sweep", "--over", "users", "nova-lite"]);
    assert_eq!(swept, "the users does nothing while no people are told; add --sessions 20");
    let text = said(&[&["rank"], &people[..]].concat());
    assert!(
        text.contains("72,000 requests a month of 1,200 users with 20 sessions each"),
        "{text}"
    );
    assert!(text.lines().next().unwrap().contains("Per user"), "{text}");
}
