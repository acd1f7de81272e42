//! The pane beside the ranking: the tabs of its views, and the view that is open.

mod bill;
mod compare;

use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::pen::Pen;
use super::theme::Role;
use crate::app::action::Action;
use crate::app::screen::{Area, Pane};
use crate::app::{State, Target, View};

pub(super) fn draw(pen: &mut Pen<'_>, state: &State, area: Area) {
    let focused = state.focus() == Pane::Detail;
    pen.pane(area, Pane::Detail, "", focused);
    tabs(pen, state, area, focused);
    let inner = area.inner();
    match state.view() {
        View::Compare => compare::draw(pen, state, inner),
        _ => bill::draw(pen, state, area),
    }
}

/// The tabs on the upper border.
fn tabs(pen: &mut Pen<'_>, state: &State, area: Area, focused: bool) {
    let theme = pen.theme;
    let end = area.x + area.width - 2;
    let words: usize = View::ALL.iter().map(|view| view.label().width()).sum();
    let gaps = View::ALL.len() as u16 - 1;
    let wide = words as u16 + gaps * 3 + 2 <= area.width - 4;
    let gap = if wide { " · " } else { " " };
    let mut x = area.x + 2;
    x = pen.text(x, area.y, end - x, " ", theme.style(Role::Muted));
    for (at, view) in View::ALL.into_iter().enumerate() {
        if at > 0 {
            x = pen.text(
                x,
                area.y,
                end.saturating_sub(x),
                gap,
                theme.style(Role::Line),
            );
        }
        let style = match (view == state.view(), focused) {
            (true, true) => theme.bold(Role::Focus),
            (true, false) => theme.bold(Role::Strong),
            (false, _) => theme.style(Role::Muted),
        };
        let style = if view == state.view() && theme.is_mono() {
            style.underlined()
        } else {
            style
        };
        let start = x;
        x = pen.text(x, area.y, end.saturating_sub(x), view.label(), style);
        let target = Target::Hint(Action::View(view));
        pen.hits.add(Rect::new(start, area.y, x - start, 1), target);
    }
    let room = end.saturating_sub(x);
    pen.text(x, area.y, room, " ", theme.style(Role::Muted));
}

#[cfg(test)]
mod tests;
