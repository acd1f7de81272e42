//! Which models no other beats: costs of a month held against scores.

use super::band::{Band, costs};
use super::{Refused, Row, Sizing};
use crate::billing::{self, Answers};
use crate::card::{Card, Model};
use crate::effort::Effort;
use crate::money::Points;
use crate::score::{Rated, RatedAt, Score, Scores};
use crate::workload::{Bound, ThinkingAsk};

/// Models by what their month costs and how good they are.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Frontier {
    /// Every one that has both, in rising order of cost; equal costs by falling score, then as on the card.
    pub points: Vec<FrontierPoint>,
    /// Those that none beats, in the same order, and what each costs more than the one before.
    pub steps: Vec<FrontierStep>,
    /// Models without a score, by their places in the card.
    pub unscored: Vec<usize>,
    /// Models that have a score, but no bill.
    pub unbilled: Vec<usize>,
}

/// A model at what its month costs and how good it is.
#[derive(Debug, Clone, PartialEq)]
pub struct FrontierPoint {
    /// The model's place in the card.
    pub model: usize,
    /// The effort at which it is billed; none where it does not think.
    pub effort: Option<Effort>,
    /// What the month costs.
    pub cost: Band,
    /// Its score.
    pub score: Points,
    /// The least and the most that this may be, where that is told.
    pub range: Option<(Points, Points)>,
    /// Whether it was rated at another effort, or is another build.
    pub assumed: bool,
    /// What the score rests on.
    pub basis: Vec<String>,
    /// The share of requests that get no visible answer, since thinking uses up the cap.
    pub no_answer: f64,
    /// Whether no other is at most as dear and at least as good, and one of the two in earnest.
    pub is_on: bool,
    /// Where it is not: the best of the points that beat it, by its place among all.
    pub beaten_by: Option<usize>,
    /// Where it is not: whether it may be all the same, since what beats it may be dearer or worse within the
    /// ranges of costs and scores.
    pub may_be_on: bool,
}

/// A point of the frontier, against the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrontierStep {
    /// Its place among all points.
    pub point: usize,
    /// What it costs more a month; of the first one all that it costs.
    pub more: Band,
    /// How much better it is; none for the first one.
    pub better: Option<Points>,
    /// What each point of score more costs a month; none for the first one, and where it is no better.
    pub per_point: Option<Band>,
    /// Whether it may be no step at all: not dearer or not better, within the ranges.
    pub is_close: bool,
}

impl FrontierPoint {
    /// The least and the most that its score may be; the score itself where no range is told.
    fn score_ends(&self) -> (Points, Points) {
        self.range.unwrap_or((self.score, self.score))
    }

    /// Whether it is at most as dear and at least as good as another, and one of the two in earnest.
    pub fn beats(&self, other: &Self) -> bool {
        let (cost, theirs) = (self.cost.expected, other.cost.expected);
        cost <= theirs && self.score >= other.score && (cost < theirs || self.score > other.score)
    }

    /// The same whatever costs and scores are within their ranges.
    fn surely_beats(&self, other: &Self) -> bool {
        let (most, least) = (self.cost.ends().1, other.cost.ends().0);
        let (worst, best) = (self.score_ends().0, other.score_ends().1);
        most <= least && worst >= best && (most < least || worst > best)
    }
}

/// The models in these rows of a ranking by cost and score. Each has the score that holds for it in the
/// workload; with `efforts` a point for every effort that it was rated at and can be billed at.
///
/// # Errors
/// [`Refused::NothingScored`] where no model has both a bill and a score.
pub(super) fn frontier(
    card: &Card,
    sizing: &Sizing,
    scores: &Scores,
    rows: &[&Row],
    efforts: bool,
) -> Result<Frontier, Refused> {
    let mut answers = Answers::default();
    let mut found = Frontier::default();
    for row in rows {
        // The mix has no score of its own.
        let Some((at, model)) = row.model.and_then(|at| Some((at, card.models.get(at)?))) else {
            continue;
        };
        let effort = billing::effort(model, sizing.of(model).expected);
        let Some(rated) = scores.of(&model.id, effort) else {
            found.unscored.push(at);
            continue;
        };
        let before = found.points.len();
        if efforts {
            let rated = scores.all_of(&model.id).iter().filter(|score| score.points.is_some());
            found.points.extend(
                rated.filter_map(|score| at_its_effort(model, row, sizing, score, &mut answers)),
            );
        }
        if found.points.len() == before {
            match as_it_stands(row, effort, rated) {
                Some(point) => found.points.push(point),
                None => found.unbilled.push(at),
            }
        }
    }
    if found.points.is_empty() {
        return Err(Refused::NothingScored);
    }
    found.arrange();
    Ok(found)
}

/// A model as its row of the ranking bills it.
fn as_it_stands(row: &Row, effort: Option<Effort>, rated: Rated<'_>) -> Option<FrontierPoint> {
    let bill = row.bill.as_ref().ok()?;
    let cost = Band { expected: bill.total(), range: row.range };
    point(row.model?, effort, cost, rated, bill.unseen)
}

/// A model billed at the effort that it was rated at; none where it cannot be, or has no bill there.
fn at_its_effort(
    model: &Model,
    row: &Row,
    sizing: &Sizing,
    score: &Score,
    answers: &mut Answers,
) -> Option<FrontierPoint> {
    let now = billing::effort(model, sizing.of(model).expected);
    let Some(at) = score.effort.filter(|at| !at.is(now)) else {
        return as_it_stands(row, now, Rated { score, elsewhere: false });
    };
    let mut work = sizing.typed().clone();
    work.thinking.ask = match at {
        RatedAt::Off => ThinkingAsk::Off,
        RatedAt::Effort(effort) => ThinkingAsk::Effort(effort),
        RatedAt::Thinking => ThinkingAsk::Effort(Effort::High),
    };
    let likely = sizing.changed(model, Bound::Typical, &work);
    let effort = billing::effort(model, &likely);
    let is_untold = at == RatedAt::Thinking;
    if !(at.is(effort) || is_untold && effort.is_some()) {
        return None;
    }
    let bill = billing::month(model, &likely, answers).ok()?;
    let cost = Band::of(costs(model, sizing, &work, answers).ok()?);
    point(row.model?, effort, cost, Rated { score, elsewhere: is_untold }, bill.unseen)
}

fn point(
    model: usize,
    effort: Option<Effort>,
    cost: Band,
    rated: Rated<'_>,
    no_answer: f64,
) -> Option<FrontierPoint> {
    Some(FrontierPoint {
        model,
        effort,
        cost,
        score: rated.score.points?,
        range: rated.score.range,
        assumed: rated.is_assumed(),
        basis: rated.basis(),
        no_answer,
        is_on: false,
        beaten_by: None,
        may_be_on: false,
    })
}

impl Frontier {
    /// Sorts the points, finds those on the frontier, and climbs it.
    fn arrange(&mut self) {
        self.points.sort_by(|one, other| {
            let order = one.cost.expected.cmp(&other.cost.expected);
            order.then(other.score.cmp(&one.score)).then(one.model.cmp(&other.model))
        });
        self.find_those_on();
        self.steps = self.climb();
    }

    /// Marks the points that none beats: by rising cost, those that are better than all before. What costs the
    /// same and is as good stays too.
    fn find_those_on(&mut self) {
        let mut best: Option<usize> = None;
        for at in 0..self.points.len() {
            let here = &self.points[at];
            let beaten = best.filter(|best| self.points[*best].beats(here));
            if beaten.is_none() {
                best = Some(at);
            }
            let may = || !self.points.iter().any(|other| other.surely_beats(here));
            let may_be_on = beaten.is_some() && may();
            let here = &mut self.points[at];
            (here.is_on, here.beaten_by, here.may_be_on) = (beaten.is_none(), beaten, may_be_on);
        }
    }

    /// The points of the frontier, each against the one before.
    fn climb(&self) -> Vec<FrontierStep> {
        let mut before: Option<&FrontierPoint> = None;
        let on = self.points.iter().enumerate().filter(|(_, point)| point.is_on);
        on.map(|(at, point)| {
            let Some(below) = before.replace(point) else {
                let more = point.cost;
                return FrontierStep {
                    point: at,
                    more,
                    better: None,
                    per_point: None,
                    is_close: false,
                };
            };
            let more = match below.model == point.model {
                // The same model errs to the same side.
                true => point.cost.less_alike(below.cost),
                false => point.cost.less(below.cost),
            };
            let better = point.score - below.score;
            let per_point = (better > Points::default()).then(|| more.each(better));
            let overlaps = point.score_ends().0 <= below.score_ends().1;
            let is_close = more.range.is_some() && more.may_be_nothing()
                || (point.range.is_some() || below.range.is_some()) && overlaps;
            FrontierStep { point: at, more, better: Some(better), per_point, is_close }
        })
        .collect()
    }

    /// The points that may be on the frontier after all, though another beats them as things stand.
    pub fn perhaps(&self) -> usize {
        self.points.iter().filter(|point| point.may_be_on).count()
    }

    /// The points whose score is of another effort than they are billed at, or of another build.
    pub fn assumed(&self) -> usize {
        self.points.iter().filter(|point| point.assumed).count()
    }

    /// How many are on the frontier, in sentences without their ends: what that means too, and shorter ones.
    pub fn words(&self) -> [String; 3] {
        let (on, all) = (self.steps.len(), self.points.len());
        let start = match (on, all) {
            (_, 1) => "The only model with a bill and a score is the frontier".to_owned(),
            (1, _) => format!("1 of {all} is the frontier"),
            _ => format!("{on} of {all} are on the frontier"),
        };
        let long = "no other is as cheap and better, or as good and cheaper";
        [format!("{start}: {long}"), format!("{start}: no other is as good for less"), start]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::billing::tests_support::usd;

    /// A model at a cost and a score, in whole dollars and points, each with its range about it.
    fn point(model: usize, cost: (i64, i64), score: (i64, i64)) -> FrontierPoint {
        let dollars =
            |amount: i64| crate::money::Usd::from_pico(i128::from(amount) * 1_000_000_000_000);
        let band = |(middle, wide): (i64, i64)| [middle - wide, middle, middle + wide];
        let points = |whole: i64| Points::from_micro(whole * 1_000_000);
        let [low, middle, high] = band(score);
        FrontierPoint {
            model,
            effort: None,
            cost: Band::of(band(cost).map(dollars)),
            score: points(middle),
            range: (score.1 > 0).then(|| (points(low), points(high))),
            assumed: false,
            basis: Vec::new(),
            no_answer: 0.0,
            is_on: false,
            beaten_by: None,
            may_be_on: false,
        }
    }

    fn of(points: Vec<FrontierPoint>) -> Frontier {
        let mut found = Frontier { points, ..Frontier::default() };
        found.arrange();
        found
    }

    proptest! {
        #[test]
        fn it_is_those_that_nothing_beats(
            all in prop::collection::vec((20..32_i64, 0..4_i64, 0..12_i64, 0..3_i64), 1..40),
        ) {
            let points = all.iter().enumerate();
            let points = points.map(|(at, (cost, wide, score, more))| {
                point(at, (*cost, *wide), (*score, *more))
            });
            let found = of(points.collect());
            for (at, one) in found.points.iter().enumerate() {
                let beaten = found.points.iter().any(|other| other.beats(one));
                prop_assert_eq!(one.is_on, !beaten, "{:?}", one);
                prop_assert_eq!(one.is_on, found.steps.iter().any(|step| step.point == at));
                let beater = one.beaten_by.map(|at| &found.points[at]);
                prop_assert!(beater.is_none_or(|it| it.is_on && it.beats(one)));
                prop_assert_eq!(beater.is_some(), beaten);
                // What is surely beaten is beaten.
                let surely = found.points.iter().any(|other| other.surely_beats(one));
                prop_assert_eq!(one.may_be_on, beaten && !surely);
                prop_assert!(beaten || !surely);
            }
            for pair in found.steps.windows(2) {
                let [before, here] = [0, 1].map(|at| &found.points[pair[at].point]);
                let same = before.cost.expected == here.cost.expected && before.score == here.score;
                prop_assert!(same && before.model < here.model || !same && before.score < here.score);
            }
        }
    }

    #[test]
    fn a_step_costs_what_it_costs_more() {
        let points =
            [(0, 10, 1_000), (1, 12, 1_010), (2, 15, 1_005), (3, 20, 1_030), (4, 20, 1_030)];
        let points = points.map(|(at, cost, score)| point(at, (cost, 0), (score, 0)));
        let found = of(points.into());
        // $2 for 10 points, $8 for 20; the last two cost the same and are as good.
        let steps: Vec<_> = found.steps.iter().map(|it| (it.point, it.more.expected)).collect();
        assert_eq!(steps, [(0, usd("10")), (1, usd("2")), (3, usd("8")), (4, usd("0"))]);
        let each = |at: usize| found.steps[at].per_point.map(|band| band.expected);
        assert_eq!(
            [each(0), each(1), each(2), each(3)],
            [None, Some(usd("0.2")), Some(usd("0.4")), None]
        );
        assert_eq!(found.points[2].beaten_by, Some(1));
        assert_eq!(found.points[3].model, 3);
    }

    #[test]
    fn what_lies_within_the_ranges_is_told() {
        // $10 to $14 against $13 to $17: perhaps not dearer. 1,000 to 1,020 against 1,015 to 1,025.
        let close = [point(0, (12, 2), (1_010, 10)), point(1, (15, 2), (1_020, 5))];
        assert!(of(close.into()).steps[1].is_close);
        let far = [point(0, (12, 2), (1_010, 4)), point(1, (19, 2), (1_020, 5))];
        let found = of(far.into());
        assert!(!found.steps[1].is_close);
        // $17 to $21 less $10 to $14: $3 to $11, for 10 points.
        assert_eq!(found.steps[1].more.ends(), (usd("3"), usd("11")));
        assert_eq!(found.steps[1].per_point.unwrap().ends(), (usd("0.3"), usd("1.1")));
        // Beaten, but not surely.
        let found = of(vec![point(0, (12, 2), (1_010, 10)), point(1, (13, 2), (1_005, 0))]);
        assert!(found.points[1].may_be_on && found.perhaps() == 1);
        assert_eq!(found.words()[2], "1 of 2 is the frontier");
    }
}
