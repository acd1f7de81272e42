//! The explorer and the commands give the same answers, and a picture opens what the explorer does.

use std::fs;

use crate::{command, in_new_folder, refused, said};

const LOG: &str = "tests/fixtures/usage/histogram.csv";

/// The words on a picture of the explorer, a line for each piece of text.
fn shown(args: &[&str]) -> String {
    let name = format!("screen-{:?}", std::thread::current().id());
    let mut words = String::new();
    in_new_folder(&name.replace(['(', ')'], "-"), |folder| {
        let picture = folder.join("screen.svg");
        let args = [&["screenshot", "--size", "200x60"], args].concat();
        let output = command(&args).arg("-o").arg(&picture).output();
        let output = output.unwrap();
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{args:?}");
        let svg = fs::read_to_string(picture).unwrap();
        let texts = svg.lines().filter(|line| line.starts_with("<text"));
        for text in texts.filter_map(|text| text.split_once('>')) {
            words += text.1.trim_end_matches("</text>");
            words.push('\n');
        }
    });
    words
}

#[test]
fn a_model_without_a_bill_is_not_free_on_credits() {
    in_new_folder("no-bill", |folder| {
        let scenario = folder.join("large.toml");
        fs::write(&scenario, "schema = 1\nname = \"Large\"\n[prompt.user]\ntokens = 600_000\n")
            .unwrap();
        let scenario = scenario.to_str().unwrap();
        let told = refused(&["credits", "nova-micro", "--scenario", scenario]);
        assert_eq!(told, "Nova Micro has no bill: does not fit 128,000");
        let screen = shown(&[scenario, "--keys", "/ \"nova micro\" Enter Alt-7"]);
        assert!(screen.contains(&told), "{screen}");
        for word in ["is paid", "$0"] {
            assert!(!screen.contains(word), "{word}:\n{screen}");
        }
        // The same where a mix has such a model.
        let keys = "/ \"nova micro\" Enter Alt-6 Space Alt-7";
        let screen = shown(&[scenario, "--keys", keys]);
        assert!(screen.contains("A model of the mix has no bill."), "{screen}");
        assert!(!screen.contains("is paid"), "{screen}");
    });
}

#[test]
fn a_mix_that_another_card_does_not_have_is_no_free_month() {
    let keys = "r Down Enter Tab Alt-7";
    let screen = shown(&["writing-tool", "--rates", "bedrock-2026-representative", "--keys", keys]);
    let told = refused(&["credits", "--scenario", "writing-tool"]);
    assert!(told.starts_with("the mix names `"), "{told}");
    let (said, _) = told.split_once(';').unwrap();
    assert!(screen.contains(said.trim_start_matches('t')), "{told}:\n{screen}");
}

#[test]
fn credits_that_nothing_draws_on_last() {
    let args = ["credits", "nova-micro", "--requests", "0", "--pool", "10k", "--format", "json"];
    assert!(said(&args).contains("The credits last more than 10 years."));
}

#[test]
fn a_picture_opens_a_log_as_the_explorer_does() {
    let picture = ["screenshot", "--usage", "no-such-log", "-o", "never.svg"];
    assert!(refused(&picture).contains("no-such-log"));
    let screen = shown(&["--usage", LOG, "--view", "replay"]);
    assert!(screen.contains("These very requests cost\n$3.91\nfor 395 requests"), "{screen}");
    assert_eq!(
        refused(&["screenshot", "--view", "replay", "-o", "never.svg"]),
        "--view replay shows the requests of a log; name one with --usage"
    );
    let sent = "tf1.ARBBZ2VudCB3aXRoIHRvb2xzAsCpBwMMBA8FCgYWB7gXANgECcgBCsQTC6AfDQUmnRMow";
    assert!(shown(&["--from", sent]).contains("Agent with tools"));
}
