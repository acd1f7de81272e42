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
    /// The requests of a log on every model.
    Replay,
}

impl View {
    /// All views in the order of their tabs.
    pub const ALL: [Self; 9] = [
        Self::Bill,
        Self::Cap,
        Self::WhatIf,
        Self::BreakEven,
        Self::Levers,
        Self::Mix,
        Self::Credits,
        Self::Compare,
        Self::Replay,
    ];

    /// Its word on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Bill => "Bill",
            Self::Cap => "Cap",
            Self::WhatIf => "What-if",
            Self::BreakEven => "Break-even",
            Self::Levers => "Levers",
            Self::Mix => "Mix",
            Self::Credits => "Credits",
            Self::Compare => "Pins",
            Self::Replay => "Replay",
        }
    }

    /// The view of this name: its word on screen in small letters.
    pub fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|view| view.label().to_lowercase() == name)
    }

    /// The views that there are with a log, or without one.
    pub const fn offered(log: bool) -> &'static [Self] {
        const VIEWS: &[View] = &View::ALL;
        if log { VIEWS } else { VIEWS.split_at(VIEWS.len() - 1).0 }
    }
}
