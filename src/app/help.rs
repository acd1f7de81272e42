//! Where keys go, and what they do there in words, from the table that dispatches them.

use super::action::{Action, Context, Keymap, others, shown};
use super::boxes::{Entry, Popup, Typing};
use super::screen::Pane;
use super::signs::SIGNS;
use super::state::State;
use super::wrap;
use crate::card::USUAL;
use crate::workload::HOURS_PER_MONTH;

/// A line of the list of keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HelpLine {
    /// A heading, or an empty line before one.
    Heading(&'static str),
    /// A key or a sign, and what it does or means.
    Row(String, String),
}

/// Words on the screen that want a word themselves, and the mouse.
const WORDS: [(&str, &str); 6] = [
    ("F2", "in the prompts marks a part as cached, or not"),
    ("x cheapest", "how many times the cheapest model in the ranking"),
    ("out%", "the share of the cost that is output: answers and thinking"),
    ("spread", "how uneven lengths are: 19 of 20 are at most so many times the median"),
    ("TTL", "how long what is cached stays so after it was last read"),
    (
        "Mouse",
        "drag sliders, turn the wheel over them, click rows, tabs, headings and the keys below",
    ),
];

impl Keymap {
    /// A context's keys under its heading.
    fn section(&self, context: Context) -> Vec<HelpLine> {
        let rows = self.groups().filter(|group| group[0].context == context);
        let mut bound = rows.filter(|group| !shown(group).is_empty()).peekable();
        let mut lines = Vec::new();
        if bound.peek().is_some() {
            lines.extend([HelpLine::Heading(""), HelpLine::Heading(context.label())]);
        }
        lines.extend(bound.map(|group| {
            HelpLine::Row(shown(group), format!("{}{}", group[0].help, others(group)))
        }));
        lines
    }

    /// The keys of a box and what they do, in a few words each.
    pub fn box_keys(&self, popup: Popup) -> Vec<(String, &'static str)> {
        let mut named: Vec<_> = self
            .groups()
            .filter(|group| group[0].context == Context::Box(popup) && group[0].footer > 0)
            .filter(|group| !shown(group).is_empty())
            .collect();
        named.sort_by_key(|group| group[0].footer);
        named.into_iter().map(|group| (shown(group), group[0].hint)).collect()
    }
}

/// Cells of the keys in the list of keys.
pub const HELP_KEYS: u16 = 14;

/// A line of the list of keys as those that it takes where its words have so much room.
fn wrapped(line: HelpLine, room: usize) -> Vec<HelpLine> {
    let HelpLine::Row(mut key, words) = line else {
        return vec![line];
    };
    let lines = wrap::wrapped(&words, room).into_iter();
    lines.map(|words| HelpLine::Row(std::mem::take(&mut key), words)).collect()
}

/// What signs and words on the screen mean.
fn legend() -> Vec<HelpLine> {
    let signs = SIGNS.iter().map(|it| (it.sign, it.words)).chain(WORDS);
    let signs = signs.map(|(sign, words)| (sign, words.to_owned()));
    let usual = USUAL.map(|(of, words)| (of, words.to_owned()));
    let month = ("Month", format!("{HOURS_PER_MONTH:.0} hours, or 30.4167 days"));
    let rows = signs.chain([month]).chain(usual);
    let rows = rows.map(|(sign, words)| HelpLine::Row(sign.to_owned(), words));
    [HelpLine::Heading("Signs and words")].into_iter().chain(rows).collect()
}

impl State {
    /// Every sign and key: the legend, then the keys of the pane in front, then all others.
    pub fn help_lines(&self) -> Vec<HelpLine> {
        let here = self.place_below();
        let others = Context::ALL.into_iter().filter(|context| *context != here);
        let sections = [here].into_iter().chain(others);
        let keys = sections.flat_map(|context| self.keymap.section(context));
        let room = usize::from(self.help_columns().1.saturating_sub(HELP_KEYS + 3));
        legend().into_iter().chain(keys).flat_map(|line| wrapped(line, room)).collect()
    }

    /// How many columns the list of keys has, and their width: two where there is room.
    pub fn help_columns(&self) -> (u16, u16) {
        match self.size().0 {
            width @ 110.. => (2, (width.min(160) - 2) / 2),
            width => (1, width.min(104).saturating_sub(2)),
        }
    }

    /// The rows of the list of keys that are in sight at once, of so many.
    pub fn help_in_sight(&self, lines: usize) -> usize {
        // A row above and below the box, and its border.
        let rows = usize::from(self.size().1.saturating_sub(4));
        lines.min(rows * usize::from(self.help_columns().0))
    }

    /// Where keys go now.
    pub(super) fn place(&self) -> Context {
        match (&self.boxes.typing, self.boxes.popup) {
            (Some(Typing { entry: Entry::SaveAs | Entry::Export { .. }, .. }), _) => {
                Context::Saving
            }
            (Some(Typing { entry: Entry::Palette, .. }), _) => Context::Box(Popup::Palette),
            (Some(_), _) => Context::Typing,
            (None, Some(open)) => Context::Box(open.popup),
            (None, None) => self.place_below(),
        }
    }

    /// Where they would go if nothing were typed and no box open.
    pub fn place_below(&self) -> Context {
        match self.panes.focus {
            _ if self.panes.presenting => Context::Present,
            Pane::Workload => Context::Workload,
            Pane::Ranking => Context::Ranking,
            Pane::Detail => Context::Detail,
            Pane::Prompts if !self.panes.editing => Context::Prompts,
            Pane::Prompts => {
                let open = self.prompts().open;
                let editor = &self.prompts().text(open).editor;
                match (editor.is_empty(), open.section()) {
                    (true, Some(_)) => Context::Empty,
                    _ if !editor.selection().is_empty() => Context::Selected,
                    _ => Context::Text,
                }
            }
        }
    }

    /// The keys of an action and of those that share its words, as they are shown.
    pub fn keys_of(&self, action: Action) -> String {
        let here = self.place_below().with_others();
        let mut groups = self.keymap.groups();
        let found =
            groups.find(|group| here.contains(&group[0].context) && group[0].action == action);
        found.map_or(String::new(), shown)
    }

    /// The key of an action as it is shown, for a sentence.
    pub fn key_of(&self, action: Action) -> String {
        self.keymap.key_of(action, self.place_below().with_others())
    }
}
