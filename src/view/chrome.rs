//! The lines around the panes: header, the selected model's summary, and the footer of keys.

use ratatui::layout::Rect;

use super::pen::{Pen, rect};
use super::theme::Role;
use crate::app::action::{Action, BINDINGS, Binding, Context};
use crate::app::screen::{Area, Pane};
use crate::app::{Entry, Form, State, Target};
use crate::billing::{CachePlan, MonthBill};
use crate::card::STALE_AFTER_DAYS;
use crate::money::percent;

/// ` tokenfare   Support assistant ●            Bedrock list prices · 2026-11 · global`
pub(super) fn header(pen: &mut Pen<'_>, state: &State, area: Area) {
    let theme = pen.theme;
    pen.fill(rect(area), theme.raised());
    let card = state.card();
    let age = state.card_age();
    let old = match age {
        None => String::new(),
        Some(0) => ", today".to_owned(),
        Some(1) => ", 1 day old".to_owned(),
        Some(days) => format!(", {} days old", grouped_days(days)),
    };
    let stale = age.is_some_and(|days| days > STALE_AFTER_DAYS);
    let age_style = if stale { theme.bold(Role::Warning) } else { theme.style(Role::Muted) };
    let scope = format!(" · {} ", state.workload().scope.label());
    let date = format!(" {}", card.as_of);
    let right = [
        (card.name.as_str(), theme.style(Role::Text)),
        (&date, theme.style(Role::Muted)),
        (&old, age_style),
        (&scope, theme.style(Role::Muted)),
    ];
    let width: usize =
        right.iter().map(|(text, _)| unicode_width::UnicodeWidthStr::width(*text)).sum();
    let width = (width as u16).min(area.width / 2 + 10);
    let start = area.x + area.width - width;
    pen.spans(start, area.y, width, &right);
    pen.hits.add(Rect::new(start, area.y, width, 1), Target::Hint(Action::NextCard));
    let changed = if state.is_changed() { " ●" } else { "" };
    pen.spans(
        area.x,
        area.y,
        start.saturating_sub(area.x + 1),
        &[
            (" tokenfare", theme.bold(Role::Accent)),
            ("   ", theme.style(Role::Text)),
            (state.scenario(), theme.bold(Role::Strong)),
            (changed, theme.style(Role::Focus)),
        ],
    );
}

/// Days as people write them; a card from the future is as old as it says.
fn grouped_days(days: i64) -> String {
    let sign = if days < 0 { "-" } else { "" };
    format!("{sign}{}", crate::money::grouped(days.unsigned_abs()))
}

/// The selected model in one line, where its bill is not in sight.
pub(super) fn summary(pen: &mut Pen<'_>, state: &State, area: Area) {
    let theme = pen.theme;
    let Some((model, bill)) = state.selected() else {
        pen.text(area.x + 1, area.y, area.width, "No model matches", theme.style(Role::Muted));
        return;
    };
    let (amount, rest) = match bill {
        Ok(bill) => (bill.total().to_string(), format!(" a month · {}", dominant(bill))),
        Err(reason) => (String::new(), reason.words()),
    };
    let name = format!(" {}  ", model.name);
    let width = area.width.saturating_sub(1);
    pen.spans(
        area.x,
        area.y,
        width,
        &[
            (&name, theme.bold(Role::Text)),
            (&amount, theme.bold(Role::Strong)),
            (&rest, theme.style(Role::Muted)),
        ],
    );
    pen.hits.add(rect(area), Target::Pane(Pane::Detail));
}

/// Which side of the bill dominates and what moves it, in a few words.
pub(super) fn dominant(bill: &MonthBill) -> String {
    let caches = matches!(bill.cache, CachePlan::On { .. });
    match bill.output_share() {
        None => "costs nothing".to_owned(),
        Some(share) if share >= 0.6 => format!("{} is output: shorten answers", percent(share)),
        Some(share) if share <= 0.4 && caches => {
            format!("{} is input: trim the prompt", percent(1.0 - share))
        }
        Some(share) if share <= 0.4 => {
            format!("{} is input: trim or cache the prompt", percent(1.0 - share))
        }
        Some(share) => format!("{} is input, {} output", percent(1.0 - share), percent(share)),
    }
}

/// What can be said, or the keys that hold now.
pub(super) fn footer(pen: &mut Pen<'_>, state: &State, area: Area) {
    let theme = pen.theme;
    pen.fill(rect(area), theme.raised());
    let mouse = if state.mouse_wanted() { " mouse on " } else { " mouse off " };
    let mouse_width = mouse.len() as u16;
    let right = area.x + area.width - mouse_width;
    pen.text(right, area.y, mouse_width, mouse, theme.style(Role::Muted));
    pen.hits.add(Rect::new(right, area.y, mouse_width, 1), Target::Hint(Action::Mouse));
    let room = right.saturating_sub(area.x);

    let typing = state.typing();
    if let Some(fault) = typing.and_then(|typing| typing.fault.as_ref()) {
        pen.text(area.x + 1, area.y, room.saturating_sub(1), fault, theme.bold(Role::Bad));
        return;
    }
    if let Some(typing) = typing {
        let what = match typing.entry {
            Entry::Value(control) => control.field().help,
            Entry::Filter => "type part of a name or provider",
            Entry::PinName => "name the pinned scenario",
            Entry::RouteAnswer(_) => "mean answer of this model; nothing for the workload's",
            Entry::RouteCap(_) => "max output tokens of this model; nothing for the workload's",
            Entry::SaveAs => "name a file ending in .toml",
            Entry::OpenFile => "name a scenario file",
            Entry::OwnPrice(_) => {
                "USD per 1M tokens, or a discount such as 12%; nothing takes it back"
            }
            Entry::SaveOverlay => "name a file ending in .toml; use it with --overlay",
            Entry::Export { .. } => ".csv, .json, .md, or .svg for the screen",
        };
        let mut x = area.x + 1;
        let asked = match typing.entry {
            Entry::PinName => Some("Pin as "),
            Entry::RouteAnswer(_) => Some("Mean length "),
            Entry::RouteCap(_) => Some("Max output cap "),
            Entry::SaveAs => Some("Save as "),
            Entry::OpenFile => Some("Open "),
            Entry::SaveOverlay => Some("Save your prices as "),
            Entry::Export { .. } => Some("Export to "),
            Entry::Value(_) | Entry::Filter | Entry::OwnPrice(_) => None,
        };
        if let Some(asked) = asked {
            // A name has no place of its own on the screen.
            let shown = format!("{}▏", typing.text);
            let empty = typing.text.is_empty();
            let before = if empty { typing.before.as_str() } else { "" };
            let parts = [
                (asked, theme.style(Role::Text)),
                (shown.as_str(), theme.bold(Role::Strong)),
                (before, theme.style(Role::Muted)),
                ("   ", theme.style(Role::Text)),
            ];
            x = pen.spans(x, area.y, room.saturating_sub(1), &parts);
        }
        let with_text = match typing.entry {
            Entry::SaveAs => Some(state.keeps_text()),
            Entry::Export { with_text } if Form::of(&typing.text) == Some(Form::Svg) => {
                Some(with_text)
            }
            _ => None,
        };
        if let Some(with_text) = with_text.filter(|_| state.has_text_to_save()) {
            let shown = if with_text { "[x]" } else { "[ ]" };
            let parts = [
                (shown, theme.bold(Role::Strong)),
                (" with the prompts' text ", theme.style(Role::Text)),
                ("F2", theme.bold(Role::Focus)),
                ("   ", theme.style(Role::Text)),
            ];
            x = pen.spans(x, area.y, right.saturating_sub(x), &parts);
        }
        let keys = [
            ("⏎", theme.bold(Role::Focus)),
            (" take  ", theme.style(Role::Text)),
            ("Esc", theme.bold(Role::Focus)),
            (" leave  ", theme.style(Role::Text)),
            (what, theme.style(Role::Muted)),
        ];
        pen.spans(x, area.y, right.saturating_sub(x), &keys);
        return;
    }
    if let Some(notice) = state.notice() {
        let style = theme.bold(if notice.bad { Role::Bad } else { Role::Good });
        pen.text(area.x + 1, area.y, room.saturating_sub(1), &notice.text, style);
        return;
    }
    let mut x = area.x + 1;
    for binding in hints(state, room.saturating_sub(2)) {
        let start = x;
        x = pen.text(x, area.y, room, binding.shown, theme.bold(Role::Focus));
        x = pen.text(x + 1, area.y, room, binding.hint, theme.style(Role::Text));
        pen.hits.add(Rect::new(start, area.y, x - start, 1), Target::Hint(binding.action));
        x += 2;
    }
}

/// Whether a key has something to do with what a meeting sees.
fn is_for_a_meeting(binding: &Binding) -> bool {
    let shown = [
        Action::Up,
        Action::Pin,
        Action::Caching,
        Action::Batch,
        Action::Undo,
        Action::Present,
        Action::Help,
        Action::Quit,
    ];
    binding.context == Context::Present || shown.contains(&binding.action)
}

/// The keys that fit: help and quit always, then by their rank.
fn hints(state: &State, width: u16) -> Vec<&'static Binding> {
    let here = state.contexts();
    let mut offered: Vec<&Binding> = BINDINGS
        .iter()
        .filter(|binding| binding.footer > 0 && here.contains(&binding.context))
        .filter(|binding| !state.is_presenting() || is_for_a_meeting(binding))
        .collect();
    if here.contains(&Context::Text) {
        // Inside text, Esc is the way to every other key.
        offered.extend(BINDINGS.iter().filter(|binding| binding.action == Action::Back));
    }
    offered.sort_by_key(|binding| binding.footer);
    let size =
        |binding: &Binding| binding.shown.chars().count() + 1 + binding.hint.chars().count() + 2;
    let is_vital =
        |binding: &Binding| matches!(binding.action, Action::Quit | Action::Help | Action::Back);
    let mut left = usize::from(width) + 2;
    let vital: usize =
        offered.iter().filter(|binding| is_vital(binding)).map(|binding| size(binding)).sum();
    left = left.saturating_sub(vital);
    offered.retain(|binding| {
        if is_vital(binding) {
            return true;
        }
        let fits = size(binding) <= left;
        left = if fits { left - size(binding) } else { 0 };
        fits
    });
    offered
}
