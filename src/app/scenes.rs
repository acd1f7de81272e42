//! The scenarios that are open: one on the desk, the others put aside as they were left.

use super::history::History;
use super::message::Effect;
use super::prompts::Prompts;
use super::state::State;
use super::token_view::TokenView;
use crate::scenario::Scenario;
use crate::workload::Workload;

/// A scenario to be opened, everything it names read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Opening {
    /// What it is called.
    pub name: String,
    /// What a reader should know of it.
    pub notes: String,
    /// The workload; the sizes of parts with a text are counted later.
    pub workload: Workload,
    /// The texts of system prompt, context, user message and sample answer.
    pub texts: [String; 4],
    /// The file it came from; none for a built-in one.
    pub file: Option<String>,
    /// Whether the file holds texts, so that saving keeps them there.
    pub keeps_text: bool,
}

/// A scenario that is open, as it stands: on the desk, or put aside.
#[derive(Debug, Clone)]
pub(super) struct Scene {
    pub(super) name: String,
    pub(super) notes: String,
    pub(super) file: Option<String>,
    pub(super) keeps_text: bool,
    pub(super) workload: Workload,
    pub(super) prompts: Prompts,
    pub(super) history: History,
}

/// The open scenarios in order, the one on the desk left out.
#[derive(Debug, Clone, Default)]
pub(super) struct Scenes {
    /// Where the one on the desk belongs.
    at: usize,
    others: Vec<Scene>,
    /// How many were ever opened, so that counts of one are never taken for another's.
    opened: u64,
}

impl Scenes {
    /// Makes a scene of a scenario; its texts are not counted yet.
    pub(super) fn prepare(&mut self, opening: Opening) -> Scene {
        let texts = [0, 1, 2, 3].map(|at: usize| opening.texts[at].as_str());
        // No text is edited four billion times.
        let prompts = Prompts::new(texts, self.opened << 32);
        self.opened += 1;
        let mut workload = opening.workload;
        prompts.apply_all(&mut workload);
        Scene {
            name: opening.name,
            notes: opening.notes,
            file: opening.file,
            keeps_text: opening.keeps_text,
            workload,
            prompts,
            history: History::default(),
        }
    }

    /// Puts a scene behind the others.
    pub(super) fn put_aside(&mut self, scene: Scene) {
        self.others.push(scene);
    }
}

impl State {
    /// Which of how many open scenarios is on the desk, from 0.
    pub fn scene(&self) -> (usize, usize) {
        (self.scenes.at, self.scenes.others.len() + 1)
    }

    /// The names of the open scenarios in order.
    pub fn scene_names(&self) -> Vec<&str> {
        let mut names: Vec<&str> =
            self.scenes.others.iter().map(|scene| scene.name.as_str()).collect();
        names.insert(self.scenes.at.min(names.len()), &self.scene.name);
        names
    }

    /// Puts the open scenario `steps` further on the desk, round and round.
    pub(super) fn step_scene(&mut self, forward: bool) -> Vec<Effect> {
        let (at, all) = self.scene();
        if all == 1 {
            return Vec::new();
        }
        let step = if forward { 1 } else { all - 1 };
        self.go_to_scene((at + step) % all)
    }

    /// Puts the open scenario at `to` on the desk.
    pub(super) fn go_to_scene(&mut self, to: usize) -> Vec<Effect> {
        let (at, all) = self.scene();
        if to == at || to >= all {
            return Vec::new();
        }
        // Without the one on the desk, those behind it stand one place earlier.
        let place = if to > at { to - 1 } else { to };
        let next = self.scenes.others.remove(place);
        let last = self.lay_out(next);
        self.scenes.others.insert(at.min(self.scenes.others.len()), last);
        self.scenes.at = to;
        // Counts that were under way when it was put aside are lost.
        self.scene.prompts.ask_all()
    }

    /// Puts a scene that lay on the desk aside; the one that lies there now stands last.
    pub(super) fn put_aside(&mut self, scene: Scene) {
        let at = self.scenes.at.min(self.scenes.others.len());
        self.scenes.others.insert(at, scene);
        self.scenes.at = self.scenes.others.len();
    }

    /// The place of the first open scenario that is not saved, the one on the desk left out.
    pub(super) fn unsaved_scene(&self) -> Option<usize> {
        let unsaved = |scene: &Scene| !scene.history.is_saved();
        let at = self.scenes.others.iter().position(unsaved)?;
        Some(if at >= self.scenes.at { at + 1 } else { at })
    }

    /// The unsaved scenarios that are not on the desk, without texts.
    pub(super) fn unsaved_aside(&self) -> Vec<Scenario> {
        let unsaved = self.scenes.others.iter().filter(|scene| !scene.history.is_saved());
        unsaved
            .map(|scene| {
                let mut scenario = Scenario::new(&scene.name, scene.workload.clone());
                scenario.notes.clone_from(&scene.notes);
                scenario
            })
            .collect()
    }

    /// A number that changes with every change of an open scenario.
    pub(super) fn changes_so_far(&self) -> (usize, u64) {
        let others = self.scenes.others.iter().map(|scene| scene.history.revision());
        (self.scenes.at, self.scene.history.revision() + others.sum::<u64>())
    }

    /// Exchanges what is on the desk.
    pub(super) fn lay_out(&mut self, next: Scene) -> Scene {
        self.scene.history.end_gesture();
        self.typing = None;
        self.token_view = TokenView::default();
        self.weights = super::costly::Weights::default();
        self.stale = true;
        std::mem::replace(&mut self.scene, next)
    }
}
