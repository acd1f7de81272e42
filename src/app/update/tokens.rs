//! The token view and the list of what costs most.

use super::super::boxes::Popup;
use super::super::message::Effect;
use super::super::prompts::Part;
use super::super::screen::Pane;
use super::super::state::State;
use crate::workload::Section;

impl State {
    pub(super) fn flip_token_view(&mut self) {
        self.desk.token_view.flip();
        if self.desk.token_view.is_on() {
            self.say("Each token by its own shade; below, the one at the cursor");
        }
    }

    /// Goes to the part or line in a row of the list, and closes the list.
    pub(super) fn go_to_costly(&mut self, row: usize) {
        let rows = self.costly().rows;
        self.boxes.popup = None;
        if let Some(row) = rows.get(row) {
            self.open_part(row.part);
            self.desk.scene.editor(row.part).go_to_line(row.line.unwrap_or(0));
        }
    }

    /// Asks for the tokens in sight and for the weights of lines, where they are shown and not
    /// known.
    pub(super) fn ask_for_tokens(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        let in_sight = self.screen().is_some_and(|screen| screen.pane(Pane::Prompts).is_some());
        let part = self.desk.scene.prompts().open;
        let editor = &self.desk.scene.prompts().text(part).editor;
        if in_sight && let Some(range) = self.desk.token_view.look(part, editor) {
            effects.push(Effect::Tokenize {
                part,
                revision: editor.revision(),
                text: editor.text().clone(),
                range,
            });
        }
        if self.boxes.popup.is_some_and(|open| open.popup == Popup::Costly) {
            for part in Section::ALL.map(Part::Prompt) {
                let editor = &self.desk.scene.prompts().text(part).editor;
                if !editor.is_empty() && self.desk.weights.begin(part, editor.revision()) {
                    effects.push(Effect::Weigh {
                        part,
                        revision: editor.revision(),
                        text: editor.text().clone(),
                    });
                }
            }
        }
        effects
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{explorer, press};
    use super::super::update;
    use super::*;
    use crate::app::message::{Message, Pointer, PointerKind, Target};

    /// Answers all requests; returns their names.
    fn answer(state: &mut State, effects: &[Effect]) -> Vec<&'static str> {
        let answers: Vec<Message> = effects.iter().filter_map(Effect::answered).collect();
        update(state, answers);
        let name = |effect: &Effect| match effect {
            Effect::Count { .. } => Some("count"),
            Effect::Tokenize { .. } => Some("tokenize"),
            Effect::Weigh { .. } => Some("weigh"),
            _ => None,
        };
        effects.iter().filter_map(name).collect()
    }

    fn pressed(state: &mut State, keys: &str) -> Vec<&'static str> {
        let effects = press(state, keys);
        answer(state, &effects)
    }

    fn counted(texts: [&str; 4]) -> State {
        let mut state = explorer(texts);
        let first = state.prompts().ask_all();
        answer(&mut state, &first);
        state
    }

    #[test]
    fn the_view_asks_for_what_it_shows_and_for_no_more() {
        let mut state = counted(["Hello world", "", "", ""]);
        assert!(pressed(&mut state, "e Right").is_empty());
        assert_eq!(pressed(&mut state, "F3"), ["tokenize"]);
        assert!(state.token_view().is_on());
        assert!(pressed(&mut state, "Right Right End Home").is_empty());
        assert_eq!(pressed(&mut state, "x"), ["count", "tokenize"]);
        // An empty part has no tokens.
        assert!(pressed(&mut state, "A-Right").is_empty());
        assert_eq!(pressed(&mut state, "A-Left"), ["tokenize"]);
        assert_eq!(pressed(&mut state, "F3 x"), ["count"]);
        assert!(!state.token_view().is_on());
    }

    #[test]
    fn out_of_sight_nothing_is_asked() {
        let mut state = counted(["Hello", "", "", ""]);
        update(&mut state, [Message::Resize(80, 24)]);
        assert_eq!(pressed(&mut state, "e F3"), ["tokenize"]);
        // Another pane is in front, and an undo changes the text.
        assert_eq!(pressed(&mut state, "x Esc"), ["count"]);
        assert_eq!(pressed(&mut state, "u"), ["count"]);
        assert_eq!(pressed(&mut state, "e"), ["tokenize"]);
    }

    #[test]
    fn a_late_answer_is_void() {
        let mut state = counted(["Hello world", "", "", ""]);
        let late = press(&mut state, "e F3");
        press(&mut state, "x");
        answer(&mut state, &late);
        assert!(state.token_view().tokens(0..99).is_empty());
    }

    #[test]
    fn the_list_goes_to_the_line() {
        let long = "a line with quite a few more words than any other line has";
        let system = format!("short\n{long}\nshort");
        let mut state = counted([&system, "context", "Where is it?", ""]);
        assert_eq!(pressed(&mut state, "F4"), ["weigh", "weigh", "weigh"]);
        let list = state.costly();
        assert_eq!((list.parts, list.weighed), (3, None));
        let (parts, lines) = list.rows.split_at(3);
        assert_eq!((parts[0].part, parts[0].line), (Part::SYSTEM, None));
        assert_eq!((lines[0].part, lines[0].line), (Part::SYSTEM, Some(1)));
        assert_eq!(lines[0].text, long);
        let sum = |rows: &[crate::app::CostlyRow]| -> u64 {
            rows.iter().map(|row| row.tokens.get()).sum()
        };
        assert_eq!(sum(parts), sum(lines));
        pressed(&mut state, "Down Down Down Enter");
        assert_eq!((state.popup(), state.focus()), (None, Pane::Prompts));
        let cursor = state.prompts().text(Part::SYSTEM).editor.selection().cursor;
        assert_eq!((state.prompts().open, cursor), (Part::SYSTEM, 6));
        // Known as long as no text changes.
        assert!(pressed(&mut state, "F4 Esc").is_empty());
        assert_eq!(pressed(&mut state, "e x F4"), ["count", "weigh"]);
    }

    #[test]
    fn a_click_goes_there_too() {
        let mut state = counted(["one\ntwo", "", "Where is it?", ""]);
        pressed(&mut state, "F4");
        let is_user_line = |it: &crate::app::CostlyRow| it.line.is_some() && it.part == Part::USER;
        let row = state.costly().rows.iter().position(is_user_line).unwrap();
        let click = Message::Pointer(Pointer {
            kind: PointerKind::Press,
            target: Some(Target::PopupRow(row)),
            column: 3,
            row: 0,
            width: 70,
            height: 1,
        });
        update(&mut state, [click]);
        assert_eq!((state.popup(), state.prompts().open), (None, Part::USER));
    }

    #[test]
    fn what_all_parts_save_is_the_input_of_the_bill() {
        let mut state = counted([&"word ".repeat(2_000), "More.", "Where is it?", ""]);
        // The same tokens for all models, so without the frame of a message.
        pressed(&mut state, "n F4");
        let (_, bill) = state.selected().unwrap();
        let input = bill.unwrap().cost.input();
        let list = state.costly();
        assert!(!list.estimated);
        let parts = &list.rows[..list.parts];
        let saved: i128 = parts.iter().filter_map(|row| row.saves).map(|it| it.pico()).sum();
        assert_eq!(saved, input.pico());
        assert!((parts.iter().map(|row| row.share).sum::<f64>() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn of_a_long_text_only_what_is_in_sight_is_tokenized() {
        let text = "Some words of a long prompt, line by line, 漢字.\n".repeat(200_000);
        let mut state = explorer([&text, "", "", ""]);
        pressed(&mut state, "e F3 C-End");
        let effects = press(&mut state, "PgUp PgUp x Left PgUp Enter");
        let ranges = effects.iter().filter_map(|effect| match effect {
            Effect::Tokenize { range, .. } => Some(range.len()),
            _ => None,
        });
        let ranges: Vec<usize> = ranges.collect();
        assert!(!ranges.is_empty() && ranges.iter().all(|&bytes| bytes < 64 << 10), "{ranges:?}");
    }
}
