//! What a model costs by place, and where it is offered.

use super::rates::RatesReader;
use super::values::{date, permille};
use crate::card::local::{is_whole, sorted};
use crate::card::{Availability, Local, Offered, Prices, Slots};
use crate::document::{Kind, Table, Value, nearest, printable};
use crate::place::{Place, Region, Regions};

/// The prices of a model's places.
pub(super) fn read(
    value: Value<'_, '_>,
    base: Option<&Prices>,
    reader: &RatesReader<'_>,
) -> Vec<Local> {
    let Some(table) = value.table() else { return Vec::new() };
    let places = table.entries().into_iter().filter_map(|(key, value)| {
        let place = place(key, value)?;
        let (prices, derived) = prices(value, base, reader)?;
        Some(Local { place, prices, derived })
    });
    sorted(places.collect())
}

/// The place that a key names.
pub(in crate::card) fn place(key: &str, value: Value<'_, '_>) -> Option<Place> {
    if let Ok(place) = key.parse() {
        return Some(place);
    }
    let meant = nearest(key, Place::all().map(Place::key));
    let mend = meant.map_or_else(
        || "; places are `in-region`, `mantle`, prefixes such as `eu`, and regions".to_owned(),
        |meant| format!("; did you mean `{meant}`?"),
    );
    value.refuse(format!("names no place{mend}"))
}

fn prices(
    value: Value<'_, '_>,
    base: Option<&Prices>,
    reader: &RatesReader<'_>,
) -> Option<(Prices, Slots)> {
    match value.kind()? {
        Kind::Number => {
            let permille = permille(value, 1)?;
            Some((base?.scaled_permille(u64::from(permille)), Slots::default()))
        }
        Kind::Table => {
            let table = value.table()?;
            let (prices, rest) = (reader.stated(&table), is_proportional(&table));
            table.finish();
            let (prices, base) = (prices?, base?);
            let completed = match rest {
                true => prices.completed(base),
                false => Some((prices, Slots::default())),
            };
            completed.filter(|(prices, _)| is_whole(prices, reader.writes)).or_else(|| {
                value.refuse(match rest {
                    true => "must state `input`, for the proportion of the rest",
                    false => "must state `input` and `output` in each table of rates",
                })
            })
        }
        _ => value.refuse("must be a multiplier such as 1.1, or a table of rates"),
    }
}

/// Whether what a table leaves out is the model's own rate in proportion to input.
fn is_proportional(table: &Table<'_>) -> bool {
    let rest = table.value("rest");
    match rest.string() {
        Some("proportional") => true,
        Some(_) => {
            rest.fault("must be \"proportional\"; without it, what is left out is not offered");
            false
        }
        None => false,
    }
}

/// What the lists of regions are worth.
pub(super) fn availability(value: Value<'_, '_>) -> Option<Availability> {
    let table = value.table()?;
    let as_of = date(table.required("as_of"));
    let source = table.required("source").text();
    let regions = regions(table.required("regions"));
    table.finish();
    Some(Availability { as_of: as_of?, source: source?.to_owned(), regions: regions? })
}

/// Where a model is offered; `looked_at` are the regions that the card's lists are about.
pub(super) fn offered(value: Value<'_, '_>, looked_at: Option<Regions>) -> Option<Offered> {
    let table = value.table()?;
    let Some(looked_at) = looked_at else {
        return value.refuse("needs an `[availability]` of the card, with its day and source");
    };
    let [region, geography, global] = ["region", "geography", "global"].map(|key| {
        let value = table.value(key);
        if value.is_present() { regions(value) } else { Some(Regions::default()) }
    });
    table.finish();
    let (region, geography, global) = (region?, geography?, global?);
    let named = [region, geography, global, looked_at].into_iter();
    let known = named.flat_map(Regions::iter).collect();
    Some(Offered { region, geography, global, known })
}

/// Regions with blanks between them.
fn regions(value: Value<'_, '_>) -> Option<Regions> {
    // Lists mostly stand in the order of the regions, so each is looked for from the last on.
    let mut last = 0;
    let named = value.string()?.split_whitespace().map(|word| {
        let mut places = (last..Region::COUNT).chain(0..last);
        let found = places.find_map(|at| Region::at(at).filter(|region| region.id() == word));
        last = found.map_or(last, Region::index);
        found.or_else(|| {
            let meant = nearest(word, Region::all().map(Region::id));
            let mend = meant.map_or_else(String::new, |it| format!("; did you mean `{it}`?"));
            value.refuse(format!("names `{}`, which is no region{mend}", printable(word)))
        })
    });
    named.collect()
}
