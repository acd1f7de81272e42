//! Typing, deleting, pasting, and steps of undo.

use super::*;

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
fn pastes_are_cleaned() {
    let mut editor = editor("[old]", 80, 24);
    assert!(editor.insert_str("\u{1b}\u{7}").is_none());
    assert_eq!(editor.copy().as_deref(), Some("old"));
    let edit = editor.insert_str("a\r\nb\rc\u{1b}[2J\0").unwrap();
    assert_eq!(editor.text(), "a\nb\nc[2J");
    assert_eq!(edit.inserted.to_string(), "a\nb\nc[2J");
    assert_eq!(edit.removed.to_string(), "old");
    assert_eq!(edit.before, Selection { anchor: 0, cursor: 3 });
    assert_eq!((edit.at, edit.after), (0, Selection::at(8)));
}

#[test]
fn cut_and_copy_return_the_selection() {
    let mut editor = editor("h[ell]o", 80, 24);
    assert_eq!(editor.copy().as_deref(), Some("ell"));
    let (text, edit) = editor.cut().unwrap();
    assert_eq!((text.as_str(), editor.text().to_string().as_str()), ("ell", "ho"));
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
    assert_eq!(editor.revision(), 3);
    editor.move_cursor(Motion::TextStart, false);
    assert!(editor.backspace().is_none());
    assert_eq!(editor.revision(), 3);
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
    let pair = |edit: &Edit| (edit.removed.to_string(), edit.inserted.to_string());
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
    assert_eq!(mixed, pairs(&[("", "ab"), ("b", ""), ("", "c"), ("", "\n"), ("", "d")]));
    let selected = steps("ab[cd]", "<bs><bs>");
    assert_eq!(selected, pairs(&[("cd", ""), ("b", "")]));
    let joined = steps("|", "👍🏽e\u{301}");
    assert_eq!(joined, pairs(&[("", "👍🏽e\u{301}")]));
}

#[test]
fn a_held_key_makes_steps_of_bounded_size() {
    let typed = steps("|", &"x".repeat(2_500));
    assert_eq!(typed.iter().map(|(_, text)| text.len()).collect::<Vec<_>>(), [1024, 1024, 452]);
}
