//! Worked numbers of service tiers.

use super::tests::{cached, month, sonnet, total, work};
use super::{Answers, Note};
use crate::billing::month_total;
use crate::billing::tests_support::{per_million, usd, with_batch, with_lane};
use crate::billing::{CachePlan, PriceFault, price_request};
use crate::card::{Bucket, Buckets, Lane, Model, Tier};
use crate::money::{Share, Tokens};
use crate::place::Residency;
use crate::workload::{Batch, ServiceTier, Ttl};

/// Sonnet with Flex, which has no cache, and Priority, which has one.
pub(super) fn served() -> Model {
    let mut model = sonnet();
    if let Some(prices) = &mut model.prices {
        let flex = per_million("1.5", "7.5", None);
        let priority = per_million("5.25", "26.25", Some(("0.525", "6.5625", None)));
        prices.base = with_lane(prices.base, Lane::Flex, flex);
        prices.base = with_lane(prices.base, Lane::Priority, priority);
    }
    model
}

#[test]
fn a_service_tier_has_its_own_rates() {
    let mut asked = work(50_000, 0, 600, 400);
    // 30M x 3 + 20M x 15 = $390; at 1.5 and 7.5 it is $195, at 5.25 and 26.25 it is $682.50.
    for (tier, cost) in ServiceTier::ALL.into_iter().zip(["390", "195", "682.50"]) {
        asked.tier = tier;
        let bill = month(&served(), &asked).unwrap();
        assert_eq!(bill.total(), usd(cost));
        assert_eq!((bill.lines[0].lane, bill.notes.len()), (tier.into(), 0));
        assert_eq!(month_total(&served(), &asked, &mut Answers::default()), Ok(usd(cost)));
    }
}

#[test]
fn a_model_without_a_service_tier_stays_at_standard_and_says_so() {
    let mut asked = cached(work(1_000, 2_000, 0, 100), Some("1"));
    let standard = total(&sonnet(), &asked);
    // 1,000 x (2,000 x 0.3 + 100 x 15) = $2.10, cache and all.
    assert_eq!(standard, usd("2.10"));
    asked.tier = ServiceTier::Flex;
    let bill = month(&sonnet(), &asked).unwrap();
    assert_eq!((bill.total(), bill.notes.as_slice()), (standard, &[Note::NoTier(Lane::Flex)][..]));
    assert_eq!(bill.basis(), ["no Flex, so the standard price"]);
    // All of it through Batch asks for no tier.
    asked.batch = Batch { on: true, share: Share::ONE };
    let mut batched = sonnet();
    if let Some(prices) = &mut batched.prices {
        prices.base = with_batch(prices.base, "1.5", "7.5");
    }
    assert_eq!(month(&batched, &asked).unwrap().otherwise().count(), 0);
}

#[test]
fn a_service_tier_caches_where_its_own_rates_say_so() {
    let mut asked = cached(work(1_000, 2_000, 0, 100), Some("0.5"));
    asked.caching.ttl = Ttl::OneHour;
    // Standard: 1,000 x (1,000 x 0.3 + 1,000 x 6 + 100 x 15) = $7.80.
    assert_eq!(total(&served(), &asked), usd("7.80"));
    // Priority has no one-hour write: 1,000 x (1,000 x 0.525 + 1,000 x 6.5625 + 100 x 26.25) = $9.7125.
    asked.tier = ServiceTier::Priority;
    let bill = month(&served(), &asked).unwrap();
    assert_eq!(bill.total(), usd("9.7125"));
    assert_eq!(bill.notes, [Note::OtherTtl(5)]);
    // Flex has no cache: 1,000 x (2,000 x 1.5 + 100 x 7.5) = $3.75, as `price` refuses its reads.
    asked.tier = ServiceTier::Flex;
    let bill = month(&served(), &asked).unwrap();
    assert_eq!((bill.total(), bill.cache), (usd("3.75"), CachePlan::NotOffered));
    assert_eq!(bill.notes, [Note::NoCachingOn(Lane::Flex)]);
    let read = Buckets::default().with(Bucket::CacheRead, Tokens::new(2_000));
    let prices = served().prices.unwrap();
    let refused = price_request(&prices, &read, Lane::Flex);
    assert_eq!(refused, Err(PriceFault::NoCache(Lane::Flex)));
}

#[test]
fn batch_and_a_service_tier_share_the_requests() {
    let mut model = served();
    let mut asked = work(1_000, 0, 2_000, 100);
    asked.tier = ServiceTier::Flex;
    asked.batch = Batch { on: true, share: Share::parse("0.3").unwrap() };
    // Without Batch all are on Flex: 1,000 x (2,000 x 1.5 + 100 x 7.5) = $3.75.
    let bill = month(&model, &asked).unwrap();
    assert_eq!((bill.total(), bill.notes.as_slice()), (usd("3.75"), &[Note::NoBatch][..]));
    if let Some(prices) = &mut model.prices {
        prices.base = with_batch(prices.base, "1.2", "6");
    }
    // 300 x (2,000 x 1.2 + 100 x 6) + 700 x (2,000 x 1.5 + 100 x 7.5) = $0.90 + $2.625.
    let bill = month(&model, &asked).unwrap();
    assert_eq!((bill.total(), bill.notes.len()), (usd("3.525"), 0));
    assert_eq!(
        bill.lines.iter().map(|line| line.lane).collect::<Vec<_>>(),
        [Lane::Flex, Lane::Batch]
    );
}

#[test]
fn above_a_threshold_a_service_tier_may_be_missing() {
    let mut model = served();
    if let Some(prices) = &mut model.prices {
        let rates = per_million("6", "22.5", None);
        prices.tiers = vec![Tier { above: Tokens::new(2_500), rates }];
    }
    let mut chat = work(3, 0, 2_100, 0);
    chat.turns = 3;
    chat.tier = ServiceTier::Flex;
    // Inputs 2,100, 4,200, 6,300: 2,100 x 1.5 + 10,500 x 6 = $0.06615.
    let bill = month(&model, &chat).unwrap();
    assert_eq!(bill.total(), usd("0.06615"));
    let above = Tokens::new(2_500);
    assert_eq!(bill.notes, [Note::NoTierAbove(Lane::Flex, above), Note::LongContext(above)]);
    if let Some(tier) = model.prices.as_mut().and_then(|prices| prices.tiers.first_mut()) {
        tier.rates = with_lane(tier.rates, Lane::Flex, per_million("3", "11.25", None));
    }
    // 2,100 x 1.5 + 10,500 x 3 = $0.03465.
    let bill = month(&model, &chat).unwrap();
    assert_eq!((bill.total(), bill.otherwise().count()), (usd("0.03465"), 0));
}

#[test]
fn a_place_has_its_own_service_tiers() {
    let mut model = served();
    let mut asked = work(1_000, 0, 1_000, 0);
    (asked.origin.residency, asked.tier) = (Residency::Geography, ServiceTier::Flex);
    // 1M x 1.5, one price everywhere; then 1M x 1.65; then only standard there, 1M x 3.3.
    assert_eq!(total(&model, &asked), usd("1.50"));
    model.regional = model.prices.as_ref().map(|prices| prices.scaled_permille(1_100));
    assert_eq!(total(&model, &asked), usd("1.65"));
    model.regional = sonnet().prices.map(|prices| prices.scaled_permille(1_100));
    let bill = month(&model, &asked).unwrap();
    assert_eq!(
        (bill.total(), bill.notes.as_slice()),
        (usd("3.30"), &[Note::NoTier(Lane::Flex)][..])
    );
}
