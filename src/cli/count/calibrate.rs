//! `--calibrate`: a true count corrects the factors of a tokenizer family, for the kinds of text that
//! it is of.

use std::path::Path;

use super::counts::Counts;
use crate::cli::calibration;
use crate::cli::error::{Error, Result};
use crate::library::find::Found;
use crate::money::Tokens;
use crate::tokens::{
    Estimate, Family, LEAST_TEXT, Learned, Tokenizers, Unlearned, frame, is_built_in,
};

/// A true count of the texts by a model's tokenizer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Truth<'c> {
    /// The model's name.
    name: &'c str,
    family: Family,
    /// As billed.
    tokens: Tokens,
    /// What a request has around a user's message; none where that is not known.
    frame: Option<frame::Span>,
}

impl<'c> Truth<'c> {
    /// The true count by the tokenizer of a model, where there is something to correct.
    pub(super) fn new(found: &Found<'c>, tokens: Tokens, tokenizers: &Tokenizers) -> Result<Self> {
        let model = found.model;
        let family = Family::parse(&model.tokenizer).filter(|family| *family != Family::Unknown);
        let Some(family) = family else {
            return Err(Error::input(format!(
                "the tokenizer of {} is not known, so there are no factors to calibrate",
                model.name
            )));
        };
        if is_built_in(family) || tokenizers.file(family).is_some() {
            return Err(Error::input(format!(
                "{} is counted exactly for {}, so there is nothing to calibrate",
                family.label(),
                model.name
            )));
        }
        Ok(Self {
            name: &model.name,
            family,
            tokens,
            frame: frame::of(family, &model.id).message(false),
        })
    }

    /// Corrects the family's factors by what `texts` texts came to, in the settings file `path` and
    /// in `tokenizers`; returns what was done, in sentences.
    pub(super) fn apply(
        self,
        counted: &Counts,
        texts: usize,
        path: Option<&Path>,
        tokenizers: &mut Tokenizers,
    ) -> Result<Vec<String>> {
        let Self { name, family, tokens, frame } = self;
        let reference = &counted.tokens.reference;
        let content = tokens - frame.unwrap_or_default().likely;
        let mut learned = Learned::of(family);
        learned.add(reference, content, texts as u64).map_err(|why| {
            let total = reference.total();
            Error::input(match why {
                Unlearned::Short => format!(
                    "--calibrate needs a text of at least {LEAST_TEXT} tokens, and this one has \
                     {total} of o200k_base: what a request adds around so little weighs too much"
                ),
                Unlearned::Far => format!(
                    "--calibrate says {tokens} tokens where o200k_base counts {total}; no tokenizer \
                     is that far from it, so give the count of exactly these texts"
                ),
            })
        })?;
        let before = *tokenizers.corrections(family);
        let after = learned.corrections(&before);
        let around = match frame {
            None => {
                format!("What {name} adds around a text is not known, so all is taken for text.")
            }
            Some(frame::Span { high: Tokens::ZERO, .. }) => String::new(),
            Some(frame) => {
                format!("{} of the {tokens} tokens are taken to be around the text.", frame.words())
            }
        };
        let Estimate { tokens: said, low, high, .. } = tokenizers.estimate(family, &counted.tokens);
        if before != after {
            calibration::keep(path, family, &after)?;
            tokenizers.set_corrections(family, after);
        }
        let label = family.label();
        let done = match calibration::changes(&before, &after) {
            Some(changes) => format!(
                "{label} is calibrated: {content} tokens are true where it was estimated at {said}. \
                 From now on its factors are multiplied: {changes}. Other kinds of text stay as \
                 they are."
            ),
            None => format!(
                "{content} tokens are true where {label} was estimated at {said} ({low} to {high}): \
                 that is what its factors say, so they stay."
            ),
        };
        Ok([around, done].into_iter().filter(|sentence| !sentence.is_empty()).collect())
    }
}
