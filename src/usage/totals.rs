//! What the requests of one model id add up to.

use super::bedrock_id::Resolved;
use super::ends::Ends;
use super::request::Request;
use super::thinking::Stated;
use crate::billing::PriceFault;
use crate::card::{Bucket, Buckets, Lane};
use crate::money::{Tokens, Usd};

/// The requests of one model id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdTotals {
    /// The id as logs write it; empty where they name none.
    pub bedrock_id: String,
    /// The model that answers name, where the id names none and that does; else empty.
    pub answered_by: String,
    /// The model; none where nothing names one of the card.
    pub resolved: Option<Resolved>,
    /// How many requests.
    pub requests: u64,
    /// How many of them are priced by what is not listed for the place they were called from.
    pub assumed_place: u64,
    /// How many of them were served in each lane.
    pub by_lane: [u64; Lane::COUNT],
    /// Their tokens.
    pub tokens: Buckets<Tokens>,
    /// What is stated of how much of their output was thinking.
    pub thinking: Stated,
    /// How their answers ended.
    pub ends: Ends,
    /// What those cost that have a price: each at the tier of its own input.
    pub cost: Usd,
    /// How many have no price.
    pub unpriced: u64,
    /// Why they have none; of several reasons the same one in whatever order they come.
    pub price_fault: Option<PriceFault>,
}

/// The mean of so many requests, rounded down.
pub(super) fn per(tokens: &Buckets<Tokens>, count: u64) -> Buckets<Tokens> {
    let per = |tokens: Tokens| Tokens::new(tokens.get() / count.max(1));
    let mut mean = Buckets::by(|bucket| per(tokens[bucket]));
    // The whole input is rounded once, as it chooses the tier.
    mean[Bucket::Fresh] = per(tokens.input()) - mean.cached();
    mean
}

/// The tokens of one of the requests, in the mean where they were counted together.
pub(super) fn mean(request: &Request<'_>) -> Buckets<Tokens> {
    match request.count {
        1 => request.tokens,
        count => per(&request.tokens, count),
    }
}
