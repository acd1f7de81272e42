//! The rules' worked numbers for a month, and what must hold for any workload.

use proptest::prelude::*;

use super::tier_tests::served;
use super::{Answers, MonthBill, Note, Unavailable};
use crate::billing::month_total;
use crate::billing::tests_support::{model, per_million, usd, with_batch, with_lane};
use crate::billing::{CachePlan, LimitedBy};
use crate::card::Model;
use crate::card::{Bucket, Buckets, Lane, NotServed, Prices, Tier};
use crate::money::Share;
use crate::money::{Tokens, Usd};
use crate::place::Residency;
use crate::workload::{Active, Answer, Batch, Caching, Prompt, Spread};
use crate::workload::{Section, ServiceTier, Ttl, Workload};

/// The bill of a month, and a check that its total alone is the same.
pub(super) fn month(model: &Model, work: &Workload) -> Result<MonthBill, Unavailable> {
    let bill = crate::billing::month(model, work, &mut Answers::default());
    let total = month_total(model, work, &mut Answers::default());
    assert_eq!(bill.as_ref().map(MonthBill::total), total.as_ref().copied());
    bill
}

pub(super) fn sonnet() -> Model {
    model("Sonnet", per_million("3", "15", Some(("0.3", "3.75", Some("6")))))
}

pub(super) fn work(requests: u64, prefix: u64, rest: u64, output: u64) -> Workload {
    Workload {
        requests,
        prompt: Prompt::of(Tokens::new(prefix), Tokens::new(rest)),
        answer: Answer {
            mean: Tokens::new(output),
            of_sample: false,
            spread: Spread::NONE,
            lengths: None,
            cap: None,
        },
        ..Workload::default()
    }
}

pub(super) fn cached(mut work: Workload, hit_rate: Option<&str>) -> Workload {
    let hit_rate = hit_rate.map(|text| Share::parse(text).unwrap());
    work.caching = Caching { on: true, hit_rate, ..work.caching };
    work
}

pub(super) fn total(model: &Model, work: &Workload) -> Usd {
    month(model, work).unwrap().total()
}

#[test]
fn a_month_of_equal_requests_is_exact() {
    // 30M x $0.25 + 20M x $1.25 = $7.50 + $25.00.
    let haiku = model("Haiku", per_million("0.25", "1.25", None));
    let bill = month(&haiku, &Workload::default()).unwrap();
    assert_eq!(bill.cost.input(), usd("7.50"));
    assert_eq!(bill.cost[Bucket::Output], usd("25.00"));
    assert_eq!(bill.tokens()[Bucket::Fresh].get(), 30_000_000);
}

#[test]
fn office_hours_with_a_cold_start_each_day() {
    // 10,560 requests in 22 windows of 480 minutes, one a minute, TTL 5: misses a window
    // 0.993262 + 475 x 0.0067379 = 4.193786, in all 92.2633. Cached: 10,560 x (200 x $3/M +
    // 300 x $15/M) = $53.856, 92.2633 x 4,000 x $3.75/M = $1.38395, the rest of the reads
    // 10,467.74 x 4,000 x $0.3/M = $12.56128: $67.801. Uncached: 10,560 x $0.0171 = $180.576.
    let mut office = work(10_560, 4_000, 200, 300);
    office.active = Active::new(8, Some(22));
    assert_eq!(total(&sonnet(), &office), usd("180.576"));
    let bill = month(&sonnet(), &cached(office, None)).unwrap();
    assert_eq!(bill.total().dollars().with_places(3), "$67.801");
    assert_eq!(bill.tokens().input().get(), 10_560 * 4_200);
}

#[test]
fn ten_turns_replay_the_conversation() {
    // Inputs 2,100, 2,500 ... 5,700: 39,000 tokens x $3/M + 3,000 x $15/M = $0.117 + $0.045.
    let mut chat = work(10, 2_000, 100, 300);
    chat.turns = 10;
    assert_eq!(total(&sonnet(), &chat), usd("0.162"));
    // Reads 9 x 2,100 + 400 x 9 x 8 / 2 = 33,300, writes 2,100 + 9 x 400 = 5,700:
    // 33,300 x 0.3 + 5,700 x 3.75 + 3,000 x 15 = 9,990 + 21,375 + 45,000 millionths.
    let bill = month(&sonnet(), &cached(chat, Some("0"))).unwrap();
    assert_eq!(bill.total(), usd("0.076365"));
    let tokens = bill.tokens();
    assert_eq!(
        (tokens[Bucket::CacheRead].get(), tokens[Bucket::CacheWrite].get()),
        (33_300, 5_700)
    );
}

#[test]
fn a_conversation_that_is_cut_short_bills_its_turns() {
    // 13 requests of 10 turns: ten of the first conversation and turns 1 to 3 of the next.
    let mut chat = work(13, 2_000, 100, 300);
    chat.turns = 10;
    let inputs = 39_000 + 2_100 + 2_500 + 2_900;
    assert_eq!(month(&sonnet(), &chat).unwrap().tokens().input().get(), inputs);
}

#[test]
fn without_history_only_the_shared_prefix_is_cached() {
    let mut chat = cached(work(10, 2_000, 100, 300), Some("1"));
    chat.turns = 10;
    chat.caching.history = false;
    let tokens = month(&sonnet(), &chat).unwrap().tokens();
    assert_eq!(tokens[Bucket::CacheRead].get(), 20_000);
    assert_eq!(tokens[Bucket::Fresh].get(), 39_000 - 20_000);
}

#[test]
fn the_hit_rate_given_divides_the_prefix() {
    // 1,000 requests x 2,000 at 90%: 1.8M read, 0.2M written, 0.1M fresh.
    let tokens =
        month(&sonnet(), &cached(work(1_000, 2_000, 100, 0), Some("0.9"))).unwrap().tokens();
    assert_eq!(tokens[Bucket::CacheRead].get(), 1_800_000);
    assert_eq!(tokens[Bucket::CacheWrite].get(), 200_000);
    assert_eq!(tokens[Bucket::Fresh].get(), 100_000);
}

#[test]
fn an_hour_is_written_at_its_own_rate() {
    let mut hourly = cached(work(1_000, 2_000, 100, 0), Some("0.5"));
    hourly.caching.ttl = Ttl::OneHour;
    let bill = month(&sonnet(), &hourly).unwrap();
    // 1M written x $6 + 1M read x $0.3 + 0.1M x $3.
    assert_eq!(bill.total(), usd("6.60"));
    let mut five_only = sonnet();
    five_only.prices = Some(Prices {
        base: per_million("3", "15", Some(("0.3", "3.75", None))),
        tiers: Vec::new(),
    });
    let bill = month(&five_only, &hourly).unwrap();
    assert!(bill.notes.contains(&Note::OtherTtl(5)));
    assert_eq!(bill.total(), usd("4.35")); // 1M x $3.75 + $0.30 + $0.30
}

#[test]
fn a_tier_without_an_hour_writes_with_the_ordinary_ttl() {
    let mut hourly = cached(work(1_000, 2_000, 0, 0), Some("0"));
    hourly.caching.ttl = Ttl::OneHour;
    let mut tiered = sonnet();
    if let Some(prices) = &mut tiered.prices {
        let rates = per_million("6", "22.5", Some(("0.6", "7.5", None)));
        prices.tiers = vec![Tier { above: Tokens::new(1_999), rates }];
    }
    let bill = month(&tiered, &hourly).unwrap();
    assert_eq!(bill.total(), usd("15.00")); // 2M x $7.5
    assert!(bill.notes.contains(&Note::NoHourAbove(Tokens::new(1_999))));
}

#[test]
fn what_writes_nothing_bills_its_input_alone() {
    // 50,000 x 600 x $0.02 per 1M; the answers of 400 tokens are not there.
    let mut embedding = model("Embedding", per_million("0.02", "0", None));
    if let Some(prices) = &mut embedding.prices {
        prices.base[Lane::Standard][Bucket::Output] = None;
    }
    let bill = month(&embedding, &Workload::default()).unwrap();
    assert_eq!((bill.total(), bill.tokens()[Bucket::Output]), (usd("0.60"), Tokens::ZERO));
    assert_eq!((bill.output_per_request, bill.cut_off), (0, 0.0));
}

#[test]
fn a_short_prefix_is_not_cached_and_says_so() {
    let short = cached(work(1_000, 1_023, 0, 0), Some("1"));
    let bill = month(&sonnet(), &short).unwrap();
    assert_eq!(bill.cache, CachePlan::BelowMinimum(Tokens::new(1_024)));
    assert_eq!(bill.total(), usd("3.069"));
    assert!(bill.notes.contains(&Note::BelowCacheMinimum(Tokens::new(1_024))));
}

#[test]
fn the_minimum_is_judged_with_answers_as_they_are_billed() {
    // Answers of 1,000 tokens, cut at 50: turns of 100, 250 and 400 tokens. Whole answers would make
    // the third one of 2,300.
    let mut chat = cached(work(1_000, 0, 100, 1_000), None);
    chat.turns = 3;
    chat.answer.cap = Some(Tokens::new(50));
    let bill = month(&sonnet(), &chat).unwrap();
    assert_eq!(bill.cache, CachePlan::BelowMinimum(Tokens::new(1_024)));
    assert!(bill.notes.contains(&Note::BelowCacheMinimum(Tokens::new(1_024))));
    chat.answer.cap = Some(Tokens::new(500));
    // 100, 700 and 1,300.
    let bill = month(&sonnet(), &chat).unwrap();
    assert!(matches!(bill.cache, CachePlan::On { .. }));
}

#[test]
fn caching_below_break_even_costs_more_and_says_by_how_much() {
    // At 21.74% a prefix costs what it costs uncached; at 20% 800k x 3.75 + 200k x 0.3 = $3.06
    // against $3.00.
    let bill = month(&sonnet(), &cached(work(1_000, 1_000_000 / 500, 0, 0), Some("0.2"))).unwrap();
    let by = bill.caching_effect;
    assert_eq!(by, usd("0.12")); // twice the example: 2,000 tokens x 1,000 requests
    assert_eq!(bill.notes.first(), Some(&Note::CachingCostsMore(by)));
}

#[test]
fn batch_is_a_share_without_caching() {
    let mut model = sonnet();
    if let Some(prices) = &mut model.prices {
        prices.base = with_batch(prices.base, "1.5", "7.5");
    }
    let mut mixed = cached(work(1_000, 2_000, 0, 100), Some("1"));
    mixed.batch = Batch { on: true, share: Share::parse("0.3").unwrap() };
    let bill = month(&model, &mixed).unwrap();
    // On demand: 700 x (2,000 x 0.3 + 100 x 15) = $1.47. Batch: 300 x (2,000 x 1.5 + 100 x 7.5)
    // = $1.125.
    assert_eq!(bill.total(), usd("2.595"));
    let batch = bill.lines.iter().find(|line| line.lane == Lane::Batch).unwrap();
    assert_eq!((batch.requests, batch.tokens[Bucket::CacheRead]), (300, Tokens::ZERO));
}

#[test]
fn without_batch_the_share_stays_on_demand() {
    let mut mixed = work(1_000, 0, 1_000, 0);
    mixed.batch = Batch { on: true, share: Share::ONE };
    let bill = month(&sonnet(), &mixed).unwrap();
    assert_eq!(bill.total(), usd("3.00"));
    assert_eq!(bill.notes, [Note::NoBatch]);
    assert_eq!(bill.lines.len(), 1);
}

#[test]
fn later_turns_may_reach_a_tier() {
    let mut tiered = sonnet();
    if let Some(prices) = &mut tiered.prices {
        let rates = per_million("6", "22.5", None);
        prices.tiers = vec![Tier { above: Tokens::new(2_500), rates }];
    }
    let mut chat = work(3, 0, 2_100, 0);
    chat.turns = 3;
    // Inputs 2,100, 4,200, 6,300: 2,100 x 3 + 10,500 x 6 = $0.0693.
    let bill = month(&tiered, &chat).unwrap();
    assert_eq!(bill.total(), usd("0.0693"));
    assert!(bill.notes.contains(&Note::LongContext(Tokens::new(2_500))));
}

#[test]
fn the_effective_cap_is_the_smallest_limit() {
    let mut bounded = sonnet();
    bounded.context = Some(Tokens::new(5_000));
    bounded.max_output = Some(Tokens::new(800));
    let limit = |input, cap: Option<u64>| {
        let mut work = work(1, 0, input, 400);
        work.answer.cap = cap.map(Tokens::new);
        month(&bounded, &work).map(|bill| (bill.limit.tokens.unwrap().get(), bill.limit.by))
    };
    assert_eq!(limit(100, None), Ok((800, LimitedBy::MaxOutput)));
    assert_eq!(limit(100, Some(300)), Ok((300, LimitedBy::Cap)));
    assert_eq!(limit(4_500, None), Ok((500, LimitedBy::Context)));
    assert_eq!(
        limit(5_000, None),
        Err(Unavailable::DoesNotFit { input: Tokens::new(5_000), context: Tokens::new(5_000) })
    );
}

#[test]
fn regional_prices_are_looked_up() {
    let mut model = sonnet();
    let mut regional = work(1_000, 0, 1_000, 0);
    regional.origin.residency = Residency::Geography;
    assert_eq!(month(&model, &regional).unwrap().notes, [Note::OnePrice]);
    model.regional = model.prices.as_ref().map(|prices| prices.scaled_permille(1_100));
    assert_eq!(total(&model, &regional), usd("3.30"));
}

#[test]
fn no_price_is_not_free() {
    let mut model = sonnet();
    model.prices = None;
    assert_eq!(month(&model, &Workload::default()), Err(NotServed::Unpriced.into()));
}

#[test]
fn nothing_sent_costs_nothing() {
    let bill = month(&sonnet(), &cached(work(0, 2_000, 0, 100), None)).unwrap();
    assert_eq!(bill.total(), Usd::ZERO);
    assert_eq!(bill.output_share(), None);
    assert!(bill.lines.is_empty());
}

prop_compose! {
    fn any_workload()(
        requests in 0u64..2_000_000,
        turns in 1u32..12,
        sizes in (0u64..5_000, 0u64..5_000, 0u64..5_000),
        marks in any::<[bool; 3]>(),
        mean in 0u64..4_000,
        spread in 1_000u32..6_000,
        cap in proptest::option::of(1u64..4_000),
        caching in any::<bool>(),
        hit_rate in proptest::option::of(0u32..=1_000_000),
        history in any::<bool>(),
        hour in any::<bool>(),
        batch in proptest::option::of(0u32..=1_000_000),
        hours in 1u8..=24,
        tier in 0..ServiceTier::ALL.len(),
    ) -> Workload {
        let mut prompt = Prompt::default();
        for (section, (tokens, mark)) in Section::ALL.into_iter()
            .zip([sizes.0, sizes.1, sizes.2].into_iter().zip(marks)) {
            prompt.set_tokens(section, Tokens::new(tokens));
            prompt.set_cached(section, mark);
        }
        Workload {
            requests,
            turns,
            active: Active::new(hours, None),
            prompt,
            answer: Answer {
                mean: Tokens::new(mean),
                of_sample: false,
                spread: Spread::from_permille(spread),
                lengths: None,
                cap: cap.map(Tokens::new),
            },
            caching: Caching {
                on: caching,
                ttl: if hour { Ttl::OneHour } else { Ttl::FiveMinutes },
                hit_rate: hit_rate.map(Share::from_ppm),
                history,
                ..Caching::default()
            },
            batch: Batch { on: batch.is_some(), share: Share::from_ppm(batch.unwrap_or(0)) },
            tier: ServiceTier::ALL[tier],
            ..Workload::default()
        }
    }
}

fn tiered() -> Model {
    let mut model = served();
    if let Some(prices) = &mut model.prices {
        prices.base = with_batch(prices.base, "1.5", "7.5");
        let rates = per_million("6", "22.5", Some(("0.6", "7.5", None)));
        let priority = per_million("10.5", "39.375", None);
        let rates = with_lane(rates, Lane::Priority, priority);
        prices.tiers = vec![Tier { above: Tokens::new(9_000), rates }];
    }
    model
}

proptest! {
    #[test]
    fn buckets_add_up_and_nothing_is_negative(work in any_workload()) {
        let bill = month(&tiered(), &work).unwrap();
        let mut cost = Buckets::default();
        for line in &bill.lines {
            prop_assert_eq!(line.rates.cost(&line.tokens), Ok(line.cost));
            cost += line.cost;
        }
        prop_assert_eq!(cost, bill.cost);
        prop_assert_eq!(bill.lines.iter().map(|line| line.requests).sum::<u64>(), work.requests);
        prop_assert!(cost.billed().iter().all(|part| *part >= Usd::ZERO));
        prop_assert!((0.0..=1.0).contains(&bill.cut_off));
    }

    #[test]
    fn caching_moves_input_between_buckets_and_adds_none(work in any_workload()) {
        let mut plain = work.clone();
        plain.caching.on = false;
        let with = month(&tiered(), &work).unwrap();
        let without = month(&tiered(), &plain).unwrap();
        prop_assert_eq!(with.tokens().input(), without.tokens().input());
        prop_assert_eq!(with.tokens()[Bucket::Output], without.tokens()[Bucket::Output]);
        prop_assert_eq!(with.total() - without.total(), with.caching_effect);
    }

    #[test]
    fn more_of_anything_never_costs_less(work in any_workload(), more in 1u64..500) {
        let mut plain = work;
        plain.caching.on = false;
        let now = month(&tiered(), &plain).unwrap().total();
        let mut longer = plain.clone();
        let user = plain.prompt.tokens(Section::User);
        longer.prompt.set_tokens(Section::User, user + Tokens::new(more));
        prop_assert!(month(&tiered(), &longer).unwrap().total() >= now);
        let mut busier = plain.clone();
        busier.requests += more * u64::from(plain.turns);
        prop_assert!(month(&tiered(), &busier).unwrap().total() >= now);
        let mut wordier = plain.clone();
        wordier.answer.mean = plain.answer.mean + Tokens::new(more);
        prop_assert!(month(&tiered(), &wordier).unwrap().total() >= now);
        if let Some(cap) = plain.answer.cap {
            let mut higher = plain.clone();
            higher.answer.cap = Some(cap + Tokens::new(more));
            prop_assert!(month(&tiered(), &higher).unwrap().total() >= now);
        }
    }
}
