//! What the explorer starts from.

use std::sync::Arc;

use super::action::Keymap;
use super::columns::Column;
use super::opening::Opening;
use super::scoring::Scoring;
use crate::card::{Card, Date};
use crate::money::Currency;
use crate::tokens::Tokenizers;
use crate::usage::Traffic;

/// What the explorer starts from.
#[derive(Debug, Clone)]
pub struct Start {
    /// The rate cards to choose from, the first one open; at least one.
    pub cards: Vec<Arc<Card>>,
    /// What the requests of a log cost, where one was read.
    pub traffic: Option<Traffic>,
    /// Names of the themes that can be chosen, and of the one in use.
    pub themes: (Vec<String>, String),
    /// The scenarios, the one on the desk first; at least one.
    pub scenarios: Vec<Opening>,
    /// How good models are: the scores to choose from, and those in use.
    pub scores: Scoring,
    /// The user's corrections of what families of tokenizers make of texts.
    pub corrections: Tokenizers,
    /// Every key, and what it does.
    pub keymap: Keymap,
    /// Today, for the age of prices; none where it is not known.
    pub today: Option<Date>,
    /// Whether the mouse is used.
    pub mouse: bool,
    /// Whether unsaved work is kept outside, in case the program ends without saving it.
    pub keeps: bool,
    /// Whether the texts of prompts are kept with it.
    pub keeps_prompts: bool,
    /// Whether to start with the screen of a meeting.
    pub present: bool,
    /// Whether bars may glide to their new order.
    pub motion: bool,
    /// The columns of the ranking; none are those there is room for.
    pub columns: Vec<Column>,
    /// The currency that amounts can be shown in.
    pub currency: Currency,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
}

impl Start {
    /// Cards and scenarios on a screen of this size, and nothing else: no log, no day, nothing kept
    /// and nothing that moves, in the dark theme, with the mouse.
    pub fn new(cards: Vec<Arc<Card>>, scenarios: Vec<Opening>, size: (u16, u16)) -> Self {
        Self {
            cards,
            traffic: None,
            themes: (vec!["dark".to_owned(), "light".to_owned()], "dark".to_owned()),
            scenarios,
            scores: Scoring::none(),
            corrections: Tokenizers::default(),
            keymap: Keymap::default(),
            today: None,
            mouse: true,
            keeps: false,
            keeps_prompts: false,
            present: false,
            motion: false,
            columns: Vec::new(),
            currency: Currency::DOLLARS,
            size,
        }
    }
}
