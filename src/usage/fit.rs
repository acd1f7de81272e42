//! From real requests to a workload.

use super::lengths::SeenLengths;
use super::tally::Tally;
use crate::card::{Bucket, Buckets, Lane};
use crate::money::{Share, Tokens};
use crate::place::{Origin, Profile, Residency};
use crate::workload::{
    Answer, Batch, Caching, HOURS_PER_MONTH, MAX_REQUESTS, MAX_SECTION_TOKENS, Prompt, Section,
    ServiceTier, Spread, ThinkingAsk, ThinkingChoice, Ttl, Workload,
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
    /// The workload of the requests read, of models on the card or not; none without requests.
    ///
    /// Sizes are means rounded to whole tokens, in the tokens of the models that were asked. The
    /// prefix is what requests on demand read from the cache and wrote to it on average, and the
    /// hit rate is the share of that which was read: so both buckets cost what they did.
    pub fn of(tally: &Tally<'_>) -> Option<Self> {
        let requests = tally.requests();
        if requests == 0 {
            return None;
        }
        let tokens = tally.tokens();
        let batch = tally.served(Lane::Batch);
        let regional: u64 = tally
            .ids()
            .iter()
            .filter(|id| id.resolved.is_some_and(|found| is_regional(found.profile)))
            .map(|id| id.requests)
            .sum();
        let scaled_from = tally
            .span()
            .map(|(first, last)| last.millis() - first.millis())
            .filter(|millis| *millis > 0);
        // Their tokens are as good as any.
        let far_apart: u64 = tally.far_apart().iter().map(|apart| apart.requests).sum();
        Some(Self {
            workload: Workload {
                requests: monthly(requests - far_apart.min(requests), scaled_from),
                prompt: prompt(&tokens, requests, requests - batch.min(requests)),
                answer: answer(tally),
                counted_by: tally.counted_by(),
                thinking: thinking(tally),
                caching: caching(&tokens),
                batch: Batch {
                    on: batch > 0,
                    share: if batch > 0 { Share::of(batch, requests) } else { Share::ONE },
                },
                tier: tier(tally, requests - batch.min(requests)),
                origin: Origin {
                    region: None,
                    residency: match regional > requests / 2 {
                        true => Residency::Geography,
                        false => Residency::Anywhere,
                    },
                },
                ..Workload::default()
            },
            requests,
            scaled_from,
        })
    }
}

/// The service tier of all requests on demand; the standard one where they have several.
fn tier(tally: &Tally<'_>, on_demand: u64) -> ServiceTier {
    let is_all = |tier: &ServiceTier| on_demand > 0 && tally.served((*tier).into()) == on_demand;
    ServiceTier::ALL.into_iter().find(is_all).unwrap_or(ServiceTier::Standard)
}

/// Whether requests to a profile stay within a geography.
fn is_regional(profile: Option<Profile>) -> bool {
    profile.is_some_and(|profile| profile != Profile::Global)
}

/// So many requests in so many milliseconds, as requests in a month, at least one.
fn monthly(requests: u64, millis: Option<i64>) -> u64 {
    let scaled = millis.map_or(requests as f64, |millis| requests as f64 * MONTH / millis as f64);
    (scaled.round() as u64).clamp(1, MAX_REQUESTS)
}

fn prompt(tokens: &Buckets<Tokens>, requests: u64, on_demand: u64) -> Prompt {
    let cached = tokens.cached();
    let input = mean(tokens.input(), requests);
    let prefix = mean(cached, on_demand).min(input);
    let mut prompt = Prompt::of(prefix, Tokens::ZERO);
    prompt.set_tokens(Section::System, prefix);
    prompt.set_tokens(Section::User, input - prefix);
    prompt.set_cached(Section::System, !prefix.is_zero());
    prompt
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

fn caching(tokens: &Buckets<Tokens>) -> Caching {
    let cached = tokens.cached();
    let read = tokens[Bucket::CacheRead].get();
    let hit_rate = (!cached.is_zero()).then(|| Share::of(read, cached.get()));
    let mut caching =
        Caching { on: hit_rate.is_some(), hit_rate, history: false, ..Caching::default() };
    if tokens[Bucket::CacheWrite1h] > tokens[Bucket::CacheWrite] {
        caching.ttl = Ttl::OneHour;
    }
    caching
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
