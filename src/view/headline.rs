//! The line below the header: what the selected model costs, with its range and against the pin.
//!
//! ```text
//!  Claude Haiku  ≈$241.10 a month  -$148.90 (-38%) against Monday  $214 to $263  84% is output: shorten answers
//! ```

use super::pen::{Part, Pen, rect};
use super::theme::Role;
use super::{chrome, difference};
use crate::app::screen::{Area, Pane};
use crate::app::{State, Target};

pub(super) fn draw(pen: &mut Pen<'_>, state: &State, area: Area) {
    let theme = pen.theme;
    pen.fill(rect(area), theme.raised());
    pen.hits.add(rect(area), Target::Pane(Pane::Detail));
    let (x, width) = (area.x + 1, area.width.saturating_sub(2));
    let (strong, muted) = (theme.bold(Role::Strong), theme.style(Role::Muted));
    let Some((model, bill)) = state.selected() else {
        pen.text(x, area.y, width, "No model matches", muted);
        return;
    };
    let name = state.name_of(model);
    let bill = match bill {
        Ok(bill) => bill,
        Err(reason) => {
            let words = format!("  has no bill: {}", reason.words());
            pen.spans(x, area.y, width, &[(&name, strong), (&words, theme.style(Role::Warning))]);
            return;
        }
    };
    let row = state.selected_row();
    let range = row.and_then(|row| row.range);
    let about = if range.is_some() { "≈" } else { "" };
    let mut parts: Vec<Part> = vec![
        (name, theme.bold(Role::Accent), 0),
        (format!("  {about}{}", state.amount_words(bill.total())), strong, 0),
        (format!(" {}", state.basis().spec().words), theme.style(Role::Text), 0),
    ];
    let pin = state.pins().baseline();
    if let (Some(pin), Some((_, change))) = (pin, difference::difference(state)) {
        let words = match change.change().is_zero() {
            true => "the same".to_owned(),
            false => change.words(state.currency()).1,
        };
        parts.push((format!("  {words}"), theme.bold(difference::role(change)), 1));
        parts.push((format!(" against {}", pin.name), muted, 3));
    }
    let between = |(low, high)| {
        let [low, high] = [low, high].map(|usd| state.amount_words(usd));
        format!("{low} to {high}")
    };
    if let Some(range) = range {
        parts.push((format!("  {}", between(range)), theme.style(Role::Text), 2));
    }
    if let Some(spread) = row.and_then(|row| row.spread) {
        parts.push((format!("  low to high: {}", between(spread)), muted, 2));
    }
    parts.push((format!("  {}", chrome::dominant(bill)), muted, 4));
    pen.whole(area, &parts);
}
