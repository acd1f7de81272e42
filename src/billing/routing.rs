//! By which way the requests of a workload are answered, where several may.

use std::cmp::Ordering;

use super::limit::Answers;
use super::turns::Turns;
use crate::card::{Bucket, Lane, LaneRates, Model, NotServed, Prices, Served};
use crate::money::Usd;
use crate::workload::Workload;

/// The way that a workload is answered on a model, and its price: the one with the least bill of those
/// that its origin allows; where bills are equal, the nearest.
///
/// A way without Priority gives way to one that has it where requests ask for it: they ask to be
/// answered before others, and pay more for that. Flex and Batch are asked for to pay less, so for
/// them the bill decides.
///
/// # Errors
/// Why there is none.
#[inline]
pub fn served<'m>(
    model: &'m Model,
    workload: &Workload,
    answers: &mut Answers,
) -> Result<Served<'m>, NotServed> {
    model.served(workload.origin, |other, nearer| {
        let asks = workload.tier.into();
        if asks == Lane::Priority && workload.routes().1 > 0 {
            let (has, had) = (other.base.offers(asks), nearer.base.offers(asks));
            if has != had {
                return has;
            }
        }
        order(workload, other, nearer).unwrap_or_else(|| {
            let mut total = |prices| total(model, prices, workload, answers);
            // A request that does not fit does so at no price.
            total(other)
                .zip(total(nearer))
                .map_or(Ordering::Equal, |(other, nearer)| other.cmp(&nearer))
        }) == Ordering::Less
    })
}

/// What a month costs at prices of a model; none where a request does not fit.
fn total(
    model: &Model,
    prices: &Prices,
    workload: &Workload,
    answers: &mut Answers,
) -> Option<Usd> {
    Turns::add_up(model, prices, workload, answers).ok().map(|turns| turns.total())
}

/// How two prices compare where every rate that may act says the same: `Less` where each is lower,
/// `Greater` where none is. None where only the bill can tell.
fn order(workload: &Workload, prices: &Prices, others: &Prices) -> Option<Ordering> {
    let (batch, on_demand) = workload.routes();
    let caches = workload.caching.on;
    if prices.tiers.len() != others.tiers.len() {
        return None;
    }
    let mut found = None;
    for ((above, rates), (other_above, other)) in prices.tables().zip(others.tables()) {
        let batches = rates.offers(Lane::Batch);
        if above != other_above || batch > 0 && batches != other.offers(Lane::Batch) {
            return None;
        }
        let asked = workload.tier.into();
        if on_demand > 0 || batch == 0 || !batches {
            let (lane, other_lane) = (rates.served(asked), other.served(asked));
            compare(&rates[lane], &other[other_lane], caches, &mut found)?;
        }
        if batch > 0 && batches {
            compare(&rates[Lane::Batch], &other[Lane::Batch], false, &mut found)?;
        }
    }
    found
}

/// Compares the rates of a lane, and holds the result against that of the rates before. None where
/// they differ.
fn compare(
    rates: &LaneRates,
    others: &LaneRates,
    caches: bool,
    found: &mut Option<Ordering>,
) -> Option<()> {
    for bucket in Bucket::ALL {
        if !caches && Bucket::CACHED.contains(&bucket) {
            continue;
        }
        let ordering = match (rates[bucket], others[bucket]) {
            (None, None) => continue,
            (Some(rate), Some(other)) if rate < other => Ordering::Less,
            (Some(_), Some(_)) => Ordering::Greater,
            _ => return None,
        };
        if found.replace(ordering).is_some_and(|before| before != ordering) {
            return None;
        }
    }
    Some(())
}

#[cfg(test)]
#[path = "routing_tests.rs"]
mod tests;
