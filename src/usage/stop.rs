//! Why answers ended, and the cap that was set for them.

use crate::money::Tokens;

/// Why an answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stop {
    /// The model was done.
    Done,
    /// The max output tokens that the request set were reached.
    Cap,
    /// A text at which the request asked to stop.
    Sequence,
    /// The model called a tool.
    Tool,
    /// The model waits for a tool of the server's.
    Pause,
    /// The model declined.
    Refusal,
    /// A guardrail stepped in.
    Guardrail,
    /// A filter of contents stepped in.
    Filter,
    /// The context window was full.
    Context,
    /// What the model wrote was no answer.
    Output,
    /// What the model wrote was no call of a tool.
    ToolCall,
    /// Something that is not known here.
    Other,
}

/// What is to know of a way to end.
#[derive(Debug)]
struct Row {
    stop: Stop,
    /// What it is called in Converse, by programs and by people.
    key: &'static str,
    /// What else it is called: by Anthropic's, OpenAI's, Llama's, Mistral's, Cohere's and Titan's bodies and
    /// by Responses.
    names: &'static [&'static str],
}

const fn row(stop: Stop, key: &'static str, names: &'static [&'static str]) -> Row {
    Row { stop, key, names }
}

/// The ways to end. Converse's nine are those of botocore's `StopReason`.
static STOPS: [Row; Stop::COUNT] = [
    row(
        Stop::Done,
        "end_turn",
        &["stop", "completed", "COMPLETE", "FINISH", "FINISHED", "endoftext"],
    ),
    row(Stop::Cap, "max_tokens", &["length", "max_output_tokens", "MAX_TOKENS", "LENGTH"]),
    row(Stop::Sequence, "stop_sequence", &["STOP_SEQUENCE", "STOP_CRITERIA_MET"]),
    row(Stop::Tool, "tool_use", &["tool_calls", "function_call", "TOOL_CALL"]),
    row(Stop::Pause, "pause_turn", &[]),
    row(Stop::Refusal, "refusal", &[]),
    row(Stop::Guardrail, "guardrail_intervened", &[]),
    row(Stop::Filter, "content_filtered", &["content_filter", "CONTENT_FILTERED", "ERROR_TOXIC"]),
    row(Stop::Context, "model_context_window_exceeded", &["model_length", "ERROR_LIMIT"]),
    row(Stop::Output, "malformed_model_output", &[]),
    row(Stop::ToolCall, "malformed_tool_use", &[]),
    row(Stop::Other, "other", &[]),
];

impl Stop {
    /// How many there are.
    pub const COUNT: usize = 12;

    /// All of them, in the order of their rows.
    pub fn all() -> impl Iterator<Item = Self> {
        STOPS.iter().map(|row| row.stop)
    }

    /// The name that Converse has for it.
    pub fn key(self) -> &'static str {
        STOPS[self as usize].key
    }

    /// What a body calls it.
    pub(super) fn named(name: &[u8]) -> Self {
        let is = |row: &&Row| {
            row.key.as_bytes() == name || row.names.iter().any(|it| it.as_bytes() == name)
        };
        STOPS.iter().find(is).map_or(Self::Other, |row| row.stop)
    }
}

/// The max output tokens that a request asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum AskedCap {
    /// The log does not hold what was asked.
    #[default]
    Unknown,
    /// None.
    Without,
    /// So many.
    Of(Tokens),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_end_has_its_row() {
        assert!(Stop::all().enumerate().all(|(at, stop)| stop as usize == at));
        for row in &STOPS {
            assert_eq!(Stop::named(row.key.as_bytes()), row.stop);
            assert!(row.names.iter().all(|name| Stop::named(name.as_bytes()) == row.stop));
        }
        assert_eq!(Stop::named(b"whatever"), Stop::Other);
    }
}
