//! The one way in which questions are asked, by the screen and by the commands: of which workload,
//! what a mix or a model without a bill means, and what is refused.

use super::band::{Band, costs, three};
use super::frontier::{Frontier, frontier};
use super::lifetimes::{CachingBreakEven, hour_pays_from};
use super::measure::success;
use super::mix::{mix_costs_of, mix_figures};
use super::mix_row::{MIX_ID, mix_row};
use super::solve::{Solution, solve_on};
use super::tornado::{tornado, tornado_of};
use super::{
    BreakEven, CapTuning, Levers, MixBill, PoolEnd, Query, QuotaEffect, Ranking, Refused, Runway,
    Seen, Sizing, Sweep, Tornado, break_even_within, cache_break_even, cap_tuning, levers,
    mix_bill, mix_total, quota_effect, rank, runway, sweep, usual_caps,
};
use crate::billing::{Answers, month_figures, month_total, routes, served};
use crate::card::{Card, Date, Model};
use crate::controls::{Control, Facts};
use crate::money::{Share, Tokens, Usd};
use crate::score::Scores;
use crate::workload::{Bound, Credits, Mix, Section, Workload};

/// What questions are asked of.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The rate card.
    pub card: &'a Card,
    /// The workload as each model sees it.
    pub sizing: &'a Sizing,
    /// How traffic is split over models.
    pub mix: &'a Mix,
    /// What is known beside the workload.
    pub facts: Facts,
    /// How good models are, where that is told.
    pub scores: Option<&'a Scores>,
    /// Today, which decides what has ended; the day of the card where it is not known.
    pub today: Date,
}

/// What an amount a month buys of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Buys {
    /// Requests a month.
    pub requests: Result<Solution, Refused>,
    /// Users, all of whose requests it pays for; none where no people are told.
    pub users: Option<Result<Solution, Refused>>,
    /// Output tokens of a request, on average.
    pub output: Result<Solution, Refused>,
}

/// The rows of a ranking that a query means, as places in [`Ranking::rows`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Picked {
    /// Those meant.
    pub rows: Vec<usize>,
    /// Those left out since something that is asked is not known of them.
    pub unknown: Vec<usize>,
}

impl<'a> Asked<'a> {
    /// The workload as a model sees it.
    pub fn on(&self, model: &Model) -> &'a Workload {
        self.sizing.of(model).expected
    }

    /// The share of requests that need no second try on a model: what a score tells, else what the
    /// workload says.
    pub fn success(&self, model: &Model) -> Option<Share> {
        success(self.scores, model, self.on(model))
    }

    /// The models that `wanted` keeps, and the mix if it does, by cost. Those that have ended or are for
    /// other work than text
    /// are no measure for the others: nothing is so many times as dear as they are.
    pub fn rank(&self, wanted: impl Fn(&Model) -> bool) -> Ranking {
        let mut ranking = rank(self.card, self.sizing, &wanted);
        let mix = mix_row(self.card, self.sizing, self.mix, &mut Answers::default());
        if let Some((model, row)) = mix.filter(|(model, _)| wanted(model)) {
            ranking.add_mix(model, row);
        }
        ranking.measure(|at| {
            self.card.models.get(at).is_some_and(|model| model.is_listed(self.today))
        });
        ranking
    }

    /// Which rows of a ranking a query means.
    pub fn picked(&self, ranking: &Ranking, query: &Query) -> Picked {
        let mut picked = Picked::default();
        for (at, row) in ranking.rows.iter().enumerate() {
            let Some(model) = ranking.model(self.card, row) else { continue };
            match query.admits(&Seen { model, row, work: self.on(model), scores: self.scores }) {
                Some(true) => picked.rows.push(at),
                Some(false) => {}
                None => picked.unknown.push(at),
            }
        }
        picked
    }

    /// The models in these rows of a ranking by cost and score; with `efforts` a point for every effort that
    /// a model was rated at and can be billed at.
    ///
    /// # Errors
    /// [`Refused::NoScores`] and [`Refused::NothingScored`].
    pub fn frontier(
        &self,
        ranking: &Ranking,
        rows: &[usize],
        efforts: bool,
    ) -> Result<Frontier, Refused> {
        let scores = self.scores.ok_or(Refused::NoScores)?;
        let rows: Vec<_> = rows.iter().filter_map(|at| ranking.rows.get(*at)).collect();
        frontier(self.card, self.sizing, scores, &rows, efforts)
    }

    /// What caps do on a model; without any, the usual ones.
    ///
    /// # Errors
    /// [`Refused::NoBill`].
    pub fn cap(
        &self,
        model: &Model,
        caps: &[Tokens],
        answers: &mut Answers,
    ) -> Result<CapTuning, Refused> {
        let usual = if caps.is_empty() { usual_caps(model, self.on(model)) } else { Vec::new() };
        let caps = if caps.is_empty() { &usual } else { caps };
        cap_tuning(model, self.sizing, caps, answers).map_err(Refused::no_bill(model))
    }

    /// What a quota allows on a model under a cap; none where nothing bounds an answer.
    pub fn quota(
        &self,
        model: &Model,
        cap: Option<Tokens>,
        quota: Tokens,
        answers: &mut Answers,
    ) -> Option<QuotaEffect> {
        quota_effect(model, self.on(model), cap, quota, answers)
    }

    /// Models along a control.
    pub fn sweep(&self, control: Control, models: &[&Model], axis: &[u64]) -> Sweep {
        sweep(control, self.facts, models, self.sizing, axis)
    }

    /// At which value of a control a month of a model costs an amount.
    ///
    /// # Errors
    /// [`Refused::NoValue`] where it never does, [`Refused::NotANumber`] and [`Refused::DoesNothing`] where
    /// the control cannot change it, and [`Refused::NoBill`].
    pub fn solve(
        &self,
        model: &Model,
        control: Control,
        amount: Usd,
        answers: &mut Answers,
    ) -> Result<Solution, Refused> {
        let (typed, facts) = (self.sizing.typed(), self.facts);
        let month = |work: &Workload| self.month(model, work, answers);
        let found = solve_on(&model.name, typed, control, facts, amount, month)?;
        let monthly = self.costs(model, &found.on(typed, control, facts), answers)?;
        Ok(found.costing(control, amount, Band::of(monthly)))
    }

    /// What a month of a workload, made of that of the sizing by a change, costs on a model, or on what
    /// stands for the mix: at the low counts, the likeliest and the high ones.
    ///
    /// # Errors
    /// [`Refused::NoBill`], and for the mix as [`Asked::mix`], and where it has no bill.
    pub fn costs(
        &self,
        model: &Model,
        work: &Workload,
        answers: &mut Answers,
    ) -> Result<[Usd; 3], Refused> {
        if model.id == MIX_ID {
            return mix_costs_of(self.card, self.sizing, self.mix, work, answers);
        }
        costs(model, self.sizing, work, answers).map_err(Refused::no_bill(model))
    }

    /// The likeliest of [`Asked::costs`], with a number that changes where the rules of billing do.
    ///
    /// # Errors
    /// As there.
    pub(super) fn month(
        &self,
        model: &Model,
        work: &Workload,
        answers: &mut Answers,
    ) -> Result<(Usd, u64), Refused> {
        if model.id == MIX_ID {
            return mix_figures(self.card, self.sizing, self.mix, work, answers);
        }
        let own = match self.sizing.is_own() {
            true => &self.sizing.changed(model, Bound::Typical, work),
            false => work,
        };
        let figures = month_figures(model, own, answers).map_err(Refused::no_bill(model))?;
        Ok((figures.total, figures.rules))
    }

    /// What an amount a month buys of a model, everything else as it stands.
    pub fn buys(&self, model: &Model, amount: Usd, answers: &mut Answers) -> Buys {
        let mut solve = |control| self.solve(model, control, amount, answers);
        let people = self.sizing.typed().people();
        Buys {
            requests: solve(Control::Requests),
            users: people.map(|_| solve(Control::Users)),
            output: solve(Control::AnswerLength),
        }
    }

    /// Where two models cost the same.
    ///
    /// # Errors
    /// [`Refused::NoBill`] of the first that has none.
    pub fn break_even(&self, a: &Model, b: &Model) -> Result<BreakEven, Refused> {
        let mut answers = Answers::default();
        for model in [a, b] {
            month_total(model, self.on(model), &mut answers).map_err(Refused::no_bill(model))?;
        }
        break_even_within(a, b, self.sizing, &mut answers).map_err(Refused::no_bill(a))
    }

    /// Where caching pays on a model: of what is marked, or of the system prompt, since it is asked
    /// before anything is marked too.
    ///
    /// # Errors
    /// [`Refused::NoCaching`].
    pub fn caching(&self, model: &Model) -> Result<CachingBreakEven, Refused> {
        let unmarked = self.on(model).prompt.prefix().is_zero();
        let marked = |bound| {
            let mut work = self.sizing.at(model, bound).clone();
            if unmarked {
                work.prompt.set_cached(Section::System, true);
            }
            work
        };
        let work = marked(Bound::Typical);
        let of_system = unmarked && !work.prompt.prefix().is_zero();
        let even = |work: &Workload| cache_break_even(model, work, &mut Answers::default());
        let mut lifetimes = even(&work);
        if self.sizing.of(model).range.is_some() {
            let [low, high] = [Bound::Low, Bound::High].map(|bound| even(&marked(bound)));
            for (known, ends) in lifetimes.iter_mut().zip(low.iter().zip(&high)) {
                *known = known.within([ends.0, ends.1]);
            }
        }
        if lifetimes.is_empty() {
            return Err(Refused::NoCaching(model.name.clone()));
        }
        let served = served(model, &work, &mut Answers::default()).ok();
        let on_demand = served.map_or(0, |served| routes(served.prices, &work).1);
        let per_hour = on_demand as f64 / (work.active.minutes() / 60.0);
        let is_given = work.caching.hit_rate.is_some();
        let both = lifetimes.len() > 1 && !is_given;
        let hour_from = if both { hour_pays_from(model, &work) } else { None };
        let on = work.caching.on;
        Ok(CachingBreakEven { lifetimes, per_hour, hour_from, is_given, on, of_system })
    }

    /// What each realistic change would save on a model, by its place in the card. `ranking` is of
    /// the same card and sizing.
    ///
    /// # Errors
    /// [`Refused::NoBill`].
    pub fn levers(&self, ranking: &Ranking, model: usize) -> Result<Levers, Refused> {
        levers(self.card, self.sizing, ranking, model, self.today).map_err(|reason| {
            Refused::NoBill {
                model: self
                    .card
                    .models
                    .get(model)
                    .map_or(String::new(), |model| model.name.clone()),
                reason,
            }
        })
    }

    /// What a month of a model may cost where fields have a low and a high, and which of them moves it
    /// most.
    ///
    /// # Errors
    /// [`Refused::NoRanges`] and [`Refused::NoBill`].
    pub fn tornado(&self, model: &Model) -> Result<Tornado, Refused> {
        if self.sizing.typed().plans.ranges.is_empty() {
            return Err(Refused::NoRanges);
        }
        tornado(model, self.sizing, &mut Answers::default()).map_err(Refused::no_bill(model))
    }

    /// The bill of the mix, which a route without a bill leaves without a total.
    ///
    /// # Errors
    /// [`Refused::NoMix`] and [`Refused::NotOnCard`].
    pub fn mix(&self) -> Result<MixBill, Refused> {
        match self.mix.is_empty() {
            true => Err(Refused::NoMix),
            false => mix_bill(self.card, self.sizing, self.mix, &mut Answers::default()),
        }
    }

    /// How long credits last that pay for a model or, where none is named, for the mix; so many
    /// months if that is given.
    ///
    /// # Errors
    /// [`Refused::NothingToPay`] without either; [`Refused::NoBill`], [`Refused::MixUnbilled`] and
    /// [`Refused::NotOnCard`], since what has no bill is not free.
    pub fn credits(
        &self,
        model: Option<&Model>,
        credits: &Credits,
        months: Option<u32>,
    ) -> Result<Runway, Refused> {
        let mut answers = Answers::default();
        let first = self.sizing.requests();
        let Some(model) = model else {
            if self.mix.is_empty() {
                return Err(Refused::NothingToPay);
            }
            return runway(credits, first, months, |requests| {
                mix_total(self.card, self.sizing, self.mix, requests, &mut answers)
            });
        };
        let mut works = Bound::ALL.map(|it| self.sizing.at(model, it).clone());
        let sides = match self.sizing.typed().plans.ranges.is_empty() {
            true => None,
            false => Some(self.sides(model, credits, months, &mut answers)?),
        };
        let found = runway(credits, first, months, |requests| {
            works.iter_mut().for_each(|work| work.requests = requests);
            three(model, &works, &mut answers).map(Band::of).map_err(Refused::no_bill(model))
        })?;
        Ok(Runway { sides, ..found })
    }

    /// How credits end with every ranged field at its dearer side, and at its cheaper one.
    fn sides(
        &self,
        model: &Model,
        credits: &Credits,
        months: Option<u32>,
        answers: &mut Answers,
    ) -> Result<(PoolEnd, PoolEnd), Refused> {
        let monthly =
            month_total(model, self.on(model), answers).map_err(Refused::no_bill(model))?;
        let (_, sides) = tornado_of(model, self.sizing, monthly, answers);
        let mut end = |side: &Workload| {
            let mut work = self.sizing.changed(model, Bound::Typical, side);
            let found = runway(credits, side.requests, months, |requests| {
                work.requests = requests;
                month_total(model, &work, answers)
                    .map(Band::certain)
                    .map_err(Refused::no_bill(model))
            })?;
            Ok(found.end)
        };
        let [cheapest, dearest] = &sides;
        Ok((end(dearest)?, end(cheapest)?))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::card::{Builtin, Life, ModelKind};
    use crate::explore::Move;
    use crate::scenario;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(8))]
        #[test]
        fn nothing_that_has_ended_is_ever_an_answer(
            days in prop::collection::vec(-200..300_i64, 200),
            kinds in prop::collection::vec(0..20_usize, 200),
        ) {
            let mut card = Builtin::List.parse().unwrap();
            let today = card.as_of;
            for (model, (days, kind)) in card.models.iter_mut().zip(days.iter().zip(&kinds)) {
                model.end_of_life = Date::from_unix_days(today.unix_days() + days);
                model.kind = ModelKind::ALL.get(*kind).copied().unwrap_or_default();
            }
            for builtin in scenario::Builtin::ALL {
                let scenario = builtin.parse().unwrap();
                // Not the mix of the scenario itself, which names its models.
                let mix = Mix::default();
                let mut work = scenario.workload;
                work.plans.mix = mix.clone();
                let sizing = Sizing::same(work);
                let facts = Facts::default();
                let asked =
                    Asked { card: &card, sizing: &sizing, mix: &mix, facts, scores: None, today };
                let ranking = asked.rank(|model| model.is_listed(today));
                let ended = |model: &Model| matches!(model.life(today), Life::Ended { .. });
                prop_assert!(ranking.rows.iter().all(|row| !ended(&card.models[row.model.unwrap()])));
                let everything = asked.rank(|_| true);
                let least = ranking.rows.first().and_then(|row| row.total());
                for row in &everything.rows {
                    let same = ranking.rows.iter().find(|other| other.model == row.model);
                    prop_assert!(same.is_none_or(|same| same.times_cheapest == row.times_cheapest));
                    let times = row.total().zip(least).and_then(|(total, least)| total.times(least));
                    prop_assert_eq!(row.times_cheapest, times);
                    // Even when asked of the ranking that shows them, of them themselves too.
                    let Ok(found) = asked.levers(&everything, row.model.unwrap()) else { continue };
                    for lever in found.levers {
                        let named: Vec<&Model> = match &lever.change {
                            Move::Model(at) => vec![&card.models[*at]],
                            Move::Mix(mix) => {
                                mix.routes().iter().filter_map(|it| card.model(&it.model)).collect()
                            }
                            _ => Vec::new(),
                        };
                        for model in named {
                            let own = model.id == card.models[row.model.unwrap()].id;
                            let offered = model.is_lasting(today) || own && model.is_listed(today);
                            prop_assert!(offered, "{}: {}", lever.name, model.id);
                        }
                    }
                }
            }
        }
    }
}
