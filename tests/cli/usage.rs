//! `tokenfare usage`: logs as they lie about, formats, scenarios, replays and the histogram.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use tokenfare::tokens::{Counter, Encoding};

use crate::bedrock_log::Log;

use crate::{command, in_new_folder, json, refused, run, said, stderr, with_text};

/// A log of so many records.
pub(crate) fn log(seed: u64, records: usize) -> Vec<u8> {
    let (mut log, mut out) = (Log::new(seed), Vec::new());
    for _ in 0..records {
        log.record(&mut out);
    }
    out
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The JSON of a run that may tell of what it left out.
fn totals(args: &[&str]) -> Value {
    let output = run(&[&["usage"], args, &["--format", "json"]].concat());
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", stderr(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn path<'p>(folder: &'p Path, file: &str, store: &'p mut String) -> &'p str {
    *store = folder.join(file).to_str().unwrap().to_owned();
    store
}

#[test]
fn a_service_tier_that_a_model_lacks_is_told() {
    let line = concat!(
        r#"{"modelId":"amazon.nova-pro-v1:0","input":{"inputTokenCount":100000},"#,
        r#""output":{"outputTokenCount":0,"outputBodyJson":{"serviceTier":{"type":"flex"},"#,
        r#""usage":{"inputTokens":100000,"outputTokens":0}}}}"#,
    );
    let output = with_text(&["usage", "-", "--replay", "--format", "json"], line.as_bytes());
    let usage: Value = serde_json::from_slice(&output.stdout).unwrap();
    let replay = usage["replay"].as_array().unwrap();
    let of = |id: &str| replay.iter().find(|row| row["id"] == id).unwrap();
    // 0.1M at $0.40 on Flex, and at $0.06 as standard.
    assert_eq!(
        (&of("nova-pro")["expected_usd"], &of("nova-pro")["notes"]),
        (&"0.04".into(), &"1 on it now".into())
    );
    let lacking = &of("nova-lite");
    assert_eq!(lacking["expected_usd"], "0.006");
    assert_eq!(lacking["notes"], "1 without their service tier");
    let read = |args: &[&str]| String::from_utf8(with_text(args, line.as_bytes()).stdout).unwrap();
    let people = read(&["usage", "-", "--replay"]);
    assert!(people.contains("1 without their service tier"));
    let fitted = read(&["usage", "-", "--fit", "-"]);
    assert!(fitted.contains("tier = \"flex\""), "{}", fitted);
}

#[test]
fn however_a_log_lies_about_it_adds_up_the_same() {
    let log = log(3, 120);
    let at = log[..log.len() / 2].iter().rposition(|&b| b == b'\n').unwrap() + 1;
    let (first, second) = log.split_at(at);
    in_new_folder("usage-folders", |folder| {
        let hour = folder.join("s3/AWSLogs/1/BedrockModelInvocationLogs/us-east-1/2026/10/01/08");
        fs::create_dir_all(hour.join("data")).unwrap();
        fs::write(hour.join("a.json.gz"), gzip(first)).unwrap();
        // Two members, as when gzip files are joined.
        let half = second[..second.len() / 2].iter().rposition(|&b| b == b'\n').unwrap() + 1;
        let members = [gzip(&second[..half]), gzip(&second[half..])].concat();
        fs::write(hour.join("b"), members).unwrap();
        fs::write(
            hour.join("data/1_output.json.gz"),
            gzip(br#"{"usage":{"inputTokens":5,"outputTokens":5}}"#),
        )
        .unwrap();
        fs::write(hour.join("amazon-bedrock-logs-permission-check"), b"").unwrap();
        fs::write(folder.join("whole.jsonl"), &log).unwrap();
        let events: Vec<Value> = String::from_utf8(log.clone())
            .unwrap()
            .lines()
            .map(|line| serde_json::json!({"timestamp": 1, "message": line}))
            .collect();
        fs::write(
            folder.join("events.json"),
            serde_json::to_string_pretty(&serde_json::json!({"events": events})).unwrap(),
        )
        .unwrap();

        let mut store = String::new();
        let whole = totals(&[path(folder, "whole.jsonl", &mut store)]);
        assert!(whole["records"].as_u64().unwrap() > 110);
        assert_eq!(totals(&[path(folder, "s3", &mut store)]), whole);
        assert_eq!(totals(&[path(folder, "events.json", &mut store)]), whole);
        let stdin = with_text(&["usage", "--format", "json"], &gzip(&log));
        assert_eq!(serde_json::from_slice::<Value>(&stdin.stdout).unwrap(), whole);
        let table = run(&["usage", path(folder, "s3", &mut store)]);
        assert!(String::from_utf8(table.stdout).unwrap().contains("passed over: 1."));
    });
}

#[test]
#[cfg(unix)]
fn nothing_is_read_twice() {
    in_new_folder("usage-loop", |folder| {
        fs::create_dir_all(folder.join("a/b")).unwrap();
        fs::write(folder.join("a/log.jsonl"), log(4, 20)).unwrap();
        let mut store = String::new();
        let once = totals(&[path(folder, "a/log.jsonl", &mut store)]);
        std::os::unix::fs::symlink(folder, folder.join("a/b/loop")).unwrap();
        std::os::unix::fs::symlink("loop", folder.join("a/loop")).unwrap();
        fs::hard_link(folder.join("a/log.jsonl"), folder.join("a/b/same.jsonl")).unwrap();
        let mut other = String::new();
        let (all, log) = (path(folder, "", &mut store), path(folder, "a/log.jsonl", &mut other));
        let output = run(&["usage", all, log, log, "--format", "json"]);
        let usage: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(usage, once);
        let told = stderr(&output);
        assert_eq!(told.matches("is not read twice").count(), 4, "{told}");
        // The link that leads to itself.
        assert!(told.contains("cannot read all of"), "{told}");
        assert_eq!(output.status.code(), Some(1));
    });
}

#[test]
fn large_files_are_read_in_parts() {
    let block = log(5, 450);
    let blocks = 55_000_000 / block.len() + 1;
    in_new_folder("usage-parts", |folder| {
        let mut store = String::new();
        let file = path(folder, "large.jsonl", &mut store);
        let mut out = fs::File::create(file).unwrap();
        for _ in 0..blocks {
            out.write_all(&block).unwrap();
        }
        drop(out);
        let parts = totals(&[file, "--threads", "2"]);
        assert_eq!(totals(&[file, "--threads", "1"]), parts);
        let whole = command(&["usage", "--format", "json"])
            .stdin(fs::File::open(file).unwrap())
            .output()
            .unwrap();
        assert_eq!(serde_json::from_slice::<Value>(&whole.stdout).unwrap(), parts);
        let lines = blocks * 450;
        let of = |key: &str| parts[key].as_u64().unwrap();
        assert_eq!(of("records") + of("skipped") + of("copies"), lines as u64);
        // The same block over and over: each request counts once.
        assert!(of("records") < 450, "{}", of("records"));

        // The place of a fault in the second part is that of the whole file.
        let mut good = block.split_inclusive(|&b| b == b'\n').next().unwrap().repeat(4_000);
        while good.len() < 55_000_000 {
            good = good.repeat(2);
        }
        let count = good.split_inclusive(|&b| b == b'\n').count();
        good.extend(b"half");
        fs::write(file, good).unwrap();
        let said = said(&["usage", file]);
        assert!(said.contains(&format!("line {} is no JSON", count + 1)), "{said}");
    });
}

#[test]
fn truncated_gzip_is_told() {
    let log = log(6, 60);
    let mut packed = gzip(&log);
    packed.truncate(packed.len() / 2);
    let output = with_text(&["usage", "--format", "json"], &packed);
    // What could be read is reported, and is not all.
    assert_eq!(output.status.code(), Some(1));
    let usage: Value = serde_json::from_slice(&output.stdout).unwrap();
    let read = usage["records"].as_u64().unwrap();
    assert!((10..60).contains(&read), "{read}");
    let told = stderr(&output);
    assert!(told.contains("gzip data ends early or is damaged"), "{told}");
}

/// A record of a day, as a line.
fn record(day: &str, input: &str) -> String {
    format!(
        r#"{{"timestamp":"{day}T08:00:00Z","modelId":"amazon.nova-lite-v1:0","input":{{"inputTokenCount":{input}}},"output":{{"outputTokenCount":50}}}}"#
    ) + "\n"
}

#[test]
fn a_count_that_is_no_number_is_a_fault() {
    for count in [r#""77""#, "null", "true", "[77]", r#"{"a":77}"#] {
        let log = record("2026-10-01", "1000") + &record("2026-10-02", count);
        let output = with_text(&["usage", "--format", "json"], log.as_bytes());
        let usage: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!((&usage["records"], &usage["skipped"]), (&1.into(), &1.into()), "{count}");
        let told = stderr(&output);
        assert!(told.contains("line 2 has a count that is no number."), "{told}");
    }
    let metrics = |value: &str| {
        format!(r#"{{"MetricDataResults":[{{"Label":"x InputTokenCount","Values":[5,{value}]}}]}}"#)
    };
    for value in [r#""77""#, "null", "-1", "1e99"] {
        let output = with_text(&["usage", "--format", "json"], metrics(value).as_bytes());
        // Nothing is left to report.
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{value}");
        assert!(stderr(&output).contains("line 1 has a "), "{value}: {}", stderr(&output));
    }
    // What was read from the cache is null where nothing was, and the pieces of a stream leave the
    // count to the first of them.
    for body in [
        r#"{"usage":{"input_tokens":5,"cache_read_input_tokens":null,"output_tokens":6}}"#,
        r#"[{"prompt_token_count":5,"generation_token_count":1},{"prompt_token_count":null,"generation_token_count":6}]"#,
    ] {
        let line = format!(r#"{{"modelId":"x","output":{{"outputBodyJson":{body}}}}}"#);
        let output = with_text(&["usage", "--format", "json"], line.as_bytes());
        let usage: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!((&usage["records"], &usage["skipped"]), (&1.into(), &0.into()), "{body}");
        assert_eq!(usage["unresolved"][0]["output_tokens"], 6, "{body}");
    }
}

#[test]
fn a_wrong_clock_makes_no_month_of_nothing() {
    let days = (1..=20).map(|day| record(&format!("2026-10-{day:02}"), "1000"));
    let good = days.collect::<String>();
    in_new_folder("usage-clock", |folder| {
        let mut store = String::new();
        let fitted = |log: &str, name: &str, store: &mut String| {
            let scenario = path(folder, name, store);
            let output = with_text(&["usage", "--fit", scenario], log.as_bytes());
            let ranked = json(&["rank", scenario]);
            let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
            (ranked["scenario"]["requests"].as_u64().unwrap(), said)
        };
        // 20 requests in 19 days: 20 x 730 / 456 = 32.02.
        assert_eq!(fitted(&good, "good.toml", &mut store).0, 32);
        for (name, day) in [("early.toml", "1970-01-01"), ("late.toml", "9999-12-31")] {
            let (month, said) = fitted(&(good.clone() + &record(day, "1000")), name, &mut store);
            assert_eq!(month, 32, "{day}");
            let told = format!(
                "More than a year from the rest, and left out of the span of time: 1 request at \
                 {day}T08:00:00Z."
            );
            assert!(said.contains(&told), "{said}");
            assert!(said.contains("from 2026-10-01T08:00:00Z to 2026-10-20T08:00:00Z"), "{said}");
        }
    });
}

#[test]
fn a_fitted_scenario_is_one() {
    in_new_folder("usage-fit", |folder| {
        let (mut store, mut other) = (String::new(), String::new());
        let file = path(folder, "log.jsonl", &mut store);
        fs::write(file, log(8, 300)).unwrap();
        let scenario = path(folder, "traffic.toml", &mut other);
        let said = said(&["usage", file, "--fit", scenario]);
        assert!(said.contains("Written to "), "{said}");
        let ranked = json(&["rank", scenario]);
        let work = &ranked["scenario"];
        assert!(work["requests"].as_u64().unwrap() > 10_000);
        assert_eq!(work["caching"]["on"], true);
        assert!(work["caching"]["hit_rate"].as_f64().unwrap() > 0.5);
        let text = fs::read_to_string(scenario).unwrap();
        assert!(text.contains("lengths = ["), "{text}");
        assert!(text.contains("scaled from"), "{text}");
        let explorer = run(&["--usage", file]);
        assert!(String::from_utf8(explorer.stdout).unwrap().contains("needs a terminal"));
        let empty = refused(&["usage", "-", "--fit", scenario, "--force"]);
        assert!(empty.contains("hold no request"), "{empty}");
        assert_eq!(fs::read_to_string(scenario).unwrap(), text);
    });
}

#[test]
fn no_text_of_prompts_is_written() {
    let log = log(9, 200);
    in_new_folder("usage-private", |folder| {
        let mut store = String::new();
        let scenario = path(folder, "traffic.toml", &mut store);
        let mut written = Vec::new();
        for args in [
            &["usage", "--replay", "--fit", scenario][..],
            &["usage", "--format", "json"],
            &["usage", "--format", "csv"],
            &["usage", "--format", "markdown"],
            &["usage", "--histogram"],
            &["usage", "--calibrate"],
        ] {
            let Output { stdout, stderr, .. } = with_text(args, &log);
            written.extend([stdout, stderr].concat());
        }
        written.extend(fs::read(scenario).unwrap());
        let written = String::from_utf8(written).unwrap();
        for word in ["warehouse", "refund", "assumed-role", "lookup"] {
            assert!(!written.contains(word), "{word}");
            assert!(String::from_utf8_lossy(&log).contains(word));
        }
    });
}

/// A record with the body of a request: a text in German as `system`, a short message, and what was
/// billed.
fn with_body(model: &str, text: &str, extra: &str, billed: u64) -> String {
    let system = Value::from(text);
    format!(
        r#"{{"timestamp":"2026-11-02T08:00:00Z","modelId":"{model}","input":{{"inputBodyJson":{{{extra}"system":[{{"text":{system}}}],"messages":[{{"role":"user","content":[{{"text":"Ja."}}]}}]}},"inputTokenCount":{billed}}},"output":{{"outputTokenCount":5}}}}"#
    ) + "\n"
}

#[test]
fn requests_with_bodies_calibrate_tokenizers() {
    let german =
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/tokens/heldout/german-support.txt");
    let text = fs::read_to_string(german).unwrap().repeat(3);
    let count = |text: &str| {
        let totals = Counter::new().count(Encoding::O200kBase, text);
        totals.total().get()
    };
    let reference = count(&text) + count("Ja.");
    assert!(reference > 400);
    let (nova, claude) = ("amazon.nova-lite-v1:0", "anthropic.claude-sonnet-4-5-20250929-v1:0");
    let mut log = String::new();
    for _ in 0..20 {
        // Twice the reference count, which is far above what is guessed of Nova; its frame is empty.
        log += &with_body(nova, &text, "", 2 * reference);
    }
    log += &with_body(nova, &text, r#""toolConfig":{"tools":[]},"#, 2 * reference + 340);
    log += &with_body(nova, "Kurz.", "", 9);
    log += &with_body("openai.gpt-oss-120b-1:0", &text, "", reference + 73);
    // In the range of what was measured, once the frame of 7 tokens is off.
    log += &with_body(claude, &text, "", reference * 135 / 100 + 7);
    in_new_folder("usage-calibrate", |folder| {
        let config = folder.join("config.toml");
        let file = folder.join("log.json");
        fs::write(&file, &log).unwrap();
        let usage = |args: &[&str]| {
            let args = [&["usage", file.to_str().unwrap()], args].concat();
            command(&args).env("TOKENFARE_CONFIG", &config).output().unwrap()
        };
        let output = usage(&["--calibrate"]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let told = String::from_utf8(output.stdout).unwrap();
        let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
        for sentence in [
            "Compared with their texts, of which nothing is kept: 21 requests. Left out: 1 with tools",
            "1 of fewer than 200 tokens, 1 to models that are counted exactly",
            "Nova is calibrated by 20 requests. From now on its factors are multiplied: German by 1.",
            "The factors of Claude 3 to 4.6 fit 1 request, so they stay.",
        ] {
            assert!(told.contains(sentence), "{sentence}\n{told}");
        }
        assert!(!told.contains("Kurz"));
        let kept = fs::read_to_string(&config).unwrap();
        assert!(kept.contains("[calibration.nova]\ngerman = { times = 1."), "{kept}");
        // A count knows of it: the guess weighs next to nothing beside so much text.
        let counted = |file: &str| -> u64 {
            let args = ["count", file, "--format", "json"];
            let output = command(&args).env("TOKENFARE_CONFIG", &config).output().unwrap();
            let counts: Value = serde_json::from_slice(&output.stdout).unwrap();
            counts["total"]["families"]["nova"]["tokens"].as_u64().unwrap()
        };
        let truth = 2 * count(&fs::read_to_string(german).unwrap());
        assert!(counted(german).abs_diff(truth) * 50 < truth, "{} {truth}", counted(german));
        // What is read by programs is told beside it.
        let output = usage(&["--calibrate", "--format", "json"]);
        assert!(stderr(&output).contains("Compared with their texts"));
        assert_eq!(
            fs::read_to_string(folder.join("config.toml")).unwrap().matches("nova").count(),
            1
        );
        let missing = usage(&["missing.json", "--calibrate"]);
        assert!(stderr(&missing).contains("nothing is calibrated, since not all logs were read"));
    });
}

#[test]
fn the_histogram_is_that_of_athenas_query() {
    // Written by tools/usage_histogram.py: the query of --sql duckdb, run by DuckDB over this log.
    let theirs = include_str!("../fixtures/usage/histogram.csv");
    let log = log(7, 423);
    let ours = with_text(&["usage", "--histogram"], &log);
    assert_eq!(String::from_utf8(ours.stdout).unwrap(), theirs);
    // It says all that the log says but single lengths, thinking, how answers ended and failed calls.
    let read = |text: &[u8]| -> Value {
        let mut read: Value =
            serde_json::from_slice(&with_text(&["usage", "--format", "json"], text).stdout)
                .unwrap();
        for list in ["models", "unresolved"] {
            for model in read[list].as_array_mut().unwrap() {
                for key in ["thinking_stated", "thinking_tokens", "ends_stated", "ended_at_cap"] {
                    model[key] = Value::Null;
                }
            }
        }
        read
    };
    let (of_log, of_csv) = (read(&log), read(theirs.as_bytes()));
    for same in ["records", "first", "last", "models", "unresolved"] {
        assert_eq!(of_log[same], of_csv[same], "{same}");
    }
    let again = with_text(&["usage", "--histogram"], theirs.as_bytes());
    assert_eq!(String::from_utf8(again.stdout).unwrap(), theirs);
}

#[test]
fn what_cannot_be_read_is_said() {
    let missing = run(&["usage", "no-such-log"]);
    assert_eq!(missing.status.code(), Some(2));
    assert_eq!(stderr(&missing), "tokenfare: there is no log `no-such-log`\n");
}

#[test]
#[cfg(unix)]
fn ctrl_c_stops_cleanly() {
    in_new_folder("usage-stop", |folder| {
        let mut store = String::new();
        let scenario = path(folder, "traffic.toml", &mut store);
        let mut child = command(&["usage", "-", "--fit", scenario])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // More than a pipe and a buffer hold, so that reading has begun and the handler is there.
        stdin.write_all(&log(10, 100)).unwrap();
        let pid = child.id().to_string();
        assert!(
            std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap().success()
        );
        let _ = stdin.write_all(&log(10, 100));
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130));
        assert_eq!(output.stdout, b"");
        assert!(stderr(&output).contains("stopped after"), "{}", stderr(&output));
        assert!(!Path::new(scenario).exists());
    });
}

/// 40 requests of 1,000 input and 600 output tokens on GPT-6 Sol, of which thinking takes what `stated`
/// says of each.
fn thinking_log(stated: impl Fn(u64) -> Option<u64>) -> String {
    let lines = (0..40).map(|n| {
        let details = stated(n).map_or(String::new(), |tokens| {
            format!(r#","output_tokens_details":{{"reasoning_tokens":{tokens}}}"#)
        });
        format!(
            r#"{{"modelId":"openai.gpt-6-sol","input":{{"inputTokenCount":1000}},"output":{{"outputBodyJson":{{"usage":{{"input_tokens":1000,"output_tokens":600,"total_tokens":1600{details}}}}}}}}}"#
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn thinking_that_records_state_takes_the_place_of_presets() {
    in_new_folder("usage-thinking", |folder| {
        // Half of the requests think 400 tokens, the others none: a mean of 200, and of 400 for answers.
        let log = thinking_log(|n| Some(n % 2 * 400));
        let (mut fit, mut own) = (String::new(), String::new());
        let fit = path(folder, "fit.toml", &mut fit);
        let own = path(folder, "own.toml", &mut own);
        let args = ["usage", "-", "--fit", fit, "--thinking", own];
        let output = with_text(&args, log.as_bytes());
        let people = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let said = "Thinking, within the output: 200 a request on GPT-6 Sol (40 requests say so).";
        assert!(people.contains(said), "{people}");
        let fitted = fs::read_to_string(fit).unwrap();
        assert!(fitted.contains("thinking_tokens = 200"), "{fitted}");
        let overlay = fs::read_to_string(own).unwrap();
        assert!(overlay.contains("id = \"gpt-6-sol\"\nthinking_tokens = 200"), "{overlay}");
        assert!(overlay.contains("source = \"logs of 40 requests\""), "{overlay}");

        // The fit on the model that was asked bills the output that the log has: 400 + 200.
        let ranked = json(&["rank", fit, "--models", "gpt-6-sol,nova-micro"]);
        let of = |id: &str| {
            ranked["models"].as_array().unwrap().iter().find(|it| it["id"] == id).unwrap().clone()
        };
        assert_eq!(of("gpt-6-sol")["thinking_tokens_per_request"], 200.0);
        assert_eq!(of("gpt-6-sol")["output_tokens_per_request"], 600.0);
        assert_eq!(of("nova-micro")["thinking_tokens_per_request"], 0.0);
        // A measured model is no longer marked as assumed.
        let args = ["rank", "--thinking", "medium", "--overlay", own, "--models", "gpt-6-sol"];
        let measured = json(&args);
        assert_eq!(measured["models"][0]["thinking_tokens_per_request"], 200.0);

        let log = thinking_log(|n| (n < 39).then_some(400));
        let output = with_text(&["usage", "-", "--fit", "-"], log.as_bytes());
        let fitted = String::from_utf8(output.stdout).unwrap();
        assert!(fitted.contains("thinking = \"ignore\""), "not all say so: {fitted}");
        let log = thinking_log(|n| (n < 19).then_some(400));
        let output = with_text(&["usage", "-", "--thinking", own, "--force"], log.as_bytes());
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("no model has 20 requests"), "{}", stderr(&output));
    });
}

#[test]
fn what_is_no_log_is_refused_by_name() {
    in_new_folder("usage-other", |folder| {
        let bill = "identity/LineItemId,lineItem/UsageType\n1,USE1-NovaPro-input-tokens\n";
        for (name, text, what) in [
            ("bill.csv", bill.as_bytes().to_vec(), "is a bill, not a log"),
            ("bill.csv.gz", gzip(bill.as_bytes()), "is a bill, not a log"),
            ("ce.json", b"{\n  \"ResultsByTime\": []\n}\n".to_vec(), "an answer of Cost Explorer"),
            ("models.json", b"{\"modelSummaries\":[]}".to_vec(), "is a list of models"),
            ("prices.json", b"{\"offerCode\":\"AmazonBedrock\"}".to_vec(), "is a price list"),
            ("headers.txt", b"HTTP/1.1 200 OK\r\n".to_vec(), "holds the headers of a response"),
            ("mine.toml", b"schema = 1\nrequests = 5\n".to_vec(), "is a scenario"),
        ] {
            let mut store = String::new();
            let file = path(folder, name, &mut store);
            fs::write(file, &text).unwrap();
            let alone = run(&["usage", file]);
            assert_eq!((alone.status.code(), alone.stdout.len()), (Some(2), 0), "{name}");
            let told = stderr(&alone);
            assert!(told.contains(&format!("`{file}` {what}")) || told.contains(what), "{told}");
            assert_eq!(told.lines().count(), 1, "{told}");
            // Beside a log, that is read all the same.
            let stdin = with_text(&["usage", "-", file, "--format", "json"], &log(3, 20));
            assert_eq!(stdin.status.code(), Some(2), "{name}");
            let usage: Value = serde_json::from_slice(&stdin.stdout).unwrap();
            assert!(usage["records"].as_u64().unwrap() > 15);
            assert_eq!(stderr(&stdin).matches(what).count(), 1);
            let explorer = refused(&["--usage", file]);
            assert!(explorer.contains(what), "{explorer}");
        }
    });
}

#[test]
fn nothing_read_is_no_report() {
    for (text, told) in [
        ("", "the logs hold no request, so there is nothing to report"),
        ("garbage\n", "line 1 is no JSON."),
        ("{\"recordId\":\"1\",\"modelInput\":{}}", "line 1 is the input of a batch job"),
    ] {
        for format in ["table", "json", "csv", "markdown"] {
            let output = with_text(&["usage", "-", "--format", format], text.as_bytes());
            assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{text}");
            assert!(stderr(&output).contains(told), "{}", stderr(&output));
        }
    }
    // Calls that all failed are traffic.
    let failed = r#"{"modelId":"x","errorCode":"ThrottlingException","input":{},"output":{}}"#;
    let output = with_text(&["usage", "-"], failed.as_bytes());
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8(output.stdout).unwrap().contains("Skipped 1: 1 failed calls."));
}

#[test]
fn a_full_histogram_of_logs_insights_is_refused() {
    let header = "bedrock_id,input_class,requests,input_tokens,output_tokens\n";
    let full = header.to_owned() + &"m,3,1,1,1\n".repeat(10_000);
    let output = with_text(&["usage", "-", "--format", "json"], full.as_bytes());
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    let told = stderr(&output);
    assert!(told.contains("line 10001 is the last of 10,000 rows"), "{told}");
    assert!(told.contains("--logs-insights=4"), "{told}");
    let output = with_text(&["usage", "-"], (header.to_owned() + "m,3,1,1,1\n").as_bytes());
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_request_in_two_logs_is_counted_once() {
    let log = log(31, 400);
    let lines = String::from_utf8(log.clone()).unwrap();
    let events: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::json!({"timestamp": 1_795_336_200_000_u64, "message": line}))
        .collect();
    in_new_folder("usage-copies", |folder| {
        fs::create_dir_all(folder.join("logs")).unwrap();
        fs::write(folder.join("s3.json.gz"), gzip(&log)).unwrap();
        let events = serde_json::json!({"events": events}).to_string();
        fs::write(folder.join("logs/cloudwatch.json"), events).unwrap();
        fs::write(folder.join("logs/again.jsonl"), &log).unwrap();
        let (mut one, mut other) = (String::new(), String::new());
        let (s3, logs) = (path(folder, "s3.json.gz", &mut one), path(folder, "logs", &mut other));
        let alone = totals(&[s3]);
        // Calls that failed have ids too.
        let requests = alone["records"].as_u64().unwrap() + alone["skipped"].as_u64().unwrap();
        assert_eq!(alone["copies"], 0);
        for threads in ["1", "2", "3", "8"] {
            let mut all = totals(&[s3, logs, "--threads", threads]);
            assert_eq!(all["copies"], 2 * requests, "{threads}");
            all["copies"] = 0.into();
            assert_eq!(all, alone, "{threads}");
        }
        let told = said(&["usage", s3, logs]);
        let sentence = format!(
            "In the logs already, by their id, and counted once: {} requests.",
            2 * requests
        );
        assert!(told.contains(&sentence), "{told}");
        // Another request of the same id is no copy.
        let line = lines.lines().find(|line| !line.contains("errorCode")).unwrap();
        let (before, count) = line.rsplit_once("\"outputTokenCount\":").unwrap();
        let other = format!("{before}\"outputTokenCount\":1{count}");
        let both = format!("{line}\n{other}\n{line}\n");
        let output = with_text(&["usage", "-"], both.as_bytes());
        let told = String::from_utf8(output.stdout).unwrap();
        assert!(told.contains("counted once: 1 request."), "{told}");
        assert!(told.contains("but other figures, and counted too: 1 request."), "{told}");
    });
}

/// 10 requests of Nova Lite, and 90 of an id.
fn mixed(other: &str, answer: &str) -> Vec<u8> {
    let record = |model: &str, answer: &str| {
        format!(
            "{{\"schemaType\":\"ModelInvocationLog\",\"region\":\"us-east-1\",\"modelId\":\"{model}\",\
             \"input\":{{\"inputTokenCount\":1000}},\"output\":{{\"outputTokenCount\":100{answer}}}}}\n"
        )
    };
    let lite = record("us.amazon.nova-lite-v1:0", "").repeat(10);
    (lite + &record(other, answer).repeat(90)).into_bytes()
}

#[test]
fn what_has_no_price_is_neither_free_nor_in_the_way() {
    let profile = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2";
    let log = mixed(profile, "");
    let read = |args: &[&str]| -> Value {
        let args = [&["usage", "--replay", "--format", "json"], args].concat();
        serde_json::from_slice(&with_text(&args, &log).stdout).unwrap()
    };
    let micro = |read: &Value| {
        let rows = read["replay"].as_array().unwrap();
        let micro = rows.iter().find(|row| row["id"] == "nova-micro").unwrap();
        micro["expected_usd"].as_str().unwrap().to_owned()
    };
    // Lite's 10 requests: 10,000 x $0.06 + 1,000 x $0.24 a million = $0.00084; Micro's 0.035 and 0.14.
    let now = read(&[]);
    let count = |of: &str| now[of].as_u64().unwrap();
    assert_eq!(
        (count("records"), count("priced_requests"), count("unpriced_requests")),
        (100, 10, 90)
    );
    assert_eq!(now["cost_usd"], "0.00084");
    assert_eq!(micro(&now), "0.00049");
    let told = with_text(&["usage", "--replay"], &log);
    let told = String::from_utf8(told.stdout).unwrap();
    assert!(told.contains("application profile"), "{told}");
    assert!(told.contains("90 requests, since an application inference profile names no model"));
    // 0.00049 / 0.00084 - 1 = -42%, whatever else the log holds.
    assert!(told.contains("-42%"), "{told}");
    // Named, it has its price: 100 requests are ten times as much.
    for name in [profile, "a1b2"] {
        let all = read(&["--model", &format!("{name}=us.amazon.nova-lite-v1:0")]);
        assert_eq!(
            (all["cost_usd"].as_str(), all["unpriced_requests"].as_u64()),
            (Some("0.0084"), Some(0))
        );
        assert_eq!(micro(&all), "0.0049");
    }
    in_new_folder("usage-profiles", |folder| {
        let list = format!(
            r#"{{"inferenceProfileSummaries":[{{"inferenceProfileArn":"{profile}","type":"APPLICATION",
            "models":[{{"modelArn":"arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0"}},
            {{"modelArn":"arn:aws:bedrock:us-west-2::foundation-model/amazon.nova-lite-v1:0"}}]}}]}}"#
        );
        let toml = format!("[profiles]\n\"{profile}\" = \"us.amazon.nova-lite-v1:0\"\n");
        for (file, text) in [("profiles.json", &list), ("profiles.toml", &toml)] {
            let path = folder.join(file);
            fs::write(&path, text).unwrap();
            let all = read(&["--profiles", path.to_str().unwrap()]);
            assert_eq!(all["cost_usd"], "0.0084", "{file}");
        }
    });
}

#[test]
fn answers_and_routers_name_the_model() {
    let profile = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2";
    let router = "arn:aws:bedrock:us-east-1:123456789012:prompt-router/c3d4";
    let named = ",\"outputBodyJson\":{\"model\":\"my-own-model\"}";
    let by_body = ",\"outputBodyJson\":{\"model\":\"amazon.nova-lite-v1:0\"}";
    let routed = ",\"outputBodyJson\":{\"trace\":{\"promptRouter\":{\"invokedModelId\":\
                  \"us.amazon.nova-lite-v1:0\"}}}";
    for (id, answer, priced) in [(profile, by_body, 100), (router, routed, 100), (profile, "", 10)]
    {
        let log = mixed(id, answer);
        let output = with_text(&["usage", "--format", "json"], &log);
        let read: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(read["priced_requests"], priced, "{id} {answer}");
    }
    // A name of no id is none.
    let output = with_text(&["usage", "--format", "json"], &mixed(profile, named));
    let read: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(read["priced_requests"], 10);
}

#[test]
fn nothing_that_is_known_is_no_ranking() {
    let profile = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2";
    let log = String::from_utf8(mixed(profile, "")).unwrap();
    let only: String =
        log.lines().filter(|line| line.contains("a1b2")).collect::<Vec<_>>().join("\n");
    let told = with_text(&["usage", "--replay"], only.as_bytes());
    let told = String::from_utf8(told.stdout).unwrap();
    assert!(!told.contains("$0.00") && told.contains("application profile"), "{told}");
}
