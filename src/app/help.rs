//! The list of keys and signs, and the keys of a box, from the table that dispatches the keys.

use super::action::{Context, Keymap, others, shown};
use super::boxes::Popup;
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
const SIGNS: [(&str, &str); 6] = [
    ("≈", "an estimated token count, with its range in the bill"),
    ("~", "may well cost less than the row above: their ranges overlap"),
    ("*", "rests on an assumption of the rate card, named in the bill"),
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
        let month = ("Month", format!("{HOURS_PER_MONTH:.0} hours, or 30.4167 days"));
        let signs = signs.into_iter().chain([month]);
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
