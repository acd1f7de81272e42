//! When requests were made: the span of time they take, without those that a wrong clock puts far away.

use std::collections::BTreeMap;

use super::time::Moment;

/// Times this far apart, in milliseconds, are not of one stretch: a year.
const APART: i64 = 366 * 86_400_000;
/// The width of what is counted together, in milliseconds. It bounds the memory: 8,000 years are not
/// 100,000 of it.
const WIDTH: i64 = 30 * 86_400_000;

/// Requests without a year between one and the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// The time of the first.
    pub first: Moment,
    /// The time of the last.
    pub last: Moment,
    /// How many.
    pub requests: u64,
}

impl Stretch {
    fn merge(&mut self, other: &Self) {
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        self.requests += other.requests;
    }
}

/// The times of requests. Those of two logs together are those of both, in whatever order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Times {
    /// By the number of its width.
    counted: BTreeMap<i64, Stretch>,
}

impl Times {
    /// Takes in so many requests between two times.
    pub(super) fn add(&mut self, first: Moment, last: Moment, requests: u64) {
        self.put(first.millis() / WIDTH, Stretch { first, last, requests });
    }

    /// Takes in all of `other`.
    pub(super) fn merge(&mut self, other: &Self) {
        other.counted.iter().for_each(|(at, theirs)| self.put(*at, *theirs));
    }

    fn put(&mut self, at: i64, more: Stretch) {
        self.counted.entry(at).and_modify(|known| known.merge(&more)).or_insert(more);
    }

    /// The stretches in the order of time.
    fn stretches(&self) -> Vec<Stretch> {
        let mut stretches: Vec<Stretch> = Vec::new();
        for next in self.counted.values() {
            match stretches.last_mut() {
                Some(last) if next.first.millis() - last.last.millis() < APART => last.merge(next),
                _ => stretches.push(*next),
            }
        }
        stretches
    }

    /// The stretch that holds more than half of the requests, and the others, which lie apart. Where
    /// none does, all is one: which times are wrong cannot be told.
    pub(super) fn main(&self) -> Option<(Stretch, Vec<Stretch>)> {
        let mut stretches = self.stretches();
        let all: u64 = stretches.iter().map(|it| it.requests).sum();
        if let Some(at) = stretches.iter().position(|it| it.requests > all / 2) {
            return Some((stretches.remove(at), stretches));
        }
        let merged = stretches.into_iter().reduce(|mut one, next| {
            one.merge(&next);
            one
        });
        merged.map(|whole| (whole, Vec::new()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The main span and what lies apart, each as years, of so many requests on days.
    fn main(days: &[(&str, u64)]) -> (String, Vec<String>) {
        let mut times = Times::default();
        for (day, requests) in days {
            let at = Moment::parse(format!("{day}T08:00:00Z").as_bytes()).unwrap();
            times.add(at, at, *requests);
        }
        let shown = |it: Stretch| {
            let day = |at: Moment| at.to_string()[..10].to_owned();
            format!("{} {} {}", it.requests, day(it.first), day(it.last))
        };
        let (main, apart) = times.main().unwrap();
        (shown(main), apart.into_iter().map(shown).collect())
    }

    #[test]
    fn a_wrong_clock_lies_apart() {
        let good = [("2026-10-01", 5), ("2026-10-30", 5)];
        let span = "10 2026-10-01 2026-10-30".to_owned();
        assert_eq!(main(&good), (span.clone(), vec![]));
        let wrong = [("9999-12-31", 1), ("1970-01-01", 2)];
        let apart = ["2 1970-01-01 1970-01-01", "1 9999-12-31 9999-12-31"].map(str::to_owned);
        assert_eq!(main(&[good, wrong].concat()), (span, apart.to_vec()));
    }

    #[test]
    fn a_long_log_is_one_and_a_half_is_not_wrong() {
        let years = [("2024-01-01", 1), ("2024-12-01", 1), ("2025-11-01", 1), ("2026-10-01", 1)];
        assert_eq!(main(&years), ("4 2024-01-01 2026-10-01".to_owned(), vec![]));
        let halves = [("2024-01-01", 3), ("2026-10-01", 3)];
        assert_eq!(main(&halves), ("6 2024-01-01 2026-10-01".to_owned(), vec![]));
    }
}
