//! Block elements (U+2580 to U+259F) and braille patterns (U+2800 to U+28FF) as rectangles in
//! their part of the cell.

use super::layer::{CELL_HEIGHT as H, CELL_WIDTH as W, Half, Rect};

/// What fills a cell.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// The whole cell, in a mix of so many percent foreground.
    Shade(u16),
    /// Parts of the cell, in the foreground.
    Parts(Vec<Rect>),
}

/// The shape of a block element or a braille pattern; none for any other character.
pub(super) fn block(symbol: char) -> Option<Block> {
    if let nth @ 0..=0xff = u32::from(symbol).wrapping_sub(0x2800) {
        return Some(Block::Parts(dots(nth)));
    }
    let part = |x, y, w, h| Some(Block::Parts(vec![Rect { x, y, w, h }]));
    let nth = u32::from(symbol).checked_sub(0x2580)?;
    match nth {
        0x00 => part(0, 0, W, H / 2),
        0x01..=0x08 => part(0, H - nth * H / 8, W, nth * H / 8),
        0x09..=0x0f => part(0, 0, (0x10 - nth) * W / 8, H),
        0x10 => part(W / 2, 0, W / 2, H),
        0x11 => Some(Block::Shade(25)),
        0x12 => Some(Block::Shade(50)),
        0x13 => Some(Block::Shade(75)),
        0x14 => part(0, 0, W, H / 8),
        0x15 => part(W - W / 8, 0, W / 8, H),
        0x16 => quadrants(&[LOWER_LEFT]),
        0x17 => quadrants(&[LOWER_RIGHT]),
        0x18 => quadrants(&[UPPER_LEFT]),
        0x19 => quadrants(&[UPPER_LEFT, LOWER_LEFT, LOWER_RIGHT]),
        0x1a => quadrants(&[UPPER_LEFT, LOWER_RIGHT]),
        0x1b => quadrants(&[UPPER_LEFT, UPPER_RIGHT, LOWER_LEFT]),
        0x1c => quadrants(&[UPPER_LEFT, UPPER_RIGHT, LOWER_RIGHT]),
        0x1d => quadrants(&[UPPER_RIGHT]),
        0x1e => quadrants(&[UPPER_RIGHT, LOWER_LEFT]),
        0x1f => quadrants(&[UPPER_RIGHT, LOWER_LEFT, LOWER_RIGHT]),
        _ => None,
    }
}

/// The dots of a braille pattern: bits 0 to 2 and 6 down the left, 3 to 5 and 7 down the right.
fn dots(pattern: u32) -> Vec<Rect> {
    const PLACES: [(Half, Half); 8] =
        [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)];
    let raised = PLACES.iter().enumerate().filter(|(bit, _)| pattern & (1 << bit) != 0);
    raised
        .map(|(_, (column, row))| Rect {
            x: W / 16 + column * W / 2,
            y: H / 32 + row * H / 4,
            w: W * 3 / 8,
            h: H * 3 / 16,
        })
        .collect()
}

type Corner = (Half, Half);

const UPPER_LEFT: Corner = (0, 0);
const UPPER_RIGHT: Corner = (W / 2, 0);
const LOWER_LEFT: Corner = (0, H / 2);
const LOWER_RIGHT: Corner = (W / 2, H / 2);

fn quadrants(corners: &[Corner]) -> Option<Block> {
    let quadrant = |&(x, y): &Corner| Rect { x, y, w: W / 2, h: H / 2 };
    Some(Block::Parts(corners.iter().map(quadrant).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(symbol: char) -> u32 {
        match block(symbol) {
            Some(Block::Parts(parts)) => parts.iter().map(|r| r.w * r.h).sum(),
            Some(Block::Shade(percent)) => W * H * u32::from(percent) / 100,
            None => 0,
        }
    }

    #[test]
    fn each_covers_what_its_name_says() {
        let eighth = W * H / 8;
        for (n, symbol) in ('▁'..='█').enumerate() {
            assert_eq!(area(symbol), (n as u32 + 1) * eighth, "{symbol}");
        }
        for (n, symbol) in ('█'..='▏').enumerate() {
            assert_eq!(area(symbol), (8 - n as u32) * eighth, "{symbol}");
        }
        for (symbol, eighths) in [
            ('▀', 4),
            ('▐', 4),
            ('░', 2),
            ('▒', 4),
            ('▓', 6),
            ('▔', 1),
            ('▕', 1),
            ('▙', 6),
            ('▞', 4),
        ] {
            assert_eq!(area(symbol), eighths * eighth, "{symbol}");
        }
    }

    #[test]
    fn braille_has_a_square_for_each_dot() {
        let parts = |symbol| match block(symbol) {
            Some(Block::Parts(parts)) => parts,
            _ => Vec::new(),
        };
        assert!(parts('\u{2800}').is_empty());
        assert_eq!(parts('\u{28ff}').len(), 8);
        let corner = parts('\u{2880}');
        assert!(corner[0].x > W / 2 && corner[0].y > 3 * H / 4 - 1);
    }

    #[test]
    fn none_leaves_its_cell_and_only_blocks_are_blocks() {
        for symbol in ('\u{2580}'..='\u{259f}').chain('\u{2800}'..='\u{28ff}') {
            match block(symbol) {
                Some(Block::Parts(parts)) => {
                    for r in parts {
                        assert!(r.w > 0 && r.h > 0 && r.x + r.w <= W && r.y + r.h <= H, "{symbol}");
                    }
                }
                shape => assert!(matches!(shape, Some(Block::Shade(_))), "{symbol}"),
            }
        }
        for symbol in ['a', '\u{257f}', '\u{25a0}', '😀'] {
            assert_eq!(block(symbol), None);
        }
    }
}
