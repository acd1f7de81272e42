//! The list of scenarios that can be opened, beside the ranking that the chosen one has; and the
//! question whether to save before leaving.

use ratatui::layout::Rect;

use super::pen::Pen;
use super::popups::open;
use super::theme::Role;
use super::wrap::wrapped;
use crate::app::{Source, State, Target};

/// Cells of the list.
const WIDTH: u16 = 46;

/// Draws the list at the left, so that the ranking of the chosen scenario stays in sight.
pub(super) fn draw(pen: &mut Pen<'_>, state: &State, chosen: usize) {
    let all = pen.buffer.area;
    let width = WIDTH.min(all.width);
    let tall = all.height.saturating_sub(2);
    let room = usize::from(width.saturating_sub(4));
    let notes: Vec<String> =
        state.notes().split("\n\n").flat_map(|paragraph| wrapped(paragraph, room)).collect();
    let wanted = state.listed().len().max(1) as u16 + notes.len() as u16 + 5;
    let low = all.width < 110;
    // A narrow screen has the ranking above.
    let height = if low { tall.min(wanted).min(14) } else { tall.min(wanted) };
    let y = if low { all.height.saturating_sub(height + 1) } else { 1 };
    let area = Rect::new(0, y, width, height);
    pen.clear(area, pen.theme.raised());
    pen.border(area, true);
    let theme = pen.theme;
    pen.text(2, area.y, width - 4, " Open a scenario ", theme.bold(Role::Focus));
    pen.hits.add(area, Target::Popup);
    let inner = Rect::new(1, area.y + 1, width - 2, height.saturating_sub(2));
    let room = inner.height.saturating_sub(2);
    let rows = (state.listed().len() as u16).min(room.max(3));
    let skip = (chosen + 1).saturating_sub(usize::from(rows));
    if state.listed().is_empty() {
        pen.text(
            inner.x + 1,
            inner.y,
            inner.width,
            "Looking for scenarios",
            theme.style(Role::Muted),
        );
    }
    for (at, listed) in state.listed().iter().enumerate().skip(skip).take(usize::from(rows)) {
        let row = Rect::new(inner.x, inner.y + (at - skip) as u16, inner.width, 1);
        let style = pen.list_row(row, at == chosen);
        let kind = match listed.source {
            Source::Builtin(_) => "built in",
            Source::File(_) => "file",
            Source::Kept(_) => "unsaved",
        };
        pen.right(row.x, row.y, row.width - 1, kind, theme.style(Role::Muted));
        pen.text(row.x + 2, row.y, row.width - 12, &listed.title, style);
        pen.hits.add(row, Target::PopupRow(at));
    }
    let below = inner.y + rows + 1;
    let bottom = inner.bottom().saturating_sub(1);
    for (line, y) in notes.iter().zip(below..bottom) {
        pen.text(inner.x + 1, y, inner.width - 2, line, theme.style(Role::Muted));
    }
    let keys = "Enter opens · / a file · Esc closes";
    pen.text(inner.x + 1, bottom, inner.width - 1, keys, theme.style(Role::Muted));
}

/// The question on leaving with unsaved changes.
pub(super) fn leave(pen: &mut Pen<'_>, state: &State) {
    let name = if state.is_changed() {
        state.scenario().to_owned()
    } else {
        "another open scenario".to_owned()
    };
    let inner = open(pen, 58, 6, "Leave");
    let theme = pen.theme;
    let room = inner.width.saturating_sub(2);
    let asked = format!("The changes of {name} are not saved.");
    pen.text(inner.x + 1, inner.y, room, &asked, theme.style(Role::Text));
    let keys = [("s", " save   "), ("q", " leave without saving   "), ("Esc", " stay")];
    pen.keys(inner.x + 1, inner.y + 2, room, &keys, Role::Text);
}
