//! From real requests to a workload.

use super::lengths::SeenLengths;
use super::tally::Tally;
use crate::card::Bucket;
use crate::money::Tokens;
use crate::workload::{
    Answer, Caching, HOURS_PER_MONTH, MAX_REQUESTS, MAX_SECTION_TOKENS, Section, Segments, Spread,
    ThinkingAsk, ThinkingChoice, Workload,
};

/// Milliseconds in a month of 730 hours.
const MONTH: f64 = HOURS_PER_MONTH * 3_600_000.0;

/// A workload with the means of the requests that were read.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// The workload: a month of such requests.
    pub workload: Workload,
    /// How many requests it rests on.
    pub requests: u64,
    /// The milliseconds between the first request and the last, by which the requests were scaled
    /// to a month; none where they could not be, and are taken as a month's.
    pub scaled_from: Option<i64>,
}

impl Fit {
    /// The workload of the requests read whose model the card knows, or of all where it knows none; none
    /// without requests.
    ///
    /// Where one mean would lie it has segments: by tokenizer, service, place, tier, what is cached and for
    /// how long. The prefix of each is what its requests read from the cache and wrote to it on average,
    /// and the hit rate is the share of that which was read: so both buckets cost what they did. Sizes are in the tokens of the models that were
    /// asked.
    pub fn of(tally: &Tally<'_>) -> Option<Self> {
        let segments = tally.segments();
        let requests = segments.iter().map(|it| it.requests).sum();
        if requests == 0 {
            return None;
        }
        let scaled_from = tally
            .span()
            .map(|(first, last)| last.millis() - first.millis())
            .filter(|millis| *millis > 0);
        // Their tokens are as good as any.
        let far_apart: u64 = tally.far_apart().iter().map(|apart| apart.requests).sum();
        let caches = segments.iter().any(|it| !it.prompt[Section::System as usize].is_zero());
        let is_alike = segments.len() == 1;
        let mut workload = Segments::new(segments).ok()?.workload(Workload {
            requests: monthly(requests - far_apart.min(requests), scaled_from),
            answer: answer(tally),
            thinking: thinking(tally),
            caching: Caching { on: caches, history: false, ..Caching::default() },
            ..Workload::default()
        });
        workload.prompt.set_cached(Section::System, caches);
        if is_alike {
            // The workload says it all.
            workload.segments = Segments::default();
        }
        Some(Self { workload, requests, scaled_from })
    }
}

/// So many requests in so many milliseconds, as requests in a month, at least one.
fn monthly(requests: u64, millis: Option<i64>) -> u64 {
    let scaled = millis.map_or(requests as f64, |millis| requests as f64 * MONTH / millis as f64);
    (scaled.round() as u64).clamp(1, MAX_REQUESTS)
}

/// The answers: the whole output, or what was not thinking of it where that is known of all, with the
/// cap under which they were given, and how many ended at one.
fn answer(tally: &Tally<'_>) -> Answer {
    let states_thinking = tally.states_thinking();
    let (lengths, tokens) = match states_thinking {
        true => (tally.thinking().answers(), tally.tokens()[Bucket::Output] - thought(tally)),
        false => (tally.lengths(), tally.tokens()[Bucket::Output]),
    };
    Answer {
        mean: mean(tokens, tally.requests()),
        of_sample: false,
        spread: spread(lengths),
        cap: tally.caps().one().map(|cap| cap.min(Tokens::new(MAX_SECTION_TOKENS))),
        lengths: lengths.histogram_of(tally.caps().ended(states_thinking)),
    }
}

/// What was thought before them: as many tokens as were seen, on every model that thinks. Where not
/// every request says how much that was, the answers hold it.
fn thinking(tally: &Tally<'_>) -> ThinkingChoice {
    if !tally.states_thinking() {
        return ThinkingChoice { ask: ThinkingAsk::Ignore, ..ThinkingChoice::default() };
    }
    ThinkingChoice {
        ask: ThinkingAsk::BY_NUMBER,
        tokens: Some(mean(thought(tally), tally.requests())),
        spread: Some(deviating(tally.thinking().thoughts())),
        ..ThinkingChoice::default()
    }
}

/// The thinking tokens of all requests that state them.
fn thought(tally: &Tally<'_>) -> Tokens {
    tally.ids().iter().map(|id| id.thinking.tokens).sum()
}

/// The ratio of the 95th percentile to the median.
fn spread(lengths: &SeenLengths) -> Spread {
    let at = |permille| lengths.percentile(permille).map_or(0, Tokens::get);
    let ratio = (at(950) * 1_000).checked_div(at(500));
    Spread::from_permille(ratio.map_or(1_000, |ratio| u32::try_from(ratio).unwrap_or(u32::MAX)))
}

/// The spread of a lognormal that has the same mean and standard deviation: many requests may not think
/// at all, and a ratio to the median says nothing then.
fn deviating(lengths: &SeenLengths) -> Spread {
    let (mut answers, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for (length, count) in lengths.iter() {
        let (length, count) = (length as f64, count as f64);
        answers += count;
        sum += length * count;
        squares += length * length * count;
    }
    match sum > 0.0 {
        true => Spread::of_moments(squares * answers / (sum * sum)),
        false => Spread::NONE,
    }
}

fn mean(tokens: Tokens, requests: u64) -> Tokens {
    let mean = (tokens.get() + requests / 2).checked_div(requests);
    Tokens::new(mean.unwrap_or(0).min(MAX_SECTION_TOKENS))
}
