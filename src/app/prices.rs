//! The rate cards to choose from, and the user's own prices over the open one.

use std::sync::Arc;

use super::own::{OwnPrice, is_empty};
use crate::card::{Card, Overlay};

/// The cards and own prices. Whatever changes here lays the own prices over the open card again; where
/// they do not fit it, a sentence says why.
#[derive(Debug, Clone)]
pub(super) struct Prices {
    /// At least one.
    cards: Vec<Arc<Card>>,
    at: usize,
    /// The card that was open before another was looked at.
    before: usize,
    own: Overlay,
    /// The open card with own prices.
    laid: Arc<Card>,
}

impl Prices {
    /// # Panics
    /// When there is no card.
    pub(super) fn new(cards: Vec<Arc<Card>>) -> Self {
        assert!(!cards.is_empty(), "the explorer needs a rate card");
        let laid = Arc::clone(&cards[0]);
        Self { cards, at: 0, before: 0, own: Overlay::default(), laid }
    }

    /// The open card with own prices.
    pub(super) const fn card(&self) -> &Arc<Card> {
        &self.laid
    }

    /// The open card without own prices.
    pub(super) fn base(&self) -> &Arc<Card> {
        &self.cards[self.at.min(self.cards.len() - 1)]
    }

    /// The cards without own prices.
    pub(super) fn cards(&self) -> impl Iterator<Item = &Card> {
        self.cards.iter().map(Arc::as_ref)
    }

    /// The place of the open card.
    pub(super) const fn at(&self) -> usize {
        self.at
    }

    /// Prices of the user's own.
    pub(super) const fn own(&self) -> &Overlay {
        &self.own
    }

    /// Opens a card.
    pub(super) fn open(&mut self, at: usize) -> Option<String> {
        self.at = at;
        self.lay()
    }

    /// Opens the next card, round and round.
    pub(super) fn open_next(&mut self) -> Option<String> {
        self.open((self.at + 1) % self.cards.len())
    }

    /// The card open now is the one to come back to.
    pub(super) const fn begin_to_look(&mut self) {
        self.before = self.at;
    }

    /// Goes back to the card that was open before another was looked at.
    pub(super) fn look_no_more(&mut self) -> Option<String> {
        if self.at == self.before { None } else { self.open(self.before) }
    }

    /// Takes a card that was found, in place of the one of its name; whether the open one is
    /// another now.
    pub(super) fn found(&mut self, card: Card) -> bool {
        let card = Arc::new(card);
        let Some(at) = self.cards.iter().position(|known| known.name == card.name) else {
            self.cards.push(card);
            return false;
        };
        let differs = self.cards[at] != card;
        self.cards[at] = card;
        let is_open = differs && at == self.at;
        if is_open {
            self.lay();
        }
        is_open
    }

    /// Takes what is typed for an own price on a model, or says why not.
    pub(super) fn take(&mut self, price: OwnPrice, model: &str, text: &str) -> Option<String> {
        if self.own.name.is_empty() {
            "Own prices".clone_into(&mut self.own.name);
        }
        match price.take(&mut self.own, model, text) {
            Ok(()) => self.lay(),
            Err(fault) => Some(fault),
        }
    }

    /// Takes all own prices back.
    pub(super) fn take_back(&mut self) {
        self.own = Overlay::default();
        self.lay();
    }

    fn lay(&mut self) -> Option<String> {
        self.laid = Arc::clone(self.base());
        if is_empty(&self.own) {
            return None;
        }
        match self.own.apply(&self.laid) {
            Ok(card) => {
                self.laid = Arc::new(card);
                None
            }
            Err(misfits) => {
                let misfit = misfits.first()?;
                Some(format!("Own prices do not fit this card: it {misfit}"))
            }
        }
    }
}
