//! What commands write, held whole: every command in every format it has, on cards that stay as they
//! are, on a day that stays.

use std::io::Cursor;

use tokenfare::card::Date;
use tokenfare::cli::{Outcome, Streams, run};

const TIERED: [&str; 2] = ["--rates", "tests/fixtures/cli/tiered.toml"];
const LATER: &str = "tests/fixtures/cli/tiered-later.toml";
const FIXED: [&str; 2] = ["--rates", "tests/fixtures/cards/representative.toml"];
const CHAT: &str = "tests/fixtures/cli/chat.toml";
const LOG: &str = "tests/fixtures/cli/log.jsonl";
const PROMPT: &str = "# Orders\n\nBe brief, and name the order (`A-1234`) in each answer.\n";

const FORMATS: [&str; 4] = ["table", "markdown", "csv", "json"];

/// The command line, and what a run of it writes and comes to; stdin holds [`PROMPT`].
fn ran(args: &[&str]) -> String {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let streams = Streams {
        stdin: &mut Cursor::new(PROMPT),
        stdout: &mut stdout,
        stderr: &mut stderr,
        stdin_is_terminal: false,
        stderr_is_terminal: false,
        explorable: false,
        // The cards are older than is good.
        today: Date::new(2027, 3, 1),
        config: None,
    };
    let outcome = run([&["tokenfare"], args].concat(), streams);
    let [stdout, stderr] = [stdout, stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    let mut told = format!("$ tokenfare {}\n{stdout}", args.join(" "));
    if !stderr.is_empty() {
        told += &format!("-- stderr --\n{stderr}");
    }
    match outcome {
        Outcome::Exit(0) => {}
        Outcome::Exit(code) => told += &format!("-- exit code {code} --\n"),
        other => panic!("{args:?} comes to {other:?}"),
    }
    told
}

/// Holds command lines to the snapshot of a name.
fn hold(name: &str, told: &[String]) {
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(name, told.join("\n"));
    });
}

/// Holds a command line in every format; the scenario, which is the same for all commands, is left
/// out of JSON.
fn hold_formats(name: &str, args: &[&str]) {
    let told = FORMATS.map(|format| {
        let told = ran(&[args, &["--format", format]].concat());
        match told.split_once("\n  \"scenario\": {\n") {
            Some((head, rest)) => {
                let (_, rest) = rest.split_once("\n  },\n").unwrap();
                format!("{head}\n  \"scenario\": …,\n{rest}")
            }
            None => told,
        }
    });
    hold(name, &told);
}

#[test]
fn rank() {
    hold_formats("rank", &[&["rank"], &TIERED[..]].concat());
    let args = ["rank", CHAT, "--models", "nova-micro", "--format", "json"];
    hold("scenario", &[ran(&[&args[..], &FIXED].concat())]);
    let models = "nova-micro,claude-haiku,llama-small";
    hold_formats("rank_chat", &[&["rank", CHAT, "--models", models], &FIXED[..]].concat());
}

#[test]
fn price() {
    let tokens = ["--input", "150k", "--cache-read", "60k", "--output", "1k"];
    hold_formats("price", &[&["price", "eu.vendor.long-v1:0"], &tokens[..], &TIERED].concat());
    let assumed = ["--regional", "--input", "800", "--cache-write-1h", "2k", "--output", "400"];
    hold_formats("price_assumed", &[&["price", "claude-haiku"], &assumed[..], &FIXED].concat());
}

#[test]
fn count() {
    hold_formats("count", &[&["count", "-", "--model", "long"], &TIERED[..]].concat());
    let two = ["count", CHAT, "-"];
    hold("count_two", &[ran(&two), ran(&[&two[..], &["--format", "csv"]].concat())]);
}

#[test]
fn cap() {
    let args = ["cap", "long", "plain", "--spread", "2", "--caps", "100,400", "--quota", "200k"];
    hold_formats("cap", &[&args[..], &TIERED].concat());
}

#[test]
fn sweep() {
    let args = ["sweep", "--over", "input-share", "long", "plain", "--points", "3"];
    hold_formats("sweep", &[&args[..], &TIERED].concat());
    let args = ["sweep", "--over", "input-share", "nova-pro", "cohere-command", "--points", "3"];
    hold_formats("sweep_crossing", &[&args[..], &FIXED].concat());
}

#[test]
fn solve() {
    let args = ["solve", "requests", "long", "plain", "--budget", "500"];
    hold_formats("solve", &[&args[..], &TIERED].concat());
    let args =
        ["solve", "output", "claude-haiku", "nova-micro", "--scenario", CHAT, "--budget", "1"];
    hold_formats("solve_never", &[&args[..], &FIXED].concat());
    let args = ["rank", CHAT, "--models", "nova-micro,claude-haiku", "--budget", "5k"];
    hold_formats("rank_budget", &[&args[..], &FIXED].concat());
}

#[test]
fn breakeven() {
    let args = ["breakeven", "nova-pro", "cohere-command"];
    hold_formats("breakeven", &[&args[..], &FIXED].concat());
    let rare = ["--requests", "1k", "--input", "4200", "--system", "4000"];
    let args = [&["breakeven", "--caching", "long"], &rare[..], &TIERED].concat();
    hold_formats("breakeven_caching", &args);
}

#[test]
fn levers() {
    let args = ["levers", "claude-haiku", "--scenario", CHAT];
    hold_formats("levers", &[&args[..], &FIXED].concat());
}

#[test]
fn mix() {
    hold_formats("mix", &[&["mix", "--scenario", CHAT], &FIXED[..]].concat());
}

#[test]
fn credits() {
    hold_formats("credits", &[&["credits", "--scenario", CHAT], &FIXED[..]].concat());
    let args = ["credits", "long", "--pool", "1000", "--other", "60", "--months", "4"];
    hold_formats("credits_model", &[&args[..], &TIERED].concat());
}

#[test]
fn compare() {
    let args = ["compare", "assistant-mix", CHAT, "--models", "nova-micro,claude-haiku"];
    hold_formats("compare", &[&args[..], &FIXED].concat());
}

#[test]
fn usage() {
    hold_formats("usage", &[&["usage", LOG, "--replay"], &TIERED[..]].concat());
    // 4,000 x 0.06 + 6,000 x 0.015 + 2,000 x 0.06 + 1,000 x 0.24 are 690 micro-dollars.
    let bare = ["usage", "tests/fixtures/cli/bare.jsonl"];
    let list = ["--rates", "tests/fixtures/cards/list.toml", "--model", "nova-lite"];
    let csv = [&bare[..], &list, &["--format", "csv"]].concat();
    // On the tiered model 4,000 x 3 + 6,000 x 0.3 + 2,000 x 3.75 + 1,000 x 15 are 36,300.
    let named = [&bare[..], &TIERED, &["--model", "long", "--replay"]].concat();
    hold("usage_bare", &[ran(&[&bare[..], &TIERED].concat()), ran(&csv), ran(&named)]);
    let fit = [&["usage", LOG, "--fit", "-"], &TIERED[..]].concat();
    let histogram = [&["usage", LOG, "--histogram"], &TIERED[..]].concat();
    hold("usage_written", &[ran(&fit), ran(&histogram)]);
    hold(
        "usage_queries",
        &[ran(&["usage", "--sql", "athena"]), ran(&["usage", "--logs-insights"])],
    );
}

#[test]
fn rates() {
    hold_formats("rates_show", &["rates", "show", TIERED[1]]);
    hold_formats("rates_show_model", &[&["rates", "show", "long"], &TIERED[..]].concat());
    let ours = ["rates", "show", "plain", "--overlay", "tests/fixtures/cli/ours.toml"];
    hold_formats("rates_show_overlay", &[&ours[..], &TIERED].concat());
    // 30M tokens in and 20M out a month: 30 x 3 + 20 x 15 = 390 before, and 30 x 2.4 + 20 x 15 =
    // 372 after; on the new model 30 x 1 + 20 x 2 = 70.
    let args = ["rates", "diff", TIERED[1], LATER, "--scenario", "assistant-mix"];
    hold_formats("rates_diff", &args);
    hold(
        "rates_check",
        &[
            ran(&["rates", "check", TIERED[1]]),
            ran(&["rates", "check", "tests/fixtures/cli/ours.toml"]),
            ran(&["rates", "check", "tests/fixtures/cli/faulty.toml"]),
            ran(&["rates", "diff", TIERED[1], TIERED[1]]),
        ],
    );
    let import = |list: &str| {
        let list = format!("tests/cards/import/{list}.json");
        ran(&["rates", "import", &list, "--as-of", "2026-11-22"])
    };
    hold("rates_import", &[import("litellm")]);
    hold("rates_import_places", &[import("litellm-places"), import("aws-regions")]);
}

/// The list of the cards that ship, which change with prices: so made from them.
#[test]
fn rates_list() {
    let cards = tokenfare::card::Builtin::ALL.map(|builtin| (builtin, builtin.parse().unwrap()));
    let rows = cards.map(|(builtin, card)| {
        let models = card.models.len();
        let source = format!("\"{}\"", card.source);
        let source = if source.contains(',') { source } else { card.source };
        format!("{},{},{},{models},{source}\n", builtin.name(), card.name, card.as_of)
    });
    let csv = ran(&["rates", "list", "--format", "csv"]);
    let head = "$ tokenfare rates list --format csv\nCard,Name,As of,Models,Source\n";
    assert_eq!(csv, head.to_owned() + &rows.concat());
}

#[test]
fn themes() {
    hold("themes", &[crate::said(&["themes"]), crate::said(&["themes", "show", "mono"])]);
}

/// Command lines that are refused; `@fixed` and `@tiered` stand for a card.
const REFUSED: &str = "
sweep --over colour nova-pro @fixed
sweep --over reqests nova-pro @fixed
sweep --over hit-rate nova-pro @fixed
sweep --over turns nova-pro --to 0 @fixed
breakeven nova-pro @fixed
breakeven nova-pro nova-pro @fixed
breakeven --caching plain @tiered
mix @fixed
mix nova-lite @fixed
mix nova-lite=70% @fixed
mix nova-lite=0.5 nova-lite=0.5 @fixed
mix nova-mcro=50% nova-lite=50% @fixed
mix --scenario writing-tool @tiered
credits --pool 25k @fixed
credits nova-pro --pool -5 @fixed
credits nova-pro --pool activte @fixed
compare assistant-mix @fixed
compare rag clasification @fixed
price unpriced --input 1 --output 1 @tiered
price plain --input 1 --output 1 --batch @tiered
price plain --input 1 --output 1 --tier flex @tiered
price long --input 1k --output 1k --batch --cache-read 1 @tiered
count - --model lng @tiered
count --tokenizer lama-3=x
usage - --model gpt-9 @fixed
usage - --kind poems
usage --sql athena --replay
usage no-such-log @tiered
usage no-such-log --replay --format json @tiered
rank --fromat csv
rank --models nova-mcro @fixed
rank suport-assistant
rank scenarios/writing-tol.toml
cap nova-pro --scenario asistant-mix @fixed
rank --rates bedrock-lst
rank --rates rates/bedrock-lis.toml
rank --rates tests/fixtures/cli/ours.toml
rank --overlay tests/fixtures/cli/ours.toml @fixed
rank --overlay no-such.toml
rank tf9.AAAA
rank tf1.ARBBZ2VudCB3aXRoIHRvb2xzAsCpBwMMBA8FCgYWB7gXANgECcgBCsQTC6AfDQUm
--from my-chat.toml
rates show bedrock-lst
rates show nova-mcro @fixed
rates diff bedrock-list no-such-card
rates import none.json
rates import tests/cards/import/litellm.json
rates import tests/cards/import/litellm.json --as-of 22.11.2026
rates import tests/cards/valid/least.toml
rates import
completions bsh
help rnak
rnak
";

#[test]
fn refusals() {
    let lines = REFUSED.lines().filter(|line| !line.is_empty()).map(|line| {
        let words = line.split(' ').flat_map(|word| match word {
            "@fixed" => FIXED.to_vec(),
            "@tiered" => TIERED.to_vec(),
            word => vec![word],
        });
        let told = ran(&words.collect::<Vec<_>>());
        assert!(told.ends_with("-- exit code 2 --\n"), "{told}");
        told.replace("-- stderr --\n", "").replace("-- exit code 2 --\n", "")
    });
    hold("refusals", &lines.collect::<Vec<_>>());
}
