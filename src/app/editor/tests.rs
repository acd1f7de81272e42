//! Behaviour as (before, keys, after).
//!
//! In a text, `|` is the cursor; `[` is where a selection began and `]` its cursor. Keys are typed
//! characters and names such as `<left>`, with `S-` to select.

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

#[test]
fn typing() {
    check("|", "hi", "hi|");
    check("hel|lo", "p!", "help!|lo");
    check("a|b", "<enter>", "a\n|b");
    check("h[ell]o", "i", "hi|o");
    check("h]ell[o", "<enter>", "h\n|o");
    check("[abc]", "\u{1b}", "[abc]");
}

#[test]
fn deleting() {
    check("hel|lo", "<bs>", "he|lo");
    check("hel|lo", "<del>", "hel|o");
    check("|a", "<bs>", "|a");
    check("a|", "<del>", "a|");
    check("a\n|b", "<bs>", "a|b");
    check("a|\nb", "<del>", "a|b");
    check("h[ell]o", "<bs>", "h|o");
    check("h]ell[o", "<del>", "h|o");
    check("h[ell]o", "<cut>", "h|o");
    check("one <all>|", "<bs>", "one <all|");
    check("one|", "<all><del>", "|");
}

#[test]
fn deleting_words() {
    check("one two|", "<C-bs>", "one |");
    check("one two  |", "<C-bs>", "one |");
    check("one (two)...|", "<C-bs>", "one (two|");
    check("don't|", "<C-bs>", "|");
    check("|one two", "<C-del>", "| two");
    check("one| two", "<C-del>", "one|");
    check("one|\n two", "<C-del>", "one| two");
    check("one\n|two", "<C-bs>", "one|two");
    check("o[ne t]wo", "<C-bs>", "o|wo");
}

#[test]
fn left_and_right() {
    check("ab|c", "<left>", "a|bc");
    check("ab|c", "<right>", "abc|");
    check("|abc", "<left>", "|abc");
    check("a|\nb", "<right>", "a\n|b");
    check("a\n|b", "<left>", "a|\nb");
    check("ab|c", "<S-left><S-left>", "]ab[c");
    check("ab|c", "<S-right>", "ab[c]");
    check("a[bc]d", "<left>", "a|bcd");
    check("a[bc]d", "<right>", "abc|d");
    check("a]bc[d", "<right>", "abc|d");
    check("a[bc]d", "<S-left><S-left>", "a|bcd");
}

#[test]
fn words() {
    check("one two, three|", "<C-left>", "one two, |three");
    check("one two, three|", "<C-left><C-left>", "one two|, three");
    check("one two|, three", "<C-left>", "one |two, three");
    check("|one two, three", "<C-right>", "one| two, three");
    check("one| two, three", "<C-right>", "one two|, three");
    check("one two|, three", "<C-right>", "one two,| three");
    check("one |  \ntwo", "<C-right>", "one   |\ntwo");
    check("one|\n  two", "<C-right><C-right>", "one\n  two|");
    check("one\n  |two", "<C-left><C-left>", "one|\n  two");
    check("漢字|", "<C-left>", "漢|字");
    check("snake_case_name|", "<C-left>", "|snake_case_name");
    check("one |two", "<S-C-right>", "one [two]");
}

#[test]
fn rows_up_and_down() {
    check("one\nt|wo\nthree", "<up>", "o|ne\ntwo\nthree");
    check("one\nt|wo\nthree", "<down>", "one\ntwo\nt|hree");
    check(
        "long line|\nx\nlong line",
        "<down>",
        "long line\nx|\nlong line",
    );
    check(
        "long line|\nx\nlong line",
        "<down><down>",
        "long line\nx\nlong line|",
    );
    check(
        "long line|\nx\nlong line",
        "<down><left><down>",
        "long line\nx\n|long line",
    );
    check("on|e", "<up>", "|one");
    check("o|ne", "<down>", "one|");
    check("a|b\n\tx", "<down>", "ab\n|\tx");
    check("abc|\n\tx", "<down>", "abc\n\t|x");
    check("ab|c\n漢字", "<down>", "abc\n漢|字");
    check("o|ne\ntwo", "<S-down>", "o[ne\nt]wo");
    check("one\ntwo|", "<C-home>", "|one\ntwo");
    check("|one\ntwo", "<S-C-end>", "[one\ntwo]");
}

#[test]
fn wrapped_rows() {
    // The text width is one cell less than the viewport's.
    check_at(8, 5, "one |two three", "<down>", "one two thre|e");
    check_at(8, 5, "one two th|ree", "<up>", "on|e two three");
    check_at(8, 5, "one |two three", "<home>", "|one two three");
    check_at(8, 5, "|one two three", "<end>", "one two| three");
    check_at(8, 5, "one two t|hree", "<home>", "one two |three");
    check_at(8, 5, "one two t|hree", "<end>", "one two three|");
    // The end of a row wrapped inside a word is not the start of the next row.
    check_at(5, 5, "|abcdefgh", "<end>", "abcd|efgh");
    check_at(5, 5, "|abcdefgh", "<end><end>", "abcd|efgh");
    check_at(5, 5, "|abcdefgh", "<end><home>", "|abcdefgh");
    check_at(5, 5, "|abcdefgh", "<end>X", "abcdX|efgh");
    check_at(5, 5, "|abcdefgh", "<end><down>", "abcdefgh|");
    check_at(5, 5, "abcdef|gh", "<end><up>", "abcd|efgh");
}

#[test]
fn cursor_cell_at_the_end_of_a_full_row() {
    let mut editor = editor("|abcdefgh", 5, 5);
    press(&mut editor, "<end>");
    assert_eq!(editor.cursor_cell(), Some((4, 0)));
    press(&mut editor, "<left><right>");
    assert_eq!(editor.cursor_cell(), Some((0, 1)));
    press(&mut editor, "<C-end>");
    assert_eq!(editor.cursor_cell(), Some((4, 1)));
}

#[test]
fn pages() {
    let lines = |cursor: usize| {
        let lines = (0..10).map(|n| {
            if n == cursor {
                format!("|{n}")
            } else {
                n.to_string()
            }
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    check_at(10, 4, &lines(0), "<pgdn>", &lines(3));
    check_at(10, 4, &lines(2), "<pgdn><pgdn>", &lines(8));
    check_at(10, 4, &lines(8), "<pgdn>", &lines(9));
    check_at(10, 4, &lines(9), "<pgup><pgup>", &lines(3));
    check_at(10, 0, &lines(9), "<pgup>", &lines(8));
}

#[test]
fn clusters_are_whole() {
    check("e\u{301}|x", "<left>", "|e\u{301}x");
    check("|👩‍👩‍👧x", "<right>", "👩‍👩‍👧|x");
    check("👍🏽|", "<bs>", "|");
    check("|🇫🇷🇩🇪", "<right>", "🇫🇷|🇩🇪");
    check("🇫🇷🇩🇪|", "<bs>", "🇫🇷|");
    // A mark joins what is typed before it, and the cursor is never inside a cluster.
    check("|\u{301}", "e", "e\u{301}|");
    check("a\n|\u{301}", "<bs>", "a\u{301}|");
}

#[test]
fn pastes_are_cleaned() {
    let mut editor = editor("[old]", 80, 24);
    assert!(editor.insert_str("\u{1b}\u{7}").is_none());
    assert_eq!(editor.copy().as_deref(), Some("old"));
    let edit = editor.insert_str("a\r\nb\rc\u{1b}[2J\0").unwrap();
    assert_eq!(editor.text(), "a\nb\nc[2J");
    assert_eq!(edit.inserted().to_string(), "a\nb\nc[2J");
    assert_eq!(edit.removed().to_string(), "old");
    assert_eq!(
        edit.before(),
        Selection {
            anchor: 0,
            cursor: 3
        }
    );
    assert_eq!((edit.at(), edit.after()), (0, Selection::at(8)));
    editor.set_text("x\r\ny\u{9b}");
    assert_eq!(editor.text(), "x\ny");
}

#[test]
fn cut_and_copy_return_the_selection() {
    let mut editor = editor("h[ell]o", 80, 24);
    assert_eq!(editor.copy().as_deref(), Some("ell"));
    let (text, edit) = editor.cut().unwrap();
    assert_eq!(
        (text.as_str(), editor.text().to_string().as_str()),
        ("ell", "ho")
    );
    assert!(editor.copy().is_none() && editor.cut().is_none());
    assert!(editor.revert(&edit));
    assert_eq!(write(&editor), "h[ell]o");
    assert!(editor.apply(&edit));
    assert_eq!(write(&editor), "h|o");
}

#[test]
fn large_pieces_come_and_go() {
    let paste = "many words in a line\n".repeat(50_000);
    let mut editor = editor("be|fore", 80, 24);
    let paste_edit = editor.insert_str(&paste).unwrap();
    assert_eq!(editor.len_bytes(), paste.len() + 6);
    editor.select_all();
    let (text, cut_edit) = editor.cut().unwrap();
    assert_eq!(text, format!("be{paste}fore"));
    assert!(editor.is_empty());
    assert!(editor.revert(&cut_edit) && editor.revert(&paste_edit));
    assert_eq!(write(&editor), "be|fore");
    assert!(editor.apply(&paste_edit) && editor.apply(&cut_edit));
    assert!(editor.is_empty());
}

#[test]
fn an_edit_that_does_not_fit_is_refused() {
    let mut long = editor("long text|", 80, 24);
    let edit = long.backspace().unwrap();
    let mut short = editor("ab|", 80, 24);
    assert!(!short.apply(&edit) && !short.revert(&edit));
    assert_eq!((write(&short).as_str(), short.revision()), ("ab|", 0));
}

#[test]
fn revision_rises_with_text_only() {
    let mut editor = editor("ab|", 80, 24);
    press(&mut editor, "<left><S-right><all><right>");
    assert_eq!(editor.revision(), 0);
    let edit = editor.insert_char('c').unwrap();
    assert_eq!(editor.revision(), 1);
    editor.revert(&edit);
    editor.apply(&edit);
    editor.set_text("");
    assert_eq!(editor.revision(), 4);
    assert!(editor.backspace().is_none());
    assert_eq!(editor.revision(), 4);
}

/// The steps of undo that keys make, as (removed, inserted).
fn steps(before: &str, keys: &str) -> Vec<(String, String)> {
    let mut editor = editor(before, 80, 24);
    let mut steps: Vec<Edit> = Vec::new();
    for edit in press(&mut editor, keys) {
        if !steps.last_mut().is_some_and(|last| last.try_merge(&edit)) {
            steps.push(edit);
        }
    }
    let after = write(&editor);
    for step in steps.iter().rev() {
        assert!(editor.revert(step));
    }
    assert_eq!(write(&editor), before);
    for step in &steps {
        assert!(editor.apply(step));
    }
    assert_eq!(write(&editor), after);
    let pair = |edit: &Edit| (edit.removed().to_string(), edit.inserted().to_string());
    steps.iter().map(pair).collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |&(removed, inserted): &(&str, &str)| (removed.to_owned(), inserted.to_owned());
    pairs.iter().map(owned).collect()
}

#[test]
fn keys_merge_to_steps_of_undo() {
    let typed = steps("|", "two  words");
    assert_eq!(typed, pairs(&[("", "two  "), ("", "words")]));
    let replaced = steps("[old]", "new");
    assert_eq!(replaced, pairs(&[("old", "new")]));
    let erased = steps("abcd|", "<bs><bs><bs>");
    assert_eq!(erased, pairs(&[("bcd", "")]));
    let deleted = steps("|abcd", "<del><del>");
    assert_eq!(deleted, pairs(&[("ab", "")]));
    let moved = steps("|", "ab<left>c");
    assert_eq!(moved, pairs(&[("", "ab"), ("", "c")]));
    let mixed = steps("|", "ab<bs>c<enter>d");
    assert_eq!(
        mixed,
        pairs(&[("", "ab"), ("b", ""), ("", "c"), ("", "\n"), ("", "d")])
    );
    let selected = steps("ab[cd]", "<bs><bs>");
    assert_eq!(selected, pairs(&[("cd", ""), ("b", "")]));
    let joined = steps("|", "👍🏽e\u{301}");
    assert_eq!(joined, pairs(&[("", "👍🏽e\u{301}")]));
}

#[test]
fn a_held_key_makes_steps_of_bounded_size() {
    let typed = steps("|", &"x".repeat(2_500));
    assert_eq!(
        typed.iter().map(|(_, text)| text.len()).collect::<Vec<_>>(),
        [1024, 1024, 452]
    );
}

#[test]
fn mouse() {
    let text = "one two\n漢字\n\nlast";
    for (cell, after) in [
        ((0, 0), "|one two\n漢字\n\nlast"),
        ((3, 0), "one| two\n漢字\n\nlast"),
        ((50, 0), "one two|\n漢字\n\nlast"),
        ((0, 1), "one two\n|漢字\n\nlast"),
        ((1, 1), "one two\n漢|字\n\nlast"),
        ((3, 2), "one two\n漢字\n|\nlast"),
        ((1, 9), "one two\n漢字\n\nl|ast"),
    ] {
        let mut editor = editor(text, 20, 10);
        editor.click(cell.0, cell.1, false);
        assert_eq!(write(&editor), after, "{cell:?}");
    }
}

#[test]
fn dragging_extends_and_scrolls() {
    let text: String = (0..50).map(|n| format!("line {n}\n")).collect();
    let mut editor = editor(&text, 20, 4);
    editor.scroll(10);
    assert!(editor.click(5, 1, false));
    assert!(editor.drag(7, 2));
    assert_eq!(editor.copy().as_deref(), Some("11\nline 12"));
    assert!(editor.drag(-3, -5));
    assert_eq!(editor.copy().as_deref(), Some("line 9\nline 10\nline "));
    assert_eq!(editor.scroll_info().line, 9);
    assert!(editor.drag(0, 4));
    assert_eq!(editor.scroll_info().line, 10);
    assert!(editor.click(0, 2, true));
    assert_eq!(editor.copy().as_deref(), Some("11\n"));
}

#[test]
fn double_click_selects_a_word() {
    for (column, word) in [
        (0, "one"),
        (2, "one"),
        (3, "  "),
        (6, "two"),
        (8, "..."),
        (40, "..."),
    ] {
        let mut editor = editor("one  two...\nx", 20, 4);
        editor.select_word(column, 0);
        assert_eq!(editor.copy().as_deref(), Some(word), "{column}");
    }
    let mut empty = editor("|\nx", 20, 4);
    assert!(!empty.select_word(0, 0));
    assert_eq!(write(&empty), "|\nx");
}

/// The rows as drawn, each with the cells that are selected marked below by `^`.
fn screen(editor: &Editor) -> Vec<String> {
    let mut lines = Vec::new();
    for row in editor.rows() {
        lines.push(row.runs.iter().map(|run| run.text.as_str()).collect());
        if let Some(cells) = row.selected {
            let (start, length) = (usize::from(cells.start), cells.len());
            lines.push(format!("{}{}", " ".repeat(start), "^".repeat(length)));
        }
    }
    lines
}

#[test]
fn rows_as_drawn() {
    let wrapped = editor("one two three\n\nend|", 9, 10);
    assert_eq!(screen(&wrapped), ["one two ", "three", "", "end"]);
    let starts: Vec<bool> = wrapped.rows().iter().map(|row| row.starts_line).collect();
    assert_eq!(starts, [true, false, true, true]);
    let chars: Vec<_> = wrapped.rows().into_iter().map(|row| row.chars).collect();
    assert_eq!(chars, [0..8, 8..14, 14..15, 15..18]);
    assert_eq!(wrapped.cursor_cell(), Some((3, 3)));
}

#[test]
fn hostile_text_is_drawn_safely() {
    let mut hostile =
        Editor::new("a\tb\u{202e}cd\u{200b}\u{feff}\u{1b}[31m\r\n漢e\u{301}👩‍👩‍👧\u{301}");
    hostile.set_viewport(60, 4);
    assert_eq!(
        screen(&hostile),
        ["a   b<202E>cd<200B><FEFF>[31m", "漢e\u{301}👩‍👩‍👧\u{301}"]
    );
    let rows = hostile.rows();
    let runs: Vec<_> = rows[0]
        .runs
        .iter()
        .map(|run| (run.column, run.width, run.spelled))
        .collect();
    assert_eq!(
        runs,
        [
            (0, 5, false),
            (5, 6, true),
            (11, 2, false),
            (13, 12, true),
            (25, 4, false)
        ]
    );
    hostile.click(8, 0, false);
    assert_eq!(hostile.cursor_cell(), Some((11, 0)));
    hostile.move_cursor(Motion::TextEnd, false);
    assert_eq!(hostile.cursor_cell(), Some((5, 1)));
}

#[test]
fn selected_cells() {
    let mut selected = editor("a[b\n\n漢字 c]d", 20, 5);
    assert_eq!(
        screen(&selected),
        ["ab", " ^^", "", "^", "漢字 cd", "^^^^^^"]
    );
    selected.move_cursor(Motion::TextStart, false);
    assert_eq!(screen(&selected), ["ab", "", "漢字 cd"]);
    let wrapped = editor("[one two] three", 9, 5);
    assert_eq!(screen(&wrapped), ["one two ", "^^^^^^^", "three"]);
}

#[test]
fn scrolling_leaves_the_cursor_and_typing_brings_it_back() {
    let text: String = (0..50).map(|n| format!("line {n}\n")).collect();
    let mut scrolled = editor(&text, 20, 4);
    assert!(scrolled.scroll(10));
    assert_eq!(
        (scrolled.scroll_info().line, scrolled.cursor_cell()),
        (10, None)
    );
    assert!(scrolled.scroll(i32::MAX));
    assert_eq!(
        scrolled.rows().last().map(|row| row.chars.clone()),
        Some(390..390)
    );
    assert!(!scrolled.scroll(1));
    assert!(scrolled.scroll(-3));
    assert_eq!(scrolled.scroll_info().line, 44);
    scrolled.insert_char('x');
    assert_eq!(scrolled.cursor_cell(), Some((1, 0)));
}

#[test]
fn the_scrollbar_spans_the_text() {
    for text in ["line of text\n".repeat(1_000), "word ".repeat(20_000)] {
        let mut scrolled = editor(&text, 40, 10);
        let top = scrolled.scroll_info();
        assert_eq!((top.line, top.start), (0, 0));
        assert!(top.end >= 9 && top.end < 20, "{top:?}");
        scrolled.scroll_to(top.total / 2);
        let middle = scrolled.scroll_info();
        assert!(middle.start.abs_diff(top.total / 2) < 20, "{middle:?}");
        scrolled.scroll_to(usize::MAX);
        let end = scrolled.scroll_info();
        assert_eq!(end.end, end.total);
        scrolled.scroll_to(0);
        assert_eq!(scrolled.scroll_info(), top);
    }
}

#[test]
fn resizing_keeps_the_place() {
    let text: String = (0..200)
        .map(|n| format!("line number {n} of many\n"))
        .collect();
    let mut resized = editor(&text, 80, 20);
    resized.scroll(100);
    resized.click(3, 5, false);
    for (width, height) in [
        (10, 20),
        (10, 3),
        (1, 1),
        (0, 0),
        (200, 0),
        (1, 60),
        (80, 20),
    ] {
        resized.set_viewport(width, height);
        assert_eq!(resized.cursor_cell().is_some(), width > 0 && height > 0);
    }
    assert_eq!(
        resized.selection().cursor,
        resized.text().line_to_char(105) + 3
    );
    // A cursor out of sight stays out, and the top stays.
    resized.move_cursor(Motion::TextStart, false);
    resized.scroll(100);
    resized.set_viewport(15, 8);
    resized.set_viewport(80, 20);
    assert_eq!(
        (resized.scroll_info().line, resized.cursor_cell()),
        (100, None)
    );
}

#[test]
fn nothing_changes_at_the_ends() {
    let mut editor = editor("|", 10, 3);
    for motion in [
        Motion::Left,
        Motion::Up,
        Motion::PageDown,
        Motion::RowEnd,
        Motion::WordLeft,
    ] {
        assert!(!editor.move_cursor(motion, false), "{motion:?}");
    }
    assert!(!editor.scroll(5) && !editor.select_all() && !editor.click(3, 2, false));
}
