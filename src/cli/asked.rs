//! What a question about a month is asked of: a rate card, and a workload as each model sees it.

use serde::Serialize;

use super::args::{AskedArgs, Format, TokensArg};
use super::describe::{
    BASIS, CardJson, ScenarioJson, assumed_line, assumed_of, basis, card_line, workload_line,
};
use super::error::{Error, Result};
use super::settings::TokenizerFiles;
use super::table::Table;
use super::{Streams, find, load, settings};
use crate::billing::{Answers, month};
use crate::card::{Card, Date, Model};
use crate::controls::Facts;
use crate::document::printable;
use crate::explore::{Asked as Questions, Piece, Refused, Sizing};
use crate::scenario::{Part, Scenario, Text};
use crate::tokens::{Estimate, Family, TextCount, Tokenizers};
use crate::workload::Workload;

/// A rate card, and a workload as each model sees it.
pub(super) struct Asked {
    pub(super) card: Card,
    pub(super) scenario: Scenario,
    pub(super) sizing: Sizing,
    /// Whether a section of the prompt has a text, which then is the input.
    pub(super) input_is_text: bool,
}

impl Asked {
    /// Loads the card and the scenario, applies the flags, and counts the texts.
    pub(super) fn of(
        scenario: Option<&str>,
        args: &AskedArgs,
        streams: &Streams<'_>,
    ) -> Result<Self> {
        let card = load::chosen(&args.card)?;
        let files =
            settings::tokenizer_files(streams.config.as_deref(), &args.tokenizers.tokenizer)?;
        let (scenario, texts) = self::scenario(scenario, args, &files)?;
        let sizing = match args.tokens {
            TokensArg::Own => texts.sizing(&scenario.workload),
            TokensArg::Same => Sizing::same(scenario.workload.clone()),
        };
        let input_is_text = texts.counts.iter().any(|(part, _)| *part != Part::Answer);
        Ok(Self { card, scenario, sizing, input_is_text })
    }

    /// The workload as a model sees it.
    pub(super) fn on(&self, model: &Model) -> &Workload {
        self.sizing.of(model).expected
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

    /// The question's own view of this.
    pub(super) fn questions(&self) -> Questions<'_> {
        Questions {
            card: &self.card,
            sizing: &self.sizing,
            mix: &self.scenario.workload.plans.mix,
            facts: Facts { input_is_text: self.input_is_text },
        }
    }

    /// Why a question has no answer, and what to do about it on the command line.
    pub(super) fn told(&self, refused: Refused) -> Error {
        let mend = match &refused {
            Refused::MixUnbilled => "; see it with `tokenfare mix`".to_owned(),
            Refused::NothingToPay => "; name a model, or a scenario with a mix".to_owned(),
            Refused::NotOnCard { model, .. } => format!(
                "; name the models on the command line, or another card with --rates; {}",
                find::mend(&self.card, model)
            ),
            Refused::NoBill { .. } | Refused::NoMix | Refused::NoCaching(_) => String::new(),
        };
        Error::input(printable(&refused.to_string()).into_owned() + &mend)
    }

    /// What the months of these models rest on that the rate card only assumes.
    fn assumed<'m>(&self, models: &[&'m Model]) -> Vec<(&'m str, Vec<String>)> {
        let mut answers = Answers::default();
        let assumed = models.iter().filter_map(|model| {
            let bill = month(model, self.on(model), &mut answers).ok()?;
            Some((model.name.as_str(), bill.assumed()))
        });
        assumed.collect()
    }

    /// A table about models as CSV; every row says what it rests on.
    pub(super) fn csv(&self, mut table: Table, models: &[&Model]) -> String {
        let assumed = assumed_of(&self.assumed(models));
        table.stamp(&BASIS, &basis(&self.scenario.name, &self.card, &assumed));
        table.write(Format::Csv, &[])
    }

    /// What a result about models rests on, to stand under a table.
    pub(super) fn remarks_on(&self, models: &[&Model], today: Option<Date>) -> Vec<String> {
        let mut remarks = self.remarks(today);
        remarks.extend(assumed_line(&self.assumed(models)));
        remarks
    }

    /// What a result rests on, to stand under a table.
    pub(super) fn remarks(&self, today: Option<Date>) -> Vec<String> {
        let mut remarks = vec![workload_line(&self.scenario), card_line(&self.card, today)];
        let mean_is_set = !self.scenario.workload.answer.of_sample;
        if self.sizing.is_own() {
            remarks.push("Tokens are counted as each model does: exact, or estimated.".to_owned());
        } else if self.scenario.texts().any(|(part, _)| part != Part::Answer || !mean_is_set) {
            remarks.push("Text is counted with o200k_base for every model.".to_owned());
        }
        if mean_is_set && *self.scenario.text(Part::Answer) != Text::None {
            remarks.push("The mean answer is as set; the sample answer is not counted.".to_owned());
        }
        remarks
    }
}

/// What every answer in JSON begins with.
#[derive(Debug, Serialize)]
pub(super) struct HeadJson<'c> {
    scenario: ScenarioJson<'c>,
    rate_card: CardJson<'c>,
    /// Whose tokens the texts are: `own` or `same`.
    tokens: &'static str,
    /// What the rate card only assumes, where the models do not say so themselves.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    assumptions: Vec<String>,
}

impl<'c> HeadJson<'c> {
    pub(super) fn of(asked: &'c Asked) -> Self {
        Self {
            scenario: ScenarioJson::of(&asked.scenario),
            rate_card: CardJson::of(&asked.card),
            tokens: if asked.sizing.is_own() { "own" } else { "same" },
            assumptions: Vec::new(),
        }
    }

    /// The head of an answer about these models.
    pub(super) fn about(asked: &'c Asked, models: &[&Model]) -> Self {
        Self { assumptions: assumed_of(&asked.assumed(models)), ..Self::of(asked) }
    }
}

/// The texts of a scenario, as far as no flag sizes them, counted.
#[derive(Default)]
struct Texts {
    tokenizers: Tokenizers,
    counts: Vec<(Part, TextCount)>,
}

/// The scenario with the flags applied, and its texts.
fn scenario(
    named: Option<&str>,
    args: &AskedArgs,
    files: &TokenizerFiles,
) -> Result<(Scenario, Texts)> {
    let mut texts = Texts::default();
    // Large files take a while, so those of the settings are read only for texts.
    if !args.tokenizers.tokenizer.is_empty() {
        texts.tokenizers = files.require()?;
    }
    let mut scenario = match named {
        None => Scenario::new("Workload", Workload::default()),
        Some(named) => texts.load(named, files)?,
    };
    args.workload.apply(&mut scenario.workload)?;
    // A part that is sized otherwise is no longer its text.
    texts.counts.retain(|(part, count)| match part {
        Part::Answer => scenario.workload.answer.of_sample,
        Part::Prompt(_) => scenario.tokens(*part) == count.reference.total(),
    });
    Ok((scenario, texts))
}

/// A scenario by its built-in name or file, as each model's own tokenizer sees it.
pub(super) fn named(named: &str, files: &TokenizerFiles) -> Result<(Scenario, Sizing)> {
    let mut texts = Texts::default();
    let scenario = texts.load(named, files)?;
    let sizing = texts.sizing(&scenario.workload);
    Ok((scenario, sizing))
}

impl Texts {
    /// Reads a scenario and counts its texts.
    fn load(&mut self, named: &str, files: &TokenizerFiles) -> Result<Scenario> {
        let (mut scenario, path) = load::scenario(named, "")?;
        let mut loaded = load::texts(&scenario, path.as_deref())?;
        loaded.retain(|loaded| !loaded.text.is_empty());
        if !loaded.is_empty() {
            self.tokenizers = files.require()?;
            self.counts = load::count(&mut scenario, &loaded, &self.tokenizers)?;
        }
        Ok(scenario)
    }

    /// The workload with each model's own count of the texts.
    fn sizing(&self, workload: &Workload) -> Sizing {
        if self.counts.is_empty() && workload.tools == 0 {
            return Sizing::same(workload.clone());
        }
        Sizing::own(workload.clone(), |piece, family| self.estimate(piece, family))
    }

    /// The tokens that a family makes of a piece of a request, where that has a text.
    fn estimate(&self, piece: Piece, family: Family) -> Option<Estimate> {
        let part = match piece {
            Piece::Prompt(section) => Part::Prompt(section),
            Piece::Answer => Part::Answer,
        };
        let (_, count) = self.counts.iter().find(|(counted, _)| *counted == part)?;
        Some(self.tokenizers.estimate(family, count))
    }
}
