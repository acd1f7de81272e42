//! Backwards: at which value of a control a month costs a given amount.

use super::band::Band;
use super::crossing::{changes, jumps};
use super::refused::{NoValue, Refused};
use crate::controls::{Control, Facts, Group, Scale};
use crate::money::{Currency, Usd};
use crate::workload::Workload;

/// The points of the slider, and of all values, between which the amount is looked for.
const SEARCHED: usize = 64;

/// A value at which a month costs an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Solution {
    /// The control.
    pub control: Control,
    /// The amount.
    pub amount: Usd,
    /// The value, at which the month costs at most the amount.
    pub value: u64,
    /// What the month costs there.
    pub monthly: Band,
    /// The next value, at which it costs more, and what; none where the amount is met and never passed.
    pub beyond: Option<(u64, Usd)>,
    /// How many values do, of which this is the greatest.
    pub of: usize,
}

/// A value and its month, as they are found.
pub(super) struct Found {
    value: u64,
    beyond: Option<(u64, Usd)>,
    of: usize,
}

/// The greatest value of a control next to which a month comes to cost more than `amount`, to the unit:
/// the month costs at most the amount there, and more at the next value above or, where it falls, below.
/// `cost` is what a month of a workload costs, with a number that changes where its rules of billing do;
/// none where it has no bill.
///
/// # Errors
/// [`NoValue`], or none where no value has a bill.
fn solve(
    control: Control,
    scale: Scale,
    amount: Usd,
    mut cost: impl FnMut(u64) -> Option<(Usd, u64)>,
) -> Result<Found, Option<NoValue>> {
    let (least, most) = control.field().range();
    let mut grid = scale.spaced(scale.least(), scale.most(), SEARCHED);
    grid.extend(scale.spaced(least.max(1), most, SEARCHED));
    grid.extend([least, most]);
    grid.sort_unstable();
    grid.dedup();
    let mut points: Vec<_> = grid.into_iter().map(|value| (value, cost(value))).collect();
    let rules = |point: Option<(Usd, u64)>| point.map(|(_, rules)| rules);
    let between = jumps(points.iter().map(|(at, it)| (*at, rules(*it))), |at| rules(cost(at)));
    points.extend(between.into_iter().map(|at| (at, cost(at))));
    points.sort_unstable_by_key(|(at, _)| *at);
    points.dedup();
    let billed = || points.iter().filter_map(|(at, it)| Some((*at, (*it)?.0)));
    let ends = billed().map(|(_, cost)| cost).min().zip(billed().map(|(_, cost)| cost).max());
    let (least, most) = ends.ok_or(None)?;
    // Never zero, so that an exact match counts as within.
    let over = |point: Option<(Usd, u64)>| Some((point?.0 - amount).pico() * 2 - 1);
    let grid = points.iter().map(|(at, it)| (*at, over(*it)));
    let found = changes(grid, |at| over(cost(at)));
    let sides = found.iter().map(|change| match change.rises {
        true => (change.before, change.after),
        false => (change.after, change.before),
    });
    match sides.max() {
        Some((value, next)) => {
            let beyond = cost(next).map(|(cost, _)| (next, cost));
            Ok(Found { value, beyond, of: found.len() })
        }
        // The amount is just what the dearest values cost.
        None if most == amount && least < most => {
            let value = billed().filter(|(_, cost)| *cost == amount).map(|(at, _)| at).max();
            let value = value.ok_or(None)?;
            Ok(Found { value, beyond: None, of: 1 })
        }
        None => Err(Some(NoValue { least, most })),
    }
}

/// [`solve`] for the month of a model called `name`, or of the mix, which `month` tells of a workload.
///
/// # Errors
/// [`Refused::NoBill`], [`Refused::NotANumber`] of what has no numbers or changes no month,
/// [`Refused::DoesNothing`] as things stand, and [`Refused::NoValue`].
pub(super) fn solve_on(
    name: &str,
    typed: &Workload,
    control: Control,
    facts: Facts,
    amount: Usd,
    mut month: impl FnMut(&Workload) -> Result<(Usd, u64), Refused>,
) -> Result<Found, Refused> {
    let field = control.field();
    let Some(scale) = control.scale().filter(|_| field.group != Group::Plans) else {
        return Err(Refused::NotANumber(control.label()));
    };
    if let Some(why) = (field.idle)(typed) {
        return Err(Refused::DoesNothing { control: control.label(), why });
    }
    let found =
        solve(control, scale, amount, |value| month(&control.set(typed, Some(value), facts)).ok());
    found.map_err(|range| match range {
        Some(range) => Refused::NoValue { model: name.to_owned(), control, amount, range },
        None => month(typed).err().unwrap_or(Refused::NotANumber(control.label())),
    })
}

impl Found {
    /// The workload at the value.
    pub(super) fn on(&self, typed: &Workload, control: Control, facts: Facts) -> Workload {
        control.set(typed, Some(self.value), facts)
    }

    /// With what the month costs there.
    pub(super) fn costing(self, control: Control, amount: Usd, monthly: Band) -> Solution {
        let Self { value, beyond, of } = self;
        Solution { control, amount, value, monthly, beyond, of }
    }
}

impl Solution {
    /// The value in full, with what it counts: `87,412 requests a month`.
    pub fn words(&self) -> String {
        let field = self.control.field();
        match field.noun {
            "" => format!("{} {}", self.control.exactly(self.value), field.label),
            noun => format!("{} {noun}", self.control.exactly(self.value)),
        }
    }

    /// `87,412 requests a month: $4,999.97 a month on Nova Lite; 87,413: $5,000.03`.
    pub fn sentence(&self, model: &str, currency: Currency) -> String {
        let range = self.monthly.range;
        let range = range.map(|(low, high)| (currency.amount(low), currency.amount(high)));
        let range = range.map_or(String::new(), |(low, high)| format!(" ({low} – {high})"));
        let next = self.beyond.map_or(String::new(), |(value, cost)| {
            format!("; {}: {}", self.control.exactly(value), self.fine(cost, currency))
        });
        let many = match self.of {
            0 | 1 => String::new(),
            of => format!("; the greatest of {of} that do"),
        };
        format!("{}: {} a month on {model}{range}{next}{many}", self.words(), self.cost(currency))
    }

    /// The value in full, marked where the month that it was solved at is not certain: `≈87,412`.
    pub fn about(&self) -> String {
        let mark = if self.monthly.range.is_some() { "≈" } else { "" };
        format!("{mark}{}", self.control.exactly(self.value))
    }

    /// What the month costs, marked where that is not certain: `≈$4,999.97`.
    pub fn cost(&self, currency: Currency) -> String {
        let mark = if self.monthly.range.is_some() { "≈" } else { "" };
        format!("{mark}{}", self.fine(self.monthly.expected, currency))
    }

    /// An amount with as many decimals as it takes to tell it from the one that was asked for.
    pub fn fine(&self, cost: Usd, currency: Currency) -> String {
        let [cost, asked] = [cost, self.amount].map(|usd| currency.amount(usd));
        let differs =
            |places: &u32| cost == asked || cost.with_places(*places) != asked.with_places(*places);
        let places = (cost.places()..=12).find(differs);
        cost.with_places(places.unwrap_or(12))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::billing::tests_support::{card, model, per_million, usd};
    use crate::billing::{Answers, month_figures};
    use crate::card::{Builtin, Model};
    use crate::controls::tests_support::{any_values, with_values};
    use crate::explore::tests_support::uncertain;
    use crate::explore::{Asked, Sizing};
    use crate::money::{Share, Tokens};
    use crate::scenario;
    use crate::workload::{Mix, Prompt};

    fn solved(
        model: &Model,
        work: &Workload,
        control: Control,
        amount: &str,
    ) -> Result<Solution, Refused> {
        let sizing = Sizing::same(work.clone());
        let answers = &mut Answers::default();
        solve_sized(model, &sizing, control, usd(amount), answers)
    }

    fn solve_sized(
        model: &Model,
        sizing: &Sizing,
        control: Control,
        amount: Usd,
        answers: &mut Answers,
    ) -> Result<Solution, Refused> {
        let card = card(Vec::new());
        let mix = Mix::default();
        let today = card.as_of;
        let asked =
            Asked { card: &card, sizing, mix: &mix, facts: Facts::default(), scores: None, today };
        asked.solve(model, control, amount, answers)
    }

    #[test]
    fn an_amount_buys_requests_and_tokens() {
        // 600 x $1 + 400 x $2 for a million: $0.0014 a request.
        let model = model("Plain", per_million("1", "2", None));
        let work = Workload::default();
        let found = solved(&model, &work, Control::Requests, "70").unwrap();
        assert_eq!((found.value, found.beyond), (50_000, Some((50_001, usd("70.0014")))));
        assert_eq!(
            found.sentence("Plain", Currency::DOLLARS),
            "50,000 requests a month: $70.00 a month on Plain; 50,001: $70.001"
        );
        let found = solved(&model, &work, Control::Requests, "5").unwrap();
        // $5 / $0.0014 = 3,571.43.
        assert_eq!((found.value, found.monthly), (3_571, Band::certain(usd("4.9994"))));
        // $30 of input; $25 more are 12,500,000 tokens of output in 50,000 answers.
        let found = solved(&model, &work, Control::AnswerLength, "55").unwrap();
        assert_eq!((found.value, found.beyond), (250, Some((251, usd("55.10")))));
        assert_eq!((found.of, found.cost(Currency::DOLLARS).as_str()), (1, "$55.00"));
    }

    #[test]
    fn what_falls_along_a_control_is_solved_from_above() {
        // $2 s' + $1 (1 - s') for a million tokens, s' the share of output: 50M tokens cost $75 at one
        // half, and less with more input.
        let model = model("Plain", per_million("1", "2", None));
        let found = solved(&model, &Workload::default(), Control::InputShare, "75").unwrap();
        // 1,000 tokens a request: 499 of input and 501 of output cost $75.05.
        assert_eq!((found.monthly.expected, found.beyond.unwrap().1), (usd("75"), usd("75.05")));
        assert_eq!((found.value, found.beyond.unwrap().0), (499_500, 499_499));
    }

    #[test]
    fn no_value_is_said_plainly() {
        let model = model("Plain", per_million("1", "2", None));
        let said = |control, amount| {
            solved(&model, &Workload::default(), control, amount).unwrap_err().to_string()
        };
        assert_eq!(
            said(Control::AnswerLength, "20"),
            "no value of Answer length does: a month of Plain is $30.00 to $1,000,030.00 over the whole range"
        );
        assert_eq!(
            said(Control::Turns, "20"),
            "no value of Turns / chat does: a month of Plain is $70.00 to $2,545.00 over the whole range"
        );
        assert_eq!(
            said(Control::Cap, "71"),
            "no value of Max output cap does: a month of Plain is $30.10 to $70.00 over the whole range"
        );
        assert_eq!(
            said(Control::ActiveHours, "20"),
            "Active hours does nothing while caching is off; add --caching"
        );
        assert_eq!(
            said(Control::Pool, "20"),
            "Credit pool does not change what a month of a model costs"
        );
        assert_eq!(
            said(Control::Batch, "20"),
            "Batch does not change what a month of a model costs"
        );
        let free = super::tests::model("Free", per_million("0", "0", None));
        let refused = solved(&free, &Workload::default(), Control::Requests, "20").unwrap_err();
        assert_eq!(
            refused.to_string(),
            "Requests / month does not move a month of Free: it is $0.00 at every value"
        );
        // What the dearest values cost is met, and never passed.
        let found = solved(&model, &Workload::default(), Control::Cap, "70").unwrap();
        assert_eq!(
            (found.value, found.beyond),
            (Tokens::new(1_000_000_000).get().min(found.value), None)
        );
    }

    #[test]
    fn the_greatest_of_several_values_is_taken() {
        // 10,000 tokens that all share, read at a tenth and written at five quarters: with few requests most
        // write, with more most read, which costs less in all, then requests make up for it.
        let model = model("Cached", per_million("3", "15", Some(("0.3", "3.75", None))));
        let mut work = Workload {
            prompt: Prompt::of(Tokens::new(10_000), Tokens::ZERO),
            ..Workload::default()
        };
        work.answer.mean = Tokens::new(1);
        work.caching.on = true;
        let cost = |requests| {
            let work = Workload { requests, ..work.clone() };
            month_figures(&model, &work, &mut Answers::default()).unwrap().total
        };
        let (few, more) = (cost(14_000), cost(22_000));
        assert!(more < few, "{more} {few}");
        let sizing = Sizing::same(work.clone());
        let amount = Usd::from_pico((few.pico() + more.pico()) / 2);
        let found =
            solve_sized(&model, &sizing, Control::Requests, amount, &mut Answers::default());
        let found = found.unwrap();
        assert_eq!(found.of, 3);
        assert!(
            found.value > 22_000 && cost(found.value) <= amount && cost(found.value + 1) > amount
        );
        assert!(
            found.sentence("Cached", Currency::DOLLARS).ends_with("; the greatest of 3 that do")
        );
    }

    #[test]
    fn an_uncertain_month_is_solved_at_its_likeliest() {
        let model = model("Own", per_million("1", "2", None));
        let mut work = Workload {
            prompt: Prompt::of(Tokens::ZERO, Tokens::new(1_000)),
            ..Workload::default()
        };
        work.answer.mean = Tokens::ZERO;
        // 1,000, 1,200 or 1,300 tokens a request at $1: $12 buys 10,000, which may cost $10 or $13.
        let sizing = uncertain(work, [1_000, 1_200, 1_300]);
        let found =
            solve_sized(&model, &sizing, Control::Requests, usd("12"), &mut Answers::default());
        let found = found.unwrap();
        assert_eq!(found.value, 10_000);
        assert_eq!(
            found.monthly,
            Band { expected: usd("12"), range: Some((usd("10"), usd("13"))) }
        );
        assert!(
            found
                .sentence("Own", Currency::DOLLARS)
                .contains("≈$12.00 a month on Own ($10.00 – $13.00)")
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn the_amount_lies_between_a_value_and_the_next(
            at in 0..200usize,
            values in any_values(|field| field.group != Group::Plans && field.key != "requests"),
            control in 0..200usize,
            part in 0.0..1.0f64,
            probes in prop::collection::vec(0.0..1.0f64, 24),
        ) {
            let card = Builtin::List.parse().unwrap();
            let model = &card.models[at % card.models.len()];
            let scenario = scenario::Builtin::ALL[at % scenario::Builtin::ALL.len()].parse().unwrap();
            let mut work = with_values(scenario.workload, &values);
            work.caching.hit_rate = (at % 2 == 0).then_some(Share::from_ppm(400_000));
            let sizing = Sizing::same(work.clone());
            let numbers: Vec<Control> = Control::ALL.iter().copied()
                .filter(|it| it.scale().is_some() && it.field().group != Group::Plans)
                .collect();
            let control = numbers[control % numbers.len()];
            let answers = &mut Answers::default();
            let mut cost = |value| {
                let work = sizing.with(model, control, Some(value), Facts::default());
                month_figures(model, &work, answers).ok().map(|it| it.total)
            };
            let scale = control.scale().unwrap();
            let costs: Vec<Usd> = probes.iter().filter_map(|it| cost(scale.at(*it))).collect();
            let Some((least, most)) = costs.iter().min().zip(costs.iter().max()) else { return Ok(()) };
            let amount = least.pico() + ((most.pico() - least.pico()) as f64 * part) as i128;
            let amount = Usd::from_pico(amount);
            let found = solve_sized(model, &sizing, control, amount, &mut Answers::default());
            match found {
                Ok(found) => {
                    prop_assert_eq!(cost(found.value), Some(found.monthly.expected));
                    prop_assert!(found.monthly.expected <= amount);
                    if let Some((next, more)) = found.beyond {
                        prop_assert_eq!(next.abs_diff(found.value), 1);
                        prop_assert_eq!(cost(next), Some(more));
                        prop_assert!(more > amount);
                    }
                }
                Err(Refused::NoValue { .. }) => prop_assert!(
                    costs.iter().all(|cost| *cost > amount) || costs.iter().all(|cost| *cost <= amount),
                    "{:?} {} of {:?}", control, amount, costs
                ),
                Err(Refused::DoesNothing { .. }) => {}
                Err(other) => prop_assert!(false, "{}", other),
            }
        }

        #[test]
        fn the_greatest_place_is_found_where_rules_change(
            cuts in prop::collection::btree_set(2..100u64, 0..4),
            lines in prop::collection::vec((0..50i64, 1..9i64), 5),
            amount in 0..900i64,
        ) {
            // Straight lines, each rising or falling, with jumps in between.
            let cuts: Vec<u64> = cuts.into_iter().collect();
            let cost = |value: u64| {
                let piece = cuts.partition_point(|cut| *cut <= value);
                let (base, slope) = lines[piece];
                let slope = if piece % 2 == 0 { slope } else { -slope };
                let cents = base * 20 + slope * value as i64;
                (Usd::from_pico(i128::from(cents)), piece as u64)
            };
            let amount = Usd::from_pico(i128::from(amount));
            let found = solve(Control::Turns, Control::Turns.scale().unwrap(), amount, |at| Some(cost(at)));
            let within = |value: u64| cost(value).0 <= amount;
            let sides = (1..100).filter(|at| within(*at) != within(at + 1));
            let sides = sides.map(|at| if within(at) { at } else { at + 1 });
            let greatest = sides.max();
            match (found, greatest) {
                (Ok(found), Some(greatest)) => prop_assert_eq!(found.value, greatest),
                (Ok(found), None) => prop_assert_eq!(cost(found.value).0, amount),
                (Err(_), greatest) => prop_assert_eq!(greatest, None),
            }
        }
    }
}
