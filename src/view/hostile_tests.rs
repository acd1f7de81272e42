//! Texts that could steer a terminal, hide, or take more cells than they seem to, wherever the
//! explorer shows what it was given.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::{Theme, paint};
use crate::app::{
    FileAnswer, InTheWay, Key, KeyCode, Listed, Message, Moment, Opening, Source, Start, State,
    update,
};
use crate::card::fixed;
use crate::document::is_hidden;

const HOSTILE: [&str; 12] = [
    "\x1b[2J\x1b[31mred\x1b]0;title\x07\x1b[6n",
    "\u{9b}2J\u{90}q\u{9c}\u{85}",
    "\u{202e}drows\u{202c}\u{2066}in\u{2069}\u{200f}",
    "\u{200b}\u{feff}\u{2060}\u{200d}\u{ad}",
    "e\u{301}o\u{308}\u{301}\u{301}",
    "a\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    "漢字かな한국어交じり",
    "👩‍👩‍👧‍👦👍🏽🏳️‍🌈🇩🇪🇫🇷❤️",
    "\ta\tb\t",
    "one\r\ntwo\rthree\nfour",
    "\0\u{1}\u{7f}\u{2028}\u{2029}",
    "ﷺ﷽",
];

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 36)];

/// The explorer with every name from outside that text, and the text in every prompt.
fn explorer(text: &str, size: (u16, u16)) -> State {
    let mut card = (*fixed::representative()).clone();
    for (at, model) in card.models.iter_mut().enumerate() {
        model.name = format!("{at} {text}");
        model.provider = text.to_owned();
        model.source = Some(text.to_owned());
    }
    card.name = text.to_owned();
    card.source = text.to_owned();
    let (state, _) = State::new(Start::new(
        vec![Arc::new(card)],
        vec![Opening {
            name: text.to_owned(),
            notes: text.to_owned(),
            texts: [0; 5].map(|_| format!("{text} {text}")),
            file: Some(text.to_owned()),
            keeps_text: true,
            ..Opening::default()
        }],
        size,
    ));
    state
}

/// Draws, and looks at every cell.
fn look(state: &State, what: &str) -> (Buffer, Option<(u16, u16)>) {
    let (columns, rows) = state.size();
    let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
    let theme = Theme::builtin("dark").unwrap().unwrap();
    let (_, cursor) = paint(state, &theme, &mut buffer);
    for y in 0..rows {
        let mut x = 0;
        while x < columns {
            let symbol = buffer[(x, y)].symbol();
            let steers = symbol.chars().any(|c| is_hidden(c) || c == '\u{200b}');
            assert!(!steers, "{symbol:?} at {x},{y}: {what}");
            assert!(symbol.chars().count() <= 16, "{symbol:?} at {x},{y}: {what}");
            let width = symbol.width().max(1) as u16;
            // What is wide has the cells that it takes, and does not leave the screen.
            assert!(x + width <= columns, "{symbol:?} at {x},{y}: {what}");
            for under in x + 1..x + width {
                assert_eq!(buffer[(under, y)].symbol(), " ", "under {symbol:?}: {what}");
            }
            x += width;
        }
    }
    if let Some((x, y)) = cursor {
        assert!(x < columns && y < rows, "{what}");
    }
    (buffer, cursor)
}

fn press(state: &mut State, code: KeyCode) {
    update(state, [Message::Key(Key::plain(code))]);
}

fn type_text(state: &mut State, text: &str) {
    let keys = text.chars().map(|c| Message::Key(Key::char(c)));
    update(state, keys.collect::<Vec<_>>());
}

#[test]
fn names_and_texts_are_shown_safely_in_every_place() {
    for text in HOSTILE {
        for size in SIZES {
            let mut state = explorer(text, size);
            look(&state, text);
            for _ in 0..4 {
                press(&mut state, KeyCode::Tab);
                look(&state, text);
            }
            // Every view, the popups, and the screen of a meeting.
            for keys in ["]", "]", "]", "]", "]", "]", "]", "7", "?", ":", "s", "v", "P"] {
                press(&mut state, KeyCode::Esc);
                type_text(&mut state, keys);
                look(&state, text);
            }
        }
    }
}

#[test]
fn what_is_told_typed_and_listed_is_shown_safely() {
    for text in HOSTILE {
        for size in SIZES {
            let mut state = explorer("plain", size);
            for message in [
                Message::Warned(text.to_owned()),
                Message::Copied(Err(text.to_owned())),
                Message::Files(FileAnswer::Saved(Moment::default(), text.to_owned())),
                Message::Files(FileAnswer::NotSaved(None, text.to_owned())),
                Message::Files(FileAnswer::InTheWay(InTheWay {
                    of: None,
                    file: String::new(),
                    holder: text.to_owned(),
                })),
            ] {
                update(&mut state, [message]);
                look(&state, text);
            }
            // A filter, a pin's name, a file's name, and a value; pasted and typed.
            for key in ["/", "p", "w", "5"] {
                press(&mut state, KeyCode::Esc);
                type_text(&mut state, key);
                update(&mut state, [Message::Paste(text.to_owned())]);
                look(&state, text);
                type_text(&mut state, text);
                look(&state, text);
                press(&mut state, KeyCode::Enter);
                look(&state, text);
            }
            press(&mut state, KeyCode::Esc);
            type_text(&mut state, "o");
            let listed = Listed { title: text.to_owned(), source: Source::File(text.to_owned()) };
            update(&mut state, [Message::Files(FileAnswer::Listed(vec![listed; 3]))]);
            look(&state, text);
        }
    }
}

/// The cursor stands behind what is before it on the screen.
#[test]
fn the_cursor_stands_where_the_text_ends() {
    // As drawn: (typed, cells), by UAX 11 and what is spelled out in place of what hides.
    for (text, cells) in [
        ("abc", 3),
        ("漢字", 4),
        ("e\u{301}o\u{308}", 2),
        ("👩‍👩‍👧‍👦", 2),
        ("🇩🇪👍🏽", 4),
        ("a\tb", 5),
        ("\u{202e}", 6),
        ("a\u{200b}b", 8),
        ("\x1b[2J", 3),
    ] {
        let mut state = explorer("", (120, 36));
        type_text(&mut state, "e");
        // The one blank between the two empty texts goes.
        press(&mut state, KeyCode::End);
        press(&mut state, KeyCode::Backspace);
        let (_, start) = look(&state, text);
        update(&mut state, [Message::Paste(text.to_owned())]);
        let (_, end) = look(&state, text);
        let (start, end) = (start.unwrap(), end.unwrap());
        assert_eq!((end.0 - start.0, end.1), (cells, start.1), "{text:?}");
    }
}
