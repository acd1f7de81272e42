//! Rectangles of one layer of the picture, merged and kept by colour.

use std::collections::HashMap;
use std::fmt::{self, Write};

use super::Rgb;

/// Half a unit of the picture: every edge of a cell, a block or a line falls on one.
pub(super) type Half = u32;

/// The width of a cell. Divides into eighths, as its height does.
pub(super) const CELL_WIDTH: Half = 16;
/// The height of a cell.
pub(super) const CELL_HEIGHT: Half = 32;

/// A length in units: a whole number or `n.5`.
pub(super) struct Units(pub(super) Half);

impl fmt::Display for Units {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.0 / 2, if self.0 % 2 == 1 { ".5" } else { "" })
    }
}

/// A rectangle, from its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rect {
    pub(super) x: Half,
    pub(super) y: Half,
    pub(super) w: Half,
    pub(super) h: Half,
}

impl Rect {
    /// The rectangle moved right and down.
    pub(super) fn moved(self, x: Half, y: Half) -> Self {
        Self { x: self.x + x, y: self.y + y, ..self }
    }
}

/// What is drawn on one level, by colour in order of first use. Shapes of one colour become one
/// path, whose parts meet without seams at any scale.
#[derive(Debug, Default)]
pub(super) struct Layer {
    colours: HashMap<Rgb, usize>,
    shapes: Vec<(Rgb, Vec<Rect>)>,
}

impl Layer {
    /// Adds a rectangle.
    pub(super) fn push(&mut self, colour: Rgb, rect: Rect) {
        let index = *self.colours.entry(colour).or_insert_with(|| {
            self.shapes.push((colour, Vec::new()));
            self.shapes.len() - 1
        });
        if let Some((_, rects)) = self.shapes.get_mut(index) {
            rects.push(rect);
        }
    }

    /// One path a colour, each on its own line.
    pub(super) fn write(&self, out: &mut String) -> fmt::Result {
        for (colour, rects) in &self.shapes {
            write!(out, "<path fill=\"{colour}\" d=\"")?;
            for Rect { x, y, w, h } in merged(&merged(rects, Side::Right), Side::Below) {
                let (x, y, w, h) = (Units(x), Units(y), Units(w), Units(h));
                write!(out, "M{x} {y}h{w}v{h}h-{w}z")?;
            }
            out.push_str("\"/>\n");
        }
        Ok(())
    }
}

/// On which side rectangles are continued by others.
#[derive(Clone, Copy)]
enum Side {
    Right,
    Below,
}

/// The rectangles, with those that continue one before them on one side made part of it.
fn merged(rects: &[Rect], side: Side) -> Vec<Rect> {
    let mut merged: Vec<Rect> = Vec::with_capacity(rects.len());
    let mut ends: HashMap<(Half, Half, Half), usize> = HashMap::new();
    for &Rect { x, y, w, h } in rects {
        let (start, end) = match side {
            Side::Right => ((x, y, h), (x + w, y, h)),
            Side::Below => ((y, x, w), (y + h, x, w)),
        };
        let before = ends.remove(&start);
        let index = match before.and_then(|index| Some((index, merged.get_mut(index)?))) {
            Some((index, before)) => {
                match side {
                    Side::Right => before.w += w,
                    Side::Below => before.h += h,
                }
                index
            }
            None => {
                merged.push(Rect { x, y, w, h });
                merged.len() - 1
            }
        };
        ends.insert(end, index);
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(rects: &[[Half; 4]]) -> String {
        let mut layer = Layer::default();
        for &[x, y, w, h] in rects {
            layer.push(Rgb(0, 0, 0), Rect { x, y, w, h });
        }
        let mut out = String::new();
        layer.write(&mut out).unwrap();
        out
    }

    #[test]
    fn neighbours_become_one() {
        let all = drawn(&[[0, 0, 16, 32], [16, 0, 16, 32], [0, 32, 16, 32], [16, 32, 16, 32]]);
        assert_eq!(all, "<path fill=\"#000000\" d=\"M0 0h16v32h-16z\"/>\n");
    }

    #[test]
    fn what_does_not_line_up_stays_apart() {
        let out = drawn(&[[0, 0, 16, 32], [17, 0, 16, 32], [0, 32, 15, 32]]);
        assert_eq!(
            out,
            "<path fill=\"#000000\" d=\"M0 0h8v16h-8zM8.5 0h8v16h-8zM0 16h7.5v16h-7.5z\"/>\n"
        );
    }
}
