//! Saving, opening, and not losing scenarios.

use super::super::action::Action;
use super::super::boxes::{OpenBox, Popup};
use super::super::files::{FileAnswer, FileRequest, Listed, Save, Source, brief, file_name};
use super::super::message::Effect;
use super::super::prompts::Part;
use super::super::scenes::{Opening, Scene};
use super::super::state::{Entry, State};
use crate::scenario::{Scenario, Text};

/// What is being looked at in the list of scenarios, and what it hides.
#[derive(Debug, Clone)]
pub(in crate::app) struct Peek {
    /// What lay on the desk before.
    desk: Scene,
    /// What lies there now.
    source: Source,
}

impl State {
    /// The scenario on the desk, with token counts in place of its texts.
    fn without_text(&self) -> Scenario {
        let mut scenario = Scenario::new(&self.scene.name, self.scene.workload.clone());
        scenario.notes.clone_from(&self.scene.notes);
        scenario
    }

    /// The scenario on the desk as TOML, with its texts or with their token counts.
    fn to_toml(&self, with_text: bool) -> String {
        let mut scenario = self.without_text();
        for part in Part::ALL {
            let text = self.scene.prompts.text(part).editor.text();
            if with_text && text.len_bytes() > 0 {
                scenario.set_text(part, Text::Inline(text.to_string()));
            }
        }
        scenario.to_toml()
    }

    /// Adds to the file's scenario what its tokens are texts of, or takes it out.
    pub(super) fn flip_keeps_text(&mut self) {
        self.scene.keeps_text = !self.scene.keeps_text;
    }

    /// Whether any part of the scenario on the desk holds text that a file could hold.
    pub fn has_text_to_save(&self) -> bool {
        self.scene.prompts.has_text()
    }

    /// Writes the scenario to its file, or asks for one.
    pub(super) fn save(&mut self, effects: &mut Vec<Effect>) {
        match self.scene.file.clone() {
            Some(file) => self.save_to(file, effects),
            None => self.begin_typing(Entry::SaveAs),
        }
    }

    fn save_to(&mut self, file: String, effects: &mut Vec<Effect>) {
        let private = self.scene.keeps_text && self.scene.prompts.has_text();
        let over = self.replaces(&file);
        effects.push(Effect::Files(FileRequest::Save(Save {
            text: self.to_toml(private),
            texts: Part::ALL.map(|part| self.scene.prompts.text(part).editor.text().clone()),
            of_sample: self.scene.workload.answer.of_sample,
            scenario: true,
            private,
            over,
            file,
        })));
    }

    /// Whether a file is saved to again after it was said to hold something else.
    pub(super) fn replaces(&mut self, file: &str) -> bool {
        self.in_the_way.take().as_deref() == Some(file)
    }

    /// Takes the typed name of a file; an empty one is the one that was offered.
    pub(super) fn save_as(&mut self, typed: &str, offered: &str) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.save_to(toml_file(typed, offered), &mut effects);
        effects
    }

    /// The name that is offered for a new file.
    pub(super) fn offered_file(&self) -> String {
        self.scene.file.clone().unwrap_or_else(|| file_name(&self.scene.name, "toml"))
    }

    /// Shows the scenarios that can be opened.
    pub(super) fn show_scenarios(&mut self, effects: &mut Vec<Effect>) {
        self.listed = Vec::new();
        self.open_box(Popup::Scenarios);
        effects.push(Effect::Files(FileRequest::List));
    }

    /// Looks at what a row of the list holds.
    pub(super) fn look_at_listed(&mut self, row: usize, effects: &mut Vec<Effect>) {
        if let Some(listed) = self.listed.get(row) {
            let source = listed.source.clone();
            effects.push(Effect::Files(FileRequest::Open(source)));
        }
    }

    /// What lay on the desk before the list was opened lies there again.
    pub(super) fn put_back_desk(&mut self) {
        if let Some(peek) = self.peek.take() {
            self.lay_out(peek.desk);
        }
    }

    /// Keeps what is looked at as an open scenario.
    pub(super) fn open_listed(&mut self, effects: &mut Vec<Effect>) {
        let Some(peek) = self.peek.take() else {
            return;
        };
        self.popup = None;
        self.put_aside(peek.desk);
        if let Source::Kept(name) = peek.source {
            // It is unsaved work, as it was.
            self.scene.history.mark_changed();
            effects.push(Effect::Files(FileRequest::Forget(name)));
        }
        let name = self.scene.name.clone();
        let [before, next] =
            [Action::PreviousScene, Action::NextScene].map(|action| self.key_of(action));
        self.say(format!("Opened {name}; {before} and {next} step through open scenarios"));
    }

    /// Opens the file that was typed.
    pub(super) fn open_typed(&mut self, file: &str) -> Vec<Effect> {
        if file.is_empty() {
            return Vec::new();
        }
        let source = Source::File(file.to_owned());
        vec![Effect::Files(FileRequest::Open(source))]
    }

    pub(super) fn heard_of_files(&mut self, answer: FileAnswer, effects: &mut Vec<Effect>) {
        match answer {
            FileAnswer::Listed(listed) => {
                let kept = listed.iter().any(is_kept);
                if matches!(self.popup, Some(OpenBox { popup: Popup::Scenarios, .. })) {
                    self.listed = listed;
                    self.choose_in_box(0, effects);
                } else if kept {
                    let key = self.key_of(Action::Open);
                    self.say(format!("There is unsaved work from last time: {key} shows it first"));
                }
            }
            FileAnswer::Opened(source, Ok(opening)) => {
                if let Some(OpenBox { popup: Popup::Scenarios, row }) = self.popup {
                    if self.listed.get(row).map(|listed| &listed.source) == Some(&source) {
                        self.peek_at(source, *opening, effects);
                    }
                } else {
                    let scene = self.scenes.prepare(*opening);
                    let last = self.lay_out(scene);
                    self.put_aside(last);
                    effects.extend(self.scene.prompts.ask_all());
                    let name = self.scene.name.clone();
                    self.say(format!("Opened {name}"));
                }
            }
            FileAnswer::Opened(_, Err(fault)) => self.complain(fault),
            FileAnswer::Saved(file) => {
                self.say(format!("Saved to {}", brief(&file)));
                self.scene.file = Some(file);
                self.scene.history.mark_saved();
                if std::mem::take(&mut self.leaving) {
                    self.leave(effects);
                }
            }
            FileAnswer::InTheWay(file) => {
                self.leaving = false;
                self.complain(format!(
                    "{} holds something else than was read from it: save again to replace it",
                    brief(&file)
                ));
                self.in_the_way = Some(file);
            }
            FileAnswer::Exported(file) => self.say(format!("Exported to {}", brief(&file))),
            FileAnswer::Taken(file) => {
                self.complain(format!(
                    "{} is there already: export to it again to replace it",
                    brief(&file)
                ));
                self.in_the_way = Some(file);
            }
            FileAnswer::NotExported(fault) => self.complain(fault),
            FileAnswer::NotSaved(fault) => {
                self.leaving = false;
                self.complain(fault);
            }
            FileAnswer::Done(said) => self.say(said),
            FileAnswer::Cards(cards, faults) => self.found_cards(cards, &faults),
            FileAnswer::ThemeChanged => effects.push(Effect::Theme(self.theme.clone())),
            FileAnswer::Changed(file, now) => self.changed_outside(&file, now, effects),
        }
    }

    fn peek_at(&mut self, source: Source, opening: Opening, effects: &mut Vec<Effect>) {
        let scene = self.scenes.prepare(opening);
        let last = self.lay_out(scene);
        let desk = self.peek.take().map_or(last, |peek| peek.desk);
        self.peek = Some(Peek { desk, source });
        effects.extend(self.scene.prompts.ask_all());
    }

    /// An open scenario's file was changed by another program: shown at once, unless there are
    /// changes here that it would undo.
    fn changed_outside(
        &mut self,
        file: &str,
        now: Result<Box<Opening>, String>,
        effects: &mut Vec<Effect>,
    ) {
        if self.scene.file.as_deref() != Some(file) || self.peek.is_some() {
            return;
        }
        match now {
            Err(fault) => self.complain(fault),
            Ok(_) if self.is_changed() => {
                self.complain(format!(
                    "{} was changed by another program; what is here is not saved",
                    brief(file)
                ));
            }
            Ok(mut opening) => {
                self.keep_texts(&mut opening);
                let scene = self.scenes.prepare(*opening);
                self.lay_out(scene);
                effects.extend(self.scene.prompts.ask_all());
                self.say(format!("{} was changed: this is what it holds now", brief(file)));
            }
        }
    }

    /// A part that the file gives as a number of tokens keeps the text that it has here, if that
    /// is as many: it was saved without its text.
    fn keep_texts(&self, opening: &mut Opening) {
        for part in Part::ALL {
            let text = &self.scene.prompts.text(part).editor;
            let slot = &mut opening.texts[part.index()];
            let size = |work| self.scene.prompts.size(part, work).tokens;
            let is_same = size(&self.scene.workload) == size(&opening.workload);
            if slot.is_empty() && !text.is_empty() && is_same {
                *slot = text.text().to_string();
                if part == Part::Answer {
                    opening.workload.answer.of_sample = self.scene.workload.answer.of_sample;
                }
            }
        }
    }

    /// Leaves the program, or asks first where something is not saved.
    pub(super) fn leave(&mut self, effects: &mut Vec<Effect>) {
        if !self.is_changed() && self.unsaved_scene().is_none() {
            self.leave_unsaved(effects);
        } else {
            self.open_box(Popup::Leave);
        }
    }

    /// Saves what is not saved, then leaves.
    pub(super) fn save_and_leave(&mut self, effects: &mut Vec<Effect>) {
        self.popup = None;
        self.leaving = true;
        if !self.is_changed()
            && let Some(at) = self.unsaved_scene()
        {
            effects.extend(self.go_to_scene(at));
        }
        self.save(effects);
    }

    /// Leaves with what is not saved thrown away.
    pub(super) fn leave_unsaved(&mut self, effects: &mut Vec<Effect>) {
        effects.push(Effect::Files(FileRequest::Keep(Vec::new())));
        effects.push(Effect::Quit);
    }

    /// What is to be kept outside in case the program ends, if that has changed: the unsaved
    /// scenarios, with token counts in place of their texts.
    pub(super) fn keep(&mut self) -> Option<Effect> {
        if !self.keeps || self.peek.is_some() {
            return None;
        }
        let mark = self.changes_so_far();
        if self.kept == Some(mark) {
            return None;
        }
        self.kept = Some(mark);
        let mut unsaved = Vec::new();
        if self.is_changed() {
            unsaved.push(self.without_text());
        }
        unsaved.extend(self.unsaved_aside());
        Some(Effect::Files(FileRequest::Keep(unsaved)))
    }
}

/// The typed name of a file, or the one that was offered, ending in `.toml`.
pub(super) fn toml_file(typed: &str, offered: &str) -> String {
    let file = if typed.is_empty() { offered } else { typed };
    let ending = if file.ends_with(".toml") { "" } else { ".toml" };
    format!("{file}{ending}")
}

fn is_kept(listed: &Listed) -> bool {
    matches!(listed.source, Source::Kept(_))
}
