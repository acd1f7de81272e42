//! The ways in which a price list names one model: globally, in a place, and otherwise.

use std::collections::BTreeMap;

use serde_json::Value;

use super::identity;
use super::list::{Listed, ListedPlace, number};
use super::report::{LeftOut, Report};
use crate::card::{Card, Prices, Rates, Slot, split_profile};
use crate::money::{DecimalFault, Rate};
use crate::place::{Geography, Place, Profile, Region};

/// How a key reaches its model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Route {
    /// `global.`: anywhere.
    Global,
    /// In a place: the bare id, the prefix of a geography, a region, or the other endpoint.
    At(Place),
    /// `regional.`: inside any one geography.
    Regional,
    /// In one region by Bedrock's other endpoint, called Mantle.
    MantleIn(Region),
}

/// Inside the United States.
const US: Route = Route::At(Place::Geography(Geography::Us));
/// By the bare id.
const BARE: Route = Route::At(Place::InRegion);
/// Whose price is that of no place in particular, the first that is listed: the others are places.
const BASES: [Route; 5] = [Route::Global, BARE, US, Route::Regional, Route::At(Place::Mantle)];
/// Whose price is that of a geography that is not named, beside a base.
const REGIONALS: [Route; 3] = [Route::Regional, US, BARE];

impl Route {
    /// The place whose price it has.
    const fn place(self) -> Option<Place> {
        match self {
            Self::At(place) => Some(place),
            Self::MantleIn(region) => Some(Place::Region(region)),
            Self::Global | Self::Regional => None,
        }
    }

    const fn is_mantle(self) -> bool {
        matches!(self, Self::At(Place::Mantle) | Self::MantleIn(_))
    }
}

/// The route and the id of a Bedrock id that may have a region prefix.
pub(super) fn by_prefix(id: &str) -> Result<(Route, &str), LeftOut> {
    let (route, id) = match split_profile(id) {
        Some((Profile::Global, id)) => (Route::Global, id),
        Some((Profile::Geography(geography), id)) => (Route::At(Place::Geography(geography)), id),
        Some((Profile::Other, _)) => return Err(LeftOut::OtherRegion),
        None => match id.strip_prefix("regional.") {
            Some(id) => (Route::Regional, id),
            None => (BARE, id),
        },
    };
    bare_id(id).map(|id| (route, id))
}

/// An id that has the maker of its model in it.
pub(super) fn bare_id(id: &str) -> Result<&str, LeftOut> {
    let vendor = id.split_once('.').map(|(vendor, _)| vendor);
    let is_plain = !id.contains(['@', '/']) && split_profile(id).is_none();
    match vendor.is_some_and(is_vendor) && is_plain {
        true => Ok(id),
        false => Err(LeftOut::OtherRoute),
    }
}

fn is_vendor(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric()) && !word.contains("claude")
}

/// The prices of models by the routes they are listed with.
#[derive(Default)]
pub(super) struct Routes(BTreeMap<String, Vec<Row>>);

/// One row of a model.
struct Row {
    route: Route,
    key: String,
    /// What it says beside its prices.
    facts: Listed,
    prices: Prices,
}

impl Routes {
    /// Adds the prices of one route; `facts` is what else the entry says.
    pub(super) fn add(&mut self, route: Route, id: &str, key: &str, facts: Listed, prices: Prices) {
        let rows = self.0.entry(id.to_owned()).or_default();
        rows.push(Row { route, key: key.to_owned(), facts, prices });
    }

    /// A model each, with its base price and those of places.
    pub(super) fn listed(mut self, known: &Card, report: &mut Report) -> Vec<Listed> {
        self.join_spellings(known);
        self.join_endpoints(known, report);
        self.0.into_iter().filter_map(|(id, rows)| model(id, rows, report)).collect()
    }

    /// Gives the rows of two ids of one known model the first of them.
    fn join_spellings(&mut self, known: &Card) {
        for (id, rows) in std::mem::take(&mut self.0) {
            let first = identity::spelled(&id, known).unwrap_or(&id).to_owned();
            self.0.entry(first).or_default().extend(rows);
        }
    }

    /// Moves the rows of ids of the other endpoint to the model that has another id here.
    fn join_endpoints(&mut self, known: &Card, report: &mut Report) {
        let is_mantle = |rows: &Vec<Row>| rows.iter().all(|row| row.route.is_mantle());
        let (mantle, mut here): (BTreeMap<_, _>, BTreeMap<_, _>) =
            std::mem::take(&mut self.0).into_iter().partition(|(_, rows)| is_mantle(rows));
        let ids: Vec<String> = here.keys().cloned().collect();
        for (id, mut rows) in mantle {
            let same: Vec<&String> =
                ids.iter().filter(|other| identity::is_same(&id, other, known)).collect();
            match (same.as_slice(), same.first().and_then(|other| here.get_mut(*other))) {
                ([_], Some(others)) => {
                    for row in &mut rows {
                        row.facts.other_id = Some(id.clone());
                    }
                    others.extend(rows);
                }
                ([], _) => {
                    self.0.insert(id, rows);
                }
                _ => rows.iter().for_each(|row| report.leave_out(LeftOut::OtherRoute, &row.key)),
            }
        }
        self.0.append(&mut here);
    }
}

/// The model of some rows; none where they are of single places alone.
fn model(id: String, mut rows: Vec<Row>, report: &mut Report) -> Option<Listed> {
    // Of two spellings of a route, the one without a path.
    rows.sort_by_key(|row| (row.route, row.key.contains('/')));
    let first = |routes: &[Route]| {
        routes.iter().find_map(|route| rows.iter().position(|row| row.route == *route))
    };
    let Some(base) = first(&BASES) else {
        rows.iter().for_each(|row| report.leave_out(LeftOut::PlacesOnly, &row.key));
        return None;
    };
    let regional = first(&REGIONALS).filter(|at| *at != base);
    let regional = regional.map(|at| rows[at].prices.clone()).unwrap_or_default();
    let Row { route, key, facts, prices } = rows.remove(base);
    let mut listed = Listed { label: key, bedrock_id: Some(id), global: prices, regional, ..facts };
    let mut seen = vec![route];
    for Row { route, key, facts, prices } in rows {
        listed.add_facts(&facts);
        if facts.end_of_life.is_some() && facts.end_of_life != listed.end_of_life {
            report.leave_out(LeftOut::PlaceEnd, &key);
        }
        listed.other_id = listed.other_id.or(facts.other_id);
        let is_again = seen.contains(&route);
        let taken = match route.place() {
            _ if route == seen[0] => Some(&mut listed.global),
            Some(place) => {
                let mut places = listed.places.iter_mut();
                places.find(|other| other.place == place).map(|other| &mut other.prices)
            }
            None => None,
        };
        match (route.place(), taken) {
            (_, Some(own)) if *own == prices => {}
            (_, Some(own)) if is_again && agree(own, &prices) => fill(own, &prices),
            (_, Some(_)) if is_again => report.leave_out(LeftOut::OtherRoute, &key),
            (_, Some(_)) => report.leave_out(LeftOut::OtherEndpoint, &key),
            (Some(place), None) => listed.places.push(ListedPlace {
                place,
                label: key,
                prices,
                long_context: Rates::default(),
            }),
            // The price of any one geography is in no place.
            (None, None) if !is_again => {}
            (None, None) => report.leave_out(LeftOut::OtherRoute, &key),
        }
        seen.push(route);
    }
    Some(listed)
}

/// Whether one of two rows says nothing else of what both state, and has no tier of its own.
fn agree(own: &Prices, other: &Prices) -> bool {
    other.tables().all(|(above, other)| {
        let own = own.tables().find(|(own_above, _)| *own_above == above);
        own.is_some_and(|(_, own)| {
            Slot::all().all(|it| own[it] == other[it] || own[it].is_none() || other[it].is_none())
        })
    })
}

/// Adds the rates that the other of two rows that agree states alone.
fn fill(own: &mut Prices, other: &Prices) {
    let tiers = own.tiers.iter_mut().map(|tier| (Some(tier.above), &mut tier.rates));
    for (above, own) in std::iter::once((None, &mut own.base)).chain(tiers) {
        let Some((_, other)) = other.tables().find(|(it, _)| *it == above) else { continue };
        for slot in Slot::all() {
            own[slot] = own[slot].or(other[slot]);
        }
    }
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
