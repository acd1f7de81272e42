//! The lists one chooses from with everything shown at once: themes, rate cards, own prices.

use std::sync::Arc;

use super::super::files::{FileRequest, Save};
use super::super::message::{Effect, Key, KeyCode};
use super::super::own::{self, OwnPrice};
use super::super::state::{Entry, Popup, State};
use super::files::toml_file;
use crate::card::{Card, Overlay};

impl State {
    /// Shows the themes.
    pub(super) fn show_themes(&mut self) {
        let row = self.themes.iter().position(|name| *name == self.theme);
        self.popup = Some(Popup::Themes { row: row.unwrap_or(0) });
    }

    /// Chooses a theme; the screen has it at once.
    pub(super) fn choose_theme(&mut self, row: usize, effects: &mut Vec<Effect>) {
        self.popup = Some(Popup::Themes { row });
        if let Some(name) = self.themes.get(row) {
            effects.push(Effect::Theme(name.clone()));
        }
    }

    /// The keys of the list of themes.
    pub(super) fn themes_key(&mut self, row: usize, key: Key, effects: &mut Vec<Effect>) {
        match key.code {
            KeyCode::Enter | KeyCode::Char('s') => {
                self.popup = None;
                if let Some(name) = self.themes.get(row) {
                    self.theme.clone_from(name);
                    if key.code == KeyCode::Char('s') {
                        let request = FileRequest::UsualTheme(name.clone());
                        effects.push(Effect::Files(request));
                    }
                }
            }
            KeyCode::Esc | KeyCode::Char('q' | 'T') => {
                self.popup = None;
                effects.push(Effect::Theme(self.theme.clone()));
            }
            _ => {}
        }
    }

    /// Shows the rate cards.
    pub(super) fn show_cards(&mut self) {
        self.card_before = self.card;
        self.popup = Some(Popup::Cards { row: self.card });
    }

    /// Chooses a rate card; everything is priced on it at once.
    pub(super) fn choose_card(&mut self, row: usize) {
        if row < self.cards.len() {
            self.popup = Some(Popup::Cards { row });
            self.card = row;
            self.lay_own_prices();
        }
    }

    /// The keys of the list of cards.
    pub(super) fn cards_key(&mut self, key: Key) {
        match key.code {
            KeyCode::Enter => self.popup = None,
            KeyCode::Esc | KeyCode::Char('q' | 'R') => {
                self.popup = None;
                self.card = self.card_before;
                self.lay_own_prices();
            }
            _ => {}
        }
    }

    /// Takes rate cards that were found outside.
    pub(super) fn found_cards(&mut self, cards: Vec<Card>, faults: &[String]) {
        for card in cards {
            match self.cards.iter().position(|known| known.name == card.name) {
                // An edited card takes the place of what it was.
                Some(at) if *self.cards[at] != card => {
                    self.cards[at] = Arc::new(card);
                    if at == self.card {
                        self.lay_own_prices();
                        self.say("The rate card was changed: these are its prices now");
                    }
                }
                Some(_) => {}
                None => self.cards.push(Arc::new(card)),
            }
        }
        if let Some(fault) = faults.first() {
            self.complain(fault.clone());
        }
    }

    /// Lays the own prices over the open card.
    pub(super) fn lay_own_prices(&mut self) {
        let base = Arc::clone(&self.cards[self.card.min(self.cards.len() - 1)]);
        self.stale = true;
        if own::is_empty(&self.own) {
            self.laid = base;
            return;
        }
        match self.own.apply(&base) {
            Ok(card) => self.laid = Arc::new(card),
            Err(misfits) => {
                self.laid = base;
                if let Some(misfit) = misfits.first() {
                    self.complain(format!("Own prices do not fit this card: it {misfit}"));
                }
            }
        }
    }

    /// Shows the prices of the selected model, to type others over them.
    pub(super) fn show_own_prices(&mut self) {
        self.popup = Some(Popup::OwnPrices { row: 0 });
    }

    /// The keys of the own prices.
    pub(super) fn own_prices_key(&mut self, row: usize, key: Key) {
        match key.code {
            KeyCode::Enter | KeyCode::Char('0'..='9' | '.') => {
                self.type_own_price(row);
                if let (KeyCode::Char(letter), Some(typing)) = (key.code, &mut self.typing) {
                    typing.text.push(letter);
                }
            }
            KeyCode::Delete | KeyCode::Backspace => self.take_own_price(row, ""),
            KeyCode::Char('x') => {
                self.own = Overlay::default();
                self.lay_own_prices();
            }
            KeyCode::Char('w' | 's') => {
                if own::is_empty(&self.own) {
                    self.say("There is no price of your own to save");
                } else {
                    self.begin_typing(Entry::SaveOverlay);
                }
            }
            KeyCode::Esc | KeyCode::Char('q' | '$') => self.popup = None,
            _ => {}
        }
    }

    /// Begins typing an own price of the selected model, where it can have one.
    pub(super) fn type_own_price(&mut self, row: usize) {
        self.popup = Some(Popup::OwnPrices { row });
        let Some((model, _)) = self.selected() else {
            return;
        };
        match OwnPrice::all().nth(row) {
            Some(price) if price.is_offered(model) => self.begin_typing(Entry::OwnPrice(row)),
            _ => {
                let said = format!("{} does not offer this", model.name);
                self.say(said);
            }
        }
    }

    /// Takes an own price as typed, or says why not.
    pub(super) fn take_own_price(&mut self, row: usize, text: &str) {
        let Some(price) = OwnPrice::all().nth(row) else {
            return;
        };
        let Some(id) = self.selected().map(|(model, _)| model.id.clone()) else {
            return;
        };
        if self.own.name.is_empty() {
            "Own prices".clone_into(&mut self.own.name);
        }
        match price.take(&mut self.own, &id, text) {
            Ok(()) => self.lay_own_prices(),
            Err(fault) => self.complain(fault),
        }
    }

    /// Writes the own prices as an overlay, for its owner only: negotiated prices are nobody
    /// else's business.
    pub(super) fn save_own_prices(&mut self, typed: &str, offered: &str) -> Vec<Effect> {
        let file = toml_file(typed, offered);
        let over = self.replaces(&file);
        vec![Effect::Files(FileRequest::Save(Save {
            text: self.own.to_toml(),
            texts: Default::default(),
            private: true,
            of_sample: false,
            scenario: false,
            over,
            file,
        }))]
    }
}
