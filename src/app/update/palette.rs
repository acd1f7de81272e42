//! The palette: what its rows do, and a share of the traffic that is sent to another model by name.

use super::super::action::Action;
use super::super::boxes::{Entry, OpenBox, Popup};
use super::super::desk::Then;
use super::super::files::FileRequest;
use super::super::message::Effect;
use super::super::palette::Jump;
use super::super::state::State;
use crate::explore::{MIX_ID, Query};
use crate::money::{Share, ShareFault};
use crate::workload::{Mix, MixRoute};

/// The rows that a page up or down goes past.
const PAGE: isize = 10;

impl State {
    pub(super) fn open_palette(&mut self, effects: &mut Vec<Effect>) {
        self.boxes.listed = Vec::new();
        self.open_box(Popup::Palette);
        self.begin_typing(Entry::Palette);
        effects.push(Effect::Files(FileRequest::List));
    }

    /// Does in the palette what a key there asks for; false where that is of the whole program.
    pub(super) fn perform_in_palette(&mut self, action: Action, effects: &mut Vec<Effect>) -> bool {
        let row = self.boxes.popup.map_or(0, |open| open.row);
        match action {
            Action::QuitNow | Action::Suspend | Action::Redraw => return false,
            Action::Up | Action::PreviousPane => self.step_in_box(-1, effects),
            Action::Down | Action::NextPane => self.step_in_box(1, effects),
            Action::MuchLess => self.step_in_box(-PAGE, effects),
            Action::MuchMore => self.step_in_box(PAGE, effects),
            Action::Enter => self.take_from_palette(row, effects),
            _ => self.close_box(effects),
        }
        true
    }

    /// The best row is chosen again once the words are others.
    pub(super) fn choose_best_of_palette(&mut self) {
        self.boxes.popup = Some(OpenBox { popup: Popup::Palette, row: 0 });
    }

    /// Does what a row of the palette says.
    pub(super) fn take_from_palette(&mut self, row: usize, effects: &mut Vec<Effect>) {
        let Some(row) = self.palette().into_iter().nth(row) else {
            return;
        };
        self.close_box(effects);
        match row.jump {
            Jump::Action(action) => self.perform(action, effects),
            Jump::Change(action, text) => {
                self.perform(action, effects);
                text.chars().for_each(|letter| self.type_letter(letter));
            }
            Jump::Control(control) => self.go_to_control(control),
            Jump::View(view) => self.show_view(view),
            Jump::Model(id) => self.select_anywhere(id),
            Jump::Scenario(source) => effects.push(self.desk.ask_to_open(source, Then::Open)),
            Jump::Card(at) => {
                self.prices.begin_to_look();
                let misfit = self.prices.open(at);
                self.tell_misfit(misfit);
            }
            Jump::Theme(name) => {
                effects.push(Effect::Theme(name.clone()));
                self.theme = name;
            }
            Jump::Sort(column) => self.table.sort_from_best(column),
        }
    }

    /// Selects a model, also one that the filter leaves out, which it then does no longer.
    fn select_anywhere(&mut self, id: String) {
        let model = self.card().models.iter().find(|model| model.id == id);
        let provider = model.map(|model| (model.provider.clone(), model.is_listed(self.today())));
        let is_shown = self.goals().any(|(_, shown, _)| shown == id);
        let choice = &mut self.table.choice;
        if let Some((provider, is_listed)) = provider.filter(|_| !is_shown) {
            choice.filter = Query::default();
            choice.only_marked = false;
            choice.hidden.remove(&provider);
            choice.unlisted |= !is_listed;
        }
        self.table.selected = Some(id);
        self.panes.detail_scroll = 0;
        self.panes.plotted.point = None;
    }

    /// Sends a share of the traffic to another model, as in `70% haiku`, and the rest to the selected one:
    /// a mix of both, which is then selected.
    pub(super) fn send_share(&mut self, text: &str) -> Result<(), String> {
        self.settle();
        let asked = "type a share and a model, as in 70% haiku";
        let (share, name) = text.split_once([' ', '%']).ok_or(asked)?;
        let share = Share::parse(&format!("{share}%"));
        let within = share.as_ref().is_ok_and(|share| !share.is_zero() && *share != Share::ONE);
        let share = match share {
            Ok(share) if within => share,
            Ok(_) | Err(ShareFault::OutOfRange) => {
                return Err("the share must be more than 0% and less than 100%".to_owned());
            }
            Err(ShareFault::NotAShare) => return Err(asked.to_owned()),
            Err(fault) => return Err(format!("the share {fault}")),
        };
        let name = name.trim_start_matches([' ', '%']).to_lowercase();
        let words: Vec<&str> = name.split_whitespace().collect();
        let id = self.table.selected.clone().filter(|id| id != MIX_ID);
        let id = id.or_else(|| self.table.behind.clone());
        let id = id.ok_or("select the model that the rest goes to first")?;
        let models = self.ranking().rows.iter().filter(|row| row.bill.is_ok());
        let models = models.filter_map(|row| self.model_of(row)).filter(|model| {
            let named = model.name.to_lowercase();
            let fits = words.iter().all(|word| named.contains(word));
            fits && model.id != id && model.id != MIX_ID && model.is_listed(self.today())
        });
        // Of several versions the newest.
        let other = models.max_by(|one, other| one.name.cmp(&other.name));
        let other = other.filter(|_| !words.is_empty());
        let other = other.ok_or_else(|| format!("no other model here is called {name}"))?;
        let said = format!("{} goes to {}", share.exact_percent(), other.name);
        let rest = Share::from_ppm(1_000_000 - share.ppm());
        let route =
            |model: &str, share| MixRoute { model: model.into(), share, answer: None, cap: None };
        let mix = Mix::new(vec![route(&other.id, share), route(&id, rest)]);
        let mix = mix.map_err(|fault| fault.to_string())?;
        self.select_mix();
        self.desk.scene.change(None, |work| work.plans.mix = work.plans.mix.with_routes_of(&mix));
        self.say(format!("{said}, the rest stays: {} takes it back", self.key_of(Action::Undo)));
        Ok(())
    }
}
