//! Writing what a model costs by place, and where it is offered.

use super::prices::{ModelPrices, decimal, inline, multiplier};
use crate::card::{Availability, Bucket, Lane, LaneSpec, Local, Offered, Prices, Rates, Slot};
use crate::document::{Draft, number, quoted};
use crate::money::{Rate, Tokens};
use crate::place::{Region, Regions};

/// What the lists of regions are worth.
pub(super) fn availability(out: &mut Draft, availability: Option<&Availability>) {
    let Some(Availability { as_of, source, regions }) = availability else { return };
    out.line("\n[availability]");
    out.set("as_of", &as_of.to_string());
    out.set("source", &quoted(source));
    out.set("regions", &words(*regions));
}

/// Where a model is offered.
pub(super) fn offered(out: &mut Draft, offered: Option<&Offered>) {
    let Some(&Offered { region, geography, global, .. }) = offered else { return };
    let lists = [("region", region), ("geography", geography), ("global", global)];
    for (key, regions) in lists {
        out.set(&format!("offered.{key}"), &words(regions));
    }
}

/// Regions with blanks between them.
fn words(regions: Regions) -> String {
    quoted(&regions.iter().map(Region::id).collect::<Vec<_>>().join(" "))
}

impl ModelPrices<'_> {
    /// The prices of places: a multiplier where one gives all, else what is listed.
    pub(super) fn places(&self, out: &mut Draft) {
        for local in &self.model.places {
            let factor = multiplier(self.prices, &local.prices);
            let factor = factor.filter(|_| local.derived.is_empty());
            let prices = factor.map_or_else(|| self.stated(local), decimal);
            out.set(&format!("place.{}", local.place), &prices);
        }
    }

    /// What is listed of a place, in one line; what is in proportion to its input is left out.
    fn stated(&self, local: &Local) -> String {
        let mut all = self.listed(local, &local.prices.base, None);
        let tiers = local.prices.tiers.iter().filter_map(|tier| {
            let stated = self.listed(local, &tier.rates, Some(tier.above));
            let above = format!("above = {}", number(tier.above.get()));
            // A tier of which nothing is listed comes with the rest.
            (!stated.is_empty()).then(|| inline(&[vec![above], stated].concat()))
        });
        let tiers: Vec<String> = tiers.collect();
        if !tiers.is_empty() {
            all.push(format!("tier = [{}]", tiers.join(", ")));
        }
        if !local.derived.is_empty() {
            all.push("rest = \"proportional\"".to_owned());
        }
        inline(&all)
    }

    /// The entries of a table of rates of a place.
    fn listed(&self, local: &Local, rates: &Rates, above: Option<Tokens>) -> Vec<String> {
        let input = |prices: &Prices| prices.base.get(Bucket::Fresh);
        let proportion = input(&local.prices).zip(input(self.prices));
        let table = self.prices.tables().find(|(start, _)| *start == above);
        let in_proportion = |slot: Slot| -> Option<Rate> {
            let (of, to) = proportion?;
            table?.1[slot]?.in_proportion(of, to)
        };
        let stated = |slot: Slot| {
            let is_rest = local.derived.contains(slot, above);
            rates[slot].filter(|rate| !is_rest || in_proportion(slot) != Some(*rate))
        };
        let stated = |slot: Slot| {
            // A cache write stands beside a read.
            let writes = [Bucket::CacheWrite, Bucket::CacheWrite1h];
            let writes = writes.map(|bucket| stated(Slot::new(slot.lane, bucket)));
            let is_beside = slot.bucket == Bucket::CacheRead && writes.iter().any(Option::is_some);
            stated(slot).or(rates[slot].filter(|_| is_beside))
        };
        let of_lane = |spec: &LaneSpec| -> Vec<String> {
            let stated = |&bucket| Some(self.entry(bucket, stated(Slot::new(spec.lane, bucket))?));
            spec.buckets.iter().filter_map(stated).collect()
        };
        let mut entries = of_lane(Lane::Standard.spec());
        let lanes = Lane::beside().map(|spec| (spec.key, of_lane(spec)));
        let lanes = lanes.filter(|(_, rates)| !rates.is_empty());
        entries.extend(lanes.map(|(key, rates)| format!("{key} = {}", inline(&rates))));
        entries
    }
}
