//! The line below the header: what has changed since the pinned scenario.
//!
//! ```text
//!  vs Monday   Claude Haiku  $390.00 → $241.10  -$148.90 (-38%)   max output cap 4,096 → 1,024
//! ```

use super::pen::{Pen, rect};
use super::theme::{Role, Theme};
use crate::app::action::Action;
use crate::app::screen::Area;
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
    let vs = format!(" vs {}  ", pin.name);
    let mut parts = vec![(vs, theme.bold(Role::Accent))];
    let muted = theme.style(Role::Muted);
    match difference(state) {
        Some((names, difference)) => {
            let (sides, change) = difference.words(state.currency());
            let per = match state.basis() {
                Basis::Month => String::new(),
                other => format!("{}  ", other.spec().words),
            };
            parts.push((format!("{names}  "), theme.style(Role::Text)));
            parts.push((format!("{sides}  "), muted));
            parts.push((per, muted));
            parts.push((change, theme.bold(role(difference))));
        }
        None => parts.push(("no cost to hold against".to_owned(), muted)),
    }
    let changes = pin.changes(state.workload(), state.card());
    let changes = if changes.is_empty() {
        "   nothing changed".to_owned()
    } else {
        format!("   {}", changes.join(" · "))
    };
    parts.push((changes, muted));
    let spans: Vec<_> = parts.iter().map(|(text, style)| (text.as_str(), *style)).collect();
    pen.spans(area.x, area.y, area.width.saturating_sub(1), &spans);
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
