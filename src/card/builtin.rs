//! The cards that ship inside the program. Reading a long card's TOML takes longer than all else that is
//! done before the first frame, so the program holds them as read.

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

    /// The card as read from its TOML before the program was built: what `examples/pack_cards.rs` makes.
    const fn packed(self) -> &'static [u8] {
        match self {
            Self::List => include_bytes!("packed/bedrock-list.bin"),
            Self::Representative => include_bytes!("packed/bedrock-2026-representative.bin"),
        }
    }

    /// Reads the card, without its TOML where the program knows what that says.
    ///
    /// # Errors
    /// None in a released program: tests read every card.
    pub fn parse(self) -> Result<Card, Faults> {
        postcard::from_bytes(self.packed()).or_else(|_| self.parse_text())
    }

    /// Reads the card's TOML.
    ///
    /// # Errors
    /// None in a released program: tests read every card.
    pub fn parse_text(self) -> Result<Card, Faults> {
        Card::parse(self.text(), &format!("rates/{}.toml", self.name()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_cards_say_what_their_toml_says() {
        for builtin in Builtin::ALL {
            let packed: Card = postcard::from_bytes(builtin.packed()).unwrap_or_else(|fault| {
                panic!("{}: {fault}; run: cargo run --example pack_cards", builtin.name())
            });
            let read = builtin.parse_text().unwrap_or_else(|faults| panic!("{faults}"));
            assert!(packed == read, "{}: run: cargo run --example pack_cards", builtin.name());
        }
    }
}
