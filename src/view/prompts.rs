//! The prompt pane: a tab for each part, its text, and its count.
//!
//! ```text
//! ╭ Prompts ─ System 812 ◆ Context 0  User 96  Answer 400 ──╮
//! │ You are the support assistant of …                      │
//! │ 812 tokens · 3,240 characters          F2 ◆ cached       │
//! ╰─────────────────────────────────────────────────────────╯
//! ```

use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::counts::{self, part_tokens};
use super::pen::Pen;
use super::theme::Role;
use super::token_view;
use crate::app::prompts::Part;
use crate::app::screen::{self, Area, Pane};
use crate::app::{Entry, State, Target};
use crate::controls::Control;
use crate::money::compact;

pub(super) fn draw(pen: &mut Pen<'_>, state: &State, area: Area) {
    let focused = state.focus() == Pane::Prompts;
    let after = pen.pane(area, Pane::Prompts, token_view::title(state), focused);
    tabs(pen, state, area, after);
    let inner = area.inner();
    if inner.height == 0 {
        return;
    }
    let text = state.prompts().text(state.prompts().open);
    if text.editor.is_empty() {
        placeholder(pen, state, inner);
    } else if pen.hides_text {
        let style = pen.theme.style(Role::Muted).add_modifier(Modifier::ITALIC);
        let width = inner.width.saturating_sub(3);
        pen.text(inner.x + 2, inner.y, width, "The text is left out of this picture.", style);
    } else {
        body(pen, state, area);
        scrollbar(pen, state, area);
        token_view::token_at_cursor(pen, state, area);
    }
    if focused
        && state.is_editing()
        && !pen.hides_text
        && let Some((column, row)) = text.editor.cursor_cell()
    {
        pen.cursor = Some((inner.x + 1 + column, inner.y + row));
    }
    counts::draw(pen, state, area);
}

/// The parts with their tokens; where there is little room, only the open one's, or none.
fn tabs(pen: &mut Pen<'_>, state: &State, area: Area, from: u16) {
    let room = usize::from((area.x + area.width).saturating_sub(from + 1));
    let words = |counted: fn(bool) -> bool| {
        Part::ALL.map(|part| {
            let open = part == state.prompts().open;
            let cached = part.section().is_some_and(|it| state.workload().prompt.is_cached(it));
            let mark = if cached { "◆" } else { "" };
            let tokens = compact(part_tokens(state, part));
            match (counted(open), part.label()) {
                (true, label) => format!(" {label} {tokens}{mark} "),
                // Few requests have tools.
                (false, _) if !open && part == Part::TOOLS && part_tokens(state, part) == 0 => {
                    String::new()
                }
                (false, label) => format!(" {label}{mark}"),
            }
        })
    };
    let fits = |words: &[String; 5]| {
        words.iter().map(|words| words.chars().count()).sum::<usize>() <= room
    };
    let shown = [words(|_| true), words(|open| open)].into_iter().find(fits);
    let shown = shown.unwrap_or_else(|| words(|_| false));
    let mut x = from;
    for (part, words) in Part::ALL.into_iter().zip(&shown) {
        let left = (area.x + area.width).saturating_sub(x + 1);
        let open = part == state.prompts().open;
        let style = if open { pen.theme.open_tab() } else { pen.theme.style(Role::Muted) };
        let end = pen.text(x, area.y, left, words, style);
        pen.hits.add(Rect::new(x, area.y, end - x, 1), Target::Part(part));
        x = end;
    }
}

fn body(pen: &mut Pen<'_>, state: &State, area: Area) {
    let inner = area.inner();
    let editor = &state.prompts().text(state.prompts().open).editor;
    let rows = screen::text_viewport(area).1;
    let area = Rect::new(inner.x + 1, inner.y, inner.width.saturating_sub(2), rows);
    pen.hits.add(area, Target::Text);
    let clusters = token_view::clusters(state, editor);
    let (plain, spelled) = (pen.theme.style(Role::Text), pen.theme.style(Role::Warning));
    for (row, line) in editor.rows().into_iter().take(usize::from(rows)).enumerate() {
        let y = inner.y + row as u16;
        for run in &line.runs {
            let style = if run.spelled { spelled } else { plain };
            let room = area.width.saturating_sub(run.column);
            pen.text(area.x + run.column, y, room, &run.text, style);
        }
        if let Some(clusters) = clusters.get(row) {
            token_view::shade(pen, state, clusters, Rect { y, ..area });
        }
        if let Some(selected) = line.selected {
            let width = selected.end.min(area.width).saturating_sub(selected.start);
            let style = pen.theme.selected_text();
            pen.fill(Rect::new(area.x + selected.start, y, width, 1), style);
        }
    }
}

/// A thumb on the right border where the text is longer than the pane.
fn scrollbar(pen: &mut Pen<'_>, state: &State, area: Area) {
    let info = state.prompts().text(state.prompts().open).editor.scroll_info();
    let track = u64::from(area.inner().height);
    let shown = info.end.saturating_sub(info.start);
    if track < 2 || info.total <= shown {
        return;
    }
    let at = |row: usize| (row as u64 * track / info.total.max(1) as u64) as u16;
    let (from, to) = (at(info.start), at(info.end).max(at(info.start) + 1));
    let style = pen.theme.style(Role::Muted);
    for row in from..to.min(track as u16) {
        pen.text(area.x + area.width - 1, area.y + 1 + row, 1, "┃", style);
    }
}

/// What an empty part says, and how large it counts as without text.
fn placeholder(pen: &mut Pen<'_>, state: &State, inner: Area) {
    let part = state.prompts().open;
    let muted = pen.theme.style(Role::Muted);
    let (x, width) = (inner.x + 2, inner.width.saturating_sub(3));
    pen.hits.add(Rect::new(inner.x, inner.y, inner.width, inner.height), Target::Text);
    let first = match part {
        Part::TOOLS => "Paste the definitions of tools here, as JSON.",
        Part::SYSTEM => "Paste or type the system prompt here.",
        Part::CONTEXT => "Paste what you retrieve: documents, examples.",
        Part::USER => "Paste or type a user's message here.",
        Part::Answer => "Paste a typical answer: its length is the mean.",
    };
    pen.text(x, inner.y, width, first, muted.add_modifier(Modifier::ITALIC));
    let Some(section) = part.section() else {
        return;
    };
    if inner.height < 4 {
        return;
    }
    let control = Control::size(section);
    let y = inner.y + 2;
    let typing = state.typing().filter(|typing| typing.entry == Entry::Value(control));
    let value = match typing {
        Some(typing) => format!("{}▏", typing.text),
        None => control.shown(state.workload(), None),
    };
    let words = format!("Counts as {value:>9} tokens without text");
    let after = pen.text(x, y, width, &words, pen.theme.style(Role::Text));
    let focused = state.focus() == Pane::Prompts;
    let room = (x + width).saturating_sub(after + 2);
    let (slider_x, slider_y, room) =
        if room >= 8 { (after + 2, y, room) } else { (x, y + 1, width) };
    if slider_y + 1 < inner.y + inner.height {
        pen.slider(
            slider_x,
            slider_y,
            room,
            control.position(state.workload(), None),
            focused,
            true,
        );
        pen.hits.add(Rect::new(slider_x, slider_y, room, 1), Target::Slider(control));
    }
}
