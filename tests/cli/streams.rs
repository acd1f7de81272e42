//! Errors, formats, help and pipes, whatever the command.

use std::io::Read;
use std::process::Stdio;

use crate::{REPRESENTATIVE, command, refused, said};

#[test]
fn bad_input_is_one_sentence() {
    let price = ["price", "nova-micro", "--output", "1"];
    for (args, sentence) in [
        (vec!["rank", "--requests", "-5"], "--requests -5 must not be negative"),
        (vec!["rank", "--requests", "2B"], "--requests 2B must be at most 1,000,000,000"),
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
        (vec!["rank", "--input", "1e30"], "--input 1e30 must be at most 10,000,000"),
        (vec!["rank", "--output", "0.5"], "--output 0.5 must be a whole number"),
        (vec!["rank", "--turns", "0"], "--turns 0 must be from 1 to 100"),
        (vec!["rank", "--active-hours", "25"], "--active-hours 25 must be from 1 to 24"),
        (vec!["rank", "--active-days", "-1"], "--active-days -1 must be from 1 to 30"),
        (vec!["rank", "--cap", "0"], "--cap 0 must be at least 1 (write none for no cap)"),
        (
            vec!["rank", "--spread", "0.5"],
            "--spread 0.5 must be a number from 1 (every answer alike) to 20, such as 2 or 2.5",
        ),
        (vec!["rank", "--batch", "130%"], "--batch 130% must be from 0 to 1 (or 0% to 100%)"),
        (
            vec!["rank", "--input", "10", "--system", "50"],
            "--system 50 must not be more than the whole input of 10 tokens, which includes it",
        ),
        (
            vec!["rank", "missing.toml"],
            "there is no scenario `missing.toml`; built in are `support-assistant`, `assistant-mix`, `chat`, \
             `rag`, `tool-agent`, `classification`, `long-form`, `nightly-batch` and `writing-tool`",
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
        ([&price[..], &["--input", "-1"]].concat(), "--input -1 must not be negative"),
        (price.to_vec(), "the following required arguments were not provided: --input <N>"),
        (
            vec!["rank", "--models", "nova-micro,nova-mcro"],
            "there is no model `nova-mcro` on the rate card Bedrock list; did you mean \
             `nova-micro`, `nova-pro` or `nova-2-pro`?",
        ),
        (vec!["count", "missing.txt"], "there is no file `missing.txt`"),
        (
            vec!["count", "--tokenizer", "llama-3"],
            "--tokenizer llama-3 must be a model or a family and a file, as in llama-3=tokenizer.json",
        ),
        (
            vec!["count", "--tokenizer", "llama3=x"],
            "--tokenizer llama3 names no model and no tokenizer family; did you mean llama-3?",
        ),
        (
            vec!["count", "--tokenizer", "mystery=x"],
            "--tokenizer mystery names no model and no tokenizer family: use `o200k`, `gpt-5`, \
             `cl100k`, `claude-3`, `claude-4.7`, `llama-3`, `llama-4`, `mistral-tekken`, \
             `mistral-v3`, `command-r`, `deepseek`, `qwen`, `gemma`, `kimi`, `nova`, `nova-2`, \
             `titan`, `glm`, `minimax`, `grok`, `nemotron`, `palmyra`, `jamba`, `own`",
        ),
        (
            vec!["count", "--tokenizer", "nova-2-embeddings=x", "Cargo.toml"],
            "the rate card does not say which tokenizer Nova 2 Multimodal Embeddings has; give it \
             one on the card, such as `tokenizer = \"own\"`",
        ),
        (
            vec!["rank", "--tokenizer", "llama-3=missing.json"],
            "there is no tokenizer file `missing.json`",
        ),
        (vec!["--tokenizer", "qwen=missing.json"], "there is no tokenizer file `missing.json`"),
        (
            vec!["count", "--tokenizer", "qwen=Cargo.toml", "Cargo.toml"],
            "the tokenizer file `Cargo.toml` for qwen is none of tokenizer.json, tekken.json, \
             .tiktoken and SentencePiece .model",
        ),
        (vec!["rank", "--tokenizer", "qwen=src"], "`src` is a folder; name a file in it"),
        (
            vec!["count", "--calibrate", "nova-pro", "Cargo.toml"],
            "--calibrate nova-pro must be a model and its count, as in nova-pro=5210",
        ),
        (
            vec!["count", "--calibrate", "nova-pro=0", "Cargo.toml"],
            "--calibrate nova-pro=0 must have a count of at least 1",
        ),
        (
            vec!["count", "--calibrate", "gpt-oss-120b=900", "Cargo.toml"],
            "OpenAI o200k is counted exactly for gpt-oss-120b, so there is nothing to calibrate",
        ),
        (vec!["rnak"], "there is no scenario `rnak`; did you mean the command `rank`?"),
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
        vec!["screenshot", "--keys", "\u{1b}[2J"],
        vec!["screenshot", "--keys", "Ctrl-\u{9b}2J"],
        vec!["screenshot", "--view", "\u{1b}[2J"],
        vec!["screenshot", "--size", "\u{1b}[2J"],
        vec!["screenshot", "--theme", "\u{1b}[2J"],
        vec!["rank", "--kind", "\u{1b}[2J"],
        vec!["rank", "--tokenizer", "\u{1b}[2J"],
        vec!["mix", "\u{1b}[2J=1"],
        vec!["count", "\u{1b}[2J"],
    ] {
        assert!(!refused(&args).contains('\u{1b}'), "{args:?}");
    }
}

#[test]
fn every_format_names_the_card() {
    let rank = [&["rank"][..], &REPRESENTATIVE].concat();
    let price =
        [&["price", "nova-lite", "--input", "1", "--output", "1"][..], &REPRESENTATIVE].concat();
    for args in [rank, price] {
        for format in ["table", "csv", "json", "markdown"] {
            let text = said(&[&args[..], &["--format", format]].concat());
            assert!(text.contains("Bedrock 2026 representative"), "{args:?} {format}");
            assert!(text.contains("2026-11-22"), "{args:?} {format}");
            assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{args:?} {format}");
        }
    }
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
    for args in [vec!["--help"], vec!["rank", "--help"], vec!["price", "-h"], vec!["count", "-h"]] {
        assert!(said(&args).contains("Examples:"), "{args:?}");
    }
    assert!(said(&["--version"]).starts_with("tokenfare "));
}

#[test]
fn a_closed_pipe_is_no_error() {
    for args in [vec!["rank"], vec!["rank", "--format", "json"], vec!["--help"]] {
        let mut child =
            command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // The reader goes away at once, so that the first write already fails.
        drop(child.stdout.take());
        let mut stderr = String::new();
        child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(0), "{args:?}");
        assert_eq!(stderr, "", "{args:?}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_a_failure() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = command(&["rank"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.starts_with("tokenfare: cannot write the result: "));
}
