//! The boxes over the screen: what is chosen in them, and what is done with it.

use super::super::action::Action;
use super::super::boxes::{Entry, OpenBox, Popup};
use super::super::files::{FileRequest, Save};
use super::super::message::Effect;
use super::super::needs::NEEDS;
use super::super::own::{self, OwnPrice};
use super::super::state::State;
use super::files::toml_file;
use crate::card::Card;
use crate::explore::Query;

/// The rows that a page up or down goes past.
const PAGE: usize = 10;

impl State {
    /// Opens a box on a row.
    pub(super) fn open_box(&mut self, popup: Popup) {
        let row = match popup {
            Popup::Themes => self.themes.iter().position(|name| *name == self.theme),
            Popup::Cards => Some(self.prices.at()),
            Popup::Scores => Some(self.scoring.row()),
            Popup::Sort => {
                let choice = &self.table.choice;
                self.boxes.sorted = Some((choice.sort, choice.descending));
                self.sort_rows().iter().position(|spec| spec.column == choice.sort)
            }
            _ => None,
        };
        self.prices.begin_to_look();
        self.scoring.begin_to_look();
        self.boxes.popup = Some(OpenBox { popup, row: row.unwrap_or(0) });
    }

    /// Closes the open box; what was looked at only is put back.
    pub(super) fn close_box(&mut self, effects: &mut Vec<Effect>) {
        let Some(open) = self.boxes.popup.take() else {
            return;
        };
        self.boxes.typing = None;
        match open.popup {
            Popup::Scenarios => self.desk.put_back(),
            Popup::TextFiles => self.desk.leaving = None,
            Popup::Themes => effects.push(Effect::Theme(self.theme.clone())),
            Popup::Cards => {
                let misfit = self.prices.look_no_more();
                self.tell_misfit(misfit);
            }
            Popup::Scores => self.scoring.look_no_more(),
            Popup::Sort => {
                if let Some((sort, descending)) = self.boxes.sorted.take() {
                    (self.table.choice.sort, self.table.choice.descending) = (sort, descending);
                }
            }
            _ => {}
        }
    }

    /// Chooses a row of the open box; what it stands for is shown at once.
    pub(super) fn choose_in_box(&mut self, row: usize, effects: &mut Vec<Effect>) {
        let Some(OpenBox { popup, .. }) = self.boxes.popup else {
            return;
        };
        let row = row.min(self.box_rows(popup).saturating_sub(1));
        self.boxes.popup = Some(OpenBox { popup, row });
        match popup {
            Popup::Scenarios => self.look_at_listed(row, effects),
            Popup::Themes => effects.extend(self.themes.get(row).cloned().map(Effect::Theme)),
            Popup::Cards => {
                let misfit = self.prices.open(row);
                self.tell_misfit(misfit);
            }
            Popup::Scores => self.scoring.choose(row),
            Popup::Sort => {
                if let Some(spec) = self.sort_rows().get(row) {
                    self.table.sort_from_best(spec.column);
                }
            }
            _ => {}
        }
    }

    /// Moves the choice, or the list of keys, by rows.
    pub(super) fn step_in_box(&mut self, rows: isize, effects: &mut Vec<Effect>) {
        if let Some(open) = self.boxes.popup {
            self.choose_in_box(open.row.saturating_add_signed(rows), effects);
        }
    }

    /// A click on a row of the open box.
    pub(super) fn press_in_box(&mut self, row: usize, effects: &mut Vec<Effect>) {
        let Some(open) = self.boxes.popup else {
            return;
        };
        let looks_first =
            [Popup::Scenarios, Popup::Themes, Popup::Cards, Popup::Scores, Popup::Sort]
                .contains(&open.popup);
        if !looks_first || open.row == row {
            self.perform_in_box(OpenBox { row, ..open }, Action::Enter, effects);
        } else {
            self.choose_in_box(row, effects);
        }
    }

    /// Does in the open box what a key there asks for; false where that is nothing.
    pub(super) fn perform_in_box(
        &mut self,
        open: OpenBox,
        action: Action,
        effects: &mut Vec<Effect>,
    ) -> bool {
        let row = open.row;
        self.boxes.popup = Some(open);
        match (open.popup, action) {
            (_, Action::Back) => self.close_box(effects),
            (_, Action::Up) => self.step_in_box(-1, effects),
            (_, Action::Down) => self.step_in_box(1, effects),
            (_, Action::MuchLess) => self.choose_in_box(row.saturating_sub(PAGE), effects),
            (_, Action::MuchMore) => self.choose_in_box(row + PAGE, effects),
            (_, Action::First) => self.choose_in_box(0, effects),
            (_, Action::Last) => self.choose_in_box(usize::MAX, effects),
            (Popup::Help, Action::Filter) => {
                self.close_box(effects);
                self.open_palette(effects);
            }
            (Popup::Palette, Action::Enter) => self.take_from_palette(row, effects),
            (Popup::Providers, Action::Toggle | Action::Enter) => self.flip_provider(row),
            (Popup::Providers, Action::OnlyProvider) => self.only_provider(row),
            (Popup::Providers, Action::AllProviders) => self.table.choice.hidden.clear(),
            (Popup::Needs, Action::More | Action::Enter) => self.step_need(row, true),
            (Popup::Needs, Action::Less) => self.step_need(row, false),
            (Popup::Needs, Action::Need(need)) => {
                let row = NEEDS.iter().position(|spec| spec.need == need).unwrap_or(row);
                self.boxes.popup = Some(OpenBox { row, ..open });
                self.step_need(row, true);
            }
            (Popup::Needs, Action::Clear) => self.table.choice.filter = Query::default(),
            (Popup::Needs, Action::Filter) => {
                self.close_box(effects);
                self.type_more_of_filter();
            }
            (Popup::Columns, Action::Toggle | Action::Enter) => self.flip_column(row),
            (Popup::Columns, Action::Less | Action::More) => {
                let row = self.move_column(row, action == Action::More);
                self.boxes.popup = Some(OpenBox { row, ..open });
            }
            (Popup::Columns, Action::Clear) => self.table.columns = None,
            (Popup::Columns, Action::Save) => {
                effects.push(Effect::Files(FileRequest::UsualColumns(self.column_names())));
            }
            (Popup::Costly, Action::Enter) => self.go_to_costly(row),
            (Popup::Scenarios, Action::Enter) => self.open_listed(),
            (Popup::Scenarios, Action::OpenFile) => {
                self.close_box(effects);
                self.begin_typing(Entry::OpenFile);
            }
            (Popup::Leave, Action::Save) => self.save_and_leave(effects),
            (Popup::TextFiles, Action::SaveTextFiles | Action::SaveTexts | Action::SaveCounts) => {
                self.save_edits(action, effects)
            }
            (Popup::Leave, Action::LeaveUnsaved) => self.leave_unsaved(effects),
            (Popup::Themes, Action::Enter | Action::UsualTheme) => {
                self.boxes.popup = None;
                if let Some(name) = self.themes.get(row) {
                    self.theme.clone_from(name);
                    let usual = FileRequest::UsualTheme(name.clone());
                    let asked = action == Action::UsualTheme;
                    effects.extend(asked.then_some(Effect::Files(usual)));
                }
            }
            (Popup::Cards | Popup::Scores | Popup::Sort, Action::Enter) => self.boxes.popup = None,
            (Popup::Sort, Action::Reverse) => {
                self.table.choice.descending = !self.table.choice.descending;
            }
            (Popup::OwnPrices, Action::Enter) => self.type_own_price(row),
            (Popup::OwnPrices, Action::Remove) => self.take_own_price(row, ""),
            (Popup::OwnPrices, Action::Clear) => self.prices.take_back(),
            (Popup::OwnPrices, Action::Save) if own::is_empty(self.prices.own()) => {
                self.say("There is no price of your own to save");
            }
            (Popup::OwnPrices, Action::Save) => self.begin_typing(Entry::SaveOverlay),
            _ => return false,
        }
        true
    }

    /// How many rows a box has to choose from.
    fn box_rows(&self, popup: Popup) -> usize {
        match popup {
            Popup::Help => {
                let lines = self.help_lines().len();
                lines - self.help_in_sight(lines) + 1
            }
            Popup::Palette => self.palette().len(),
            Popup::Providers => self.providers().len(),
            Popup::Needs => NEEDS.len(),
            Popup::Columns => self.column_rows().len(),
            Popup::Sort => self.sort_rows().len(),
            Popup::Costly => self.costly().rows.len(),
            Popup::Scenarios => self.listed().len(),
            Popup::Leave | Popup::TextFiles => 0,
            Popup::Themes => self.themes().len(),
            Popup::Cards => self.cards().count(),
            Popup::Scores => self.score_rows().len(),
            Popup::OwnPrices => self.selected().map_or(0, |(model, _)| OwnPrice::of(model).count()),
        }
    }

    fn flip_provider(&mut self, row: usize) {
        if let Some(name) = self.providers().get(row).map(|&name| name.to_owned())
            && !self.table.choice.hidden.remove(&name)
        {
            self.table.choice.hidden.insert(name);
        }
    }

    fn only_provider(&mut self, row: usize) {
        let names: Vec<String> = self.providers().into_iter().map(str::to_owned).collect();
        let others = names.into_iter().enumerate().filter(|(at, _)| *at != row);
        self.table.choice.hidden = others.map(|(_, name)| name).collect();
    }

    /// Takes rate cards that were found outside.
    pub(super) fn found_cards(&mut self, cards: Vec<Card>, faults: &[String]) {
        for card in cards {
            // An edited card takes the place of what it was.
            if self.prices.found(card) {
                self.say("The rate card was changed: these are its prices now");
            }
        }
        if let Some(fault) = faults.first() {
            self.complain(fault.clone());
        }
    }

    /// Says why prices were not taken, or do not fit the open card.
    pub(super) fn tell_misfit(&mut self, misfit: Option<String>) {
        if let Some(misfit) = misfit {
            self.complain(misfit);
        }
    }

    /// Begins typing an own price of the selected model, where it can have one.
    pub(super) fn type_own_price(&mut self, row: usize) {
        let Some((model, _)) = self.selected() else {
            return;
        };
        let price = OwnPrice::of(model).nth(row);
        match price {
            Some(price) if price.is_offered(model) => self.begin_typing(Entry::OwnPrice(row)),
            _ => {
                let said = format!("{} does not offer this", model.name);
                self.say(said);
            }
        }
    }

    /// Takes an own price as typed, or says why not.
    pub(super) fn take_own_price(&mut self, row: usize, text: &str) {
        let Some((model, _)) = self.selected() else { return };
        let Some(price) = OwnPrice::of(model).nth(row) else { return };
        let id = model.id.clone();
        let misfit = self.prices.take(price, &id, text);
        self.tell_misfit(misfit);
    }

    /// Writes the own prices as an overlay, for its owner only: negotiated prices are nobody
    /// else's business.
    pub(super) fn save_own_prices(&mut self, typed: &str, offered: &str) -> Vec<Effect> {
        let file = toml_file(typed, offered);
        let over = self.desk.replaces(None, &file);
        vec![Effect::Files(FileRequest::Save(Save {
            text: self.prices.own().to_toml(),
            texts: Vec::new(),
            private: true,
            of: None,
            over,
            file,
        }))]
    }
}
