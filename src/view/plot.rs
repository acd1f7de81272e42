//! Line charts of dots: two across and four down in a cell.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::pen::Pen;

/// The dots of a cell, by column and row, as bits of a braille character.
const DOTS: [[u32; 4]; 2] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];

/// A line on its way onto the screen; the lines drawn later lie over earlier ones.
pub(super) struct Plot {
    area: Rect,
    /// For each cell its dots and the line they belong to.
    cells: Vec<(u32, usize)>,
    styles: Vec<Style>,
}

impl Plot {
    pub(super) fn new(area: Rect) -> Self {
        let cells = usize::from(area.width) * usize::from(area.height);
        Self { area, cells: vec![(0, 0); cells], styles: Vec::new() }
    }

    /// Adds a line through points from 0.0 to 1.0, from left to right and from the bottom up. A
    /// point of none breaks it.
    pub(super) fn line(&mut self, points: &[(f64, Option<f64>)], style: Style) {
        self.styles.push(style);
        let mut last: Option<(f64, f64)> = None;
        let (width, height) =
            (f64::from(self.area.width) * 2.0 - 1.0, f64::from(self.area.height) * 4.0 - 1.0);
        for &(x, y) in points {
            let Some(y) = y.filter(|y| y.is_finite()) else {
                last = None;
                continue;
            };
            let here = (x.clamp(0.0, 1.0) * width, (1.0 - y.clamp(0.0, 1.0)) * height);
            let from = last.unwrap_or(here);
            let steps = (here.0 - from.0).abs().max((here.1 - from.1).abs()).ceil().max(1.0);
            for step in 0..=steps as u32 {
                let t = f64::from(step) / steps;
                self.dot(
                    (from.0 + (here.0 - from.0) * t).round() as usize,
                    (from.1 + (here.1 - from.1) * t).round() as usize,
                );
            }
            last = Some(here);
        }
    }

    fn dot(&mut self, x: usize, y: usize) {
        let at = y / 4 * usize::from(self.area.width) + x / 2;
        if let Some((dots, line)) = self.cells.get_mut(at) {
            *dots |= DOTS[x % 2][y % 4];
            *line = self.styles.len() - 1;
        }
    }

    /// Puts the lines on the screen.
    pub(super) fn draw(&self, pen: &mut Pen<'_>) {
        let width = usize::from(self.area.width.max(1));
        for (at, &(dots, line)) in self.cells.iter().enumerate() {
            if dots == 0 {
                continue;
            }
            let glyph = char::from_u32(0x2800 + dots).unwrap_or(' ');
            let (x, y) = ((at % width) as u16, (at / width) as u16);
            let style = self.styles.get(line).copied().unwrap_or_default();
            let mut text = [0; 4];
            pen.text(self.area.x + x, self.area.y + y, 1, glyph.encode_utf8(&mut text), style);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The dots of each cell of a plot with one line.
    fn dots(width: u16, height: u16, points: &[(f64, Option<f64>)]) -> Vec<u32> {
        let mut plot = Plot::new(Rect::new(0, 0, width, height));
        plot.line(points, Style::new());
        plot.cells.iter().map(|(dots, _)| *dots).collect()
    }

    #[test]
    fn corners_are_corners() {
        assert_eq!(dots(1, 1, &[(0.0, Some(0.0))]), [0x40]);
        assert_eq!(dots(1, 1, &[(1.0, Some(1.0))]), [0x08]);
        assert_eq!(dots(2, 2, &[(1.0, Some(0.0))]), [0, 0, 0, 0x80]);
    }

    #[test]
    fn lines_have_no_holes_but_where_there_is_no_point() {
        let flat = dots(4, 1, &[(0.0, Some(0.0)), (1.0, Some(0.0))]);
        assert_eq!(flat, [0xc0; 4]);
        let steep = dots(1, 3, &[(0.0, Some(0.0)), (0.0, Some(1.0))]);
        assert_eq!(steep, [0x47; 3]);
        let broken = dots(3, 1, &[(0.0, Some(0.0)), (0.5, None), (1.0, Some(0.0))]);
        assert_eq!(broken, [0x40, 0, 0x80]);
    }

    #[test]
    fn what_lies_outside_stays_at_the_edge() {
        assert_eq!(dots(1, 1, &[(9.0, Some(-9.0))]), [0x80]);
        assert_eq!(dots(1, 1, &[(0.0, Some(f64::NAN))]), [0]);
        assert_eq!(dots(0, 0, &[(0.5, Some(0.5))]), [0; 0]);
    }
}
