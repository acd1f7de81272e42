//! The only place where the state changes. What is worked out follows in [`State::settle`], which looks
//! itself for what has changed.

mod boxes;
mod columns;
mod files;
mod keys;
mod needs;
mod palette;
mod perform;
mod pins;
mod pointer;
mod settle;
mod share;
mod tokens;
mod typing;
mod views;

use std::collections::VecDeque;

use super::boxes::Notice;
use super::message::{Effect, Message};
use super::screen::Pane;
use super::state::State;

/// Applies messages in their order, brings derived figures up to date once, and returns what is to
/// be done outside, in order.
///
/// A run of typed characters is taken as one insertion, so that text that arrives key by key costs
/// no more than a paste.
pub fn update(state: &mut State, messages: impl IntoIterator<Item = Message>) -> Vec<Effect> {
    let mut effects = Vec::new();
    let mut queue: VecDeque<Message> = messages.into_iter().collect();
    while let Some(message) = queue.pop_front() {
        if let Message::Key(key) = &message
            && let Some(first) = key.types()
            && state.takes_text()
        {
            let mut run = String::from(first);
            while let Some(Message::Key(key)) = queue.front()
                && let Some(next) = key.types()
            {
                run.push(next);
                queue.pop_front();
            }
            state.type_text(&run);
        } else {
            state.handle(message, &mut effects);
        }
        effects.extend(state.desk.scene.settle_texts());
    }
    state.settle();
    effects.extend(state.ask_for_tokens());
    effects.extend(state.desk.keep());
    effects
}

impl State {
    fn handle(&mut self, message: Message, effects: &mut Vec<Effect>) {
        match message {
            Message::Key(key) => self.key(key, effects),
            Message::Paste(text) => self.paste(&text, effects),
            Message::Pointer(pointer) => self.pointer(pointer, effects),
            Message::Resize(width, height) => self.panes.size = (width, height),
            Message::Redraw => effects.push(Effect::Redraw),
            Message::Counted(counted) => self.desk.scene.counted(*counted),
            Message::Tokenized(found) => {
                let open = self.desk.scene.prompts().open;
                let editor = &self.desk.scene.prompts().text(open).editor;
                self.desk.token_view.found(found, open, editor);
            }
            Message::Weighed(weighed) => self.desk.weights.weighed(weighed),
            Message::Copied(Ok(way)) => {
                let what = &self.boxes.copied.what;
                self.say(format!("Copied {what} ({way})"));
            }
            Message::Copied(Err(fault)) => self.complain(format!("Not copied: {fault}")),
            Message::Warned(fault) => self.complain(fault),
            Message::Show(view) => self.show_view(view),
            Message::Tick(milliseconds) => {
                self.glide.take_if(|glide| !glide.tick(milliseconds));
            }
            Message::Files(answer) => self.heard_of_files(answer, effects),
            Message::Terminate => effects.push(Effect::Quit),
        }
    }

    /// Whether typed characters go into a prompt's text.
    fn takes_text(&self) -> bool {
        self.panes.focus == Pane::Prompts
            && self.panes.editing
            && self.boxes.popup.is_none()
            && self.boxes.typing.is_none()
    }

    pub(super) fn say(&mut self, text: impl Into<String>) {
        self.boxes.notice = Some(Notice { text: text.into(), bad: false });
    }

    pub(super) fn complain(&mut self, text: impl Into<String>) {
        self.boxes.notice = Some(Notice { text: text.into(), bad: true });
    }

    /// Gives the keys to a pane and brings it into sight.
    pub(super) fn give_keys(&mut self, pane: Pane) {
        if self.panes.focus != pane {
            self.desk.scene.end_gesture();
        }
        self.panes.give_keys(pane);
    }
}

#[cfg(test)]
mod file_tests;
#[cfg(test)]
mod picker_tests;
#[cfg(test)]
mod pin_tests;
#[cfg(test)]
mod scene_tests;
#[cfg(test)]
mod task_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod view_tests;
