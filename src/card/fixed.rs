//! Rate cards that stay as they are, for tests: a change of the prices that ship must not change what
//! a screen is held against.

use std::sync::Arc;

use super::Card;

/// 94 models, with the rates of 2026-11-22.
pub(crate) fn list() -> Arc<Card> {
    parse(include_str!("../../tests/fixtures/cards/list.toml"), "list.toml")
}

/// The 14 representative models of that day.
pub(crate) fn representative() -> Arc<Card> {
    parse(include_str!("../../tests/fixtures/cards/representative.toml"), "representative.toml")
}

/// 22 models of that list, with what they can and from where they can be called.
pub(crate) fn europe() -> Arc<Card> {
    parse(include_str!("../../tests/fixtures/cards/europe.toml"), "europe.toml")
}

fn parse(text: &str, file: &str) -> Arc<Card> {
    Arc::new(Card::parse(text, file).unwrap())
}
