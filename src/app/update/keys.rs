//! Keys and pastes: into a value being typed, into a text, or to the action they are bound to.

use super::super::action::{Action, lookup};
use super::super::editor::{Edit, Motion};
use super::super::message::{Effect, Key, KeyCode};
use super::super::own::OwnPrice;
use super::super::screen::Pane;
use super::super::share::Copied;
use super::super::state::{Entry, Popup, State};
use crate::controls::Control;

impl State {
    pub(super) fn key(&mut self, key: Key, effects: &mut Vec<Effect>) {
        self.notice = None;
        if key == Key::ctrl('c') {
            // With text selected it copies, as everywhere else.
            if self.has_selected_text() {
                self.text_key(key, effects);
            } else {
                effects.push(Effect::Quit);
            }
        } else if self.typing.is_some() {
            self.typing_key(key, effects);
        } else if let Some(popup) = self.popup {
            self.popup_key(popup, key, effects);
        } else if let Some(action) = lookup(key, self.contexts()) {
            self.perform(action, effects);
        } else if self.focus == Pane::Prompts {
            self.text_key(key, effects);
        } else if let (Pane::Workload, KeyCode::Char('0'..='9' | '.')) = (self.focus, key.code)
            && !key.ctrl
            && !key.alt
        {
            self.begin_typing(Entry::Value(self.control));
            self.typing_key(key, effects);
        }
    }

    fn has_selected_text(&self) -> bool {
        self.takes_text()
            && !self.scene.prompts.text(self.scene.prompts.open).editor.selection().is_empty()
    }

    /// Text pasted goes where text is being typed; from any other pane into the open prompt part.
    pub(super) fn paste(&mut self, text: &str) {
        self.notice = None;
        if self.paste_into_typing(text) {
            return;
        }
        self.popup = None;
        if self.focus != Pane::Prompts {
            self.give_keys(Pane::Prompts);
            self.say(format!("Pasted into {}", self.scene.prompts.open.label()));
        }
        self.type_text(text);
    }

    /// Puts text into the open prompt part in place of its selection.
    pub(super) fn type_text(&mut self, text: &str) {
        let part = self.scene.prompts.open;
        let editor = self.scene.prompts.editor(part);
        let mut letters = text.chars();
        let edit = match (letters.next(), letters.next()) {
            (Some('\n'), None) => editor.newline(),
            (Some(letter), None) => editor.insert_char(letter),
            _ => editor.insert_str(text),
        };
        self.edited(edit);
    }

    fn edited(&mut self, edit: Option<Edit>) {
        if let Some(edit) = edit {
            let size = self.scene.prompts.size(self.scene.prompts.open, &self.scene.workload);
            self.scene.history.edited(self.scene.prompts.open, edit, size);
        }
    }

    fn text_key(&mut self, key: Key, effects: &mut Vec<Effect>) {
        let part = self.scene.prompts.open;
        if self.scene.prompts.text(part).editor.is_empty()
            && let Some(section) = part.section()
            && let Some(step) = super::perform::step_of(key)
        {
            self.step_control(Control::size(section), step);
            return;
        }
        let editor = self.scene.prompts.editor(part);
        let motion = match (key.code, key.ctrl) {
            (KeyCode::Left, false) => Motion::Left,
            (KeyCode::Right, false) => Motion::Right,
            (KeyCode::Left, true) => Motion::WordLeft,
            (KeyCode::Right, true) => Motion::WordRight,
            (KeyCode::Up, _) => Motion::Up,
            (KeyCode::Down, _) => Motion::Down,
            (KeyCode::Home, false) => Motion::RowStart,
            (KeyCode::End, false) => Motion::RowEnd,
            (KeyCode::Home, true) => Motion::TextStart,
            (KeyCode::End, true) => Motion::TextEnd,
            (KeyCode::PageUp, _) => Motion::PageUp,
            (KeyCode::PageDown, _) => Motion::PageDown,
            _ => {
                self.edit_key(key, effects);
                return;
            }
        };
        editor.move_cursor(motion, key.shift);
    }

    fn edit_key(&mut self, key: Key, effects: &mut Vec<Effect>) {
        let editor = self.scene.prompts.editor(self.scene.prompts.open);
        let word = key.ctrl || key.alt;
        let edit = match key.code {
            KeyCode::Backspace if word => editor.delete_word_back(),
            KeyCode::Backspace => editor.backspace(),
            KeyCode::Delete if word => editor.delete_word_forward(),
            KeyCode::Delete => editor.delete(),
            KeyCode::Char('w') if key.ctrl => editor.delete_word_back(),
            KeyCode::Char('a') if key.ctrl => {
                editor.select_all();
                None
            }
            KeyCode::Char('c') if key.ctrl => {
                effects.extend(editor.copy().map(Effect::Copy));
                self.copied = Copied::text();
                None
            }
            KeyCode::Char('x') if key.ctrl => editor.cut().map(|(text, edit)| {
                effects.push(Effect::Copy(text));
                self.copied = Copied::text();
                edit
            }),
            _ => None,
        };
        self.edited(edit);
    }

    pub(super) fn popup_key(&mut self, popup: Popup, key: Key, effects: &mut Vec<Effect>) {
        let rows = match popup {
            Popup::Help { .. } => usize::MAX,
            Popup::Providers { .. } => self.providers().len().saturating_sub(1),
            Popup::Costly { .. } => self.costly().rows.len().saturating_sub(1),
            Popup::Scenarios { .. } => self.listed.len().saturating_sub(1),
            Popup::Leave => 0,
            Popup::Themes { .. } => self.themes.len().saturating_sub(1),
            Popup::Cards { .. } => self.cards.len().saturating_sub(1),
            Popup::OwnPrices { .. } => OwnPrice::all().count() - 1,
        };
        let moved = |at: usize| -> Option<usize> {
            Some(match key.code {
                KeyCode::Up => at.saturating_sub(1),
                KeyCode::Down => (at + 1).min(rows),
                KeyCode::PageUp => at.saturating_sub(10),
                KeyCode::PageDown => (at + 10).min(rows),
                KeyCode::Home => 0,
                _ => return None,
            })
        };
        match popup {
            Popup::Help { scroll } => {
                if let Some(scroll) = moved(scroll) {
                    let scroll = scroll.min(super::super::action::BINDINGS.len());
                    self.popup = Some(Popup::Help { scroll });
                } else if matches!(
                    key.code,
                    KeyCode::Esc | KeyCode::Enter | KeyCode::Char('?' | 'q') | KeyCode::F(1)
                ) {
                    self.popup = None;
                }
            }
            Popup::Providers { row } => {
                if let Some(row) = moved(row) {
                    self.popup = Some(Popup::Providers { row });
                } else {
                    match key.code {
                        KeyCode::Char(' ') | KeyCode::Enter => self.flip_provider(row),
                        KeyCode::Char('a') => {
                            self.table.hidden.clear();
                            self.stale = true;
                        }
                        KeyCode::Char('o') => self.only_provider(row),
                        KeyCode::Esc | KeyCode::Char('v' | 'q') => self.popup = None,
                        _ => {}
                    }
                }
            }
            Popup::Scenarios { row } => {
                if let Some(row) = moved(row) {
                    self.choose_listed(row, effects);
                } else {
                    self.scenarios_key(row, key, effects);
                }
            }
            Popup::Leave => self.leave_key(key, effects),
            Popup::Themes { row } => match moved(row) {
                Some(row) => self.choose_theme(row, effects),
                None => self.themes_key(row, key, effects),
            },
            Popup::Cards { row } => match moved(row) {
                Some(row) => self.choose_card(row),
                None => self.cards_key(key),
            },
            Popup::OwnPrices { row } => match moved(row) {
                Some(row) => self.popup = Some(Popup::OwnPrices { row }),
                None => self.own_prices_key(row, key),
            },
            Popup::Costly { row } => {
                if let Some(row) = moved(row) {
                    self.popup = Some(Popup::Costly { row });
                } else {
                    match key.code {
                        KeyCode::End => self.popup = Some(Popup::Costly { row: rows }),
                        KeyCode::Enter => self.go_to_costly(row),
                        KeyCode::Esc | KeyCode::Char('q') | KeyCode::F(4) => self.popup = None,
                        _ => {}
                    }
                }
            }
        }
        if let Some(action @ (Action::Suspend | Action::Redraw)) = lookup(key, self.contexts()) {
            self.perform(action, effects);
        }
    }

    pub(super) fn flip_provider(&mut self, row: usize) {
        if let Some(name) = self.providers().get(row).map(|&name| name.to_owned()) {
            if !self.table.hidden.remove(&name) {
                self.table.hidden.insert(name);
            }
            self.stale = true;
        }
    }

    fn only_provider(&mut self, row: usize) {
        let names: Vec<String> = self.providers().into_iter().map(str::to_owned).collect();
        let others = names.into_iter().enumerate().filter(|(at, _)| *at != row);
        self.table.hidden = others.map(|(_, name)| name).collect();
        self.stale = true;
    }
}
