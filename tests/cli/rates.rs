//! `tokenfare rates`.

use crate::said;

#[test]
fn every_model_of_a_card_is_shown() {
    assert!(said(&["rates", "show", "bedrock-list", "--format", "csv"]).lines().count() > 90);
}
