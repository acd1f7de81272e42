//! A buffer as SVG text.
//!
//! From back to front: the window, backgrounds, blocks and lines, text, strokes through text.

use std::fmt::{self, Write};

use ratatui::buffer::{Buffer, Cell, CellDiffOption, CellWidth};
use ratatui::style::Modifier;

use super::blocks::{Block, block};
use super::colour::{Frame, Rgb, seen};
use super::layer::{CELL_HEIGHT, CELL_WIDTH, Half, Layer, Rect, Units};
use super::lines::{Curve, Lines, lines};

/// The margin between the window's edge and the cells.
const PADDING: Half = 24;
/// From the top of a cell to the baseline, so that symbols like `●` sit on the line of `─`.
const BASELINE: Half = 24;
const UNDERLINE: Rect = Rect { x: 0, y: 27, w: CELL_WIDTH, h: 2 };
const STRIKE: Rect = Rect { x: 0, y: 16, w: CELL_WIDTH, h: 2 };

/// The fonts after the first have the same width or nearly; `textLength` mends the rest. 13.29 is
/// the size at which DejaVu Sans Mono is as wide as a cell.
const FONT: &str = "font-family=\"DejaVu Sans Mono,Menlo,Consolas,monospace\" font-size=\"13.29\"";

/// The screen in `buffer` as a self-contained SVG document, the same text for the same buffer.
///
/// The picture is 8x16 units a cell and 12 of padding around. Control characters and marks that
/// steer the direction of text are left out; a symbol wider than one cell hides the cells it
/// covers, as it does on a terminal.
pub(crate) fn svg(buffer: &Buffer, style: &Frame) -> String {
    let mut picture = Picture::default();
    let columns = usize::from(buffer.area.width);
    for (row, cells) in (0..).zip(buffer.content.chunks(columns.max(1))) {
        picture.row(PADDING + row * CELL_HEIGHT, cells, style);
    }
    let width = u32::from(buffer.area.width) * CELL_WIDTH + 2 * PADDING;
    let height = u32::from(buffer.area.height) * CELL_HEIGHT + 2 * PADDING;
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = picture.write(&mut out, Units(width), Units(height), style.background);
    out
}

/// The picture with a description that viewers offer and programs can read; it shows nowhere.
pub(crate) fn described(picture: &str, about: &str) -> String {
    let (head, rest) = picture.split_once('\n').unwrap_or((picture, ""));
    let mut desc = String::new();
    let seen = about.chars().filter(|symbol| !is_unseen(*symbol));
    seen.for_each(|symbol| push(symbol, &mut desc));
    format!("{head}\n<desc>{desc}</desc>\n{rest}")
}

#[derive(Default)]
struct Picture {
    backgrounds: Layer,
    shapes: Layer,
    curves: Vec<(Rgb, String)>,
    texts: Vec<Text>,
    strikes: Layer,
}

/// Text of one style in one row.
struct Text {
    x: Half,
    y: Half,
    cells: Half,
    ink: Ink,
    plain: bool,
    text: String,
}

/// What sets one run of text apart from the next.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Ink {
    colour: Rgb,
    bold: bool,
    italic: bool,
}

impl Picture {
    fn row(&mut self, y: Half, cells: &[Cell], style: &Frame) {
        let mut run = Run::default();
        let mut column = 0;
        while let Some(cell) = cells.get(column) {
            let symbol = shown(cell);
            let span = span(cell, &symbol).min(cells.len() - column).max(1);
            let at = Place {
                x: PADDING + Half::try_from(column).unwrap_or(0) * CELL_WIDTH,
                y,
                cells: Half::try_from(span).unwrap_or(1),
            };
            self.cell(at, cell, symbol, style, &mut run);
            column += span;
        }
        self.texts.extend(run.text);
    }

    fn cell(&mut self, at: Place, cell: &Cell, symbol: String, style: &Frame, run: &mut Run) {
        let (fg, bg) = seen(cell.style(), style);
        let has = |modifier| cell.modifier.contains(modifier);
        if bg != style.background {
            self.backgrounds.push(bg, at.rect(at.whole()));
        }
        if has(Modifier::UNDERLINED) {
            self.shapes.push(fg, at.rect(UNDERLINE));
        }
        if has(Modifier::CROSSED_OUT) {
            self.strikes.push(fg, at.rect(STRIKE));
        }
        // A mark without a letter has no width of its own to stand in.
        if has(Modifier::HIDDEN) || symbol.trim().is_empty() || symbol.cell_width() == 0 {
            run.blank(at.cells);
            return;
        }
        if at.cells == 1 && self.shape(at, &symbol, fg, bg) {
            self.texts.extend(run.text.take());
            return;
        }
        let ink = Ink { colour: fg, bold: has(Modifier::BOLD), italic: has(Modifier::ITALIC) };
        self.texts.extend(run.push(at, ink, symbol));
    }

    /// Draws the symbol as a shape if it is one.
    fn shape(&mut self, at: Place, symbol: &str, fg: Rgb, bg: Rgb) -> bool {
        let Some(only) = single(symbol) else {
            return false;
        };
        match block(only) {
            Some(Block::Shade(percent)) => {
                self.shapes.push(bg.mixed(fg, percent), at.rect(at.whole()));
                return true;
            }
            Some(Block::Parts(parts)) => {
                parts.into_iter().for_each(|part| self.shapes.push(fg, at.rect(part)));
                return true;
            }
            None => {}
        }
        match lines(only) {
            Some(Lines::Bars(bars)) => {
                bars.into_iter().for_each(|bar| self.shapes.push(fg, at.rect(bar)));
                true
            }
            Some(Lines::Curve(curve)) => {
                self.curve(at, fg, &curve);
                true
            }
            None => false,
        }
    }

    fn curve(&mut self, at: Place, colour: Rgb, curve: &Curve) {
        let part = format!("M{} {}{}", Units(at.x + curve.x), Units(at.y + curve.y), curve.path);
        match self.curves.iter_mut().find(|(known, _)| *known == colour) {
            Some((_, path)) => path.push_str(&part),
            None => self.curves.push((colour, part)),
        }
    }

    fn write(&self, out: &mut String, width: Units, height: Units, background: Rgb) -> fmt::Result {
        write!(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" ")?;
        writeln!(out, "width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">")?;
        writeln!(
            out,
            "<rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"{background}\"/>"
        )?;
        // Edges snap to pixels, so that layers of different colours meet without seams.
        out.push_str("<g shape-rendering=\"crispEdges\">\n");
        self.backgrounds.write(out)?;
        self.shapes.write(out)?;
        out.push_str("</g>\n<g fill=\"none\">\n");
        for (colour, path) in &self.curves {
            writeln!(out, "<path stroke=\"{colour}\" d=\"{path}\"/>")?;
        }
        writeln!(out, "</g>\n<g {FONT}>")?;
        for text in &self.texts {
            text.write(out)?;
        }
        out.push_str("</g>\n<g shape-rendering=\"crispEdges\">\n");
        self.strikes.write(out)?;
        out.push_str("</g>\n</svg>\n");
        Ok(())
    }
}

/// Where a symbol stands, and over how many cells.
#[derive(Clone, Copy)]
struct Place {
    x: Half,
    y: Half,
    cells: Half,
}

impl Place {
    fn whole(self) -> Rect {
        Rect { x: 0, y: 0, w: CELL_WIDTH, h: CELL_HEIGHT }
    }

    /// A rectangle of the cell, in the picture; one as wide as a cell spans all cells.
    fn rect(self, part: Rect) -> Rect {
        let w = if part.w == CELL_WIDTH { self.cells * CELL_WIDTH } else { part.w };
        Rect { w, ..part.moved(self.x, self.y) }
    }
}

/// The text being gathered, and the blank cells since its last symbol.
#[derive(Default)]
struct Run {
    text: Option<Text>,
    blanks: Half,
}

impl Run {
    fn blank(&mut self, cells: Half) {
        self.blanks += cells;
    }

    /// Adds a symbol; gives back the text before it if that is done.
    fn push(&mut self, at: Place, ink: Ink, symbol: String) -> Option<Text> {
        let blanks = std::mem::take(&mut self.blanks);
        let plain = single(&symbol).is_some_and(is_plain);
        match &mut self.text {
            Some(text) if plain && text.plain && text.ink == ink => {
                text.text.extend((0..blanks).map(|_| ' '));
                text.text.push_str(&symbol);
                text.cells += blanks + at.cells;
                None
            }
            _ => {
                let Place { x, y, cells } = at;
                self.text.replace(Text { x, y, cells, ink, plain, text: symbol })
            }
        }
    }
}

impl Text {
    fn write(&self, out: &mut String) -> fmt::Result {
        let (x, length) = (Units(self.x), Units(self.cells * CELL_WIDTH));
        // A cluster of several characters may be drawn as several glyphs: the cell clips them.
        let clipped = !self.plain && single(&self.text).is_none();
        if clipped {
            let (y, height) = (Units(self.y), Units(CELL_HEIGHT));
            write!(out, "<svg x=\"{x}\" y=\"{y}\" width=\"{length}\" height=\"{height}\">")?;
            write!(out, "<text x=\"0\" y=\"{}\"", Units(BASELINE))?;
        } else {
            write!(out, "<text x=\"{x}\" y=\"{}\"", Units(self.y + BASELINE))?;
        }
        write!(out, " textLength=\"{length}\"")?;
        if !self.plain {
            // The glyph may come from a font of any width: it is made to fit.
            out.push_str(" lengthAdjust=\"spacingAndGlyphs\"");
        }
        write!(out, " fill=\"{}\"", self.ink.colour)?;
        if self.ink.bold {
            out.push_str(" font-weight=\"bold\"");
        }
        if self.ink.italic {
            out.push_str(" font-style=\"italic\"");
        }
        if self.text.contains("  ") {
            out.push_str(" xml:space=\"preserve\"");
        }
        out.push('>');
        for symbol in self.text.chars() {
            push(symbol, out);
        }
        out.push_str(if clipped { "</text></svg>\n" } else { "</text>\n" });
        Ok(())
    }
}

/// Appends a character as text of XML.
fn push(symbol: char, out: &mut String) {
    match symbol {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        _ => out.push(symbol),
    }
}

/// The cell's symbol without what has no place in a picture or in XML.
fn shown(cell: &Cell) -> String {
    cell.symbol().chars().filter(|symbol| !is_unseen(*symbol)).collect()
}

/// How many cells the symbol takes.
fn span(cell: &Cell, symbol: &str) -> usize {
    match cell.diff_option {
        CellDiffOption::ForcedWidth(width) => usize::from(width.get()),
        _ => usize::from(symbol.cell_width()),
    }
}

/// Controls, line separators, hints, marks that turn the direction of text, and what XML forbids.
fn is_unseen(symbol: char) -> bool {
    symbol.is_control()
        || matches!(symbol,
            '\u{ad}' | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether any text font has the symbol in the width of a cell, so that it can stand in a run.
/// Others stand alone, where a glyph of another width moves nothing else.
fn is_plain(symbol: char) -> bool {
    matches!(symbol,
        ' '..='~' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{24f}' | '\u{391}'..='\u{3c9}'
        | '\u{401}'..='\u{45f}' | '\u{2010}'..='\u{2027}' | '\u{20ac}')
}

fn single(symbol: &str) -> Option<char> {
    let mut chars = symbol.chars();
    chars.next().filter(|_| chars.next().is_none())
}
