//! The table of controls: their order, headings, words and flags.

use super::{CREDIT_CONTROLS, Control, QUOTA_CONTROL, route_control};
use crate::workload::Section;

/// The headings that controls stand under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Group {
    /// How much.
    Traffic,
    /// How long answers are.
    Answers,
    /// What lowers the price.
    Discounts,
}

impl Group {
    /// Its word on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Traffic => "Traffic",
            Self::Answers => "Answers",
            Self::Discounts => "Discounts",
        }
    }
}

/// One row of the table of controls.
#[derive(Debug, Clone, Copy)]
pub struct ControlSpec {
    /// Which control.
    pub control: Control,
    /// Its heading.
    pub group: Group,
    /// Its words on screen.
    pub label: &'static str,
    /// The command-line flag that sets the same.
    pub flag: &'static str,
    /// What it means.
    pub help: &'static str,
}

const fn spec(
    control: Control,
    group: Group,
    label: &'static str,
    flag: &'static str,
    help: &'static str,
) -> ControlSpec {
    ControlSpec { control, group, label, flag, help }
}

/// The controls from top to bottom.
pub const CONTROLS: &[ControlSpec] = &[
    spec(
        Control::Requests,
        Group::Traffic,
        "Requests / month",
        "requests",
        "model calls a month of 730 hours",
    ),
    spec(
        Control::Tokens,
        Group::Traffic,
        "Tokens / request",
        "input",
        "input and answer of one request; the share stays",
    ),
    spec(
        Control::InputShare,
        Group::Traffic,
        "Input share",
        "output",
        "input in tokens / request; with prompt text it moves the answer",
    ),
    spec(
        Control::Turns,
        Group::Traffic,
        "Turns / chat",
        "turns",
        "turns of a conversation; each is a request that sends all before it again",
    ),
    spec(
        Control::Tools,
        Group::Traffic,
        "Tools",
        "tools",
        "tools offered with each request; some models add hundreds of tokens for them",
    ),
    spec(
        Control::AnswerLength,
        Group::Answers,
        "Mean length",
        "output",
        "mean answer in tokens before any cap",
    ),
    spec(
        Control::Spread,
        Group::Answers,
        "Spread p95/p50",
        "spread",
        "95th percentile over median of the lengths: 1 is every answer alike; nothing beside lengths \
         from a log",
    ),
    spec(
        Control::Cap,
        Group::Answers,
        "Max output cap",
        "cap",
        "max output tokens: longer answers are cut off",
    ),
    spec(
        Control::Caching,
        Group::Discounts,
        "Prompt caching",
        "caching",
        "cache the marked parts of the prompt",
    ),
    spec(
        Control::HitRate,
        Group::Discounts,
        "Cache hit rate",
        "hit-rate",
        "requests that find the prefix cached; auto derives it from traffic and TTL",
    ),
    spec(
        Control::History,
        Group::Discounts,
        "Cache history",
        "cache-history",
        "each turn caches the conversation so far",
    ),
    spec(
        Control::ActiveHours,
        Group::Discounts,
        "Active hours",
        "active-hours",
        "hours a day with requests; the cache is cold at the start of them",
    ),
    spec(
        Control::ActiveDays,
        Group::Discounts,
        "Active days",
        "active-days",
        "days a month with requests",
    ),
    spec(
        Control::Batch,
        Group::Discounts,
        "Batch",
        "batch",
        "send a share through Batch, without caching",
    ),
    spec(
        Control::BatchShare,
        Group::Discounts,
        "Batch share",
        "batch",
        "the share of requests that can wait",
    ),
    spec(
        Control::Regional,
        Group::Discounts,
        "Regional price",
        "regional",
        "the price inside one region, where it differs",
    ),
];

/// Rows that all controls take under their headings in one column.
pub fn rows_with_headings() -> u16 {
    let groups = 3;
    // A heading over each group and a blank line between groups.
    CONTROLS.len() as u16 + groups + (groups - 1)
}

impl Control {
    /// Its row in the tables; none for the sizes of prompt sections and the routes of a mix.
    pub fn spec(self) -> Option<&'static ControlSpec> {
        let tables = CONTROLS.iter().chain(CREDIT_CONTROLS);
        tables.chain([&QUOTA_CONTROL]).find(|spec| spec.control == self)
    }

    /// What its number counts, to follow it in a sentence: `50,000 requests a month`.
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Requests => "requests a month",
            Self::Turns => "turns",
            Self::Tokens => "tokens a request",
            Self::InputShare => "input",
            Self::Tools => "tools",
            Self::AnswerLength => "output tokens",
            Self::Spread => "spread",
            Self::Cap => "max output tokens",
            Self::HitRate => "cache hits",
            Self::ActiveHours => "active hours a day",
            Self::ActiveDays => "active days a month",
            Self::BatchShare => "through Batch",
            Self::Size(Section::System) => "system tokens",
            Self::Size(Section::Context) => "context tokens",
            Self::Size(Section::User) => "user tokens",
            Self::Pool => "of credits",
            Self::OtherSpend => "of other spend a month",
            Self::Growth => "a month",
            Self::Expiry => "until credits are void",
            Self::Quota => "tokens a minute",
            Self::Route(_) => "of requests",
            Self::Caching | Self::History | Self::Batch | Self::Regional => "",
        }
    }

    /// Its words on screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Size(section) => section.label(),
            Self::Route(route) => route_control(route).label,
            _ => self.spec().map_or("", |spec| spec.label),
        }
    }
}
