//! Writing a card as TOML that is read back as the same card: a model after the other, one value a
//! line, so that two versions compare well.

#[cfg(test)]
mod tests;

use std::fmt::Write;

use super::{CacheDefault, CacheMode, CacheRates, Card, Defaults, Model, Prices, Rates};
use crate::document::quoted;
use crate::money::{Rate, Tokens, grouped};

impl Card {
    /// The card as TOML, which [`Card::parse`] reads back as the same card. What rests on the
    /// card's assumptions is left to them again.
    pub fn to_toml(&self) -> String {
        let mut out = Lines::new("A tokenfare rate card, in USD per 1M tokens.");
        out.set("schema", "1");
        out.set("name", &quoted(&self.name));
        out.set("as_of", &self.as_of.to_string());
        out.set("source", &quoted(&self.source));
        defaults(&mut out, &self.defaults);
        for model in &self.models {
            out.line("\n[[model]]");
            self.model_lines(&mut out, model);
        }
        out.0
    }

    fn model_lines(&self, out: &mut Lines, model: &Model) {
        out.set("id", &quoted(&model.id));
        out.set("name", &quoted(&model.name));
        out.set("provider", &quoted(&model.provider));
        if !model.bedrock_ids.is_empty() {
            out.set("bedrock_ids", &list(&model.bedrock_ids));
        }
        out.set("tokenizer", &quoted(&model.tokenizer));
        let mut tokens = |key: &str, tokens: Option<Tokens>| {
            if let Some(tokens) = tokens {
                out.set(key, &count(tokens));
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
        written.batch_everywhere =
            written.is_default_batch(&prices.base) && written.tables().all(|it| it.batch.is_some());
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
        std::iter::once(self.prices).chain(regional).flat_map(all)
    }

    /// Whether a set of assumed cache rates gives what the model's tables have.
    fn fits(&self, set: &CacheDefault) -> bool {
        let assumed = &self.model.assumed;
        let mut read_used = false;
        let mut write_used = false;
        for rates in self.tables() {
            let Some(cache) = rates.cache else {
                // The set would give it a cache.
                if set.read_permille.is_some() {
                    return false;
                }
                continue;
            };
            read_used |= scaled(rates, set.read_permille) == Some(cache.read);
            if self.is_explicit() {
                let write_5m = scaled(rates, set.write_5m_permille);
                let write_1h = scaled(rates, set.write_1h_permille);
                write_used |=
                    !self.is_long_lived() && write_5m.is_some() && write_5m == cache.write;
                write_used |= write_1h.is_some() && write_1h == cache.write_1h;
                if write_1h.is_some() && cache.write_1h.is_none() {
                    return false;
                }
            }
        }
        (!assumed.cache_read || read_used) && (!assumed.cache_write || write_used)
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
        match (rates.batch, self.batch_permille) {
            (Some(batch), Some(permille)) => {
                let scaled = |rate: Rate| rate.scaled_permille(u64::from(permille));
                (batch.input, batch.output) == (scaled(rates.input), scaled(rates.output))
            }
            _ => false,
        }
    }

    fn write(&self, out: &mut Lines) {
        out.set("rates", &self.rates(&self.prices.base, None));
        if let Some(batch) = self.batch(&self.prices.base, true) {
            out.set("batch", &batch);
        }
        if let Some(set) = self.cache {
            out.set("cache", &quoted(&set.name));
        }
        if let Some(caching) = self.model.caching {
            if caching.mode == CacheMode::Implicit {
                out.set("caching", &quoted("implicit"));
            }
            if !self.model.assumed.cache_min {
                out.set("cache_min_tokens", &count(caching.min_tokens));
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
        if let Some(batch) = self.batch(&prices.base, false) {
            entries.push(format!("batch = {batch}"));
        }
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
            entries.push(format!("above = {}", count(above)));
        }
        entries.extend(self.entries(rates));
        // The base's Batch rates stand beside its table, those of a tier in it.
        if above.is_some() {
            let batch = self.batch(rates, false);
            entries.extend(batch.map(|batch| format!("batch = {batch}")));
        }
        inline(&entries)
    }

    fn entries(&self, rates: &Rates) -> Vec<String> {
        let mut entries = vec![entry("input", rates.input), entry("output", rates.output)];
        let Some(CacheRates { read, write, write_1h }) = rates.cache else {
            return entries;
        };
        let assumed = |permille: fn(&CacheDefault) -> Option<u32>| {
            scaled(rates, self.cache.and_then(permille))
        };
        if !(self.model.assumed.cache_read && assumed(|set| set.read_permille) == Some(read)) {
            entries.push(entry("cache_read", read));
        }
        let (key, assumed_write) = if self.is_long_lived() {
            ("cache_write_30m", None)
        } else {
            ("cache_write_5m", assumed(|set| set.write_5m_permille))
        };
        let assumed_1h = assumed(|set| set.write_1h_permille);
        for (key, rate, assumed) in
            [(key, write, assumed_write), ("cache_write_1h", write_1h, assumed_1h)]
        {
            let is_assumed = self.model.assumed.cache_write && assumed == rate;
            if let Some(rate) = rate.filter(|_| !is_assumed) {
                entries.push(entry(key, rate));
            }
        }
        entries
    }

    /// The value of `batch` beside a table; none where it is left out.
    fn batch(&self, rates: &Rates, is_base: bool) -> Option<String> {
        let batch = rates.batch?;
        if self.is_default_batch(rates) {
            if is_base && self.batch_everywhere || !is_base && !self.batch_everywhere {
                return Some(quoted("default"));
            }
            if !is_base {
                return None;
            }
        }
        Some(inline(&[entry("input", batch.input), entry("output", batch.output)]))
    }
}

/// The multiplier in thousandths that gives the regional prices exactly, if there is one.
fn multiplier(prices: &Prices, regional: &Prices) -> Option<u32> {
    let base = u128::from(prices.base.input.pico());
    let other = u128::from(regional.base.input.pico());
    let permille = (other * 1_000 + base / 2).checked_div(base)?;
    let permille = u32::try_from(permille).ok()?;
    let fits = (1..=100_000).contains(&permille)
        && prices.scaled_permille(u64::from(permille)) == *regional;
    fits.then_some(permille)
}

fn all(prices: &Prices) -> impl Iterator<Item = &Rates> {
    let tiers = prices.tiers.iter().map(|tier| &tier.rates);
    std::iter::once(&prices.base).chain(tiers)
}

fn scaled(rates: &Rates, permille: Option<u32>) -> Option<Rate> {
    permille.map(|permille| rates.input.scaled_permille(u64::from(permille)))
}

fn defaults(out: &mut Lines, defaults: &Defaults) {
    if *defaults == Defaults::default() {
        return;
    }
    out.line("\n[defaults]");
    if let Some(permille) = defaults.batch_permille {
        out.set("batch", &decimal(permille));
    }
    if let Some(tokens) = defaults.cache_min_tokens {
        out.set("cache_min_tokens", &count(tokens));
    }
    for set in &defaults.cache {
        out.line(&format!("\n[defaults.cache.{}]", quoted(&set.name)));
        for (key, permille) in [
            ("read", set.read_permille),
            ("write_5m", set.write_5m_permille),
            ("write_1h", set.write_1h_permille),
        ] {
            if let Some(permille) = permille {
                out.set(key, &decimal(permille));
            }
        }
    }
}

/// Lines of TOML.
pub(super) struct Lines(pub(super) String);

impl Lines {
    /// Starts with a comment.
    pub(super) fn new(comment: &str) -> Self {
        Self(format!("# {comment}\n\n"))
    }

    pub(super) fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    pub(super) fn set(&mut self, key: &str, value: &str) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.0, "{key} = {value}");
    }
}

pub(super) fn entry(key: &str, rate: Rate) -> String {
    format!("{key} = {}", rate.per_million())
}

/// A table in one line.
pub(super) fn inline(entries: &[String]) -> String {
    format!("{{ {} }}", entries.join(", "))
}

pub(super) fn count(tokens: Tokens) -> String {
    grouped(tokens.get()).replace(',', "_")
}

fn list(texts: &[String]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
    format!("[{}]", quoted.join(", "))
}

/// Thousandths as a decimal.
fn decimal(permille: u32) -> String {
    let text = format!("{}.{:03}", permille / 1_000, permille % 1_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
