//! Tells the kind of a text from its scripts and its shape.

use super::factors::{ONE, bytes_per_token};
use super::kind::{KindTotals, TextKind};
use super::shape::Shape;
use crate::money::Tokens;

/// A part to judge ends at a blank line from this size on, in bytes.
const PART_MIN: usize = 256;
/// It ends at any line from this size on.
const PART_LINE: usize = 1 << 10;
/// It ends anywhere from this size on.
const PART_MAX: usize = 2 << 10;

/// How many kinds of a block are told apart.
const KINDS_KEPT: usize = 4;

/// The kinds of a block with their weights (tokens by their densities); the rest is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct KindMix([(TextKind, u32); KINDS_KEPT]);

impl Default for KindMix {
    fn default() -> Self {
        Self([(TextKind::Prose, 0); KINDS_KEPT])
    }
}

impl KindMix {
    /// Judges `block` part by part, so that text with quoted data or code is of several kinds.
    pub(super) fn of(block: &str) -> Self {
        let mut weights = [0_u32; TextKind::ALL.len()];
        for part in parts(block) {
            for (kind, bytes) in Shape::of(part).kinds().into_iter().flatten() {
                // A fortieth of a token, so that short parts keep a weight.
                let tokens =
                    u64::from(bytes) * u64::from(ONE) * 40 / u64::from(bytes_per_token(kind));
                weights[kind.index()] += u32::try_from(tokens).unwrap_or(u32::MAX >> 8);
            }
        }
        let mut kinds = TextKind::ALL.map(|kind| (kind, weights[kind.index()]));
        kinds.sort_by_key(|&(_, weight)| std::cmp::Reverse(weight));
        let mut mix = Self::default();
        for (kept, kind) in mix.0.iter_mut().zip(kinds) {
            *kept = kind;
        }
        mix
    }

    /// Divides the tokens of the block among its kinds; the parts add up to `tokens`.
    pub(super) fn divide(&self, tokens: Tokens) -> KindTotals {
        let sum: u64 = self.0.iter().map(|&(_, weight)| u64::from(weight)).sum();
        let mut totals = KindTotals::default();
        let mut left = tokens;
        for &(kind, weight) in self.0.iter().skip(1) {
            // A block has at most 64 K tokens, and a weight fits 32 bits.
            let part = (tokens.get() * u64::from(weight))
                .checked_div(sum)
                .unwrap_or(0);
            totals.add(kind, Tokens::new(part));
            left = left - Tokens::new(part);
        }
        totals.add(self.0[0].0, left);
        totals
    }
}

/// The kind that most of `text` is.
pub fn detect(text: &str) -> TextKind {
    KindMix::of(text).0[0].0
}

/// The text in parts of one kind each, as far as blank lines show.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (part, after) = rest.split_at(part_end(rest));
        rest = after;
        Some(part)
    })
}

fn part_end(text: &str) -> usize {
    // A short rest is no part of its own.
    if text.len() < 2 * PART_MIN {
        return text.len();
    }
    let mut after_blank_line = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if at >= PART_LINE || (at >= PART_MIN && after_blank_line) {
            break;
        }
        after_blank_line = line.trim_ascii().is_empty();
        at += line.len();
    }
    if at <= PART_MAX {
        return if text.len() - at < PART_MIN {
            text.len()
        } else {
            at
        };
    }
    (PART_MAX..text.len())
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(text.len())
}
