//! Boxes over the screen: the keys, and the choice of providers.

use ratatui::layout::Rect;

use super::pen::Pen;
use super::theme::Role;
use crate::app::action::{BINDINGS, Context};
use crate::app::{State, Target};
use crate::workload::HOURS_PER_MONTH;

/// Clears a box of at most `width` by `height` cells in the middle of the screen and gives it a
/// title; returns its inside.
pub(super) fn open(pen: &mut Pen<'_>, width: u16, height: u16, title: &str) -> Rect {
    let all = pen.buffer.area;
    let (width, height) = (width.min(all.width), height.min(all.height));
    let area = Rect::new((all.width - width) / 2, (all.height - height) / 2, width, height);
    pen.clear(area, pen.theme.raised());
    pen.border(area, true);
    pen.text(
        area.x + 2,
        area.y,
        width.saturating_sub(4),
        &format!(" {title} "),
        pen.theme.bold(Role::Focus),
    );
    pen.hits.add(area, Target::Popup);
    Rect::new(area.x + 1, area.y + 1, width.saturating_sub(2), height.saturating_sub(2))
}

/// Every key, from the table that dispatches them.
pub(super) fn help(pen: &mut Pen<'_>, scroll: usize) {
    let mut lines: Vec<(&str, String, bool)> = Vec::new();
    let contexts = [
        Context::Always,
        Context::Panes,
        Context::Workload,
        Context::Ranking,
        Context::Detail,
        Context::Present,
        Context::Text,
    ];
    for context in contexts {
        if !lines.is_empty() {
            lines.push(("", String::new(), false));
        }
        lines.push((context.label(), String::new(), true));
        for binding in BINDINGS.iter().filter(|b| b.context == context && !b.shown.is_empty()) {
            lines.push((binding.shown, binding.help.to_owned(), false));
        }
    }
    lines.push(("", String::new(), false));
    lines.push(("≈", "an estimated token count, with its range in the bill".to_owned(), false));
    lines.push((
        "~",
        "may well cost less than the row above: their ranges overlap".to_owned(),
        false,
    ));
    lines.push((
        "*",
        "rests on an assumption of the rate card, named in the bill".to_owned(),
        false,
    ));
    lines.push(("+", "marked to be compared".to_owned(), false));
    lines.push((
        "Mouse",
        "drag sliders, turn the wheel over them, click rows, tabs, headings and the keys below"
            .to_owned(),
        false,
    ));
    lines.push(("Month", format!("{HOURS_PER_MONTH:.0} hours, or 30.4167 days"), false));

    let height = (lines.len() as u16 + 2).min(pen.buffer.area.height.saturating_sub(2));
    let inner = open(pen, 96, height, "Keys · ↑↓ scrolls · Esc closes");
    let most = lines.len().saturating_sub(usize::from(inner.height));
    let scroll = scroll.min(most);
    for (row, (key, words, heading)) in
        lines.iter().skip(scroll).take(usize::from(inner.height)).enumerate()
    {
        let y = inner.y + row as u16;
        let theme = pen.theme;
        if *heading {
            pen.text(inner.x + 1, y, inner.width.saturating_sub(2), key, theme.bold(Role::Text));
        } else {
            pen.text(inner.x + 2, y, 10, key, theme.bold(Role::Focus));
            pen.text(
                inner.x + 13,
                y,
                inner.width.saturating_sub(14),
                words,
                theme.style(Role::Text),
            );
        }
    }
    if scroll < most {
        let words = format!(" ↓ {} more ", most - scroll);
        let y = inner.bottom();
        pen.right(inner.x, y, inner.width.saturating_sub(1), &words, pen.theme.style(Role::Muted));
    }
}

/// The providers with their marks.
pub(super) fn providers(pen: &mut Pen<'_>, state: &State, chosen: usize) {
    let names: Vec<(String, usize, bool)> = state
        .providers()
        .into_iter()
        .map(|name| {
            let models = state.card().models.iter().filter(|model| model.provider == name).count();
            (name.to_owned(), models, !state.table().hidden.contains(name))
        })
        .collect();
    let height = (names.len() as u16 + 4).min(pen.buffer.area.height.saturating_sub(2));
    let inner = open(pen, 44, height, "Providers");
    let rows = usize::from(inner.height.saturating_sub(2));
    let skip = (chosen + 1).saturating_sub(rows);
    for (row, (name, models, shown)) in names.iter().enumerate().skip(skip).take(rows) {
        let y = inner.y + (row - skip) as u16;
        let area = Rect::new(inner.x, y, inner.width, 1);
        let theme = pen.theme;
        let name_style = pen.list_row(area, row == chosen);
        let box_style = if *shown { theme.bold(Role::Good) } else { theme.style(Role::Muted) };
        pen.text(inner.x + 2, y, 3, if *shown { "[x]" } else { "[ ]" }, box_style);
        pen.text(inner.x + 6, y, inner.width.saturating_sub(18), name, name_style);
        let words = format!("{models} ");
        pen.right(inner.x, y, inner.width, &words, theme.style(Role::Muted));
        pen.hits.add(area, Target::PopupRow(row));
    }
    let keys = "Space flips · o only · a all · Esc closes";
    let y = inner.bottom().saturating_sub(1);
    pen.text(inner.x + 1, y, inner.width.saturating_sub(1), keys, pen.theme.style(Role::Muted));
}
