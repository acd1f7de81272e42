//! The ways in which a price list names one model: globally, in a region, and otherwise.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::identity;
use super::list::{Listed, number};
use super::report::{LeftOut, Report};
use crate::card::{Prices, split_profile};
use crate::money::{DecimalFault, Rate};
use crate::place::{Geography, Profile};

/// How a key reaches its model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Route {
    /// `global.`: anywhere.
    Global,
    /// Without a prefix.
    Plain,
    /// `us.` or `regional.`: inside one geography.
    Regional,
    /// Bedrock's other endpoint; taken where a model has no other.
    Mantle,
}

/// The route and the id of a Bedrock id that may have a region prefix.
pub(super) fn by_prefix(id: &str) -> Result<(Route, &str), LeftOut> {
    match split_profile(id) {
        Some((Profile::Global, id)) => Ok((Route::Global, id)),
        Some((Profile::Geography(Geography::Us), id)) => Ok((Route::Regional, id)),
        Some(_) => Err(LeftOut::OtherRegion),
        None => match id.split_once('.') {
            Some(("regional", id)) => Ok((Route::Regional, id)),
            Some((vendor, _)) if is_vendor(vendor) && !id.contains('@') => Ok((Route::Plain, id)),
            _ => Err(LeftOut::OtherRoute),
        },
    }
}

fn is_vendor(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric()) && !word.contains("claude")
}

/// The prices of models by the routes they are listed with.
#[derive(Default)]
pub(super) struct Routes(BTreeMap<String, Vec<(Route, String, Listed, Prices)>>);

impl Routes {
    /// Adds the prices of one route; `facts` is what else the entry says.
    pub(super) fn add(&mut self, route: Route, id: &str, key: &str, facts: Listed, prices: Prices) {
        let routes = self.0.entry(id.to_owned()).or_default();
        routes.push((route, key.to_owned(), facts, prices));
    }

    /// A model each, with its global price and that of its region.
    pub(super) fn listed(self, report: &mut Report) -> Vec<Listed> {
        let mut listed = Vec::new();
        let elsewhere = self.0.iter().filter(|(_, routes)| !is_mantle(routes));
        let elsewhere: BTreeSet<String> =
            elsewhere.map(|(id, _)| identity::bare(id).to_owned()).collect();
        for (id, mut routes) in self.0 {
            routes.sort_by_key(|(route, ..)| *route);
            let has_other = elsewhere.contains(identity::bare(&id));
            let mut kept: Option<Listed> = None;
            for (route, key, facts, prices) in routes {
                if route == Route::Mantle && has_other {
                    report.leave_out(LeftOut::OtherRoute, &key);
                    continue;
                }
                match &mut kept {
                    None => {
                        kept = Some(Listed {
                            label: key,
                            bedrock_id: Some(id.clone()),
                            global: prices,
                            ..facts
                        });
                    }
                    // Without a prefix beside `global.`, or else `us.`: the price of a region.
                    Some(model) => model.regional = prices,
                }
            }
            listed.extend(kept);
        }
        listed
    }
}

/// Whether a model is listed for Bedrock's other endpoint only.
fn is_mantle(routes: &[(Route, String, Listed, Prices)]) -> bool {
    routes.iter().all(|(route, ..)| *route == Route::Mantle)
}

/// Why a price is no price.
pub(super) struct PriceFault {
    key: String,
    text: String,
    fault: DecimalFault,
}

impl PriceFault {
    /// What a value of a key says as a rate.
    pub(super) fn read(
        key: &str,
        value: &Value,
        parse: fn(&str) -> Result<Rate, DecimalFault>,
    ) -> Result<Rate, Self> {
        let text = number(value).unwrap_or_default();
        parse(&text).map_err(|fault| Self { key: key.to_owned(), text, fault })
    }

    pub(super) fn tell(&self, model: &str, report: &mut Report) {
        let Self { key, text, fault } = self;
        match fault {
            DecimalFault::TooLarge => report.doubt(
                model,
                &format!(
                    "{key} of {text} is more than any model costs; the row may be in cents, or for \
                     another number of tokens"
                ),
            ),
            _ => report.leave_out(LeftOut::NoPrice, model),
        }
    }
}
