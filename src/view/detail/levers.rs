//! What would save most, the most first; Enter makes the change.

use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::chart::{sentences, upper};
use crate::app::screen::{Area, Pane};
use crate::app::{State, Target};
use crate::explore::{Band, Levers};
use crate::view::pen::Pen;
use crate::view::theme::Role;
use crate::view::wrap::wrapped;

pub(super) fn draw(pen: &mut Pen<'_>, state: &State, levers: &Levers, area: Area) {
    let theme = pen.theme;
    let side = format!("{}.", upper(&levers.side));
    let taken = sentences(pen, Area { height: 2, ..area }, &[(side, theme.style(Role::Text))]);
    let top = area.y + taken;
    let idle = idle(levers, usize::from(area.width));
    let rows = area.height.saturating_sub(taken);
    let kept = (idle.len() as u16).min(rows.saturating_sub(levers.levers.len() as u16 + 1));
    let shown = usize::from(rows - kept);
    let focused = state.focus() == Pane::Detail;
    let chosen = state.view_row().min(levers.levers.len().saturating_sub(1));
    let skip = (chosen + 1).saturating_sub(shown);
    let say = |saves: Band| match area.width {
        ..90 => saves.narrow(state.currency()),
        _ => saves.words(state.currency()),
    };
    let saves: Vec<String> = levers.levers.iter().map(|lever| say(lever.saves)).collect();
    let amounts = saves.iter().map(|saves| saves.width()).max().unwrap_or(0) as u16;
    let names = levers.levers.iter().map(|lever| lever.name.width());
    let names = (names.max().unwrap_or(0) as u16).min(area.width / 2);
    if levers.levers.is_empty() {
        let none = "Nothing here saves anything as things stand.";
        pen.text(area.x, top, area.width, none, theme.style(Role::Muted));
    }
    for (at, lever) in levers.levers.iter().enumerate().skip(skip).take(shown) {
        let y = top + (at - skip) as u16;
        let row = Rect::new(area.x, y, area.width, 1);
        let name = pen.list_row(row, at == chosen && focused);
        pen.hits.add(row, Target::ViewRow(at));
        let x = area.x + 2;
        let saving = saves.get(at).map_or("", String::as_str);
        // What may save nothing is no good news.
        let role = if lever.saves.may_be_nothing() { Role::Muted } else { Role::Good };
        pen.right(x, y, amounts, saving, theme.bold(role));
        pen.text(x + amounts + 2, y, names, &lever.name, name);
        let from = x + amounts + names + 4;
        let room = (area.x + area.width).saturating_sub(from);
        pen.text(from, y, room, &lever.assumption, theme.style(Role::Muted));
    }
    let first = top + (levers.levers.len() - skip).min(shown) as u16 + 1;
    let end = area.y + area.height;
    for (line, y) in idle.iter().zip(first..end) {
        pen.text(area.x + 2, y, area.width - 2, line, theme.style(Role::Muted));
    }
}

/// What saves nothing here, and why.
fn idle(levers: &Levers, room: usize) -> Vec<String> {
    if levers.idle.is_empty() {
        return Vec::new();
    }
    let words: Vec<String> =
        levers.idle.iter().map(|idle| format!("{}: {}", idle.name, idle.reason)).collect();
    wrapped(&words.join(" · "), room.saturating_sub(2))
}
