//! Traffic over several models: split between them, or as a cascade in which each tries what those
//! before it did not answer well.

use std::sync::Arc;

use super::band::{Band, costs, three};
use super::crossing::halved;
use super::rank::Row;
use super::tornado::spread_of;
use super::{Refused, Sizing};
use crate::billing::{Answers, MonthBill, Unavailable, month, month_figures};
use crate::card::{Card, Model, ModelKind};
use crate::money::{Share, Usd, percent};
use crate::workload::{Bound, Mix, Workload};

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

/// From which success rate of its first model on a cascade costs less than its last model alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pays {
    /// From this share of requests on.
    From(Share),
    /// At none: to try and to judge costs as much as it can save.
    Never,
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

/// The same at the fewest tokens, the likeliest and the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaysWithin {
    /// At the likeliest.
    pub expected: Pays,
    /// At the other two; none where they are the same.
    pub ends: Option<[Pays; 2]>,
}

impl Pays {
    /// From which share of requests on, if from any.
    pub const fn from(self) -> Option<Share> {
        match self {
            Self::From(share) => Some(share),
            Self::Never => None,
        }
    }

    /// `trying Nova Lite first pays where it answers 12.3457% of requests well or more; below that Claude
    /// Sonnet 5.5 alone costs less`.
    pub fn words(self, first: &str, last: &str) -> String {
        match self {
            Self::Never => format!("trying {first} first never pays against {last} alone"),
            Self::From(Share::ZERO) => {
                format!(
                    "trying {first} first pays against {last} alone however little it answers well"
                )
            }
            Self::From(share) => format!(
                "trying {first} first pays where it answers {} of requests well or more; below that \
                 {last} alone costs less",
                share.exact_percent()
            ),
        }
    }
}

impl PaysWithin {
    /// As [`Pays::words`], with what it may be instead.
    pub fn words(self, first: &str, last: &str) -> String {
        let end = |pays: Pays| pays.from().map_or("never".to_owned(), Share::exact_percent);
        let ends = self.ends.map(|ends| ends.map(end));
        let range = ends.map_or(String::new(), |[low, high]| {
            format!(" ({low} at the fewest tokens, {high} at the most)")
        });
        self.expected.words(first, last) + &range
    }
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
    let other = mix.as_cascade(!mix.cascade);
    let otherwise = mix_total(card, sizing, &other, sizing.requests(), answers).ok();
    let pays = pays(card, sizing, mix, answers);
    Ok(MixBill { otherwise, pays, ..billed(card, sizing, mix, answers)? })
}

/// [`mix_bill`] without what the mix is held against.
fn billed(
    card: &Card,
    sizing: &Sizing,
    mix: &Mix,
    answers: &mut Answers,
) -> Result<MixBill, Refused> {
    let mut routes = Vec::with_capacity(mix.routes().len());
    let judging = mix.judging(sizing.requests());
    let mut totals = Some([judging; 3]);
    // Every model has the same requests, however it counts their tokens.
    let as_is = |model: &Model, bound| sizing.at(model, bound).clone();
    for_each_route(card, mix, sizing.requests(), as_is, |model, at, works| {
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
    let total = totals.map(Band::of);
    Ok(MixBill { routes, judging, total, otherwise: None, pays: None })
}

/// The success rate of the first model from which on a cascade costs less than its last model alone,
/// with the answers and the cap that the mix gives it; none where it is no cascade of two models or
/// more, or one has no bill. The others keep their proportions of what the first leaves.
fn pays(card: &Card, sizing: &Sizing, mix: &Mix, answers: &mut Answers) -> Option<PaysWithin> {
    let mut at = |side| pays_at(side, card, sizing, mix, answers);
    let (expected, ends) = (at(Bound::Typical)?, [at(Bound::Low)?, at(Bound::High)?]);
    let ends = ends.iter().any(|end| *end != expected).then_some(ends);
    Some(PaysWithin { expected, ends })
}

fn pays_at(
    side: Bound,
    card: &Card,
    sizing: &Sizing,
    mix: &Mix,
    answers: &mut Answers,
) -> Option<Pays> {
    let last = mix.routes().len().checked_sub(1).filter(|last| mix.cascade && *last > 0)?;
    let requests = sizing.requests();
    let mut cost =
        |mix: &Mix| Some(mix_costs(card, sizing, mix, requests, answers).ok()?[side as usize]);
    let alone = cost(&mix.with_share(last, Share::ONE).as_cascade(false))?;
    let at = |ppm: u64| mix.with_share(0, Share::from_ppm(ppm as u32));
    let whole = u64::from(Share::ONE.ppm());
    if cost(&at(whole))? >= alone {
        return Some(Pays::Never);
    }
    if cost(&at(0))? < alone {
        return Some(Pays::From(Share::ZERO));
    }
    let (_, least) = halved(0, whole, |ppm| cost(&at(ppm)).is_some_and(|cost| cost < alone));
    Some(Pays::From(Share::from_ppm(least as u32)))
}

/// The id of the mix, where it stands among models.
pub const MIX_ID: &str = "mix";

/// The mix as a row among models: what stands for a model there, and its bill. What a request may hold
/// and who may be asked is what all of its models allow. None without a mix, or where it names what is
/// not on the card.
pub(super) fn mix_row(
    card: &Card,
    sizing: &Sizing,
    mix: &Mix,
    answers: &mut Answers,
) -> Option<(Model, Row)> {
    let billed = billed(card, sizing, mix, answers).ok().filter(|_| !mix.is_empty())?;
    let models = billed.routes.iter().map(|route| card.models.get(route.model));
    let models: Option<Vec<&Model>> = models.collect();
    let model = stand_in(mix, &models?)?;
    let fault = billed.routes.iter().find_map(|route| route.bill.as_ref().err());
    let bill = match fault {
        Some(reason) => Err(*reason),
        None => {
            let bills = billed.routes.iter().filter_map(|route| route.bill.as_ref().ok());
            Ok(MonthBill::together(bills, sizing.requests(), billed.judging)?)
        }
    };
    let range = billed.total.and_then(|total| total.range);
    let spread = billed.total.and_then(|total| {
        spread_of(sizing.typed(), total.expected, |work| {
            Some(mix_figures(card, sizing, mix, work, answers).ok()?.0)
        })
    });
    Some((model, Row { model: None, bill, range, spread, times_cheapest: None }))
}

/// What stands for the mix among models.
fn stand_in(mix: &Mix, models: &[&Model]) -> Option<Model> {
    let parts = mix.routes().iter().zip(models);
    let name = match mix.cascade {
        true => {
            let names: Vec<&str> = models.iter().map(|model| model.name.as_str()).collect();
            format!("Cascade: {}", names.join(" → "))
        }
        false => {
            let parts = parts.map(|(route, model)| {
                format!("{} {}", percent(route.share.fraction()), model.name)
            });
            format!("Mix: {}", parts.collect::<Vec<_>>().join(" + "))
        }
    };
    let (first, rest) = models.split_first()?;
    let mut all = Model {
        id: MIX_ID.to_owned(),
        name,
        provider: "Mix".to_owned(),
        bedrock_ids: Vec::new(),
        prices: None,
        regional: None,
        places: Vec::new(),
        offered: None,
        caching: None,
        burndown: None,
        successor: None,
        source: None,
        disputed: Vec::new(),
        sources: Vec::new(),
        notes: Vec::new(),
        ..(*first).clone()
    };
    for model in rest {
        all.context = all.context.and_then(|least| Some(least.min(model.context?)));
        all.max_output = all.max_output.and_then(|least| Some(least.min(model.max_output?)));
        all.end_of_life = all.end_of_life.into_iter().chain(model.end_of_life).min();
        all.abilities = all.abilities.and(model.abilities);
        if all.thinks != model.thinks {
            all.thinks = None;
        }
        if all.kind == ModelKind::Text {
            all.kind = model.kind;
        }
        if all.status != model.status {
            all.status = None;
        }
    }
    Some(all)
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
    let as_is = |model: &Model, bound| sizing.at(model, bound).clone();
    let mut totals = Some([mix.judging(requests); 3]);
    for_each_route(card, mix, requests, as_is, |model, _, works| {
        totals = totals.zip(three(model, &works, answers).ok()).map(sum);
    })?;
    totals.ok_or(Refused::MixUnbilled)
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
    let mut totals = Some([mix.judging(work.requests); 3]);
    for_each_route(card, mix, work.requests, changed, |model, _, works| {
        totals = totals.zip(three(model, &works, answers).ok()).map(sum);
    })?;
    totals.ok_or(Refused::MixUnbilled)
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
    let changed = |model: &Model, _| sizing.changed(model, Bound::Typical, work);
    let mut sum = Some((mix.judging(work.requests), 0_u64));
    for_each_route(card, mix, work.requests, changed, |model, _, [_, work, _]| {
        sum = sum.zip(month_figures(model, &work, answers).ok()).map(|((cost, rules), figures)| {
            (cost + figures.total, rules.rotate_left(8) ^ figures.rules)
        });
    })?;
    sum.ok_or(Refused::MixUnbilled)
}

fn sum((one, other): ([Usd; 3], [Usd; 3])) -> [Usd; 3] {
    [0, 1, 2].map(|side: usize| one[side] + other[side])
}

/// What each route sends to its model, at the low counts, the likeliest and the high ones: so many
/// requests of what the workload is on that model.
fn for_each_route(
    card: &Card,
    mix: &Mix,
    requests: u64,
    on: impl Fn(&Model, Bound) -> Workload,
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
            let mut work = on(model, bound);
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
    use crate::controls::{Control, Facts};
    use crate::explore::Asked;
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
