//! Writing on the screen: text that never leaves its place, borders, and marks for the mouse.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::hits::Hits;
use super::theme::{Role, Theme};
use crate::app::Target;
use crate::app::editor::{drawable, is_plain};
use crate::app::screen::Area;

/// What a part of the view draws with.
pub(super) struct Pen<'a> {
    pub(super) buffer: &'a mut Buffer,
    pub(super) theme: &'a Theme,
    pub(super) hits: Hits,
    /// Where the terminal's cursor goes, if anywhere.
    pub(super) cursor: Option<(u16, u16)>,
    /// Whether the text of prompts is left out.
    pub(super) hides_text: bool,
}

/// Words of a line with their style, and how early they have room.
pub(super) type Part = (String, Style, u8);

/// The rectangle of an area.
pub(super) const fn rect(area: Area) -> Rect {
    Rect::new(area.x, area.y, area.width, area.height)
}

/// How many cells text of plain characters takes; none where it has others.
fn plain_cells(text: &str) -> Option<usize> {
    text.chars().try_fold(0, |cells, c| is_plain(c).then_some(cells + 1))
}

impl Pen<'_> {
    /// Writes text from (`x`, `y`) on, within `width` cells; what does not fit ends in `…`.
    /// Returns the column after it.
    pub(super) fn text(&mut self, x: u16, y: u16, width: u16, text: &str, style: Style) -> u16 {
        if y >= self.buffer.area.bottom() || width == 0 || x >= self.buffer.area.right() {
            return x;
        }
        let width = width.min(self.buffer.area.right() - x);
        #[cfg(test)]
        watched::written(self.buffer, (x, y, width), text);
        if let Some(cells) = plain_cells(text) {
            return self.plain(x, y, width, cells, text, style);
        }
        let text = &*drawable(text, usize::MAX);
        if text.width() <= usize::from(width) {
            return self.buffer.set_stringn(x, y, text, usize::from(width), style).0;
        }
        let (end, _) = self.buffer.set_stringn(x, y, text, usize::from(width) - 1, style);
        self.buffer.set_stringn(end, y, "…", 1, style).0
    }

    /// Writes text of plain characters, each a cell wide.
    fn plain(&mut self, x: u16, y: u16, width: u16, cells: usize, text: &str, style: Style) -> u16 {
        let fits = cells <= usize::from(width);
        let room = usize::from(width) - usize::from(!fits);
        let end = (!fits).then_some('…');
        let mut at = x;
        let letters = text.chars().take(room).chain(end);
        for (cell, letter) in self.row(x, y, width).iter_mut().zip(letters) {
            cell.set_char(letter).set_style(style);
            at += 1;
        }
        at
    }

    /// The cells of a row from (`x`, `y`) on, at most `width`.
    fn row(&mut self, x: u16, y: u16, width: u16) -> &mut [Cell] {
        let area = self.buffer.area;
        if !area.contains((x, y).into()) {
            return &mut [];
        }
        let width = usize::from(width.min(area.right() - x));
        let start = self.buffer.index_of(x, y);
        self.buffer.content.get_mut(start..start + width).unwrap_or_default()
    }

    /// Makes every cell blank, whatever was there.
    pub(super) fn blank(&mut self, style: Style) {
        let mut cell = Cell::EMPTY;
        cell.set_style(style);
        self.buffer.content.fill(cell);
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

    /// Writes those of the parts that have room as a whole, by their rank, with a cell free at either side of the
    /// area: a figure is never cut.
    pub(super) fn whole(&mut self, area: Area, parts: &[Part]) {
        let mut left = usize::from(area.width.saturating_sub(2));
        let mut shown = vec![false; parts.len()];
        let last = parts.iter().map(|(.., rank)| *rank).max().unwrap_or(0);
        for rank in 0..=last {
            for (at, (words, ..)) in parts.iter().enumerate().filter(|(_, part)| part.2 == rank) {
                shown[at] = rank == 0 || words.width() <= left;
                left = left.saturating_sub(if shown[at] { words.width() } else { 0 });
            }
        }
        let parts = parts.iter().zip(&shown).filter(|(_, shown)| **shown);
        let spans: Vec<_> = parts.map(|((words, style, _), _)| (words.as_str(), *style)).collect();
        self.spans(area.x + 1, area.y, area.width.saturating_sub(2), &spans);
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

    /// Writes keys with what they do within `width` cells, as many as have room as a whole.
    pub(super) fn keys(&mut self, x: u16, y: u16, width: u16, keys: &[(&str, &str)], words: Role) {
        let theme = self.theme;
        let mut left = usize::from(width);
        let fits = |(key, what): &&(&str, &str)| {
            let needed = key.width() + what.trim_end().width();
            let fits = needed <= left;
            left = left.saturating_sub(key.width() + what.width());
            fits
        };
        let spans: Vec<_> = keys
            .iter()
            .take_while(fits)
            .flat_map(|(key, what)| [(*key, theme.bold(Role::Focus)), (*what, theme.style(words))])
            .collect();
        self.spans(x, y, width, &spans);
    }

    /// Writes text that ends at the right of `width` cells.
    pub(super) fn right(&mut self, x: u16, y: u16, width: u16, text: &str, style: Style) {
        let cells = plain_cells(text).unwrap_or_else(|| drawable(text, usize::MAX).width());
        let taken = u16::try_from(cells).unwrap_or(width).min(width);
        self.text(x + (width - taken), y, taken, text, style);
    }

    /// Fills an area with a style.
    pub(super) fn fill(&mut self, area: Rect, style: Style) {
        for y in area.top()..area.bottom() {
            for cell in self.row(area.x, y, area.width) {
                cell.set_style(style);
            }
        }
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
            ['┏', '┓', '┗', '┛', '━', '┃']
        } else {
            ['╭', '╮', '╰', '╯', '─', '│']
        };
        let style = self.theme.style(if focused { Role::Focus } else { Role::Line });
        let (top, bottom) = (area.top(), area.bottom() - 1);
        for y in top..=bottom {
            let (left, between, right) = match y {
                _ if y == top => (top_left, Some(across), top_right),
                _ if y == bottom => (bottom_left, Some(across), bottom_right),
                _ => (down, None, down),
            };
            if let [first, inner @ .., last] = self.row(area.x, y, area.width) {
                first.set_char(left).set_style(style);
                last.set_char(right).set_style(style);
                for (cell, letter) in inner.iter_mut().zip(between.into_iter().cycle()) {
                    cell.set_char(letter).set_style(style);
                }
            }
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
        let style =
            if focused { self.theme.bold(Role::Focus) } else { self.theme.bold(Role::Text) };
        let title = format!(" {title} ");
        self.text(area.x + 2, area.y, area.width.saturating_sub(4), &title, style)
    }
}

/// What tests of whole screens are told of texts: which were cut, and which were written over others.
#[cfg(test)]
pub(super) mod watched {
    use std::cell::RefCell;

    use super::{Buffer, UnicodeWidthStr};

    thread_local! {
        static FOUND: RefCell<(Vec<String>, Vec<String>)> = RefCell::default();
    }

    pub(super) fn written(buffer: &Buffer, (x, y, width): (u16, u16, u16), text: &str) {
        let is_cut = text.width() > usize::from(width);
        let is_over = text.chars().zip(x..x + width).any(|(letter, x)| {
            let before = buffer.cell((x, y)).and_then(|cell| cell.symbol().chars().next());
            before
                .is_some_and(|it| it.is_alphanumeric() && letter.is_alphanumeric() && it != letter)
        });
        FOUND.with_borrow_mut(|(cut, over)| {
            cut.extend(is_cut.then(|| text.to_owned()));
            over.extend(is_over.then(|| format!("{text} at {x}, {y}")));
        });
    }

    /// The texts since the last time that were cut, and those over others.
    pub(in crate::view) fn take() -> (Vec<String>, Vec<String>) {
        FOUND.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_takes_a_cell_a_character() {
        assert_eq!(plain_cells("4,096 → 1,024 ▓█▊"), Some(17));
        assert_eq!(plain_cells("a\u{301}"), None);
        assert_eq!(plain_cells("名"), None);
        assert_eq!(plain_cells(""), Some(0));
    }

    #[test]
    fn plain_text_is_cut_as_other_text_is() {
        let theme = Theme::builtin("dark").unwrap().unwrap();
        for width in 0..12 {
            let mut plain = Buffer::empty(Rect::new(0, 0, 10, 1));
            let mut other = plain.clone();
            for (buffer, text) in [(&mut plain, "abcdefgh"), (&mut other, "abcdéfgh")] {
                let mut pen = Pen {
                    buffer,
                    theme: &theme,
                    hits: Hits::default(),
                    cursor: None,
                    hides_text: false,
                };
                pen.text(1, 0, width, text, theme.style(Role::Text));
            }
            let words = |buffer: &Buffer| {
                let cells = buffer.content.iter().map(|cell| cell.symbol());
                cells.collect::<String>().replace('é', "e")
            };
            assert_eq!(words(&plain), words(&other), "{width}");
        }
    }
}
