//! The same texts are different numbers of tokens on different models.

use std::sync::OnceLock;

use crate::billing::thinking_is_assumed;
use crate::card::Model;
use crate::controls::{Control, Facts};
use crate::money::Tokens;
use crate::tokens::frame::{self, Profile, ToolFrame};
use crate::tokens::{Estimate, Estimates, Family, KindTotals, Method, Ratio, TextKind};
use crate::workload::{Around, Bound, Section, Workload};

/// A workload as each model sees it: with its own tokenizer's count of the same texts, or with the
/// same tokens for all.
#[derive(Debug, Clone)]
pub struct Sizing {
    same: Own,
    lenses: Vec<Lens>,
    /// What each lens makes of the workload, once somebody asks: a card's models need some of them only.
    own: Vec<OnceLock<Own>>,
}

impl PartialEq for Sizing {
    fn eq(&self, other: &Self) -> bool {
        // The rest follows from these.
        self.same == other.same && self.lenses == other.lenses
    }
}

impl Eq for Sizing {}

/// A workload for models of one tokenizer and one frame.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Own {
    expected: Workload,
    /// With the lowest counts, and the least thinking that is thought possible.
    low: Workload,
    /// With the highest counts, and the most thinking.
    high: Workload,
    /// Whether the counts are exact.
    is_counted: bool,
}

/// A workload for one model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sized<'a> {
    /// With the likeliest counts.
    pub expected: &'a Workload,
    /// With the lowest and the highest counts, and the least and the most that is assumed of thinking;
    /// none where neither is uncertain.
    pub range: Option<(&'a Workload, &'a Workload)>,
    /// The same where the counts are uncertain.
    pub counts: Option<(&'a Workload, &'a Workload)>,
}

/// A part of a request that may be a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// A section of the prompt.
    Prompt(Section),
    /// The answer, of which the text is a sample.
    Answer,
}

/// What is known of the texts of a request.
pub trait Texts {
    /// The tokens that a family makes of a piece; none where it is no text.
    fn estimate(&self, piece: Piece, family: Family) -> Option<Estimate>;

    /// The kinds of text in a piece, in any number of reference tokens: those of its text, or what the
    /// user says a piece is that is given as tokens; none where nothing is known.
    fn kinds(&self, _: Piece) -> Option<KindTotals> {
        None
    }

    /// The tokens that every family makes of a text of these kinds, which is not at hand.
    fn estimates(&self, kinds: &KindTotals) -> Estimates {
        Estimate::of_all(kinds)
    }
}

impl<F: Fn(Piece, Family) -> Option<Estimate>> Texts for F {
    fn estimate(&self, piece: Piece, family: Family) -> Option<Estimate> {
        self(piece, family)
    }
}

impl Piece {
    /// The sections of the prompt, and the answer.
    pub const ALL: [Self; 5] = [
        Self::Prompt(Section::Tools),
        Self::Prompt(Section::System),
        Self::Prompt(Section::Context),
        Self::Prompt(Section::User),
        Self::Answer,
    ];

    const fn index(self) -> usize {
        match self {
            Self::Prompt(section) => section as usize,
            Self::Answer => Section::ALL.len(),
        }
    }

    /// Its tokens in a workload, unless those of a text stand for them.
    fn tokens(self, work: &Workload) -> Tokens {
        match self {
            Self::Prompt(section) => work.prompt.tokens(section),
            Self::Answer => work.answer.mean,
        }
    }

    fn set_tokens(self, work: &mut Workload, tokens: Tokens) {
        match self {
            Self::Prompt(section) => work.prompt.set_tokens(section, tokens),
            Self::Answer => work.answer.mean = tokens,
        }
    }
}

/// What models of one tokenizer and one frame make of a request's tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Lens {
    profile: &'static Profile,
    /// Of each piece that is a text, the tokens that stand for it in the workload, and its own count.
    texts: [Option<(Tokens, Estimate)>; Piece::ALL.len()],
    /// How tokens that were typed for each piece become its own.
    typed: [Ratio; Piece::ALL.len()],
    /// The same of tokens that other tokenizers counted, in segments of the requests.
    counted: Vec<(Family, [Ratio; Piece::ALL.len()])>,
    /// Whether the prompt has a text, so that what stands around the message is billed on top.
    framed: bool,
}

impl Lens {
    /// The tokens of a piece of `work` that is a text: the fewest, the likeliest or the most.
    fn of_text(&self, piece: Piece, side: usize, work: &Workload) -> Option<Tokens> {
        let (whole, own) = self.texts[piece.index()].filter(|_| match piece {
            Piece::Prompt(_) => true,
            Piece::Answer => work.answer.of_sample,
        })?;
        let own = [own.low, own.tokens, own.high][side];
        Some(match piece.tokens(work) {
            tokens if tokens == whole => own,
            // More or less of the same.
            tokens => Ratio::of_counts(whole, own).of(tokens)[1],
        })
    }

    /// `work` as the models see it, with the fewest, the likeliest or the most tokens.
    fn at(&self, bound: Bound, work: &Workload) -> Workload {
        let own = self.alike(bound, work, &self.typed);
        work.with_parts_by(own, |part| {
            let known = self.counted.iter().find(|(by, _)| Some(*by) == part.counted_by);
            let same = [Ratio::SAME; Piece::ALL.len()];
            let ratios = match part.counted_by {
                by if by == work.counted_by => &self.typed,
                _ => known.map_or(&same, |(_, ratios)| ratios),
            };
            let mut own = self.alike(bound, part, ratios);
            let seen = part.answer.lengths.as_ref();
            let ratio = ratios[Piece::Answer.index()];
            let count = |length| ratio.of(length)[bound as usize];
            if let Some(seen) = seen.filter(|seen| seen.mean() == part.answer.mean)
                && let Some(lengths) = seen.counted_as(count)
            {
                own.answer.mean = lengths.mean();
                own.answer.lengths = Some(lengths);
            }
            own
        })
    }

    /// `work`, whose requests are alike, with tokens that were typed made its own by `ratios`.
    fn alike(&self, bound: Bound, work: &Workload, ratios: &[Ratio; Piece::ALL.len()]) -> Workload {
        let mut own = work.clone();
        let side = bound as usize;
        // What was typed is rounded once, however it is divided into sections.
        let (mut typed, mut converted, mut by) = (Tokens::ZERO, Tokens::ZERO, None);
        for piece in Piece::ALL {
            let tokens = self.of_text(piece, side, work).unwrap_or_else(|| {
                let ratio = ratios[piece.index()];
                if by != Some(ratio) || piece == Piece::Answer {
                    (typed, converted, by) = (Tokens::ZERO, Tokens::ZERO, Some(ratio));
                }
                typed += piece.tokens(work);
                let before = std::mem::replace(&mut converted, ratio.of(typed)[side]);
                converted - before
            });
            piece.set_tokens(&mut own, tokens);
        }
        let frame = &self.profile.frame;
        if self.framed {
            let has_system = !own.prompt.tokens(Section::System).is_zero();
            let [request, turn] = [frame.message(has_system), frame.turn]
                .map(|span| span.unwrap_or_default().sides()[side]);
            own.prompt.around = Around { request, turn };
        }
        let json = own.prompt.tokens(Section::Tools);
        if work.tools > 0 || self.framed && !json.is_zero() {
            let tools = match frame.tools {
                Some(ToolFrame::Added(tools)) => json + tools.sides()[side],
                Some(ToolFrame::Unbilled) => Tokens::ZERO,
                None => json,
            };
            own.prompt.set_tokens(Section::Tools, tools);
        }
        own.thinking.bound = bound;
        own
    }

    fn own(&self, work: &Workload) -> Own {
        let [low, expected, high] = Bound::ALL.map(|bound| self.at(bound, work));
        let sizes = |work: &Workload| (work.prompt, work.answer.mean);
        let is_counted = sizes(&low) == sizes(&high) && low.segments == high.segments;
        Own { expected, low, high, is_counted }
    }
}

impl Sizing {
    /// The same tokens for every model: the reference count, or what was typed.
    pub fn same(workload: Workload) -> Self {
        Self { same: Own::exact(workload), lenses: Vec::new(), own: Vec::new() }
    }

    /// Each model's own count of the texts. Where there are any, or the workload says whose tokens it
    /// tells, pieces given as tokens become each model's own too, as its tokenizer counts their kind of
    /// text: that of the piece, else of the user's message, else of all that is known, else of prompts
    /// and docs. A prompt with text is also billed for what stands around its messages, and tools
    /// add to their JSON, as far as that is known of the model.
    pub fn own(workload: Workload, texts: &impl Texts) -> Self {
        // Once a family: several profiles share one.
        let counts = Piece::ALL.map(|piece| {
            texts.estimate(piece, Family::O200k)?;
            Some(Family::ALL.map(|family| texts.estimate(piece, family)))
        });
        let framed = counts[..Piece::Answer.index()].iter().any(Option::is_some);
        let segments = workload.segments.all();
        let converts = workload.counted_by.is_some() || counts.iter().any(Option::is_some);
        let from = workload.counted_by.unwrap_or(Family::O200k);
        let by = |from| ratios(texts, from);
        let counted = |family: &Family| segments.iter().any(|it| it.counted_by == Some(*family));
        let counted = Family::ALL.into_iter().filter(counted);
        let counted: Vec<_> = counted.map(|family| (family, by(family))).collect();
        let ratios = converts.then(|| by(from));
        let lens = |profile: &'static Profile| Lens {
            profile,
            texts: Piece::ALL.map(|piece| {
                let own = counts[piece.index()].as_ref()?[profile.family.index()]?;
                Some((piece.tokens(&workload), own))
            }),
            typed: match &ratios {
                Some(ratios) => ratios.map(|piece| piece[profile.family.index()]),
                None => [Ratio::SAME; Piece::ALL.len()],
            },
            counted: counted
                .iter()
                .map(|(from, ratios)| (*from, ratios.map(|piece| piece[profile.family.index()])))
                .collect(),
            framed,
        };
        let lenses: Vec<Lens> = frame::profiles().iter().map(lens).collect();
        let own = vec![OnceLock::new(); lenses.len()];
        Self { same: Own::exact(workload), lenses, own }
    }

    /// The workload as it stands in its scenario, before any model's tokenizer.
    pub const fn typed(&self) -> &Workload {
        &self.same.expected
    }

    /// Requests a month, the same for every model.
    pub const fn requests(&self) -> u64 {
        self.same.expected.requests
    }

    /// Whether each model has its own count.
    pub fn is_own(&self) -> bool {
        !self.lenses.is_empty()
    }

    fn own_of(&self, model: &Model) -> &Own {
        if !self.is_own() {
            return &self.same;
        }
        let at = place(model);
        match (self.own.get(at), self.lenses.get(at)) {
            (Some(own), Some(lens)) => own.get_or_init(|| lens.own(self.typed())),
            _ => &self.same,
        }
    }

    /// The workload for one model.
    pub fn of(&self, model: &Model) -> Sized<'_> {
        let own = self.own_of(model);
        let ends = (&own.low, &own.high);
        let is_certain = own.is_counted && !thinking_is_assumed(model, &own.expected);
        Sized {
            expected: &own.expected,
            range: (!is_certain).then_some(ends),
            counts: (!own.is_counted).then_some(ends),
        }
    }

    /// Whether a model's count of a text is a guess: nobody has measured its tokenizer.
    pub fn is_guessed(&self, model: &Model) -> bool {
        let lens = self.lenses.get(place(model));
        let texts = lens.iter().flat_map(|lens| &lens.texts).flatten();
        texts.into_iter().any(|(_, own)| own.method == Method::Guess)
    }

    /// The workload for one model with the fewest, the likeliest or the most tokens.
    pub fn at(&self, model: &Model, bound: Bound) -> &Workload {
        let own = self.own_of(model);
        match bound {
            Bound::Low => &own.low,
            Bound::Typical => &own.expected,
            Bound::High => &own.high,
        }
    }

    /// Another workload for one model, made of [`Self::typed`] by a change: with the fewest, the
    /// likeliest or the most tokens.
    pub fn changed(&self, model: &Model, bound: Bound, work: &Workload) -> Workload {
        let lens = if self.is_own() { self.lenses.get(place(model)) } else { None };
        match lens {
            Some(lens) => lens.at(bound, work),
            None => {
                let mut work = work.clone();
                work.thinking.bound = bound;
                work
            }
        }
    }

    /// The workload for one model with a control at `value`.
    pub fn with(
        &self,
        model: &Model,
        control: Control,
        value: Option<u64>,
        facts: Facts,
    ) -> Workload {
        let work = control.set(self.typed(), value, facts);
        if self.is_own() { self.changed(model, Bound::Typical, &work) } else { work }
    }
}

/// How tokens that `from` counted become those of each family, by piece.
fn ratios(texts: &impl Texts, from: Family) -> [[Ratio; Family::ALL.len()]; Piece::ALL.len()] {
    let told = Piece::ALL.map(|piece| texts.kinds(piece).filter(|it| !it.total().is_zero()));
    let user = told[Piece::Prompt(Section::User).index()];
    let all = || {
        let mut sum = KindTotals::default();
        told.iter().flatten().for_each(|kinds| sum += *kinds);
        sum
    };
    let json = KindTotals::of(TextKind::Json, Ratio::REFERENCE);
    // Most pieces are of the kinds of the one before.
    let mut last: Option<(KindTotals, [Ratio; Family::ALL.len()])> = None;
    Piece::ALL.map(|piece| {
        let kinds = match piece {
            Piece::Prompt(Section::Tools) => told[piece.index()].unwrap_or(json),
            _ => told[piece.index()].or(user).unwrap_or_else(all),
        };
        let kinds = match kinds.total() {
            Tokens::ZERO => KindTotals::of(TextKind::Docs, Ratio::REFERENCE),
            _ => kinds.scaled_to(Ratio::REFERENCE),
        };
        if let Some((_, ratios)) = last.filter(|(known, _)| *known == kinds) {
            return ratios;
        }
        let estimates = texts.estimates(&kinds);
        let ratios = Family::ALL.map(|to| Ratio::of_families(&estimates, from, to));
        last = Some((kinds, ratios));
        ratios
    })
}

/// The place of a model's profile among all.
fn place(model: &Model) -> usize {
    let family = Family::named(&model.tokenizer);
    frame::place(family, &model.id)
}

impl Own {
    /// With counts that are exact.
    fn exact(workload: Workload) -> Self {
        let with = |bound| {
            let mut work = workload.clone();
            work.thinking.bound = bound;
            work
        };
        let (low, high) = (with(Bound::Low), with(Bound::High));
        Self { expected: workload, low, high, is_counted: true }
    }
}

#[cfg(test)]
#[path = "sizing_tests.rs"]
mod tests;
