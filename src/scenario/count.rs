//! Counts in a scenario.

use crate::document::{Kind, Value};
use crate::money::parse_count;

/// A count as a number or as people type it: `50_000` or `"50k"`.
pub(super) fn count(value: Value<'_, '_>, least: u64, most: u64) -> Option<u64> {
    let read = match value.kind()? {
        Kind::Text => match parse_count(value.string()?, most) {
            Ok(count) => count,
            Err(fault) => return value.refuse(fault),
        },
        _ => value.decimal(|text| parse_count(text, most))?,
    };
    if read < least {
        return value.refuse(format!("must be at least {least}"));
    }
    Some(read)
}
