//! What would save most, the most first; Enter makes the change.

use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::chart::{sentences, upper};
use crate::app::screen::{Area, Pane};
use crate::app::{State, Target};
use crate::explore::{Band, Levers, Tornado};
use crate::money::Usd;
use crate::view::pen::Pen;
use crate::view::theme::Role;
use crate::view::wrap::wrapped;

pub(super) fn draw(pen: &mut Pen<'_>, state: &State, levers: &Levers, area: Area) {
    let area = match &levers.ranges {
        Some(tornado) => {
            let rows = (tornado.swings.len() as u16 + 2).min(area.height / 2);
            let height = area.height - rows;
            ranges(pen, state, tornado, Area { y: area.y + height, height: rows, ..area });
            Area { height, ..area }
        }
        None => area,
    };
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

/// Cells of a field's words, of its low and its high, and of how far it moves the month.
const FIELD: u16 = 17;
const END: u16 = 9;
const WIDTH: u16 = 11;

/// Where fields have a low and a high: the three figures, and each field alone, the one that moves the month
/// most first.
///
/// ```text
///  $24.00 low, $70.00 typical, $144.00 high             ▒ low  █ high
///  Requests / month    20,000 ▒▒▒▒▒▒▒▒▒│██████████ 80,000        $84.00
/// ```
fn ranges(pen: &mut Pen<'_>, state: &State, tornado: &Tornado, area: Area) {
    let theme = pen.theme;
    let muted = theme.style(Role::Muted);
    let mut rows = area.y..area.y + area.height;
    // A blank line sets it apart.
    let Some(top) = rows.nth(usize::from(area.height > 2)) else { return };
    let words = format!("{} a month", tornado.words(state.currency()));
    let end = pen.text(area.x, top, area.width, &words, theme.bold(Role::Text));
    let legend = [
        ("▒", theme.style(Role::Input)),
        (" low  ", muted),
        ("█", theme.style(Role::Output)),
        (" high", muted),
    ];
    let cells = legend.iter().map(|(text, _)| text.width() as u16).sum::<u16>();
    if end + 2 + cells <= area.x + area.width {
        pen.spans(area.x + area.width - cells, top, cells, &legend);
    }
    let ends = || tornado.swings.iter().flat_map(|swing| [swing.at_low, swing.at_high]);
    let least = ends().min().unwrap_or_default().min(tornado.monthly).approx();
    let most = ends().max().unwrap_or_default().max(tornado.monthly).approx();
    let bar = area.x + FIELD + END + 2;
    let room = (area.x + area.width).saturating_sub(bar + END + WIDTH + 2);
    let place = |usd: Usd| {
        let share = (usd.approx() - least) / (most - least).max(f64::MIN_POSITIVE);
        bar + (share * f64::from(room.saturating_sub(1))).round() as u16
    };
    for (swing, y) in tornado.swings.iter().zip(rows) {
        let [low, high] = [swing.ends.0, swing.ends.1].map(|end| swing.control.words(Some(end)));
        pen.text(area.x, y, FIELD, swing.control.label(), theme.style(Role::Text));
        pen.right(area.x + FIELD, y, END, &low, muted);
        if room > 4 {
            let middle = place(tornado.monthly);
            let sides = [(swing.at_low, "▒", Role::Input), (swing.at_high, "█", Role::Output)];
            for (usd, mark, role) in sides {
                let end = place(usd);
                for x in end.min(middle)..=end.max(middle) {
                    pen.text(x, y, 1, mark, theme.style(role));
                }
            }
            pen.text(middle, y, 1, "│", theme.bold(Role::Text));
        }
        pen.text(bar + room + 1, y, END, &high, muted);
        let width = state.currency().amount(swing.width).to_string();
        pen.right(bar + room + END + 1, y, WIDTH, &width, theme.bold(Role::Strong));
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
