//! What the keys do in each view beside the ranking.

use super::super::state::State;
use super::super::views::View;
use crate::controls::Step;

impl State {
    /// The row above or below.
    pub(super) fn step_in_view(&mut self, rows: isize) {
        match self.view {
            View::Compare => self.step_selection(rows),
            _ => {
                let scroll = self.detail_scroll.saturating_add_signed(rows as i16);
                self.detail_scroll = scroll.min(100);
            }
        }
    }

    /// What lies to the left or right.
    pub(super) fn adjust_in_view(&mut self, step: Step) {
        let right = matches!(step, Step::More | Step::MuchMore);
        if self.view == View::Compare {
            self.step_pin(if right { 1 } else { -1 });
        }
    }

    /// Takes what is chosen.
    pub(super) fn enter_view(&mut self) {
        if self.view == View::Compare {
            self.hold_against_pin();
        }
    }

    /// The other thing that can be done with what is chosen.
    pub(super) fn toggle_in_view(&mut self) {
        if self.view == View::Compare {
            self.go_back_to_pin();
        }
    }

    /// Takes out what is chosen.
    pub(super) fn remove_in_view(&mut self) {
        if self.view == View::Compare {
            self.drop_pin();
        }
    }
}
