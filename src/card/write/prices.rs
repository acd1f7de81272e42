//! Writing the prices of a model: what the card's assumptions say again is left to them.

use crate::card::{
    BUCKETS, Bucket, CacheDefault, CacheMode, Defaults, Lane, LaneRates, LaneSpec, Model, Prices,
    Rates, Slot,
};
use crate::document::{Draft, number, quoted};
use crate::money::{Rate, Tokens};

/// The prices of a model, and what of them the card's assumptions say again when they are read.
pub(super) struct ModelPrices<'c> {
    pub(super) model: &'c Model,
    pub(super) prices: &'c Prices,
    /// The multiplier that gives the regional prices, where there is one.
    multiplier: Option<u32>,
    /// The multiplier of assumed Batch rates, where the model has such.
    batch_permille: Option<u32>,
    /// Whether every table has Batch and the base's is assumed: then `batch = "default"` says all.
    batch_everywhere: bool,
    /// The set of assumed cache rates, where the model uses one.
    cache: Option<&'c CacheDefault>,
}

impl<'c> ModelPrices<'c> {
    pub(super) fn of(defaults: &'c Defaults, model: &'c Model, prices: &'c Prices) -> Self {
        let regional = model.regional.as_ref();
        let multiplier = regional.and_then(|regional| multiplier(prices, regional));
        let short = Self::with(defaults, model, prices, multiplier);
        if short.keeps_assumptions() {
            short
        } else {
            // They were made in the regional table.
            Self::with(defaults, model, prices, None)
        }
    }

    fn with(
        defaults: &'c Defaults,
        model: &'c Model,
        prices: &'c Prices,
        multiplier: Option<u32>,
    ) -> Self {
        let mut written = Self {
            model,
            prices,
            multiplier,
            batch_permille: defaults.batch_permille.filter(|_| model.assumed.batch),
            batch_everywhere: false,
            cache: None,
        };
        if written.assumes_cache() {
            written.cache = defaults.cache.iter().find(|set| written.fits(set));
        }
        written.batch_everywhere = written.is_default_batch(&prices.base)
            && written.tables().all(|it| it.offers(Lane::Batch));
        written
    }

    fn assumes_cache(&self) -> bool {
        self.model.assumed.cache_read || self.model.assumed.cache_write
    }

    fn keeps_assumptions(&self) -> bool {
        let keeps_batch = self.tables().any(|rates| self.is_default_batch(rates));
        (keeps_batch || !self.model.assumed.batch)
            && (self.cache.is_some() || !self.assumes_cache())
    }

    /// Every table of rates that is written as one.
    fn tables(&self) -> impl Iterator<Item = &'c Rates> {
        let regional = self.model.regional.as_ref();
        let regional = regional.filter(|_| self.multiplier.is_none());
        // Tables of places state all they have.
        std::iter::once(self.prices)
            .chain(regional)
            .flat_map(Prices::tables)
            .map(|(_, rates)| rates)
    }

    /// Whether a set of assumed cache rates gives what the model's tables have.
    fn fits(&self, set: &CacheDefault) -> bool {
        let assumed = &self.model.assumed;
        let (mut read_used, mut write_used) = (false, false);
        for rates in self.tables() {
            if !rates.caches() {
                // The set would give it a cache.
                if set.permille[Bucket::CacheRead].is_some() {
                    return false;
                }
                continue;
            }
            for bucket in Bucket::CACHED {
                if bucket != Bucket::CacheRead && !self.is_explicit() {
                    continue;
                }
                let Some(says) = self.says(set, bucket, rates) else {
                    continue;
                };
                match rates.get(bucket) {
                    None => return false,
                    Some(rate) if bucket == Bucket::CacheRead => read_used |= rate == says,
                    Some(rate) => write_used |= rate == says,
                }
            }
        }
        (!assumed.cache_read || read_used) && (!assumed.cache_write || write_used)
    }

    /// The rate that a set gives a bucket of a table that does not state it.
    fn says(&self, set: &CacheDefault, bucket: Bucket, rates: &Rates) -> Option<Rate> {
        // What is written for half an hour is always stated.
        let permille = match bucket {
            Bucket::CacheWrite if self.is_long_lived() => None,
            bucket => set.permille[bucket],
        };
        Some(rates.get(Bucket::Fresh)?.scaled_permille(u64::from(permille?)))
    }

    fn is_explicit(&self) -> bool {
        let caching = self.model.caching;
        caching.is_some_and(|caching| caching.mode == CacheMode::Explicit)
    }

    /// Whether an ordinary cache write lives half an hour rather than five minutes.
    fn is_long_lived(&self) -> bool {
        let caching = self.model.caching;
        caching.is_some_and(|caching| caching.ttl_minutes == 30)
    }

    fn is_default_batch(&self, rates: &Rates) -> bool {
        let Some(permille) = self.batch_permille.filter(|_| rates.offers(Lane::Batch)) else {
            return false;
        };
        Lane::Batch.spec().buckets.iter().all(|&bucket| {
            let assumed = rates.get(bucket).map(|rate| rate.scaled_permille(u64::from(permille)));
            rates[Lane::Batch][bucket] == assumed
        })
    }

    /// Writes the prices, and how the cache works where that is not said elsewhere.
    pub(super) fn write(&self, out: &mut Draft, with_caching: bool) {
        out.set("rates", &self.rates(&self.prices.base, None));
        for (key, rates) in self.lanes(&self.prices.base, true) {
            out.set(key, &rates);
        }
        if let Some(set) = self.cache {
            out.set("cache", &quoted(&set.name));
        }
        if let Some(caching) = self.model.caching.filter(|_| with_caching) {
            if caching.mode == CacheMode::Implicit {
                out.set("caching", &quoted("implicit"));
            }
            if !self.model.assumed.cache_min {
                out.set("cache_min_tokens", &number(caching.min_tokens.get()));
            }
            if let Some(most) = caching.max_tokens {
                out.set("cache_max_tokens", &number(most.get()));
            }
        }
        if let Some(tiers) = self.tiers(self.prices) {
            out.set("tier", &tiers);
        }
        match &self.model.regional {
            None => {}
            Some(regional) => match self.multiplier {
                Some(permille) => out.set("regional", &decimal(permille)),
                None => out.set("regional", &self.table(regional)),
            },
        }
        self.places(out);
    }

    /// Tables of rates inside a table, in one line.
    fn table(&self, prices: &Prices) -> String {
        let mut entries = self.entries(&prices.base);
        entries.extend(self.lane_entries(&prices.base));
        if let Some(tiers) = self.tiers(prices) {
            entries.push(format!("tier = {tiers}"));
        }
        inline(&entries)
    }

    fn tiers(&self, prices: &Prices) -> Option<String> {
        let tiers: Vec<String> =
            prices.tiers.iter().map(|tier| self.rates(&tier.rates, Some(tier.above))).collect();
        (!tiers.is_empty()).then(|| format!("[{}]", tiers.join(", ")))
    }

    fn rates(&self, rates: &Rates, above: Option<Tokens>) -> String {
        let mut entries: Vec<String> = Vec::new();
        if let Some(above) = above {
            entries.push(format!("above = {}", number(above.get())));
        }
        entries.extend(self.entries(rates));
        // The base's other lanes stand beside its table, those of a tier in it.
        if above.is_some() {
            entries.extend(self.lane_entries(rates));
        }
        inline(&entries)
    }

    fn entries(&self, rates: &Rates) -> Vec<String> {
        let on_demand = BUCKETS.iter().filter_map(|spec| {
            let slot = Slot::new(Lane::Standard, spec.bucket);
            let rate = rates[slot]?;
            let says = self.cache.and_then(|set| self.says(set, spec.bucket, rates));
            if self.model.assumed.of(slot) && says == Some(rate) {
                return None;
            }
            Some(self.entry(spec.bucket, rate))
        });
        on_demand.collect()
    }

    /// A rate with its key, which tells how long an ordinary cache write lives.
    pub(super) fn entry(&self, bucket: Bucket, rate: Rate) -> String {
        let lifetime = match bucket {
            Bucket::CacheWrite if self.is_long_lived() => "_30m",
            Bucket::CacheWrite => "_5m",
            _ => "",
        };
        entry(&format!("{}{lifetime}", bucket.spec().key), rate)
    }

    /// The other lanes inside a table.
    fn lane_entries(&self, rates: &Rates) -> impl Iterator<Item = String> {
        let lanes = self.lanes(rates, false).into_iter();
        lanes.map(|(key, rates)| format!("{key} = {rates}"))
    }

    /// The keys and values of the lanes beside the standard one.
    fn lanes(&self, rates: &Rates, is_base: bool) -> Vec<(&'static str, String)> {
        let stated = Lane::beside().filter(|spec| rates.offers(spec.lane));
        stated.filter_map(|spec| Some((spec.key, self.lane(spec, rates, is_base)?))).collect()
    }

    /// The value of a lane's key; none where it is left out.
    fn lane(&self, spec: &LaneSpec, rates: &Rates, is_base: bool) -> Option<String> {
        if spec.lane == Lane::Batch && self.is_default_batch(rates) {
            if is_base && self.batch_everywhere || !is_base && !self.batch_everywhere {
                return Some(quoted("default"));
            }
            if !is_base {
                return None;
            }
        }
        let stated = spec
            .buckets
            .iter()
            .filter_map(|&bucket| Some(self.entry(bucket, rates[spec.lane][bucket]?)));
        Some(inline(&stated.collect::<Vec<_>>()))
    }
}

/// The multiplier in thousandths that gives the regional prices exactly, if there is one.
pub(super) fn multiplier(prices: &Prices, regional: &Prices) -> Option<u32> {
    let input =
        |prices: &Prices| prices.base.get(Bucket::Fresh).map(|rate| u128::from(rate.pico()));
    let (base, other) = (input(prices)?, input(regional)?);
    let permille = (other * 1_000 + base / 2).checked_div(base)?;
    let permille = u32::try_from(permille).ok()?;
    let fits = (1..=100_000).contains(&permille)
        && prices.scaled_permille(u64::from(permille)) == *regional;
    fits.then_some(permille)
}

/// The rates of a lane that are stated, in a card's order.
pub(in crate::card) fn entries(rates: &LaneRates) -> Vec<String> {
    BUCKETS.iter().filter_map(|spec| Some(entry(spec.key, rates[spec.bucket]?))).collect()
}

fn entry(key: &str, rate: Rate) -> String {
    format!("{key} = {}", rate.per_million())
}

/// A table in one line.
pub(in crate::card) fn inline(entries: &[String]) -> String {
    format!("{{ {} }}", entries.join(", "))
}

/// Thousandths as a decimal.
pub(super) fn decimal(permille: u32) -> String {
    let text = format!("{}.{:03}", permille / 1_000, permille % 1_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
