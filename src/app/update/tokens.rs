//! The token view and the list of what costs most.

use super::super::message::Effect;
use super::super::prompts::Part;
use super::super::screen::Pane;
use super::super::state::{Popup, State};

impl State {
    pub(super) fn flip_token_view(&mut self) {
        self.token_view.flip();
        if self.token_view.is_on() {
            self.say("Each token by its own shade; below, the one at the cursor");
        }
    }

    /// Goes to the part or line in a row of the list, and closes the list.
    pub(super) fn go_to_costly(&mut self, row: usize) {
        let rows = self.costly().rows;
        self.popup = None;
        if let Some(row) = rows.get(row) {
            self.open_part(row.part);
            self.prompts
                .editor(row.part)
                .go_to_line(row.line.unwrap_or(0));
        }
    }

    /// Asks for the tokens in sight and for the weights of lines, where they are shown and not
    /// known.
    pub(super) fn ask_for_tokens(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        let in_sight = self
            .screen()
            .is_some_and(|screen| screen.pane(Pane::Prompts).is_some());
        let part = self.prompts.open;
        let editor = &self.prompts.text(part).editor;
        if in_sight && let Some(range) = self.token_view.look(part, editor) {
            effects.push(Effect::Tokenize {
                part,
                revision: editor.revision(),
                text: editor.text().clone(),
                range,
            });
        }
        if let Some(Popup::Costly { .. }) = self.popup {
            for part in [Part::SYSTEM, Part::CONTEXT, Part::USER] {
                let editor = &self.prompts.text(part).editor;
                if !editor.is_empty() && self.weights.begin(part, editor.revision()) {
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
