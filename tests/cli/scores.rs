//! Scores of models: `--scores`.

use std::fs;

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
            table.contains("* marks scores of another effort than is billed here (1)"),
            "{table}"
        );
        let ranked = json(&args);
        assert_eq!(ranked["scores"]["name"], "tickets");
        assert_eq!(ranked["scores"]["licence"], serde_json::Value::Null);
        let sonnet = &ranked["models"][3];
        assert_eq!(sonnet["success_rate"], 0.97);
        assert_eq!(sonnet["score_assumed"], true);
        assert_eq!(sonnet["score_basis"][0], "rated at high");
        assert_eq!(sonnet["score_basis"][1], "graded twice, blind");
        assert_eq!(ranked["models"][1]["score"], serde_json::Value::Null);
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
