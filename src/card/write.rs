//! Writing a card as TOML that is read back as the same card: a model after the other, one value a
//! line, so that two versions compare well.

#[cfg(test)]
mod tests;

use super::{
    BUCKETS, Bucket, CacheDefault, CacheMode, Card, Defaults, Lane, LaneRates, LaneSpec, Model,
    ModelKind, Prices, Rates, Slot,
};
use crate::document::{Draft, list, number, quoted};
use crate::money::{Rate, Tokens};

impl Card {
    /// The card as TOML, which [`Card::parse`] reads back as the same card. What rests on the
    /// card's assumptions is left to them again.
    pub fn to_toml(&self) -> String {
        let mut out = Draft::with_comment("A tokenfare rate card, in USD per 1M tokens.");
        out.set("schema", "1");
        out.set("name", &quoted(&self.name));
        out.set("as_of", &self.as_of.to_string());
        out.set("source", &quoted(&self.source));
        defaults(&mut out, &self.defaults);
        for model in &self.models {
            out.line("\n[[model]]");
            self.model_lines(&mut out, model);
        }
        out.finish()
    }

    fn model_lines(&self, out: &mut Draft, model: &Model) {
        out.set("id", &quoted(&model.id));
        out.set("name", &quoted(&model.name));
        out.set("provider", &quoted(&model.provider));
        if !model.bedrock_ids.is_empty() {
            out.set("bedrock_ids", &list(&model.bedrock_ids));
        }
        out.set("tokenizer", &quoted(&model.tokenizer));
        let mut tokens = |key: &str, tokens: Option<Tokens>| {
            if let Some(tokens) = tokens {
                out.set(key, &number(tokens.get()));
            }
        };
        tokens("context", model.context);
        tokens("max_output", model.max_output);
        match &model.prices {
            None => out.set("unpriced", "true"),
            Some(prices) => ModelPrices::of(&self.defaults, model, prices).write(out),
        }
        if let Some(day) = model.end_of_life {
            out.set("end_of_life", &day.to_string());
        }
        if let Some(successor) = &model.successor {
            out.set("successor", &quoted(successor));
        }
        if model.kind != ModelKind::default() {
            out.set("kind", &quoted(model.kind.word()));
        }
        if let Some(source) = &model.source {
            out.set("source", &quoted(source));
        }
        if !model.notes.is_empty() {
            out.set("notes", &list(&model.notes));
        }
    }
}

/// The prices of a model, and what of them the card's assumptions say again when they are read.
struct ModelPrices<'c> {
    model: &'c Model,
    prices: &'c Prices,
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
    fn of(defaults: &'c Defaults, model: &'c Model, prices: &'c Prices) -> Self {
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

    fn write(&self, out: &mut Draft) {
        out.set("rates", &self.rates(&self.prices.base, None));
        for (key, rates) in self.lanes(&self.prices.base, true) {
            out.set(key, &rates);
        }
        if let Some(set) = self.cache {
            out.set("cache", &quoted(&set.name));
        }
        if let Some(caching) = self.model.caching {
            if caching.mode == CacheMode::Implicit {
                out.set("caching", &quoted("implicit"));
            }
            if !self.model.assumed.cache_min {
                out.set("cache_min_tokens", &number(caching.min_tokens.get()));
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
    fn entry(&self, bucket: Bucket, rate: Rate) -> String {
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
fn multiplier(prices: &Prices, regional: &Prices) -> Option<u32> {
    let input =
        |prices: &Prices| prices.base.get(Bucket::Fresh).map(|rate| u128::from(rate.pico()));
    let (base, other) = (input(prices)?, input(regional)?);
    let permille = (other * 1_000 + base / 2).checked_div(base)?;
    let permille = u32::try_from(permille).ok()?;
    let fits = (1..=100_000).contains(&permille)
        && prices.scaled_permille(u64::from(permille)) == *regional;
    fits.then_some(permille)
}

fn defaults(out: &mut Draft, defaults: &Defaults) {
    if *defaults == Defaults::default() {
        return;
    }
    out.line("\n[defaults]");
    if let Some(permille) = defaults.batch_permille {
        out.set("batch", &decimal(permille));
    }
    if let Some(tokens) = defaults.cache_min_tokens {
        out.set("cache_min_tokens", &number(tokens.get()));
    }
    for set in &defaults.cache {
        out.line(&format!("\n[defaults.cache.{}]", quoted(&set.name)));
        for spec in &BUCKETS {
            if let Some(permille) = set.permille[spec.bucket] {
                out.set(spec.assumed_key, &decimal(permille));
            }
        }
    }
}

/// The rates of a lane that are stated, in a card's order.
pub(super) fn entries(rates: &LaneRates) -> Vec<String> {
    BUCKETS.iter().filter_map(|spec| Some(entry(spec.key, rates[spec.bucket]?))).collect()
}

fn entry(key: &str, rate: Rate) -> String {
    format!("{key} = {}", rate.per_million())
}

/// A table in one line.
pub(super) fn inline(entries: &[String]) -> String {
    format!("{{ {} }}", entries.join(", "))
}

/// Thousandths as a decimal.
fn decimal(permille: u32) -> String {
    let text = format!("{}.{:03}", permille / 1_000, permille % 1_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
