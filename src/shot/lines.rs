//! Box-drawing characters (U+2500 to U+257F) as shapes that meet at the edges of their cells.

use super::layer::{CELL_HEIGHT as H, CELL_WIDTH as W, Half, Rect};

/// The lines in one cell.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Lines {
    /// Straight lines, filled.
    Bars(Vec<Rect>),
    /// An arc or a diagonal, stroked one unit wide.
    Curve(Curve),
}

/// A path that starts at a point of the cell and goes on relative to it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Curve {
    pub(super) x: Half,
    pub(super) y: Half,
    pub(super) path: &'static str,
}

/// The middle line of a cell: a light line is one unit wide and lies on whole units.
const CENTRE_X: i32 = 9;
const CENTRE_Y: i32 = 17;

/// The arms of each character from U+2500 on, in the order left, right, up, down: 0 none, 1 light,
/// 2 heavy, 3 double. Dashes, arcs and diagonals have none here.
const ARMS: &str = "\
    1100 2200 0011 0022 0000 0000 0000 0000 \
    0000 0000 0000 0000 0101 0201 0102 0202 \
    1001 2001 1002 2002 0110 0210 0120 0220 \
    1010 2010 1020 2020 0111 0211 0121 0112 \
    0122 0221 0212 0222 1011 2011 1021 1012 \
    1022 2021 2012 2022 1101 2101 1201 2201 \
    1102 2102 1202 2202 1110 2110 1210 2210 \
    1120 2120 1220 2220 1111 2111 1211 2211 \
    1121 1112 1122 2121 1221 2112 1212 2221 \
    2212 2122 1222 2222 0000 0000 0000 0000 \
    3300 0033 0301 0103 0303 3001 1003 3003 \
    0310 0130 0330 3010 1030 3030 0311 0133 \
    0333 3011 1033 3033 3301 1103 3303 3310 \
    1130 3330 3311 1133 3333 0000 0000 0000 \
    0000 0000 0000 0000 1000 0010 0100 0001 \
    2000 0020 0200 0002 1200 0012 2100 0021 \
";

/// The shape of a box-drawing character; none for any other character.
pub(super) fn lines(symbol: char) -> Option<Lines> {
    let curve = |x, y, path| Some(Lines::Curve(Curve { x, y, path }));
    let (edge, middle) = (W, CENTRE_Y.unsigned_abs());
    match symbol {
        '╌' | '┄' | '┈' | '╍' | '┅' | '┉' | '╎' | '┆' | '┊' | '╏' | '┇' | '┋' => {
            Some(Lines::Bars(dashes(symbol)))
        }
        '╭' => curve(edge, middle, "a3.5 3.5 0 0 0-3.5 3.5v4"),
        '╮' => curve(0, middle, "h1a3.5 3.5 0 0 1 3.5 3.5v4"),
        '╯' => curve(0, middle, "h1a3.5 3.5 0 0 0 3.5-3.5v-5"),
        '╰' => curve(edge, middle, "a3.5 3.5 0 0 1-3.5-3.5v-5"),
        '╱' => curve(edge, 0, "l-8 16"),
        '╲' => curve(0, 0, "l8 16"),
        '╳' => curve(0, 0, "l8 16m0-16l-8 16"),
        _ => {
            let nth = usize::try_from(u32::from(symbol).checked_sub(0x2500)?).ok()?;
            let arms = ARMS.split_ascii_whitespace().nth(nth)?;
            Some(Lines::Bars(junction(arms)))
        }
    }
}

/// How one arm of a junction is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Arm {
    None,
    Light,
    Heavy,
    Double,
}

impl Arm {
    fn new(digit: u8) -> Self {
        match digit {
            b'1' => Self::Light,
            b'2' => Self::Heavy,
            b'3' => Self::Double,
            _ => Self::None,
        }
    }

    /// The strokes of the arm: how far each lies off the middle line, and half its width.
    fn strokes(self) -> &'static [(i32, i32)] {
        match self {
            Self::None => &[],
            Self::Light => &[(0, 1)],
            Self::Heavy => &[(0, 2)],
            Self::Double => &[(-2, 1), (2, 1)],
        }
    }

    /// Half the width of the arm where it crosses another.
    fn reach(self) -> i32 {
        self.strokes().last().map_or(0, |(_, half)| *half)
    }
}

fn junction(arms: &str) -> Vec<Rect> {
    let mut digits = arms.bytes().map(Arm::new);
    let mut next = || digits.next().unwrap_or(Arm::None);
    let (left, right, up, down) = (next(), next(), next(), next());
    let (width, height) = (W.cast_signed(), H.cast_signed());
    let mut bars = Vec::new();
    // Left before right and up before down: a part merges with what comes before it.
    for (across, half, from) in strokes(left, [up, down], right) {
        let y = CENTRE_Y + across - half;
        bars.extend(bar(0, y, CENTRE_X - from, 2 * half));
    }
    for (across, half, from) in strokes(right, [up, down], left) {
        let y = CENTRE_Y + across - half;
        bars.extend(bar(CENTRE_X + from, y, width - CENTRE_X - from, 2 * half));
    }
    for (across, half, from) in strokes(up, [left, right], down) {
        let x = CENTRE_X + across - half;
        bars.extend(bar(x, 0, 2 * half, CENTRE_Y - from));
    }
    for (across, half, from) in strokes(down, [left, right], up) {
        let x = CENTRE_X + across - half;
        bars.extend(bar(x, CENTRE_Y + from, 2 * half, height - CENTRE_Y - from));
    }
    bars
}

fn bar(x: i32, y: i32, w: i32, h: i32) -> Option<Rect> {
    let [x, y, w, h] = [x, y, w, h].map(|n| Half::try_from(n).ok());
    Some(Rect { x: x?, y: y?, w: w?, h: h? })
}

/// The strokes of `arm`: how far off the middle line, half the width, and where it starts,
/// measured from the middle of the cell towards its edge (negative: beyond the middle).
fn strokes(arm: Arm, crossing: [Arm; 2], opposite: Arm) -> impl Iterator<Item = (i32, i32, i32)> {
    let strokes = arm.strokes().iter();
    strokes.map(move |&(across, half)| (across, half, start(across, crossing, opposite)))
}

fn start(across: i32, [before, after]: [Arm; 2], opposite: Arm) -> i32 {
    /// The near and far edge of the strokes of a double line.
    const INNER: i32 = 1;
    const OUTER: i32 = -3;
    let double = |arm| arm == Arm::Double;
    let alone = opposite == Arm::None;
    // One of the two strokes of a double line looks at the arm on its own side first.
    let (near, far) = if across > 0 { (after, before) } else { (before, after) };
    let doubles = u8::from(double(near)) + u8::from(double(far));
    match (across, doubles) {
        (0, 2) if alone => INNER,
        (0, 1) if alone => OUTER,
        (0, 0) if alone => -near.reach().max(far.reach()),
        (0, _) => 0,
        _ if double(near) => INNER,
        _ if double(far) && near == Arm::None && alone => OUTER,
        _ if near == Arm::None && alone => -far.reach(),
        _ => 0,
    }
}

/// A dashed line: equal dashes that leave half a gap at each edge of the cell.
fn dashes(symbol: char) -> Vec<Rect> {
    let count: Half = match symbol {
        '╌' | '╍' | '╎' | '╏' => 2,
        '┄' | '┅' | '┆' | '┇' => 3,
        _ => 4,
    };
    let half = if matches!(symbol, '╍' | '┅' | '┉' | '╏' | '┇' | '┋') { 2 } else { 1 };
    let across = matches!(symbol, '╌' | '┄' | '┈' | '╍' | '┅' | '┉');
    let length = if across { W } else { H };
    let gap = (length / (6 * count)).max(1);
    let dash = |nth: Half| {
        let from = nth * length / count + gap;
        let size = (nth + 1) * length / count - gap - from;
        if across {
            Rect { x: from, y: CENTRE_Y.unsigned_abs() - half, w: size, h: 2 * half }
        } else {
            Rect { x: CENTRE_X.unsigned_abs() - half, y: from, w: 2 * half, h: size }
        }
    };
    (0..count).map(dash).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Which half-unit squares of the cell the bars cover.
    fn covered(symbol: char) -> Vec<Vec<bool>> {
        let mut grid = vec![vec![false; W as usize]; H as usize];
        let Some(Lines::Bars(bars)) = lines(symbol) else { panic!("{symbol} has no bars") };
        for Rect { x, y, w, h } in bars {
            for row in &mut grid[y as usize..(y + h) as usize] {
                row[x as usize..(x + w) as usize].fill(true);
            }
        }
        grid
    }

    /// The cell as text: every half unit of every second row.
    fn sketch(symbol: char) -> String {
        let grid = covered(symbol);
        let mut text = String::new();
        for row in grid.iter().skip(1).step_by(2) {
            text.extend(row.iter().map(|on| if *on { '#' } else { '.' }));
            text.push('\n');
        }
        text
    }

    #[test]
    fn every_character_of_the_range_is_drawn_inside_its_cell() {
        for symbol in '\u{2500}'..='\u{257f}' {
            match lines(symbol) {
                Some(Lines::Bars(_)) => {
                    assert!(covered(symbol).iter().flatten().any(|on| *on), "{symbol}");
                }
                shape => assert!(matches!(shape, Some(Lines::Curve(_))), "{symbol}"),
            }
        }
        for symbol in ['-', '\u{24ff}', '\u{2580}', '😀'] {
            assert_eq!(lines(symbol), None);
        }
    }

    #[test]
    fn arms_reach_the_edges_where_their_neighbours_begin() {
        let light = |symbol| {
            let grid = covered(symbol);
            let (row, column) = (&grid[17], grid.iter().map(|row| row[9]).collect::<Vec<_>>());
            [row[0], row[15], column[0], column[31]]
        };
        assert_eq!(light('─'), [true, true, false, false]);
        assert_eq!(light('├'), [false, true, true, true]);
        assert_eq!(light('┤'), [true, false, true, true]);
        assert_eq!(light('┬'), [true, true, false, true]);
        assert_eq!(light('┴'), [true, true, true, false]);
        assert_eq!(light('┼'), [true, true, true, true]);
        assert_eq!(light('┛'), [true, false, true, false]);
    }

    #[test]
    fn lines_in_a_row_or_column_have_no_gap() {
        for symbol in ['─', '━', '╼', '╾'] {
            assert!(covered(symbol)[17].iter().all(|on| *on), "{symbol}");
        }
        for symbol in ['│', '┃', '╽', '╿'] {
            assert!(covered(symbol).iter().all(|row| row[9]), "{symbol}");
        }
    }

    #[test]
    fn double_corners_and_crossings_join_cleanly() {
        let cells: String =
            "╔╗╬╟╤╒╓╪╫".chars().map(|symbol| format!("{symbol}\n{}", sketch(symbol))).collect();
        insta::assert_snapshot!(cells);
    }

    #[test]
    fn dashes_are_as_many_as_named() {
        for (symbol, count) in [('╌', 2), ('┅', 3), ('┈', 4), ('╏', 2), ('┆', 3), ('┋', 4)]
        {
            assert_eq!(dashes(symbol).len(), count, "{symbol}");
        }
    }
}
