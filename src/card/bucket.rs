//! What a rate is for: a bucket of tokens in a lane of service.
//!
//! All that reads, writes, compares, imports or shows rates goes over the two tables here. The
//! rules that price tokens index arrays and read neither table.

use std::fmt;
use std::ops::{AddAssign, Index, IndexMut};

use serde::{Deserialize, Serialize};

use crate::document::capital;

/// What a token is billed as. The buckets of a request do not overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Bucket {
    /// Input that no cache had any part in.
    Fresh,
    /// Output, reasoning included.
    Output,
    /// Input read from the cache.
    CacheRead,
    /// Input written to the cache with the model's ordinary lifetime.
    CacheWrite,
    /// Input written to the cache to live an hour.
    CacheWrite1h,
}

/// How a bucket is named.
#[derive(Debug, Clone, Copy)]
pub struct BucketSpec {
    /// Which bucket.
    pub bucket: Bucket,
    /// Its key on cards, in overlays and in JSON. On a card, that of the ordinary cache write ends
    /// in its lifetime: `cache_write_5m`, `cache_write_30m`.
    pub key: &'static str,
    /// Its key in a card's assumptions; empty where nothing may be assumed.
    pub assumed_key: &'static str,
    /// Its name in results.
    pub label: &'static str,
    /// Its name in a bill.
    pub billed: &'static str,
    /// Its tokens in records of usage.
    pub record: &'static str,
    /// Its tokens in a sentence about a price that is missing.
    pub plural: &'static str,
}

/// The buckets as a rate card has them, in the order of [`Bucket`].
pub const BUCKETS: [BucketSpec; Bucket::COUNT] = [
    BucketSpec {
        bucket: Bucket::Fresh,
        key: "input",
        assumed_key: "",
        label: "input",
        billed: "fresh input",
        record: "input_tokens",
        plural: "input",
    },
    BucketSpec {
        bucket: Bucket::Output,
        key: "output",
        assumed_key: "",
        label: "output",
        billed: "output",
        record: "output_tokens",
        plural: "output",
    },
    BucketSpec {
        bucket: Bucket::CacheRead,
        key: "cache_read",
        assumed_key: "read",
        label: "cache read",
        billed: "cache read",
        record: "cache_read_tokens",
        plural: "cache reads",
    },
    BucketSpec {
        bucket: Bucket::CacheWrite,
        key: "cache_write",
        assumed_key: "write_5m",
        label: "cache write",
        billed: "cache write",
        record: "cache_write_5m_tokens",
        plural: "cache writes",
    },
    BucketSpec {
        bucket: Bucket::CacheWrite1h,
        key: "cache_write_1h",
        assumed_key: "write_1h",
        label: "cache write 1h",
        billed: "cache write, 1h",
        record: "cache_write_1h_tokens",
        plural: "cache writes that live an hour",
    },
];

impl Bucket {
    /// How many there are.
    pub const COUNT: usize = 5;
    /// All of them as a rate card has them.
    pub const ALL: [Self; Self::COUNT] =
        [Self::Fresh, Self::Output, Self::CacheRead, Self::CacheWrite, Self::CacheWrite1h];
    /// All of them as a bill has them: what goes in before what comes out.
    pub const BILLED: [Self; Self::COUNT] =
        [Self::Fresh, Self::CacheRead, Self::CacheWrite, Self::CacheWrite1h, Self::Output];
    /// Those of a prompt cache.
    pub const CACHED: [Self; 3] = [Self::CacheRead, Self::CacheWrite, Self::CacheWrite1h];

    /// How it is named.
    pub const fn spec(self) -> &'static BucketSpec {
        &BUCKETS[self as usize]
    }
}

/// How requests are served, and so by which rates they are billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Lane {
    /// On demand, answered at once.
    Standard,
    /// Collected into a job; no prompt caching.
    Batch,
    /// On demand for less, and answered when there is room.
    Flex,
    /// On demand for more, and answered before others.
    Priority,
}

/// How a lane is named, and what it bills.
#[derive(Debug, Clone, Copy)]
pub struct LaneSpec {
    /// Which lane.
    pub lane: Lane,
    /// Its key: that of its rates on cards and in overlays, and its name in JSON.
    pub key: &'static str,
    /// Before a bucket's key and name.
    pub prefix: &'static str,
    /// Its name in a bill.
    pub label: &'static str,
    /// How a request goes, in a sentence.
    pub how: &'static str,
    /// What has a rate of its own here, in a card's order.
    pub buckets: &'static [Bucket],
    /// The headings of these where there is little room.
    pub headings: &'static [&'static str],
    /// Whether it is shown only where a model has it.
    pub is_rare: bool,
}

/// The lanes, in the order of [`Lane`].
pub const LANES: [LaneSpec; Lane::COUNT] = [
    LaneSpec {
        lane: Lane::Standard,
        key: "on_demand",
        prefix: "",
        label: "On demand",
        how: "on demand",
        buckets: &Bucket::ALL,
        headings: &["Input", "Output", "Read", "Write", "Write 1h"],
        is_rare: false,
    },
    LaneSpec {
        lane: Lane::Batch,
        key: "batch",
        prefix: "batch",
        label: "Batch",
        how: "through Batch",
        buckets: &[Bucket::Fresh, Bucket::Output],
        headings: &["Batch in", "Batch out"],
        is_rare: false,
    },
    LaneSpec {
        lane: Lane::Flex,
        key: "flex",
        prefix: "flex",
        label: "Flex",
        how: "on Flex",
        buckets: &Bucket::ALL,
        headings: &["Flex in", "Flex out", "Flex read", "Flex write", "Flex write 1h"],
        is_rare: true,
    },
    LaneSpec {
        lane: Lane::Priority,
        key: "priority",
        prefix: "priority",
        label: "Priority",
        how: "on Priority",
        buckets: &Bucket::ALL,
        headings: &["Prio in", "Prio out", "Prio read", "Prio write", "Prio write 1h"],
        is_rare: true,
    },
];

impl Lane {
    /// How many there are.
    pub const COUNT: usize = 4;

    /// How it is named, and what it bills.
    pub const fn spec(self) -> &'static LaneSpec {
        &LANES[self as usize]
    }

    /// All of them, in the order of their table.
    pub fn all() -> impl Iterator<Item = Self> {
        LANES.iter().map(|spec| spec.lane)
    }

    /// The lanes beside the standard one: on cards and in overlays, each has a table of its own
    /// under its key.
    pub fn beside() -> impl Iterator<Item = &'static LaneSpec> {
        LANES.iter().filter(|spec| spec.lane != Self::Standard)
    }
}

/// A bucket in a lane: what one rate is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Slot {
    /// In which lane.
    pub lane: Lane,
    /// Of which bucket.
    pub bucket: Bucket,
}

impl Slot {
    /// A bucket in a lane.
    pub const fn new(lane: Lane, bucket: Bucket) -> Self {
        Self { lane, bucket }
    }

    /// Everything that may have a rate, in a card's order.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        LANES
            .iter()
            .flat_map(|spec| spec.buckets.iter().map(|&bucket| Self::new(spec.lane, bucket)))
    }

    /// Its key in JSON, such as `cache_read` or `batch_input`.
    pub fn key(self) -> String {
        self.joined(self.bucket.spec().key, "_")
    }

    /// Its name at the start of a line, such as `Cache read` or `Batch input`.
    pub fn title(self) -> String {
        let spec = self.bucket.spec();
        let name = if self.bucket == Bucket::Fresh { spec.label } else { spec.billed };
        capital(&self.joined(name, " "))
    }

    /// Its heading where there is little room; empty where it never has a rate.
    pub fn heading(self) -> &'static str {
        let spec = self.lane.spec();
        let mut headings = spec.buckets.iter().zip(spec.headings);
        headings.find(|(bucket, _)| **bucket == self.bucket).map_or("", |(_, heading)| heading)
    }

    fn joined(self, name: &str, by: &str) -> String {
        match self.lane.spec().prefix {
            "" => name.to_owned(),
            lane => format!("{lane}{by}{name}"),
        }
    }
}

impl fmt::Display for Slot {
    /// Its name in results, such as `cache read` or `batch input`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.joined(self.bucket.spec().label, " "))
    }
}

/// A value for each bucket.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Buckets<T>(pub(crate) [T; Bucket::COUNT]);

impl<T: Copy> Buckets<T> {
    /// The value that `of` gives each bucket.
    pub fn by(of: impl FnMut(Bucket) -> T) -> Self {
        Self(Bucket::ALL.map(of))
    }

    /// The value of a bucket.
    pub const fn get(&self, bucket: Bucket) -> T {
        self.0[bucket as usize]
    }

    /// These values with another one for a bucket.
    #[must_use]
    pub const fn with(mut self, bucket: Bucket, value: T) -> Self {
        self.0[bucket as usize] = value;
        self
    }

    /// The values in the order of [`Bucket::BILLED`].
    pub fn from_billed([fresh, read, write, write_1h, output]: [T; Bucket::COUNT]) -> Self {
        Self([fresh, output, read, write, write_1h])
    }

    /// The values as a bill has them: what goes in before what comes out.
    pub fn billed(&self) -> [T; Bucket::COUNT] {
        Bucket::BILLED.map(|bucket| self[bucket])
    }
}

impl<T> Index<Bucket> for Buckets<T> {
    type Output = T;

    fn index(&self, bucket: Bucket) -> &T {
        &self.0[bucket as usize]
    }
}

impl<T> IndexMut<Bucket> for Buckets<T> {
    fn index_mut(&mut self, bucket: Bucket) -> &mut T {
        &mut self.0[bucket as usize]
    }
}

impl<T: AddAssign + Copy> AddAssign for Buckets<T> {
    fn add_assign(&mut self, other: Self) {
        // Bills add up many; by index this is quick without an optimiser too.
        let mut at = 0;
        while at < Bucket::COUNT {
            self.0[at] += other.0[at];
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_stands_at_its_place() {
        assert_eq!(BUCKETS.map(|spec| spec.bucket), Bucket::ALL);
        for (place, bucket) in Bucket::ALL.into_iter().enumerate() {
            assert_eq!(bucket as usize, place);
            assert!(Bucket::BILLED.contains(&bucket));
        }
        for (place, spec) in LANES.iter().enumerate() {
            assert_eq!(spec.lane as usize, place);
            assert_eq!(spec.buckets.len(), spec.headings.len());
        }
    }

    #[test]
    fn keys_and_names_tell_slots_apart() {
        for name in [|slot: Slot| slot.key(), |slot: Slot| slot.to_string()] {
            let mut names: Vec<String> = Slot::all().map(name).collect();
            let all = names.len();
            names.sort();
            names.dedup();
            assert_eq!(names.len(), all);
        }
    }
}
