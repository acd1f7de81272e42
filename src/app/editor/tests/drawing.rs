//! What is in sight: rows as drawn, scrolling and resizing.

use super::*;

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
fn the_smallest_viewports() {
    let mut tiny = editor("a bc|漢", 1, 5);
    assert_eq!(screen(&tiny), ["a", "b", "c", "·"]);
    tiny.set_viewport(2, 5);
    assert_eq!(screen(&tiny), ["a ", "b", "c", "·"]);
    tiny.set_viewport(3, 5);
    assert_eq!(screen(&tiny), ["a ", "bc", "漢"]);
    tiny.set_viewport(3, 0);
    assert_eq!((screen(&tiny).len(), tiny.cursor_cell()), (0, None));
}

#[test]
fn hostile_text_is_drawn_safely() {
    let mut hostile =
        Editor::new("a\tb\u{202e}cd\u{200b}\u{feff}\u{1b}[31m\r\n漢e\u{301}👩‍👩‍👧\u{301}");
    hostile.set_viewport(60, 4);
    assert_eq!(screen(&hostile), ["a   b<202E>cd<200B><FEFF>[31m", "漢e\u{301}👩‍👩‍👧\u{301}"]);
    let rows = hostile.rows();
    let runs: Vec<_> =
        rows[0].runs.iter().map(|run| (run.column, run.width, run.spelled)).collect();
    assert_eq!(runs, [(0, 5, false), (5, 6, true), (11, 2, false), (13, 12, true), (25, 4, false)]);
    hostile.click(8, 0, false);
    assert_eq!(hostile.cursor_cell(), Some((11, 0)));
    hostile.move_cursor(Motion::TextEnd, false);
    assert_eq!(hostile.cursor_cell(), Some((5, 1)));
}

#[test]
fn selected_cells() {
    let mut selected = editor("a[b\n\n漢字 c]d", 20, 5);
    assert_eq!(screen(&selected), ["ab", " ^^", "", "^", "漢字 cd", "^^^^^^"]);
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
    assert_eq!((scrolled.scroll_info().line, scrolled.cursor_cell()), (10, None));
    assert!(scrolled.scroll(i32::MAX));
    assert_eq!(scrolled.rows().last().map(|row| row.chars.clone()), Some(390..390));
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
        scrolled.move_cursor(Motion::TextEnd, false);
        let end = scrolled.scroll_info();
        assert_eq!(end.end, end.total);
        scrolled.move_cursor(Motion::TextStart, false);
        assert_eq!(scrolled.scroll_info(), top);
    }
}

#[test]
fn resizing_keeps_the_place() {
    let text: String = (0..200).map(|n| format!("line number {n} of many\n")).collect();
    let mut resized = editor(&text, 80, 20);
    resized.scroll(100);
    resized.click(3, 5, false);
    for (width, height) in [(10, 20), (10, 3), (1, 1), (0, 0), (200, 0), (1, 60), (80, 20)] {
        resized.set_viewport(width, height);
        assert_eq!(resized.cursor_cell().is_some(), width > 0 && height > 0);
    }
    assert_eq!(resized.selection().cursor, resized.text().line_to_char(105) + 3);
    // A cursor out of sight stays out, and the top stays.
    resized.move_cursor(Motion::TextStart, false);
    resized.scroll(100);
    resized.set_viewport(15, 8);
    resized.set_viewport(80, 20);
    assert_eq!((resized.scroll_info().line, resized.cursor_cell()), (100, None));
}
