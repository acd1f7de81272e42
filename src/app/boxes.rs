//! What stands over the screen: a box, a value being typed, a line for the user.

use super::columns::Column;
use super::files::Listed;
use crate::controls::Control;
use crate::explore::Query;

/// A box over the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Popup {
    /// The list of keys, scrolled by rows.
    Help,
    /// Everything that can be done, found by typing.
    Palette,
    /// The providers.
    Providers,
    /// What a model must have.
    Needs,
    /// The columns of the ranking.
    Columns,
    /// What the ranking is sorted by.
    Sort,
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
    /// How good models are: which scores.
    Scores,
}

impl Popup {
    /// Its title.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Help => "Keys",
            Self::Palette => "Find anything",
            Self::Providers => "Providers",
            Self::Needs => "Models that have",
            Self::Columns => "Columns",
            Self::Sort => "Sort by",
            Self::Costly => "Costliest first",
            Self::Scenarios => "Open a scenario",
            Self::Leave => "Leave",
            Self::TextFiles => "Save an edited text file",
            Self::Themes => "Themes",
            Self::Cards => "Rate cards",
            Self::OwnPrices => "Prices of your own",
            Self::Scores => "Scores",
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

/// What is being typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// A control's value.
    Value(Control),
    /// The filter of the ranking.
    Filter,
    /// What to find in the palette.
    Palette,
    /// A share of the traffic, and the model that it goes to.
    Share,
    /// The name of a new pin.
    PinName,
    /// The mean answer of a route of the mix, by its place.
    RouteAnswer(usize),
    /// The cap of a route of the mix, by its place.
    RouteCap(usize),
    /// The file to save to.
    SaveAs,
    /// The file to open.
    OpenFile,
    /// A price of the user's own, by its row.
    OwnPrice(usize),
    /// The file to save own prices to.
    SaveOverlay,
    /// The file to export to, and whether a picture shows the text of prompts.
    Export {
        /// Whether it does.
        with_text: bool,
    },
}

impl Entry {
    /// What stands before it where it has no place of its own on the screen, and what can be typed.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Value(control) => ("", control.field().help),
            Self::Filter => (
                "",
                "a name, or ctx>=200k vision tools thinks:no ends>=2027 from:eu-west-1 !mistral",
            ),
            Self::Palette => ("", "part of what to do or to find"),
            Self::Share => ("Send ", "a share to a model, as in 70% haiku; the rest stays"),
            Self::PinName => ("Pin as ", "name the pinned scenario"),
            Self::RouteAnswer(_) => {
                ("Answer length ", "mean answer of this model; nothing for the workload's")
            }
            Self::RouteCap(_) => {
                ("Max output cap ", "max output tokens of this model; nothing for the workload's")
            }
            Self::SaveAs => ("Save as ", "name a file ending in .toml"),
            Self::OpenFile => ("Open ", "name a scenario file"),
            Self::OwnPrice(_) => {
                ("", "USD per 1M tokens, or a discount such as 12%; nothing takes it back")
            }
            Self::SaveOverlay => {
                ("Save your prices as ", "name a file ending in .toml; use it with --overlay")
            }
            Self::Export { .. } => ("Export to ", ".csv, .json, .md, or .svg for the screen"),
        }
    }
}

/// A value being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typing {
    /// What it is for.
    pub entry: Entry,
    /// What has been typed.
    pub text: String,
    /// What was there before, to go back to or to take when nothing is typed.
    pub before: String,
    /// Why it was refused.
    pub fault: Option<String>,
    /// What it would come to.
    pub preview: Option<Preview>,
}

/// What a value that is being typed would come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The value that a change or an amount stands for; none where the value itself was typed, or there
    /// is none.
    pub value: Option<String>,
    /// What the month costs then, or why there is no such value.
    pub said: String,
}

impl Typing {
    /// What the last word of a filter may be completed to; nothing for other entries.
    pub fn completions(&self) -> Vec<String> {
        match self.entry {
            Entry::Filter => Query::completions(&self.text),
            _ => Vec::new(),
        }
    }

    /// Completes the last word as far as all that it may become go together; the first of them where
    /// that is no further.
    pub(super) fn complete(&mut self) -> bool {
        let all = self.completions();
        let Some((first, others)) = all.split_first() else {
            return false;
        };
        let shared = |text: &String| {
            text.chars().zip(first.chars()).take_while(|(one, other)| one == other).count()
        };
        let length = others.iter().map(shared).min().unwrap_or(usize::MAX);
        let common: String = first.chars().take(length).collect();
        let is_further = common.chars().count() > self.text.chars().count();
        self.text = if is_further { common } else { first.clone() };
        true
    }
}

/// A line for the user, shown until the next key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What there is to say.
    pub text: String,
    /// Whether something went wrong.
    pub bad: bool,
}

/// What was sent to the clipboard last.
#[derive(Debug, Clone, Default)]
pub(super) struct Copied {
    /// What it is, in the words of a notice.
    pub(super) what: String,
    /// The command line, if it was one.
    pub(super) command: Option<String>,
}

impl Copied {
    /// A text of the prompt.
    pub(super) fn text() -> Self {
        Self { what: "the text".to_owned(), command: None }
    }
}

/// What stands over the screen.
#[derive(Debug, Clone, Default)]
pub(super) struct Boxes {
    /// The open box.
    pub(super) popup: Option<OpenBox>,
    /// The value being typed.
    pub(super) typing: Option<Typing>,
    /// The line for the user.
    pub(super) notice: Option<Notice>,
    /// What was copied last.
    pub(super) copied: Copied,
    /// How the ranking was sorted before another order was looked at.
    pub(super) sorted: Option<(Column, bool)>,
    /// The scenarios in the list of those that can be opened.
    pub(super) listed: Vec<Listed>,
}
