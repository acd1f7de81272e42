//! How answers of real traffic ended: at their cap, as the logs say, and what a fit, `cap` and the
//! report make of it.

use serde_json::Value;

use crate::{in_new_folder, run, with_text};

/// 2,000 answers of Nova Lite under a cap of 512, of which 410 ended at it. The others have 100 to 499
/// tokens.
fn capped() -> String {
    let record = |n: usize| {
        let (end, output) = match n < 410 {
            true => ("max_tokens", 512),
            false => ("end_turn", 100 + n * 7 % 400),
        };
        format!(
            r#"{{"timestamp":"2026-10-{:02}T08:00:00Z","modelId":"amazon.nova-lite-v1:0","input":{{"inputBodyJson":{{"messages":[],"inferenceConfig":{{"maxTokens":512}}}},"inputTokenCount":600}},"output":{{"outputBodyJson":{{"stopReason":"{end}"}},"outputTokenCount":{output}}}}}"#,
            n % 30 + 1
        ) + "\n"
    };
    (0..2_000).map(record).collect()
}

fn text(output: std::process::Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", crate::stderr(&output));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn answers_that_end_at_their_cap_are_told() {
    let log = capped();
    let report = text(with_text(&["usage", "-"], log.as_bytes()));
    let said = "Cut off: 20.5% of Nova Lite's answers end at a cap of 512 tokens (410 of 2,000).";
    assert!(report.contains(said), "{report}");
    let json = text(with_text(&["usage", "-", "--format", "json"], log.as_bytes()));
    let json: Value = serde_json::from_str(&json).unwrap();
    let model = &json["models"][0];
    assert_eq!((&model["ends_stated"], &model["ended_at_cap"]), (&2_000.into(), &410.into()));
}

#[test]
fn a_fit_knows_what_was_cut_off() {
    in_new_folder("usage-capped", |folder| {
        let fit = folder.join("fit.toml");
        let fit = fit.to_str().unwrap();
        text(with_text(&["usage", "-", "--fit", fit], capped().as_bytes()));
        let written = std::fs::read_to_string(fit).unwrap();
        assert!(written.contains("cap = 512"), "{written}");
        assert!(written.contains("ended_at_cap = [\n  [512, 410],\n]"), "{written}");
        let cap = |args: &[&str]| {
            text(run(
                &[&["cap", "nova-lite", "--scenario", fit, "--caps", "256,512,1k"], args].concat()
            ))
        };
        insta::assert_snapshot!(cap(&[]));
        let json: Value = serde_json::from_str(&cap(&["--format", "json"])).unwrap();
        let model = &json["models"][0];
        assert_eq!(model["ended_at_cap"]["share"], 0.205);
        assert_eq!(model["now"]["cut_off"], 0.205);
        // Beyond the cap of today, what is cut off and what it costs is not known.
        let beyond = &model["points"][2];
        assert_eq!((&beyond["cut_off"], &beyond["cut_off_most"]), (&0.0.into(), &0.205.into()));
        assert_eq!(model["below_5_percent"], Value::Null);
    });
}

#[test]
fn short_answers_keep_their_exact_lengths() {
    // (shares of lengths in tenths, a cap, what it cuts off, in tenths)
    for (lengths, cap, cut) in [
        (&[(1_u64, 6_usize), (2, 4)][..], 1, 4),
        (&[(5, 4), (6, 6)], 5, 6),
        (&[(4, 9), (9, 1)], 4, 1),
    ] {
        let all: Vec<u64> =
            lengths.iter().flat_map(|(length, tenths)| vec![*length; tenths * 100]).collect();
        let record = |length: &u64| {
            format!(
                r#"{{"modelId":"amazon.nova-lite-v1:0","input":{{"inputTokenCount":0}},"output":{{"outputTokenCount":{length}}}}}"#
            ) + "\n"
        };
        let log: String = all.iter().map(record).collect();
        in_new_folder(&format!("usage-short-{cap}"), |folder| {
            let fit = folder.join("fit.toml");
            let fit = fit.to_str().unwrap();
            text(with_text(&["usage", "-", "--fit", fit], log.as_bytes()));
            let ask = |args: &[&str]| -> Value {
                serde_json::from_str(&text(run(&[args, &["--format", "json"]].concat()))).unwrap()
            };
            // Nova Lite's output is $0.24 per 1M: so many tokens cost 24 cents per million.
            let tokens: u64 = all.iter().sum();
            let rank = ask(&["rank", fit]);
            let models = rank["models"].as_array().unwrap();
            let lite = models.iter().find(|model| model["id"] == "nova-lite").unwrap();
            let cost: f64 = lite["monthly_usd"].as_str().unwrap().parse().unwrap();
            let exact = tokens as f64 * 0.24e-6;
            assert!((cost / exact - 1.0).abs() < 1e-3, "{lengths:?}: {cost} {exact}");
            let tuned = ask(&["cap", "nova-lite", "--scenario", fit, "--caps", &cap.to_string()]);
            let cut_off = tuned["models"][0]["points"][0]["cut_off"].as_f64().unwrap();
            assert_eq!(cut_off, f64::from(cut) / 10.0, "{lengths:?}");
        });
    }
}
