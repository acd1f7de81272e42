//! A month of a workload on one model.

use super::limit::{AnswerUnderLimit, Limit, LimitedBy};
use super::note::Note;
use super::plan::{CachePlan, caches_history};
use super::request::{Buckets, CostBuckets, LineRates};
use crate::card::{Model, Rates};
use crate::money::{Tokens, Usd};
use crate::workload::{MicroTokens, Scope, Section, Ttl, Workload};

/// Millionths of a token in a token.
pub(super) const MICRO: u64 = 1_000_000;

/// How requests are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Route {
    /// Answered at once.
    OnDemand,
    /// Collected into a job; no prompt caching.
    Batch,
}

/// What a month costs on one model.
#[derive(Debug, Clone, PartialEq)]
pub struct MonthBill {
    /// One line for each route and tier that has requests.
    pub lines: Vec<Line>,
    /// The cost of each bucket over all lines.
    pub cost: CostBuckets,
    /// All requests.
    pub requests: u64,
    /// Mean billed output of a request, in millionths of a token.
    pub output_per_request: MicroTokens,
    /// What bounds an answer in a first request.
    pub limit: Limit,
    /// The share of answers that the limit cuts off.
    pub cut_off: f64,
    /// What caching does here.
    pub cache: CachePlan,
    /// What caching adds to the bill; negative where it saves.
    pub caching_effect: Usd,
    /// What else there is to know.
    pub notes: Vec<Note>,
}

/// The requests of one route and tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// How they are sent.
    pub route: Route,
    /// The threshold of their tier, if any.
    pub tier_above: Option<Tokens>,
    /// How many.
    pub requests: u64,
    /// Their tokens, rounded to whole tokens once for the month.
    pub tokens: Buckets,
    /// The rates of each bucket.
    pub rates: LineRates,
    /// The exact cost of each bucket.
    pub cost: CostBuckets,
}

/// Why a model has no bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unavailable {
    /// The card lists it without a price.
    Unpriced,
    /// A request's input leaves no room for an answer in the context window.
    DoesNotFit {
        /// The input of the largest request.
        input: Tokens,
        /// The context window.
        context: Tokens,
    },
}

impl Unavailable {
    /// A few words for a badge.
    pub fn words(&self) -> String {
        match self {
            Self::Unpriced => "no price".to_owned(),
            Self::DoesNotFit { context, .. } => format!("does not fit {context}"),
        }
    }
}

impl MonthBill {
    /// The monthly cost.
    pub fn total(&self) -> Usd {
        self.cost.total()
    }

    /// The share of output in the cost; none when the month costs nothing.
    pub fn output_share(&self) -> Option<f64> {
        let total = self.total();
        (!total.is_zero()).then(|| self.cost.output.pico() as f64 / total.pico() as f64)
    }

    /// All tokens of the month.
    pub fn tokens(&self) -> Buckets {
        let mut all = Buckets::default();
        for line in &self.lines {
            all += line.tokens;
        }
        all
    }
}

/// Tokens of one route and tier while turns are added up, in millionths of a token.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    requests: u64,
    input: u128,
    output: u128,
    /// Input that a shared-prefix hit reads and a miss writes.
    prefix: u128,
    /// Earlier turns, always found.
    history_read: u128,
    /// New turns, and a first turn's input beyond the shared prefix.
    history_write: u128,
}

/// What a month of `workload` costs on `model`.
///
/// The turns of a conversation are billed one by one, since each has its own input and so its own
/// tier: turn k sends the prompt and k - 1 earlier messages and answers (pricing rules,
/// section 4). The share that goes through Batch is billed without caching, and on demand where
/// the model has no Batch (section 5).
///
/// # Errors
/// [`Unavailable`] when the model has no price or a request does not fit its context window.
pub fn month(model: &Model, workload: &Workload) -> Result<MonthBill, Unavailable> {
    let prices = super::prices(model, workload.scope).ok_or(Unavailable::Unpriced)?;
    let (mut batch_requests, mut on_demand_requests) = workload.routes();
    let mut no_batch = None;
    if batch_requests > 0 && prices.base.batch.is_none() {
        no_batch = Some(Note::NoBatch);
        (batch_requests, on_demand_requests) = (0, workload.requests);
    }
    let plan = CachePlan::of(model, prices, workload, on_demand_requests);
    let minimum = model.caching.map_or(0, |caching| caching.min_tokens.get()) * MICRO;
    let prefix = match plan {
        CachePlan::On { .. } => micro(workload.prompt.prefix()),
        _ => 0,
    };
    let prefix = if prefix >= minimum { prefix } else { 0 };
    let history = matches!(plan, CachePlan::On { .. }) && caches_history(workload);

    let tiers = prices.tiers.len() + 1;
    let mut tallies = vec![[Tally::default(); 2]; tiers];
    let mut input = micro(workload.prompt.input());
    let mut cached_before = 0;
    let mut first = None;
    let mut output_total = 0u128;
    let mut cut_total = 0.0;
    let mut cut_by_model = None;
    let mut answer = AnswerUnderLimit::default();

    for turn in 0..u64::from(workload.turns.max(1)) {
        let limit = Limit::of(model, workload, input)?;
        let (output, cut_off) = answer.under(workload, limit);
        first.get_or_insert((limit, output, cut_off));
        if cut_off > 0.0 && matches!(limit.by, LimitedBy::MaxOutput | LimitedBy::Context) {
            cut_by_model = limit.tokens;
        }
        let tier = prices
            .tiers
            .iter()
            .rposition(|tier| input > micro(tier.above));
        let index = tier.map_or(0, |at| at + 1);
        let rates = tier.map_or(&prices.base, |at| &prices.tiers[at].rates);

        let mut batch = turn_requests(batch_requests, workload.turns, turn);
        let mut on_demand = turn_requests(on_demand_requests, workload.turns, turn);
        if batch > 0 && rates.batch.is_none() {
            no_batch = tier.map(|at| Note::NoBatchAbove(prices.tiers[at].above));
            on_demand += batch;
            batch = 0;
        }
        for (route, requests) in [(Route::Batch, batch), (Route::OnDemand, on_demand)] {
            let tally = &mut tallies[index][route as usize];
            let times = u128::from(requests);
            tally.requests += requests;
            tally.input += times * u128::from(input);
            tally.output += times * u128::from(output);
            output_total += times * u128::from(output);
            cut_total += requests as f64 * cut_off;
            if route == Route::Batch {
                continue;
            }
            let shared = if cached_before == 0 { prefix } else { 0 };
            tally.prefix += times * u128::from(shared);
            tally.history_read += times * u128::from(cached_before);
            if history && input >= minimum {
                tally.history_write += times * u128::from(input - cached_before - shared);
            }
        }
        if history && input >= minimum {
            cached_before = input;
        }
        input += output + micro(workload.prompt.tokens(Section::User));
    }

    let mut bill = MonthBill {
        lines: Vec::with_capacity(1),
        cost: CostBuckets::default(),
        requests: workload.requests,
        output_per_request: mean(output_total, workload.requests, first.map_or(0, |f| f.1)),
        limit: first.map_or(
            Limit {
                tokens: None,
                by: LimitedBy::Nothing,
            },
            |f| f.0,
        ),
        cut_off: if workload.requests == 0 {
            first.map_or(0.0, |f| f.2)
        } else {
            cut_total / workload.requests as f64
        },
        cache: plan,
        caching_effect: Usd::ZERO,
        notes: Vec::new(),
    };
    for (index, routes) in tallies.iter().enumerate() {
        let (rates, tier_above) = match index.checked_sub(1) {
            None => (&prices.base, None),
            Some(at) => (&prices.tiers[at].rates, Some(prices.tiers[at].above)),
        };
        for route in [Route::OnDemand, Route::Batch] {
            let tally = &routes[route as usize];
            if tally.requests > 0 {
                bill.add(tally, route, tier_above, rates, plan);
            }
        }
    }
    bill.note(model, workload, no_batch, cut_by_model);
    Ok(bill)
}

impl MonthBill {
    fn add(
        &mut self,
        tally: &Tally,
        route: Route,
        tier_above: Option<Tokens>,
        rates: &Rates,
        plan: CachePlan,
    ) {
        let tokens = tally.buckets(rates, plan);
        let line_rates = match route {
            Route::Batch => LineRates::batch(rates),
            Route::OnDemand => Some(LineRates::on_demand(rates)),
        };
        let Some(Ok(cost)) = line_rates.map(|rates| rates.cost(&tokens)) else {
            return;
        };
        let Some(line_rates) = line_rates else { return };
        self.cost += cost;
        let cached = tokens.input() - tokens.fresh;
        self.caching_effect += cost.cached() - rates.input.cost(cached);
        let requests = tally.requests;
        self.lines.push(Line {
            route,
            tier_above,
            requests,
            tokens,
            rates: line_rates,
            cost,
        });
    }

    fn note(
        &mut self,
        model: &Model,
        workload: &Workload,
        no_batch: Option<Note>,
        cut_by_model: Option<Tokens>,
    ) {
        let notes = &mut self.notes;
        if self.caching_effect > Usd::ZERO {
            notes.push(Note::CachingCostsMore(self.caching_effect));
        }
        notes.extend(cut_by_model.map(Note::CutByModel));
        notes.extend(no_batch);
        match self.cache {
            CachePlan::Off => {}
            CachePlan::NotOffered => notes.push(Note::NoCaching),
            CachePlan::BelowMinimum(minimum) => {
                notes.push(Note::BelowCacheMinimum(minimum));
                if model.assumed.cache_min {
                    notes.push(Note::AssumedCacheMinimum);
                }
            }
            CachePlan::On {
                ttl_minutes,
                one_hour,
                ..
            } => {
                let asked_an_hour = workload.caching.ttl == Ttl::OneHour;
                if one_hour {
                    let without = |line: &&Line| {
                        line.route == Route::OnDemand && line.rates.cache_write_1h.is_none()
                    };
                    let lines = self.lines.iter().filter(without);
                    notes.extend(
                        lines
                            .filter_map(|line| line.tier_above)
                            .map(Note::NoHourAbove),
                    );
                }
                if !one_hour && (asked_an_hour || ttl_minutes != 5) {
                    notes.push(Note::OtherTtl(ttl_minutes));
                }
                if model.assumed.cache_read || model.assumed.cache_write {
                    notes.push(Note::AssumedCache);
                }
                if model.assumed.cache_min {
                    notes.push(Note::AssumedCacheMinimum);
                }
            }
        }
        notes.extend(
            self.lines
                .iter()
                .filter_map(|line| line.tier_above)
                .map(Note::LongContext),
        );
        notes.dedup();
        if model.assumed.batch && self.lines.iter().any(|line| line.route == Route::Batch) {
            notes.push(Note::AssumedBatch);
        }
        if workload.scope == Scope::Regional && model.regional.is_none() {
            notes.push(Note::OnePrice);
        }
        notes.extend(model.end_of_life.map(Note::EndOfLife));
    }
}

impl Tally {
    /// Whole tokens for the month. The input is rounded once and then divided, so that the
    /// buckets always add up to it.
    fn buckets(&self, rates: &Rates, plan: CachePlan) -> Buckets {
        let input = whole(self.input);
        let output = whole(self.output);
        let fresh_only = Buckets {
            fresh: input,
            output,
            ..Buckets::default()
        };
        let CachePlan::On {
            hit_rate, one_hour, ..
        } = plan
        else {
            return fresh_only;
        };
        let Some(cache) = rates.cache else {
            return fresh_only;
        };
        let prefix = whole(self.prefix);
        let hits = Tokens::new((prefix.get() as f64 * hit_rate).round() as u64).min(prefix);
        let read = (hits + whole(self.history_read)).min(input);
        let written = (prefix - hits + whole(self.history_write)).min(input - read);
        let fresh = input - read - written;
        let (cache_write, cache_write_1h) = if one_hour && cache.write_1h.is_some() {
            (Tokens::ZERO, written)
        } else {
            (written, Tokens::ZERO)
        };
        Buckets {
            fresh,
            cache_read: read,
            cache_write,
            cache_write_1h,
            output,
        }
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

fn whole(micro: u128) -> Tokens {
    let rounded = (micro + u128::from(MICRO / 2)) / u128::from(MICRO);
    Tokens::new(u64::try_from(rounded).unwrap_or(u64::MAX))
}

fn mean(total: u128, requests: u64, otherwise: MicroTokens) -> MicroTokens {
    match requests {
        0 => otherwise,
        _ => u64::try_from(total / u128::from(requests)).unwrap_or(u64::MAX),
    }
}

#[cfg(test)]
#[path = "month_tests.rs"]
mod tests;
