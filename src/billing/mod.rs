//! The rules: what one request costs, and what a month costs.
//!
//! - [`price_request`]: disjoint token buckets times rates, with whole-request context tiers.
//! - [`month`]: a workload on a model, lane by lane and tier by tier.
//! - [`cache`]: hit rates, cold starts and break-even of prompt caching.

pub mod cache;
mod limit;
mod month;
mod note;
mod plan;
mod request;
#[cfg(test)]
pub(crate) mod tests_support;
mod thinking;
mod turns;

pub use limit::{Answers, Limit, LimitedBy, Unavailable};
pub use month::{Figures, MonthBill, month, month_figures, month_total};
pub use note::Note;
pub use plan::CachePlan;
pub use request::{PriceFault, RequestBill, price_request};
pub use thinking::{effort, thinking_is_assumed, thought};
pub use turns::Line;

use crate::card::{LaneRates, Model};
use crate::workload::Workload;

/// The rates of a workload's requests on demand below every long-context threshold: from where they
/// are called, and of their service tier where the model has that.
pub fn on_demand<'m>(model: &'m Model, workload: &Workload) -> Option<&'m LaneRates> {
    let base = &model.prices_from(workload.origin).ok()?.base;
    Some(&base[base.served(workload.tier.into())])
}
