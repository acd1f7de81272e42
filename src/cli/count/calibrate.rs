//! `--calibrate`: a true count corrects the factors of a tokenizer family, for the kinds of text that
//! it is of.

use std::path::Path;

use super::counts::Counts;
use crate::cli::error::{Error, Result};
use crate::library::find::Found;
use crate::library::settings;
use crate::money::Tokens;
use crate::tokens::{
    Correction, Corrections, Encoding, Estimate, Family, LEAST_TEXT, Learned, Tokenizers,
    Unlearned, frame,
};

/// A true count of the texts by a model's tokenizer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Truth<'c> {
    /// The model's name.
    name: &'c str,
    family: Family,
    /// As billed.
    tokens: Tokens,
    /// What the request has around a text; none where that is not known.
    frame: Option<Tokens>,
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
        if Encoding::of(family).is_some() || tokenizers.file(family).is_some() {
            return Err(Error::input(format!(
                "{} is counted exactly for {}, so there is nothing to calibrate",
                family.label(),
                model.name
            )));
        }
        Ok(Self { name: &model.name, family, tokens, frame: frame::message(family) })
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
        let content = tokens - frame.unwrap_or_default();
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
        let path = path.ok_or_else(|| {
            Error::input("there is no folder for settings; name a file in TOKENFARE_CONFIG")
        })?;
        let before = *tokenizers.corrections(family);
        let after = learned.corrections(&before);
        let around = match frame {
            None => {
                format!("What {name} adds around a text is not known, so all is taken for text.")
            }
            Some(Tokens::ZERO) => String::new(),
            Some(frame) => format!("{frame} of the {tokens} tokens are around the text."),
        };
        let estimated = tokenizers.estimate(family, &counted.tokens);
        let done = told(family, content, estimated, &before, &after);
        if before != after {
            settings::keep_corrections(path, family, &after)?;
            tokenizers.set_corrections(family, after);
        }
        Ok([around, done].into_iter().filter(|sentence| !sentence.is_empty()).collect())
    }
}

/// What was learned, in a sentence.
fn told(
    family: Family,
    content: Tokens,
    estimated: Estimate,
    before: &Corrections,
    after: &Corrections,
) -> String {
    let changed =
        after.iter().filter(|(kind, it)| it.millionths() != before.get(*kind).millionths());
    let changed: Vec<String> = changed
        .map(|(kind, it)| {
            let before = match before.get(kind).millionths() {
                same if same == Correction::NONE.millionths() => String::new(),
                _ => format!(" (before by {})", decimal(before.get(kind))),
            };
            format!("{} by {}{before}", kind.label(), decimal(it))
        })
        .collect();
    let label = family.label();
    let Estimate { tokens, low, high, .. } = estimated;
    if changed.is_empty() {
        return format!(
            "{content} tokens are true where {label} was estimated at {tokens} ({low} to {high}): \
             that is what its factors say, so they stay."
        );
    }
    format!(
        "{label} is calibrated: {content} tokens are true where it was estimated at {tokens}. From \
         now on its factors are multiplied: {}. Other kinds of text stay as they are.",
        changed.join(", ")
    )
}

fn decimal(correction: Correction) -> String {
    (f64::from(correction.millionths()) / 1e6).to_string()
}
