//! The lists of themes and rate cards, and the prices of one's own.

use ratatui::layout::Rect;

use super::pen::Pen;
use super::popups::open;
use super::theme::Role;
use crate::app::{Entry, OwnPrice, State, Target};

/// A list with its chosen row in sight: a name at the left, a remark at the right.
fn list(pen: &mut Pen<'_>, inner: Rect, rows: &[(String, String, Role)], chosen: usize) {
    let room = usize::from(inner.height.saturating_sub(2));
    let skip = (chosen + 1).saturating_sub(room);
    for (at, (name, remark, role)) in rows.iter().enumerate().skip(skip).take(room) {
        let theme = pen.theme;
        let row = Rect::new(inner.x, inner.y + (at - skip) as u16, inner.width, 1);
        let style = pen.list_row(row, at == chosen);
        let width = remark.chars().count() as u16;
        let left = row.width.saturating_sub(width + 4);
        pen.text(row.x + 2, row.y, left, name, style);
        pen.right(row.x, row.y, row.width - 1, remark, theme.style(*role));
        pen.hits.add(row, Target::PopupRow(at));
    }
}

fn keys(pen: &mut Pen<'_>, inner: Rect, words: &str) {
    let y = inner.bottom().saturating_sub(1);
    let style = pen.theme.style(Role::Muted);
    pen.text(inner.x + 1, y, inner.width.saturating_sub(1), words, style);
}

pub(super) fn themes(pen: &mut Pen<'_>, state: &State, chosen: usize) {
    let rows: Vec<(String, String, Role)> = state
        .themes()
        .iter()
        .map(|name| {
            let now = if name == state.theme() { "in use" } else { "" };
            (name.clone(), now.to_owned(), Role::Muted)
        })
        .collect();
    let height = rows.len() as u16 + 4;
    let inner = open(pen, 46, height.min(pen.buffer.area.height), "Themes");
    list(pen, inner, &rows, chosen);
    keys(pen, inner, "Enter keeps · s for every start · Esc back");
}

pub(super) fn cards(pen: &mut Pen<'_>, state: &State, chosen: usize) {
    let rows: Vec<(String, String, Role)> = state
        .cards()
        .map(|card| {
            let age = state.age_of(card).map_or(String::new(), |days| match days {
                1 => ", 1 day old".to_owned(),
                days => format!(", {days} days old"),
            });
            let old = state.age_of(card) > Some(crate::card::STALE_AFTER_DAYS);
            let role = if old { Role::Warning } else { Role::Muted };
            let models = card.models.len();
            let words = format!("{models} models, {}{age}", card.as_of);
            (card.name.clone(), words, role)
        })
        .collect();
    let height = rows.len() as u16 + 4;
    let inner = open(pen, 84, height.min(pen.buffer.area.height), "Rate cards");
    list(pen, inner, &rows, chosen);
    keys(pen, inner, "Enter keeps · Esc back · $ in the ranking types prices of your own");
}

pub(super) fn own_prices(pen: &mut Pen<'_>, state: &State, chosen: usize) {
    let Some((selected, _)) = state.selected() else {
        return;
    };
    let base = state.base_card();
    let model = base.models.iter().find(|model| model.id == selected.id);
    let Some(model) = model else { return };
    let title = format!("Prices of your own · {}", model.name);
    let rows = OwnPrice::all().count() as u16;
    let inner = open(pen, 70, rows + 6, &title);
    let theme = pen.theme;
    let muted = theme.style(Role::Muted);
    let columns = [inner.x + 24, inner.x + 38, inner.x + 52];
    for (x, head) in columns.into_iter().zip(["on the card", "yours", "in use"]) {
        pen.right(x, inner.y, 13, head, muted);
    }
    for (at, price) in OwnPrice::all().enumerate() {
        let row = Rect::new(inner.x, inner.y + 1 + at as u16, inner.width, 1);
        let name = pen.list_row(row, at == chosen);
        let offered = price.is_offered(model);
        let style = if offered || at == chosen { name } else { muted };
        pen.text(row.x + 2, row.y, 22, &price.label(), style);
        pen.hits.add(row, Target::PopupRow(at));
        let listed = price.listed(model);
        let words = match (listed, offered) {
            (Some(rate), _) => rate.per_million(),
            (None, true) => String::new(),
            (None, false) => "not offered".to_owned(),
        };
        pen.right(columns[0], row.y, 13, &words, muted);
        let typing = state.typing().filter(|typing| typing.entry == Entry::OwnPrice(at));
        let (words, style) = match typing {
            Some(typing) => (format!("{}▏", typing.text), theme.bold(Role::Focus)),
            None => (
                price.typed(state.own_prices(), &model.id).unwrap_or_default(),
                theme.bold(Role::Strong),
            ),
        };
        pen.right(columns[1], row.y, 13, &words, style);
        let used = price.listed(selected);
        let role = if used == listed { Role::Muted } else { Role::Good };
        let words = used.map_or(String::new(), |rate| rate.per_million());
        pen.right(columns[2], row.y, 13, &words, theme.style(role));
    }
    let y = inner.bottom().saturating_sub(2);
    let words = "USD per 1M tokens, global price; discounts such as 12%";
    pen.text(inner.x + 1, y, inner.width - 1, words, muted);
    keys(pen, inner, "Enter types · Del takes back · x all · w saves as an overlay · Esc closes");
}
