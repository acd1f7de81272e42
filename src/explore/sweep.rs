//! What models cost along one control, and where their order changes.

use super::Sizing;
use super::crossing::changes;
use crate::billing::{Answers, month_total};
use crate::card::Model;
use crate::controls::{Control, Facts, Group};
use crate::money::Usd;

/// The most points of a sweep.
pub const MAX_POINTS: usize = 1_000;

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
/// their order to the single unit.
pub fn sweep(
    control: Control,
    facts: Facts,
    models: &[&Model],
    sizing: &Sizing,
    axis: &[u64],
) -> Sweep {
    let mut answers = Answers::default();
    let mut cost = |model: &Model, value: u64| {
        let work = sizing.with(model, control, Some(value), facts);
        month_total(model, &work, &mut answers).ok()
    };
    let mut costs = vec![Vec::with_capacity(axis.len()); models.len()];
    // Value by value, since models share the figures of an answer.
    for value in axis {
        for (line, model) in costs.iter_mut().zip(models) {
            line.push(cost(model, *value));
        }
    }
    let less = |one: Option<Usd>, other: Option<Usd>| Some((one? - other?).pico());
    let mut crossings = Vec::new();
    let lines = || models.iter().zip(&costs).enumerate();
    for (first, (one, left)) in lines() {
        for (second, (other, right)) in lines().skip(first + 1) {
            let both = left.iter().zip(right);
            let grid =
                axis.iter().zip(both).map(|(value, (left, right))| (*value, less(*left, *right)));
            let found = changes(grid, |value| less(cost(one, value), cost(other, value)));
            for change in found {
                let (below, above, model) = match change.rises {
                    true => (first, second, other),
                    false => (second, first, one),
                };
                crossings.extend(cost(model, change.after).map(|monthly| Crossing {
                    at: change.before,
                    cheaper_below: below,
                    cheaper_above: above,
                    monthly,
                }));
            }
        }
    }
    crossings.sort_by_key(|crossing| (crossing.at, crossing.cheaper_below));
    Sweep { axis: axis.to_vec(), costs, crossings }
}

impl Crossing {
    /// `above 85.7% input, Nova Pro is cheaper than Cohere Command`; `models` are those of
    /// the sweep.
    pub fn words(&self, control: Control, models: &[&Model]) -> String {
        let name = |at: usize| models.get(at).map_or("", |model| model.name.as_str());
        format!(
            "above {} {}, {} is cheaper than {}",
            control.words(Some(self.at)),
            control.field().noun,
            name(self.cheaper_above),
            name(self.cheaper_below),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::tests_support::{model, per_million};
    use crate::card::{Bucket, Lane, Tier};
    use crate::money::Tokens;
    use crate::workload::Workload;

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
    fn a_model_without_a_bill_has_a_gap() {
        let mut models = seed();
        models[0].context = Some(Tokens::new(5_000));
        let models: Vec<&Model> = models.iter().take(2).collect();
        let found = swept(Control::Tokens, &models, 30);
        assert!(found.costs[0].iter().any(Option::is_none));
        assert!(found.costs[1].iter().all(Option::is_some));
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
