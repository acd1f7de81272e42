//! What caching can do for a workload on one model.

use super::cache;
use crate::card::{Bucket, CacheMode, Model, Prices};
use crate::money::Tokens;
use crate::workload::{Caching, Section, Ttl, Workload};

/// What caching does on one model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CachePlan {
    /// Not asked for, or nothing is marked to be cached.
    Off,
    /// Not offered by the model, or not in the service tier.
    NotOffered,
    /// What could be cached is shorter than the model's minimum.
    BelowMinimum(Tokens),
    /// It works.
    On {
        /// The share of requests that find the shared prefix; the rest write it.
        hit_rate: f64,
        /// How long a write lives.
        ttl_minutes: u32,
        /// Whether writes are billed at the one-hour rate.
        one_hour: bool,
    },
}

impl CachePlan {
    /// The share of requests that find the shared prefix, where caching works.
    pub const fn hit_rate(&self) -> Option<f64> {
        match self {
            Self::On { hit_rate, .. } => Some(*hit_rate),
            Self::Off | Self::NotOffered | Self::BelowMinimum(_) => None,
        }
    }

    pub(super) fn of(
        model: &Model,
        prices: &Prices,
        workload: &Workload,
        on_demand_requests: u64,
    ) -> Self {
        let Caching { on, ttl, hit_rate, .. } = workload.caching;
        let shared = workload.prompt.prefix();
        let history = caches_history(workload);
        if !on || shared.is_zero() && !history {
            return Self::Off;
        }
        let rates = &prices.base[prices.base.served(workload.tier.into())];
        let Some(caching) = model.caching.filter(|_| rates[Bucket::CacheRead].is_some()) else {
            return Self::NotOffered;
        };
        // How long a conversation gets is known when its turns are billed.
        if !history && shared < caching.min_tokens {
            return Self::BelowMinimum(caching.min_tokens);
        }
        let one_hour = ttl == Ttl::OneHour
            && caching.mode == CacheMode::Explicit
            && rates[Bucket::CacheWrite1h].is_some();
        let ttl_minutes = if one_hour { 60 } else { caching.ttl_minutes };
        let hit_rate = hit_rate.map_or_else(
            || cache::hit_rate(workload, on_demand_requests, f64::from(ttl_minutes)),
            |given| given.fraction(),
        );
        Self::On { hit_rate, ttl_minutes, one_hour }
    }
}

/// Whether a model caches by itself what requests are likely to repeat: what is marked as shared, or
/// else the system prompt, or the turns before the last one, which has `longest` tokens.
pub(super) fn caches_by_itself(model: &Model, workload: &Workload, longest: Tokens) -> bool {
    let Some(caching) = model.caching.filter(|_| model.caches_by_itself()) else {
        return false;
    };
    let repeated = if workload.turns > 1 {
        longest
    } else {
        workload.prompt.prefix().max(workload.prompt.tokens(Section::System))
    };
    repeated >= caching.min_tokens && !repeated.is_zero()
}

/// Whether turns cache the conversation so far.
pub(super) fn caches_history(workload: &Workload) -> bool {
    workload.caching.history && workload.turns > 1
}
