//! Behaviour as (before, keys, after).
//!
//! In a text, `|` is the cursor; `[` is where a selection began and `]` its cursor. Keys are typed
//! characters and names such as `<left>`, with `S-` to select.

mod drawing;
mod edits;
mod motions;
mod properties;

use super::*;

/// Reads the notation: the text without marks, and the selection.
fn read(marked: &str) -> (String, Selection) {
    let mut text = String::new();
    let mut selection = Selection::default();
    for c in marked.chars() {
        let here = text.chars().count();
        match c {
            '|' => selection = Selection::at(here),
            '[' => selection.anchor = here,
            ']' => selection.cursor = here,
            _ => text.push(c),
        }
    }
    (text, selection)
}

/// Writes the notation.
fn write(editor: &Editor) -> String {
    let Selection { anchor, cursor } = editor.selection();
    let mut marked = String::new();
    for index in 0..=editor.len_chars() {
        if anchor == cursor {
            marked.push_str(if index == cursor { "|" } else { "" });
        } else {
            marked.push_str(if index == anchor { "[" } else { "" });
            marked.push_str(if index == cursor { "]" } else { "" });
        }
        marked.extend(editor.text().get_char(index));
    }
    marked
}

fn editor(marked: &str, width: u16, height: u16) -> Editor {
    let (text, selection) = read(marked);
    let mut editor = Editor::new(&text);
    editor.set_viewport(width, height);
    editor.select(selection);
    editor
}

fn motion(name: &str) -> Option<Motion> {
    Some(match name {
        "left" => Motion::Left,
        "right" => Motion::Right,
        "C-left" => Motion::WordLeft,
        "C-right" => Motion::WordRight,
        "up" => Motion::Up,
        "down" => Motion::Down,
        "home" => Motion::RowStart,
        "end" => Motion::RowEnd,
        "pgup" => Motion::PageUp,
        "pgdn" => Motion::PageDown,
        "C-home" => Motion::TextStart,
        "C-end" => Motion::TextEnd,
        _ => return None,
    })
}

/// Presses keys and returns the edits they made.
fn press(editor: &mut Editor, keys: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut rest = keys;
    while let Some(c) = rest.chars().next() {
        let named = rest.strip_prefix('<').and_then(|rest| rest.split_once('>'));
        let Some((name, tail)) = named else {
            edits.extend(editor.insert_char(c));
            rest = &rest[c.len_utf8()..];
            continue;
        };
        rest = tail;
        let (select, name) = match name.strip_prefix("S-") {
            Some(name) => (true, name),
            None => (false, name),
        };
        if let Some(motion) = motion(name) {
            editor.move_cursor(motion, select);
            continue;
        }
        edits.extend(match name {
            "enter" => editor.newline(),
            "bs" => editor.backspace(),
            "del" => editor.delete(),
            "C-bs" => editor.delete_word_back(),
            "C-del" => editor.delete_word_forward(),
            "cut" => editor.cut().map(|(_, edit)| edit),
            "all" => {
                editor.select_all();
                None
            }
            _ => panic!("no such key: {name}"),
        });
    }
    edits
}

/// Checks the keys, and that taking all edits back and doing them again gives both ends.
#[track_caller]
fn check_at(width: u16, height: u16, before: &str, keys: &str, after: &str) {
    let mut editor = editor(before, width, height);
    let text = editor.text().clone();
    let edits = press(&mut editor, keys);
    assert_eq!(write(&editor), after, "{before:?} {keys}");
    let end = editor.text().clone();
    for edit in edits.iter().rev() {
        assert!(editor.revert(edit));
    }
    assert_eq!(editor.text(), &text);
    for edit in &edits {
        assert!(editor.apply(edit));
    }
    assert_eq!(editor.text(), &end);
}

#[track_caller]
fn check(before: &str, keys: &str, after: &str) {
    check_at(80, 24, before, keys, after);
}
