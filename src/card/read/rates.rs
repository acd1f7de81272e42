//! Rates, their cache and Batch parts, and their tiers.

use super::values::{rate, tokens};
use crate::card::{
    Assumed, Bucket, CacheDefault, Defaults, Lane, LaneRates, MAX_TIERS, Prices, Rates, Slot, Tier,
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
    /// Whether tables that say nothing of Batch have the assumed rates too.
    pub(super) batch_everywhere: bool,
    /// What was taken from the assumptions so far.
    pub(super) assumed: Assumed,
    /// How the model's own rates cache.
    pub(super) life: CacheLife,
}

impl RatesReader<'_> {
    /// A table of rates with the Batch rates and tiers that belong to it.
    pub(super) fn prices(
        &mut self,
        table: &Table<'_>,
        batch: Value<'_, '_>,
        tiers: Value<'_, '_>,
    ) -> Option<Prices> {
        let base = self.rates(table, batch);
        let tiers = self.tiers(tiers);
        Some(Prices { base: base?, tiers: tiers? })
    }

    fn tiers(&mut self, list: Value<'_, '_>) -> Option<Vec<Tier>> {
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
                let rates = self.rates(&table, table.value("batch"));
                table.finish();
                Some(Tier { above: above?, rates: rates? })
            })
            .collect();
        tiers.into_iter().collect()
    }

    fn rates(&mut self, table: &Table<'_>, batch: Value<'_, '_>) -> Option<Rates> {
        let input = rate(table.required("input"));
        let output = rate(table.required("output"));
        let mut rates = Rates::default();
        rates[Lane::Standard] = self.cache_rates(table, input);
        rates[Lane::Standard][Bucket::Fresh] = input;
        rates[Lane::Standard][Bucket::Output] = output;
        rates[Lane::Batch] = self.batch_rates(batch, &rates[Lane::Standard]);
        (input.is_some() && output.is_some()).then_some(rates)
    }

    fn batch_rates(&mut self, value: Value<'_, '_>, on_demand: &LaneRates) -> LaneRates {
        let mut rates = LaneRates::default();
        let permille = match value.kind() {
            Some(Kind::Table) => {
                let Some(table) = value.table() else {
                    return rates;
                };
                for &bucket in Lane::Batch.spec().buckets {
                    rates[bucket] = rate(table.required(bucket.spec().key));
                }
                table.finish();
                return rates;
            }
            Some(Kind::Text) if value.string() == Some("default") => {
                if self.defaults.batch_permille.is_none() {
                    value.fault(
                        "is \"default\", but [defaults] has no `batch`; add one, such as 0.5",
                    );
                }
                self.defaults.batch_permille
            }
            Some(_) => {
                value.fault("must be \"default\" or rates such as { input = 1, output = 5 }");
                None
            }
            None if self.batch_everywhere => self.defaults.batch_permille,
            None => None,
        };
        let Some(permille) = permille.map(u64::from) else {
            return rates;
        };
        for &bucket in Lane::Batch.spec().buckets {
            self.assumed.mark(Slot::new(Lane::Batch, bucket));
            rates[bucket] = on_demand[bucket].map(|rate| rate.scaled_permille(permille));
        }
        rates
    }
}
