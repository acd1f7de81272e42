//! The scenarios that are open: one on the desk, the others put aside as they were left.

use super::files::{FileRequest, Moment, SceneId, Source, Unsaved, Work};
use super::message::Effect;
use super::opening::Opening;
use super::scene::Scene;
use super::token_view::TokenView;
use super::weights::Weights;
use crate::workload::Workload;

/// The open scenarios, and what is on its way between them and files.
#[derive(Debug, Clone)]
pub(super) struct Desk {
    /// The scenario on the desk.
    pub(super) scene: Scene,
    /// Where it belongs among the others.
    at: usize,
    /// The other open scenarios in order.
    others: Vec<Scene>,
    /// How many were ever opened, so that counts of one are never taken for another's.
    opened: u64,
    /// The tokens of its open text.
    pub(super) token_view: TokenView,
    /// What its lines weigh.
    pub(super) weights: Weights,
    /// What is looked at in the list of scenarios.
    pub(super) peek: Option<Peek>,
    /// What is being read to be opened.
    pub(super) reading: Option<Reading>,
    /// How many times that was asked for.
    asks: u64,
    /// The file that holds something else than was read from it, and the scenario that was to be
    /// written there; none for own prices.
    pub(super) in_the_way: Option<(Option<SceneId>, String)>,
    /// The scenario with which the program ends once that is saved.
    pub(super) leaving: Option<SceneId>,
    /// Whether unsaved work is kept outside.
    pub(super) keeps: bool,
    /// Whether the texts of prompts are kept with it.
    pub(super) keeps_prompts: bool,
    /// What is kept there.
    kept: Vec<(Moment, Workload)>,
    /// What other sessions had kept and is open here now.
    pub(super) taken_over: Vec<String>,
}

/// What is being looked at in the list of scenarios, and what it hides.
#[derive(Debug, Clone)]
pub(super) struct Peek {
    /// What lay on the desk before.
    pub(super) before: Scene,
    /// What lies there now.
    pub(super) source: Source,
}

/// A scenario that is being read. The answer to any other request is void.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    /// The number of the request.
    pub(super) number: u64,
    /// What is read.
    pub(super) source: Source,
    /// What is done with it.
    pub(super) then: Then,
}

/// What is done with a scenario once it is read.
#[derive(Debug, Clone, Copy)]
pub(super) enum Then {
    /// It is shown while one chooses from the list.
    Look,
    /// It was chosen from the list before it was there.
    Choose,
    /// It is opened beside the others.
    Open,
}

impl Desk {
    /// The first scenario on the desk, the others put aside; an empty one where there is none.
    pub(super) fn new(scenarios: Vec<Opening>, keeps: bool, keeps_prompts: bool) -> Self {
        let mut scenes = (1..).zip(scenarios).map(|(number, opening)| Scene::new(opening, number));
        let scene = scenes.next().unwrap_or_else(|| Scene::new(Opening::default(), 1));
        let others: Vec<Scene> = scenes.collect();
        Self {
            scene,
            at: 0,
            opened: others.len() as u64 + 1,
            others,
            token_view: TokenView::default(),
            weights: Weights::default(),
            peek: None,
            reading: None,
            asks: 0,
            in_the_way: None,
            leaving: None,
            keeps,
            keeps_prompts,
            kept: Vec::new(),
            taken_over: Vec::new(),
        }
    }

    /// Which of how many open scenarios is on the desk, from 0.
    pub(super) fn place(&self) -> (usize, usize) {
        (self.at, self.others.len() + 1)
    }

    /// The names of the open scenarios in order.
    pub(super) fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.others.iter().map(|scene| scene.name.as_str()).collect();
        names.insert(self.at.min(names.len()), &self.scene.name);
        names
    }

    /// Makes a scene of a scenario.
    pub(super) fn prepare(&mut self, opening: Opening) -> Scene {
        self.opened += 1;
        Scene::new(opening, self.opened)
    }

    /// Exchanges what is on the desk.
    pub(super) fn lay_out(&mut self, next: Scene) -> Scene {
        self.scene.end_gesture();
        self.token_view = TokenView::default();
        self.weights = Weights::default();
        std::mem::replace(&mut self.scene, next)
    }

    /// Puts the open scenario `steps` further on the desk, round and round.
    pub(super) fn step(&mut self, forward: bool) -> Vec<Effect> {
        let (at, all) = self.place();
        let step = if forward { 1 } else { all - 1 };
        self.go_to((at + step) % all)
    }

    /// Puts the open scenario at `to` on the desk.
    pub(super) fn go_to(&mut self, to: usize) -> Vec<Effect> {
        let (at, all) = self.place();
        if to == at || to >= all {
            return Vec::new();
        }
        // Without the one on the desk, those behind it stand one place earlier.
        let place = if to > at { to - 1 } else { to };
        let next = self.others.remove(place);
        let last = self.lay_out(next);
        self.others.insert(at.min(self.others.len()), last);
        self.at = to;
        // Counts that were under way when it was put aside are lost.
        self.scene.prompts().ask_all()
    }

    /// Puts a scene that lay on the desk aside; the one that lies there now stands last.
    pub(super) fn put_aside(&mut self, scene: Scene) {
        let at = self.at.min(self.others.len());
        self.others.insert(at, scene);
        self.at = self.others.len();
    }

    /// The place of the first open scenario that is not saved, the one on the desk left out.
    pub(super) fn unsaved(&self) -> Option<usize> {
        let at = self.others.iter().position(|scene| !scene.is_saved())?;
        Some(if at >= self.at { at + 1 } else { at })
    }

    /// An open scenario, wherever it lies.
    pub(super) fn scene_of(&mut self, id: SceneId) -> Option<&mut Scene> {
        let looked_at = self.peek.as_mut().map(|peek| &mut peek.before);
        let others = self.others.iter_mut();
        std::iter::once(&mut self.scene).chain(looked_at).chain(others).find(|it| it.id == id)
    }

    /// Asks for a scenario to be read, in place of any that is being read.
    pub(super) fn ask_to_open(&mut self, source: Source, then: Then) -> Effect {
        self.asks += 1;
        let number = self.asks;
        self.reading = Some(Reading { number, source: source.clone(), then });
        Effect::Files(FileRequest::Open(number, source))
    }

    /// What lay on the desk before the list was opened lies there again.
    pub(super) fn put_back(&mut self) {
        self.reading = None;
        if let Some(peek) = self.peek.take() {
            self.lay_out(peek.before);
        }
    }

    /// Shows a scenario without opening it.
    pub(super) fn peek_at(&mut self, source: Source, opening: Opening) -> Vec<Effect> {
        let scene = self.prepare(opening);
        let last = self.lay_out(scene);
        let before = self.peek.take().map_or(last, |peek| peek.before);
        self.peek = Some(Peek { before, source });
        self.scene.prompts().ask_all()
    }

    /// Notes that something was not saved: own prices, or a scenario.
    pub(super) fn was_not_saved(&mut self, of: Option<Moment>) {
        let Some(of) = of else { return };
        self.leaving.take_if(|scene| *scene == of.scene);
        if let Some(scene) = self.scene_of(of.scene) {
            scene.was_not_saved(of.revision);
        }
    }

    /// Whether a file is saved to again after it was said to hold something else.
    pub(super) fn replaces(&mut self, of: Option<SceneId>, file: &str) -> bool {
        let in_the_way = self.in_the_way.take();
        in_the_way.is_some_and(|(asked, held)| asked == of && held == file)
    }

    /// What is to be kept outside in case the program ends, if that has changed.
    pub(super) fn keep(&mut self) -> Option<Effect> {
        if !self.keeps || self.peek.is_some() {
            return None;
        }
        let all = std::iter::once(&self.scene).chain(&self.others);
        let unsaved = all.filter(|scene| !scene.is_saved());
        let known = self.kept.iter().map(|(moment, workload)| (*moment, workload));
        // Counts that come late change the workload and nothing else.
        if unsaved.clone().map(|scene| (scene.moment(), scene.workload())).eq(known) {
            return None;
        }
        let scenes = unsaved.clone().map(|scene| scene.work(self.keeps_prompts)).collect();
        self.kept = unsaved.map(|scene| (scene.moment(), scene.workload().clone())).collect();
        Some(self.kept_as(scenes))
    }

    /// Forgets what is kept outside, as it is saved, or not wanted.
    pub(super) fn keep_nothing(&self) -> Effect {
        self.kept_as(Vec::new())
    }

    fn kept_as(&self, scenes: Vec<Work>) -> Effect {
        Effect::Keep(Unsaved { scenes, instead_of: self.taken_over.clone() })
    }
}
