//! The boxes over the screen.

use super::action::{Action, Context, others, shown};
use super::own::OwnPrice;
use super::state::State;
use crate::workload::HOURS_PER_MONTH;

/// A box over the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Popup {
    /// The list of keys, scrolled by rows.
    Help,
    /// The providers.
    Providers,
    /// What costs most in the prompt.
    Costly,
    /// The scenarios that can be opened.
    Scenarios,
    /// Whether to save before leaving.
    Leave,
    /// What becomes of the edits of texts that came from text files.
    TextFiles,
    /// The themes.
    Themes,
    /// The rate cards.
    Cards,
    /// The selected model's prices, to type others over them.
    OwnPrices,
}

impl Popup {
    /// Its title.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Help => "Keys",
            Self::Providers => "Providers",
            Self::Costly => "Costliest first",
            Self::Scenarios => "Open a scenario",
            Self::Leave => "Leave",
            Self::TextFiles => "Save an edited text file",
            Self::Themes => "Themes",
            Self::Cards => "Rate cards",
            Self::OwnPrices => "Prices of your own",
        }
    }

    /// The action that opens it, whose key closes it too.
    pub(super) const fn opened_by(self) -> Action {
        match self {
            Self::Help => Action::Help,
            Self::Providers => Action::Providers,
            Self::Costly => Action::Costly,
            Self::Scenarios => Action::Open,
            Self::Leave => Action::Quit,
            Self::TextFiles => Action::Save,
            Self::Themes => Action::Themes,
            Self::Cards => Action::Cards,
            Self::OwnPrices => Action::OwnPrices,
        }
    }
}

/// The box that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenBox {
    /// Which one.
    pub popup: Popup,
    /// The chosen row; in the list of keys, the first one in sight.
    pub row: usize,
}

/// A line of the list of keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HelpLine {
    /// A heading, or an empty line before one.
    Heading(&'static str),
    /// A key or a sign, and what it does or means.
    Row(String, String),
}

/// What the list of keys says beside them.
const SIGNS: [(&str, &str); 5] = [
    ("≈", "an estimated token count, with its range in the bill"),
    ("~", "may well cost less than the row above: their ranges overlap"),
    ("*", "rests on an assumption of the rate card, named in the bill"),
    ("+", "marked to be compared"),
    (
        "Mouse",
        "drag sliders, turn the wheel over them, click rows, tabs, headings and the keys below",
    ),
];

impl State {
    /// Every key and sign, from the table that dispatches the keys.
    pub fn help(&self) -> Vec<HelpLine> {
        let mut lines = Vec::new();
        for context in Context::ALL {
            let rows = self.keymap.groups().filter(|group| group[0].context == context);
            let mut bound = rows.filter(|group| !shown(group).is_empty()).peekable();
            if bound.peek().is_some() {
                if !lines.is_empty() {
                    lines.push(HelpLine::Heading(""));
                }
                lines.push(HelpLine::Heading(context.label()));
            }
            lines.extend(bound.map(|group| {
                HelpLine::Row(shown(group), format!("{}{}", group[0].help, others(group)))
            }));
        }
        lines.push(HelpLine::Heading(""));
        let signs = SIGNS.map(|(sign, words)| (sign, words.to_owned()));
        let month = ("Month", format!("{HOURS_PER_MONTH:.0} hours, or 30.4167 days"));
        let signs = signs.into_iter().chain([month]);
        lines.extend(signs.map(|(sign, words)| HelpLine::Row(sign.to_owned(), words)));
        lines
    }

    /// The rows of the list of keys that are in sight at once, of so many.
    pub fn help_in_sight(&self, lines: usize) -> usize {
        // A row above and below the box, and its border.
        lines.min(usize::from(self.size().1.saturating_sub(4)))
    }

    /// The keys of a box and what they do, in a few words each.
    pub fn box_keys(&self, popup: Popup) -> Vec<(String, &'static str)> {
        let mut named: Vec<_> = self
            .keymap
            .groups()
            .filter(|group| group[0].context == Context::Box(popup) && group[0].footer > 0)
            .filter(|group| !shown(group).is_empty())
            .collect();
        named.sort_by_key(|group| group[0].footer);
        named.into_iter().map(|group| (shown(group), group[0].hint)).collect()
    }

    /// How many rows a box has to choose from.
    pub(super) fn box_rows(&self, popup: Popup) -> usize {
        match popup {
            Popup::Help => {
                let lines = self.help().len();
                lines - self.help_in_sight(lines) + 1
            }
            Popup::Providers => self.providers().len(),
            Popup::Costly => self.costly().rows.len(),
            Popup::Scenarios => self.listed().len(),
            Popup::Leave | Popup::TextFiles => 0,
            Popup::Themes => self.themes().len(),
            Popup::Cards => self.cards().count(),
            Popup::OwnPrices => self.selected().map_or(0, |(model, _)| OwnPrice::of(model).count()),
        }
    }
}
