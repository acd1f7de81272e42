//! The requests of a month, turn by turn.
//!
//! The turns of a conversation are billed one by one, since each has its own input and so its own
//! tier: turn k sends the prompt and k - 1 earlier messages and answers (pricing rules,
//! section 4). The share that goes through Batch is billed without caching, and on demand where
//! the model has no Batch (section 5). What goes on demand is billed by its service tier, with a
//! cache where the tier has one, and as standard where the model has no such tier (section 6a).

use super::limit::{Answers, Limit, LimitedBy, MICRO, Outcome, Unavailable};
use super::note::Note;
use super::plan::{CachePlan, caches_history};
use super::routes;
use super::thinking::thought;
use crate::card::{Bucket, Buckets, Lane, LaneRates, MAX_TIERS, Model, Prices};
use crate::money::{Tokens, Usd};
use crate::workload::{MicroTokens, Output, Section, Workload};

/// The requests of one lane and tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// How they are served.
    pub lane: Lane,
    /// The threshold of their tier, if any.
    pub tier_above: Option<Tokens>,
    /// How many.
    pub requests: u64,
    /// Their tokens, rounded to whole tokens once for the month.
    pub tokens: Buckets<Tokens>,
    /// The rates of each bucket.
    pub rates: LaneRates,
    /// The exact cost of each bucket.
    pub cost: Buckets<Usd>,
    /// Of the output tokens, those of thinking.
    pub thinking: Tokens,
}

/// Tokens of one lane and tier while turns are added up, in millionths of a token.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    requests: u64,
    input: u128,
    output: u128,
    /// Of the output, what is thinking.
    thinking: u128,
    /// Input that a shared-prefix hit reads and a miss writes.
    prefix: u128,
    /// Earlier turns, always found.
    history_read: u128,
    /// New turns, and a first turn's input beyond the shared prefix.
    history_write: u128,
}

/// The ways that a month's requests go: on demand, and the share that goes through Batch.
const WAYS: usize = 2;

/// The share of answers cut off from which a bill says so.
const LEAST_CUT: f64 = 0.001;

/// All turns of a month, added up by tier and lane.
#[derive(Debug)]
pub(super) struct Turns<'m> {
    prices: &'m Prices,
    /// The lane that requests on demand ask for.
    asked: Lane,
    /// What caching does.
    pub(super) plan: CachePlan,
    /// Requests at the base prices, by way.
    base: [Tally; WAYS],
    /// Requests in tiers, as far up as one was reached: nearly always none.
    above: Vec<[Tally; WAYS]>,
    /// The answer of a first turn.
    pub(super) first: Outcome,
    /// By which rules each turn is billed, as one number.
    pub(super) rules: u64,
    /// The input of the last turn, rounded up.
    pub(super) longest: Tokens,
    /// All input, in millionths of a token.
    pub(super) input: u128,
    /// All output, in millionths of a token.
    pub(super) output: u128,
    /// Requests whose answer is cut off.
    pub(super) cut_requests: f64,
    /// Of them, those whose answer does not even begin.
    unseen_requests: f64,
    /// Why Batch requests are billed on demand, if any are.
    pub(super) no_batch: Option<Note>,
    /// The model's own limit, where that cuts answers off.
    pub(super) cut_by_model: Option<Tokens>,
    /// The most that is cached of a request, where some would cache more.
    pub(super) cache_maximum: Option<Tokens>,
}

impl<'m> Turns<'m> {
    /// Adds up the turns at prices of a model.
    pub(super) fn add_up(
        model: &Model,
        prices: &'m Prices,
        workload: &Workload,
        answers: &mut Answers,
    ) -> Result<Self, Unavailable> {
        let (batch, on_demand) = routes(prices, workload);
        let no_batch = (workload.routes().0 > batch).then_some(Note::NoBatch);
        let thought = thought(model, workload);
        let plan = CachePlan::of(model, prices, workload, on_demand);
        let mut input = micro(workload.prompt.input());
        // Embeddings write nothing.
        let has_output = prices.base.get(Bucket::Output).is_some();
        let answer = |answers: &mut Answers, input| -> Result<Outcome, Unavailable> {
            let limit = Limit::of(model, workload, input)?;
            Ok(match has_output {
                true => answers.under(&workload.answer, thought, limit),
                false => Outcome { limit, output: Output::default() },
            })
        };
        let mut turns = Self {
            prices,
            asked: workload.tier.into(),
            plan,
            base: Default::default(),
            above: Vec::new(),
            first: answer(answers, input)?,
            rules: 0,
            longest: Tokens::ZERO,
            input: 0,
            output: 0,
            cut_requests: 0.0,
            unseen_requests: 0.0,
            no_batch,
            cut_by_model: None,
            cache_maximum: None,
        };
        let caches = matches!(plan, CachePlan::On { .. });
        let minimum = model.caching.map_or(0, |caching| caching.min_tokens.get()) * MICRO;
        let maximum = model.caching.and_then(|caching| caching.max_tokens);
        // What is beyond it is plain input of every request (pricing rules, section 5).
        let most = maximum.map_or(u64::MAX, micro);
        let marked = if caches { micro(workload.prompt.prefix()) } else { 0 };
        let prefix = if marked >= minimum { marked.min(most) } else { 0 };
        let mut longest = marked;
        let history = caches && caches_history(workload);
        let user = micro(workload.prompt.tokens(Section::User));
        let mut cached_before = 0;
        for turn in 0..u64::from(workload.turns.max(1)) {
            let outcome = if turn == 0 { turns.first } else { answer(answers, input)? };
            let writes = history && input >= minimum;
            let shared = if cached_before == 0 { prefix } else { 0 };
            turns.add(&Turn {
                batch: turn_requests(batch, workload.turns, turn),
                on_demand: turn_requests(on_demand, workload.turns, turn),
                input,
                outcome,
                shared,
                read: cached_before,
                written: if writes { input.min(most) - cached_before - shared } else { 0 },
            });
            if writes {
                cached_before = input.min(most);
                longest = input;
            }
            turns.longest = Tokens::new(input.div_ceil(MICRO));
            // What was thought is not sent again.
            input += outcome.output.billed - outcome.output.thinking + user;
        }
        if caches && minimum > 0 && prefix == 0 && cached_before == 0 {
            turns.plan = CachePlan::BelowMinimum(Tokens::new(minimum / MICRO));
        }
        turns.cache_maximum = maximum.filter(|_| longest > most && on_demand > 0);
        Ok(turns)
    }

    fn add(&mut self, turn: &Turn) {
        let (outcome, output) = (turn.outcome, turn.outcome.output);
        if output.cut_off >= LEAST_CUT
            && matches!(outcome.limit.by, LimitedBy::MaxOutput | LimitedBy::Context)
        {
            self.cut_by_model = outcome.limit.tokens;
        }
        let mut tiers = self.prices.tiers.iter().take(MAX_TIERS);
        let tier = tiers.rposition(|tier| turn.input > micro(tier.above));
        let rates = tier.map_or(&self.prices.base, |at| &self.prices.tiers[at].rates);
        let bits = [turn.shared > 0, turn.written > 0, outcome.output.cut_off > 0.0];
        let bits = bits.iter().fold(0, |bits, bit| bits * 2 + u64::from(*bit));
        let rule = (tier.map_or(0, |at| at as u64 + 1) * 8 + outcome.limit.by as u64) * 8 + bits;
        // A step of the hash FNV-1a.
        self.rules = (self.rules ^ rule).wrapping_mul(0x0100_0000_01b3);
        let (mut batch, mut on_demand) = (turn.batch, turn.on_demand);
        if batch > 0 && !rates.offers(Lane::Batch) {
            self.no_batch = tier.map(|at| Note::NoBatchAbove(self.prices.tiers[at].above));
            on_demand += batch;
            batch = 0;
        }
        let tallies = match tier {
            None => &mut self.base,
            Some(at) => {
                if self.above.len() <= at {
                    self.above.resize(at + 1, Default::default());
                }
                &mut self.above[at]
            }
        };
        // By index, as this is done for every turn of every bill.
        for (way, requests) in [(0, on_demand), (1, batch)] {
            let tally = &mut tallies[way];
            let times = u128::from(requests);
            tally.requests += requests;
            tally.input += times * u128::from(turn.input);
            tally.output += times * u128::from(output.billed);
            tally.thinking += times * u128::from(output.thinking);
            self.input += times * u128::from(turn.input);
            self.output += times * u128::from(output.billed);
            self.cut_requests += requests as f64 * output.cut_off;
            self.unseen_requests += requests as f64 * output.unseen;
            if way == 0 {
                tally.prefix += times * u128::from(turn.shared);
                tally.history_read += times * u128::from(turn.read);
                tally.history_write += times * u128::from(turn.written);
            }
        }
    }

    /// Where requests on demand ask for a lane that is not offered, or without its own cache.
    pub(super) fn notes_of_tier(&self, lines: &[Line], notes: &mut Vec<Note>) {
        let asked = self.asked;
        if asked == Lane::Standard {
            return;
        }
        let is_offered = self.prices.base.offers(asked);
        for line in lines.iter().filter(|line| line.lane == Lane::Standard) {
            notes.push(match line.tier_above.filter(|_| is_offered) {
                Some(above) => Note::NoTierAbove(asked, above),
                None => Note::NoTier(asked),
            });
        }
        notes.dedup();
    }

    /// The lane in which caching was asked for and is not offered, where the model caches.
    pub(super) fn uncached(&self) -> Option<Lane> {
        let base = &self.prices.base;
        Some(base.served(self.asked)).filter(|lane| *lane != Lane::Standard && base.caches())
    }

    /// The share of answers cut off; that of a first turn where there are no requests.
    pub(super) fn cut_off(&self, requests: u64) -> f64 {
        match requests {
            0 => self.first.output.cut_off,
            _ => self.cut_requests / requests as f64,
        }
    }

    /// Of it, the share of requests whose answer does not even begin.
    pub(super) fn unseen(&self, requests: u64) -> f64 {
        match requests {
            0 => self.first.output.unseen,
            _ => self.unseen_requests / requests as f64,
        }
    }

    /// The cost of all lines.
    pub(super) fn total(&self) -> Usd {
        let mut total = Usd::ZERO;
        self.lines(|line| total += line.cost.total());
        total
    }

    /// Hands out a line for each tier and lane that has requests.
    pub(super) fn lines(&self, mut each: impl FnMut(Line)) {
        let tallies = std::iter::once(&self.base).chain(&self.above);
        for ((tier_above, tier), ways) in self.prices.tables().zip(tallies) {
            let lanes = [tier.served(self.asked), Lane::Batch];
            for (lane, tally) in lanes.into_iter().zip(ways) {
                if tally.requests == 0 {
                    continue;
                }
                let rates = tier.billed(lane);
                let tokens = tally.buckets(&rates, self.plan);
                // Buckets hold tokens only where the tier has a rate for them.
                let Ok(cost) = rates.cost(&tokens) else {
                    continue;
                };
                let thinking = whole(tally.thinking).min(tokens[Bucket::Output]);
                let requests = tally.requests;
                each(Line { lane, tier_above, requests, tokens, rates, cost, thinking });
            }
        }
    }
}

/// The requests of one turn; sizes in millionths of a token.
struct Turn {
    batch: u64,
    on_demand: u64,
    input: MicroTokens,
    outcome: Outcome,
    /// Of the input, what a shared-prefix hit reads and a miss writes.
    shared: MicroTokens,
    /// Of the input, what an earlier turn wrote.
    read: MicroTokens,
    /// Of the input, what this turn writes for the next.
    written: MicroTokens,
}

impl Tally {
    /// Whole tokens for the month. The input is rounded once and then divided, so that the
    /// buckets always add up to it.
    fn buckets(&self, rates: &LaneRates, plan: CachePlan) -> Buckets<Tokens> {
        let input = whole(self.input);
        let mut tokens = Buckets::default();
        tokens[Bucket::Fresh] = input;
        tokens[Bucket::Output] = whole(self.output);
        let CachePlan::On { hit_rate, one_hour, .. } = plan else {
            return tokens;
        };
        if rates[Bucket::CacheRead].is_none() {
            return tokens;
        }
        let prefix = whole(self.prefix);
        let hits = Tokens::new((prefix.get() as f64 * hit_rate).round() as u64).min(prefix);
        let read = (hits + whole(self.history_read)).min(input);
        let written = (prefix - hits + whole(self.history_write)).min(input - read);
        let for_an_hour = one_hour && rates[Bucket::CacheWrite1h].is_some();
        let write = if for_an_hour { Bucket::CacheWrite1h } else { Bucket::CacheWrite };
        tokens[Bucket::Fresh] = input - read - written;
        tokens[Bucket::CacheRead] = read;
        tokens[write] = written;
        tokens
    }
}

/// How many of `requests` are turn number `turn` (from 0): whole conversations, and one cut short
/// where they do not divide.
fn turn_requests(requests: u64, turns: u32, turn: u64) -> u64 {
    let turns = u64::from(turns.max(1));
    requests / turns + u64::from(turn < requests % turns)
}

const fn micro(tokens: Tokens) -> u64 {
    tokens.get() * MICRO
}

pub(super) fn whole(micro: u128) -> Tokens {
    let rounded = (micro + u128::from(MICRO / 2)) / u128::from(MICRO);
    Tokens::new(u64::try_from(rounded).unwrap_or(u64::MAX))
}
