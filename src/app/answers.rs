//! What the open view answers, worked out anew with every change of the workload.

use super::state::State;
use super::views::View;
use crate::billing::{Answers, Unavailable, month_total};
use crate::controls::{CREDIT_CONTROLS, Control};
use crate::explore::{
    BreakEven, CacheBreakEven, CapTuning, Levers, MixBill, QuotaEffect, Runway, Sweep, axis,
    break_even, cache_break_even, cap_tuning, levers, mix_bill, mix_total, quota_effect, runway,
    sweep,
};
use crate::money::{Tokens, Usd};
use crate::workload::Workload;

/// The most models in one chart.
pub const MAX_LINES: usize = 5;
/// Points of a line, enough for the dots of a wide chart.
const POINTS: usize = 120;
/// The smallest cap in the chart.
const LEAST_CAP: u64 = 16;

/// The answer of the open view; models are told by their places in the card.
#[derive(Debug, Clone, Default)]
pub enum Answer {
    /// There is nothing to work out: the bill and the pins are read where they are.
    #[default]
    Nothing,
    /// Cost and cut-off share along the cap.
    Cap(Box<CapAnswer>),
    /// Costs along a control.
    WhatIf(Box<WhatIfAnswer>),
    /// Where two models cost the same, and where caching pays.
    BreakEven(Box<BreakEvenAnswer>),
    /// What would save most.
    Levers(Result<Box<Levers>, Unavailable>),
    /// The bill of the mix; none without one, and where a model of it is not on the card.
    Mix(Option<Box<MixBill>>),
    /// How long the credits last.
    Credits(Box<Runway>),
}

/// Cost and cut-off share along the cap.
#[derive(Debug, Clone)]
pub struct CapAnswer {
    /// The caps of the points, rising.
    pub caps: Vec<Tokens>,
    /// The selected model first, then the marked ones.
    pub models: Vec<(usize, Result<CapTuning, Unavailable>)>,
    /// What the quota allows with the present cap and without one, where there is a quota.
    pub quota: Option<(Option<QuotaEffect>, Option<QuotaEffect>)>,
}

/// Costs along a control.
#[derive(Debug, Clone)]
pub struct WhatIfAnswer {
    /// The control on the axis.
    pub control: Control,
    /// The selected model first, then the marked ones.
    pub models: Vec<usize>,
    /// Their costs and crossings.
    pub sweep: Sweep,
}

/// Where two models cost the same, and where caching pays.
#[derive(Debug, Clone)]
pub struct BreakEvenAnswer {
    /// The selected model and the one it is held against; none without a second model.
    pub pair: Option<(usize, usize)>,
    /// Where these cost the same.
    pub found: Option<Result<BreakEven, Unavailable>>,
    /// Where caching pays on the selected model.
    pub caching: Vec<CacheBreakEven>,
}

impl State {
    /// What the open view answers.
    pub const fn answer(&self) -> &Answer {
        &self.answer
    }

    /// Works out what the open view answers.
    pub(super) fn settle_answer(&mut self) {
        self.answer = match self.view {
            _ if !self.sees_answer() => Answer::Nothing,
            View::Bill | View::Compare | View::Replay => Answer::Nothing,
            View::Cap => self.cap_answer(),
            View::WhatIf => self.what_if_answer(),
            View::BreakEven => self.break_even_answer(),
            View::Levers => self.levers_answer(),
            View::Mix => self.mix_answer(),
            View::Credits => self.credits_answer(),
        };
    }

    /// Whether the pane of the views is in sight.
    fn sees_answer(&self) -> bool {
        !self.presenting
            && self
                .screen()
                .is_some_and(|screen| screen.pane(super::screen::Pane::Detail).is_some())
    }

    /// The models in a chart: the selected one, then the marked ones by their cost.
    fn lines(&self) -> Vec<usize> {
        let selected = self.selected_row().map(|row| row.model);
        let marked = self.ranking.rows.iter().map(|row| row.model).filter(|at| {
            let model = self.card().models.get(*at);
            model.is_some_and(|model| self.table.marked.contains(&model.id))
        });
        let mut lines: Vec<usize> = selected.into_iter().collect();
        lines.extend(marked.filter(|at| Some(*at) != selected));
        lines.truncate(MAX_LINES);
        lines
    }

    fn cap_answer(&self) -> Answer {
        let work = &self.scene.workload;
        // As far as answers go, and as the cap does.
        let longest = work.answer.quantile(0.999).get().max(1_024) * 2;
        let most = longest.max(work.answer.cap.map_or(0, Tokens::get));
        let Some(scale) = Control::Cap.scale() else {
            return Answer::Nothing;
        };
        let spaced = scale.spaced(LEAST_CAP, most.next_power_of_two(), POINTS);
        let caps: Vec<Tokens> = spaced.into_iter().map(Tokens::new).collect();
        let card = self.card();
        let mut answers = Answers::default();
        let models: Vec<_> = self
            .lines()
            .into_iter()
            .filter_map(|at| {
                let model = card.models.get(at)?;
                let sized = self.sizing.of(model).expected;
                Some((at, cap_tuning(model, sized, &caps, &mut answers)))
            })
            .collect();
        let quota = work.plans.quota.and_then(|quota| {
            let model = card.models.get(models.first()?.0)?;
            let sized = self.sizing.of(model).expected;
            let mut effect = |cap| quota_effect(model, sized, cap, quota, &mut answers);
            Some((effect(sized.answer.cap), effect(None)))
        });
        Answer::Cap(Box::new(CapAnswer { caps, models, quota }))
    }

    /// The control on the axis of the what-if view: the chosen one, if it is a number.
    pub fn what_if_control(&self) -> Control {
        match axis(self.control, None, None, 2) {
            Some(_) => self.control,
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
        let sweep = sweep(control, self.facts(), &listed, &self.sizing, &axis);
        Answer::WhatIf(Box::new(WhatIfAnswer { control, models, sweep }))
    }

    /// The model that the selected one is held against: the first marked other one, or its
    /// neighbour in the ranking.
    fn rival(&self) -> Option<usize> {
        let lines = self.lines();
        if let Some(marked) = lines.get(1) {
            return Some(*marked);
        }
        let rows = &self.ranking.rows;
        let at = rows.iter().position(|row| Some(&row.model) == lines.first())?;
        let before = at.checked_sub(1).and_then(|at| rows.get(at));
        before.or(rows.get(at + 1)).map(|row| row.model)
    }

    fn break_even_answer(&self) -> Answer {
        let card = self.card();
        let mut answers = Answers::default();
        let selected = self.selected_row().map(|row| row.model);
        let pair = selected.zip(self.rival());
        let contestant = |at: usize| {
            let model = card.models.get(at)?;
            Some((model, self.sizing.of(model).expected))
        };
        let found = pair.and_then(|(a, b)| {
            let (a, b) = contestant(a).zip(contestant(b))?;
            Some(break_even(a, b, &mut answers))
        });
        let caching = selected.and_then(contestant).map(|(model, work)| {
            let mut work = work.clone();
            if work.prompt.prefix().is_zero() {
                // Asked of what could be cached, even before anything is marked.
                work.prompt.set_cached(crate::workload::Section::System, true);
            }
            cache_break_even(model, &work, &mut answers)
        });
        Answer::BreakEven(Box::new(BreakEvenAnswer {
            pair,
            found,
            caching: caching.unwrap_or_default(),
        }))
    }

    fn levers_answer(&self) -> Answer {
        let Some(at) = self.selected_row().map(|row| row.model) else {
            return Answer::Nothing;
        };
        let found = levers(self.card(), &self.sizing, &self.ranking, at);
        Answer::Levers(found.map(Box::new))
    }

    fn mix_answer(&self) -> Answer {
        let mix = &self.scene.workload.plans.mix;
        let bill = mix_bill(self.card(), &self.sizing, mix, &mut Answers::default());
        Answer::Mix(bill.ok().filter(|_| !mix.is_empty()).map(Box::new))
    }

    /// What a month with so many requests costs: of the mix where there is one, else on the
    /// selected model.
    fn month_of(&self, requests: u64) -> Usd {
        let mix = &self.scene.workload.plans.mix;
        if !mix.is_empty() {
            let sizing = self.sizing.clone().with_requests(requests);
            let total = mix_total(self.card(), &sizing, mix, &mut Answers::default());
            return total.unwrap_or_default();
        }
        let Some((model, _)) = self.selected() else {
            return Usd::ZERO;
        };
        let work = Workload { requests, ..self.sizing.of(model).expected.clone() };
        month_total(model, &work, &mut Answers::default()).unwrap_or_default()
    }

    fn credits_answer(&self) -> Answer {
        let credits = &self.scene.workload.plans.credits;
        let found =
            runway(credits, self.scene.workload.requests, None, |requests| self.month_of(requests));
        Answer::Credits(Box::new(found))
    }

    /// The controls that the open view has rows for.
    pub fn view_controls(&self) -> Vec<Control> {
        match self.view {
            View::Cap => vec![Control::Cap, Control::Quota],
            View::WhatIf => vec![self.what_if_control()],
            View::Mix => {
                let routes = self.scene.workload.plans.mix.routes().len() as u8;
                (0..routes).map(Control::Route).collect()
            }
            View::Credits => CREDIT_CONTROLS.iter().map(|spec| spec.control).collect(),
            View::Bill | View::BreakEven | View::Levers | View::Compare | View::Replay => {
                Vec::new()
            }
        }
    }

    /// The row of the open view that is chosen.
    pub const fn view_row(&self) -> usize {
        self.view_row
    }

    /// The control of the open view that is chosen.
    pub fn view_control(&self) -> Option<Control> {
        let controls = self.view_controls();
        let last = controls.len().checked_sub(1)?;
        controls.get(self.view_row.min(last)).copied()
    }
}
