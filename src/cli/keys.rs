//! Keys written as words: `Down Shift-Right Ctrl-C`, and text to be typed in quotes: `"nova"`.

use crate::app::{Key, KeyCode};
use crate::document::printable;

/// Keys in the order in which they are pressed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Keys(pub(super) Vec<Key>);

/// Reads keys separated by blanks. A key is a character, or a name in any case as the help writes
/// it, after any of `Shift-`, `Ctrl-` and `Alt-`. Text in double or single quotes is typed
/// character by character; a line end in it is Enter.
///
/// # Errors
/// What is no key; goes on after the flag and its value.
pub(super) fn keys(text: &str) -> Result<Keys, String> {
    let mut keys = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        rest = if let Some(quoted) = rest.strip_prefix(['"', '\'']) {
            let (typed, after) = quoted.split_once(first).ok_or_else(|| {
                format!("has no closing {first}: a quote is typed as '\"' or \"'\"")
            })?;
            for letter in typed.chars() {
                keys.push(typed_key(letter).ok_or("must not type control characters")?);
            }
            after
        } else {
            let (word, after) = rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len()));
            keys.push(key(word).ok_or_else(|| {
                format!(
                    "has `{}`, which is no key: use a character, Enter, Esc, Tab, Space, \
                     Backspace, Delete, Up, Down, Left, Right, Home, End, PgUp, PgDn or F1 to F12, \
                     or text in quotes",
                    printable(word)
                )
            })?);
            after
        }
        .trim_start();
    }
    Ok(Keys(keys))
}

fn typed_key(letter: char) -> Option<Key> {
    match letter {
        '\n' => Some(Key::plain(KeyCode::Enter)),
        _ => (!letter.is_control()).then_some(Key::char(letter)),
    }
}

/// A key by its word, as a terminal would send it.
fn key(word: &str) -> Option<Key> {
    let (mut shift, mut ctrl, mut alt) = (false, false, false);
    let mut name = word;
    while let Some((modifier, rest)) = name.split_once('-')
        && !rest.is_empty()
    {
        match modifier.to_ascii_lowercase().as_str() {
            "shift" => shift = true,
            "ctrl" => ctrl = true,
            "alt" => alt = true,
            _ => return None,
        }
        name = rest;
    }
    let code = match code(name)? {
        // The case of a letter says Shift, except with Control, where there is no case.
        KeyCode::Char(letter) if ctrl => KeyCode::Char(letter.to_ascii_lowercase()),
        KeyCode::Char(letter) => {
            let letter = if shift { letter.to_ascii_uppercase() } else { letter };
            shift = false;
            KeyCode::Char(letter)
        }
        KeyCode::Tab if shift => {
            shift = false;
            KeyCode::BackTab
        }
        code => code,
    };
    Some(Key { code, shift, ctrl, alt })
}

fn code(name: &str) -> Option<KeyCode> {
    let mut letters = name.chars();
    if let (Some(letter), None) = (letters.next(), letters.next()) {
        return (!letter.is_control()).then_some(KeyCode::Char(letter));
    }
    let name = name.to_ascii_lowercase();
    Some(match name.as_str() {
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "tab" => KeyCode::Tab,
        "space" => KeyCode::Char(' '),
        "backspace" => KeyCode::Backspace,
        "delete" => KeyCode::Delete,
        "left" => KeyCode::Left,
        "right" => KeyCode::Right,
        "up" => KeyCode::Up,
        "down" => KeyCode::Down,
        "home" => KeyCode::Home,
        "end" => KeyCode::End,
        "pageup" | "pgup" => KeyCode::PageUp,
        "pagedown" | "pgdn" => KeyCode::PageDown,
        _ => {
            let number = name.strip_prefix('f')?.parse().ok()?;
            (1..=12).contains(&number).then_some(KeyCode::F(number))?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Key> {
        keys(text).unwrap().0
    }

    #[test]
    fn words_are_keys() {
        assert_eq!(
            read("  Down c\t/ pgdn F12 - Space "),
            [
                Key::plain(KeyCode::Down),
                Key::char('c'),
                Key::char('/'),
                Key::plain(KeyCode::PageDown),
                Key::plain(KeyCode::F(12)),
                Key::char('-'),
                Key::char(' '),
            ]
        );
        assert_eq!(read(""), []);
    }

    #[test]
    fn modifiers_are_as_a_terminal_sends_them() {
        assert_eq!(
            read("Shift-Right Ctrl-C Alt-U Shift-Tab Ctrl-Shift-z Ctrl-- shift-a"),
            [
                Key::plain(KeyCode::Right).shifted(),
                Key::ctrl('c'),
                Key::char('U').alted(),
                Key::plain(KeyCode::BackTab),
                Key::ctrl('z').shifted(),
                Key::ctrl('-'),
                Key::char('A'),
            ]
        );
    }

    #[test]
    fn quoted_text_is_typed() {
        let typed: Vec<Key> = "a é'".chars().map(Key::char).collect();
        assert_eq!(read("\"a é'\""), typed);
        assert_eq!(
            read("'\"\n' Enter"),
            [Key::char('"'), Key::plain(KeyCode::Enter), Key::plain(KeyCode::Enter)]
        );
    }

    #[test]
    fn what_is_no_key_is_named() {
        for (text, word) in [
            ("Down Dwn", "`Dwn`"),
            ("nova", "`nova`"),
            ("Hyper-a", "`Hyper-a`"),
            ("F13", "`F13`"),
            ("Shift-", "`Shift-`"),
            ("\"a", "closing \""),
            ("'\u{1b}'", "control"),
        ] {
            let fault = keys(text).unwrap_err();
            assert!(fault.contains(word), "{text}: {fault}");
        }
    }

    #[test]
    fn the_keys_of_the_explorer_can_all_be_written() {
        for key in crate::app::action::BINDINGS.iter().flat_map(|row| row.keys) {
            let name = match key.code {
                KeyCode::Char(' ') => "Space".to_owned(),
                KeyCode::Char(letter) => letter.to_string(),
                KeyCode::BackTab => "Shift-Tab".to_owned(),
                other => format!("{other:?}").replace(['(', ')'], ""),
            };
            let modifiers = [(key.shift, "Shift-"), (key.ctrl, "Ctrl-"), (key.alt, "Alt-")];
            let word: String = modifiers
                .iter()
                .filter_map(|(held, word)| held.then_some(*word))
                .chain([name.as_str()])
                .collect();
            let read = read(&word)[0];
            // Back-tab is Shift-Tab already, and terminals differ in saying it again.
            if !matches!(key.code, KeyCode::Tab | KeyCode::BackTab) {
                assert_eq!(read, *key, "{word}");
            }
        }
    }
}
