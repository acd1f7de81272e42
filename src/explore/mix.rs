//! Traffic split over several models.

use std::sync::Arc;

use super::band::{Band, costs, three};
use super::{Refused, Sizing};
use crate::billing::{Answers, MonthBill, Unavailable, month};
use crate::card::{Card, Model};
use crate::money::Usd;
use crate::workload::{Bound, Mix, Workload};

/// The bill of a mix.
#[derive(Debug, Clone, PartialEq)]
pub struct MixBill {
    /// The routes in the mix's order.
    pub routes: Vec<RouteBill>,
    /// All of them together, as if all erred to the same side; none where one has no bill.
    pub total: Option<Band>,
}

/// The part of a mix that goes to one model.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteBill {
    /// The model's place in the card.
    pub model: usize,
    /// Its requests a month, which also set its hit rate: each model caches its own prefix.
    pub requests: u64,
    /// What they cost.
    pub bill: Result<MonthBill, Unavailable>,
    /// What they may cost; none where that is certain, or there is no bill.
    pub range: Option<(Usd, Usd)>,
    /// What the whole workload costs on this model alone, at the workload's own answers and cap.
    pub alone: Result<Band, Unavailable>,
}

impl RouteBill {
    /// What its requests cost, with the range; none without a bill.
    pub fn band(&self) -> Option<Band> {
        let expected = self.bill.as_ref().ok()?.total();
        Some(Band { expected, range: self.range })
    }
}

/// Bills each route of `mix` on its own size of the workload.
///
/// # Errors
/// [`Refused::NotOnCard`] of the first route whose model is not on the card.
pub fn mix_bill(
    card: &Card,
    sizing: &Sizing,
    mix: &Mix,
    answers: &mut Answers,
) -> Result<MixBill, Refused> {
    let mut routes = Vec::with_capacity(mix.routes().len());
    let mut totals = Some([Usd::ZERO; 3]);
    // Every model has the same requests, however it counts their tokens.
    for_each_route(card, sizing, mix, sizing.requests(), |model, at, works| {
        let cost = three(model, &works, answers).ok();
        totals = totals.zip(cost).map(sum);
        routes.push(RouteBill {
            model: at,
            requests: works[1].requests,
            bill: month(model, &works[1], answers),
            range: cost.and_then(|cost| Band::of(cost).range),
            alone: costs(model, sizing, sizing.typed(), answers).map(Band::of),
        });
    })?;
    Ok(MixBill { routes, total: totals.map(Band::of) })
}

/// What a mix costs in a month with so many requests, and nothing else.
///
/// # Errors
/// [`Refused::NotOnCard`] as for [`mix_bill`], and [`Refused::MixUnbilled`] where a route has no bill.
pub fn mix_total(
    card: &Card,
    sizing: &Sizing,
    mix: &Mix,
    requests: u64,
    answers: &mut Answers,
) -> Result<Band, Refused> {
    mix_costs(card, sizing, mix, requests, answers).map(Band::of)
}

/// [`mix_total`] at the low counts, the likeliest and the high ones, as if all models erred to the same
/// side.
///
/// # Errors
/// As for [`mix_total`].
pub(super) fn mix_costs(
    card: &Card,
    sizing: &Sizing,
    mix: &Mix,
    requests: u64,
    answers: &mut Answers,
) -> Result<[Usd; 3], Refused> {
    let mut totals = Some([Usd::ZERO; 3]);
    for_each_route(card, sizing, mix, requests, |model, _, works| {
        totals = totals.zip(three(model, &works, answers).ok()).map(sum);
    })?;
    totals.ok_or(Refused::MixUnbilled)
}

fn sum((one, other): ([Usd; 3], [Usd; 3])) -> [Usd; 3] {
    [0, 1, 2].map(|side: usize| one[side] + other[side])
}

/// What each route sends to its model, at the low counts, the likeliest and the high ones.
fn for_each_route(
    card: &Card,
    sizing: &Sizing,
    mix: &Mix,
    requests: u64,
    mut each: impl FnMut(&Model, usize, [Workload; 3]),
) -> Result<(), Refused> {
    for (route, requests) in mix.routes().iter().zip(mix.requests(requests)) {
        let mut models = card.models.iter().enumerate();
        let found = models.find(|(_, model)| *model.id == *route.model);
        let (at, model) = found.ok_or_else(|| Refused::NotOnCard {
            model: Arc::clone(&route.model),
            card: card.name.clone(),
        })?;
        let work = |bound| {
            let mut work = sizing.at(model, bound).clone();
            work.requests = requests;
            work.answer.mean = route.answer.unwrap_or(work.answer.mean);
            work.answer.cap = route.cap.or(work.answer.cap);
            work
        };
        each(model, at, [Bound::Low, Bound::Typical, Bound::High].map(work));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::CachePlan;
    use crate::billing::tests_support::{self, model, per_million, usd};
    use crate::money::{Share, Tokens};
    use crate::workload::{MixRoute, Prompt};

    fn card() -> Card {
        let cached = |name, input, output, read, write| {
            model(name, per_million(input, output, Some((read, write, None))))
        };
        tests_support::card(vec![
            cached("Haiku", "0.25", "1.25", "0.025", "0.3125"),
            cached("Sonnet", "3", "15", "0.3", "3.75"),
            model("Short", per_million("1", "1", None)),
        ])
    }

    fn route(model: &str, ppm: u32) -> MixRoute {
        MixRoute { model: model.into(), share: Share::from_ppm(ppm), answer: None, cap: None }
    }

    fn billed(work: Workload, mix: &Mix) -> MixBill {
        let sizing = Sizing::same(work);
        let bill = mix_bill(&card(), &sizing, mix, &mut Answers::default()).unwrap();
        let answers = &mut Answers::default();
        let total = mix_total(&card(), &sizing, mix, sizing.requests(), answers);
        assert_eq!(bill.total, total.ok());
        bill
    }

    #[test]
    fn seventy_to_thirty() {
        // 70% of $32.50 and 30% of $390: $22.75 + $117.
        let mix = Mix::new(vec![route("haiku", 700_000), route("sonnet", 300_000)]).unwrap();
        let bill = billed(Workload::default(), &mix);
        assert_eq!(bill.total, Some(Band::certain(usd("139.75"))));
        assert_eq!(bill.routes[0].requests, 35_000);
        let alone: Vec<_> = bill.routes.iter().map(|route| route.alone).collect();
        assert_eq!(alone, ["32.50", "390"].map(|it| Ok(Band::certain(usd(it)))));
    }

    #[test]
    fn a_route_has_its_own_answers() {
        let mut short = route("haiku", 700_000);
        short.answer = Some(Tokens::new(200));
        let mut capped = route("sonnet", 300_000);
        capped.cap = Some(Tokens::new(100));
        let mix = Mix::new(vec![short, capped]).unwrap();
        // 35,000 x (600 x 0.25 + 200 x 1.25) = $14.00; 15,000 x (600 x 3 + 100 x 15) = $49.50.
        assert_eq!(billed(Workload::default(), &mix).total, Some(Band::certain(usd("63.50"))));
    }

    #[test]
    fn each_model_caches_its_own_prefix() {
        let mut work = Workload {
            requests: 4_380,
            prompt: Prompt::of(Tokens::new(4_000), Tokens::new(200)),
            ..Workload::default()
        };
        work.caching.on = true;
        let mix = Mix::new(vec![route("haiku", 900_000), route("sonnet", 100_000)]).unwrap();
        let bill = billed(work, &mix);
        let rate = |at: usize| match bill.routes[at].bill.as_ref().unwrap().cache {
            CachePlan::On { hit_rate, .. } => hit_rate,
            other => panic!("{other:?}"),
        };
        // 0.09 and 0.01 requests a minute: 1 - e^-0.45 and 1 - e^-0.05, not 1 - e^-0.5.
        assert!((rate(0) - 0.362_372).abs() < 1e-6, "{}", rate(0));
        assert!((rate(1) - 0.048_771).abs() < 1e-6, "{}", rate(1));
    }

    #[test]
    fn a_model_that_is_not_there_is_named() {
        let mix = Mix::new(vec![route("haiku", 500_000), route("gone", 500_000)]).unwrap();
        let sizing = Sizing::same(Workload::default());
        let answers = &mut Answers::default();
        let missing = mix_bill(&card(), &sizing, &mix, answers).unwrap_err();
        let told = "the mix names `gone`, which is not on the rate card Test";
        assert_eq!(missing.to_string(), told);
        assert_eq!(mix_total(&card(), &sizing, &mix, 1, answers), Err(missing));
        let mut short = card();
        short.models[2].context = Some(Tokens::new(500));
        let mix = Mix::new(vec![route("haiku", 500_000), route("short", 500_000)]).unwrap();
        let bill = mix_bill(&short, &sizing, &mix, answers).unwrap();
        assert_eq!(bill.total, None);
        assert_eq!(mix_total(&short, &sizing, &mix, 1, answers), Err(Refused::MixUnbilled));
        assert!(bill.routes[0].bill.is_ok());
    }
}
