//! The tokens of requests by how they are billed and on which day: what a bill is held against.

use std::collections::HashMap;

use super::request::Request;
use super::time::Moment;
use super::totals::mean;
use crate::card::{Buckets, Date, Lane, Served};
use crate::money::Tokens;
use crate::place::Profile;

/// Sums beyond so many have no day, so that a log of nonsense cannot fill the memory.
const MOST: usize = 200_000;

/// How requests are billed, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BilledAs {
    /// The model's place on the card.
    pub model: usize,
    /// The lane.
    pub lane: Lane,
    /// Whether they went through the global inference profile.
    pub global: bool,
    /// Whether they were above a long-context threshold of the model.
    pub long_context: bool,
    /// The day, in UTC; none where the log does not say.
    pub day: Option<Date>,
}

/// How many requests, and their tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DaySum {
    /// The requests.
    pub requests: u64,
    /// Their tokens.
    pub tokens: Buckets<Tokens>,
}

/// The requests of models on the card, by how they are billed and when.
#[derive(Debug, Clone, Default)]
pub struct Daily {
    sums: HashMap<BilledAs, DaySum>,
}

impl Daily {
    /// Takes in a request of a model, called through a profile and served at a price.
    pub(super) fn add(
        &mut self,
        request: &Request<'_>,
        model: usize,
        profile: Option<Profile>,
        served: Option<Served<'_>>,
    ) {
        let input = mean(request).input();
        let key = BilledAs {
            model,
            lane: request.lane,
            global: profile == Some(Profile::Global),
            long_context: served.is_some_and(|it| it.prices.for_input(input).1.is_some()),
            day: request.time.and_then(|(first, last)| {
                let [first, last] = [first, last].map(Moment::day);
                first.filter(|_| first == last)
            }),
        };
        self.put(key, DaySum { requests: request.count, tokens: request.tokens });
    }

    fn put(&mut self, mut key: BilledAs, more: DaySum) {
        if self.sums.len() >= MOST && !self.sums.contains_key(&key) {
            key.day = None;
        }
        let sum = self.sums.entry(key).or_default();
        sum.requests += more.requests;
        sum.tokens += more.tokens;
    }

    pub(super) fn merge(&mut self, other: &Self) {
        other.sums.iter().for_each(|(key, sum)| self.put(*key, *sum));
    }

    /// The sums in order.
    pub fn sums(&self) -> Vec<(BilledAs, DaySum)> {
        let mut sums: Vec<_> = self.sums.iter().map(|(key, sum)| (*key, *sum)).collect();
        sums.sort_unstable_by_key(|(key, _)| *key);
        sums
    }
}
