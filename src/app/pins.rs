//! Pinned scenarios: what a month cost when the user pinned it, to hold the present against.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::card::Card;
use crate::controls::{Control, Facts, changes};
use crate::explore::{Asked, Band, Difference, MIX_ID, Sizing};
use crate::money::Usd;
use crate::workload::{Basis, Mix, Workload};

/// The most pins at a time.
pub const MAX_PINS: usize = 8;
/// The most characters in a pin's name.
pub(super) const MAX_NAME: usize = 24;

/// A scenario as it stood when it was pinned.
#[derive(Debug, Clone, PartialEq)]
pub struct Pin {
    /// What the user calls it.
    pub name: String,
    /// The workload, with texts at their reference counts.
    pub workload: Workload,
    /// The rate card it was priced on.
    pub card: Arc<Card>,
    /// The monthly cost of each model that had one, by id, and what it rests on beside rates.
    totals: BTreeMap<String, (Band, Vec<String>)>,
}

impl Pin {
    /// Pins a workload: prices every model of the card.
    pub(super) fn new(name: String, card: Arc<Card>, workload: &Workload, sizing: &Sizing) -> Self {
        let asked = Asked {
            card: &card,
            sizing,
            mix: &workload.plans.mix,
            facts: Facts::default(),
            scores: None,
            today: card.as_of,
        };
        let ranking = asked.rank(|_| true);
        let totals = ranking.rows.iter().filter_map(|row| {
            let (model, bill) = (ranking.model(&card, row)?, row.bill.as_ref().ok()?);
            Some((model.id.clone(), (row.band()?, bill.basis())))
        });
        let totals = totals.collect();
        Self { name, workload: workload.clone(), card, totals }
    }

    /// What a model cost when this was pinned.
    pub fn total(&self, model: &str) -> Option<Usd> {
        self.band(model).map(|band| band.expected)
    }

    /// The same with its range.
    pub fn band(&self, model: &str) -> Option<Band> {
        self.totals.get(model).map(|(band, _)| *band)
    }

    /// What a model's cost rests on beside rates, in words.
    pub fn assumed(&self, model: &str) -> Vec<String> {
        let known = self.totals.get(model);
        known.map_or_else(Vec::new, |(_, assumed)| assumed.clone())
    }

    /// What has changed since, in words.
    pub fn changes(&self, now: &Workload, card: &Card) -> Vec<String> {
        let mut words = changes(&self.workload, now);
        let (then, mix) = (&self.workload.plans.mix, &now.plans.mix);
        if then.routes() != mix.routes() {
            words.push(match mix.routes().len() {
                0 => "no mix".to_owned(),
                models => format!("a mix of {models}"),
            });
        }
        if !mix.is_empty() && (then.cascade, then.judge) != (mix.cascade, mix.judge) {
            words.push(match mix.cascade {
                true if mix.judge.is_zero() => "the mix as a cascade".to_owned(),
                true => {
                    let judge = Control::Judge.shown(now, None);
                    format!("the mix as a cascade, judged for {judge} a thousand")
                }
                false => "the mix as a split".to_owned(),
            });
        }
        if card.name != self.card.name {
            words.push(format!("rates: {} → {}", self.card.name, card.name));
        }
        words
    }
}

/// The pins, and which cost everything is held against.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pins {
    all: Vec<Pin>,
    baseline: usize,
    /// The model of the baseline that every model is held against; none holds each against itself.
    model: Option<String>,
    /// Rises with every change here.
    changes: u64,
}

impl Pins {
    /// A number that rises with every change.
    pub(super) const fn changes(&self) -> u64 {
        self.changes
    }

    /// All pins in the order in which they were made.
    pub fn all(&self) -> &[Pin] {
        &self.all
    }

    /// The pin that everything is held against.
    pub fn baseline(&self) -> Option<&Pin> {
        self.all.get(self.baseline)
    }

    /// Its place among all pins.
    pub fn baseline_at(&self) -> usize {
        self.baseline
    }

    /// The id of the one model of the baseline that every model is held against, if there is one.
    pub fn model(&self) -> Option<&str> {
        self.model.as_deref()
    }

    /// What a model's cost is held against: whose in the baseline, and how much that was. A mix that the
    /// baseline had not is held against the dearest of its models, which had its traffic.
    pub fn before<'a>(&'a self, model: &'a str, mix: &'a Mix) -> Option<(&'a str, Usd)> {
        let pin = self.baseline()?;
        let of = |id: &'a str| Some((id, pin.total(id)?));
        match self.model() {
            Some(one) => of(one),
            None if model == MIX_ID && pin.total(MIX_ID).is_none() => {
                let routes = mix.routes().iter().filter_map(|route| of(&route.model));
                routes.max_by_key(|(_, total)| *total)
            }
            None => of(model),
        }
    }

    /// The difference of a model's month to the baseline, each by a basis of its own workload; none where
    /// the baseline has nothing of what that is for.
    pub fn difference(
        &self,
        model: &str,
        month: Usd,
        (basis, work): (Basis, &Workload),
    ) -> Option<Difference> {
        let then = &self.baseline()?.workload;
        let (_, before) = self.before(model, &work.plans.mix).filter(|_| basis.is_in(then))?;
        let (before, after) = (basis.of(before, then), basis.of(month, work));
        // Parts of unlike months are equal but for what was rounded.
        let is_same = (after - before).pico().abs() <= before.pico().abs() / 1_000_000;
        let is_rounded = basis != Basis::Month && is_same;
        Some(Difference { before, after: if is_rounded { before } else { after } })
    }

    /// Adds a pin, or replaces the one of its name, and makes it the baseline.
    pub(super) fn add(&mut self, pin: Pin) {
        self.changes += 1;
        self.model = None;
        if let Some(at) = self.all.iter().position(|known| known.name == pin.name) {
            self.all[at] = pin;
            self.baseline = at;
        } else {
            if self.all.len() == MAX_PINS {
                self.all.remove(0);
            }
            self.all.push(pin);
            self.baseline = self.all.len() - 1;
        }
    }

    /// Takes a pin out; the baseline becomes the last of those left.
    pub(super) fn remove(&mut self, at: usize) {
        if at >= self.all.len() {
            return;
        }
        self.changes += 1;
        self.all.remove(at);
        if at == self.baseline {
            self.model = None;
            self.baseline = self.all.len().saturating_sub(1);
        } else if at < self.baseline {
            self.baseline -= 1;
        }
    }

    /// Holds everything against this pin, and against `model` of it alone where one is given;
    /// asked for what already holds, goes back to holding each model against itself.
    pub(super) fn choose(&mut self, at: usize, model: Option<&str>) {
        if at >= self.all.len() {
            return;
        }
        self.changes += 1;
        let again = self.baseline == at && self.model.as_deref() == model;
        self.baseline = at;
        self.model = model.filter(|_| !again).map(str::to_owned);
    }

    /// A name that no pin has.
    pub(super) fn free_name(&self) -> String {
        (1..)
            .map(|number| format!("Pin {number}"))
            .find(|name| self.all.iter().all(|pin| pin.name != *name))
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::Builtin;
    use crate::money::Share;
    use crate::workload::MixRoute;

    fn pin(name: &str, requests: u64) -> Pin {
        let card = Arc::new(Builtin::Representative.parse().unwrap());
        let work = Workload { requests, ..Workload::default() };
        let sizing = Sizing::same(work.clone());
        Pin::new(name.to_owned(), card, &work, &sizing)
    }

    fn usd(dollars: i128) -> Usd {
        Usd::from_pico(dollars * 1_000_000_000_000)
    }

    #[test]
    fn each_model_against_itself_or_all_against_one() {
        let work = Workload::default();
        let month = (Basis::Month, &work);
        let mut pins = Pins::default();
        let mix = Mix::default();
        let before = |pins: &Pins, model| Some(pins.before(model, &mix)?.1);
        assert_eq!(pins.difference("claude-haiku", usd(1), month), None);
        pins.add(pin("Monday", 50_000));
        let own = before(&pins, "claude-haiku").unwrap();
        let other = before(&pins, "nova-micro").unwrap();
        assert!(other < own);
        pins.choose(0, Some("claude-haiku"));
        assert_eq!(before(&pins, "nova-micro"), Some(own));
        pins.choose(0, Some("claude-haiku"));
        assert_eq!(before(&pins, "nova-micro"), Some(other));
        assert_eq!(pins.difference("no-such-model", usd(1), month), None);
    }

    #[test]
    fn a_mix_that_was_not_is_held_against_its_dearest_model() {
        let mut pins = Pins::default();
        pins.add(pin("Today", 50_000));
        let route = |model: &str, ppm| MixRoute {
            model: model.into(),
            share: Share::from_ppm(ppm),
            answer: None,
            cap: None,
        };
        let routes = vec![route("nova-micro", 700_000), route("claude-haiku", 300_000)];
        let mix = Mix::new(routes).unwrap();
        let (who, before) = pins.before(MIX_ID, &mix).unwrap();
        assert_eq!((who, Some(before)), ("claude-haiku", pins.all()[0].total("claude-haiku")));
        let card = Arc::clone(&pins.all()[0].card);
        let mut work = Workload { requests: 50_000, ..Workload::default() };
        work.plans.mix = mix.clone();
        let sizing = Sizing::same(work.clone());
        pins.add(Pin::new("Mixed".to_owned(), card, &work, &sizing));
        let (who, mixed) = pins.before(MIX_ID, &mix).unwrap();
        assert!(who == MIX_ID && mixed < before, "{who} {mixed} {before}");
    }

    #[test]
    fn names_are_unique_and_pins_bounded() {
        let mut pins = Pins::default();
        pins.add(pin("A", 1));
        pins.add(pin("A", 2));
        assert_eq!(pins.all().len(), 1);
        assert_eq!(pins.baseline().unwrap().workload.requests, 2);
        for number in 0..20 {
            pins.add(pin(&format!("B{number}"), number));
        }
        assert_eq!(pins.all().len(), MAX_PINS);
        assert_eq!(pins.baseline().unwrap().name, "B19");
    }

    #[test]
    fn removing_keeps_the_baseline_where_it_can() {
        let mut pins = Pins::default();
        for name in ["A", "B", "C"] {
            pins.add(pin(name, 1));
        }
        pins.remove(0);
        assert_eq!(pins.baseline().unwrap().name, "C");
        pins.remove(1);
        assert_eq!(pins.baseline().unwrap().name, "B");
        pins.remove(0);
        assert_eq!(pins.baseline(), None);
        pins.remove(7);
    }
}
