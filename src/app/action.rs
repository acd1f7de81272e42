//! What a key does: one table that dispatches keys, fills the footer and makes the help.

mod bindings;

pub use bindings::BINDINGS;

use super::message::{Key, KeyCode};
use super::views::View;

/// Everything a key or a hint on screen can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Leave the program.
    Quit,
    /// Stop the process until it is continued.
    Suspend,
    /// Draw every cell anew.
    Redraw,
    /// Open or close the list of keys.
    Help,
    /// Step back: close a popup, end typing, leave the text, clear the filter.
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
    /// Type a value, or flip a switch.
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
    Regional,
    /// Undo the last change of the scenario.
    Undo,
    /// Redo what was undone.
    Redo,
    /// Type a filter.
    Filter,
    /// Sort by the next column.
    Sort,
    /// Reverse the order.
    Reverse,
    /// Choose which providers are shown.
    Providers,
    /// Mark the selected model to compare it.
    Mark,
    /// Show the marked models only, or all.
    OnlyMarked,
    /// Bars to the visible rows, to all, or logarithmic.
    Scale,
    /// Rates per 1M or per 1K tokens.
    RateUnit,
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
    /// Take out what is chosen in a view.
    Remove,
}

/// Where a binding holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Context {
    /// Everywhere, inside text too.
    Always,
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
    /// In the prompt's text.
    Text,
}

impl Context {
    /// Its heading in the help.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Always => "Everywhere",
            Self::Panes => "Outside text",
            Self::Workload => "Workload",
            Self::Ranking => "Ranking",
            Self::Detail => "Views",
            Self::Present => "Presenting",
            Self::Text => "Prompt text",
        }
    }
}

/// One row of the table of keys.
#[derive(Debug, Clone, Copy)]
pub struct Binding {
    /// The keys, any of which will do.
    pub keys: &'static [Key],
    /// Where they hold.
    pub context: Context,
    /// What they do.
    pub action: Action,
    /// How the keys are written on screen.
    pub shown: &'static str,
    /// What they do, in a word or two for the footer.
    pub hint: &'static str,
    /// What they do, in the help.
    pub help: &'static str,
    /// How early the footer names them; zero for never.
    pub footer: u8,
}

/// What `key` does where the contexts in `here` hold.
pub fn lookup(key: Key, here: &[Context]) -> Option<Action> {
    // A letter's case says whether Shift was held; terminals differ in saying it again.
    let key = match key.code {
        KeyCode::Char(_) => Key { shift: false, ..key },
        _ => key,
    };
    BINDINGS
        .iter()
        .find(|binding| here.contains(&binding.context) && binding.keys.contains(&key))
        .map(|binding| binding.action)
}

#[cfg(test)]
mod tests {
    use super::Context::{Always, Detail, Panes, Ranking, Text, Workload};
    use super::*;

    #[test]
    fn no_key_means_two_things_in_one_place() {
        let places: [&[Context]; 5] = [
            &[Always, Panes, Context::Present],
            &[Always, Text],
            &[Always, Panes, Workload],
            &[Always, Panes, Ranking],
            &[Always, Panes, Detail],
        ];
        for here in places {
            let mut seen = Vec::new();
            for binding in BINDINGS.iter().filter(|binding| here.contains(&binding.context)) {
                for key in binding.keys {
                    assert!(!seen.contains(key), "{key:?} twice in {here:?}");
                    seen.push(*key);
                }
            }
        }
    }

    #[test]
    fn what_the_footer_names_has_words() {
        for binding in BINDINGS {
            assert!(binding.footer == 0 || !binding.hint.is_empty(), "{:?}", binding.action);
            assert_eq!(binding.shown.is_empty(), binding.help.is_empty(), "{:?}", binding.action);
        }
    }

    #[test]
    fn letters_are_text_inside_text() {
        assert_eq!(lookup(Key::char('q'), &[Always, Text]), None);
        assert_eq!(lookup(Key::char('q'), &[Always, Panes]), Some(Action::Quit));
        assert_eq!(lookup(Key::char('U').shifted(), &[Always, Panes]), Some(Action::Redo));
    }
}
