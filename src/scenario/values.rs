//! A field's value in TOML, read and written.

use crate::controls::{Field, Kind, Unit, either};
use crate::document::{self, Value, number as digits, quoted, with_point};

/// A field's value; none where it is missing or at fault.
pub(super) fn read(field: &Field, value: Value<'_, '_>) -> Option<Option<u64>> {
    let kind = value.kind()?;
    let number = match field.kind {
        Kind::Switch([]) => return value.boolean().map(|on| Some(u64::from(on))),
        Kind::Switch(words) | Kind::Choice(words) => {
            let text = value.string()?;
            let at = words.iter().position(|word| *word == text);
            let fault = || format!("must be {}", either(words, "\""));
            return at.map(|at| Some(at as u64)).or_else(|| value.refuse(fault()));
        }
        Kind::Number(_, unit) => unit,
    };
    if let (Some(word), document::Kind::Text) = (field.none_word(), kind)
        && value.string() == Some(word)
    {
        return Some(None);
    }
    let read = match (number, kind, field.none_word()) {
        // As people type it: `"50k"`.
        (Unit::Count(..) | Unit::Usd | Unit::Seconds, document::Kind::Text, _) => {
            match number.read(value.string()?) {
                Ok(read) => Some(read),
                Err(fault) => value.refuse(fault),
            }
        }
        (Unit::Share, document::Kind::Text, Some(word)) => {
            value.refuse(format!("must be \"{word}\" or a share such as 0.9"))
        }
        _ => value.decimal(|text| number.read(text)),
    };
    read.map(Some)
}

/// A value of a field in TOML.
pub(super) fn written(field: &Field, value: Option<u64>) -> String {
    match (field.kind, value) {
        (Kind::Switch([]), on) => (on == Some(1)).to_string(),
        (Kind::Switch(words), Some(at)) => quoted(words.get(at as usize).unwrap_or(&"")),
        (Kind::Number(_, Unit::Usd), cents) => {
            let cents = cents.unwrap_or_default();
            format!("{}.{:02}", digits(cents / 100), cents % 100)
        }
        (Kind::Number(_, Unit::Count(..)), Some(count)) => digits(count),
        (Kind::Number(_, unit @ (Unit::Share | Unit::Ratio)), Some(value)) => {
            with_point(unit.decimal(value))
        }
        (Kind::Number(_, Unit::Seconds), Some(value)) => quoted(&Unit::Seconds.decimal(value)),
        (Kind::Number(_, unit), Some(value)) => unit.decimal(value),
        _ => quoted(&field.words(value)),
    }
}
