//! The lines below a prompt's text: what it counts as, here and on the selected model.
//!
//! ```text
//! 1,141 tokens · Nova ≈ 1,255 (+10% ±15%)         ◆ cached
//! prompts and docs · 0.9% of window · 907 words · 4,716 chars
//! ```

use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::pen::Pen;
use super::theme::Role;
use crate::app::action::Action;
use crate::app::prompts::{Certainty, Part, Text};
use crate::app::screen::{self, Area};
use crate::app::{State, Target};
use crate::money::{grouped, percent};
use crate::tokens::{Family, Method};

/// Draws as many of the lines as the pane has room for.
pub(super) fn draw(pen: &mut Pen<'_>, state: &State, area: Area) {
    let inner = area.inner();
    let rows = screen::count_rows(inner);
    let row = |at: u16| {
        let y = inner.y + inner.height - rows + at;
        Rect::new(inner.x + 1, y, inner.width.saturating_sub(2), 1)
    };
    let text = state.prompts().text(state.prompts().open);
    let details = details(state, text);
    let on_model = on_model(state, text).unwrap_or_default();
    if rows < 2 {
        let details = details.iter().map(|words| format!(" · {words}"));
        let words: Vec<String> = on_model.into_iter().chain(details).collect();
        count(pen, state, text, row(0), &words);
    } else {
        count(pen, state, text, row(0), &on_model);
        let style = pen.theme.style(Role::Muted);
        let room = usize::from(row(1).width);
        let details: Vec<&str> = details.iter().map(String::as_str).collect();
        let mut fit = (0..=details.len()).rev().map(|shown| details[..shown].join(" · "));
        let words = fit.find(|words| words.width() <= room);
        pen.text(row(1).x, row(1).y, row(1).width, &words.unwrap_or_default(), style);
    }
}

/// Tokens of the open part, what the selected model makes of them, and whether it is cached.
fn count(pen: &mut Pen<'_>, state: &State, text: &Text, row: Rect, more: &[String]) {
    let theme = pen.theme;
    let part = state.prompts().open;
    let (how, near) = match text.certainty() {
        _ if text.editor.is_empty() => (String::new(), ""),
        Certainty::Counted => (String::new(), ""),
        Certainty::Counting(done) => (format!(" counting {done}%"), "≈ "),
        Certainty::Estimated => (" estimated".to_owned(), "≈ "),
    };
    let tokens = part_tokens(state, part);
    let set_aside = state.prompts().set_aside(state.workload()).filter(|_| part == Part::Answer);
    let amount = match set_aside {
        Some(_) => grouped(tokens),
        None => format!("{near}{}", grouped(tokens)),
    };
    let instead = set_aside.map(|sample| format!(" as set · sample {near}{sample}"));
    let mark_width = mark(pen, state, text.editor.is_empty() && tokens == 0, row);
    let room = row.width.saturating_sub(mark_width + 1);
    let spans = [
        (&*amount, theme.bold(Role::Strong)),
        (" tokens", theme.style(Role::Text)),
        (instead.as_deref().unwrap_or_default(), theme.style(Role::Warning)),
        (&*how, theme.style(Role::Warning)),
    ];
    let mut x = pen.spans(row.x, row.y, room, &spans);
    for words in more {
        // What has no room as a whole is left out.
        if x + words.width() as u16 > row.x + room {
            break;
        }
        x = pen.text(x, row.y, row.x + room - x, words, theme.style(Role::Muted));
    }
}

/// Whether the open part is cached, at the right of a row; returns its width.
fn mark(pen: &mut Pen<'_>, state: &State, nothing: bool, row: Rect) -> u16 {
    let section = state.prompts().open.section();
    let cached = section.map(|section| state.workload().prompt.is_cached(section));
    let short = row.width < 56;
    let (words, role, target) = match cached {
        _ if nothing => return 0,
        Some(true) if short => ("◆", Role::Cache, Target::CacheMark),
        Some(false) if short => ("◇", Role::Muted, Target::CacheMark),
        Some(true) => ("◆ cached", Role::Cache, Target::CacheMark),
        Some(false) => ("◇ not cached", Role::Muted, Target::CacheMark),
        None => ("output", Role::Output, Target::Hint(Action::NextPart)),
    };
    let width = words.chars().count() as u16;
    let x = row.right().saturating_sub(width);
    pen.text(x, row.y, width, words, pen.theme.style(role));
    pen.hits.add(Rect::new(x, row.y, width, 1), target);
    width
}

/// What the selected model makes of a text, and how sure that is, where that is not the reference count.
fn on_model(state: &State, text: &Text) -> Option<Vec<String>> {
    let (model, _) = state.selected()?;
    let is_set = state.prompts().open == Part::Answer && !state.workload().answer.of_sample;
    if is_set || !state.sizing().is_own() {
        return None;
    }
    let family = Family::named(&model.tokenizer);
    let count = text.estimate(family, state.corrections())?;
    let tokens = count.tokens.get();
    if count.low == count.high {
        let other = count.tokens != text.tokens();
        return other.then(|| vec![format!(" · {} {} exactly", family.label(), grouped(tokens))]);
    }
    let more = (tokens as f64 / text.tokens().get().max(1) as f64 - 1.0) * 100.0;
    let half = (count.high.get() - count.low.get()) as f64 / 2.0;
    let band = half / tokens.max(1) as f64 * 100.0;
    let guess = if count.method == Method::Guess { "a guess, " } else { "" };
    let own = if count.method == Method::Calibrated { " calibrated" } else { "" };
    Some(vec![
        format!(" · {} ≈{}", family.label(), grouped(tokens)),
        format!(" ({guess}{more:+.0}% ±{band:.0}%){own}"),
    ])
}

/// The kind of a text, its share of the selected model's context window, and its size.
fn details(state: &State, text: &Text) -> Vec<String> {
    if text.editor.is_empty() {
        return Vec::new();
    }
    let mut words = Vec::new();
    if let Some((kind, corrected)) = text.kind() {
        let mark = if corrected { " as you say" } else { "" };
        words.push(format!("{}{mark}", kind.label()));
    }
    let context = state.selected().and_then(|(model, _)| model.context);
    if let Some(context) = context.filter(|context| !context.is_zero()) {
        let share = text.tokens().get() as f64 / context.get() as f64;
        words.push(format!("{} of window", percent(share)));
    }
    words.extend(text.words().map(|count| format!("{} words", grouped(count as u64))));
    words.push(format!("{} chars", grouped(text.editor.len_chars() as u64)));
    words.push(format!("{} input in all", grouped(state.workload().prompt.input().get())));
    words
}

/// The tokens of a part: of its text, or as typed.
pub(super) fn part_tokens(state: &State, part: Part) -> u64 {
    match part.section() {
        Some(section) => state.workload().prompt.tokens(section).get(),
        None => state.workload().answer.mean.get(),
    }
}
