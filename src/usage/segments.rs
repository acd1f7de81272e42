//! Requests that are billed alike, gathered from a log: one mean over all would lie about their tiers,
//! caches and tokenizers.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::bedrock_id::Resolved;
use super::request::Request;
use super::totals::per;
use crate::card::{Bucket, Buckets, Card, Lane, Model};
use crate::money::{Share, Tokens};
use crate::place::{Origin, Profile, Region, Residency};
use crate::tokens::{Estimates, Family, Ratio};
use crate::workload::{
    Lengths, MAX_REQUESTS, MAX_SECTION_TOKENS, MAX_SEGMENTS, Section, Segment, ServiceTier, Ttl,
};

/// Cells beyond so many are told apart by what changes the price alone, not by size.
const MOST_CELLS: usize = 1_024;
/// Cells beyond so many are taken together with others.
const MOST_COARSE: usize = 2 * MOST_CELLS;
/// A fit has at most so many segments before sizes are divided into whole tokens.
const MOST_SEGMENTS: usize = 48;
/// A whole token may be off by so much of a size: 0.05%.
const ROUNDING: u128 = 2_000;

/// What requests of a cell have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Key {
    /// Whether the id names a model of the card.
    is_known: bool,
    /// The tokenizer that counted, where that is known.
    family: Option<Family>,
    lane: Lane,
    origin: Origin,
    /// Whether they read from the cache or wrote to it.
    is_cached: bool,
    /// The tier of their own model, from 1; 0 is none.
    tier: u8,
    /// Between which sizes the whole input lies, and what is cached of it, at which prices change.
    sizes: [u16; 2],
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Cell {
    requests: u64,
    tokens: Buckets<Tokens>,
    outputs: Bins,
    /// Output without what was thought, of requests that say how much that was.
    answers: Bins,
    thinking: Tokens,
}

/// Requests by what they have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Alike(HashMap<Key, Cell>);

impl Key {
    fn of(request: &Request<'_>, served: Option<(&Model, Resolved)>, cuts: &Cuts) -> Self {
        let one = per(&request.tokens, request.count);
        let (input, cached) = (one.input(), one.cached());
        let called = served.and_then(|(model, resolved)| resolved.served(model, request));
        let tier = called.map_or(0, |served| {
            served.prices.tiers.iter().filter(|tier| input > tier.above).count()
        });
        let is_cached = request.lane != Lane::Batch && !cached.is_zero();
        let family = served.and_then(|(model, _)| Family::parse(&model.tokenizer));
        Self {
            is_known: served.is_some(),
            family,
            lane: request.lane,
            origin: served.map_or_else(Origin::default, |(_, resolved)| {
                origin(resolved.profile, request.region.or(resolved.region))
            }),
            is_cached,
            tier: u8::try_from(tier).unwrap_or(u8::MAX),
            sizes: cuts.classes(
                family.unwrap_or(Family::Unknown),
                input,
                if is_cached { cached } else { Tokens::ZERO },
            ),
        }
    }

    /// Without the sizes.
    const fn coarse(self) -> Self {
        Self { sizes: [0, 0], ..self }
    }

    /// How unlike two keys are: what decides a price counts for more than sizes.
    fn distance(&self, other: &Self) -> u32 {
        let differ = [
            (self.lane != other.lane, 5_000),
            (self.family != other.family, 4_000),
            (self.origin != other.origin, 3_000),
            (self.tier != other.tier, 2_000),
            (self.is_cached != other.is_cached, 1_000),
        ];
        let apart = |at: usize| u32::from(self.sizes[at].abs_diff(other.sizes[at]));
        let sizes = apart(0) + apart(1);
        differ.iter().filter(|(yes, _)| *yes).map(|(_, by)| by).sum::<u32>() + sizes
    }
}

/// Where requests to a profile come from, and how far they may go: what prices them alike on every model.
fn origin(profile: Option<Profile>, region: Option<Region>) -> Origin {
    let within = |region| Origin { region, residency: Residency::Geography };
    match (profile, region) {
        (Some(Profile::Global), _) | (None, None) => Origin::default(),
        // A bare id is served where it is called, at the price of its region.
        (None, Some(_)) | (Some(Profile::Other), _) => within(region),
        (Some(Profile::Geography(geography)), region) => {
            // A profile is called from within its geography, whatever else a log says.
            let is_in = |region: &Region| region.geographies().contains(&geography);
            within(region.filter(is_in).or_else(|| Region::all().find(is_in)))
        }
    }
}

/// Where prices change with the size of a request, in the tokens of each family: at the tiers of other
/// models for the whole input, at the least and the most that they cache for what is cached.
#[derive(Debug)]
pub struct Cuts(Vec<[Vec<Tokens>; 2]>);

impl Cuts {
    /// Those of the models of a card; `counts` as for a replay.
    pub fn new(card: &Card, counts: &Estimates) -> Self {
        let cuts = |from: Family| {
            let mut cuts = [Vec::new(), Vec::new()];
            for model in &card.models {
                let to = Family::named(&model.tokenizer);
                let back = Ratio::of_families(counts, to, from);
                let tiers = model.lists().flat_map(|(_, prices)| &prices.tiers);
                cuts[0].extend(tiers.map(|tier| back.of(tier.above)[1]));
                let cached = model.caching.iter();
                let ends = cached.flat_map(|it| [Some(it.min_tokens), it.max_tokens]);
                cuts[1].extend(ends.flatten().map(|tokens| back.of(tokens)[1]));
            }
            cuts.map(|mut cuts| {
                cuts.sort_unstable();
                cuts.dedup();
                cuts
            })
        };
        Self(Family::ALL.into_iter().map(cuts).collect())
    }

    /// Between which of them a request lies.
    fn classes(&self, family: Family, input: Tokens, cached: Tokens) -> [u16; 2] {
        let Some([inputs, prefixes]) = self.0.get(family.index()) else { return [0, 0] };
        let input = inputs.partition_point(|cut| *cut < input);
        let cached = prefixes.partition_point(|cut| *cut <= cached);
        [input, cached].map(|class| u16::try_from(class).unwrap_or(u16::MAX))
    }
}

impl Cell {
    fn merge(&mut self, other: &Self) {
        self.requests += other.requests;
        self.tokens += other.tokens;
        self.outputs.merge(&other.outputs);
        self.answers.merge(&other.answers);
        self.thinking += other.thinking;
    }

    /// How much an error in it would matter.
    fn weight(&self) -> u64 {
        (self.tokens.input() + self.tokens[Bucket::Output]).get()
    }

    /// Its segments, each of a `thins`th of the requests: more than one where a whole token says too much,
    /// unless `whole` asks for one.
    fn segments(&self, key: Key, thins: u64, thinks: bool, whole: bool) -> Vec<Segment> {
        let requests = self.requests.max(1);
        let cached = if key.is_cached { self.tokens.cached() } else { Tokens::ZERO };
        let sizes = [cached, self.tokens.input() - cached].map(Tokens::get);
        let (lengths, output) = match thinks {
            true => (&self.answers, self.tokens[Bucket::Output] - self.thinking),
            false => (&self.outputs, self.tokens[Bucket::Output]),
        };
        let like = Segment {
            requests,
            prompt: Default::default(),
            answer: rounded(output.get(), requests),
            lengths: lengths.histogram(),
            hit_rate: Share::of(self.tokens[Bucket::CacheRead].get(), cached.get()),
            ttl: Ttl::FiveMinutes,
            tier: match key.lane {
                Lane::Flex => ServiceTier::Flex,
                Lane::Priority => ServiceTier::Priority,
                Lane::Standard | Lane::Batch => ServiceTier::Standard,
            },
            batch: key.lane == Lane::Batch,
            origin: key.origin,
            counted_by: key.family,
        };
        let is_off = |all: &u64| {
            let up = all % requests;
            u128::from(up.min(requests - up)) * ROUNDING > u128::from(*all)
        };
        // The first requests have a token more, as many as it takes, and write for an hour.
        let (sizes, longer) = match whole || !sizes.iter().any(is_off) {
            true => (sizes.map(|all| rounded(all, requests).get()), [0, 0]),
            false => (sizes.map(|all| all / requests), sizes.map(|all| all % requests)),
        };
        let hours = Share::of(self.tokens[Bucket::CacheWrite1h].get(), self.tokens.written().get());
        let hours = if key.is_cached { hours.part_of(requests) } else { 0 };
        let mut ends = [longer[0], longer[1], hours, requests];
        ends.sort_unstable();
        let mut from = 0;
        let pieces = ends.into_iter().filter_map(|end| {
            let start = std::mem::replace(&mut from, end);
            let mut piece = like.clone();
            piece.requests = ((end - start) / thins).max(1);
            if start < hours {
                piece.ttl = Ttl::OneHour;
            }
            for (at, section) in [Section::System, Section::User].into_iter().enumerate() {
                let size = sizes[at] + u64::from(start < longer[at]);
                piece.prompt[section as usize] = Tokens::new(size.min(MAX_SECTION_TOKENS));
            }
            (end > start).then_some(piece)
        });
        pieces.collect()
    }
}

impl Alike {
    /// Takes in requests; `served` is their model, where the id names one of the card.
    pub(super) fn add(
        &mut self,
        request: &Request<'_>,
        served: Option<(&Model, Resolved)>,
        cuts: &Cuts,
    ) {
        let key = self.room(Key::of(request, served, cuts));
        let cell = self.0.entry(key).or_default();
        let output = request.tokens[Bucket::Output];
        cell.requests += request.count;
        cell.tokens += request.tokens;
        cell.outputs.add(output, request.count);
        if let Some(thinking) = request.thinking {
            cell.answers.add(output - thinking, request.count);
            cell.thinking += thinking;
        }
    }

    /// The key under which there is still room.
    fn room(&self, key: Key) -> Key {
        if self.0.len() < MOST_CELLS || self.0.contains_key(&key) {
            return key;
        }
        let coarse = key.coarse();
        if self.0.len() < MOST_COARSE || self.0.contains_key(&coarse) {
            return coarse;
        }
        Key { origin: Origin::default(), tier: 0, ..coarse }
    }

    /// Takes in all of `other`.
    pub(super) fn merge(&mut self, other: &Self) {
        // In an order of their own, so that what is beyond the room is always the same.
        let mut keys: Vec<_> = other.0.iter().collect();
        keys.sort_by_key(|(key, _)| **key);
        for (key, cell) in keys {
            let key = self.room(*key);
            self.0.entry(key).or_default().merge(cell);
        }
    }

    /// The segments of the requests whose model is known, or of all where none is; `thinks` leaves out of
    /// answers what was thought. Where there would be too many, those that matter least are taken together with what is
    /// most like them.
    pub(super) fn segments(&self, thinks: bool) -> Vec<Segment> {
        let is_known = self.0.keys().any(|key| key.is_known);
        let mut cells: Vec<(Key, Cell)> = self
            .0
            .iter()
            .filter(|(key, _)| key.is_known || !is_known)
            .map(|(key, cell)| (*key, cell.clone()))
            .collect();
        cells.sort_by_key(|(key, cell)| (Reverse(cell.weight()), *key));
        while cells.len() > MOST_SEGMENTS {
            let Some((key, cell)) = cells.pop() else { break };
            let nearest = cells.iter_mut().min_by_key(|(other, _)| key.distance(other));
            if let Some((_, nearest)) = nearest {
                nearest.merge(&cell);
            }
        }
        let all: u64 = cells.iter().map(|(_, cell)| cell.requests).sum();
        let thins = all.div_ceil(MAX_REQUESTS).max(1);
        let of = |whole| -> Vec<Segment> {
            let each = cells.iter();
            each.flat_map(|(key, cell)| cell.segments(*key, thins, thinks, whole)).collect()
        };
        let exact = of(false);
        if exact.len() <= MAX_SEGMENTS { exact } else { of(true) }
    }
}

fn rounded(all: u64, requests: u64) -> Tokens {
    let mean = (u128::from(all) + u128::from(requests / 2)) / u128::from(requests);
    Tokens::new(u64::try_from(mean).unwrap_or(u64::MAX).min(MAX_SECTION_TOKENS))
}

/// How long answers are, in bins of a 64th and less: those of a bin, and their tokens.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Bins(Vec<(u64, u64)>);

/// Lengths below this have a bin each.
const SINGLE: u64 = 128;

impl Bins {
    /// Takes in answers with so many tokens in all, taken to be of equal length.
    fn add(&mut self, tokens: Tokens, count: u64) {
        if count == 0 {
            return;
        }
        let (length, longer) = (tokens.get() / count, tokens.get() % count);
        self.put(length, count - longer);
        self.put(length + 1, longer);
    }

    fn put(&mut self, length: u64, count: u64) {
        if count == 0 {
            return;
        }
        let bin = match length.checked_ilog2() {
            Some(top) if length >= SINGLE => {
                SINGLE + u64::from(top - 7) * 64 + (length >> (top - 6)) - 64
            }
            _ => length,
        } as usize;
        if self.0.len() <= bin {
            self.0.resize(bin + 1, (0, 0));
        }
        if let Some((answers, tokens)) = self.0.get_mut(bin) {
            *answers += count;
            *tokens = tokens.saturating_add(length.saturating_mul(count));
        }
    }

    fn merge(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), (0, 0));
        }
        for ((answers, tokens), theirs) in self.0.iter_mut().zip(&other.0) {
            *answers += theirs.0;
            *tokens = tokens.saturating_add(theirs.1);
        }
    }

    /// As a histogram of few lengths with the same tokens; none where all answers are empty.
    fn histogram(&self) -> Option<Lengths> {
        let filled: Vec<(u64, u64)> = self.0.iter().copied().filter(|bin| bin.0 > 0).collect();
        let together = filled.len().div_ceil(MOST_LENGTHS);
        let gathered = filled.chunks(together.max(1)).map(|bins| {
            bins.iter()
                .fold((0_u64, 0_u64), |sum, bin| (sum.0 + bin.0, sum.1.saturating_add(bin.1)))
        });
        // Two whole lengths around each mean.
        let counts = gathered.flat_map(|(answers, tokens)| {
            let (length, longer) = (tokens / answers, tokens % answers);
            let most = Tokens::new(MAX_SECTION_TOKENS);
            let at = |length| Tokens::new(length).min(most);
            [(at(length), answers - longer), (at(length + 1), longer)]
        });
        Lengths::new(counts).ok()
    }
}

/// The lengths of a segment are gathered to so many.
const MOST_LENGTHS: usize = 40;
