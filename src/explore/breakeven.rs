//! At what input share, token efficiency or cache hit rate two ways of doing things cost the same.

use super::Sizing;
use super::band::{Band, costs};
use super::crossing::changes;
use crate::billing::{self, Answers, Unavailable, cache, month_total};
use crate::card::{Bucket, CacheMode, Model};
use crate::money::{Currency, Share, Tokens, Usd};
use crate::workload::{Bound, Caching, MAX_SECTION_TOKENS, Section, Ttl, Workload};

/// Parts in which a share is searched for: billionths.
const PARTS: u64 = 1_000_000_000;
/// The grid on which changes of order are looked for.
const STEPS: u64 = 64;

/// A model and a workload as it sees it.
pub type Contestant<'a> = (&'a Model, &'a Workload);

/// Where two models cost the same.
#[derive(Debug, Clone, PartialEq)]
pub struct BreakEven {
    /// The input shares at which they do, tokens per request fixed, rising; empty where they never
    /// do.
    pub input_shares: Vec<ShareChange>,
    /// The factor on B's answer tokens at which it costs what A does; none where no length does.
    pub verbosity: Option<f64>,
    /// The factor on all of B's tokens at which it costs what A does; none where none does.
    pub tokenizer: Option<f64>,
    /// What both cost now.
    pub monthly: [Band; 2],
    /// The same where A costs the least that it may and B the most, and the other way round; none where
    /// both are certain.
    pub ends: Option<Box<[Self; 2]>>,
}

/// An input share at which two models cost the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShareChange {
    /// The share, 0.0 to 1.0.
    pub share: f64,
    /// Whether A is the cheaper of the two above it; below it, B is, or the other way round.
    pub a_is_cheaper_above: bool,
}

/// Where A and B cost the same, each on its own size of the workload.
///
/// # Errors
/// [`Unavailable`] when one has no bill for the workload as it stands.
pub fn break_even(
    a: Contestant<'_>,
    b: Contestant<'_>,
    answers: &mut Answers,
) -> Result<BreakEven, Unavailable> {
    let monthly = [month_total(a.0, a.1, answers)?, month_total(b.0, b.1, answers)?];
    Ok(BreakEven {
        input_shares: input_shares(a, b, answers),
        verbosity: verbosity(b, monthly[0], answers),
        tokenizer: tokenizer(b, monthly, answers),
        monthly: monthly.map(Band::certain),
        ends: None,
    })
}

/// [`break_even`] of two models as `sizing` has them, with what follows if they cost the least and the
/// most that they may.
///
/// # Errors
/// As for [`break_even`].
pub fn break_even_within(
    a: &Model,
    b: &Model,
    sizing: &Sizing,
    answers: &mut Answers,
) -> Result<BreakEven, Unavailable> {
    let costs = [a, b].map(|model| costs(model, sizing, sizing.typed(), answers).map(Band::of));
    let [one, other] = costs;
    let monthly = [one?, other?];
    let mut at = |of_a, of_b| break_even((a, sizing.at(a, of_a)), (b, sizing.at(b, of_b)), answers);
    let found = at(Bound::Typical, Bound::Typical)?;
    let uncertain = monthly.iter().any(|band| band.range.is_some());
    let ends = match uncertain {
        true => Some(Box::new([at(Bound::Low, Bound::High)?, at(Bound::High, Bound::Low)?])),
        false => None,
    };
    Ok(BreakEven { monthly, ends, ..found })
}

impl BreakEven {
    /// Whether the ranges of both overlap, so that neither is surely the cheaper one now.
    pub fn is_close(&self) -> bool {
        let [a, b] = self.monthly;
        let difference = a.less(b);
        difference.range.is_some() && difference.may_be_nothing()
    }

    /// The least and the most of a figure; none at a side that has none. None at all where it is certain.
    pub fn between(&self, figure: impl Fn(&Self) -> Option<f64>) -> Option<[Option<f64>; 2]> {
        let [one, other] = &**self.ends.as_ref()?;
        let (one, other) = (figure(one), figure(other));
        let sides = match (one, other) {
            (Some(one), Some(other)) => [Some(one.min(other)), Some(one.max(other))],
            (None, None) => [None, None],
            (one, other) => [one.or(other), None],
        };
        (sides != [figure(self); 2]).then_some(sides)
    }

    /// A figure in words, with its range where it has one; none where there is none and cannot be.
    pub fn said(
        &self,
        figure: impl Fn(&Self) -> Option<f64>,
        say: impl Fn(f64) -> String,
    ) -> Option<String> {
        let here = figure(self).map(&say);
        let Some(sides) = self.between(figure) else { return here };
        Some(match (here, sides.map(|side| side.map(&say))) {
            (Some(here), [Some(low), Some(high)]) => format!("{here} ({low} to {high})"),
            (Some(here), [Some(one), None]) => format!("{here} ({one}, or never)"),
            (Some(here), _) => format!("{here} (or never)"),
            (None, [Some(low), Some(high)]) => format!("perhaps {low} to {high}"),
            (None, [one, other]) => format!("perhaps {}", one.or(other)?),
        })
    }

    /// The first share of input at which both cost the same.
    pub fn first_share(&self) -> Option<f64> {
        self.input_shares.first().map(|change| change.share)
    }
}

/// The shares of input at which A and B cost the same, to a billionth.
fn input_shares(a: Contestant<'_>, b: Contestant<'_>, answers: &mut Answers) -> Vec<ShareChange> {
    let mut difference =
        |part: u64| Some(at_share(a, part, answers)? - at_share(b, part, answers)?);
    let grid: Vec<(u64, Option<i128>)> =
        (0..=STEPS).map(|step| step * PARTS / STEPS).map(|part| (part, difference(part))).collect();
    changes(grid, difference)
        .into_iter()
        .map(|change| ShareChange {
            share: change.after as f64 / PARTS as f64,
            a_is_cheaper_above: !change.rises,
        })
        .collect()
}

/// The monthly cost times [`PARTS`] at a share of input in billionths. Requests have whole tokens,
/// so the cost is taken between those at the two whole numbers of input tokens around the share:
/// exact wherever it is proportional to tokens.
fn at_share((model, work): Contestant<'_>, part: u64, answers: &mut Answers) -> Option<i128> {
    let all = u128::from(work.tokens_per_request().get());
    let exact = all * u128::from(part);
    let (whole, rest) = (exact / u128::from(PARTS), exact % u128::from(PARTS));
    let mut cost = |input: u128| {
        let input = Tokens::new(u64::try_from(input).unwrap_or(u64::MAX));
        let mut work = work.clone();
        work.prompt = work.prompt.with_input(input);
        work.answer.mean = Tokens::new(all as u64) - input;
        month_total(model, &work, answers).ok().map(Usd::pico)
    };
    let low = cost(whole)?;
    if rest == 0 {
        return low.checked_mul(i128::from(PARTS));
    }
    let high = cost(whole + 1)?;
    let rest = rest as i128;
    low.checked_mul(i128::from(PARTS) - rest)?.checked_add(high.checked_mul(rest)?)
}

/// The factor on the answer tokens of a model at which it costs `target`.
fn verbosity(b: Contestant<'_>, target: Usd, answers: &mut Answers) -> Option<f64> {
    let (model, work) = b;
    let mean = work.answer.mean.get();
    if mean == 0 {
        return None;
    }
    let mut cost = |mean: u64| {
        let mut work = work.clone();
        work.answer.mean = Tokens::new(mean);
        month_total(model, &work, answers).ok()
    };
    let (mut low, mut high) = (0, MAX_SECTION_TOKENS);
    let mut at_low = cost(low).filter(|cost| *cost <= target)?;
    let mut at_high = cost(high);
    if at_high.is_some_and(|cost| cost <= target) {
        // Not even the longest answers reach it: a cap or the model's limit ends them.
        return (at_high == Some(target)).then_some(MAX_SECTION_TOKENS as f64 / mean as f64);
    }
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        match cost(middle) {
            Some(cost) if cost <= target => (low, at_low) = (middle, cost),
            cost => (high, at_high) = (middle, cost),
        }
    }
    // Between two whole lengths the cost is as good as proportional. Without a bill above, it is the
    // context window that ends the search, not the cost.
    let step = (at_high? - at_low).pico();
    let rest = (target - at_low).pico() as f64 / step.max(1) as f64;
    Some((low as f64 + rest.min(1.0)) / mean as f64)
}

/// The factor on all tokens of B at which it costs what A does.
fn tokenizer(b: Contestant<'_>, [target, now]: [Usd; 2], answers: &mut Answers) -> Option<f64> {
    let (model, work) = b;
    if work.tokens_per_request().is_zero() {
        return None;
    }
    let most = MAX_SECTION_TOKENS as f64 / work.tokens_per_request().get() as f64;
    let mut cost = |factor: f64| month_total(model, &scaled(work, factor), answers).ok();
    let fits = |cost: Option<Usd>| cost.is_some_and(|cost| cost <= target);
    let (mut low, mut high) = (0.0, most.max(1.0));
    let mut at_high = cost(high);
    if !fits(cost(low)) || fits(at_high) {
        return None;
    }
    for _ in 0..48 {
        let middle = (low + high) / 2.0;
        let here = cost(middle);
        if fits(here) {
            low = middle;
        } else {
            (high, at_high) = (middle, here);
        }
    }
    // Without a bill above, it is the context window that ends the search, not the cost.
    at_high?;
    // Where the cost is proportional to tokens, the ratio of the costs is exact. Rounding four
    // parts to whole tokens hides no more than this.
    let exact = target.times(now)?;
    let hidden = 10.0 / work.tokens_per_request().get() as f64;
    Some(if (exact - low).abs() <= hidden { exact } else { low })
}

/// The workload with every part of a request `factor` times as many tokens, to the nearest token.
fn scaled(work: &Workload, factor: f64) -> Workload {
    let mut scaled = work.clone();
    let times = |tokens: Tokens| Tokens::new((tokens.get() as f64 * factor).round() as u64);
    for section in Section::ALL {
        let tokens = times(work.prompt.tokens(section));
        scaled.prompt.set_tokens(section, tokens);
    }
    scaled.answer.mean = times(work.answer.mean).min(Tokens::new(MAX_SECTION_TOKENS));
    scaled
}

/// From which traffic on a cache of one lifetime pays.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CacheBreakEven {
    /// Whether writes live an hour, at the one-hour price.
    pub one_hour: bool,
    /// How long a write lives.
    pub ttl_minutes: u32,
    /// The share of requests that must find the shared prefix for the month to cost what it does
    /// without a cache; zero where caching pays whatever they find, as when turns save more by what
    /// was said before, and none where it never pays.
    pub hit_rate: Option<f64>,
    /// Requests an hour at which steady traffic reaches it.
    pub requests_per_hour: Option<f64>,
    /// The share that the workload has.
    pub hit_rate_now: f64,
    /// What caching adds a month to the workload as it stands; negative where it saves. None where
    /// nothing of the prompt would be cached.
    pub effect: Option<Band>,
    /// The least and the most that `hit_rate` may be, where it depends on what is not certain; one is
    /// where it may never pay.
    pub hit_rate_within: Option<(f64, f64)>,
}

/// The break-even of each lifetime that a model's cache offers, the shorter one first; empty for a
/// model without caching or price.
///
/// It is of the whole bill, so that turns, long-context tiers and what goes through Batch count as
/// they are billed. Where nothing of the workload would be cached, it is that of a prefix at the rates
/// of the tiers the prompt falls in. With active hours below 24 the hit rate of the workload includes
/// the misses of each day's start.
pub fn cache_break_even(
    model: &Model,
    work: &Workload,
    answers: &mut Answers,
) -> Vec<CacheBreakEven> {
    let Some(caching) = model.caching else {
        return Vec::new();
    };
    let ttls = [(Ttl::FiveMinutes, caching.ttl_minutes), (Ttl::OneHour, 60)];
    ttls.into_iter()
        .filter_map(|(ttl, ttl_minutes)| {
            let cached = with_cache(work, ttl, work.caching.hit_rate);
            let prices = billing::served(model, &cached, answers).ok()?.prices;
            let (rates, _) = prices.for_input(work.prompt.input());
            let lane = rates.served(work.tier.into());
            let has = |bucket| rates[lane][bucket].is_some();
            let hour = caching.mode == CacheMode::Explicit && has(Bucket::CacheWrite1h);
            if !has(Bucket::CacheRead) || ttl == Ttl::OneHour && !hour {
                return None;
            }
            let minutes = f64::from(ttl_minutes);
            let mut effect = |hit_rate| effect(model, &with_cache(work, ttl, hit_rate), answers);
            let ends = [Share::ZERO, Share::ONE].map(|hit_rate| effect(Some(hit_rate)));
            let hit_rate = match ends {
                [Some(misses), Some(hits)] => between(misses, hits),
                _ => cache::break_even_hit_rate(rates, lane, ttl),
            };
            let (_, on_demand) = billing::routes(prices, work);
            let traffic = || cache::hit_rate(work, on_demand, minutes);
            Some(CacheBreakEven {
                one_hour: ttl == Ttl::OneHour,
                ttl_minutes,
                hit_rate,
                requests_per_hour: hit_rate
                    .map(|hit_rate| cache::requests_per_hour_for(work, hit_rate, minutes)),
                hit_rate_now: work.caching.hit_rate.map_or_else(traffic, |given| given.fraction()),
                effect: effect(work.caching.hit_rate).map(Band::certain),
                hit_rate_within: None,
            })
        })
        .collect()
}

/// The workload with caching on, for a lifetime and at a hit rate.
fn with_cache(work: &Workload, ttl: Ttl, hit_rate: Option<Share>) -> Workload {
    let mut cached = work.clone();
    cached.caching = Caching { on: true, ttl, hit_rate, ..work.caching };
    cached
}

/// What caching adds to the month; none where nothing is cached.
fn effect(model: &Model, cached: &Workload, answers: &mut Answers) -> Option<Usd> {
    let bill = billing::month(model, cached, answers).ok()?;
    (!bill.tokens().cached().is_zero()).then_some(bill.caching_effect)
}

/// The hit rate at which caching adds nothing, of what it adds when all requests miss and when all
/// hit: the cost is proportional to hits.
fn between(misses: Usd, hits: Usd) -> Option<f64> {
    let (misses, hits) = (misses.pico() as f64, hits.pico() as f64);
    match (misses > 0.0, hits < 0.0) {
        (true, true) => Some(misses / (misses - hits)),
        (false, _) if hits <= 0.0 => Some(0.0),
        _ => None,
    }
}

impl CacheBreakEven {
    /// How long a write lives: `1 hour` or `5 minutes`.
    pub fn lives(&self) -> String {
        match self.one_hour {
            true => "1 hour".to_owned(),
            false => format!("{} minutes", self.ttl_minutes),
        }
    }

    /// A break-even with two places, since these are compared with each other, and its range:
    /// `21.74%`, or `21.74% (20.10% to 23.00%)`.
    pub fn hit_rate_words(&self, rate: f64) -> String {
        let fine = |rate: f64| format!("{:.2}%", rate * 100.0);
        match self.hit_rate_within {
            Some((least, most)) => format!("{} ({} to {})", fine(rate), fine(least), fine(most)),
            None => fine(rate),
        }
    }

    /// What caching does to the month as it stands, after a model's name.
    pub fn effect_words(&self, currency: Currency) -> String {
        match self.effect {
            None => "nothing to cache".to_owned(),
            Some(open) if open.range.is_some() && open.may_be_nothing() => {
                format!("may cost {} more: too close to tell", open.words(currency))
            }
            Some(more) if more.expected > Usd::ZERO => {
                format!("costs {} more", more.words(currency))
            }
            Some(less) => format!("saves {}", less.negated().words(currency)),
        }
    }

    /// This with the range that it has between the fewest tokens and the most.
    pub(super) fn within(self, [low, high]: [&Self; 2]) -> Self {
        let effect = |even: &Self| even.effect.map(|it| it.expected);
        let effect = self.effect.map(|now| {
            let [low, high] = [low, high].map(|end| effect(end).unwrap_or(now.expected));
            Band::of([low, now.expected, high])
        });
        // What pays at no hit rate pays beyond all.
        let rates = [self, *low, *high].map(|even| even.hit_rate.unwrap_or(1.0));
        let least = rates.into_iter().fold(1.0, f64::min);
        let most = rates.into_iter().fold(0.0, f64::max);
        let hit_rate_within = (most - least >= 0.00005).then_some((least, most));
        Self { effect, hit_rate_within, ..self }
    }

    /// Whether caching costs more than it saves; where nothing would be cached, whether the
    /// workload's hit rate is below the break-even.
    pub fn is_below(&self) -> bool {
        match self.effect {
            Some(effect) => effect.expected > Usd::ZERO,
            None => self.hit_rate.is_none_or(|least| self.hit_rate_now < least),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::tests_support::{model, per_million, usd, with_batch, with_lane};
    use crate::card::Lane;
    use crate::explore::tests_support::uncertain;
    use crate::workload::{Active, Prompt, ServiceTier};
    use proptest::prelude::*;

    fn even(a: (&str, &str), b: (&str, &str)) -> BreakEven {
        let a = model("A", per_million(a.0, a.1, None));
        let b = model("B", per_million(b.0, b.1, None));
        let work = Workload::default();
        break_even((&a, &work), (&b, &work), &mut Answers::default()).unwrap()
    }

    #[test]
    fn nova_pro_and_cohere_command() {
        // 0.8 s + 3.2 (1 - s) = s + 2 (1 - s): 1.2 = 1.4 s, so s = 6/7.
        let found = even(("0.8", "3.2"), ("1", "2"));
        assert_eq!(found.input_shares.len(), 1);
        let change = found.input_shares[0];
        assert!((change.share - 6.0 / 7.0).abs() < 2e-9, "{}", change.share);
        assert!(change.a_is_cheaper_above);
        assert_eq!(found.monthly, [usd("88"), usd("70")].map(Band::certain));
        // B costs $30 + $40; at $88 its answers cost $58: 1.45 times as many tokens.
        assert!((found.verbosity.unwrap() - 1.45).abs() < 1e-9);
        assert_eq!(found.tokenizer, Some(88.0 / 70.0));
    }

    #[test]
    fn an_uncertain_model_has_a_range() {
        let mut a = model("A", per_million("1", "1", None));
        a.tokenizer = "o200k".to_owned();
        let mut b = model("B", per_million("1.1", "1", None));
        b.tokenizer = "claude-3".to_owned();
        let mut work = Workload::default();
        work.answer.mean = Tokens::ZERO;
        // With the frame of 7 around the message 800, 1,000 and 1,250.
        let sizing = uncertain(work, [793, 993, 1_243]);
        let found = break_even_within(&a, &b, &sizing, &mut Answers::default()).unwrap();
        // 50,000 x 1,000 x $1; 800, 1,000 and 1,250 x $1.1.
        assert_eq!(found.monthly[0], Band::certain(usd("50")));
        assert_eq!(found.monthly[1], Band::of(["44", "55", "68.75"].map(usd)));
        assert!(found.is_close());
        // B costs what A does with 50 / 55 as many tokens, 50 / 44 or 50 / 68.75.
        let shown = found.said(|even| even.tokenizer, |factor| format!("{factor:.3}"));
        assert_eq!(shown.as_deref(), Some("0.909 (0.727 to 1.136)"));
        let certain = break_even_within(&a, &a, &sizing, &mut Answers::default()).unwrap();
        assert!(!certain.is_close() && certain.between(|even| even.tokenizer).is_none());
    }

    #[test]
    fn some_never_meet() {
        let found = even(("3", "15"), ("0.25", "1.25"));
        assert_eq!(found.input_shares, []);
        // $390 against $7.50 of input: answers of 20M tokens x 1.25 could be 15.3 times as long.
        assert!((found.verbosity.unwrap() - 382.5 / 25.0).abs() < 1e-9);
        let back = even(("0.25", "1.25"), ("3", "15"));
        // Input alone costs $90, more than the other's $32.50.
        assert_eq!(back.verbosity, None);
        assert!((back.tokenizer.unwrap() - 32.5 / 390.0).abs() < 1e-12);
    }

    #[test]
    fn a_cap_can_keep_the_longest_answers_below() {
        let a = model("A", per_million("3", "15", None));
        let b = model("B", per_million("1", "1", None));
        let mut work = Workload::default();
        work.answer.cap = Some(Tokens::new(500));
        let found = break_even((&a, &work), (&b, &work), &mut Answers::default()).unwrap();
        assert_eq!(found.verbosity, None);
    }

    #[test]
    fn a_context_window_is_no_break_even() {
        let a = model("A", per_million("3", "15", None));
        let mut b = model("B", per_million("1", "1", None));
        b.context = Some(Tokens::new(3_000));
        let work = Workload::default();
        let even =
            |work: &Workload| break_even((&a, work), (&b, work), &mut Answers::default()).unwrap();
        // B's $50 would have to become $390; five times its input fill the window.
        assert_eq!(even(&work).tokenizer, None);
        let chat = Workload { turns: 2, ..work };
        assert_eq!(even(&chat).verbosity, None);
    }

    proptest! {
        /// Closed form: s = (bo - ao) / (ai - ao - bi + bo).
        #[test]
        fn shares_agree_with_the_closed_form(
            rates in proptest::array::uniform4(1..50_000u32),
        ) {
            let [ai, ao, bi, bo] = rates.map(|rate| f64::from(rate) / 1_000.0);
            let text = rates.map(|rate| (f64::from(rate) / 1_000.0).to_string());
            let found = even((&text[0], &text[1]), (&text[2], &text[3]));
            let share = (bo - ao) / (ai - ao - bi + bo);
            if share > 1e-6 && share < 1.0 - 1e-6 {
                prop_assert_eq!(found.input_shares.len(), 1);
                prop_assert!((found.input_shares[0].share - share).abs() < 2e-9);
                let bill = 600.0 * bi + 400.0 * bo;
                prop_assert!((found.tokenizer.unwrap() - (600.0 * ai + 400.0 * ao) / bill).abs() < 1e-9);
            } else if !(-1e-6..=1.0 + 1e-6).contains(&share) {
                prop_assert_eq!(found.input_shares.len(), 0);
            }
        }
    }

    fn cached(requests: u64, active: Active) -> Vec<CacheBreakEven> {
        let model = model("M", per_million("3", "15", Some(("0.3", "3.75", Some("6")))));
        let work = Workload {
            requests,
            active,
            prompt: Prompt::of(Tokens::new(4_000), Tokens::new(200)),
            ..Workload::default()
        };
        cache_break_even(&model, &work, &mut Answers::default())
    }

    #[test]
    fn caching_pays_from_a_hit_rate_on() {
        let found = cached(43_800, Active::ALWAYS);
        let [short, long] = found.as_slice() else { panic!("{found:?}") };
        // 0.75 / 3.45 and 3 / 5.7; -ln(1 - h) / T an hour: 2.942 and 0.747.
        assert!((short.hit_rate.unwrap() - 0.217_391).abs() < 1e-6);
        assert!((long.hit_rate.unwrap() - 0.526_316).abs() < 1e-6);
        assert!((short.requests_per_hour.unwrap() - 2.941_5).abs() < 1e-3);
        assert!((long.requests_per_hour.unwrap() - 0.747_2).abs() < 1e-3);
        assert!(!short.is_below() && !long.is_below());
        assert!(short.effect.unwrap().expected < Usd::ZERO);
    }

    #[test]
    fn sparse_traffic_is_below_and_pays_more() {
        // One request an hour: 8% hits in five minutes, 63% in an hour.
        let found = cached(730, Active::ALWAYS);
        assert!(found[0].is_below() && found[0].effect.unwrap().expected > Usd::ZERO);
        assert!(!found[1].is_below() && found[1].effect.unwrap().expected < Usd::ZERO);
        let plain = model("Plain", per_million("1", "1", None));
        let none = cache_break_even(&plain, &Workload::default(), &mut Answers::default());
        assert_eq!(none, []);
    }

    #[test]
    fn turns_count_for_the_verdict() {
        // 100 conversations of 10 turns, each caching what was said, at 1,000 / 730 an hour: 11% of
        // first turns find the 2,000 tokens, fewer than the 21.7% of (3.75 - 3) / (3.75 - 0.3).
        // Nothing but turns is read at 0%: turn k of a conversation has 2,100 + 400 (k - 1) tokens.
        // Plain: 21,000 + 400 x 45 = 39,000 tokens, $0.117. Written are the last turn's 5,700,
        // $0.021375, and read all of the nine before, 39,000 - 5,700, $0.00999: $0.031365 in all.
        let model = model("M", per_million("3", "15", Some(("0.3", "3.75", None))));
        let mut work = Workload {
            requests: 1_000,
            turns: 10,
            prompt: Prompt::of(Tokens::new(2_000), Tokens::new(100)),
            ..Workload::default()
        };
        work.answer.mean = Tokens::new(300);
        let found = cache_break_even(&model, &work, &mut Answers::default());
        assert!((found[0].hit_rate_now - 0.107_881).abs() < 1e-6);
        assert!(!found[0].is_below());
        assert_eq!(found[0].hit_rate, Some(0.0));
        work.caching.hit_rate = Some(Share::ZERO);
        let found = cache_break_even(&model, &work, &mut Answers::default());
        assert_eq!(found[0].effect.unwrap(), Band::certain(usd("3.1365") - usd("11.7")));
    }

    #[test]
    fn writes_that_cost_no_more_than_input_always_pay() {
        for write in ["0", "0.8"] {
            let model = model("N", per_million("0.8", "3.2", Some(("0.2", write, None))));
            // One request in two months.
            let mut work = Workload { requests: 1, ..Workload::default() };
            work.prompt = Prompt::of(Tokens::new(4_000), Tokens::new(200));
            let found = cache_break_even(&model, &work, &mut Answers::default());
            assert_eq!((found[0].hit_rate, found[0].requests_per_hour), (Some(0.0), Some(0.0)));
            assert!(!found[0].is_below());
            // Nothing is long enough to be cached.
            work.prompt = Prompt::of(Tokens::new(400), Tokens::new(200));
            let found = cache_break_even(&model, &work, &mut Answers::default());
            assert_eq!((found[0].effect, found[0].hit_rate), (None, Some(0.0)));
            assert!(!found[0].is_below());
        }
    }

    #[test]
    fn what_cannot_go_through_batch_finds_the_cache() {
        let rates = per_million("3", "15", Some(("0.3", "3.75", None)));
        let mut work = Workload { requests: 43_800, ..Workload::default() };
        work.prompt = Prompt::of(Tokens::new(4_000), Tokens::new(200));
        work.batch.on = true;
        // One request a minute, all of them on demand: 1 - e^-5.
        let found = cache_break_even(&model("M", rates), &work, &mut Answers::default());
        assert!((found[0].hit_rate_now - 0.993_262).abs() < 1e-6);
        assert!(!found[0].is_below());
        // Batch has no cache: nothing to save.
        let model = model("B", with_batch(rates, "1.5", "7.5"));
        let found = cache_break_even(&model, &work, &mut Answers::default());
        assert_eq!((found[0].hit_rate_now, found[0].effect), (0.0, None));
    }

    #[test]
    fn a_service_tier_breaks_even_at_its_own_rates() {
        let base = per_million("3", "15", Some(("0.3", "3.75", Some("6"))));
        let base = with_lane(base, Lane::Flex, per_million("1.5", "7.5", None));
        let priority = per_million("5", "25", Some(("1", "7", None)));
        let model = model("M", with_lane(base, Lane::Priority, priority));
        let mut work = Workload { tier: ServiceTier::Flex, ..Workload::default() };
        assert_eq!(cache_break_even(&model, &work, &mut Answers::default()), []);
        work.tier = ServiceTier::Priority;
        let found = cache_break_even(&model, &work, &mut Answers::default());
        // (7 - 5) / (7 - 1), and no price for an hour.
        assert_eq!(found.len(), 1);
        assert!((found[0].hit_rate.unwrap() - 1.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn a_given_hit_rate_at_break_even_neither_saves_nor_costs() {
        let model = model("M", per_million("3", "15", Some(("0.3", "3.75", None))));
        let mut work = Workload {
            prompt: Prompt::of(Tokens::new(4_000), Tokens::new(200)),
            ..Workload::default()
        };
        work.caching.hit_rate = Some(Share::of(75, 345));
        let found = cache_break_even(&model, &work, &mut Answers::default());
        // Of $600 for the prefix, a millionth of it is left by rounding the share.
        assert!(found[0].effect.unwrap().expected.pico().abs() < usd("0.01").pico());
    }

    #[test]
    fn a_range_is_that_of_both_ends() {
        let even = |hit_rate, effect: &str| CacheBreakEven {
            one_hour: false,
            ttl_minutes: 5,
            hit_rate,
            requests_per_hour: None,
            hit_rate_now: 0.5,
            effect: Some(Band::certain(usd(effect))),
            hit_rate_within: None,
        };
        let found = even(Some(0.2), "-5").within([&even(Some(0.1), "-9"), &even(None, "2")]);
        assert_eq!(found.effect, Some(Band::of([usd("-9"), usd("-5"), usd("2")])));
        assert_eq!(found.hit_rate_within, Some((0.1, 1.0)));
        assert!(
            found.effect_words(Currency::DOLLARS).ends_with("too close to tell"),
            "{}",
            found.effect_words(Currency::DOLLARS)
        );
        let same = even(Some(0.2), "-5").within([&even(Some(0.2), "-6"), &even(Some(0.2), "-4")]);
        assert_eq!(same.hit_rate_within, None);
        assert_eq!(same.effect_words(Currency::DOLLARS), "saves ≈$5.00 ($4.00 – $6.00)");
        assert_eq!(same.hit_rate_words(0.2), "20.00%");
    }
}
