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
    at_every_size("pins", "pMonday<Enter><Left><Left>p<Enter>c<Tab><A-8>");
}

#[test]
fn before_anything_is_pinned() {
    let state = after(newcomer(80, 24), "<Tab><A-8>");
    insta::assert_snapshot!("no_pins_80x24", screen(&state));
}

#[test]
fn naming_a_pin() {
    let state = after(newcomer(80, 24), "pMon");
    insta::assert_snapshot!("pin_name_80x24", screen(&state));
}

/// Four models marked, the last of them selected.
const MARKED: &str = "/sonnet 5.5<Enter>m<Esc>/nova pro<Enter>m<Esc>/haiku 4.5<Enter>m<Esc>";

#[test]
fn cap_tuning() {
    at_every_size("cap", &format!("{MARKED}<A-2>"));
    let state = after(newcomer(60, 16), &format!("{MARKED}<A-2>"));
    insta::assert_snapshot!("cap_60x16", screen(&state));
    let state = after(state, "<Down>");
    insta::assert_snapshot!("cap_quota_60x16", screen(&state));
    let state = after(newcomer(120, 36), &format!("{MARKED}<A-2><Down><Enter>200k<Enter>"));
    insta::assert_snapshot!("cap_quota_120x36", screen(&state));
}

#[test]
fn what_if() {
    at_every_size("what_if", &format!("{MARKED}<A-3><Down><Down>"));
}

#[test]
fn break_even() {
    at_every_size("break_even", &format!("{MARKED}<A-4>"));
}

#[test]
fn what_people_cost_and_what_a_budget_buys() {
    at_every_size("people", "H");
    let keys = format!("{MARKED}H<Tab><A-4><Enter>500<Enter>");
    insta::assert_snapshot!("budget_120x36", screen(&after(newcomer(120, 36), &keys)));
    for (name, keys) in [("amount", "N$5000"), ("change", "3x"), ("meeting_people", "HP3x")] {
        for (width, height) in [(60, 16), (80, 24)] {
            let state = after(newcomer(width, height), keys);
            insta::assert_snapshot!(format!("{name}_{width}x{height}"), screen(&state));
        }
    }
}

#[test]
fn levers() {
    at_every_size("levers", &format!("{MARKED}<A-5><Down>"));
}

#[test]
fn a_mix_of_three() {
    let keys = "/nova lite<Enter><A-6> <Esc>/sonnet 5.5<Enter><A-6> O300<Enter><Esc>/haiku 4.5<Enter><A-6> ";
    at_every_size("mix", keys);
    let state = after(newcomer(80, 24), "<Tab><A-6>");
    insta::assert_snapshot!("no_mix_80x24", screen(&state));
}

#[test]
fn credits() {
    at_every_size("credits", "<Tab><A-7>  <Down><Enter>2000<Enter><Down><Right><Right>");
}

#[test]
fn the_frontier_at_every_size() {
    // Arena's overall ratings; then to the dearest of the frontier alone, at the efforts they were rated at.
    at_every_size("frontier", "i<Down><Enter><Tab><A-9>");
    at_every_size("frontier_only", "i<Down><Enter><Tab><A-9> F<End>");
    let state = after(newcomer(60, 16), "i<Down><Enter><Tab><A-9><Right>");
    insta::assert_snapshot!("frontier_60x16", screen(&state));
    let state = after(newcomer(80, 24), "<Tab><A-9>");
    insta::assert_snapshot!("no_scores_80x24", screen(&state));
}

#[test]
fn views_fit_every_size_and_colour() {
    use crate::view::Depth;
    use crate::view::tests::{buffer, dark};

    for view in '1'..='9' {
        for (width, height) in [(60, 16), (61, 17), (100, 20), (110, 28), (300, 80)] {
            let state =
                after(newcomer(width, height), &format!("i<Down><Enter>{MARKED}<A-{view}>"));
            for depth in [Depth::True, Depth::Sixteen, Depth::Mono] {
                buffer(&state, &dark().lowered(depth));
            }
        }
    }
}

#[test]
fn lists_over_the_screen() {
    let themes = after(newcomer(80, 24), "T");
    insta::assert_snapshot!("theme_list_80x24", screen(&themes));
    insta::assert_snapshot!("cards_80x24", screen(&after(newcomer(80, 24), "R<Down>")));
    let own = after(newcomer(80, 24), "<Tab>$<Down><Down><Enter>0.02<Enter>");
    insta::assert_snapshot!("own_prices_80x24", screen(&own));
}

#[test]
fn a_log_on_every_model() {
    use crate::app::{ReplayedModel, Traffic};
    use crate::money::Usd;
    use crate::view::tests::newcomer_with;

    let usd = |cents| Usd::from_cents(cents);
    let model = |id: &str, name: &str, costs: Option<[u64; 3]>, notes: &str| ReplayedModel {
        id: id.to_owned(),
        name: name.to_owned(),
        requests_now: if id == "claude-haiku-4-5" { 3_000 } else { 0 },
        costs: costs.map(|costs| costs.map(usd)),
        notes: notes.to_owned(),
        assumed: Vec::new(),
    };
    let traffic = Traffic {
        requests: 3_000,
        now: Some(usd(1_771)),
        left_out: vec!["40 application profile".to_owned(), "2 skipped".to_owned()],
        span: ", from 2026-10-01 to 2026-10-20".to_owned(),
        models: vec![
            model("nova-micro", "Nova Micro", Some([31, 35, 39]), ""),
            model(
                "claude-haiku-4-5",
                "Claude Haiku 4.5",
                Some([1_300, 1_300, 1_300]),
                "12 too long for it",
            ),
            model("claude-opus-5", "Claude Opus 5", Some([4_100, 4_500, 5_200]), ""),
            model("new", "New", None, "no price"),
        ],
    };
    for (width, height) in [(80, 24), (120, 36), (200, 60)] {
        let state = newcomer_with(width, height, Some(traffic.clone()));
        // The model that is asked now is the one to start from.
        let state = after(state, "<Tab><Tab>");
        assert_eq!(state.table().selected.as_deref(), Some("claude-haiku-4-5"));
        insta::assert_snapshot!(format!("replay_{width}x{height}"), screen(&state));
    }
    let state = after(newcomer_with(80, 24, Some(traffic)), "<Tab><Tab><Down><Enter>");
    assert_eq!(state.table().selected.as_deref(), Some("claude-opus-5"));
}

/// Two fields with a low and a high, and which of them moves the month most.
#[test]
fn fields_with_a_low_and_a_high() {
    at_every_size(
        "ranges",
        "20k..90k<Enter><Down><Down><Down><Down><Down><Down>250..400..700<Enter><Tab><A-5>",
    );
    let state = after(newcomer(60, 16), "20k..90k<Enter>P");
    insta::assert_snapshot!("ranges_meeting_60x16", screen(&state));
    // They are taken back, and so is taking them.
    let none = after(newcomer(120, 36), "20k..90k<Enter><Enter>..<Enter>");
    assert!(!screen(&none).contains("low – high"));
    assert!(screen(&after(none, "u")).contains("low – high"));
    let wrong = after(newcomer(120, 36), "90k..20k<Enter>");
    assert!(screen(&wrong).contains("must rise from a low and a high"), "{}", screen(&wrong));
}
