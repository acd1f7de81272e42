//! The pinned scenarios side by side, a model a row.
//!
//! ```text
//!                      now              Monday           Tuesday
//! ▸ Claude Haiku       $241.10          $390.00          $260.00
//!                      -$148.90  -38%   vs this          +$18.90 +7.8%
//! ```

use ratatui::layout::Rect;

use super::chart::sentences;
use crate::app::action::Action;
use crate::app::screen::{Area, Pane};
use crate::app::{Pin, State, Target};
use crate::explore::{Difference, Row};
use crate::money::{Currency, Usd};
use crate::view::difference::{cell, style};
use crate::view::pen::Pen;
use crate::view::ranking;
use crate::view::theme::Role;

/// Cells of a column of costs.
const COLUMN: u16 = 18;
/// Cells of the models' names.
const NAMES: u16 = 20;

pub(super) fn draw(pen: &mut Pen<'_>, state: &State, inner: Area) {
    let theme = pen.theme;
    let muted = theme.style(Role::Muted);
    let pins = state.pins();
    if pins.all().is_empty() {
        let key = state.key_of(Action::Pin);
        let words = format!(
            "{key} pins the scenario under a name. Then move the sliders: every cost is held against the pinned \
             one, and several pins stand here side by side."
        );
        let body = Area { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
        sentences(pen, body, &[("Nothing is pinned yet.".to_owned(), muted), (words, muted)]);
        let area = Rect::new(inner.x, inner.y, inner.width, 1);
        pen.hits.add(area, Target::Hint(Action::Pin));
        return;
    }
    let room = inner.width.saturating_sub(NAMES + 2);
    let shown = usize::from(room / COLUMN).saturating_sub(1).max(1);
    let first = state.pin_at().saturating_sub(shown - 1);
    let columns: Vec<(usize, &Pin)> =
        pins.all().iter().enumerate().skip(first).take(shown).collect();
    headings(pen, state, inner, &columns);
    let body = Area { y: inner.y + 2, height: inner.height.saturating_sub(3), ..inner };
    models(pen, state, body, &columns);
    hints(pen, state, inner);
}

fn headings(pen: &mut Pen<'_>, state: &State, inner: Area, columns: &[(usize, &Pin)]) {
    let theme = pen.theme;
    let focused = state.focus() == Pane::Detail;
    let mut x = inner.x + NAMES + 2;
    pen.text(x, inner.y, COLUMN - 1, "now", theme.bold(Role::Text));
    let scope = state.workload().requests;
    let requests = format!("{} requests", crate::money::compact(scope));
    pen.text(x, inner.y + 1, COLUMN - 1, &requests, theme.style(Role::Muted));
    for &(at, pin) in columns {
        x += COLUMN;
        let chosen = at == state.pin_at();
        let style = match (chosen, focused) {
            (true, true) => theme.bold(Role::Focus),
            (true, false) => theme.bold(Role::Accent),
            (false, _) => theme.bold(Role::Text),
        };
        let mark = if chosen { "▸ " } else { "" };
        let end = pen.text(x, inner.y, COLUMN - 1, &format!("{mark}{}", pin.name), style);
        pen.hits.add(Rect::new(x, inner.y, end - x, 2), Target::PinColumn(at));
        let words = if at == state.pins().baseline_at() {
            "held against".to_owned()
        } else {
            format!("{} requests", crate::money::compact(pin.workload.requests))
        };
        let role = if at == state.pins().baseline_at() { Role::Accent } else { Role::Muted };
        pen.text(x, inner.y + 1, COLUMN - 1, &words, theme.style(role));
    }
}

/// A row of costs for each model: the rows around the selected one.
fn models(pen: &mut Pen<'_>, state: &State, body: Area, columns: &[(usize, &Pin)]) {
    let rows = state.table().rows();
    let card = state.card();
    let place = state.table().selected_row(card, state.ranking()).unwrap_or(0);
    let tall = usize::from(body.height / 2).max(1);
    let first = place.saturating_sub(tall / 2).min(rows.len().saturating_sub(tall));
    for (offset, &at) in rows.iter().skip(first).take(tall).enumerate() {
        let y = body.y + 2 * offset as u16;
        let Some(ranked) = state.ranking().rows.get(at) else {
            continue;
        };
        model(
            pen,
            state,
            Area { y, height: 2.min(body.y + body.height - y), ..body },
            ranked,
            first + offset,
            columns,
        );
    }
}

fn model(
    pen: &mut Pen<'_>,
    state: &State,
    area: Area,
    ranked: &Row,
    place: usize,
    columns: &[(usize, &Pin)],
) {
    let theme = pen.theme;
    let Some(model) = state.model_of(ranked) else {
        return;
    };
    let selected = state.table().selected.as_deref() == Some(model.id.as_str());
    if selected {
        pen.fill(Rect::new(area.x, area.y, area.width, area.height), theme.selected_row());
        pen.text(area.x, area.y, 1, "▸", theme.bold(Role::Focus));
    }
    let style = if selected { theme.bold(Role::Strong) } else { theme.style(Role::Text) };
    let names = NAMES - 1;
    let taken = ranking::mark(pen, model, state.today(), (area.x + 2, area.y, names));
    pen.text(area.x + 2, area.y, names - taken, &model.name, style);
    let area_of = Rect::new(area.x, area.y, area.width, area.height);
    pen.hits.add(area_of, Target::CompareRow(place));
    let now = ranked.total();
    let held = |at: usize| {
        at == state.pins().baseline_at() && state.pins().model().is_none_or(|id| id == model.id)
    };
    let mut x = area.x + NAMES + 2;
    let before = state.pins().before(&model.id, &state.workload().plans.mix);
    let before = before.map(|(_, total)| total);
    let currency = state.currency();
    amount(pen, currency, (x, area), now, before, false);
    for &(at, pin) in columns {
        x += COLUMN;
        amount(pen, currency, (x, area), pin.total(&model.id), before, held(at));
    }
}

/// A cost, and below it its difference to what everything is held against.
fn amount(
    pen: &mut Pen<'_>,
    currency: Currency,
    (x, area): (u16, Area),
    cost: Option<Usd>,
    before: Option<Usd>,
    held: bool,
) {
    let theme = pen.theme;
    let Some(after) = cost else {
        pen.text(x, area.y, COLUMN - 1, "no cost", theme.style(Role::Muted));
        return;
    };
    pen.text(x, area.y, COLUMN - 1, &currency.amount(after).to_string(), theme.bold(Role::Strong));
    if area.height < 2 {
        return;
    }
    if held {
        pen.text(x, area.y + 1, COLUMN - 1, "=", theme.style(Role::Muted));
    } else if let Some(before) = before {
        let difference = Difference { before, after };
        let words = cell(difference, currency, COLUMN - 1);
        pen.text(x, area.y + 1, COLUMN - 1, &words, style(theme, difference));
    }
}

fn hints(pen: &mut Pen<'_>, state: &State, inner: Area) {
    if state.focus() != Pane::Detail || inner.height < 4 {
        return;
    }
    let y = inner.y + inner.height - 1;
    let [enter, space, del] =
        [Action::Enter, Action::Toggle, Action::Remove].map(|action| state.key_of(action));
    let keys = [
        (&*state.keys_of(Action::Less), " pin  "),
        (&*space, " go back  "),
        (&*del, " drop  "),
        (&*enter, " hold against; again: this model"),
    ];
    let width = inner.width.saturating_sub(2);
    pen.keys(inner.x + 1, y, width, &keys, Role::Muted);
}
