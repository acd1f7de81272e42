//! Bringing what is worked out up to date.

use std::sync::Arc;

use super::super::figures::Basis;
use super::super::motion::Glide;
use super::super::prompts::{Corrected, Part};
use super::super::screen::{Pane, text_viewport};
use super::super::state::State;
use super::super::table::Of;
use crate::billing::{CachePlan, MonthBill, Note};
use crate::controls::Control;
use crate::explore::{Row, Sizing};

/// The providers of whose models one is selected first: those that most users of Bedrock ask for.
const WELL_KNOWN: [&str; 3] = ["Amazon", "Anthropic", "OpenAI"];

impl State {
    /// Ranks the models anew if anything has changed that their order follows from, and works out anew
    /// what the open view answers if that, or the question, has.
    pub(in crate::app) fn settle(&mut self) {
        if let Some(area) = self.screen().and_then(|screen| screen.pane(Pane::Prompts)) {
            let (width, height) = text_viewport(area);
            for part in Part::ALL {
                self.desk.scene.editor(part).set_viewport(width, height);
            }
        }
        if self.panes.control.is_of_people() && self.workload().people().is_none() {
            self.panes.control = Control::Requests;
        }
        let basis = Basis {
            scene: (self.desk.scene.id, self.desk.scene.changes()),
            card: Arc::clone(self.prices.card()),
            own_tokens: self.own_tokens,
            choice: self.table.choice.clone(),
            scores: self.scoring.used().cloned(),
            pins: self.pins.changes(),
            sight: (self.panes.size, self.panes.front, self.panes.presenting),
        };
        let behind = self.figures.ranked.as_ref() != Some(&basis);
        if behind {
            self.rank();
            self.figures.ranked = Some(basis);
        }
        let selected = self.table.selected.clone();
        let question = (self.panes.view, self.panes.control, selected, self.panes.plotted.efforts);
        if behind || self.figures.asked != question {
            let height = self.rows_in_sight();
            self.table.keep_selection(self.prices.card(), &self.figures.ranking, height);
            self.figures.answer = self.work_out();
            self.figures.asked = question;
        }
    }

    fn rank(&mut self) {
        let moves = self.panes.presenting && self.motion;
        let places = if moves { self.places() } else { Vec::new() };
        let before =
            places.into_iter().filter_map(|(at, place)| Some((self.id_at(at)?.into(), place)));
        let before = before.collect();
        let scene = &self.desk.scene;
        let told = scene.workload().tools > 0 || scene.workload().counted_by.is_some();
        let own = self.own_tokens && (told || scene.prompts().has_text());
        let work = scene.workload().clone();
        self.figures.sizing = match own {
            true => Sizing::own(
                work,
                &Corrected { prompts: scene.prompts(), corrections: &self.corrections },
            ),
            false => Sizing::same(work),
        };
        let today = self.today();
        self.figures.ranking = self.asked().rank(|model| self.table.wants(model, today));
        let height = self.rows_in_sight();
        let picked = self.asked().picked(&self.figures.ranking, &self.table.choice.filter);
        let of = Of {
            ranking: &self.figures.ranking,
            card: self.prices.card(),
            work: self.desk.scene.workload(),
            scores: self.scoring.used().map(Arc::as_ref),
        };
        self.table.arrange(of, picked, &self.pins, height);
        self.glide = Glide::new(before, self.goals().map(|(_, id, goal)| (id, goal)));
    }

    /// Selects the model whose bill is seen first: of those in sight on which all that is asked for works and
    /// that are to stay, so that the bill says something about each control, the cheapest of [`WELL_KNOWN`]
    /// without an announced end; else the cheapest.
    pub(in crate::app) fn select_telling_model(&mut self) {
        let works = |bill: &MonthBill| {
            let cached = !self.workload().caching.on || matches!(bill.cache, CachePlan::On { .. });
            cached && !bill.notes.iter().any(Note::is_warning)
        };
        let today = self.today();
        let stays = |at: usize| self.card().models.get(at).is_some_and(|it| it.is_lasting(today));
        let height = self.rows_in_sight();
        let rows = || self.ranking().rows.iter().take(height).enumerate();
        let mut working = rows()
            .filter(|(_, row)| row.model.is_some_and(stays) && row.bill.as_ref().is_ok_and(works));
        let is_known = |row: &Row| {
            row.model.and_then(|at| self.card().models.get(at)).is_some_and(|it| {
                WELL_KNOWN.contains(&it.provider.as_str()) && it.end_of_life.is_none()
            })
        };
        let first = working.clone().find(|(_, row)| is_known(row)).or_else(|| working.next());
        let place = first.map_or(0, |(place, _)| place);
        self.table.select(self.prices.card(), &self.figures.ranking, place, height);
    }
}
