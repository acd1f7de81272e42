//! What can happen to the explorer, at random but told by a seed.
//!
//! An event names what it acts on by raw numbers ("the key in row 7 of the table", "the third open
//! request"), so that it means something in whatever state it meets: any part of a list of events is
//! a list of events, which lets a failing one be cut down.

use tokenfare::app::{Key, KeyCode, PointerKind};

/// About as many as the table of keys has rows.
const ROWS: usize = 160;

/// A small generator of numbers (splitmix64, Steele, Lea and Flood 2014).
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`, which is above 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.roll() % end as u64) as usize
    }

    fn within(&mut self, from: u16, to: u16) -> u16 {
        from + (self.roll() % u64::from(to - from + 1)) as u16
    }

    fn pick<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }
}

/// Something that happens.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Event {
    /// A key of the table of keys.
    Bound(usize),
    /// Any key.
    Key(Key),
    /// Keys that come at once.
    Burst(Vec<Key>),
    /// A paste: a text, so many times.
    Paste(String, usize),
    /// The mouse, at a cell of the screen.
    Mouse(PointerKind, u16, u16),
    /// Another size of the terminal.
    Resize(u16, u16),
    /// The terminal is to be drawn anew.
    Redraw,
    /// Time goes by, or jumps.
    Tick(u32),
    /// A view is asked for, as on the command line.
    Show(usize),
    /// The answer to one of the open requests, whole or in part, kept for another time or not.
    Answer { which: usize, how: u64 },
    /// An answer about files that was not asked for.
    Unasked(u64),
    /// What is on the screen is saved, and held against what `rank` makes of that.
    Compared,
    /// A sentence about something of the user's.
    Warned(String),
    /// The program is asked to end.
    Terminate,
}

/// Texts that a terminal, a reader or a table could stumble over.
pub(crate) const HOSTILE: [&str; 24] = [
    "\x1b[2J\x1b]0;title\x07",
    "\u{9b}31m\u{90}q\u{9c}",
    "\u{202e}evil\u{202c}\u{2066}x\u{2069}",
    "a\u{200d}b\u{200b}c\u{feff}d\u{2060}",
    "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    "漢字かな交じり文",
    "👩‍👩‍👧‍👦🏳️‍🌈🇩🇪👍🏽",
    "\t\ta\tb",
    "one\r\ntwo\rthree\n\n\nfour",
    "\0\u{1}\u{7f}\u{85}\u{2028}\u{2029}",
    "2.5M",
    "-1",
    "99999999999999999999999999",
    "50%",
    "none",
    "0",
    "1e400",
    "claude nova",
    "\"quoted\" 'text' = [[table]] \\u0000 # not a comment",
    "../../etc/passwd",
    "fn main() { println!(\"{:?}\", [0u8; 16]); }",
    "{\"json\": [1, 2.5, null, \"\\u001b\"]}",
    "ﷺ",
    "                                                                                ",
];

const CODES: [KeyCode; 17] = [
    KeyCode::Enter,
    KeyCode::Esc,
    KeyCode::Tab,
    KeyCode::BackTab,
    KeyCode::Backspace,
    KeyCode::Delete,
    KeyCode::Left,
    KeyCode::Right,
    KeyCode::Up,
    KeyCode::Down,
    KeyCode::Home,
    KeyCode::End,
    KeyCode::PageUp,
    KeyCode::PageDown,
    KeyCode::F(1),
    KeyCode::F(2),
    KeyCode::F(12),
];

const LETTERS: [char; 20] = [
    '0', '1', '9', '.', '-', '%', 'k', 'M', ' ', 'a', 'Z', 'é', '漢', '\u{301}', '\u{200d}', '👍',
    '\u{1b}', '\0', '\u{202e}', '\t',
];

fn key(dice: &mut Dice) -> Key {
    let code = match dice.below(4) {
        0 => dice.pick(&CODES),
        1 => KeyCode::Char(dice.pick(&LETTERS)),
        2 => KeyCode::Char(char::from(b' ' + dice.below(95) as u8)),
        _ => {
            let any = char::from_u32(dice.below(0x11_0000) as u32);
            any.map_or(KeyCode::F(dice.roll() as u8), KeyCode::Char)
        }
    };
    let held = dice.roll();
    Key {
        code,
        shift: held.is_multiple_of(5),
        ctrl: (held / 5).is_multiple_of(9),
        alt: (held / 45).is_multiple_of(9),
    }
}

fn paste(dice: &mut Dice) -> Event {
    let text = match dice.below(3) {
        0 => dice.pick(&HOSTILE).to_owned(),
        1 => {
            let bytes: Vec<u8> = (0..dice.below(300)).map(|_| dice.roll() as u8).collect();
            String::from_utf8_lossy(&bytes).into_owned()
        }
        _ => (0..dice.below(60)).map(|_| dice.pick(&LETTERS)).collect(),
    };
    let times = match dice.below(12) {
        0 => dice.below(2_000),
        1 | 2 => dice.below(50),
        _ => 1,
    };
    Event::Paste(text, times)
}

fn size(dice: &mut Dice) -> Event {
    match dice.below(24) {
        0..3 => Event::Resize(dice.within(1, 80), dice.within(1, 24)),
        3 => Event::Resize(dice.within(1, 500), dice.within(1, 200)),
        4..6 => Event::Resize(1, 1),
        6..9 => Event::Resize(80, 24),
        _ => Event::Resize(dice.within(60, 200), dice.within(16, 60)),
    }
}

/// The next event.
pub(crate) fn event(dice: &mut Dice) -> Event {
    match dice.below(100) {
        0..35 => Event::Bound(dice.below(ROWS * 4)),
        35..48 => Event::Key(key(dice)),
        48..52 => {
            let keys = (0..dice.below(40)).map(|_| key(dice));
            Event::Burst(keys.collect())
        }
        52..58 => paste(dice),
        58..76 => {
            let kind = dice.pick(&[
                PointerKind::Press,
                PointerKind::Press,
                PointerKind::Drag,
                PointerKind::Release,
                PointerKind::WheelUp,
                PointerKind::WheelDown,
            ]);
            Event::Mouse(kind, dice.roll() as u16, dice.roll() as u16)
        }
        76..80 => size(dice),
        80 => Event::Compared,
        81 => Event::Redraw,
        82 => Event::Tick(match dice.below(4) {
            0 => dice.roll() as u32,
            _ => dice.below(100) as u32,
        }),
        83 => Event::Show(dice.below(64)),
        84..96 => Event::Answer { which: dice.below(64), how: dice.roll() },
        96..98 => Event::Unasked(dice.roll()),
        98 => Event::Warned(dice.pick(&HOSTILE).to_owned()),
        _ => Event::Terminate,
    }
}
