//! How much of the output was thinking, of the requests whose records say so.

use super::lengths::SeenLengths;
use crate::effort::ThinkingTokens;
use crate::money::Tokens;

/// Requests that state how much of their output was thinking, and how much that was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stated {
    /// How many requests say so.
    pub requests: u64,
    /// Their thinking tokens.
    pub tokens: Tokens,
}

impl Stated {
    /// Takes in others.
    pub(super) fn add(&mut self, other: Self) {
        self.requests += other.requests;
        self.tokens += other.tokens;
    }

    /// The mean of a request, to the nearest token; none where no request says so.
    pub fn mean(self) -> Option<Tokens> {
        let mean = (self.tokens.get() + self.requests / 2).checked_div(self.requests)?;
        Some(Tokens::new(mean.min(u64::from(ThinkingTokens::MOST))))
    }
}

/// The lengths of thinking, and of what is left of the output for the answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SeenThinking {
    thoughts: SeenLengths,
    answers: SeenLengths,
}

impl SeenThinking {
    /// Takes in the output of so many requests, and how much of it was thinking.
    pub(super) fn add(&mut self, output: Tokens, thinking: Tokens, count: u64) {
        self.thoughts.add(thinking, count);
        self.answers.add(output - thinking, count);
    }

    /// Takes in all of `other`.
    pub(super) fn merge(&mut self, other: &Self) {
        self.thoughts.merge(&other.thoughts);
        self.answers.merge(&other.answers);
    }

    /// The thinking tokens of requests.
    pub const fn thoughts(&self) -> &SeenLengths {
        &self.thoughts
    }

    /// The tokens of answers without what was thought.
    pub const fn answers(&self) -> &SeenLengths {
        &self.answers
    }
}
