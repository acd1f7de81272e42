//! Where keys go, and what they do there in words, from the table that dispatches them.

use super::action::{Action, Context, Keymap, others, shown};
use super::boxes::{Entry, Popup, Typing};
use super::screen::Pane;
use super::state::State;
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

/// What the list of keys says beside them.
const SIGNS: [(&str, &str); 8] = [
    ("≈", "an estimated token count, with its range in the bill"),
    ("~", "may well cost less than the row above: their ranges overlap"),
    ("*", "rests on an assumption of the rate card, named in the bill"),
    ("!", "is not served as asked: has no Batch or no such tier, and is billed without"),
    ("?", "is not known to be offered from the region that is called"),
    ("†", "ends on that day, within 90 days; ‡ has ended"),
    ("+", "marked to be compared"),
    (
        "Mouse",
        "drag sliders, turn the wheel over them, click rows, tabs, headings and the keys below",
    ),
];

impl Keymap {
    /// Every key and sign, from the table that dispatches the keys.
    pub fn help(&self) -> Vec<HelpLine> {
        let mut lines = Vec::new();
        for context in Context::ALL {
            let rows = self.groups().filter(|group| group[0].context == context);
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
        let usual = USUAL.map(|(of, words)| (of, words.to_owned()));
        let month = ("Month", format!("{HOURS_PER_MONTH:.0} hours, or 30.4167 days"));
        let signs = signs.into_iter().chain([month]).chain(usual);
        lines.extend(signs.map(|(sign, words)| HelpLine::Row(sign.to_owned(), words)));
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

impl State {
    /// The rows of the list of keys that are in sight at once, of so many.
    pub fn help_in_sight(&self, lines: usize) -> usize {
        // A row above and below the box, and its border.
        lines.min(usize::from(self.size().1.saturating_sub(4)))
    }

    /// Where keys go now.
    pub(super) fn place(&self) -> Context {
        match (&self.boxes.typing, self.boxes.popup) {
            (Some(Typing { entry: Entry::SaveAs | Entry::Export { .. }, .. }), _) => {
                Context::Saving
            }
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
