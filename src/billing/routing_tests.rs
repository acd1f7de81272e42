//! Worked numbers of ways that cross.

use std::collections::BTreeSet;

use super::*;
use crate::billing::tests_support::usd;
use crate::billing::{Note, month, month_total, on_demand};
use crate::card::{Builtin, Card, PriceList, Routing};
use crate::money::{Share, Tokens};
use crate::place::{Geography, Origin, Place, Region, Residency};
use crate::workload::{Answer, Batch, Prompt, ServiceTier};

/// Europe costs more for input than the world and less for output, and has Flex, Priority at twice the
/// price, and no Batch.
const LITE: &str = r#"
schema = 2
name = "Test"
as_of = 2026-11-22
source = "a test"
[availability]
as_of = 2026-10-09
source = "a test"
regions = "eu-central-1"
[[model]]
id = "lite"
name = "Lite"
provider = "Test"
rates = { input = 1, output = 4 }
batch = { input = 0.5, output = 2 }
place.eu = { input = 1.2, output = 3, flex = { input = 0.6, output = 1.5 }, priority = { input = 2.4, output = 6 } }
offered.geography = "eu-central-1"
offered.global = "eu-central-1"
"#;

fn lite() -> Model {
    Card::parse(LITE, "lite.toml").unwrap_or_else(|faults| panic!("{faults}")).models.remove(0)
}

/// A thousand requests from Frankfurt.
fn work(input: u64, output: u64) -> Workload {
    let usual = Workload::default();
    Workload {
        requests: 1_000,
        prompt: Prompt::of(Tokens::ZERO, Tokens::new(input)),
        answer: Answer { mean: Tokens::new(output), ..usual.answer.clone() },
        origin: Origin { region: "eu-central-1".parse().ok(), residency: Residency::Anywhere },
        ..usual
    }
}

/// By whom a workload is answered, and at what cost; the bill's total is the least there is.
fn answered(work: &Workload) -> (Routing, Usd) {
    let (model, mut answers) = (lite(), Answers::default());
    let bill = month(&model, work, &mut answers).unwrap();
    assert_eq!(month_total(&model, work, &mut answers), Ok(bill.total()));
    // Rates that are shown beside a bill are those that it is made of.
    let shown = on_demand(&model, work, Some(&bill)).unwrap();
    let line = bill.lines.iter().find(|line| line.lane != Lane::Batch);
    assert!(line.is_none_or(|line| line.rates == *shown));
    (bill.routing.unwrap(), bill.total())
}

#[test]
fn where_two_ways_cross_the_bill_decides() {
    // 2M x $1 + 0.1M x $4 = $2.40; by Europe 2M x $1.20 + 0.1M x $3 = $2.70.
    assert_eq!(answered(&work(2_000, 100)), (Routing::Global, usd("2.40")));
    // 0.1M x $1 + 1M x $4 = $4.10; by Europe 0.1M x $1.20 + 1M x $3 = $3.12.
    assert_eq!(answered(&work(100, 1_000)), (Routing::Geography, usd("3.12")));
    // 1M x $1 + 0.2M x $4 = $1.80 = 1M x $1.20 + 0.2M x $3: the nearest.
    assert_eq!(answered(&work(1_000, 200)), (Routing::Geography, usd("1.80")));
}

#[test]
fn a_lane_that_is_asked_for_counts() {
    // On Flex in Europe: 2M x $0.60 + 0.1M x $1.50 = $1.35, below the world's standard $2.40.
    let mut flex = work(2_000, 100);
    flex.tier = ServiceTier::Flex;
    assert_eq!(answered(&flex), (Routing::Geography, usd("1.35")));
    // All of it through Batch: 2M x $0.50 + 0.1M x $2 = $1.20 by the world, which Europe has on demand.
    let mut batch = work(2_000, 100);
    batch.batch = Batch { on: true, share: Share::ONE };
    assert_eq!(answered(&batch), (Routing::Global, usd("1.20")));
    // Half of it, and Flex: the world has half at $1.20 and half at $2.40, $1.80; Europe all on Flex.
    let mut half = flex.clone();
    half.batch = Batch { on: true, share: Share::parse("0.5").unwrap() };
    assert_eq!(answered(&half), (Routing::Geography, usd("1.35")));
    let bill = month(&lite(), &half, &mut Answers::default()).unwrap();
    assert_eq!(bill.notes, [Note::NoBatch]);
    assert_eq!(bill.list, PriceList::At(Place::Geography(Geography::Eu)));
    // 0.9 through Batch: 0.9 x $1.20 + 0.1 x $2.40 = $1.32.
    half.batch.share = Share::parse("0.9").unwrap();
    assert_eq!(answered(&half), (Routing::Global, usd("1.32")));
}

#[test]
fn priority_is_not_given_up_for_a_lower_price() {
    // 2M x $2.40 + 0.1M x $6 = $5.40 in Europe, where the world has no Priority and takes $2.40.
    let mut first = work(2_000, 100);
    first.tier = ServiceTier::Priority;
    assert_eq!(answered(&first), (Routing::Geography, usd("5.40")));
    // Nothing goes on demand: 2M x $0.50 + 0.1M x $2 = $1.20.
    first.batch = Batch { on: true, share: Share::ONE };
    assert_eq!(answered(&first), (Routing::Global, usd("1.20")));
}

#[test]
fn what_is_offered_by_any_way_is_offered() {
    let origin = work(1, 1).origin;
    for lane in [Lane::Batch, Lane::Flex] {
        assert_eq!(lite().offers(lane, origin), Some(true));
    }
    let near = Origin { residency: Residency::Geography, ..origin };
    assert_eq!(lite().offers(Lane::Batch, near), Some(false));
    assert_eq!(lite().offers(Lane::Batch, Origin { residency: Residency::Region, ..origin }), None);
}

/// Every rate orders the ways of all models but one: the other ways of Nova 2 Lite have no Flex.
#[test]
fn the_least_bill_is_found_on_the_built_in_list() {
    let card = Builtin::List.parse().unwrap_or_else(|faults| panic!("{faults}"));
    let mut answers = Answers::default();
    let (mut compared, mut crossing) = (0, BTreeSet::new());
    for tier in ServiceTier::ALL {
        for share in [None, Some(Share::ONE), Share::parse("0.3").ok()] {
            let mut work = work(2_000, 300);
            work.prompt = Prompt::of(Tokens::new(1_500), Tokens::new(500));
            (work.tier, work.caching.on) = (tier, true);
            work.batch = Batch { on: share.is_some(), share: share.unwrap_or(Share::ONE) };
            for (model, region) in
                card.models.iter().flat_map(|model| Region::all().map(move |it| (model, it)))
            {
                work.origin = Origin { region: Some(region), residency: Residency::Anywhere };
                let mut least: Option<Usd> = None;
                let served = model.served(work.origin, |other, nearer| {
                    if order(&work, other, nearer).is_none() {
                        crossing.insert((model.id.as_str(), tier as usize));
                    }
                    let [other, nearer] =
                        [other, nearer].map(|it| total(model, it, &work, &mut answers));
                    least = least.into_iter().chain(other).chain(nearer).min();
                    compared += 1;
                    true
                });
                if let (Ok(_), Some(least)) = (served, least) {
                    assert_eq!(
                        month_total(model, &work, &mut answers),
                        Ok(least),
                        "{} from {region}",
                        model.id
                    );
                }
            }
        }
    }
    assert!(compared > 1_000, "{compared}");
    let flex = ServiceTier::Flex as usize;
    assert_eq!(crossing.into_iter().collect::<Vec<_>>(), [("nova-2-lite", flex)]);
}
