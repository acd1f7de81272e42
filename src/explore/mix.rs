//! Traffic over several models: split between them, or as a cascade in which each tries what those
//! before it did not answer well.

use std::sync::Arc;

use super::band::{Band, around, costs, three};
use super::cascade::{PaysWithin, pays};
use super::{Refused, Sizing};
use crate::billing::{Answers, MonthBill, Unavailable, month, month_figures};
use crate::card::{Card, Model};
use crate::money::Usd;
use crate::workload::{Bound, Mix, MixRoute, Workload};

/// The bill of a mix.
#[derive(Debug, Clone, PartialEq)]
pub struct MixBill {
    /// The routes in the mix's order.
    pub routes: Vec<RouteBill>,
    /// What it costs to judge the answers of a cascade.
    pub judging: Usd,
    /// All of them together, as if all erred to the same side; none where one has no bill.
    pub total: Option<Band>,
    /// The same mix run the other way: as a cascade, where this is a split.
    pub otherwise: Option<Band>,
    /// How the first model's success decides whether a cascade pays.
    pub pays: Option<PaysWithin>,
}

/// The part of a mix that goes to one model.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteBill {
    /// The model's place in the card.
    pub model: usize,
    /// The requests a month that it is sent, which also set its hit rate: each model caches its own prefix.
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
    let requests = sizing.requests();
    let judging = mix.judging(requests);
    let mut totals = Some([judging; 3]);
    let mut routes = Vec::with_capacity(mix.routes().len());
    for sent in sent(card, mix, requests)? {
        let (bill, cost) = match priced(&sent, sizing, answers) {
            Ok((bill, cost)) => (Ok(bill), Some(cost)),
            Err(reason) => (Err(reason), None),
        };
        totals = totals.zip(cost).map(sum);
        routes.push(RouteBill {
            model: sent.at,
            requests: sent.requests,
            bill,
            range: cost.and_then(|cost| Band::of(cost).range),
            alone: costs(sent.model, sizing, sizing.typed(), answers).map(Band::of),
        });
    }
    let mut of = |mix: &Mix| mix_costs(card, sizing, mix, requests, answers).ok();
    let otherwise = of(&mix.as_cascade(!mix.cascade)).map(Band::of);
    let pays = pays(mix, of);
    Ok(MixBill { routes, judging, total: totals.map(Band::of), otherwise, pays })
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
    added_up(card, mix, requests, |model, bound| sizing.at(model, bound).clone(), answers)
}

/// [`mix_costs`] of a workload that was changed.
///
/// # Errors
/// As for [`mix_total`].
pub(super) fn mix_costs_of(
    card: &Card,
    sizing: &Sizing,
    mix: &Mix,
    work: &Workload,
    answers: &mut Answers,
) -> Result<[Usd; 3], Refused> {
    let changed = |model: &Model, bound| sizing.changed(model, bound, work);
    added_up(card, mix, work.requests, changed, answers)
}

/// What the models of a mix cost together, and judging what they answer, where `on` is what each sees of
/// the workload.
fn added_up(
    card: &Card,
    mix: &Mix,
    requests: u64,
    on: impl Fn(&Model, Bound) -> Workload,
    answers: &mut Answers,
) -> Result<[Usd; 3], Refused> {
    let mut totals = [mix.judging(requests); 3];
    for sent in sent(card, mix, requests)? {
        let works = Bound::ALL.map(|bound| sent.work(on(sent.model, bound)));
        let cost = three(sent.model, &works, answers).map_err(|_| Refused::MixUnbilled)?;
        totals = sum((totals, cost));
    }
    Ok(totals)
}

/// The likeliest of [`mix_costs_of`], with a number that changes where the rules of billing do.
///
/// # Errors
/// As for [`mix_total`].
pub(super) fn mix_figures(
    card: &Card,
    sizing: &Sizing,
    mix: &Mix,
    work: &Workload,
    answers: &mut Answers,
) -> Result<(Usd, u64), Refused> {
    let mut sum = (mix.judging(work.requests), 0_u64);
    for sent in sent(card, mix, work.requests)? {
        let own = sent.work(sizing.changed(sent.model, Bound::Typical, work));
        let figures = month_figures(sent.model, &own, answers).map_err(|_| Refused::MixUnbilled)?;
        sum = (sum.0 + figures.total, sum.1.rotate_left(8) ^ figures.rules);
    }
    Ok(sum)
}

fn sum((one, other): ([Usd; 3], [Usd; 3])) -> [Usd; 3] {
    [0, 1, 2].map(|side: usize| one[side] + other[side])
}

/// What a route of a mix sends to its model.
pub(super) struct Sent<'c> {
    route: &'c MixRoute,
    /// The model's place in the card.
    at: usize,
    /// The model.
    pub(super) model: &'c Model,
    requests: u64,
}

impl Sent<'_> {
    /// What the workload is on its model, with the route's own requests, answers and cap.
    fn work(&self, mut work: Workload) -> Workload {
        work.requests = self.requests;
        work.answer.mean = self.route.answer.unwrap_or(work.answer.mean);
        work.answer.cap = self.route.cap.or(work.answer.cap);
        work
    }
}

/// What each route of a mix sends to its model out of so many requests.
///
/// # Errors
/// [`Refused::NotOnCard`] of the first route whose model is not on the card.
pub(super) fn sent<'c>(
    card: &'c Card,
    mix: &'c Mix,
    requests: u64,
) -> Result<Vec<Sent<'c>>, Refused> {
    let routes = mix.routes().iter().zip(mix.requests(requests));
    let found = routes.map(|(route, requests)| {
        let mut models = card.models.iter().enumerate();
        let found = models.find(|(_, model)| *model.id == *route.model);
        let (at, model) = found.ok_or_else(|| Refused::NotOnCard {
            model: Arc::clone(&route.model),
            card: card.name.clone(),
        })?;
        Ok(Sent { route, at, model, requests })
    });
    found.collect()
}

/// The bill of what a route sends to its model, and what that costs at the low counts, the likeliest and the
/// high ones.
///
/// # Errors
/// [`Unavailable`] where it has no bill.
pub(super) fn priced(
    sent: &Sent<'_>,
    sizing: &Sizing,
    answers: &mut Answers,
) -> Result<(MonthBill, [Usd; 3]), Unavailable> {
    let works = Bound::ALL.map(|bound| sent.work(sizing.at(sent.model, bound).clone()));
    let bill = month(sent.model, &works[1], answers)?;
    let cost = around(sent.model, bill.total(), &works, answers);
    Ok((bill, cost))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::CachePlan;
    use crate::billing::tests_support::{self, model, per_million, usd};
    use crate::controls::{Control, Facts};
    use crate::explore::{Asked, MIX_ID, Pays};
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

    fn cascade(shares: [u32; 2], judge: &str) -> Mix {
        let routes = vec![route("haiku", shares[0]), route("sonnet", shares[1])];
        let mut mix = Mix::new(routes).unwrap().as_cascade(true);
        mix.judge = usd(judge);
        mix
    }

    #[test]
    fn a_cascade_pays_for_every_try() {
        // All on Haiku: $32.50. 30% on Sonnet: $117. 50,000 judged at $0.20 a thousand: $10.
        let bill = billed(Workload::default(), &cascade([700_000, 300_000], "0.2"));
        assert_eq!(bill.total, Some(Band::certain(usd("159.50"))));
        assert_eq!(bill.judging, usd("10"));
        assert_eq!([bill.routes[0].requests, bill.routes[1].requests], [50_000, 15_000]);
        // As a split, 70% of $32.50 instead of all, and nothing to judge.
        assert_eq!(bill.otherwise, Some(Band::certain(usd("139.75"))));
        let split = cascade([700_000, 300_000], "0.2").as_cascade(false);
        let bill = billed(Workload::default(), &split);
        assert_eq!((bill.judging, bill.pays), (Usd::ZERO, None));
        assert_eq!(bill.otherwise, Some(Band::certain(usd("159.50"))));
    }

    #[test]
    fn a_cascade_pays_from_a_success_rate_on() {
        // $42.50 to try and judge all of $390: 10.8974%, so 5,449 of 50,000 requests ($42.5022).
        let mix = cascade([700_000, 300_000], "0.2");
        let pays = |mix: &Mix| billed(Workload::default(), mix).pays.unwrap();
        let Pays::From(least) = pays(&mix).expected else { panic!() };
        assert_eq!(pays(&mix).ends, None);
        let at = |ppm| {
            let bill = billed(Workload::default(), &mix.with_share(0, Share::from_ppm(ppm)));
            bill.total.unwrap().expected
        };
        assert!(at(least.ppm()) < usd("390") && at(least.ppm() - 1) >= usd("390"), "{least:?}");
        assert_eq!(Share::from_ppm(least.ppm()).part_of(50_000), 5_449);
        // To try costs more than all that could be saved: $390 to judge.
        assert_eq!(pays(&cascade([700_000, 300_000], "7.8")).expected, Pays::Never);
        let words = Pays::Never.words("Haiku", "Sonnet");
        assert_eq!(words, "trying Haiku first never pays against Sonnet alone");
        // Sonnet first costs as much as it can save.
        let back = Mix::new(vec![route("sonnet", 700_000), route("haiku", 300_000)]).unwrap();
        assert_eq!(pays(&back.as_cascade(true)).expected, Pays::Never);
    }

    #[test]
    fn a_million_requests_played_cost_what_the_cascade_does() {
        use crate::billing::price_request;
        use crate::card::{Buckets, Lane};
        let card = card();
        let price = |at: usize| {
            let tokens = Buckets::from_billed([600, 0, 0, 0, 400].map(Tokens::new));
            let prices = card.models[at].prices.as_ref().unwrap();
            price_request(prices, &tokens, Lane::Standard).unwrap().cost.total()
        };
        let (haiku, sonnet) = (price(0), price(1));
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        for share in [150_000, 500_000, 700_000, 930_000] {
            let mut played = Usd::ZERO;
            for _ in 0..1_000_000 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let is_good = (state >> 33) % 1_000_000 < share;
                // $0.0002 to judge an answer.
                played += haiku + Usd::from_pico(200_000_000);
                if !is_good {
                    played += sonnet;
                }
            }
            let work = Workload { requests: 1_000_000, ..Workload::default() };
            let mix = cascade([share as u32, 1_000_000 - share as u32], "0.2");
            let total = billed(work, &mix).total.unwrap().expected;
            let off = (total - played).pico() as f64 / played.pico() as f64;
            assert!(off.abs() < 0.005, "{share}: {total} against {played}");
        }
    }

    #[test]
    fn the_mix_stands_among_models() {
        let card = card();
        let mut work = Workload::default();
        work.plans.mix = cascade([700_000, 300_000], "0.2");
        let sizing = Sizing::same(work.clone());
        let (facts, today) = (Facts::default(), card.as_of);
        let mix = &work.plans.mix;
        let asked = Asked { card: &card, sizing: &sizing, mix, facts, scores: None, today };
        let ranking = asked.rank(|_| true);
        let names: Vec<_> = ranking
            .rows
            .iter()
            .map(|row| ranking.model(&card, row).unwrap().name.as_str())
            .collect();
        assert_eq!(names, ["Haiku", "Short", "Cascade: Haiku → Sonnet", "Sonnet"]);
        let bill = ranking.rows[2].bill.as_ref().unwrap();
        assert_eq!((bill.total(), bill.judging), (usd("159.50"), usd("10")));
        assert_eq!(bill.requests, 50_000);
        // 65,000 answers of 400 tokens to 50,000 requests.
        assert_eq!(bill.output_per_request, 520_000_000);
        // It is solved for as a model is: at twice the requests twice the cost.
        let (stand_in, row) = (ranking.model(&card, &ranking.rows[2]).unwrap(), &ranking.rows[2]);
        let mut answers = Answers::default();
        let found = asked.solve(stand_in, Control::Requests, usd("319"), &mut answers).unwrap();
        assert_eq!((found.value, found.monthly.expected), (100_000, usd("319")));
        assert_eq!(row.times_cheapest, Some(159.5 / 32.5));
        assert!(asked.rank(|model| model.id != MIX_ID).rows.iter().all(|row| row.model.is_some()));
    }
}
