//! Models that have ended, that end soon, and that are for other work than text.

use super::{command, json, refused, run, said};

const CARD: [&str; 2] =
    ["--rates", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/cli/ended.toml")];

fn on_card(args: &[&str]) -> Vec<String> {
    [args, &CARD].concat().into_iter().map(str::to_owned).collect()
}

fn said_on_card(args: &[&str]) -> String {
    let args = on_card(args);
    said(&args.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn what_has_ended_is_neither_ranked_nor_a_measure() {
    let plain = said_on_card(&["rank"]);
    assert!(!plain.contains("\n 1  Gone"), "{plain}");
    let row = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.contains(&format!("  {name}"))).unwrap();
        line.split_whitespace().map(str::to_owned).collect::<Vec<_>>().join(" ")
    };
    assert!(row(&plain, "Cheap").contains("$10.00 1.0x"), "{plain}");
    assert!(row(&plain, "Leaving †2026-11-26").contains("2.0x"), "{plain}");
    assert!(
        plain.contains(
            "Left out, as ended, of limited access or not for text: Gone, Ear (--ended)."
        ),
        "{plain}"
    );
    assert!(plain.contains("Leaving ends 2026-11-26, in 2 days; its successor is Cheap."));

    let all = said_on_card(&["rank", "--ended"]);
    assert!(row(&all, "Gone ‡2026-09-14").contains("$5.00 0.5x"), "{all}");
    assert!(row(&all, "Cheap").contains("$10.00 1.0x"), "{all}");
    assert!(all.contains("Gone ended 2026-09-14: calls to it fail; its successor is Dear."));
    assert!(all.contains("Ear is a speech model."), "{all}");
}

/// A card of the built-in models, of which every `nth` has ended, with the ids and names of those.
fn with_ended(nth: usize, offset: usize) -> (String, Vec<(String, String)>) {
    let card = include_str!("../../rates/bedrock-list.toml");
    let days = ["2020-01-01", "2026-09-14", "2026-11-23"];
    let (mut ended, mut written) = (Vec::new(), String::new());
    for (at, part) in card.split("[[model]]\n").enumerate() {
        if at == 0 {
            written.push_str(part);
            continue;
        }
        written.push_str("[[model]]\n");
        let gone = at % nth == offset;
        let lines = part.lines().filter(|line| !gone || !line.starts_with("end_of_life"));
        for line in lines {
            written.push_str(line);
            written.push('\n');
        }
        if gone {
            let quoted = |key: &str| {
                let line = part.lines().find(|line| line.starts_with(key)).unwrap();
                line.split('"').nth(1).unwrap().to_owned()
            };
            ended.push((quoted("id = "), quoted("name = ")));
            let place = written.rfind("[[model]]\n").unwrap() + "[[model]]\n".len();
            written.insert_str(place, &format!("end_of_life = {}\n", days[at % days.len()]));
        }
    }
    (written, ended)
}

#[test]
fn nothing_that_has_ended_is_an_answer_of_any_command() {
    let file = std::env::temp_dir().join(format!("tokenfare-gone-{}.toml", std::process::id()));
    let log = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/usage/histogram.csv");
    for (nth, offset) in [(2, 0), (2, 1), (3, 1)] {
        let (card, ended) = with_ended(nth, offset);
        std::fs::write(&file, &card).unwrap();
        let rates = ["--rates", file.to_str().unwrap(), "--format", "json"];
        let listed = |args: &[&str]| {
            let value: serde_json::Value =
                serde_json::from_str(&said(&[args, &rates].concat())).unwrap();
            value
        };
        let ids = |value: &serde_json::Value, key: &str| -> Vec<String> {
            let rows = value[key].as_array().unwrap().iter();
            rows.map(|row| row["id"].as_str().unwrap().to_owned()).collect()
        };
        let none_of = |shown: &[String]| {
            assert!(!shown.is_empty());
            let gone = |id: &String| ended.iter().any(|(ended, _)| ended == id);
            assert!(!shown.iter().any(gone), "{shown:?}");
        };
        for scenario in tokenfare::scenario::Builtin::ALL {
            let scenario = scenario.name();
            let ranking = listed(&["rank", scenario]);
            none_of(&ids(&ranking, "models"));
            let rows = ranking["models"].as_array().unwrap().iter();
            let billed = rows.filter(|row| row["monthly_usd"].is_string());
            let billed: Vec<&str> = billed.map(|row| row["id"].as_str().unwrap()).collect();
            none_of(&ids(&listed(&["compare", scenario, "chat"]), "models"));
            for model in [billed.first(), billed.last()].into_iter().flatten() {
                let levers = listed(&["levers", model, "--scenario", scenario]);
                for lever in levers["levers"].as_array().unwrap() {
                    let name = lever["name"].as_str().unwrap();
                    let said = name.rsplit_once(" to ").or(name.rsplit_once(": "));
                    let gone = |(_, named): (&str, &str)| ended.iter().any(|(_, it)| it == named);
                    assert!(!said.is_some_and(gone), "{name}");
                }
            }
        }
        let output = run(&[&["usage", log, "--replay"][..], &rates].concat());
        let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        none_of(&ids(&value, "replay"));
    }
    std::fs::remove_file(&file).unwrap();
}

#[test]
fn a_model_that_is_named_is_answered_with_the_note() {
    let ended = "Gone ended 2026-09-14: calls to it fail; its successor is Dear.";
    for args in [
        &["price", "gone", "--input", "1M", "--output", "0"][..],
        &["rank", "--models", "gone,dear"],
        &["compare", "support-assistant", "tool-agent", "--models", "gone"],
        &["levers", "gone"],
        &["mix", "gone=50%", "dear=50%"],
        &["cap", "gone"],
        &["sweep", "--over", "requests", "gone", "dear"],
        &["breakeven", "gone", "dear"],
        &["credits", "gone", "--pool", "100"],
    ] {
        let text = said_on_card(args).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(ended), "{args:?}: {text}");
    }
    let args = on_card(&["levers", "gone"]);
    let value = json(&args.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(value["cautions"][0], ended);
}

#[test]
fn levers_name_nothing_that_ends_soon_or_has_ended() {
    let text = said_on_card(&["levers", "dear"]);
    assert!(text.contains("Next cheaper model: Cheap") && text.contains("70% to Cheap"), "{text}");
    assert!(!text.contains("Gone") && !text.contains("Leaving") && !text.contains("Ear"), "{text}");
    // A mix of the user's own that cannot run is no saving.
    let mix = "[[mix]]\nmodel = 'gone'\nshare = 0.5\n[[mix]]\nmodel = 'dear'\nshare = 0.5\n";
    let file = std::env::temp_dir().join(format!("tokenfare-mixed-{}.toml", std::process::id()));
    std::fs::write(&file, format!("schema = 1\nname = 'Mixed'\n{mix}")).unwrap();
    let text = said_on_card(&["levers", "dear", "--scenario", file.to_str().unwrap()]);
    std::fs::remove_file(&file).unwrap();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("A routing mix (Gone ended 2026-09-14)"), "{text}");
}

#[test]
fn the_last_day_is_the_users_own() {
    let on = |seconds: &str| {
        let args = on_card(&["rank"]);
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let output = command(&args).env("SOURCE_DATE_EPOCH", seconds).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let (last, after) = (on("1795651200"), on("1795737600"));
    assert!(last.contains("Leaving ends 2026-11-26, today"), "{last}");
    assert!(after.contains("not for text: Gone, Leaving, Ear"), "{after}");
}

#[test]
fn a_kind_is_one_of_the_known() {
    let file = std::env::temp_dir().join(format!("tokenfare-song-{}.toml", std::process::id()));
    let card = std::fs::read_to_string(CARD[1]).unwrap().replace("\"speech\"", "\"song\"");
    std::fs::write(&file, card).unwrap();
    let sentence = refused(&["rates", "check", file.to_str().unwrap()]);
    std::fs::remove_file(&file).unwrap();
    assert!(sentence.contains("must be one of \"text\", \"speech\", \"safety\""), "{sentence}");
}
