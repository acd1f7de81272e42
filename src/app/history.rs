//! One history over sliders, switches and texts.

use super::editor::Edit;
use super::message::Effect;
use super::prompts::{Part, Prompts, Size};
use crate::controls::Control;
use crate::tokens::TextKind;
use crate::workload::Workload;

/// A change that can be undone.
#[derive(Debug, Clone)]
enum Step {
    /// The workload as it was on the other side of the change.
    Workload(Box<Workload>),
    /// An edit of a text, and what its part counted as on the other side of it.
    Text(Part, Edit, Size),
    /// The kind of text that the user said a part was on the other side of the change.
    Kind(Part, Option<TextKind>),
}

/// The changes of the scenario, in order, done and undone.
#[derive(Debug, Clone)]
pub(super) struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
    gesture: Option<Gesture>,
    /// How many changes were done when it was saved; none if no undoing leads there.
    saved: Option<usize>,
    /// Saves that are under way: the revision of each, and how many changes were done then; those
    /// to which no undoing leads are left out.
    saving: Vec<(u64, usize)>,
    /// Whether the last edit must stay one of its own, since what it led to is saved.
    sealed: bool,
    /// Rises with everything that happens here.
    revision: u64,
}

impl Default for History {
    fn default() -> Self {
        Self {
            done: Vec::new(),
            undone: Vec::new(),
            gesture: None,
            saved: Some(0),
            saving: Vec::new(),
            sealed: false,
            revision: 0,
        }
    }
}

/// A run of changes of one control, undone as one.
#[derive(Debug, Clone)]
struct Gesture {
    control: Control,
    anchor: Workload,
}

impl Step {
    /// Goes to the other side of the change; the step that leads back, and what is to be done.
    fn cross(
        self,
        workload: &mut Workload,
        prompts: &mut Prompts,
        undo: bool,
    ) -> (Self, Vec<Effect>) {
        match self {
            Self::Workload(other) => {
                let back = std::mem::replace(workload, *other);
                prompts.apply_all(workload);
                (Self::Workload(Box::new(back)), Vec::new())
            }
            Self::Text(part, edit, size) => {
                let here = prompts.size(part, workload);
                prompts.open = part;
                if undo {
                    prompts.editor(part).revert(&edit);
                } else {
                    prompts.editor(part).apply(&edit);
                }
                let effects = prompts.settle(workload).unwrap_or_default();
                prompts.restore(part, size, workload);
                (Self::Text(part, edit, here), effects)
            }
            Self::Kind(part, kind) => {
                prompts.open = part;
                (Self::Kind(part, prompts.set_kind(part, kind)), Vec::new())
            }
        }
    }
}

impl History {
    /// The workload as it was before the present gesture on `control`, with its texts as they are
    /// known by now; begins one if there is none.
    pub(super) fn anchor(
        &mut self,
        control: Control,
        now: &Workload,
        prompts: &Prompts,
    ) -> Workload {
        match &mut self.gesture {
            Some(gesture) if gesture.control == control => {
                prompts.apply_all(&mut gesture.anchor);
                gesture.anchor.clone()
            }
            _ => {
                self.gesture = Some(Gesture { control, anchor: now.clone() });
                now.clone()
            }
        }
    }

    /// Notes that the workload was `before` until now; where a control is dragged or stepped, its
    /// gesture is one change.
    pub(super) fn changed(
        &mut self,
        control: Option<Control>,
        before: Workload,
        prompts: &Prompts,
    ) {
        self.begin_change();
        let running = self.gesture.as_ref().is_some_and(|gesture| {
            if Some(gesture.control) != control {
                return false;
            }
            let Some(Step::Workload(start)) = self.done.last_mut() else {
                return false;
            };
            prompts.apply_all(start);
            **start == gesture.anchor
        });
        if !running || self.sealed {
            self.done.push(Step::Workload(Box::new(before)));
        }
        self.sealed = false;
    }

    /// Notes that something is about to be done that was not done before.
    fn begin_change(&mut self) {
        self.revision += 1;
        self.undone.clear();
        let done = self.done.len();
        self.saved = self.saved.filter(|saved| *saved <= done);
        self.saving.retain(|(_, saving)| *saving <= done);
    }

    /// Ends the present gesture, so that the next change is undone by itself.
    pub(super) fn end_gesture(&mut self) {
        self.gesture = None;
    }

    /// Notes an edit of a text, whose part counted as `size` before.
    pub(super) fn edited(&mut self, part: Part, edit: Edit, size: Size) {
        self.begin_change();
        self.gesture = None;
        let sealed = std::mem::take(&mut self.sealed);
        if let Some(Step::Text(last, before, _)) = self.done.last_mut()
            && !sealed
            && *last == part
            && before.try_merge(&edit)
        {
            return;
        }
        self.done.push(Step::Text(part, edit, size));
    }

    /// Notes that the user has said another kind for the text of a part, which was `before`.
    pub(super) fn kind_changed(&mut self, part: Part, before: Option<TextKind>) {
        self.begin_change();
        self.gesture = None;
        let sealed = std::mem::take(&mut self.sealed);
        let runs = matches!(self.done.last(), Some(Step::Kind(last, _)) if *last == part);
        if !runs || sealed {
            self.done.push(Step::Kind(part, before));
        }
    }

    /// Undoes the last change; what is to be done at once, or none if there was no change.
    pub(super) fn undo(
        &mut self,
        workload: &mut Workload,
        prompts: &mut Prompts,
    ) -> Option<Vec<Effect>> {
        self.gesture = None;
        let step = self.done.pop()?;
        self.revision += 1;
        let (back, effects) = step.cross(workload, prompts, true);
        self.undone.push(back);
        Some(effects)
    }

    /// Does again what was undone last; what is to be done at once, or none if there was nothing.
    pub(super) fn redo(
        &mut self,
        workload: &mut Workload,
        prompts: &mut Prompts,
    ) -> Option<Vec<Effect>> {
        self.gesture = None;
        let step = self.undone.pop()?;
        self.revision += 1;
        let (back, effects) = step.cross(workload, prompts, false);
        self.done.push(back);
        Some(effects)
    }

    /// Whether everything is as it was saved, or opened.
    pub(super) fn is_saved(&self) -> bool {
        self.saved == Some(self.done.len())
    }

    /// Notes that everything as it is now is about to be saved; the revision by which
    /// [`Self::was_saved`] is told so.
    pub(super) fn begin_save(&mut self) -> u64 {
        self.revision += 1;
        self.saving.push((self.revision, self.done.len()));
        self.sealed = true;
        self.gesture = None;
        self.revision
    }

    /// Notes that everything as it was at this revision was saved.
    pub(super) fn was_saved(&mut self, revision: u64) {
        self.saved = self.end_save(revision);
        self.revision += 1;
    }

    /// Forgets a save that failed, or is done.
    pub(super) fn end_save(&mut self, revision: u64) -> Option<usize> {
        let at = self.saving.iter().position(|(saving, _)| *saving == revision)?;
        Some(self.saving.remove(at).1)
    }

    /// Notes that what was opened is not saved anywhere.
    pub(super) fn mark_changed(&mut self) {
        self.saved = None;
        self.revision += 1;
    }

    /// A number that rises with everything that happens here.
    pub(super) const fn revision(&self) -> u64 {
        self.revision
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn saved_is_a_place_in_the_history() {
        let mut history = History::default();
        let mut work = Workload::default();
        let mut prompts = Prompts::new([""; Part::ALL.len()], 0);
        assert!(history.is_saved());
        history.changed(Some(Control::Requests), work.clone(), &prompts);
        assert!(!history.is_saved());
        let saving = history.begin_save();
        assert!(!history.is_saved());
        history.was_saved(saving);
        // The same control goes on, but what was saved must not be swallowed by it.
        history.changed(Some(Control::Requests), work.clone(), &prompts);
        assert!(!history.is_saved());
        assert!(history.undo(&mut work, &mut prompts).is_some());
        assert!(history.is_saved());
        assert!(history.undo(&mut work, &mut prompts).is_some());
        assert!(!history.is_saved());
        // From here no undoing leads back to what was saved.
        history.changed(Some(Control::Cap), work.clone(), &prompts);
        history.changed(Some(Control::Turns), work, &prompts);
        assert!(!history.is_saved());
    }

    #[test]
    fn a_save_marks_what_was_there_when_it_began() {
        let mut history = History::default();
        let mut work = Workload::default();
        let mut prompts = Prompts::new([""; Part::ALL.len()], 0);
        history.changed(Some(Control::Requests), work.clone(), &prompts);
        let first = history.begin_save();
        history.changed(Some(Control::Requests), work.clone(), &prompts);
        let second = history.begin_save();
        history.was_saved(first);
        assert!(!history.is_saved());
        history.undo(&mut work, &mut prompts);
        assert!(history.is_saved());
        // Another change in place of the one that is being saved.
        history.changed(Some(Control::Cap), work.clone(), &prompts);
        history.was_saved(second);
        assert!(!history.is_saved());
        history.undo(&mut work, &mut prompts);
        assert!(!history.is_saved(), "the file holds what was undone");
        let failed = history.begin_save();
        history.end_save(failed);
        history.was_saved(failed);
        assert!(!history.is_saved());
    }
}
