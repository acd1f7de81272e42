//! What caching can do for a workload on one model.

use super::cache;
use super::limit::micro;
use crate::card::{Bucket, CacheMode, Model, Prices};
use crate::money::Tokens;
use crate::workload::{Caching, MicroTokens, Section, Ttl, Workload};

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
        /// The share of requests that find the shared prefix; the rest write it. Of conversations it
        /// is that of first turns.
        hit_rate: f64,
        /// The share of next turns that come while what was said is still cached.
        in_time: f64,
        /// The share of the other next turns that find the shared prefix.
        late_hit_rate: f64,
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
        let minutes = f64::from(ttl_minutes);
        let given = hit_rate.map(|given| given.fraction());
        let hit_rate =
            given.unwrap_or_else(|| cache::hit_rate(workload, on_demand_requests, minutes));
        let in_time = cache::in_time(workload, minutes);
        let late_hit_rate = match given {
            None if in_time < 1.0 => cache::late_hit_rate(workload, on_demand_requests, minutes),
            _ => hit_rate,
        };
        Self::On { hit_rate, in_time, late_hit_rate, ttl_minutes, one_hour }
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
        let [tools, system] =
            [Section::Tools, Section::System].map(|section| workload.prompt.tokens(section));
        workload.prompt.prefix().max(tools + system)
    };
    repeated >= caching.min_tokens && !repeated.is_zero()
}

/// What of a request is read from a cache and written to it, in millionths of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Reuse {
    /// What a shared-prefix hit reads and a miss writes.
    pub(super) shared: MicroTokens,
    /// What an earlier turn wrote.
    pub(super) read: MicroTokens,
    /// What this turn writes for the next.
    pub(super) written: MicroTokens,
}

/// By what rules requests of one model reuse what was cached; sizes in millionths of a token.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reused {
    /// The shared prefix, as far as it is cached.
    pub(super) prefix: MicroTokens,
    /// Whether turns cache the conversation so far.
    pub(super) history: bool,
    /// The least that is cached.
    pub(super) minimum: MicroTokens,
    /// The most that is cached of a request: what is beyond is plain input of every request (pricing
    /// rules, section 5).
    pub(super) most: MicroTokens,
    /// The share of next turns that come too late.
    late: f64,
    /// The share of all next turns that come too late and find the prefix.
    late_found: f64,
    /// Whether a next turn finds the prefix by its own conversation, rather than as all requests do.
    follows: bool,
}

impl Reused {
    pub(super) fn of(model: &Model, workload: &Workload, plan: CachePlan) -> Self {
        let (caches, late, late_found) = match plan {
            CachePlan::On { in_time, late_hit_rate, .. } => {
                (true, 1.0 - in_time, (1.0 - in_time) * late_hit_rate)
            }
            CachePlan::Off | CachePlan::NotOffered | CachePlan::BelowMinimum(_) => {
                (false, 0.0, 0.0)
            }
        };
        let minimum = model.caching.map_or(0, |caching| micro(caching.min_tokens));
        let maximum = model.caching.and_then(|caching| caching.max_tokens);
        let most = maximum.map_or(u64::MAX, micro);
        let marked = micro(workload.prompt.prefix());
        let prefix = if caches && marked >= minimum { marked.min(most) } else { 0 };
        Self {
            prefix,
            history: caches && caches_history(workload),
            minimum,
            most,
            late,
            late_found,
            follows: workload.caching.turn_gap.is_some(),
        }
    }

    /// Whether a request of so much input caches the conversation so far.
    pub(super) fn writes(&self, input: MicroTokens) -> bool {
        self.history && input >= self.minimum
    }

    /// What a request of so much input leaves to the next turn.
    fn leaves(&self, input: MicroTokens) -> MicroTokens {
        match self.writes(input) {
            true => input.min(self.most),
            false if self.follows => self.prefix,
            false => 0,
        }
    }

    /// What a request of so much input reuses, after a turn of `before` if it is not the first.
    pub(super) fn by(&self, input: MicroTokens, before: Option<MicroTokens>) -> Reuse {
        let left = before.map_or(0, |before| self.leaves(before));
        let (shared, read) = match left {
            0 => (self.prefix, 0),
            left if self.late > 0.0 => {
                let part = |of: MicroTokens, share: f64| (of as f64 * share).round() as u64;
                (0, left - part(left, self.late) + part(self.prefix, self.late_found))
            }
            left => (0, left),
        };
        let kept = if self.writes(input) { input.min(self.most) } else { left.max(shared) };
        Reuse { shared, read, written: kept - read - shared }
    }
}

/// Whether turns cache the conversation so far.
pub(super) fn caches_history(workload: &Workload) -> bool {
    workload.caching.history && workload.turns > 1
}
