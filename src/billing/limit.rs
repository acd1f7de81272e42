//! What bounds an answer: the user's cap, the model's own limit, or its context window.

use super::month::{MICRO, Unavailable};
use crate::card::Model;
use crate::money::Tokens;
use crate::workload::{MicroTokens, Workload};

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
    /// min(cap, max output, context window - input); the smallest names itself.
    pub(super) fn of(
        model: &Model,
        workload: &Workload,
        input: MicroTokens,
    ) -> Result<Self, Unavailable> {
        let mut limit = Self {
            tokens: None,
            by: LimitedBy::Nothing,
        };
        let mut bound = |tokens: Tokens, by| {
            if limit.tokens.is_none_or(|least| tokens < least) {
                limit = Self {
                    tokens: Some(tokens),
                    by,
                };
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

/// The answer's billed mean and cut-off share under a limit, kept while the limit stays.
#[derive(Default)]
pub(super) struct AnswerUnderLimit(Option<(Limit, MicroTokens, f64)>);

impl AnswerUnderLimit {
    pub(super) fn under(&mut self, workload: &Workload, limit: Limit) -> (MicroTokens, f64) {
        match self.0 {
            Some((known, output, cut_off)) if known == limit => (output, cut_off),
            _ => {
                let output = workload.answer.billed_mean(limit.tokens);
                let cut_off = workload.answer.cut_off(limit.tokens);
                self.0 = Some((limit, output, cut_off));
                (output, cut_off)
            }
        }
    }
}
