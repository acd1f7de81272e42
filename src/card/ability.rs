//! What a model takes and does beside text, as far as a card says.

use serde::{Deserialize, Serialize};

/// Something that a model may take or do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ability {
    /// Takes images.
    Image,
    /// Takes PDF files as they are.
    Pdf,
    /// Takes sound.
    Audio,
    /// Takes video.
    Video,
    /// Calls tools.
    Tools,
    /// Answers in a form that is given as a schema.
    Structured,
}

impl Ability {
    /// Every ability, in the order in which cards list them.
    pub const ALL: [Self; 6] =
        [Self::Image, Self::Pdf, Self::Audio, Self::Video, Self::Tools, Self::Structured];

    /// Its word on a card.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Pdf => "pdf",
            Self::Audio => "audio",
            Self::Video => "video",
            Self::Tools => "tools",
            Self::Structured => "structured",
        }
    }
}

/// What a card says of each ability of a model: that it has it, that it has not, or nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Abilities([Option<bool>; Ability::ALL.len()]);

impl Abilities {
    /// What is said of an ability; none where it is not known.
    pub const fn get(self, ability: Ability) -> Option<bool> {
        self.0[ability as usize]
    }

    /// Says of an ability whether there is it.
    pub(crate) const fn set(&mut self, ability: Ability, has: bool) {
        self.0[ability as usize] = Some(has);
    }

    /// What two models have between them: what both have, and not what one lacks.
    pub fn and(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| match (self.0[at], other.0[at]) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        }))
    }

    /// Those of which a card says so.
    pub fn said(self, has: bool) -> impl Iterator<Item = Ability> {
        Ability::ALL.into_iter().filter(move |ability| self.get(*ability) == Some(has))
    }
}

/// Whether a model thinks before it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Thinking {
    /// It cannot.
    Never,
    /// Only if it is asked to.
    Off,
    /// Unless it is told not to.
    On,
    /// It cannot be told not to.
    Always,
}

impl Thinking {
    /// Every one, from the least thinking to the most.
    pub const ALL: [Self; 4] = [Self::Never, Self::Off, Self::On, Self::Always];

    /// Its word on a card.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Off => "off",
            Self::On => "on",
            Self::Always => "always",
        }
    }

    /// What it means, in a few words.
    pub const fn said(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Off => "off unless asked for",
            Self::On => "on unless told not to",
            Self::Always => "always, it cannot be switched off",
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::card::{Ability, Card, Thinking};

    #[test]
    fn what_is_left_out_is_not_known() {
        let model = |keys: &str| {
            let text = format!(
                "schema = 1\nname = 'X'\nas_of = 2026-11-22\nsource = 'test'\n[[model]]\n\
                 id = 'm'\nname = 'M'\nprovider = 'P'\nunpriced = true\n{keys}"
            );
            Card::parse(&text, "x.toml").map(|card| card.models[0].clone())
        };
        let plain = model("").unwrap();
        assert!(Ability::ALL.into_iter().all(|ability| plain.abilities.get(ability).is_none()));
        assert_eq!(plain.thinks, None);

        let said = model("can = ['tools']\ncannot = ['audio']\nthinks = 'off'").unwrap();
        let of = |ability| said.abilities.get(ability);
        let told = [Ability::Tools, Ability::Audio, Ability::Pdf].map(of);
        assert_eq!(told, [Some(true), Some(false), None]);
        assert_eq!(said.thinks, Some(Thinking::Off));

        for (keys, fault) in [
            ("can = ['sing']", "must be one of \"image\", \"pdf\", \"audio\""),
            ("can = ['pdf']\ncannot = ['pdf']", "is among those of `can` already"),
            ("thinks = 'hard'", "must be one of \"never\", \"off\", \"on\", \"always\""),
            ("status = 'old'", "must be one of \"active\", \"legacy\", \"limited\""),
        ] {
            let told = model(keys).unwrap_err().to_string();
            assert!(told.contains(fault), "{keys}: {told}");
        }
    }
}
