//! Scores of models: `--scores`.

use std::fs;

use serde_json::Value;

use crate::{in_new_folder, json, refused, run, said, stderr};

/// Own scores of three models of the list, one without.
const OWN: &str = "model,score,success,effort,note\nClaude Haiku 4.5,82.5,91%,,\nnova-lite,61,,,\n\
                   claude-sonnet-4-5,88,97%,high,\"graded twice, blind\"\n";
const MODELS: &str = "nova-lite,claude-haiku-4-5,claude-sonnet-4-5,nova-pro";

#[test]
fn own_scores_are_a_column_an_order_and_a_filter() {
    in_new_folder("scores", |folder| {
        let file = folder.join("tickets.csv");
        fs::write(&file, OWN).unwrap();
        let file = file.to_str().unwrap();
        let ids = |args: &[&str]| {
            let args = [&["rank", "--scores", file, "--models", MODELS][..], args].concat();
            let ranked = json(&args);
            let models = ranked["models"].as_array().unwrap();
            let ids: Vec<&str> = models.iter().map(|it| it["id"].as_str().unwrap()).collect();
            ids.join(" ")
        };
        // The one without a score is last either way.
        let best = "claude-sonnet-4-5 claude-haiku-4-5 nova-lite nova-pro";
        assert_eq!(ids(&["--sort", "score"]), best);
        let worst = "nova-lite claude-haiku-4-5 claude-sonnet-4-5 nova-pro";
        assert_eq!(ids(&["--sort", "score", "--reverse"]), worst);
        assert_eq!(ids(&["--where", "score>=82.5"]), "claude-haiku-4-5 claude-sonnet-4-5");
        assert_eq!(ids(&["--where", "!score>=82.5"]), "nova-lite");
        let args = ["rank", "--scores", file, "--models", MODELS, "--columns", "score"];
        let table = said(&args);
        insta::assert_snapshot!(table.lines().take(5).collect::<Vec<_>>().join("\n"), @r"
        #  Model                    Score
        1  Nova Lite                61.0
        2  Nova Pro           no score
        3  Claude Haiku 4.5         82.5
        4  Claude Sonnet 4.5        88.0*
        ");
        assert!(table.contains("Scores: tickets."), "{table}");
        assert!(
            table.contains("* marks a score of another effort than is billed here, or of another build of the model (1)"),
            "{table}"
        );
        let ranked = json(&args);
        assert_eq!(ranked["scores"]["name"], "tickets");
        assert_eq!(ranked["scores"]["licence"], Value::Null);
        let sonnet = &ranked["models"][3];
        assert_eq!(sonnet["success_rate"], 0.97);
        assert_eq!(sonnet["score_assumed"], true);
        assert_eq!(sonnet["score_basis"][0], "rated at high");
        assert_eq!(sonnet["score_basis"][1], "graded twice, blind");
        assert_eq!(ranked["models"][1]["score"], Value::Null);
        // What is billed at the effort it was rated at is as it was rated.
        let high = json(&[&args[..], &["--thinking", "high"]].concat());
        let models = high["models"].as_array().unwrap();
        let sonnet = models.iter().find(|it| it["id"] == "claude-sonnet-4-5").unwrap();
        assert_eq!(sonnet["score_assumed"], false);
    });
}

#[test]
fn public_ratings_say_whose_they_are_in_every_format() {
    let rated = |format| {
        said(&["rank", "--scores", "arena", "--models", "claude-haiku-4-5", "--format", format])
    };
    for format in ["table", "csv", "json", "markdown"] {
        let text = rated(format).replace('\n', " ");
        for words in
            ["lmarena-ai", "CC BY 4.0", "2026-10-20", "matched by tokenfare", "licenses/by/4.0"]
        {
            assert!(text.contains(words), "{format} without {words}");
        }
    }
    // Without the word, there are none.
    let plain = json(&["rank", "--models", "claude-haiku-4-5"]);
    assert!(plain.get("scores").is_none() && plain["models"][0].get("score").is_none());
    let epoch = json(&["rank", "--scores", "epoch", "--models", "claude-haiku-4-5"]);
    assert_eq!(epoch["models"][0]["score"], 142.99);
}

#[test]
fn what_is_no_score_is_told_with_its_place() {
    in_new_folder("score-faults", |folder| {
        let write = |name: &str, text: &str| {
            let file = folder.join(name);
            fs::write(&file, text).unwrap();
            file.to_str().unwrap().to_owned()
        };
        let file = write("a.csv", "model,score\nclaude-haiku-45,80\n");
        let told = refused(&["rank", "--scores", &file]);
        assert!(
            told.contains("a.csv:2:1: model `claude-haiku-45` is not on the rate card"),
            "{told}"
        );
        assert!(told.contains("did you mean `claude-haiku-4-5`"), "{told}");
        let file = write("b.toml", "[[score]]\nmodel = 'nova-lite'\nscore = nan\n");
        let output = run(&["rank", "--scores", &file]);
        assert!(stderr(&output).contains("b.toml:3:9: score must be a finite number"));
        let missing = folder.join("c.csv");
        let told = refused(&["rank", "--scores", missing.to_str().unwrap()]);
        assert!(told.contains("there is no file of scores"), "{told}");
    });
    assert!(refused(&["rank", "--scores", "arna"]).contains("did you mean `arena`?"));
    for args in [&["--columns", "score"][..], &["--sort", "score"], &["--where", "score>=1"]] {
        let told = refused(&[&["rank"], args].concat());
        assert!(told.contains("--scores arena"), "{told}");
    }
}

/// Costs in cents and scores in tenths of all points, with whether each is on the frontier.
fn points(found: &Value) -> Vec<(f64, f64, bool, String)> {
    let points = found["points"].as_array().unwrap().iter();
    let read = |it: &Value| {
        let cost: f64 = it["monthly_usd"].as_str().unwrap().parse().unwrap();
        let id = it["id"].as_str().unwrap().to_owned();
        (cost, it["score"].as_f64().unwrap(), it["on_frontier"].as_bool().unwrap(), id)
    };
    points.map(read).collect()
}

#[test]
fn the_frontier_is_what_brute_force_finds() {
    for more in [&[][..], &["--efforts"], &["--where", "tools"]] {
        let args = [&["frontier", "support-assistant", "--scores", "arena"], more].concat();
        let found = json(&args);
        let points = points(&found);
        assert!(points.len() > 40, "{}", points.len());
        for (cost, score, is_on, id) in &points {
            let beats = |(other, better, ..): &&(f64, f64, bool, String)| {
                other <= cost && better >= score && (other < cost || better > score)
            };
            assert_eq!(points.iter().find(beats).is_none(), *is_on, "{id}");
        }
        let on: Vec<&str> = points.iter().filter(|it| it.2).map(|it| it.3.as_str()).collect();
        assert_eq!(found["frontier"], serde_json::json!(on));
        // What a step costs more, and better: the sums are the last point's.
        let (more, better) =
            found["points"].as_array().unwrap().iter().fold((0.0, 0.0), |sum, it| {
                let more: f64 = it["more_usd"].as_str().map_or(0.0, |it| it.parse().unwrap());
                (sum.0 + more, sum.1 + it["better"].as_f64().unwrap_or(0.0))
            });
        let ends: Vec<_> = points.iter().filter(|it| it.2).collect();
        let (first, last) = (ends[0], ends[ends.len() - 1]);
        assert!((more - (last.0 - first.0)).abs() < 1e-6, "{more}");
        assert!((better - (last.1 - first.1)).abs() < 1e-6, "{better}");
    }
}

#[test]
fn a_point_an_effort_is_billed_at_that_effort() {
    in_new_folder("efforts", |folder| {
        let file = folder.join("own.csv");
        let rows = "model,score,effort\nclaude-haiku-4-5,70,off\nclaude-haiku-4-5,80,high\n\
                    nova-lite,60,\nnova-pro,90,max\n";
        fs::write(&file, rows).unwrap();
        let file = file.to_str().unwrap();
        let own = |more: &[&str]| json(&[&["frontier", "--scores", file], more].concat());
        let as_asked = own(&[]);
        let ids = |found: &Value| -> Vec<String> {
            let points = found["points"].as_array().unwrap().iter();
            points.map(|it| format!("{} {}", it["id"].as_str().unwrap(), it["score"])).collect()
        };
        assert_eq!(ids(&as_asked), ["nova-lite 60.0", "nova-pro 90.0", "claude-haiku-4-5 70.0"]);
        let by_effort = own(&["--efforts"]);
        let expected =
            ["nova-lite 60.0", "nova-pro 90.0", "claude-haiku-4-5 70.0", "claude-haiku-4-5 80.0"];
        assert_eq!(ids(&by_effort), expected);
        // As rank bills the model at either.
        for (at, thinking, effort) in [(2, "off", None), (3, "high", Some("high"))] {
            let ranked = json(&["rank", "--models", "claude-haiku-4-5", "--thinking", thinking]);
            let point = &by_effort["points"][at];
            assert_eq!(point["monthly_usd"], ranked["models"][0]["monthly_usd"]);
            assert_eq!(point["monthly_high_usd"], ranked["models"][0]["monthly_high_usd"]);
            assert_eq!(point["effort"].as_str(), effort);
            assert_eq!(point["score_assumed"], false);
        }
        // It cannot think, so its score is of what it cannot be billed at.
        assert_eq!(by_effort["points"][1]["score_assumed"], true);
    });
}

#[test]
fn the_frontier_is_written_in_every_format() {
    let args = [
        "frontier",
        "support-assistant",
        "--scores",
        "arena",
        "--models",
        "nova-lite,nova-pro,\
                claude-haiku-4-5,claude-sonnet-4-5",
    ];
    insta::assert_snapshot!(said(&args), @r"
    Model              $/month  Score  More/month  Better  $/point  ≈ range            Rests on
    Nova Lite            $5.79   1261        -          -     -     $5.49 – $6.49      19,372 votes
    Nova Pro            $77.25   1290     +$71.46     +30    $2.41  $73.26 – $86.48    24,745 votes
    Claude Haiku 4.5   $180.38   1415    +$103.12    +125    $0.83  $161.81 – $201.66  151,130 votes
    Claude Sonnet 4.5  $367.59  1456*    +$187.21     +42    $4.48  $330.04 – $409.92  rated at high, 83,921 votes

    4 of 4 are on the frontier: no other is as cheap and better, or as good and cheaper.
    Support assistant: 50,000 requests a month; 1,189 input and 400 output tokens each (95% within 732),
    capped at 1,024 (0.7% cut off); 1,141 tokens cached for 5m, hits as the traffic gives (all traffic
    shares one prefix); no Batch; global prices.
    Prices: Bedrock list of 2026-11-22 (litellm 1.109.1, list prices checked 2026-11-22; Flex, Priority
    and places of 1.110.2, 2026-11, and Portkey models, 2026-08-21).
    Tokens are counted as each model does: exact, or estimated; those given as numbers are taken to be
    OpenAI o200k's.
    Ratings: Arena leaderboard dataset (lmarena-ai), CC BY 4.0, 2026-10-20, selected and matched by
    tokenfare: https://huggingface.co/datasets/lmarena-ai/leaderboard-dataset,
    https://creativecommons.org/licenses/by/4.0/.
    * marks a score of another effort than is billed here, or of another build of the model (1).
    Disputed among sources: cache write price (Nova Lite, Nova Pro); least cached prefix (Nova Lite,
    Nova Pro).
    ");
    for format in ["csv", "json", "markdown"] {
        let text = said(&[&args[..], &["--format", format]].concat()).replace('\n', " ");
        assert!(text.contains("CC BY 4.0") && text.contains("lmarena-ai"), "{format}");
    }
    assert!(refused(&["frontier", "rag"]).contains("--scores arena"));
    let none = refused(&["frontier", "--scores", "arena", "--models", "titan-text-lite"]);
    assert!(
        none.contains("there is no model") || none.contains("both a bill and a score"),
        "{none}"
    );
}
