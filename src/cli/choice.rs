//! Which requests are meant and what they are told apart by, as typed.

use clap::Args;
use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};

use super::error::{Error, Result};
use crate::card::Date;
use crate::usage::{DIMENSIONS, Facet, Moment, Only};

/// How many dimensions can be asked for together.
const MOST: usize = 2;
/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// The requests that are meant.
#[derive(Debug, Default, Args)]
pub(super) struct OnlyArgs {
    /// Only requests of which KEY is VALUE, which may hold *, as in caller=*/checkout/* or metadata:team=web;
    /// can be given more than once
    #[arg(long, value_name = "KEY=VALUE", value_parser = clause)]
    only: Vec<(Facet, String)>,
    /// Only requests from a day or a moment on, in UTC
    #[arg(long, value_name = "DAY|MOMENT", value_parser = since)]
    since: Option<Moment>,
    /// Only requests up to the end of a day, or before a moment, in UTC
    #[arg(long, value_name = "DAY|MOMENT", value_parser = until)]
    until: Option<Moment>,
}

impl OnlyArgs {
    /// Whether anything is asked.
    pub(super) fn is_given(&self) -> bool {
        !self.only.is_empty() || self.since.is_some() || self.until.is_some()
    }

    /// The requests that are meant.
    ///
    /// # Errors
    /// Where the time that is asked for is empty.
    pub(super) fn of(&self) -> Result<Only> {
        if let (Some(since), Some(until)) = (self.since, self.until)
            && until <= since
        {
            return Err(Error::input(format!(
                "no time is since {since} and before {until}: give --until a later one"
            )));
        }
        Ok(Only::new(self.only.iter().cloned(), self.since, self.until))
    }
}

/// The facets, if they can be asked for together.
pub(super) fn facets(by: &[Facet]) -> Result<Vec<Facet>> {
    if by.len() > MOST {
        return Err(Error::input("--by takes two at most"));
    }
    match by {
        [one, other] if one == other => {
            Err(Error::input(format!("--by {} is given twice", one.name())))
        }
        by => Ok(by.to_vec()),
    }
}

/// Reads what requests are told apart by, which shells can complete.
#[derive(Debug, Clone)]
pub(super) struct FacetParser;

impl TypedValueParser for FacetParser {
    type Value = Facet;

    fn parse_ref(
        &self,
        cmd: &clap::Command,
        arg: Option<&clap::Arg>,
        value: &std::ffi::OsStr,
    ) -> std::result::Result<Facet, clap::Error> {
        StringValueParser::new().try_map(|name| facet(&name)).parse_ref(cmd, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let all = DIMENSIONS.iter();
        Some(Box::new(all.map(|it| PossibleValue::new(it.name).help(it.about))))
    }
}

fn facet(name: &str) -> std::result::Result<Facet, String> {
    Facet::named(name).ok_or_else(|| {
        let names: Vec<&str> = DIMENSIONS
            .iter()
            .map(|it| if it.name == "metadata" { "metadata:KEY" } else { it.name })
            .collect();
        format!("must be one of {}", names.join(", "))
    })
}

fn clause(text: &str) -> std::result::Result<(Facet, String), String> {
    let (name, value) = text.split_once('=').ok_or("must be KEY=VALUE, as in caller=*/app/*")?;
    Ok((facet(name)?, value.to_owned()))
}

fn since(text: &str) -> std::result::Result<Moment, String> {
    moment(text, 0)
}

fn until(text: &str) -> std::result::Result<Moment, String> {
    // The whole day is meant.
    moment(text, DAY)
}

/// A moment, or so much after the beginning of a day.
fn moment(text: &str, of_day: i64) -> std::result::Result<Moment, String> {
    let day = Date::parse(text).map(|day| day.unix_days() * DAY + of_day);
    let moment = day.and_then(Moment::from_millis).or_else(|| Moment::parse(text.as_bytes()));
    moment.ok_or_else(|| {
        "must be a day, as in 2026-10-01, or a moment, as in 2026-10-01T08:00:00Z".to_owned()
    })
}
