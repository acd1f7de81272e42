//! Keys and pastes: to the action they are bound to, into a value being typed, or into a text.

use super::super::action::{Action, Context};
use super::super::boxes::{Copied, OpenBox, Popup};
use super::super::keys::Key;
use super::super::message::Effect;
use super::super::screen::Pane;
use super::super::state::State;

impl State {
    pub(super) fn key(&mut self, key: Key, effects: &mut Vec<Effect>) {
        self.boxes.notice = None;
        let place = self.place();
        let bound = |key| self.keymap.action(key, place.with_others());
        // With Shift, the cursor selects; elsewhere it may still be held from a capital.
        let unshifted = || {
            bound(Key { shift: false, ..key })
                .filter(|_| !place.with_others().contains(&Context::Panes))
        };
        match bound(key).or_else(unshifted) {
            Some(Action::Move(motion)) => {
                self.desk.scene.editor(self.prompts().open).move_cursor(motion, key.shift);
            }
            Some(action) => self.perform(action, effects),
            None => self.other_key(key, effects),
        }
    }

    /// A key that the table does not have here.
    fn other_key(&mut self, key: Key, effects: &mut Vec<Effect>) {
        let letter = key.types().filter(|letter| *letter != '\n');
        if let (true, Some(letter)) = (self.boxes.typing.is_some(), letter) {
            self.type_letter(letter);
            return;
        }
        let number = letter.filter(|letter| matches!(letter, '0'..='9' | '.'));
        // A change of the control that is chosen begins with a sign.
        let value = letter.filter(|letter| matches!(letter, '0'..='9' | '.' | '*' | '×' | '÷'));
        let takes_values = !self.takes_text();
        match (self.boxes.popup, number) {
            (Some(OpenBox { popup: Popup::OwnPrices, row }), Some(digit)) => {
                self.type_own_price(row);
                self.type_letter(digit);
            }
            (Some(OpenBox { popup: Popup::Sort, .. }), Some(digit)) => {
                self.choose_in_box(numbered(digit), effects);
                self.boxes.popup = None;
            }
            (Some(open), _) => {
                let below = self.keymap.action(key, self.place_below().with_others());
                if below == Some(opens(open.popup)) {
                    self.close_box(effects);
                }
            }
            (None, _) => {
                if let Some(first) = value.filter(|_| takes_values) {
                    self.type_control(self.control_in_hand());
                    self.type_letter(first);
                }
            }
        }
    }

    /// Text pasted goes where text is being typed; from any other pane into the open prompt part.
    pub(super) fn paste(&mut self, text: &str, effects: &mut Vec<Effect>) {
        self.boxes.notice = None;
        if self.paste_into_typing(text) {
            return;
        }
        if self.panes.presenting {
            self.stay_in_meeting();
            return;
        }
        self.close_box(effects);
        if self.panes.focus != Pane::Prompts {
            self.give_keys(Pane::Prompts);
            self.say(format!("Pasted into {}", self.prompts().open.label()));
        }
        self.type_text(text);
    }

    /// Puts text into the open prompt part in place of its selection.
    pub(super) fn type_text(&mut self, text: &str) {
        self.desk.scene.edit(|editor| {
            let mut letters = text.chars();
            match (letters.next(), letters.next()) {
                (Some('\n'), None) => editor.newline(),
                (Some(letter), None) => editor.insert_char(letter),
                _ => editor.insert_str(text),
            }
        });
    }

    /// Changes the open prompt part, or what is selected of it.
    pub(super) fn edit(&mut self, action: Action, effects: &mut Vec<Effect>) {
        let copied = &mut self.boxes.copied;
        self.desk.scene.edit(|editor| match action {
            Action::DeleteBack => editor.backspace(),
            Action::DeleteForward => editor.delete(),
            Action::DeleteWordBack => editor.delete_word_back(),
            Action::DeleteWordForward => editor.delete_word_forward(),
            Action::SelectAll => {
                editor.select_all();
                None
            }
            Action::CopyText => {
                effects.extend(editor.copy().map(Effect::Copy));
                *copied = Copied::text();
                None
            }
            Action::CutText => editor.cut().map(|(text, edit)| {
                effects.push(Effect::Copy(text));
                *copied = Copied::text();
                edit
            }),
            _ => None,
        });
    }
}

/// The row of a numbered list that a digit stands for: the tenth is 0, and there is no row of a point.
fn numbered(digit: char) -> usize {
    let digit = digit.to_digit(10).map(|digit| digit as usize);
    digit.map_or(0, |digit| digit.checked_sub(1).unwrap_or(9))
}

/// The action that opens a box, whose key closes it too.
const fn opens(popup: Popup) -> Action {
    match popup {
        Popup::Help => Action::Help,
        Popup::Palette => Action::Palette,
        Popup::Providers => Action::Providers,
        Popup::Needs => Action::Needs,
        Popup::Columns => Action::Columns,
        Popup::Sort => Action::Sort,
        Popup::Costly => Action::Costly,
        Popup::Scenarios => Action::Open,
        Popup::Leave => Action::Quit,
        Popup::TextFiles => Action::Save,
        Popup::Themes => Action::Themes,
        Popup::Cards => Action::Cards,
        Popup::OwnPrices => Action::OwnPrices,
        Popup::Scores => Action::Scores,
    }
}
