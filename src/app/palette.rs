//! One list of all that can be done, chosen or gone to, made from the tables that drive everything else, and
//! the words that find a row of it.

use super::action::{Action, Context, shown};
use super::columns::{Column, choosable};
use super::files::Source;
use super::prompts::Part;
use super::state::State;
use super::views::View;
use crate::controls::{Control, listed};

/// What a row of the palette does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Jump {
    /// What a key does.
    Action(Action),
    /// Begins typing this as a change of a control.
    Change(Action, &'static str),
    /// Goes to a control.
    Control(Control),
    /// Opens a view.
    View(View),
    /// Selects a model, by its id.
    Model(String),
    /// Opens a scenario.
    Scenario(Source),
    /// Opens a rate card, by its place.
    Card(usize),
    /// Takes a theme, by its name.
    Theme(String),
    /// Sorts by a column.
    Sort(Column),
}

/// A row of the palette.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaletteRow {
    /// What kind of thing it is, in a word.
    pub kind: &'static str,
    /// What it is called, or does.
    pub name: String,
    /// The keys that do the same.
    pub keys: String,
    pub(super) jump: Jump,
}

/// The questions of a meeting, each with what asks it.
const QUESTIONS: [(&str, Action, &str); 5] = [
    ("What does it cost as it stands? Pin it", Action::Pin, ""),
    ("What if traffic triples?", Action::Requests, "x3"),
    ("What if 70% goes to a smaller model?", Action::SendShare, "70% haiku"),
    ("What if answers are 30% longer?", Action::AnswerLength, "+30%"),
    ("What can we afford with $5,000?", Action::Requests, "$5,000"),
];

/// Whether it is about the row or the place that is chosen, rather than something to look for by name.
const fn is_of_a_place(action: Action) -> bool {
    use Action::{
        Back, Down, Enter, First, Last, Less, Lower, More, MuchLess, MuchMore, NextControl,
        NextPane, Palette, PreviousControl, PreviousPane, Raise, Remove, Toggle, Up, View,
    };
    matches!(
        action,
        Back | Down
            | Enter
            | First
            | Last
            | Less
            | Lower
            | More
            | MuchLess
            | MuchMore
            | NextControl
            | NextPane
            | Palette
            | PreviousControl
            | PreviousPane
            | Raise
            | Remove
            | Toggle
            | Up
            | View(_)
    )
}

impl State {
    /// The rows of the palette that what is typed means, best first.
    pub fn palette(&self) -> Vec<PaletteRow> {
        let typed = self.typing().map_or("", |typing| typing.text.as_str()).to_lowercase();
        let words: Vec<&str> = typed.split_whitespace().collect();
        let rows = self.palette_rows().into_iter();
        let mut found: Vec<(u32, PaletteRow)> =
            rows.filter_map(|row| Some((fit(&row, &words)?, row))).collect();
        // In the order of the list where they fit as well, names before the sentences of actions.
        let is_named = |row: &PaletteRow| row.kind != "action" || words.is_empty();
        found.sort_by_key(|(fit, row)| (*fit, !is_named(row)));
        found.into_iter().map(|(_, row)| row).collect()
    }

    fn palette_rows(&self) -> Vec<PaletteRow> {
        let row = |kind, name: String, keys, jump| PaletteRow { kind, name, keys, jump };
        let questions = QUESTIONS.map(|(name, action, text)| {
            let keys = format!("{} {text}", self.key_of(action)).trim_end().to_owned();
            row("ask", name.to_owned(), keys, Jump::Change(action, text))
        });
        let controls = listed(self.workload()).map(|control| {
            let value = control.shown(self.workload(), self.automatic(control));
            row(
                "control",
                format!("{} · {value}", control.label()),
                String::new(),
                Jump::Control(control),
            )
        });
        let sizes = Part::ALL.into_iter().filter_map(|part| part.section()).map(|section| {
            let name = format!("{} tokens", section.label());
            row("control", name, String::new(), Jump::Control(Control::size(section)))
        });
        let sizes = sizes.filter(|_| !self.panes.presenting);
        let views = self.views().into_iter().filter(|_| !self.panes.presenting).map(|view| {
            let keys = self.key_of(Action::View(view));
            row("view", view.label().to_owned(), keys, Jump::View(view))
        });
        let models = self.ranking().rows.iter().filter_map(|row| self.model_of(row)).map(|model| {
            row("model", self.name_of(model), String::new(), Jump::Model(model.id.clone()))
        });
        let scenarios = self.listed().iter().map(|listed| {
            row(
                "scenario",
                listed.title.clone(),
                String::new(),
                Jump::Scenario(listed.source.clone()),
            )
        });
        let cards = self.cards().enumerate();
        let cards =
            cards.map(|(at, card)| row("card", card.name.clone(), String::new(), Jump::Card(at)));
        let themes = self.themes().iter();
        let themes =
            themes.map(|name| row("theme", name.clone(), String::new(), Jump::Theme(name.clone())));
        let columns = choosable().filter(|spec| spec.name != "bar" && self.has().what(spec.column));
        let columns = columns.map(|spec| {
            let name = format!("sort by {} ({})", self.heading(spec), spec.name);
            row("column", name, String::new(), Jump::Sort(spec.column))
        });
        questions
            .into_iter()
            .chain(self.palette_actions())
            .chain(controls)
            .chain(sizes)
            .chain(views)
            .chain(models)
            .chain(scenarios)
            .chain(cards)
            .chain(themes)
            .chain(columns)
            .collect()
    }

    /// What keys do here, by its words in the help.
    fn palette_actions(&self) -> Vec<PaletteRow> {
        let here = self.place_below().with_others();
        let mut rows: Vec<PaletteRow> = Vec::new();
        for group in self.keymap.groups() {
            let action = group[0].action;
            let holds = here.contains(&group[0].context) && group[0].context != Context::Present;
            let known = |row: &PaletteRow| row.jump == Jump::Action(action);
            if holds && !is_of_a_place(action) && !rows.iter().any(known) {
                let (name, keys) = (group[0].help.to_owned(), shown(group));
                rows.push(PaletteRow { kind: "action", name, keys, jump: Jump::Action(action) });
            }
        }
        rows
    }
}

/// How well a row fits the words, less being better: at its beginning, at that of a word, within it, its
/// letters in their order; none where one of them is not in it at all.
fn fit(row: &PaletteRow, words: &[&str]) -> Option<u32> {
    let name = row.name.to_lowercase();
    let one = |word: &&str| match name.find(*word) {
        Some(0) => Some(0),
        Some(at) if !name[..at].ends_with(char::is_alphanumeric) => Some(1),
        Some(_) => Some(3),
        None if row.kind.starts_with(*word) => Some(2),
        None => {
            // Sentences hold the letters of any word.
            let is_sentence = matches!(row.kind, "action" | "ask");
            let mut letters = name.chars();
            let all = word.chars().all(|wanted| letters.any(|letter| letter == wanted));
            (all && !is_sentence && word.chars().count() > 2).then_some(20)
        }
    };
    words.iter().map(one).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_fit_at_their_beginning_best() {
        let row = |kind, name: &str| PaletteRow {
            kind,
            name: name.to_owned(),
            keys: String::new(),
            jump: Jump::View(View::Bill),
        };
        assert_eq!(fit(&row("theme", "dark"), &["dark"]), Some(0));
        assert_eq!(fit(&row("model", "Claude Haiku 4.5"), &["haiku", "4.5"]), Some(2));
        assert_eq!(fit(&row("theme", "dark"), &["theme"]), Some(2));
        assert_eq!(fit(&row("control", "Max output cap"), &["mxcap"]), Some(20));
        assert_eq!(fit(&row("control", "Max output cap"), &["xyz"]), None);
        assert_eq!(fit(&row("control", "Max output cap"), &[]), Some(0));
    }
}
