//! What a key does: one table that dispatches keys, fills the footers and makes the help.

mod keymap;
mod rows;

use std::fmt;

pub use keymap::{Binding, Clash, Keymap, others, shown};

use super::boxes::Popup;
use super::editor::Motion;
use super::needs::Need;
use super::views::View;

/// Everything a key or a hint on screen can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Leave the program, after a question where something is not saved.
    Quit,
    /// Leave the program at once; unsaved work is kept outside.
    QuitNow,
    /// Stop the process until it is continued.
    Suspend,
    /// Draw every cell anew.
    Redraw,
    /// Open or close the list of keys.
    Help,
    /// Step back: end typing, close a box, leave the text, clear the filter.
    Back,
    /// Give the keys to the next pane.
    NextPane,
    /// Give the keys to the pane before.
    PreviousPane,
    /// Give the keys to the prompt's text.
    EditPrompt,
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// Adjust down a little.
    Less,
    /// Adjust up a little.
    More,
    /// Adjust down a lot.
    MuchLess,
    /// Adjust up a lot.
    MuchMore,
    /// To the least value or the first row.
    First,
    /// To the greatest value or the last row.
    Last,
    /// Take what is chosen or typed, or begin typing it.
    Enter,
    /// Flip a switch, or give a control back to its automatic value.
    Toggle,
    /// Prompt caching on or off.
    Caching,
    /// The lifetime of a cache write.
    Ttl,
    /// Batch on or off.
    Batch,
    /// Global or regional price.
    Residency,
    /// Type the region that is called.
    Region,
    /// Users and their sessions as what drives the traffic, or no longer.
    People,
    /// Type the requests a month.
    Requests,
    /// Type the mean answer.
    AnswerLength,
    /// Type a share of the traffic and the model that it goes to.
    SendShare,
    /// Find anything by typing.
    Palette,
    /// Undo the last change of the scenario.
    Undo,
    /// Redo what was undone.
    Redo,
    /// Type a filter.
    Filter,
    /// Choose what models must have.
    Needs,
    /// The next step of what models must have.
    Need(Need),
    /// Choose what the ranking is sorted by.
    Sort,
    /// Reverse the order.
    Reverse,
    /// Choose which providers are shown.
    Providers,
    /// Choose which columns are shown, and in which order.
    Columns,
    /// Mark the selected model to compare it.
    Mark,
    /// Show the marked models only, or all.
    OnlyMarked,
    /// Show the models that have ended or are for other work too, or not.
    Unlisted,
    /// Bars to the visible rows, to all, or logarithmic.
    Scale,
    /// Rates per 1M or per 1K tokens.
    RateUnit,
    /// Amounts by the next basis: a month, a year, some requests.
    Basis,
    /// Amounts in dollars or in the currency that is set.
    Currency,
    /// The next rate card.
    NextCard,
    /// Copy what is open, the ranking or a view, as a Markdown table.
    Copy,
    /// Copy the command that asks again; a second time, the one that opens this.
    CopyCommand,
    /// Export what is open.
    Export,
    /// The mouse on or off.
    Mouse,
    /// The next part of the prompt.
    NextPart,
    /// The part of the prompt before.
    PreviousPart,
    /// Mark the open part as cached, or not.
    CachePart,
    /// The open text by its tokens, or plain.
    TokenView,
    /// What costs most in the prompt.
    Costly,
    /// The next kind of text for the open part.
    NextKind,
    /// Each model's own tokenizer, or the same tokens for all.
    OwnTokens,
    /// The screen of a meeting, and back.
    Present,
    /// The chosen control up a little, from anywhere.
    Raise,
    /// The chosen control down a little, from anywhere.
    Lower,
    /// The next open scenario.
    NextScene,
    /// The open scenario before.
    PreviousScene,
    /// The next control.
    NextControl,
    /// The control before.
    PreviousControl,
    /// Save the scenario.
    Save,
    /// Save the scenario in another file.
    SaveAs,
    /// The scenarios that can be opened.
    Open,
    /// Choose a theme.
    Themes,
    /// Choose a rate card.
    Cards,
    /// Type prices of one's own.
    OwnPrices,
    /// Choose which scores say how good models are.
    Scores,
    /// Pin the scenario under a name.
    Pin,
    /// Show a view.
    View(View),
    /// The next view.
    NextView,
    /// The view before.
    PreviousView,
    /// Type the answer length of a route of the mix.
    RouteAnswer,
    /// Type the cap of a route of the mix.
    RouteCap,
    /// Bill each score at the effort that it was rated at, or as asked.
    Efforts,
    /// Take out what is chosen.
    Remove,
    /// Take out everything that the box or what is typed holds.
    Clear,
    /// Show every provider.
    AllProviders,
    /// Show the chosen provider only.
    OnlyProvider,
    /// Type the name of a file to open.
    OpenFile,
    /// Keep the chosen theme for every start.
    UsualTheme,
    /// Leave the program without saving.
    LeaveUnsaved,
    /// Save the edits of text files into those.
    SaveTextFiles,
    /// Save the texts of text files into the scenario.
    SaveTexts,
    /// Save the numbers of tokens of text files into the scenario.
    SaveCounts,
    /// Save the prompts' text too, or not.
    KeepText,
    /// Move the cursor; with Shift, select on the way.
    Move(Motion),
    /// Select the whole text.
    SelectAll,
    /// Copy the selected text.
    CopyText,
    /// Cut the selected text out.
    CutText,
    /// Delete the character before the cursor.
    DeleteBack,
    /// Delete the character at the cursor.
    DeleteForward,
    /// Delete to the start of the word before the cursor.
    DeleteWordBack,
    /// Delete to the end of the word after the cursor.
    DeleteWordForward,
}

impl fmt::Display for Action {
    /// Its name in the settings: its variant in small letters, as in `next-pane` or `view-bill`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut inside = false;
        for letter in format!("{self:?}").chars().filter(|letter| *letter != ')') {
            let begins = letter.is_uppercase() || letter == '(';
            if std::mem::replace(&mut inside, letter != '(') && begins {
                f.write_str("-")?;
            }
            if letter != '(' {
                write!(f, "{}", letter.to_ascii_lowercase())?;
            }
        }
        Ok(())
    }
}

/// Where a binding holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Context {
    /// Everywhere, in boxes and while typing too.
    Always,
    /// In every pane, inside text too.
    AllPanes,
    /// In every pane but the text.
    Panes,
    /// In the controls.
    Workload,
    /// In the ranking.
    Ranking,
    /// In the view beside the ranking.
    Detail,
    /// On the screen of a meeting.
    Present,
    /// In the prompts while they are only read.
    Prompts,
    /// In the prompt's text while it is edited.
    Text,
    /// In the prompt's text while some of it is selected.
    Selected,
    /// In a part of the prompt without text, which counts as so many tokens.
    Empty,
    /// While a value or a name is typed.
    Typing,
    /// While the file to save or export to is typed.
    Saving,
    /// In every box with a list.
    List,
    /// In this box.
    Box(Popup),
}

impl Context {
    /// All contexts, in the order of the help.
    pub const ALL: [Self; 28] = [
        Self::Always,
        Self::AllPanes,
        Self::Panes,
        Self::Workload,
        Self::Ranking,
        Self::Detail,
        Self::Present,
        Self::Prompts,
        Self::Text,
        Self::Selected,
        Self::Empty,
        Self::Typing,
        Self::Saving,
        Self::List,
        Self::Box(Popup::Help),
        Self::Box(Popup::Palette),
        Self::Box(Popup::Providers),
        Self::Box(Popup::Needs),
        Self::Box(Popup::Columns),
        Self::Box(Popup::Sort),
        Self::Box(Popup::Costly),
        Self::Box(Popup::Scenarios),
        Self::Box(Popup::Leave),
        Self::Box(Popup::TextFiles),
        Self::Box(Popup::Themes),
        Self::Box(Popup::Cards),
        Self::Box(Popup::OwnPrices),
        Self::Box(Popup::Scores),
    ];

    /// Its heading in the help.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Always => "Everywhere",
            Self::AllPanes => "In every pane",
            Self::Panes => "Outside text",
            Self::Workload => "Workload",
            Self::Ranking => "Ranking",
            Self::Detail => "Views",
            Self::Present => "Presenting",
            Self::Prompts => "Prompts",
            Self::Text => "Editing a prompt",
            Self::Selected => "Selected text",
            Self::Empty => "Editing a prompt without text",
            Self::Typing => "Typing a value or a name",
            Self::Saving => "Saving and exporting",
            Self::List => "Boxes",
            Self::Box(popup) => popup.title(),
        }
    }

    /// Every context whose keys hold where this one does; in an earlier one they come first.
    pub const fn with_others(self) -> [Self; 4] {
        use Context::{AllPanes, Always, Box, Empty, List, Panes, Saving, Selected, Text, Typing};
        match self {
            Always | Typing => [Typing, Always, Always, Always],
            Saving => [Saving, Typing, Always, Always],
            AllPanes | Text => [Text, AllPanes, Always, Always],
            Box(Popup::Palette) => [self, Typing, Always, Always],
            Selected | Empty => [self, Text, AllPanes, Always],
            List | Box(Popup::Leave | Popup::TextFiles) => [self, Always, Always, Always],
            Box(_) => [self, List, Always, Always],
            _ => [self, Panes, AllPanes, Always],
        }
    }

    /// Whether its keys are meant to come before the same keys of the others that hold there.
    const fn comes_first(self) -> bool {
        matches!(self, Self::Selected | Self::Empty)
    }

    /// Whether letters are typed here, so that they cannot do anything else.
    const fn takes_letters(self) -> bool {
        use Context::{AllPanes, Always, Box, Empty, Saving, Selected, Text, Typing};
        matches!(
            self,
            Always | AllPanes | Text | Selected | Empty | Typing | Saving | Box(Popup::Palette)
        )
    }
}
