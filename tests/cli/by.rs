//! `tokenfare usage --by`, `--only`, `--since` and `--until`, on a log whose numbers are worked out by hand.

use std::fmt::Write as _;
use std::process::Output;

use serde_json::Value;

use crate::{in_new_folder, run, stderr, with_text};

/// Two weeks of two applications, and of a model that is on no card.
///
/// checkout: 10 requests a day of 1,000 tokens in and 100 out, 100 of them on the 12th, in 500 ms: 230 in all.
/// support: 5 a day of 2,000 in and 200 out, of which one ends at its cap of 200, in 900 ms: 70 in all.
/// Nova Lite has $0.06 and $0.24 per 1M: 230,000 in and 23,000 out are $0.01932, 140,000 and 14,000 are $0.01176,
/// which is $0.03108 together, of it 62% and 38%. Beside them 2 requests of a model without a price, 3 calls of
/// checkout that were throttled, and one of support that was refused.
fn log() -> String {
    let mut out = String::new();
    let mut number = 0;
    let mut add = |day: u32, caller: &str, rest: &str| {
        number += 1;
        let (team, session) = if caller == "checkout" { ("web", number % 3) } else { ("care", 0) };
        let _ = writeln!(
            out,
            r#"{{"timestamp":"2026-10-{day:02}T{:02}:00:00Z","accountId":"123456789012","identity":{{"arn":"arn:aws:sts::123456789012:assumed-role/{caller}/i-{session}"}},"requestId":"r{number}","requestMetadata":{{"team":"{team}","n":{number}}},{rest}}}"#,
            number % 24
        );
    };
    let body = |tokens: (u64, u64), end: &str, millis: u64, cap: u64| {
        format!(
            r#""modelId":"amazon.nova-lite-v1:0","input":{{"inputBodyJson":{{"messages":[],"inferenceConfig":{{"maxTokens":{cap}}}}},"inputTokenCount":{}}},"output":{{"outputBodyJson":{{"stopReason":"{end}","metrics":{{"latencyMs":{millis}}}}},"outputTokenCount":{}}}"#,
            tokens.0, tokens.1
        )
    };
    for day in 1..=14 {
        for _ in 0..if day == 12 { 100 } else { 10 } {
            add(day, "checkout", &body((1_000, 100), "end_turn", 500, 800));
        }
        for n in 0..5 {
            let end = if n == 0 { "max_tokens" } else { "end_turn" };
            add(day, "support", &body((2_000, 200), end, 900, 200));
        }
    }
    let unknown = r#""modelId":"a.model-of-nobodys","input":{"inputTokenCount":50},"output":{"outputTokenCount":5}"#;
    (5..=6).for_each(|day| add(day, "checkout", unknown));
    let failed = |code: &str| format!(r#""modelId":"amazon.nova-lite-v1:0","errorCode":"{code}""#);
    (0..3).for_each(|_| add(3, "checkout", &failed("ThrottlingException")));
    add(4, "support", &failed("ValidationException"));
    out
}

fn text(output: Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    String::from_utf8(output.stdout).unwrap()
}

fn usage(args: &[&str]) -> String {
    text(with_text(&[&["usage", "-"], args].concat(), log().as_bytes()))
}

fn object(args: &[&str]) -> Value {
    serde_json::from_str(&usage(&[args, &["--format", "json"]].concat())).unwrap()
}

#[test]
fn who_spends_what() {
    insta::assert_snapshot!("by_caller", usage(&["--by", "role"]));
    insta::assert_snapshot!("by_two", usage(&["--by", "metadata:team,model"]));
    insta::assert_snapshot!("by_day", usage(&["--by", "day"]));
    insta::assert_snapshot!("by_csv", usage(&["--by", "role", "--format", "csv"]));
    insta::assert_snapshot!("by_markdown", usage(&["--by", "role", "--format", "markdown"]));
}

#[test]
fn programs_read_the_same() {
    let all = object(&["--by", "caller,day"]);
    // Three sessions of checkout and one of support on 14 days.
    assert_eq!(all["by"]["groups"].as_array().unwrap().len(), 4 * 14);
    assert_eq!(all["by"]["further"], Value::Null);
    let mut by = object(&["--by", "role"]);
    let by = by["by"].take();
    insta::assert_snapshot!("by_json", serde_json::to_string_pretty(&by).unwrap());
    let days = object(&["--by", "hour"])["days"].clone();
    let days = days.as_array().unwrap();
    // 100 x $0.000084 and 5 x $0.000168 are $0.00924, and an ordinary day $0.00168: 5.5 times.
    assert_eq!(
        (&days[11]["cost_usd"], &days[11]["times_median"]),
        (&"0.00924".into(), &5.5.into())
    );
    assert_eq!(days[10]["times_median"], Value::Null);
}

#[test]
fn only_what_is_meant_is_counted() {
    let counted = |args: &[&str]| object(args)["records"].as_u64().unwrap();
    assert_eq!(counted(&[]), 302);
    for (only, requests) in [
        ("role=arn:aws:sts::123456789012:assumed-role/support", 70),
        ("role=assumed-role/support", 70),
        ("caller=*/support/*", 70),
        ("caller=*support", 0),
        ("metadata:team=web", 232),
        ("metadata:team=", 0),
        ("metadata:n=1", 1),
        ("account=123456789012", 302),
        ("model=nova-lite", 300),
        ("model=Nova Lite", 300),
        ("model=amazon.nova-lite-v1:0", 300),
        ("model=a.*", 2),
        ("tier=standard", 302),
        ("profile=", 302),
        ("region=", 302),
        ("day=2026-10-12", 105),
    ] {
        let args = ["--only", only, "--format", "json"];
        let output = with_text(&[&["usage", "-"], &args[..]].concat(), log().as_bytes());
        if requests == 0 {
            // Nothing is meant: that is no report of $0.
            assert_eq!(output.status.code(), Some(2), "{only}");
            continue;
        }
        let told = stderr(&output);
        let json: Value = serde_json::from_slice(&output.stdout).expect(&told);
        assert_eq!(json["records"], requests, "{only}");
    }
    // Any of the values of one key, and all of the keys.
    let two =
        ["--only", "day=2026-10-01", "--only", "day=2026-10-02", "--only", "metadata:team=care"];
    assert_eq!(counted(&two), 10);
    assert_eq!(counted(&["--since", "2026-10-13"]), 30);
    assert_eq!(counted(&["--until", "2026-10-02"]), 30);
    assert_eq!(counted(&["--since", "2026-10-02", "--until", "2026-10-02"]), 15);
    let morning = ["--since", "2026-10-12T00:00:00Z", "--until", "2026-10-12T12:00:00Z"];
    let before_noon = object(&["--by", "hour", "--only", "day=2026-10-12"]);
    let hours = before_noon["by"]["groups"].as_array().unwrap().iter();
    let hours = hours.filter(|group| group["hour"].as_str().unwrap() < "12:00");
    let sum: u64 = hours.map(|group| group["requests"].as_u64().unwrap()).sum();
    assert_eq!(counted(&morning), sum);
    let told = usage(&["--only", "metadata:team=care", "--since", "2026-10-04"]);
    let said =
        "Only metadata:team=care, since 2026-10-04T00:00:00Z: 247 requests left out, and 3 failed.";
    assert!(told.contains(said), "{told}");
    let json = object(&["--only", "metadata:team=care", "--since", "2026-10-04"]);
    assert_eq!(
        (&json["left_out"]["requests"], &json["left_out"]["failed"]),
        (&247.into(), &3.into())
    );
    // A histogram says no more than from when to when a cell's requests are.
    let cells = usage(&["--histogram", "--only", "metadata:team=care"]);
    let read = |args: &[&str]| text(with_text(&[&["usage", "-"], args].concat(), cells.as_bytes()));
    let half = with_text(&["usage", "-", "--since", "2026-10-07"], cells.as_bytes());
    assert!(stderr(&half).contains("no request is meant"), "{}", stderr(&half));
    assert!(read(&["--since", "2026-10-01"]).contains("0 requests left out"));
}

#[test]
fn what_is_meant_feeds_all_that_is_asked() {
    // 70 requests of the 13.9 days that the log has, not of those in which support called.
    let fit = usage(&["--only", "caller=*/support/*", "--fit", "-"]);
    assert!(fit.contains("Only requests with caller=*/support/*."), "{fit}");
    assert!(fit.contains("cap = 200") && fit.contains("[200, 14]"), "{fit}");
    let whole = usage(&["--fit", "-"]);
    let requests = |fit: &str| -> f64 {
        let line = fit.lines().find(|line| line.starts_with("requests = ")).unwrap();
        let digits: String = line.chars().filter(char::is_ascii_digit).collect();
        digits.parse().unwrap()
    };
    let ratio = requests(&fit) / requests(&whole);
    assert!((ratio / (70.0 / 302.0) - 1.0).abs() < 0.01, "{ratio}");
    let replay = object(&["--only", "caller=*/support/*", "--replay"]);
    let lite = replay["replay"].as_array().unwrap().iter().find(|row| row["id"] == "nova-lite");
    assert_eq!(lite.unwrap()["expected_usd"], "0.01176");
    in_new_folder("usage-only", |folder| {
        let path = folder.join("log.jsonl");
        std::fs::write(&path, log()).unwrap();
        let path = path.to_str().unwrap();
        let picture = folder.join("a.svg");
        let picture = picture.to_str().unwrap();
        let only = ["--only", "metadata:team=care", "--until", "2026-10-07"];
        text(run(&[&["screenshot", "-o", picture, "--usage", path], &only[..]].concat()));
        let drawn = std::fs::read_to_string(picture).unwrap();
        assert!(drawn.contains("35 requests"), "{drawn}");
        let other = folder.join("b.svg");
        let other = other.to_str().unwrap();
        let refused = run(&[&["screenshot", "-o", other], &only[..]].concat());
        assert_eq!(refused.status.code(), Some(2));
        assert!(stderr(&refused).contains("name its logs with --usage"), "{}", stderr(&refused));
    });
}

#[test]
fn what_cannot_be_asked_is_refused() {
    for (args, said) in [
        (&["--by", "team"][..], "must be one of caller, role,"),
        (&["--by", "metadata"], "must be one of"),
        (&["--by", "caller,model,day"], "--by takes two at most"),
        (&["--by", "day", "--by", "day"], "--by day is given twice"),
        (&["--only", "caller"], "must be KEY=VALUE"),
        (&["--only", "who=x"], "must be one of"),
        (&["--since", "yesterday"], "must be a day"),
        (&["--since", "2026-10-02", "--until", "2026-10-01"], "no time is since"),
    ] {
        let output = run(&[&["usage", "log.jsonl"], args].concat());
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(stderr(&output).contains(said), "{args:?}: {}", stderr(&output));
    }
}

#[test]
fn hostile_names_are_no_danger() {
    let record = |caller: &str, metadata: &str| {
        format!(
            r#"{{"modelId":"amazon.nova-lite-v1:0","identity":{{"arn":"{caller}"}},"requestMetadata":{metadata},"input":{{"inputTokenCount":1000000}},"output":{{"outputTokenCount":0}}}}"#
        ) + "\n"
    };
    let long = format!(r#"{{"x":"{}","team":"{}"}}"#, "y".repeat(1_000_000), "é".repeat(500_000));
    let log = [
        record(r"a\u001b[31mb\u0000c", "{}"),
        record("=1+1", r#"{"team":{"deep":[1]}}"#),
        record("x", &long),
        record("x", r#"{"te\u0061m":"a\\b"}"#),
        record("x", "[1]"),
    ]
    .concat();
    let read = |args: &[&str]| text(with_text(&[&["usage", "-"], args].concat(), log.as_bytes()));
    for args in
        [&["--by", "caller,metadata:team"][..], &["--by", "metadata:team", "--format", "markdown"]]
    {
        assert!(!read(args).contains('\u{1b}'), "{args:?}");
    }
    let csv = read(&["--by", "caller", "--format", "csv"]);
    assert!(csv.contains("'=1+1"), "{csv}");
    let json: Value =
        serde_json::from_str(&read(&["--by", "metadata:team", "--format", "json"])).unwrap();
    let groups = json["by"]["groups"].as_array().unwrap();
    let names: Vec<&str> =
        groups.iter().map(|group| group["metadata:team"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 3);
    assert!(names.contains(&r"a\b") && names.contains(&""));
    assert!(names.iter().all(|name| name.len() < 300));
}

#[test]
fn however_many_callers_and_threads_it_is_the_same() {
    let record = |n: usize| {
        format!(
            r#"{{"timestamp":"2026-10-{:02}T08:00:00Z","modelId":"amazon.nova-lite-v1:0","identity":{{"arn":"caller-{}"}},"input":{{"inputTokenCount":{}}},"output":{{"outputTokenCount":{}}}}}"#,
            n % 28 + 1,
            n % 100_000,
            n % 7_000,
            n % 900
        ) + "\n"
    };
    let log: String = (0..200_000).map(record).collect();
    // Several times the length of a part.
    assert!(log.len() > 1 << 25);
    in_new_folder("usage-many", |folder| {
        let path = folder.join("log.jsonl");
        std::fs::write(&path, log).unwrap();
        let path = path.to_str().unwrap();
        let read = |threads: &str| -> Value {
            let args = ["usage", path, "--by", "caller", "--threads", threads, "--format", "json"];
            serde_json::from_str(&text(run(&args))).unwrap()
        };
        let one = read("1");
        assert_eq!(one, read("3"));
        let groups = one["by"]["groups"].as_array().unwrap();
        let further = &one["by"]["further"];
        assert!((20_000..=50_000).contains(&groups.len()), "{}", groups.len());
        let about = further["groups_about"].as_u64().unwrap() as usize + groups.len();
        assert!((90_000..110_000).contains(&about), "{about}");
        let shown: u64 = groups.iter().map(|group| group["requests"].as_u64().unwrap()).sum();
        assert_eq!(shown + further["requests"].as_u64().unwrap(), 200_000);
        let people = text(run(&["usage", path, "--by", "caller"]));
        assert!(people.contains("More than 50,000 groups by caller"), "{people}");
    });
}
