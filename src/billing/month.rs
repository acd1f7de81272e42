//! A month of a workload on one model.

use super::limit::{Answers, Limit, LimitedBy, MICRO, Unavailable};
use super::note::Note;
use super::plan::{CachePlan, caches_by_itself};
use super::routing::served;
use super::thinking::{effort, thinking_is_assumed, thought};
use super::turns::{Line, Turns, whole};
use crate::card::{Bucket, Buckets, Fact, Lane, Model, PriceList, Routing, Served, Slot, Topic};
use crate::effort::Effort;
use crate::money::{Share, Tokens, Usd};
use crate::place::Origin;
use crate::workload::{MicroTokens, Ttl, Varying, Workload};

/// The share of requests without a visible answer from which a bill warns of them.
pub(super) const MANY_UNSEEN: f64 = 0.01;

/// The share of requests that do not fit from which a bill warns of them.
pub(super) const LEAST_UNFIT: f64 = 0.0005;

/// What a month costs on one model.
#[derive(Debug, Clone, PartialEq)]
pub struct MonthBill {
    /// One line for each lane and tier that has requests.
    pub lines: Vec<Line>,
    /// The cost of each bucket over all lines.
    pub cost: Buckets<Usd>,
    /// What it costs to judge answers, beside what models bill.
    pub judging: Usd,
    /// All requests.
    pub requests: u64,
    /// Mean billed output of a request, in millionths of a token.
    pub output_per_request: MicroTokens,
    /// What bounds an answer in a first request.
    pub limit: Limit,
    /// The share of answers that the limit cuts off, those that do not even begin among them.
    pub cut_off: f64,
    /// The share of requests that have no visible answer: thinking takes all that the limit allows.
    pub unseen: f64,
    /// The effort at which the model thinks; none where it does not.
    pub effort: Option<Effort>,
    /// Of the output tokens, those of thinking.
    pub thinking: Tokens,
    /// What those cost, in the cost of output.
    pub thinking_cost: Usd,
    /// What caching does here.
    pub cache: CachePlan,
    /// What caching adds to the bill; negative where it saves.
    pub caching_effect: Usd,
    /// Of which list the prices are.
    pub list: PriceList,
    /// Who answers; none where that is not known, or where no region is given.
    pub routing: Option<Routing>,
    /// What else there is to know.
    pub notes: Vec<Note>,
}

impl MonthBill {
    /// The monthly cost.
    pub fn total(&self) -> Usd {
        self.cost.total() + self.judging
    }

    /// The share of output in the cost; none when the month costs nothing.
    pub fn output_share(&self) -> Option<f64> {
        self.share(self.cost[Bucket::Output])
    }

    /// The share of thinking in the cost; none when the month costs nothing.
    pub fn thinking_share(&self) -> Option<f64> {
        self.share(self.thinking_cost)
    }

    fn share(&self, part: Usd) -> Option<f64> {
        let total = self.total();
        (!total.is_zero()).then(|| part.pico() as f64 / total.pico() as f64)
    }

    /// What it rests on beside the workload and the rates, in words: what the rate card assumes, and
    /// in what other way than asked requests are served.
    pub fn basis(&self) -> Vec<String> {
        self.assumed().chain(self.otherwise()).collect()
    }

    /// What the rate card assumes of it, in words.
    pub fn assumed(&self) -> impl Iterator<Item = String> {
        self.notes.iter().filter(|note| note.is_assumption()).map(Note::words)
    }

    /// In what other way than asked requests are served, in words.
    pub fn otherwise(&self) -> impl Iterator<Item = String> {
        self.notes.iter().filter_map(Note::otherwise)
    }

    /// The bill of so many requests that several models answer between them, and of judging what they
    /// answer: lines and costs add up, and shares are of the requests that models were sent. None
    /// without a bill.
    pub fn together<'b>(
        bills: impl Iterator<Item = &'b Self>,
        requests: u64,
        judging: Usd,
    ) -> Option<Self> {
        let mut sent = 0;
        let (mut output, mut cut_off, mut unseen) = (0_u128, 0.0, 0.0);
        let mut sum: Option<Self> = None;
        for bill in bills {
            sent += bill.requests;
            output += u128::from(bill.output_per_request) * u128::from(bill.requests);
            cut_off += bill.cut_off * bill.requests as f64;
            unseen += bill.unseen * bill.requests as f64;
            let Some(sum) = &mut sum else {
                sum = Some(bill.clone());
                continue;
            };
            sum.lines.extend(bill.lines.iter().cloned());
            sum.cost += bill.cost;
            sum.thinking += bill.thinking;
            sum.thinking_cost += bill.thinking_cost;
            sum.caching_effect += bill.caching_effect;
            if matches!(bill.cache, CachePlan::On { .. }) {
                sum.cache = bill.cache;
            }
            sum.effort = sum.effort.max(bill.effort);
            let new = bill.notes.iter().filter(|note| !sum.notes.contains(note));
            let new: Vec<Note> = new.cloned().collect();
            sum.notes.extend(new);
        }
        let mean = output / u128::from(requests.max(1));
        let all = sent.max(1) as f64;
        Some(Self {
            judging,
            requests,
            output_per_request: MicroTokens::try_from(mean).unwrap_or(MicroTokens::MAX),
            limit: Limit::none(),
            cut_off: cut_off / all,
            unseen: unseen / all,
            routing: None,
            ..sum?
        })
    }

    /// All tokens of the month.
    pub fn tokens(&self) -> Buckets<Tokens> {
        let mut all = Buckets::default();
        for line in &self.lines {
            all += line.tokens;
        }
        all
    }
}

/// What a month of requests that are alike costs on `model`, with the sum behind it.
///
/// # Errors
/// [`Unavailable`] when the model has no price or a request does not fit its context window.
pub(super) fn alike(
    model: &Model,
    workload: &Workload,
    answers: &mut Answers,
) -> Result<MonthBill, Unavailable> {
    let served = served(model, workload, answers)?;
    let turns = Turns::add_up(model, served.prices, workload, answers)?;
    let mut bill = MonthBill {
        lines: Vec::with_capacity(1),
        cost: Buckets::default(),
        judging: Usd::ZERO,
        requests: workload.requests,
        output_per_request: mean(turns.output, workload.requests, turns.first.output.billed),
        limit: turns.first.limit,
        cut_off: turns.cut_off(workload.requests),
        unseen: turns.unseen(workload.requests),
        effort: effort(model, workload),
        thinking: Tokens::ZERO,
        thinking_cost: Usd::ZERO,
        cache: turns.plan,
        caching_effect: Usd::ZERO,
        list: served.list,
        routing: served.routing,
        notes: Vec::new(),
    };
    turns.lines(served.list, |line| {
        bill.cost += line.cost;
        let uncached = line.rates[Bucket::Fresh].map(|rate| rate.cost(line.tokens.cached()));
        bill.caching_effect += line.cost.cached() - uncached.unwrap_or_default();
        bill.thinking += line.thinking;
        let rate = line.rates[Bucket::Output];
        bill.thinking_cost += rate.map_or(Usd::ZERO, |rate| rate.cost(line.thinking));
        bill.lines.push(line);
    });
    bill.note(model, workload, &turns);
    if workload.origin != Origin::default() {
        bill.note_place(model, workload.origin, &served);
    }
    bill.notes.extend(model.end_of_life.map(Note::EndOfLife));
    Ok(bill)
}

/// The figures of a month that a curve is drawn from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// The monthly cost.
    pub total: Usd,
    /// Mean input of a request, in millionths of a token.
    pub input_per_request: MicroTokens,
    /// Mean billed output of a request, in millionths of a token.
    pub output_per_request: MicroTokens,
    /// The share of answers that the limit cuts off, those that do not even begin among them.
    pub cut_off: f64,
    /// The share of requests that have no visible answer.
    pub unseen: f64,
    /// By which rules each turn is billed (its tier, what of it is cached, what bounds its answer), as
    /// one number: where a control changes the cost with none of them changing, it does so smoothly.
    pub rules: u64,
}

/// What the month of `bill` costs with the output of `workload`, which differs from its own in nothing
/// else. None in conversations, where output becomes input, and where inputs vary, which bound it, or
/// requests differ.
pub fn month_with_output_of(
    bill: &MonthBill,
    model: &Model,
    workload: &Workload,
    answers: &mut Answers,
) -> Option<Usd> {
    if workload.turns > 1 || Varying::of(workload).is_some() || !workload.segments.is_none() {
        return None;
    }
    let outcome = answers.under(&workload.answer, thought(model, workload), bill.limit);
    let mut total = bill.total();
    for line in &bill.lines {
        let rate = line.rates[Bucket::Output]?;
        let tokens = whole(u128::from(line.requests) * u128::from(outcome.output.billed));
        total += rate.cost(tokens) - line.cost[Bucket::Output];
    }
    Some(total)
}

/// The figures of a month of requests that are alike, without the sum behind them.
///
/// # Errors
/// As [`alike`].
pub(super) fn figures(
    model: &Model,
    workload: &Workload,
    answers: &mut Answers,
) -> Result<Figures, Unavailable> {
    let prices = served(model, workload, answers)?.prices;
    let turns = Turns::add_up(model, prices, workload, answers)?;
    let first = MICRO * workload.prompt.input().get();
    Ok(Figures {
        total: turns.total(),
        input_per_request: mean(turns.input, workload.requests, first),
        output_per_request: mean(turns.output, workload.requests, turns.first.output.billed),
        cut_off: turns.cut_off(workload.requests),
        unseen: turns.unseen(workload.requests),
        rules: turns.rules,
    })
}

impl MonthBill {
    fn note(&mut self, model: &Model, workload: &Workload, turns: &Turns<'_>) {
        let notes = &mut self.notes;
        if self.caching_effect > Usd::ZERO {
            notes.push(Note::CachingCostsMore(self.caching_effect));
        }
        if self.unseen >= MANY_UNSEEN {
            notes.push(Note::NoAnswer(share_of(self.unseen)));
        }
        let unfit = turns.unfit(self.requests);
        notes.extend((unfit >= LEAST_UNFIT).then(|| Note::DoNotFit(share_of(unfit))));
        notes.extend(turns.cut_by_model.map(Note::CutByModel));
        notes.extend(turns.no_batch);
        turns.notes_of_tier(&self.lines, notes);
        let minimum = Topic::Fact(Fact::CacheMinimum);
        let assumed_minimum = (model.assumed.cache_min && model.dispute(minimum).is_none())
            .then_some(Note::AssumedCacheMinimum);
        match self.cache {
            CachePlan::Off => {
                let reads = |line: &Line| {
                    line.lane != Lane::Batch && line.rates[Bucket::CacheRead].is_some()
                };
                if caches_by_itself(model, workload, turns.longest) && self.lines.iter().any(reads)
                {
                    notes.push(Note::CachesByItself);
                }
            }
            CachePlan::NotOffered => {
                notes.push(turns.uncached().map_or(Note::NoCaching, Note::NoCachingOn));
            }
            CachePlan::BelowMinimum(minimum) => {
                notes.push(Note::BelowCacheMinimum(minimum));
                notes.extend(assumed_minimum);
            }
            CachePlan::On { ttl_minutes, one_hour, .. } => {
                notes.extend(turns.cache_maximum.map(Note::AboveCacheMaximum));
                let asked_an_hour = workload.caching.ttl == Ttl::OneHour;
                if one_hour {
                    let without = |line: &&Line| {
                        line.lane != Lane::Batch && line.rates[Bucket::CacheWrite1h].is_none()
                    };
                    let lines = self.lines.iter().filter(without);
                    notes.extend(lines.filter_map(|line| line.tier_above).map(Note::NoHourAbove));
                }
                if !one_hour && (asked_an_hour || ttl_minutes != 5) {
                    notes.push(Note::OtherTtl(ttl_minutes));
                }
                // The write for an hour is assumed with the ordinary one.
                let cached = [Bucket::CacheRead, Bucket::CacheWrite];
                let mut cached = cached.into_iter().map(|it| Slot::new(Lane::Standard, it));
                if cached.any(|slot| Note::assumes(model, slot)) {
                    notes.push(Note::AssumedCache);
                }
                notes.extend(assumed_minimum);
            }
        }
        if self.lines.iter().any(|line| line.tier_above.is_some()) {
            notes.extend(long_context(&self.lines, self.requests, turns.vary));
        }
        let (tier, window) = near_a_cliff(model, workload, turns);
        notes.extend(tier);
        notes.extend(window);
        if model.assumed.batch && self.lines.iter().any(|line| line.lane == Lane::Batch) {
            notes.push(Note::AssumedBatch);
        }
        if thinking_is_assumed(model, workload) {
            notes.extend(self.effort.map(Note::AssumedThinking));
        }
        let disputed = model.disputed.iter().map(|said| said.topic);
        let disputed = disputed.filter(|topic| self.rests_on(*topic));
        self.notes.extend(disputed.map(Note::Disputed).collect::<Vec<_>>());
    }

    /// Whether a value acts in this bill.
    fn rests_on(&self, topic: Topic) -> bool {
        let is_cached = matches!(self.cache, CachePlan::On { .. });
        match topic {
            Topic::Rate(slot) => self
                .lines
                .iter()
                .any(|line| line.lane == slot.lane && !line.tokens[slot.bucket].is_zero()),
            Topic::Fact(Fact::CacheMinimum) => {
                is_cached || matches!(self.cache, CachePlan::BelowMinimum(_))
            }
            Topic::Fact(Fact::CacheMode | Fact::CacheLife) => is_cached,
            Topic::Fact(Fact::CacheMaximum) => {
                self.notes.iter().any(|note| matches!(note, Note::AboveCacheMaximum(_)))
            }
            Topic::Fact(Fact::MaxOutput) => {
                self.limit.by == LimitedBy::MaxOutput && self.cut_off > 0.0
            }
            Topic::Fact(_) => false,
        }
    }

    /// Notes by whom requests are answered, and what of the price is not listed there.
    fn note_place(&mut self, model: &Model, origin: Origin, served: &Served<'_>) {
        match origin.region {
            Some(region) if served.routing.is_none() => {
                self.notes.push(Note::NotKnownFrom(region));
            }
            None if model.regional.is_none() => self.notes.push(Note::OnePrice),
            _ => {}
        }
        if !served.is_listed {
            self.notes.push(Note::AssumedPlace);
        }
        let is_derived = |line: &Line| {
            Bucket::ALL.into_iter().any(|bucket| {
                let slot = Slot::new(line.lane, bucket);
                !line.tokens[bucket].is_zero() && served.derived.contains(slot, line.tier_above)
            })
        };
        if self.lines.iter().any(is_derived) {
            self.notes.push(Note::InProportion);
        }
    }
}

pub(super) fn share_of(fraction: f64) -> Share {
    Share::from_ppm((fraction * 1e6).round() as u32)
}

/// What is billed at long-context tiers: of inputs that vary, which share of requests.
pub(super) fn long_context(lines: &[Line], requests: u64, vary: bool) -> Vec<Note> {
    let mut reached: Vec<(Tokens, u64)> = Vec::new();
    for line in lines {
        let Some(above) = line.tier_above else { continue };
        match reached.last_mut().filter(|(last, _)| *last == above) {
            Some((_, so_far)) => *so_far += line.requests,
            None => reached.push((above, line.requests)),
        }
    }
    let notes = reached.into_iter().map(|(above, reach)| match vary && reach < requests {
        true => Note::SomeLongContext(Share::of(reach, requests), above),
        false => Note::LongContext(above),
    });
    notes.collect()
}

/// Where inputs are taken to be alike: the dearer tier, and the window, that a somewhat longer one than
/// the longest reaches.
fn near_a_cliff(
    model: &Model,
    workload: &Workload,
    turns: &Turns<'_>,
) -> (Option<Note>, Option<Note>) {
    if turns.vary || workload.prompt.input() == workload.fixed_input() {
        return (None, None);
    }
    let longest = turns.longest.get();
    let is_near = |cliff: &Tokens| (longest..longest / 4 * 5).contains(&cliff.get());
    let tier = turns.tiers().filter(is_near).min().map(Note::NearLongContext);
    (tier, model.context.filter(is_near).map(Note::NearWindow))
}

fn mean(total: u128, requests: u64, otherwise: MicroTokens) -> MicroTokens {
    match requests {
        0 => otherwise,
        _ => u64::try_from(total / u128::from(requests)).unwrap_or(u64::MAX),
    }
}

#[cfg(test)]
#[path = "cache_tests.rs"]
mod cache_tests;
#[cfg(test)]
#[path = "month_tests.rs"]
mod tests;
#[cfg(test)]
#[path = "tier_tests.rs"]
mod tier_tests;
