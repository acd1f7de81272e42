//! What costs most in the prompt: its parts and its lines, costliest first.

use std::cmp::Reverse;

use super::prompts::Part;
use super::state::State;
use super::weights::LINES;
use crate::billing::Answers;
use crate::explore::saved_by_trimming;
use crate::money::{Tokens, Usd};
use crate::workload::{Bound, Section};

/// How much of a line's text is shown at most, in characters.
const WORDS: usize = 200;

/// The list of what costs most.
#[derive(Debug, Clone, PartialEq)]
pub struct Costly {
    /// The parts, then the lines, each costliest first.
    pub rows: Vec<CostlyRow>,
    /// How many of the rows are parts.
    pub parts: usize,
    /// Whether what is saved rests on an estimate of the selected model's tokens.
    pub estimated: bool,
    /// How much of the text is weighed, in per cent; none once all is.
    pub weighed: Option<u8>,
}

/// A part or a line of the prompt.
#[derive(Debug, Clone, PartialEq)]
pub struct CostlyRow {
    /// Which part, or the part it is in.
    pub part: Part,
    /// Which line of the part, from 0; none for a whole part.
    pub line: Option<usize>,
    /// Its tokens in the reference encoding.
    pub tokens: Tokens,
    /// Its share of a request's input.
    pub share: f64,
    /// What the selected model costs less in a month without it; negative where it costs more, as
    /// when the cached part falls below the model's minimum. None where the model has no bill.
    pub saves: Option<Usd>,
    /// The beginning of its text, drawable.
    pub text: String,
}

impl State {
    /// What costs most in the prompt. Takes a bill for each line known.
    pub fn costly(&self) -> Costly {
        let input = self.workload().prompt.input().get().max(1);
        let mut answers = Answers::default();
        let mut row = |section: Section, line: Option<usize>, tokens: Tokens| {
            let part = Part::Prompt(section);
            let editor = &self.prompts().text(part).editor;
            CostlyRow {
                part,
                line,
                tokens,
                share: tokens.get() as f64 / input as f64,
                saves: self.saved(section, tokens, &mut answers),
                text: editor.line_beginning(line.unwrap_or(0), WORDS),
            }
        };
        let mut parts = Vec::new();
        let mut lines = Vec::new();
        let (mut done, mut all) = (0, 0);
        let mut waits = false;
        for section in Section::ALL {
            let tokens = self.workload().prompt.tokens(section);
            if !tokens.is_zero() {
                parts.push(row(section, None, tokens));
            }
            let part = Part::Prompt(section);
            let editor = &self.prompts().text(part).editor;
            if editor.is_empty() {
                continue;
            }
            all += editor.len_bytes();
            let weighed = self.desk.weights.of(part, editor.revision());
            done += weighed.map_or(0, |it| it.bytes);
            match weighed.and_then(|it| it.lines.as_ref()) {
                Some(heavy) => {
                    lines.extend(heavy.iter().map(|it| row(section, Some(it.line), it.tokens)))
                }
                None => waits = true,
            }
        }
        // A cached token costs less than a fresh one, so the longest need not come first.
        let costliest = |row: &CostlyRow| Reverse((row.saves, row.tokens));
        parts.sort_by_key(costliest);
        lines.sort_by_key(costliest);
        lines.truncate(LINES);
        let sized = self.selected().map(|(model, _)| self.sizing().of(model));
        Costly {
            parts: parts.len(),
            estimated: sized.is_some_and(|sized| sized.counts.is_some()),
            rows: parts.into_iter().chain(lines).collect(),
            weighed: waits.then(|| (done.min(all) * 100 / all.max(1)).min(99) as u8),
        }
    }

    /// What the selected model costs less in a month without so many reference tokens of a section.
    fn saved(&self, section: Section, tokens: Tokens, answers: &mut Answers) -> Option<Usd> {
        let (model, bill) = self.selected()?;
        let bill = bill.ok()?;
        let work = self.sizing().of(model).expected;
        let mut less = self.workload().clone();
        less.prompt.set_tokens(section, less.prompt.tokens(section) - tokens);
        let less = self.sizing().changed(model, Bound::Typical, &less);
        let tokens = work.prompt.tokens(section) - less.prompt.tokens(section);
        saved_by_trimming(model, work, bill, section, tokens, answers)
    }
}
