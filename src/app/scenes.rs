//! The scenarios that are open: one on the desk, the others put aside as they were left.

use ropey::Rope;

use super::files::{Moment, SceneId, Unsaved, Work};
use super::history::History;
use super::message::Effect;
use super::prompts::{Certainty, Part, Prompts};
use super::state::State;
use super::token_view::TokenView;
use crate::money::Tokens;
use crate::scenario::Scenario;
use crate::tokens::TextKind;
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
    /// The text files that they came from, as the scenario names them.
    pub text_files: [Option<String>; 4],
    /// The kinds of text that the user says they are.
    pub kinds: [Option<TextKind>; 4],
    /// The file it came from; none for a built-in one.
    pub file: Option<String>,
    /// Whether the file holds texts, so that saving keeps them there.
    pub keeps_text: bool,
}

/// A scenario that is open, as it stands: on the desk, or put aside.
#[derive(Debug, Clone)]
pub(super) struct Scene {
    pub(super) id: SceneId,
    pub(super) name: String,
    pub(super) notes: String,
    pub(super) file: Option<String>,
    pub(super) keeps_text: bool,
    pub(super) workload: Workload,
    pub(super) prompts: Prompts,
    pub(super) history: History,
    /// What text files hold that the scenario's file names, as read or written last.
    pub(super) text_files: TextFiles,
    /// Saves that are under way, by their revision.
    saves: Vec<(u64, Written)>,
    /// The token counts in its file that were estimated, as their texts were not counted yet.
    estimated: Vec<(Part, Tokens)>,
}

/// By part, the text file that a scenario names, and what that holds.
pub(super) type TextFiles = [Option<(String, Rope)>; 4];

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
    pub(super) fn compare_estimates(&mut self) {
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
    fn work(&self, with_texts: bool) -> Work {
        let mut scenario = self.without_text();
        let mut texts = <[Rope; 4]>::default();
        for part in Part::ALL {
            if with_texts || self.keeps_text {
                texts[part.index()] = self.text(part).clone();
                scenario.set_kind(part, self.prompts.text(part).said_kind());
            }
        }
        Work { scene: self.id, scenario, texts }
    }
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
        let mut prompts = Prompts::new(texts, self.opened << 32);
        self.opened += 1;
        let mut text_files = TextFiles::default();
        for ((part, name), kind) in Part::ALL.into_iter().zip(opening.text_files).zip(opening.kinds)
        {
            let text = prompts.text(part).editor.text().clone();
            text_files[part.index()] = name.map(|name| (name, text));
            prompts.set_kind(part, kind);
        }
        let mut workload = opening.workload;
        prompts.apply_all(&mut workload);
        Scene {
            id: SceneId(self.opened),
            name: opening.name,
            notes: opening.notes,
            file: opening.file,
            keeps_text: opening.keeps_text,
            workload,
            prompts,
            history: History::default(),
            text_files,
            saves: Vec::new(),
            estimated: Vec::new(),
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

    /// An open scenario, wherever it lies.
    pub(super) fn scene_of(&mut self, id: SceneId) -> Option<&mut Scene> {
        let looked_at = self.peek.as_mut().map(|peek| &mut peek.desk);
        let others = self.scenes.others.iter_mut();
        std::iter::once(&mut self.scene).chain(looked_at).chain(others).find(|it| it.id == id)
    }

    /// What is to be kept outside in case the program ends, if that has changed.
    pub(super) fn keep(&mut self) -> Option<Effect> {
        if !self.keeps || self.peek.is_some() {
            return None;
        }
        let all = std::iter::once(&self.scene).chain(&self.scenes.others);
        let unsaved = all.filter(|scene| !scene.history.is_saved());
        let known = self.kept.iter().map(|(moment, workload)| (*moment, workload));
        // Counts that come late change the workload and nothing else.
        if unsaved.clone().map(|scene| (scene.moment(), &scene.workload)).eq(known) {
            return None;
        }
        let scenes = unsaved.clone().map(|scene| scene.work(self.keeps_prompts)).collect();
        self.kept = unsaved.map(|scene| (scene.moment(), scene.workload.clone())).collect();
        Some(self.kept_as(scenes))
    }

    /// Forgets what is kept outside, as it is saved, or not wanted.
    pub(super) fn keep_nothing(&self) -> Effect {
        self.kept_as(Vec::new())
    }

    fn kept_as(&self, scenes: Vec<Work>) -> Effect {
        Effect::Keep(Unsaved { scenes, instead_of: self.taken_over.clone() })
    }

    /// Exchanges what is on the desk.
    pub(super) fn lay_out(&mut self, next: Scene) -> Scene {
        self.scene.history.end_gesture();
        self.boxes.typing = None;
        self.token_view = TokenView::default();
        self.weights = super::costly::Weights::default();
        self.stale = true;
        std::mem::replace(&mut self.scene, next)
    }
}
