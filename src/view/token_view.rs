//! The open text by its tokens: each on one of two shades, and the one at the cursor in words.
//!
//! ```text
//! ╭ Tokens ─ System 812◆  Context 0 ──────────────────╮
//! │ You are the support assistant of …                │
//! ╰ id 2498 · 8 bytes · ␣support ───────── o200k_base ─╯
//! ```

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::pen::Pen;
use super::theme::Role;
use crate::app::State;
use crate::app::editor::{Editor, PlacedCluster};
use crate::app::screen::Area;
use crate::app::token_view::{AtCursor, ENCODING};

/// The title of the prompt pane.
pub(super) const fn title(state: &State) -> &'static str {
    if state.token_view().is_on() { "Tokens" } else { "Prompts" }
}

/// The clusters in sight by rows; none while the view is off.
pub(super) fn clusters(state: &State, editor: &Editor) -> Vec<Vec<PlacedCluster>> {
    if state.token_view().is_on() { editor.placed_clusters() } else { Vec::new() }
}

/// Shades a row of text, `row` being its cells. A character takes the shade of the token that
/// begins it, and is marked where several tokens share it.
pub(super) fn shade(pen: &mut Pen<'_>, state: &State, clusters: &[PlacedCluster], row: Rect) {
    for cluster in clusters {
        let tokens = state.token_view().tokens(cluster.bytes.clone());
        let Some(first) = tokens.first() else {
            continue;
        };
        let room = row.width.saturating_sub(cluster.column);
        let cells = Rect::new(row.x + cluster.column, row.y, cluster.width.min(room), 1);
        let mut style = pen.theme.token(first.odd);
        if tokens.len() > 1 {
            style = style.add_modifier(pen.theme.shared_character());
        }
        if cluster.newline {
            pen.text(cells.x, cells.y, cells.width, "↵", pen.theme.style(Role::Text));
        }
        pen.fill(cells, style);
    }
}

/// The token at the cursor, on the pane's lower border.
pub(super) fn token_at_cursor(pen: &mut Pen<'_>, state: &State, area: Area) {
    let view = state.token_view();
    if !view.is_on() {
        return;
    }
    let theme = pen.theme;
    let y = area.y + area.height.saturating_sub(1);
    let (left, right) = (area.x + 1, (area.x + area.width).saturating_sub(2));
    let editor = &state.prompts().text(state.prompts().open).editor;
    let words = view.at_cursor(editor).map_or_else(Vec::new, |here| words(pen, &here));
    let spans: Vec<_> = (words.iter().map(|(words, style)| (words.as_str(), *style))).collect();
    let end = pen.spans(left, y, right.saturating_sub(left), &spans);

    let name = format!(" {} ", ENCODING.name());
    let name_width = name.len() as u16;
    if end + name_width < right {
        pen.text(right - name_width, y, name_width, &name, theme.style(Role::Muted));
    }
}

/// A token with its id, its length and its text; or a character as the sum of the tokens that share
/// it.
fn words(pen: &Pen<'_>, here: &AtCursor) -> Vec<(String, Style)> {
    let (strong, text) = (pen.theme.bold(Role::Strong), pen.theme.style(Role::Text));
    let muted = pen.theme.style(Role::Muted);
    if let [token] = here.tokens.as_slice() {
        let bytes = if token.bytes == 1 { "byte" } else { "bytes" };
        return vec![
            (format!(" id {}", token.id), strong),
            (format!(" · {} {bytes} · ", token.bytes), muted),
            (format!("{} ", token.text), text),
        ];
    }
    let mut words = vec![(format!(" {} = id", here.character), text)];
    for (at, token) in here.tokens.iter().enumerate() {
        let sign = if at == 0 { "" } else { " +" };
        words.push((sign.to_owned(), muted));
        words.push((format!(" {}", token.id), strong));
        words.push((format!(" {}", token.text), text));
    }
    words.push((" ".to_owned(), text));
    words
}
