//! The ranking: a row for each model, with its bar beside its cost.
//!
//! ```text
//!   #  Model               $/month   x best  out%  ■ cached ■ input ■ output
//! ▸ 3  Claude Haiku         $32.50     8.4x   77%  ▓▓▓▓▓▓▓▓▓██████▊  no Batch
//! ```

mod cells;
mod grid;
mod legend;

use std::borrow::Cow;

use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::bars::Segment;
use super::difference;
use super::pen::Pen;
use super::theme::{Role, Theme};
use crate::app::action::Action;
use crate::app::columns::{self, Column, SCORE};
use crate::app::screen::{Area, Pane};
use crate::app::{Entry, RowSign, State, Target};
use crate::billing::{Note, Unavailable};
use crate::card::{Bucket, Date, Model, ModelKind};
use crate::explore::{Row, Seen};
use crate::money::Usd;
use cells::{cell, money};
use grid::{Grid, bar_width};
use legend::legend;

pub(super) fn draw(pen: &mut Pen<'_>, state: &State, area: Area) {
    let focused = state.focus() == Pane::Ranking;
    let after = pen.pane(area, Pane::Ranking, "Monthly cost", focused);
    let inner = area.inner();
    let grid = Grid::of(state, inner);
    title(pen, state, &grid, area, after);
    if inner.height < 2 {
        return;
    }
    headings(pen, state, &grid, inner);
    let table = state.table();
    let height = usize::from(inner.height - 1);
    for (offset, &at) in table.rows().iter().skip(table.scroll).take(height).enumerate() {
        let y = inner.y + 1 + offset as u16;
        let area = Rect::new(inner.x, y, inner.width, 1);
        row(pen, state, &grid, at, area);
        pen.hits.add(area, Target::Row(table.scroll + offset));
    }
    if table.rows().is_empty() {
        let words = if table.choice.filter.text().is_empty() {
            let key = state.key_of(Action::Providers);
            format!("Every provider is hidden: press {key} to show some")
        } else {
            let key = state.key_of(Action::Back);
            let asks = table.choice.filter.asks_score() && state.scores().is_none();
            match table.unknown() {
                _ if asks => {
                    let scores = state.key_of(Action::Scores);
                    format!("The filter asks for scores, and there are none: {scores} chooses some")
                }
                0 => format!("No model matches the filter: {key} clears it"),
                unknown => {
                    format!("No model matches; of {unknown} it is not known: {key} clears it")
                }
            }
        };
        pen.text(
            inner.x + 3,
            inner.y + 2,
            inner.width.saturating_sub(4),
            &words,
            pen.theme.style(Role::Muted),
        );
    }
    whose(pen, state, &grid, area);
    position(pen, state, area, height);
}

/// Which way the order goes.
fn arrow(state: &State) -> &'static str {
    if state.table().choice.descending { "▼" } else { "▲" }
}

fn title(pen: &mut Pen<'_>, state: &State, grid: &Grid<'_>, area: Area, from: u16) {
    let table = state.table();
    let theme = pen.theme;
    let all = state.card().models.len();
    let is_mix = |at: &&usize| state.ranking().rows.get(**at).is_some_and(|it| it.model.is_none());
    let mixes = table.rows().iter().filter(is_mix).count();
    let models = table.rows().len() - mixes;
    let mix = if mixes > 0 { " + mix" } else { "" };
    let count = if models == all {
        format!("{all} models{mix}")
    } else {
        // A filter says what is counted, and needs the room.
        let what = if table.choice.filter.text().is_empty() { " models" } else { "" };
        format!("{models} of {all}{what}{mix}")
    };
    let count = match table.unknown() {
        0 => count,
        unknown => format!("{count}, {unknown} not known"),
    };
    // The arrow stands in the heading of the column, if that is in sight.
    let seen = grid.columns.iter().any(|(spec, _)| spec.column == table.choice.sort);
    let by = if seen {
        format!(" {count} ")
    } else {
        format!(
            " {count} · by {} {} ",
            columns::of(table.choice.sort).map_or("".into(), |spec| state.heading(spec)),
            arrow(state)
        )
    };
    let end = area.x + area.width - 2;
    let x = pen.text(from + 1, area.y, end.saturating_sub(from + 1), &by, theme.style(Role::Muted));
    let typing = state.typing().is_some_and(|typing| typing.entry == Entry::Filter);
    let mut x = x;
    if typing || !table.choice.filter.text().is_empty() {
        let room = end.saturating_sub(x + 1);
        let text = table.choice.filter.text();
        let (filter, role) = match typing {
            true => (typed(text, room), Role::Focus),
            false => (format!(" /{text} "), Role::Accent),
        };
        x = pen.text(x + 1, area.y, room, &filter, theme.bold(role));
    }
    let mut flags = vec![];
    if table.choice.unlisted {
        flags.push("ended too");
    }
    if table.choice.only_marked {
        flags.push("marked only");
    }
    if !table.choice.hidden.is_empty() {
        flags.push("providers hidden");
    }
    flags.push(table.scale.label());
    flags.push(if state.sizing().is_own() {
        "tokens as each model counts"
    } else {
        "same tokens for all"
    });
    let rates = state.screen().is_some_and(|screen| screen.wide && area.width > 150);
    if rates || table.per_thousand {
        flags.push(if table.per_thousand { "rates per 1K" } else { "rates per 1M" });
    }
    while !flags.is_empty() {
        let words = format!(" {} ", flags.join(" · "));
        let width = words.chars().count() as u16;
        if x + 2 + width <= end {
            pen.right(x, area.y, end - x, &words, theme.style(Role::Muted));
            break;
        }
        flags.pop();
    }
}

/// A filter that is being typed, of which the end stays in sight.
fn typed(text: &str, room: u16) -> String {
    let mut shown = format!(" /{text}▏ ");
    let mut rest = text.chars();
    while shown.width() > usize::from(room) && rest.next().is_some() {
        shown = format!(" /…{}▏ ", rest.as_str());
    }
    shown
}

/// Whose the scores in sight are, on the lower border.
fn whose(pen: &mut Pen<'_>, state: &State, grid: &Grid<'_>, area: Area) {
    let is_shown = grid.columns.iter().any(|(spec, _)| spec.column == SCORE);
    if let Some(scores) = state.scores().filter(|_| is_shown) {
        let words = format!(" {} ", scores.brief());
        let (y, room) = (area.y + area.height - 1, area.width.saturating_sub(22));
        pen.text(area.x + 2, y, room, &words, pen.theme.style(Role::Muted));
    }
}

/// Which rows of how many are in sight, on the lower border.
fn position(pen: &mut Pen<'_>, state: &State, area: Area, height: usize) {
    let table = state.table();
    let all = table.rows().len();
    if all <= height {
        return;
    }
    let last = (table.scroll + height).min(all);
    let words = format!(" {}–{last} of {all} ", table.scroll + 1);
    let width = area.width.saturating_sub(4);
    pen.right(area.x + 2, area.y + area.height - 1, width, &words, pen.theme.style(Role::Muted));
}

fn headings(pen: &mut Pen<'_>, state: &State, grid: &Grid<'_>, inner: Area) {
    let theme = pen.theme;
    let sort = state.table().choice.sort;
    let places: Vec<(Column, Cow<'_, str>, bool, u16, u16)> = grid
        .places(inner.x + 2)
        .map(|(spec, x, width)| (spec.column, state.heading(spec), spec.right, x, width))
        .collect();
    for (column, heading, right, x, width) in places {
        let style = if column == sort { theme.bold(Role::Text) } else { theme.style(Role::Muted) };
        if column == Column::Bar {
            legend(pen, state, grid, (x, inner.y, width));
        } else if column == sort && heading.chars().count() < usize::from(width) {
            let words = format!("{}{heading}", arrow(state));
            if right {
                pen.right(x, inner.y, width, &words, style);
            } else {
                pen.text(x, inner.y, width, &format!("{heading}{}", arrow(state)), style);
            }
        } else if right {
            pen.right(x, inner.y, width, &heading, style);
        } else {
            pen.text(x, inner.y, width, &heading, style);
        }
        pen.hits.add(Rect::new(x, inner.y, width, 1), Target::Header(column));
    }
}

fn row(pen: &mut Pen<'_>, state: &State, grid: &Grid<'_>, at: usize, area: Rect) {
    let ranked = &state.ranking().rows[at];
    let Some(model) = state.model_of(ranked) else {
        return;
    };
    let table = state.table();
    let theme = pen.theme;
    let selected = table.selected.as_deref() == Some(model.id.as_str());
    let focused = state.focus() == Pane::Ranking;
    if selected {
        pen.fill(area, theme.selected_row());
        let role = if focused { Role::Focus } else { Role::Muted };
        pen.text(area.x, area.y, 1, "▸", theme.bold(role));
    }
    let places: Vec<(Column, bool, u16, u16)> = grid
        .places(area.x + 2)
        .map(|(spec, x, width)| (spec.column, spec.right, x, width))
        .collect();
    if table.choice.marked.contains(&model.id) {
        pen.text(area.x + 1, area.y, 1, "+", theme.bold(Role::Accent));
    }
    // What has no figures, and the longest stretch of it.
    let (mut run, mut widest) = (0..0, 0..0);
    for &(column, right, x, width) in &places {
        if column == Column::Bar {
            bar(pen, grid, ranked, x, area.y, width);
        }
        let words = match column {
            Column::Bar => String::new(),
            _ => cell(state, grid, ranked, at, model, column, width),
        };
        if words.is_empty() && column != Column::Rank {
            run = if run.is_empty() { x..x + width } else { run.start..x + width };
            widest = if run.len() > widest.len() { run.clone() } else { widest };
            continue;
        }
        run = 0..0;
        let mut width = width;
        if column == Column::Model {
            width -= mark(pen, model, grid.today, (x, area.y, width));
        }
        let style = match column {
            Column::Model if selected => theme.selected_name(focused),
            Column::Model if ranked.bill.is_err() => theme.style(Role::Muted),
            Column::Model => theme.style(Role::Text),
            Column::Cost => theme.bold(Role::Strong),
            Column::Change => state
                .difference(ranked)
                .map_or(theme.style(Role::Muted), |it| difference::style(theme, it)),
            _ => theme.style(Role::Muted),
        };
        if right {
            pen.right(x, area.y, width, &words, style);
        } else {
            pen.text(x, area.y, width, &words, style);
        }
    }
    marks(pen, state, grid, at, &places, area.y);
    if let Err(reason) = &ranked.bill {
        let room = widest.len() as u16;
        let is_elsewhere = matches!(reason, Unavailable::NotServed(_));
        let role = if is_elsewhere { Role::Muted } else { Role::Warning };
        pen.text(widest.start, area.y, room, &reason.words(), theme.style(role));
    }
}

/// Marks the end of a name's column with the day on which the model ends or that it has ended, before
/// which a long name gives way; or, where there is room, with what it is for. Returns how many cells
/// that takes from the name.
pub(super) fn mark(
    pen: &mut Pen<'_>,
    model: &Model,
    today: Date,
    (x, y, width): (u16, u16, u16),
) -> u16 {
    let life = model.life(today);
    let name = u16::try_from(model.name.width()).unwrap_or(u16::MAX);
    let words = match life.mark() {
        Some(mark) => mark,
        None if model.kind != ModelKind::Text => model.kind.word().to_owned(),
        None => return 0,
    };
    let cells = words.chars().count() as u16;
    if cells > width || life.marked().is_none() && name >= width - cells {
        return 0;
    }
    let from = x + name.saturating_add(1).min(width - cells);
    pen.text(from, y, cells, &words, pen.theme.style(Role::Warning));
    x + width - from + 1
}

/// `≈` before a cost that rests on an estimated count, before that `!` where requests are not served as
/// asked, and `?` where it is not known whether they are served from there at all; `*` after one that rests on an
/// assumption of the card, and after a score that was rated at another effort or of another build; `~` before the
/// place of a row whose cost may well lie below the one before it.
fn marks(
    pen: &mut Pen<'_>,
    state: &State,
    grid: &Grid<'_>,
    at: usize,
    places: &[(Column, bool, u16, u16)],
    y: u16,
) {
    let style = pen.theme.style(Role::Muted);
    let of = |wanted: Column| places.iter().find(|(column, ..)| *column == wanted);
    let ranking = state.ranking();
    let Some(row) = ranking.rows.get(at) else {
        return;
    };
    if let (Some(&(_, _, x, width)), Ok(bill)) = (of(Column::Cost), &row.bill) {
        let mut before =
            money(state.amount(bill.total()), grid.places, width).chars().count() as u16;
        let signs = [("≈", RowSign::Estimated), ("!", RowSign::Otherwise), ("?", RowSign::Unknown)];
        for (sign, _) in signs.into_iter().filter(|(_, of)| of.holds(state, at)) {
            before += 1;
            // At most in the gap before the column.
            pen.text((x + width).saturating_sub(before.min(width + 1)), y, 1, sign, style);
        }
        if RowSign::Assumed.holds(state, at) {
            pen.text(x + width, y, 1, "*", style);
        }
    }
    if let (Some(&(_, _, x, width)), Some(model)) = (of(SCORE), state.model_of(row)) {
        let seen = Seen { model, row, work: state.workload(), scores: state.scores() };
        if seen.rated().is_some_and(|rated| rated.is_assumed()) {
            pen.text(x + width, y, 1, "*", style);
        }
    }
    if let (Some(&(_, _, x, width)), true) = (of(Column::Rank), RowSign::Close.holds(state, at)) {
        let digits = (at + 1).to_string().len() as u16;
        pen.text((x + width).saturating_sub(digits + 1), y, 1, "~", style);
    }
}

fn bar(pen: &mut Pen<'_>, grid: &Grid<'_>, ranked: &Row, x: u16, y: u16, width: u16) {
    let theme = pen.theme;
    let full = bar_width(width);
    // Every other row is a shade darker, so that bars that touch can be told apart.
    let shaded = y % 2 == 1;
    let (most, least) = grid.scale;
    let mut end = x;
    if let Ok(bill) = &ranked.bill
        && most > 0.0
    {
        let share = |amount: Usd| amount.approx() / most;
        if grid.log {
            // From half the smallest cost up, so that the smallest still has a length.
            let floor = (least / 2.0).max(f64::MIN_POSITIVE);
            let total = bill.total().approx();
            if total > 0.0 {
                let share = (total / floor).ln() / (most / floor).ln();
                end = pen.bar(x, y, full, &[Segment { share, role: Role::Muted }], shaded);
            }
        } else {
            let parts = [
                Segment { share: share(bill.cost.cached()), role: Role::Cache },
                Segment { share: share(bill.cost[Bucket::Fresh]), role: Role::Input },
                Segment { share: share(bill.thinking_cost), role: Role::Thinking },
                Segment {
                    share: share(bill.cost[Bucket::Output] - bill.thinking_cost),
                    role: Role::Output,
                },
            ];
            end = pen.bar(x, y, full, &parts, shaded);
        }
    }
    let wide = full < width;
    let Some((words, style)) = badge(theme, ranked, wide) else {
        return;
    };
    if wide {
        pen.text(x + full + 2, y, width - full - 2, &words, style);
    } else if usize::from((x + width).saturating_sub(end + 1)) >= words.chars().count() {
        pen.text(end + 1, y, x + width - end - 1, &words, style);
    }
}

/// The first thing to know of a row that its figures do not say; without room for a column of
/// badges, only what warns.
fn badge(theme: &Theme, ranked: &Row, wide: bool) -> Option<(String, Style)> {
    match &ranked.bill {
        // It has the room of all that it has no figure for.
        Err(_) => None,
        Ok(bill) => {
            let tells = |note: &&Note| match note {
                // The name is marked with it.
                Note::EndOfLife(_) => false,
                note => !note.is_assumption() && (wide || note.is_warning()),
            };
            let note = bill.notes.iter().find(tells)?;
            let role = if note.is_warning() { Role::Warning } else { Role::Muted };
            Some((note.badge(), theme.style(role)))
        }
    }
}
