//! The query that makes the histogram where the log is, run by DuckDB over every shape of record, gives
//! what the reader makes of it. Where DuckDB's Python library is not installed, that is said.

#[path = "support/bedrock_log.rs"]
mod bedrock_log;

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use serde_json::Value;

/// What a record may say of its input, and of its output.
const COUNTS: [(&str, &str); 4] = [
    (r#""inputTokenCount":1000"#, r#""outputTokenCount":70"#),
    (
        r#""inputTokenCount":1000,"cacheReadInputTokenCount":300,"cacheWriteInputTokenCount":90"#,
        r#""outputTokenCount":70"#,
    ),
    (r#""inputTokenCount":1000"#, ""),
    ("", ""),
];

/// Every shape of body that a record may hold.
const BODIES: &[&str] = &[
    "",
    // Converse, its stream, and its tiers.
    r#"{"usage":{"inputTokens":900,"outputTokens":60,"totalTokens":1500,"cacheReadInputTokens":310,"cacheWriteInputTokens":80,"cacheDetails":[{"ttl":"5m","inputTokens":50},{"ttl":"1h","inputTokens":20},{"ttl":"1h","inputTokens":10}]},"serviceTier":{"type":"flex"}}"#,
    r#"{"usage":{"inputTokens":900,"outputTokens":60},"serviceTier":{"type":"priority"}}"#,
    r#"{"usage":{"inputTokens":900,"outputTokens":60,"cacheDetails":[{"ttl":"1h","inputTokens":25}]},"serviceTier":{"type":"default"}}"#,
    r#"[{"messageStart":{"role":"assistant"}},{"contentBlockDelta":{"delta":{"text":"x"}}},{"metadata":{"usage":{"inputTokens":800,"outputTokens":50,"cacheReadInputTokenCount":40},"metrics":{"latencyMs":5},"serviceTier":{"type":"flex"}}}]"#,
    // Anthropic, whole and as events, with and without metrics.
    r#"{"type":"message","model":"claude-haiku-4-5","usage":{"input_tokens":700,"output_tokens":40,"cache_read_input_tokens":30,"cache_creation_input_tokens":60,"cache_creation":{"ephemeral_5m_input_tokens":40,"ephemeral_1h_input_tokens":20}}}"#,
    r#"[{"type":"message_start","message":{"model":"claude-haiku-4-5","usage":{"input_tokens":600,"output_tokens":1,"cache_read_input_tokens":20,"cache_creation":{"ephemeral_5m_input_tokens":4,"ephemeral_1h_input_tokens":2}}}},{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":35}},{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":600,"outputTokenCount":36}}]"#,
    r#"[{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":550,"outputTokenCount":31,"cacheReadInputTokenCount":12,"cacheWriteInputTokenCount":3}}]"#,
    // Llama and Titan, whole and as chunks.
    r#"{"generation":"x","prompt_token_count":500,"generation_token_count":30,"stop_reason":"stop"}"#,
    r#"[{"generation":"x","prompt_token_count":500,"generation_token_count":1,"stop_reason":null},{"generation":"","prompt_token_count":null,"generation_token_count":2,"stop_reason":"stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":500,"outputTokenCount":2}}]"#,
    r#"{"inputTextTokenCount":400,"results":[{"tokenCount":20,"outputText":"x"},{"tokenCount":5,"outputText":"y"}]}"#,
    r#"{"embedding":[0.5],"inputTextTokenCount":350}"#,
    r#"[{"outputText":"x","inputTextTokenCount":300,"totalOutputTextTokenCount":null},{"outputText":"y","totalOutputTextTokenCount":25,"completionReason":"FINISH"}]"#,
    // OpenAI's chat and Responses, whole and as events: the input holds what is cached.
    r#"{"object":"chat.completion","model":"openai.gpt-oss-120b","usage":{"prompt_tokens":1200,"completion_tokens":33,"total_tokens":1233,"prompt_tokens_details":{"cached_tokens":200,"cache_write_tokens":100}}}"#,
    r#"{"object":"response","model":"openai.gpt-6-sol","service_tier":"priority","usage":{"input_tokens":1300,"input_tokens_details":{"cached_tokens":400},"output_tokens":44,"output_tokens_details":{"reasoning_tokens":20},"total_tokens":1344}}"#,
    r#"[{"type":"response.created","response":{"usage":null}},{"type":"response.output_text.delta","delta":"x"},{"type":"response.completed","response":{"model":"openai.gpt-6-sol","service_tier":"flex","usage":{"input_tokens":1400,"input_tokens_details":{"cached_tokens":500},"output_tokens":45,"total_tokens":1445}}}]"#,
    // What states nothing.
    r#"{"text":"x","generation_id":"1"}"#,
    r#"{"outputs":[{"text":"x"}]}"#,
];

/// A record of each body with each of the counts, and some that are no requests or are there twice.
fn every_shape() -> String {
    let mut log = String::new();
    let mut number = 0;
    for body in BODIES {
        for (input, output) in COUNTS {
            number += 1;
            let body = match *body {
                "" => String::new(),
                body => format!("\"outputBodyJson\":{body}"),
            };
            let join = if body.is_empty() || output.is_empty() { "" } else { "," };
            // Some without an id of the request, of the model, or without a region.
            let id = if number % 5 == 0 {
                String::new()
            } else {
                format!("\"requestId\":\"r{number}\",")
            };
            let model = match number % 7 {
                0 => "",
                _ => "\"modelId\":\"amazon.nova-pro-v1:0\",",
            };
            let region = match number % 3 {
                0 => "\"region\":\"us-east-1\",\"inferenceRegion\":\"us-west-2\",",
                1 => "\"inferenceRegion\":\"eu-west-1\",",
                _ => "",
            };
            let _ = writeln!(
                log,
                "{{\"schemaType\":\"ModelInvocationLog\",\"timestamp\":\"2026-10-{:02}T08:00:00Z\",{id}{region}\
                 {model}\"input\":{{{input}}},\"output\":{{{body}{join}{output}}}}}",
                1 + number % 28
            );
        }
    }
    let copies: String = log.lines().step_by(4).map(|line| line.to_owned() + "\n").collect();
    let failed = r#"{"schemaType":"ModelInvocationLog","modelId":"x","errorCode":"ThrottlingException","input":{},"output":{}}"#;
    let negative = r#"{"schemaType":"ModelInvocationLog","modelId":"x","input":{"inputTokenCount":-4},"output":{"outputTokenCount":1}}"#;
    log + &copies + failed + "\n" + negative + "\n"
}

#[test]
fn duckdb_makes_the_histogram_of_the_reader() {
    let python = |args: &[&str]| Command::new("python3").args(args).output();
    if !python(&["-c", "import duckdb"]).is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: `python3 -c 'import duckdb'` does not work; pip install duckdb");
        return;
    }
    let folder = env::temp_dir().join(format!("tokenfare-queries-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let mut generated = Vec::new();
    let mut log = bedrock_log::Log::new(7);
    (0..423).for_each(|_| log.record(&mut generated));
    let tool = Path::new(env!("CARGO_MANIFEST_DIR")).join("tools/usage_histogram.py");
    for (name, log) in [("every-shape", every_shape().into_bytes()), ("generated", generated)] {
        let file = folder.join(format!("{name}.jsonl"));
        fs::write(&file, log).unwrap();
        let args =
            [tool.to_str().unwrap(), env!("CARGO_BIN_EXE_tokenfare"), file.to_str().unwrap()];
        let output = python(&args).unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success(),
            "{name}: {said}{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    // Told apart by who made the requests and when, it gives the report of the log.
    let mut teams = Vec::new();
    let mut log = bedrock_log::Log::of_teams(5);
    (0..600).for_each(|_| log.record(&mut teams));
    let file = folder.join("teams.jsonl");
    fs::write(&file, teams).unwrap();
    let (file, csv) = (file.to_str().unwrap().to_owned(), folder.join("teams.csv"));
    let csv = csv.to_str().unwrap();
    let program = env!("CARGO_BIN_EXE_tokenfare");
    let groups = |of: &str, by: &str| -> Value {
        let args = ["usage", of, "--by", by, "--format", "json"];
        let output = Command::new(program).args(args).env("TOKENFARE_CONFIG", "").output().unwrap();
        let usage: Value = serde_json::from_slice(&output.stdout).unwrap();
        let groups = usage["by"]["groups"].as_array().unwrap_or_else(|| panic!("{usage}"));
        let kept = |group: &Value| {
            let mut group = group.as_object().unwrap().clone();
            let same =
                ["caller", "role", "account", "metadata:team", "day", "hour", "model", "region"];
            let sums = ["requests", "input_tokens", "output_tokens", "cost_usd"];
            group.retain(|key, _| same.contains(&key.as_str()) || sums.contains(&key.as_str()));
            Value::from(group)
        };
        groups.iter().map(kept).collect()
    };
    for by in ["caller", "role,day", "metadata:team,model", "account,hour", "region,metadata:none"]
    {
        let output = python(&[tool.to_str().unwrap(), program, &file, csv, by]).unwrap();
        assert!(output.status.success(), "{by}: {}", String::from_utf8_lossy(&output.stderr));
        let (log, query) = (groups(&file, by), groups(csv, by));
        assert!(log.as_array().is_some_and(|groups| !groups.is_empty()), "{by}");
        assert_eq!(query, log, "{by}");
    }
    fs::remove_dir_all(folder).unwrap();
}
