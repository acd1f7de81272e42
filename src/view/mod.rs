//! Drawing: reads the state, writes the frame, and returns what is where for the mouse.
//!
//! One file draws one pane. Where the panes are is decided in [`crate::app::screen`], so that the
//! update knows it too; what a pane shows is decided here.

mod bars;
mod boxes;
mod chrome;
mod counts;
mod detail;
mod difference;
mod explanation;
mod figures;
mod headline;
mod hits;
mod pen;
mod plot;
mod presenter;
mod prompts;
mod ranking;
mod slider;
pub mod theme;
mod token_view;
mod workload;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub use hits::Hits;
pub use theme::{Depth, Role, Theme};

use crate::app::State;
use crate::app::action::Action;
use crate::app::screen::{LEAST, Pane};
use pen::Pen;

/// Draws the whole screen into a buffer, whatever it holds; returns what is where, and where the cursor belongs.
pub fn paint(state: &State, theme: &Theme, buffer: &mut Buffer) -> (Hits, Option<(u16, u16)>) {
    draw(state, Pen { buffer, theme, hits: Hits::default(), cursor: None, hides_text: false })
}

/// [`paint`], but for the text of prompts and their lines.
pub fn paint_without_text(
    state: &State,
    theme: &Theme,
    buffer: &mut Buffer,
) -> (Hits, Option<(u16, u16)>) {
    draw(state, Pen { buffer, theme, hits: Hits::default(), cursor: None, hides_text: true })
}

fn draw(state: &State, mut pen: Pen<'_>) -> (Hits, Option<(u16, u16)>) {
    let (all, theme) = (pen.buffer.area, pen.theme);
    pen.blank(theme.base());
    let screen = state.screen().filter(|_| (all.width, all.height) == state.size());
    let Some(screen) = screen else {
        too_small(&mut pen, state, all);
        return (pen.hits, None);
    };
    if state.is_presenting()
        && let Some(stage) = state.stage()
    {
        presenter::draw(&mut pen, state, stage);
        boxes::draw(&mut pen, state);
        return (pen.hits, None);
    }
    chrome::header(&mut pen, state, screen.header);
    headline::draw(&mut pen, state, screen.headline);
    if let Some(area) = screen.difference {
        difference::draw(&mut pen, state, area);
    }
    if let Some(area) = screen.pane(Pane::Prompts) {
        prompts::draw(&mut pen, state, area);
    }
    if let Some(area) = screen.pane(Pane::Workload) {
        workload::draw(&mut pen, state, area);
    }
    if let Some(area) = screen.pane(Pane::Ranking) {
        ranking::draw(&mut pen, state, area);
    }
    if let Some(area) = screen.pane(Pane::Detail) {
        detail::draw(&mut pen, state, area);
    }
    if let Some(area) = screen.explanation {
        explanation::draw(&mut pen, state, area);
    }
    chrome::footer(&mut pen, state, screen.footer);
    boxes::draw(&mut pen, state);
    // A box over the screen has the keys, and no text to write.
    let cursor = pen.cursor.filter(|_| state.popup().is_none());
    (pen.hits, cursor)
}

/// What a terminal without room says.
fn too_small(pen: &mut Pen<'_>, state: &State, all: Rect) {
    let lines = [
        "tokenfare".to_owned(),
        format!("needs {}x{}", LEAST.0, LEAST.1),
        format!("has {}x{}", all.width, all.height),
        format!("{} quits", state.key_of(Action::Quit)),
    ];
    let top = all.height.saturating_sub(lines.len() as u16) / 2;
    for (row, line) in lines.iter().enumerate().take(usize::from(all.height)) {
        let x = all.width.saturating_sub(line.len() as u16) / 2;
        let style =
            if row == 0 { pen.theme.bold(Role::Accent) } else { pen.theme.style(Role::Text) };
        pen.text(x, top + row as u16, all.width, line, style);
    }
}

#[cfg(test)]
mod currency_tests;
#[cfg(test)]
mod fit_tests;
#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
pub(super) mod tests;
#[cfg(test)]
mod token_view_tests;
