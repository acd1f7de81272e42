//! What each realistic change would save a month, and which side of the bill it lies on.

use super::band::{Band, costs};
use super::cap::smallest_cap;
use super::mix::mix_costs;
use super::tornado::{Tornado, tornado_of};
use super::{Ranking, Sizing};
use crate::billing::{Answers, CachePlan, MonthBill, Note, Unavailable, effort, month, thought};
use crate::card::{Bucket, Card, Date, Lane, Life, Model, NotServed, Thinking};
use crate::money::{Share, Tokens, Usd, grouped, percent};
use crate::workload::{Bound, Mix, MixRoute, Section, ServiceTier, ThinkingAsk, Ttl, Workload};

/// The share of each side that is taken out of a request to see what it saves: equal effort.
const EFFORT: Share = Share::from_ppm(100_000);
/// The share that is taken to be able to wait where Batch would have all.
const CAN_WAIT: Share = Share::from_ppm(300_000);
/// The share that is taken to be easy enough for a small model.
const EASY: Share = Share::from_ppm(700_000);

/// The levers of one model.
#[derive(Debug, Clone, PartialEq)]
pub struct Levers {
    /// What the month costs as it stands.
    pub monthly: Band,
    /// What saves something, the most first.
    pub levers: Vec<Lever>,
    /// What saves nothing here.
    pub idle: Vec<Idle>,
    /// Which field moves the month most, where fields have a low and a high.
    pub ranges: Option<Tornado>,
    /// Which side is the cost and why, in a sentence without its full stop.
    pub side: String,
}

/// A change that saves money.
#[derive(Debug, Clone, PartialEq)]
pub struct Lever {
    /// What it is.
    pub name: String,
    /// What it saves a month; its range may reach below nothing.
    pub saves: Band,
    /// What must hold for it, in a few words.
    pub assumption: String,
    /// The change itself.
    pub change: Move,
}

/// A change that saves nothing as things stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idle {
    /// What it is.
    pub name: String,
    /// Why, in a few words.
    pub reason: String,
}

/// A change of the workload, or of where it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Move {
    /// Answers of this mean length.
    ShortenAnswers(Tokens),
    /// So many tokens fewer in a section.
    Trim(Section, Tokens),
    /// A cap on output.
    Cap(Tokens),
    /// Less thinking.
    Think(ThinkingAsk),
    /// Caching with a lifetime; the system prompt is marked if nothing is.
    Cache(Ttl),
    /// No caching.
    NoCache,
    /// A share through Batch.
    Batch(Share),
    /// Nothing through Batch.
    NoBatch,
    /// Requests on demand in a service tier.
    Tier(ServiceTier),
    /// So many turns in a conversation.
    Turns(u32),
    /// Another model, by its place in the card.
    Model(usize),
    /// Traffic split over models.
    Mix(Mix),
}

impl Move {
    /// Makes the change in a workload; a change of model is none there.
    pub fn apply(&self, work: &mut Workload) {
        match self {
            Self::ShortenAnswers(mean) => work.answer.set_mean(*mean),
            Self::Trim(section, tokens) => {
                let left = work.prompt.tokens(*section) - *tokens;
                work.prompt.set_tokens(*section, left);
            }
            Self::Cap(cap) => work.answer.cap = Some(*cap),
            Self::Think(ask) => work.thinking.ask = *ask,
            Self::Cache(ttl) => {
                work.caching.on = true;
                work.caching.ttl = *ttl;
                if work.prompt.prefix().is_zero() {
                    work.prompt.set_cached(Section::System, true);
                }
            }
            Self::NoCache => work.caching.on = false,
            Self::Batch(share) => {
                work.batch.on = true;
                work.batch.share = *share;
            }
            Self::NoBatch => work.batch.on = false,
            Self::Tier(tier) => work.tier = *tier,
            Self::Turns(turns) => work.turns = *turns,
            Self::Model(_) => {}
            Self::Mix(mix) => work.plans.mix = mix.clone(),
        }
    }
}

/// What each change would save on the model at a place of the card. `ranking` names the cheaper
/// models; it is of the same card and sizing. None is named that has ended by `today`, ends soon or
/// is for other work than text.
///
/// # Errors
/// [`Unavailable`] when the model has no bill.
pub fn levers(
    card: &Card,
    sizing: &Sizing,
    ranking: &Ranking,
    model: usize,
    today: Date,
) -> Result<Levers, Unavailable> {
    let place = model;
    let model = card.models.get(place).ok_or(NotServed::Unpriced)?;
    let work = sizing.of(model).expected;
    let mut answers = Answers::default();
    let bill = month(model, work, &mut answers)?;
    let now = costs(model, sizing, sizing.typed(), &mut answers)?;
    let mut found =
        Finder { model, sizing, work, today, now, answers, levers: Vec::new(), idle: Vec::new() };
    found.shorter();
    found.cap();
    found.thinking();
    found.caching(&bill);
    found.batch();
    found.tier();
    found.turns();
    found.other_models(card, sizing, ranking, place);
    let Finder { mut levers, idle, .. } = found;
    levers.sort_by(|one, other| {
        let by_saving = other.saves.expected.cmp(&one.saves.expected);
        by_saving.then_with(|| one.name.cmp(&other.name))
    });
    let ranges = (!sizing.typed().plans.ranges.is_empty())
        .then(|| tornado_of(model, sizing, bill.total(), &mut Answers::default()).0);
    Ok(Levers { monthly: Band::of(now), levers, idle, ranges, side: side(work, &bill) })
}

struct Finder<'a> {
    model: &'a Model,
    sizing: &'a Sizing,
    /// The workload as the model sees it.
    work: &'a Workload,
    today: Date,
    /// What the month costs as it stands, at the low counts, the likeliest and the high ones.
    now: [Usd; 3],
    answers: Answers,
    levers: Vec<Lever>,
    idle: Vec<Idle>,
}

impl Finder<'_> {
    /// What the month costs less after a change; none where it has no bill then.
    fn saving(&mut self, change: &Move) -> Option<Band> {
        let mut work = self.sizing.typed().clone();
        change.apply(&mut work);
        let then = costs(self.model, self.sizing, &work, &mut self.answers).ok()?;
        Some(Band::of([0, 1, 2].map(|side: usize| self.now[side] - then[side])))
    }

    /// The workload as the model sees it after a change, which is made where the user would make it.
    fn after(&self, change: &Move) -> Workload {
        let mut work = self.sizing.typed().clone();
        change.apply(&mut work);
        self.sizing.changed(self.model, Bound::Typical, &work)
    }

    fn add(&mut self, name: String, saves: Band, assumption: String, change: Move) {
        if saves.expected > Usd::ZERO {
            self.levers.push(Lever { name, saves, assumption, change });
        } else {
            self.idle(name, "saves nothing as things stand");
        }
    }

    fn try_move(&mut self, name: String, assumption: String, change: Move) {
        match self.saving(&change) {
            Some(saves) => self.add(name, saves, assumption, change),
            None => self.idle(name, "does not fit the context window"),
        }
    }

    fn idle(&mut self, name: impl Into<String>, reason: impl Into<String>) {
        self.idle.push(Idle { name: name.into(), reason: reason.into() });
    }

    /// A tenth fewer tokens out, a tenth fewer in, and half of what was retrieved.
    fn shorter(&mut self) {
        let typed = self.sizing.typed();
        let out = Tokens::new(EFFORT.part_of(typed.answer.mean.get()));
        if !out.is_zero() {
            let change = Move::ShortenAnswers(typed.answer.mean - out);
            let (now, then) = (self.work.answer.mean, self.after(&change).answer.mean);
            self.try_move(
                "10% fewer output tokens".to_owned(),
                format!("answers say the same in {then} tokens instead of {now}"),
                change,
            );
        }
        let prompt = &typed.prompt;
        let largest = Section::ALL.into_iter().rev().max_by_key(|section| prompt.tokens(*section));
        let less = Tokens::new(EFFORT.part_of(prompt.input().get()));
        let context = Tokens::new(prompt.tokens(Section::Context).get() / 2);
        if let Some(section) = largest
            && !less.is_zero()
        {
            let change = Move::Trim(section, less.min(prompt.tokens(section)));
            let (less, cached) = (self.trimmed(section, &change), self.cached(section));
            self.try_move(
                "10% fewer input tokens".to_owned(),
                format!("{} does the same with {less} tokens less{cached}", section.label()),
                change,
            );
        }
        if !context.is_zero() {
            let change = Move::Trim(Section::Context, context);
            let (half, cached) =
                (self.trimmed(Section::Context, &change), self.cached(Section::Context));
            self.try_move(
                "Half the context".to_owned(),
                format!("what is needed stands in {half} tokens of it{cached}"),
                change,
            );
        }
    }

    /// The tokens that a change takes out of a section, as the model counts them.
    fn trimmed(&self, section: Section, change: &Move) -> Tokens {
        self.work.prompt.tokens(section) - self.after(change).prompt.tokens(section)
    }

    fn cached(&self, section: Section) -> &'static str {
        match self.work.caching.on && self.work.prompt.is_cached(section) {
            true => ", which is cached",
            false => "",
        }
    }

    fn cap(&mut self) {
        let answer = &self.work.answer;
        let p95 = answer.p95();
        let name = format!("Cap at p95, {p95} tokens");
        match answer.cap {
            _ if thought(self.model, self.work).is_some() => self.cap_on_thinking(),
            _ if answer.is_even() || p95.is_zero() => {
                self.idle("Cap at p95", "every answer is alike");
            }
            Some(cap) if cap <= p95 => self.idle(name, format!("the cap is {cap} already")),
            _ => {
                let cut = percent(answer.cut_off(Some(p95)));
                let assumption = format!("{cut} of answers may end there, cut off");
                self.try_move(name, assumption, Move::Cap(p95));
            }
        }
    }

    /// A cap bounds thinking and answer together: the smallest that leaves 95% of answers whole.
    fn cap_on_thinking(&mut self) {
        let mut work = self.work.clone();
        let found = smallest_cap(self.model, &mut work, 0.05, &mut Answers::default());
        match (found, self.work.answer.cap) {
            (None, _) => self.idle("Cap on output", "the model's own limit cuts off as many"),
            (Some(found), Some(cap)) if cap <= found => {
                self.idle("Cap on output", format!("the cap is {cap} already"));
            }
            (Some(cap), _) => {
                let assumption = "5% of answers may end there, cut off or not begun".to_owned();
                self.try_move(format!("Cap at {cap} tokens"), assumption, Move::Cap(cap));
            }
        }
    }

    /// The next lower effort, or none at all where the model allows that.
    fn thinking(&mut self) {
        let Some(effort) = effort(self.model, self.work) else { return };
        let lower = self.model.efforts.all().rfind(|lower| *lower < effort);
        let can_stop = self.model.thinks != Some(Thinking::Always);
        // A given number of tokens holds for every effort.
        let lower = lower.filter(|_| self.work.thinking.tokens.is_none());
        let (name, ask) = match lower {
            Some(lower) => (format!("Thinking at {}", lower.word()), ThinkingAsk::Effort(lower)),
            None if can_stop => ("No thinking".to_owned(), ThinkingAsk::Off),
            None => return self.idle("Less thinking", "is not offered"),
        };
        let assumption = format!("answers are as good as with thinking at {}", effort.word());
        self.try_move(name, assumption, Move::Think(ask));
    }

    fn caching(&mut self, bill: &MonthBill) {
        let name = "Prompt caching";
        let by_itself = self.model.caches_by_itself();
        let on = matches!(bill.cache, CachePlan::On { .. });
        let mut best: Option<(Band, Move)> = None;
        for ttl in [Ttl::FiveMinutes, Ttl::OneHour] {
            let change = Move::Cache(ttl);
            if !(on && ttl == self.work.caching.ttl)
                && let Some(saves) = self.saving(&change)
                && best.as_ref().is_none_or(|(most, _)| saves.expected > most.expected)
            {
                best = Some((saves, change));
            }
        }
        if on
            && let Some(saves) = self.saving(&Move::NoCache)
            && best.as_ref().is_none_or(|(most, _)| saves.expected > most.expected)
        {
            best = Some((saves, Move::NoCache));
        }
        match best.filter(|(saves, _)| saves.expected > Usd::ZERO) {
            Some((saves, Move::NoCache)) => {
                let assumption = "too few requests find the prefix cached".to_owned();
                self.add("No prompt caching".to_owned(), saves, assumption, Move::NoCache);
            }
            Some((saves, change)) => {
                let work = self.after(&change);
                let plan = month(self.model, &work, &mut self.answers).map(|bill| bill.cache);
                let ttl = work.caching.ttl.label();
                let assumption = match plan {
                    Ok(CachePlan::On { hit_rate, .. }) => format!(
                        "{} of requests find the {} tokens that {} share",
                        percent(hit_rate),
                        work.prompt.prefix(),
                        if work.caching.prefixes > 1 { "some" } else { "all" },
                    ),
                    _ => "requests share what is marked".to_owned(),
                };
                let (name, assumption) = match by_itself {
                    true => (
                        format!("{name}, by itself"),
                        format!("nothing is to be switched on: {assumption}"),
                    ),
                    false if on => {
                        let now = self.work.caching.ttl.label();
                        (format!("Cache for {ttl} instead of {now}"), assumption)
                    }
                    false => (format!("{name} for {ttl}"), assumption),
                };
                self.add(name, saves, assumption, change);
            }
            None if on && by_itself => self.idle(name, "works by itself and is counted"),
            None if on => self.idle(name, "is on"),
            None => {
                let reason = self.why_no_caching();
                self.idle(name, reason);
            }
        }
    }

    fn why_no_caching(&mut self) -> String {
        let change = Move::Cache(self.work.caching.ttl);
        if let Some(lane) = self.uncached_by(&change) {
            return format!("is not offered {}", lane.spec().how);
        }
        let work = self.after(&change);
        match month(self.model, &work, &mut self.answers).map(|bill| bill.cache) {
            Ok(CachePlan::NotOffered) => "is not offered".to_owned(),
            Ok(CachePlan::BelowMinimum(least)) => {
                format!("what requests share is below the minimum of {least} tokens")
            }
            Ok(CachePlan::On { hit_rate, .. }) => {
                format!("would cost more: {} of requests find it", percent(hit_rate))
            }
            _ => "requests share nothing: there is no system prompt".to_owned(),
        }
    }

    fn batch(&mut self) {
        let batch = self.work.batch;
        let offered = self.model.offers(Lane::Batch, self.work.origin) == Some(true);
        let share = match batch.share {
            Share::ONE | Share::ZERO => CAN_WAIT,
            share => share,
        };
        let shown = percent(share.fraction());
        if batch.on && !batch.share.is_zero() {
            let of = percent(batch.share.fraction());
            match self.saving(&Move::NoBatch).filter(|saves| saves.expected > Usd::ZERO) {
                Some(saves) => self.add(
                    "No Batch".to_owned(),
                    saves,
                    format!("Batch has no cache: it takes {of} of requests away from it"),
                    Move::NoBatch,
                ),
                None => self.idle("Batch", format!("is on for {of} of requests")),
            }
        } else if !offered {
            self.idle("Batch", "is not offered");
        } else {
            self.try_move(
                format!("Batch for {shown} of requests"),
                format!("{shown} of requests can wait up to a day"),
                Move::Batch(share),
            );
        }
    }

    fn tier(&mut self) {
        let (model, origin) = (self.model, self.work.origin);
        let offers = |tier: ServiceTier| model.offers(tier.into(), origin) == Some(true);
        match self.work.tier {
            _ if !offers(ServiceTier::Flex) => self.idle("Flex", "is not offered"),
            ServiceTier::Flex => self.idle("Flex", "is on for what goes on demand"),
            _ => {
                let change = Move::Tier(ServiceTier::Flex);
                let uncached = match self.uncached_by(&change) {
                    Some(_) => ", and nothing is cached",
                    None => "",
                };
                self.try_move(
                    "Flex for what can wait minutes".to_owned(),
                    format!("answers may take minutes when there is little room{uncached}"),
                    change,
                );
            }
        }
        if self.work.tier == ServiceTier::Priority && offers(ServiceTier::Priority) {
            self.try_move(
                "Standard in place of Priority".to_owned(),
                "answers need not come before those of others".to_owned(),
                Move::Tier(ServiceTier::Standard),
            );
        }
    }

    /// The lane without a cache in which requests are after a change, where they would be cached.
    fn uncached_by(&mut self, change: &Move) -> Option<Lane> {
        let work = self.after(change);
        let bill = month(self.model, &work, &mut self.answers).ok()?;
        bill.notes.iter().find_map(|note| match note {
            Note::NoCachingOn(lane) => Some(*lane),
            _ => None,
        })
    }

    fn turns(&mut self) {
        let turns = self.work.turns;
        if turns > 1 {
            let half = turns.div_ceil(2);
            self.try_move(
                format!("Half the history: {half} turns"),
                format!("as many requests, but none sends more than {half} turns"),
                Move::Turns(half),
            );
        } else {
            self.idle("A shorter history", "requests stand alone");
        }
    }

    fn other_models(&mut self, card: &Card, sizing: &Sizing, ranking: &Ranking, place: usize) {
        let today = self.today;
        // Rising in cost, those that cost at most so many thousandths of this one.
        let now = Band::of(self.now);
        let at_most = |permille: i128| {
            let bound = now.expected.pico() / 1_000 * permille;
            let rows = ranking.rows.iter().filter_map(move |row| {
                let cost = Band { expected: row.total()?, range: row.range };
                let at = row.model?;
                let model = card.models.get(at)?;
                let offered = at != place && model.is_lasting(today);
                let cheaper = offered && cost.expected.pico() <= bound;
                cheaper.then_some((at, model, now.less(cost)))
            });
            rows.collect::<Vec<_>>()
        };
        let (cheaper, small) = (at_most(900), at_most(500));
        // One that may be as dear is none to name.
        let sure = cheaper.iter().rfind(|(.., saves)| !saves.may_be_nothing());
        let kin = small.iter().find(|(_, model, _)| model.provider == self.model.provider);
        let small = kin.or(small.last()).copied();
        match sure {
            Some((at, model, saves)) => self.add(
                format!("Next cheaper model: {}", model.name),
                *saves,
                format!("{} does the job as well", model.name),
                Move::Model(*at),
            ),
            None if cheaper.is_empty() => self.idle("A cheaper model", "none costs a tenth less"),
            None => self.idle("A cheaper model", "none is surely cheaper: the ranges overlap"),
        }
        let planned = !self.work.plans.mix.is_empty();
        let ended = self.ended(card);
        let mix = match small {
            _ if ended.is_some() => None,
            _ if planned => Some(self.work.plans.mix.clone()),
            // What has ended itself is no part of what is still to be done.
            Some(_) if !self.model.is_listed(today) => None,
            Some((_, small, _)) => Mix::new(vec![
                route(small, EASY),
                route(self.model, Share::from_ppm(1_000_000 - EASY.ppm())),
            ])
            .ok(),
            None => None,
        };
        let cost = mix.as_ref().and_then(|mix| {
            mix_costs(card, sizing, mix, sizing.requests(), &mut self.answers).ok()
        });
        let (Some(mix), Some(cost)) = (mix, cost) else {
            let reason = match ended {
                Some(ended) => ended,
                None if planned => "one of its models has no bill on this card".to_owned(),
                None if !self.model.is_listed(today) => {
                    format!("{} is not to stay", self.model.name)
                }
                None => "no model costs half as much".to_owned(),
            };
            self.idle("A routing mix", reason);
            return;
        };
        let (name, assumption) = match small {
            Some((_, small, _)) if !planned => {
                let easy = percent(EASY.fraction());
                (
                    format!("Mix: {easy} to {}", small.name),
                    format!("{easy} of requests are easy enough for {}", small.name),
                )
            }
            _ => ("The planned mix".to_owned(), "each model does its share as well".to_owned()),
        };
        // What stays on this model errs as it does now; all is taken to err to the same side.
        let saves = Band::of([0, 1, 2].map(|side: usize| self.now[side] - cost[side]));
        self.add(name, saves, assumption, Move::Mix(mix));
    }
}

impl Finder<'_> {
    /// Why the planned mix cannot run: a model of it has ended.
    fn ended(&self, card: &Card) -> Option<String> {
        self.work.plans.mix.routes().iter().find_map(|route| {
            let model = card.model(&route.model)?;
            let life = model.life(self.today);
            matches!(life, Life::Ended { .. }).then(|| format!("{} {life}", model.name))
        })
    }
}

fn route(model: &Model, share: Share) -> MixRoute {
    MixRoute { model: model.id.as_str().into(), share, answer: None, cap: None }
}

/// Which side of the bill is the larger, and why.
fn side(work: &Workload, bill: &MonthBill) -> String {
    let Some(output) = bill.output_share() else {
        return "the month costs nothing".to_owned();
    };
    let rates = bill.lines.first().map(|line| line.rates);
    let per_million = |bucket| {
        let rate = rates.and_then(|rates| rates[bucket]);
        rate.map_or_else(String::new, |rate| format!(" at ${} per 1M", rate.per_million()))
    };
    let out = (bill.output_per_request + 500_000) / 1_000_000;
    let thought = match bill.thinking.get() / bill.requests.max(1) {
        0 => String::new(),
        thought => format!(" ({} of them thinking)", grouped(thought)),
    };
    let out = format!("{} output tokens{thought}{}", grouped(out), per_million(Bucket::Output));
    let into = format!("{} input tokens{}", work.prompt.input(), per_million(Bucket::Fresh));
    let cached = match bill.caching_effect < Usd::ZERO {
        true => " (most of them cached)",
        false => "",
    };
    if output >= 0.5 {
        let share = percent(output);
        format!("generation-heavy: output is {share} of the bill, {out} against {into}{cached}")
    } else {
        let share = percent(1.0 - output);
        format!("context-heavy: input is {share} of the bill, {into}{cached} against {out}")
    }
}

#[cfg(test)]
#[path = "levers_tests.rs"]
mod tests;
