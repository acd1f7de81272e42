//! Which panes are in sight, which has the keys, and what is chosen in them.

use super::message::Target;
use super::screen::{self, Pane, Screen, Stage};
use super::views::View;
use crate::controls::{self, Control};
use crate::effort::Effort;

/// What is chosen in the view of the frontier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plotted {
    /// Whether each score is billed at the effort that it was rated at: a point an effort.
    pub(super) efforts: bool,
    /// Whether only the frontier is in sight.
    pub(super) only_frontier: bool,
    /// The chosen point, by its model's id and effort; none is that of the selected model.
    pub(super) point: Option<(String, Option<Effort>)>,
}

/// The panes, on a screen of some size.
#[derive(Debug, Clone)]
pub(super) struct Panes {
    /// Columns and rows of the terminal.
    pub(super) size: (u16, u16),
    /// The pane that has the keys.
    pub(super) focus: Pane,
    /// The pane that is shown where only one beside the ranking has room.
    pub(super) front: Pane,
    /// Whether the screen is that of a meeting.
    pub(super) presenting: bool,
    /// Whether the open part of the prompt is edited, rather than only read.
    pub(super) editing: bool,
    /// The control that has the keys when the workload has.
    pub(super) control: Control,
    /// The view beside the ranking.
    pub(super) view: View,
    /// The row of the view that is chosen.
    pub(super) view_row: usize,
    /// What is chosen in the view of the frontier.
    pub(super) plotted: Plotted,
    /// The place of the pin that is chosen in the view of the pins.
    pub(super) pin_at: usize,
    /// How far the view is scrolled, in rows.
    pub(super) detail_scroll: u16,
    /// What the mouse button was pressed on, while it is held.
    pub(super) grabbed: Option<Target>,
}

impl Panes {
    pub(super) const fn new(size: (u16, u16), presenting: bool, view: View) -> Self {
        Self {
            size,
            focus: Pane::Workload,
            front: Pane::Workload,
            presenting,
            editing: false,
            control: Control::Requests,
            view,
            view_row: 0,
            plotted: Plotted { efforts: false, only_frontier: false, point: None },
            pin_at: 0,
            detail_scroll: 0,
            grabbed: None,
        }
    }

    /// Gives the keys to a pane and brings it into sight.
    pub(super) fn give_keys(&mut self, pane: Pane) {
        if matches!(pane, Pane::Prompts | Pane::Detail) {
            // Not on the screen of a meeting.
            self.presenting = false;
        }
        self.editing &= pane == Pane::Prompts && self.focus == pane;
        self.focus = pane;
        if pane != Pane::Ranking {
            self.front = pane;
        }
    }

    /// Where everything is, with a scenario pinned or without; none if the terminal is too small.
    pub(super) fn screen(&self, pinned: bool) -> Option<Screen> {
        let wanted = screen::Wanted {
            front: self.front,
            controls: controls::rows_with_headings() + 4,
            difference: pinned,
            reads: self.focus == Pane::Prompts,
        };
        screen::arrange(self.size.0, self.size.1, wanted)
    }

    /// Where things are on the screen of a meeting; none if the terminal is too small.
    pub(super) fn stage(&self, pinned: bool) -> Option<Stage> {
        screen::stage(self.size.0, self.size.1, pinned)
    }

    /// The rows of models that are in sight.
    pub(super) fn rows_in_sight(&self, pinned: bool) -> usize {
        if self.presenting {
            let stage = self.stage(pinned).map(|stage| stage.models());
            return stage.map_or(0, usize::from);
        }
        self.screen(pinned)
            .and_then(|screen| screen.pane(Pane::Ranking))
            .map_or(0, |area| usize::from(area.height.saturating_sub(3)))
    }

    /// Whether the view beside the ranking is in sight.
    pub(super) fn shows_view(&self, pinned: bool) -> bool {
        let screen = self.screen(pinned).filter(|_| !self.presenting);
        screen.is_some_and(|screen| screen.pane(Pane::Detail).is_some())
    }
}
