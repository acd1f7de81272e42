//! Rates, their cache, their other lanes, and their tiers.

use super::values::{rate, tokens};
use crate::card::{
    Assumed, Bucket, CacheDefault, Defaults, Lane, LaneRates, LaneSpec, MAX_TIERS, Prices, Rates,
    Slot, Tier,
};
use crate::document::{Kind, Table, Value};

/// Whether and how a table of rates caches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CacheLife {
    /// Not read yet, or faulty.
    Unknown,
    /// No cache.
    Absent,
    /// A cache, and how many minutes its ordinary writes live.
    Minutes(u32),
}

/// Reads the tables of rates of one model, its own rates first.
pub(super) struct RatesReader<'a> {
    pub(super) defaults: &'a Defaults,
    /// The assumptions that stand in for cache rates left out.
    pub(super) cache: Option<&'a CacheDefault>,
    /// Whether the cache writes by itself and without a price.
    pub(super) implicit: bool,
    /// Whether the model writes tokens, so that output has a price.
    pub(super) writes: bool,
    /// Whether tables that say nothing of Batch have the assumed rates too.
    pub(super) batch_everywhere: bool,
    /// What was taken from the assumptions so far.
    pub(super) assumed: Assumed,
    /// How the model's own rates cache.
    pub(super) life: CacheLife,
}

impl RatesReader<'_> {
    /// A table of rates, with the other lanes and the tiers that belong to it in the table `around`.
    pub(super) fn prices(&mut self, table: &Table<'_>, around: &Table<'_>) -> Option<Prices> {
        let base = self.rates(table, around);
        let tiers = tiers(around.value("tier"), |table| self.rates(table, table));
        Some(Prices { base: base?, tiers: tiers? })
    }

    /// What a table states of rates, with the other lanes and the tiers in it; nothing is assumed.
    pub(super) fn stated(&self, table: &Table<'_>) -> Option<Prices> {
        let base = self.stated_rates(table);
        let tiers = tiers(table.value("tier"), |table| Some(self.stated_rates(table)))?;
        Some(Prices { base, tiers })
    }

    fn stated_rates(&self, table: &Table<'_>) -> Rates {
        let of_lane = |table: &Table<'_>, caches: bool| {
            let mut rates = LaneRates::default();
            if caches {
                rates = self.lane_cache_rates(table);
            }
            for bucket in [Bucket::Fresh, Bucket::Output] {
                rates[bucket] = rate(table.value(bucket.spec().key));
            }
            rates
        };
        let mut rates = Rates::default();
        rates[Lane::Standard] = of_lane(table, true);
        for spec in Lane::beside() {
            if let Some(stated) = table.value(spec.key).table() {
                let caches = spec.buckets.contains(&Bucket::CacheRead);
                rates[spec.lane] = of_lane(&stated, caches);
                stated.finish();
            }
        }
        rates
    }

    fn rates(&mut self, table: &Table<'_>, around: &Table<'_>) -> Option<Rates> {
        let input = rate(table.required("input"));
        let output = rate(self.priced(table, Bucket::Output));
        let mut rates = Rates::default();
        rates[Lane::Standard] = self.cache_rates(table, input);
        rates[Lane::Standard][Bucket::Fresh] = input;
        rates[Lane::Standard][Bucket::Output] = output;
        for spec in Lane::beside() {
            let value = around.value(spec.key);
            rates[spec.lane] = match value.kind() {
                Some(Kind::Table) => self.lane_rates(spec, value),
                _ => self.assumed_rates(spec, value, &rates[Lane::Standard]),
            };
        }
        (input.is_some() && (output.is_some() || !self.writes)).then_some(rates)
    }

    /// The value of a rate that has to be there, but for output where a model writes none.
    fn priced<'t, 'd>(&self, table: &'t Table<'d>, bucket: Bucket) -> Value<'t, 'd> {
        let key = bucket.spec().key;
        match self.writes || bucket != Bucket::Output {
            true => table.required(key),
            false => table.value(key),
        }
    }

    /// The rates of a lane in a table of its own.
    fn lane_rates(&self, spec: &LaneSpec, value: Value<'_, '_>) -> LaneRates {
        let Some(table) = value.table() else { return LaneRates::default() };
        let mut rates = LaneRates::default();
        if spec.buckets.contains(&Bucket::CacheRead) {
            rates = self.lane_cache_rates(&table);
        }
        for bucket in [Bucket::Fresh, Bucket::Output] {
            rates[bucket] = rate(self.priced(&table, bucket));
        }
        table.finish();
        rates
    }

    /// The rates of a lane that a table does not state: by default, where the card has one for it.
    fn assumed_rates(
        &mut self,
        spec: &LaneSpec,
        value: Value<'_, '_>,
        standard: &LaneRates,
    ) -> LaneRates {
        let mut rates = LaneRates::default();
        let permille = match (value.kind(), spec.lane) {
            (None, Lane::Batch) if self.batch_everywhere => self.defaults.batch_permille,
            (None, _) => None,
            (Some(Kind::Text), Lane::Batch) if value.string() == Some("default") => {
                if self.defaults.batch_permille.is_none() {
                    value.fault(
                        "is \"default\", but [defaults] has no `batch`; add one, such as 0.5",
                    );
                }
                self.defaults.batch_permille
            }
            (Some(_), Lane::Batch) => {
                value.fault("must be \"default\" or rates such as { input = 1, output = 5 }");
                None
            }
            (Some(_), _) => {
                value.fault("must be rates such as { input = 1, output = 5 }");
                None
            }
        };
        let Some(permille) = permille.map(u64::from) else {
            return rates;
        };
        for &bucket in spec.buckets {
            self.assumed.mark(Slot::new(spec.lane, bucket));
            rates[bucket] = standard[bucket].map(|rate| rate.scaled_permille(permille));
        }
        rates
    }
}

/// The long-context tiers of a list, with the rates that `of` reads of each.
pub(in crate::card) fn tiers(
    list: Value<'_, '_>,
    mut of: impl FnMut(&Table<'_>) -> Option<Rates>,
) -> Option<Vec<Tier>> {
    if !list.is_present() {
        return Some(Vec::new());
    }
    let items = list.items()?;
    if items.len() > MAX_TIERS {
        list.fault(format!("must have at most {MAX_TIERS} tiers"));
    }
    let mut last = None;
    let tiers: Vec<_> = items
        .into_iter()
        .map(|item| {
            let table = item.table()?;
            let threshold = table.required("above");
            let above = tokens(threshold, 1);
            if let (Some(above), Some(last)) = (above, last)
                && above <= last
            {
                threshold.fault(format!("must be more than the {last} of the tier before"));
            }
            last = above.or(last);
            let rates = of(&table);
            table.finish();
            Some(Tier { above: above?, rates: rates? })
        })
        .collect();
    tiers.into_iter().collect()
}
