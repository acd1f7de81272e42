//! `tokenfare rank`.

use serde_json::Value;

use crate::{REPRESENTATIVE, TIERED, json, refused, run, said};

/// 30M input and 20M output tokens on the fourteen representative models, recomputed exactly as
/// 30 x input + 20 x output rate.
const RANKED: [(&str, &str); 14] = [
    ("Nova Micro", "3.85"),
    ("Nova Lite", "6.60"),
    ("Titan Text Lite", "8.50"),
    ("Mistral Small", "18.00"),
    ("Titan Text Express", "18.00"),
    ("Llama (small, ~8B)", "21.00"),
    ("Claude Haiku", "32.50"),
    ("Cohere Command", "70.00"),
    ("Nova Pro", "88.00"),
    ("Llama (large, ~70B+)", "149.50"),
    ("Mistral Large", "180.00"),
    ("Nova Premier", "325.00"),
    ("Claude Sonnet", "390.00"),
    ("Claude Opus-class", "1950.00"),
];

#[test]
fn thirty_million_in_and_twenty_out_to_the_cent() {
    for workload in [
        vec![],
        vec!["assistant-mix"],
        vec!["--requests", "50k", "--input", "600", "--output", "400"],
    ] {
        let args = [&["rank"], workload.as_slice(), &REPRESENTATIVE].concat();
        let ranking = json(&args);
        let models = ranking["models"].as_array().unwrap();
        let got: Vec<(&str, &str)> = models
            .iter()
            .map(|model| (model["name"].as_str().unwrap(), model["monthly_usd"].as_str().unwrap()))
            .collect();
        assert_eq!(got, RANKED, "{args:?}");
    }
}

#[test]
fn a_service_tier_is_billed_where_a_model_has_it_and_marked_where_not() {
    let asked = ["rank", "--tier", "flex", "--models", "nova-pro,nova-lite"];
    let ranking = json(&asked);
    assert_eq!(ranking["scenario"]["tier"], "flex");
    let models = ranking["models"].as_array().unwrap();
    let of = |id: &str| models.iter().find(|model| model["id"] == id).unwrap();
    // 30M x 0.4 + 20M x 1.6; and, without Flex, 30M x 0.06 + 20M x 0.24.
    assert_eq!(of("nova-pro")["monthly_usd"], "44.00");
    assert_eq!(of("nova-pro")["notes"].as_array().unwrap().len(), 0);
    assert_eq!(of("nova-lite")["monthly_usd"], "6.60");
    assert_eq!(of("nova-lite")["notes"][0], "no Flex");
    assert_eq!(of("nova-lite")["assumptions"][0], "no Flex, so the standard price");
    let said = said(&asked);
    assert!(said.contains("service tier flex;"), "{said}");
    assert!(said.contains("Not served as asked: no Flex, so the standard price (1 model)."));
    // A request costs what `price` says of it: 2,000 x 1.4 + 300 x 5.6 micro-dollars.
    let request = ["--input", "2000", "--output", "300", "--tier", "priority"];
    let price = json(&[&["price", "nova-pro"], &request[..]].concat());
    let month = ["rank", "--models", "nova-pro", "--requests", "1"];
    let month = json(&[&month[..], &request].concat());
    assert_eq!(price["total_usd"], "0.00448");
    assert_eq!(month["models"][0]["monthly_usd"], price["total_usd"]);
}

#[test]
fn what_is_asked_of_few_models_names_those_that_are_not_served_so() {
    let told = "Not served as asked: no Priority, so the standard price (Nova Lite).";
    for asked in [
        &["sweep", "--over", "requests", "nova-pro", "nova-lite", "--points", "2"][..],
        &["cap", "nova-lite"],
        &["levers", "nova-lite"],
    ] {
        let asked = [asked, &["--tier", "priority"]].concat();
        let said = said(&asked);
        assert!(said.replace('\n', " ").contains(told), "{asked:?}: {said}");
        let assumptions = &json(&asked)["assumptions"];
        let told = "Nova Lite: no Priority, so the standard price";
        assert_eq!(assumptions[0], told, "{asked:?}");
    }
}

#[test]
fn six_models_with_shares_and_multiples() {
    let ranking = json(&[
        "rank",
        "--rates",
        "bedrock-2026-representative",
        "--models",
        "nova-micro,nova-lite,Claude Haiku,nova-pro,claude sonnet,claude-opus-class",
    ]);
    let expected = [
        ("3.85", "1.05", "2.80", 0.727_273, 1.0),
        ("6.60", "1.80", "4.80", 0.727_273, 1.714_286),
        ("32.50", "7.50", "25.00", 0.769_231, 8.441_558),
        ("88.00", "24.00", "64.00", 0.727_273, 22.857_143),
        ("390.00", "90.00", "300.00", 0.769_231, 101.298_701),
        ("1950.00", "450.00", "1500.00", 0.769_231, 506.493_506),
    ];
    let models = ranking["models"].as_array().unwrap();
    assert_eq!(models.len(), expected.len());
    for (model, (total, input, output, share, times)) in models.iter().zip(expected) {
        assert_eq!(model["monthly_usd"], total);
        assert_eq!(model["input_usd"], input);
        assert_eq!(model["output_usd"], output);
        assert_eq!(model["output_share"], share);
        assert_eq!(model["times_cheapest"], times);
    }
    assert_eq!(ranking["rate_card"]["as_of"], "2026-11-22");
    assert_eq!(ranking["scenario"]["requests"], 50_000);
}

#[test]
fn a_model_without_a_price_comes_last_and_is_not_free() {
    let ranking = json(&["rank", "--rates", TIERED]);
    let models = ranking["models"].as_array().unwrap();
    let last = models.last().unwrap();
    assert_eq!(last["id"], "unpriced");
    assert_eq!(last["monthly_usd"], Value::Null);
    assert_eq!(last["notes"][0], "no price");
}

#[test]
fn flags_override_the_scenario() {
    let args = [
        "rank",
        "support-assistant",
        "--rates",
        TIERED,
        "--models",
        "long",
        "--requests",
        "2M",
        "--input",
        "5000",
        "--system",
        "4000",
        "--output",
        "300",
        "--spread",
        "1",
        "--cap",
        "none",
        "--turns",
        "2",
        "--hit-rate",
        "0.9",
        "--ttl",
        "1h",
        "--cache-history",
        "off",
        "--batch",
        "30%",
        "--regional",
        "--active-hours",
        "8",
        "--active-days",
        "22",
    ];
    let ranking = json(&args);
    let scenario = &ranking["scenario"];
    assert_eq!(scenario["requests"], 2_000_000);
    assert_eq!(scenario["turns"], 2);
    assert_eq!(scenario["input_tokens"], 5_000);
    assert_eq!(scenario["cached_prefix_tokens"], 4_000);
    assert_eq!(scenario["answer"]["tokens"], 300);
    assert_eq!(scenario["answer"]["spread"], 1.0);
    assert_eq!(scenario["answer"]["cap"], Value::Null);
    assert_eq!(scenario["caching"]["on"], true);
    assert_eq!(scenario["caching"]["ttl"], "1h");
    assert_eq!(scenario["caching"]["hit_rate"], 0.9);
    assert_eq!(scenario["caching"]["history"], false);
    assert_eq!(scenario["batch"]["share"], 0.3);
    assert_eq!(scenario["scope"], "regional");
    assert_eq!(scenario["active_hours"], 8);
    assert_eq!(scenario["active_days"], 22);
    assert_eq!(ranking["models"][0]["cache_hit_rate"], 0.9);
    let off = json(&["rank", "support-assistant", "--caching=off", "--batch", "0"]);
    assert_eq!(off["scenario"]["caching"]["on"], false);
    assert_eq!(off["scenario"]["batch"]["on"], false);
}

#[test]
fn caching_follows_the_traffic() {
    // 43,800 requests are one a minute: 1 - e^-5.
    let ranking = json(&[
        "rank",
        "--rates",
        TIERED,
        "--models",
        "long",
        "--requests",
        "43800",
        "--input",
        "4200",
        "--system",
        "4000",
        "--output",
        "300",
        "--caching",
    ]);
    assert_eq!(ranking["models"][0]["cache_hit_rate"], 0.993_262);
    assert_eq!(ranking["scenario"]["caching"]["hit_rate"], Value::Null);
    let saved = ranking["models"][0]["caching_effect_usd"].as_str().unwrap();
    assert!(saved.starts_with('-'));
}

#[test]
fn a_cap_cuts_cost_and_answers() {
    let at = |cap: &str| {
        let args = ["rank", "--rates", TIERED, "--models", "plain", "--spread", "2", "--cap", cap];
        json(&args)["models"][0].clone()
    };
    let (none, tight) = (at("none"), at("300"));
    assert_eq!(none["cut_off"], 0.0);
    assert!(tight["cut_off"].as_f64().unwrap() > 0.5);
    let tokens = |model: &Value| model["output_tokens_per_request"].as_f64().unwrap();
    assert_eq!(tokens(&none), 400.0);
    assert!(tokens(&tight) < 300.0);
}

#[test]
fn texts_of_a_scenario_are_counted() {
    let folder = std::env::temp_dir().join(format!("tokenfare-cli-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("mine.toml");
    let path = file.to_str().unwrap();
    let scenario = "schema = 1\nname = 'Mine'\nprompt.system = { file = 'system.txt' }\n\
                    prompt.user.text = 'one two three'\nanswer.tokens = 10\n";
    std::fs::write(&file, scenario).unwrap();
    let sentence = refused(&["rank", path]);
    assert_eq!(sentence, "there is no text of System in Mine `system.txt`");
    std::fs::write(folder.join("system.txt"), "one two three four five").unwrap();
    let ranking = json(&["rank", path]);
    assert_eq!(ranking["scenario"]["name"], "Mine");
    assert_eq!(ranking["scenario"]["prompt"]["system"], 5);
    assert_eq!(ranking["scenario"]["prompt"]["user"], 3);
    std::fs::write(&file, "schema = 1\nname = 'Mine'\nrequests = -1\nturn = 2\n").unwrap();
    let output = run(&["rank", path]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        format!(
            "tokenfare: {path}:3:12: requests must not be negative\n\
             tokenfare: {path}:4:1: unknown key `turn`; did you mean `turns`?\n"
        )
    );
    std::fs::remove_dir_all(&folder).unwrap();
}

/// A sample answer of twelve words, and a mean that was set beside it.
#[test]
fn a_mean_that_is_set_is_one_in_the_file_and_in_a_flag_beside_a_sample_answer() {
    let folder = std::env::temp_dir().join(format!("tokenfare-mean-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let ranked = |answer: &str, flags: &[&str]| {
        let file = folder.join("mine.toml");
        let text =
            format!("schema = 1\nname = 'Mine'\nprompt.user.tokens = 600\n[answer]\n{answer}");
        std::fs::write(&file, text).unwrap();
        let ranking = json(&[&["rank", file.to_str().unwrap()], flags].concat());
        let models = ranking["models"].as_array().unwrap().iter();
        let costs = models.map(|model| (model["id"].clone(), model["monthly_usd"].clone()));
        (ranking["scenario"]["answer"]["tokens"].to_string(), costs.collect::<Vec<_>>())
    };
    let sample = "text = 'Thank you for your order: the parcel will be there on Monday.'\n";
    // As long as nothing else is said, each model bills its own count of the sample.
    let own = ranked(sample, &[]);
    assert_ne!(own, ranked(&format!("tokens = {}", own.0), &[]));
    for mean in ["50", &own.0] {
        let set = ranked(sample, &["--output", mean]);
        assert_eq!(ranked(&format!("{sample}tokens = {mean}"), &[]), set, "tokens = {mean}");
        // Without a text all models have the same tokens; beside one, those of the reference that each
        // makes its own.
        let alike = ranked(&format!("tokens = {mean}"), &[]);
        let of = |ranked: &(String, Vec<(Value, Value)>), id| {
            ranked.1.iter().find(|(model, _)| *model == id).unwrap().1.clone()
        };
        assert_eq!(of(&set, "gpt-oss-20b"), of(&alike, "gpt-oss-20b"));
        assert_ne!(of(&set, "claude-haiku-4-5"), of(&alike, "claude-haiku-4-5"));
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn models_are_asked_for_in_a_line() {
    let query = "ctx>=200k tools ends>=2027-07 from:eu-central-1";
    let all = json(&["rank"]);
    let asked = json(&["rank", "--where", query]);
    let rows = |value: &Value| value["models"].as_array().unwrap().clone();
    let (all, meant) = (rows(&all), rows(&asked));
    assert!(!meant.is_empty() && meant.len() < all.len());
    // Places and multiples are those of the whole ranking.
    assert!(meant.iter().all(|row| all.contains(row)));
    let not_known = asked["where"]["not_known"].as_array().unwrap();
    let left_out = asked["where"]["left_out"].as_u64().unwrap();
    assert_eq!(meant.len() as u64 + left_out, all.len() as u64);
    assert!(!not_known.is_empty() && (not_known.len() as u64) < left_out);
    for row in &meant {
        let model = json(&["rates", "show", row["id"].as_str().unwrap()]);
        assert!(model["context"].as_u64().unwrap() >= 200_000, "{model}");
        assert_eq!(model["tools"], true);
        assert!(model["end_of_life"].as_str().is_none_or(|day| day >= "2027-07-01"), "{model}");
    }
    let told = said(&["rank", "--where", query]).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains(&format!("Asked for {query}: {} models, {left_out}", meant.len())));
    assert!(told.contains("since it is not known: "), "{told}");
    assert!(told.contains("no last day is known"), "{told}");
}

#[test]
fn a_query_that_cannot_be_read_is_refused() {
    let sentence = refused(&["rank", "--where", "form:eu-west-1"]);
    assert_eq!(sentence, "--where: `form` cannot be asked for; did you mean `from`?");
}

#[test]
fn columns_are_chosen_and_ordered() {
    let args = ["rank", "--models", "nova-lite", "--columns"];
    let csv = |columns: &str| said(&[&args[..], &[columns, "--format", "csv"]].concat());
    let lines = csv("ctx,cost,ratio,vision,ends,input");
    let mut lines = lines.lines();
    let head = "rank,id,name,ctx,monthly_usd,ratio,vision,ends,input,";
    assert!(lines.next().unwrap().starts_with(head));
    // 30M input tokens at 0.06 and 20M output tokens at 0.24 dollars a million.
    let row = "1,nova-lite,Nova Lite,300000,6.60,4,true,,0.06,";
    assert!(lines.next().unwrap().starts_with(row), "{}", csv("ctx,cost"));
    let models = json(&[&args[..], &["out,share"]].concat());
    let model = models["models"][0].as_object().unwrap();
    let keys: Vec<&str> = model.keys().map(String::as_str).collect();
    let mut sorted = keys.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, ["id", "name", "out", "output_share", "rank"]);
    assert_eq!(model["out"], 10_000);
    let people = said(&[&args[..], &["ratio,request,batch"]].concat());
    let heads = ["out:in", "Per request", "Batch"].map(|head| people.find(head).unwrap());
    assert!(heads.is_sorted(), "{people}");
    for (columns, fault) in [
        ("cst", "--columns: there is no column `cst`; did you mean `cost`?"),
        ("colour", "--columns: there is no column `colour`; the columns are provider, cost, best"),
    ] {
        assert!(refused(&["rank", "--columns", columns]).starts_with(fault));
    }
}

#[test]
fn amounts_by_the_year_and_by_the_request() {
    let asked = |per| ["rank", "--models", "nova-micro", "--per", per];
    let of = |per| json(&[&asked(per)[..], &REPRESENTATIVE].concat());
    // $3.85 a month, of 50,000 requests.
    let (year, thousand) = (of("year"), of("thousand"));
    assert_eq!(year["basis"], "year");
    assert_eq!(year["models"][0]["yearly_usd"], "46.20");
    assert_eq!(year["models"][0]["monthly_usd"], "3.85");
    assert_eq!(thousand["models"][0]["thousand_requests_usd"], "0.077");
    assert_eq!(of("request")["models"][0]["per_request_usd"], "0.000077");
    assert_eq!(of("month").get("basis"), None);
    let table = said(&[&asked("year")[..], &REPRESENTATIVE].concat());
    assert!(table.contains("$/year") && table.contains("$46.20"), "{table}");
    let table = said(&[&asked("thousand")[..], &REPRESENTATIVE].concat());
    assert!(table.contains("$/1K req.") && table.contains("$0.0770"), "{table}");
    assert!(refused(&asked("day")).contains("must be one of month, year, thousand, request, user"));
}

#[test]
fn amounts_in_another_currency() {
    let euro = ["--models", "nova-micro", "--currency", "EUR=0.93@2026-11-24"];
    let asked = [&["rank"], &euro[..], &REPRESENTATIVE].concat();
    let ranked = json(&asked);
    // 3.85 x 0.93 = 3.5805; 0.000077 x 0.93 = 0.00007161.
    let model = &ranked["models"][0];
    assert_eq!((&model["monthly_usd"], &model["monthly_eur"]), (&"3.85".into(), &"3.5805".into()));
    assert_eq!(model["per_request_eur"], "0.00007161");
    let currency = &ranked["currency"];
    assert_eq!((&currency["code"], &currency["per_usd"]), (&"EUR".into(), &"0.93".into()));
    assert_eq!(currency["as_of"], "2026-11-24");
    let remark = "Amounts in EUR at 0.93 a dollar, 2026-11-24; prices of tokens, and amounts";
    let table = said(&asked).replace('\n', " ");
    assert!(
        table.contains("€/month") && table.contains("€3.58") && table.contains(remark),
        "{table}"
    );
    assert!(!table.contains('$'), "{table}");
    let csv = said(&[&asked[..], &["--format", "csv"]].concat());
    assert!(csv.starts_with("rank,id,name,provider,monthly_usd,monthly_eur,"), "{csv}");
    for (typed, fault) in [
        ("EUR", "needs its rate"),
        ("EUR=0", "must be from 0.000001"),
        ("euros=1", "must be the three letters of a currency, such as EUR"),
    ] {
        assert!(refused(&["rank", "--currency", typed]).contains(fault), "{typed}");
    }
}

/// Every command that prints amounts says at which rate, and no amount is left in dollars.
#[test]
fn every_command_tells_the_rate() {
    let month = ["--requests", "50k"];
    let pool = ["credits", "nova-pro", "--pool", "500"];
    for command in [
        &["cap", "nova-pro", "--spread", "2"][..],
        &["sweep", "nova-pro", "nova-lite", "--over", "requests", "--points", "2"],
        &["breakeven", "nova-pro", "nova-lite"],
        &["levers", "nova-pro"],
        &["mix", "nova-pro=70%", "nova-lite=30%"],
        &["tornado", "nova-pro", "--range", "output=300..600"],
        &["solve", "requests", "nova-pro", "--budget", "500"],
        &pool,
        &["compare", "support-assistant", "assistant-mix", "--models", "nova-pro"],
        &["price", "nova-pro", "--input", "1000", "--output", "100"],
    ] {
        let more: &[&str] = if command[0] == "price" { &[] } else { &month };
        let asked = [command, more, &["--currency", "EUR=0.93@2026-11-24"]].concat();
        let told = said(&asked).replace('\n', " ");
        assert!(told.contains("EUR at 0.93 a dollar, 2026-11-24"), "{asked:?}: {told}");
        assert!(told.contains('€'), "{asked:?}: {told}");
        // Prices of tokens stay in dollars.
        let left = told.replace("$/1M", "");
        let left = left.split('$').skip(1).filter(|after| !after.contains(" per 1M"));
        assert_eq!(left.count(), 0, "{asked:?}: {told}");
        assert_eq!(json(&asked)["currency"]["code"], "EUR", "{asked:?}");
    }
}
