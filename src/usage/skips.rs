//! What was left out, and where.

use std::collections::BTreeMap;

use super::reason::Reason;

/// How many places are kept.
const MOST_PLACES: usize = 5;

/// A line of a log, or the first line of a value that has several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file, by its number among those read.
    pub file: usize,
    /// The byte at which the part of the file begins that was read in one go; 0 for its start.
    pub part: u64,
    /// The line in that part, from 1 on.
    pub line: u64,
}

/// How much was left out for which reason, and the first few places.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Skips {
    counts: BTreeMap<Reason, u64>,
    first: Vec<(Place, Reason)>,
}

impl Skips {
    /// Takes in one more.
    pub(super) fn add(&mut self, place: Place, reason: Reason) {
        *self.counts.entry(reason).or_default() += 1;
        self.keep(place, reason);
    }

    fn keep(&mut self, place: Place, reason: Reason) {
        let at = self.first.partition_point(|known| *known <= (place, reason));
        if at < MOST_PLACES {
            self.first.insert(at, (place, reason));
            self.first.truncate(MOST_PLACES);
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (reason, count) in &other.counts {
            *self.counts.entry(*reason).or_default() += count;
        }
        for (place, reason) in &other.first {
            self.keep(*place, *reason);
        }
    }

    /// How many values were left out.
    pub fn total(&self) -> u64 {
        self.counts.values().sum()
    }

    /// How many for each reason.
    pub fn reasons(&self) -> impl Iterator<Item = (Reason, u64)> {
        self.counts.iter().map(|(reason, count)| (*reason, *count))
    }

    /// How many for this reason.
    pub fn of(&self, reason: Reason) -> u64 {
        self.counts.get(&reason).copied().unwrap_or(0)
    }

    /// The first few, by file and place in it.
    pub fn first(&self) -> &[(Place, Reason)] {
        &self.first
    }
}
