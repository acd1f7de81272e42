//! Credits: how long a pool lasts, and what is paid when.

use super::chart::{control_row, few, refused_words, sentences};
use crate::app::State;
use crate::app::action::Action;
use crate::app::screen::{Area, Pane};
use crate::controls::CREDIT_CONTROLS;
use crate::explore::{Refused, Runway};
use crate::money::{Currency, compact};
use crate::view::pen::Pen;
use crate::view::theme::Role;

/// Cells of a month's row.
const MONTHS: u16 = 50;

pub(super) fn draw(pen: &mut Pen<'_>, state: &State, found: Result<&Runway, &Refused>, area: Area) {
    let theme = pen.theme;
    let who = if state.workload().plans.mix.is_empty() {
        state.selected().map_or_else(|| "no model".to_owned(), |(model, _)| state.name_of(model))
    } else {
        "the mix".to_owned()
    };
    let verdict = match found {
        Ok(runway) => {
            (format!("For {who}: {}", runway.verdict(state.currency())), theme.bold(Role::Text))
        }
        Err(refused) => refused_words(pen, refused),
    };
    let taken = sentences(pen, Area { height: 2, ..area }, &[verdict]);
    let wide = area.width >= 2 * MONTHS;
    let rows = CREDIT_CONTROLS.len() as u16;
    let controls = Area {
        y: area.y + taken,
        height: rows,
        width: if wide { area.width / 2 } else { area.width },
        ..area
    };
    for (at, control) in CREDIT_CONTROLS.iter().enumerate() {
        let y = controls.y + at as u16;
        if y < area.y + area.height {
            let row = Area { y, height: 1, ..controls };
            control_row(pen, state, row, at, *control, control.label());
        }
    }
    let months = if wide {
        Area {
            x: area.x + area.width / 2 + 2,
            y: area.y + taken,
            width: area.width - area.width / 2 - 2,
            height: area.height.saturating_sub(taken),
        }
    } else {
        Area { y: controls.y + rows, height: area.height.saturating_sub(taken + rows), ..area }
    };
    if let Ok(runway) = found {
        table(pen, runway, state.currency(), months);
    }
    if wide && state.focus() == Pane::Detail {
        let y = area.y + area.height - 1;
        if y > controls.y + rows {
            let keys = [Action::Toggle, Action::Enter, Action::Remove].map(|it| state.key_of(it));
            let [space, enter, del] = &keys;
            let keys = [
                (space.as_str(), " AWS's pools in turn  "),
                (enter.as_str(), " types  "),
                (del.as_str(), " none"),
            ];
            pen.keys(area.x, y, controls.width, &keys, Role::Muted);
        }
    }
}

/// The months, those around the end of the pool where not all have room.
fn table(pen: &mut Pen<'_>, runway: &Runway, currency: Currency, area: Area) {
    if area.height < 2 {
        return;
    }
    let theme = pen.theme;
    let muted = theme.style(Role::Muted);
    let columns = [6u16, 10, 11, 11, 11];
    let write = |pen: &mut Pen<'_>, y: u16, cells: [&str; 5], roles: [Role; 5]| {
        let mut x = area.x;
        for ((cell, width), role) in cells.into_iter().zip(columns).zip(roles) {
            if x + width <= area.x + area.width {
                let style = if role == Role::Muted { muted } else { theme.style(role) };
                pen.right(x, y, width, cell, style);
            }
            x += width;
        }
    };
    let heads = ["month", "requests", "due", "paid", "left"];
    write(pen, area.y, heads, [Role::Muted; 5]);
    let room = usize::from(area.height - 1);
    let all = &runway.months;
    let turn = all.iter().position(|month| !month.net.is_zero()).unwrap_or(0);
    let skip = turn.saturating_sub(room / 2).min(all.len().saturating_sub(room));
    for (row, month) in all.iter().skip(skip).take(room).enumerate() {
        let y = area.y + 1 + row as u16;
        let paid = if month.net.is_zero() { Role::Good } else { Role::Bad };
        let cells = [
            month.month.to_string(),
            compact(month.requests),
            few(month.gross.approx(), currency),
            few(month.net.approx(), currency),
            few(month.balance.approx(), currency),
        ];
        let cells = [0, 1, 2, 3, 4].map(|at: usize| cells[at].as_str());
        write(pen, y, cells, [Role::Text, Role::Muted, Role::Text, paid, Role::Text]);
    }
}
