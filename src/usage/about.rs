//! What a log says of a request beside its tokens: who made it, what was asked, and how it went.

use super::counts::count;
use super::skim::{Broken, Next, Skim};
use super::stop::{AskedCap, Stop};
use crate::money::Tokens;

/// A longer time than this is no latency: a week, in milliseconds.
const MOST_MILLIS: u64 = 7 * 86_400_000;
/// A cap above this is none.
const MOST_CAP: u64 = 1_000_000_000;

/// What a log says of a request beside its tokens. Texts stand as JSON has them, with their escapes; they
/// are empty where the log says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct About<'a> {
    /// The model that says in the answer that it gave it; empty where the answer says none.
    pub(super) answered_by: &'a [u8],
    /// The ARN of who made it.
    pub(super) caller: &'a [u8],
    /// The AWS account.
    pub(super) account: &'a [u8],
    /// What the caller gave to be logged with it: an object.
    pub(super) metadata: &'a [u8],
    /// Why a call failed.
    pub(super) error: &'a [u8],
    /// Why the answer ended.
    pub(super) stop: Option<Stop>,
    /// The max output tokens that were asked for.
    pub(super) cap: Cap,
    /// How long it took.
    pub(super) latency: Millis,
    /// How long it took to the first byte of the answer.
    pub(super) first_byte: Millis,
}

impl<'a> About<'a> {
    /// Reads who made the request.
    pub(super) fn identity(&mut self, skim: &mut Skim<'a>) -> Result<(), Broken> {
        skim.object(|skim, key| match key {
            b"arn" => keep(&mut self.caller, skim),
            _ => skim.pass(),
        })
    }

    /// Reads the account.
    pub(super) fn account(&mut self, skim: &mut Skim<'a>) -> Result<(), Broken> {
        keep(&mut self.account, skim)
    }

    /// Reads what went wrong: a word, or an object that has it.
    pub(super) fn error(&mut self, skim: &mut Skim<'a>) -> Result<(), Broken> {
        if skim.next()? != Next::Object {
            return keep(&mut self.error, skim);
        }
        skim.object(|skim, key| match key {
            b"errorCode" | b"code" => keep(&mut self.error, skim),
            _ => skim.pass(),
        })
    }

    /// Reads the body of a request, in which the cap stands; returns it as written.
    pub(super) fn sent(&mut self, skim: &mut Skim<'a>) -> Result<&'a [u8], Broken> {
        if skim.next()? != Next::Object {
            return skim.raw();
        }
        self.cap.see_body();
        skim.walked(|skim, key| match key {
            b"max_tokens"
            | b"max_completion_tokens"
            | b"max_output_tokens"
            | b"max_gen_len"
            | b"max_tokens_to_sample" => self.cap.see(skim),
            b"inferenceConfig" | b"textGenerationConfig" => skim.object(|skim, key| match key {
                b"maxTokens" | b"max_new_tokens" | b"maxTokenCount" => self.cap.see(skim),
                _ => skim.pass(),
            }),
            _ => skim.pass(),
        })
    }

    /// Reads why the answer ended; returns whether the value says so.
    pub(super) fn stop(&mut self, skim: &mut Skim<'a>) -> Result<bool, Broken> {
        let stop = skim.text()?.map(Stop::named);
        // Of several answers, the one that was cut off tells.
        self.stop = self.stop.filter(|it| *it == Stop::Cap).or(stop).or(self.stop);
        Ok(stop.is_some())
    }

    /// Reads why the answer ended, in an object around it.
    pub(super) fn stop_in(&mut self, skim: &mut Skim<'a>) -> Result<(), Broken> {
        skim.object(|skim, key| match key {
            b"stopReason" | b"stop_reason" | b"finish_reason" => self.stop(skim).map(|_| ()),
            _ => skim.pass(),
        })
    }

    /// Reads why an answer of Responses is not whole.
    pub(super) fn incomplete(&mut self, skim: &mut Skim<'a>) -> Result<(), Broken> {
        skim.object(|skim, key| match key {
            b"reason" => self.stop(skim).map(|_| ()),
            _ => skim.pass(),
        })
    }

    /// Reads Converse's metrics.
    pub(super) fn metrics(&mut self, skim: &mut Skim<'a>) -> Result<(), Broken> {
        skim.object(|skim, key| match key {
            b"latencyMs" => self.latency.see(skim),
            _ => skim.pass(),
        })
    }
}

/// Keeps a text, where the value is one.
fn keep<'a>(slot: &mut &'a [u8], skim: &mut Skim<'a>) -> Result<(), Broken> {
    *slot = skim.text()?.unwrap_or(slot);
    Ok(())
}

/// Milliseconds, where they are stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Millis(pub(super) Option<u64>);

impl Millis {
    /// Reads a number of them; what is none says nothing.
    pub(super) fn see(&mut self, skim: &mut Skim<'_>) -> Result<(), Broken> {
        self.0 = number(skim, MOST_MILLIS)?.or(self.0);
        Ok(())
    }
}

/// The cap, as far as it was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Cap(pub(super) AskedCap);

impl Cap {
    /// Takes in that the log holds what was asked.
    pub(super) fn see_body(&mut self) {
        if self.0 == AskedCap::Unknown {
            self.0 = AskedCap::Without;
        }
    }

    /// Reads a cap; what is none says nothing.
    pub(super) fn see(&mut self, skim: &mut Skim<'_>) -> Result<(), Broken> {
        if let Some(cap) = number(skim, MOST_CAP)?.filter(|cap| *cap > 0) {
            self.0 = AskedCap::Of(Tokens::new(cap));
        }
        Ok(())
    }
}

fn number(skim: &mut Skim<'_>, most: u64) -> Result<Option<u64>, Broken> {
    if skim.next()? != Next::Number {
        skim.pass()?;
        return Ok(None);
    }
    Ok(skim.number()?.and_then(|written| count(written, most).ok()))
}
