//! Worked numbers of what a cache holds at most, of those that work by themselves, and of what is
//! disputed about them.

use super::Note;
use super::tests::{cached, month, sonnet, total, work};
use crate::billing::tests_support::{model, per_million, rate, usd, with_batch};
use crate::card::{Bucket, Buckets, CacheMode, Fact, Lane, Model, Said, Slot, Topic};
use crate::money::{Share, Tokens};
use crate::workload::{Batch, Workload};

/// A model that caches at most so many tokens of a request.
fn up_to(mut model: Model, most: u64) -> Model {
    if let Some(caching) = &mut model.caching {
        caching.max_tokens = Some(Tokens::new(most));
    }
    model
}

fn nova() -> Model {
    let rates = per_million("0.06", "0.24", Some(("0.015", "0.06", None)));
    up_to(model("Nova", with_batch(rates, "0.03", "0.12")), 20_000)
}

#[test]
fn what_is_beyond_the_maximum_is_plain_input() {
    // 100,000 x (80,200 x 0.06 + 20,000 x 0.015 + 300 x 0.24) millionths:
    // $481.20 + $30 + $7.20 = $518.40, not the $158.40 of a cache of 100,000.
    let bill = month(&nova(), &cached(work(100_000, 100_000, 200, 300), Some("1"))).unwrap();
    assert_eq!(bill.total(), usd("518.40"));
    assert_eq!(bill.notes, [Note::AboveCacheMaximum(Tokens::new(20_000))]);
    // At 40% hits 8,000 of the 20,000 are read and 12,000 written, at the price of input.
    let bill = month(&nova(), &cached(work(1_000, 100_000, 0, 0), Some("0.4"))).unwrap();
    let tokens = bill.tokens();
    let kept = [Bucket::Fresh, Bucket::CacheRead, Bucket::CacheWrite].map(|it| tokens[it].get());
    assert_eq!(kept, [80_000_000, 8_000_000, 12_000_000]);
}

#[test]
fn the_maximum_is_told_only_where_it_acts() {
    let fits = cached(work(1_000, 20_000, 200, 300), Some("1"));
    assert_eq!(month(&nova(), &fits).unwrap().notes, []);
    // Without a history, only the prefix is cached.
    let mut chat = fits;
    (chat.turns, chat.caching.history) = (10, false);
    assert_eq!(month(&nova(), &chat).unwrap().notes, []);
    // Batch caches nothing.
    let mut batched = cached(work(1_000, 100_000, 200, 300), Some("1"));
    batched.batch = Batch { on: true, share: Share::ONE };
    assert_eq!(month(&nova(), &batched).unwrap().notes, []);
    assert_eq!(month(&nova(), &work(1_000, 100_000, 200, 300)).unwrap().notes, []);
}

#[test]
fn a_history_is_cached_up_to_the_maximum() {
    // Inputs 2,100, 2,500 ... 5,700 as in `ten_turns_replay_the_conversation`, and a cache of 4,000.
    // Written: 2,100, four times 400, and 300 of the sixth turn's 4,100: 4,000.
    // Read: 2,100 + 2,500 + 2,900 + 3,300 + 3,700 + 4 x 4,000 = 30,500.
    // Plain: 100 + 500 + 900 + 1,300 + 1,700 = 4,500.
    // 4,500 x 3 + 30,500 x 0.3 + 4,000 x 3.75 + 3,000 x 15 = 13,500 + 9,150 + 15,000 + 45,000.
    let mut chat = cached(work(10, 2_000, 100, 300), Some("0"));
    chat.turns = 10;
    let bill = month(&up_to(sonnet(), 4_000), &chat).unwrap();
    assert_eq!(bill.total(), usd("0.08265"));
    let tokens = bill.tokens();
    let kept = [Bucket::Fresh, Bucket::CacheRead, Bucket::CacheWrite].map(|it| tokens[it].get());
    assert_eq!(kept, [4_500, 30_500, 4_000]);
    assert_eq!(bill.notes.first(), Some(&Note::AboveCacheMaximum(Tokens::new(4_000))));
    // A prefix beyond the maximum leaves nothing to the history: nine turns read 1,500 of it.
    let bill = month(&up_to(sonnet(), 1_500), &chat).unwrap();
    let tokens = bill.tokens();
    let kept = [Bucket::Fresh, Bucket::CacheRead, Bucket::CacheWrite].map(|it| tokens[it].get());
    assert_eq!(kept, [39_000 - 15_000, 13_500, 1_500]);
}

/// GPT-5.5, which caches by itself.
fn implicit() -> Model {
    let mut rates = per_million("5", "30", None);
    rates[Lane::Standard][Bucket::CacheRead] = Some(rate("0.5"));
    let mut model = model("GPT", rates);
    if let Some(caching) = &mut model.caching {
        caching.mode = CacheMode::Implicit;
    }
    model
}

#[test]
fn an_implicit_cache_is_counted_where_caching_is_on_and_told_where_it_is_off() {
    let off = work(50_000, 4_000, 200, 300);
    // 50,000 x (4,200 x 5 + 300 x 30) millionths; no reads are guessed at.
    let bill = month(&implicit(), &off).unwrap();
    assert_eq!((bill.total(), bill.notes.as_slice()), (usd("1500"), &[Note::CachesByItself][..]));
    // All found: 50,000 x (200 x 5 + 4,000 x 0.5 + 300 x 30) millionths.
    let bill = month(&implicit(), &cached(off.clone(), Some("1"))).unwrap();
    assert_eq!((bill.total(), bill.notes.as_slice()), (usd("600"), &[][..]));
    // Half found: the rest is plain input, without a charge for writing it.
    // 50,000 x (2,200 x 5 + 2,000 x 0.5 + 300 x 30) millionths.
    assert_eq!(total(&implicit(), &cached(off.clone(), Some("0.5"))), usd("1050"));
    // Nothing is likely to repeat, or too little, or Batch takes it all, or a cache is not implicit.
    let notes = |model: &Model, work: &Workload| month(model, work).unwrap().notes;
    assert_eq!(notes(&implicit(), &work(50_000, 0, 4_200, 300)), []);
    assert_eq!(notes(&implicit(), &work(50_000, 1_023, 200, 300)), []);
    assert_eq!(notes(&sonnet(), &off), []);
    let mut batched = off;
    batched.batch = Batch { on: true, share: Share::ONE };
    let mut model = implicit();
    if let Some(prices) = &mut model.prices {
        prices.base = with_batch(prices.base, "2.5", "15");
    }
    assert_eq!(notes(&model, &batched), []);
    // The turns of a conversation repeat the ones before: the fourth sends 200 + 3 x 500.
    let mut chat = work(50_000, 0, 200, 300);
    chat.turns = 4;
    assert_eq!(notes(&implicit(), &chat), [Note::CachesByItself]);
}

#[test]
fn a_disputed_value_is_told_only_where_it_acts() {
    let mut model = nova();
    model.assumed.cache_write = true;
    model.assumed.cache_min = true;
    let minimum = Topic::Fact(Fact::CacheMinimum);
    let write = Topic::Rate(Slot::new(Lane::Standard, Bucket::CacheWrite));
    model.disputed =
        [write, minimum].map(|topic| Said { topic, words: "two say two".to_owned() }).into();
    let notes = |work: &Workload| month(&model, work).unwrap().notes;
    let told = [write, minimum].map(Note::Disputed);
    assert_eq!(notes(&cached(work(1_000, 2_000, 0, 0), Some("0.5"))), told);
    // All is read, and nothing written.
    assert_eq!(notes(&cached(work(1_000, 2_000, 0, 0), Some("1"))), told[1..]);
    assert_eq!(
        notes(&cached(work(1_000, 1_000, 0, 0), Some("1"))),
        [Note::BelowCacheMinimum(Tokens::new(1_024)), told[1]]
    );
    assert_eq!(notes(&work(1_000, 2_000, 0, 0)), []);
    let bill = month(&model, &cached(work(1_000, 2_000, 0, 0), Some("0.5"))).unwrap();
    let words = ["cache write price disputed", "least cached prefix disputed"];
    assert_eq!(bill.basis(), words);
    // One request's tokens, too.
    let tokens = Buckets::default().with(Bucket::CacheWrite, Tokens::new(1));
    assert_eq!(Note::assumed_rates(&model, &tokens, false), words[..1]);
}
