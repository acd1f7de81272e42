//! The pane beside the ranking: the tabs of its views, and the view that is open.

mod bill;
mod break_even;
mod cap;
mod chart;
mod compare;
mod credits;
mod frontier;
mod levers;
mod mix;
mod replay;
mod what_if;

use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::pen::Pen;
use super::theme::Role;
use crate::app::action::Action;
use crate::app::screen::{Area, Pane};
use crate::app::{Answer, State, Target, View};

pub(super) fn draw(pen: &mut Pen<'_>, state: &State, area: Area) {
    let focused = state.focus() == Pane::Detail;
    pen.border(super::pen::rect(area), focused);
    pen.hits.add(super::pen::rect(area), Target::Pane(Pane::Detail));
    tabs(pen, state, area, focused);
    let inner = area.inner();
    // A blank cell at either side.
    let body = Area { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    match (state.view(), state.answer()) {
        (View::Compare, _) => compare::draw(pen, state, inner),
        (View::Bill, Answer::Mix(bill)) => mix::draw(pen, state, bill.as_deref(), body),
        (View::Bill, _) => bill::draw(pen, state, area),
        (View::Replay, _) => {
            if let Some(traffic) = state.traffic() {
                replay::draw(pen, state, traffic, body);
            }
        }
        (_, Answer::Cap(answer)) => cap::draw(pen, state, answer, body),
        (_, Answer::WhatIf(answer)) => what_if::draw(pen, state, answer, body),
        (_, Answer::BreakEven(answer)) => break_even::draw(pen, state, answer, body),
        (_, Answer::Levers(Ok(found))) => levers::draw(pen, state, found, body),
        (_, Answer::Refused(refused)) => chart::refusal(pen, body, refused),
        (_, Answer::Levers(Err(_))) => bill::draw(pen, state, area),
        (_, Answer::Mix(bill)) => mix::draw(pen, state, bill.as_deref(), body),
        (_, Answer::Frontier(found)) => frontier::draw(pen, state, found.as_deref(), area),
        (_, Answer::Credits(found)) => credits::draw(pen, state, found.as_deref(), body),
        (_, Answer::Nothing | Answer::Bill(_)) => {
            let words = "No model matches";
            let style = pen.theme.style(Role::Muted);
            pen.text(inner.x + 1, inner.y, inner.width, words, style);
        }
    }
}

/// The tabs on the upper border.
fn tabs(pen: &mut Pen<'_>, state: &State, area: Area, focused: bool) {
    let theme = pen.theme;
    let end = area.x + area.width - 2;
    let words: usize = state.views().iter().map(|view| view.label().width()).sum();
    let gaps = state.views().len() as u16 - 1;
    let wide = words as u16 + gaps * 3 + 2 <= area.width - 4;
    let gap = if wide { " · " } else { " " };
    let mut x = area.x + 2;
    x = pen.text(x, area.y, end - x, " ", theme.style(Role::Muted));
    let views = state.views();
    let open = views.iter().position(|view| *view == state.view()).unwrap_or(0);
    let needed = |from: usize| {
        let widths = views[from..=open].iter().map(|view| view.label().width() + gap.width());
        widths.sum::<usize>()
    };
    // Where there is no room for all, the first give way to the open one.
    let room = usize::from(area.width.saturating_sub(5));
    let from = (0..=open).find(|from| needed(*from) <= room).unwrap_or(open);
    for (at, view) in views[from..].iter().copied().enumerate() {
        // A word is whole or not there.
        let needed = (view.label().width() + if at > 0 { gap.width() } else { 0 }) as u16;
        if x + needed > end {
            pen.text(x, area.y, end.saturating_sub(x), "›", theme.style(Role::Muted));
            return;
        }
        if at > 0 {
            x = pen.text(x, area.y, end.saturating_sub(x), gap, theme.style(Role::Line));
        }
        let style = match (view == state.view(), focused) {
            (true, true) => theme.bold(Role::Focus),
            (true, false) => theme.bold(Role::Strong),
            (false, _) => theme.style(Role::Muted),
        };
        let style =
            if view == state.view() && theme.is_mono() { style.underlined() } else { style };
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
