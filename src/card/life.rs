//! Whether a model is there to be chosen: what it is for, and until when it can be called.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Card, Date, Model};

/// The days before its end in which a model is marked and no longer recommended, as AWS advises.
pub const ENDING_SOON_DAYS: i64 = 90;

/// Models that are named where they are left out; more are counted.
const MOST_NAMED: usize = 8;

/// What a model is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub enum ModelKind {
    /// Writing text.
    #[default]
    Text,
    /// Hearing or speaking.
    Speech,
    /// Telling whether a text is safe.
    Safety,
    /// Turning text into vectors.
    Embedding,
    /// Ordering texts by how well they answer.
    Rerank,
}

impl ModelKind {
    /// Every kind, the usual one first.
    pub const ALL: [Self; 5] =
        [Self::Text, Self::Speech, Self::Safety, Self::Embedding, Self::Rerank];

    /// Its word on a card and on screen.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Speech => "speech",
            Self::Safety => "safety",
            Self::Embedding => "embedding",
            Self::Rerank => "rerank",
        }
    }
}

/// What a list of models says of the time of one; the days of its end are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Status {
    /// It was on the list, with no end announced.
    Active,
    /// Its end is announced, or new users cannot have it.
    Legacy,
    /// Only those have it who were given access.
    Limited,
}

impl Status {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Active, Self::Legacy, Self::Limited];

    /// Its word on a card and on screen.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Legacy => "legacy",
            Self::Limited => "limited",
        }
    }
}

/// Until when a model can be called, seen from a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    /// No end is known; one may be announced any day.
    Open,
    /// It ends.
    Ends {
        /// The last day.
        on: Date,
        /// Days until then, zero or more.
        days: i64,
    },
    /// It has ended: calls to it fail.
    Ended {
        /// The last day.
        on: Date,
    },
}

impl Life {
    /// The day to be marked beside a name: that of an end that is past or near.
    pub fn marked(self) -> Option<Date> {
        match self {
            Self::Ends { on, days } if days <= ENDING_SOON_DAYS => Some(on),
            Self::Ended { on } => Some(on),
            Self::Ends { .. } | Self::Open => None,
        }
    }

    /// What stands beside a name: `†26 Nov`; none where no end is past or near.
    pub fn mark(self) -> Option<String> {
        Some(format!("{}{}", self.sign()?, self.marked()?.day_month()))
    }

    /// The sign beside a name, which needs no colour: a dagger before the end, two after it.
    pub fn sign(self) -> Option<char> {
        let sign = if matches!(self, Self::Ended { .. }) { '‡' } else { '†' };
        self.marked().map(|_| sign)
    }
}

impl fmt::Display for Life {
    /// `ends 2026-11-26`, `ended 2026-09-14`, `no end known`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open => f.write_str("no end known"),
            Self::Ends { on, .. } => write!(f, "ends {on}"),
            Self::Ended { on } => write!(f, "ended {on}"),
        }
    }
}

impl Model {
    /// Until when it can be called.
    pub fn life(&self, today: Date) -> Life {
        match self.end_of_life {
            None => Life::Open,
            Some(on) => match today.days_until(on) {
                days @ 0.. => Life::Ends { on, days },
                _ => Life::Ended { on },
            },
        }
    }

    /// Whether it belongs among the models to choose from: for text, open to all, and not ended.
    pub fn is_listed(&self, today: Date) -> bool {
        self.kind == ModelKind::Text
            && self.status != Some(Status::Limited)
            && !matches!(self.life(today), Life::Ended { .. })
    }

    /// Whether it may be recommended: it is listed, and no end of it is near.
    pub fn is_lasting(&self, today: Date) -> bool {
        self.is_listed(today) && self.life(today).marked().is_none()
    }
}

impl Card {
    /// What a user of a model must know of its end or of what it is for, in a sentence; none where
    /// that is nothing.
    pub fn caution(&self, model: &Model, today: Date) -> Option<String> {
        let (name, life) = (&model.name, model.life(today));
        let said = match life {
            Life::Ended { .. } => format!("{name} {life}: calls to it fail"),
            Life::Ends { days: 0, .. } => format!("{name} {life}, today"),
            Life::Ends { days, .. } if life.marked().is_some() => {
                let unit = if days == 1 { "day" } else { "days" };
                format!("{name} {life}, in {days} {unit}")
            }
            _ if model.kind != ModelKind::Text => {
                let kind = model.kind.word();
                let article = if kind.starts_with('e') { "an" } else { "a" };
                return Some(format!("{name} is {article} {kind} model."));
            }
            _ if model.status == Some(Status::Limited) => {
                return Some(format!("{name} is of limited access."));
            }
            _ => return None,
        };
        let next = self.successor(model, today);
        let next = next.map(|next| format!("; its successor is {next}")).unwrap_or_default();
        Some(format!("{said}{next}."))
    }

    /// Which models of the card are not among those to choose from, or how many where they are too many
    /// to name, in a sentence without its end; none where all are.
    pub fn left_out(&self, today: Date) -> Option<String> {
        let out = self.models.iter().filter(|model| !model.is_listed(today));
        let out: Vec<&str> = out.map(|model| model.name.as_str()).collect();
        let named = match out.len() {
            0 => return None,
            1..=MOST_NAMED => out.join(", "),
            many => format!("{many} models"),
        };
        Some(format!("Left out, as ended, of limited access or not for text: {named}"))
    }

    /// The name of what comes after a model, where the card says so; never a model that has ended.
    pub fn successor<'c>(&'c self, model: &'c Model, today: Date) -> Option<&'c str> {
        let named = model.successor.as_deref()?;
        match self.model(named) {
            None => Some(named),
            Some(next) => next.is_listed(today).then_some(next.name.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card() -> Card {
        let text = "schema = 1\nname = 'X'\nas_of = 2026-11-22\nsource = 'test'\n\
            [[model]]\nid = 'old'\nname = 'Old'\nprovider = 'P'\nunpriced = true\n\
            end_of_life = 2026-11-26\nsuccessor = 'new'\n\
            [[model]]\nid = 'new'\nname = 'New'\nprovider = 'P'\nunpriced = true\n\
            [[model]]\nid = 'ear'\nname = 'Ear'\nprovider = 'P'\nunpriced = true\n\
            kind = 'speech'\n\
            [[model]]\nid = 'few'\nname = 'Few'\nprovider = 'P'\nunpriced = true\n\
            status = 'limited'\n";
        Card::parse(text, "x.toml").unwrap()
    }

    #[test]
    fn the_last_day_still_counts() {
        let (card, day) = (card(), |day| Date::new(2026, 11, day).unwrap());
        let old = &card.models[0];
        assert_eq!(old.life(day(26)), Life::Ends { on: day(26), days: 0 });
        assert!(old.is_listed(day(26)) && !old.is_lasting(day(26)));
        assert_eq!(old.life(day(27)), Life::Ended { on: day(26) });
        assert!(!old.is_listed(day(27)));
        assert_eq!(card.models[1].life(day(27)).to_string(), "no end known");
    }

    #[test]
    fn ninety_days_are_near() {
        let card = card();
        let (far, near) = (Date::new(2026, 8, 27).unwrap(), Date::new(2026, 8, 28).unwrap());
        let old = &card.models[0];
        assert_eq!(far.days_until(old.end_of_life.unwrap()), ENDING_SOON_DAYS + 1);
        assert!(old.is_lasting(far) && !old.is_lasting(near));
        assert_eq!((old.life(far).sign(), old.life(near).sign()), (None, Some('†')));
    }

    #[test]
    fn cautions_name_the_day_and_what_comes_after() {
        let (card, day) = (card(), |day| Date::new(2026, 11, day).unwrap());
        let said = |at: usize, today| card.caution(&card.models[at], day(today));
        assert_eq!(
            said(0, 25).as_deref(),
            Some("Old ends 2026-11-26, in 1 day; its successor is New.")
        );
        let ended = "Old ended 2026-11-26: calls to it fail; its successor is New.";
        assert_eq!(said(0, 28).as_deref(), Some(ended));
        assert_eq!(said(1, 28), None);
        assert_eq!(said(2, 28).as_deref(), Some("Ear is a speech model."));
        assert!(!card.models[2].is_listed(day(25)));
        assert_eq!(said(3, 28).as_deref(), Some("Few is of limited access."));
        assert!(!card.models[3].is_listed(day(25)) && !card.models[3].is_lasting(day(25)));
        let left_out = "Left out, as ended, of limited access or not for text: Old, Ear, Few";
        assert_eq!(card.left_out(day(28)).as_deref(), Some(left_out));
    }
}
