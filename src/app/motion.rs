//! Bars that glide to their new order. The clock is outside: ticks say how much time has passed.

use std::collections::HashMap;

/// How long a glide takes, in milliseconds.
const LASTS: u32 = 320;

/// A change of the ranking on its way.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Glide {
    /// Where each model stood: its place and its cost.
    from: HashMap<String, Place>,
    elapsed: u32,
}

/// Where a model's bar stands: its place in the order, and its cost in dollars.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// From 0 at the top; between two whole numbers on the way.
    pub row: f64,
    /// The length of the bar.
    pub dollars: f64,
}

impl Glide {
    /// From where everything stood to where it shall stand; none where that is the same.
    pub(super) fn new<'m>(
        from: HashMap<String, Place>,
        mut goals: impl Iterator<Item = (&'m str, Place)>,
    ) -> Option<Self> {
        let changed = !from.is_empty() && goals.any(|(id, goal)| from.get(id) != Some(&goal));
        changed.then_some(Self { from, elapsed: 0 })
    }

    /// How far it has come, from 0.0 to 1.0: quick at first, slow at the end.
    fn progress(&self) -> f64 {
        let left = 1.0 - f64::from(self.elapsed.min(LASTS)) / f64::from(LASTS);
        1.0 - left * left * left
    }

    /// Where a model stands on its way to where it shall.
    pub(super) fn on_the_way(&self, id: &str, goal: Place) -> Place {
        let Some(from) = self.from.get(id) else {
            return goal;
        };
        let t = self.progress();
        let between = |from: f64, to: f64| from + (to - from) * t;
        Place { row: between(from.row, goal.row), dollars: between(from.dollars, goal.dollars) }
    }

    /// Moves on by so many milliseconds; whether it is still on the way then.
    pub(super) const fn tick(&mut self, milliseconds: u32) -> bool {
        self.elapsed = self.elapsed.saturating_add(milliseconds);
        self.elapsed < LASTS
    }
}
