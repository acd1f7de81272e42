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
mod turns;

pub use limit::{Answers, Limit, LimitedBy, Unavailable};
pub use month::{Figures, MonthBill, month, month_figures, month_total};
pub use note::Note;
pub use plan::CachePlan;
pub use request::{PriceFault, RequestBill, price_request};
pub use turns::Line;

use crate::card::{LaneRates, Model, Prices};
use crate::workload::{Scope, Workload};

/// The prices of a model in a scope: the regional ones where the model has them.
pub fn prices(model: &Model, scope: Scope) -> Option<&Prices> {
    match scope {
        Scope::Regional => model.regional.as_ref().or(model.prices.as_ref()),
        Scope::Global => model.prices.as_ref(),
    }
}

/// The rates of a workload's requests on demand below every long-context threshold: in its scope, and
/// of its service tier where the model has that.
pub fn on_demand<'m>(model: &'m Model, workload: &Workload) -> Option<&'m LaneRates> {
    let base = &prices(model, workload.scope)?.base;
    Some(&base[base.served(workload.tier.into())])
}
