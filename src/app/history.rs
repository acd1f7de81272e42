//! One history over sliders, switches and texts.

use super::editor::Edit;
use super::prompts::{Part, Prompts};
use crate::controls::Control;
use crate::workload::Workload;

/// A change that can be undone.
#[derive(Debug, Clone)]
enum Step {
    /// The workload as it was on the other side of the change.
    Workload(Box<Workload>),
    /// An edit of a text.
    Text(Part, Edit),
}

/// The changes of the scenario, in order, done and undone.
#[derive(Debug, Clone)]
pub(super) struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
    gesture: Option<Gesture>,
    /// How many changes were done when it was saved; none if no undoing leads there.
    saved: Option<usize>,
    /// Whether the last edit must stay one of its own, since what it led to was saved.
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

impl History {
    /// The workload as it was before the present gesture on `control`; begins one if there is none.
    pub(super) fn anchor(&mut self, control: Control, now: &Workload) -> Workload {
        match &self.gesture {
            Some(gesture) if gesture.control == control => gesture.anchor.clone(),
            _ => {
                self.gesture = Some(Gesture {
                    control,
                    anchor: now.clone(),
                });
                now.clone()
            }
        }
    }

    /// Notes that `control` has taken the workload from `before` to something else.
    pub(super) fn changed(&mut self, control: Control, before: Workload) {
        self.begin_change();
        let running = self.gesture.as_ref().is_some_and(|gesture| {
            gesture.control == control
                && matches!(self.done.last(), Some(Step::Workload(start)) if **start == gesture.anchor)
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
        if self.saved.is_some_and(|saved| saved > self.done.len()) {
            self.saved = None;
        }
    }

    /// Ends the present gesture, so that the next change is undone by itself.
    pub(super) fn end_gesture(&mut self) {
        self.gesture = None;
    }

    /// Notes an edit of a text.
    pub(super) fn edited(&mut self, part: Part, edit: Edit) {
        self.begin_change();
        self.gesture = None;
        let sealed = std::mem::take(&mut self.sealed);
        if let Some(Step::Text(last, before)) = self.done.last_mut()
            && !sealed
            && *last == part
            && before.try_merge(&edit)
        {
            return;
        }
        self.done.push(Step::Text(part, edit));
    }

    /// Undoes the last change; returns whether there was one.
    pub(super) fn undo(&mut self, workload: &mut Workload, prompts: &mut Prompts) -> bool {
        self.gesture = None;
        let Some(step) = self.done.pop() else {
            return false;
        };
        self.revision += 1;
        let back = match step {
            Step::Workload(before) => {
                Step::Workload(Box::new(std::mem::replace(workload, *before)))
            }
            Step::Text(part, edit) => {
                prompts.open = part;
                prompts.editor(part).revert(&edit);
                Step::Text(part, edit)
            }
        };
        self.undone.push(back);
        true
    }

    /// Does again what was undone last; returns whether there was anything.
    pub(super) fn redo(&mut self, workload: &mut Workload, prompts: &mut Prompts) -> bool {
        self.gesture = None;
        let Some(step) = self.undone.pop() else {
            return false;
        };
        self.revision += 1;
        let back = match step {
            Step::Workload(after) => Step::Workload(Box::new(std::mem::replace(workload, *after))),
            Step::Text(part, edit) => {
                prompts.open = part;
                prompts.editor(part).apply(&edit);
                Step::Text(part, edit)
            }
        };
        self.done.push(back);
        true
    }

    /// Whether everything is as it was saved, or opened.
    pub(super) fn is_saved(&self) -> bool {
        self.saved == Some(self.done.len())
    }

    /// Notes that everything as it is now was saved.
    pub(super) fn mark_saved(&mut self) {
        self.saved = Some(self.done.len());
        self.sealed = true;
        self.gesture = None;
        self.revision += 1;
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
        let mut prompts = Prompts::new([""; 4], 0);
        assert!(history.is_saved());
        history.changed(Control::Requests, work.clone());
        assert!(!history.is_saved());
        history.mark_saved();
        // The same control goes on, but what was saved must not be swallowed by it.
        history.changed(Control::Requests, work.clone());
        assert!(!history.is_saved());
        assert!(history.undo(&mut work, &mut prompts));
        assert!(history.is_saved());
        assert!(history.undo(&mut work, &mut prompts));
        assert!(!history.is_saved());
        // From here no undoing leads back to what was saved.
        history.changed(Control::Cap, work.clone());
        history.changed(Control::Turns, work);
        assert!(!history.is_saved());
    }
}
