//! The line below the headline: what has changed since the pinned scenario.
//!
//! ```text
//!  vs Monday   Claude Haiku  $390.00 → $241.10   max output cap 4,096 → 1,024 · 2 more
//! ```

use unicode_width::UnicodeWidthStr;

use super::pen::{Pen, rect};
use super::theme::{Role, Theme};
use crate::app::action::Action;
use crate::app::screen::Area;
use crate::app::wrap::as_many;
use crate::app::{State, Target, View};
use crate::explore::Difference;
use crate::money::Currency;
use crate::workload::Basis;

pub(super) fn draw(pen: &mut Pen<'_>, state: &State, area: Area) {
    let Some(pin) = state.pins().baseline() else {
        return;
    };
    let theme = pen.theme;
    pen.fill(rect(area), theme.raised());
    pen.hits.add(rect(area), Target::Hint(Action::View(View::Compare)));
    let muted = theme.style(Role::Muted);
    let mut parts = vec![(format!("vs {}", pin.name), theme.bold(Role::Accent), 0)];
    match difference(state) {
        Some((names, difference)) => {
            let (sides, change) = difference.words(state.currency());
            parts.push((format!("   {names}"), theme.style(Role::Text), 3));
            parts.push((format!("  {sides}"), muted, 1));
            let per = match state.basis() {
                Basis::Month => String::new(),
                other => format!(" {}", other.spec().words),
            };
            parts.push((per, muted, 1));
            // The headline says it too, where there is one.
            if state.is_presenting() {
                parts.push((format!("  {change}"), theme.bold(role(difference)), 0));
            }
        }
        None => parts.push(("   no cost to hold against".to_owned(), muted, 1)),
    }
    let room = usize::from(area.width.saturating_sub(2));
    let taken = |most: u8| {
        let within = parts.iter().filter(|part| part.2 <= most);
        within.map(|(words, ..)| words.width()).sum::<usize>()
    };
    let changes = pin.changes(state.workload(), state.card());
    // The names stand in the ranking too: what changed stands nowhere else.
    let whole = brief(&changes, room.saturating_sub(taken(3)));
    let changes = match whole {
        Some(words) if changes.len() < 2 || !words.ends_with(" more") => Some(words),
        _ => brief(&changes, room.saturating_sub(taken(1))),
    };
    parts.extend(changes.map(|words| (words, muted, 2)));
    pen.whole(area, &parts);
}

/// What stands before the changes.
const GAP: &str = "   ";

/// The changes that have room as a whole, and how many more there are; none where not even that has room.
fn brief(changes: &[String], room: usize) -> Option<String> {
    if changes.is_empty() {
        return Some(format!("{GAP}nothing changed"));
    }
    let fits = |words: &str| words.width() + GAP.len() <= room;
    let counted = || match changes.len() {
        1 => "1 change".to_owned(),
        all => format!("{all} changes"),
    };
    let words = as_many(changes, fits).or_else(|| Some(counted()).filter(|words| fits(words)))?;
    Some(format!("{GAP}{words}"))
}

/// What is held against what, and the difference of the selected model.
pub(super) fn difference(state: &State) -> Option<(String, Difference)> {
    let row = state.selected_row()?;
    let model = state.model_of(row)?;
    let difference = state.difference(row)?;
    // The names of all its models would leave no room for figures.
    let own = match (row.model, state.workload().plans.mix.cascade) {
        (Some(_), _) => state.name_of(model),
        (None, true) => "the cascade".to_owned(),
        (None, false) => "the mix".to_owned(),
    };
    let held = state.pins().before(&model.id, &state.workload().plans.mix);
    let names = match held.map(|(id, _)| id).filter(|id| *id != model.id) {
        Some(id) => {
            let known = state.card().models.iter().find(|it| it.id == id);
            let other = known.map_or(id, |other| other.name.as_str());
            format!("{other} → {own}")
        }
        None => own,
    };
    Some((names, difference))
}

/// Good for less, bad for more.
pub(super) fn role(difference: Difference) -> Role {
    match difference.change().pico() {
        0 => Role::Muted,
        1.. => Role::Bad,
        _ => Role::Good,
    }
}

/// The change of a cost in a cell of the ranking or of the pins.
pub(super) fn cell(difference: Difference, currency: Currency, width: u16) -> String {
    if difference.change().is_zero() {
        return "=".to_owned();
    }
    let percent = difference.percent().unwrap_or_default();
    let change = currency.amount(difference.change());
    for places in [change.places(), 0] {
        let amount = crate::explore::signed(change, places);
        let words = format!("{amount} {percent:>5}");
        if words.chars().count() <= usize::from(width) {
            return words;
        }
    }
    percent
}

/// The style of a change.
pub(super) fn style(theme: &Theme, difference: Difference) -> ratatui::style::Style {
    theme.style(role(difference))
}
