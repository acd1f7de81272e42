//! `tokenfare rates`.

use crate::{TIERED, refused, said};

#[test]
fn every_model_of_a_card_is_shown() {
    assert!(said(&["rates", "show", "bedrock-list", "--format", "csv"]).lines().count() > 90);
}

#[test]
fn what_is_not_there_is_told() {
    let said = refused(&["rates", "diff", TIERED, "no-such-card"]);
    assert!(said.starts_with("there is no rate card `no-such-card`"), "{said}");
}
