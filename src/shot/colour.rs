//! Colours of cells, resolved to what a screen shows.

use std::fmt;

use ratatui::style::{Color, Modifier, Style};

/// A colour of the screen: red, green, blue. Shown as `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Rgb(pub u8, pub u8, pub u8);

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

impl Rgb {
    /// This colour with `percent` (0 to 100) of `other` in it.
    pub(super) fn mixed(self, other: Self, percent: u16) -> Self {
        let percent = percent.min(100);
        let mix = |from: u8, to: u8| {
            let sum = u16::from(from) * (100 - percent) + u16::from(to) * percent;
            u8::try_from((sum + 50) / 100).unwrap_or(u8::MAX)
        };
        Self(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2))
    }
}

/// The window around the cells: what `Color::Reset` stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Frame {
    /// The colour of text that names none.
    pub foreground: Rgb,
    /// The colour behind cells that name none, and of the padding.
    pub background: Rgb,
}

/// How much of the background shows through dimmed text, in percent.
const DIMMED: u16 = 45;

/// The foreground and background of `style` as seen, after reversing and dimming.
pub(super) fn seen(style: Style, frame: &Frame) -> (Rgb, Rgb) {
    let resolve = |colour: Option<Color>, default| rgb(colour.unwrap_or_default(), default);
    let mut fg = resolve(style.fg, frame.foreground);
    let mut bg = resolve(style.bg, frame.background);
    if style.add_modifier.contains(Modifier::REVERSED) {
        std::mem::swap(&mut fg, &mut bg);
    }
    if style.add_modifier.contains(Modifier::DIM) {
        fg = fg.mixed(bg, DIMMED);
    }
    (fg, bg)
}

fn rgb(colour: Color, default: Rgb) -> Rgb {
    match colour {
        Color::Reset => default,
        Color::Rgb(r, g, b) => Rgb(r, g, b),
        Color::Indexed(index) => indexed(index),
        Color::Black => indexed(0),
        Color::Red => indexed(1),
        Color::Green => indexed(2),
        Color::Yellow => indexed(3),
        Color::Blue => indexed(4),
        Color::Magenta => indexed(5),
        Color::Cyan => indexed(6),
        Color::Gray => indexed(7),
        Color::DarkGray => indexed(8),
        Color::LightRed => indexed(9),
        Color::LightGreen => indexed(10),
        Color::LightYellow => indexed(11),
        Color::LightBlue => indexed(12),
        Color::LightMagenta => indexed(13),
        Color::LightCyan => indexed(14),
        Color::White => indexed(15),
    }
}

/// The colours of xterm's 256-colour table: 16 named, a 6x6x6 cube, and 24 greys.
fn indexed(index: u8) -> Rgb {
    match index {
        0 => Rgb(0x00, 0x00, 0x00),
        1 => Rgb(0xcd, 0x00, 0x00),
        2 => Rgb(0x00, 0xcd, 0x00),
        3 => Rgb(0xcd, 0xcd, 0x00),
        4 => Rgb(0x00, 0x00, 0xee),
        5 => Rgb(0xcd, 0x00, 0xcd),
        6 => Rgb(0x00, 0xcd, 0xcd),
        7 => Rgb(0xe5, 0xe5, 0xe5),
        8 => Rgb(0x7f, 0x7f, 0x7f),
        9 => Rgb(0xff, 0x00, 0x00),
        10 => Rgb(0x00, 0xff, 0x00),
        11 => Rgb(0xff, 0xff, 0x00),
        12 => Rgb(0x5c, 0x5c, 0xff),
        13 => Rgb(0xff, 0x00, 0xff),
        14 => Rgb(0x00, 0xff, 0xff),
        15 => Rgb(0xff, 0xff, 0xff),
        16..=231 => {
            let step = |n: u8| if n == 0 { 0 } else { 55 + 40 * n };
            let cube = index - 16;
            Rgb(step(cube / 36), step(cube / 6 % 6), step(cube % 6))
        }
        232..=255 => {
            let grey = 8 + 10 * (index - 232);
            Rgb(grey, grey, grey)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Frame = Frame { foreground: Rgb(200, 200, 200), background: Rgb(0, 0, 100) };

    #[test]
    fn the_table_holds_the_named_the_cube_and_the_greys() {
        assert_eq!(indexed(16), Rgb(0, 0, 0));
        assert_eq!(indexed(208), Rgb(255, 135, 0));
        assert_eq!(indexed(231), Rgb(255, 255, 255));
        assert_eq!(indexed(232), Rgb(8, 8, 8));
        assert_eq!(indexed(255), Rgb(238, 238, 238));
        assert_eq!(rgb(Color::DarkGray, Rgb(1, 2, 3)), Rgb(0x7f, 0x7f, 0x7f));
    }

    #[test]
    fn reset_is_the_frames_colour_even_when_reversed() {
        assert_eq!(seen(Style::new(), &FRAME), (FRAME.foreground, FRAME.background));
        assert_eq!(seen(Style::new().reversed(), &FRAME), (FRAME.background, FRAME.foreground));
    }

    #[test]
    fn dim_leans_to_the_background_it_stands_on() {
        let (fg, _) = seen(Style::new().dim(), &FRAME);
        assert_eq!(fg, Rgb(110, 110, 155));
        let (fg, bg) = seen(Style::new().dim().on_red(), &FRAME);
        assert_eq!((fg, bg), (FRAME.foreground.mixed(bg, DIMMED), Rgb(0xcd, 0, 0)));
    }
}
