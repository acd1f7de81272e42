//! Whether a price can be right. Price lists have had rows in cents, per token and per 1K tokens
//! among rows per 1M; such a row is far from the others of its model, or from what is known.

use crate::card::{Bucket, Lane, Prices, Slot};
use crate::money::Rate;

/// A pair of rates that stand in a known relation.
struct Relation {
    what: String,
    rate: Rate,
    /// What it is compared with, in words.
    with: String,
    other: Rate,
    /// What multiple of the other it usually is, and the least and the most that is believed.
    usual: [f64; 3],
}

/// What each rate usually is of another one in the standard lane.
const USUAL: [(Slot, Bucket, [f64; 3]); 10] = [
    (Slot::new(Lane::Standard, Bucket::Output), Bucket::Fresh, [4.0, 0.2, 50.0]),
    (Slot::new(Lane::Standard, Bucket::CacheRead), Bucket::Fresh, [0.1, 0.002, 1.0]),
    (Slot::new(Lane::Standard, Bucket::CacheWrite), Bucket::Fresh, [1.25, 0.3, 5.0]),
    (Slot::new(Lane::Standard, Bucket::CacheWrite1h), Bucket::Fresh, [2.0, 0.3, 8.0]),
    (Slot::new(Lane::Batch, Bucket::Fresh), Bucket::Fresh, [0.5, 0.1, 1.0]),
    (Slot::new(Lane::Batch, Bucket::Output), Bucket::Output, [0.5, 0.1, 1.0]),
    (Slot::new(Lane::Flex, Bucket::Fresh), Bucket::Fresh, [0.5, 0.1, 1.0]),
    (Slot::new(Lane::Flex, Bucket::Output), Bucket::Output, [0.5, 0.1, 1.0]),
    (Slot::new(Lane::Priority, Bucket::Fresh), Bucket::Fresh, [1.75, 1.0, 5.0]),
    (Slot::new(Lane::Priority, Bucket::Output), Bucket::Output, [1.75, 1.0, 5.0]),
];

/// The lowest and highest believable USD per 1M tokens that is not free.
const LOWEST: f64 = 0.0005;
const HIGHEST: f64 = 1_000.0;
/// What multiple of the global rate one of a region usually is, and the least and the most that is
/// believed; single places differ more, and are left out alone.
pub(super) const REGIONAL: [f64; 3] = [1.0, 0.4, 2.5];
pub(super) const PLACE: [f64; 3] = [1.0, 0.1, 10.0];
/// A price this many times the known one, or this part of it, is none that changed.
const FAR: f64 = 40.0;

/// What cannot be right about a list of prices of a model, in one sentence after its name; `scope` is
/// what stands before the name of a rate, `known` the same list as it is known, `global` the base and
/// what is believed beside it.
pub(super) fn fault(
    scope: &str,
    prices: &Prices,
    known: Option<&Prices>,
    (global, usual): (&Prices, [f64; 3]),
) -> Option<String> {
    outside(scope, prices)
        .or_else(|| first(relations(scope, prices, known)))
        .or_else(|| first(across(scope, prices, global, usual)))
}

/// A rate that no model has.
fn outside(scope: &str, prices: &Prices) -> Option<String> {
    for (_, rates) in prices.tables() {
        for what in Slot::all() {
            let Some(rate) = rates[what] else { continue };
            let usd = usd(rate);
            let end = if usd > HIGHEST {
                "more"
            } else if usd > 0.0 && usd < LOWEST {
                "less"
            } else {
                continue;
            };
            return Some(format!(
                "{scope}{what} of ${} per 1M tokens is {end} than any model costs; the row may be \
                 in cents, or per token",
                rate.per_million()
            ));
        }
    }
    None
}

/// The rates of one price list among each other, and against a known one.
fn relations(scope: &str, prices: &Prices, known: Option<&Prices>) -> Vec<Relation> {
    let mut relations = Vec::new();
    let base = &prices.base;
    let mut relate = |what: String, rate: Option<Rate>, with: &str, other: Option<Rate>, usual| {
        if let (Some(rate), Some(other)) = (rate, other) {
            let what = format!("{scope}{what}");
            relations.push(Relation { what, rate, with: with.to_owned(), other, usual });
        }
    };
    for slot in [Bucket::Fresh, Bucket::Output].map(|bucket| Slot::new(Lane::Standard, bucket)) {
        let near = [1.0, 1.0 / FAR, FAR];
        let known = known.and_then(|known| known.base[slot]);
        relate(slot.to_string(), base[slot], "the known", known, near);
    }
    for (slot, of, usual) in USUAL {
        let with = format!("its {}", of.spec().label);
        relate(slot.to_string(), base[slot], &with, base.get(of), usual);
    }
    for tier in &prices.tiers {
        for slot in Slot::all() {
            let usual = [2.0, 0.5, 10.0];
            let what = format!("long-context {slot}");
            relate(what, tier.rates[slot], "the usual", base[slot], usual);
        }
    }
    relations
}

/// The rates of a place, or the regional ones, against the global ones.
fn across(scope: &str, prices: &Prices, global: &Prices, usual: [f64; 3]) -> Vec<Relation> {
    let relations = Slot::all().filter_map(|slot| {
        Some(Relation {
            what: format!("{scope}{slot}"),
            rate: prices.base[slot]?,
            with: "the base".to_owned(),
            other: global.base[slot]?,
            usual,
        })
    });
    relations.collect()
}

fn first(relations: Vec<Relation>) -> Option<String> {
    relations.iter().find_map(Relation::fault)
}

impl Relation {
    fn fault(&self) -> Option<String> {
        // What is free stands in no relation.
        if self.rate.pico() == 0 || self.other.pico() == 0 {
            return None;
        }
        let times = usd(self.rate) / usd(self.other);
        let [usual, least, most] = self.usual;
        if (least..=most).contains(&times) {
            return None;
        }
        let off = (times / usual).max(usual / times);
        let guess = match off {
            off if off > 30_000.0 => "the row may be per token",
            off if off > 300.0 => "the row may be per 1K tokens",
            _ => "the row may be in cents",
        };
        let Self { what, with, .. } = self;
        let (rate, other) = (self.rate.per_million(), self.other.per_million());
        let times = if times < 1.0 {
            format!("one {:.0}th of", 1.0 / times)
        } else {
            format!("{times:.0} times")
        };
        Some(format!("{what} of ${rate} per 1M tokens is {times} {with} of ${other}; {guess}"))
    }
}

fn usd(rate: Rate) -> f64 {
    rate.pico() as f64 / 1e6
}
