//! Requests that logs hold more than once: where a bucket and a log group both take them in, each has
//! every record. A copy has the id of another request, and says the same.
//!
//! Of every id a hash is kept, with one of what the request comes to: 8 bytes, up to [`EXACT`] ids. That
//! two requests are taken for copies that are none has odds of one in 2^70 for each pair. Ids beyond go
//! into a filter of 64 MB, which forgets nothing, but may wrongly know one: the fuller it is, the more
//! often. Where that becomes one in a hundred, copies are no longer looked for. So neither memory nor what
//! can go wrong grows with the log, and what went through the filter is told.

use std::sync::{Mutex, PoisonError};

use super::request::Request;

/// Parts of the ids that threads can be in at the same time, as a power of two.
const SHARD_BITS: u32 = 6;
/// How many ids are told apart exactly: more than 4 million, in up to 64 MB.
const EXACT: usize = 1 << 22;
/// The bits of the filter, 64 MB, and how many of them stand for an id.
const FILTER_BITS: usize = 1 << 29;
const PROBES: u64 = 4;
/// The share of bits from which on one new id in a hundred seems known: its fourth power is 0.01.
const FULL: f64 = 0.316;

/// Whether a request is in the logs for the first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    New,
    /// The same request again.
    Copy,
    /// Another request of the same id.
    Differs,
    /// Nobody looked, since there are too many.
    Unchecked,
}

/// The ids of all requests that were read, by any thread.
#[derive(Debug)]
pub(super) struct Ids {
    shards: Vec<Mutex<Shard>>,
    exact: usize,
    filter: usize,
}

#[derive(Debug, Default)]
struct Shard {
    /// Ids by their lower bits, each with a hash of its request; nothing is 0.
    slots: Vec<u64>,
    used: usize,
    filter: Vec<u64>,
    set: usize,
    /// How many ids were looked for in the filter, and how many of them it may wrongly have known.
    filtered: u64,
    wrong: f64,
}

/// What the filter did.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Filtered {
    /// How many requests it was asked of.
    pub requests: u64,
    /// How many of them it is expected to have taken for copies that were none, rounded up.
    pub wrong: u64,
}

impl Default for Ids {
    fn default() -> Self {
        Self::sized(EXACT, FILTER_BITS)
    }
}

impl Ids {
    fn sized(exact: usize, filter: usize) -> Self {
        let shards = (0..1 << SHARD_BITS).map(|_| Mutex::default()).collect();
        Self { shards, exact: exact >> SHARD_BITS, filter: filter >> SHARD_BITS }
    }

    /// Takes in a request of an id, and says whether it is known.
    pub(super) fn take(&self, id: &[u8], request: &Request<'_>) -> Known {
        let (id, says) = (hash(id), says(request));
        let Some(shard) = self.shards.get((id >> (64 - SHARD_BITS)) as usize) else {
            return Known::Unchecked;
        };
        let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
        // 48 bits of the id beside those of the shard, and 16 of what it says.
        let entry = (id << 16 | says >> 48).max(1);
        match shard.find(entry) {
            Ok(known) => known,
            Err((at, known)) if shard.used < self.exact => {
                shard.put(at, entry);
                known
            }
            Err((_, known)) => match shard.filter(mix(id ^ says), self.filter) {
                Known::New => known,
                filtered => filtered,
            },
        }
    }

    /// What the filter did; none where it was not needed.
    pub(super) fn filtered(&self) -> Option<Filtered> {
        let (mut requests, mut wrong) = (0, 0.0);
        for shard in &self.shards {
            let shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            requests += shard.filtered;
            wrong += shard.wrong;
        }
        (requests > 0).then_some(Filtered { requests, wrong: wrong.ceil() as u64 })
    }
}

impl Shard {
    /// Whether the entry is there, or where it belongs and whether another of its id is.
    fn find(&self, entry: u64) -> Result<Known, (usize, Known)> {
        let mut known = Known::New;
        let Some(mask) = self.slots.len().checked_sub(1) else {
            return Err((0, known));
        };
        let mut at = (entry >> 16) as usize & mask;
        loop {
            match self.slots.get(at) {
                None | Some(0) => return Err((at, known)),
                Some(&there) if there == entry => return Ok(Known::Copy),
                Some(&there) if there >> 16 == entry >> 16 => known = Known::Differs,
                Some(_) => {}
            }
            at = (at + 1) & mask;
        }
    }

    /// Puts an entry where it belongs; the table is never fuller than three quarters.
    fn put(&mut self, at: usize, entry: u64) {
        let mut at = at;
        if self.used * 4 >= self.slots.len() * 3 {
            let size = (self.slots.len() * 2).max(16);
            let old = std::mem::replace(&mut self.slots, vec![0; size]);
            for entry in old.into_iter().filter(|entry| *entry != 0) {
                self.set_free(entry);
            }
            at = self.find(entry).map_or_else(|(at, _)| at, |_| 0);
        }
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = entry;
        }
        self.used += 1;
    }

    /// Puts an entry into the first slot that is free for it.
    fn set_free(&mut self, entry: u64) {
        let mask = self.slots.len().saturating_sub(1);
        let mut at = (entry >> 16) as usize & mask;
        while self.slots.get(at).is_some_and(|there| *there != 0) {
            at = (at + 1) & mask;
        }
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = entry;
        }
    }

    /// Takes a hash into the filter, and says whether it was there.
    fn filter(&mut self, hash: u64, bits: usize) -> Known {
        if self.filter.is_empty() {
            self.filter = vec![0; bits.div_ceil(64)];
        }
        let share = self.set as f64 / bits as f64;
        if share >= FULL {
            return Known::Unchecked;
        }
        let step = hash >> 32 | 1;
        let mut is_new = false;
        for probe in 0..PROBES {
            let bit = hash.wrapping_add(probe.wrapping_mul(step)) as u32 as usize % bits;
            if let Some(word) = self.filter.get_mut(bit / 64) {
                let mask = 1 << (bit % 64);
                let is_free = *word & mask == 0;
                *word |= mask;
                is_new |= is_free;
                self.set += usize::from(is_free);
            }
        }
        self.filtered += 1;
        if is_new {
            self.wrong += share.powi(PROBES as i32);
            return Known::New;
        }
        Known::Copy
    }
}

/// What of a request a copy must say too: all that is added up.
fn says(request: &Request<'_>) -> u64 {
    let mut said = absorb(1, request.model.as_bytes());
    for tokens in request.tokens.billed() {
        said = step(said, tokens.get());
    }
    said = step(said, request.thinking.map_or(0, |tokens| tokens.get() + 1));
    said = step(said, request.time.map_or(0, |(first, _)| first.millis() as u64 + 1));
    let region = request.region.map_or(0, |region| region.index() as u64 + 1);
    mix(step(said, region << 8 | request.lane as u64))
}

/// A hash of an id.
fn hash(id: &[u8]) -> u64 {
    mix(absorb(0, id))
}

/// Takes bytes into a hash, eight at a time.
fn absorb(seed: u64, bytes: &[u8]) -> u64 {
    let (eights, rest) = bytes.as_chunks::<8>();
    let mut hash = step(seed, bytes.len() as u64);
    for eight in eights {
        hash = step(hash, u64::from_le_bytes(*eight));
    }
    step(hash, rest.iter().fold(0, |last, byte| last << 8 | u64::from(*byte)))
}

/// Takes a number into a hash that [`mix`] ends.
const fn step(hash: u64, number: u64) -> u64 {
    (hash.rotate_left(29) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Mixes the bits of a number: the halves of its product with an odd constant, laid over one another.
fn mix(number: u64) -> u64 {
    let product = u128::from(number ^ 0x9e37_79b9_7f4a_7c15) * 0xa076_1d64_78bd_642f;
    product as u64 ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::{Buckets, Lane};
    use crate::money::Tokens;

    fn request(input: u64) -> Request<'static> {
        Request {
            model: "m",
            time: None,
            tokens: Buckets::from_billed([input, 0, 0, 0, 1].map(Tokens::new)),
            thinking: None,
            region: None,
            lane: Lane::Standard,
            count: 1,
            about: Default::default(),
        }
    }

    fn id(number: u32) -> String {
        format!("a1b2c3d4-0000-4000-8000-{number:012x}")
    }

    #[test]
    fn copies_are_told_from_other_requests_of_the_same_id() {
        let ids = Ids::default();
        let take = |name: &str, input| ids.take(name.as_bytes(), &request(input));
        assert_eq!(take("a", 5), Known::New);
        assert_eq!(take("b", 5), Known::New);
        assert_eq!(take("a", 5), Known::Copy);
        assert_eq!(take("a", 6), Known::Differs);
        // Each of them has copies of its own.
        assert_eq!((take("a", 6), take("a", 5)), (Known::Copy, Known::Copy));
        assert_eq!(take("a", 7), Known::Differs);
        assert_eq!(ids.filtered(), None);
    }

    #[test]
    fn many_ids_are_exact() {
        let ids = Ids::default();
        let all = |known| {
            let seen = (0..200_000).filter(|n| ids.take(id(*n).as_bytes(), &request(1)) == known);
            seen.count()
        };
        assert_eq!(all(Known::New), 200_000);
        assert_eq!(all(Known::Copy), 200_000);
        let bytes: usize = ids.shards.iter().map(|it| it.lock().unwrap().slots.len() * 8).sum();
        // 3,125 a shard make 8,192 slots of it: at most 21.4 bytes an id.
        assert!(bytes <= 200_000 * 22, "{bytes}");
    }

    #[test]
    fn beyond_the_exact_ones_a_filter_errs_as_rarely_as_it_says() {
        let ids = Ids::sized(1 << 12, 1 << 18);
        let mut wrong = 0;
        let mut unchecked = 0;
        for n in 0..40_000 {
            match ids.take(id(n).as_bytes(), &request(1)) {
                Known::New => {}
                Known::Unchecked => unchecked += 1,
                _ => wrong += 1,
            }
        }
        let filtered = ids.filtered().unwrap();
        // What fills 31.6% of 262,144 bits by four each: 262,144 x 0.38 / 4 = 24,900 ids.
        assert!((23_500..26_000).contains(&filtered.requests), "{filtered:?}");
        assert!(unchecked > 9_000, "{unchecked}");
        let expected = filtered.wrong;
        assert!(
            expected < 100 && wrong <= 2 * expected && expected <= 2 * wrong + 4,
            "{wrong} {expected}"
        );
        // The first ones are in the table, which forgets none.
        let known = |n: &u32| ids.take(id(*n).as_bytes(), &request(1)) == Known::Copy;
        assert_eq!((0..2_048).filter(known).count(), 2_048);
    }
}
