//! The views of the pane beside the ranking: each answers one question.

/// A question about the workload, and its answer on screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum View {
    /// What the selected model's cost is made of.
    #[default]
    Bill,
    /// Which max-output cap.
    Cap,
    /// What happens when one control moves.
    WhatIf,
    /// Where two models cost the same, and where caching pays.
    BreakEven,
    /// What would save most.
    Levers,
    /// Traffic split over several models.
    Mix,
    /// How long a pool of credits lasts.
    Credits,
    /// The pinned scenarios side by side.
    Compare,
    /// Costs against scores: the models that none beats.
    Frontier,
    /// The requests of a log on every model.
    Replay,
}

/// The views in the order of their tabs, which is that of their digits from 1 to 9 and 0: each with its word on
/// screen, whether there is one only where a log was read, and what it answers.
#[rustfmt::skip] // A line for each row.
const VIEWS: [(View, &str, bool, &str); 10] = [
    (View::Bill, "Bill", false, "what the selected model's month is made of, and what it rests on"),
    (View::Cap, "Cap", false, "what a limit on answers saves, and how many it cuts off"),
    (View::WhatIf, "What-if", false, "what a month costs as one control moves"),
    (View::BreakEven, "Break-even", false, "where two models cost the same, and from when on caching pays"),
    (View::Levers, "Levers", false, "what would save most, the most first; Enter makes the change"),
    (View::Mix, "Mix", false, "requests shared out over several models, and what all of them cost together"),
    (View::Credits, "Credits", false, "how long a pool of credits lasts"),
    (View::Compare, "Pins", false, "the present beside scenarios as they were pinned"),
    (View::Frontier, "Frontier", false, "cost against score: the models that none beats in both"),
    (View::Replay, "Replay", true, "what the requests of the log cost on each model, each at its own sizes"),
];

impl View {
    /// All views in the order of their tabs.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        VIEWS.into_iter().map(|(view, ..)| view)
    }

    /// Its word on screen, and what it answers.
    fn words(self) -> (&'static str, &'static str) {
        let row = VIEWS.iter().find(|(view, ..)| *view == self);
        row.map_or(("", ""), |(_, label, _, help)| (label, help))
    }

    /// Its word on screen.
    pub fn label(self) -> &'static str {
        self.words().0
    }

    /// What it answers, in a line.
    pub fn help(self) -> &'static str {
        self.words().1
    }

    /// The view of this name: its word on screen in small letters.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|view| view.label().to_lowercase() == name)
    }

    /// The views that there are with a log, or without one.
    pub fn offered(log: bool) -> Vec<Self> {
        VIEWS
            .into_iter()
            .filter(|(_, _, of_log, _)| log || !of_log)
            .map(|(view, ..)| view)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_view_has_a_row() {
        // The last variant: a view without a row would have no word.
        let all = View::Replay as usize + 1;
        assert_eq!(
            View::all().map(|view| view as usize).collect::<Vec<_>>(),
            (0..all).collect::<Vec<_>>()
        );
    }
}
