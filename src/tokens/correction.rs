//! What true counts say of a family's factors, kind of text by kind.

use super::factors::{self, ONE};
use super::kind::{KindTotals, TextKind};
use crate::family::Family;
use crate::money::Tokens;

/// How many kinds of text there are.
const KINDS: usize = TextKind::ALL.len();
/// The fewest reference tokens that a text to learn from may have: in a shorter one what stands
/// around it weighs more than its tokenizer does.
pub const LEAST_TEXT: Tokens = Tokens::new(200);
/// A kind is corrected from this many reference tokens on.
const LEAST_KIND: f64 = 50.0;
/// What a factor that was measured with the family's tokenizer counts for, in reference tokens of
/// the user's own text.
const MEASURED: f64 = 2_000.0;
/// What a factor that is a guess counts for.
const GUESSED: f64 = 200.0;
/// How far a true count can be from the reference count, either way.
const MOST_TIMES: u64 = 20;

/// What the built-in factor of a kind of text is multiplied by, and what that rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Correction {
    /// In millionths.
    times: u32,
    /// Reference tokens of text that were counted for it; zero where nobody says.
    tokens: Tokens,
}

impl Correction {
    /// No correction.
    pub const NONE: Self = Self { times: 1_000_000, tokens: Tokens::ZERO };
    /// The least, in millionths: a hundredth.
    const MIN: u32 = 10_000;
    /// The greatest, in millionths: a hundredfold.
    const MAX: u32 = 100_000_000;

    /// A correction in millionths that rests on `tokens` reference tokens; none beyond a hundredth
    /// and a hundredfold.
    pub fn new(millionths: u32, tokens: Tokens) -> Option<Self> {
        let within = (Self::MIN..=Self::MAX).contains(&millionths);
        within.then_some(Self { times: millionths, tokens })
    }

    /// Millionths.
    pub const fn millionths(self) -> u32 {
        self.times
    }

    /// The reference tokens of text that it rests on; zero where nobody says.
    pub const fn tokens(self) -> Tokens {
        self.tokens
    }
}

/// The corrections of one family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Corrections([Correction; KINDS]);

impl Corrections {
    /// No correction of any kind.
    pub const NONE: Self = Self([Correction::NONE; KINDS]);

    /// The same for every kind of text.
    pub const fn all(correction: Correction) -> Self {
        Self([correction; KINDS])
    }

    /// That of a kind of text.
    pub const fn get(&self, kind: TextKind) -> Correction {
        self.0[kind.index()]
    }

    /// Corrects a kind of text.
    pub const fn set(&mut self, kind: TextKind, correction: Correction) {
        self.0[kind.index()] = correction;
    }

    /// The kinds that are corrected, or known to need none.
    pub fn iter(&self) -> impl Iterator<Item = (TextKind, Correction)> {
        let known = |it: &(TextKind, Correction)| it.1 != Correction::NONE;
        TextKind::ALL.into_iter().zip(self.0).filter(known)
    }
}

impl Default for Corrections {
    fn default() -> Self {
        Self::NONE
    }
}

/// Why nothing is learned from a true count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unlearned {
    /// The text has fewer than [`LEAST_TEXT`] reference tokens.
    Short,
    /// No tokenizer is that far from the reference: it is the count of something else.
    Far,
}

/// True counts of texts in one family, gathered to learn corrections from. Gathered in parts, they
/// add up.
///
/// A text with `t` reference tokens of a kind is expected to have `t f m` tokens, where `f` is the
/// kind's factor and `m` its correction, and to err with a variance of `t f²`. Before any text, `m`
/// is known with a variance of 1 / 2,000 where the factor was measured and of 1 / 200 where it is a
/// guess, so that the factor counts for as many tokens of text; what was learned before counts for
/// its own on top. The corrections are the likeliest ones then. Of a measured factor only what its
/// own range leaves unexplained is learned: a text inside the range changes nothing, and with `n`
/// texts, the range of whose mean is narrower, the range divided by √n.
#[derive(Debug, Clone, PartialEq)]
pub struct Learned {
    family: Family,
    /// The sums over texts of the products of what two kinds are expected to have, by variance.
    squares: [[f64; KINDS]; KINDS],
    /// Of the products of what a kind is expected to have and the true count.
    counted: [f64; KINDS],
    /// Of the products of what a kind is expected to have and half the range of the text, below and
    /// above.
    ranges: [[f64; KINDS]; 2],
    /// How many texts.
    texts: u64,
}

impl Learned {
    /// Nothing yet of a family.
    pub const fn of(family: Family) -> Self {
        Self {
            family,
            squares: [[0.0; KINDS]; KINDS],
            counted: [0.0; KINDS],
            ranges: [[0.0; KINDS]; 2],
            texts: 0,
        }
    }

    /// The family.
    pub const fn family(&self) -> Family {
        self.family
    }

    /// How many texts it is from.
    pub const fn texts(&self) -> u64 {
        self.texts
    }

    /// Takes note of `texts` texts that have `reference` tokens, and truly `counted` ones, together.
    ///
    /// # Errors
    /// Too little text, or a count that cannot be of it.
    pub fn add(
        &mut self,
        reference: &KindTotals,
        counted: Tokens,
        texts: u64,
    ) -> Result<(), Unlearned> {
        let total = reference.total();
        if total < LEAST_TEXT {
            return Err(Unlearned::Short);
        }
        let possible = total.get().div_ceil(MOST_TIMES)..=total.get().saturating_mul(MOST_TIMES);
        if !possible.contains(&counted.get()) {
            return Err(Unlearned::Far);
        }
        let factors = factors::of(self.family);
        let (mut expected, mut variance, mut range) = ([0.0; KINDS], 0.0, [0.0; 2]);
        let mut counted = counted.get() as f64;
        for (kind, _) in reference.iter() {
            let (at, factor) = (kind.index(), factors[kind.index()]);
            // Digits that are tokens of their own need no factor.
            let (scaled, digits) = reference.scaled(self.family, kind);
            counted -= digits.get() as f64;
            let part = |of: u32| scaled.get() as f64 * f64::from(of) / f64::from(ONE);
            expected[at] = part(factor.median);
            variance += part(factor.median) * f64::from(factor.median) / f64::from(ONE);
            if self.family.is_calibrated() {
                range[0] += part(factor.median - factor.low);
                range[1] += part(factor.high - factor.median);
            }
        }
        for (kind, _) in reference.iter() {
            let at = kind.index();
            let weight = if variance > 0.0 { expected[at] / variance } else { 0.0 };
            for (square, other) in self.squares[at].iter_mut().zip(expected) {
                *square += weight * other;
            }
            self.counted[at] += weight * counted;
            for (sum, side) in self.ranges.iter_mut().zip(range) {
                sum[at] += weight * side;
            }
        }
        self.texts += texts.max(1);
        Ok(())
    }

    /// What was known before, corrected by what was learned. Kinds of which there was hardly any
    /// text stay as they were.
    pub fn corrections(&self, before: &Corrections) -> Corrections {
        let known = if self.family.is_calibrated() { MEASURED } else { GUESSED };
        let times = |kind: TextKind| f64::from(before.get(kind).times) / 1e6;
        let mut precision = self.squares;
        let mut surprise = [0.0; KINDS];
        let texts = (self.texts.max(1) as f64).sqrt();
        for kind in TextKind::ALL {
            let at = kind.index();
            precision[at][at] += known + before.get(kind).tokens.get() as f64;
            let expected: f64 = TextKind::ALL
                .iter()
                .map(|other| self.squares[at][other.index()] * times(*other))
                .sum();
            let off = self.counted[at] - expected;
            let explained = self.ranges[usize::from(off > 0.0)][at] / texts;
            surprise[at] = off.signum() * (off.abs() - explained).max(0.0);
        }
        let variance = inverse(precision);
        let mut after = *before;
        for kind in TextKind::ALL {
            let at = kind.index();
            let learned: f64 = variance[at].iter().zip(surprise).map(|(a, b)| a * b).sum();
            let tokens = (1.0 / variance[at][at] - known).max(0.0);
            if tokens - before.get(kind).tokens.get() as f64 >= LEAST_KIND {
                // To the fourth decimal, as factors are, so that the order of sums does not show.
                let times = ((times(kind) + learned) * 1e4).clamp(100.0, 1e6).round() as u32 * 100;
                after.set(kind, Correction { times, tokens: Tokens::new(tokens.round() as u64) });
            }
        }
        after
    }
}

impl std::ops::AddAssign<&Self> for Learned {
    fn add_assign(&mut self, other: &Self) {
        let rows = self.squares.iter_mut().zip(&other.squares);
        let rows = rows.chain(self.ranges.iter_mut().zip(&other.ranges));
        for (mine, theirs) in rows.chain([(&mut self.counted, &other.counted)]) {
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine += theirs);
        }
        self.texts += other.texts;
    }
}

/// The inverse of a matrix that is symmetric with a positive diagonal which prevails, by elimination
/// without any exchange of rows.
fn inverse(mut matrix: [[f64; KINDS]; KINDS]) -> [[f64; KINDS]; KINDS] {
    let mut inverse = [[0.0; KINDS]; KINDS];
    for (at, row) in inverse.iter_mut().enumerate() {
        row[at] = 1.0;
    }
    for at in 0..KINDS {
        let pivot = matrix[at][at];
        for row in [&mut matrix[at], &mut inverse[at]] {
            row.iter_mut().for_each(|cell| *cell /= pivot);
        }
        let (of, result) = (matrix[at], inverse[at]);
        for other in (0..KINDS).filter(|other| *other != at) {
            let times = matrix[other][at];
            for (row, by) in [(&mut matrix[other], &of), (&mut inverse[other], &result)] {
                row.iter_mut().zip(by).for_each(|(cell, by)| *cell -= times * by);
            }
        }
    }
    inverse
}

#[cfg(test)]
mod tests;
