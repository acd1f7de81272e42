//! What CloudWatch's metrics add up to, by model and endpoint.

use std::collections::BTreeMap;

use super::metric::{Kind, Metric};
use super::reason::Reason;
use super::request::model_id;
use super::time::Moment;
use crate::card::{Bucket, Buckets};
use crate::money::Tokens;

/// Models beyond so many are left out, so that nonsense cannot fill the memory.
const MOST_MODELS: usize = 10_000;

/// Metrics, added up in any order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct MetricSums {
    /// By model and whether it is of the endpoint `bedrock-mantle`.
    sums: BTreeMap<(String, bool), Sums>,
    /// The starts of the first and the last period.
    starts: Option<(Moment, Moment)>,
    /// The end of the last period, of metrics that tell its length by themselves.
    end: Option<Moment>,
    /// The least length of a period that a query states, and the least distance of two, in
    /// milliseconds.
    stated: Option<i64>,
    step: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Sums {
    invocations: u64,
    samples: u64,
    tokens: Buckets<Tokens>,
}

impl Sums {
    fn requests(&self) -> u64 {
        self.invocations.max(self.samples)
    }
}

impl MetricSums {
    /// Takes in a metric, or says why not.
    pub(super) fn add(&mut self, metric: &Metric<'_>) -> Result<(), Reason> {
        let kind = metric.kind.ok_or(Reason::NoUsage)?;
        let model = model_id(metric.model).ok_or(Reason::OddId)?;
        let key = (model.to_owned(), metric.mantle);
        if self.sums.len() >= MOST_MODELS && !self.sums.contains_key(&key) {
            return Err(Reason::OddId);
        }
        let sums = self.sums.entry(key).or_default();
        let tokens = Tokens::new(metric.sum);
        match kind {
            Kind::Invocations => sums.invocations = sums.invocations.saturating_add(metric.sum),
            Kind::Input => {
                sums.tokens[Bucket::Fresh] += tokens;
                sums.samples = sums.samples.saturating_add(metric.samples);
            }
            Kind::Output => sums.tokens[Bucket::Output] += tokens,
            Kind::CacheRead => sums.tokens[Bucket::CacheRead] += tokens,
            Kind::CacheWrite => sums.tokens[Bucket::CacheWrite] += tokens,
        }
        if let (Some(first), Some(last)) = (metric.first, metric.last) {
            self.widen(first, last);
            self.end = self.end.max(metric.step.and_then(|step| last.after(step)));
        }
        self.step = least(self.step, metric.step);
        Ok(())
    }

    fn widen(&mut self, first: Moment, last: Moment) {
        self.starts = Some(match self.starts {
            None => (first, last),
            Some((from, to)) => (from.min(first), to.max(last)),
        });
    }

    /// Takes in the length of a period that a query states.
    pub(super) fn state_period(&mut self, millis: i64) {
        self.stated = least(self.stated, Some(millis));
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (model, theirs) in &other.sums {
            let ours = self.sums.entry(model.clone()).or_default();
            ours.invocations = ours.invocations.saturating_add(theirs.invocations);
            ours.samples = ours.samples.saturating_add(theirs.samples);
            ours.tokens += theirs.tokens;
        }
        if let Some((first, last)) = other.starts {
            self.widen(first, last);
        }
        self.end = self.end.max(other.end);
        self.stated = least(self.stated, other.stated);
        self.step = least(self.step, other.step);
    }

    /// How many requests they count.
    pub(super) fn requests(&self) -> u64 {
        self.sums.values().map(Sums::requests).fold(0, u64::saturating_add)
    }

    /// From the start of the first period to the end of the last. That is as far from its start as a
    /// query states, else as the least distance of two periods; where neither is known, its start.
    pub(super) fn span(&self) -> Option<(Moment, Moment)> {
        let (first, last) = self.starts?;
        let period = self.stated.or(self.step);
        let end = period.and_then(|period| last.after(period)).unwrap_or(last);
        Some((first, if self.stated.is_some() { end } else { end.max(self.end.unwrap_or(end)) }))
    }

    /// Hands over each model with its tokens and requests.
    pub(super) fn each(&self, mut each: impl FnMut(&str, Buckets<Tokens>, u64)) {
        for ((model, _), sums) in &self.sums {
            // Tokens without a count of requests are those of one at least.
            each(model, sums.tokens, sums.requests().clamp(1, 1 << 50));
        }
    }

    /// What they leave open, in sentences.
    pub(super) fn doubts(&self) -> Vec<&'static str> {
        let mut doubts = Vec::new();
        if self.starts.is_some() && self.stated.or(self.step).is_none() {
            doubts.push(
                "The metrics are of one period, and do not say how long it is: name the file of the \
                 query that asked for them too.",
            );
        }
        if self.sums.keys().any(|(_, mantle)| *mantle) {
            doubts.push(
                "Metrics of AWS/BedrockMantle do not tell what was cached: all of their input is taken as \
                 fresh.",
            );
        }
        doubts
    }
}

fn least(one: Option<i64>, other: Option<i64>) -> Option<i64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
