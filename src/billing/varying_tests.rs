//! Inputs that vary: numbers worked by hand, and bills held against requests one by one.

use super::tests_support::{model, per_million, random};
use super::{Answers, MonthBill, Note, month, price_request};
use crate::card::{Bucket, Buckets, Lane, Model, Prices, Tier};
use crate::money::{Share, Tokens};
use crate::workload::{Prompt, Spread, Workload};

/// $3 and $15 up to 200,000 tokens of input, twice that above.
fn sonnet(context: Option<u64>) -> Model {
    let cache = |read, write| Some((read, write, None));
    let base = per_million("3", "15", cache("0.3", "3.75"));
    let rates = per_million("6", "30", cache("0.6", "7.5"));
    let tiers = vec![Tier { above: Tokens::new(200_000), rates }];
    let context = context.map(Tokens::new);
    Model { prices: Some(Prices { base, tiers }), context, ..model("Sonnet", base) }
}

fn work(prefix: u64, rest: u64, permille: u32) -> Workload {
    let mut work = Workload {
        requests: 1_000,
        prompt: Prompt::of(Tokens::new(prefix), Tokens::new(rest)),
        input_spread: Spread::from_permille(permille),
        ..Workload::default()
    };
    work.answer.mean = Tokens::ZERO;
    work
}

fn bill(model: &Model, work: &Workload) -> MonthBill {
    month(model, work, &mut Answers::default()).unwrap()
}

fn input_usd(bill: &MonthBill) -> f64 {
    bill.cost.input().pico() as f64 / 1e12
}

#[test]
fn a_tier_is_reached_by_the_share_that_reaches_it() {
    // sigma = ln 2 / 1.644854 = 0.421404, mu = ln 150,000 - 0.088790 = 11.829600. Above 200,000 are
    // 1 - N((12.206073 - 11.829600) / 0.421404) = 1 - N(0.893378) = 18.5827%. Those up to there have
    // 150,000 N(0.893378 - 0.421404) = 102,229.1 tokens of each request, the others 47,770.9.
    // 1,000 requests: 102.2291M x $3 + 47.7709M x $6 = $306.687 + $286.625.
    let found = bill(&sonnet(None), &work(0, 150_000, 2_000));
    assert!((input_usd(&found) - 593.312_68).abs() < 1e-4, "{}", input_usd(&found));
    assert_eq!(found.lines.iter().map(|line| line.requests).collect::<Vec<_>>(), [814, 186]);
    assert_eq!(found.tokens().input().get(), 150_000_000);
    let above = Note::SomeLongContext(Share::from_ppm(186_000), Tokens::new(200_000));
    assert_eq!(found.notes, [above]);
    // All alike none is above it, but a third more would be: 1,000 x 150,000 x $3.
    let alike = bill(&sonnet(None), &work(0, 150_000, 1_000));
    assert_eq!((input_usd(&alike), alike.notes.as_slice()), (450.0, &[][..]));
    let near = bill(&sonnet(None), &work(0, 170_000, 1_000));
    assert_eq!(near.notes, [Note::NearLongContext(Tokens::new(200_000))]);
    // What is the same in all requests does not vary.
    assert_eq!(bill(&sonnet(None), &work(170_000, 0, 1_000)).notes, []);
    let both = bill(&sonnet(None), &work(199_000, 500, 1_500));
    assert!(matches!(both.notes[..], [Note::SomeLongContext(share, _)] if share.ppm() < 50_000));
}

#[test]
fn what_does_not_fit_is_told_and_not_billed() {
    // Above 400,000 are 1 - N((12.899220 - 11.829600) / 0.421404) = 1 - N(2.538231) = 0.557072%, with
    // 2,570.6 tokens of each request: of the $286.625 above the tier, 2.5706M x $6 are not billed.
    let found = bill(&sonnet(Some(400_000)), &work(0, 150_000, 2_000));
    assert!((input_usd(&found) - 577.889_17).abs() < 1e-4, "{}", input_usd(&found));
    assert!(found.notes.contains(&Note::DoNotFit(Share::from_ppm(5_571))), "{:?}", found.notes);
    // Where they are alike, all fit, or none.
    let alike = bill(&sonnet(Some(180_000)), &work(0, 150_000, 1_000));
    assert_eq!(alike.notes, [Note::NearWindow(Tokens::new(180_000))]);
    let beyond = work(0, 450_000, 2_000);
    assert!(month(&sonnet(Some(400_000)), &beyond, &mut Answers::default()).is_err());
}

/// The input of a month in USD, of so many conversations one by one; and the share of requests that do
/// not fit.
fn one_by_one(model: &Model, work: &Workload, random: &mut impl FnMut() -> f64) -> (f64, f64) {
    const CONVERSATIONS: u32 = 20_000;
    let prices = model.prices.as_ref().unwrap();
    let caching = model.caching.unwrap();
    let (prefix, rest) = (work.prompt.prefix(), work.prompt.input() - work.fixed_input());
    let sigma = work.input_spread.ratio().ln() / 1.644_853_626_951_472_7;
    let mu = (rest.get() as f64).ln() - sigma * sigma / 2.0;
    let hits = work.caching.hit_rate.map_or(0.0, Share::fraction);
    let (mut cost, mut unfit) = (0.0, 0.0);
    let mut normal = 0.0;
    for conversation in 0..CONVERSATIONS {
        let (radius, angle) = ((-2.0 * random().ln()).sqrt(), std::f64::consts::TAU * random());
        // Every other one lies on the other side of the median.
        normal = if conversation % 2 == 0 { radius * angle.cos() } else { -normal };
        let mut input = prefix + Tokens::new((mu + sigma * normal).exp() as u64);
        let mut kept = Tokens::ZERO;
        for _ in 0..work.turns {
            if model.context.is_some_and(|context| input >= context) {
                unfit += 1.0;
                continue;
            }
            let mut tokens = Buckets::default();
            if work.caching.on {
                let shared = if random() < hits { prefix } else { Tokens::ZERO };
                tokens[Bucket::CacheRead] = kept.max(shared);
                kept = if work.turns > 1 && input >= caching.min_tokens { input } else { prefix };
                kept = kept.min(caching.max_tokens.unwrap_or(input));
                tokens[Bucket::CacheWrite] = kept - tokens[Bucket::CacheRead];
            }
            tokens[Bucket::Fresh] = input - tokens.cached();
            let bill = price_request(prices, &tokens, Lane::Standard).unwrap();
            cost += bill.cost.input().pico() as f64 / 1e12;
            input = input + work.answer.mean + work.prompt.tokens(crate::workload::Section::User);
        }
    }
    let requests = f64::from(CONVERSATIONS * work.turns);
    (cost / requests * work.requests as f64, unfit / requests)
}

#[test]
fn as_requests_one_by_one_are_billed() {
    let mut random = random();
    for (context, most) in [(None, None), (Some(260_000), Some(120_000))] {
        for (prefix, context_tokens, turns) in
            [(0, 120_000, 1), (50_000, 60_000, 1), (2_000, 90_000, 6)]
        {
            for (permille, caching) in [(1_300, true), (2_000, false), (2_500, true)] {
                let mut model = sonnet(context);
                if let Some(cache) = &mut model.caching {
                    cache.max_tokens = most.map(Tokens::new);
                    cache.min_tokens = Tokens::new(50_000);
                }
                // A message of 1,000 after what varies, and answers of 2,000.
                let mut work = work(prefix, 1_000, permille);
                work.requests = 60_000;
                work.turns = turns;
                let section = crate::workload::Section::Context;
                work.prompt.set_tokens(section, Tokens::new(context_tokens));
                work.answer.mean = Tokens::new(2_000);
                work.caching.on = caching;
                work.caching.hit_rate = Some(Share::from_ppm(if turns > 1 { 0 } else { 600_000 }));
                let (seen, unfit) = one_by_one(&model, &work, &mut random);
                let found = bill(&model, &work);
                let told = format!("{context:?} {prefix} {turns} {permille} {caching}: {seen}");
                let billed = input_usd(&found);
                assert!((billed / seen - 1.0).abs() < 0.01, "{told}, {billed}");
                let said = found.notes.iter().find_map(|note| match note {
                    Note::DoNotFit(share) => Some(share.fraction()),
                    _ => None,
                });
                assert!(
                    (said.unwrap_or_default() - unfit).abs() < 0.006,
                    "{told}: {said:?}, {unfit}"
                );
            }
        }
    }
}
