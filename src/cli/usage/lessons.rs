//! `--calibrate`: what the texts of requests in the logs say of tokenizers.

use std::path::Path;

use super::words::requests;
use crate::cli::calibration;
use crate::cli::error::Result;
use crate::library::settings;
use crate::money::grouped;
use crate::tokens::Corrections;
use crate::usage::{Lessons, Taught};

/// Corrects the factors of the families that were learned of in the settings file `path`; returns
/// what was done, in sentences.
pub(super) fn keep(lessons: &Lessons, path: Option<&Path>) -> Result<Vec<String>> {
    let known = settings::load(path)?.calibration;
    let mut told = vec![compared(lessons.taught())];
    for learned in lessons.by_family() {
        let family = learned.family();
        let before = known.iter().find(|(of, _)| *of == family);
        let before = before.map_or(Corrections::NONE, |(_, corrections)| *corrections);
        let after = learned.corrections(&before);
        if before != after {
            calibration::keep(path, family, &after)?;
        }
        let (label, of) = (family.label(), requests(learned.texts()));
        told.push(match calibration::changes(&before, &after) {
            Some(changes) => format!(
                "{label} is calibrated by {of}. From now on its factors are multiplied: {changes}."
            ),
            None => format!("The factors of {label} fit {of}, so they stay."),
        });
    }
    Ok(told)
}

/// How many requests were compared, and why others were not.
fn compared(taught: Taught) -> String {
    let Taught { used, without_body, with_more, short, far, not_asked } = taught;
    let left = [
        (without_body, "without a body in the log"),
        (with_more, "with tools, images or other than messages of text"),
        (short, "of fewer than 200 tokens"),
        (far, "with counts that cannot be of their texts"),
        (not_asked, "to models that are counted exactly, or of tokenizers that are not known"),
    ];
    let left: Vec<String> = left
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, why)| format!("{} {why}", grouped(*count)))
        .collect();
    let left =
        if left.is_empty() { String::new() } else { format!(" Left out: {}.", left.join(", ")) };
    format!("Compared with their texts, of which nothing is kept: {}.{left}", requests(used))
}
