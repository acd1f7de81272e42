//! The list of what costs most: the parts of the prompt, then its lines, costliest first.
//!
//! ```text
//! ╭ Costliest first ───────────────────────────────────────────────────────╮
//! │   Tokens  Of input  Saves/month  on Claude Sonnet 5.5                   │
//! │ ▸     90      8.7%        $9.00  User        Where is my order?         │
//! │      812       78%        $4.06  System      You are the support …      │
//! │                                                                         │
//! │      112       11%        $0.56  System:12   If the customer asks …     │
//! │                                                                         │
//! │ Enter goes there · Esc closes                                           │
//! ╰─────────────────────────────────────────────────────────────────────────╯
//! ```

use ratatui::layout::Rect;

use super::pen::Pen;
use super::popups::open;
use super::theme::Role;
use crate::app::token_view::ENCODING;
use crate::app::{CostlyRow, State, Target};
use crate::money::{grouped, percent};

/// Where each column ends, or the last one begins, from the left of the list.
const TOKENS: u16 = 12;
const SHARE: u16 = 22;
const SAVES: u16 = 36;
const PART: u16 = 38;
const TEXT: u16 = 54;

/// Draws the list with one row chosen.
pub(super) fn draw(pen: &mut Pen<'_>, state: &State, chosen: usize) {
    let list = state.costly();
    let gap = usize::from(list.rows.len() > list.parts);
    let height = (list.rows.len() + gap + 5).min(200) as u16;
    let height = height.clamp(8, pen.buffer.area.height.saturating_sub(2).max(8));
    let inner = open(pen, 110, height, "Costliest first");
    let theme = pen.theme;
    let width = inner.width.saturating_sub(1);
    let muted = theme.style(Role::Muted);
    for (end, words) in [(TOKENS, "Tokens"), (SHARE, "Of input"), (SAVES, "Saves/month")] {
        pen.right(inner.x, inner.y, end, words, muted);
    }
    if let Some((model, _)) = state.selected() {
        let words = format!("on {}", model.name);
        let room = width.saturating_sub(SAVES + 1);
        pen.text(inner.x + SAVES + 2, inner.y, room, &words, muted);
    }

    // The rows in sight, an empty one between parts and lines.
    let at = |row: usize| row + if row < list.parts { 0 } else { gap };
    let rows = usize::from(inner.height.saturating_sub(3));
    let skip = (at(chosen) + 1).saturating_sub(rows);
    for (index, row) in list.rows.iter().enumerate() {
        let Some(place) = at(index).checked_sub(skip).filter(|&place| place < rows) else {
            continue;
        };
        let line = Rect::new(inner.x, inner.y + 1 + place as u16, inner.width, 1);
        written(pen, row, list.estimated, line, index == chosen);
        pen.hits.add(line, Target::PopupRow(index));
    }
    if list.rows.is_empty() {
        let words = "The prompt is empty.";
        pen.text(inner.x + 2, inner.y + 1, width, words, theme.style(Role::Text));
    }

    let y = inner.bottom().saturating_sub(1);
    let keys =
        format!("Enter goes there · Esc closes · {} tokens · saved when left out", ENCODING.name());
    let weighing = list.weighed.map(|done| format!("weighing lines {done}% "));
    let (words, style) = match &weighing {
        Some(words) => (words.as_str(), theme.style(Role::Warning)),
        None => (keys.as_str(), muted),
    };
    pen.text(inner.x + 2, y, width.saturating_sub(2), words, style);
}

/// One row of the list.
fn written(pen: &mut Pen<'_>, row: &CostlyRow, estimated: bool, line: Rect, chosen: bool) {
    let theme = pen.theme;
    let (x, y) = (line.x, line.y);
    if chosen {
        pen.fill(line, theme.selected_row());
        pen.text(x + 1, y, 1, "▸", theme.bold(Role::Focus));
    }
    let strong = theme.bold(Role::Strong);
    let (text, muted) = (theme.style(Role::Text), theme.style(Role::Muted));
    pen.right(x, y, TOKENS, &grouped(row.tokens.get()), strong);
    pen.right(x, y, SHARE, &percent(row.share), text);
    let near = if estimated { "≈" } else { "" };
    let saves = row.saves.map_or("-".to_owned(), |amount| format!("{near}{amount}"));
    pen.right(x, y, SAVES, &saves, strong);
    let name_style = if chosen { theme.selected_name(true) } else { text };
    let end = pen.text(x + PART, y, 8, row.part.label(), name_style);
    if let Some(at) = row.line {
        let words = format!(":{}", grouped(at as u64 + 1));
        pen.text(end, y, (x + TEXT).saturating_sub(end + 1), &words, text);
    }
    let room = line.width.saturating_sub(TEXT + 1);
    if !pen.hides_text {
        pen.text(x + TEXT, y, room, &row.text, muted);
    }
}
