//! The view of the frontier: which of its points are in sight, and which is chosen.

use super::state::State;
use crate::explore::{Frontier, FrontierPoint};

/// Which way to another point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// The next dearer one, or cheaper where false.
    Dearer(bool),
    /// The next better one, or worse where false.
    Better(bool),
}

impl State {
    /// Whether each score is billed at the effort that it was rated at.
    pub const fn shows_efforts(&self) -> bool {
        self.panes.plotted.efforts
    }

    /// Whether only the frontier is in sight.
    pub const fn shows_only_frontier(&self) -> bool {
        self.panes.plotted.only_frontier
    }

    /// The places of the points in sight, in rising order of cost.
    pub fn frontier_shown(&self, found: &Frontier) -> Vec<usize> {
        let chosen = self.frontier_at(found);
        let is_shown = |(at, point): &(usize, &FrontierPoint)| {
            point.is_on || !self.panes.plotted.only_frontier || Some(*at) == chosen
        };
        found.points.iter().enumerate().filter(is_shown).map(|(at, _)| at).collect()
    }

    /// The place of the chosen point: the one that keys have gone to, else that of the selected model, which is
    /// on the frontier if one of its points is; none where it has none.
    pub fn frontier_at(&self, found: &Frontier) -> Option<usize> {
        let id =
            |point: &FrontierPoint| self.card().models.get(point.model).map(|it| it.id.as_str());
        let chosen = self.panes.plotted.point.as_ref().and_then(|(model, effort)| {
            let is_it = |point: &FrontierPoint| {
                id(point) == Some(model.as_str()) && point.effort == *effort
            };
            found.points.iter().position(is_it)
        });
        let selected = || {
            let of = |on: bool| {
                let is_it = |point: &FrontierPoint| {
                    point.is_on >= on && id(point) == self.table().selected.as_deref()
                };
                found.points.iter().position(is_it)
            };
            of(true).or_else(|| of(false))
        };
        chosen.or_else(selected)
    }

    /// The point that lies a way from the chosen one, among those in sight; the last one that way where there
    /// is none further.
    pub(super) fn frontier_next(&self, found: &Frontier, way: Way, steps: usize) -> Option<usize> {
        let mut order = self.frontier_shown(found);
        let forward = match way {
            Way::Dearer(forward) => forward,
            Way::Better(forward) => {
                order.sort_by_key(|at| found.points.get(*at).map(|point| point.score));
                forward
            }
        };
        let Some(now) = self.frontier_at(found) else {
            return found.steps.first().map(|step| step.point);
        };
        let at = order.iter().position(|at| *at == now)?;
        let next = if forward { at.saturating_add(steps) } else { at.saturating_sub(steps) };
        order.get(next.min(order.len() - 1)).copied()
    }
}
