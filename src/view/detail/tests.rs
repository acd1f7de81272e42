//! Whole screens with each view open.

use crate::view::tests::{after, newcomer, screen};

/// The screen of a meeting, held against a pin.
#[test]
fn the_screen_of_a_meeting() {
    at_every_size("meeting", "pMonday<Enter>75k<Enter>P");
    let state = after(newcomer(60, 16), "P");
    insta::assert_snapshot!("meeting_60x16", screen(&state));
}

/// Snapshots a view at the three sizes that people have.
fn at_every_size(name: &str, keys: &str) {
    for (width, height) in [(80, 24), (120, 36), (200, 60)] {
        let state = after(newcomer(width, height), keys);
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), screen(&state));
    }
}

#[test]
fn pins_side_by_side() {
    at_every_size("pins", "pMonday<Enter><Left><Left>p<Enter>c<Tab>8");
}

#[test]
fn before_anything_is_pinned() {
    let state = after(newcomer(80, 24), "<Tab>8");
    insta::assert_snapshot!("no_pins_80x24", screen(&state));
}

#[test]
fn naming_a_pin() {
    let state = after(newcomer(80, 24), "pMon");
    insta::assert_snapshot!("pin_name_80x24", screen(&state));
}
