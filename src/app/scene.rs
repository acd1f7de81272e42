//! A scenario that is open: its workload and texts, their history, and what its file holds.

use ropey::Rope;

use super::editor::{Edit, Editor};
use super::files::{Moment, SceneId, Work};
use super::history::History;
use super::message::{Counted, Effect};
use super::opening::Opening;
use super::prompts::{Certainty, Part, Prompts};
use crate::controls::{Control, Facts};
use crate::money::Tokens;
use crate::scenario::Scenario;
use crate::workload::Workload;

/// A scenario that is open, as it stands: on the desk, or put aside. Its workload and texts change here
/// alone, so that every change is in the history and noticed by what rests on it.
#[derive(Debug, Clone)]
pub(super) struct Scene {
    pub(super) id: SceneId,
    pub(super) name: String,
    pub(super) notes: String,
    pub(super) file: Option<String>,
    pub(super) keeps_text: bool,
    workload: Workload,
    prompts: Prompts,
    history: History,
    /// Rises with every change of the workload, and of what is known of the texts.
    changes: u64,
    /// What text files hold that the scenario's file names, as read or written last.
    pub(super) text_files: TextFiles,
    /// Saves that are under way, by their revision.
    saves: Vec<(u64, Written)>,
    /// The token counts in its file that were estimated, as their texts were not counted yet.
    estimated: Vec<(Part, Tokens)>,
}

/// By part, the text file that a scenario names, and what that holds.
pub(super) type TextFiles = [Option<(String, Rope)>; Part::ALL.len()];

/// What a save writes beside the workload.
#[derive(Debug, Clone, Default)]
pub(super) struct Written {
    /// What text files hold then.
    pub(super) text_files: TextFiles,
    /// Whether texts are left out, with their token counts in their place.
    pub(super) counts_only: bool,
    /// Those of the counts that are estimated.
    pub(super) estimated: Vec<(Part, Tokens)>,
}

impl Scene {
    /// Makes a scene of a scenario; its texts are not counted yet. `number` is that of no other.
    pub(super) fn new(opening: Opening, number: u64) -> Self {
        let texts = Part::ALL.map(|part| opening.texts[part.index()].as_str());
        // No text is edited four billion times.
        let mut prompts = Prompts::new(texts, number << 32);
        let mut text_files = TextFiles::default();
        for ((part, name), kind) in Part::ALL.into_iter().zip(opening.text_files).zip(opening.kinds)
        {
            let text = prompts.text(part).editor.text().clone();
            text_files[part.index()] = name.map(|name| (name, text));
            prompts.set_kind(part, kind);
        }
        let mut workload = opening.workload;
        prompts.apply_all(&mut workload);
        Self {
            id: SceneId(number),
            name: opening.name,
            notes: opening.notes,
            file: opening.file,
            keeps_text: opening.keeps_text,
            workload,
            prompts,
            history: History::default(),
            changes: 0,
            text_files,
            saves: Vec::new(),
            estimated: Vec::new(),
        }
    }

    /// The workload.
    pub(super) const fn workload(&self) -> &Workload {
        &self.workload
    }

    /// The texts.
    pub(super) const fn prompts(&self) -> &Prompts {
        &self.prompts
    }

    /// What controls depend on beside the workload.
    pub(super) fn facts(&self) -> Facts {
        Facts { input_is_text: self.prompts.input_is_text() }
    }

    /// A number that rises with every change of what is priced.
    pub(super) const fn changes(&self) -> u64 {
        self.changes
    }

    /// Changes the workload, which can be undone: in one step, or as part of the present gesture on a
    /// control, which begins from the workload as it was at its start. Whether that differs.
    pub(super) fn change(
        &mut self,
        gesture: Option<Control>,
        change: impl FnOnce(&mut Workload),
    ) -> bool {
        let mut next = match gesture {
            Some(control) => self.history.anchor(control, &self.workload, &self.prompts),
            None => {
                self.history.end_gesture();
                self.workload.clone()
            }
        };
        change(&mut next);
        self.prompts.apply_all(&mut next);
        let differs = next != self.workload;
        if differs {
            let before = std::mem::replace(&mut self.workload, next);
            self.history.changed(gesture, before, &self.prompts);
            self.changes += 1;
        }
        differs
    }

    /// Undoes the last change, or does again what was undone last; what is to be done at once, or none
    /// where there is nothing.
    pub(super) fn travel(&mut self, back: bool) -> Option<Vec<Effect>> {
        let effects = if back {
            self.history.undo(&mut self.workload, &mut self.prompts)
        } else {
            self.history.redo(&mut self.workload, &mut self.prompts)
        };
        if effects.is_some() {
            self.prompts.apply_all(&mut self.workload);
            self.changes += 1;
        }
        effects
    }

    /// Ends the present gesture, so that the next change is undone by itself.
    pub(super) fn end_gesture(&mut self) {
        self.history.end_gesture();
    }

    /// A part's editor, to move in or to look at; [`Self::edit`] changes the text.
    pub(super) const fn editor(&mut self, part: Part) -> &mut Editor {
        self.prompts.editor(part)
    }

    /// Opens a part.
    pub(super) const fn open(&mut self, part: Part) {
        self.prompts.open = part;
    }

    /// Changes the text of the open part; [`Self::settle_texts`] follows.
    pub(super) fn edit(&mut self, edit: impl FnOnce(&mut Editor) -> Option<Edit>) {
        let part = self.prompts.open;
        if let Some(edit) = edit(self.prompts.editor(part)) {
            let size = self.prompts.size(part, &self.workload);
            self.history.edited(part, edit, size);
        }
    }

    /// Takes the next kind of text for the open part.
    pub(super) fn next_kind(&mut self) {
        let before = self.prompts.next_kind();
        self.history.kind_changed(self.prompts.open, before);
        self.changes += 1;
    }

    /// Takes note of texts that have changed; the counts to ask for.
    pub(super) fn settle_texts(&mut self) -> Vec<Effect> {
        let effects = self.prompts.settle(&mut self.workload);
        self.changes += u64::from(effects.is_some());
        effects.unwrap_or_default()
    }

    /// Takes a count of a text.
    pub(super) fn counted(&mut self, counted: Counted) {
        self.changes += u64::from(self.prompts.counted(counted, &mut self.workload));
        self.compare_estimates();
    }

    /// Whether everything is as it was saved, or opened.
    pub(super) fn is_saved(&self) -> bool {
        self.history.is_saved()
    }

    /// Notes that what was opened is not saved anywhere.
    pub(super) fn mark_changed(&mut self) {
        self.history.mark_changed();
    }

    /// What is asked of files now is asked for this.
    pub(super) const fn moment(&self) -> Moment {
        Moment { scene: self.id, revision: self.history.revision() }
    }

    /// The scenario with token counts in place of its texts.
    pub(super) fn without_text(&self) -> Scenario {
        let mut scenario = Scenario::new(&self.name, self.workload.clone());
        scenario.notes.clone_from(&self.notes);
        scenario
    }

    /// The text of a part.
    pub(super) const fn text(&self, part: Part) -> &Rope {
        self.prompts.text(part).editor.text()
    }

    /// The text files whose texts were edited here.
    pub(super) fn edited_files(&self) -> Vec<&str> {
        let files = Part::ALL.iter().zip(&self.text_files);
        files
            .filter_map(|(part, file)| file.as_ref().map(|file| (part, file)))
            .filter(|(part, (_, held))| self.text(**part) != held)
            .map(|(_, (name, _))| name.as_str())
            .collect()
    }

    /// Notes a save that is about to be asked for.
    pub(super) fn begin_save(&mut self, written: Written) -> Moment {
        let revision = self.history.begin_save();
        self.saves.push((revision, written));
        Moment { scene: self.id, revision }
    }

    /// Notes that a save was done; whether texts were left out of it.
    pub(super) fn was_saved(&mut self, revision: u64, file: String) -> bool {
        self.file = Some(file);
        self.history.was_saved(revision);
        let Some(at) = self.saves.iter().position(|(saving, _)| *saving == revision) else {
            return false;
        };
        let (_, written) = self.saves.remove(at);
        self.text_files = written.text_files;
        self.estimated = written.estimated;
        self.compare_estimates();
        written.counts_only
    }

    /// What was saved as an estimate is not saved once it is counted as something else.
    fn compare_estimates(&mut self) {
        let is_counted = |part| self.prompts.text(part).certainty() == Certainty::Counted;
        let differs = |(part, then): &(Part, Tokens)| self.prompts.text(*part).tokens() != *then;
        let counted = self.estimated.extract_if(.., |(part, _)| is_counted(*part));
        let differ = counted.filter(differs).count();
        if differ > 0 && self.history.is_saved() {
            self.history.mark_changed();
        }
    }

    /// Notes that a save failed.
    pub(super) fn was_not_saved(&mut self, revision: u64) {
        self.history.end_save(revision);
        self.saves.retain(|(saving, _)| *saving != revision);
    }

    /// The scenario to be kept outside, with its texts if they are to be kept too.
    pub(super) fn work(&self, with_texts: bool) -> Work {
        let mut scenario = self.without_text();
        let mut texts = <[Rope; Part::ALL.len()]>::default();
        for part in Part::ALL {
            if with_texts || self.keeps_text {
                texts[part.index()] = self.text(part).clone();
                scenario.set_kind(part, self.prompts.text(part).said_kind());
            }
        }
        Work { scene: self.id, scenario, texts }
    }
}
