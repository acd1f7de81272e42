//! Who shares a cache, and when: numbers worked by hand, and bills held against simulated months.

use super::tests_support::{model, per_million, random, usd};
use super::{Answers, MonthBill, cache, month};
use crate::card::{Bucket, Model};
use crate::money::{Share, Tokens};
use crate::workload::{Active, Answer, Caching, Prompt, Spread, Ttl, Workload};

fn sonnet() -> Model {
    model("Sonnet", per_million("3", "15", Some(("0.3", "3.75", Some("6")))))
}

fn bill(work: &Workload) -> MonthBill {
    month(&sonnet(), work, &mut Answers::default()).unwrap()
}

/// Conversations of `turns` with a prefix of 8,000 tokens, messages of 100 and answers of 300.
fn chats(requests: u64, turns: u32) -> Workload {
    let answer = Answer {
        mean: Tokens::new(300),
        of_sample: false,
        spread: Spread::NONE,
        lengths: None,
        cap: None,
    };
    let prompt = Prompt::of(Tokens::new(8_000), Tokens::new(100));
    let caching = Caching { on: true, ..Caching::default() };
    Workload { requests, turns, prompt, answer, caching, ..Workload::default() }
}

fn near(got: f64, expected: f64, within: f64) {
    assert!((got - expected).abs() <= within, "{got} is not {expected}");
}

#[test]
fn a_turn_that_comes_late_is_written_again() {
    // Ten conversations of 8,100 and 8,500 tokens. With gaps of five minutes in the mean, 1 - e^-1 =
    // 63.2121% of second turns come within five: they read 8,100 and write 400. The others write
    // 8,500 where no first turn finds the prefix: 51,201.8 are read and 114,798.2 of 166,000 written.
    let mut work = chats(20, 2);
    work.caching.turn_gap = Some(300);
    work.caching.hit_rate = Some(Share::ZERO);
    let tokens = bill(&work).tokens();
    let kept = [Bucket::Fresh, Bucket::CacheRead, Bucket::CacheWrite].map(|it| tokens[it].get());
    assert_eq!(kept, [0, 51_202, 114_798]);
    // Where all find it, the 3.67879 late ones read 8,000 of it, as the ten first turns do:
    // 51,201.8 + 29,430.4 + 80,000.
    work.caching.hit_rate = Some(Share::ONE);
    assert_eq!(bill(&work).tokens()[Bucket::CacheRead].get(), 160_632);
    // Without a gap all come in time: 10 x 8,100 and 80,000.
    work.caching.turn_gap = None;
    assert_eq!(bill(&work).tokens()[Bucket::CacheRead].get(), 161_000);
}

#[test]
fn without_a_history_a_turn_in_time_finds_the_prefix() {
    // Of ten second turns 6.32121 find the 8,000 tokens by their own conversation.
    let mut work = chats(20, 2);
    work.caching = Caching { turn_gap: Some(300), history: false, ..work.caching };
    work.caching.hit_rate = Some(Share::ZERO);
    let tokens = bill(&work).tokens();
    assert_eq!(tokens[Bucket::CacheRead].get(), 50_570);
    assert_eq!(tokens[Bucket::CacheWrite].get(), 160_000 - 50_570);
}

#[test]
fn conversations_keep_the_prefix_warm_for_each_other() {
    // 500 conversations in 43,800 minutes, 0.0114155 a minute. One of ten turns with gaps of two
    // minutes keeps the prefix warm for 5 + 9 x 2 x (1 - e^-2.5) = 21.5225 minutes, so another finds
    // it with 1 - e^-0.245690 = 21.7836%; and 1 - e^-2.5 = 91.7915% of next turns come in time.
    let mut work = chats(5_000, 10);
    work.caching.turn_gap = Some(120);
    near(cache::hit_rate(&work, 5_000, 5.0), 0.217_836, 5e-7);
    near(cache::in_time(&work, 5.0), 0.917_915, 5e-7);
    // The traffic at which that is so: 5,000 in 730 hours.
    near(cache::requests_per_hour_for(&work, 0.217_836, 5.0), 5_000.0 / 730.0, 1e-4);
    // With ten prefixes each has a tenth of them: 1 - e^-0.024569.
    work.caching.prefixes = 10;
    near(cache::hit_rate(&work, 5_000, 5.0), 0.024_270, 5e-7);
}

#[test]
fn the_first_of_a_burst_pays_for_the_others() {
    // Forty requests every four hours, 7,300 a month. The first of forty finds what the burst before
    // has left with 1 - e^(-5/240): 1 - e^-0.0208333 / 40 = 97.5515%.
    let mut work = chats(7_300, 1);
    work.caching.burst = 40;
    near(cache::hit_rate(&work, 7_300, 5.0), 0.975_515, 5e-7);
    // Of ten prefixes 1 - 0.9^40 = 98.5219% are in a burst, each with a first: 24.6305% of requests.
    // 1 - 0.246305 e^(-5 x 0.985219/240) = 75.8699%.
    work.caching.prefixes = 10;
    near(cache::hit_rate(&work, 7_300, 5.0), 0.758_699, 5e-7);
    // Even without traffic 75.37% find it, so fewer take none.
    assert_eq!(cache::requests_per_hour_for(&work, 0.7, 5.0), 0.0);
    near(cache::requests_per_hour_for(&work, 0.758_699, 5.0), 10.0, 1e-3);
}

#[test]
fn what_is_not_said_changes_nothing() {
    // One prefix, single requests and no bursts, and what does not act beside them.
    let mut work = chats(50_000, 1);
    let plain = bill(&work);
    work.caching.turn_gap = Some(60);
    assert_eq!(bill(&work), plain);
    // 50,000 first turns at 1.14155 a minute: 1 - e^-5.70776.
    near(cache::hit_rate(&work, 50_000, 5.0), 0.996_680, 5e-7);
    assert!(bill(&chats(50_000, 10)).caching_effect < -usd("1"));
}

/// How many requests are played.
const REQUESTS: u64 = 12_000;

/// The input of a month as it is billed, in USD: conversations at random, or in bursts of three minutes,
/// each to a prefix at random, turn after turn against caches that each use refreshes.
fn simulated(work: &Workload, random: &mut impl FnMut() -> f64) -> f64 {
    let Caching { ttl, prefixes, turn_gap, burst, .. } = work.caching;
    let (ttl, write) = if ttl == Ttl::OneHour { (60.0, 6.0) } else { (5.0, 3.75) };
    let mut gap = |mean: f64| -f64::ln(random()) * mean;
    // The hours in which nothing begins lie between the windows.
    let window = work.active.window_minutes().unwrap_or(f64::INFINITY);
    let on_the_clock = |at: f64| match (at / window).floor() {
        0.0 => at,
        day => day * 1_440.0 + at % window,
    };
    let conversations = REQUESTS / u64::from(work.turns);
    let between = f64::from(work.turns) / work.requests as f64 * work.active.minutes();
    // What comes before the caches are in their stride is not counted.
    let (before, mut starts, mut now) = (conversations / 4, 0, 0.0);
    let mut requests = Vec::new();
    while starts < before + conversations {
        now += gap(between * f64::from(burst));
        for _ in 0..burst {
            let prefix = (gap(-1.0).exp() * f64::from(prefixes)) as usize;
            let spread = if burst > 1 { 3.0 * gap(-1.0).exp() } else { 0.0 };
            let mut at = on_the_clock(now) + spread;
            for turn in 0..work.turns {
                requests.push((at, starts as usize, turn, prefix));
                at += gap(f64::from(turn_gap.unwrap_or(1)) / 60.0);
            }
            starts += 1;
        }
    }
    requests.sort_unstable_by(|one, other| one.0.total_cmp(&other.0));
    let never = f64::NEG_INFINITY;
    let (mut warm, mut said) = (vec![never; prefixes as usize], vec![never; starts as usize]);
    let (mut cost, mut counted) = (0.0, 0_u64);
    for (at, conversation, turn, prefix) in requests {
        let finds = |used: &mut f64| {
            let found = at - *used <= ttl;
            *used = at;
            found
        };
        let input = 8_100.0 + 400.0 * f64::from(turn);
        let history = finds(&mut said[conversation]);
        let shared = finds(&mut warm[prefix]);
        let read = match (history, shared) {
            (true, _) => input - 400.0,
            (false, true) => 8_000.0,
            (false, false) => 0.0,
        };
        // Single requests write the prefix alone.
        let kept = if work.turns > 1 { input } else { 8_000.0 };
        if conversation >= before as usize {
            cost += read * 0.3 + (kept - read) * write + (input - kept) * 3.0;
            counted += 1;
        }
    }
    cost / counted as f64 * work.requests as f64 / 1e6
}

/// Within 5%, for 1 to 500 prefixes, gaps of ten seconds to an hour, bursts, both lifetimes, and windows
/// of eight hours a day. Conversations that last longer than such a window are not among them.
#[test]
fn as_simulated_months_are_billed() {
    let mut random = random();
    let gaps = [10, 60, 120, 360, 1_200, 3_600].map(|gap| (10, Some(gap), 1));
    let bursts =
        [(1, None, 1), (1, None, 5), (1, None, 40), (10, Some(120), 8), (4, Some(360), 20)];
    let shapes = || gaps.into_iter().chain(bursts);
    let months = [(1, 2_000), (5, 8_000), (20, 8_000), (100, 20_000), (500, 20_000)];
    for (prefixes, requests) in months {
        for (turns, turn_gap, burst) in shapes() {
            for (ttl, hours) in [(Ttl::FiveMinutes, 24), (Ttl::OneHour, 24), (Ttl::FiveMinutes, 8)]
            {
                if hours == 8 && turn_gap == Some(3_600) {
                    continue;
                }
                let mut work = chats(requests, turns);
                work.active = Active::new(hours, None);
                work.caching = Caching { ttl, prefixes, turn_gap, burst, ..work.caching };
                let seen = simulated(&work, &mut random);
                let billed = bill(&work).cost.input().pico() as f64 / 1e12;
                let told = format!("{:?} {hours}h {turns} turns: {billed} {seen}", work.caching);
                assert!((billed / seen - 1.0).abs() < 0.05, "{told}");
            }
        }
    }
}
