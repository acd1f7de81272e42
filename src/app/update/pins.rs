//! Pinning the scenario, and what the view of the pins does.

use std::sync::Arc;

use super::super::action::Action;
use super::super::pins::Pin;
use super::super::state::State;

impl State {
    /// Pins the scenario under a name and holds everything against it from now on.
    pub(super) fn pin(&mut self, name: String) {
        self.settle();
        let pin = Pin::new(name, Arc::clone(self.prices.card()), self.workload(), self.sizing());
        let said = format!("Pinned as {}", pin.name);
        self.pins.add(pin);
        self.panes.pin_at = self.pins.baseline_at();
        self.say(said);
    }

    /// Chooses the pin `steps` columns away.
    pub(super) fn step_pin(&mut self, steps: isize) {
        let last = self.pins.all().len().saturating_sub(1);
        self.panes.pin_at = self.panes.pin_at.saturating_add_signed(steps).min(last);
    }

    /// Holds everything against the chosen pin; asked again, against the selected model of it.
    pub(super) fn hold_against_pin(&mut self) {
        let Some(pin) = self.pins.all().get(self.panes.pin_at) else {
            self.say(format!("Nothing is pinned: {} pins the scenario", self.key_of(Action::Pin)));
            return;
        };
        let name = pin.name.clone();
        let whole = self.pins.baseline_at() == self.panes.pin_at && self.pins.model().is_none();
        let model = self
            .selected()
            .filter(|(model, _)| whole && pin.total(&model.id).is_some())
            .map(|(model, _)| (model.id.clone(), model.name.clone()));
        match model {
            Some((id, model)) => {
                self.pins.choose(self.panes.pin_at, Some(&id));
                self.say(format!("Every model is held against {model} as in {name}"));
            }
            None => {
                self.pins.choose(self.panes.pin_at, None);
                self.say(format!("Every model is held against itself as in {name}"));
            }
        }
    }

    /// Makes the workload what it was when it was pinned.
    pub(super) fn go_back_to_pin(&mut self) {
        let Some(pin) = self.pins.all().get(self.panes.pin_at) else {
            return;
        };
        let said = format!("Back to {}: u undoes it", pin.name);
        let pinned = pin.workload.clone();
        self.desk.scene.change(None, |work| *work = pinned);
        self.say(said);
    }

    /// Takes out the chosen pin.
    pub(super) fn drop_pin(&mut self) {
        if self.panes.pin_at < self.pins.all().len() {
            self.pins.remove(self.panes.pin_at);
            self.step_pin(0);
        }
    }
}
