//! What each action does.

use super::super::action::Action;
use super::super::boxes::{Entry, Popup};
use super::super::editor::Motion;
use super::super::message::Effect;
use super::super::prompts::{Part, stepped};
use super::super::screen::Pane;
use super::super::state::State;
use crate::billing::{Answers, month_total};
use crate::controls::{CONTROLS, Control, SIZES, Step, listed};
use crate::explore::Query;
use crate::workload::{Bound, Workload};

/// Whether an action would show on the screen of a meeting what is not meant for it, or leave it.
const fn shows_too_much(action: Action) -> bool {
    matches!(
        action,
        Action::EditPrompt
            | Action::Costly
            | Action::View(_)
            | Action::NextView
            | Action::PreviousView
            | Action::Quit
    )
}

/// Sessions a month of a user until the user says how many: about one a working day.
const USUAL_SESSIONS: u32 = 20;

impl State {
    pub(super) fn perform(&mut self, action: Action, effects: &mut Vec<Effect>) {
        if self.boxes.typing.is_some() && self.perform_typing(action, effects) {
            return;
        }
        if let Some(open) = self.boxes.popup
            && self.perform_in_box(open, action, effects)
        {
            return;
        }
        if !matches!(
            action,
            Action::Less
                | Action::More
                | Action::MuchLess
                | Action::MuchMore
                | Action::Raise
                | Action::Lower
                | Action::First
                | Action::Last
        ) {
            self.desk.scene.end_gesture();
        }
        if self.panes.presenting && shows_too_much(action) {
            self.stay_in_meeting();
            return;
        }
        match action {
            Action::Quit => self.leave(effects),
            Action::Save => self.save(effects),
            Action::QuitNow => effects.push(Effect::Quit),
            Action::Themes => self.open_box(Popup::Themes),
            Action::Cards => self.open_box(Popup::Cards),
            Action::OwnPrices => self.open_box(Popup::OwnPrices),
            Action::Scores => self.open_box(Popup::Scores),
            Action::SaveAs => self.begin_typing(Entry::SaveAs),
            Action::Open => self.show_scenarios(effects),
            Action::Suspend => effects.push(Effect::Suspend),
            Action::Redraw => effects.push(Effect::Redraw),
            Action::Palette => self.open_palette(effects),
            Action::SendShare => self.begin_typing(Entry::Share),
            Action::Help => self.open_box(Popup::Help),
            Action::Back => self.back(),
            Action::Present => self.present(!self.panes.presenting),
            Action::Raise => self.step_control(self.control_in_hand(), Step::More),
            Action::Lower => self.step_control(self.control_in_hand(), Step::Less),
            Action::NextScene => effects.extend(self.desk.step(true)),
            Action::PreviousScene => effects.extend(self.desk.step(false)),
            Action::NextControl => self.choose_next_control(1),
            Action::PreviousControl => self.choose_next_control(-1),
            Action::NextPane if self.panes.presenting => self.choose_next_control(1),
            Action::PreviousPane if self.panes.presenting => self.choose_next_control(-1),
            Action::NextPane => self.step_pane(1),
            Action::PreviousPane => self.step_pane(Pane::ALL.len() - 1),
            Action::EditPrompt => {
                self.give_keys(Pane::Prompts);
                self.panes.editing = true;
            }
            Action::Up => self.step_row(-1),
            Action::Down => self.step_row(1),
            Action::Less => self.adjust(Step::Less),
            Action::More => self.adjust(Step::More),
            Action::MuchLess => self.adjust(Step::MuchLess),
            Action::MuchMore => self.adjust(Step::MuchMore),
            Action::First => self.go_to_end(false),
            Action::Last => self.go_to_end(true),
            Action::Enter if self.panes.focus == Pane::Detail => self.enter_view(),
            Action::Enter if !self.panes.control.is_typed() => self.flip(self.panes.control),
            Action::Enter => self.begin_typing(Entry::Value(self.panes.control)),
            Action::Toggle if self.panes.focus == Pane::Detail => self.toggle_in_view(),
            Action::Toggle => self.toggle(self.panes.control),
            Action::Remove => self.remove_in_view(),
            Action::RouteAnswer => self.type_of_route(false),
            Action::RouteCap => self.type_of_route(true),
            Action::Efforts => self.flip_efforts(),
            Action::Pin => self.begin_typing(Entry::PinName),
            Action::View(view) => self.show_view(view),
            Action::NextView => self.step_view(true),
            Action::PreviousView => self.step_view(false),
            Action::Caching => self.flip(Control::Caching),
            Action::Ttl => self.flip(Control::Ttl),
            Action::Batch => self.flip(Control::Batch),
            Action::Residency => self.flip(Control::Residency),
            Action::Region => self.type_control(Control::Region),
            Action::People => self.flip_people(),
            Action::Requests => self.type_control(Control::Requests),
            Action::AnswerLength => self.type_control(Control::AnswerLength),
            Action::Undo | Action::Redo => self.travel(action == Action::Undo, effects),
            Action::Filter => {
                self.give_keys(Pane::Ranking);
                self.begin_typing(Entry::Filter);
            }
            Action::Sort => self.open_box(Popup::Sort),
            Action::Reverse => self.table.choice.descending = !self.table.choice.descending,
            Action::Providers => self.open_box(Popup::Providers),
            Action::Needs => {
                self.give_keys(Pane::Ranking);
                self.open_box(Popup::Needs);
            }
            Action::Columns => self.open_box(Popup::Columns),
            Action::Mark => self.mark(),
            Action::OnlyMarked => self.show_marked(),
            Action::Unlisted => self.show_unlisted(),
            Action::Scale => self.table.scale = self.table.scale.next(),
            Action::Basis => {
                self.table.choice.basis = self.basis().next(self.workload());
                self.say(format!("Amounts {}", self.basis().spec().words));
            }
            Action::Currency => self.change_currency(),
            Action::RateUnit => self.table.per_thousand = !self.table.per_thousand,
            Action::NextCard => self.next_card(),
            Action::Copy => effects.extend(self.copy_open()),
            Action::CopyCommand => effects.push(self.copy_command()),
            Action::Export => self.begin_typing(Entry::Export { with_text: false }),
            Action::Mouse => {
                self.mouse = !self.mouse;
                self.say(if self.mouse {
                    "Mouse on"
                } else {
                    "Mouse off: the terminal selects text"
                });
            }
            Action::NextPart => self.open_part(stepped(self.prompts().open, 1)),
            Action::PreviousPart => {
                self.open_part(stepped(self.prompts().open, Part::ALL.len() - 1))
            }
            Action::NextKind => self.desk.scene.next_kind(),
            Action::OwnTokens => self.flip_own_tokens(),
            Action::TokenView => self.flip_token_view(),
            Action::Costly => self.open_box(Popup::Costly),
            Action::CachePart => self.flip_part_cached(self.prompts().open),
            Action::Move(motion) => {
                self.desk.scene.editor(self.prompts().open).move_cursor(motion, false);
            }
            Action::SelectAll
            | Action::CopyText
            | Action::CutText
            | Action::DeleteBack
            | Action::DeleteForward
            | Action::DeleteWordBack
            | Action::DeleteWordForward => self.edit(action, effects),
            // What only boxes and typing know.
            Action::Clear
            | Action::Need(_)
            | Action::AllProviders
            | Action::OnlyProvider
            | Action::OpenFile
            | Action::UsualTheme
            | Action::LeaveUnsaved
            | Action::SaveTextFiles
            | Action::SaveTexts
            | Action::SaveCounts
            | Action::KeepText => {}
        }
    }

    /// Begins typing a control's value, on the screen of a meeting too.
    pub(super) fn type_control(&mut self, control: Control) {
        self.go_to_control(control);
        self.begin_typing(Entry::Value(control));
    }

    /// Chooses a control where it stands; on the screen of a meeting it is the one that is shown.
    pub(super) fn go_to_control(&mut self, control: Control) {
        if self.panes.presenting {
            self.desk.scene.end_gesture();
            self.panes.control = control;
        } else if self.control_in_hand() != control || !self.is_in_focus(control) {
            self.choose_control(control);
        }
    }

    /// Whether a control stands in the pane that has the keys.
    fn is_in_focus(&self, control: Control) -> bool {
        match self.panes.focus {
            Pane::Ranking => false,
            Pane::Detail => self.view_control() == Some(control),
            Pane::Prompts => SIZES.contains(&control),
            Pane::Workload => CONTROLS.contains(&control),
        }
    }

    /// Says how to come to what a meeting is not to see, or to its end, by accident.
    pub(super) fn stay_in_meeting(&mut self) {
        let key = self.key_of(Action::Present);
        self.say(format!("{key} leaves the screen of a meeting first"));
    }

    fn back(&mut self) {
        let is_filtered = !self.table.choice.filter.text().is_empty();
        if self.panes.presenting && !is_filtered && !self.table.choice.only_marked {
            let key = self.key_of(Action::Present);
            self.say(format!("{key} leaves the screen of a meeting"));
        } else if self.panes.focus == Pane::Prompts && !self.panes.presenting {
            self.give_keys(Pane::Workload);
        } else if !self.table.choice.filter.text().is_empty() {
            self.table.choice.filter = Query::default();
        } else if self.table.choice.only_marked {
            self.show_marked();
        } else if self.panes.focus == Pane::Detail {
            self.give_keys(Pane::Ranking);
        }
    }

    fn step_pane(&mut self, steps: usize) {
        let at = Pane::ALL.iter().position(|&pane| pane == self.panes.focus).unwrap_or(0);
        self.give_keys(Pane::ALL[(at + steps) % Pane::ALL.len()]);
    }

    /// The screen of a meeting, or the usual one.
    fn present(&mut self, on: bool) {
        self.panes.presenting = on;
        self.glide = None;
        if on && self.panes.focus == Pane::Prompts {
            self.give_keys(Pane::Workload);
        }
    }

    pub(super) fn choose_next_control(&mut self, rows: isize) {
        self.desk.scene.end_gesture();
        let controls: Vec<Control> = listed(self.workload()).collect();
        let at = controls.iter().position(|control| *control == self.panes.control).unwrap_or(0);
        let at = at.saturating_add_signed(rows).min(controls.len().saturating_sub(1));
        self.panes.control = controls.get(at).copied().unwrap_or(Control::Requests);
    }

    fn step_row(&mut self, rows: isize) {
        match self.panes.focus {
            _ if self.panes.presenting => self.step_selection(rows),
            Pane::Workload => self.choose_next_control(rows),
            Pane::Ranking => self.step_selection(rows),
            Pane::Detail => self.step_in_view(rows),
            Pane::Prompts => self.move_in_text(if rows < 0 { Motion::Up } else { Motion::Down }),
        }
    }

    /// Moves through the open text, so that another part of it is in sight.
    fn move_in_text(&mut self, motion: Motion) {
        self.desk.scene.editor(self.prompts().open).move_cursor(motion, false);
    }

    pub(super) fn step_selection(&mut self, rows: isize) {
        self.settle();
        let at = self.table.selected_row(self.prices.card(), self.ranking());
        self.select_row(at.unwrap_or(0).saturating_add_signed(rows));
    }

    /// Selects a row of the ranking as it is by now, or the last one.
    pub(super) fn select_row(&mut self, place: usize) {
        self.settle();
        let height = self.rows_in_sight();
        self.table.select(self.prices.card(), &self.figures.ranking, place, height);
        self.panes.detail_scroll = 0;
        self.panes.plotted.point = None;
    }

    fn adjust(&mut self, step: Step) {
        match self.panes.focus {
            Pane::Workload => self.step_control(self.panes.control, step),
            Pane::Ranking => {
                let page = self.rows_in_sight().saturating_sub(1).max(1) as isize;
                match step {
                    Step::Less | Step::MuchLess => self.step_selection(-page),
                    Step::More | Step::MuchMore => self.step_selection(page),
                }
            }
            Pane::Detail => self.adjust_in_view(step),
            Pane::Prompts if !self.panes.editing => {
                let back = matches!(step, Step::Less | Step::MuchLess);
                self.move_in_text(if back { Motion::PageUp } else { Motion::PageDown });
            }
            Pane::Prompts => {
                if let Some(section) = self.prompts().open.section() {
                    self.step_control(Control::size(section), step);
                }
            }
        }
    }

    /// Moves a control one step.
    pub(super) fn step_control(&mut self, control: Control, step: Step) {
        let value = control.stepped(self.workload(), self.automatic(control), step);
        self.set_control(control, value);
    }

    fn go_to_end(&mut self, last: bool) {
        match self.panes.focus {
            _ if self.panes.presenting => self.select_row(if last { usize::MAX } else { 0 }),
            Pane::Workload => self.set_control(self.panes.control, self.panes.control.end(last)),
            Pane::Ranking => self.select_row(if last { usize::MAX } else { 0 }),
            Pane::Detail => self.go_to_end_in_view(last),
            Pane::Prompts => {
                self.move_in_text(if last { Motion::TextEnd } else { Motion::TextStart });
            }
        }
    }

    /// Sets a control, as part of the present gesture on it.
    pub(super) fn set_control(&mut self, control: Control, value: Option<u64>) {
        let facts = self.facts();
        let set = |work: &mut Workload| *work = control.set(work, value, facts);
        if self.desk.scene.change(Some(control), set) {
            self.say_if_uncached(control);
        }
    }

    /// Flips a switch, or goes to the next word of a choice.
    pub(super) fn flip(&mut self, control: Control) {
        let (next, facts) = (control.next(self.workload()), self.facts());
        let before = self.workload().clone();
        self.desk.scene.change(None, |work| *work = control.set(work, next, facts));
        self.say_if_dearer(control, &before);
        self.say_if_uncached(control);
    }

    /// Says of a switch that is meant to save what it costs on the selected model instead.
    fn say_if_dearer(&mut self, control: Control, before: &Workload) {
        let saves = [Control::Batch, Control::Caching, Control::History, Control::Ttl];
        let Some((model, _)) = self.selected().filter(|_| saves.contains(&control)) else {
            return;
        };
        let mut answers = Answers::default();
        let mut cost = |work: &Workload| {
            let work = self.sizing().changed(model, Bound::Typical, work);
            month_total(model, &work, &mut answers)
        };
        let (Ok(then), Ok(now)) = (cost(before), cost(self.workload())) else { return };
        if now <= then {
            return;
        }
        let work = self.workload();
        let why = match control {
            Control::Batch if work.batch.on && work.caching.on => ": Batch has no cache",
            Control::Caching if work.caching.on => ": too few requests find the prefix",
            _ => "",
        };
        let said = format!(
            "{} {}: {} a month more on {}{why}",
            control.label(),
            control.words(control.value(work)),
            self.currency().amount(now - then),
            model.name,
        );
        self.say(said);
    }

    /// Amounts in dollars, or in the other currency.
    fn change_currency(&mut self) {
        let (other, is_shown) = self.currency;
        if other.is_dollars() {
            let words = "No other currency is set: start with --currency EUR=0.93, or put it in the settings";
            self.say(words.to_owned());
            return;
        }
        self.currency = (other, !is_shown);
        self.say(match self.currency().remark() {
            Some(remark) => format!("Amounts in {remark}"),
            None => "Amounts in USD".to_owned(),
        });
    }

    fn say_if_uncached(&mut self, control: Control) {
        let work = self.workload();
        let nothing = work.prompt.prefix().is_zero() && work.turns == 1;
        if control == Control::Caching && work.caching.on && nothing {
            let key = self.key_of(Action::CachePart);
            self.say(format!(
                "Nothing is marked to be cached: mark a part of the prompt with {key}"
            ));
        }
    }

    /// Flips a switch or a choice, or gives a slider back to its value of none.
    pub(super) fn toggle(&mut self, control: Control) {
        if control.scale().is_none() {
            self.flip(control);
        } else if control.has_none() {
            let value = match control.value(self.workload()) {
                Some(_) => None,
                None => self.automatic(control),
            };
            self.desk.scene.end_gesture();
            self.set_control(control, value);
        }
    }

    /// Tells of users and their sessions, or no longer; the requests stay.
    fn flip_people(&mut self) {
        let sessions = match self.workload().plans.sessions {
            None => Some(USUAL_SESSIONS),
            Some(_) => None,
        };
        self.desk.scene.change(None, |work| work.set_sessions(sessions));
        if sessions.is_none() {
            self.say(format!("No people: {} brings them back", self.key_of(Action::Undo)));
            return;
        }
        self.panes.control = Control::Users;
        if !self.panes.presenting {
            self.give_keys(Pane::Workload);
        }
        self.say(format!("Users, at {USUAL_SESSIONS} sessions a month each until you say"));
    }

    fn travel(&mut self, back: bool, effects: &mut Vec<Effect>) {
        match self.desk.scene.travel(back) {
            Some(asked) => effects.extend(asked),
            None => self.say(if back { "Nothing to undo" } else { "Nothing to redo" }),
        }
    }

    pub(super) fn open_part(&mut self, part: Part) {
        self.desk.scene.open(part);
        self.give_keys(Pane::Prompts);
    }

    pub(super) fn flip_part_cached(&mut self, part: Part) {
        let Some(section) = part.section() else {
            self.say("An answer is output: it is never cached");
            return;
        };
        self.desk.scene.change(None, |work| {
            let cached = work.prompt.is_cached(section);
            work.prompt.set_cached(section, !cached);
        });
    }

    fn flip_own_tokens(&mut self) {
        self.own_tokens = !self.own_tokens;
        if !self.prompts().has_text() {
            self.say("There is no text: typed tokens are the same for every model");
        } else if self.own_tokens {
            self.say("Text is counted by each model's own tokenizer");
        } else {
            self.say("The same tokens for all models");
        }
    }

    fn mark(&mut self) {
        self.settle();
        if self.table.selected_row(self.prices.card(), self.ranking()).is_none() {
            self.say(format!(
                "There is no row to mark: no model matches; {} clears the filter",
                self.key_of(Action::Back)
            ));
        } else if let Some(id) = self.table.selected.clone()
            && !self.table.choice.marked.remove(&id)
        {
            self.table.choice.marked.insert(id);
        }
    }

    fn show_marked(&mut self) {
        if !self.table.choice.only_marked && self.table.choice.marked.is_empty() {
            self.say(format!("No model is marked: mark some with {}", self.key_of(Action::Mark)));
            return;
        }
        self.table.choice.only_marked = !self.table.choice.only_marked;
    }

    fn show_unlisted(&mut self) {
        let today = self.today();
        let left_out = self.card().models.iter().filter(|model| !model.is_listed(today)).count();
        if left_out == 0 {
            self.say("Every model of this card is in the ranking");
            return;
        }
        self.table.choice.unlisted = !self.table.choice.unlisted;
        self.say(match (self.table.choice.unlisted, left_out) {
            (true, 1) => "With the model that has ended or is not for text".to_owned(),
            (true, _) => format!("With the {left_out} models that have ended or are not for text"),
            (false, _) => "Without models that have ended or are not for text".to_owned(),
        });
    }

    fn next_card(&mut self) {
        if self.cards().count() > 1 {
            let misfit = self.prices.open_next();
            self.tell_misfit(misfit);
            self.table.choice.hidden.clear();
            self.table.choice.marked.clear();
            self.table.choice.only_marked = false;
            self.table.scroll = 0;
            let card = self.card();
            self.say(format!("{}, {} models, {}", card.name, card.models.len(), card.as_of));
        }
    }
}
