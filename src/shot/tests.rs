use proptest::prelude::*;
use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier, Style};

use super::*;

const FRAME: Frame = Frame { foreground: Rgb(214, 218, 228), background: Rgb(21, 23, 31) };
const BLUE: [u8; 4] = [77, 157, 232, 255];
const ORANGE: [u8; 4] = [242, 163, 60, 255];

fn colour([r, g, b, _]: [u8; 4]) -> Color {
    Color::Rgb(r, g, b)
}

fn buffer(lines: &[&str]) -> Buffer {
    Buffer::with_lines(lines.iter().copied())
}

/// A decoded picture.
struct Pixels {
    width: u32,
    height: u32,
    rgba: Vec<u8>,
}

impl Pixels {
    fn of(buffer: &Buffer, scale: f32) -> Self {
        Self::decoded(&png(&svg(buffer, &FRAME), scale).unwrap())
    }

    fn decoded(bytes: &[u8]) -> Self {
        let mut decoder = ::png::Decoder::new(std::io::Cursor::new(bytes));
        decoder.set_transformations(::png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut rgba = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut rgba).unwrap();
        assert_eq!(info.color_type, ::png::ColorType::Rgba);
        Self { width: info.width, height: info.height, rgba }
    }

    fn at(&self, x: u32, y: u32) -> [u8; 4] {
        let start = 4 * (y * self.width + x) as usize;
        self.rgba[start..start + 4].try_into().unwrap()
    }

    /// Whether every pixel from `left, top` up to `right, bottom` is of `colour`.
    fn filled(&self, [left, top, right, bottom]: [u32; 4], colour: [u8; 4]) -> bool {
        (top..bottom).all(|y| (left..right).all(|x| self.at(x, y) == colour))
    }
}

/// One of everything.
fn gallery() -> Buffer {
    let mut buffer = buffer(&[
        "╭ Costs ─────┬┄┄╮",
        "│ <a> & \"b\"  │$ │",
        "├──●──┤  a  b   ┆",
        "▏▎▍▌▋▊▉█▁▂▃▄▅▆▇▀▐",
        "░▒▓▖▗▘▙▚▛▜▝▞▟╱╲╳┼",
        "═╬═ ━╋━ ⏎ ▶ ",
        "日本 e\u{301} 👩‍👩‍👧 😀",
        "bold dim ital undl",
        "strike hidden inv",
        "╰───────────────╯",
    ]);
    let mut style =
        |x, y, width, style: Style| buffer.set_style(Rect { x, y, width, height: 1 }, style);
    style(2, 0, 5, Style::new().fg(colour(ORANGE)).bold());
    style(0, 3, 8, Style::new().fg(colour(BLUE)).bg(colour(ORANGE)));
    style(0, 4, 3, Style::new().fg(colour(BLUE)));
    style(0, 5, 3, Style::new().fg(Color::Red));
    style(0, 6, 4, Style::new().bg(Color::Indexed(236)));
    style(0, 7, 4, Style::new().bold());
    style(5, 7, 3, Style::new().dim());
    style(9, 7, 4, Style::new().italic());
    style(14, 7, 4, Style::new().underlined().fg(Color::LightGreen));
    style(0, 8, 6, Style::new().crossed_out());
    style(7, 8, 6, Style::new().hidden());
    style(14, 8, 3, Style::new().reversed());
    buffer
}

#[test]
fn gallery_as_svg() {
    insta::assert_snapshot!(svg(&gallery(), &FRAME));
}

#[test]
fn the_same_screen_is_the_same_bytes() {
    let text = svg(&gallery(), &FRAME);
    assert_eq!(text, svg(&gallery(), &FRAME));
    assert_eq!(png(&text, 2.0).unwrap(), png(&text, 2.0).unwrap());
}

#[test]
fn a_picture_is_as_large_as_its_cells_and_padding() {
    let buffer = Buffer::empty(Rect::new(0, 0, 120, 36));
    for (scale, size) in [(1.0, (984, 600)), (1.5, (1476, 900)), (2.0, (1968, 1200))] {
        let pixels = Pixels::of(&buffer, scale);
        assert_eq!((pixels.width, pixels.height), size);
    }
    let pixels = Pixels::of(&Buffer::empty(Rect::ZERO), 1.0);
    assert_eq!((pixels.width, pixels.height), (24, 24));
}

#[test]
fn corners_are_round_and_clear() {
    let pixels = Pixels::of(&buffer(&["    "]), 2.0);
    assert_eq!(pixels.at(0, 0)[3], 0);
    assert_eq!(pixels.at(pixels.width - 1, pixels.height - 1)[3], 0);
    assert_eq!(pixels.at(20, 20), [21, 23, 31, 255]);
}

#[test]
fn full_blocks_leave_no_seam_at_any_scale() {
    let mut buffer = buffer(&["█████", "█████", "█████"]);
    buffer.set_style(buffer.area, Style::new().fg(colour(ORANGE)).bg(colour(BLUE)));
    for scale in [1.0, 1.3, 1.5, 1.77, 2.0, 3.0] {
        let pixels = Pixels::of(&buffer, scale);
        let edge = |units: f32, inside: f32| (units * scale + inside).round() as u32;
        let area = [edge(12.0, 0.5), edge(12.0, 0.5), edge(52.0, -0.5), edge(60.0, -0.5)];
        assert!(pixels.filled(area, ORANGE), "scale {scale}");
    }
}

#[test]
fn a_stacked_bar_shows_its_two_colours_only() {
    let mut buffer = buffer(&["█▍█", "█▌█"]);
    let blue = Style::new().fg(colour(BLUE));
    buffer.set_style(Rect::new(0, 0, 1, 2), blue);
    buffer.set_style(Rect::new(1, 0, 1, 2), blue.bg(colour(ORANGE)));
    buffer.set_style(Rect::new(2, 0, 1, 2), Style::new().fg(colour(ORANGE)));
    let pixels = Pixels::of(&buffer, 2.0);
    // The bar starts at pixel 24; a cell is 16 wide and 32 high; 3/8 of a cell are 6.
    assert!(pixels.filled([24, 24, 46, 56], BLUE));
    assert!(pixels.filled([46, 24, 72, 56], ORANGE));
    assert!(pixels.filled([24, 56, 48, 88], BLUE));
    assert!(pixels.filled([48, 56, 72, 88], ORANGE));
    assert_eq!(pixels.at(72, 40), [21, 23, 31, 255]);
    for scale in [1.0, 1.3, 1.5] {
        let pixels = Pixels::of(&buffer, scale);
        let row = (20.0 * scale) as u32;
        let (from, to) = ((12.0 * scale).ceil() as u32, (36.0 * scale).floor() as u32);
        for x in from..to {
            assert!([BLUE, ORANGE].contains(&pixels.at(x, row)), "scale {scale}, pixel {x}");
        }
    }
}

#[test]
fn lower_blocks_grow_by_eighths() {
    let pixels = Pixels::of(&buffer(&["▁▂▃▄▅▆▇█"]), 1.0);
    for n in 0..8 {
        let (left, right) = (12 + 8 * n, 20 + 8 * n);
        let top = 28 - 2 * (n + 1);
        assert!(pixels.filled([left, top, right, 28], [214, 218, 228, 255]));
        assert!(pixels.filled([left, 12, right, top], [21, 23, 31, 255]));
    }
}

#[test]
fn borders_run_on_from_cell_to_cell() {
    let pixels = Pixels::of(&buffer(&["╭──╮", "│  │", "╰──╯"]), 2.0);
    let ink = [214, 218, 228, 255];
    // Light lines are two pixels wide in the middle of a cell; the arcs take the corners.
    assert!(pixels.filled([40, 40, 72, 42], ink));
    assert!(pixels.filled([32, 48, 34, 96], ink));
    assert!(pixels.filled([80, 48, 82, 96], ink));
    assert!(pixels.filled([40, 104, 72, 106], ink));
    assert_eq!(pixels.at(32, 40), [21, 23, 31, 255]);
}

#[test]
fn a_wide_symbol_lends_both_its_cells_its_background() {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 4, 1));
    buffer.set_string(1, 0, "日", Style::new().fg(colour(BLUE)).bg(colour(BLUE)));
    let pixels = Pixels::of(&buffer, 1.0);
    assert!(pixels.filled([20, 12, 36, 28], BLUE));
    assert_eq!((pixels.at(19, 20), pixels.at(36, 20)), (pixels.at(2, 20), pixels.at(2, 20)));
}

#[test]
fn no_symbol_draws_outside_its_cells() {
    let symbols = ["日", "😀", "👩‍👩‍👧", "e\u{301}\u{301}\u{301}\u{301}", "ﷺ", "\u{10ffff}"];
    for symbol in symbols {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 3));
        buffer.set_string(4, 1, symbol, Style::new());
        let pixels = Pixels::of(&buffer, 1.0);
        let background = [21, 23, 31, 255];
        let width = unicode_width::UnicodeWidthStr::width(symbol) as u32;
        assert!(pixels.filled([12, 12, 43, 60], background), "{symbol} on its left");
        assert!(pixels.filled([45 + 8 * width, 12, 108, 60], background), "{symbol} on its right");
    }
}

#[test]
fn text_in_one_style_is_one_run_of_exact_length() {
    let text = svg(&buffer(&["cost  &  share "]), &FRAME);
    let run =
        "textLength=\"112\" fill=\"#d6dae4\" xml:space=\"preserve\">cost  &amp;  share</text>";
    assert!(text.contains(run), "{text}");
    assert_eq!(text.matches("<text").count(), 1);
}

#[test]
fn a_description_is_in_the_picture_but_not_seen() {
    let plain = svg(&buffer(&["cost"]), &FRAME);
    let text = described(&plain, "A & B <\u{1b}x>");
    assert!(text.contains("\n<desc>A &amp; B &lt;x&gt;</desc>\n"), "{text}");
    assert_eq!(png(&text, 1.0).unwrap(), png(&plain, 1.0).unwrap());
}

#[test]
fn controls_and_direction_marks_never_reach_the_picture() {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 6, 1));
    for (x, symbol) in (0..).zip(["\u{1b}[2J", "\u{7}", "a\u{202e}", "\u{ffff}", "\t", "z"]) {
        buffer[Position::new(x, 0)].set_symbol(symbol);
    }
    let text = svg(&buffer, &FRAME);
    assert!(!text.contains(|c: char| c.is_control() && c != '\n'));
    assert!(!text.contains(['\u{202e}', '\u{ffff}']));
    assert!(text.contains(">[2J</text>"), "{text}");
}

#[test]
fn a_screen_fits_into_a_small_file() {
    let words = "Every model re-ranked: 1,708.64 a month, 42% less. ".repeat(3);
    let mut buffer = Buffer::empty(Rect::new(0, 0, 120, 36));
    for y in 0..36 {
        let ink = Color::Rgb(100 + 4 * y as u8, 218 - 3 * y as u8, 228);
        let style = Style::new().fg(ink).add_modifier(Modifier::from_bits_truncate(y % 8));
        buffer.set_string(0, y, &words[usize::from(y)..], style);
    }
    // Text in every cell and a colour a row: more than any real screen.
    let size = png(&svg(&buffer, &FRAME), 2.0).unwrap().len();
    assert!(size < 150_000, "{size} bytes");
}

#[test]
fn what_is_no_picture_is_an_error() {
    assert!(matches!(png("<svg", 1.0), Err(ShotError::Svg(_))));
    assert!(matches!(png("", 1.0), Err(ShotError::Svg(_))));
    let text = svg(&gallery(), &FRAME);
    for scale in [0.0, -1.0, 1e9, f32::NAN, f32::INFINITY] {
        assert!(matches!(png(&text, scale), Err(ShotError::Size { .. })), "{scale}");
    }
}

/// Any colour a cell can name.
fn colours() -> impl Strategy<Value = Color> {
    prop_oneof![
        Just(Color::Reset),
        any::<u8>().prop_map(Color::Indexed),
        any::<(u8, u8, u8)>().prop_map(|(r, g, b)| Color::Rgb(r, g, b)),
    ]
}

/// Any text a cell can hold, leaning to what has gone wrong before.
fn symbols() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::char::range('\u{2500}', '\u{259f}').prop_map(String::from),
        prop::char::range('\0', '\u{ff}').prop_map(String::from),
        prop::sample::select(vec![
            "",
            "日",
            "👩‍👩‍👧",
            "\u{301}",
            "e\u{301}",
            "]]>",
            "&lt;",
            "ﷺ",
            "\u{115f}"
        ])
        .prop_map(String::from),
        prop::collection::vec(any::<char>(), 0..4).prop_map(String::from_iter),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_buffer_gives_a_picture(
        (width, cells) in (1u16..9).prop_flat_map(|width| {
            let cell = (symbols(), colours(), colours(), any::<u16>(), 0u16..40);
            (Just(width), prop::collection::vec(cell, usize::from(width) * 3))
        })
    ) {
        let mut buffer = Buffer::empty(Rect::new(3, 5, width, 3));
        for (cell, (symbol, fg, bg, bits, forced)) in buffer.content.iter_mut().zip(cells) {
            cell.set_symbol(&symbol).set_fg(fg).set_bg(bg);
            cell.modifier = Modifier::from_bits_truncate(bits);
            if let Some(width) = std::num::NonZero::new(forced).filter(|width| width.get() < 4) {
                cell.set_diff_option(CellDiffOption::ForcedWidth(width));
            }
        }
        let text = svg(&buffer, &FRAME);
        prop_assert!(!text.contains(|c: char| c.is_control() && c != '\n'));
        let bytes = png(&text, 1.0);
        prop_assert!(bytes.is_ok(), "{:?}\n{text}", bytes.err());
        let pixels = Pixels::decoded(&bytes.unwrap_or_default());
        prop_assert_eq!((pixels.width, pixels.height), (u32::from(width) * 8 + 24, 72));
    }
}
