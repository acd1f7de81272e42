//! The card's assumptions.

use super::values::{permille, tokens};
use crate::card::{Buckets, CacheDefault, Defaults};
use crate::document::{Value, first_hidden};
use crate::money::Tokens;

/// Reads `[defaults]`. A figure that is faulty counts as stated here, so that the models that name
/// it have no fault of their own.
pub(super) fn read(value: Value<'_, '_>) -> Defaults {
    let Some(table) = value.table() else {
        return Defaults::default();
    };
    let least = table.value("cache_min_tokens");
    let defaults = Defaults {
        batch_permille: multiplier(table.value("batch"), 1),
        cache_min_tokens: least.is_present().then(|| tokens(least, 0).unwrap_or(Tokens::ZERO)),
        cache: cache_sets(table.value("cache")),
    };
    table.finish();
    defaults
}

fn cache_sets(value: Value<'_, '_>) -> Vec<CacheDefault> {
    let Some(sets) = value.table() else {
        return Vec::new();
    };
    sets.entries()
        .into_iter()
        .filter_map(|(name, value)| {
            if name.trim().is_empty() || first_hidden(name).is_some() {
                value.fault("must have a plain name");
            }
            let table = value.table()?;
            // Zero is allowed here: some caches are written free of charge.
            let set = CacheDefault {
                name: name.to_owned(),
                permille: Buckets::by(|bucket| match bucket.spec().assumed_key {
                    "" => None,
                    key => multiplier(table.value(key), 0),
                }),
            };
            table.finish();
            Some(set)
        })
        .collect()
}

fn multiplier(value: Value<'_, '_>, least: u32) -> Option<u32> {
    value.is_present().then(|| permille(value, least).unwrap_or(1_000))
}
