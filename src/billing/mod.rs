//! The rules: what one request costs, and what a month costs.
//!
//! - [`price_request`]: disjoint token buckets times rates, with whole-request context tiers.
//! - [`month`]: a workload on a model, lane by lane and tier by tier.
//! - [`cache`]: hit rates, cold starts and break-even of prompt caching.

pub mod cache;
mod limit;
mod month;
mod note;
mod parts;
mod plan;
mod request;
mod routing;
#[cfg(test)]
mod sharing_tests;
#[cfg(test)]
pub(crate) mod tests_support;
mod thinking;
mod turns;
#[cfg(test)]
mod varying_tests;

pub use limit::{Answers, Limit, LimitedBy, Unavailable};
pub use month::{Figures, MonthBill, month_with_output_of};
pub use note::Note;
pub use parts::{month, month_figures, month_total};
pub use plan::CachePlan;
pub use request::{PriceFault, RequestBill, price_request};
pub use routing::served;
pub use thinking::{effort, thinking_is_assumed, thought};
pub use turns::Line;

use crate::card::{Lane, LaneRates, Model, Prices};
use crate::workload::Workload;

/// A workload's requests through Batch and on demand: all on demand where Batch is not offered.
pub fn routes(prices: &Prices, workload: &Workload) -> (u64, u64) {
    match prices.base.offers(Lane::Batch) {
        true => workload.routes(),
        false => (0, workload.requests),
    }
}

/// The rates of a workload's requests on demand below every long-context threshold: by the way that its
/// bill is of, where it has one, and of their service tier where the model has that.
pub fn on_demand<'m>(
    model: &'m Model,
    workload: &Workload,
    bill: Option<&MonthBill>,
) -> Option<&'m LaneRates> {
    let prices = match bill {
        Some(bill) => model.lists().find(|(list, _)| *list == bill.list)?.1,
        None => served(model, workload, &mut Answers::default()).ok()?.prices,
    };
    Some(&prices.base[prices.base.served(workload.tier.into())])
}
