//! What a month may cost where fields have a low and a high, and which of them moves it most.
//!
//! *Typical* is the month as it stands. *Low* is the month with every field at whichever of its low, its
//! value and its high makes the month least while the others stand; *high* is the same at the most. Where a
//! field alone goes further than all of them together, which may not even fit a model, it is that month. So low
//! is never above typical, and high never below. All three are at the likeliest counts of tokens and the usual
//! thinking: what those leave uncertain is a range of its own ([`Band`](super::Band)).

use super::Sizing;
use crate::billing::{Answers, Unavailable, month_total};
use crate::card::Model;
use crate::controls::{Control, Facts};
use crate::money::{Currency, Usd};
use crate::workload::{Bound, Workload};

/// A field alone, from its low to its high, while the others stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Swing {
    /// The field.
    pub control: Control,
    /// Its low and its high.
    pub ends: (u64, u64),
    /// What it is set to; none for automatic and the like.
    pub value: Option<u64>,
    /// What the month costs at its low.
    pub at_low: Usd,
    /// What it costs at its high.
    pub at_high: Usd,
    /// How far the month moves: from the least to the most of these two and of the month as it stands.
    pub width: Usd,
}

/// A month where fields have a low and a high.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tornado {
    /// The month as it stands.
    pub monthly: Usd,
    /// The least and the most with all fields together.
    pub low: Usd,
    /// The most.
    pub high: Usd,
    /// Each field alone, the one that moves the month most first; equal ones by their words.
    pub swings: Vec<Swing>,
}

impl Tornado {
    /// The three figures: `$24.00 low, $70.00 typical, $144.00 high`.
    pub fn words(&self, currency: Currency) -> String {
        let [low, typical, high] =
            [self.low, self.monthly, self.high].map(|usd| currency.amount(usd));
        format!("{low} low, {typical} typical, {high} high")
    }
}

/// The month of a model, `monthly` as it stands, with each ranged field alone and with all together; a
/// field whose low or high has no bill stands for none there. With it the workloads at the least and at the
/// most, before any tokenizer.
pub(super) fn tornado_of(
    model: &Model,
    sizing: &Sizing,
    monthly: Usd,
    answers: &mut Answers,
) -> (Tornado, [Workload; 2]) {
    moved(sizing.typed(), monthly, months(model, sizing, answers))
}

/// What a month of a workload costs on a model; none where it has no bill.
fn months(
    model: &Model,
    sizing: &Sizing,
    answers: &mut Answers,
) -> impl FnMut(&Workload) -> Option<Usd> {
    |work| month_total(model, &sizing.changed(model, Bound::Typical, work), answers).ok()
}

/// [`tornado_of`] where `cost` is what a month of a workload costs.
fn moved(
    typed: &Workload,
    monthly: Usd,
    mut cost: impl FnMut(&Workload) -> Option<Usd>,
) -> (Tornado, [Workload; 2]) {
    let set =
        |work: &Workload, control: Control, value| control.set(work, Some(value), Facts::default());
    let (mut least, mut most) = ((monthly, typed.clone()), (monthly, typed.clone()));
    let mut found = |usd: Option<Usd>, work: Workload| {
        let Some(usd) = usd else { return };
        if usd < least.0 {
            least = (usd, work);
        } else if usd > most.0 {
            most = (usd, work);
        }
    };
    let mut swings = Vec::new();
    // All fields together, each at the side that is cheaper alone, and at the dearer.
    let (mut cheap, mut dear) = (typed.clone(), typed.clone());
    for control in Control::ALL.iter().copied() {
        let Some(ends) = control.range_in(typed) else { continue };
        let [low, high] = [ends.0, ends.1].map(|value| set(typed, control, value));
        let [at_low, at_high] = [&low, &high].map(&mut cost);
        let sides = [(at_low.unwrap_or(monthly), ends.0), (at_high.unwrap_or(monthly), ends.1)];
        if let Some((_, value)) = sides.iter().filter(|(usd, _)| *usd < monthly).min() {
            cheap = set(&cheap, control, *value);
        }
        if let Some((_, value)) = sides.iter().filter(|(usd, _)| *usd > monthly).max() {
            dear = set(&dear, control, *value);
        }
        found(at_low, low);
        found(at_high, high);
        let [at_low, at_high] = sides.map(|(usd, _)| usd);
        let width = at_low.max(at_high).max(monthly) - at_low.min(at_high).min(monthly);
        let value = control.value(typed);
        swings.push(Swing { control, ends, value, at_low, at_high, width });
    }
    found(cost(&cheap), cheap);
    found(cost(&dear), dear);
    swings.sort_by(|one, other| {
        let by_width = other.width.cmp(&one.width);
        by_width.then_with(|| one.control.label().cmp(other.control.label()))
    });
    let tornado = Tornado { monthly, low: least.0, high: most.0, swings };
    (tornado, [least.1, most.1])
}

/// The least and the most of [`tornado_of`]; none where no field has a range.
pub(super) fn spread(
    model: &Model,
    sizing: &Sizing,
    monthly: Usd,
    answers: &mut Answers,
) -> Option<(Usd, Usd)> {
    spread_of(sizing.typed(), monthly, months(model, sizing, answers))
}

/// [`spread`] where `cost` is what a month of a workload costs.
pub(super) fn spread_of(
    typed: &Workload,
    monthly: Usd,
    cost: impl FnMut(&Workload) -> Option<Usd>,
) -> Option<(Usd, Usd)> {
    if typed.plans.ranges.is_empty() {
        return None;
    }
    let (found, _) = moved(typed, monthly, cost);
    Some((found.low, found.high))
}

/// What a month of a model may cost where fields have a low and a high.
///
/// # Errors
/// [`Unavailable`] where it has no bill as it stands.
pub(super) fn tornado(
    model: &Model,
    sizing: &Sizing,
    answers: &mut Answers,
) -> Result<Tornado, Unavailable> {
    let monthly = month_total(model, sizing.of(model).expected, answers)?;
    Ok(tornado_of(model, sizing, monthly, answers).0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::billing::tests_support::{model, per_million, usd};
    use crate::card::Builtin;

    fn ranged(fields: &[(Control, u64, u64)]) -> Workload {
        let mut work = Workload::default();
        for (control, low, high) in fields {
            work = control.with_range(&work, Some((*low, *high)));
        }
        work
    }

    fn found(model: &Model, work: Workload) -> Tornado {
        tornado(model, &Sizing::same(work), &mut Answers::default()).unwrap()
    }

    #[test]
    fn each_field_alone_and_all_together() {
        // 600 x $1 + 400 x $2 for a million: $0.0014 a request, $70 a month of 50,000.
        let model = model("Plain", per_million("1", "2", None));
        let work =
            ranged(&[(Control::Requests, 20_000, 80_000), (Control::AnswerLength, 300, 600)]);
        let found = found(&model, work);
        assert_eq!(found.monthly, usd("70"));
        // 20,000 x (600 + 2 x 300) / 1M, and 80,000 x (600 + 2 x 600) / 1M.
        assert_eq!((found.low, found.high), (usd("24"), usd("144")));
        let [requests, output] = found.swings.as_slice() else { panic!("{found:?}") };
        // 20,000 and 80,000 x $0.0014; 50,000 x $0.0012 and x $0.0018.
        assert_eq!((requests.at_low, requests.at_high), (usd("28"), usd("112")));
        assert_eq!((requests.control, requests.width), (Control::Requests, usd("84")));
        assert_eq!(
            (output.at_low, output.at_high, output.width),
            (usd("60"), usd("90"), usd("30"))
        );
    }

    #[test]
    fn a_field_that_saves_as_it_rises_is_at_its_high_for_the_least() {
        let card = Builtin::List.parse().unwrap();
        let model = card.model("nova-pro").unwrap();
        let mut work = ranged(&[(Control::BatchShare, 200_000, 800_000)]);
        work.batch.on = true;
        work.batch.share = crate::money::Share::from_ppm(500_000);
        let found = found(model, work);
        // $88 on demand, half of it through Batch: 75% of it now, 90% and 60% at the ends.
        let figures = (found.low, found.monthly, found.high);
        assert_eq!(figures, (usd("52.8"), usd("66"), usd("79.2")));
        let swing = found.swings[0];
        assert_eq!((swing.at_low, swing.at_high), (usd("79.2"), usd("52.8")));
    }

    #[test]
    fn without_ranges_there_is_no_spread() {
        let model = model("Plain", per_million("1", "2", None));
        let sizing = Sizing::same(Workload::default());
        assert_eq!(spread(&model, &sizing, usd("70"), &mut Answers::default()), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        /// Fields that only ever add to the month: the ends are those of all fields at their ends.
        #[test]
        fn low_typical_and_high_rise(
            requests in (1_000..50_000_u64, 50_000..200_000_u64),
            output in (1..400_u64, 400..4_000_u64),
            turns in 2..12_u64,
        ) {
            let card = Builtin::List.parse().unwrap();
            let fields = [
                (Control::Requests, requests.0, requests.1),
                (Control::AnswerLength, output.0, output.1),
                (Control::Turns, 1, turns),
            ];
            let work = ranged(&fields);
            let sizing = Sizing::same(work.clone());
            let ends = [0, 1].map(|side| {
                fields.iter().fold(work.clone(), |work, (control, low, high)| {
                    control.set(&work, Some([*low, *high][side]), Facts::default())
                })
            });
            let answers = &mut Answers::default();
            for model in card.models.iter().step_by(7) {
                let Ok(found) = tornado(model, &sizing, answers) else { continue };
                prop_assert!(found.low <= found.monthly && found.monthly <= found.high);
                let most = found.swings.iter().map(|swing| swing.width).max().unwrap();
                prop_assert_eq!(found.swings[0].width, most);
                prop_assert!(found.high - found.low >= most);
                if let (Ok(low), Ok(high)) =
                    (month_total(model, &ends[0], answers), month_total(model, &ends[1], answers))
                {
                    prop_assert_eq!((found.low, found.high), (low, high), "{}", model.name);
                }
            }
        }
    }
}
