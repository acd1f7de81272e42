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
#[derive(Debug, Clone, Default)]
pub(super) struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
    gesture: Option<Gesture>,
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
        self.undone.clear();
        let running = self.gesture.as_ref().is_some_and(|gesture| {
            gesture.control == control
                && matches!(self.done.last(), Some(Step::Workload(start)) if **start == gesture.anchor)
        });
        if !running {
            self.done.push(Step::Workload(Box::new(before)));
        }
    }

    /// Ends the present gesture, so that the next change is undone by itself.
    pub(super) fn end_gesture(&mut self) {
        self.gesture = None;
    }

    /// Notes an edit of a text.
    pub(super) fn edited(&mut self, part: Part, edit: Edit) {
        self.undone.clear();
        self.gesture = None;
        if let Some(Step::Text(last, before)) = self.done.last_mut()
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

    /// Whether there is nothing to undo.
    pub(super) fn is_pristine(&self) -> bool {
        self.done.is_empty()
    }
}
