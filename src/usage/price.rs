//! What a request of a log costs.

use super::bedrock_id::Resolved;
use super::request::Request;
use super::totals::mean;
use crate::billing::{PriceFault, price_request};
use crate::card::{Bucket, Model, Served, Slot};
use crate::money::{Tokens, Usd};

impl Resolved {
    /// How a request to a model was answered, and at which price; none where it has none.
    pub(super) fn served<'m>(self, model: &'m Model, request: &Request<'_>) -> Option<Served<'m>> {
        model.called(self.profile, request.region.or(self.region)).ok()
    }
}

/// What a request costs, and whether that rests on a price which is not listed for its place.
/// Requests that were counted together are priced at the tier of their mean
/// input; those of a histogram's cell have one tier.
pub(super) fn price(
    model: &Model,
    resolved: Resolved,
    request: &Request<'_>,
) -> Result<(Usd, bool), PriceFault> {
    let served = resolved.served(model, request).ok_or(PriceFault::Unpriced)?;
    let prices = served.prices;
    let is_assumed = |above: Option<Tokens>| {
        let is_derived = |bucket: &Bucket| {
            let slot = Slot::new(request.lane, *bucket);
            !request.tokens[*bucket].is_zero() && served.derived.contains(slot, above)
        };
        !served.is_listed || Bucket::ALL.iter().any(is_derived)
    };
    let tokens = &request.tokens;
    if request.count == 1 {
        let bill = price_request(prices, tokens, request.lane)?;
        return Ok((bill.cost.total(), is_assumed(bill.tier_above)));
    }
    let bill = price_request(prices, &mean(request), request.lane)?;
    Ok((bill.rates.cost(tokens)?.total(), is_assumed(bill.tier_above)))
}

/// The model as it was priced on the day of a request; of several the first.
pub(super) fn as_of<'m>(model: &'m Model, request: &Request<'_>) -> &'m Model {
    if model.past.is_empty() {
        return model;
    }
    let day = request.time.and_then(|(first, _)| first.day());
    day.map_or(model, |day| model.on(day))
}
