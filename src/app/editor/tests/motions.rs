//! Moving and selecting, by keys and by mouse.

use super::*;

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
    check("long line|\nx\nlong line", "<down>", "long line\nx|\nlong line");
    check("long line|\nx\nlong line", "<down><down>", "long line\nx\nlong line|");
    check("long line|\nx\nlong line", "<down><left><down>", "long line\nx\n|long line");
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
        let lines = (0..10).map(|n| if n == cursor { format!("|{n}") } else { n.to_string() });
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
fn nothing_changes_at_the_ends() {
    let mut editor = editor("|", 10, 3);
    for motion in [Motion::Left, Motion::Up, Motion::PageDown, Motion::RowEnd, Motion::WordLeft] {
        assert!(!editor.move_cursor(motion, false), "{motion:?}");
    }
    assert!(!editor.scroll(5) && !editor.select_all() && !editor.click(3, 2, false));
}
