//! The program as people and scripts run it.

use std::io::{Read, Write};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const REPRESENTATIVE: [&str; 2] = ["--rates", "bedrock-2026-representative"];
const TIERED: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/fixtures/cli/tiered.toml"
);

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tokenfare"));
    command.args(args).stdin(Stdio::null());
    command
}

fn run(args: &[&str]) -> Output {
    command(args).output().unwrap()
}

/// stdout of a run that must go well and say nothing on stderr.
fn said(args: &[&str]) -> String {
    let output = run(args);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{args:?}: {stderr}");
    assert_eq!(stderr, "", "{args:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn json(args: &[&str]) -> Value {
    let args = [args, &["--format", "json"]].concat();
    serde_json::from_str(&said(&args)).unwrap()
}

/// The one sentence of a run that must be refused as bad input.
fn refused(args: &[&str]) -> String {
    let output = run(args);
    assert_eq!(output.status.code(), Some(2), "{args:?}");
    assert_eq!(output.stdout, b"", "{args:?}");
    let stderr = String::from_utf8(output.stderr).unwrap();
    let sentence = stderr.strip_prefix("tokenfare: ").unwrap();
    assert_eq!(stderr.lines().count(), 1, "{args:?}: {stderr}");
    sentence.trim_end().to_owned()
}

fn with_text(args: &[&str], stdin: &[u8]) -> Output {
    let mut child = command(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(stdin).unwrap();
    child.wait_with_output().unwrap()
}

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
            .map(|model| {
                (
                    model["name"].as_str().unwrap(),
                    model["monthly_usd"].as_str().unwrap(),
                )
            })
            .collect();
        assert_eq!(got, RANKED, "{args:?}");
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
fn a_haiku_request_is_seven_hundredths_of_a_cent() {
    let args = ["price", "claude-haiku", "--input", "800", "--output", "400"];
    let args = [&args[..], &REPRESENTATIVE].concat();
    let price = json(&args);
    assert_eq!(price["model"], "claude-haiku");
    assert_eq!(price["total_usd"], "0.0007");
    assert_eq!(price["fresh_input_usd"], "0.0002");
    assert_eq!(price["output_usd"], "0.0005");
    assert_eq!(price["thousand_requests_usd"], "0.70");
    assert_eq!(price["tier_above"], Value::Null);
    assert!(said(&args).contains("A thousand of them cost $0.70."));
    let thousand = [
        "rank",
        "--requests",
        "1k",
        "--input",
        "800",
        "--output",
        "400",
    ];
    let ranking = json(
        &[
            &thousand[..],
            &REPRESENTATIVE,
            &["--models", "claude-haiku"],
        ]
        .concat(),
    );
    let haiku = &ranking["models"][0];
    assert_eq!(haiku["monthly_usd"], "0.70");
    assert_eq!(haiku["per_request_usd"], "0.0007");
    assert_eq!(haiku["times_cheapest"], Value::Null);
}

#[test]
fn a_long_request_pays_the_tier_for_all_of_it() {
    // 0.15 x 6 + 0.06 x 0.6 + 0.001 x 22.5.
    let price = json(&[
        "price",
        "long",
        "--rates",
        TIERED,
        "--input",
        "150k",
        "--cache-read",
        "60k",
        "--output",
        "1k",
    ]);
    assert_eq!(price["total_usd"], "0.9585");
    assert_eq!(price["cache_read_usd"], "0.036");
    assert_eq!(price["tier_above"], 200_000);
    // At the threshold: 0.2 x 3.
    let price = json(&[
        "price", "long", "--rates", TIERED, "--input", "200k", "--output", "0",
    ]);
    assert_eq!(price["total_usd"], "0.60");
    assert_eq!(price["tier_above"], Value::Null);
}

#[test]
fn both_cache_lifetimes_are_writes() {
    let price = json(&[
        "price",
        "long",
        "--rates",
        TIERED,
        "--input",
        "0",
        "--output",
        "0",
        "--cache-write",
        "1000",
        "--cache-write-1h",
        "1000",
    ]);
    // 3.75 and 6 a million.
    assert_eq!(price["cache_write_usd"], "0.00975");
    assert_eq!(price["cache_write_1h_usd"], "0.006");
    assert_eq!(price["total_usd"], "0.00975");
}

#[test]
fn a_region_prefix_chooses_the_price() {
    let total = |model: &str, more: &[&str]| {
        let args = [
            "price", model, "--rates", TIERED, "--input", "1M", "--output", "0",
        ];
        json(&[&args[..], more].concat())["total_usd"].clone()
    };
    // Above the threshold, so 6 a million, and 1.1 times that inside a region.
    assert_eq!(total("vendor.long-v1:0", &[]), "6.00");
    assert_eq!(total("global.vendor.long-v1:0", &[]), "6.00");
    assert_eq!(total("eu.vendor.long-v1:0", &[]), "6.60");
    assert_eq!(total("LONG", &["--regional"]), "6.60");
    assert_eq!(total("Long Reader", &[]), "6.00");
}

#[test]
fn batch_has_its_own_price_and_no_cache() {
    let args = [
        "price", "long", "--rates", TIERED, "--input", "1k", "--output", "1k", "--batch",
    ];
    assert_eq!(json(&args)["total_usd"], "0.009");
    assert!(refused(&[&args[..], &["--cache-read", "1"]].concat()).contains("no prompt caching"));
    let sentence = refused(&[
        "price", "plain", "--rates", TIERED, "--input", "1", "--output", "1", "--batch",
    ]);
    assert_eq!(sentence, "Plain is not offered through Batch");
}

#[test]
fn a_model_without_a_price_comes_last_and_is_not_free() {
    let ranking = json(&["rank", "--rates", TIERED]);
    let models = ranking["models"].as_array().unwrap();
    let last = models.last().unwrap();
    assert_eq!(last["id"], "unpriced");
    assert_eq!(last["monthly_usd"], Value::Null);
    assert_eq!(last["notes"][0], "no price");
    let sentence = refused(&[
        "price", "unpriced", "--rates", TIERED, "--input", "1", "--output", "1",
    ]);
    assert_eq!(sentence, "Unpriced has no price on this card");
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
        let args = [
            "rank", "--rates", TIERED, "--models", "plain", "--spread", "2", "--cap", cap,
        ];
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
    std::fs::write(
        &file,
        "schema = 1\nname = 'Mine'\nrequests = -1\nturn = 2\n",
    )
    .unwrap();
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

#[test]
fn bad_input_is_one_sentence() {
    let price = ["price", "nova-micro", "--output", "1"];
    for (args, sentence) in [
        (
            vec!["rank", "--requests", "-5"],
            "--requests -5 must not be negative",
        ),
        (
            vec!["rank", "--requests", "2B"],
            "--requests 2B must be at most 1,000,000,000",
        ),
        (
            vec!["rank", "--requests", "many"],
            "--requests many is not a whole number (write it like 50000, 50k or 2.5M)",
        ),
        (
            vec!["rank", "--caching", "--hit-rate", "1.2"],
            "--hit-rate 1.2 must be from 0 to 1 (or 0% to 100%)",
        ),
        (
            vec!["rank", "--hit-rate", "0.5"],
            "--hit-rate does nothing while caching is off; add --caching",
        ),
        (
            vec!["rank", "--input", "1e30"],
            "--input 1e30 must be at most 10,000,000",
        ),
        (
            vec!["rank", "--output", "0.5"],
            "--output 0.5 must be a whole number",
        ),
        (
            vec!["rank", "--turns", "0"],
            "--turns 0 must be from 1 to 100",
        ),
        (
            vec!["rank", "--active-hours", "25"],
            "--active-hours 25 must be from 1 to 24",
        ),
        (
            vec!["rank", "--active-days", "-1"],
            "--active-days -1 must be from 1 to 30",
        ),
        (
            vec!["rank", "--cap", "0"],
            "--cap 0 must be at least 1 (write none for no cap)",
        ),
        (
            vec!["rank", "--spread", "0.5"],
            "--spread 0.5 must be a number from 1 (every answer alike) to 20, such as 2 or 2.5",
        ),
        (
            vec!["rank", "--batch", "130%"],
            "--batch 130% must be from 0 to 1 (or 0% to 100%)",
        ),
        (
            vec!["rank", "--input", "10", "--system", "50"],
            "--system 50 must not be more than the whole input of 10 tokens, which includes it",
        ),
        (
            vec!["rank", "missing.toml"],
            "there is no scenario `missing.toml`; built in are `support-assistant` and `assistant-mix`",
        ),
        (
            vec!["rank", "--rates", "missing.toml"],
            "there is no rate card `missing.toml`; built in are `bedrock-list` and \
             `bedrock-2026-representative`",
        ),
        (
            vec!["rank", "--format", "xml"],
            "invalid value 'xml' for '--format <FORMAT>'; possible values: table, csv, json, markdown",
        ),
        (
            vec!["rank", "--reqests", "5"],
            "unexpected argument '--reqests' found; a similar argument exists: '--requests'",
        ),
        (
            [&price[..], &["--input", "-1"]].concat(),
            "--input -1 must not be negative",
        ),
        (
            price.to_vec(),
            "the following required arguments were not provided: --input <N>",
        ),
        (
            vec!["rank", "--models", "nova-micro,nova-mcro"],
            "there is no model `nova-mcro` on the rate card Bedrock list; did you mean \
             `nova-micro`, `nova-pro` or `nova-2-pro`?",
        ),
        (
            vec!["count", "missing.txt"],
            "there is no file `missing.txt`",
        ),
        (vec!["count", "src"], "`src` is a folder; name a file in it"),
        (
            vec!["rnak"],
            "there is no scenario `rnak`; built in are `support-assistant` and `assistant-mix`; \
             commands are `rank`, `price`, `count` and `rates`",
        ),
        (
            vec!["rates"],
            "a command is missing; write --help after what is there to see which there are",
        ),
    ] {
        assert_eq!(refused(&args), sentence, "{args:?}");
    }
}

#[test]
fn nothing_given_can_steer_the_terminal() {
    for args in [
        vec!["rank", "\u{1b}[2J.toml"],
        vec!["rank", "--requests", "\u{1b}[2J"],
        vec!["rank", "--models", "\u{1b}[2J"],
        vec!["rank", "--\u{1b}[2J"],
        vec!["count", "\u{1b}[2J"],
    ] {
        assert!(!refused(&args).contains('\u{1b}'), "{args:?}");
    }
}

#[test]
fn every_format_names_the_card() {
    let rank = [&["rank"][..], &REPRESENTATIVE].concat();
    let price = [
        &["price", "nova-lite", "--input", "1", "--output", "1"][..],
        &REPRESENTATIVE,
    ]
    .concat();
    for args in [rank, price] {
        for format in ["table", "csv", "json", "markdown"] {
            let text = said(&[&args[..], &["--format", format]].concat());
            assert!(
                text.contains("Bedrock 2026 representative"),
                "{args:?} {format}"
            );
            assert!(text.contains("2026-11-22"), "{args:?} {format}");
            assert!(
                text.ends_with('\n') && !text.ends_with("\n\n"),
                "{args:?} {format}"
            );
        }
    }
}

#[test]
fn the_ranking_as_a_table() {
    let text = said(&[
        "rank",
        "--rates",
        "bedrock-2026-representative",
        "--models",
        "nova-micro,claude-sonnet",
    ]);
    let mut lines = text.lines();
    assert_eq!(
        lines.next().unwrap(),
        "#  Model          Provider   $/month  x best  Out %   Input   Output  Per request  Notes"
    );
    assert_eq!(
        lines.next().unwrap(),
        "1  Nova Micro     Amazon       $3.85    1.0x    73%   $1.05    $2.80    $0.000077"
    );
    assert_eq!(
        lines.next().unwrap(),
        "2  Claude Sonnet  Anthropic  $390.00  101.3x    77%  $90.00  $300.00    $0.0078"
    );
    assert!(text.contains("50,000 requests a month; 600 input and 400 output tokens each"));
}

#[test]
fn the_ranking_as_csv_and_markdown() {
    let args = [
        &["rank", "--models", "Llama (small, ~8B)"][..],
        &REPRESENTATIVE,
    ]
    .concat();
    assert_eq!(
        said(&[&args[..], &["--format", "csv"]].concat()),
        "rank,id,name,provider,monthly_usd,times_cheapest,output_share,input_usd,output_usd,\
         per_request_usd,notes,scenario,rate_card,as_of\n\
         1,llama-small,\"Llama (small, ~8B)\",Meta,21.00,,0.685714,6.60,14.40,0.00042,,Workload,\
         Bedrock 2026 representative,2026-11-22\n"
    );
    let markdown = said(&[&args[..], &["--format", "markdown"]].concat());
    assert!(markdown.starts_with("| # | Model | Provider | $/month |"));
    assert!(markdown.contains("| 1 | Llama (small, \\~8B) | Meta | $21.00 | - | 69% |"));
}

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

#[test]
fn without_a_terminal_the_explorer_points_to_rank() {
    let sentence = said(&[]);
    assert!(sentence.contains("`tokenfare rank support-assistant`"));
    assert_eq!(sentence.lines().count(), 1);
    assert!(said(&["assistant-mix"]).contains("`tokenfare rank assistant-mix`"));
    assert!(refused(&["--rates", "missing.toml"]).contains("missing.toml"));
}

#[test]
fn help_has_examples() {
    for args in [
        vec!["--help"],
        vec!["rank", "--help"],
        vec!["price", "-h"],
        vec!["count", "-h"],
    ] {
        assert!(said(&args).contains("Examples:"), "{args:?}");
    }
    assert!(said(&["--version"]).starts_with("tokenfare "));
}

#[test]
fn a_closed_pipe_is_no_error() {
    for args in [
        vec!["rank"],
        vec!["rank", "--format", "json"],
        vec!["--help"],
    ] {
        let mut child = command(&args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // The reader goes away at once, so that the first write already fails.
        drop(child.stdout.take());
        let mut stderr = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut stderr)
            .unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(0), "{args:?}");
        assert_eq!(stderr, "", "{args:?}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_a_failure() {
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = command(&["rank"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.starts_with("tokenfare: cannot write the result: "));
}
