//! What a cap on output costs and saves, what it cuts off, and what it leaves of a quota.

use super::Sizing;
use super::band::Band;
use super::crossing::halved;
use crate::billing::{
    Answers, Figures, Unavailable, month, month_figures, month_total, routes, served, thought,
};
use crate::card::{Bucket, Fact, Model, Topic};
use crate::money::{Currency, Tokens, Usd, percent, percent_to_tenths};
use crate::workload::{Answer, MAX_SECTION_TOKENS, MicroTokens, Thought, Workload};

/// A month under one cap.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CapPoint {
    /// The cap; none is the model's own limit alone.
    pub cap: Option<Tokens>,
    /// Mean billed output of a request, in millionths of a token.
    pub output: MicroTokens,
    /// The share of answers cut off, by the cap or by the model itself, as far as that is known.
    pub cut_off: f64,
    /// The share of answers that ended because of a lower cap where they were seen: this one may cut them off
    /// too. Where there are any, the month costs at least what is said here.
    pub unknown: f64,
    /// The share of requests without a visible answer: thinking takes all that the cap allows.
    pub unseen: f64,
    /// The same share with the most thinking that is thought possible.
    pub unseen_most: f64,
    /// The month at the fewest tokens, the likeliest, and the most.
    costs: [Usd; 3],
}

impl CapPoint {
    /// The monthly cost.
    pub fn monthly(&self) -> Band {
        Band::of(self.costs)
    }

    /// What the month costs less than `other` of the same model.
    pub fn less_than(&self, other: &Self) -> Band {
        Band::of(std::array::from_fn(|at| other.costs[at] - self.costs[at]))
    }
}

/// The smallest cap that cuts off fewer than a share of answers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CapChoice {
    /// The month under it.
    pub point: CapPoint,
    /// What it saves a month against no cap.
    pub saves: Band,
}

/// How the cap moves a month on one model.
#[derive(Debug, Clone, PartialEq)]
pub struct CapTuning {
    /// The month at each cap asked for, in that order.
    pub points: Vec<CapPoint>,
    /// The month without a cap.
    pub uncapped: CapPoint,
    /// The month as the workload has it.
    pub now: CapPoint,
    /// The smallest cap that cuts off fewer than 1% of answers; none where the model itself cuts
    /// off as many.
    pub below_1: Option<CapChoice>,
    /// The same for 5%.
    pub below_5: Option<CapChoice>,
    /// The answers that ended because of a cap where they were seen.
    pub ended: Option<Ended>,
}

/// Answers that ended because of a cap where they were seen: how long they would have been is not known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ended {
    /// Their share of all.
    pub share: f64,
    /// The fewest and the most tokens that they had where they were seen.
    pub seen: (Tokens, Tokens),
    /// The same in tokens of the model that is asked about.
    pub between: (Tokens, Tokens),
}

impl Ended {
    fn of(typed: &Answer, answer: &Answer) -> Option<Self> {
        let (seen, between) = (typed.ended_between()?, answer.ended_between()?);
        Some(Self { share: answer.unknown_under(None), seen, between })
    }

    /// What they leave open, in a sentence without its full stop.
    pub fn words(&self) -> String {
        let least = self.between.0;
        let from_to = |(least, most): (Tokens, Tokens)| match least == most {
            true => least.to_string(),
            false => format!("{least} to {most}"),
        };
        let kind = if self.seen.0 == self.seen.1 { "a cap" } else { "caps" };
        let own = match self.between == self.seen {
            true => String::new(),
            false => format!(", {} of this model's", from_to(self.between)),
        };
        let caps = format!("{kind} of {} tokens{own}", from_to(self.seen));
        format!(
            "{} of the answers that were seen ended at {caps}: how long they would be is not known. What a \
             cap above {least} costs, and what a lower one saves against it, is the least it may be",
            percent_to_tenths(self.share)
        )
    }
}

/// A month on `model` at each of `caps`, and the smallest caps worth having.
///
/// # Errors
/// [`Unavailable`] when the model has no bill without a cap.
pub fn cap_tuning(
    model: &Model,
    sizing: &Sizing,
    caps: &[Tokens],
    answers: &mut Answers,
) -> Result<CapTuning, Unavailable> {
    let sized = sizing.of(model);
    let mut works = Works {
        likely: sized.expected.clone(),
        ends: sized.range.map(|(low, high)| Box::new([low.clone(), high.clone()])),
    };
    let now = works.point(model, sized.expected.answer.cap, answers)?;
    let uncapped = works.point(model, None, answers)?;
    let points = caps.iter().map(|cap| works.point(model, Some(*cap), answers));
    let points = points.collect::<Result<_, _>>()?;
    let mut choice = |share| {
        // Apart, so that the caps on the way do not crowd out what other models share.
        let cap = smallest_cap(model, &mut works.likely, share, &mut Answers::default())?;
        let point = works.point(model, Some(cap), answers).ok()?;
        Some(CapChoice { point, saves: point.less_than(&uncapped) })
    };
    let (below_1, below_5) = (choice(0.01), choice(0.05));
    let ended = Ended::of(&sizing.typed().answer, &sized.expected.answer);
    Ok(CapTuning { points, uncapped, now, below_1, below_5, ended })
}

impl CapTuning {
    /// What the present cap, or the best one, is worth, in a sentence without its full stop.
    pub fn verdict(&self, currency: Currency) -> String {
        let saves = |point: &CapPoint| point.less_than(&self.uncapped);
        let at_least = if self.uncapped.unknown > 0.0 { "at least " } else { "" };
        // What was counted is told to a tenth.
        let share = if self.ended.is_some() { percent_to_tenths } else { percent };
        match (self.now.cap, self.below_5) {
            (Some(cap), _) if saves(&self.now).is_nothing() && self.uncapped.unknown > 0.0 => {
                format!(
                    "the cap of {cap} cuts off {} of answers; what it saves is not known",
                    self.now.cut_as(share)
                )
            }
            (Some(cap), _) if saves(&self.now).is_nothing() => {
                format!("the cap of {cap} saves nothing: no answer is longer")
            }
            (Some(cap), _) => {
                let unseen = match self.now.unseen > 0.0 {
                    true => format!("; {}", self.now.unseen_words()),
                    false => String::new(),
                };
                format!(
                    "the cap of {cap} saves {at_least}{} a month and cuts off {} of answers{unseen}",
                    saves(&self.now).words(currency),
                    self.now.cut_as(share),
                )
            }
            (None, Some(choice)) if choice.saves.is_nothing() => {
                "a cap saves nothing unless it cuts answers off: all are alike".to_owned()
            }
            (None, Some(choice)) => format!(
                "without a cap; one of {} would save {at_least}{} a month and cut off {} of answers",
                choice.point.cap.unwrap_or_default(),
                choice.saves.words(currency),
                choice.point.cut_as(share),
            ),
            (None, None) if self.uncapped.unknown > 0.0 => {
                "which cap would cut off fewer than 5% of answers is not known".to_owned()
            }
            (None, None) => format!(
                "the model's own limit cuts off {} of answers",
                percent(self.uncapped.cut_off)
            ),
        }
    }
}

/// The smallest cap that cuts off fewer than `share` of answers, found by halving: the share cut
/// off never rises with the cap.
pub(super) fn smallest_cap(
    model: &Model,
    work: &mut Workload,
    share: f64,
    answers: &mut Answers,
) -> Option<Tokens> {
    let mut fits = |cap: u64| {
        work.answer.cap = Some(Tokens::new(cap));
        let unknown = work.answer.unknown_under(limit(model, work.answer.cap));
        let figures = month_figures(model, work, answers);
        figures.is_ok_and(|figures| figures.cut_off + unknown < share)
    };
    if !fits(MAX_SECTION_TOKENS) {
        return None;
    }
    let (_, holds) = halved(0, MAX_SECTION_TOKENS, fits);
    Some(Tokens::new(holds))
}

/// A cap, or the model's own limit where that is lower.
fn limit(model: &Model, cap: Option<Tokens>) -> Option<Tokens> {
    cap.into_iter().chain(model.max_output).min()
}

/// A workload on one model, and where it is not certain with the fewest tokens and the most.
struct Works {
    likely: Workload,
    ends: Option<Box<[Workload; 2]>>,
}

impl Works {
    fn point(
        &mut self,
        model: &Model,
        cap: Option<Tokens>,
        answers: &mut Answers,
    ) -> Result<CapPoint, Unavailable> {
        self.likely.answer.cap = cap;
        let figures = month_figures(model, &self.likely, answers)?;
        let mut point = CapPoint {
            cap,
            output: figures.output_per_request,
            cut_off: figures.cut_off,
            unknown: self.likely.answer.unknown_under(limit(model, cap)),
            unseen: figures.unseen,
            unseen_most: figures.unseen,
            costs: [figures.total; 3],
        };
        if let Some(ends) = &mut self.ends {
            ends.iter_mut().for_each(|work| work.answer.cap = cap);
            let [low, high] = &**ends;
            // Without a bill there, the likeliest cost stands in.
            point.costs[0] = month_total(model, low, answers).unwrap_or(figures.total);
            if let Ok(most) = month_figures(model, high, answers) {
                point.costs[2] = most.total;
                point.unseen_most = point.unseen.max(most.unseen);
            }
        }
        Ok(point)
    }
}

impl CapPoint {
    /// How many answers are cut off, in words: the share, or from which one to which other it may be.
    pub fn cut_words(&self) -> String {
        self.cut_as(percent)
    }

    fn cut_as(&self, share: fn(f64) -> String) -> String {
        let most = share(self.cut_off + self.unknown);
        match (self.unknown > 0.0, self.cut_off > 0.0) {
            (false, _) => most,
            (true, false) => format!("up to {most}"),
            (true, true) => format!("{} to {most}", share(self.cut_off)),
        }
    }

    /// How many requests have no visible answer, in words.
    pub fn unseen_words(&self) -> String {
        let most = match self.unseen_most > self.unseen {
            true => format!(" (up to {})", percent(self.unseen_most)),
            false => String::new(),
        };
        format!("{} of requests have no visible answer{most}", percent(self.unseen))
    }
}

/// A length that next to no output of a model exceeds: its answers, and the thinking before them.
pub fn longest(model: &Model, workload: &Workload) -> Tokens {
    let thinking = thought(model, workload).map_or(Tokens::ZERO, Thought::p99);
    workload.answer.quantile(0.999) + thinking
}

/// Caps worth showing for these answers on a model: powers of two from 64 to the first that next to no
/// answer exceeds, 1,024 at least, with the workload's own.
pub fn usual_caps(model: &Model, workload: &Workload) -> Vec<Tokens> {
    let longest = longest(model, workload).get().max(1_024);
    let mut caps: Vec<u64> = (6..=24).map(|power| 1 << power).collect();
    let last = caps.partition_point(|cap| *cap < longest);
    caps.truncate(last + 1);
    caps.extend(workload.answer.cap.map(Tokens::get));
    caps.sort_unstable();
    caps.dedup();
    caps.into_iter().map(Tokens::new).collect()
}

/// What a tokens-per-minute quota allows: a limit on speed, not a price.
///
/// When it starts, a request takes its input and its max output tokens out of the quota. When it
/// ends, its plain input, cache writes and output count instead, each token of output as often as the
/// model's burndown says (pricing rules, section 7).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QuotaEffect {
    /// Tokens that a request reserves: its mean input and its max output.
    pub reserved: Tokens,
    /// Tokens that a request counts when it has ended, in the mean.
    pub settled: Tokens,
    /// As how many tokens one of output counts then.
    pub burndown: u32,
    /// Whether sources disagree on that.
    pub is_disputed: bool,
    /// Requests a minute that the quota allows, by the larger of the two.
    pub requests_per_minute: f64,
}

impl QuotaEffect {
    /// What a request takes out of the quota, in a few words.
    pub fn words(&self) -> String {
        let times = self.burndown;
        if self.settled <= self.reserved {
            return format!("each reserves {} tokens: its input and the cap", self.reserved);
        }
        let disputed = if self.is_disputed { ", disputed" } else { "" };
        format!("each counts {} tokens: output {times} times{disputed}", self.settled)
    }
}

/// What `quota` tokens a minute allow of `workload` under `cap`; none where nothing is known to
/// bound an answer, and where the model has no bill.
pub fn quota_effect(
    model: &Model,
    workload: &Workload,
    cap: Option<Tokens>,
    quota: Tokens,
    answers: &mut Answers,
) -> Option<QuotaEffect> {
    let Figures { input_per_request, .. } = month_figures(model, workload, answers).ok()?;
    let asked = match (cap, model.max_output) {
        (Some(cap), Some(most)) => cap.min(most),
        (cap, most) => cap.or(most)?,
    };
    let input = Tokens::new(input_per_request.div_ceil(1_000_000));
    let reserved = input + asked;
    let burndown = model.burndown.unwrap_or(1);
    let mut capped = workload.clone();
    capped.answer.cap = cap;
    let settled = settled(model, &capped, burndown, answers)?;
    Some(QuotaEffect {
        reserved,
        settled,
        burndown,
        is_disputed: model.dispute(Topic::Fact(Fact::Burndown)).is_some(),
        requests_per_minute: quota.get() as f64 / reserved.max(settled).get().max(1) as f64,
    })
}

/// What a request on demand counts when it has ended, in the mean; any request, where all go through
/// Batch.
fn settled(model: &Model, work: &Workload, burndown: u32, answers: &mut Answers) -> Option<Tokens> {
    let mut on_demand = work.clone();
    on_demand.batch.on = false;
    on_demand.requests = routes(served(model, work, answers).ok()?.prices, work).1.max(1);
    let bill = month(model, &on_demand, answers).ok()?;
    let tokens = bill.tokens();
    let counted = tokens[Bucket::Fresh] + tokens.written();
    let output = u128::from(tokens[Bucket::Output].get()) * u128::from(burndown);
    let mean = (u128::from(counted.get()) + output).div_ceil(u128::from(bill.requests));
    Some(Tokens::new(u64::try_from(mean).unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::tests_support::{model, per_million, usd};
    use crate::money::Share;
    use crate::workload::{Bound, Lengths, Prompt, Spread};

    fn sonnet() -> Model {
        model("Sonnet", per_million("3", "15", None))
    }

    fn tuning(work: &Workload, caps: &[u64]) -> CapTuning {
        let caps: Vec<Tokens> = caps.iter().copied().map(Tokens::new).collect();
        cap_tuning(&sonnet(), &Sizing::same(work.clone()), &caps, &mut Answers::default()).unwrap()
    }

    #[test]
    fn equal_answers_save_only_what_is_cut_off() {
        // 30M in at $3 and 20M out at $15 per 1M: $90 + $300. A cap of 100 leaves 5M: $75.
        let tuned = tuning(&Workload::default(), &[100, 400, 1_000]);
        let monthly: Vec<Usd> = tuned.points.iter().map(|point| point.monthly().expected).collect();
        assert_eq!(monthly, [usd("165"), usd("390"), usd("390")]);
        assert_eq!(tuned.points[0].cut_off, 1.0);
        assert_eq!(tuned.points[0].output, 100_000_000);
        let choice = tuned.below_1.unwrap();
        assert_eq!(choice.point.cap, Some(Tokens::new(400)));
        assert!(choice.saves.is_nothing());
        assert!(tuned.verdict(Currency::DOLLARS).contains("saves nothing"));
        let mut capped = Workload::default();
        capped.answer.cap = Some(Tokens::new(1_000));
        let said = tuning(&capped, &[]).verdict(Currency::DOLLARS);
        assert_eq!(said, "the cap of 1,000 saves nothing: no answer is longer");
    }

    #[test]
    fn what_is_not_certain_has_a_range_at_every_cap() {
        use crate::billing::month_total;
        use crate::card::Builtin;
        use crate::effort::Effort;
        use crate::workload::ThinkingAsk;
        let card = Builtin::List.parse().unwrap();
        let model = card.model("claude-sonnet-5-5").unwrap();
        let mut work = Workload::default();
        work.thinking.ask = ThinkingAsk::Effort(Effort::High);
        let sizing = Sizing::same(work);
        let caps = [512, 4_096].map(Tokens::new);
        let tuned = cap_tuning(model, &sizing, &caps, &mut Answers::default()).unwrap();
        for (point, cap) in tuned.points.iter().zip(caps) {
            let month = |bound| {
                let mut work = sizing.at(model, bound).clone();
                work.answer.cap = Some(cap);
                month_total(model, &work, &mut Answers::default()).unwrap()
            };
            assert_eq!(point.monthly(), Band::of(Bound::ALL.map(month)), "{cap}");
            assert!(point.unseen_most > point.unseen, "{cap}");
        }
        // A cap that bites saves the more, the more the model thinks.
        let saves = tuned.points[1].less_than(&tuned.uncapped);
        let (low, high) = saves.range.unwrap();
        assert!(low < saves.expected && saves.expected < high, "{saves:?}");
    }

    #[test]
    fn the_smallest_caps_are_the_smallest() {
        let mut work = Workload::default();
        work.answer.spread = Spread::from_permille(2_000);
        let tuned = tuning(&work, &[]);
        for (choice, share) in [(tuned.below_1, 0.01), (tuned.below_5, 0.05)] {
            let cap = choice.unwrap().point.cap.unwrap();
            assert!(work.answer.cut_off(Some(cap)) < share);
            assert!(work.answer.cut_off(Some(Tokens::new(cap.get() - 1))) >= share);
        }
        // P95 is 732.04 tokens.
        assert_eq!(tuned.below_5.unwrap().point.cap.unwrap().get(), 733);
        let seen = [(300, 90), (1_200, 9), (1_300, 1)];
        let seen = seen.map(|(length, n)| (Tokens::new(length), n));
        work.answer.lengths = Lengths::new(seen).ok();
        work.answer.mean = Tokens::new(391);
        let tuned = tuning(&work, &[]);
        let caps = [tuned.below_1, tuned.below_5].map(|c| c.unwrap().point.cap.unwrap().get());
        // One in a hundred is exactly 1%, which is not fewer than 1%.
        assert_eq!(caps, [1_300, 1_200]);
    }

    #[test]
    fn what_ended_at_a_cap_bounds_what_is_known() {
        // 1,590 answers of 200 tokens and 410 that ended at 512: 527,920 tokens, 263.96 in the mean.
        let seen = [(200, 1_590), (512, 410)].map(|(at, n)| (Tokens::new(at), n));
        let mut work = Workload::default();
        work.answer.lengths =
            Lengths::new(seen).unwrap().with_ended([(Tokens::new(512), 410)]).ok();
        work.answer.mean = Tokens::new(264);
        work.answer.cap = Some(Tokens::new(512));
        let tuned = tuning(&work, &[200, 512, 1_024]);
        let points: Vec<_> =
            tuned.points.iter().map(|it| (it.cut_as(percent_to_tenths), it.unknown)).collect();
        let expected = [("20.5%", 0.0), ("20.5%", 0.0), ("up to 20.5%", 0.205)];
        assert_eq!(points, expected.map(|(words, unknown)| (words.to_owned(), unknown)));
        // No cap is known to cut off fewer: those at 512 may be of any length.
        assert_eq!((tuned.below_1, tuned.below_5), (None, None));
        let said = tuned.verdict(Currency::DOLLARS);
        assert_eq!(said, "the cap of 512 cuts off 20.5% of answers; what it saves is not known");
        assert_eq!(
            tuned.ended.unwrap().words(),
            "20.5% of the answers that were seen ended at a cap of 512 tokens: how long they would be is not \
             known. What a cap above 512 costs, and what a lower one saves against it, is the least it may be"
        );
        work.answer.cap = None;
        assert_eq!(
            tuning(&work, &[]).verdict(Currency::DOLLARS),
            "which cap would cut off fewer than 5% of answers is not known"
        );
        // 50,000 x 63.96 tokens at $15 per 1M above 200.
        work.answer.cap = Some(Tokens::new(200));
        let said = tuning(&work, &[]).verdict(Currency::DOLLARS);
        assert_eq!(
            said,
            "the cap of 200 saves at least $47.97 a month and cuts off 20.5% of answers"
        );
    }

    #[test]
    fn a_model_that_cuts_by_itself_has_no_such_cap() {
        let mut short = sonnet();
        short.max_output = Some(Tokens::new(300));
        let sizing = Sizing::same(Workload::default());
        let tuned = cap_tuning(&short, &sizing, &[], &mut Answers::default()).unwrap();
        assert_eq!((tuned.below_1, tuned.below_5), (None, None));
        assert!(tuned.verdict(Currency::DOLLARS).contains("100% of answers"));
    }

    #[test]
    fn a_quota_reserves_input_and_max_output() {
        let mut model = sonnet();
        model.max_output = Some(Tokens::new(64_000));
        let work = Workload::default();
        let at = |cap: Option<u64>, model: &Model| {
            let cap = cap.map(Tokens::new);
            quota_effect(model, &work, cap, Tokens::new(200_000), &mut Answers::default())
        };
        // 200,000 / (600 + 400) and 200,000 / (600 + 64,000).
        let capped = at(Some(400), &model).unwrap();
        assert_eq!(capped.reserved.get(), 1_000);
        assert_eq!(capped.requests_per_minute, 200.0);
        assert_eq!(at(None, &model).unwrap().reserved.get(), 64_600);
        assert_eq!(at(Some(100_000), &model), at(None, &model));
        model.max_output = None;
        assert_eq!(at(None, &model), None);
    }

    #[test]
    fn output_counts_against_a_quota_as_often_as_the_burndown_says() {
        let mut model = sonnet();
        let mut work = Workload::default();
        let at = |model: &Model, work: &Workload, cap| {
            let quota = Tokens::new(200_000);
            quota_effect(model, work, Some(Tokens::new(cap)), quota, &mut Answers::default())
                .unwrap()
        };
        // 600 in and 400 out: 600 + 400 x 5 = 2,600, and 600 + 400 x 15 = 6,600.
        for (burndown, settled, per_minute) in [(5, 2_600, "76.9"), (15, 6_600, "30.3")] {
            model.burndown = Some(burndown);
            let effect = at(&model, &work, 400);
            assert_eq!((effect.reserved.get(), effect.settled.get()), (1_000, settled));
            assert_eq!(format!("{:.1}", effect.requests_per_minute), per_minute);
        }
        assert_eq!(at(&model, &work, 400).words(), "each counts 6,600 tokens: output 15 times");
        // A cap of 8,000 reserves more than the answer counts in the end.
        let effect = at(&model, &work, 8_000);
        assert_eq!((effect.reserved.get(), effect.settled.get()), (8_600, 6_600));
        assert_eq!(effect.words(), "each reserves 8,600 tokens: its input and the cap");
        // A cap of 100 cuts answers off: 600 + 100 x 15.
        assert_eq!(at(&model, &work, 100).settled.get(), 2_100);
        // Of 2,000 cached, 90% are read and do not count: 100 + 200 written + 400 x 5.
        let mut cached = sonnet_with_cache();
        cached.burndown = Some(5);
        work.prompt = Prompt::of(Tokens::new(2_000), Tokens::new(100));
        (work.caching.on, work.caching.hit_rate) = (true, Some(Share::from_ppm(900_000)));
        let effect = at(&cached, &work, 400);
        assert_eq!((effect.reserved.get(), effect.settled.get()), (2_500, 2_300));
        // Half through Batch: what goes on demand counts as before.
        (work.batch.on, work.batch.share) = (true, Share::from_ppm(500_000));
        assert_eq!(at(&cached, &work, 400).settled.get(), 2_300);
    }

    fn sonnet_with_cache() -> Model {
        model("Sonnet", per_million("3", "15", Some(("0.3", "3.75", None))))
    }

    #[test]
    fn usual_caps_reach_the_longest_answers() {
        let mut work = Workload::default();
        work.answer.cap = Some(Tokens::new(700));
        let caps: Vec<u64> = usual_caps(&sonnet(), &work).into_iter().map(Tokens::get).collect();
        assert_eq!(caps, [64, 128, 256, 512, 700, 1_024]);
    }
}
