//! From crossterm's keys to ours.

use crossterm::event::{KeyCode as Code, KeyEvent, KeyEventKind, KeyModifiers};

use crate::app::{Key, KeyCode};

/// The key of a press or repeat; `None` for a release and for keys that mean nothing here.
///
/// Control characters are given the key that sends them: a terminal says Ctrl-J for a raw newline,
/// Ctrl-H for some keyboards' Backspace, and Ctrl-7 for Ctrl-/.
pub(super) fn key(event: KeyEvent) -> Option<Key> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let shift = event.modifiers.contains(KeyModifiers::SHIFT);
    let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
    let alt = event.modifiers.contains(KeyModifiers::ALT);
    let plain = |code| Some(Key { code, shift, ctrl, alt });
    match event.code {
        Code::Char(letter) if ctrl => Some(control(letter, shift, alt)),
        // The letter's case and the sign are what Shift made; only some terminals name it besides.
        Code::Char(letter) => Some(Key { alt, ..Key::char(letter) }),
        Code::BackTab => Some(Key { code: KeyCode::BackTab, shift: false, ctrl, alt }),
        Code::Tab if shift => Some(Key { code: KeyCode::BackTab, shift: false, ctrl, alt }),
        Code::Tab => plain(KeyCode::Tab),
        Code::Enter => plain(KeyCode::Enter),
        Code::Esc => plain(KeyCode::Esc),
        Code::Backspace => plain(KeyCode::Backspace),
        Code::Delete => plain(KeyCode::Delete),
        Code::Left => plain(KeyCode::Left),
        Code::Right => plain(KeyCode::Right),
        Code::Up => plain(KeyCode::Up),
        Code::Down => plain(KeyCode::Down),
        Code::Home => plain(KeyCode::Home),
        Code::End => plain(KeyCode::End),
        Code::PageUp => plain(KeyCode::PageUp),
        Code::PageDown => plain(KeyCode::PageDown),
        Code::F(number) => plain(KeyCode::F(number)),
        _ => None,
    }
}

/// The key of a character with Control.
fn control(letter: char, shift: bool, alt: bool) -> Key {
    let named = |code| Key { code, shift: false, ctrl: false, alt };
    let sign = |letter| Key { alt, ..Key::ctrl(letter) };
    match letter {
        'j' if !shift => named(KeyCode::Enter),
        'h' if !shift => named(KeyCode::Backspace),
        '4' => sign('\\'),
        '5' => sign(']'),
        '6' => sign('^'),
        '7' => sign('/'),
        _ => {
            // Where Shift is named at all, Ctrl-Shift-Z must not pass for Ctrl-Z.
            let shift = shift && letter.is_alphabetic();
            let letter = letter.to_lowercase().next().unwrap_or(letter);
            Key { shift, alt, ..Key::ctrl(letter) }
        }
    }
}

/// The character that a key is if it comes from a paste; `None` for keys no text holds.
///
/// Line ends stay what they were, CR or LF, so that a pair of them is still one.
pub(super) fn text(event: KeyEvent) -> Option<char> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    match (event.code, event.modifiers.difference(KeyModifiers::SHIFT)) {
        (Code::Char(letter), KeyModifiers::NONE) => Some(letter),
        (Code::Enter, KeyModifiers::NONE) => Some('\r'),
        (Code::Char('j'), KeyModifiers::CONTROL) => Some('\n'),
        (Code::Tab, KeyModifiers::NONE) => Some('\t'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: KeyModifiers = KeyModifiers::NONE;

    fn read(code: Code, modifiers: KeyModifiers) -> Option<Key> {
        key(KeyEvent::new(code, modifiers))
    }

    #[test]
    fn releases_and_strange_keys_mean_nothing() {
        let release = KeyEvent::new_with_kind(Code::Char('a'), NONE, KeyEventKind::Release);
        assert_eq!(key(release), None);
        let repeat = KeyEvent::new_with_kind(Code::Char('a'), NONE, KeyEventKind::Repeat);
        assert_eq!(key(repeat), Some(Key::char('a')));
        assert_eq!(read(Code::CapsLock, NONE), None);
    }

    #[test]
    fn a_letter_has_its_case_and_no_shift() {
        assert_eq!(read(Code::Char('G'), KeyModifiers::SHIFT), Some(Key::char('G')));
        assert_eq!(read(Code::Char('?'), KeyModifiers::SHIFT), Some(Key::char('?')));
        assert_eq!(read(Code::Char('b'), KeyModifiers::ALT), Some(Key::char('b').alted()));
    }

    #[test]
    fn control_characters_are_the_keys_that_send_them() {
        let control = |letter| read(Code::Char(letter), KeyModifiers::CONTROL);
        assert_eq!(control('j'), Some(Key::plain(KeyCode::Enter)));
        assert_eq!(control('h'), Some(Key::plain(KeyCode::Backspace)));
        assert_eq!(control('7'), Some(Key::ctrl('/')));
        assert_eq!(control(' '), Some(Key::ctrl(' ')));
        assert_eq!(control('C'), Some(Key::ctrl('c')));
        let shifted = KeyModifiers::CONTROL | KeyModifiers::SHIFT;
        assert_eq!(read(Code::Char('Z'), shifted), Some(Key::ctrl('z').shifted()));
    }

    #[test]
    fn shift_tab_goes_back() {
        let back = Some(Key::plain(KeyCode::BackTab));
        assert_eq!(read(Code::BackTab, KeyModifiers::SHIFT), back);
        assert_eq!(read(Code::Tab, KeyModifiers::SHIFT), back);
        assert_eq!(
            read(Code::Left, KeyModifiers::SHIFT),
            Some(Key::plain(KeyCode::Left).shifted())
        );
    }
}
