//! The workload pane: every control on a row of its own.
//!
//! ```text
//!   Traffic
//! ▸ Requests / month     50,000  ━━━━━━●─────────
//!   Input share             60%  ━━━━━━━━━●──────
//! [x] Prompt caching        5m   writes live 5 minutes
//! ```
//! With room for one column the controls stand under headings, and below them what one request is
//! made of; a compact screen has two columns without headings.

use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::bars::Segment;
use super::pen::Pen;
use super::theme::Role;
use crate::app::screen::{Area, Pane};
use crate::app::{Entry, State, Target};
use crate::billing::{CachePlan, MonthBill, Note};
use crate::card::{Bucket, Buckets};
use crate::controls::{Control, listed};
use crate::money::{Tokens, grouped, percent};
use crate::workload::Workload;

pub(super) fn draw(pen: &mut Pen<'_>, state: &State, area: Area) {
    let focused = state.focus() == Pane::Workload;
    let inner = area.inner();
    let wide = state.screen().is_some_and(|screen| screen.wide);
    let segments = state.workload().segments.all().len();
    let name = match segments {
        0 => "Workload".to_owned(),
        all => format!("Workload, means of {all} segments"),
    };
    if wide {
        pen.pane(area, Pane::Workload, &name, focused);
        one_column(pen, state, inner);
        return;
    }
    // Where two columns do not hold all, the pages turn with the control that has the keys.
    let controls: Vec<Control> = listed(state.workload()).collect();
    let rows = controls.len().div_ceil(2).min(usize::from(inner.height.max(1)));
    let pages: Vec<&[Control]> = controls.chunks(rows * 2).collect();
    let page = pages.iter().position(|page| page.contains(&state.control())).unwrap_or(0);
    let title = match pages.len() {
        1 => name,
        all => format!("{name}, page {} of {all}", page + 1),
    };
    pen.pane(area, Pane::Workload, &title, focused);
    two_columns(pen, state, inner, pages[page], rows);
}

fn one_column(pen: &mut Pen<'_>, state: &State, inner: Area) {
    let controls: Vec<Control> = listed(state.workload()).collect();
    let rows = controls.len() as u16;
    let headings = inner.height >= rows + 3;
    let blanks = inner.height >= rows + 5 && !(rows + 5..=rows + 8).contains(&inner.height);
    let mut y = inner.y;
    let mut group = None;
    // Without room for every row, the one that has the keys stays in sight.
    let chosen = controls.iter().position(|it| *it == state.control()).unwrap_or(0);
    let skip = (chosen + 1).saturating_sub(usize::from(inner.height));
    for shown in controls.iter().skip(skip) {
        let heading = shown.field().group;
        if headings && group != Some(heading) {
            if group.is_some() && blanks {
                y += 1;
            }
            group = Some(heading);
            let style = pen.theme.style(Role::Muted);
            pen.text(inner.x + 2, y, inner.width, heading.label(), style);
            y += 1;
        }
        if y >= inner.y + inner.height {
            break;
        }
        control(pen, state, *shown, Rect::new(inner.x, y, inner.width, 1));
        y += 1;
    }
    let left = (inner.y + inner.height).saturating_sub(y);
    let gap = u16::from(left >= 4);
    // On the border where that is the last line free.
    per_request(pen, state, Rect::new(inner.x, y + gap, inner.width, (left - gap).max(1)));
}

fn two_columns(pen: &mut Pen<'_>, state: &State, inner: Area, page: &[Control], rows: usize) {
    // What one column holds has the whole width.
    let half = if page.len() <= rows { inner.width } else { inner.width / 2 };
    for (at, shown) in page.iter().enumerate() {
        let (column, row) = ((at / rows) as u16, (at % rows) as u16);
        let x = inner.x + column * half;
        let gap = u16::from(half > 30);
        let width = if column == 0 { half - gap } else { inner.width - half };
        control(pen, state, *shown, Rect::new(x, inner.y + row, width, 1));
    }
}

/// One row: mark, label, value, and the slider, the words of the choice, or what the switch means.
fn control(pen: &mut Pen<'_>, state: &State, control: Control, row: Rect) {
    let work = state.workload();
    let focused = state.focus() == Pane::Workload && state.control() == control;
    let chosen = state.control() == control;
    let live = control.matters(work);
    let theme = pen.theme;
    if focused {
        pen.fill(row, theme.selected_row());
    }
    pen.hits.add(row, Target::Control(control));
    let label_style = match (focused, live) {
        (true, _) => theme.selected_name(true),
        (false, true) => theme.style(Role::Text),
        (false, false) => theme.style(Role::Muted),
    };
    let mark = if focused { "▸" } else { " " };
    let mark_style = theme.bold(if chosen { Role::Focus } else { Role::Muted });
    pen.text(row.x, row.y, 1, mark, mark_style);

    let label_width = 16;
    if let Some(on) = control.switch(work) {
        let shown = match (on, live) {
            (true, true) => "[x]",
            (false, true) => "[ ]",
            // A switch that does nothing as things stand is neither.
            (_, false) => "[–]",
        };
        let box_style = if on && live { theme.bold(Role::Good) } else { theme.style(Role::Muted) };
        let after = pen.text(row.x + 2, row.y, 3, shown, box_style);
        let name = after + 1;
        pen.text(name, row.y, 14, control.label(), label_style);
        let words = switch_words(state, control, on);
        let style = theme.style(if on && live { Role::Text } else { Role::Muted });
        let words_x = name + 16;
        let room = row.right().saturating_sub(words_x);
        // Where they have no room as a whole, the line that explains the switch says the like.
        if words.width() <= usize::from(room) {
            pen.text(words_x, row.y, room, &words, style);
        }
        return;
    }

    pen.text(row.x + 2, row.y, label_width, control.label(), label_style);
    // A number never touches its label; a narrow row has the cell for that only where it is needed.
    let value_width = if row.width < 30 { 10 } else { 11 };
    let widest = control.shown(work, state.automatic(control)).width() + control.label().width();
    let touches = widest >= usize::from(label_width + value_width);
    let value_x = row.x + 2 + label_width + u16::from(touches);
    if let Some(typing) = state.typing().filter(|typing| typing.entry == Entry::Value(control)) {
        let shown = format!("{}▏", typing.text);
        let style = theme.bold(if typing.fault.is_some() { Role::Bad } else { Role::Focus });
        let x =
            pen.text(value_x + 1, row.y, row.right().saturating_sub(value_x + 1), &shown, style);
        if let Some(value) = typing.preview.as_ref().and_then(|preview| preview.value.as_ref()) {
            let room = row.right().saturating_sub(x + 1);
            pen.text(x + 1, row.y, room, &format!("→ {value}"), theme.style(Role::Muted));
        }
        return;
    }
    if let Some(name) = control.name(work) {
        // A word of many is longer than a number's column; its name stands behind it.
        let room = row.right().saturating_sub(value_x + 1);
        let is_usual = control.value(work) == Some(0);
        let style = if is_usual { theme.style(Role::Muted) } else { theme.bold(Role::Strong) };
        let shown = control.shown(work, None);
        let x = if shown.len() <= usize::from(value_width) {
            pen.right(value_x, row.y, value_width, &shown, style);
            value_x + value_width
        } else {
            pen.text(value_x + 1, row.y, room, &shown, style)
        };
        pen.text(x + 2, row.y, row.right().saturating_sub(x + 2), name, theme.style(Role::Muted));
        return;
    }
    let automatic = state.automatic(control);
    let value = control.shown(work, automatic);
    let is_automatic = control.value(work).is_none() && automatic.is_some();
    let value_style = if live { theme.bold(Role::Strong) } else { theme.style(Role::Muted) };
    let value_style = if is_automatic { theme.style(Role::Muted) } else { value_style };
    pen.right(value_x, row.y, value_width, &value, value_style);
    let slider = Rect::new(
        value_x + value_width + 1,
        row.y,
        row.right().saturating_sub(value_x + value_width + 2),
        1,
    );
    if !control.field().options().is_empty() {
        words_of_choice(
            pen,
            control,
            work,
            Rect { width: row.right().saturating_sub(slider.x), ..slider },
            focused,
        );
        return;
    }
    let source = if is_automatic { "auto" } else { mean_source(state, control) };
    let width = source.len() as u16;
    let least = if is_automatic { 3 } else { 6 };
    let slider = if width > 0 && slider.width >= width + least {
        pen.text(slider.right() - width, row.y, width, source, theme.style(Role::Muted));
        Rect { width: slider.width - width - 1, ..slider }
    } else {
        slider
    };
    pen.slider(slider.x, row.y, slider.width, control.position(work, automatic), focused, live);
    // Where it may lie, beside the knob.
    let cell =
        |place: f64| slider.x + (place * f64::from(slider.width.saturating_sub(1))).round() as u16;
    let knob = cell(control.position(work, automatic));
    for (end, mark) in control.range_in(work).into_iter().flat_map(|it| [(it.0, "├"), (it.1, "┤")])
    {
        let x = cell(control.scale().map_or(0.0, |scale| scale.position(end)));
        if x != knob {
            pen.text(x, slider.y, 1, mark, theme.bold(Role::Focus));
        }
    }
    pen.hits.add(slider, Target::Slider(control));
}

/// How many words of a choice have a dot each where there is no room for the words.
const DOTS: usize = 4;

/// The words of a choice, whole, or a dot for each, or how far along them it is: what is chosen stands
/// before them.
fn words_of_choice(
    pen: &mut Pen<'_>,
    control: Control,
    work: &Workload,
    room: Rect,
    focused: bool,
) {
    let theme = pen.theme;
    let words = control.field().options();
    let width = |word: &str| word.chars().count() as u16 + 4;
    let whole = words.iter().map(|word| width(word)).sum::<u16>() - 2 <= room.width;
    if !whole && words.len() > DOTS {
        let last = words.len() as f64 - 1.0;
        let position = control.value(work).map_or(0.0, |at| at as f64 / last);
        let width = room.width.saturating_sub(1);
        pen.slider(room.x, room.y, width, position, focused, control.matters(work));
        return;
    }
    let mut x = room.x;
    for (at, word) in words.iter().enumerate() {
        let is_it = control.value(work) == Some(at as u64);
        let bold = is_it && control.matters(work);
        let style = if bold { theme.bold(Role::Text) } else { theme.style(Role::Muted) };
        let dot = if is_it { "●" } else { "○" };
        let (marked, gap) = if whole { (format!("{dot} {word}"), 2) } else { (dot.into(), 1) };
        x = pen.text(x, room.y, room.right().saturating_sub(x), &marked, style) + gap;
    }
}

/// Beside a sample answer, whether the mean is its length or was set in its place; of totals, whose tokens they
/// are; of users, whether they are rounded.
fn mean_source(state: &State, control: Control) -> &'static str {
    let (work, prompts) = (state.workload(), state.prompts());
    match control {
        Control::AnswerLength if prompts.set_aside(work).is_some() => "set",
        Control::AnswerLength if work.answer.of_sample => "sample",
        Control::Tokens | Control::InputShare => state.counted_by().unwrap_or_default(),
        // Requests that are no multiple of a user's.
        Control::Users if work.people().is_some_and(|it| it.whole().is_none()) => "about",
        _ => "",
    }
}

/// What a switch does as it stands.
fn switch_words(state: &State, control: Control, on: bool) -> String {
    let work = state.workload();
    match control {
        Control::Caching => caching_words(state, on),
        Control::History if work.turns < 2 => "from 2 turns on".to_owned(),
        Control::History => if on { "each turn" } else { "prefix only" }.to_owned(),
        Control::Batch if on => format!("{} sent", grouped(work.routes().0)),
        _ => String::new(),
    }
}

/// What is cached, and whether the selected model does so by itself, however the switch stands: that
/// then says whether its bill counts it.
fn caching_words(state: &State, on: bool) -> String {
    let prefix = state.workload().prompt.prefix();
    let by_itself = state.selected().is_some_and(|(model, bill)| {
        bill.as_ref().is_ok_and(|bill| match bill.cache {
            CachePlan::On { .. } => model.caches_by_itself(),
            _ => bill.notes.contains(&Note::CachesByItself),
        })
    });
    match (on, by_itself) {
        (true, true) => format!("{prefix} by itself"),
        (true, false) => format!("{prefix} tokens"),
        (false, true) => "works by itself".to_owned(),
        (false, false) => String::new(),
    }
}

/// What one request of the selected model is made of, as a bar and in words.
fn per_request(pen: &mut Pen<'_>, state: &State, area: Rect) {
    let Some((model, Ok(bill))) = state.selected() else {
        return;
    };
    let tokens = bill.tokens();
    let parts = parts_of(&tokens, bill);
    let whole: f64 = parts.iter().map(|(_, tokens, _)| tokens).sum();
    if whole <= 0.0 {
        return;
    }
    let theme = pen.theme;
    // Its numbers are those of the model that is named.
    let on = format!("on {}", model.name);
    let heading = match area.height {
        ..3 => " One request  ".to_owned(),
        _ => format!(" One request {on}, in its tokens"),
    };
    pen.text(area.x + 1, area.y, area.width.saturating_sub(2), &heading, theme.style(Role::Muted));
    let bar = match area.height {
        // Beside its heading, and without words where that is all there is.
        ..3 => Rect::new(area.x + 15, area.y, area.width.saturating_sub(16), 1),
        _ => Rect::new(area.x + 2, area.y + 1, area.width.saturating_sub(3), 1),
    };
    let segments = parts.map(|(role, tokens, _)| Segment { share: tokens / whole, role });
    pen.bar(bar.x, bar.y, bar.width, &segments, false);
    if area.height < 2 {
        return;
    }
    let mut x = area.x + 2;
    for (role, tokens, word) in parts.into_iter().filter(|(_, tokens, _)| *tokens > 0.0) {
        x = pen.text(x, bar.y + 1, 2, &format!("{} ", theme.swatch(role)), theme.style(role));
        let words = format!("{} {word}  ", grouped(tokens.round() as u64));
        x = pen.text(x, bar.y + 1, bar.right().saturating_sub(x), &words, theme.style(Role::Text));
    }
    if area.height < 3 && x + on.width() as u16 <= bar.right() {
        pen.text(x, bar.y + 1, bar.right() - x, &on, theme.style(Role::Muted));
    }
    if area.height >= 5 && bill.cut_off > 0.0 {
        let unseen = match bill.unseen > 0.0 {
            true => format!(", {} do not even begin", percent(bill.unseen)),
            false => String::new(),
        };
        let words = format!("{} of answers are cut off{unseen}", percent(bill.cut_off));
        pen.text(bar.x, bar.y + 3, bar.width, &words, theme.style(Role::Warning));
    }
}

fn parts_of(tokens: &Buckets<Tokens>, bill: &MonthBill) -> [(Role, f64, &'static str); 4] {
    let requests = bill.requests.max(1) as f64;
    [
        (Role::Cache, tokens.cached().get() as f64 / requests, "cached"),
        (Role::Input, tokens[Bucket::Fresh].get() as f64 / requests, "in"),
        (Role::Thinking, bill.thinking.get() as f64 / requests, "thinking"),
        (
            Role::Output,
            (tokens[Bucket::Output] - bill.thinking).get() as f64 / requests,
            if bill.thinking.is_zero() { "out" } else { "answer" },
        ),
    ]
}
