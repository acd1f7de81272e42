//! Every kind of log.

use super::*;
use crate::usage::{Moment, Reason};

#[test]
fn a_request_costs_what_it_did_on_its_day() {
    let text = crate::card::Builtin::List.text().replacen(
        "[[model]]\nid = \"nova-lite\"",
        "[[model.past]]\nuntil = 2026-09-30\nrates = { input = 0.07, output = 0.28 }\n\n\
         [[model]]\nid = \"nova-lite\"",
        1,
    );
    let card = crate::card::Card::parse(&text, "dated.toml").unwrap();
    let record = |day: &str| {
        format!(
            r#"{{"timestamp":"{day}T23:59:59Z","modelId":"amazon.nova-micro-v1:0","input":{{"inputTokenCount":1000000}},"output":{{"outputTokenCount":0}}}}"#
        )
    };
    let plan = plan(&card);
    let tally = tally_of(&plan, &[record("2026-09-30"), record("2026-10-01")].join("\n"));
    // $0.07 and $0.035 a million.
    assert_eq!(tally.cost().to_string(), "$0.11");
    assert_eq!(tally.cost().exact(), "0.105");
}

#[test]
fn a_record_of_invocation_logging() {
    let (model, tokens, route) = only(
        r#"{"schemaType":"ModelInvocationLog","timestamp":"2026-10-01T08:00:00Z",
        "modelId":"us.anthropic.claude-sonnet-5-5","operation":"Converse",
        "input":{"inputContentType":"application/json",
          "inputBodyJson":{"usage":{"inputTokens":9},"input":{"inputTokenCount":8},"messages":[{"content":[{"text":"\"inputTokenCount\":5}"}]}]},
          "inputTokenCount":2,"cacheReadInputTokenCount":95500,"cacheWriteInputTokenCount":700},
        "output":{"outputBodyJson":{"output":{"message":{"content":[{"text":"x"}]}},
          "usage":{"inputTokens":2,"outputTokens":40,"totalTokens":96242,"cacheReadInputTokens":95500,
            "cacheReadInputTokenCount":95500,"cacheWriteInputTokens":700,"cacheWriteInputTokenCount":700,
            "cacheDetails":[{"inputTokens":600,"ttl":"1h"},{"inputTokens":100,"ttl":"5m"}]}},
          "outputTokenCount":40}}"#,
    );
    assert_eq!(model, "us.anthropic.claude-sonnet-5-5");
    assert_eq!(tokens, buckets([2, 95_500, 100, 600, 40]));
    assert_eq!(route, Lane::Standard);
    // Bodies that went to S3, or that are not logged.
    let (_, tokens, _) = only(
        r#"{"modelId":"amazon.nova-lite-v1:0","input":{"inputTokenCount":7,"inputBodyS3Path":"s3://x"},"output":{"outputTokenCount":3}}"#,
    );
    assert_eq!(tokens, buckets([7, 0, 0, 0, 3]));
}

#[test]
fn responses() {
    // Converse, and the last event of ConverseStream.
    let usage = r#"{"inputTokens":30,"outputTokens":628,"totalTokens":758,"cacheReadInputTokens":100,"cacheReadInputTokenCount":100}"#;
    let expected = buckets([30, 100, 0, 0, 628]);
    let converse = format!(
        r#"{{"output":{{"message":{{"role":"assistant"}}}},"stopReason":"end_turn","usage":{usage},"metrics":{{"latencyMs":1}}}}"#
    );
    assert_eq!(only(&converse), (String::new(), expected, Lane::Standard));
    let stream = format!(
        "{{\"messageStart\":{{\"role\":\"assistant\"}}}}\n{{\"contentBlockDelta\":{{}}}}\n{{\"messageStop\":{{}}}}\n{{\"metadata\":{{\"usage\":{usage}}}}}\n"
    );
    assert_eq!(only(&stream).1, expected);
    // Anthropic's, whole and as events.
    let (model, tokens, _) = only(
        r#"{"id":"msg_1","type":"message","role":"assistant","model":"claude-haiku-4-5-20251001","content":[{"type":"text","text":"hi"}],
        "usage":{"input_tokens":10,"cache_creation_input_tokens":50,"cache_read_input_tokens":40,
        "cache_creation":{"ephemeral_5m_input_tokens":20,"ephemeral_1h_input_tokens":30},"output_tokens":5}}"#,
    );
    assert_eq!(
        (model.as_str(), tokens),
        ("claude-haiku-4-5-20251001", buckets([10, 40, 20, 30, 5]))
    );
    let events = [
        r#"{"type":"message_start","message":{"model":"claude-haiku-4-5-20251001","usage":{"input_tokens":10,"cache_read_input_tokens":40,"output_tokens":1}}}"#,
        r#"{"type":"content_block_delta","delta":{"text":"hi"}}"#,
        r#"{"type":"message_delta","usage":{"output_tokens":55}}"#,
        r#"{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":10,"outputTokenCount":55,"cacheReadInputTokenCount":40}}"#,
    ];
    let record = format!(
        r#"{{"modelId":"m","input":{{}},"output":{{"outputBodyJson":[{}]}}}}"#,
        events.join(",")
    );
    assert_eq!(only(&record).1, buckets([10, 40, 0, 0, 55]));
    // Each event on a line of its own: the last one has it all.
    assert_eq!(only(&events.join("\n")).1, buckets([10, 40, 0, 0, 55]));
    // OpenAI's: chat, and responses.
    let (model, tokens, _) = only(
        r#"{"object":"chat.completion","created":1795336200,"model":"openai.gpt-oss-120b-1:0",
        "usage":{"prompt_tokens":1000,"completion_tokens":20,"total_tokens":1020,"prompt_tokens_details":{"cached_tokens":600},"completion_tokens_details":{"reasoning_tokens":15}}}"#,
    );
    assert_eq!(
        (model.as_str(), tokens),
        ("openai.gpt-oss-120b-1:0", buckets([400, 600, 0, 0, 20]))
    );
    let (_, tokens, _) = only(
        r#"{"object":"response","created_at":1795336200,"model":"gpt-6-sol","output":[{"type":"message"}],
        "usage":{"input_tokens":1000,"input_tokens_details":{"cached_tokens":600},"output_tokens":20,"output_tokens_details":{"reasoning_tokens":15},"total_tokens":1020}}"#,
    );
    assert_eq!(tokens, buckets([400, 600, 0, 0, 20]));
    // Llama's.
    let (_, tokens, _) = only(
        r#"{"generation":"hi","prompt_token_count":15,"generation_token_count":12,"stop_reason":"stop"}"#,
    );
    assert_eq!(tokens, buckets([15, 0, 0, 0, 12]));
}

#[test]
fn output_of_a_batch_job() {
    let (model, tokens, route) = only(
        r#"{"recordId":"R1","modelInput":{"messages":[]},"modelOutput":{"model":"claude-haiku-4-5-20251001","type":"message","usage":{"input_tokens":100,"output_tokens":20}}}"#,
    );
    assert_eq!(
        (model.as_str(), tokens, route),
        ("claude-haiku-4-5-20251001", buckets([100, 0, 0, 0, 20]), Lane::Batch)
    );
    // The manifest states the same tokens once more, and a failed record none.
    let card = card();
    let plan = plan(&card);
    let tally = tally_of(
        &plan,
        "{\"totalRecordCount\":1,\"processedRecordCount\":1,\"inputTokenCount\":100,\"outputTokenCount\":20}\n\
         {\"recordId\":\"R2\",\"modelInput\":{},\"error\":{\"errorCode\":400}}\n",
    );
    let reasons: Vec<_> = tally.skips().reasons().collect();
    assert_eq!(tally.requests(), 0);
    assert_eq!(reasons, [(Reason::Failed, 1), (Reason::Manifest, 1)]);
}

#[test]
fn exports_of_cloudwatch() {
    let record = r#"{"schemaType":"ModelInvocationLog","modelId":"amazon.nova-lite-v1:0","input":{"inputTokenCount":7},"output":{"outputTokenCount":3}}"#;
    let event = serde_json::json!({"logStreamName": "s", "timestamp": 1_795_336_200_000_u64, "message": record, "eventId": "1"});
    let export =
        serde_json::json!({"events": [event, event], "searchedLogStreams": [], "nextToken": "t"});
    let subscription = serde_json::json!({"messageType": "DATA_MESSAGE", "logGroup": "g", "logEvents": [event, event]});
    let at = Moment::from_millis(1_795_336_200_000).unwrap();
    let card = card();
    let plan = plan(&card);
    for text in [
        serde_json::to_string_pretty(&export).unwrap(),
        serde_json::to_string(&export).unwrap(),
        serde_json::to_string_pretty(&serde_json::json!([export])).unwrap(),
        format!("{subscription}\n"),
        serde_json::to_string_pretty(&subscription).unwrap(),
        format!("{event}\n{event}\n"),
        format!("2026-11-22T08:30:00.000Z {record}\n2026-11-22T08:30:00.000Z {record}\n"),
    ] {
        let tally = tally_of(&plan, &text);
        assert_eq!(tally.tokens(), buckets([14, 0, 0, 0, 6]), "{text}");
        assert_eq!(tally.span(), Some((at, at)), "{text}");
        assert_eq!((tally.requests(), tally.skips().total()), (2, 0), "{text}");
    }
}

#[test]
fn metrics_count_only_where_nothing_else_does() {
    let data = r#"{
    "MetricDataResults": [
        {"Id": "a", "Label": "amazon.nova-lite-v1:0 Invocations", "Timestamps": ["2026-10-01T00:00:00+00:00", "2026-10-02T00:00:00+00:00"], "Values": [10.0, 30.0], "StatusCode": "Complete"},
        {"Id": "b", "Label": "amazon.nova-lite-v1:0 InputTokenCount", "Timestamps": [], "Values": [1000.0, 3000.0]},
        {"Id": "c", "Label": "amazon.nova-lite-v1:0 OutputTokenCount", "Timestamps": [], "Values": [400.0]},
        {"Id": "d", "Label": "amazon.nova-lite-v1:0 CacheReadInputTokenCount", "Timestamps": [], "Values": [600]}
    ], "Messages": []}"#;
    let card = card();
    let plan = plan(&card);
    let mut tally = tally_of(&plan, data);
    assert_eq!(tally.settle_metrics(), 40);
    let id = &tally.ids()[0];
    assert_eq!((id.requests, id.tokens), (40, buckets([4_000, 600, 0, 0, 400])));
    // 4,000 x 0.06 + 600 x 0.015 + 400 x 0.24 = 240 + 9 + 96 micro-dollars.
    assert_eq!(id.cost.exact(), "0.000345");
    assert_eq!(tally.span().unwrap().0.to_string(), "2026-10-01T00:00:00Z");
    assert_eq!(tally.lengths().answers(), 0);

    let statistics = r#"{
    "Label": "InputTokenCount",
    "Datapoints": [
        {"Timestamp": "2026-10-01T00:00:00Z", "SampleCount": 3.0, "Sum": 700.0, "Unit": "Count"},
        {"Timestamp": "2026-10-02T00:00:00Z", "SampleCount": 2.0, "Sum": 100.0, "Unit": "Count"}
    ]}"#;
    let mut tally = tally_of(&plan, statistics);
    assert_eq!(tally.settle_metrics(), 5);
    assert_eq!(tally.tokens(), buckets([800, 0, 0, 0, 0]));

    let mut both = tally_of(&plan, data);
    read_in(
        &mut both,
        1,
        br#"{"modelId":"m","input":{"inputTokenCount":7},"output":{"outputTokenCount":3}}"#,
        9,
    );
    assert_eq!(both.settle_metrics(), 40);
    assert_eq!(both.requests(), 1);
}

#[test]
fn a_histogram_reads_back_as_what_it_was_made_of() {
    let lines: String = [(150, 4_000, 20), (160, 4_500, 20), (199_999, 1, 900), (200_000, 1, 900), (9, 0, 7)]
        .iter()
        .map(|(fresh, read, output)| format!("{{\"timestamp\":\"2026-10-0{}T00:00:00Z\",\"modelId\":\"us.anthropic.claude-sonnet-4-5-20250929-v1:0\",\"input\":{{\"inputTokenCount\":{fresh},\"cacheReadInputTokenCount\":{read}}},\"output\":{{\"outputTokenCount\":{output}}}}}\n", 1 + output % 9))
        .collect();
    let card = card();
    let plan = plan(&card);
    let tally = tally_of(&plan, &lines);
    let csv = tally.cells().to_csv(tally.ids());
    // The first two share a cell.
    assert_eq!(csv.lines().count(), 1 + 4);
    let again = tally_of(&plan, &csv);
    assert_eq!(again.skips().total(), 0);
    assert_eq!(again.requests(), 5);
    assert_eq!(again.tokens(), tally.tokens());
    assert_eq!(again.cost(), tally.cost());
    assert_eq!(again.span(), tally.span());
    assert_eq!(again.cells().to_csv(again.ids()), csv);
}

#[test]
fn an_assumed_model_is_for_requests_without_one() {
    let card = card();
    let plan = Plan { assumed_model: Some("amazon.nova-lite-v1:0"), ..plan(&card) };
    let tally = tally_of(
        &plan,
        "{\"usage\":{\"inputTokens\":5,\"outputTokens\":1}}\n{\"modelId\":\"mine\",\"input\":{\"inputTokenCount\":2},\"output\":{}}\n",
    );
    let ids: Vec<_> =
        tally.ids().iter().map(|id| (id.bedrock_id.as_str(), id.resolved.is_some())).collect();
    assert_eq!(ids, [("amazon.nova-lite-v1:0", true), ("mine", false)]);
}

#[test]
fn the_service_tier_of_a_response_decides_the_price() {
    let card = crate::card::Builtin::List.parse().unwrap();
    let plan = plan(&card);
    let usage = r#""usage":{"inputTokens":1000000,"outputTokens":1000000}"#;
    // Nova Pro costs $0.80 and $3.20, on Flex $0.40 and $1.60, on Priority $1.40 and $5.60.
    for (tier, cost) in [
        (r#""serviceTier":{"type":"default"}"#, "4.00"),
        (r#""serviceTier":{"type":"flex"}"#, "2.00"),
        (r#""service_tier":"flex""#, "2.00"),
        (r#""serviceTier":{"type":"priority"}"#, "7.00"),
        (r#""serviceTier":{"type":"reserved"}"#, "4.00"),
        (r#""serviceTier":null"#, "4.00"),
    ] {
        for record in [
            format!(
                r#"{{"modelId":"amazon.nova-pro-v1:0","output":{{"outputBodyJson":{{{tier},{usage}}}}}}}"#
            ),
            format!(
                r#"{{"modelId":"amazon.nova-pro-v1:0","output":{{"outputBodyJson":[{{"metadata":{{{usage},{tier}}}}}]}}}}"#
            ),
        ] {
            let tally = tally_of(&plan, &record);
            assert_eq!((tally.requests(), tally.cost().exact()), (1, cost.to_owned()), "{record}");
        }
    }
    // A model without the tier has no price for it.
    let record = format!(
        r#"{{"modelId":"anthropic.claude-haiku-4-5-20251001-v1:0","output":{{"outputBodyJson":{{"service_tier":"flex",{usage}}}}}}}"#
    );
    assert_eq!(tally_of(&plan, &record).ids()[0].unpriced, 1);
}
