//! What would save most, the most first; Enter makes the change.

use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::chart::{sentences, upper};
use crate::app::screen::{Area, Pane};
use crate::app::wrap::{as_many, wrapped};
use crate::app::{State, Target};
use crate::explore::{Band, Levers, Tornado};
use crate::money::Usd;
use crate::view::pen::Pen;
use crate::view::theme::Role;

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
    // Where it has no room as a whole, the levers say enough.
    let side = format!("{}.", upper(&levers.side));
    let lines = wrapped(&side, usize::from(area.width)).len();
    let side = (lines + 3 <= usize::from(area.height)).then_some((side, theme.style(Role::Text)));
    let taken = sentences(pen, area, side.as_slice());
    let top = area.y + taken;
    let say = |saves: Band| match area.width {
        ..90 => saves.narrow(state.currency()),
        _ => saves.words(state.currency()),
    };
    let saves: Vec<String> = levers.levers.iter().map(|lever| say(lever.saves)).collect();
    let amounts = saves.iter().map(|saves| saves.width()).max().unwrap_or(0) as u16;
    let words = Words::of(levers, area, amounts);
    let rows = area.height.saturating_sub(taken);
    let needed: usize = words.lines.iter().map(Vec::len).sum();
    let idle = idle(levers, area.width, usize::from(rows).saturating_sub(needed + 1));
    let kept = idle.len() as u16;
    let shown = usize::from(rows - kept);
    let focused = state.focus() == Pane::Detail;
    let chosen = state.view_row().min(levers.levers.len().saturating_sub(1));
    // The chosen one stays in sight.
    let skip = (0..=chosen).find(|&skip| {
        words.lines[skip..].iter().take(chosen + 1 - skip).map(Vec::len).sum::<usize>() <= shown
    });
    let skip = skip.unwrap_or(chosen);
    if levers.levers.is_empty() {
        let none = "Nothing here saves anything as things stand.";
        pen.text(area.x, top, area.width, none, theme.style(Role::Muted));
    }
    let mut y = top;
    let end = top + shown as u16;
    for (at, (lever, lines)) in levers.levers.iter().zip(&words.lines).enumerate().skip(skip) {
        let height = lines.len() as u16;
        // Only the first may have no room as a whole.
        if y + height > end && y > top {
            break;
        }
        let height = height.min(end - y);
        let row = Rect::new(area.x, y, area.width, height);
        let name = pen.list_row(row, at == chosen && focused);
        pen.hits.add(row, Target::ViewRow(at));
        let x = area.x + 2;
        let saving = saves.get(at).map_or("", String::as_str);
        // What may save nothing is no good news.
        let role = if lever.saves.may_be_nothing() { Role::Muted } else { Role::Good };
        pen.right(x, y, amounts, saving, theme.bold(role));
        let x = x + amounts + 2;
        for (line, (named, rest)) in lines.iter().enumerate().take(usize::from(height)) {
            let y = y + line as u16;
            let room = (area.x + area.width).saturating_sub(x);
            pen.text(x, y, room, named, name);
            let from = if named.is_empty() { x } else { x + words.names + 2 };
            let room = (area.x + area.width).saturating_sub(from);
            pen.text(from, y, room, rest, theme.style(Role::Muted));
        }
        y += height;
    }
    // A blank line before what saves nothing.
    for (line, y) in idle.iter().zip(y + 1..area.y + area.height) {
        pen.text(area.x + 2, y, area.width - 2, line, theme.style(Role::Muted));
    }
}

/// The words of levers in lines: the name, and beside or below it what it rests on, both whole.
struct Words {
    /// Cells of the names.
    names: u16,
    /// The lines of each lever: its name, and what it rests on.
    lines: Vec<Vec<(String, String)>>,
}

impl Words {
    fn of(levers: &Levers, area: Area, amounts: u16) -> Self {
        let room = usize::from(area.width.saturating_sub(amounts + 4));
        let names = levers.levers.iter().map(|lever| lever.name.width());
        let names = names.max().unwrap_or(0).min(usize::from(area.width / 2)).min(room);
        let lines = levers.levers.iter().map(|lever| {
            let (name, rests) = (&lever.name, &lever.assumption);
            if name.width() <= names && names + 2 + rests.width() <= room {
                return vec![(name.clone(), rests.clone())];
            }
            let mut lines: Vec<_> =
                wrapped(name, room).into_iter().map(|line| (line, String::new())).collect();
            lines.extend(wrapped(rests, room).into_iter().map(|line| (String::new(), line)));
            lines
        });
        Self { names: names as u16, lines: lines.collect() }
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

/// What saves nothing here, and why, in so many lines at most: as many as have room as a whole.
fn idle(levers: &Levers, width: u16, most: usize) -> Vec<String> {
    let words: Vec<String> =
        levers.idle.iter().map(|idle| format!("{}: {}", idle.name, idle.reason)).collect();
    let lines = |said: &str| wrapped(said, usize::from(width.saturating_sub(2)));
    let said = as_many(&words, |said| lines(said).len() <= most);
    said.map_or_else(Vec::new, |said| lines(&said))
}
