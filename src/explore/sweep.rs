//! What models cost along one control, and where their order changes.

use super::Sizing;
use super::band::{Band, costs};
use super::crossing::{changes, halved, jumps};
use crate::billing::{Answers, month_figures, month_total};
use crate::card::Model;
use crate::controls::{Control, Facts, Group};
use crate::money::Usd;
use crate::workload::Workload;

/// The most points of a sweep.
pub const MAX_POINTS: usize = 1_000;
/// The points between which changes are looked for, however few are shown.
const SEARCHED: usize = 64;

/// Models along a control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sweep {
    /// The control's values, rising.
    pub axis: Vec<u64>,
    /// For each model the monthly cost at each value; none where it has no bill.
    pub costs: Vec<Vec<Option<Usd>>>,
    /// Where the order of two models changes, from left to right.
    pub crossings: Vec<Crossing>,
}

/// A change in the order of two models, which are told by their places in the sweep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crossing {
    /// The last value before the change; from the next one on the order is the new one.
    pub at: u64,
    /// The model that costs less up to there.
    pub cheaper_below: usize,
    /// The model that costs less above.
    pub cheaper_above: usize,
    /// What that one costs just above.
    pub monthly: Usd,
    /// The values within which the order may change instead, as far as the axis goes; none where the
    /// costs of both are certain.
    pub within: Option<(u64, u64)>,
    /// Whether it costs less there only because its own limits, max output or the context window, cut
    /// its answers off.
    pub cut_off: bool,
}

/// The values of a control from one end to the other, those of its slider where none are given;
/// none for a switch, and for plans, which change no bill.
pub fn axis(
    control: Control,
    from: Option<u64>,
    to: Option<u64>,
    points: usize,
) -> Option<Vec<u64>> {
    let scale = control.scale().filter(|_| control.field().group != Group::Plans)?;
    let (from, to) = (from.unwrap_or(scale.least()), to.unwrap_or(scale.most()));
    Some(scale.spaced(from.min(to), from.max(to), points.min(MAX_POINTS)))
}

/// Prices `models` along `axis`, each from its own size of the workload, and finds every change in
/// their order to the single unit: also between points, where a model's rules of billing change or it
/// ceases to fit.
pub fn sweep(
    control: Control,
    facts: Facts,
    models: &[&Model],
    sizing: &Sizing,
    axis: &[u64],
) -> Sweep {
    let mut answers = Answers::default();
    let mut figures = |model: &Model, value: u64| {
        let work = sizing.with(model, control, Some(value), facts);
        let figures = month_figures(model, &work, &mut answers).ok()?;
        Some((figures.total, figures.rules))
    };
    let mut searched = axis.to_vec();
    if let (Some(scale), [from, .., to]) = (control.scale(), axis)
        && axis.len() < SEARCHED
    {
        searched.extend(scale.spaced(*from, *to, SEARCHED));
        searched.sort_unstable();
        searched.dedup();
    }
    let mut found = vec![Vec::with_capacity(searched.len()); models.len()];
    // Value by value, since models share the figures of an answer.
    for value in &searched {
        for (line, model) in found.iter_mut().zip(models) {
            line.push((*value, figures(model, *value)));
        }
    }
    let mut between = Vec::new();
    for (line, model) in found.iter().zip(models) {
        let rules = line.iter().map(|(at, here)| (*at, here.map(|(_, rules)| rules)));
        between.extend(jumps(rules, |at| figures(model, at).map(|(_, rules)| rules)));
    }
    for (line, model) in found.iter_mut().zip(models) {
        line.extend(between.iter().map(|at| (*at, figures(model, *at))));
        line.sort_unstable_by_key(|(at, _)| *at);
        line.dedup();
    }
    let cost = |figures: Option<(Usd, u64)>| figures.map(|(cost, _)| cost);
    let less = |one, other| Some((cost(one)? - cost(other)?).pico());
    let mut crossings = Vec::new();
    let mut apart = Answers::default();
    let lines = || models.iter().zip(&found).enumerate();
    for (first, (one, left)) in lines() {
        for (second, (other, right)) in lines().skip(first + 1) {
            let both = left.iter().zip(right);
            let grid = both.map(|((value, left), (_, right))| (*value, less(*left, *right)));
            for change in changes(grid, |value| less(figures(one, value), figures(other, value))) {
                let (below, above) = if change.rises { (first, second) } else { (second, first) };
                let model = models[above];
                let whole = |model| {
                    whole_answers(model, &sizing.with(model, control, Some(change.after), facts))
                };
                let within = unsure(change.before, &searched, |value| {
                    let mut band = |at: usize| {
                        let work = control.set(sizing.typed(), Some(value), facts);
                        costs(models[at], sizing, &work, &mut apart).ok().map(Band::of)
                    };
                    // On the far side of both ranges the order is certain.
                    let less = band(below)?.less(band(above)?);
                    less.range.map(|_| less.may_be_nothing())
                });
                crossings.extend(cost(figures(model, change.after)).map(|monthly| Crossing {
                    at: change.before,
                    within,
                    cheaper_below: below,
                    cheaper_above: above,
                    monthly,
                    cut_off: whole(model) >= whole(models[below]),
                }));
            }
        }
    }
    crossings.sort_by_key(|crossing| (crossing.at, crossing.cheaper_below));
    let shown = |line: Vec<(u64, Option<(Usd, u64)>)>| {
        let shown = line.into_iter().filter(|(at, _)| axis.binary_search(at).is_ok());
        shown.map(|(_, figures)| cost(figures)).collect()
    };
    Sweep { axis: axis.to_vec(), costs: found.into_iter().map(shown).collect(), crossings }
}

/// The values around one, on a rising grid, at which `close` holds without a gap; none where there is no
/// saying at that value. Beyond the last point at which it holds on either side it is looked for by
/// halving.
fn unsure(at: u64, grid: &[u64], mut close: impl FnMut(u64) -> Option<bool>) -> Option<(u64, u64)> {
    close(at)?;
    let mut holds = |value: u64| close(value).unwrap_or(true);
    let place = grid.partition_point(|value| *value <= at);
    let (mut low, mut high) = (at, at);
    for (from, value) in grid[..place]
        .iter()
        .rev()
        .scan(at, |from, value| Some((std::mem::replace(from, *value), *value)))
    {
        if !holds(value) {
            low = halved(value, from, &mut holds).1;
            break;
        }
        low = value;
    }
    for (from, value) in
        grid[place..].iter().scan(at, |from, value| Some((std::mem::replace(from, *value), *value)))
    {
        if !holds(value) {
            high = halved(from, value, |middle| !holds(middle)).0;
            break;
        }
        high = value;
    }
    Some((low, high))
}

/// What a month would cost if no limit of the model's own cut an answer off.
fn whole_answers(model: &Model, work: &Workload) -> Option<Usd> {
    let unlimited = Model { max_output: None, context: None, ..model.clone() };
    month_total(&unlimited, work, &mut Answers::default()).ok()
}

impl Crossing {
    /// `above 85.7% input, Nova Pro is cheaper than Cohere Command`; `models` are those of
    /// the sweep.
    pub fn words(&self, control: Control, models: &[&Model]) -> String {
        let name = |at: usize| models.get(at).map_or("", |model| model.name.as_str());
        let words = |value| control.words(Some(value));
        let from = match self.within {
            None => format!("above {}", words(self.at)),
            Some((low, high)) => format!("somewhere from {} to {}", words(low), words(high)),
        };
        format!(
            "{from} {}, {} is cheaper than {}{}",
            control.field().noun,
            name(self.cheaper_above),
            name(self.cheaper_below),
            if self.cut_off { ", only because its answers are cut off" } else { "" },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::tests_support::{model, per_million};
    use crate::card::{Bucket, Lane, Tier};
    use crate::explore::tests_support::uncertain;
    use crate::money::Tokens;
    use crate::workload::{Bound, Prompt};

    fn seed() -> [Model; 3] {
        [
            model("Cohere Command", per_million("1", "2", None)),
            model("Nova Pro", per_million("0.8", "3.2", None)),
            model("Llama large", per_million("2.65", "3.5", None)),
        ]
    }

    fn swept(control: Control, models: &[&Model], points: usize) -> Sweep {
        let sizing = Sizing::same(Workload::default());
        let axis = axis(control, None, None, points).unwrap();
        sweep(control, Facts::default(), models, &sizing, &axis)
    }

    #[test]
    fn nova_pro_and_cohere_command_cross_at_six_sevenths() {
        // 0.8 s + 3.2 (1 - s) = s + 2 (1 - s) at s = 6/7 = 85.71%; requests of 1,000 tokens step
        // from 857 tokens of input to 858 at 85.75%.
        let models = seed();
        let models: Vec<&Model> = models.iter().collect();
        for points in [2, 7, 120] {
            let found = swept(Control::InputShare, &models, points);
            let crossing = found.crossings[0];
            assert_eq!(crossing.at, 857_499, "{points}");
            assert_eq!(
                crossing.words(Control::InputShare, &models),
                "above 85.7% input, Nova Pro is cheaper than Cohere Command"
            );
        }
    }

    #[test]
    fn crossings_are_those_of_trying_every_value() {
        let mut models = seed();
        // Dear to begin with, and half price above 200 tokens of input.
        let base = models[1].prices.as_ref().unwrap().base;
        let mut rates = base;
        let input = &mut rates[Lane::Standard][Bucket::Fresh];
        *input = input.map(|rate| rate.scaled_permille(500));
        models[2].prices.as_mut().unwrap().tiers = vec![Tier { above: Tokens::new(200), rates }];
        let models: Vec<&Model> = models.iter().collect();
        let found = swept(Control::Tokens, &models, 50);
        let sizing = Sizing::same(Workload::default());
        let cost = |at: usize, value: u64| {
            let work = sizing.with(models[at], Control::Tokens, Some(value), Facts::default());
            month_total(models[at], &work, &mut Answers::default()).unwrap()
        };
        let mut tried = Vec::new();
        for (first, second) in [(0, 1), (0, 2), (1, 2)] {
            let mut sign = 0;
            for value in 10..=2_000 {
                let now = (cost(first, value) - cost(second, value)).pico().signum();
                if now != 0 {
                    if sign != 0 && sign != now {
                        tried.push((value - 1, first, second));
                    }
                    sign = now;
                }
            }
        }
        tried.sort_unstable();
        let pair = |crossing: &Crossing| {
            let (below, above) = (crossing.cheaper_below, crossing.cheaper_above);
            (crossing.at, below.min(above), below.max(above))
        };
        let found: Vec<_> = found.crossings.iter().map(pair).collect();
        assert!(!found.is_empty());
        assert_eq!(found, tried);
    }

    #[test]
    fn where_costs_may_lie_either_way_is_told_instead_of_a_unit() {
        // 1,000 tokens of prompt on one, 900 to 1,200 on the other; answers by factors for docs.
        let mut one = model("One", per_million("1", "4", None));
        one.tokenizer = "o200k".to_owned();
        let mut other = model("Other", per_million("2", "2", None));
        other.tokenizer = "claude-3".to_owned();
        let sizing = uncertain(Workload::default(), [900, 1_000, 1_200]);
        let axis = axis(Control::AnswerLength, Some(1), Some(3_000), 40).unwrap();
        let found = sweep(Control::AnswerLength, Facts::default(), &[&one, &other], &sizing, &axis);
        let [crossing] = *found.crossings else { panic!("{found:?}") };
        let cost = |model: &Model, bound, value| {
            let work = Control::AnswerLength.set(sizing.typed(), Some(value), Facts::default());
            let work = sizing.changed(model, bound, &work);
            month_total(model, &work, &mut Answers::default()).unwrap()
        };
        let close: Vec<u64> = (1..=3_000)
            .filter(|value| {
                let one = cost(&one, Bound::Typical, *value);
                let [low, high] =
                    [Bound::Low, Bound::High].map(|bound| cost(&other, bound, *value));
                low <= one && one <= high
            })
            .collect();
        let (low, high) = crossing.within.unwrap();
        assert!(low < crossing.at && crossing.at < high, "{crossing:?}");
        assert_eq!(close, (low..=high).collect::<Vec<_>>());
        let words = crossing.words(Control::AnswerLength, &[&one, &other]);
        assert!(
            words.starts_with("somewhere from ") && words.contains("Other is cheaper than One")
        );
        // Numbers alone are certain.
        let same = Sizing::same(Workload::default());
        let found = sweep(Control::AnswerLength, Facts::default(), &[&one, &other], &same, &axis);
        assert_eq!(found.crossings[0].within, None);
    }

    #[test]
    fn a_model_without_a_bill_has_a_gap() {
        let mut models = seed();
        models[0].context = Some(Tokens::new(5_000));
        let models: Vec<&Model> = models.iter().take(2).collect();
        let found = swept(Control::Tokens, &models, 30);
        assert!(found.costs[0].iter().any(Option::is_none));
        assert!(found.costs[1].iter().all(Option::is_some));
    }

    #[test]
    fn a_crossing_just_before_a_model_ceases_to_fit_is_found() {
        // Narrow is dearer up to 100,000 tokens of input, cheaper above, and holds 130,000: both between
        // two points.
        let mut narrow = model("Narrow", per_million("1.1", "2", None));
        narrow.context = Some(Tokens::new(130_000));
        let rates = per_million("0.5", "2", None);
        narrow.prices.as_mut().unwrap().tiers = vec![Tier { above: Tokens::new(100_000), rates }];
        let mut wide = model("Wide", per_million("1", "2", None));
        wide.context = Some(Tokens::new(2_000_000));
        let sizing = Sizing::same(Workload::default());
        for points in [2, 30, 120] {
            let axis = axis(Control::ContextSize, Some(0), Some(1_000_000), points).unwrap();
            let models = [&narrow, &wide];
            let found = sweep(Control::ContextSize, Facts::default(), &models, &sizing, &axis);
            // 600 tokens are there beside it.
            let [crossing] = *found.crossings else { panic!("{found:?}") };
            assert_eq!((crossing.at, crossing.cheaper_above), (99_400, 0));
            assert!(!crossing.cut_off);
            assert_eq!(found.costs[0].len(), axis.len());
        }
    }

    #[test]
    fn two_changes_within_a_cell_are_found() {
        // Dearer between the thresholds of 100,000 and 101,000 tokens alone.
        let mut tiered = model("Tiered", per_million("1", "2", None));
        let tier =
            |above, input| Tier { above: Tokens::new(above), rates: per_million(input, "2", None) };
        tiered.prices.as_mut().unwrap().tiers = vec![tier(100_000, "3"), tier(101_000, "1")];
        let mut even = model("Even", per_million("2", "2", None));
        // Its own threshold changes nothing of the order.
        even.prices.as_mut().unwrap().tiers = vec![tier(50_000, "2")];
        let sizing = Sizing::same(Workload::default());
        let axis = axis(Control::ContextSize, Some(0), Some(1_000_000), 3).unwrap();
        let found =
            sweep(Control::ContextSize, Facts::default(), &[&tiered, &even], &sizing, &axis);
        let found: Vec<_> =
            found.crossings.iter().map(|found| (found.at, found.cheaper_above)).collect();
        assert_eq!(found, [(99_400, 1), (100_400, 0)]);
    }

    #[test]
    fn what_a_window_cuts_off_is_told() {
        // With c tokens of context beside 20,000 of the user and answers of 2,000, Wide costs
        // 24,000 + c a million requests. Narrow holds 32,000, which leaves 12,000 - c to the answer:
        // 1.1 (20,000 + c) + 2 (12,000 - c) = 46,000 - 0.9 c, less from c > 22,000 / 1.9 = 11,578.9 on.
        let mut narrow = model("Narrow", per_million("1.1", "2", None));
        narrow.context = Some(Tokens::new(32_000));
        let wide = model("Wide", per_million("1", "2", None));
        let mut work = Workload {
            prompt: Prompt::of(Tokens::ZERO, Tokens::new(20_000)),
            ..Workload::default()
        };
        work.answer.mean = Tokens::new(2_000);
        let axis = axis(Control::ContextSize, None, None, 120).unwrap();
        let models = [&narrow, &wide];
        let found =
            sweep(Control::ContextSize, Facts::default(), &models, &Sizing::same(work), &axis);
        let [crossing] = *found.crossings else { panic!("{found:?}") };
        assert_eq!((crossing.at, crossing.cheaper_above, crossing.cut_off), (11_578, 0, true));
        assert!(crossing.words(Control::ContextSize, &models).ends_with("answers are cut off"));
    }

    #[test]
    fn axes_follow_the_sliders() {
        assert_eq!(axis(Control::Caching, None, None, 9), None);
        assert_eq!(axis(Control::Pool, None, None, 9), None);
        let turns = |from, to, points| axis(Control::Turns, Some(from), Some(to), points);
        assert_eq!(turns(3, 5, 120), Some(vec![3, 4, 5]));
        assert_eq!(turns(5, 3, 2), Some(vec![3, 5]));
        assert_eq!(
            axis(Control::Requests, Some(100), Some(100_000), 4),
            Some(vec![100, 1_000, 10_000, 100_000])
        );
    }
}
