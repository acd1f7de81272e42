//! How answers ended, and under which caps.

use super::*;
use crate::usage::{Fit, Stop};

/// A record whose request's and response's bodies hold this beside their usage.
fn record(asked: &str, answered: &str, output: u64) -> String {
    format!(
        r#"{{"modelId":"amazon.nova-lite-v1:0","input":{{"inputBodyJson":{{"messages":[{{"max_tokens":3}}]{asked}}},"inputTokenCount":600}},"output":{{"outputBodyJson":{answered},"outputTokenCount":{output}}}}}"#
    ) + "\n"
}

fn stops(text: &str) -> Vec<(&'static str, u64)> {
    let card = card();
    let plan = plan(&card);
    let tally = tally_of(&plan, text);
    let ends = &tally.ids()[0].ends;
    let all = Stop::all().map(|stop| (stop.key(), ends.of(stop)));
    all.filter(|(_, count)| *count > 0).collect()
}

#[test]
fn every_body_says_why_it_ended() {
    for (answered, stop) in [
        (r#"{"stopReason":"max_tokens"}"#, "max_tokens"),
        (r#"{"stopReason":"tool_use"}"#, "tool_use"),
        (r#"{"stopReason":"malformed_tool_use"}"#, "malformed_tool_use"),
        (r#"{"stop_reason":"end_turn","stop_sequence":null}"#, "end_turn"),
        // Llama and Mistral.
        (r#"{"generation":"x","stop_reason":"length"}"#, "max_tokens"),
        (r#"{"outputs":[{"text":"x","stop_reason":"stop"}]}"#, "end_turn"),
        // OpenAI: of two answers, the one that was cut off.
        (
            r#"{"choices":[{"message":{"content":"x"},"finish_reason":"length"},{"finish_reason":"stop"}]}"#,
            "max_tokens",
        ),
        (r#"{"choices":[{"finish_reason":"tool_calls"}]}"#, "tool_use"),
        (r#"{"incomplete_details":{"reason":"max_output_tokens"}}"#, "max_tokens"),
        // Cohere.
        (r#"{"generations":[{"finish_reason":"MAX_TOKENS"}]}"#, "max_tokens"),
        // Streams of Anthropic and of Converse.
        (
            r#"[{"type":"message_start","message":{"stop_reason":null}},{"type":"message_delta","delta":{"stop_reason":"max_tokens"}}]"#,
            "max_tokens",
        ),
        (
            r#"[{"contentBlockDelta":{"delta":{"text":"x"}}},{"messageStop":{"stopReason":"stop_sequence"}}]"#,
            "stop_sequence",
        ),
        (r#"{"stopReason":"something_new"}"#, "other"),
    ] {
        assert_eq!(stops(&record("", answered, 5)), [(stop, 1)], "{answered}");
    }
    assert_eq!(stops(&record("", r#"{"stopReason":null}"#, 5)), []);
}

#[test]
fn the_cap_of_a_fit_is_the_one_that_was_asked_for() {
    let cap = |records: &[(&str, &str, u64)]| {
        let text: String = records
            .iter()
            .map(|(asked, end, out)| record(asked, &format!(r#"{{"stopReason":"{end}"}}"#), *out))
            .collect();
        let card = card();
        let plan = plan(&card);
        let fit = Fit::of(&tally_of(&plan, &text)).unwrap();
        fit.workload.answer.cap.map(Tokens::get)
    };
    let of_512 = r#","inferenceConfig":{"maxTokens":512}"#;
    for asked in [
        of_512,
        r#","max_tokens":512"#,
        r#","max_completion_tokens":512"#,
        r#","max_output_tokens":512"#,
        r#","max_gen_len":512"#,
        r#","textGenerationConfig":{"maxTokenCount":512}"#,
    ] {
        assert_eq!(cap(&[(asked, "end_turn", 90)]), Some(512), "{asked}");
    }
    assert_eq!(
        cap(&[(of_512, "end_turn", 90), (r#","max_tokens":2000"#, "end_turn", 90)]),
        Some(2_000)
    );
    // One without a cap, and answers longer than any.
    assert_eq!(cap(&[(of_512, "end_turn", 90), ("", "end_turn", 90)]), None);
    assert_eq!(cap(&[(of_512, "end_turn", 600)]), None);
    // Where bodies are not logged, the length at which answers ended, if none is longer.
    assert_eq!(cap(&[("", "max_tokens", 300), ("", "end_turn", 90)]), Some(300));
    assert_eq!(cap(&[("", "max_tokens", 300), ("", "end_turn", 301)]), None);
    assert_eq!(cap(&[(r#","max_tokens":0"#, "end_turn", 9)]), None);
}

#[test]
fn parts_of_a_log_end_as_the_whole_does() {
    let records: Vec<String> = (0..300)
        .map(|n| {
            let end = ["max_tokens", "end_turn", "tool_use"][n % 3];
            let asked = format!(r#","max_tokens":{}"#, n % 100 + 1);
            record(&asked, &format!(r#"{{"stopReason":"{end}"}}"#), (n % 100) as u64 + 1)
        })
        .collect();
    let card = card();
    let plan = plan(&card);
    let whole = tally_of(&plan, &records.concat());
    let mut sum = tally_of(&plan, &records[200..].concat());
    sum.merge(&tally_of(&plan, &records[..70].concat()));
    sum.merge(&tally_of(&plan, &records[70..200].concat()));
    let of = |tally: &Tally<'_>| (tally.ids()[0].ends.clone(), Fit::of(tally));
    assert_eq!(of(&whole), of(&sum));
    // More caps than are told apart.
    assert_eq!(whole.ids()[0].ends.caps().len(), 64);
    assert_eq!(
        whole.ids()[0].ends.at_cap(),
        Some(1.0 / 3.0).map(|it: f64| (it * 1e6).round() / 1e6)
    );
}
