//! Worked numbers of requests in segments.

use super::*;
use crate::billing::tests_support::{model, per_million, usd};
use crate::billing::{LimitedBy, Unavailable};
use crate::card::{Caching, Lane, Tier};
use crate::money::{Share, Tokens};
use crate::place::Origin;
use crate::workload::{Section, Segment, Segments, ServiceTier, Ttl};

/// Of 10 requests 8 have 1,000 tokens, 1 has 3,000 of which 2,000 are cached and 1 has 210,000.
fn segments() -> Segments {
    let tokens = |system, user| [0, system, 0, user].map(Tokens::new);
    let plain = Segment {
        requests: 8,
        prompt: tokens(0, 1_000),
        answer: Tokens::new(100),
        lengths: None,
        hit_rate: Share::default(),
        ttl: Ttl::FiveMinutes,
        tier: ServiceTier::Standard,
        batch: false,
        origin: Origin::default(),
        counted_by: None,
    };
    let cached = Segment {
        requests: 1,
        prompt: tokens(2_000, 1_000),
        hit_rate: Share::from_ppm(500_000),
        ..plain.clone()
    };
    let long = Segment { requests: 1, prompt: tokens(0, 210_000), ..plain.clone() };
    Segments::new(vec![plain, cached, long]).unwrap()
}

fn work() -> Workload {
    let mut work = segments().workload(Workload { requests: 10_000, ..Workload::default() });
    work.prompt.set_cached(Section::System, true);
    work.caching.on = true;
    work
}

/// $3 and $15 with a cache at $0.30 and $3.75, twice and half as much more above 200,000 tokens.
fn tiered() -> Model {
    let mut model = model("Tiered", per_million("3", "15", Some(("0.3", "3.75", None))));
    if let Some(prices) = &mut model.prices {
        let rates = per_million("6", "22.5", None);
        prices.tiers = vec![Tier { above: Tokens::new(200_000), rates }];
    }
    model
}

fn bill(model: &Model, work: &Workload) -> Result<MonthBill, Unavailable> {
    let bill = month(model, work, &mut Answers::default());
    let figures = month_figures(model, work, &mut Answers::default());
    assert_eq!(bill.as_ref().map(MonthBill::total), figures.as_ref().map(|it| it.total));
    if let (Ok(bill), Ok(figures)) = (&bill, figures) {
        assert_eq!((bill.cut_off, bill.unseen), (figures.cut_off, figures.unseen));
        assert_eq!(bill.output_per_request, figures.output_per_request);
    }
    bill
}

#[test]
fn segments_are_billed_one_by_one() {
    let bill = bill(&tiered(), &work()).unwrap();
    // 8,000 x (1,000 x 3 + 100 x 15) = $36; 1,000 x (1,000 x 3 + 1,000 x 0.3 + 1,000 x 3.75 + 100 x 15) =
    // $8.55; 1,000 x (210,000 x 6 + 100 x 22.5) = $1,262.25.
    assert_eq!(bill.total(), usd("1306.80"));
    // Plain and cached requests are one line; caching saves 1.95 of 2M x 3 = $6.
    let lines: Vec<_> = bill.lines.iter().map(|line| (line.lane, line.requests)).collect();
    assert_eq!(lines, [(Lane::Standard, 9_000), (Lane::Standard, 1_000)]);
    assert_eq!(bill.caching_effect, usd("-1.95"));
    let above = Tokens::new(200_000);
    assert_eq!(bill.notes, [Note::SomeLongContext(Share::from_ppm(100_000), above)]);
    // The mean of 22,000 tokens would be in no tier, and its prefix of 200 in none of the requests.
    let alike = Workload { segments: Segments::default(), ..work() };
    assert!(month(&tiered(), &alike, &mut Answers::default()).unwrap().total() < usd("700"));
}

#[test]
fn a_cap_holds_for_all() {
    let mut capped = work();
    capped.answer.cap = Some(Tokens::new(50));
    let bill = bill(&tiered(), &capped).unwrap();
    // Half of the output: 9,000 x 50 x 7.5 + 1,000 x 50 x 22.5 less: $6.75 and $1.125.
    assert_eq!(bill.total(), usd("1298.925"));
    assert_eq!((bill.cut_off, bill.limit.by), (1.0, LimitedBy::Cap));
}

#[test]
fn what_does_not_fit_is_left_out_and_told() {
    let small = |context| Model { context: Some(Tokens::new(context)), ..tiered() };
    let most = bill(&small(200_000), &work()).unwrap();
    assert_eq!(most.total(), usd("44.55"));
    assert_eq!(most.notes, [Note::DoNotFit(Share::from_ppm(100_000))]);
    assert!(matches!(bill(&small(500), &work()), Err(Unavailable::DoesNotFit { .. })));
}

#[test]
fn below_the_minimum_of_some_is_no_note() {
    let mut model = tiered();
    model.caching = model.caching.map(|it| Caching { min_tokens: Tokens::new(4_096), ..it });
    let bill = bill(&model, &work()).unwrap();
    // The prefix is plain input: 1,000 x 2,000 x 3 in place of $4.05.
    assert_eq!(bill.total(), usd("1308.75"));
    assert!(bill.notes.contains(&Note::BelowCacheMinimum(Tokens::new(4_096))));
}
