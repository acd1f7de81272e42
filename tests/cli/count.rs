//! `tokenfare count`: formats, costs, tokenizers and calibration.

use std::fs;
use std::process::Output;

use serde_json::Value;

use crate::{command, in_new_folder, json, run, said, stderr, with_text};

const TEKKEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/tokenizers/tekken.json");

#[test]
fn the_cost_as_input_is_shown() {
    let args = ["count", "src/lib.rs", "--model", "gpt-oss-120b"];
    let counts = json(&args);
    let file = &counts["files"][0];
    let tokens = file["families"]["o200k_base"]["tokens"].as_u64().unwrap();
    let cost = &file["cost"];
    assert_eq!(cost["model"], "gpt-oss-120b");
    // $0.15 per 1M.
    let usd: f64 = cost["usd"].as_str().unwrap().parse().unwrap();
    assert!((usd - tokens as f64 * 0.15e-6).abs() < 1e-12, "{cost}");
    assert_eq!(cost["low"], cost["usd"]);
    assert!(said(&args).contains("As input of gpt-oss-120b, "));

    let claude = json(&["count", "src/lib.rs", "--model", "claude-sonnet-5-5"]);
    let cost = &claude["total"]["cost"];
    let usd = |key: &str| cost[key].as_str().unwrap().parse::<f64>().unwrap();
    assert!(usd("low") < usd("usd") && usd("usd") < usd("high"));
    let text = said(&["count", "src/lib.rs", "--model", "claude-sonnet-5-5"]);
    let line = text.lines().find(|line| line.starts_with("As input of Claude Sonnet 5.5, "));
    let (_, cost) = line.unwrap().split_once(" tokens cost ").unwrap();
    let [usd, low, high] = ["usd", "low", "high"].map(|key| {
        let exact: f64 = claude["total"]["cost"][key].as_str().unwrap().parse().unwrap();
        format!("${exact:.4}").trim_end_matches('0').to_owned()
    });
    assert_eq!(cost, format!("{usd} ({low} to {high}), at $2 per 1M."));
}

#[test]
fn a_users_tokenizer_counts_exactly() {
    let rows = include_str!("../fixtures/tokenizers/counts.jsonl");
    let row: Value = serde_json::from_str(rows.lines().nth(12).unwrap()).unwrap();
    let flag = format!("mistral-tekken={TEKKEN}");
    let args = ["count", "--tokenizer", &flag, "--format", "json"];
    let output = with_text(&args, row["text"].as_str().unwrap().as_bytes());
    let counts: Value = serde_json::from_slice(&output.stdout).unwrap();
    let tekken = &counts["total"]["families"]["mistral-tekken"];
    assert_eq!(tekken["tokens"], row["counts"]["tekken.json"]);
    assert_eq!(tekken["low"], tekken["high"]);
    assert_eq!(tekken["method"], "file");
    assert_eq!(counts["total"]["families"]["llama-3"]["method"], "factor");

    // By a model's name it is for the family that the card says, of which nothing else is known.
    let families = |flag: &str| {
        let args = ["count", "--tokenizer", flag, "--format", "json"];
        let output = with_text(&args, row["text"].as_str().unwrap().as_bytes());
        let counts: Value = serde_json::from_slice(&output.stdout).unwrap();
        counts["total"]["families"].clone()
    };
    let own = families(&format!("minimax-m2-5={TEKKEN}"));
    assert_eq!(own["minimax"]["tokens"], row["counts"]["tekken.json"]);
    assert_eq!(own["minimax"]["method"], "file");
    assert!(own.get("grok").is_none());
    assert_eq!(families(&format!("nova-pro={TEKKEN}"))["nova"]["method"], "file");

    // The same from the settings, by a path from their own folder.
    in_new_folder("tokenizers", |folder| {
        fs::copy(TEKKEN, folder.join("mine.json")).unwrap();
        let config = folder.join("config.toml");
        fs::write(&config, "[tokenizers]\nllama-3 = \"mine.json\"\n").unwrap();
        let output =
            command(&["count", "src/lib.rs"]).env("TOKENFARE_CONFIG", &config).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let line = text.lines().find(|line| line.starts_with("Llama 3 "));
        assert!(line.unwrap().ends_with("counted by your file"), "{text}");
    });
}

#[test]
fn rank_uses_a_users_tokenizer() {
    let rank = |flags: &[&str]| {
        // Answers given as tokens are an estimate on any tokenizer, and so is a frame that is known.
        let named = ["rank", "support-assistant", "--output", "0", "--models", "llama-3-1-70b"];
        let args = [&named, flags].concat();
        let ranking = json(&args);
        let model = &ranking["models"][0];
        assert_eq!(model["id"], "llama-3-1-70b");
        (model["monthly_usd"].clone(), model["monthly_high_usd"].clone())
    };
    let flag = format!("llama-3={TEKKEN}");
    let (built_in, own) = (rank(&[]), rank(&["--tokenizer", &flag]));
    assert_ne!(built_in.0, own.0);
    assert_eq!(own.0, own.1, "no range");
    assert_ne!(built_in.0, built_in.1);
}

#[test]
fn faults_of_the_settings_are_placed() {
    in_new_folder("faults", |folder| {
        let config = folder.join("config.toml");
        fs::write(&config, "[tokenizers]\nllama3 = \"x\"\n[calibration]\nnova = 0\n").unwrap();
        // The explorer tells them on its screen.
        for args in [&["count", "Cargo.toml"][..], &["rank"]] {
            let output = command(args).env("TOKENFARE_CONFIG", &config).output().unwrap();
            assert_eq!(output.status.code(), Some(2), "{args:?}");
            let said = stderr(&output);
            let places: Vec<&str> = said
                .lines()
                .map(|line| line.split("config.toml").nth(1).unwrap())
                .map(|line| line.split(' ').next().unwrap())
                .collect();
            assert_eq!(places, [":2:10:", ":4:8:"], "{said}");
        }
        // A command that counts nothing does not ask for them.
        let output = command(&["rates", "list"]).env("TOKENFARE_CONFIG", &config).output();
        assert_eq!(output.unwrap().status.code(), Some(0));
    });
}

#[test]
fn calibration_goes_round() {
    in_new_folder("calibration", |folder| {
        let config = folder.join("new/config.toml");
        let text = folder.join("prompt.txt");
        fs::write(&text, "A sentence of a prompt, which is rather plain.\n".repeat(300)).unwrap();
        let run = |args: &[&str]| {
            let args = [&["count", text.to_str().unwrap()], args].concat();
            command(&args).env("TOKENFARE_CONFIG", &config).output().unwrap()
        };
        let count = |output: &Output, family: &str| {
            let counts: Value = serde_json::from_slice(&output.stdout).unwrap();
            let family = &counts["total"]["families"][family];
            (family["tokens"].as_u64().unwrap(), family["method"].as_str().unwrap().to_owned())
        };
        let (before, method) = count(&run(&["--format", "json"]), "titan");
        assert_eq!(method, "guess");
        let truth = before + before / 10;
        let output =
            run(&["--calibrate", &format!("titan-embed-text-v2={truth}"), "--format", "json"]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert!(stderr(&output).contains("Titan is calibrated: "), "{}", stderr(&output));
        // The guess counts for 200 tokens beside the text's 3,000: 3 x 1,000 / 3,200 of the way.
        let (after, method) = count(&output, "titan");
        assert_eq!(method, "calibrated");
        let share = (after - before) as f64 / (truth - before) as f64;
        assert!((0.92..0.95).contains(&share), "{before} {after} {truth}");
        let kept = fs::read_to_string(&config).unwrap();
        assert!(kept.starts_with("[calibration.titan]\nprose = { times = 1.09"), "{kept}");
        // It holds for the next count, and for other families nothing changes.
        let output = run(&["--format", "json"]);
        assert_eq!(count(&output, "titan"), (after, "calibrated".to_owned()));
        assert_eq!(count(&output, "claude-3").1, "factor");
        // Another count adds to it, and says what was before.
        let flag = format!("titan-embed-text-v2={before}");
        let output = run(&["--calibrate", &flag]);
        let said = String::from_utf8(output.stdout).unwrap().replace('\n', " ");
        assert!(
            said.contains("multiplied: English prose by 1.04") && said.contains("(before by 1.09"),
            "{said}"
        );
        assert!(said.contains("estimated, calibrated by your count"), "{said}");
        // A measured family takes a count in its range for what its factors say.
        let (claude, _) = count(&run(&["--format", "json"]), "claude-4.7");
        let output = run(&["--calibrate", &format!("claude-sonnet-5-5={}", claude * 102 / 100)]);
        let said = String::from_utf8(output.stdout).unwrap().replace('\n', " ");
        assert!(said.contains("that is what its factors say, so they stay"), "{said}");

        let kept = fs::read_to_string(&config).unwrap();
        for nonsense in ["titan-embed-text-v2=100", "titan-embed-text-v2=1000000"] {
            let output = run(&["--calibrate", nonsense]);
            assert_eq!(output.status.code(), Some(2), "{nonsense}");
            assert!(stderr(&output).contains("no tokenizer is that far from it"));
        }
        let output = run(&["missing.txt", "--calibrate", &flag]);
        assert!(stderr(&output).contains("nothing is calibrated"));
        assert_eq!(output.stdout, b"");
        assert_eq!(fs::read_to_string(&config).unwrap(), kept);
    });
    let fault = run(&["count", "Cargo.toml", "--calibrate", "nova-pro=3000"]);
    assert!(stderr(&fault).contains("name a file in TOKENFARE_CONFIG"));
    let fault = with_text(&["count", "--calibrate", "nova-pro=30"], b"A text of few words.");
    assert_eq!(fault.status.code(), Some(2));
    assert!(stderr(&fault).contains("needs a text of at least 200 tokens, and this one has 6 of"));
}
