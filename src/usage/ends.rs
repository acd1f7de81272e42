//! How answers ended, of the requests whose records say so, and at which caps.

use std::collections::BTreeMap;

use super::lengths::SeenLengths;
use super::request::Request;
use super::stop::{AskedCap, Stop};
use crate::card::Bucket;
use crate::money::{Share, Tokens};

/// So many caps are told apart, from the least on.
const MOST_CAPS: usize = 64;

/// How answers ended.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ends {
    by_stop: [u64; Stop::COUNT],
    /// Answers that ended at their cap, by it.
    at: BTreeMap<Tokens, u64>,
    /// Those of caps that are not told apart.
    further: u64,
}

impl Ends {
    /// Takes in a request.
    pub(super) fn add(&mut self, request: &Request<'_>) {
        let Some(stop) = request.about.stop else { return };
        self.by_stop[stop as usize] += request.count;
        if stop == Stop::Cap {
            // Where the log does not hold what was asked, the answer is as long as it could be.
            let cap = match request.about.cap.0 {
                AskedCap::Of(cap) => cap,
                _ => request.tokens[Bucket::Output],
            };
            self.put(cap, request.count);
        }
    }

    fn put(&mut self, cap: Tokens, answers: u64) {
        *self.at.entry(cap).or_default() += answers;
        if self.at.len() > MOST_CAPS
            && let Some((_, largest)) = self.at.pop_last()
        {
            self.further += largest;
        }
    }

    /// Takes in all of `other`.
    pub fn merge(&mut self, other: &Self) {
        for (ours, theirs) in self.by_stop.iter_mut().zip(other.by_stop) {
            *ours += theirs;
        }
        self.further += other.further;
        other.at.iter().for_each(|(cap, answers)| self.put(*cap, *answers));
    }

    /// The answers that ended so.
    pub const fn of(&self, stop: Stop) -> u64 {
        self.by_stop[stop as usize]
    }

    /// The answers whose end is stated.
    pub fn stated(&self) -> u64 {
        self.by_stop.iter().sum()
    }

    /// The share of answers, of those whose end is stated, that ended at their cap; none where none is
    /// stated.
    pub fn at_cap(&self) -> Option<f64> {
        let stated = self.stated();
        (stated > 0).then(|| Share::of(self.of(Stop::Cap), stated).fraction())
    }

    /// The caps at which answers ended with the number of those answers, rising: as far as caps are told
    /// apart, the least 64.
    pub fn caps(&self) -> impl ExactSizeIterator<Item = (Tokens, u64)> {
        self.at.iter().map(|(cap, answers)| (*cap, *answers))
    }
}

/// The caps of all requests, and the lengths of the answers that ended at them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct SeenCaps {
    /// How long the output was of those that ended at their cap.
    ended: SeenLengths,
    /// The same without what was thought, where that is stated.
    ended_answers: SeenLengths,
    /// How long their output was at most.
    longest_ended: Tokens,
    /// How long any output was at most.
    longest: Tokens,
    /// The largest cap that was asked for.
    largest: Option<Tokens>,
    /// Requests without a cap, or of which it is not known.
    without: u64,
}

impl SeenCaps {
    /// Takes in a request.
    pub(super) fn add(&mut self, request: &Request<'_>) {
        let output = request.tokens[Bucket::Output];
        // Most are one, which need not be divided.
        let one = match request.count {
            0 | 1 => output,
            count => Tokens::new(output.get().div_ceil(count)),
        };
        self.longest = self.longest.max(one);
        match request.about.cap.0 {
            AskedCap::Of(cap) => self.largest = self.largest.max(Some(cap)),
            AskedCap::Without | AskedCap::Unknown => self.without += request.count,
        }
        if request.about.stop == Some(Stop::Cap) {
            self.ended.add(output, request.count);
            if let Some(thinking) = request.thinking {
                self.ended_answers.add(output - thinking, request.count);
            }
            self.longest_ended = self.longest_ended.max(output);
        }
    }

    /// Takes in all of `other`.
    pub(super) fn merge(&mut self, other: &Self) {
        self.ended.merge(&other.ended);
        self.ended_answers.merge(&other.ended_answers);
        self.longest_ended = self.longest_ended.max(other.longest_ended);
        self.longest = self.longest.max(other.longest);
        self.largest = self.largest.max(other.largest);
        self.without += other.without;
    }

    /// How long the output was that ended at its cap; or the answer in it, where all say so.
    pub(super) const fn ended(&self, without_thinking: bool) -> &SeenLengths {
        if without_thinking { &self.ended_answers } else { &self.ended }
    }

    /// One cap under which all answers are as they were: the largest that was asked for, where every request
    /// says so, or else the length at which answers ended, where no other is longer.
    pub(super) fn one(&self) -> Option<Tokens> {
        let seen = Some(self.longest_ended).filter(|_| self.ended.answers() > 0);
        let asked = self.largest.filter(|_| self.without == 0);
        asked.or(seen).filter(|cap| *cap >= self.longest)
    }
}
