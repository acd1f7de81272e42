//! `--calibrate`: a true count corrects the factors of a tokenizer family.

use std::path::Path;

use super::counts::Counts;
use crate::cli::error::{Error, Result};
use crate::library::find::Found;
use crate::library::settings;
use crate::money::Tokens;
use crate::tokens::{Correction, Encoding, Estimate, Family, Tokenizers};

/// How far a true count can be from the reference count, either way.
const MOST_TIMES: u64 = 20;
/// Counts below this are told to be short.
const SHORT: Tokens = Tokens::new(1_000);

/// A true count of the texts by a model's tokenizer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Truth {
    family: Family,
    tokens: Tokens,
}

impl Truth {
    /// The true count by the tokenizer of a model, where there is something to correct.
    pub(super) fn new(found: &Found<'_>, tokens: Tokens, tokenizers: &Tokenizers) -> Result<Self> {
        let model = found.model;
        let family = Family::parse(&model.tokenizer).filter(|family| *family != Family::Unknown);
        let Some(family) = family else {
            return Err(Error::input(format!(
                "the tokenizer of {} is not known, so there are no factors to calibrate",
                model.name
            )));
        };
        if Encoding::of(family).is_some() || tokenizers.file(family).is_some() {
            return Err(Error::input(format!(
                "{} is counted exactly for {}, so there is nothing to calibrate",
                family.label(),
                model.name
            )));
        }
        Ok(Self { family, tokens })
    }

    /// Corrects the family's factors by what the texts came to, in the settings file `path` and in
    /// `tokenizers`; returns what was done, in sentences.
    pub(super) fn apply(
        self,
        counted: &Counts,
        path: Option<&Path>,
        tokenizers: &mut Tokenizers,
    ) -> Result<Vec<String>> {
        let Self { family, tokens } = self;
        let reference = counted.reference();
        let estimated = Estimate::of(family, &counted.tokens.reference).tokens;
        let possible = reference.get().div_ceil(MOST_TIMES)..=reference.get() * MOST_TIMES;
        let correction = Correction::between(estimated, tokens)
            .filter(|_| possible.contains(&tokens.get()))
            .ok_or_else(|| {
                Error::input(format!(
                    "--calibrate says {tokens} tokens where o200k_base counts {reference}; no \
                     tokenizer is that far from it, so give the count of exactly these texts"
                ))
            })?;
        let path = path.ok_or_else(|| {
            Error::input("there is no folder for settings; name a file in TOKENFARE_CONFIG")
        })?;
        let before = settings::keep_correction(path, family, correction)?;
        tokenizers.set_correction(family, correction);
        let mut told = vec![format!(
            "{} is calibrated: {tokens} tokens are true where its factors say {estimated}. They \
             are multiplied by {} from now on, before by {}.",
            family.label(),
            decimal(correction),
            decimal(before.unwrap_or(Correction::NONE)),
        )];
        if reference < SHORT {
            told.push(
                "The texts are short, so what the request adds around them weighs in the count; \
                 some thousand tokens calibrate better."
                    .to_owned(),
            );
        }
        Ok(told)
    }
}

fn decimal(correction: Correction) -> String {
    (f64::from(correction.millionths()) / 1e6).to_string()
}
