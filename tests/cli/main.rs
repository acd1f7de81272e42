//! The program as people and scripts run it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod answers;
#[path = "../support/bedrock_log.rs"]
mod bedrock_log;
mod bill;
mod by;
mod compare;
mod count;
mod count_files;
mod explore;
mod files;
mod kinds;
mod life;
mod overlay;
mod places;
mod price;
mod rank;
mod rates;
mod rates_import;
mod scores;
mod screens;
mod share;
mod shell;
mod solve;
mod streams;
mod tornado;

mod usage;
mod usage_page;
mod whole;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const REPRESENTATIVE: [&str; 2] = ["--rates", "bedrock-2026-representative"];
/// 2026-11-24, whenever the tests run.
const TODAY: &str = "1795478400";
const TIERED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/cli/tiered.toml");

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tokenfare"));
    command.args(args).env("TOKENFARE_CONFIG", "").stdin(Stdio::null());
    command.env("SOURCE_DATE_EPOCH", TODAY);
    command
}

fn run(args: &[&str]) -> Output {
    command(args).output().unwrap()
}

/// stdout of a run that must go well and say nothing on stderr.
fn said(args: &[&str]) -> String {
    let output = run(args);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{args:?}: {stderr}");
    assert_eq!(stderr, "", "{args:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn json(args: &[&str]) -> Value {
    let args = [args, &["--format", "json"]].concat();
    serde_json::from_str(&said(&args)).unwrap()
}

/// The one sentence of a run that must be refused as bad input.
fn refused(args: &[&str]) -> String {
    let output = run(args);
    assert_eq!(output.status.code(), Some(2), "{args:?}");
    assert_eq!(output.stdout, b"", "{args:?}");
    let stderr = String::from_utf8(output.stderr).unwrap();
    let sentence = stderr.strip_prefix("tokenfare: ").unwrap();
    assert_eq!(stderr.lines().count(), 1, "{args:?}: {stderr}");
    sentence.trim_end().to_owned()
}

fn with_text(args: &[&str], stdin: &[u8]) -> Output {
    let mut child = command(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(stdin).unwrap();
    child.wait_with_output().unwrap()
}

/// What a run wrote on stderr.
fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A new folder, removed afterwards.
fn in_new_folder(name: &str, then: impl FnOnce(&Path)) {
    let folder = std::env::temp_dir().join(format!("tokenfare-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    then(&folder.canonicalize().unwrap());
    fs::remove_dir_all(&folder).unwrap();
}
