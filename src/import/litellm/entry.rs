//! What an entry of LiteLLM's map says of its model.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::keys;
use crate::card::{Ability, Date, Prices, Rates, Slot, Thinking, Tier};
use crate::import::list::{Listed, Voice, day};
use crate::import::report::{LeftOut, Report};
use crate::import::routes::PriceFault;
use crate::money::{Rate, Tokens};

/// An entry, and which of its keys were read.
pub(super) struct Entry<'j> {
    map: &'j Map<String, Value>,
    read: BTreeSet<String>,
}

impl<'j> Entry<'j> {
    pub(super) fn of(map: &'j Map<String, Value>) -> Self {
        Self { map, read: keys::ABOUT.map(str::to_owned).into() }
    }

    /// What `of` makes of the value of a key; one that it makes nothing of is not read.
    fn read<T>(&mut self, key: &str, of: impl FnOnce(&'j Value) -> Option<T>) -> Option<T> {
        let said = of(self.map.get(key)?)?;
        self.read.insert(key.to_owned());
        Some(said)
    }

    fn flag(&mut self, key: &str) -> Option<bool> {
        self.read(key, Value::as_bool)
    }

    /// What the entry says beside prices.
    pub(super) fn facts(&mut self) -> Listed {
        let date = |value: &Value| -> Option<Date> { day(value.as_str()?) };
        Listed {
            context: self.read("max_input_tokens", Value::as_u64),
            max_output: self.read("max_output_tokens", Value::as_u64),
            cache_min: self.read("prompt_cache_min_tokens", Value::as_u64),
            end_of_life: self.read("deprecation_date", date),
            successor: self.read("successor_model", Value::as_str).map(str::to_owned),
            abilities: self.abilities(),
            thinks: self.thinks(),
            can_think: self.flag("supports_reasoning") == Some(true),
            ..Listed::default()
        }
    }

    fn abilities(&mut self) -> [Voice<bool>; Ability::ALL.len()] {
        let mut abilities = [Voice::default(); Ability::ALL.len()];
        for (key, ability) in keys::ABILITIES {
            if let Some(has) = self.flag(key) {
                abilities[ability as usize].hear(has);
            }
        }
        let modalities = self.read("supported_modalities", Value::as_array);
        for (word, ability) in keys::MODALITIES {
            if modalities.is_some_and(|list| list.iter().any(|it| it == word)) {
                abilities[ability as usize].hear(true);
            }
        }
        abilities
    }

    fn thinks(&mut self) -> Voice<Thinking> {
        let said = keys::THINKING
            .map(|(key, is, thinking)| self.flag(key).filter(|said| *said == is).map(|_| thinking));
        said.into_iter().flatten().next().map_or(Voice::Silent, Voice::One)
    }

    pub(super) fn prices(&mut self) -> Result<Prices, PriceFault> {
        let mut tiers = Vec::new();
        for above in self.thresholds() {
            let suffix = format!("_above_{}k_tokens", above / 1_000);
            tiers.push(Tier { above: Tokens::new(above), rates: self.rates(&suffix)? });
        }
        Ok(Prices { base: self.rates("")?, tiers })
    }

    fn rates(&mut self, suffix: &str) -> Result<Rates, PriceFault> {
        let mut rates = Rates::default();
        for slot in Slot::all() {
            let key = format!("{}{suffix}{}", keys::rate(slot.bucket), keys::lane(slot.lane));
            let value = self.read(&key, Some).filter(|value| !value.is_null());
            if let Some(value) = value {
                rates[slot] = Some(PriceFault::read(&key, value, Rate::parse_per_token)?);
            }
        }
        Ok(rates)
    }

    /// The thresholds of the long-context prices, rising.
    fn thresholds(&self) -> Vec<u64> {
        let mut thresholds: Vec<u64> = self
            .map
            .keys()
            .filter_map(|key| {
                let (_, after) = key.split_once("_token_above_")?;
                let thousands: u64 = after.strip_suffix("k_tokens")?.parse().ok()?;
                thousands.checked_mul(1_000).filter(|above| *above > 0)
            })
            .collect();
        thresholds.sort_unstable();
        thresholds.dedup();
        thresholds
    }

    /// Tells of every key that was not read.
    pub(super) fn tell(&mut self, label: &str, prices: &Prices, report: &mut Report) {
        if self.flag("supports_prompt_caching") == Some(true) && !prices.base.caches() {
            report.leave_out(LeftOut::CacheUnpriced, label);
        }
        let rest =
            self.map.iter().filter(|(key, value)| !value.is_null() && !self.read.contains(*key));
        for (key, _) in rest {
            report.leave_out(keys::left_out(key), key);
        }
    }
}
