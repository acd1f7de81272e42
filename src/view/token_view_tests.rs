//! The token view and the list of what costs most, as screens.

use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};

use super::tests::{after, buffer, dark, newcomer, screen};
use super::{Depth, paint};
use crate::app::{Message, State, Target, update};

/// A pasted text in the context, which is empty at first, with the view on and the cursor at its
/// start.
fn viewing(width: u16, height: u16, text: &str) -> State {
    let mut state = after(newcomer(width, height), "e<A-Right>");
    let effects = update(&mut state, [Message::Paste(text.to_owned())]);
    let answers: Vec<Message> = effects.iter().filter_map(|it| it.answered()).collect();
    update(&mut state, answers);
    after(state, "<F3><C-Home>")
}

#[test]
fn tokens_are_named_and_shaded() {
    let state = after(newcomer(80, 24), "e<F3><Right>");
    insta::assert_snapshot!("tokens_80x24", screen(&state));
    let state = viewing(120, 36, "Two documents, 漢字 🫨\n\n\tand e\u{301}\u{202e}.");
    insta::assert_snapshot!("tokens_120x36", screen(&state));
    let at = "<End><Left>";
    insta::assert_snapshot!("tokens_shared_120x36", screen(&after(state, at)));
}

#[test]
fn the_costliest_come_first() {
    insta::assert_snapshot!("costly_80x24", screen(&after(newcomer(80, 24), "<F4>")));
    insta::assert_snapshot!(
        "costly_120x36",
        screen(&after(newcomer(120, 36), "cr<F4><Down><Down><Down>"))
    );
    let bare = after(newcomer(60, 16), "e<F4>");
    assert!(screen(&bare).contains("Costliest first"));
}

#[test]
fn neighbours_have_different_shades() {
    let state = viewing(120, 36, "one two three four");
    for (depth, told) in
        [(Depth::True, true), (Depth::Many, true), (Depth::Sixteen, false), (Depth::Mono, false)]
    {
        let theme = dark().lowered(depth);
        let mut drawn = buffer(&state, &theme);
        let (hits, _) = paint(&state, &theme, &mut drawn);
        let area = hits.area_of(Target::Text).unwrap();
        let looks = |column: u16| {
            let cell = &drawn[(area.x + column, area.y)];
            (cell.bg, cell.modifier.contains(Modifier::UNDERLINED))
        };
        // `one`, ` two`, ` three`, ` four`.
        let tokens = [0..3, 3..7, 7..13, 13..18];
        for (token, next) in tokens.iter().zip(&tokens[1..]) {
            for column in token.clone() {
                assert_eq!(looks(column), looks(token.start), "{depth:?} {column}");
            }
            assert_ne!(looks(token.start), looks(next.start), "{depth:?}");
            assert_eq!(looks(token.start).0 != looks(next.start).0, told, "{depth:?}");
        }
        assert_eq!(looks(0), looks(7));
        if !told {
            assert_eq!(looks(0).0 == Color::Reset, looks(7).0 == Color::Reset);
        }
    }
}

#[test]
fn a_wide_character_has_one_shade_and_a_shared_one_a_mark() {
    let state = viewing(120, 36, "漢字 🫨 x");
    let mut drawn = buffer(&state, &dark());
    let (hits, _) = paint(&state, &dark(), &mut drawn);
    let area = hits.area_of(Target::Text).unwrap();
    let cell = |column: u16| drawn[(area.x + column, area.y)].clone();
    assert_eq!(cell(0).symbol(), "漢");
    assert_eq!(cell(0).bg, cell(1).bg);
    assert_eq!(cell(5).symbol(), "🫨");
    assert!(cell(5).modifier.contains(Modifier::UNDERLINED));
    assert!(!cell(8).modifier.contains(Modifier::UNDERLINED));
}

#[test]
fn hostile_texts_and_sizes_are_drawn() {
    let heap = format!("a{}", "\u{301}".repeat(3_000));
    let texts = ["\u{202e}\u{200b}\u{feff}\u{1b}[2J", &heap, "漢🫨\t\n\n\n", "  \n \u{2028}"];
    for text in texts {
        let mut state = viewing(120, 36, &text.repeat(20));
        for keys in ["", "<F4>", "<Esc>", "<Down><End>x", "<F3>", "<Tab><F4>"] {
            state = after(state, keys);
            for (width, height) in [(60, 16), (61, 27), (80, 24), (110, 28), (300, 100), (5, 3)] {
                update(&mut state, [Message::Resize(width, height)]);
                let drawn = buffer(&state, &dark());
                assert!(drawn.content.iter().all(|cell| !cell.symbol().contains('\u{202e}')));
            }
        }
    }
}

#[test]
fn a_row_of_the_list_is_clicked_where_it_is_drawn() {
    let state = after(newcomer(120, 36), "<F4>");
    let mut drawn = buffer(&state, &dark());
    let (hits, _) = paint(&state, &dark(), &mut drawn);
    for (at, row) in state.costly().rows.iter().enumerate().take(6) {
        let area: Rect = hits.area_of(Target::PopupRow(at)).unwrap();
        let words: String = (area.x..area.right()).map(|x| drawn[(x, area.y)].symbol()).collect();
        assert!(words.contains(row.part.label()), "{words}");
        assert!(words.contains(&crate::money::grouped(row.tokens.get())), "{words}");
    }
}
