//! What the keys do in each view beside the ranking.

use std::sync::Arc;

use super::super::action::Action;
use super::super::boxes::Entry;
use super::super::figures::Answer;
use super::super::frontier::Way;
use super::super::message::Pointer;
use super::super::prompts::Part;
use super::super::state::State;
use super::super::views::View;
use crate::controls::{Control, Step, listed};
use crate::explore::{MIX_ID, Move, POOLS, axis};
use crate::money::{Share, Tokens};
use crate::score::Scores;
use crate::usage::Traffic;
use crate::workload::{MAX_ROUTES, Mix, MixRoute};

impl State {
    /// The view before or after, round and round.
    pub(super) fn step_view(&mut self, forward: bool) {
        let views = self.views();
        let at = views.iter().position(|view| *view == self.panes.view);
        let step = if forward { 1 } else { views.len() - 1 };
        self.show_view(views[(at.unwrap_or(0) + step) % views.len()]);
    }

    /// Selects the chosen model of the replay in the ranking.
    fn select_replayed(&mut self) {
        let chosen =
            self.traffic.as_ref().and_then(|traffic| traffic.models.get(self.panes.view_row));
        if let Some(model) = chosen {
            self.table.selected = Some(model.id.clone());
        }
    }

    /// Selects the model that has the most of the traffic, in its view and in the ranking.
    pub(in crate::app) fn select_busiest(&mut self) {
        if let Some(at) = self.traffic.as_ref().and_then(Traffic::busiest) {
            self.panes.view_row = at;
            self.select_replayed();
        }
    }

    /// Opens a view and gives it the keys.
    pub(super) fn show_view(&mut self, view: View) {
        if !self.views().contains(&view) {
            self.say("There is no log to replay: start with --usage LOG");
            return;
        }
        self.panes.view = view;
        self.panes.detail_scroll = 0;
        let busiest = self.traffic.as_ref().filter(|_| view == View::Replay);
        self.panes.view_row = busiest.and_then(Traffic::busiest).unwrap_or(0);
        self.panes.plotted.point = None;
        self.give_keys(super::super::screen::Pane::Detail);
    }

    /// The row above or below.
    pub(super) fn step_in_view(&mut self, rows: isize) {
        let last = match self.panes.view {
            View::Bill | View::BreakEven => {
                let scroll = self.panes.detail_scroll.saturating_add_signed(rows as i16);
                self.panes.detail_scroll = scroll.min(100);
                return;
            }
            View::Compare => {
                self.step_selection(rows);
                return;
            }
            View::WhatIf => {
                self.step_axis(rows);
                return;
            }
            View::Frontier => {
                self.step_point(Way::Better(rows < 0), rows.unsigned_abs());
                return;
            }
            View::Levers => match self.answer() {
                Answer::Levers(Ok(levers)) => levers.levers.len(),
                _ => 0,
            },
            View::Replay => self.traffic.as_ref().map_or(0, |traffic| traffic.models.len()),
            View::Cap | View::Mix | View::Credits => self.view_controls().len(),
        };
        self.desk.scene.end_gesture();
        let row = self.panes.view_row.saturating_add_signed(rows);
        self.panes.view_row = row.min(last.saturating_sub(1));
    }

    /// The next control that can stand on the axis of the what-if view.
    fn step_axis(&mut self, rows: isize) {
        let offered: Vec<Control> =
            listed(self.workload()).filter(|it| axis(*it, None, None, 2).is_some()).collect();
        let now = self.what_if_control();
        let at = offered.iter().position(|control| *control == now);
        let next = at.unwrap_or(0).saturating_add_signed(rows);
        if let Some(control) = offered.get(next.min(offered.len().saturating_sub(1))) {
            self.desk.scene.end_gesture();
            self.panes.control = *control;
        }
    }

    /// What lies to the left or right.
    pub(super) fn adjust_in_view(&mut self, step: Step) {
        let right = matches!(step, Step::More | Step::MuchMore);
        if self.panes.view == View::Compare {
            self.step_pin(if right { 1 } else { -1 });
        } else if self.panes.view == View::Frontier {
            let far = matches!(step, Step::MuchLess | Step::MuchMore);
            self.step_point(Way::Dearer(right), if far { 10 } else { 1 });
        } else if let Some(control) = self.view_control() {
            self.step_control(control, step);
        }
    }

    /// The least or the greatest value, or the first or last row.
    pub(super) fn go_to_end_in_view(&mut self, last: bool) {
        match (self.panes.view, self.view_control()) {
            (View::Compare | View::Levers | View::Replay, _) => {
                self.step_in_view(if last { isize::MAX } else { isize::MIN + 1 });
            }
            (View::Frontier, _) => self.step_point(Way::Dearer(last), usize::MAX),
            (_, Some(control)) => self.set_control(control, control.end(last)),
            (_, None) => self.panes.detail_scroll = if last { 100 } else { 0 },
        }
    }

    /// Takes what is chosen.
    pub(super) fn enter_view(&mut self) {
        match self.panes.view {
            View::Compare => self.hold_against_pin(),
            View::Levers => self.apply_lever(self.panes.view_row),
            View::Bill => {}
            View::Replay => self.select_replayed(),
            View::Frontier => self.select_point(),
            View::Cap | View::WhatIf | View::BreakEven | View::Mix | View::Credits => {
                match self.view_control() {
                    Some(Control::Cascade) => self.toggle(Control::Cascade),
                    Some(control) => self.begin_typing(Entry::Value(control)),
                    None => {}
                }
            }
        }
    }

    /// The other thing that can be done with what is chosen.
    pub(super) fn toggle_in_view(&mut self) {
        match self.panes.view {
            View::Compare => self.go_back_to_pin(),
            View::Mix => match self.view_control() {
                Some(control @ (Control::Cascade | Control::Judge)) => self.toggle(control),
                _ => self.add_route(),
            },
            View::Credits => self.next_pool(),
            View::Frontier => {
                self.panes.plotted.only_frontier = !self.panes.plotted.only_frontier;
            }
            View::Cap | View::BreakEven => {
                if let Some(control) = self.view_control() {
                    self.toggle(control);
                }
            }
            View::Bill | View::WhatIf | View::Levers | View::Replay => {}
        }
    }

    /// Takes out what is chosen.
    pub(super) fn remove_in_view(&mut self) {
        match self.panes.view {
            View::Compare => self.drop_pin(),
            View::Mix => self.drop_route(),
            View::Cap | View::BreakEven | View::Credits => {
                if let Some(control) = self.view_control().filter(|control| control.has_none()) {
                    self.desk.scene.end_gesture();
                    self.set_control(control, None);
                }
            }
            View::Bill | View::WhatIf | View::Levers | View::Frontier | View::Replay => {}
        }
    }

    /// Goes to another point of the frontier's view.
    fn step_point(&mut self, way: Way, steps: usize) {
        self.settle();
        let Answer::Frontier(Ok(found)) = self.answer() else { return };
        if let Some(at) = self.frontier_next(found, way, steps) {
            self.choose_point(at);
        }
    }

    /// Chooses the point at a place.
    pub(super) fn choose_point(&mut self, at: usize) {
        let Answer::Frontier(Ok(found)) = self.answer() else { return };
        let Some(point) = found.points.get(at) else { return };
        let id = self.card().models.get(point.model).map(|model| model.id.clone());
        self.panes.plotted.point = id.map(|id| (id, point.effort));
    }

    /// Selects the model of the chosen point in the ranking.
    pub(super) fn select_point(&mut self) {
        if let Some((model, _)) = &self.panes.plotted.point {
            self.table.selected = Some(model.clone());
        }
    }

    /// Bills each score at the effort that it was rated at, or as asked.
    pub(super) fn flip_efforts(&mut self) {
        if self.panes.view != View::Frontier {
            return;
        }
        let tells = self.scores().is_some_and(Scores::has_efforts);
        self.panes.plotted.efforts = tells && !self.panes.plotted.efforts;
        self.say(match (tells, self.panes.plotted.efforts) {
            (false, _) => "These scores name no effort",
            (true, true) => "Each score is billed at the effort that it was rated at",
            (true, false) => "Every model is billed at the effort that is asked of it",
        });
    }

    /// Moves what a chart's axis stands for to where the mouse is.
    pub(super) fn slide_chart(&mut self, pointer: Pointer) {
        let span = f64::from(pointer.width.max(2) - 1);
        let place = (f64::from(pointer.column) / span).clamp(0.0, 1.0);
        match self.answer() {
            Answer::Cap(answer) => {
                let (Some(least), Some(most)) = (answer.caps.first(), answer.caps.last()) else {
                    return;
                };
                let (least, most) = (least.get() as f64, most.get() as f64);
                let cap = (least * (most / least).powf(place)).round() as u64;
                let value = (place < 0.995).then(|| round_two_digits(cap));
                self.set_control(Control::Cap, value);
            }
            Answer::WhatIf(answer) => {
                let control = answer.control;
                self.set_control(control, control.at(place));
            }
            _ => {}
        }
    }

    /// Makes the change of a lever; undo takes it back.
    pub(super) fn apply_lever(&mut self, row: usize) {
        let Answer::Levers(Ok(found)) = self.answer() else {
            return;
        };
        let Some(lever) = found.levers.get(row).cloned() else {
            return;
        };
        match &lever.change {
            Move::Model(at) => {
                let card = Arc::clone(self.prices.card());
                if let Some(model) = card.models.get(*at) {
                    self.table.selected = Some(model.id.clone());
                    self.say(format!("{} is selected", model.name));
                }
                return;
            }
            Move::Trim(section, _) if self.is_text(Part::Prompt(*section)) => {
                let (part, key) = (section.label(), self.key_of(Action::Costly));
                self.say(format!("{part} is text: {key} shows what costs most in it"));
                return;
            }
            Move::Mix(_) => {
                self.select_mix();
                self.show_view(View::Mix);
            }
            _ => {}
        }
        self.desk.scene.change(None, |work| lever.change.apply(work));
        self.say(format!("{}: {} takes it back", lever.name, self.key_of(Action::Undo)));
    }

    /// Selects the mix; undo goes back to the model that is selected.
    pub(super) fn select_mix(&mut self) {
        let before = self.table.selected.replace(MIX_ID.to_owned());
        if let Some(model) = before.filter(|id| id != MIX_ID) {
            self.table.behind = Some(model);
        }
    }

    fn is_text(&self, part: Part) -> bool {
        !self.prompts().text(part).editor.is_empty()
    }

    /// Adds the selected model to the mix: all of it at first, then a fifth.
    fn add_route(&mut self) {
        let Some((model, _)) = self.selected() else {
            return;
        };
        if model.id == MIX_ID {
            self.say("A mix is of models: select one in the ranking".to_owned());
            return;
        }
        let (id, name) = (model.id.clone(), model.name.clone());
        let mix = self.workload().plans.mix.clone();
        let routes = mix.routes();
        if routes.iter().any(|route| *route.model == *id) {
            self.say(format!("{name} is in the mix: choose another model in the ranking"));
            return;
        }
        if routes.len() == MAX_ROUTES {
            let key = self.key_of(Action::Remove);
            self.say(format!("A mix has at most {MAX_ROUTES} models: {key} takes one out"));
            return;
        }
        let first = routes.is_empty();
        let mut next = routes.to_vec();
        next.push(MixRoute {
            model: id.into(),
            share: if first { Share::ONE } else { Share::ZERO },
            answer: None,
            cap: None,
        });
        let at = next.len() - 1;
        // Shares add up to one: the new route has none yet.
        if let Ok(grown) = Mix::new(next) {
            let share = if first { Share::ONE } else { FIRST_SHARE };
            let mix = mix.with_routes_of(&grown.with_share(at, share));
            self.desk
                .scene
                .change(None, |work| work.plans.mix = work.plans.mix.with_routes_of(&mix));
            self.panes.view_row = at;
        }
    }

    /// Takes the chosen route out; the others keep their proportions.
    fn drop_route(&mut self) {
        let mix = &self.workload().plans.mix;
        let at = self.panes.view_row.min(mix.routes().len().saturating_sub(1));
        if mix.routes().is_empty() {
            return;
        }
        let emptied = mix.with_share(at, Share::ZERO);
        let mut left = emptied.routes().to_vec();
        left.remove(at);
        if let Ok(mix) = Mix::new(left).or_else(|_| Mix::new(Vec::new())) {
            self.desk
                .scene
                .change(None, |work| work.plans.mix = work.plans.mix.with_routes_of(&mix));
            self.panes.view_row = at.saturating_sub(1);
        }
    }

    /// Begins typing the chosen route's own answer length or cap.
    pub(super) fn type_of_route(&mut self, cap: bool) {
        let routes = self.workload().plans.mix.routes().len();
        if self.panes.view == View::Mix && routes > 0 {
            let at = self.panes.view_row.min(routes - 1);
            self.begin_typing(if cap { Entry::RouteCap(at) } else { Entry::RouteAnswer(at) });
        }
    }

    /// Sets a route's own answer length or cap; none is the workload's.
    pub(super) fn set_route(&mut self, at: usize, cap: bool, value: Option<Tokens>) {
        let mut routes = self.workload().plans.mix.routes().to_vec();
        if let Some(route) = routes.get_mut(at) {
            if cap {
                route.cap = value;
            } else {
                route.answer = value;
            }
        }
        if let Ok(mix) = Mix::new(routes) {
            self.desk
                .scene
                .change(None, |work| work.plans.mix = work.plans.mix.with_routes_of(&mix));
        }
    }

    /// The next of the pools that AWS gives, then none.
    fn next_pool(&mut self) {
        let now = self.workload().plans.credits.pool;
        let next = match POOLS.iter().position(|pool| pool.size == now) {
            None => POOLS.first(),
            Some(at) => POOLS.get(at + 1),
        };
        let size = next.map(|pool| pool.size).unwrap_or_default();
        self.desk.scene.change(None, |work| work.plans.credits.pool = size);
        self.say(next.map_or("No credits".to_owned(), |pool| pool.label.to_owned()));
    }
}

/// The share that a model gets when it joins a mix.
const FIRST_SHARE: Share = Share::from_ppm(200_000);

/// The nearest number of two significant digits: dragging lands on round caps.
fn round_two_digits(number: u64) -> u64 {
    let unit = 10u64.pow(number.max(1).ilog10().saturating_sub(1));
    (number + unit / 2) / unit * unit
}
