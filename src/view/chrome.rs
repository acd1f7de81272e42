//! The lines around the panes: header and the footer of keys.

use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::pen::{Pen, rect};
use super::theme::Role;
use crate::app::action::{Action, Binding, Context, shown};
use crate::app::screen::Area;
use crate::app::{Entry, Form, State, Target, Typing};
use crate::billing::{CachePlan, MonthBill};
use crate::card::STALE_AFTER_DAYS;
use crate::controls::Control;
use crate::money::percent;
use crate::workload::ServiceTier;

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
    let work = state.workload();
    let served = match work.tier {
        ServiceTier::Standard => String::new(),
        _ => format!("· {} ", Control::Tier.shown(work, None)),
    };
    let scope = format!(" · {} {served}", work.origin.label());
    let date = format!(" {}", card.as_of);
    let currency = match area.width {
        ..100 => state.currency().short_remark(),
        _ => state.currency().remark(),
    };
    let currency = currency.map_or(String::new(), |remark| format!("· {remark} "));
    let mut right = vec![
        (card.name.as_str(), theme.style(Role::Text)),
        (&date, theme.style(Role::Muted)),
        (&old, age_style),
        (&scope, theme.style(Role::Muted)),
        // At which rate amounts are shown is always in sight.
        (&currency, theme.style(Role::Text)),
    ];
    let width =
        |parts: &[(&str, Style)]| parts.iter().map(|(text, _)| text.width()).sum::<usize>() as u16;
    let changed = if state.is_changed() { " ●" } else { "" };
    // What the figures are of is whole before the rest has room.
    let named = " tokenfare   ".width() + state.scenario().width() + changed.width() + 2;
    let named = u16::try_from(named).unwrap_or(u16::MAX);
    let most = area.width.saturating_sub(named).clamp(area.width / 3, area.width / 2 + 10);
    // How requests are priced stands nowhere else; the date says the age too, but for a warning.
    let gives_way: &[usize] = if stale { &[1, 0, 3] } else { &[2, 1, 0, 3] };
    for &at in gives_way {
        if width(&right) > most {
            right[at].0 = "";
        }
    }
    let width = width(&right).min(most);
    let start = area.x + area.width - width;
    pen.spans(start, area.y, width, &right);
    pen.hits.add(Rect::new(start, area.y, width, 1), Target::Hint(Action::NextCard));
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

/// Which side of the bill dominates and what moves it, in a few words.
pub(super) fn dominant(bill: &MonthBill) -> String {
    let caches = matches!(bill.cache, CachePlan::On { .. });
    if let Some(share) = bill.thinking_share().filter(|share| *share >= 0.5) {
        return format!("{} is thinking: ask for less", percent(share));
    }
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

    if let Some(typing) = state.typing() {
        if let Some(fault) = &typing.fault {
            pen.text(area.x + 1, area.y, room.saturating_sub(1), fault, theme.bold(Role::Bad));
        } else {
            asked(pen, state, typing, Rect::new(area.x + 1, area.y, room.saturating_sub(1), 1));
        }
        return;
    }
    if let Some(notice) = state.notice() {
        let style = theme.bold(if notice.bad { Role::Bad } else { Role::Good });
        pen.text(area.x + 1, area.y, room.saturating_sub(1), &notice.text, style);
        return;
    }
    let mut x = area.x + 1;
    for (keys, group) in hints(state, room.saturating_sub(2)) {
        let start = x;
        x = pen.text(x, area.y, room, &keys, theme.bold(Role::Focus));
        x = pen.text(x + 1, area.y, room, group[0].hint, theme.style(Role::Text));
        // Of two keys, the one that leads on.
        let action = group[group.len() - 1].action;
        pen.hits.add(Rect::new(start, area.y, x - start, 1), Target::Hint(action));
        x += 2;
    }
}

/// What is asked for, what is typed where it has no place of its own, and the keys that end it.
fn asked(pen: &mut Pen<'_>, state: &State, typing: &Typing, area: Rect) {
    let theme = pen.theme;
    let (text, key) = (theme.style(Role::Text), theme.bold(Role::Focus));
    let (strong, muted) = (theme.bold(Role::Strong), theme.style(Role::Muted));
    let (asked, what) = typing.entry.words();
    // The screen of a meeting has no other place for it.
    let asked = match typing.entry {
        Entry::Filter if state.is_presenting() => "Find ",
        _ => asked,
    };
    let changes = match typing.entry {
        Entry::Value(control) if control.scale().is_some() => "x3 or +30% changes it: ",
        _ => "",
    };
    let what = match &typing.preview {
        Some(preview) => preview.said.clone(),
        None => format!("{changes}{what}"),
    };
    let typed = format!("{}▏", typing.text);
    let before = if typing.text.is_empty() { typing.before.as_str() } else { "" };
    let mut parts = Vec::new();
    if !asked.is_empty() {
        parts.extend([(asked, text), (&*typed, strong), (before, muted), ("   ", text)]);
    }
    let [keep, take, leave] = [Action::KeepText, Action::Enter, Action::Back]
        .map(|action| state.keymap().key_of(action, Context::Saving.with_others()));
    let with_text = match typing.entry {
        Entry::SaveAs => Some(state.keeps_text()),
        Entry::Export { with_text } => {
            (Form::of(&typing.text) == Some(Form::Svg)).then_some(with_text)
        }
        _ => None,
    };
    if let Some(with_text) = with_text.filter(|_| state.has_text_to_save()) {
        let mark = if with_text { "[x]" } else { "[ ]" };
        let words = " with the prompts' text ";
        parts.extend([(mark, strong), (words, text), (&*keep, key), ("   ", text)]);
    }
    parts.extend([(&*take, key), (" take  ", text), (&*leave, key), (" leave  ", text)]);
    let words: Vec<String> = typing.completions().iter().filter_map(|it| last_word(it)).collect();
    let words = words.join("  ");
    let completes = state.keymap().key_of(Action::NextPane, Context::Typing.with_others());
    if words.is_empty() {
        // As much of it as there is room for: the first words say most.
        let taken: usize = parts.iter().map(|(words, _)| words.width()).sum();
        let room = usize::from(area.width).saturating_sub(taken);
        let ends = what.match_indices([';', ':', ',']).map(|(at, _)| at).chain([what.len()]);
        let end = ends.filter(|end| what[..*end].width() <= room).max().unwrap_or(0);
        parts.push((&what[..end], muted));
    } else {
        parts.extend([(&*completes, key), (" completes: ", text), (&*words, muted)]);
    }
    pen.spans(area.x, area.y, area.width, &parts);
}

fn last_word(text: &str) -> Option<String> {
    text.split_whitespace().next_back().map(str::to_owned)
}

/// Whether a key has something to do with what a meeting sees.
fn is_for_a_meeting(binding: &Binding) -> bool {
    let shown = [
        Action::Up,
        Action::Caching,
        Action::Batch,
        Action::Basis,
        Action::Undo,
        Action::Present,
        Action::Filter,
        Action::Help,
    ];
    binding.context == Context::Present || shown.contains(&binding.action)
}

/// The keys that fit with their rows: help and quit always, then by their rank.
fn hints(state: &State, width: u16) -> Vec<(String, &[Binding])> {
    let here = state.place_below().with_others();
    let mut offered: Vec<(String, &[Binding])> = state
        .keymap()
        .groups()
        .filter(|group| group[0].footer > 0 && here.contains(&group[0].context))
        .filter(|group| !state.is_presenting() || is_for_a_meeting(&group[0]))
        .map(|group| (shown(group), group))
        .filter(|(keys, _)| !keys.is_empty())
        .collect();
    offered.sort_by_key(|(_, group)| group[0].footer);
    let size = |keys: &str, group: &[Binding]| {
        keys.chars().count() + 1 + group[0].hint.chars().count() + 2
    };
    let is_vital =
        |group: &[Binding]| matches!(group[0].action, Action::Quit | Action::Help | Action::Back);
    let vital = offered.iter().filter(|(_, group)| is_vital(group));
    let vital: usize = vital.map(|(keys, group)| size(keys, group)).sum();
    let mut left = (usize::from(width) + 2).saturating_sub(vital);
    offered.retain(|(keys, group)| {
        if is_vital(group) {
            return true;
        }
        let fits = size(keys, group) <= left;
        left = if fits { left - size(keys, group) } else { 0 };
        fits
    });
    offered
}
