//! The prices of the places of a model.

use super::cache::{CacheStyle, has_both, prices};
use super::check;
use super::list::Listed;
use super::report::{LeftOut, Report};
use crate::card::{Local, Model, Slots};

/// The prices of places that can be right and whole; the cache works as that of the base price does.
pub(super) fn read(
    listed: &Listed,
    style: Option<CacheStyle>,
    known: Option<&Model>,
    report: &mut Report,
) -> Vec<Local> {
    let mut places = Vec::new();
    for row in &listed.places {
        let (place, label) = (row.place, &row.label);
        if !has_both(&row.prices.base) {
            report.leave_out(LeftOut::Incomplete, label);
            continue;
        }
        let base = known.and_then(|known| known.prices.as_ref());
        let here = known.and_then(|known| known.at(place)).map(|local| &local.prices);
        let beside = (&listed.global, check::PLACE);
        if let Some(sentence) = check::fault("", &row.prices, here.or(base), beside) {
            report.doubt(label, &sentence);
            continue;
        }
        let Some(kept) = prices(&row.prices, style) else {
            report.leave_out(LeftOut::IncompleteTier, label);
            continue;
        };
        if kept != row.prices {
            report.leave_out(LeftOut::NotWhole, label);
        }
        places.push(Local { place, prices: kept, derived: Slots::default() });
    }
    places.sort_by_key(|local| local.place);
    places
}
