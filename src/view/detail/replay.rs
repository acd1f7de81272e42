//! The requests of the logs on every model: what exactly this traffic would cost.

use ratatui::layout::Rect;

use crate::app::screen::Area;
use crate::app::{ReplayedModel, State, Target, Traffic};
use crate::explore::Difference;
use crate::money::grouped;
use crate::view::difference::role;
use crate::view::pen::Pen;
use crate::view::theme::Role;

/// Cells of a cost.
const COST: u16 = 11;

pub(super) fn draw(pen: &mut Pen<'_>, state: &State, traffic: &Traffic, area: Area) {
    let theme = pen.theme;
    let muted = theme.style(Role::Muted);
    let requests = grouped(traffic.requests);
    let now = traffic.now.map(|now| state.currency().amount(now).to_string());
    let words = match (traffic.requests, &now) {
        (0, _) => "No request in the logs has a model that the card knows".to_owned(),
        (_, None) => format!("{requests} requests{}, without a price now", traffic.span),
        _ => format!(" for {requests} requests{}", traffic.span),
    };
    let head = [
        (if now.is_some() { "These very requests cost " } else { "" }, theme.style(Role::Text)),
        (now.as_deref().unwrap_or_default(), theme.bold(Role::Strong)),
        (words.as_str(), muted),
    ];
    pen.spans(area.x, area.y, area.width, &head);
    let mut area = area;
    if !traffic.left_out.is_empty() {
        area = Area { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        let words = format!("Not among them: {}", traffic.left_out.join(", "));
        pen.text(area.x, area.y, area.width, &words, theme.style(Role::Warning));
    }
    if traffic.models.is_empty() {
        return;
    }
    let names = area.width.saturating_sub(4 * COST + 4).clamp(12, 30);
    let first = area.x + names + 4;
    for (at, head) in ["low", "expected", "high", "vs now"].into_iter().enumerate() {
        pen.right(first + at as u16 * COST, area.y + 1, COST - 1, head, muted);
    }
    if traffic.busiest().is_some() {
        pen.text(area.x + 2, area.y + 1, names, "● asked now", muted);
    }
    let rows = usize::from(area.height.saturating_sub(2));
    let all = &traffic.models;
    let chosen = state.view_row().min(all.len().saturating_sub(1));
    let skip = (chosen + 1).saturating_sub(rows);
    for (at, model) in all.iter().enumerate().skip(skip).take(rows) {
        let row = Area { y: area.y + 2 + (at - skip) as u16, height: 1, ..area };
        line(pen, state, traffic, (at, model, at == chosen), row, names);
    }
}

fn line(
    pen: &mut Pen<'_>,
    state: &State,
    traffic: &Traffic,
    (at, model, chosen): (usize, &ReplayedModel, bool),
    row: Area,
    names: u16,
) {
    let theme = pen.theme;
    let rect = Rect::new(row.x, row.y, row.width, 1);
    let focused = state.focus() == crate::app::screen::Pane::Detail;
    let style = pen.list_row(rect, chosen && focused);
    pen.hits.add(rect, Target::ViewRow(at));
    let after = pen.text(row.x + 2, row.y, names, &model.name, style);
    if model.requests_now > 0 {
        pen.text(after + 1, row.y, 1, "●", theme.style(Role::Good));
    }
    let first = row.x + names + 4;
    let Some([low, expected, high]) = model.costs else {
        let room = (row.x + row.width).saturating_sub(first);
        pen.text(first, row.y, room, &model.notes, theme.style(Role::Muted));
        return;
    };
    let muted = theme.style(Role::Muted);
    for (at, (cost, style)) in
        [(low, muted), (expected, theme.bold(Role::Strong)), (high, muted)].into_iter().enumerate()
    {
        let x = first + at as u16 * COST;
        pen.right(x, row.y, COST - 1, &state.currency().amount(cost).to_string(), style);
    }
    let x = first + 3 * COST;
    if let Some(before) = traffic.now {
        let difference = Difference { before, after: expected };
        let words = difference.percent().unwrap_or_default();
        pen.right(x, row.y, COST - 1, &words, theme.style(role(difference)));
    }
    let from = x + COST + 1;
    let room = (row.x + row.width).saturating_sub(from);
    pen.text(from, row.y, room, &model.notes, muted);
}
