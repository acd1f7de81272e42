//! What stands where in the chart, so that nothing is written over anything else.

use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use crate::view::pen::Pen;
use crate::view::theme::Role;

/// The cells of a plot, and what stands in each.
pub(super) struct Canvas {
    plot: Rect,
    cells: Vec<Option<Thing>>,
}

/// Something that stands in a cell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Thing {
    /// A point or a line.
    Mark,
    /// A letter of a name.
    Name,
}

/// The longest name beside a point.
const LONGEST: usize = 24;

impl Canvas {
    pub(super) fn new(plot: Rect) -> Self {
        Self { plot, cells: vec![None; usize::from(plot.width) * usize::from(plot.height)] }
    }

    fn index(&self, x: u16, y: u16) -> Option<usize> {
        let inside = self.plot.contains((x, y).into());
        let (x, y) =
            (usize::from(x.checked_sub(self.plot.x)?), usize::from(y.checked_sub(self.plot.y)?));
        inside.then_some(y * usize::from(self.plot.width) + x)
    }

    fn take(&mut self, x: u16, y: u16, thing: Thing) {
        if let Some(at) = self.index(x, y) {
            self.cells[at] = Some(thing);
        }
    }

    fn at(&self, x: u16, y: u16) -> Option<Thing> {
        self.index(x, y).and_then(|at| self.cells[at])
    }

    /// Draws a point.
    pub(super) fn put(&mut self, pen: &mut Pen<'_>, (x, y): (u16, u16), glyph: char, style: Style) {
        let mut text = [0; 4];
        pen.text(x, y, 1, glyph.encode_utf8(&mut text), style);
        self.take(x, y, Thing::Mark);
    }

    /// Joins points, from left to right, by stairs: along at the height of one, and up below the next.
    pub(super) fn stairs(&mut self, pen: &mut Pen<'_>, points: &[(u16, u16)]) {
        let style = pen.theme.style(Role::Accent);
        for pair in points.windows(2) {
            let [(from_x, from_y), (to_x, to_y)] = [pair[0], pair[1]];
            for x in from_x + 1..to_x {
                self.put(pen, (x, from_y), '─', style);
            }
            if to_x > from_x && to_y < from_y {
                self.put(pen, (to_x, from_y), '╯', style);
            }
            for y in to_y + 1..from_y {
                self.put(pen, (to_x, y), '│', style);
            }
        }
    }

    /// Writes a name beside a point where there is room for all of it, and a free cell at either side; returns
    /// where, or none. Above and to the left of the frontier nothing can lie, so that is tried first.
    pub(super) fn label(
        &mut self,
        pen: &mut Pen<'_>,
        (x, y): (u16, u16),
        name: &str,
        style: Style,
    ) -> Option<Rect> {
        let name = short(name);
        let width = name.width() as u16;
        let left = x.checked_sub(width + 1).map(|at| (at, y));
        let above = x.checked_sub(width).zip(y.checked_sub(1));
        let over = y.checked_sub(1).map(|y| (x + 1, y));
        let places = [
            left,
            above,
            Some((x + 2, y)),
            over,
            Some((x + 1, y + 1)),
            x.checked_sub(width).map(|x| (x, y + 1)),
        ];
        let (x, y) = places.into_iter().flatten().find(|at| self.is_free(*at, width))?;
        pen.text(x, y, width, &name, style);
        (x..x + width).for_each(|x| self.take(x, y, Thing::Name));
        Some(Rect::new(x, y, width, 1))
    }

    /// Whether a name can stand here: inside and on free cells, touching nothing, and two cells from other
    /// names.
    fn is_free(&self, (x, y): (u16, u16), width: u16) -> bool {
        let is_inside = |x: u16| self.index(x, y).is_some();
        let own = x..x + width;
        let next = [x.wrapping_sub(1), x + width];
        let far = [x.wrapping_sub(2), x + width + 1];
        own.clone().all(is_inside)
            && own.chain(next).all(|x| self.at(x, y).is_none())
            && far.into_iter().all(|x| self.at(x, y) != Some(Thing::Name))
    }
}

/// A name that is not too long.
fn short(name: &str) -> String {
    match name.chars().count() {
        ..=LONGEST => name.to_owned(),
        _ => name.chars().take(LONGEST - 1).chain(['…']).collect(),
    }
}

/// A letter for each provider, those with the most points first, and no letter twice: the first of its name
/// that is free.
pub(super) fn letters<'p>(providers: impl Iterator<Item = &'p str>) -> Vec<(&'p str, char)> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for provider in providers {
        match counts.iter_mut().find(|(known, _)| *known == provider) {
            Some((_, count)) => *count += 1,
            None => counts.push((provider, 1)),
        }
    }
    counts.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(other.0)));
    let mut given: Vec<(&str, char)> = Vec::new();
    for (provider, _) in counts {
        let own = provider.chars().chain('A'..='Z').filter(char::is_ascii_alphabetic);
        let mut own = own.map(|letter| letter.to_ascii_uppercase());
        let letter = own.find(|letter| given.iter().all(|(_, taken)| taken != letter));
        given.push((provider, letter.unwrap_or('o')));
    }
    given
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::buffer::Buffer;

    use super::*;
    use crate::view::hits::Hits;
    use crate::view::theme::Theme;

    proptest! {
        #[test]
        fn nothing_is_written_over_anything_else(
            points in prop::collection::vec((0..60_u16, 0..14_u16, 1..30_usize), 1..30),
        ) {
            let theme = Theme::builtin("dark").unwrap().unwrap();
            let plot = Rect::new(3, 2, 60, 14);
            let mut buffer = Buffer::empty(Rect::new(0, 0, 70, 20));
            let mut pen = Pen {
                buffer: &mut buffer,
                theme: &theme,
                hits: Hits::default(),
                cursor: None,
                hides_text: false,
            };
            let mut canvas = Canvas::new(plot);
            let cells: Vec<(u16, u16)> = points.iter().map(|(x, y, _)| (x + 3, y + 2)).collect();
            let mut rising = cells.clone();
            rising.sort_by_key(|(x, y)| (*x, std::cmp::Reverse(*y)));
            rising.dedup_by(|next, last| next.1 > last.1);
            canvas.stairs(&mut pen, &rising);
            cells.iter().for_each(|cell| canvas.put(&mut pen, *cell, '●', Style::new()));
            let before = pen.buffer.clone();
            let mut labels: Vec<(Rect, String)> = Vec::new();
            for (cell, (.., length)) in cells.iter().zip(&points) {
                let name = "n".repeat(*length);
                labels.extend(
                    canvas.label(&mut pen, *cell, &name, Style::new()).map(|it| (it, short(&name))),
                );
            }
            for (at, (one, name)) in labels.iter().enumerate() {
                prop_assert_eq!(one.intersection(plot), *one);
                prop_assert_eq!(usize::from(one.width), name.chars().count());
                // A blank on either side, and two to the next name.
                let around = Rect::new(one.x.saturating_sub(2), one.y, one.width + 4, 1);
                prop_assert!(labels[at + 1..].iter().all(|(it, _)| !it.intersects(around)));
                for x in one.x - 1..=one.right() {
                    prop_assert_eq!(before[(x, one.y)].symbol(), " ");
                }
                let shown: String = (one.x..one.right()).map(|x| buffer_at(&pen, x, one.y)).collect();
                prop_assert_eq!(&shown, name);
            }
        }
    }

    fn buffer_at(pen: &Pen<'_>, x: u16, y: u16) -> String {
        pen.buffer[(x, y)].symbol().to_owned()
    }

    #[test]
    fn no_two_providers_share_a_letter() {
        let providers = ["Amazon", "Anthropic", "Mistral", "Meta", "Anthropic", "AI21", "Z.ai"];
        let given = letters(providers.into_iter());
        assert_eq!(given[0], ("Anthropic", 'A'));
        let letters: std::collections::BTreeSet<char> = given.iter().map(|(_, it)| *it).collect();
        assert_eq!(letters.len(), 6);
    }
}
