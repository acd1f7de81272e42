//! The same requests on every model.
//!
//! Each request is priced by itself: at its own tier, with what it read from the cache and wrote to
//! it, if the model caches a prefix of that size; through Batch, or in its service tier, if the model
//! has that. On another tokenizer its tokens are multiplied by how that relates to the tokenizer
//! they were counted with. On the model that answered it a request costs what it cost.

use std::ops::AddAssign;

use super::bedrock_id::Resolved;
use super::request::Request;
use super::totals::per;
use crate::card::{Bucket, Buckets, Card, Lane, Model};
use crate::money::{Tokens, Usd};
use crate::tokens::{Estimates, Family, Ratio};

/// Everything that pricing on every model needs.
#[derive(Debug)]
pub struct Replay<'c> {
    models: &'c [Model],
    families: Vec<Family>,
    /// From family to family.
    ratios: Vec<[Ratio; Family::ALL.len()]>,
}

/// What the requests cost on one model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Replayed {
    /// With the fewest tokens that its tokenizer may make of the texts.
    pub low: Usd,
    /// With the likeliest.
    pub expected: Usd,
    /// With the most.
    pub high: Usd,
    /// Requests priced.
    pub requests: u64,
    /// Requests too long for its context window, or answers for its limit; they are priced all the
    /// same.
    pub too_long: u64,
    /// Requests that went through Batch, which it does not offer.
    pub no_batch: u64,
    /// Requests in a service tier that it does not offer; they are priced as standard.
    pub no_tier: u64,
    /// Requests that cached a prefix, which it does not cache or not at that size.
    pub not_cached: u64,
    /// Requests priced by what is not listed for the place they were called from.
    pub assumed_place: u64,
}

impl AddAssign for Replayed {
    fn add_assign(&mut self, other: Self) {
        self.low += other.low;
        self.expected += other.expected;
        self.high += other.high;
        self.requests += other.requests;
        self.too_long += other.too_long;
        self.no_batch += other.no_batch;
        self.no_tier += other.no_tier;
        self.not_cached += other.not_cached;
        self.assumed_place += other.assumed_place;
    }
}

impl<'c> Replay<'c> {
    /// A replay on the models of a card; `counts` are the tokens that each family makes of the kind
    /// of text that requests hold, for [`Ratio::REFERENCE`] of the reference.
    pub fn new(card: &'c Card, counts: &Estimates) -> Self {
        let ratios =
            Family::ALL.map(|from| Family::ALL.map(|to| Ratio::of_families(counts, from, to)));
        Self {
            models: &card.models,
            families: card.models.iter().map(family).collect(),
            ratios: ratios.to_vec(),
        }
    }

    /// How many models there are.
    pub const fn len(&self) -> usize {
        self.models.len()
    }

    /// Whether the card has no models.
    pub const fn is_empty(&self) -> bool {
        self.models.is_empty()
    }

    /// Adds what a request of a model costs on every model; `cost` is what it cost on its own.
    pub(super) fn add(
        &self,
        request: &Request<'_>,
        source: Resolved,
        cost: Option<Usd>,
        replayed: &mut [Replayed],
    ) {
        let Some(from) = self.families.get(source.model) else {
            return;
        };
        let Some(ratios) = self.ratios.get(from.index()) else {
            return;
        };
        let tokens = &request.tokens;
        let sizes = ratios.map(|ratio| {
            let scaled = Buckets::by(|bucket| ratio.of(tokens[bucket]));
            [0, 1, 2].map(|side: usize| Buckets::by(|bucket| scaled[bucket][side]))
        });
        let targets = self.models.iter().zip(&self.families).zip(replayed);
        for (at, ((model, family), sum)) in targets.enumerate() {
            if at == source.model {
                if let Some(cost) = cost {
                    *sum += Replayed {
                        low: cost,
                        expected: cost,
                        high: cost,
                        requests: request.count,
                        ..Replayed::default()
                    };
                }
                continue;
            }
            let [low, expected, high] = &sizes[family.index()];
            let Some(middle) = on(model, source, request, expected) else {
                continue;
            };
            let side = |size: &Buckets<Tokens>| {
                if size == expected {
                    Some(middle.cost)
                } else {
                    on(model, source, request, size).map(|other| other.cost)
                }
            };
            let (low, high) = (side(low), side(high));
            let (low, high) = (low.unwrap_or(middle.cost), high.unwrap_or(middle.cost));
            let count = |yes: bool| if yes { request.count } else { 0 };
            *sum += Replayed {
                // More tokens can cost less where they first reach a cache minimum.
                low: low.min(high).min(middle.cost),
                expected: middle.cost,
                high: high.max(low).max(middle.cost),
                requests: request.count,
                too_long: count(middle.too_long),
                no_batch: count(middle.no_batch),
                no_tier: count(middle.no_tier),
                not_cached: count(middle.not_cached),
                assumed_place: count(middle.assumed_place),
            };
        }
    }
}

/// The family of a model's tokenizer.
fn family(model: &Model) -> Family {
    Family::named(&model.tokenizer)
}

/// A request on a model that did not answer it.
struct Elsewhere {
    cost: Usd,
    too_long: bool,
    no_batch: bool,
    no_tier: bool,
    not_cached: bool,
    assumed_place: bool,
}

/// What `tokens` cost on a model; none where it has no price.
fn on(
    model: &Model,
    source: Resolved,
    request: &Request<'_>,
    tokens: &Buckets<Tokens>,
) -> Option<Elsewhere> {
    let served = source.served(model, request)?;
    let prices = served.prices;
    let one = if request.count == 1 { *tokens } else { per(tokens, request.count) };
    let input = one.input();
    let (rates, _) = prices.for_input(input);
    let caching = model.caching.filter(|it| rates.caches() && one.cached() >= it.min_tokens);
    let mut tokens = *tokens;
    let is_cached = !one.cached().is_zero();
    let lane = rates.served(request.lane);
    let line = rates.billed(lane);
    let has_cache = lane == Lane::Batch || line[Bucket::CacheRead].is_some();
    let caching = caching.filter(|_| has_cache);
    if caching.is_none() || lane == Lane::Batch {
        tokens = Buckets::default()
            .with(Bucket::Fresh, tokens.input())
            .with(Bucket::Output, tokens[Bucket::Output]);
    } else {
        if line[Bucket::CacheWrite1h].is_none() {
            tokens[Bucket::CacheWrite] = tokens.written();
            tokens[Bucket::CacheWrite1h] = Tokens::ZERO;
        }
        if let Some(most) = caching.and_then(|caching| caching.max_tokens) {
            let most = most.get().saturating_mul(request.count);
            tokens = cached_at_most(tokens, Tokens::new(most));
        }
    }
    let fits = model.context.is_none_or(|context| input + one[Bucket::Output] <= context)
        && model.max_output.is_none_or(|most| one[Bucket::Output] <= most);
    Some(Elsewhere {
        cost: line.cost(&tokens).ok()?.total(),
        too_long: !fits,
        no_batch: request.lane == Lane::Batch && lane != Lane::Batch,
        no_tier: request.lane != Lane::Batch && lane != request.lane,
        not_cached: is_cached && caching.is_none(),
        assumed_place: !served.is_listed,
    })
}

/// These tokens with at most so many in the cache, reads first: what is beyond is plain input.
fn cached_at_most(mut tokens: Buckets<Tokens>, most: Tokens) -> Buckets<Tokens> {
    let mut left = most;
    for bucket in Bucket::CACHED {
        let kept = tokens[bucket].min(left);
        let beyond = tokens[bucket] - kept;
        tokens[Bucket::Fresh] += beyond;
        tokens[bucket] = kept;
        left = left - kept;
    }
    tokens
}
