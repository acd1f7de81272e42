//! Values of flags, read as people type them. The faults go on after the flag and its value:
//! `--requests -5` *must not be negative*.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use super::error::Error;
use crate::card::{Card, Date};
use crate::controls::{Control, TypedRange, Unit};
use crate::document::{first_hidden, nearest, printable};
use crate::library::{Names, find};
use crate::money::{CountFault, Share, Tokens, Usd, parse_count};
use crate::tokens::{Family, TextKind};
use crate::workload::{BASES, Basis, MAX_QUOTA, MAX_SECTION_TOKENS, MAX_USD};

/// Tokens of a part of a request.
pub(super) fn tokens(text: &str) -> Result<Tokens, CountFault> {
    parse_count(text, MAX_SECTION_TOKENS).map(Tokens::new)
}

/// A kind of text by its name, such as `docs`.
pub(super) fn kind(text: &str) -> Result<TextKind, String> {
    TextKind::parse(text).ok_or_else(|| {
        let names = TextKind::ALL.map(TextKind::name).join(", ");
        format!("is no kind of text: use {names}")
    })
}

/// Into how many queries one is divided, each for as many ids of requests.
pub(super) fn parts(text: &str) -> Result<u8, String> {
    match text.parse() {
        Ok(parts @ (1 | 2 | 4 | 8 | 16)) => Ok(parts),
        _ => Err("must be 1, 2, 4, 8 or 16".to_owned()),
    }
}

/// What is counted by a file, and the file, as in `llama-3=tokenizer.json`.
pub(super) fn tokenizer(text: OsString) -> Result<(String, PathBuf), String> {
    let (name, file) = split_once(&text, b'=')
        .filter(|(_, file)| !file.is_empty())
        .ok_or("must be a model or a family and a file, as in llama-3=tokenizer.json")?;
    Ok((name.to_string_lossy().into_owned(), PathBuf::from(file)))
}

/// The tokenizer family of that name, or of that model on a card.
pub(super) fn family(name: &str, card: &Card) -> Result<Family, Error> {
    let of_model = || find::lookup(card, name).map(|found| found.model);
    let shown = printable(name);
    match (Family::parse(name), of_model()) {
        (Some(family), _) if family != Family::Unknown => Ok(family),
        (_, Some(model)) => Family::parse(&model.tokenizer)
            .filter(|family| *family != Family::Unknown)
            .ok_or_else(|| {
                Error::input(format!(
                    "the rate card does not say which tokenizer {} has; give it one on the card, such \
                     as `tokenizer = \"own\"`",
                    model.name
                ))
            }),
        _ => Err(Error::input(match nearest(name, Family::ALL.iter().map(|it| it.name())) {
            Some(near) => format!(
                "--tokenizer {shown} names no model and no tokenizer family; did you mean {near}?"
            ),
            None => {
                format!("--tokenizer {shown} names no model and no tokenizer family: use {Names}")
            }
        })),
    }
}

/// What stands before and after the first sign of a text, of which the second part may be the name
/// of a file that is no UTF-8.
#[cfg(unix)]
fn split_once(text: &OsStr, sign: u8) -> Option<(&OsStr, &OsStr)> {
    use std::os::unix::ffi::OsStrExt;

    let bytes = text.as_bytes();
    let at = bytes.iter().position(|byte| *byte == sign)?;
    Some((OsStr::from_bytes(&bytes[..at]), OsStr::from_bytes(&bytes[at + 1..])))
}

#[cfg(not(unix))]
fn split_once(text: &OsStr, sign: u8) -> Option<(&OsStr, &OsStr)> {
    let (name, file) = text.to_str()?.split_once(char::from(sign))?;
    Some((OsStr::new(name), OsStr::new(file)))
}

/// A model as it is called and a count, as in `nova-pro=5210`.
pub(super) fn calibrate(text: &str) -> Result<(String, Tokens), String> {
    let (model, count) = text
        .rsplit_once('=')
        .filter(|(model, _)| !model.trim().is_empty())
        .ok_or("must be a model and its count, as in nova-pro=5210")?;
    match tokens(count) {
        Ok(Tokens::ZERO) => Err("must have a count of at least 1".to_owned()),
        Ok(tokens) => Ok((model.to_owned(), tokens)),
        Err(fault) => Err(format!("has a count that {fault}")),
    }
}

/// A day such as `2026-11-22`.
pub(super) fn day(text: &str) -> Result<Date, &'static str> {
    Date::parse(text).ok_or("must be a day such as 2026-11-22")
}

/// A name on one line.
pub(super) fn name(text: &str) -> Result<String, &'static str> {
    if text.trim().is_empty() {
        Err("must not be empty")
    } else if first_hidden(text).is_some() {
        Err("holds hidden characters; remove them")
    } else {
        Ok(text.to_owned())
    }
}

/// A quota in tokens a minute.
pub(super) fn quota(text: &str) -> Result<Tokens, String> {
    Unit::Count(1, MAX_QUOTA, "tokens").read(text).map(Tokens::new)
}

/// An amount in USD, such as `25k`.
pub(super) fn usd(text: &str) -> Result<Usd, String> {
    match Usd::parse(text) {
        Ok(usd) if usd > MAX_USD => {
            Err(format!("must be at most {}", MAX_USD.dollars().with_places(0)))
        }
        Ok(usd) => Ok(usd),
        Err(fault) => Err(fault.to_string()),
    }
}

/// A field with its low and its high: `output=300..600`.
pub(super) fn range(text: &str) -> Result<(Control, (u64, u64)), String> {
    let (name, ends) = text
        .split_once('=')
        .ok_or("must be a field with its low and high, as in output=300..600")?;
    let control = Control::ranged(name.trim()).ok_or_else(|| {
        let names = Control::range_names();
        match nearest(name, names.iter().copied()) {
            Some(near) => format!("is no field that may have a range; did you mean {near}?"),
            None => format!("is no field that may have a range: use {}", names.join(", ")),
        }
    })?;
    match control.range_typed(ends, |end| control.field().read(end)) {
        Some(Ok(TypedRange { value: None, ends: Some(ends) })) => Ok((control, ends)),
        Some(Err(fault)) => Err(fault),
        _ => Err("must be a field with its low and high, as in output=300..600".to_owned()),
    }
}

/// For how much of the work amounts are.
pub(super) fn basis(text: &str) -> Result<Basis, String> {
    Basis::named(text).ok_or_else(|| {
        let names: Vec<&str> = BASES.iter().map(|spec| spec.name).collect();
        format!("must be one of {}", names.join(", "))
    })
}

/// Months.
pub(super) fn months(text: &str) -> Result<u32, String> {
    Unit::Months.read(text).map(|months| months as u32)
}

/// A part of a mix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MixPart {
    /// What the model is called.
    pub(super) model: String,
    /// Its share of requests.
    pub(super) share: Share,
    /// Its mean answer and its cap, where they are its own.
    pub(super) answer: Option<Tokens>,
    pub(super) cap: Option<Tokens>,
}

/// A model with its share, as in `nova-lite=70%`, and after it what is its own: `,output=300` and
/// `,cap=512`.
pub(super) fn mix_part(text: &str) -> Result<MixPart, String> {
    let (model, share) = text
        .split_once('=')
        .filter(|(model, _)| !model.trim().is_empty())
        .ok_or("must be a model and its share, as in nova-lite=70%")?;
    let mut own = share.split(',');
    let share = Share::parse(own.next().unwrap_or_default())
        .map_err(|fault| format!("has a share that {fault}"))?;
    let (mut answer, mut cap) = (None, None);
    for part in own {
        let read = |text: &str| tokens(text).map_err(|fault| format!("has a number that {fault}"));
        match part.split_once('=') {
            Some(("output", text)) => answer = Some(read(text)?),
            Some(("cap", text)) => cap = Some(read(text)?.max(Tokens::new(1))),
            _ => {
                return Err("may add only output and cap, as in nova-lite=70%,output=300,cap=512"
                    .to_owned());
            }
        }
    }
    Ok(MixPart { model: model.to_owned(), share, answer, cap })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_mix() {
        let part = mix_part("Llama (small, ~8B)=70%,output=300,cap=1k").unwrap();
        assert_eq!(part.model, "Llama (small, ~8B)");
        assert_eq!(part.share, Share::from_ppm(700_000));
        assert_eq!(part.answer, Some(Tokens::new(300)));
        assert_eq!(part.cap, Some(Tokens::new(1_000)));
        for text in ["", "a", "=1", "a=2", "a=0.5,b=3", "a=0.5,cap=x", "a=0.5,"] {
            assert!(mix_part(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn days_and_names() {
        assert_eq!(day("2026-11-22"), Ok(Date::new(2026, 11, 22).unwrap()));
        assert!(day("22.11.2026").is_err());
        assert_eq!(name("My card").as_deref(), Ok("My card"));
        assert!(name(" ").is_err() && name("a\u{1b}").is_err());
    }
}
