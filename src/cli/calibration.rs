//! Corrections of tokenizers: kept in the settings, and told.

use std::path::Path;

use super::error::{Error, Result};
use crate::library::settings;
use crate::tokens::{Correction, Corrections, Family};

/// Keeps the corrections of a family in the settings file `path`.
pub(super) fn keep(path: Option<&Path>, family: Family, corrections: &Corrections) -> Result<()> {
    let path = path.ok_or_else(|| {
        Error::input("there is no folder for settings; name a file in TOKENFARE_CONFIG")
    })?;
    Ok(settings::keep_corrections(path, family, corrections)?)
}

/// By what the factors of which kinds of text are multiplied from now on; none where all is as it
/// was.
pub(super) fn changes(before: &Corrections, after: &Corrections) -> Option<String> {
    let changed = after.iter().filter_map(|(kind, it)| {
        let before = before.get(kind);
        let was = match before.millionths() {
            same if same == it.millionths() => return None,
            same if same == Correction::NONE.millionths() => String::new(),
            _ => format!(" (before by {})", decimal(before)),
        };
        Some(format!("{} by {}{was}", kind.label(), decimal(it)))
    });
    let changed: Vec<String> = changed.collect();
    (!changed.is_empty()).then(|| changed.join(", "))
}

fn decimal(correction: Correction) -> String {
    (f64::from(correction.millionths()) / 1e6).to_string()
}
