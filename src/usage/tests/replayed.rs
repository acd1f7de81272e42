//! Replays and fits.

use super::*;
use crate::billing::{Answers, month_total, price_request};
use crate::card::{Caching, ModelKind};
use crate::explore::{Piece, Sized, Sizing};
use crate::money::Usd;
use crate::place::{Geography, Origin, Profile, Residency};
use crate::tokens::{Estimate, Estimates, Family, KindTotals, Ratio, TextKind};
use crate::usage::{Fit, Moment, Replay, Replayed, Request};
use crate::workload::{Lengths, Section, ServiceTier, Ttl};

fn counts() -> Estimates {
    Estimate::of_all(&KindTotals::of(TextKind::Docs, Ratio::REFERENCE))
}

fn replaying(card: &Card) -> Plan<'_> {
    Plan { replay: Some(Replay::new(card, &counts())), ..plan(card) }
}

fn request(model: &str, tokens: [u64; 5], lane: Lane) -> Request<'_> {
    Request {
        model,
        region: None,
        time: None,
        tokens: buckets(tokens),
        thinking: None,
        lane,
        count: 1,
        about: Default::default(),
    }
}

fn on<'t>(tally: &'t Tally<'_>, card: &Card, id: &str) -> &'t Replayed {
    let at = card.models.iter().position(|model| model.id == id).unwrap();
    &tally.replayed()[at]
}

#[test]
fn on_its_own_model_a_replay_is_exact() {
    let card = card();
    let plan = replaying(&card);
    let mut tally = Tally::new(&plan);
    let model = card.model("claude-sonnet-4-5").unwrap();
    let mut sum = Usd::ZERO;
    // Some on either side of the tier above 200,000, and below the cache minimum.
    for n in 0..500_u64 {
        let tokens = [
            n * 997 % 250_000,
            n * 131 % 9_000,
            n % 3 * 77,
            if n * 997 % 250_000 < 150_000 { n % 2 * 33 } else { 0 },
            n * 17 % 4_000,
        ];
        tally.request(&request(
            "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
            tokens,
            Lane::Standard,
        ));
        let us = Some(Profile::Geography(Geography::Us));
        let prices = model.called(us, None).unwrap().prices;
        sum += price_request(prices, &buckets(tokens), Lane::Standard).unwrap().cost.total();
    }
    let own = on(&tally, &card, "claude-sonnet-4-5");
    assert_eq!((own.low, own.expected, own.high), (sum, sum, sum));
    assert_eq!(tally.cost(), sum);
    assert_eq!(own.requests, 500);
}

#[test]
fn another_tokenizer_gives_a_range() {
    let card = card();
    let plan = replaying(&card);
    let mut tally = Tally::new(&plan);
    // gpt-oss counts with o200k, which is the reference, so that the ratio is the factor itself.
    tally.request(&request("openai.gpt-oss-20b-1:0", [1_000_000, 0, 0, 0, 0], Lane::Standard));
    let factors = crate::tokens::factor(Family::Nova, TextKind::Docs);
    let nova = on(&tally, &card, "nova-lite");
    // Nova Lite's input is $0.06 per 1M tokens: 60,000 picodollars each.
    let near = |cost: Usd, factor: u32| {
        let tokens = i128::from(factor) * 100;
        assert!((cost.pico() / 60_000 - tokens).abs() <= 5, "{cost} is not {tokens} tokens");
    };
    near(nova.low, factors[1]);
    near(nova.expected, factors[0]);
    near(nova.high, factors[2]);
    // The same tokenizer: no range.
    let same = on(&tally, &card, "gpt-oss-120b");
    assert_eq!(same.low, same.high);
    assert!(tally.replayed().iter().all(|sum| sum.low <= sum.expected && sum.expected <= sum.high));
}

#[test]
fn caching_goes_as_far_as_the_model_does() {
    let card = card();
    let plan = replaying(&card);
    let mut tally = Tally::new(&plan);
    tally.request(&request(
        "anthropic.claude-haiku-4-5-20251001-v1:0",
        [100, 3_000, 0, 1_500, 10],
        Lane::Standard,
    ));
    // A model of the same tokenizer without a cache: 4,600 fresh tokens.
    let caching = |id: &str| card.model(id).unwrap().caching;
    assert!(caching("gpt-oss-20b").is_none());
    assert_eq!(on(&tally, &card, "gpt-oss-20b").not_cached, 1);
    // Sonnet 4.5 has the same tokenizer, and caches from 1,024 tokens on: 3,000 read at $0.30,
    // 1,500 written for an hour at $6, 100 at $3, 10 out at $15.
    let sonnet = on(&tally, &card, "claude-sonnet-4-5");
    assert_eq!(sonnet.expected.exact(), "0.01035");
    assert_eq!(sonnet.not_cached, 0);
    // Below the minimum of 4,096 of Opus 4.5: plain input.
    let mut short = Tally::new(&plan);
    short.request(&request(
        "anthropic.claude-sonnet-4-5-20250929-v1:0",
        [100, 2_000, 0, 0, 10],
        Lane::Standard,
    ));
    let opus = on(&short, &card, "claude-opus-4-5");
    assert_eq!(caching("claude-opus-4-5").unwrap().min_tokens.get(), 4_096);
    // 2,100 at $5 and 10 at $25.
    assert_eq!((opus.expected.exact().as_str(), opus.not_cached), ("0.01075", 1));
}

#[test]
fn no_more_is_cached_than_the_model_caches() {
    let mut card = card();
    for model in card.models.iter_mut().filter(|model| model.id == "nova-pro") {
        model.caching =
            model.caching.map(|it| Caching { max_tokens: Some(Tokens::new(20_000)), ..it });
    }
    let plan = replaying(&card);
    let mut tally = Tally::new(&plan);
    // Three alike of 15,000 read, 9,000 written and 1,000 fresh by Nova Lite, of the same tokenizer.
    let [fresh, read, written] = [3_000, 45_000, 27_000];
    let tokens = [fresh, read, written, 0, 0];
    tally
        .request(&Request { count: 3, ..request("amazon.nova-lite-v1:0", tokens, Lane::Standard) });
    // Nova Pro writes 5,000 of the 9,000 each: 45,000 x 0.2 + 15,000 x 0.8 + 15,000 x 0.8 millionths.
    assert_eq!(on(&tally, &card, "nova-pro").expected.exact(), "0.033");
    assert_eq!(on(&tally, &card, "nova-pro").not_cached, 0);
}

#[test]
fn batch_stays_batch_where_there_is_one() {
    let card = card();
    let plan = replaying(&card);
    let mut tally = Tally::new(&plan);
    tally.request(&request("amazon.nova-lite-v1:0", [1_000_000, 0, 0, 0, 0], Lane::Batch));
    assert_eq!(on(&tally, &card, "nova-lite").expected.exact(), "0.03");
    // Nova Pro: $0.40 by Batch.
    assert_eq!(on(&tally, &card, "nova-pro").expected.exact(), "0.40");
    for (model, sum) in card.models.iter().zip(tally.replayed()) {
        let Some(prices) = &model.prices else {
            continue;
        };
        if !prices.base.offers(Lane::Batch) {
            assert_eq!(sum.no_batch, 1, "{}", model.id);
        }
    }
}

#[test]
fn a_service_tier_stays_where_there_is_one_and_is_told_where_there_is_none() {
    let card = card();
    let plan = replaying(&card);
    let mut tally = Tally::new(&plan);
    tally.request(&request("amazon.nova-pro-v1:0", [1_000_000, 0, 0, 0, 0], Lane::Flex));
    // Nova Pro on Flex: $0.40. Nova Lite has none: $0.06, as standard.
    let of = |id| on(&tally, &card, id);
    assert_eq!((of("nova-pro").expected.exact().as_str(), of("nova-pro").no_tier), ("0.40", 0));
    assert_eq!((of("nova-lite").expected.exact().as_str(), of("nova-lite").no_tier), ("0.06", 1));
    for (model, sum) in card.models.iter().zip(tally.replayed()) {
        let offers = model.prices.as_ref().is_none_or(|prices| prices.base.offers(Lane::Flex));
        assert_eq!(sum.no_tier, u64::from(!offers), "{}", model.id);
    }
}

#[test]
fn a_fit_has_the_service_tier_of_all_on_demand() {
    let card = card();
    let plan = plan(&card);
    let fitted = |lanes: &[Lane]| {
        let mut tally = Tally::new(&plan);
        for lane in lanes {
            tally.request(&request("amazon.nova-pro-v1:0", [500, 0, 0, 0, 50], *lane));
        }
        let work = Fit::of(&tally).unwrap().workload;
        let tiers: Vec<_> = work.segments.all().iter().map(|it| (it.tier, it.batch)).collect();
        (work.tier, work.batch.on, tiers)
    };
    use ServiceTier::{Flex, Priority, Standard};
    // Of all on demand, or of most: each segment has its own.
    let mixed = vec![(Flex, false), (Standard, true)];
    assert_eq!(fitted(&[Lane::Flex, Lane::Batch, Lane::Flex]), (Flex, true, mixed));
    assert_eq!(fitted(&[Lane::Priority]), (Priority, false, Vec::new()));
    let mixed = vec![(Standard, false), (Flex, false)];
    assert_eq!(fitted(&[Lane::Flex, Lane::Standard, Lane::Standard]), (Standard, false, mixed));
    assert_eq!(fitted(&[Lane::Batch]), (Standard, true, Vec::new()));
}

#[test]
fn unresolved_requests_are_not_replayed() {
    let card = card();
    let plan = replaying(&card);
    let mut tally = Tally::new(&plan);
    tally.request(&request("my-model", [1_000, 0, 0, 0, 10], Lane::Standard));
    assert!(tally.replayed().iter().all(|sum| *sum == Replayed::default()));
    assert_eq!(tally.requests(), 1);
}

#[test]
fn a_fit_costs_what_the_traffic_cost() {
    let card = card();
    let plan = plan(&card);
    let mut tally = Tally::new(&plan);
    let start = 1_790_812_800_000;
    // 1,000 requests in exactly ten days, each with 4,000 cached tokens, of which one in ten writes.
    for n in 0..1_000_i64 {
        let (read, write) = if n % 10 == 0 { (0, 4_000) } else { (4_000, 0) };
        tally.request(&Request {
            time: Moment::from_millis(start + n * 864_000_000 / 999).map(|at| (at, at)),
            ..request(
                "global.anthropic.claude-sonnet-4-5-20250929-v1:0",
                [200, read, write, 0, 100 + n as u64 % 401],
                Lane::Standard,
            )
        });
    }
    let fit = Fit::of(&tally).unwrap();
    let work = &fit.workload;
    // 730 h / 240 h x 1,000 = 3,041.67.
    assert_eq!((work.requests, fit.scaled_from), (3_042, Some(864_000_000)));
    assert_eq!(work.prompt.tokens(Section::System).get(), 4_000);
    assert_eq!(work.prompt.tokens(Section::User).get(), 200);
    assert_eq!(work.caching.hit_rate.map(|rate| rate.ppm()), Some(900_000));
    assert_eq!((work.caching.ttl, work.origin), (Ttl::FiveMinutes, Origin::default()));
    let lengths = work.answer.lengths.as_ref();
    assert_eq!(lengths.map(Lengths::answers), Some(1_000));
    let mut whole = work.clone();
    whole.requests = 1_000;
    let model = card.model("claude-sonnet-4-5").unwrap();
    let month = month_total(model, &whole, &mut Answers::default()).unwrap();
    // The mean answer is rounded to a whole token of $15 / 1M: 1,000 x 0.5 x 15 micro-dollars.
    let off = (month.approx() - tally.cost().approx()).abs();
    assert!(off <= 0.0075, "{month} is not {}", tally.cost());
}

#[test]
fn a_fit_knows_batch_and_regions() {
    let card = card();
    let plan = plan(&card);
    let mut tally = Tally::new(&plan);
    assert_eq!(Fit::of(&tally), None);
    for n in 0..10 {
        let route = if n < 3 { Lane::Batch } else { Lane::Standard };
        tally.request(&request("us.anthropic.claude-haiku-5-5", [500, 0, 0, 0, 50], route));
    }
    let fit = Fit::of(&tally).unwrap();
    assert_eq!(fit.workload.requests, 10);
    assert_eq!(fit.scaled_from, None);
    assert_eq!(fit.workload.batch.share.ppm(), 300_000);
    assert!(fit.workload.batch.on && !fit.workload.caching.on);
    assert_eq!(fit.workload.origin.residency, Residency::Geography);
    let lengths = fit.workload.answer.lengths.unwrap();
    assert_eq!(lengths.counts().collect::<Vec<_>>(), [(Tokens::new(50), 10)]);
}

#[test]
fn a_fit_costs_on_other_tokenizers_what_the_replay_does() {
    let card = card();
    let plan = replaying(&card);
    let mut tally = Tally::new(&plan);
    for n in 0..1_000_u64 {
        let tokens = [900 + n % 201, 0, 0, 0, 300 + n % 401];
        tally.request(&request("global.anthropic.claude-sonnet-5-5", tokens, Lane::Standard));
    }
    let work = Fit::of(&tally).unwrap().workload;
    assert_eq!(work.counted_by, Some(Family::Claude47));
    let sizing = Sizing::own(work, &|_: Piece, _: Family| None);
    let mut compared = 0;
    for (model, replayed) in card.models.iter().zip(tally.replayed()) {
        let alike = model.kind == ModelKind::Text && replayed.assumed_place == 0;
        if !alike || replayed.requests == 0 || replayed.too_long > 0 {
            continue;
        }
        let Sized { expected, range, .. } = sizing.of(model);
        let cost = |work| month_total(model, work, &mut Answers::default()).unwrap().approx();
        let (ranked, replay) = (cost(expected), replayed.expected.approx());
        // Means of about 640 and 320 tokens are rounded to whole ones.
        assert!((ranked / replay - 1.0).abs() < 0.002, "{}: {ranked} {replay}", model.id);
        if let Some((low, high)) = range {
            assert!((cost(low) / replayed.low.approx() - 1.0).abs() < 0.004, "{}", model.id);
            assert!((cost(high) / replayed.high.approx() - 1.0).abs() < 0.004, "{}", model.id);
            compared += 1;
        }
    }
    assert!(compared > 20, "{compared}");
}
