//! The commands that answer one question each: `cap`, `sweep`, `breakeven`, `levers`, `mix` and
//! `credits`.

use serde_json::Value;

use crate::{REPRESENTATIVE, json, said};

fn representative(args: &[&str]) -> Value {
    json(&[args, &REPRESENTATIVE].concat())
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

#[test]
fn a_cap_on_even_answers_is_no_saving() {
    let said =
        said(&["cap", "nova-pro", "--output", "400", "--rates", "bedrock-2026-representative"]);
    assert!(!said.contains("saves $0.00"), "{said}");
    assert!(said.contains("none is cut off from 400"), "{said}");
}

#[test]
fn cap_as_json() {
    let found = representative(&["cap", "claude-sonnet", "nova-pro", "--caps", "100,400,1k"]);
    let model = &found["models"][0];
    assert_eq!(model["id"], "claude-sonnet");
    // 30M x $3 + 5M, 20M and 20M x $15 per 1M.
    let points: Vec<_> = model["points"]
        .as_array()
        .unwrap()
        .iter()
        .map(|point| {
            (
                point["cap"].as_u64().unwrap(),
                number(&point["mean_output_tokens"]),
                number(&point["cut_off"]),
                point["monthly_usd"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        points,
        [(100, 100.0, 1.0, "165.00"), (400, 400.0, 0.0, "390.00"), (1_000, 400.0, 0.0, "390.00"),]
    );
    assert_eq!(model["below_1_percent"]["cap"], 400);
    assert_eq!(model["below_1_percent"]["saves_usd"], "0.00");
    assert!(model["verdict"].as_str().unwrap().contains("saves nothing"));
    assert_eq!(found["models"][1]["id"], "nova-pro");
    assert_eq!(found["scenario"]["requests"], 50_000);
}

#[test]
fn cap_with_a_quota() {
    let args = ["cap", "nova-pro", "--quota", "200k", "--caps", "400"];
    let point = &representative(&args)["models"][0]["points"][0];
    // 200,000 / (600 + 400).
    assert_eq!(point["requests_per_minute"], 200.0);
    assert_eq!(point["reserved_tokens"], 1_000);
}

#[test]
fn caps_are_chosen_where_none_are_named() {
    let found = representative(&["cap", "nova-pro", "--spread", "2", "--cap", "700"]);
    let caps: Vec<u64> = found["models"][0]["points"]
        .as_array()
        .unwrap()
        .iter()
        .map(|point| point["cap"].as_u64().unwrap())
        .collect();
    assert_eq!(caps, [64, 128, 256, 512, 700, 1_024, 2_048]);
    assert_eq!(found["models"][0]["below_5_percent"]["cap"], 733);
}

#[test]
fn sweep_names_the_crossing() {
    let args = ["sweep", "--over", "input-share", "nova-pro", "cohere-command"];
    let found = representative(&args);
    assert_eq!(found["control"], "Input share");
    let crossing = &found["crossings"][0];
    assert_eq!(crossing["at"], 857_499);
    assert_eq!(crossing["cheaper_above"], "nova-pro");
    assert_eq!(crossing["words"], "above 85.7% input, Nova Pro is cheaper than Cohere Command");
    let line = &found["models"][0];
    assert_eq!(line["id"], "nova-pro");
    // All output: 50M x $3.20.
    assert_eq!(line["points"][0]["monthly_usd"], "160.00");
    assert_eq!(line["points"][10]["shown"], "100%");
}

#[test]
fn sweep_over_a_range() {
    let args =
        ["sweep", "--over", "requests", "nova-pro", "--from", "1k", "--to", "1M", "--points", "4"];
    let found = representative(&args);
    let points = found["models"][0]["points"].as_array().unwrap();
    let values: Vec<u64> = points.iter().map(|point| point["value"].as_u64().unwrap()).collect();
    assert_eq!(values, [1_000, 10_000, 100_000, 1_000_000]);
}

#[test]
fn breakeven_of_two_models() {
    let found = representative(&["breakeven", "nova-pro", "cohere-command"]);
    assert_eq!(found["input_share"], 0.857_143);
    assert_eq!(found["cheaper_above"], "nova-pro");
    assert_eq!(found["verbosity"], 1.45);
    assert_eq!(found["tokenizer"], 1.257_143);
    let never = representative(&["breakeven", "claude-sonnet", "claude-haiku"]);
    assert_eq!(never["input_share"], Value::Null);
}

#[test]
fn breakeven_of_caching() {
    let args = ["breakeven", "--caching", "claude-sonnet", "--input", "4200", "--system", "4000"];
    let found = representative(&args);
    let ttl = found["ttl"].as_array().unwrap();
    assert_eq!(ttl.len(), 2);
    // 0.75 / 3.45 and 3 / 5.7; -ln(1 - h) / T an hour.
    assert_eq!(ttl[0]["ttl"], "5m");
    assert_eq!(ttl[0]["hit_rate"], 0.217_391);
    assert!((number(&ttl[0]["requests_per_hour"]) - 2.941_467).abs() < 1e-5);
    assert_eq!(ttl[1]["ttl"], "1h");
    assert_eq!(ttl[1]["hit_rate"], 0.526_316);
    assert!((number(&ttl[1]["requests_per_hour"]) - 0.747_214).abs() < 1e-5);
    assert_eq!(ttl[0]["below_break_even"], false);
}

#[test]
fn levers_fall_in_what_they_save() {
    let found = representative(&["levers", "claude-sonnet"]);
    let levers = found["levers"].as_array().unwrap();
    let saves: Vec<f64> =
        levers.iter().map(|lever| lever["saves_usd"].as_str().unwrap().parse().unwrap()).collect();
    assert!(saves.is_sorted_by(|one, other| one >= other), "{saves:?}");
    let lever = |name: &str| {
        let mut named = levers.iter().filter(|lever| lever["name"] == name);
        named.next().unwrap()["saves_usd"].clone()
    };
    assert_eq!(lever("10% fewer output tokens"), "30.00");
    assert_eq!(lever("10% fewer input tokens"), "9.00");
    assert!(levers.iter().all(|lever| lever["assumption"].is_string()));
    assert!(found["side"].as_str().unwrap().starts_with("generation-heavy"));
}

#[test]
fn mix_beside_its_models_alone() {
    let found = representative(&["mix", "claude-haiku=70%", "claude-sonnet=0.3"]);
    // 70% of $32.50 and 30% of $390.
    assert_eq!(found["monthly_usd"], "139.75");
    let routes = found["routes"].as_array().unwrap();
    assert_eq!(routes[0]["id"], "claude-haiku");
    assert_eq!(routes[0]["requests"], 35_000);
    assert_eq!(routes[0]["monthly_usd"], "22.75");
    assert_eq!(routes[1]["alone_usd"], "390.00");
    let own = representative(&["mix", "claude-haiku=70%,output=200", "claude-sonnet=0.3,cap=100"]);
    assert_eq!(own["monthly_usd"], "63.50");
    assert_eq!(own["routes"][1]["cut_off"], 1.0);
    let scenario = representative(&["mix", "--scenario", "writing-tool"]);
    assert_eq!(scenario["routes"].as_array().unwrap().len(), 3);
    assert!(scenario["monthly_usd"].as_str().unwrap().starts_with("895.49"));
}

#[test]
fn credits_from_month_to_month() {
    let args = ["credits", "claude-sonnet", "--pool", "1000", "--other", "60", "--months", "4"];
    let found = representative(&args);
    // $450 a month out of $1,000: dry in the third.
    let months: Vec<_> = found["months"]
        .as_array()
        .unwrap()
        .iter()
        .map(|month| {
            (
                month["month"].as_u64().unwrap(),
                month["gross_usd"].as_str().unwrap(),
                month["net_usd"].as_str().unwrap(),
                month["balance_usd"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        months,
        [
            (1, "450.00", "0.00", "550.00"),
            (2, "450.00", "0.00", "100.00"),
            (3, "450.00", "350.00", "0.00"),
            (4, "450.00", "450.00", "0.00"),
        ]
    );
    assert_eq!(found["runs_dry"], 3);
    assert_eq!(found["expires"], Value::Null);
    assert_eq!(found["first_paid"]["month"], 4);
    let void = representative(&[
        "credits",
        "claude-sonnet",
        "--pool",
        "activate",
        "--expires-after",
        "12",
    ]);
    assert_eq!(void["runs_dry"], Value::Null);
    // $100,000 - 12 x $390.
    assert_eq!(void["expires"]["unused_usd"], "95320.00");
    assert_eq!(void["pool_usd"], "100000.00");
    let mix = representative(&["credits", "--scenario", "writing-tool"]);
    assert_eq!(mix["model"], Value::Null);
    assert!(mix["runs_dry"].is_u64());
}

#[test]
fn seen_lengths_choose_the_cap() {
    let file = std::env::temp_dir().join(format!("tokenfare-lengths-{}.toml", std::process::id()));
    let scenario = "schema = 1\nname = 'Seen'\nprompt.user.tokens = 600\n\
                    answer.lengths = [[300, 90], [1200, 9], [1300, 1]]\n";
    std::fs::write(&file, scenario).unwrap();
    let args = ["cap", "nova-pro", "--scenario", file.to_str().unwrap()];
    let found = representative(&args);
    // (27,000 + 10,800 + 1,300) / 100 = 391 is the mean; 10 of 100 are longer than 300.
    assert_eq!(found["scenario"]["answer"]["tokens"], 391);
    assert_eq!(found["scenario"]["answer"]["lengths"][0][0], 300);
    let model = &found["models"][0];
    assert_eq!(model["below_5_percent"]["cap"], 1_200);
    assert_eq!(model["below_1_percent"]["cap"], 1_300);
    let spread = representative(&[&args[..], &["--spread", "1"]].concat());
    assert_eq!(spread["models"][0]["below_5_percent"]["cap"], 391);
    std::fs::remove_file(&file).unwrap();
}

#[test]
fn tools_cost_where_their_size_is_known() {
    let args = ["rank", "--models", "claude-sonnet-5-5,nova-pro", "--thinking", "ignore"];
    let costs = |extra: &[&str]| {
        let ranking = json(&[&args, extra].concat());
        let models = ranking["models"].as_array().unwrap().clone();
        let of = |id: &str| {
            let model = models.iter().find(|model| model["id"] == id).unwrap();
            let usd = |key: &str| model[key].as_str().unwrap().parse::<f64>().unwrap();
            (usd("monthly_low_usd"), usd("monthly_usd"), usd("monthly_high_usd"))
        };
        (of("claude-sonnet-5-5"), of("nova-pro"))
    };
    let (plain, plain_nova) = costs(&[]);
    let (claude, nova) = costs(&["--tools", "3"]);
    let more = |(low, middle, high): (f64, f64, f64), plain: (f64, f64, f64)| {
        [low, middle, high].map(|cost| ((cost - plain.1) * 100.0).round() / 100.0)
    };
    // 50,000 times 299, 333 and 367 tokens at $2 per 1M, and 312, 340 and 346 at $0.80.
    assert_eq!(more(claude, plain), [29.9, 33.3, 36.7]);
    assert_eq!(more(nova, plain_nova), [12.48, 13.6, 13.84]);
}
