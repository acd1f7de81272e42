//! Writing an overlay as TOML.

use super::{ModelOverlay, Overlay};
use crate::card::write::{entries, inline, thinking_tokens};
use crate::card::{Lane, Prices, Rates};
use crate::document::{Draft, number, patched, quoted};

impl Overlay {
    /// The overlay as TOML, which [`Overlay::parse`] reads back.
    pub fn to_toml(&self) -> String {
        let mut out = Draft::with_comment(
            "A tokenfare overlay: own prices over those of a rate card, in USD per 1M tokens.",
        );
        out.set("schema", "1");
        out.set("overlay", "true");
        out.set("name", &quoted(&self.name));
        if let Some(source) = &self.source {
            out.set("source", &quoted(source));
        }
        out.set("discount", &quoted(&self.discount.exact_percent()));
        for model in &self.models {
            out.line("\n[[model]]");
            model.write(&mut out);
        }
        out.finish()
    }

    /// The overlay in place of the one in a file: the user's comments, order and spelling stay, and
    /// only what is different is changed. As [`Overlay::to_toml`] where `mine` is no overlay.
    pub fn to_toml_in(&self, mine: &str) -> String {
        let fresh = self.to_toml();
        let read = |text: &str| Self::parse(text, "").ok();
        let patched = read(mine).and_then(|before| patched(mine, &before.to_toml(), &fresh));
        let same = |text: &String| read(text).as_ref() == Some(self);
        patched.filter(same).unwrap_or(fresh)
    }
}

impl ModelOverlay {
    fn write(&self, out: &mut Draft) {
        out.set("id", &quoted(&self.id));
        if let Some(discount) = self.discount {
            out.set("discount", &quoted(&discount.exact_percent()));
        }
        let rates = entries(&self.prices.base[Lane::Standard]);
        // A model that states nothing at all would be a fault.
        let thinking = thinking_tokens(self.thinking_tokens);
        let is_bare =
            self.discount.is_none() && thinking.is_none() && self.lists().next().is_none();
        if !rates.is_empty() || is_bare {
            out.set("rates", &inline(&rates));
        }
        for (key, rates) in lanes(&self.prices.base) {
            out.set(key, &rates);
        }
        if let Some(tiers) = tiers(&self.prices) {
            out.set("tier", &tiers);
        }
        if !self.regional.is_empty() {
            out.set("regional", &table(&self.regional));
        }
        if let Some(tokens) = thinking {
            out.set("thinking_tokens", &tokens);
        }
        for (place, prices) in &self.places {
            out.set(&format!("place.{place}"), &table(prices));
        }
    }
}

/// Tables of rates in one table.
fn table(prices: &Prices) -> String {
    let mut entries = all(&prices.base);
    entries.extend(tiers(prices).map(|tiers| format!("tier = {tiers}")));
    inline(&entries)
}

fn tiers(prices: &Prices) -> Option<String> {
    let tiers = prices.tiers.iter().map(|tier| {
        let mut entries = vec![format!("above = {}", number(tier.above.get()))];
        entries.extend(all(&tier.rates));
        inline(&entries)
    });
    let tiers: Vec<String> = tiers.collect();
    (!tiers.is_empty()).then(|| format!("[{}]", tiers.join(", ")))
}

/// The lanes beside the standard one of which anything is stated: key and table.
fn lanes(rates: &Rates) -> impl Iterator<Item = (&'static str, String)> {
    Lane::beside().filter_map(|spec| {
        let entries = entries(&rates[spec.lane]);
        (!entries.is_empty()).then(|| (spec.key, inline(&entries)))
    })
}

/// The rates with those of the other lanes among them.
fn all(rates: &Rates) -> Vec<String> {
    let mut all = entries(&rates[Lane::Standard]);
    all.extend(lanes(rates).map(|(key, rates)| format!("{key} = {rates}")));
    all
}
