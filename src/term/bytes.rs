//! Where one thing that the terminal says ends and the next begins.
//!
//! crossterm 0.29 reads the same bytes, but not these, and a keyboard hung on each of them:
//!
//! - It never ends `CSI ? … X` unless `X` is `u` or `c`. A report of a mode (`CSI ? 2026 ; 1 $ y`), of
//!   the colour scheme (`CSI ? 997 ; 1 n`) or of the cursor (`CSI ? 1 ; 1 R`), which another program
//!   asked for, swallows every key until a `u` or `c` is typed, Ctrl-C as well. A final byte is any of
//!   0x40 to 0x7E (ECMA-48, 5.4), and a sequence that means nothing here should be dropped with it.
//! - A mouse report that is cut off (`CSI < 35 ; 10 ;`) swallows every key until an `M` or `m`, a
//!   bracketed paste without its end every key for ever. Control characters should end a sequence
//!   and mean what they mean, as they do to xterm, and time should.
//! - OSC, DCS, APC, PM and SOS are not known. An answer to a query that came late (`OSC 11 ; rgb:… ST`)
//!   is a key with Alt and then typed letters, each of which can be a command.
//! - A character in the middle of an unfinished UTF-8 sequence is dropped with the sequence.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use memchr::memmem;

use super::sequence;

/// What ends a bracketed paste.
const PASTE_END: &[u8] = b"\x1b[201~";
/// The longest control sequence that is looked at, in bytes.
const LONGEST: usize = 256;
const CTRL_C: u8 = 0x03;
const BELL: u8 = 0x07;
const ESCAPE: u8 = 0x1b;
const DELETE: u8 = 0x7f;

/// What has begun and is not finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Open {
    /// Nothing.
    #[default]
    Nothing,
    /// An escape character: the key, or the start of a sequence.
    Escape,
    /// An escape character in a string, whose end it begins.
    StringEnd,
    /// A letter of several bytes, or such a letter with Alt.
    Letter {
        /// Whether an escape character came before it.
        alt: bool,
    },
    /// `ESC O`, a key.
    Single,
    /// `CSI`, a key or a report.
    Control,
    /// `CSI [`, a function key of Linux's console.
    Console,
    /// `CSI M`, the mouse in three bytes.
    Mouse,
    /// OSC, DCS, APC, PM or SOS, of which nothing came yet: the key with Alt, perhaps.
    EmptyString,
    /// The same with some text; all of it is dropped.
    String,
    /// A bracketed paste.
    Paste,
}

/// Cuts a terminal's bytes into events.
#[derive(Debug, Default)]
pub(super) struct Bytes {
    open: Open,
    /// What came of that, where it is still needed.
    held: Vec<u8>,
}

impl Bytes {
    /// What is not finished.
    pub(super) const fn open(&self) -> Open {
        self.open
    }

    /// Takes in what one reading gave, and hands each event to `take`.
    pub(super) fn read(&mut self, mut bytes: &[u8], take: &mut impl FnMut(Event)) {
        // In a paste it is text like any other; by itself nobody can have pasted it.
        if self.open == Open::Paste && bytes == [CTRL_C] {
            self.give_up(take);
        }
        while let Some((&byte, rest)) = bytes.split_first() {
            if self.open == Open::Paste {
                bytes = self.paste(bytes, take);
            } else {
                bytes = rest;
                self.byte(byte, take);
            }
        }
    }

    /// Nothing followed in time: what has begun is dropped, but for the Esc key and a paste.
    pub(super) fn give_up(&mut self, take: &mut impl FnMut(Event)) {
        match std::mem::take(&mut self.open) {
            Open::Escape => take(key(KeyCode::Esc, KeyModifiers::NONE)),
            Open::Paste => self.hand_on_paste(take),
            _ => {}
        }
    }

    fn byte(&mut self, byte: u8, take: &mut impl FnMut(Event)) {
        match self.open {
            Open::Nothing | Open::Paste => self.start(byte, false, take),
            Open::Escape | Open::StringEnd => self.after_escape(byte, take),
            Open::EmptyString | Open::String if byte >= b' ' => self.open = Open::String,
            Open::EmptyString | Open::String => match byte {
                BELL => self.open = Open::Nothing,
                ESCAPE => self.open = Open::StringEnd,
                _ => self.start(byte, false, take),
            },
            Open::Letter { alt } if byte & 0xc0 == 0x80 => self.in_letter(byte, alt, take),
            Open::Mouse if byte >= b' ' => self.in_mouse(byte, take),
            Open::Single | Open::Control | Open::Console if (b' '..DELETE).contains(&byte) => {
                self.in_sequence(byte, take);
            }
            // It cannot belong to what is open, which ends without it.
            _ => self.start(byte, false, take),
        }
    }

    /// The first byte of something.
    fn start(&mut self, byte: u8, alt: bool, take: &mut impl FnMut(Event)) {
        self.open = Open::Nothing;
        let alted = if alt { KeyModifiers::ALT } else { KeyModifiers::NONE };
        match byte {
            ESCAPE => self.open = Open::Escape,
            0x00..b' ' | DELETE => {
                let (code, modifiers) = control(byte);
                take(key(code, modifiers | alted));
            }
            b' '..DELETE => take(letter(char::from(byte), alted)),
            0xc2..=0xf4 => {
                self.held.clear();
                self.held.push(byte);
                self.open = Open::Letter { alt };
            }
            // No letter starts so.
            _ => {}
        }
    }

    fn after_escape(&mut self, byte: u8, take: &mut impl FnMut(Event)) {
        let ends_string = self.open == Open::StringEnd;
        let begun = match byte {
            b'[' => Open::Control,
            b'O' => Open::Single,
            b']' | b'P' | b'X' | b'^' | b'_' => Open::EmptyString,
            b'\\' if ends_string => Open::Nothing,
            // Two keys: one that ends everything is not changed by one before it.
            ESCAPE | CTRL_C => {
                if !ends_string {
                    take(key(KeyCode::Esc, KeyModifiers::NONE));
                }
                return self.start(byte, false, take);
            }
            _ => return self.start(byte, true, take),
        };
        self.held.clear();
        self.open = begun;
    }

    fn in_letter(&mut self, byte: u8, alt: bool, take: &mut impl FnMut(Event)) {
        self.held.push(byte);
        let wanted = match self.held[0] {
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            _ => 4,
        };
        if self.held.len() < wanted {
            return;
        }
        self.open = Open::Nothing;
        let found = std::str::from_utf8(&self.held).ok().and_then(|text| text.chars().next());
        if let Some(found) = found {
            let alted = if alt { KeyModifiers::ALT } else { KeyModifiers::NONE };
            take(letter(found, alted));
        }
    }

    fn in_mouse(&mut self, byte: u8, take: &mut impl FnMut(Event)) {
        self.held.push(byte);
        if let [button, column, row] = self.held[..] {
            self.open = Open::Nothing;
            sequence::mouse_in_bytes(button, column, row).into_iter().for_each(take);
        }
    }

    fn in_sequence(&mut self, byte: u8, take: &mut impl FnMut(Event)) {
        match (self.open, byte) {
            (Open::Single | Open::Control, ..b'@') => {
                if self.held.len() < LONGEST {
                    self.held.push(byte);
                }
                return;
            }
            (Open::Control, b'[') if self.held.is_empty() => return self.open = Open::Console,
            (Open::Control, b'M') if self.held.is_empty() => return self.open = Open::Mouse,
            (Open::Control, b'~') if self.held == b"200" => {
                self.held.clear();
                return self.open = Open::Paste;
            }
            _ => {}
        }
        let event = match self.open {
            Open::Console => sequence::console(byte),
            Open::Single => sequence::cursor(&self.held, byte),
            _ if self.held.len() < LONGEST => sequence::control(&self.held, byte),
            _ => None,
        };
        self.open = Open::Nothing;
        event.into_iter().for_each(take);
    }

    /// Takes in what belongs to the paste; the rest.
    fn paste<'b>(&mut self, bytes: &'b [u8], take: &mut impl FnMut(Event)) -> &'b [u8] {
        let before = self.held.len();
        self.held.extend_from_slice(bytes);
        // The end may have begun in what came before.
        let from = before.saturating_sub(PASTE_END.len() - 1);
        let Some(at) = memmem::find(&self.held[from..], PASTE_END) else {
            return &[];
        };
        let end = from + at;
        self.held.truncate(end);
        self.open = Open::Nothing;
        self.hand_on_paste(take);
        bytes.get(end + PASTE_END.len() - before..).unwrap_or_default()
    }

    fn hand_on_paste(&mut self, take: &mut impl FnMut(Event)) {
        let text = String::from_utf8(std::mem::take(&mut self.held));
        take(Event::Paste(
            text.unwrap_or_else(|bytes| String::from_utf8_lossy(bytes.as_bytes()).into_owned()),
        ));
    }
}

fn key(code: KeyCode, modifiers: KeyModifiers) -> Event {
    Event::Key(KeyEvent::new(code, modifiers))
}

fn letter(letter: char, modifiers: KeyModifiers) -> Event {
    let shift = if letter.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
    key(KeyCode::Char(letter), modifiers | shift)
}

/// The key of a control character, named as crossterm does: `Ctrl-4` to `Ctrl-7` for those that
/// have no letter.
fn control(byte: u8) -> (KeyCode, KeyModifiers) {
    match byte {
        b'\r' => (KeyCode::Enter, KeyModifiers::NONE),
        b'\t' => (KeyCode::Tab, KeyModifiers::NONE),
        DELETE => (KeyCode::Backspace, KeyModifiers::NONE),
        0 => (KeyCode::Char(' '), KeyModifiers::CONTROL),
        1..=26 => (KeyCode::Char(char::from(byte - 1 + b'a')), KeyModifiers::CONTROL),
        _ => (KeyCode::Char(char::from(byte.saturating_sub(0x1c) + b'4')), KeyModifiers::CONTROL),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NONE: KeyModifiers = KeyModifiers::NONE;

    /// The events of some readings, with nothing given up.
    fn events<B: AsRef<[u8]>>(readings: &[B]) -> Vec<Event> {
        let (mut bytes, mut found) = (Bytes::default(), Vec::new());
        readings.iter().for_each(|read| bytes.read(read.as_ref(), &mut |event| found.push(event)));
        found
    }

    fn plain(letters: &str) -> Vec<Event> {
        letters.chars().map(|it| letter(it, NONE)).collect()
    }

    fn ctrl(letter: char) -> Event {
        key(KeyCode::Char(letter), KeyModifiers::CONTROL)
    }

    #[test]
    fn letters_and_control_characters_are_keys() {
        assert_eq!(events(&["aé漢👍"]), plain("aé漢👍"));
        let named = [KeyCode::Enter, KeyCode::Tab, KeyCode::Backspace];
        assert_eq!(events(&["\r\t\x7f"]), named.map(|code| key(code, NONE)));
        let controls = [' ', 'a', 'j', 'z', '4', '7'].map(ctrl);
        assert_eq!(events(&["\0\x01\n\x1a\x1c\x1f"]), controls);
        let shifted = key(KeyCode::Char('G'), KeyModifiers::SHIFT);
        assert_eq!(events(&["G"]), [shifted]);
    }

    #[test]
    fn an_escape_character_before_a_key_is_alt() {
        let alted = |code| key(code, KeyModifiers::ALT);
        let expected = [KeyCode::Char('k'), KeyCode::Enter, KeyCode::Char('é')].map(alted);
        assert_eq!(events(&["\x1bk\x1b\r\x1bé"]), expected);
        // Ctrl-C stays Ctrl-C.
        assert_eq!(events(&["\x1b\x03"]), [key(KeyCode::Esc, NONE), ctrl('c')]);
        assert_eq!(events(&["\x1b\x1b[A"]), [KeyCode::Esc, KeyCode::Up].map(|it| key(it, NONE)));
    }

    #[test]
    fn what_is_not_followed_is_given_up() {
        for (start, expected) in [
            ("\x1b", vec![key(KeyCode::Esc, NONE)]),
            ("\x1b[200~half", vec![Event::Paste("half".to_owned())]),
            ("\x1b[<35;10;", vec![]),
            ("\x1b]11;rgb", vec![]),
            ("\x1b]11;rgb\x1b", vec![]),
        ] {
            let (mut bytes, mut found) = (Bytes::default(), Vec::new());
            bytes.read(start.as_bytes(), &mut |event| found.push(event));
            assert_eq!(found, []);
            bytes.give_up(&mut |event| found.push(event));
            bytes.read(b"q", &mut |event| found.push(event));
            assert_eq!(found, [expected, plain("q")].concat(), "{start:?}");
        }
    }

    #[test]
    fn replies_are_dropped_whole() {
        for reply in [
            "\x1b[?2026;1$y",
            "\x1b[?997;1n",
            "\x1b[?1;0;256S",
            "\x1b[>41;354;0c",
            "\x1b[12;40R",
            "\x1b]11;rgb:00/00/00\x07",
            "\x1b]11;rgb:00/00/00\x1b\\",
            "\x1bP>|xterm(380)\x1b\\",
            "\x1b_Gi=31;OK\x1b\\",
            "\x1b^private\x1b\\",
            "\x1bXstring\x1b\\",
        ] {
            assert_eq!(events(&[reply, "q"]), plain("q"), "{reply:?}");
        }
        let long = format!("\x1b[{}A", "1;".repeat(LONGEST));
        assert_eq!(events(&[long.as_str(), "q"]), plain("q"));
    }

    #[test]
    fn a_control_character_ends_what_is_open() {
        for start in ["\x1b[?62;", "\x1b[<35;10;", "\x1bO", "\x1b[M !", "\x1b]11;rgb", "\x1bP>|"] {
            assert_eq!(events(&[start, "\x03"]), [ctrl('c')], "{start:?}");
        }
        assert_eq!(events(&[&b"\xf0\x9f\x03"[..]]), [ctrl('c')]);
        assert_eq!(events(&[&b"\xf0\x9fq"[..]]), plain("q"));
    }

    #[test]
    fn a_paste_holds_whatever_it_holds() {
        let text = "a\r\nb\x03\x1b[A\x1b[201 ~é";
        let paste = format!("\x1b[200~{text}\x1b[201~");
        let expected = [plain("x"), vec![Event::Paste(text.to_owned())], plain("y")].concat();
        assert_eq!(events(&["x", paste.as_str(), "y"]), expected);
        assert_eq!(events(&[format!("x{paste}y")]), expected);
        // Ctrl-C by itself ends it.
        let ended = events(&["\x1b[200~never", "\x03"]);
        assert_eq!(ended, [Event::Paste("never".to_owned()), ctrl('c')]);
    }

    /// Bytes that open, close and fill sequences, and some others.
    fn noise() -> impl Strategy<Value = Vec<u8>> {
        const PIECES: [&[u8]; 24] = [
            b"\x1b",
            b"[",
            b"]",
            b"O",
            b"P",
            b"_",
            b"\\",
            b"?",
            b"<",
            b"1",
            b";",
            b":",
            b"M",
            b"m",
            b"~",
            b"u",
            b"A",
            b"q",
            b"\r",
            b"\x07",
            b"\xf0\x9f\x91\x8d",
            b"\x9f",
            b"\x1b[200~",
            b"\x1b[201~",
        ];
        let piece = prop_oneof![
            4 => prop::sample::select(&PIECES[..]).prop_map(<[u8]>::to_vec),
            1 => any::<u8>().prop_map(|byte| vec![byte]),
        ];
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn ctrl_c_is_heard_after_anything(noise in noise()) {
            let found = events(&[noise.as_slice(), b"\x03"]);
            prop_assert_eq!(found.last(), Some(&ctrl('c')));
        }

        #[test]
        fn where_readings_are_cut_changes_nothing(noise in noise(), size in 1_usize..8) {
            // Ctrl-C by itself would end a paste.
            let noise: Vec<u8> = noise.into_iter().filter(|byte| *byte != CTRL_C).collect();
            let parts: Vec<&[u8]> = noise.chunks(size).collect();
            prop_assert_eq!(events(&parts), events(&[noise.as_slice()]));
        }
    }
}
