use proptest::prelude::*;

use super::*;
use crate::card::{Bucket, Builtin, Card, Lane, Model, Rates, Tier};
use crate::effort::{Effort, ThinkingTokens};
use crate::money::Rate;
use crate::place::Place;

fn usd(text: &str) -> Rate {
    Rate::parse_per_million(text).unwrap()
}

fn card(rest: &str) -> Card {
    let text = format!(
        "schema = 1\nname = 'List'\nas_of = 2026-11-22\nsource = 'test'\n\
         [defaults]\nbatch = 0.5\ncache_min_tokens = 1_024\n\
         [[model]]\nid = 'a'\nname = 'A'\nprovider = 'P'\n{rest}\n"
    );
    Card::parse(&text, "card.toml").unwrap()
}

fn overlay(rest: &str) -> Overlay {
    let text = format!("schema = 1\noverlay = true\nname = 'Ours'\n{rest}\n");
    Overlay::parse(&text, "o.toml").unwrap()
}

fn applied(own: &str, listed: &str) -> Model {
    overlay(own).apply(&card(listed)).unwrap().models.remove(0)
}

fn base(model: &Model) -> Rates {
    model.prices.as_ref().unwrap().base
}

fn input_output(rates: &Rates) -> [Option<Rate>; 2] {
    [Bucket::Fresh, Bucket::Output].map(|bucket| rates.get(bucket))
}

const LISTED: &str = "rates = { input = 1, output = 5, cache_read = 0.1, cache_write_5m = 1.25 }\n\
    batch = 'default'\nregional = 1.1\n\
    tier = [{ above = 200_000, input = 2, output = 8, cache_read = 0.2, cache_write_5m = 2.5 }]";

#[test]
fn a_discount_takes_from_every_rate() {
    let model = applied("discount = '12%'", LISTED);
    let rates = base(&model);
    // 1 - 12% = 0.88, 5 - 12% = 4.4, 0.1 - 12% = 0.088, 1.25 - 12% = 1.1, half of 1 - 12% = 0.44.
    assert_eq!(input_output(&rates), [Some(usd("0.88")), Some(usd("4.4"))]);
    assert_eq!(rates.get(Bucket::CacheRead), Some(usd("0.088")));
    assert_eq!(rates.get(Bucket::CacheWrite), Some(usd("1.1")));
    assert_eq!(rates[Lane::Batch][Bucket::Fresh], Some(usd("0.44")));
    assert_eq!(model.prices.unwrap().tiers[0].rates.get(Bucket::Fresh), Some(usd("1.76")));
    // 1 x 1.1 - 12% = 0.968.
    assert_eq!(model.regional.unwrap().base.get(Bucket::Fresh), Some(usd("0.968")));
    assert!(model.assumed.batch);
    assert_eq!(model.notes, ["12% off the rate card, by overlay Ours"]);
}

#[test]
fn stated_rates_stand_and_the_rest_is_discounted() {
    let model = applied(
        "discount = 0.1\n[[model]]\nid = 'a'\nrates = { input = 0.7 }\nbatch = { output = 2 }",
        LISTED,
    );
    let rates = base(&model);
    // 5 - 10% = 4.5; Batch input is half of 1, less 10%.
    assert_eq!(input_output(&rates), [Some(usd("0.7")), Some(usd("4.5"))]);
    assert_eq!(rates[Lane::Batch], Rates::of(usd("0.45"), usd("2"))[Lane::Standard]);
    assert_eq!(model.regional.as_ref().unwrap().base.get(Bucket::Fresh), Some(usd("0.99")));
    assert_eq!(model.source.as_deref(), Some("overlay Ours"));
    let own = "discount = '10%'\n[[model]]\nid = 'a'\ndiscount = '50%'\n\
        regional = { input = 0.6 }\ntier = [{ above = 200_000, output = 6 }]";
    let model = applied(own, LISTED);
    assert_eq!(base(&model).get(Bucket::Fresh), Some(usd("0.5")));
    assert_eq!(model.prices.as_ref().unwrap().tiers[0].rates.get(Bucket::Output), Some(usd("6")));
    let regional = model.regional.unwrap().base;
    assert_eq!(input_output(&regional), [Some(usd("0.6")), Some(usd("2.75"))]);
}

#[test]
fn the_card_says_what_lies_over_it() {
    let own =
        overlay("source = 'contract'\ndiscount = '5%'\n[[model]]\nid = 'a'\nrates = { input = 1 }");
    let card = own.apply(&card(LISTED)).unwrap();
    assert_eq!(card.name, "List with overlay Ours");
    assert_eq!(card.source, "test; Ours: 5% off, own prices of 1 model (contract)");
    let model = &card.models[0];
    assert_eq!(model.source.as_deref(), Some("overlay Ours (contract)"));
    assert_eq!(model.notes, ["5% off the rate card where not stated, by overlay Ours"]);
}

#[test]
fn what_is_stated_is_no_longer_assumed() {
    let listed = "rates = { input = 1, output = 5 }\nbatch = 'default'";
    let both = "[[model]]\nid = 'a'\nbatch = { input = 0.4, output = 2 }";
    assert!(!applied(both, listed).assumed.batch);
    let half = "[[model]]\nid = 'a'\nbatch = { input = 0.4 }";
    assert!(applied(half, listed).assumed.batch);
    // The regional Batch rates are still assumed.
    assert!(applied(both, &format!("{listed}\nregional = 1.1")).assumed.batch);
}

#[test]
fn a_model_without_a_price_can_get_one() {
    let own = "discount = '50%'\n[[model]]\nid = 'a'\nrates = { input = 2, output = 4 }";
    let rates = base(&applied(own, "unpriced = true"));
    assert_eq!(input_output(&rates), [Some(usd("2")), Some(usd("4"))]);
    let untouched = applied("discount = '50%'", "unpriced = true");
    assert!(untouched.prices.is_none() && untouched.notes.is_empty());
}

#[test]
fn what_does_not_fit_is_refused() {
    let misfit = |own: &str, listed: &str| {
        let misfits = overlay(own).apply(&card(listed)).unwrap_err();
        misfits.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let plain = "rates = { input = 1, output = 5 }";
    let own = |rest: &str| format!("[[model]]\nid = 'a'\n{rest}");
    for (rest, listed, said) in [
        (
            "batch = { input = 1 }",
            plain,
            "states batch input of `a`, which the rate card does not offer",
        ),
        (
            "rates = { cache_write_1h = 1 }",
            LISTED,
            "states cache write 1h of `a`, which the rate card does not offer",
        ),
        (
            "regional = { input = 1 }",
            plain,
            "states a regional price of `a`, which has one price everywhere",
        ),
        (
            "tier = [{ above = 100_000, input = 1 }]",
            LISTED,
            "states a tier of `a` above 100,000 tokens, which the rate card does not have",
        ),
        (
            "rates = { input = 1 }",
            "unpriced = true",
            "does not state both input and output of `a`, which the rate card lists without a price",
        ),
    ] {
        assert_eq!(misfit(&own(rest), listed), [said]);
    }
    let unknown = "[[model]]\nid = 'b'\ndiscount = '5%'\n[[model]]\nid = 'c'\ndiscount = '5%'";
    assert_eq!(misfit(unknown, plain).len(), 2);
}

#[test]
fn faults_have_their_places() {
    let text = "schema = 1\noverlay = false\nname = ''\ndiscount = '100%'\n\
        [[model]]\nid = 'a'\n[[model]]\nid = 'a'\nrates = { inpt = 1 }\ndiscount = 12\n\
        [[model]]\nid = 'b'\ntier = [{ input = 1 }]\nregional = { input = -1 }\n";
    let faults = Overlay::parse(text, "o.toml").unwrap_err().to_string();
    assert_eq!(
        faults,
        "o.toml:2:11: overlay must be true; without it, this is a rate card\n\
         o.toml:3:8: name must not be empty\n\
         o.toml:4:12: discount must be below 100%\n\
         o.toml:5:1: prices are missing; add `rates`, a `discount` or `thinking_tokens`\n\
         o.toml:8:6: id `a` is already taken in line 6\n\
         o.toml:9:11: unknown key `rates.inpt`; did you mean `input`?\n\
         o.toml:10:12: discount must be from 0 to 1 (or 0% to 100%)\n\
         o.toml:13:9: tier.above is missing\n\
         o.toml:14:22: regional.input must not be negative"
    );
    let empty = Overlay::parse("schema = 1\noverlay = true\nname = 'X'", "o").unwrap_err();
    assert!(empty.to_string().contains("add a `discount` or a `[[model]]`"));
}

#[test]
fn cards_and_overlays_are_told_apart() {
    let own = overlay("discount = '5%'").to_toml();
    assert!(Overlay::is_one(&own));
    assert!(!Overlay::is_one(Builtin::List.text()));
    let faults = Card::parse(&own, "o.toml").unwrap_err().to_string();
    assert_eq!(
        faults,
        "o.toml:4:11: overlay makes this an overlay, not a rate card; give it with `--overlay`"
    );
}

fn rate() -> impl Strategy<Value = Option<Rate>> {
    proptest::option::of((0..=1_000_000_000_000u64).prop_map(Rate::from_pico))
}

fn own_rates() -> impl Strategy<Value = Rates> {
    let all: Vec<Slot> = Slot::all().collect();
    proptest::collection::vec(rate(), all.len()).prop_map(move |stated| {
        let mut rates = Rates::default();
        for (slot, rate) in all.iter().zip(stated) {
            rates[*slot] = rate;
        }
        rates
    })
}

fn own_prices() -> impl Strategy<Value = Prices> {
    let tiers = proptest::collection::btree_map(1..2_000_000u64, own_rates(), 0..=4);
    (own_rates(), tiers).prop_map(|(base, tiers)| Prices {
        base,
        tiers: tiers
            .into_iter()
            .map(|(above, rates)| Tier { above: Tokens::new(above), rates })
            .collect(),
    })
}

/// As [`own_prices`], with something stated.
fn stated_prices() -> impl Strategy<Value = Prices> {
    own_prices().prop_filter("states nothing", |prices| !prices.is_empty())
}

fn any_place() -> impl Strategy<Value = Place> {
    proptest::sample::select(Place::all().collect::<Vec<_>>())
}

fn discount() -> impl Strategy<Value = Share> {
    (0..1_000_000u32).prop_map(Share::from_ppm)
}

fn any_thinking() -> impl Strategy<Value = ThinkingTokens> {
    let one = proptest::option::of(0..=ThinkingTokens::MOST);
    proptest::collection::vec(one, Effort::ALL.len()).prop_map(|tokens| {
        let mut stated = ThinkingTokens::default();
        for (effort, tokens) in Effort::ALL.into_iter().zip(tokens) {
            tokens.into_iter().for_each(|tokens| stated.set(effort, tokens));
        }
        stated
    })
}

#[test]
fn measured_thinking_takes_the_place_of_what_is_assumed() {
    let own = "[[model]]\nid = 'a'\nthinking_tokens = { low = 300, high = 2_400 }";
    let listed = format!("{LISTED}\nthinking_tokens = {{ low = 100, max = 9_000 }}");
    let model = applied(own, &listed);
    let stated: Vec<_> = model.thinking_tokens.all().collect();
    assert_eq!(stated, [(Effort::Low, 300), (Effort::High, 2_400), (Effort::Max, 9_000)]);
    let one = applied("[[model]]\nid = 'a'\nthinking_tokens = 700", LISTED);
    assert!(Effort::ALL.into_iter().all(|effort| one.thinking_tokens.at(effort) == Some(700)));
    let faults = |own: &str| {
        let text = format!("schema = 1\noverlay = true\nname = 'O'\n[[model]]\nid = 'a'\n{own}\n");
        Overlay::parse(&text, "o.toml").unwrap_err().to_string()
    };
    let told = faults("thinking_tokens = { low = 10_000_001 }");
    assert!(told.contains("must be from 0 to 10,000,000 tokens"), "{told}");
    assert!(faults("thinking_tokens = { huge = 1 }").contains("huge"));
}

prop_compose! {
    fn any_overlay()(
        name in "[ -~é👩\\\\\"]{0,12}[a-z]",
        source in proptest::option::of("[ -~é]{0,12}x"),
        discount in discount(),
        models in proptest::collection::btree_map(
            "[a-z]{1,8}",
            (
                proptest::option::of(discount()),
                own_prices(),
                own_prices(),
                proptest::collection::btree_map(any_place(), stated_prices(), 0..3),
                any_thinking(),
            ),
            0..4,
        ),
    ) -> Overlay {
        let models = models.into_iter().map(|(id, (discount, prices, regional, places, thinking_tokens))| ModelOverlay {
            id,
            discount,
            prices,
            thinking_tokens,
            regional,
            places: places.into_iter().collect(),
        });
        Overlay { name, source, discount, models: models.collect() }
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(overlay in any_overlay()) {
        let text = overlay.to_toml();
        prop_assert_eq!(Overlay::parse(&text, "o.toml"), Ok(overlay), "{}", text);
    }

    #[test]
    fn the_users_comments_stay_in_a_file(
        before in any_overlay(),
        after in any_overlay(),
        lines in proptest::collection::vec(any::<prop::sample::Index>(), 0..5),
    ) {
        let mut mine = before.to_toml();
        for (number, line) in lines.iter().enumerate() {
            let starts: Vec<usize> = mine.match_indices('\n').map(|(at, _)| at + 1).collect();
            mine.insert_str(*line.get(&starts), &format!("# mine {number}\n"));
        }
        prop_assert_eq!(before.to_toml_in(&mine), mine.clone());
        let text = after.to_toml_in(&mine);
        prop_assert_eq!(Overlay::parse(&text, "o.toml"), Ok(after), "{}", text);
        for number in 0..lines.len() {
            let comment = format!("# mine {number}");
            prop_assert!(text.lines().any(|line| line == comment), "{mine}\n->\n{text}");
        }
    }

    #[test]
    fn a_discount_never_raises_a_rate(ppm in 0..1_000_000u32) {
        let card = Builtin::List.parse().unwrap();
        let overlay = Overlay {
            name: "D".to_owned(),
            discount: Share::from_ppm(ppm),
            ..Overlay::default()
        };
        let cheaper = overlay.apply(&card).unwrap();
        for (before, after) in card.models.iter().zip(&cheaper.models) {
            let (Some(before), Some(after)) = (&before.prices, &after.prices) else { continue };
            for slot in Slot::all() {
                prop_assert_eq!(after.base[slot].is_some(), before.base[slot].is_some());
                prop_assert!(after.base[slot] <= before.base[slot]);
            }
        }
    }
}
