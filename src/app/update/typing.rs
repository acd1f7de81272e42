//! Values being typed: into a control, the filter, or a name.

use std::borrow::Cow;

use super::super::action::Action;
use super::super::boxes::{Entry, Preview, Typing};
use super::super::message::Effect;
use super::super::pins::MAX_NAME;
use super::super::state::State;
use crate::billing::Answers;
use crate::card::Model;
use crate::controls::{Control, Place, Typed};
use crate::explore::Query;
use crate::money::{Tokens, Usd};

/// The most characters that can be typed.
const MOST: usize = 200;

impl State {
    /// Begins typing.
    pub(super) fn begin_typing(&mut self, entry: Entry) {
        self.desk.scene.end_gesture();
        let (text, before) = match &entry {
            Entry::Value(_) => (String::new(), String::new()),
            Entry::Filter => {
                (String::new(), std::mem::take(&mut self.table.choice.filter).text().to_owned())
            }
            Entry::PinName => (String::new(), self.pins.free_name()),
            Entry::RouteAnswer(_) | Entry::RouteCap(_) | Entry::Palette | Entry::Share => {
                (String::new(), String::new())
            }
            Entry::SaveAs => (String::new(), self.offered_file()),
            Entry::OpenFile | Entry::OwnPrice(_) => (String::new(), String::new()),
            Entry::SaveOverlay => (String::new(), "own-prices.toml".to_owned()),
            Entry::Export { .. } => (String::new(), self.offered_export()),
        };
        self.boxes.typing = Some(Typing { entry, text, before, fault: None, preview: None });
    }

    /// Begins typing words behind those of the filter.
    pub(super) fn type_more_of_filter(&mut self) {
        let filter = self.table.choice.filter.clone();
        self.begin_typing(Entry::Filter);
        if let Some(typing) = self.boxes.typing.as_mut().filter(|_| !filter.text().is_empty()) {
            typing.text = format!("{} ", filter.text());
        }
        self.table.choice.filter = filter;
    }

    /// Does with what is typed what a key asks for; false where that is something else, for which
    /// it is done with.
    pub(super) fn perform_typing(&mut self, action: Action, effects: &mut Vec<Effect>) -> bool {
        let Some(typing) = &mut self.boxes.typing else {
            return false;
        };
        if typing.entry == Entry::Palette && !matches!(action, Action::DeleteBack | Action::Clear) {
            return self.perform_in_palette(action, effects);
        }
        match action {
            Action::Back => {
                if typing.entry == Entry::Filter {
                    self.table.choice.filter = Query::parse(&typing.before);
                }
                self.boxes.typing = None;
                self.desk.leaving = None;
            }
            Action::Enter => effects.extend(self.finish_typing()),
            Action::KeepText => match &mut typing.entry {
                Entry::SaveAs => self.flip_keeps_text(),
                Entry::Export { with_text } => *with_text = !*with_text,
                _ => {}
            },
            Action::DeleteBack => {
                typing.text.pop();
                self.typing_changed();
            }
            Action::Clear => {
                typing.text.clear();
                self.typing_changed();
            }
            Action::NextPane if typing.complete() => self.typing_changed(),
            Action::QuitNow | Action::Suspend | Action::Redraw => return false,
            // Moving on keeps what was typed, unless it is refused.
            _ => {
                effects.extend(self.finish_typing());
                return self.boxes.typing.is_some();
            }
        }
        true
    }

    /// Adds a letter to what is being typed.
    pub(super) fn type_letter(&mut self, letter: char) {
        if let Some(typing) = &mut self.boxes.typing {
            if typing.text.chars().count() < MOST {
                typing.text.push(letter);
            }
            self.typing_changed();
        }
    }

    /// Adds pasted text to what is being typed; false when nothing is.
    pub(super) fn paste_into_typing(&mut self, text: &str) -> bool {
        let Some(typing) = &mut self.boxes.typing else {
            return false;
        };
        let room = MOST.saturating_sub(typing.text.chars().count());
        typing.text.extend(text.chars().filter(|c| !c.is_control()).take(room));
        self.typing_changed();
        true
    }

    fn typing_changed(&mut self) {
        if let Some(typing) = &mut self.boxes.typing {
            typing.fault = None;
            if typing.entry == Entry::Palette {
                self.choose_best_of_palette();
                return;
            }
            if typing.entry == Entry::Filter {
                let filter = Query::parse(&typing.text);
                // Not while a name that can be completed is typed.
                if typing.completions().is_empty() {
                    typing.fault = filter.fault().map(str::to_owned);
                }
                self.table.choice.filter = filter;
            }
        }
        self.preview();
    }

    /// Shows what a value that is being typed would come to.
    fn preview(&mut self) {
        let Some(Typing { entry: Entry::Value(control), text, .. }) = &self.boxes.typing else {
            return;
        };
        let (control, text) = (*control, text.clone());
        if control.scale().is_none() {
            return;
        }
        self.settle();
        let preview = self.previewed(control, &text);
        if let Some(typing) = &mut self.boxes.typing {
            typing.preview = preview;
        }
    }

    fn previewed(&self, control: Control, text: &str) -> Option<Preview> {
        let meant = control.field().typed(&self.in_dollars(text), Place::Screen).ok()?;
        let shown = |value| control.exactly(value);
        let value = match meant {
            Typed::Month(amount) => {
                let (model, _) = self.selected()?;
                let answers = &mut Answers::default();
                return Some(match self.asked().solve(model, control, amount, answers) {
                    Ok(found) => Preview {
                        value: Some(shown(found.value)),
                        said: found.sentence(&model.name, self.currency()),
                    },
                    Err(refused) => Preview { value: None, said: refused.words(self.currency()) },
                });
            }
            Typed::Value(value) => value?,
            change => control.field().meant(change, self.number_now(control)).ok()??,
        };
        let is_change = !matches!(meant, Typed::Value(_)) || text.contains(['x', 'X', '*', '×']);
        let model = self.selected().map(|(model, _)| model)?;
        let month = self.month_at(model, control, value)?;
        let now = self.selected().and_then(|(_, bill)| Some(bill.as_ref().ok()?.total()));
        let amount = |usd| self.currency().amount(usd);
        let now = now.map_or(String::new(), |now| format!(", now {}", amount(now)));
        let month = amount(month);
        let said = format!("{} {month} a month on {}{now}", shown(value) + ":", model.name);
        Some(Preview { value: is_change.then(|| shown(value)), said })
    }

    /// What a month of a model costs with a control at a value.
    fn month_at(&self, model: &Model, control: Control, value: u64) -> Option<Usd> {
        let work = control.set(self.workload(), Some(value), self.facts());
        let costs = self.asked().costs(model, &work, &mut Answers::default()).ok()?;
        Some(costs[1])
    }

    /// The number that a control is at: its value, or the one behind none.
    fn number_now(&self, control: Control) -> Option<u64> {
        control.value(self.workload()).or_else(|| self.automatic(control))
    }

    /// Sets a control to what was typed: a value, a change of the present one, or the value at which a
    /// month of the selected model costs an amount.
    fn take_typed(&mut self, control: Control, text: &str) -> Result<(), String> {
        self.settle();
        let field = control.field();
        let named = |fault: String| format!("{} {fault}", field.label);
        let read = |text: &str| match field.typed(text, Place::Screen)? {
            Typed::Value(value) => Ok(value),
            _ => Err("must be a low and a high, as in 300..600".to_owned()),
        };
        if let Some(range) = control.range_typed(text, read) {
            let range = range.map_err(named)?;
            self.desk.scene.end_gesture();
            if range.value.is_some() {
                self.set_control(control, range.value);
            }
            self.desk.scene.change(None, |work| *work = control.with_range(work, range.ends));
            self.desk.scene.end_gesture();
            return Ok(());
        }
        let value = match field.typed(&self.in_dollars(text), Place::Screen).map_err(named)? {
            Typed::Month(amount) => {
                let (model, _) =
                    self.selected().ok_or("there is no model to solve for: select one")?;
                let name = model.name.clone();
                let found = self.asked().solve(model, control, amount, &mut Answers::default());
                let found = found.map_err(|refused| refused.words(self.currency()))?;
                self.set_typed(control, Some(found.value));
                self.say(found.sentence(&name, self.currency()));
                return Ok(());
            }
            typed => field.meant(typed, self.number_now(control)).map_err(named)?,
        };
        self.set_typed(control, value);
        Ok(())
    }

    /// What is typed with an amount of the other currency, such as `€5,000`, as an amount of dollars.
    fn in_dollars<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.currency.0.typed(text) {
            Some(usd) => format!("${}", usd.exact()).into(),
            None => text.into(),
        }
    }

    /// Sets a control, as a change of its own.
    fn set_typed(&mut self, control: Control, value: Option<u64>) {
        self.desk.scene.end_gesture();
        self.set_control(control, value);
        self.desk.scene.end_gesture();
    }

    /// Takes what was typed; a value that is refused stays, with the reason.
    pub(super) fn finish_typing(&mut self) -> Vec<Effect> {
        let Some(typing) = self.boxes.typing.take() else {
            return Vec::new();
        };
        let text = typing.text.trim();
        match typing.entry {
            Entry::Filter => {
                if let Some(fault) = self.table.choice.filter.fault() {
                    self.refuse(typing, fault.to_owned());
                }
            }
            // Its rows are taken by themselves.
            Entry::Palette => {}
            Entry::Share => {
                if let Err(fault) = self.send_share(text) {
                    self.refuse(typing, fault);
                }
            }
            Entry::PinName => {
                let name = if text.is_empty() { &typing.before } else { text };
                self.pin(name.chars().take(MAX_NAME).collect());
            }
            Entry::SaveAs => return self.save_as(text, &typing.before),
            Entry::OpenFile => return self.open_typed(text),
            Entry::OwnPrice(row) => self.take_own_price(row, text),
            Entry::SaveOverlay => return self.save_own_prices(text, &typing.before),
            Entry::Export { with_text } => match self.export_to(text, &typing.before, with_text) {
                Ok(effect) => return vec![effect],
                Err(fault) => self.refuse(typing, fault),
            },
            Entry::RouteAnswer(at) | Entry::RouteCap(at) => {
                let cap = matches!(typing.entry, Entry::RouteCap(_));
                match self.route_tokens(at, cap, text) {
                    Ok(value) => self.set_route(at, cap, value),
                    Err(fault) => self.refuse(typing, fault),
                }
            }
            Entry::Value(_) if text.is_empty() => {}
            Entry::Value(control) => {
                if let Err(fault) = self.take_typed(control, text) {
                    self.refuse(typing, fault);
                }
            }
        }
        Vec::new()
    }

    /// Leaves what was typed, with the reason why it was not taken.
    fn refuse(&mut self, typing: Typing, fault: String) {
        self.boxes.typing = Some(Typing { fault: Some(fault), ..typing });
    }

    /// A route's own answer length or cap as typed, which may be a change of it; nothing is the
    /// workload's.
    fn route_tokens(&self, at: usize, cap: bool, text: &str) -> Result<Option<Tokens>, String> {
        if text.is_empty() || text.eq_ignore_ascii_case("none") {
            return Ok(None);
        }
        let control = if cap { Control::Cap } else { Control::AnswerLength };
        let route = self.workload().plans.mix.routes().get(at);
        let own = route.and_then(|route| if cap { route.cap } else { route.answer });
        let present = own.map(Tokens::get).or_else(|| control.value(self.workload()));
        let field = control.field();
        let typed = field.typed(text, Place::Screen).and_then(|typed| field.meant(typed, present));
        let value = typed.map_err(|fault| format!("{} {fault}", field.label))?;
        Ok(value.map(Tokens::new))
    }
}
