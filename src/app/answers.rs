//! What the open view answers, worked out anew with every change of the workload.

use super::figures::{Answer, BreakEvenAnswer, CapAnswer, MAX_LINES, WhatIfAnswer};
use super::state::State;
use super::views::View;
use crate::billing::Answers;
use crate::controls::{BUDGET_CONTROLS, CREDIT_CONTROLS, Control, MIX_CONTROLS};
use crate::explore::{Asked, Refused, axis, longest, other_lifetime};
use crate::money::Tokens;

/// Points of a line, enough for the dots of a wide chart.
const POINTS: usize = 120;
/// The smallest cap in the chart.
const LEAST_CAP: u64 = 16;

impl State {
    /// Works out what the open view answers.
    pub(super) fn work_out(&self) -> Answer {
        match self.panes.view {
            _ if !self.panes.shows_view(self.pins.baseline().is_some()) => Answer::Nothing,
            View::Compare | View::Replay => Answer::Nothing,
            View::Bill if self.is_mix_selected() => Answer::Mix(self.asked().mix().map(Box::new)),
            View::Cap | View::BreakEven | View::Levers if self.is_mix_selected() => {
                Answer::Refused(Refused::OneModel)
            }
            View::Bill => Answer::Bill(
                self.selected()
                    .and_then(|(model, _)| other_lifetime(model, self.sizing().of(model).expected)),
            ),
            View::Cap => self.cap_answer(),
            View::WhatIf => self.what_if_answer(),
            View::BreakEven => self.break_even_answer(),
            View::Levers => self.levers_answer(),
            View::Mix => Answer::Mix(self.asked().mix().map(Box::new)),
            View::Credits => self.credits_answer(),
            View::Frontier => {
                let (rows, efforts) = (self.table.rows(), self.panes.plotted.efforts);
                let found = self.asked().frontier(self.ranking(), rows, efforts);
                Answer::Frontier(found.map(Box::new))
            }
        }
    }

    /// Whether the mix is what is selected in the ranking.
    pub fn is_mix_selected(&self) -> bool {
        self.selected_row().is_some_and(|row| row.model.is_none())
    }

    /// The models in a chart: the selected one, then the marked ones by their cost.
    fn lines(&self) -> Vec<usize> {
        let selected = self.selected_row().and_then(|row| row.model);
        let marked = self.ranking().rows.iter().filter_map(|row| row.model).filter(|at| {
            let model = self.card().models.get(*at);
            model.is_some_and(|model| self.table.choice.marked.contains(&model.id))
        });
        let mut lines: Vec<usize> = selected.into_iter().collect();
        lines.extend(marked.filter(|at| Some(*at) != selected));
        lines.truncate(MAX_LINES);
        lines
    }

    /// What questions are asked of.
    pub fn asked(&self) -> Asked<'_> {
        Asked {
            card: self.card(),
            sizing: self.sizing(),
            mix: &self.workload().plans.mix,
            facts: self.facts(),
            scores: self.scores(),
            today: self.today(),
        }
    }

    fn cap_answer(&self) -> Answer {
        let work = self.workload();
        // As far as answers go, and as the cap does.
        let asked = self.asked();
        let lines = self.lines();
        let models = lines.iter().filter_map(|at| asked.card.models.get(*at));
        let longest = models.map(|model| longest(model, work).get()).max().unwrap_or_default();
        let longest = longest.max(1_024) * 2;
        let most = longest.max(work.answer.cap.map_or(0, Tokens::get));
        let Some(scale) = Control::Cap.scale() else {
            return Answer::Nothing;
        };
        let spaced = scale.spaced(LEAST_CAP, most.next_power_of_two(), POINTS);
        let caps: Vec<Tokens> = spaced.into_iter().map(Tokens::new).collect();
        let mut answers = Answers::default();
        let models: Vec<_> = lines
            .into_iter()
            .filter_map(|at| {
                let model = asked.card.models.get(at)?;
                Some((at, asked.cap(model, &caps, &mut answers)))
            })
            .collect();
        let quota = work.plans.quota.and_then(|quota| {
            let model = asked.card.models.get(models.first()?.0)?;
            let mut effect = |cap| asked.quota(model, cap, quota, &mut answers);
            Some((effect(asked.on(model).answer.cap), effect(None)))
        });
        Answer::Cap(Box::new(CapAnswer { caps, models, quota }))
    }

    /// The control on the axis of the what-if view: the chosen one, if it is a number.
    pub fn what_if_control(&self) -> Control {
        match axis(self.panes.control, None, None, 2) {
            Some(_) => self.panes.control,
            None => Control::Requests,
        }
    }

    fn what_if_answer(&self) -> Answer {
        let control = self.what_if_control();
        let Some(axis) = axis(control, None, None, POINTS) else {
            return Answer::Nothing;
        };
        let card = self.card();
        let models = self.lines();
        let listed: Vec<_> = models.iter().filter_map(|at| card.models.get(*at)).collect();
        let sweep = self.asked().sweep(control, &listed, &axis);
        Answer::WhatIf(Box::new(WhatIfAnswer { control, models, sweep }))
    }

    /// The model that the selected one is held against: the first marked other one, or its
    /// neighbour among the models to choose from.
    fn rival(&self) -> Option<usize> {
        let lines = self.lines();
        if let Some(marked) = lines.get(1) {
            return Some(*marked);
        }
        let today = self.today();
        let rows = &self.ranking().rows;
        let at = rows.iter().position(|row| row.model.as_ref() == lines.first())?;
        let (before, after) = (&rows[..at], &rows[at + 1..]);
        let listed = |at: &usize| self.card().models.get(*at).is_some_and(|it| it.is_listed(today));
        before.iter().rev().chain(after).filter_map(|row| row.model).find(listed)
    }

    fn break_even_answer(&self) -> Answer {
        let asked = self.asked();
        let selected = self.selected_row().and_then(|row| row.model);
        let pair = selected.zip(self.rival());
        let model = |at: usize| asked.card.models.get(at);
        let both = pair.and_then(|(a, b)| model(a).zip(model(b)));
        let budget = self.workload().plans.budget;
        let answers = &mut Answers::default();
        let of = selected.into_iter().chain(pair.map(|(_, rival)| rival));
        let buys = of.filter_map(|at| Some((at, asked.buys(model(at)?, budget?, answers))));
        let buys = buys.collect();
        Answer::BreakEven(Box::new(BreakEvenAnswer {
            pair,
            found: both.map(|(a, b)| asked.break_even(a, b)),
            caching: selected.and_then(model).map(|model| asked.caching(model)),
            buys,
        }))
    }

    fn levers_answer(&self) -> Answer {
        let Some(at) = self.selected_row().and_then(|row| row.model) else {
            return Answer::Nothing;
        };
        Answer::Levers(self.asked().levers(self.ranking(), at).map(Box::new))
    }

    /// Credits pay for the mix where there is one, else for the selected model.
    fn credits_answer(&self) -> Answer {
        let plans = &self.workload().plans;
        let model = self.selected().map(|(model, _)| model).filter(|_| plans.mix.is_empty());
        Answer::Credits(self.asked().credits(model, &plans.credits, None).map(Box::new))
    }

    /// The controls that the open view has rows for.
    pub fn view_controls(&self) -> Vec<Control> {
        match self.panes.view {
            View::Cap => vec![Control::Cap, Control::Quota],
            View::WhatIf => vec![self.what_if_control()],
            View::Mix => {
                let routes = self.workload().plans.mix.routes().len() as u8;
                let shares = (0..routes).map(Control::Route);
                let run = if routes > 1 { MIX_CONTROLS } else { &[] };
                shares.chain(run.iter().copied()).collect()
            }
            View::Credits => CREDIT_CONTROLS.to_vec(),
            View::BreakEven => BUDGET_CONTROLS.to_vec(),
            View::Bill | View::Levers | View::Compare | View::Frontier | View::Replay => Vec::new(),
        }
    }

    /// The row of the open view that is chosen.
    pub const fn view_row(&self) -> usize {
        self.panes.view_row
    }

    /// The control of the open view that is chosen.
    pub fn view_control(&self) -> Option<Control> {
        let controls = self.view_controls();
        let last = controls.len().checked_sub(1)?;
        controls.get(self.panes.view_row.min(last)).copied()
    }
}
