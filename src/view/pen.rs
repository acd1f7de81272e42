//! Writing on the screen: text that never leaves its place, borders, and marks for the mouse.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::hits::Hits;
use super::theme::{Role, Theme};
use crate::app::Target;
use crate::app::editor::drawable;
use crate::app::screen::Area;

/// What a part of the view draws with.
pub(super) struct Pen<'a> {
    pub(super) buffer: &'a mut Buffer,
    pub(super) theme: &'a Theme,
    pub(super) hits: Hits,
    /// Where the terminal's cursor goes, if anywhere.
    pub(super) cursor: Option<(u16, u16)>,
}

/// The rectangle of an area.
pub(super) const fn rect(area: Area) -> Rect {
    Rect::new(area.x, area.y, area.width, area.height)
}

/// The text as it is drawn: nothing in it steers the terminal or hides.
fn shown(text: &str) -> Cow<'_, str> {
    // Drawn by the program itself, or plain: nearly always.
    let plain = |c: char| matches!(c, ' '..='~' | '\u{A0}'..='\u{AC}' | '\u{2010}'..='\u{2027}' | '\u{2190}'..='\u{27BF}' | '\u{2800}'..='\u{28FF}');
    if text.chars().all(plain) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(drawable(text, usize::MAX))
    }
}

impl Pen<'_> {
    /// Writes text from (`x`, `y`) on, within `width` cells; what does not fit ends in `…`.
    /// Returns the column after it.
    pub(super) fn text(&mut self, x: u16, y: u16, width: u16, text: &str, style: Style) -> u16 {
        if y >= self.buffer.area.bottom() || width == 0 || x >= self.buffer.area.right() {
            return x;
        }
        let width = width.min(self.buffer.area.right() - x);
        let text = &*shown(text);
        if text.width() <= usize::from(width) {
            return self
                .buffer
                .set_stringn(x, y, text, usize::from(width), style)
                .0;
        }
        let (end, _) = self
            .buffer
            .set_stringn(x, y, text, usize::from(width) - 1, style);
        self.buffer.set_stringn(end, y, "…", 1, style).0
    }

    /// Writes spans one after another within `width` cells. Returns the column after them.
    pub(super) fn spans(&mut self, x: u16, y: u16, width: u16, spans: &[(&str, Style)]) -> u16 {
        let end = x.saturating_add(width);
        let mut at = x;
        for (text, style) in spans {
            at = self.text(at, y, end.saturating_sub(at), text, *style);
        }
        at
    }

    /// Marks a row of a list as the chosen one, if it is. Returns the style of its name.
    pub(super) fn list_row(&mut self, row: Rect, chosen: bool) -> Style {
        let theme = self.theme;
        if !chosen {
            return theme.style(Role::Text);
        }
        self.fill(row, theme.selected_row());
        self.text(row.x, row.y, 1, "▸", theme.bold(Role::Focus));
        theme.selected_name(true)
    }

    /// Writes keys with what they do within `width` cells.
    pub(super) fn keys(&mut self, x: u16, y: u16, width: u16, keys: &[(&str, &str)], words: Role) {
        let theme = self.theme;
        let spans: Vec<_> = keys
            .iter()
            .flat_map(|(key, what)| [(*key, theme.bold(Role::Focus)), (*what, theme.style(words))])
            .collect();
        self.spans(x, y, width, &spans);
    }

    /// Writes text that ends at the right of `width` cells.
    pub(super) fn right(&mut self, x: u16, y: u16, width: u16, text: &str, style: Style) {
        let text = &*shown(text);
        let taken = (text.width() as u16).min(width);
        self.text(x + (width - taken), y, taken, text, style);
    }

    /// Fills an area with a style.
    pub(super) fn fill(&mut self, area: Rect, style: Style) {
        self.buffer
            .set_style(area.intersection(self.buffer.area), style);
    }

    /// Empties an area, for a box over the screen.
    pub(super) fn clear(&mut self, area: Rect, style: Style) {
        for y in area.top()..area.bottom() {
            // A wide character that reaches into the box would be drawn over its edge.
            let before = area.left().checked_sub(1);
            if let Some(cell) = before.and_then(|x| self.buffer.cell_mut((x, y)))
                && cell.symbol().width() > 1
            {
                cell.set_symbol(" ");
            }
            for x in area.left()..area.right() {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.reset();
                    cell.set_style(style);
                }
            }
        }
    }

    /// Draws a border; a pane that has the keys has it in the focus colour, or heavy where there
    /// are no colours.
    pub(super) fn border(&mut self, area: Rect, focused: bool) {
        if area.width < 2 || area.height < 2 {
            return;
        }
        let heavy = focused && self.theme.is_mono();
        let [top_left, top_right, bottom_left, bottom_right, across, down] = if heavy {
            ["┏", "┓", "┗", "┛", "━", "┃"]
        } else {
            ["╭", "╮", "╰", "╯", "─", "│"]
        };
        let style = self
            .theme
            .style(if focused { Role::Focus } else { Role::Line });
        let (left, right) = (area.left(), area.right() - 1);
        let (top, bottom) = (area.top(), area.bottom() - 1);
        for x in left + 1..right {
            self.text(x, top, 1, across, style);
            self.text(x, bottom, 1, across, style);
        }
        for y in top + 1..bottom {
            self.text(left, y, 1, down, style);
            self.text(right, y, 1, down, style);
        }
        for (x, y, corner) in [
            (left, top, top_left),
            (right, top, top_right),
            (left, bottom, bottom_left),
            (right, bottom, bottom_right),
        ] {
            self.text(x, y, 1, corner, style);
        }
    }

    /// Draws a pane's border with its title, and marks it for the mouse. Returns the column after
    /// the title.
    pub(super) fn pane(
        &mut self,
        area: Area,
        pane: crate::app::screen::Pane,
        title: &str,
        focused: bool,
    ) -> u16 {
        self.border(rect(area), focused);
        self.hits.add(rect(area), Target::Pane(pane));
        let style = if focused {
            self.theme.bold(Role::Focus)
        } else {
            self.theme.bold(Role::Text)
        };
        let title = format!(" {title} ");
        self.text(
            area.x + 2,
            area.y,
            area.width.saturating_sub(4),
            &title,
            style,
        )
    }
}
