//! The mouse.

use super::super::boxes::{Entry, Popup};
use super::super::message::{Effect, Pointer, PointerKind, Target};
use super::super::prompts::Part;
use super::super::screen::Pane;
use super::super::state::State;
use crate::controls::{CONTROLS, Control, SIZES, Step};

/// Rows that one notch of the wheel scrolls.
const WHEEL_ROWS: i32 = 3;

impl State {
    pub(super) fn pointer(&mut self, pointer: Pointer, effects: &mut Vec<Effect>) {
        match pointer.kind {
            PointerKind::Press => {
                self.boxes.notice = None;
                self.panes.grabbed = pointer.target;
                self.press(pointer, effects);
            }
            PointerKind::Drag => self.drag(pointer),
            PointerKind::Release => {
                self.panes.grabbed = None;
                self.desk.scene.end_gesture();
            }
            PointerKind::WheelUp => self.wheel(pointer.target, -1, effects),
            PointerKind::WheelDown => self.wheel(pointer.target, 1, effects),
        }
    }

    fn press(&mut self, pointer: Pointer, effects: &mut Vec<Effect>) {
        let on_popup = matches!(pointer.target, Some(Target::Popup | Target::PopupRow(_)));
        if self.boxes.popup.is_some() && !on_popup {
            self.close_box(effects);
            self.panes.grabbed = None;
            return;
        }
        if !on_popup {
            effects.extend(self.finish_typing());
        }
        let Some(target) = pointer.target else { return };
        match target {
            Target::Pane(pane) => self.give_keys(pane),
            Target::Part(part) => self.open_part(part),
            Target::Text => {
                // The first click only gives the keys.
                self.panes.editing |= self.panes.focus == Pane::Prompts;
                self.give_keys(Pane::Prompts);
                let (column, row) = cell(pointer);
                self.desk.scene.editor(self.prompts().open).click(column, row, false);
            }
            Target::CacheMark => self.flip_part_cached(self.prompts().open),
            Target::Control(control) => {
                let again = self.panes.focus == Pane::Workload && self.panes.control == control;
                self.choose_control(control);
                if control.scale().is_none() {
                    self.flip(control);
                } else if again {
                    self.begin_typing(Entry::Value(control));
                }
            }
            Target::Slider(control) => {
                self.choose_control(control);
                self.slide(control, pointer);
            }
            Target::Row(place) => {
                self.give_keys(Pane::Ranking);
                self.select_row(place);
            }
            Target::Chart => {
                self.give_keys(Pane::Detail);
                self.slide_chart(pointer);
            }
            Target::ViewRow(row) => {
                self.give_keys(Pane::Detail);
                let again = self.panes.view_row == row;
                self.panes.view_row = row;
                if again {
                    self.enter_view();
                }
            }
            Target::Point(at) => {
                self.give_keys(Pane::Detail);
                self.choose_point(at);
                self.select_point();
            }
            Target::PinColumn(at) => {
                self.give_keys(Pane::Detail);
                let again = self.panes.pin_at == at;
                self.panes.pin_at = at;
                if again {
                    self.hold_against_pin();
                }
            }
            Target::CompareRow(place) => {
                self.give_keys(Pane::Detail);
                self.select_row(place);
            }
            Target::Header(column) => {
                self.give_keys(Pane::Ranking);
                self.table.sort_by(column);
            }
            Target::Hint(action) => self.perform(action, effects),
            Target::PopupRow(row) => self.press_in_box(row, effects),
            Target::Popup => {}
        }
    }

    fn drag(&mut self, pointer: Pointer) {
        match self.panes.grabbed {
            Some(Target::Slider(control)) => self.slide(control, pointer),
            Some(Target::Chart) => self.slide_chart(pointer),
            Some(Target::Text) => {
                self.panes.editing = true;
                let part = self.prompts().open;
                self.desk.scene.editor(part).drag(pointer.column, pointer.row);
            }
            Some(Target::Row(_)) => {
                if let Some(Target::Row(place)) = pointer.target {
                    self.select_row(place.saturating_add_signed(pointer.row as isize));
                }
            }
            _ => {}
        }
    }

    fn slide(&mut self, control: Control, pointer: Pointer) {
        let span = f64::from(pointer.width.max(2) - 1);
        let value = control.at(f64::from(pointer.column) / span);
        self.set_control(control, value);
    }

    /// Gives the keys to a control where it stands.
    pub(super) fn choose_control(&mut self, control: Control) {
        if SIZES.contains(&control) {
            let part = Part::ALL
                .into_iter()
                .find(|part| part.section().map(Control::size) == Some(control));
            self.open_part(part.unwrap_or(self.prompts().open));
        } else if !CONTROLS.contains(&control) {
            // A plan, which a view has a row for.
            let row = self.view_controls().iter().position(|it| *it == control);
            let row = row.unwrap_or_default();
            self.give_keys(Pane::Detail);
            self.panes.view_row = row;
        } else {
            self.give_keys(Pane::Workload);
            self.panes.control = control;
        }
    }

    fn wheel(&mut self, target: Option<Target>, rows: i32, effects: &mut Vec<Effect>) {
        match target {
            Some(Target::Slider(control) | Target::Control(control)) => {
                self.step_control(control, if rows < 0 { Step::More } else { Step::Less });
            }
            Some(Target::Text | Target::Pane(Pane::Prompts)) => {
                let part = self.prompts().open;
                self.desk.scene.editor(part).scroll(rows * WHEEL_ROWS);
            }
            Some(Target::Row(_) | Target::Header(_) | Target::Pane(Pane::Ranking)) => {
                let height = self.rows_in_sight();
                self.table.scroll_by((rows * WHEEL_ROWS) as isize, height);
            }
            Some(Target::Pane(Pane::Detail)) => {
                let rows = (rows * WHEEL_ROWS) as i16;
                self.panes.detail_scroll =
                    self.panes.detail_scroll.saturating_add_signed(rows).min(100);
            }
            Some(Target::Popup | Target::PopupRow(_)) => {
                let is_help = self.boxes.popup.is_some_and(|open| open.popup == Popup::Help);
                let rows = if is_help { rows * WHEEL_ROWS } else { rows };
                self.step_in_box(rows as isize, effects);
            }
            _ => {}
        }
    }
}

/// The cell within the target, for places that take no negative ones.
fn cell(pointer: Pointer) -> (u16, u16) {
    let clamp = |at: i32| u16::try_from(at.max(0)).unwrap_or(u16::MAX);
    (clamp(pointer.column), clamp(pointer.row))
}
