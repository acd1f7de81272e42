//! The questions people ask of a workload, each a pure function that is quick enough to be asked
//! anew on every key.
//!
//! - [`rank()`]: which model, in what order.
//! - [`cap_tuning`]: what a cap on output saves and cuts off.
//! - [`sweep()`]: how models compare along one control.
//! - [`break_even`], [`cache_break_even`]: where two ways of doing things cost the same.
//! - [`levers()`]: what each realistic change would save, the greatest first.
//! - [`mix_bill`]: traffic split over models.
//! - [`runway`]: how long credits last.
//! - [`Frontier`]: which models no other beats on cost and score.
//! - [`Asked::solve`]: at which value of a control a month costs a given amount.
//!
//! [`Asked`] is how the screen and the commands ask them, so that both have the same answers.

mod band;
mod breakeven;
mod cap;
mod cascade;
mod credits;
mod crossing;
mod difference;
mod frontier;
mod levers;
mod lifetimes;
mod measure;
mod mix;
mod mix_row;
mod query;
mod question;
mod rank;
mod refused;
mod sizing;
mod solve;
mod sweep;
#[cfg(test)]
mod tests_support;
mod tornado;
mod trim;

pub use band::Band;
pub use breakeven::{
    BreakEven, CacheBreakEven, Contestant, ShareChange, break_even, break_even_within,
    cache_break_even,
};
pub use cap::{
    CapChoice, CapPoint, CapTuning, QuotaEffect, cap_tuning, longest, quota_effect, usual_caps,
};
pub use cascade::{Pays, PaysWithin};
pub use credits::{CreditMonth, POOLS, Pool, PoolEnd, Runway, runway};
pub use difference::{Difference, signed};
pub use frontier::{Frontier, FrontierPoint, FrontierStep};

pub use levers::{Idle, Lever, Levers, Move, levers};
pub use lifetimes::{CachingBreakEven, OtherLifetime, other_lifetime};
pub use measure::{MEASURES, Measure, MeasureSpec, Seen, Sort, Value};
pub use mix::{MixBill, RouteBill, mix_bill, mix_total};
pub use mix_row::MIX_ID;
pub use query::Query;
pub use question::{Asked, Buys, Picked};
pub use rank::{Ranking, Row, rank};
pub use refused::{NoValue, Refused};
pub use sizing::{Piece, Sized, Sizing, Texts};
pub use solve::Solution;
pub use sweep::{Crossing, MAX_POINTS, Sweep, axis, sweep};
pub use tornado::{Swing, Tornado};
pub use trim::saved_by_trimming;
