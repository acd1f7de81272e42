//! Bodies that state no tokens, known by their keys: what they are is said, so that nobody looks for a
//! fault in a log that has none.

/// What states no tokens of its own. Bedrock counts them in the headers of the response and in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unstated {
    /// An answer of Cohere's.
    Cohere,
    /// An answer of Mistral's older models.
    Mistral,
    /// An answer of AI21's Jurassic.
    Ai21,
    /// An embedding that does not say of how much.
    Embedding,
    /// Pictures, which are priced each.
    Image,
    /// What a batch job is to be asked.
    BatchInput,
    /// The state of an asynchronous call.
    AsyncInvoke,
}

impl Unstated {
    /// What a key of a body tells.
    pub(super) fn named(key: &[u8]) -> Option<Self> {
        Some(match key {
            b"generations" | b"generation_id" => Self::Cohere,
            b"outputs" => Self::Mistral,
            b"completions" => Self::Ai21,
            b"embedding" | b"embeddings" | b"embeddingsByType" => Self::Embedding,
            b"images" | b"artifacts" => Self::Image,
            b"invocationArn" => Self::AsyncInvoke,
            _ => return None,
        })
    }

    /// A few words after a number.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Cohere => "answers of Cohere without tokens",
            Self::Mistral => "answers of Mistral without tokens",
            Self::Ai21 => "answers of AI21 without tokens",
            Self::Embedding => "embeddings without tokens",
            Self::Image => "pictures",
            Self::BatchInput => "inputs of batch jobs",
            Self::AsyncInvoke => "asynchronous calls",
        }
    }

    /// What it is, after "it".
    pub const fn words(self) -> &'static str {
        match self {
            Self::Cohere => {
                "is an answer of Cohere, whose tokens stand in its headers and in the invocation log only"
            }
            Self::Mistral => {
                "is an answer of Mistral, whose tokens stand in its headers and in the invocation log only"
            }
            Self::Ai21 => {
                "is an answer of AI21, whose tokens stand in its headers and in the invocation log only"
            }
            Self::Embedding => {
                "is an embedding, whose tokens stand in its headers and in the invocation log only"
            }
            Self::Image => "holds pictures, which are not priced by tokens",
            Self::BatchInput => "is the input of a batch job; its output states the tokens",
            Self::AsyncInvoke => "is an asynchronous call, which states no tokens",
        }
    }
}
