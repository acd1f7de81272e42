//! What a key does: one table that dispatches keys, fills the footer and makes the help.

use super::message::{Key, KeyCode};

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
    /// Copy the ranking as a Markdown table.
    Copy,
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

const fn bind(
    context: Context,
    action: Action,
    keys: &'static [Key],
    shown: &'static str,
    hint: &'static str,
    footer: u8,
    help: &'static str,
) -> Binding {
    Binding {
        keys,
        context,
        action,
        shown,
        hint,
        help,
        footer,
    }
}

use Context::{Always, Panes, Ranking, Text, Workload};

const fn code(code: KeyCode) -> Key {
    Key::plain(code)
}

/// The table of keys; in a context the first row that holds a key wins.
pub const BINDINGS: &[Binding] = &[
    bind(
        Always,
        Action::NextPane,
        &[code(KeyCode::Tab)],
        "Tab",
        "pane",
        1,
        "next pane",
    ),
    bind(
        Always,
        Action::PreviousPane,
        &[
            code(KeyCode::BackTab),
            code(KeyCode::Tab).shifted(),
            code(KeyCode::BackTab).shifted(),
        ],
        "Shift-Tab",
        "",
        0,
        "pane before",
    ),
    bind(
        Always,
        Action::Back,
        &[code(KeyCode::Esc)],
        "Esc",
        "back",
        0,
        "step back; leave the text",
    ),
    bind(
        Always,
        Action::Quit,
        &[Key::ctrl('c')],
        "Ctrl-C",
        "",
        0,
        "quit, from anywhere",
    ),
    bind(
        Always,
        Action::Suspend,
        &[Key::ctrl('z')],
        "Ctrl-Z",
        "",
        0,
        "suspend; `fg` comes back",
    ),
    bind(
        Always,
        Action::Redraw,
        &[Key::ctrl('l')],
        "Ctrl-L",
        "",
        0,
        "draw the screen anew",
    ),
    bind(
        Text,
        Action::NextPart,
        &[
            code(KeyCode::Right).alted(),
            code(KeyCode::PageDown).ctrled(),
        ],
        "Alt+→",
        "part",
        2,
        "next part of the prompt (or Ctrl-PgDn)",
    ),
    bind(
        Text,
        Action::PreviousPart,
        &[code(KeyCode::Left).alted(), code(KeyCode::PageUp).ctrled()],
        "Alt+←",
        "",
        0,
        "part before (or Ctrl-PgUp)",
    ),
    bind(
        Text,
        Action::CachePart,
        &[code(KeyCode::F(2)), Key::char('k').alted()],
        "F2",
        "cached",
        3,
        "mark this part as cached, or not",
    ),
    bind(
        Text,
        Action::TokenView,
        &[code(KeyCode::F(3)), Key::char('t').alted()],
        "F3",
        "tokens",
        5,
        "show where each token begins, and the one at the cursor (or Alt-t)",
    ),
    bind(
        Text,
        Action::Costly,
        &[code(KeyCode::F(4)), Key::char('l').alted()],
        "F4",
        "costliest",
        6,
        "the parts and lines of the prompt that cost most (or Alt-l)",
    ),
    bind(
        Panes,
        Action::Costly,
        &[code(KeyCode::F(4))],
        "F4",
        "",
        0,
        "the parts and lines of the prompt that cost most",
    ),
    bind(
        Text,
        Action::NextKind,
        &[code(KeyCode::F(5))],
        "F5",
        "",
        0,
        "say what kind of text this part is, where it is taken for another",
    ),
    bind(
        Text,
        Action::Undo,
        &[Key::ctrl('/'), Key::ctrl('_'), Key::char('u').alted()],
        "Ctrl-/",
        "undo",
        4,
        "undo (or Alt-u)",
    ),
    bind(
        Text,
        Action::Redo,
        &[Key::ctrl('y'), Key::char('U').alted()],
        "Ctrl-Y",
        "",
        0,
        "redo (or Alt-U)",
    ),
    bind(
        Panes,
        Action::Up,
        &[code(KeyCode::Up)],
        "↑↓",
        "choose",
        2,
        "choose a row",
    ),
    bind(Panes, Action::Down, &[code(KeyCode::Down)], "", "", 0, ""),
    bind(
        Workload,
        Action::Less,
        &[code(KeyCode::Left)],
        "←→",
        "adjust",
        3,
        "adjust; with Shift, or PgUp and PgDn, in large steps",
    ),
    bind(
        Workload,
        Action::More,
        &[code(KeyCode::Right)],
        "",
        "",
        0,
        "",
    ),
    bind(
        Workload,
        Action::MuchLess,
        &[code(KeyCode::Left).shifted(), code(KeyCode::PageDown)],
        "",
        "",
        0,
        "",
    ),
    bind(
        Workload,
        Action::MuchMore,
        &[code(KeyCode::Right).shifted(), code(KeyCode::PageUp)],
        "",
        "",
        0,
        "",
    ),
    bind(
        Workload,
        Action::Enter,
        &[code(KeyCode::Enter)],
        "Enter",
        "type",
        4,
        "type a value, such as 2.5M or 60%; or just begin with a digit",
    ),
    bind(
        Workload,
        Action::Toggle,
        &[
            Key::char(' '),
            code(KeyCode::Backspace),
            code(KeyCode::Delete),
        ],
        "Space",
        "",
        0,
        "flip a switch; give a slider back to automatic or none",
    ),
    bind(
        Panes,
        Action::First,
        &[code(KeyCode::Home)],
        "Home End",
        "",
        0,
        "least and greatest value, or first and last row",
    ),
    bind(Panes, Action::Last, &[code(KeyCode::End)], "", "", 0, ""),
    bind(
        Ranking,
        Action::MuchLess,
        &[code(KeyCode::PageUp)],
        "PgUp PgDn",
        "",
        0,
        "a page of models",
    ),
    bind(
        Ranking,
        Action::MuchMore,
        &[code(KeyCode::PageDown)],
        "",
        "",
        0,
        "",
    ),
    bind(
        Ranking,
        Action::Less,
        &[code(KeyCode::Left)],
        "←→",
        "column",
        3,
        "sort by the column before or after",
    ),
    bind(
        Ranking,
        Action::More,
        &[code(KeyCode::Right)],
        "",
        "",
        0,
        "",
    ),
    bind(
        Ranking,
        Action::Mark,
        &[Key::char('m'), Key::char(' ')],
        "m",
        "mark",
        4,
        "mark the model, to compare the marked ones",
    ),
    bind(
        Panes,
        Action::EditPrompt,
        &[Key::char('e')],
        "e",
        "edit prompt",
        5,
        "edit the prompt's text",
    ),
    bind(
        Panes,
        Action::Caching,
        &[Key::char('c')],
        "c",
        "caching",
        6,
        "prompt caching on or off",
    ),
    bind(
        Panes,
        Action::Ttl,
        &[Key::char('t')],
        "t",
        "TTL",
        0,
        "cache writes live 5 minutes or an hour",
    ),
    bind(
        Panes,
        Action::Batch,
        &[Key::char('b')],
        "b",
        "Batch",
        7,
        "Batch on or off",
    ),
    bind(
        Panes,
        Action::Regional,
        &[Key::char('g')],
        "g",
        "region",
        14,
        "global or regional price",
    ),
    bind(
        Panes,
        Action::Filter,
        &[Key::char('/')],
        "/",
        "filter",
        8,
        "filter models by typing",
    ),
    bind(
        Panes,
        Action::Sort,
        &[Key::char('s')],
        "s",
        "sort",
        9,
        "sort by the next column",
    ),
    bind(
        Panes,
        Action::Reverse,
        &[Key::char('S')],
        "S",
        "",
        0,
        "reverse the order",
    ),
    bind(
        Panes,
        Action::OnlyMarked,
        &[Key::char('a')],
        "a",
        "",
        0,
        "the marked models only, or all",
    ),
    bind(
        Panes,
        Action::Providers,
        &[Key::char('v')],
        "v",
        "providers",
        15,
        "choose which providers are shown",
    ),
    bind(
        Panes,
        Action::Scale,
        &[Key::char('x')],
        "x",
        "scale",
        13,
        "bars to the visible rows, to all models, or logarithmic",
    ),
    bind(
        Panes,
        Action::RateUnit,
        &[Key::char('k')],
        "k",
        "",
        0,
        "rates per 1M or per 1K tokens",
    ),
    bind(
        Panes,
        Action::OwnTokens,
        &[Key::char('n')],
        "n",
        "tokens",
        12,
        "count text by each model's own tokenizer, or the same tokens for all",
    ),
    bind(
        Panes,
        Action::NextCard,
        &[Key::char('r')],
        "r",
        "rates",
        12,
        "next rate card: list prices, the 14 representative models, your own",
    ),
    bind(
        Panes,
        Action::Undo,
        &[Key::char('u')],
        "u",
        "undo",
        10,
        "undo the last change of the scenario",
    ),
    bind(
        Panes,
        Action::Redo,
        &[Key::char('U'), Key::ctrl('r')],
        "U",
        "",
        0,
        "redo",
    ),
    bind(
        Panes,
        Action::Copy,
        &[Key::char('y')],
        "y",
        "copy",
        11,
        "copy the ranking as a Markdown table",
    ),
    bind(
        Panes,
        Action::Mouse,
        &[Key::char('M')],
        "M",
        "",
        0,
        "mouse on or off; off lets the terminal select text (Shift-drag does too)",
    ),
    bind(
        Panes,
        Action::Help,
        &[Key::char('?'), code(KeyCode::F(1))],
        "?",
        "help",
        16,
        "this list",
    ),
    bind(
        Panes,
        Action::Quit,
        &[Key::char('q')],
        "q",
        "quit",
        17,
        "quit",
    ),
];

/// What `key` does where the contexts in `here` hold.
pub fn lookup(key: Key, here: &[Context]) -> Option<Action> {
    // A letter's case says whether Shift was held; terminals differ in saying it again.
    let key = match key.code {
        KeyCode::Char(_) => Key {
            shift: false,
            ..key
        },
        _ => key,
    };
    BINDINGS
        .iter()
        .find(|binding| here.contains(&binding.context) && binding.keys.contains(&key))
        .map(|binding| binding.action)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_means_two_things_in_one_place() {
        let places: [&[Context]; 4] = [
            &[Always, Text],
            &[Always, Panes, Workload],
            &[Always, Panes, Ranking],
            &[Always, Panes],
        ];
        for here in places {
            let mut seen = Vec::new();
            for binding in BINDINGS
                .iter()
                .filter(|binding| here.contains(&binding.context))
            {
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
            assert!(
                binding.footer == 0 || !binding.hint.is_empty(),
                "{:?}",
                binding.action
            );
            assert_eq!(
                binding.shown.is_empty(),
                binding.help.is_empty(),
                "{:?}",
                binding.action
            );
        }
    }

    #[test]
    fn letters_are_text_inside_text() {
        assert_eq!(lookup(Key::char('q'), &[Always, Text]), None);
        assert_eq!(lookup(Key::char('q'), &[Always, Panes]), Some(Action::Quit));
        assert_eq!(
            lookup(Key::char('U').shifted(), &[Always, Panes]),
            Some(Action::Redo)
        );
    }
}
