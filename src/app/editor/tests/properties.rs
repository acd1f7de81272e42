//! What holds after any operations on any text.

use proptest::collection::vec;
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::*;
use crate::app::editor::segment::{SEGMENT, Segment, snap};
use crate::app::editor::wrap::Walker;

const PIECES: [&str; 32] = [
    "a",
    "b",
    "word",
    "some words ",
    " ",
    "  ",
    "\t",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "...",
    "don't",
    "é",
    "e\u{301}",
    "\u{301}",
    "漢",
    "漢字",
    "한",
    "👍🏽",
    "👩‍👩‍👧",
    "🇫🇷",
    "🇫",
    "❤\u{FE0F}",
    "\u{200B}",
    "\u{200D}",
    "\u{202E}",
    "\u{FEFF}",
    "\u{1b}[2J",
    "क्ष",
    "\u{600}",
    "\u{1100}",
];

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => prop::sample::select(&PIECES[..]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ]
}

fn short_text() -> impl Strategy<Value = String> {
    vec(piece(), 0..30).prop_map(|pieces| pieces.concat())
}

/// Long enough for several segments, mostly on one line.
fn long_text() -> impl Strategy<Value = String> {
    let stretch = (vec(piece(), 1..4), 1_usize..1_500);
    vec(stretch, 1..6).prop_map(|stretches| {
        let repeated = stretches.iter().map(|(pieces, n)| pieces.concat().repeat(*n));
        repeated.collect::<String>().replace(['\n', '\r'], "")
    })
}

#[derive(Debug, Clone)]
enum Op {
    Char(char),
    Paste(String),
    Newline,
    Backspace,
    Delete,
    WordBack,
    WordForward,
    Cut,
    Move(Motion, bool),
    SelectAll,
    Select(prop::sample::Index, prop::sample::Index),
    Click(u16, u16, bool),
    Drag(i32, i32),
    Scroll(i32),
    Resize(u16, u16),
}

fn motion() -> impl Strategy<Value = Motion> {
    prop::sample::select(vec![
        Motion::Left,
        Motion::Right,
        Motion::WordLeft,
        Motion::WordRight,
        Motion::Up,
        Motion::Down,
        Motion::RowStart,
        Motion::RowEnd,
        Motion::PageUp,
        Motion::PageDown,
        Motion::TextStart,
        Motion::TextEnd,
    ])
}

fn size() -> impl Strategy<Value = (u16, u16)> {
    prop_oneof![
        3 => (0_u16..12, 0_u16..6),
        2 => (20_u16..90, 5_u16..30),
    ]
}

fn edit_op() -> impl Strategy<Value = Op> {
    prop_oneof![
        4 => any::<char>().prop_map(Op::Char),
        4 => prop::char::range(' ', '~').prop_map(Op::Char),
        4 => short_text().prop_map(Op::Paste),
        1 => Just(Op::Newline),
        3 => Just(Op::Backspace),
        3 => Just(Op::Delete),
        1 => Just(Op::WordBack),
        1 => Just(Op::WordForward),
        1 => Just(Op::Cut),
    ]
}

fn op() -> impl Strategy<Value = Op> {
    use prop::sample::Index;
    prop_oneof![
        6 => edit_op(),
        8 => (motion(), any::<bool>()).prop_map(|(motion, select)| Op::Move(motion, select)),
        1 => Just(Op::SelectAll),
        2 => any::<(Index, Index)>().prop_map(|(a, b)| Op::Select(a, b)),
        2 => (0_u16..90, 0_u16..30, any::<bool>()).prop_map(|(x, y, s)| Op::Click(x, y, s)),
        2 => (-5_i32..90, -5_i32..30).prop_map(|(x, y)| Op::Drag(x, y)),
        2 => prop_oneof![-9..9, any::<i32>()].prop_map(Op::Scroll),
        2 => size().prop_map(|(width, height)| Op::Resize(width, height)),
    ]
}

/// Does an operation; returns the edit it made.
fn run(editor: &mut Editor, op: &Op) -> Option<Edit> {
    let index = |editor: &Editor, index: &prop::sample::Index| index.index(editor.len_chars() + 1);
    match op {
        Op::Char(c) => return editor.insert_char(*c),
        Op::Paste(text) => return editor.insert_str(text),
        Op::Newline => return editor.newline(),
        Op::Backspace => return editor.backspace(),
        Op::Delete => return editor.delete(),
        Op::WordBack => return editor.delete_word_back(),
        Op::WordForward => return editor.delete_word_forward(),
        Op::Cut => return editor.cut().map(|(_, edit)| edit),
        Op::Move(motion, select) => editor.move_cursor(*motion, *select),
        Op::SelectAll => editor.select_all(),
        Op::Select(anchor, cursor) => {
            let selection =
                Selection { anchor: index(editor, anchor), cursor: index(editor, cursor) };
            editor.select(selection)
        }
        Op::Click(column, row, select) => editor.click(*column, *row, *select),
        Op::Drag(column, row) => editor.drag(*column, *row),
        Op::Scroll(rows) => editor.scroll(*rows),
        Op::Resize(width, height) => {
            editor.set_viewport(*width, *height);
            false
        }
    };
    None
}

/// What holds between operations.
fn check(editor: &Editor) {
    let Selection { anchor, cursor } = editor.selection();
    assert_eq!(snap(editor.text(), anchor), anchor);
    assert_eq!(snap(editor.text(), cursor), cursor);
    assert!(!editor.text().chars().any(|c| c.is_control() && c != '\n' && c != '\t'));
    let rows = editor.rows();
    if editor.width == 0 || editor.height == 0 {
        assert!(rows.is_empty());
        return;
    }
    assert!(!rows.is_empty() && rows.len() <= usize::from(editor.height));
    for pair in rows.windows(2) {
        assert_eq!(pair[0].chars.end, pair[1].chars.start);
        assert!(!pair[0].chars.is_empty());
    }
    if rows.len() < usize::from(editor.height) {
        assert_eq!(rows[0].chars.start, 0, "the viewport is filled");
        assert_eq!(rows[rows.len() - 1].chars.end, editor.len_chars());
    }
    rows.iter().for_each(|row| check_row(editor, row));
    let info = editor.scroll_info();
    assert!(info.line < info.lines && info.start < info.end && info.end <= info.total);
}

fn check_row(editor: &Editor, row: &VisibleRow) {
    let starts_line = row.chars.start == 0 || editor.text().char(row.chars.start - 1) == '\n';
    assert_eq!(row.starts_line, starts_line);
    let mut column = 0;
    for run in &row.runs {
        assert_eq!(run.column, column);
        let drawn: usize = run.text.graphemes(true).map(UnicodeWidthStr::width).sum();
        assert_eq!(usize::from(run.width), drawn, "{run:?}");
        assert!(!run.text.contains(char::is_control), "{run:?}");
        column += run.width;
    }
    assert!(column <= editor.width);
    let drawn: String = row.runs.iter().map(|run| run.text.as_str()).collect();
    let text = editor.text().slice(row.chars.clone()).to_string();
    if text.chars().all(|c| matches!(c, ' '..='~' | '\n')) {
        assert_eq!(drawn.trim_end(), text.trim_end());
    }
    let selection = editor.selection().range();
    let touches =
        !selection.is_empty() && row.chars.start < selection.end && selection.start < row.chars.end;
    match &row.selected {
        Some(cells) => assert!(touches && !cells.is_empty() && cells.end <= editor.width),
        // In a viewport of one column, a newline or a blank has no cell to show it.
        None => assert!(!touches || editor.width <= 2 || column >= editor.width),
    }
}

fn check_cursor(editor: &Editor) {
    match editor.cursor_cell() {
        Some((column, row)) => assert!(column < editor.width && row < editor.height),
        None => assert!(editor.width == 0 || editor.height == 0, "the cursor is in sight"),
    }
}

fn operate(text: &str, (width, height): (u16, u16), ops: &[Op]) {
    let mut editor = Editor::new(text);
    editor.set_viewport(width, height);
    check(&editor);
    for op in ops {
        let revision = editor.revision();
        let edit = run(&mut editor, op);
        check(&editor);
        let moves = matches!(
            op,
            Op::Move(..) | Op::SelectAll | Op::Select(..) | Op::Click(..) | Op::Drag(..)
        );
        if moves || edit.is_some() {
            check_cursor(&editor);
        }
        assert_eq!(editor.revision() - revision, u64::from(edit.is_some()));
    }
}

/// Does the operations, undoes every edit, and does them again; with merged steps as well.
fn there_and_back(text: &str, ops: &[Op]) {
    let mut editor = Editor::new(text);
    editor.set_viewport(20, 10);
    let first = editor.text().clone();
    let edits: Vec<Edit> = ops.iter().filter_map(|op| run(&mut editor, op)).collect();
    let last = editor.text().clone();
    let mut merged: Vec<Edit> = Vec::new();
    for edit in &edits {
        if !merged.last_mut().is_some_and(|step| step.try_merge(edit)) {
            merged.push(edit.clone());
        }
    }
    for steps in [&edits, &merged] {
        for step in steps.iter().rev() {
            assert!(editor.revert(step));
            assert_eq!(editor.selection(), step.before);
        }
        assert_eq!(editor.text(), &first);
        for step in steps {
            assert!(editor.apply(step));
            assert_eq!(editor.selection(), step.after);
        }
        assert_eq!(editor.text(), &last);
    }
}

/// Rows from the first to the last and back, as (start, end).
fn all_rows(rope: &Rope, width: u16) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let range = |walker: &Walker<'_>| {
        let span = walker.span();
        span.chars.start..span.chars.end + usize::from(span.has_newline)
    };
    let mut row = Walker::at(rope, width, 0, false);
    let mut down = vec![range(&row)];
    while row.down() {
        down.push(range(&row));
    }
    let mut up = vec![range(&row)];
    while row.up() {
        up.push(range(&row));
    }
    up.reverse();
    (down, up)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_operations_keep_the_promises(
        text in short_text(),
        size in size(),
        ops in vec(op(), 0..60),
    ) {
        operate(&text, size, &ops);
    }

    #[test]
    fn undo_and_redo_reach_both_ends(text in short_text(), ops in vec(op(), 0..80)) {
        there_and_back(&text, &ops);
    }

    #[test]
    fn edits_do_what_they_do_to_a_string(
        start in short_text(),
        steps in vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), short_text()), 0..20),
    ) {
        let mut editor = Editor::new(&start);
        let mut model: Vec<char> = clean::clean(&start).chars().collect();
        for (anchor, cursor, text) in steps {
            run(&mut editor, &Op::Select(anchor, cursor));
            let range = editor.selection().range();
            let text = clean::clean(&text).into_owned();
            if text.is_empty() {
                editor.cut();
            } else {
                editor.insert_str(&text);
            }
            model.splice(range, text.chars());
            prop_assert_eq!(editor.text().to_string(), model.iter().collect::<String>());
            prop_assert_eq!(editor.len_chars(), model.len());
        }
    }

    #[test]
    fn rows_cover_the_text_both_ways(text in short_text(), width in 1_u16..12) {
        let editor = Editor::new(&text);
        let (down, up) = all_rows(editor.text(), width);
        prop_assert_eq!(&down, &up);
        prop_assert_eq!(down[0].start, 0);
        prop_assert_eq!(down[down.len() - 1].end, editor.len_chars());
        prop_assert!(down.windows(2).all(|pair| pair[0].end == pair[1].start));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn long_lines_keep_the_promises(
        text in long_text(),
        size in size(),
        ops in vec(op(), 0..15),
    ) {
        operate(&text, size, &ops);
        there_and_back(&text, &ops);
    }

    #[test]
    fn long_lines_are_covered_both_ways(text in long_text(), width in 5_u16..200) {
        let editor = Editor::new(&text);
        let (down, up) = all_rows(editor.text(), width);
        prop_assert_eq!(&down, &up);
        prop_assert_eq!(down[down.len() - 1].end, editor.len_chars());
        prop_assert!(down.windows(2).all(|pair| pair[0].end == pair[1].start));
    }

    #[test]
    fn segments_split_no_cluster(text in long_text()) {
        let editor = Editor::new(&text.replace(['🇫', '🇷', '\u{600}', '\u{1100}'], "x"));
        let text = editor.text().to_string();
        // Clusters without end have no place for a cut. They may come of control characters between
        // short ones, which the editor does not take.
        let endless = text.graphemes(true).any(|cluster| cluster.chars().count() > 30);
        prop_assume!(!endless);
        let mut boundaries = vec![0];
        for cluster in text.graphemes(true) {
            boundaries.push(boundaries[boundaries.len() - 1] + cluster.chars().count());
        }
        let mut segment = Segment::at(editor.text(), 0);
        let mut number = 0;
        while !segment.ends_line {
            number += 1;
            prop_assert!((number * SEGMENT..number * SEGMENT + 65).contains(&segment.end));
            let around = editor.text().slice(segment.end - 8..editor.len_chars().min(segment.end + 8));
            prop_assert!(boundaries.binary_search(&segment.end).is_ok(), "{around:?}");
            let next = segment.next(editor.text()).unwrap();
            prop_assert_eq!(next.start, segment.end);
            prop_assert_eq!(next.previous(editor.text()), Some(segment));
            segment = next;
        }
        prop_assert_eq!(segment.end, editor.len_chars());
    }
}
