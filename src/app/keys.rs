//! Keys, and how they are written: `Down`, `Shift-Right`, `Ctrl-C`.

use std::fmt;
use std::str::FromStr;

/// A key with its modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which key.
    pub code: KeyCode,
    /// Held Shift; a letter's case already has it.
    pub shift: bool,
    /// Held Control.
    pub ctrl: bool,
    /// Held Alt.
    pub alt: bool,
}

impl Key {
    /// A key without modifiers.
    pub const fn plain(code: KeyCode) -> Self {
        Self { code, shift: false, ctrl: false, alt: false }
    }

    /// A character without modifiers.
    pub const fn char(letter: char) -> Self {
        Self::plain(KeyCode::Char(letter))
    }

    /// A character with Control.
    pub const fn ctrl(letter: char) -> Self {
        Self { ctrl: true, ..Self::char(letter) }
    }

    /// This key with Shift.
    pub const fn shifted(self) -> Self {
        Self { shift: true, ..self }
    }

    /// This key with Alt.
    pub const fn alted(self) -> Self {
        Self { alt: true, ..self }
    }

    /// This key with Control.
    pub const fn ctrled(self) -> Self {
        Self { ctrl: true, ..self }
    }

    /// The key as the table of keys has it. A letter's case says whether Shift was held, and
    /// Back-tab is Shift-Tab; terminals differ in saying it again.
    pub const fn told_once(self) -> Self {
        match self.code {
            KeyCode::Tab if self.shift => Self { code: KeyCode::BackTab, shift: false, ..self },
            KeyCode::Char(_) | KeyCode::BackTab => Self { shift: false, ..self },
            _ => self,
        }
    }

    /// The character that it types into a text.
    pub const fn types(self) -> Option<char> {
        match self {
            Self { ctrl: true, .. } | Self { alt: true, .. } => None,
            Self { code: KeyCode::Char(letter), .. } => Some(letter),
            Self { code: KeyCode::Enter, .. } => Some('\n'),
            _ => None,
        }
    }
}

/// A key of the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyCode {
    /// A key that types a character.
    Char(char),
    /// Enter.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Shift-Tab.
    BackTab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Left.
    Left,
    /// Right.
    Right,
    /// Up.
    Up,
    /// Down.
    Down,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// A function key.
    F(u8),
}

/// The names of keys: as they are shown, then as they may be written too, in any case.
const NAMES: &[(KeyCode, &str, &[&str])] = &[
    (KeyCode::Char(' '), "Space", &[]),
    (KeyCode::Enter, "Enter", &["return"]),
    (KeyCode::Esc, "Esc", &["escape"]),
    (KeyCode::Tab, "Tab", &[]),
    (KeyCode::BackTab, "Shift-Tab", &["backtab"]),
    (KeyCode::Backspace, "Backspace", &[]),
    (KeyCode::Delete, "Del", &["delete"]),
    (KeyCode::Left, "←", &["left"]),
    (KeyCode::Right, "→", &["right"]),
    (KeyCode::Up, "↑", &["up"]),
    (KeyCode::Down, "↓", &["down"]),
    (KeyCode::Home, "Home", &[]),
    (KeyCode::End, "End", &[]),
    (KeyCode::PageUp, "PgUp", &["pageup"]),
    (KeyCode::PageDown, "PgDn", &["pagedown"]),
];

impl fmt::Display for Key {
    /// As it is shown: `Ctrl-C`, `Alt-→`, `Space`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, word) in [(self.shift, "Shift-"), (self.ctrl, "Ctrl-"), (self.alt, "Alt-")] {
            f.write_str(if held { word } else { "" })?;
        }
        match (NAMES.iter().find(|(code, ..)| *code == self.code), self.code) {
            (Some((_, name, _)), _) => f.write_str(name),
            (None, KeyCode::Char(letter)) if self.ctrl => {
                write!(f, "{}", letter.to_ascii_uppercase())
            }
            (None, KeyCode::Char(letter)) => write!(f, "{letter}"),
            (None, KeyCode::F(number)) => write!(f, "F{number}"),
            (None, _) => Ok(()),
        }
    }
}

/// What is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoKey;

impl fmt::Display for NoKey {
    /// The end of a sentence.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "is no key: use a character, Enter, Esc, Tab, Space, Backspace, Delete, Up, Down, \
             Left, Right, Home, End, PgUp, PgDn or F1 to F12",
        )
    }
}

impl FromStr for Key {
    type Err = NoKey;

    /// Reads a character, or a name in any case as it is shown or as [`NoKey`] lists it, after any
    /// of `Shift-`, `Ctrl-` and `Alt-`, or `S-`, `C-` and `A-`.
    fn from_str(word: &str) -> Result<Self, NoKey> {
        let mut key = Self::plain(KeyCode::Esc);
        let mut name = word;
        while let Some((modifier, rest)) = name.split_once('-')
            && !rest.is_empty()
        {
            match modifier.to_ascii_lowercase().as_str() {
                "shift" | "s" => key.shift = true,
                "ctrl" | "c" => key.ctrl = true,
                "alt" | "a" => key.alt = true,
                _ => return Err(NoKey),
            }
            name = rest;
        }
        key.code = match code(name).ok_or(NoKey)? {
            // The case of a letter says Shift, except with Control, where there is no case.
            KeyCode::Char(letter) if key.ctrl => {
                return Ok(Self { code: KeyCode::Char(letter.to_ascii_lowercase()), ..key });
            }
            KeyCode::Char(letter) if key.shift => KeyCode::Char(letter.to_ascii_uppercase()),
            code => code,
        };
        Ok(key.told_once())
    }
}

fn code(name: &str) -> Option<KeyCode> {
    let lower = name.to_lowercase();
    let is_named = |(_, shown, others): &&(KeyCode, &str, &[&str])| {
        shown.to_lowercase() == lower || others.contains(&lower.as_str())
    };
    if let Some((code, ..)) = NAMES.iter().find(is_named) {
        return Some(*code);
    }
    let mut letters = name.chars();
    if let (Some(letter), None) = (letters.next(), letters.next()) {
        return (!letter.is_control()).then_some(KeyCode::Char(letter));
    }
    let number = lower.strip_prefix('f')?.parse().ok()?;
    (1..=12).contains(&number).then_some(KeyCode::F(number))
}

/// Keys in the order in which they are pressed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keys(pub Vec<Key>);

impl FromStr for Keys {
    type Err = String;

    /// Reads keys separated by blanks. Text in double or single quotes is typed character by
    /// character; a line end in it is Enter.
    ///
    /// # Errors
    /// What is no key; goes on after the flag and its value.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut keys = Vec::new();
        let mut rest = text.trim_start();
        while let Some(first) = rest.chars().next() {
            rest = if let Some(quoted) = rest.strip_prefix(['"', '\'']) {
                let (typed, after) = quoted.split_once(first).ok_or_else(|| {
                    format!("has no closing {first}: a quote is typed as '\"' or \"'\"")
                })?;
                for letter in typed.chars() {
                    keys.push(typing(letter).ok_or("must not type control characters")?);
                }
                after
            } else {
                let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
                let (word, after) = rest.split_at(end);
                let key = word.parse();
                keys.push(
                    key.map_err(|no| format!("has `{word}`, which {no}, or text in quotes"))?,
                );
                after
            }
            .trim_start();
        }
        Ok(Self(keys))
    }
}

fn typing(letter: char) -> Option<Key> {
    match letter {
        '\n' => Some(Key::plain(KeyCode::Enter)),
        _ => (!letter.is_control()).then_some(Key::char(letter)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Key> {
        text.parse::<Keys>().unwrap().0
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
            let fault = text.parse::<Keys>().unwrap_err();
            assert!(fault.contains(word), "{text}: {fault}");
        }
    }

    #[test]
    fn what_is_shown_is_read_back() {
        let rows = crate::app::action::Keymap::default();
        let bound = rows.rows().iter().flat_map(|row| row.keys.clone());
        let named = NAMES.iter().map(|(code, ..)| Key::plain(*code).ctrled());
        let others = [Key::ctrl('-'), Key::char('-').alted(), Key::plain(KeyCode::F(12)).shifted()];
        for key in bound.chain(named).chain(others) {
            assert_eq!(key.to_string().parse(), Ok(key), "{key}");
        }
        assert_eq!("C-c".parse(), Ok(Key::ctrl('c')));
        assert_eq!("A-S-left".parse(), Ok(Key::plain(KeyCode::Left).shifted().alted()));
    }
}
