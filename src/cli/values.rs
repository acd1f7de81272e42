//! Values of flags, read as people type them. The faults go on after the flag and its value:
//! `--requests -5` *must not be negative*.

use std::path::PathBuf;

use crate::card::Date;
use crate::config::Names;
use crate::document::{first_hidden, nearest};
use crate::money::{CountFault, Share, ShareFault, Tokens, Usd, parse_count};
use crate::tokens::{Family, TextKind};
use crate::workload::{
    MAX_MONTHS, MAX_QUOTA, MAX_REQUESTS, MAX_SECTION_TOKENS, MAX_TOOLS, MAX_TURNS, MAX_USD,
};

/// Model calls a month.
pub(super) fn requests(text: &str) -> Result<u64, CountFault> {
    parse_count(text, MAX_REQUESTS)
}

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

/// A tokenizer family and a file, as in `llama-3=tokenizer.json`.
pub(super) fn tokenizer(text: &str) -> Result<(Family, PathBuf), String> {
    let (name, file) = text
        .split_once('=')
        .filter(|(_, file)| !file.is_empty())
        .ok_or("must be a family and a file, as in llama-3=tokenizer.json")?;
    let family = Family::parse(name).filter(|family| *family != Family::Unknown);
    let family = family.ok_or_else(|| {
        match nearest(name, Family::ALL.iter().map(|family| family.name())) {
            Some(near) => format!("names no tokenizer family; did you mean {near}?"),
            None => format!("names no tokenizer family: use {Names}"),
        }
    })?;
    Ok((family, PathBuf::from(file)))
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

/// A cap on output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cap {
    /// No cap: the model's own limit holds.
    None,
    /// At most so many tokens, one or more.
    At(Tokens),
}

/// `1024` or `none`.
pub(super) fn cap(text: &str) -> Result<Cap, String> {
    if text == "none" {
        return Ok(Cap::None);
    }
    match tokens(text).map_err(|fault| fault.to_string())? {
        Tokens::ZERO => Err("must be at least 1 (write none for no cap)".to_owned()),
        tokens => Ok(Cap::At(tokens)),
    }
}

/// Turns of a conversation.
pub(super) fn turns(text: &str) -> Result<u32, String> {
    within(text, MAX_TURNS)
}

/// A quota in tokens a minute.
pub(super) fn quota(text: &str) -> Result<Tokens, String> {
    match parse_count(text, MAX_QUOTA) {
        Ok(0) => Err("must be at least 1".to_owned()),
        Ok(quota) => Ok(Tokens::new(quota)),
        Err(fault) => Err(fault.to_string()),
    }
}

/// An amount in USD, such as `25k`.
pub(super) fn usd(text: &str) -> Result<Usd, String> {
    match Usd::parse(text) {
        Ok(usd) if usd > MAX_USD => Err(format!("must be at most {}", MAX_USD.with_places(0))),
        Ok(usd) => Ok(usd),
        Err(fault) => Err(fault.to_string()),
    }
}

/// Months.
pub(super) fn months(text: &str) -> Result<u32, String> {
    within(text, MAX_MONTHS)
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

/// Tools offered with a request.
pub(super) fn tools(text: &str) -> Result<u32, CountFault> {
    parse_count(text, u64::from(MAX_TOOLS)).map(|tools| tools as u32)
}

/// Hours of a day.
pub(super) fn hours(text: &str) -> Result<u8, String> {
    within(text, 24)
}

/// Days of a month.
pub(super) fn days(text: &str) -> Result<u8, String> {
    within(text, 30)
}

fn within<T: Copy + Into<u64> + TryFrom<u64>>(text: &str, most: T) -> Result<T, String> {
    let range = || format!("must be from 1 to {}", most.into());
    match parse_count(text, most.into()) {
        Ok(0) | Err(CountFault::Negative | CountFault::TooLarge(_)) => Err(range()),
        Ok(count) => T::try_from(count).map_err(|_| range()),
        Err(fault) => Err(fault.to_string()),
    }
}

/// A hit rate: none is what the traffic gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct HitRate(pub(super) Option<Share>);

/// `0.9`, `90%` or `auto`.
pub(super) fn hit_rate(text: &str) -> Result<HitRate, ShareFault> {
    match text {
        "auto" => Ok(HitRate(None)),
        _ => Share::parse(text).map(|share| HitRate(Some(share))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_start_at_one() {
        assert_eq!(hours("24"), Ok(24));
        for text in ["0", "25", "-1", "1e30"] {
            assert_eq!(hours(text), Err("must be from 1 to 24".to_owned()), "{text}");
        }
        assert!(turns("2.5").unwrap_err().contains("whole number"));
    }

    #[test]
    fn a_cap_of_nothing_is_not_no_cap() {
        assert_eq!(cap("none"), Ok(Cap::None));
        assert_eq!(cap("1k"), Ok(Cap::At(Tokens::new(1_000))));
        assert!(cap("0").unwrap_err().contains("write none"));
    }

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

    #[test]
    fn hit_rates() {
        assert_eq!(hit_rate("auto"), Ok(HitRate(None)));
        assert_eq!(hit_rate("90%"), Ok(HitRate(Some(Share::from_ppm(900_000)))));
        assert_eq!(hit_rate("1.2"), Err(ShareFault::OutOfRange));
    }
}
