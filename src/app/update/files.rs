//! Saving, opening, and not losing scenarios.

use super::super::action::Action;
use super::super::boxes::{Entry, OpenBox, Popup};
use super::super::desk::Then;
use super::super::files::{
    FileAnswer, FileRequest, InTheWay, Listed, Save, Source, TextFile, brief, file_name,
};
use super::super::message::Effect;
use super::super::opening::Opening;
use super::super::prompts::Part;
use super::super::scene::{Scene, Written};
use super::super::state::State;
use crate::scenario::Text;

/// What becomes of the edit of a text that came from a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edits {
    /// It is written into that file.
    ToFile,
    /// The scenario itself holds the text, or its number of tokens.
    ToScenario,
}

impl State {
    /// Adds to the file's scenario what its tokens are texts of, or takes it out.
    pub(super) fn flip_keeps_text(&mut self) {
        self.desk.scene.keeps_text = !self.desk.scene.keeps_text;
    }

    /// Whether any part of the scenario on the desk holds text that a file could hold.
    pub fn has_text_to_save(&self) -> bool {
        self.prompts().has_text()
    }

    /// The text files of the scenario on the desk whose texts were edited here.
    pub fn edited_text_files(&self) -> Vec<&str> {
        self.desk.scene.edited_files()
    }

    /// Writes the scenario to its file, or asks for one.
    pub(super) fn save(&mut self, effects: &mut Vec<Effect>) {
        match self.desk.scene.file.clone() {
            Some(file) => self.save_or_ask(file, effects),
            None => self.begin_typing(Entry::SaveAs),
        }
    }

    /// Writes the scenario, unless that takes an answer to what becomes of edits of text files.
    fn save_or_ask(&mut self, file: String, effects: &mut Vec<Effect>) {
        if self.desk.scene.file.as_ref() == Some(&file)
            && !self.desk.scene.edited_files().is_empty()
        {
            self.open_box(Popup::TextFiles);
        } else {
            self.save_to(file, Edits::ToScenario, effects);
        }
    }

    /// Writes the scenario to its file, and the edits of its text files into those, or into the
    /// scenario: as text, or as their numbers of tokens.
    pub(super) fn save_edits(&mut self, action: Action, effects: &mut Vec<Effect>) {
        self.boxes.popup = None;
        let edits = if action == Action::SaveTextFiles { Edits::ToFile } else { Edits::ToScenario };
        if edits == Edits::ToScenario {
            self.desk.scene.keeps_text = action == Action::SaveTexts;
        }
        if let Some(file) = self.desk.scene.file.clone() {
            self.save_to(file, edits, effects);
        }
    }

    fn save_to(&mut self, file: String, edits: Edits, effects: &mut Vec<Effect>) {
        let mut scenario = self.desk.scene.without_text();
        let mut written = Written::default();
        let (mut texts, mut private) = (Vec::new(), false);
        // Elsewhere the names of text files would mean others.
        let same_file = self.desk.scene.file.as_ref() == Some(&file);
        for part in Part::ALL {
            let text = self.desk.scene.text(part);
            let has_text = text.len_bytes() > 0;
            match &self.desk.scene.text_files[part.index()] {
                Some((name, held)) if same_file && (edits == Edits::ToFile || held == text) => {
                    let (name, text) = (name.clone(), text.clone());
                    scenario.set_text(part, Text::File(name.clone()));
                    texts.push(TextFile {
                        name: name.clone(),
                        edited: *held != text,
                        text: text.clone(),
                    });
                    written.text_files[part.index()] = Some((name, text));
                }
                _ if has_text && self.desk.scene.keeps_text => {
                    scenario.set_text(part, Text::Inline(text.to_string()));
                    private = true;
                }
                _ if has_text => {
                    written.counts_only = true;
                    let (text, of_sample) =
                        (self.prompts().text(part), self.workload().answer.of_sample);
                    if part != Part::Answer || of_sample {
                        written.estimated.push((part, text.tokens()));
                    }
                }
                _ => {}
            }
            // Tokens without a text have a kind too.
            scenario.set_kind(part, self.prompts().text(part).said_kind());
        }
        let over = self.desk.replaces(Some(self.desk.scene.id), &file);
        let of = Some(self.desk.scene.begin_save(written));
        let text = scenario.to_toml();
        effects.push(Effect::Files(FileRequest::Save(Save {
            text,
            texts,
            of,
            private,
            over,
            file,
        })));
    }

    /// Takes the typed name of a file; an empty one is the one that was offered.
    pub(super) fn save_as(&mut self, typed: &str, offered: &str) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.save_or_ask(toml_file(typed, offered), &mut effects);
        effects
    }

    /// The name that is offered for a new file.
    pub(super) fn offered_file(&self) -> String {
        self.desk.scene.file.clone().unwrap_or_else(|| file_name(&self.desk.scene.name, "toml"))
    }

    /// Shows the scenarios that can be opened.
    pub(super) fn show_scenarios(&mut self, effects: &mut Vec<Effect>) {
        self.boxes.listed = Vec::new();
        self.desk.reading = None;
        self.open_box(Popup::Scenarios);
        effects.push(Effect::Files(FileRequest::List));
    }

    /// Looks at what a row of the list holds.
    pub(super) fn look_at_listed(&mut self, row: usize, effects: &mut Vec<Effect>) {
        if let Some(listed) = self.boxes.listed.get(row) {
            let source = listed.source.clone();
            effects.push(self.desk.ask_to_open(source, Then::Look));
        }
    }

    /// Keeps what is chosen in the list as an open scenario.
    pub(super) fn open_listed(&mut self) {
        if let Some(asked) = &mut self.desk.reading {
            // What is looked at is another one still.
            asked.then = Then::Choose;
            return;
        }
        let Some(peek) = self.desk.peek.take() else {
            return;
        };
        self.boxes.popup = None;
        self.desk.put_aside(peek.before);
        match peek.source {
            // It is unsaved work, as it was.
            Source::Kept(file) => {
                self.desk.scene.mark_changed();
                self.desk.taken_over.push(file);
            }
            Source::Elsewhere(_) => self.desk.scene.mark_changed(),
            Source::Builtin(_) | Source::File(_) => {}
        }
        let name = self.desk.scene.name.clone();
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
        vec![self.desk.ask_to_open(source, Then::Open)]
    }

    pub(super) fn heard_of_files(&mut self, answer: FileAnswer, effects: &mut Vec<Effect>) {
        match answer {
            FileAnswer::Listed(listed) => {
                let kept = listed.iter().any(is_kept);
                if matches!(self.boxes.popup, Some(OpenBox { popup: Popup::Scenarios, .. })) {
                    self.boxes.listed = listed;
                    self.choose_in_box(0, effects);
                } else if matches!(self.boxes.popup, Some(OpenBox { popup: Popup::Palette, .. })) {
                    self.boxes.listed = listed;
                } else if kept {
                    let key = self.key_of(Action::Open);
                    self.say(format!("There is unsaved work from last time: {key} shows it first"));
                }
            }
            FileAnswer::Opened(number, read) => self.opened(number, read, effects),
            FileAnswer::Saved(of, file) => {
                let mut said = format!("Saved to {}", brief(&file));
                let scene = self.desk.scene_of(of.scene);
                if scene.is_some_and(|scene| scene.was_saved(of.revision, file)) {
                    let [save, keep] =
                        [Action::SaveAs, Action::KeepText].map(|action| self.key_of(action));
                    said += " without the prompts' text: costs change";
                    said += &format!(" on other tokenizers; {save}, {keep} saves it");
                }
                self.say(said);
                if self.desk.leaving.take_if(|scene| *scene == of.scene).is_some() {
                    self.leave(effects);
                }
            }
            FileAnswer::InTheWay(InTheWay { of, file, holder }) => {
                self.desk.was_not_saved(of);
                self.complain(format!(
                    "{} holds something else than was read from it: save again to replace it",
                    brief(&holder)
                ));
                self.desk.in_the_way = Some((of.map(|of| of.scene), file));
            }
            FileAnswer::Exported(file) => self.say(format!("Exported to {}", brief(&file))),
            FileAnswer::Taken(of, file) => {
                self.complain(format!(
                    "{} is there already: export to it again to replace it",
                    brief(&file)
                ));
                self.desk.in_the_way = Some((Some(of.scene), file));
            }
            FileAnswer::NotExported(fault) => self.complain(fault),
            // Beside what the same disk may have refused just now.
            FileAnswer::NotKept(fault) => match &mut self.boxes.notice {
                Some(notice) if notice.bad => notice.text += &format!("; {fault}"),
                _ => self.complain(fault),
            },
            FileAnswer::NotSaved(of, fault) => {
                self.desk.was_not_saved(of);
                self.complain(fault);
            }
            FileAnswer::Done(said) => self.say(said),
            FileAnswer::Cards(cards, faults) => self.found_cards(cards, &faults),
            FileAnswer::ThemeChanged => effects.push(Effect::Theme(self.theme.clone())),
            FileAnswer::Changed(file, now) => self.changed_outside(&file, now, effects),
        }
    }

    /// Takes a scenario that was read, if it is still wanted.
    fn opened(
        &mut self,
        number: u64,
        read: Result<Box<Opening>, String>,
        effects: &mut Vec<Effect>,
    ) {
        let Some(asked) = self.desk.reading.take_if(|asked| asked.number == number) else {
            return;
        };
        let opening = match read {
            Ok(opening) => *opening,
            Err(fault) => return self.complain(fault),
        };
        match asked.then {
            Then::Look | Then::Choose => {
                self.boxes.typing = None;
                effects.extend(self.desk.peek_at(asked.source, opening));
                if matches!(asked.then, Then::Choose) {
                    self.open_listed();
                }
            }
            Then::Open => {
                let scene = self.desk.prepare(opening);
                let last = self.lay_out(scene);
                self.desk.put_aside(last);
                effects.extend(self.prompts().ask_all());
                let name = self.desk.scene.name.clone();
                self.say(format!("Opened {name}"));
            }
        }
    }

    /// Exchanges what is on the desk; what was being typed was about the other.
    fn lay_out(&mut self, next: Scene) -> Scene {
        self.boxes.typing = None;
        self.desk.lay_out(next)
    }

    /// An open scenario's file was changed by another program: shown at once, unless there are
    /// changes here that it would undo.
    fn changed_outside(
        &mut self,
        file: &str,
        now: Result<Box<Opening>, String>,
        effects: &mut Vec<Effect>,
    ) {
        if self.desk.scene.file.as_deref() != Some(file) || self.desk.peek.is_some() {
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
                let scene = self.desk.prepare(*opening);
                self.lay_out(scene);
                effects.extend(self.prompts().ask_all());
                self.say(format!("{} was changed: this is what it holds now", brief(file)));
            }
        }
    }

    /// A part that the file gives as a number of tokens keeps the text that it has here, if that
    /// is as many: it was saved without its text.
    fn keep_texts(&self, opening: &mut Opening) {
        for part in Part::ALL {
            let text = &self.prompts().text(part).editor;
            let slot = &mut opening.texts[part.index()];
            let size = |work| self.prompts().size(part, work).tokens;
            let is_same = size(self.workload()) == size(&opening.workload);
            if slot.is_empty() && !text.is_empty() && is_same {
                *slot = text.text().to_string();
                opening.kinds[part.index()] = self.prompts().text(part).said_kind();
                if part == Part::Answer {
                    opening.workload.answer.of_sample = self.workload().answer.of_sample;
                }
            }
        }
    }

    /// Leaves the program, or asks first where something is not saved.
    pub(super) fn leave(&mut self, effects: &mut Vec<Effect>) {
        if !self.is_changed() && self.desk.unsaved().is_none() {
            self.leave_unsaved(effects);
        } else {
            self.open_box(Popup::Leave);
        }
    }

    /// Saves what is not saved, then leaves.
    pub(super) fn save_and_leave(&mut self, effects: &mut Vec<Effect>) {
        self.boxes.popup = None;
        if !self.is_changed()
            && let Some(at) = self.desk.unsaved()
        {
            effects.extend(self.desk.go_to(at));
        }
        self.desk.leaving = Some(self.desk.scene.id);
        self.save(effects);
    }

    /// Leaves with what is not saved thrown away.
    pub(super) fn leave_unsaved(&mut self, effects: &mut Vec<Effect>) {
        effects.push(self.desk.keep_nothing());
        effects.push(Effect::Quit);
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
