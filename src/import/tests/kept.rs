//! What is kept of places, lanes, abilities, thinking and ends, and what of them is left out.

use super::*;
use crate::card::{Ability, Local, Thinking};
use crate::place::Place;

pub(super) const PLACES: &str = include_str!("../../../tests/cards/import/litellm-places.json");
pub(super) const REGIONS: &str = include_str!("../../../tests/cards/import/aws-regions.json");

fn local<'m>(model: &'m Model, place: &str) -> &'m Local {
    let place: Place = place.parse().unwrap();
    model.at(place).unwrap_or_else(|| panic!("no {place} in {:#?}", model.places))
}

fn places(model: &Model) -> Vec<&str> {
    model.places.iter().map(|local| local.place.key()).collect()
}

/// What a lane states, as bucket and USD per 1M tokens.
fn lane(prices: &Prices, lane: Lane) -> String {
    let stated = Bucket::ALL.into_iter().filter_map(|bucket| {
        Some(format!("{} {}", bucket.spec().label, prices.base[lane][bucket]?.per_million()))
    });
    stated.collect::<Vec<_>>().join(", ")
}

#[test]
fn rows_of_places_are_the_prices_of_places() {
    let imported = imported(PLACES);
    let one = model(&imported, "one");
    // Nothing is said of `global.`, so the bare id is the base.
    let base = one.prices.as_ref().unwrap();
    assert_eq!(
        lane(base, Lane::Standard),
        "input 1, output 4, cache read 0.1, cache write 1.25, cache write 1h 2"
    );
    assert_eq!(places(one), ["mantle", "us-gov", "eu-central-1"]);
    assert_eq!(one.bedrock_ids, ["startup.one-v1:0", "startup.one"]);
    // 1.2e-06 a token is $1.20 per 1M; what the row leaves out is not offered there.
    let frankfurt = local(one, "eu-central-1");
    assert_eq!(
        lane(&frankfurt.prices, Lane::Standard),
        "input 1.2, output 4.8, cache read 0.12, cache write 1.5"
    );
    assert_eq!(lane(&frankfurt.prices, Lane::Flex), "input 0.6, output 2.4");
    assert_eq!(lane(&frankfurt.prices, Lane::Batch), "");
    assert!(frankfurt.derived.is_empty() && frankfurt.prices.tiers.is_empty());
    assert_eq!(lane(&local(one, "us-gov").prices, Lane::Batch), "input 0.6, output 2.4");
    assert_eq!(lane(&local(one, "mantle").prices, Lane::Standard), "input 1.05, output 4.2");
    // With a global price, that is the base, and the one of the US that of other geographies.
    let two = model(&imported, "two");
    assert_eq!(places(two), ["in-region", "us"]);
    assert_eq!(two.regional.as_ref(), Some(&local(two, "us").prices));
    assert_eq!(lane(two.regional.as_ref().unwrap(), Lane::Standard), "input 3.3, output 16.5");
    // A price does not say that a model is offered.
    assert!(imported.card.models.iter().all(|model| model.offered.is_none()));
}

#[test]
fn lanes_are_kept_with_cache_rates_and_tiers() {
    let imported = imported(PLACES);
    let base = model(&imported, "one").prices.as_ref().unwrap();
    assert_eq!(lane(base, Lane::Batch), "input 0.5, output 2");
    // Another spelling of the same row states Flex.
    assert_eq!(lane(base, Lane::Flex), "input 0.5, output 2, cache read 0.05");
    assert_eq!(
        lane(base, Lane::Priority),
        "input 1.75, output 7, cache read 0.175, cache write 2.1875"
    );
    let [tier] = base.tiers.as_slice() else { panic!("{base:?}") };
    assert_eq!(tier.above, Tokens::new(200_000));
    let flex = tier.rates[Lane::Flex];
    assert_eq!([flex[Bucket::Fresh], flex[Bucket::Output]], [Some(usd("1")), Some(usd("3"))]);
}

#[test]
fn facts_are_kept_as_far_as_the_list_tells() {
    let imported = imported(PLACES);
    let one = model(&imported, "one");
    let of = |model: &Model| Ability::ALL.map(|ability| model.abilities.get(ability));
    let (yes, no) = (Some(true), Some(false));
    // Image, PDF, audio, video, tools, structured.
    assert_eq!(of(one), [yes, yes, no, None, yes, yes]);
    assert_eq!(
        (one.context, one.max_output),
        (Some(Tokens::new(300_000)), Some(Tokens::new(32_000)))
    );
    assert_eq!(one.caching.unwrap().min_tokens, Tokens::new(512));
    // Not that of Frankfurt.
    assert_eq!(one.end_of_life, Date::new(2028, 3, 31));
    assert_eq!(one.successor.as_deref(), Some("two"));
    // That it can think does not say whether it does.
    assert_eq!(one.thinks, None);
    let two = model(&imported, "two");
    assert_eq!(two.thinks, Some(Thinking::Always));
    // Its rows say yes and no of structured output.
    assert_eq!(of(two), [yes, None, None, yes, None, None]);
    assert_eq!((two.end_of_life, two.successor.as_deref()), (None, None));
}

#[test]
fn what_is_left_out_of_a_map_is_named() {
    let report = imported(PLACES).report;
    counts(
        &report,
        &[
            // `sa.` and a region that nobody knows.
            (LeftOut::OtherRegion, 2),
            // Mantle in Frankfurt, which costs more than Frankfurt.
            (LeftOut::OtherEndpoint, 1),
            // A model of GovCloud and Japan alone.
            (LeftOut::PlacesOnly, 2),
            // Mumbai without output.
            (LeftOut::Incomplete, 1),
            // Europe in cents.
            (LeftOut::Implausible, 1),
            // A Batch price without output.
            (LeftOut::NotWhole, 1),
            (LeftOut::CacheUnpriced, 1),
            (LeftOut::OtherTier, 2),
            (LeftOut::BatchCache, 1),
            (LeftOut::OtherPrice, 2),
            (LeftOut::UnknownPrice, 2),
            (LeftOut::Disputed, 1),
            (LeftOut::PlaceEnd, 1),
            (LeftOut::Fact, 1),
        ],
    );
    let told = report.to_string();
    for line in [
        "left out eu.startup.one-v1:0: input of $120 per 1M tokens is 120 times the base of $1; \
         the row may be in cents",
        "left out 2 prices under keys that are not known: input_cost_per_token_on_sundays, \
         output_cost_per_token_on_sundays",
        "kept 1 without whether they think, as the list says only that they can: startup.one-v1:0",
        "left out 1 abilities or ways to think on which the rows of a model disagree: structured of \
         global.startup.two-v1:0",
    ] {
        assert!(told.lines().any(|told| told == line), "{told}");
    }
}

#[test]
fn regions_of_aws_are_places() {
    let imported = imported(REGIONS);
    let one = model(&imported, "one");
    let base = one.prices.as_ref().unwrap();
    assert_eq!(lane(base, Lane::Standard), "input 0.9, output 3.6");
    // N. Virginia: $0.001 per 1K is $1 per 1M.
    let regional = one.regional.as_ref().unwrap();
    assert_eq!(lane(regional, Lane::Flex), "input 0.5, output 2");
    assert_eq!(places(one), ["eu-central-1", "ap-northeast-1"]);
    // 1.2 times that in Frankfurt.
    let frankfurt = &local(one, "eu-central-1").prices;
    assert_eq!(lane(frankfurt, Lane::Standard), "input 1.2, output 4.8");
    assert_eq!(lane(frankfurt, Lane::Batch), "input 0.6, output 2.4");
    assert_eq!(lane(frankfurt, Lane::Priority), "input 2.1, output 8.4");
    // Not in N. Virginia: the first region of the US is the base.
    let two = model(&imported, "two");
    assert_eq!(lane(two.prices.as_ref().unwrap(), Lane::Standard), "input 2, output 8");
    assert_eq!(places(two), ["eu-west-1"]);
    let report = &imported.report;
    counts(
        report,
        &[
            (LeftOut::OtherRegion, 1),
            // Tokyo states another global price.
            (LeftOut::OtherGlobal, 1),
            // Ireland alone.
            (LeftOut::PlacesOnly, 1),
            (LeftOut::Incomplete, 1),
            (LeftOut::Implausible, 1),
            (LeftOut::BatchCache, 1),
            (LeftOut::OtherTier, 1),
            // The global rates have no cache, so neither has a region, N. Virginia included.
            (LeftOut::NotWhole, 3),
        ],
    );
}

#[test]
fn a_chosen_region_is_the_only_one() {
    let imported = imported_in(REGIONS, Some("eu-central-1")).unwrap();
    let one = model(&imported, "one");
    assert!(one.places.is_empty());
    assert_eq!(lane(one.regional.as_ref().unwrap(), Lane::Standard), "input 1.2, output 4.8");
    assert!(imported.report.count(LeftOut::OtherRegion) > 20);
}

#[test]
fn cards_with_places_are_read_back() {
    for text in [PLACES, REGIONS] {
        let card = imported(text).card;
        let written = card.to_toml();
        assert_eq!(Card::parse(&written, "card.toml"), Ok(card), "{written}");
    }
}
