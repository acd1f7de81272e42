//! What each realistic change would save a month, and which side of the bill it lies on.

use super::cap::smallest_cap;
use super::{Ranking, Sizing, mix_total};
use crate::billing::{
    Answers, CachePlan, MonthBill, Note, Unavailable, effort, month, month_total, thought,
};
use crate::card::{Bucket, Card, Date, Lane, Life, Model, NotServed, Thinking};
use crate::money::{Share, Tokens, Usd, grouped, percent};
use crate::workload::{Mix, MixRoute, Section, ServiceTier, ThinkingAsk, Ttl, Workload};

/// Tokens taken out of a request to see what it saves.
const TRIM: u64 = 100;
/// The share that is taken to be able to wait where Batch would have all.
const CAN_WAIT: Share = Share::from_ppm(300_000);
/// The share that is taken to be easy enough for a small model.
const EASY: Share = Share::from_ppm(700_000);

/// The levers of one model.
#[derive(Debug, Clone, PartialEq)]
pub struct Levers {
    /// What the month costs as it stands.
    pub monthly: Usd,
    /// What saves something, the most first.
    pub levers: Vec<Lever>,
    /// What saves nothing here.
    pub idle: Vec<Idle>,
    /// Which side is the cost and why, in a sentence without its full stop.
    pub side: String,
}

/// A change that saves money.
#[derive(Debug, Clone, PartialEq)]
pub struct Lever {
    /// What it is.
    pub name: String,
    /// What it saves a month.
    pub saves: Usd,
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
    let mut found = Finder {
        model,
        work,
        today,
        now: bill.total(),
        answers,
        levers: Vec::new(),
        idle: Vec::new(),
    };
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
        let by_saving = other.saves.cmp(&one.saves);
        by_saving.then_with(|| one.name.cmp(&other.name))
    });
    Ok(Levers { monthly: bill.total(), levers, idle, side: side(work, &bill) })
}

struct Finder<'a> {
    model: &'a Model,
    work: &'a Workload,
    today: Date,
    now: Usd,
    answers: Answers,
    levers: Vec<Lever>,
    idle: Vec<Idle>,
}

impl Finder<'_> {
    /// What the month costs less after a change; none where it has no bill then.
    fn saving(&mut self, change: &Move) -> Option<Usd> {
        let mut work = self.work.clone();
        change.apply(&mut work);
        let then = month_total(self.model, &work, &mut self.answers).ok()?;
        Some(self.now - then)
    }

    fn add(&mut self, name: String, saves: Usd, assumption: String, change: Move) {
        if saves > Usd::ZERO {
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

    /// Fewer tokens out and in; half of what there is where that is less.
    fn shorter(&mut self) {
        let fewer = |tokens: Tokens| Tokens::new(TRIM.min(tokens.get() / 2));
        let mean = self.work.answer.mean;
        let out = fewer(mean);
        if !out.is_zero() {
            self.try_move(
                format!("{out} fewer output tokens"),
                format!("answers say the same in {} tokens instead of {mean}", mean - out),
                Move::ShortenAnswers(mean - out),
            );
        }
        let prompt = &self.work.prompt;
        let largest = Section::ALL.into_iter().rev().max_by_key(|section| prompt.tokens(*section));
        let Some(section) = largest else { return };
        let less = fewer(prompt.tokens(section));
        if !less.is_zero() {
            let cached = match self.work.caching.on && prompt.is_cached(section) {
                true => ", which is cached",
                false => "",
            };
            self.try_move(
                format!("{less} fewer input tokens"),
                format!("{} does the same with less{cached}", section.label()),
                Move::Trim(section, less),
            );
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
        let mut best: Option<(Usd, Move)> = None;
        for ttl in [Ttl::FiveMinutes, Ttl::OneHour] {
            let change = Move::Cache(ttl);
            if !(on && ttl == self.work.caching.ttl)
                && let Some(saves) = self.saving(&change)
                && best.as_ref().is_none_or(|(most, _)| saves > *most)
            {
                best = Some((saves, change));
            }
        }
        if on
            && let Some(saves) = self.saving(&Move::NoCache)
            && best.as_ref().is_none_or(|(most, _)| saves > *most)
        {
            best = Some((saves, Move::NoCache));
        }
        match best.filter(|(saves, _)| *saves > Usd::ZERO) {
            Some((saves, Move::NoCache)) => {
                let assumption = "too few requests find the prefix cached".to_owned();
                self.add("No prompt caching".to_owned(), saves, assumption, Move::NoCache);
            }
            Some((saves, change)) => {
                let mut work = self.work.clone();
                change.apply(&mut work);
                let plan = month(self.model, &work, &mut self.answers).map(|bill| bill.cache);
                let ttl = work.caching.ttl.label();
                let assumption = match plan {
                    Ok(CachePlan::On { hit_rate, .. }) => format!(
                        "{} of requests find the {} tokens that they share",
                        percent(hit_rate),
                        work.prompt.prefix(),
                    ),
                    _ => "requests share what is marked".to_owned(),
                };
                let (name, assumption) = match by_itself {
                    true => (
                        format!("{name}, by itself"),
                        format!("nothing is to be switched on: {assumption}"),
                    ),
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
        let mut work = self.work.clone();
        change.apply(&mut work);
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
            self.idle("Batch", format!("is on for {of} of requests"));
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
        let mut work = self.work.clone();
        change.apply(&mut work);
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
        let at_most = |permille: i128| {
            let bound = self.now.pico() / 1_000 * permille;
            let rows = ranking.rows.iter().filter_map(move |row| {
                let total = row.total().filter(|total| total.pico() <= bound)?;
                let model = card.models.get(row.model)?;
                let offered = row.model != place && model.is_lasting(today);
                offered.then_some((row.model, model, total))
            });
            rows.collect::<Vec<_>>()
        };
        let (cheaper, small) = (at_most(900), at_most(500));
        let kin = small.iter().find(|(_, model, _)| model.provider == self.model.provider);
        let small = kin.or(small.last()).copied();
        match cheaper.last() {
            Some((at, model, total)) => self.add(
                format!("Next cheaper model: {}", model.name),
                self.now - *total,
                format!("{} does the job as well", model.name),
                Move::Model(*at),
            ),
            None => self.idle("A cheaper model", "none costs a tenth less"),
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
            mix_total(card, sizing, mix, sizing.requests(), &mut self.answers).ok()
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
        let saves = self.now - cost;
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
mod tests {
    use super::*;
    use crate::billing::tests_support::{model, per_million, usd, with_batch, with_lane};
    use crate::card::{Date, Defaults};
    use crate::effort::Effort;
    use crate::explore::rank;
    use crate::workload::{Prompt, Spread};

    fn card() -> Card {
        let sonnet = per_million("3", "15", Some(("0.3", "3.75", Some("6"))));
        let sonnet = with_batch(sonnet, "1.5", "7.5");
        Card {
            name: "Test".to_owned(),
            as_of: Date::new(2026, 11, 22).unwrap(),
            status_as_of: None,
            source: "a test".to_owned(),
            defaults: Defaults::default(),
            availability: None,
            models: vec![
                model("Haiku", per_million("0.25", "1.25", None)),
                model("Pro", per_million("0.8", "3.2", None)),
                model("Sonnet", sonnet),
            ],
        }
    }

    fn found(work: Workload, place: usize) -> Levers {
        let card = card();
        let sizing = Sizing::same(work);
        let ranking = rank(&card, &sizing, |_| true);
        levers(&card, &sizing, &ranking, place, card.as_of).unwrap()
    }

    fn named<'l>(levers: &'l Levers, start: &str) -> &'l Lever {
        let mut all = levers.levers.iter();
        all.find(|lever| lever.name.starts_with(start)).unwrap()
    }

    fn idle<'l>(levers: &'l Levers, start: &str) -> &'l str {
        let mut all = levers.idle.iter();
        &all.find(|idle| idle.name.starts_with(start)).unwrap().reason
    }

    #[test]
    fn a_cache_that_works_by_itself_is_no_switch() {
        let mut card = card();
        card.models[2].caching.as_mut().unwrap().mode = crate::card::CacheMode::Implicit;
        let found = |on| {
            let mut work = Workload {
                prompt: Prompt::of(Tokens::new(4_000), Tokens::new(200)),
                ..Workload::default()
            };
            (work.caching.on, work.caching.hit_rate) = (on, Some(Share::ONE));
            let sizing = Sizing::same(work);
            let ranking = rank(&card, &sizing, |_| true);
            levers(&card, &sizing, &ranking, 2, card.as_of).unwrap()
        };
        // 50,000 x 4,000 tokens are read at $0.30 in place of $3.
        let off = found(false);
        let lever = named(&off, "Prompt caching, by itself");
        assert_eq!(lever.saves, usd("540"));
        assert!(lever.assumption.starts_with("nothing is to be switched on: "), "{lever:?}");
        assert_eq!(idle(&found(true), "Prompt caching"), "works by itself and is counted");
    }

    #[test]
    fn flex_is_for_models_that_have_it() {
        let mut card = card();
        let base = &mut card.models[2].prices.as_mut().unwrap().base;
        *base = with_lane(*base, Lane::Flex, per_million("1.5", "7.5", None));
        *base = with_lane(*base, Lane::Priority, per_million("5.25", "26.25", None));
        let found = |tier, place| {
            let sizing = Sizing::same(Workload { tier, ..Workload::default() });
            let ranking = rank(&card, &sizing, |_| true);
            levers(&card, &sizing, &ranking, place, card.as_of).unwrap()
        };
        // 30M x 3 + 20M x 15 = $390; on Flex 30M x 1.5 + 20M x 7.5 = $195, on Priority $682.50.
        let standard = found(ServiceTier::Standard, 2);
        assert_eq!(named(&standard, "Flex for what can wait").saves, usd("195"));
        assert_eq!(idle(&found(ServiceTier::Standard, 1), "Flex"), "is not offered");
        let priority = found(ServiceTier::Priority, 2);
        assert_eq!(priority.monthly, usd("682.50"));
        assert_eq!(named(&priority, "Standard in place of Priority").saves, usd("292.50"));
        assert_eq!(named(&priority, "Flex for what can wait").saves, usd("487.50"));
        assert_eq!(idle(&found(ServiceTier::Flex, 2), "Flex"), "is on for what goes on demand");
        // A model without Priority is at standard already.
        let without = found(ServiceTier::Priority, 1);
        assert!(without.levers.iter().all(|lever| !lever.name.contains("Standard")));
        let mut work = Workload::default();
        named(&standard, "Flex for what can wait").change.apply(&mut work);
        assert_eq!(work.tier, ServiceTier::Flex);
        assert_eq!(
            idle(&found(ServiceTier::Flex, 2), "Prompt caching"),
            "requests share nothing: there is no system prompt"
        );
    }

    #[test]
    fn flex_without_a_cache_says_so() {
        let mut card = card();
        let base = &mut card.models[2].prices.as_mut().unwrap().base;
        *base = with_lane(*base, Lane::Flex, per_million("1.5", "7.5", None));
        let mut work = Workload {
            prompt: Prompt::of(Tokens::new(2_000), Tokens::new(600)),
            ..Workload::default()
        };
        work.caching.on = true;
        work.caching.hit_rate = Some(Share::ONE);
        let found = |work: &Workload| {
            let sizing = Sizing::same(work.clone());
            let ranking = rank(&card, &sizing, |_| true);
            levers(&card, &sizing, &ranking, 2, card.as_of).unwrap()
        };
        // 100M x 0.3 + 30M x 3 + 20M x 15 = $420; on Flex 130M x 1.5 + 20M x 7.5 = $345.
        let standard = found(&work);
        let flex = named(&standard, "Flex for what can wait");
        assert_eq!(flex.saves, usd("75"));
        assert!(flex.assumption.ends_with(", and nothing is cached"), "{}", flex.assumption);
        work.tier = ServiceTier::Flex;
        assert_eq!(idle(&found(&work), "Prompt caching"), "is not offered on Flex");
    }

    #[test]
    fn the_seed_mix_on_sonnet() {
        let found = found(Workload::default(), 2);
        assert_eq!(found.monthly, usd("390"));
        let saves = |start| named(&found, start).saves;
        // 50,000 x 100 tokens at $15 and at $3 per 1M; 30% of $390 at half price; $390 - $88; and
        // 70% of $390 - $32.50.
        assert_eq!(saves("100 fewer output"), usd("75"));
        assert_eq!(saves("100 fewer input"), usd("15"));
        assert_eq!(saves("Batch for 30%"), usd("58.50"));
        assert_eq!(saves("Next cheaper model: Pro"), usd("302"));
        assert_eq!(saves("Mix: 70% to Haiku"), usd("250.25"));
        let order: Vec<Usd> = found.levers.iter().map(|lever| lever.saves).collect();
        assert!(order.is_sorted_by(|one, other| one >= other), "{order:?}");
        assert_eq!(idle(&found, "Cap at p95"), "every answer is alike");
        assert_eq!(
            idle(&found, "Prompt caching"),
            "requests share nothing: there is no system prompt"
        );
        assert_eq!(
            found.side,
            "generation-heavy: output is 77% of the bill, 400 output tokens at $15 per 1M against \
             600 input tokens at $3 per 1M"
        );
    }

    #[test]
    fn what_is_applied_saves_what_it_said() {
        let mut work = Workload {
            turns: 6,
            prompt: Prompt::of(Tokens::new(4_000), Tokens::new(200)),
            ..Workload::default()
        };
        work.answer.spread = Spread::from_permille(2_500);
        let levers = found(work.clone(), 2);
        let card = card();
        let mut tried = 0;
        for lever in &levers.levers {
            let mut changed = work.clone();
            lever.change.apply(&mut changed);
            let model = match lever.change {
                Move::Model(at) => &card.models[at],
                Move::Mix(_) => continue,
                _ => &card.models[2],
            };
            let then = month_total(model, &changed, &mut Answers::default()).unwrap();
            assert_eq!(levers.monthly - then, lever.saves, "{}", lever.name);
            tried += 1;
        }
        assert_eq!(tried, 7, "{:?}", levers.idle);
        assert!(named(&levers, "Prompt caching for").assumption.contains("4,000 tokens"));
        assert_eq!(named(&levers, "Half the history").change, Move::Turns(3));
        assert!(levers.side.starts_with("context-heavy: input is"));
    }

    #[test]
    fn caching_that_costs_more_is_turned_off() {
        let mut work = Workload {
            requests: 100,
            prompt: Prompt::of(Tokens::new(4_000), Tokens::new(200)),
            ..Workload::default()
        };
        let off = found(work.clone(), 2);
        assert!(idle(&off, "Prompt caching").starts_with("would cost more"));
        work.caching.on = true;
        let on = found(work, 2);
        assert_eq!(named(&on, "No prompt caching").change, Move::NoCache);
    }

    #[test]
    fn the_cheapest_has_nowhere_to_go() {
        let found = found(Workload::default(), 0);
        assert_eq!(idle(&found, "A cheaper model"), "none costs a tenth less");
        assert_eq!(idle(&found, "A routing mix"), "no model costs half as much");
        assert_eq!(idle(&found, "Batch"), "is not offered");
        let free = Workload { requests: 0, ..Workload::default() };
        assert_eq!(self::found(free, 2).side, "the month costs nothing");
    }

    #[test]
    fn less_thinking_is_a_lever_and_a_cap_leaves_room_for_it() {
        let mut card = card();
        let model = &mut card.models[0];
        model.thinks = Some(Thinking::On);
        for effort in [Effort::Low, Effort::High] {
            model.efforts.add(effort);
        }
        model.effort = Some(Effort::High);
        let sizing = Sizing::same(Workload::default());
        let ranking = rank(&card, &sizing, |_| true);
        let today = Date::new(2026, 11, 22).unwrap();
        let at = |sizing: &Sizing| levers(&card, sizing, &ranking, 0, today).unwrap();
        let found = at(&sizing);
        let lever = |found: &Levers, name: &str| {
            found.levers.iter().find(|lever| lever.name.starts_with(name)).cloned()
        };
        // 50,000 x (1,578 - 269) tokens of thinking less, at $1.25 a million.
        let less = lever(&found, "Thinking at low").unwrap();
        assert_eq!(less.saves, usd("81.8125"));
        assert_eq!(less.change, Move::Think(ThinkingAsk::Effort(Effort::Low)));
        // At the lowest effort what is left is none: 50,000 x 269 x $1.25.
        let mut work = Workload::default();
        less.change.apply(&mut work);
        let none = lever(&at(&Sizing::same(work)), "No thinking").unwrap();
        assert_eq!(none.saves, usd("16.8125"));
        // The cap is that of both together, not of the 400 tokens of the answers.
        let Some(Move::Cap(cap)) = lever(&found, "Cap at").map(|lever| lever.change) else {
            panic!("no cap in {found:?}");
        };
        assert!((5_000..6_000).contains(&cap.get()), "{cap}");
    }
}
