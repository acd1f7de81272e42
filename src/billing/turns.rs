//! The requests of a month, turn by turn.
//!
//! The turns of a conversation are billed one by one, since each has its own input and so its own
//! tier: turn k sends the prompt and k - 1 earlier messages and answers (pricing rules,
//! section 4). The share that goes through Batch is billed without caching, and on demand where
//! the model has no Batch (section 5). What goes on demand is billed by its service tier, with a
//! cache where the tier has one, and as standard where the model has no such tier (section 6a).

use super::limit::{Answers, Limit, LimitedBy, MICRO, Outcome, Unavailable, micro};
use super::note::Note;
use super::plan::{CachePlan, Reuse, Reused};
use super::routes;
use super::thinking::thought;
use crate::card::{Bucket, Buckets, Lane, LaneRates, MAX_TIERS, Model, PriceList, Prices};
use crate::money::{Tokens, Usd};
use crate::workload::{MicroTokens, Output, Section, Stretch, Varying, Workload};

/// The requests of one lane and tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// How they are served.
    pub lane: Lane,
    /// Of which list the prices are.
    pub list: PriceList,
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

/// Tokens of one lane and tier while turns are added up, in millionths of a token. Where inputs vary, all
/// of it is [`Stretch::ALL`] times as much until the last turn is added.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    requests: u64,
    input: u128,
    output: u128,
    /// Of the output, what is thinking.
    thinking: u128,
    /// Input that a shared-prefix hit reads and a miss writes.
    prefix: u128,
    /// Earlier turns, as far as they are found.
    history_read: u128,
    /// New turns, and all beyond the shared prefix of a first turn and of one that comes too late.
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
    /// Whether inputs vary.
    pub(super) vary: bool,
    /// Requests whose input does not fit the context window.
    unfit_requests: f64,
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
        let varying = Varying::of(workload);
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
            vary: varying.is_some(),
            unfit_requests: 0.0,
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
        let reused = Reused::of(model, workload, plan);
        let mut longest = if caches { micro(workload.prompt.prefix()) } else { 0 };
        let again = workload.prompt.tokens(Section::User) + workload.prompt.around.turn;
        let again = micro(again);
        let (mut before, mut writes) = (None, false);
        for turn in 0..u64::from(workload.turns.max(1)) {
            let outcome = if turn == 0 { turns.first } else { answer(answers, input)? };
            let mean = Turn {
                batch: turn_requests(batch, workload.turns, turn),
                on_demand: turn_requests(on_demand, workload.turns, turn),
                input,
                outcome,
                reuse: reused.by(input, before),
            };
            match &varying {
                None => turns.add(&mean),
                Some(varying) => {
                    let cuts = cuts(model, prices, workload, &reused, (varying, input, before));
                    for stretch in varying.stretches(&cuts) {
                        let of = |mean: MicroTokens| mean - varying.mean() + stretch.mean;
                        let part = |requests: u64| requests.saturating_mul(stretch.share);
                        let (batch, on_demand) = (part(mean.batch), part(mean.on_demand));
                        match answer(answers, of(input)) {
                            Ok(outcome) => turns.add(&Turn {
                                batch,
                                on_demand,
                                input: of(input),
                                outcome,
                                reuse: reused.by(of(input), before.map(of)),
                            }),
                            // They fail, and are not billed.
                            Err(_) => turns.unfit_requests += batch as f64 + on_demand as f64,
                        }
                    }
                }
            }
            before = Some(input);
            writes = reused.writes(input);
            if writes {
                longest = input;
            }
            turns.longest = Tokens::new(input.div_ceil(MICRO));
            // What was thought is not sent again.
            input += outcome.output.billed - outcome.output.thinking + again;
        }
        if caches && reused.minimum > 0 && reused.prefix == 0 && !writes {
            turns.plan = CachePlan::BelowMinimum(Tokens::new(reused.minimum / MICRO));
        }
        let maximum = model.caching.and_then(|caching| caching.max_tokens);
        turns.cache_maximum = maximum.filter(|_| longest > reused.most && on_demand > 0);
        if varying.is_some() {
            // Without a jump anywhere: each rule takes hold of more requests and more.
            turns.rules = u64::from(reused.prefix > 0);
            turns.undo_shares();
        }
        Ok(turns)
    }

    /// Takes back that each stretch of inputs was counted as often as its share has it.
    fn undo_shares(&mut self) {
        let all = u128::from(Stretch::ALL);
        for tally in std::iter::once(&mut self.base).chain(&mut self.above).flatten() {
            let Tally { requests, input, output, thinking, prefix, history_read, history_write } =
                tally;
            // What has any request has a line.
            let any = u64::from(*requests > 0);
            *requests = (requests.saturating_add(Stretch::ALL / 2) / Stretch::ALL).max(any);
            for micro in [input, output, thinking, prefix, history_read, history_write] {
                *micro = (*micro + all / 2) / all;
            }
        }
        self.input /= all;
        self.output /= all;
        for requests in
            [&mut self.cut_requests, &mut self.unseen_requests, &mut self.unfit_requests]
        {
            *requests /= Stretch::ALL as f64;
        }
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
        let reuse = turn.reuse;
        let bits = [reuse.shared > 0, reuse.written > 0, outcome.output.cut_off > 0.0];
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
            if requests == 0 {
                continue;
            }
            let tally = &mut tallies[way];
            let times = u128::from(requests);
            tally.requests = tally.requests.saturating_add(requests);
            tally.input += times * u128::from(turn.input);
            tally.output += times * u128::from(output.billed);
            tally.thinking += times * u128::from(output.thinking);
            self.input += times * u128::from(turn.input);
            self.output += times * u128::from(output.billed);
            self.cut_requests += requests as f64 * output.cut_off;
            self.unseen_requests += requests as f64 * output.unseen;
            if way == 0 {
                tally.prefix += times * u128::from(reuse.shared);
                tally.history_read += times * u128::from(reuse.read);
                tally.history_write += times * u128::from(reuse.written);
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

    /// The share of requests that do not fit the context window.
    pub(super) fn unfit(&self, requests: u64) -> f64 {
        self.unfit_requests / requests.max(1) as f64
    }

    /// The thresholds of the long-context tiers.
    pub(super) fn tiers(&self) -> impl Iterator<Item = Tokens> {
        self.prices.tiers.iter().map(|tier| tier.above)
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
        self.lines(PriceList::Base, |line| total += line.cost.total());
        total
    }

    /// Hands out a line for each tier and lane that has requests, at prices of a list.
    pub(super) fn lines(&self, list: PriceList, mut each: impl FnMut(Line)) {
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
                each(Line { lane, list, tier_above, requests, tokens, rates, cost, thinking });
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
    /// What of the input is cached.
    reuse: Reuse,
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

/// Lengths of a first request's varying part, in millionths of a token, at which another rule takes hold
/// of a turn: a tier, the context window, what it leaves to the answer, and the least and the most that is
/// cached, of this turn and of the one before. `input` and `before` are at the mean.
fn cuts(
    model: &Model,
    prices: &Prices,
    workload: &Workload,
    reused: &Reused,
    (varying, input, before): (&Varying, MicroTokens, Option<MicroTokens>),
) -> Vec<MicroTokens> {
    let room = [workload.answer.cap, model.max_output].into_iter().flatten().min();
    let room = room.unwrap_or(workload.answer.mean);
    let cached = [reused.minimum, reused.most];
    let tiers = prices.tiers.iter().map(|tier| micro(tier.above));
    let window = model.context.into_iter().flat_map(|all| [micro(all), micro(all - room)]);
    let here = tiers.chain(window).chain(cached).map(|length| (length, input));
    let earlier = before.into_iter().flat_map(|before| cached.map(|length| (length, before)));
    let mut cuts: Vec<_> = here
        .chain(earlier)
        .filter_map(|(length, at)| length.saturating_add(varying.mean()).checked_sub(at))
        .collect();
    cuts.sort_unstable();
    cuts
}

pub(super) fn whole(micro: u128) -> Tokens {
    let rounded = (micro + u128::from(MICRO / 2)) / u128::from(MICRO);
    Tokens::new(u64::try_from(rounded).unwrap_or(u64::MAX))
}
