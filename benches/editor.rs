//! Keys and pastes in the prompt editor, in a viewport of 200x60 cells. A key's cost must not
//! depend on the size of the text: it counts the edit, the rows to draw and the cursor's cell.

use divan::{Bencher, black_box};
use tokenfare::app::editor::{Editor, Motion, Selection};

const SIZES: [usize; 3] = [10_000, 1_000_000, 10_000_000];
const LARGE: usize = 10_000_000;

fn main() {
    divan::main();
}

/// `bytes` of a text: paragraphs of prose and short lines.
fn prose(bytes: usize) -> String {
    let paragraph = "You are the support assistant of a shop for garden tools. ".repeat(12);
    let sample = format!("{paragraph}\n\n- Answer in the customer's language.\n- Be brief.\n\n");
    repeated(&sample, bytes)
}

/// `bytes` without a newline.
fn line(bytes: usize) -> String {
    repeated("a line that never ends, of words and some 漢字 and é, ", bytes)
}

/// `bytes` of Hindi: every letter and mark goes by the full rules of clusters.
fn hindi(bytes: usize) -> String {
    repeated("आप बगीचे के औज़ारों की दुकान के सहायक हैं। ", bytes)
}

/// `bytes` of emoji, marks and wide characters, without a newline: the dearest to measure.
fn clusters(bytes: usize) -> String {
    repeated("👩‍👩‍👧漢字e\u{301}क्षи🇫🇷\u{200B}", bytes)
}

fn repeated(sample: &str, bytes: usize) -> String {
    sample.repeat(bytes / sample.len() + 1)
}

/// An editor with the cursor in the middle of the text.
fn in_the_middle(text: &str) -> Editor {
    let mut editor = Editor::new(text);
    editor.set_viewport(200, 60);
    editor.select(Selection::at(editor.text().len_chars() / 2));
    editor.click(20, 30, false);
    editor
}

/// What a frame reads.
fn read(editor: &Editor) {
    black_box(editor.rows());
    black_box(editor.cursor_cell());
    black_box(editor.scroll_info());
}

fn type_a_key(bencher: Bencher<'_, '_>, text: &str) {
    let mut editor = in_the_middle(text);
    let mut types = false;
    bencher.bench_local(|| {
        types = !types;
        black_box(if types { editor.insert_char('x') } else { editor.backspace() });
        read(&editor);
    });
}

#[divan::bench(args = SIZES)]
fn key(bencher: Bencher<'_, '_>, bytes: usize) {
    type_a_key(bencher, &prose(bytes));
}

#[divan::bench(args = SIZES)]
fn key_in_one_line(bencher: Bencher<'_, '_>, bytes: usize) {
    type_a_key(bencher, &line(bytes));
}

#[divan::bench(args = SIZES)]
fn key_in_one_line_of_hindi(bencher: Bencher<'_, '_>, bytes: usize) {
    type_a_key(bencher, &hindi(bytes));
}

#[divan::bench(args = SIZES)]
fn key_in_one_line_of_clusters(bencher: Bencher<'_, '_>, bytes: usize) {
    type_a_key(bencher, &clusters(bytes));
}

#[divan::bench(args = SIZES)]
fn cursor_up_or_down(bencher: Bencher<'_, '_>, bytes: usize) {
    let mut editor = in_the_middle(&line(bytes));
    let mut motions = [Motion::Up, Motion::Down].into_iter().cycle();
    bencher.bench_local(|| {
        motions.next().map(|motion| editor.move_cursor(motion, false));
        read(&editor);
    });
}

#[divan::bench(args = SIZES)]
fn wheel(bencher: Bencher<'_, '_>, bytes: usize) {
    let mut editor = in_the_middle(&prose(bytes));
    let mut rows = [3, -3].into_iter().cycle();
    bencher.bench_local(|| {
        rows.next().map(|rows| editor.scroll(rows));
        read(&editor);
    });
}

#[divan::bench]
fn paste_10_mb(bencher: Bencher<'_, '_>) {
    let paste = prose(LARGE);
    bencher.with_inputs(|| in_the_middle(&prose(10_000))).bench_local_values(|mut editor| {
        let edit = editor.insert_str(&paste);
        read(&editor);
        (editor, edit)
    });
}

#[divan::bench]
fn cut_10_mb_and_undo(bencher: Bencher<'_, '_>) {
    let mut editor = in_the_middle(&prose(LARGE));
    bencher.bench_local(|| {
        editor.select_all();
        let edit = editor.backspace();
        edit.map(|edit| editor.revert(&edit))
    });
}
