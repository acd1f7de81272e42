//! Requests by what they are told apart by: the caller, the day, the model.
//!
//! Every group's figures are exact but for its percentiles, for which all groups together have a budget. Beyond
//! a number of groups, which of them are kept is decided by their names: so the same are kept in whatever
//! order a log is read and by however many threads, and the rest is one group. Which spend the most has no
//! part in it, as nothing could know that before the end.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::ends::Ends;
use super::facets::{BETWEEN, Facet};
use super::request::Request;
use super::sketch::Sketch;
use super::totals::per;
use crate::card::{Bucket, Buckets, Model};
use crate::money::{Tokens, Usd};

/// So many groups are kept.
pub const MOST_GROUPS: usize = 50_000;
/// How many numbers the percentiles of all groups together tell apart.
const BUDGET: usize = 1 << 20;
/// Of one group, at least and at most.
const NUMBERS: (usize, usize) = (64, 2_048);
/// Codes of errors of a group that are told apart.
const MOST_CODES: usize = 16;
/// The longest code of an error that is kept, in bytes.
const LONGEST_CODE: usize = 60;
/// What further codes are called.
const FURTHER_CODES: &str = "(further codes)";

/// The requests of a group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Group {
    /// How many requests.
    pub requests: u64,
    /// Their tokens.
    pub tokens: Buckets<Tokens>,
    /// What those cost that have a price.
    pub cost: Usd,
    /// How many have none.
    pub unpriced: u64,
    /// Failed calls, which are not among the requests.
    pub failed: u64,
    /// Those by their code.
    pub errors: BTreeMap<String, u64>,
    /// How answers ended.
    pub ends: Ends,
    /// The whole input of requests.
    pub input: Sketch,
    /// Their output.
    pub output: Sketch,
    /// How long they took, in milliseconds, where the log says so.
    pub latency: Sketch,
}

impl Group {
    fn add(&mut self, request: &Request<'_>, cost: Option<Usd>, limit: usize) {
        let count = request.count;
        self.requests += count;
        self.tokens += request.tokens;
        match cost {
            Some(cost) => self.cost += cost,
            None => self.unpriced += count,
        }
        self.ends.add(request);
        let one = per(&request.tokens, count);
        self.input.add(one.input().get(), count, limit);
        self.output.add(one[Bucket::Output].get(), count, limit);
        if let Some(millis) = request.about.latency.0 {
            self.latency.add(millis, count, limit);
        }
    }

    fn fail(&mut self, code: &[u8]) {
        self.failed += 1;
        let code = code.get(..LONGEST_CODE).unwrap_or(code);
        self.err(String::from_utf8_lossy(code).into_owned(), 1);
    }

    fn err(&mut self, code: String, count: u64) {
        *self.errors.entry(code).or_default() += count;
        // The first by name are kept, whatever their order.
        let told_apart = self.errors.keys().filter(|code| *code != FURTHER_CODES).count();
        if told_apart > MOST_CODES {
            let last = self.errors.keys().rfind(|code| *code != FURTHER_CODES).cloned();
            let count = last.and_then(|last| self.errors.remove(&last)).unwrap_or(0);
            *self.errors.entry(FURTHER_CODES.to_owned()).or_default() += count;
        }
    }

    fn merge(&mut self, other: &Self, limit: usize) {
        self.requests += other.requests;
        self.tokens += other.tokens;
        self.cost += other.cost;
        self.unpriced += other.unpriced;
        self.failed += other.failed;
        for (code, count) in &other.errors {
            self.err(code.clone(), *count);
        }
        self.ends.merge(&other.ends);
        self.input.merge(&other.input, limit);
        self.output.merge(&other.output, limit);
        self.latency.merge(&other.latency, limit);
    }

    fn within(&mut self, limit: usize) {
        for sketch in [&mut self.input, &mut self.output, &mut self.latency] {
            sketch.within(limit);
        }
    }

    /// What several come to together.
    pub fn sum<'g>(groups: impl IntoIterator<Item = &'g Self>) -> Self {
        let mut sum = Self::default();
        groups.into_iter().for_each(|group| sum.merge(group, NUMBERS.1));
        sum
    }

    /// What those cost that have a price; none where none has one.
    pub fn priced(&self) -> Option<Usd> {
        (self.unpriced < self.requests).then_some(self.cost)
    }
}

/// All groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Groups {
    groups: HashMap<String, Group>,
    /// Groups are kept whose names' hashes begin with so many zeros.
    level: u32,
    /// The rest.
    further: Group,
    most: usize,
}

impl Default for Groups {
    fn default() -> Self {
        Self::of(MOST_GROUPS)
    }
}

impl Groups {
    fn of(most: usize) -> Self {
        Self { groups: HashMap::new(), level: 0, further: Group::default(), most }
    }

    /// How many numbers a group may tell apart, which only ever falls.
    fn limit(&self) -> usize {
        // Once some are left out, there are at times fewer.
        let groups = if self.level > 0 { self.most } else { self.groups.len().max(1) };
        (BUDGET / groups.next_power_of_two()).clamp(NUMBERS.0, NUMBERS.1)
    }

    /// Changes the group of that name.
    fn change(&mut self, name: &str, change: impl FnOnce(&mut Group, usize)) {
        let limit = self.limit();
        if let Some(group) = self.groups.get_mut(name) {
            return change(group, limit);
        }
        if self.level > 0 && !is_kept(name, self.level) {
            return change(&mut self.further, limit);
        }
        self.groups.insert(name.to_owned(), Group::default());
        self.settle(limit);
        let limit = self.limit();
        let group = self.groups.get_mut(name).unwrap_or(&mut self.further);
        change(group, limit);
    }

    /// Keeps to the number of groups and to the budget, which was so much.
    fn settle(&mut self, before: usize) {
        while self.groups.len() > self.most {
            self.rise(self.level + 1);
        }
        let limit = self.limit();
        if limit < before {
            self.groups.values_mut().for_each(|group| group.within(limit));
            self.further.within(limit);
        }
    }

    /// Keeps those of a level.
    fn rise(&mut self, level: u32) {
        if level <= self.level {
            return;
        }
        self.level = level;
        let limit = self.limit();
        let further = &mut self.further;
        self.groups.retain(|name, group| {
            let stays = is_kept(name, level);
            if !stays {
                further.merge(group, limit);
            }
            stays
        });
    }

    /// Takes in all of `other`.
    fn merge(&mut self, other: &Self) {
        self.rise(other.level);
        for (name, theirs) in &other.groups {
            self.change(name, |group, limit| group.merge(theirs, limit));
        }
        let limit = self.limit();
        self.further.merge(&other.further, limit);
    }

    /// The groups by the values of their facets, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (Vec<&str>, &Group)> {
        self.groups.iter().map(|(name, group)| (name.split(BETWEEN).collect(), group))
    }

    /// How many groups there are.
    pub fn len(&self) -> usize {
        self.groups.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// The requests of groups beyond those that are kept, and about how many groups that are; none where all
    /// are kept.
    pub fn further(&self) -> Option<(&Group, u64)> {
        let about = (self.groups.len() as u64).saturating_mul((1 << self.level.min(40)) - 1);
        (self.level > 0).then_some((&self.further, about))
    }
}

/// Whether a name is among those that are kept: a half, a quarter and so on of all.
fn is_kept(name: &str, level: u32) -> bool {
    // Without a seed, so that it is the same everywhere.
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish().leading_zeros() >= level
}

/// Requests by the facets that are asked for, and by days.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct By {
    groups: Groups,
    days: Groups,
    key: String,
}

impl By {
    /// Takes in a request of a model, and what it cost where it has a price.
    pub(super) fn add(
        &mut self,
        facets: &[Facet],
        request: &Request<'_>,
        model: Option<&Model>,
        cost: Option<Usd>,
    ) {
        self.each(facets, request, model, |group, limit| group.add(request, cost, limit));
    }

    /// Takes in a failed call.
    pub(super) fn fail(&mut self, facets: &[Facet], request: &Request<'_>, model: Option<&Model>) {
        self.each(facets, request, model, |group, _| group.fail(request.about.error));
    }

    fn each(
        &mut self,
        facets: &[Facet],
        request: &Request<'_>,
        model: Option<&Model>,
        change: impl Fn(&mut Group, usize),
    ) {
        let key = &mut self.key;
        key.clear();
        for (at, facet) in facets.iter().enumerate() {
            if at > 0 {
                key.push(BETWEEN);
            }
            facet.write(request, model, key);
        }
        self.groups.change(key, &change);
        if !matches!(facets, [facet] if facet.is_day()) {
            key.clear();
            Facet::DAY.write(request, model, key);
            self.days.change(key, &change);
        }
    }

    /// Takes in all of `other`.
    pub(super) fn merge(&mut self, other: &Self) {
        self.groups.merge(&other.groups);
        self.days.merge(&other.days);
    }

    /// The groups that were asked for.
    pub const fn groups(&self) -> &Groups {
        &self.groups
    }

    /// The days, unless they are what was asked for.
    pub const fn days(&self) -> &Groups {
        &self.days
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Groups of at most 100 that take in a number of requests each.
    fn filled(names: impl IntoIterator<Item = u64>) -> Groups {
        let mut groups = Groups::of(100);
        for name in names {
            groups.change(&format!("caller {name}"), |group, limit| {
                group.requests += 1;
                group.input.add(name % 500, 1, limit);
                group.err(format!("code {}", name % 40), 1);
            });
        }
        groups
    }

    #[test]
    fn however_many_groups_there_are_they_add_up() {
        let names = |from: u64, to: u64| (from..to).map(|n| n * n % 1_009);
        let whole = filled(names(0, 5_000));
        assert!(whole.len() <= 100 && whole.len() > 25, "{}", whole.len());
        let kept: u64 = whole.groups.values().map(|group| group.requests).sum();
        let (further, about) = whole.further().unwrap();
        assert_eq!(kept + further.requests, 5_000);
        // 505 squares there are; about as many are told of.
        let all = about + whole.len() as u64;
        assert!((300..800).contains(&all), "{all}");
        // In parts and in another order.
        let mut sum = filled(names(3_000, 5_000));
        sum.merge(&filled(names(0, 1_000)));
        sum.merge(&filled(names(1_000, 3_000)));
        assert_eq!(whole, sum);
        // What is kept is all of a group.
        for (name, group) in &whole.groups {
            let same = names(0, 5_000).filter(|n| format!("caller {n}") == *name).count();
            assert_eq!(group.requests, same as u64, "{name}");
        }
    }

    #[test]
    fn few_groups_are_all_there() {
        let few = filled(0..100);
        assert_eq!((few.len(), few.further()), (100, None));
        let codes: u64 = filled(std::iter::repeat_n(7, 3)).groups["caller 7"].errors["code 7"];
        assert_eq!(codes, 3);
    }

    #[test]
    fn further_codes_are_one() {
        let mut group = Group::default();
        (0..40).rev().for_each(|n| group.err(format!("{n:02}"), 1));
        assert_eq!(group.errors.len(), MOST_CODES + 1);
        assert_eq!(group.errors[FURTHER_CODES], 24);
        assert!(group.errors.contains_key("00") && !group.errors.contains_key("16"));
    }
}
