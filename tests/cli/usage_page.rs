//! `docs/usage.md`, word by word: its commands run over a generated log, and say what the page says.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::bedrock_log::Log;
use crate::usage::gzip;
use crate::{TODAY, in_new_folder};

/// The files that the page speaks of: a month of three teams as S3 has it, and a bill for its Nova Lite.
fn prepare(folder: &Path) {
    let mut log = Log::of_teams(1);
    let mut days = BTreeMap::<String, [u64; 3]>::new();
    for hour in ["00", "01"] {
        let bedrock = "AWSLogs/123456789012/BedrockModelInvocationLogs/us-east-1/2026/01/01";
        let hour = folder.join(bedrock).join(hour);
        fs::create_dir_all(&hour).unwrap();
        let mut out = Vec::new();
        (0..800).for_each(|_| log.record(&mut out));
        fs::write(hour.join("log.json.gz"), gzip(&out)).unwrap();
        for line in String::from_utf8(out).unwrap().lines() {
            let record: Value = serde_json::from_str(line).unwrap();
            let is_billed =
                record["modelId"].as_str().unwrap().ends_with("us.amazon.nova-lite-v1:0");
            if is_billed && record["errorCode"].is_null() {
                let day = record["timestamp"].as_str().unwrap()[..10].to_owned();
                let sums = days.entry(day).or_default();
                let count = |part: &str, name: &str| record[part][name].as_u64().unwrap_or(0);
                sums[0] += count("input", "inputTokenCount");
                sums[1] += count("input", "cacheReadInputTokenCount");
                sums[2] += count("output", "outputTokenCount");
            }
        }
    }
    let mut bill = "bill_billing_entity,line_item_line_item_type,line_item_usage_start_date,\
                    line_item_usage_end_date,line_item_product_code,line_item_usage_type,pricing_unit,\
                    line_item_usage_amount,line_item_unblended_cost\n"
        .to_owned();
    for (day, sums) in days {
        // At list prices of $0.06, $0.015 and $0.24 a million, less 12%.
        let types = ["input-tokens", "cache-read-input-token-count", "output-tokens"];
        for ((sum, price), kind) in sums.into_iter().zip([60, 15, 240]).zip(types) {
            let (thousands, pico) = (sum as f64 / 1e3, sum * price * 880);
            bill += &format!(
                "AWS,Usage,{day}T00:00:00Z,{day}T23:59:59Z,AmazonBedrock,USE1-NovaLite-{kind},1K tokens,\
                 {thousands:.3},0.{pico:012}\n"
            );
        }
    }
    bill += "AWS,Tax,2026-01-01T00:00:00Z,2026-02-01T00:00:00Z,AmazonBedrock,,,1,0.05\n";
    fs::write(folder.join("cur2.csv"), bill).unwrap();
}

/// The commands of a page's consoles, each with the lines that it is said to print.
fn examples(page: &str) -> Vec<(&str, Vec<&str>)> {
    let mut examples: Vec<(&str, Vec<&str>)> = Vec::new();
    for console in page.split("```console\n").skip(1) {
        let console = console.split("```").next().unwrap_or_default();
        for line in console.lines() {
            if let Some(command) = line.strip_prefix("$ ") {
                examples.push((command, Vec::new()));
            } else if let Some((_, lines)) = examples.last_mut() {
                lines.push(line);
            }
        }
    }
    examples
}

/// Whether a line that was printed is one of the page, whose `…` stands for what is left out.
fn is(printed: &str, line: &str) -> bool {
    let mut rest = printed;
    line.split('…').enumerate().all(|(at, part)| {
        let part = part.trim();
        let found = if at == 0 {
            rest.trim_start().starts_with(part).then_some(0)
        } else {
            rest.find(part)
        };
        let found =
            found.map(|from| from + if at == 0 { rest.len() - rest.trim_start().len() } else { 0 });
        found.is_some_and(|from| {
            rest = rest.get(from + part.len()..).unwrap_or_default();
            true
        })
    }) && (line.ends_with('…') || rest.trim().is_empty())
}

#[test]
#[cfg(unix)]
fn the_page_says_what_its_commands_print() {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/usage.md")).unwrap();
    let examples = examples(&page);
    assert!(examples.len() > 10);
    let program = Path::new(env!("CARGO_BIN_EXE_tokenfare")).parent().unwrap();
    let path = std::env::join_paths(
        std::iter::once(program.to_owned())
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
    );
    in_new_folder("usage-page", |folder| {
        prepare(folder);
        let mut wrong = String::new();
        for (command, lines) in examples {
            let output = Command::new("sh")
                .args(["-c", command])
                .current_dir(folder)
                .env("PATH", path.as_ref().unwrap())
                .env("TOKENFARE_CONFIG", "")
                .env("SOURCE_DATE_EPOCH", TODAY)
                .stdin(Stdio::null())
                .output()
                .unwrap();
            let printed = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
            let mut rest = printed.lines();
            let mut is_printed =
                |line: &str| matches!(line, "…" | "") || rest.any(|printed| is(printed, line));
            let missing = lines.iter().find(|line| !is_printed(line));
            // What is refused is said.
            let may_fail = lines.iter().any(|line| line.starts_with("tokenfare: "));
            if let Some(line) = missing {
                wrong += &format!("$ {command}\nlacks: {line}\n{printed}\n");
            } else if !output.status.success() && !may_fail {
                wrong += &format!("$ {command}\nends with {}\n{printed}\n", output.status);
            }
        }
        assert!(wrong.is_empty(), "{wrong}");
    });
}
