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
/// screen, and whether there is one only where a log was read.
const VIEWS: [(View, &str, bool); 10] = [
    (View::Bill, "Bill", false),
    (View::Cap, "Cap", false),
    (View::WhatIf, "What-if", false),
    (View::BreakEven, "Break-even", false),
    (View::Levers, "Levers", false),
    (View::Mix, "Mix", false),
    (View::Credits, "Credits", false),
    (View::Compare, "Pins", false),
    (View::Frontier, "Frontier", false),
    (View::Replay, "Replay", true),
];

impl View {
    /// All views in the order of their tabs.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        VIEWS.into_iter().map(|(view, ..)| view)
    }

    /// Its word on screen.
    pub fn label(self) -> &'static str {
        let row = VIEWS.iter().find(|(view, ..)| *view == self);
        row.map_or("", |(_, label, _)| label)
    }

    /// The view of this name: its word on screen in small letters.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|view| view.label().to_lowercase() == name)
    }

    /// The views that there are with a log, or without one.
    pub fn offered(log: bool) -> Vec<Self> {
        VIEWS.into_iter().filter(|(.., of_log)| log || !of_log).map(|(view, ..)| view).collect()
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
