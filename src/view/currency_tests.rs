//! Amounts in another currency, and for other parts of the work, on whole screens.

use super::tests::{after, newcomer, screen};
use crate::app::State;
use crate::money::Currency;

/// The explorer as a newcomer sees it, with euros.
fn in_euros(width: u16, height: u16) -> State {
    let mut state = newcomer(width, height);
    state.show_in(Currency::parse("EUR=0.93@2026-11-24").unwrap());
    state
}

#[test]
fn every_screen_shows_euros_and_at_which_rate() {
    for (width, height) in [(60, 16), (80, 24), (120, 36), (200, 60)] {
        for keys in [
            "",
            "P",
            "pMonday<Enter>c<Tab><A-8>",
            "<Tab><Tab><A-2>",
            "<Tab><Tab><A-5>",
            "<Tab><Tab><A-7>",
        ] {
            let state = after(in_euros(width, height), keys);
            let shown = screen(&state);
            let remark = if width < 100 {
                "€ at 0.93, 2026-11-24"
            } else {
                "EUR at 0.93 a dollar, 2026-11-24"
            };
            assert!(shown.contains(remark), "{keys} at {width}: {shown}");
            // A screen without an amount is one without room.
            assert!(shown.matches('€').count() > 1, "{keys} at {width}: {shown}");
            // What is left in dollars are prices, and credits that are set.
            let digit = |after: &&str| after.starts_with(|c: char| c.is_ascii_digit());
            let left = shown.split('$').skip(1).filter(digit);
            let left: Vec<&str> = left.filter(|after| !after.starts_with("100,000")).collect();
            let prices = left.iter().filter(|after| after.contains("per 1M"));
            assert!(width < 120 || left.len() == prices.count(), "{keys} at {width}: {shown}");
            let dollars = screen(&after(state, if keys.contains('P') { "" } else { "<Esc>D" }));
            assert!(keys.contains('P') || !dollars.contains('€'), "{keys} at {width}: {dollars}");
        }
    }
}

#[test]
fn a_screen_of_euros() {
    insta::assert_snapshot!("euros_120x36", screen(&in_euros(120, 36)));
    insta::assert_snapshot!("euros_60x16", screen(&after(in_euros(60, 16), "dd<Tab>")));
    insta::assert_snapshot!("euros_meeting_120x36", screen(&after(in_euros(120, 36), "dP")));
}

/// A pin has its own number of requests: a request costs as much before and after, however many.
#[test]
fn each_side_is_by_its_own_requests() {
    let state = after(newcomer(120, 36), "cpMonday<Enter>");
    let tripled = after(state, "150k<Enter>");
    let line = |state: &State| screen(state).lines().nth(1).unwrap_or_default().to_owned();
    assert!(!line(&tripled).contains("the same"), "{}", line(&tripled));
    // A year: twelve times both sides.
    assert!(line(&after(tripled.clone(), "<Esc>d")).contains("a year"));
    let a_request = after(tripled, "<Esc>ddd");
    assert!(line(&a_request).contains("the same"), "{}", line(&a_request));
    assert!(screen(&a_request).contains("$/request"));
}

/// What €5,000 buys is asked as it is typed.
#[test]
fn an_amount_of_euros_is_solved_for() {
    let typed = after(in_euros(120, 36), "<Enter>€93");
    // €93 are $100.00.
    let shown = screen(&typed);
    assert!(shown.contains("€93.0") || shown.contains("€92.99"), "{shown}");
}

/// A currency without a sign is large too; its code stands in the header and beside the models.
#[test]
fn large_figures_need_no_sign() {
    let mut state = newcomer(120, 36);
    state.show_in(Currency::parse("CHF=0.8").unwrap());
    let shown = screen(&after(state, "P"));
    let top: Vec<&str> = shown.lines().skip(4).take(5).collect();
    assert!(top.iter().all(|line| line.contains('█')), "{shown}");
    assert!(shown.contains("CHF at 0.8 a dollar") && shown.contains("CHF 2."), "{shown}");
}
