//! What a question about a month is asked of: a rate card, and a workload as each model sees it.

use std::ffi::OsStr;

use super::Streams;
use super::args::{AskedArgs, ScoresArg, TokensArg};
use super::error::{Error, Result};
use crate::card::{Card, Date, Model};
use crate::controls::Facts;
use crate::document::printable;
use crate::explore::{self, Piece, Refused, Sizing};
use crate::library::{LoadedScenario, TokenizerFiles, find, load};
use crate::money::{Currency, Tokens};
use crate::report::{Report, Subject};
use crate::scenario::{Part, Scenario};
use crate::score::Scores;
use crate::tokens::{Estimate, Estimates, Family, KindTotals, TextCount, TextKind, Tokenizers};
use crate::workload::Workload;

/// A rate card, and a workload as each model sees it.
pub(super) struct Asked {
    pub(super) card: Card,
    pub(super) scenario: Scenario,
    pub(super) sizing: Sizing,
    /// Whether a section of the prompt has a text, which then is the input.
    pub(super) input_is_text: bool,
    /// How good models are, where that is told.
    pub(super) scores: Option<Scores>,
    /// Today; the day of the card where it is not known.
    pub(super) today: Date,
    /// What amounts are shown in.
    pub(super) currency: Currency,
}

impl Asked {
    /// Loads the card and the scenario, applies the flags, and counts the texts.
    pub(super) fn of(
        scenario: Option<&OsStr>,
        args: &AskedArgs,
        streams: &Streams<'_>,
    ) -> Result<Self> {
        let card = args.card.load()?;
        let files = args.tokenizers.files(streams.config.as_deref(), &card)?;
        let (scenario, texts) = self::scenario(scenario, args, &files)?;
        let sizing = match args.tokens {
            TokensArg::Own => texts.sizing(&scenario.workload),
            TokensArg::Same => Sizing::same(scenario.workload.clone()),
        };
        let input_is_text = texts.counts.iter().any(|(part, _)| *part != Part::Answer);
        let today = streams.today.unwrap_or(card.as_of);
        let currency = args.currency.of(streams.config.as_deref())?;
        Ok(Self { card, scenario, sizing, input_is_text, scores: None, today, currency })
    }

    /// The same with the scores that are asked for.
    pub(super) fn with_scores(self, scores: &ScoresArg) -> Result<Self> {
        let scores = scores.load(&self.card)?;
        Ok(Self { scores, ..self })
    }

    /// The model called by a name.
    pub(super) fn model(&self, typed: &str) -> Result<&Model> {
        Ok(find::model(&self.card, typed)?.model)
    }

    /// The models called by these names, each once.
    pub(super) fn models(&self, typed: &[String]) -> Result<Vec<&Model>> {
        let mut models: Vec<&Model> = Vec::new();
        for typed in typed {
            let model = self.model(typed)?;
            if !models.iter().any(|known| known.id == model.id) {
                models.push(model);
            }
        }
        Ok(models)
    }

    /// What reports are about.
    pub(super) fn subject(&self) -> Subject<'_> {
        Subject {
            card: &self.card,
            scenario: &self.scenario,
            sizing: &self.sizing,
            facts: Facts { input_is_text: self.input_is_text },
            scores: self.scores.as_ref(),
            today: self.today,
            currency: self.currency,
        }
    }

    /// A report in the format that is asked for.
    pub(super) fn write(
        &self,
        report: std::result::Result<Report<'_>, Refused>,
        args: &AskedArgs,
        streams: &Streams<'_>,
    ) -> Result<String> {
        let report = report.map_err(|refused| self.told(refused))?;
        Ok(report.write(args.format.format, streams.today))
    }

    /// Why a question has no answer, and what to do about it on the command line.
    fn told(&self, refused: Refused) -> Error {
        let mend = match &refused {
            Refused::MixUnbilled => "; see it with `tokenfare mix`".to_owned(),
            Refused::NoRanges => "; give --range, as in --range output=300..600".to_owned(),
            Refused::NothingToPay => "; name a model, or a scenario with a mix".to_owned(),
            Refused::NotOnCard { model, .. } => format!(
                "; name the models on the command line, or another card with --rates; {}",
                find::mend(&self.card, model)
            ),
            Refused::NoMix => {
                return Error::input(
                    "mix splits traffic; name models with their shares, as in nova-lite=70% \
                     nova-pro=30%, or a scenario with a mix",
                );
            }
            Refused::DoesNothing { .. }
            | Refused::NoBill { .. }
            | Refused::NoScores
            | Refused::NothingScored
            | Refused::NoCaching(_)
            | Refused::NoValue { .. }
            | Refused::NotANumber(_)
            | Refused::OneModel => String::new(),
        };
        Error::input(printable(&refused.to_string()).into_owned() + &mend)
    }
}

/// The texts of a scenario, as far as no flag sizes them, counted.
#[derive(Default)]
struct Texts {
    tokenizers: Tokenizers,
    /// The kinds of text that the scenario says its parts are.
    kinds: [Option<TextKind>; Part::ALL.len()],
    counts: Vec<(Part, TextCount)>,
}

/// The scenario with the flags applied, and its texts.
fn scenario(
    named: Option<&OsStr>,
    args: &AskedArgs,
    files: &TokenizerFiles,
) -> Result<(Scenario, Texts)> {
    let mut texts = Texts { tokenizers: files.corrections(), ..Texts::default() };
    // Large files take a while, so those of the settings are read only for texts.
    if !args.tokenizers.is_empty() {
        texts.tokenizers = files.require()?;
    }
    let mut scenario = match named {
        None => Scenario::new("Workload", Workload::default()),
        Some(named) => texts.load(named, files)?,
    };
    args.workload.apply(&mut scenario.workload)?;
    // A part that is sized otherwise is no longer its text.
    texts.counts.retain(|(part, count)| match part {
        Part::Answer => true,
        Part::Prompt(_) => scenario.tokens(*part) == count.reference.total(),
    });
    Ok((scenario, texts))
}

/// A scenario by its built-in name or file, as each model's own tokenizer sees it.
pub(super) fn named(named: &OsStr, files: &TokenizerFiles) -> Result<(Scenario, Sizing)> {
    let mut texts = Texts { tokenizers: files.corrections(), ..Texts::default() };
    let scenario = texts.load(named, files)?;
    let sizing = texts.sizing(&scenario.workload);
    Ok((scenario, sizing))
}

impl Texts {
    /// Reads a scenario and counts its texts.
    fn load(&mut self, named: &OsStr, files: &TokenizerFiles) -> Result<Scenario> {
        let LoadedScenario { mut scenario, texts: mut loaded, .. } = LoadedScenario::named(named)?;
        loaded.retain(|loaded| !loaded.text.is_empty());
        self.kinds = Part::ALL.map(|part| scenario.kind(part));
        if !loaded.is_empty() {
            self.tokenizers = files.require()?;
            self.counts = load::count(&mut scenario, &loaded, &self.tokenizers)?;
        }
        Ok(scenario)
    }

    /// The workload with each model's own count of the texts.
    fn sizing(&self, workload: &Workload) -> Sizing {
        let told = workload.tools > 0 || workload.counted_by.is_some();
        if self.counts.is_empty() && !told {
            return Sizing::same(workload.clone());
        }
        Sizing::own(workload.clone(), self)
    }

    /// The count of a piece, where that has a text, and its part.
    fn of(&self, piece: Piece) -> (Part, Option<&TextCount>) {
        let part = match piece {
            Piece::Prompt(section) => Part::Prompt(section),
            Piece::Answer => Part::Answer,
        };
        let count = self.counts.iter().find(|(counted, _)| *counted == part);
        (part, count.map(|(_, count)| count))
    }
}

impl explore::Texts for Texts {
    fn estimate(&self, piece: Piece, family: Family) -> Option<Estimate> {
        let (part, count) = self.of(piece);
        let found = self.tokenizers.estimate(family, count?);
        Some(match self.kinds[part.index()] {
            // A count by the family's own tokenizer stands.
            Some(kind) if found.low != found.high => {
                let kinds = count?.reference.all_of(kind);
                self.tokenizers.estimate(family, &TextCount::of(kinds))
            }
            _ => found,
        })
    }

    fn kinds(&self, piece: Piece) -> Option<KindTotals> {
        let (part, count) = self.of(piece);
        match (count, self.kinds[part.index()]) {
            (Some(count), Some(kind)) => Some(count.reference.all_of(kind)),
            (Some(count), None) => Some(count.reference),
            // Enough for its usual digits, and little beside the texts.
            (None, said) => said.map(|kind| KindTotals::of(kind, Tokens::new(100))),
        }
    }

    fn estimates(&self, kinds: &KindTotals) -> Estimates {
        self.tokenizers.estimates(&TextCount::of(*kinds))
    }
}
