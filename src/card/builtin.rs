//! The cards that ship inside the program.

use super::Card;
use crate::document::Faults;

/// A card inside the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Builtin {
    /// The models offered on Bedrock and their list prices.
    List,
    /// Fourteen representative models of 2026.
    Representative,
}

impl Builtin {
    /// Every card, the one used by default first.
    pub const ALL: [Self; 2] = [Self::List, Self::Representative];

    /// The card of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|card| card.name() == name)
    }

    /// The name by which the card is chosen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::List => "bedrock-list",
            Self::Representative => "bedrock-2026-representative",
        }
    }

    /// The card's TOML, as in the file of its name in `rates/`.
    pub const fn text(self) -> &'static str {
        match self {
            Self::List => include_str!("../../rates/bedrock-list.toml"),
            Self::Representative => include_str!("../../rates/bedrock-2026-representative.toml"),
        }
    }

    /// Reads the card.
    ///
    /// # Errors
    /// None in a released program: tests read every card.
    pub fn parse(self) -> Result<Card, Faults> {
        Card::parse(self.text(), &format!("rates/{}.toml", self.name()))
    }
}
