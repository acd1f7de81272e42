//! What is worked out of the scenario on the desk: what each model costs, and what the open view
//! answers.

use std::sync::Arc;

use super::files::SceneId;
use super::screen::Pane;
use super::table::Choice;
use super::views::View;
use crate::card::Card;
use crate::controls::Control;
use crate::explore::{
    BreakEven, Buys, CachingBreakEven, CapTuning, Frontier, Levers, MixBill, OtherLifetime,
    QuotaEffect, Ranking, Refused, Runway, Sizing, Sweep,
};
use crate::money::Tokens;
use crate::score::Scores;
use crate::workload::Workload;

/// The most models in one chart.
pub const MAX_LINES: usize = 5;

/// The figures, and what they were worked out from: while that is the same, they are up to date.
#[derive(Debug, Clone)]
pub(super) struct Figures {
    /// The workload as each model sees it.
    pub(super) sizing: Sizing,
    /// The models by cost.
    pub(super) ranking: Ranking,
    /// What the open view answers.
    pub(super) answer: Answer,
    /// What was ranked; none where nothing was yet.
    pub(super) ranked: Option<Basis>,
    /// What was asked.
    pub(super) asked: Question,
}

/// What the ranking, and which of its models are shown where, follow from.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Basis {
    /// The scenario, and its count of changes.
    pub(super) scene: (SceneId, u64),
    pub(super) card: Arc<Card>,
    pub(super) own_tokens: bool,
    pub(super) choice: Choice,
    pub(super) scores: Option<Arc<Scores>>,
    /// The count of changes of the pins.
    pub(super) pins: u64,
    /// The size of the terminal, the pane in front, and whether the screen is that of a meeting.
    pub(super) sight: ((u16, u16), Pane, bool),
}

/// What the open view answers follows from this beside the ranking: the view, the chosen control,
/// the id of the selected model, and whether scores are billed at their efforts.
pub(super) type Question = (View, Control, Option<String>, bool);

impl Figures {
    /// Those of a workload that was not ranked yet.
    pub(super) fn of(workload: &Workload) -> Self {
        Self {
            sizing: Sizing::same(workload.clone()),
            ranking: Ranking::default(),
            answer: Answer::default(),
            ranked: None,
            asked: (View::default(), Control::Requests, None, false),
        }
    }
}

/// The answer of the open view; models are told by their places in the card.
#[derive(Debug, Clone, Default)]
pub enum Answer {
    /// There is nothing to work out: the pins are read where they are.
    #[default]
    Nothing,
    /// Beside the bill itself, what the other lifetime of the cache would cost.
    Bill(Option<OtherLifetime>),
    /// Cost and cut-off share along the cap.
    Cap(Box<CapAnswer>),
    /// Costs along a control.
    WhatIf(Box<WhatIfAnswer>),
    /// Where two models cost the same, and where caching pays.
    BreakEven(Box<BreakEvenAnswer>),
    /// What would save most.
    Levers(Result<Box<Levers>, Refused>),
    /// The question is of one model, and the mix is selected.
    Refused(Refused),
    /// The bill of the mix.
    Mix(Result<Box<MixBill>, Refused>),
    /// Costs against scores.
    Frontier(Result<Box<Frontier>, Refused>),
    /// How long the credits last.
    Credits(Result<Box<Runway>, Refused>),
}

/// Cost and cut-off share along the cap.
#[derive(Debug, Clone)]
pub struct CapAnswer {
    /// The caps of the points, rising.
    pub caps: Vec<Tokens>,
    /// The selected model first, then the marked ones.
    pub models: Vec<(usize, Result<CapTuning, Refused>)>,
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
    pub found: Option<Result<BreakEven, Refused>>,
    /// Where caching pays on the selected model; none without one.
    pub caching: Option<Result<CachingBreakEven, Refused>>,
    /// What the budget buys of either model; nothing without a budget.
    pub buys: Vec<(usize, Buys)>,
}
