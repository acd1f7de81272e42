//! What bounds an answer: the user's cap, the model's own limit, or its context window.

use crate::card::{Model, NotServed};
use crate::money::Tokens;
use crate::workload::{Answer, MicroTokens, Output, Thought, Workload};

/// Millionths of a token in a token.
pub(super) const MICRO: u64 = 1_000_000;

/// Tokens in millionths of one.
pub(super) const fn micro(tokens: Tokens) -> MicroTokens {
    tokens.get() * MICRO
}

/// Why a model has no bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unavailable {
    /// It has no price for that, or is not offered there.
    NotServed(NotServed),
    /// A request's input leaves no room for an answer in the context window.
    DoesNotFit {
        /// The input of the largest request.
        input: Tokens,
        /// The context window.
        context: Tokens,
    },
}

impl Unavailable {
    /// A few words for a badge.
    pub fn words(&self) -> String {
        match self {
            Self::NotServed(why) => why.words(),
            Self::DoesNotFit { context, .. } => format!("does not fit {context}"),
        }
    }
}

impl From<NotServed> for Unavailable {
    fn from(why: NotServed) -> Self {
        Self::NotServed(why)
    }
}

/// The most output tokens an answer may have, and what sets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The limit; none where nothing known bounds an answer.
    pub tokens: Option<Tokens>,
    /// What sets it.
    pub by: LimitedBy,
}

/// What bounds an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitedBy {
    /// Nothing known.
    Nothing,
    /// The workload's cap.
    Cap,
    /// The model's own max output.
    MaxOutput,
    /// What the context window leaves after the input.
    Context,
}

impl Limit {
    /// Nothing bounds an answer, or not one thing.
    pub(super) const fn none() -> Self {
        Self { tokens: None, by: LimitedBy::Nothing }
    }

    /// min(cap, max output, context window - input); the smallest names itself.
    pub(super) fn of(
        model: &Model,
        workload: &Workload,
        input: MicroTokens,
    ) -> Result<Self, Unavailable> {
        let mut limit = Self { tokens: None, by: LimitedBy::Nothing };
        let mut bound = |tokens: Tokens, by| {
            if limit.tokens.is_none_or(|least| tokens < least) {
                limit = Self { tokens: Some(tokens), by };
            }
        };
        if let Some(cap) = workload.answer.cap {
            bound(cap, LimitedBy::Cap);
        }
        if let Some(most) = model.max_output {
            bound(most, LimitedBy::MaxOutput);
        }
        if let Some(context) = model.context {
            let input = Tokens::new(input.div_ceil(MICRO));
            if input >= context {
                return Err(Unavailable::DoesNotFit { input, context });
            }
            bound(context - input, LimitedBy::Context);
        }
        Ok(limit)
    }
}

/// Thinking and an answer under a limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Outcome {
    pub(super) limit: Limit,
    pub(super) output: Output,
}

/// Outcomes that were worked out before. Models share their limits, and the lognormal's figures
/// cost more than all the rest of a bill.
#[derive(Debug, Default)]
pub struct Answers {
    known: Vec<(Answer, Option<Thought>, Option<Tokens>, Output)>,
    /// Where the oldest is, once as many are known as are kept.
    oldest: usize,
}

/// Outcomes kept at most; a search through more would cost what it saves.
const KEPT: usize = 48;

impl Answers {
    pub(super) fn under(
        &mut self,
        answer: &Answer,
        thought: Option<Thought>,
        limit: Limit,
    ) -> Outcome {
        let found = self.known.iter().find(|(known, thoughts, tokens, _)| {
            *tokens == limit.tokens
                && *thoughts == thought
                && known.mean == answer.mean
                && known.spread == answer.spread
                && known.lengths == answer.lengths
        });
        if let Some(&(.., output)) = found {
            return Outcome { limit, output };
        }
        let output = Output::of(answer, thought, limit.tokens);
        let worked_out = (answer.clone(), thought, limit.tokens, output);
        if self.known.len() < KEPT {
            self.known.push(worked_out);
        } else if let Some(oldest) = self.known.get_mut(self.oldest) {
            *oldest = worked_out;
            self.oldest = (self.oldest + 1) % KEPT;
        }
        Outcome { limit, output }
    }
}
