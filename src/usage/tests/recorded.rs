//! Every shape that Bedrock's answers were recorded in: read, or refused by name.

use super::*;
use crate::usage::{Reason, Unstated};

/// What a text of a log holds: the tokens of its requests, and why the rest is left out.
fn read(text: &str) -> (u64, Buckets<Tokens>, Vec<(Reason, u64)>) {
    let card = card();
    let plan = plan(&card);
    let whole = tally_of(&plan, text);
    // However it is cut into pieces.
    let mut cut = Tally::new(&plan);
    read_in(&mut cut, 0, text.as_bytes(), 7);
    assert_eq!(totals(&cut), totals(&whole), "{text}");
    (whole.requests(), whole.tokens(), whole.skips().reasons().collect())
}

/// The requests that the chunks of a stream come to: as an array, as an array over several lines, as
/// lines, and as the body of a record.
fn streamed(chunks: &[&str]) -> Buckets<Tokens> {
    let array = format!("[{}]", chunks.join(","));
    let spread = format!("[\n  {}\n]\n", chunks.join(",\n  "));
    let record = format!(r#"{{"modelId":"m","output":{{"outputBodyJson":{array}}}}}"#);
    let mut seen = [&array, &spread, &chunks.join("\n"), &record].map(|text| {
        let (requests, tokens, skipped) = read(text);
        assert_eq!((requests, skipped), (1, Vec::new()), "{text}");
        tokens
    });
    seen.as_mut_slice().sort_by_key(|tokens| tokens.billed());
    assert_eq!(seen[0], seen[3], "{chunks:?}");
    seen[0]
}

#[test]
fn a_stream_of_chunks_is_one_request() {
    // The count of the answer rises from chunk to chunk, and the last has Bedrock's metrics.
    let llama = [
        r#"{"generation":"\n\n","prompt_token_count":10,"generation_token_count":1,"stop_reason":null}"#,
        r#"{"generation":"Hi","prompt_token_count":null,"generation_token_count":2,"stop_reason":null}"#,
        r#"{"generation":"","prompt_token_count":null,"generation_token_count":3,"stop_reason":"stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":10,"outputTokenCount":3,"invocationLatency":873,"firstByteLatency":550}}"#,
    ];
    assert_eq!(streamed(&llama), buckets([10, 0, 0, 0, 3]));
    let titan = [
        r#"{"outputText":"a","index":0,"totalOutputTextTokenCount":null,"completionReason":null,"inputTextTokenCount":4}"#,
        r#"{"outputText":"b","index":0,"totalOutputTextTokenCount":9,"completionReason":"FINISH","inputTextTokenCount":null,"amazon-bedrock-invocationMetrics":{"inputTokenCount":4,"outputTokenCount":9}}"#,
    ];
    assert_eq!(streamed(&titan), buckets([4, 0, 0, 0, 9]));
    let mistral = [
        r#"{"object":"chat.completion.chunk","created":1732582566,"model":"m","choices":[{"message":{"content":"Hi"},"stop_reason":null}],"usage":null}"#,
        r#"{"object":"chat.completion.chunk","created":1732582566,"model":"m","choices":[{"stop_reason":"stop"}],"usage":{"prompt_tokens":5,"total_tokens":29,"completion_tokens":24},"amazon-bedrock-invocationMetrics":{"inputTokenCount":5,"outputTokenCount":24}}"#,
    ];
    assert_eq!(streamed(&mistral), buckets([5, 0, 0, 0, 24]));
    let responses = [
        r#"{"type":"response.created","sequence_number":0,"response":{"id":"r","model":"m","status":"in_progress","usage":null}}"#,
        r#"{"type":"response.output_text.delta","delta":"Hi"}"#,
        r#"{"type":"response.completed","response":{"id":"r","model":"m","status":"completed","service_tier":"default","usage":{"input_tokens":120,"input_tokens_details":{"cached_tokens":100},"output_tokens":30,"output_tokens_details":{"reasoning_tokens":12},"total_tokens":150}}}"#,
    ];
    assert_eq!(streamed(&responses), buckets([20, 100, 0, 0, 30]));
    let converse = [
        r#"{"messageStart":{"role":"assistant"}}"#,
        r#"{"contentBlockDelta":{"delta":{"text":"Hi"}}}"#,
        r#"{"messageStop":{"stopReason":"end_turn"}}"#,
        r#"{"metadata":{"usage":{"inputTokens":7,"outputTokens":2,"totalTokens":9},"metrics":{"latencyMs":3}}}"#,
    ];
    assert_eq!(streamed(&converse), buckets([7, 0, 0, 0, 2]));
}

#[test]
fn bodies_that_state_their_tokens() {
    for (body, tokens) in [
        (
            r#"{"inputTextTokenCount":5,"results":[{"tokenCount":12,"outputText":"x","completionReason":"FINISH"},{"tokenCount":3,"outputText":"y","completionReason":"LENGTH"}]}"#,
            [5, 0, 0, 0, 15],
        ),
        // What is embedded is input alone.
        (
            r#"{"embedding":[0.1,0.2],"embeddingsByType":{},"inputTextTokenCount":6}"#,
            [6, 0, 0, 0, 0],
        ),
        (
            r#"{"generation":"x","prompt_token_count":15,"generation_token_count":12,"stop_reason":"length"}"#,
            [15, 0, 0, 0, 12],
        ),
        (
            r#"{"object":"chat.completion","choices":[{"message":{"content":"x"}}],"usage":{"prompt_tokens":4,"completion_tokens":2,"total_tokens":6}}"#,
            [4, 0, 0, 0, 2],
        ),
    ] {
        assert_eq!(read(body), (1, buckets(tokens), Vec::new()), "{body}");
    }
}

#[test]
fn what_states_no_tokens_is_refused_by_name() {
    for (body, reason) in [
        (
            r#"{"generations":[{"text":"x","finish_reason":"COMPLETE"}],"id":"1"}"#,
            Reason::Unstated(Unstated::Cohere),
        ),
        (
            r#"{"text":"x","generation_id":"1","finish_reason":"COMPLETE","chat_history":[]}"#,
            Reason::Unstated(Unstated::Cohere),
        ),
        (r#"{"outputs":[{"text":"x","stop_reason":"stop"}]}"#, Reason::Unstated(Unstated::Mistral)),
        (
            r#"{"id":1,"prompt":{"tokens":[]},"completions":[{"data":{"text":"x"}}]}"#,
            Reason::Unstated(Unstated::Ai21),
        ),
        (
            r#"{"id":"1","texts":["x"],"embeddings":[[0.1]],"response_type":"embeddings_floats"}"#,
            Reason::Unstated(Unstated::Embedding),
        ),
        (r#"{"images":["iVBORw0KGgo="],"error":null}"#, Reason::Unstated(Unstated::Image)),
        (
            r#"{"recordId":"1","modelInput":{"messages":[]}}"#,
            Reason::Unstated(Unstated::BatchInput),
        ),
        (
            r#"{"invocationArn":"arn:x","status":"Completed"}"#,
            Reason::Unstated(Unstated::AsyncInvoke),
        ),
        (r#"{"message":{"role":"assistant"}}"#, Reason::NoUsage),
        // An answer to nothing: what was asked is not known to be nothing.
        (r#"{"usage":{"outputTokens":5}}"#, Reason::NoInput),
    ] {
        assert_eq!(read(body), (0, buckets([0; 5]), vec![(reason, 1)]), "{body}");
    }
    // The log's own counts hold, whatever the body.
    let record = r#"{"modelId":"cohere.command-r-v1:0","input":{"inputTokenCount":9},"output":{"outputBodyJson":{"text":"x","generation_id":"1"},"outputTokenCount":4}}"#;
    assert_eq!(read(record), (1, buckets([9, 0, 0, 0, 4]), Vec::new()));
}

const RECORD: &str = r#"{"schemaType":"ModelInvocationLog","modelId":"amazon.nova-lite-v1:0","input":{"inputTokenCount":7},"output":{"outputTokenCount":3}}"#;

#[test]
fn results_of_logs_insights() {
    use serde_json::json;
    let field = |field: &str, value: &str| json!({"field": field, "value": value});
    let record = json!([
        field("@timestamp", "2026-11-22 08:30:00.000"),
        field("@message", RECORD),
        field("@ptr", "x")
    ]);
    let cell = json!([
        field("bedrock_id", "amazon.nova-lite-v1:0"),
        field("region", "us-east-1"),
        field("requests", "3"),
        field("input_tokens", "21"),
        field("output_tokens", "9"),
        field("first", "2026-11-22 08:00:00.000"),
        field("last", "1795336200000"),
    ]);
    for (row, requests, tokens) in [(&record, 2, [14, 0, 0, 0, 6]), (&cell, 6, [42, 0, 0, 0, 18])] {
        let result = json!({"queryLanguage": "CWLI", "results": [row, row], "statistics": {"recordsMatched": 2.0}, "status": "Complete"});
        let rows = json!([row, row]);
        for text in [&result, &rows] {
            for text in [text.to_string(), serde_json::to_string_pretty(text).unwrap()] {
                assert_eq!(read(&text), (requests, buckets(tokens), Vec::new()), "{text}");
            }
        }
    }
    // As the console exports it: a message that is JSON as JSON, or as a field of CSV.
    let exported = json!([{"@timestamp": "2026-11-22 08:30:00.000", "@message": serde_json::from_str::<serde_json::Value>(RECORD).unwrap()}, {"@timestamp": "2026-11-22 08:30:00.000", "@message": RECORD}]);
    let csv = format!(
        "@timestamp,@message\n2026-11-22 08:30:00.000,\"{0}\"\n,\"{0}\"\n",
        RECORD.replace('"', "\"\"")
    );
    for text in [exported.to_string(), csv] {
        assert_eq!(read(&text), (2, buckets([14, 0, 0, 0, 6]), Vec::new()), "{text}");
    }
    let nothing = json!({"results": [], "statistics": {}, "status": "Complete"}).to_string();
    assert_eq!(read(&nothing), (0, buckets([0; 5]), Vec::new()));
}

#[test]
fn a_full_result_of_logs_insights_is_told() {
    let cell = r#"[{"field":"bedrock_id","value":"m"},{"field":"requests","value":"1"},{"field":"input_tokens","value":"1"}]"#;
    let record = format!(r#"[{{"field":"@message","value":{}}}]"#, serde_json::Value::from(RECORD));
    let header = "bedrock_id,region,input_class,requests,input_tokens,output_tokens\n";
    for (rows, full) in [(9_999, false), (10_000, true)] {
        let json = |row: &str| format!("{{\"results\":[{}]}}", vec![row; rows].join(","));
        for (text, reason) in [
            (json(cell), Reason::FullHistogram),
            (json(&record), Reason::FullResult),
            (header.to_owned() + &"m,us-east-1,3,1,1,1\n".repeat(rows), Reason::FullHistogram),
        ] {
            let card = card();
            let plan = plan(&card);
            let tally = tally_of(&plan, &text);
            assert_eq!(tally.requests(), rows as u64);
            assert_eq!(tally.skips().of(reason), u64::from(full), "{rows} {reason:?}");
        }
    }
    // The histogram of the program itself, and of Athena, may have any number of rows.
    let own = "bedrock_id,input_to,requests,input_tokens,output_tokens\n".to_owned()
        + &"m,1,1,1,1\n".repeat(10_000);
    assert_eq!(read(&own).2, Vec::new());
}

#[test]
fn no_json_is_told_once_a_line() {
    for line in ["\"a\",\"b\",\"c\"", "1,2,3", "a,b", "17 18"] {
        let (_, _, skipped) = read(&format!("{RECORD}\n{line}\n"));
        assert_eq!(skipped, [(Reason::NotJson, 1)], "{line}");
    }
}

#[test]
fn what_is_charged_beside_tokens_is_counted_apart() {
    let units = r#"{"topicPolicyUnits":1,"contentPolicyUnits":2,"wordPolicyUnits":0}"#;
    let metrics = format!(
        r#"{{"contentPolicy":{{"filters":[]}},"invocationMetrics":{{"guardrailProcessingLatency":9,"usage":{units}}}}}"#
    );
    let converse = format!(
        r#"{{"usage":{{"inputTokens":5,"outputTokens":1,"serverToolUsage":{{}}}},"trace":{{"guardrail":{{"inputAssessment":{{"g1":{metrics}}},"outputAssessments":{{"g1":[{metrics},{metrics}]}}}}}}}}"#
    );
    let stream = format!(
        r#"{{"metadata":{{"usage":{{"inputTokens":5,"outputTokens":1}},"trace":{{"guardrail":{{"inputAssessment":{{"g1":{metrics}}}}}}}}}}}"#
    );
    let invoked = format!(
        r#"{{"usage":{{"input_tokens":5,"output_tokens":1,"server_tool_use":{{"web_search_requests":3}}}},"amazon-bedrock-trace":{{"guardrail":{{"input":{{"g1":{metrics}}}}}}}}}"#
    );
    let card = card();
    let plan = plan(&card);
    for (text, content, searches) in [(converse, 6, 0), (stream, 2, 0), (invoked, 2, 3)] {
        let tally = tally_of(&plan, &text);
        assert_eq!(tally.tokens(), buckets([5, 0, 0, 0, 1]), "{text}");
        let of = |name: &str| {
            tally
                .extras()
                .iter()
                .find(|(_, known, _)| *known == name)
                .map_or(0, |(_, _, units)| units)
        };
        assert_eq!(of("contentPolicyUnits"), content, "{text}");
        assert_eq!(of("web_search_requests"), searches, "{text}");
        assert_eq!(of("wordPolicyUnits"), 0);
    }
}

#[test]
fn metrics_end_with_their_last_period() {
    let card = card();
    let plan = plan(&card);
    let series = |label: &str, days: &[&str]| {
        let times: Vec<_> = days.iter().map(|day| format!("\"2026-10-{day}:00+00:00\"")).collect();
        let values = vec!["1"; days.len()].join(",");
        format!(r#"{{"Label":"{label}","Timestamps":[{}],"Values":[{values}]}}"#, times.join(","))
    };
    let data = |series: &[String]| format!(r#"{{"MetricDataResults":[{}]}}"#, series.join(","));
    let invocations = |days: &[&str]| data(&[series("m Invocations", days)]);
    let query = |seconds: u32| {
        format!(
            r#"[{{"Id":"a","MetricStat":{{"Metric":{{"Namespace":"AWS/Bedrock"}},"Period":{seconds},"Stat":"Sum"}}}}]"#
        )
    };
    for (files, hours, doubts) in [
        // Two days, newest first: from the start of the first to the end of the second.
        (vec![invocations(&["02T00:00", "01T00:00"])], 48, 0),
        (vec![invocations(&["01T00:00", "01T01:00", "01T05:00"])], 6, 0),
        // A single day takes the length of another metric's periods.
        (
            vec![data(&[
                series("m Invocations", &["03T00:00"]),
                series("m InputTokenCount", &["01T00:00", "02T00:00"]),
            ])],
            72,
            0,
        ),
        // What a query asked for says it, in whichever file.
        (vec![invocations(&["01T00:00"]), query(86_400)], 24, 0),
        (
            vec![
                format!(r#"{{"MetricDataQueries":{}}}"#, query(3_600)),
                invocations(&["01T00:00"]),
            ],
            1,
            0,
        ),
        // A single period of no stated length is said.
        (vec![invocations(&["01T00:00"])], 0, 1),
    ] {
        let mut tally = Tally::new(&plan);
        for (number, text) in files.iter().enumerate() {
            let mut part = Tally::new(&plan);
            read_in(&mut part, number, text.as_bytes(), usize::MAX);
            tally.merge(&part);
        }
        assert_eq!(tally.skips().total(), 0, "{files:?}");
        tally.settle_metrics();
        let (first, last) = tally.span().unwrap();
        assert_eq!((last.millis() - first.millis()) / 3_600_000, hours, "{files:?}");
        assert_eq!(tally.doubts_of_metrics().len(), doubts, "{files:?}");
    }
}

#[test]
fn metrics_of_both_endpoints_add_up() {
    let card = card();
    let plan = plan(&card);
    let text = r#"{"MetricDataResults":[
        {"Label":"openai.gpt-oss-120b-1:0 Invocations","Values":[10]},
        {"Label":"openai.gpt-oss-120b-1:0 InputTokenCount","Values":[1000]},
        {"Label":"openai.gpt-oss-120b-1:0 OutputTokenCount","Values":[100]},
        {"Label":"openai.gpt-oss-120b-1:0 Inferences","Values":[5]},
        {"Label":"openai.gpt-oss-120b-1:0 TotalInputTokens","Values":[700]},
        {"Label":"openai.gpt-oss-120b-1:0 TotalOutputTokens","Values":[70]}]}"#;
    let mut tally = tally_of(&plan, text);
    assert_eq!(tally.settle_metrics(), 15);
    assert_eq!((tally.requests(), tally.tokens()), (15, buckets([1_700, 0, 0, 0, 170])));
    assert_eq!(tally.doubts_of_metrics().len(), 1);
}

#[test]
fn percentiles_of_a_histogram_are_bounds_of_its_cells() {
    let card = card();
    let plan = plan(&card);
    let lines: String = (0..100)
        .map(|n| {
            let output = 1_000 + 5 * n;
            format!("{{\"modelId\":\"m\",\"input\":{{\"inputTokenCount\":7}},\"output\":{{\"outputTokenCount\":{output}}}}}\n")
        })
        .collect();
    let of_log = tally_of(&plan, &lines);
    // 95 of 100 have at most 1,000 + 5 x 94.
    assert_eq!(of_log.answers_up_to(950), Some((Tokens::new(1_470), true)));
    let csv = of_log.cells().to_csv(of_log.ids());
    // 99 lie in the cell from 1,001 to 1,500, whose mean is 1,250.
    let of_csv = tally_of(&plan, &csv);
    assert_eq!(of_csv.answers_up_to(950), Some((Tokens::new(1_500), false)));
    // A class of Logs Insights around a mean of 990 may reach up to 990 x 1.285 = 1,272.
    let classes = "bedrock_id,input_class,requests,input_tokens,output_tokens\nm,3,100,700,99000\n";
    let of_classes = tally_of(&plan, classes);
    assert_eq!(of_classes.answers_up_to(950), Some((Tokens::new(1_500), false)));
}
