//! What a whole sequence means: a key or the mouse. What means nothing here is `None`.
//!
//! The forms are xterm's (<https://invisible-island.net/xterm/ctlseqs/ctlseqs.html>), with rxvt's keys
//! and mouse, and those of kitty's keyboard protocol, which a program before may have left on.

use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

/// `CSI`, parameters, and a final byte.
pub(super) fn control(parameters: &[u8], last: u8) -> Option<Event> {
    let text = std::str::from_utf8(parameters).ok()?;
    if let (Some(mouse), b'M' | b'm') = (text.strip_prefix('<'), last) {
        return sgr_mouse(mouse, last == b'm');
    }
    // A private form or one with intermediate bytes is a report, which nobody asked for.
    if !text.bytes().all(|byte| matches!(byte, b'0'..=b';')) {
        return None;
    }
    match last {
        b'Z' if text.is_empty() => press(KeyCode::BackTab, KeyModifiers::SHIFT),
        b'M' => rxvt_mouse(text),
        b'~' => numbered(text),
        b'u' => by_code_point(text),
        _ => cursor(parameters, last),
    }
}

/// A key of the cursor or F1 to F4, after `CSI` or `ESC O`.
pub(super) fn cursor(parameters: &[u8], last: u8) -> Option<Event> {
    let code = match last {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'P' => KeyCode::F(1),
        b'Q' => KeyCode::F(2),
        // With parameters it may as well be the report of the cursor's place.
        b'R' if parameters.is_empty() => KeyCode::F(3),
        b'S' => KeyCode::F(4),
        _ => return None,
    };
    let text = std::str::from_utf8(parameters).ok()?;
    // Some terminals send the modifiers alone.
    let (modifiers, kind) = held_down(text.split(';').nth(1).unwrap_or(text));
    event(code, modifiers, kind)
}

/// `CSI [ A` to `E`: F1 to F5 of Linux's console.
pub(super) fn console(last: u8) -> Option<Event> {
    let number = last.checked_sub(b'A').filter(|number| *number < 5)?;
    press(KeyCode::F(number + 1), KeyModifiers::NONE)
}

/// `CSI 3 ~`, `CSI 3 ; 5 ~`: the keys that have a number.
fn numbered(text: &str) -> Option<Event> {
    let mut parts = text.split(';');
    let code = match parts.next()?.parse::<u8>().ok()? {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        number @ 11..=15 => KeyCode::F(number - 10),
        number @ 17..=21 => KeyCode::F(number - 11),
        number @ 23..=26 => KeyCode::F(number - 12),
        number @ 28..=29 => KeyCode::F(number - 15),
        number @ 31..=34 => KeyCode::F(number - 17),
        _ => return None,
    };
    let (modifiers, kind) = held_down(parts.next().unwrap_or_default());
    event(code, modifiers, kind)
}

/// The keys of the number pad by kitty's code points, from 57399 on.
const PAD: [KeyCode; 28] = [
    KeyCode::Char('0'),
    KeyCode::Char('1'),
    KeyCode::Char('2'),
    KeyCode::Char('3'),
    KeyCode::Char('4'),
    KeyCode::Char('5'),
    KeyCode::Char('6'),
    KeyCode::Char('7'),
    KeyCode::Char('8'),
    KeyCode::Char('9'),
    KeyCode::Char('.'),
    KeyCode::Char('/'),
    KeyCode::Char('*'),
    KeyCode::Char('-'),
    KeyCode::Char('+'),
    KeyCode::Enter,
    KeyCode::Char('='),
    KeyCode::Char(','),
    KeyCode::Left,
    KeyCode::Right,
    KeyCode::Up,
    KeyCode::Down,
    KeyCode::PageUp,
    KeyCode::PageDown,
    KeyCode::Home,
    KeyCode::End,
    KeyCode::Insert,
    KeyCode::Delete,
];

/// `CSI 97 ; 5 u`: a key by its code point, `:` and its form with Shift.
fn by_code_point(text: &str) -> Option<Event> {
    const PAD_FROM: u32 = 57_399;
    /// Where kitty numbers keys that are no letters, such as Shift itself.
    const KEYS: std::ops::RangeInclusive<u32> = 0xe000..=0xf8ff;
    let mut parts = text.split(';');
    let mut points = parts.next()?.split(':').map(|point| point.parse::<u32>().ok());
    let point = points.next()??;
    let (modifiers, kind) = held_down(parts.next().unwrap_or_default());
    let pad = point.checked_sub(PAD_FROM).and_then(|at| PAD.get(at as usize));
    let code = match (pad, char::from_u32(point)?) {
        (Some(code), _) => *code,
        (None, '\x1b') => KeyCode::Esc,
        (None, '\r') => KeyCode::Enter,
        (None, '\t') if modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
        (None, '\t') => KeyCode::Tab,
        (None, '\x7f') => KeyCode::Backspace,
        _ if KEYS.contains(&point) => return None,
        (None, letter) => {
            let shift = modifiers.contains(KeyModifiers::SHIFT);
            let shifted = points.next().flatten().and_then(char::from_u32).filter(|_| shift);
            KeyCode::Char(shifted.unwrap_or(letter))
        }
    };
    event(code, modifiers, kind)
}

/// `5`, `5:3`: one more than the bits of what is held down, and what the key does.
fn held_down(text: &str) -> (KeyModifiers, KeyEventKind) {
    let mut parts = text.split(':').map(|part| part.parse::<u8>().ok());
    let bits = parts.next().flatten().unwrap_or(0).saturating_sub(1);
    let modifiers = [
        KeyModifiers::SHIFT,
        KeyModifiers::ALT,
        KeyModifiers::CONTROL,
        KeyModifiers::SUPER,
        KeyModifiers::HYPER,
        KeyModifiers::META,
    ];
    let held = (0..).zip(modifiers).filter(|(bit, _)| bits >> bit & 1 == 1);
    let kind = match parts.next().flatten() {
        Some(2) => KeyEventKind::Repeat,
        Some(3) => KeyEventKind::Release,
        _ => KeyEventKind::Press,
    };
    (held.map(|(_, modifier)| modifier).collect(), kind)
}

fn event(code: KeyCode, modifiers: KeyModifiers, kind: KeyEventKind) -> Option<Event> {
    Some(Event::Key(KeyEvent::new_with_kind(code, modifiers, kind)))
}

fn press(code: KeyCode, modifiers: KeyModifiers) -> Option<Event> {
    event(code, modifiers, KeyEventKind::Press)
}

/// The three bytes after `CSI M`, each 32 more than it means; the first cell is 1.
pub(super) fn mouse_in_bytes(button: u8, column: u8, row: u8) -> Option<Event> {
    let cell = |byte: u8| u16::from(byte.saturating_sub(33));
    mouse(button.checked_sub(32)?, cell(column), cell(row), false)
}

/// `0 ; 12 ; 7` after `CSI <`.
fn sgr_mouse(text: &str, released: bool) -> Option<Event> {
    let (button, column, row) = three(text)?;
    mouse(button, column, row, released)
}

/// The same in rxvt's form, with the button 32 more than it means.
fn rxvt_mouse(text: &str) -> Option<Event> {
    let (button, column, row) = three(text)?;
    mouse(button.checked_sub(32)?, column, row, false)
}

/// The button, and the cell counted from 0.
fn three(text: &str) -> Option<(u8, u16, u16)> {
    let mut parts = text.split(';');
    let button = parts.next()?.parse().ok()?;
    let mut cell = || parts.next()?.parse::<u16>().ok()?.checked_sub(1);
    Some((button, cell()?, cell()?))
}

/// Bits 0, 1, 6 and 7 are the button, 2 to 4 Shift, Alt and Control, 5 movement.
fn mouse(bits: u8, column: u16, row: u16, released: bool) -> Option<Event> {
    let button = bits & 3 | (bits & 0xc0) >> 4;
    let moves = bits & 0x20 != 0;
    let kind = match (button, moves, released) {
        (0..=2, false, false) => MouseEventKind::Down(of(button)),
        (0..=2, false, true) => MouseEventKind::Up(of(button)),
        (0..=2, true, _) => MouseEventKind::Drag(of(button)),
        (3, false, _) => MouseEventKind::Up(MouseButton::Left),
        (3..=5, true, _) => MouseEventKind::Moved,
        (4, ..) => MouseEventKind::ScrollUp,
        (5, ..) => MouseEventKind::ScrollDown,
        (6, false, _) => MouseEventKind::ScrollLeft,
        (7, false, _) => MouseEventKind::ScrollRight,
        _ => return None,
    };
    let held = [KeyModifiers::SHIFT, KeyModifiers::ALT, KeyModifiers::CONTROL];
    let held = (2..).zip(held).filter(|(bit, _)| bits >> bit & 1 == 1);
    let modifiers = held.map(|(_, modifier)| modifier).collect();
    Some(Event::Mouse(MouseEvent { kind, column, row, modifiers }))
}

const fn of(button: u8) -> MouseButton {
    match button {
        0 => MouseButton::Left,
        1 => MouseButton::Middle,
        _ => MouseButton::Right,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CTRL: KeyModifiers = KeyModifiers::CONTROL;
    const SHIFT: KeyModifiers = KeyModifiers::SHIFT;
    const NONE: KeyModifiers = KeyModifiers::NONE;

    /// The meaning of `CSI` and `rest`.
    fn read(rest: &str) -> Option<Event> {
        let (last, parameters) = rest.as_bytes().split_last()?;
        control(parameters, *last)
    }

    #[test]
    fn keys_have_their_forms() {
        for (rest, code, modifiers) in [
            ("A", KeyCode::Up, NONE),
            ("1;5C", KeyCode::Right, CTRL),
            ("1;3D", KeyCode::Left, KeyModifiers::ALT),
            ("5D", KeyCode::Left, CTRL),
            ("1;2S", KeyCode::F(4), SHIFT),
            ("P", KeyCode::F(1), NONE),
            ("Z", KeyCode::BackTab, SHIFT),
            ("3~", KeyCode::Delete, NONE),
            ("5;5~", KeyCode::PageUp, CTRL),
            ("15~", KeyCode::F(5), NONE),
            ("24~", KeyCode::F(12), NONE),
            ("97u", KeyCode::Char('a'), NONE),
            ("99;5u", KeyCode::Char('c'), CTRL),
            ("97:65;2u", KeyCode::Char('A'), SHIFT),
            ("9;2u", KeyCode::BackTab, SHIFT),
            ("13u", KeyCode::Enter, NONE),
            ("27u", KeyCode::Esc, NONE),
            ("57414u", KeyCode::Enter, NONE),
            ("57426u", KeyCode::Delete, NONE),
        ] {
            assert_eq!(read(rest), press(code, modifiers), "{rest}");
        }
        assert_eq!(read("1;1:3A"), event(KeyCode::Up, NONE, KeyEventKind::Release));
        assert_eq!(read("97;5:2u"), event(KeyCode::Char('a'), CTRL, KeyEventKind::Repeat));
        assert_eq!(cursor(b"", b'R'), press(KeyCode::F(3), NONE));
        assert_eq!(cursor(b"2", b'P'), press(KeyCode::F(1), SHIFT));
        assert_eq!(console(b'E'), press(KeyCode::F(5), NONE));
    }

    #[test]
    fn the_mouse_has_three_forms() {
        let at = |kind, column, row, modifiers| {
            Some(Event::Mouse(MouseEvent { kind, column, row, modifiers }))
        };
        let (down, up) = (MouseEventKind::Down, MouseEventKind::Up);
        assert_eq!(read("<0;12;7M"), at(down(MouseButton::Left), 11, 6, NONE));
        assert_eq!(read("<0;12;7m"), at(up(MouseButton::Left), 11, 6, NONE));
        assert_eq!(read("<32;1;1M"), at(MouseEventKind::Drag(MouseButton::Left), 0, 0, NONE));
        assert_eq!(read("<35;300;1M"), at(MouseEventKind::Moved, 299, 0, NONE));
        assert_eq!(read("<65;1;1M"), at(MouseEventKind::ScrollDown, 0, 0, NONE));
        assert_eq!(read("<18;1;1M"), at(down(MouseButton::Right), 0, 0, CTRL));
        assert_eq!(read("32;30;40M"), at(down(MouseButton::Left), 29, 39, NONE));
        assert_eq!(mouse_in_bytes(b' ', b'0', b'!'), at(down(MouseButton::Left), 15, 0, NONE));
        assert_eq!(mouse_in_bytes(b'#', b' ', b' '), at(up(MouseButton::Left), 0, 0, NONE));
    }

    #[test]
    fn what_means_nothing_is_nothing() {
        for rest in [
            "?2026;1$y",
            "?1;0;256S",
            "?1u",
            "?62;22c",
            ">0c",
            "12;40R",
            "8;24;80t",
            "I",
            "O",
            "E",
            "201~",
            "999~",
            "57441u",
            "1114112u",
            "u",
            "~",
            "<0;0;1M",
            "<999999;1;1M",
            "<0;1M",
            "1;2M",
            "999;999;999;999Z",
        ] {
            assert_eq!(read(rest), None, "{rest}");
        }
        assert_eq!(console(b'F'), None);
        assert_eq!(cursor(b"", b'M'), None);
    }
}
