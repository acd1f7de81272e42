//! What the lines of the texts weigh, found outside.

use std::ops::ControlFlow;

use ropey::Rope;

use super::token_view::ENCODING;
use crate::scenario::Part;
use crate::tokens::{HeavyLine, heaviest_lines};

/// How many lines are listed at most.
pub(super) const LINES: usize = 40;

/// How far the weighing of a part's lines has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weighed {
    /// Which part.
    pub part: Part,
    /// Which revision of its text.
    pub revision: u64,
    /// Bytes weighed so far.
    pub bytes: usize,
    /// Once done: the heaviest lines, heaviest first.
    pub lines: Option<Vec<HeavyLine>>,
}

impl Weighed {
    /// Weighs the lines of a text; none when `progress`, told the bytes done, broke off. It is
    /// asked every 1-30 ms.
    pub fn find(
        part: Part,
        revision: u64,
        text: &Rope,
        progress: impl FnMut(usize) -> ControlFlow<()>,
    ) -> Option<Self> {
        let lines = heaviest_lines(ENCODING, text.chunks(), LINES, progress)?;
        Some(Self { part, revision, bytes: text.len_bytes(), lines: Some(lines) })
    }
}

/// The weights of all parts, as far as they are known.
#[derive(Debug, Clone, Default)]
pub(super) struct Weights([Option<Weighed>; Part::ALL.len()]);

impl Weights {
    /// Takes note that a revision is being weighed; false if it was or is already.
    pub(super) fn begin(&mut self, part: Part, revision: u64) -> bool {
        let here = &mut self.0[part.index()];
        if here.as_ref().is_some_and(|it| it.revision == revision) {
            return false;
        }
        *here = Some(Weighed { part, revision, bytes: 0, lines: None });
        true
    }

    /// Takes an answer; one that nobody waits for is void.
    pub(super) fn weighed(&mut self, weighed: Weighed) {
        let here = &mut self.0[weighed.part.index()];
        if here.as_ref().is_some_and(|it| it.revision == weighed.revision) {
            *here = Some(weighed);
        }
    }

    pub(super) fn of(&self, part: Part, revision: u64) -> Option<&Weighed> {
        let weighed = self.0[part.index()].as_ref();
        weighed.filter(|it| it.revision == revision)
    }
}
