//! The token view: the tokens of the open text, near what is in sight.
//!
//! Tokens are found outside, beside the screen. Until they are there the text stands plain; after
//! an edit those that the edit did not touch stay until the new ones come.

use std::ops::Range;

use ropey::Rope;

use super::editor::{Editor, drawable};
use crate::scenario::Part;
use crate::tokens::Encoding;

/// The encoding whose tokens are shown: the one that is counted.
pub const ENCODING: Encoding = Encoding::O200kBase;

/// Bytes on either side of what is in sight that shall be known; a scroll asks for more in time.
const NEAR: usize = 1 << 10;
/// Bytes on either side of what is in sight that are asked for.
const FAR: usize = 8 << 10;

/// A token at its place in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its bytes of the text; it may begin or end inside a character.
    pub bytes: Range<usize>,
    /// Its id in the encoding.
    pub id: u32,
    /// Which of two colours it has: never that of the token before it in its line.
    pub odd: bool,
}

/// The tokens of a stretch of a part's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tokenized {
    /// Which part.
    pub part: Part,
    /// Which revision of its text.
    pub revision: u64,
    /// The bytes asked for.
    pub range: Range<usize>,
    /// The tokens that have a byte in the range, in order; none where they cannot be found.
    pub tokens: Vec<Token>,
}

impl Tokenized {
    /// Finds the tokens. The first call loads the vocabulary (0.2 s); later ones take as long as it
    /// takes to read the text up to the range, and a few milliseconds.
    pub fn find(part: Part, revision: u64, text: &Rope, range: Range<usize>) -> Self {
        let tokens = ENCODING.pieces_around(text.chunks(), &range).map_or_else(Vec::new, |found| {
            let mut start = found.start;
            let mut bytes = text.bytes_at(start.min(text.len_bytes()));
            let mut odd = true;
            let mut line_starts = true;
            let mut tokens = Vec::new();
            for piece in found.pieces {
                // Begun anew in each line, so that an edit recolours no other line.
                odd = !odd && !line_starts;
                let last = bytes.by_ref().take(piece.bytes).last();
                line_starts = last == Some(b'\n');
                let end = start + piece.bytes;
                if end > range.start && start < range.end {
                    tokens.push(Token { bytes: start..end, id: piece.id, odd });
                }
                start = end;
            }
            tokens
        });
        Self { part, revision, range, tokens }
    }
}

/// Whether the view is on, and what is known.
#[derive(Debug, Clone, Default)]
pub struct TokenView {
    on: bool,
    known: Option<Known>,
    /// What was asked for last.
    asked: Option<(Part, u64, Range<usize>)>,
}

#[derive(Debug, Clone)]
struct Known {
    found: Tokenized,
    /// The text whose bytes they are.
    text: Rope,
    /// Whether they are those of that text, rather than what an edit has left.
    exact: bool,
}

/// The token at the cursor, or the tokens that share the character there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtCursor {
    /// The character, drawable.
    pub character: String,
    /// The tokens in order, at least one.
    pub tokens: Vec<Shown>,
}

/// A token in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Its id.
    pub id: u32,
    /// Its length in bytes.
    pub bytes: usize,
    /// Its text, drawable; bytes that are no whole character in hexadecimal, such as `<F09F>`.
    pub text: String,
}

impl TokenView {
    /// Whether it is on.
    pub const fn is_on(&self) -> bool {
        self.on
    }

    pub(super) fn flip(&mut self) {
        *self = Self { on: !self.on, ..Self::default() };
    }

    /// The tokens of the open text that have a byte in `range`, as far as they are known.
    pub fn tokens(&self, range: Range<usize>) -> &[Token] {
        let Some(known) = self.known.as_ref().filter(|_| self.on) else {
            return &[];
        };
        let tokens = &known.found.tokens;
        let first = tokens.partition_point(|token| token.bytes.end <= range.start);
        let count = tokens
            .get(first..)
            .unwrap_or_default()
            .partition_point(|token| token.bytes.start < range.end);
        tokens.get(first..first + count).unwrap_or_default()
    }

    /// The token at the cursor of `editor`, the open one; none until it is known.
    pub fn at_cursor(&self, editor: &Editor) -> Option<AtCursor> {
        let known = self.known.as_ref().filter(|known| known.exact)?;
        let here = editor.cluster_at_cursor();
        let tokens = self.tokens(here.clone());
        // A heap of a thousand marks is one character.
        let tokens: Vec<Shown> =
            tokens.iter().take(16).map(|token| shown(&known.text, token)).collect();
        let character = text_of(&known.text, &here);
        (!tokens.is_empty()).then_some(AtCursor { character, tokens })
    }

    /// Brings what is known in line with the open text, and says which bytes to ask for.
    pub(super) fn look(&mut self, part: Part, editor: &Editor) -> Option<Range<usize>> {
        let length = editor.len_bytes();
        if !self.on || length == 0 {
            (self.known, self.asked) = (None, None);
            return None;
        }
        if self.asked.as_ref().is_some_and(|(asked, ..)| *asked != part) {
            self.asked = None;
        }
        self.known = self.known.take().and_then(|known| {
            if known.found.part != part {
                None
            } else if known.found.revision == editor.revision() {
                Some(known)
            } else {
                Some(known.after_edit(editor))
            }
        });
        let sight = editor.bytes_in_sight();
        let about = |bytes: usize| {
            sight.start.saturating_sub(bytes)..sight.end.saturating_add(bytes).min(length)
        };
        let holds = |range: &Range<usize>| {
            let needed = about(NEAR);
            range.start <= needed.start && needed.end <= range.end
        };
        let known = self.known.as_ref().filter(|known| known.exact);
        let is_asked = self.asked.as_ref().is_some_and(|(asked, revision, range)| {
            (*asked, *revision) == (part, editor.revision()) && holds(range)
        });
        if is_asked || known.is_some_and(|known| holds(&known.found.range)) {
            return None;
        }
        let range = about(FAR);
        self.asked = Some((part, editor.revision(), range.clone()));
        Some(range)
    }

    /// Takes an answer; one for a text that has changed since, or is not open, is void.
    pub(super) fn found(&mut self, found: Tokenized, open: Part, editor: &Editor) {
        if self.on && (found.part, found.revision) == (open, editor.revision()) {
            self.asked.take_if(|(_, _, range)| *range == found.range);
            self.known = Some(Known { found, text: editor.text().clone(), exact: true });
        }
    }
}

impl Known {
    /// What is left of the tokens after an edit: those in front of it, and those behind it at their
    /// new place. An edit is found by comparing the texts around the tokens.
    fn after_edit(self, editor: &Editor) -> Self {
        let (old, new) = (self.text, editor.text());
        let mut found = self.found;
        let start = found.tokens.first().map_or(0, |token| token.bytes.start);
        let end = found.tokens.last().map_or(0, |token| token.bytes.end);
        let moved = |at: usize| (at + new.len_bytes()).checked_sub(old.len_bytes());
        let alike = |(a, b): &(u8, u8)| a == b;
        let front = match new.get_bytes_at(start) {
            Some(bytes) => {
                old.bytes_at(start).zip(bytes).take(end - start).take_while(alike).count()
            }
            None => 0,
        };
        let front_end = start + front;
        let back_start = moved(end).and_then(|new_end| {
            let bytes = new.get_bytes_at(new_end)?.reversed();
            let back = old
                .bytes_at(end)
                .reversed()
                .zip(bytes)
                .take((end - start - front).min(new_end.saturating_sub(front_end)))
                .take_while(alike)
                .count();
            Some(end - back)
        });
        found.tokens.retain_mut(|token| {
            if token.bytes.end <= front_end {
                return true;
            }
            let behind = back_start.is_some_and(|start| start <= token.bytes.start);
            match (moved(token.bytes.start), moved(token.bytes.end)) {
                (Some(start), Some(end)) if behind => {
                    token.bytes = start..end;
                    true
                }
                _ => false,
            }
        });
        found.revision = editor.revision();
        Self { found, text: new.clone(), exact: false }
    }
}

fn shown(text: &Rope, token: &Token) -> Shown {
    Shown { id: token.id, bytes: token.bytes.len(), text: text_of(text, &token.bytes) }
}

/// Bytes of a text, made visible.
fn text_of(text: &Rope, range: &Range<usize>) -> String {
    /// No token of the encoding is longer than 128 bytes.
    const MOST: usize = 128;
    let Some(bytes) = text.get_bytes_at(range.start) else {
        return String::new();
    };
    let bytes: Vec<u8> = bytes.take(range.len().min(MOST)).collect();
    let mut shown = String::new();
    for chunk in bytes.utf8_chunks() {
        shown.push_str(&drawable(chunk.valid(), MOST).replace(' ', "␣"));
        if !chunk.invalid().is_empty() {
            shown.push('<');
            for byte in chunk.invalid() {
                shown.push_str(&format!("{byte:02X}"));
            }
            shown.push('>');
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::editor::Selection;
    use proptest::prelude::*;

    const PART: Part = Part::SYSTEM;

    fn editor(text: &str) -> Editor {
        let mut editor = Editor::new(text);
        editor.set_viewport(40, 8);
        editor
    }

    /// The view of a text, all that it asks for answered.
    fn view(editor: &Editor) -> TokenView {
        let mut view = TokenView::default();
        view.flip();
        answer(&mut view, editor);
        view
    }

    /// Answers what it asks for; returns whether it asked.
    fn answer(view: &mut TokenView, editor: &Editor) -> bool {
        let asked = view.look(PART, editor);
        if let Some(range) = asked.clone() {
            let found = Tokenized::find(PART, editor.revision(), editor.text(), range);
            view.found(found, PART, editor);
        }
        assert_eq!(view.look(PART, editor), None, "nothing more to ask");
        asked.is_some()
    }

    fn texts(view: &TokenView, editor: &Editor) -> Vec<String> {
        let text = editor.text();
        view.tokens(0..text.len_bytes()).iter().map(|token| text_of(text, &token.bytes)).collect()
    }

    fn at(editor: &mut Editor, char: usize) -> &Editor {
        editor.select(Selection::at(char));
        editor
    }

    #[test]
    fn tokens_are_known_once_answered() {
        let editor = editor("Hello world.\nAgain\tso.");
        let mut view = TokenView::default();
        assert_eq!(view.look(PART, &editor), None, "off");
        view.flip();
        assert_eq!(view.look(PART, &editor), Some(0..22));
        assert_eq!(view.look(PART, &editor), None, "asked already");
        assert_eq!(view.tokens(0..22), []);
        assert_eq!(view.at_cursor(&editor), None);
        let found = Tokenized::find(PART, editor.revision(), editor.text(), 0..22);
        view.found(found, PART, &editor);
        assert_eq!(texts(&view, &editor), ["Hello", "␣world", ".↵", "Again", "⇥", "so", "."]);
        let odd: Vec<bool> = view.tokens(0..22).iter().map(|it| it.odd).collect();
        assert_eq!(odd, [false, true, false, false, true, false, true]);
        assert_eq!(
            texts(&view, &editor).len() as u64,
            ENCODING.count("Hello world.\nAgain\tso.").get()
        );
        view.flip();
        assert_eq!(view.tokens(0..22), []);
    }

    #[test]
    fn the_cursor_says_which_token() {
        let mut editor = editor("Hi 🫨 you");
        let view = view(&editor);
        let one = view.at_cursor(&editor).unwrap();
        assert_eq!((one.tokens.len(), one.tokens[0].text.as_str()), (1, "Hi"));
        let split = view.at_cursor(at(&mut editor, 3)).unwrap();
        assert_eq!(split.character, "🫨");
        assert!(split.tokens.len() > 1, "{split:?}");
        assert!(split.tokens[1].text.starts_with('<'), "{split:?}");
        // At the end of the text, the last one.
        let last = view.at_cursor(at(&mut editor, 8)).unwrap();
        assert_eq!((last.tokens[0].text.as_str(), last.tokens[0].bytes), ("␣you", 4));
    }

    #[test]
    fn what_an_edit_leaves_stays_until_the_answer() {
        let mut editor = editor("one two three four five");
        let mut view = view(&editor);
        editor.select(Selection::at(13));
        editor.insert_str("!");
        assert_eq!(view.look(PART, &editor), Some(0..24));
        assert_eq!(texts(&view, &editor), ["one", "␣two", "␣three", "␣four", "␣five"]);
        assert_eq!(view.tokens(14..19)[0].bytes, 14..19);
        assert_eq!(view.at_cursor(&editor), None, "not known for sure");
        editor.select(Selection { anchor: 1, cursor: 6 });
        editor.delete();
        view.look(PART, &editor);
        assert_eq!(texts(&view, &editor), ["␣three", "␣four", "␣five"]);
    }

    #[test]
    fn late_answers_are_void() {
        let mut editor = editor("one two");
        let mut view = TokenView::default();
        view.flip();
        view.look(PART, &editor);
        let late = Tokenized::find(PART, editor.revision(), editor.text(), 0..7);
        view.found(late.clone(), Part::USER, &editor);
        assert_eq!(view.tokens(0..7), []);
        editor.insert_str("x");
        view.found(late, PART, &editor);
        assert_eq!(view.tokens(0..7), []);
    }

    #[test]
    fn scrolling_asks_only_near_the_edge() {
        let mut editor = editor(&"some words here\n".repeat(10_000));
        let mut view = view(&editor);
        let mut asked = 0;
        for _ in 0..1_000 {
            editor.scroll(3);
            asked += usize::from(answer(&mut view, &editor));
            assert!(!view.tokens(editor.bytes_in_sight()).is_empty());
        }
        // 48,000 bytes, and 7,000 or more from one question to the next.
        assert!((1..=7).contains(&asked), "{asked}");
        assert!(view.tokens(0..usize::MAX).len() < 6_000);
    }

    #[test]
    fn hostile_texts_have_tokens_too() {
        for text in [
            "\u{202e}\u{200b}\u{feff}".repeat(50),
            "a\u{301}".repeat(300),
            format!("a{}", "\u{301}".repeat(5_000)),
            " ".repeat(5_000),
            "\n".repeat(5_000),
            "\t".repeat(500),
            "🏴\u{E0067}\u{E0062}\u{E007F}".repeat(50),
            "<|endoftext|>".repeat(50),
        ] {
            let mut editor = editor(&text);
            let view = view(&editor);
            let shown = view.at_cursor(at(&mut editor, 0)).unwrap();
            for token in shown.tokens {
                assert!(!token.text.contains(char::is_control), "{token:?}");
                assert!(!token.text.contains(['\u{202e}', '\u{200b}']), "{token:?}");
            }
        }
    }

    proptest! {
        /// Whatever is kept over edits stands for the bytes it stood for.
        #[test]
        fn kept_tokens_move_with_their_text(
            text in "[ab漢 \n]{1,60}",
            edits in prop::collection::vec((0..70_usize, 0..9_usize, "[ab漢 \n]{0,6}"), 1..5),
        ) {
            let mut editor = editor(&text);
            let mut view = view(&editor);
            for (at, length, new) in edits {
                let at = at.min(editor.len_chars());
                editor.select(Selection { anchor: at, cursor: (at + length).min(editor.len_chars()) });
                let before = texts(&view, &editor);
                if new.is_empty() {
                    editor.delete();
                } else {
                    editor.insert_str(&new);
                }
                let _ = view.look(PART, &editor);
                let after = texts(&view, &editor);
                // A subsequence of what was there, in order and without overlaps.
                let mut rest = before.iter();
                for token in &after {
                    prop_assert!(rest.any(|earlier| earlier == token), "{before:?} {after:?}");
                }
                let tokens = view.tokens(0..usize::MAX);
                prop_assert!(tokens.is_sorted_by(|a, b| a.bytes.end <= b.bytes.start));
            }
        }
    }
}
