//! Logs like Bedrock's, as large as wanted and the same on every run: for tests, benches and the
//! example that writes them to a file.

use std::io::Write;

/// Models with the shape of their bodies and how often they are asked, of 100.
const MODELS: [(&str, Shape, u64); 8] = [
    ("us.anthropic.claude-sonnet-5-5", Shape::Converse, 30),
    ("global.anthropic.claude-haiku-5-5", Shape::Converse, 15),
    ("us.anthropic.claude-haiku-4-5-20251001-v1:0", Shape::Anthropic, 15),
    ("anthropic.claude-sonnet-5", Shape::AnthropicStream, 10),
    (
        "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-lite-v1:0",
        Shape::Converse,
        12,
    ),
    ("openai.gpt-oss-120b-1:0", Shape::OpenAi, 8),
    ("eu.amazon.nova-pro-v1:0", Shape::Converse, 6),
    (
        "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3d4e5f6",
        Shape::Converse,
        4,
    ),
];

const WORDS: [&str; 40] = [
    "the",
    "customer",
    "asked",
    "whether",
    "an",
    "order",
    "from",
    "last",
    "week",
    "could",
    "still",
    "be",
    "changed",
    "and",
    "we",
    "answered",
    "that",
    "it",
    "had",
    "left",
    "warehouse",
    "already",
    "\\n",
    "\\n- ",
    "\\\"quoted\\\"",
    "refund",
    "policy",
    "section",
    "4.2",
    "applies",
    "to",
    "goods",
    "worth",
    "more",
    "than",
    "€500",
    "naïve",
    "{\\\"id\\\": 17}",
    "[see below]",
    "https://example.com/a?b=c",
];

/// What a body looks like.
#[derive(Clone, Copy)]
enum Shape {
    Converse,
    Anthropic,
    AnthropicStream,
    OpenAi,
}

/// Writes records, one a line.
pub(crate) struct Log {
    random: u64,
    /// Milliseconds after the first record.
    time: u64,
    number: u64,
    /// Whether several teams call, over weeks rather than hours.
    teams: bool,
}

/// Who calls, where several do: of ten requests, as many as stand here.
const TEAMS: [&str; 10] = [
    "checkout", "support", "checkout", "search", "checkout", "support", "checkout", "search",
    "support", "checkout",
];

impl Log {
    /// The log of this seed.
    pub(crate) const fn new(seed: u64) -> Self {
        Self { random: seed, time: 0, number: 0, teams: false }
    }

    /// The log of several teams, who say who they are, over weeks.
    #[allow(dead_code, reason = "not every test has teams")]
    pub(crate) const fn of_teams(seed: u64) -> Self {
        Self { random: seed, time: 0, number: 0, teams: true }
    }

    /// SplitMix64.
    fn random(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.random;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, most: u64) -> u64 {
        self.random() % most.max(1)
    }

    /// About as often small as large: uniform in the logarithm.
    fn spread(&mut self, least: u64, most: u64) -> u64 {
        let doublings = (most / least.max(1)).max(1).ilog2() as u64 + 1;
        let scale = least << self.below(doublings);
        (scale + self.below(scale.max(1))).min(most)
    }

    fn text(&mut self, bytes: u64, out: &mut Vec<u8>) {
        let end = out.len() + bytes as usize;
        while out.len() < end {
            let mut random = self.random();
            for _ in 0..10 {
                out.extend_from_slice(WORDS[(random % 40) as usize].as_bytes());
                out.push(b' ');
                random /= 40;
            }
        }
    }

    /// Adds one record with its newline.
    pub(crate) fn record(&mut self, out: &mut Vec<u8>) {
        self.number += 1;
        self.time += self.below(40_000) * if self.teams { 60 } else { 1 };
        let mut pick = self.below(100);
        let mut chosen = (MODELS[0].0, MODELS[0].1);
        for (model, shape, share) in MODELS {
            if pick < share {
                chosen = (model, shape);
                break;
            }
            pick -= share;
        }
        let (model, shape) = chosen;
        let fails = self.below(100) == 0;
        let fresh = self.spread(40, 6_000);
        let output = self.spread(8, 3_000);
        let caches = self.below(3) > 0 && !matches!(shape, Shape::OpenAi);
        let (mut read, mut write_5m, mut write_1h) = (0, 0, 0);
        if caches {
            let prefix = 1_024 + self.below(30_000);
            match self.below(10) {
                0 => write_5m = prefix,
                // Only Claude's caches live an hour.
                1 if model.contains("claude") => {
                    (write_5m, write_1h) = (prefix / 3, prefix - prefix / 3);
                }
                _ => read = prefix,
            }
        }
        if self.below(400) == 0 {
            // Beyond the context tiers.
            read += 250_000;
        }
        let operation = match shape {
            Shape::Converse => "Converse",
            Shape::AnthropicStream => "InvokeModelWithResponseStream",
            _ => "InvokeModel",
        };
        let id = [self.random(), self.random()];
        let seconds = self.time / 1_000;
        let (day, second) = (1 + seconds / 86_400 % 28, seconds % 86_400);
        let month = 1 + seconds / 86_400 / 28 % 12;
        let year = 2026 + seconds / 86_400 / 28 / 12;
        let team = TEAMS[self.number as usize % TEAMS.len()];
        let (role, metadata) = match self.teams {
            true => (team, format!("\"requestMetadata\":{{\"team\":\"{team}\"}},")),
            false => ("app", String::new()),
        };
        let region = if model.starts_with("eu.") { "eu-west-1" } else { "us-east-1" };
        // Writing to memory cannot fail.
        let _ = write!(
            out,
            "{{\"timestamp\":\"{year}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z\",\
             \"accountId\":\"123456789012\",\
             \"identity\":{{\"arn\":\"arn:aws:sts::123456789012:assumed-role/{role}/i-0abc\"}},\
             {metadata}\"region\":\"{region}\",\"requestId\":\"{:016x}{:016x}\",\"operation\":\"{operation}\",\
             \"modelId\":\"{model}\",",
            second / 3_600,
            second / 60 % 60,
            second % 60,
            id[0],
            id[1],
        );
        if fails {
            out.extend_from_slice(b"\"errorCode\":\"ThrottlingException\",");
        }
        out.extend_from_slice(
            b"\"input\":{\"inputContentType\":\"application/json\",\"inputBodyJson\":{\"system\":[{\"text\":\"",
        );
        let body = 2_000 + self.below(18_000);
        self.text(body * 2 / 5, out);
        out.extend_from_slice(b"\"}],\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"");
        self.text(body * 2 / 5, out);
        out.extend_from_slice(
            b"\"}]}],\"inferenceConfig\":{\"maxTokens\":4096,\"temperature\":0.2},\"toolConfig\":\
              {\"tools\":[{\"toolSpec\":{\"name\":\"lookup\",\"inputSchema\":{\"json\":{\"type\":\"object\",\
              \"properties\":{\"id\":{\"type\":\"string\"},\"inputTokenCount\":{\"type\":\"number\",\"default\":7}}}}}}]}}",
        );
        if !fails {
            let whole = fresh + read;
            let stated = if matches!(shape, Shape::OpenAi) { whole } else { fresh };
            let _ = write!(out, ",\"inputTokenCount\":{stated}");
            if caches {
                let _ = write!(
                    out,
                    ",\"cacheReadInputTokenCount\":{read},\"cacheWriteInputTokenCount\":{}",
                    write_5m + write_1h
                );
            } else if matches!(shape, Shape::OpenAi) {
                // Only the body knows.
            } else if read > 0 {
                let _ = write!(out, ",\"cacheReadInputTokenCount\":{read}");
            }
        }
        out.extend_from_slice(b"},\"output\":{\"outputContentType\":\"application/json\"");
        if !fails {
            out.extend_from_slice(b",\"outputBodyJson\":");
            let usage = [fresh, read, write_5m, write_1h, output];
            self.response(shape, usage, body / 5, out);
            let _ = write!(out, ",\"outputTokenCount\":{output}");
        }
        out.extend_from_slice(
            b"},\"schemaType\":\"ModelInvocationLog\",\"schemaVersion\":\"1.0\"}\n",
        );
    }

    fn response(&mut self, shape: Shape, usage: [u64; 5], text: u64, out: &mut Vec<u8>) {
        let [fresh, read, write_5m, write_1h, output] = usage;
        let write = write_5m + write_1h;
        match shape {
            Shape::Converse => {
                out.extend_from_slice(
                    b"{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":\"",
                );
                self.text(text, out);
                let _ = write!(
                    out,
                    "\"}}]}}}},\"stopReason\":\"end_turn\",\"metrics\":{{\"latencyMs\":812}},\
                     \"usage\":{{\"inputTokens\":{fresh},\"outputTokens\":{output},\"totalTokens\":{},\
                     \"cacheReadInputTokens\":{read},\"cacheReadInputTokenCount\":{read},\
                     \"cacheWriteInputTokens\":{write},\"cacheWriteInputTokenCount\":{write},\
                     \"cacheDetails\":[{{\"ttl\":\"5m\",\"inputTokens\":{write_5m}}},\
                     {{\"ttl\":\"1h\",\"inputTokens\":{write_1h}}}]}}}}",
                    fresh + read + write + output
                );
            }
            Shape::Anthropic | Shape::AnthropicStream => {
                let usage = format!(
                    "\"usage\":{{\"input_tokens\":{fresh},\"cache_creation_input_tokens\":{write},\
                     \"cache_read_input_tokens\":{read},\"cache_creation\":{{\
                     \"ephemeral_5m_input_tokens\":{write_5m},\"ephemeral_1h_input_tokens\":{write_1h}}},\
                     \"output_tokens\":"
                );
                if matches!(shape, Shape::Anthropic) {
                    out.extend_from_slice(b"{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"");
                    self.text(text, out);
                    let _ = write!(out, "\"}}],\"stop_reason\":\"end_turn\",{usage}{output}}}}}");
                    return;
                }
                let _ = write!(
                    out,
                    "[{{\"type\":\"message_start\",\"message\":{{\"role\":\"assistant\",{usage}1}}}}}}"
                );
                for _ in 0..text / 200 {
                    out.extend_from_slice(b",{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"");
                    self.text(90, out);
                    out.extend_from_slice(b"\"}}");
                }
                let _ = write!(
                    out,
                    ",{{\"type\":\"message_delta\",\"delta\":{{\"stop_reason\":\"end_turn\"}},\
                     \"usage\":{{\"output_tokens\":{output}}}}},{{\"type\":\"message_stop\",\
                     \"amazon-bedrock-invocationMetrics\":{{\"inputTokenCount\":{fresh},\
                     \"outputTokenCount\":{output}}}}}]"
                );
            }
            Shape::OpenAi => {
                out.extend_from_slice(b"{\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"");
                self.text(text, out);
                let whole = fresh + read;
                let _ = write!(
                    out,
                    "\"}}}}],\"usage\":{{\"prompt_tokens\":{whole},\"completion_tokens\":{output},\
                     \"total_tokens\":{},\"prompt_tokens_details\":{{\"cached_tokens\":{read}}},\
                     \"completion_tokens_details\":{{\"reasoning_tokens\":{}}}}}}}",
                    whole + output,
                    output / 2
                );
            }
        }
    }
}
