//! Bars that glide to their new order. The clock is outside: ticks say how much time has passed.

use std::collections::HashMap;

use super::state::State;

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
    /// How far it has come, from 0.0 to 1.0: quick at first, slow at the end.
    fn progress(&self) -> f64 {
        let left = 1.0 - f64::from(self.elapsed.min(LASTS)) / f64::from(LASTS);
        1.0 - left * left * left
    }
}

impl State {
    /// Whether something on the screen moves by itself, so that it wants ticks.
    pub const fn is_moving(&self) -> bool {
        self.glide.is_some()
    }

    /// Where the models shown stand, in their order; on the way, between where they stood and
    /// where they will.
    pub fn places(&self) -> Vec<(usize, Place)> {
        let rows = self.table.rows();
        rows.iter()
            .enumerate()
            .filter_map(|(place, &at)| {
                let row = self.ranking.rows.get(at)?;
                let id = &self.card().models.get(row.model)?.id;
                let goal = Place {
                    row: place as f64,
                    dollars: row.total().map_or(0.0, crate::money::Usd::approx),
                };
                Some((at, self.on_the_way(id, goal)))
            })
            .collect()
    }

    fn on_the_way(&self, id: &str, goal: Place) -> Place {
        let Some(glide) = &self.glide else {
            return goal;
        };
        let Some(from) = glide.from.get(id) else {
            return goal;
        };
        let t = glide.progress();
        let between = |from: f64, to: f64| from + (to - from) * t;
        Place { row: between(from.row, goal.row), dollars: between(from.dollars, goal.dollars) }
    }

    /// Where everything stands before a change; none where nothing is to move.
    pub(super) fn before_the_change(&self) -> Option<HashMap<String, Place>> {
        if !self.panes.presenting || !self.motion {
            return None;
        }
        let places = self.places();
        let ids = places.into_iter().filter_map(|(at, place)| {
            let model = self.ranking.rows.get(at)?.model;
            Some((self.card().models.get(model)?.id.clone(), place))
        });
        Some(ids.collect())
    }

    /// Starts to glide from where everything stood, if that has changed.
    pub(super) fn glide_from(&mut self, from: Option<HashMap<String, Place>>) {
        self.glide = None;
        let Some(from) = from.filter(|from| !from.is_empty()) else {
            return;
        };
        let glide = Glide { from, elapsed: 0 };
        let changed = self.places().into_iter().any(|(at, goal)| {
            let model = self.ranking.rows.get(at).map(|row| row.model);
            let id = model.and_then(|model| self.card().models.get(model));
            id.is_some_and(|model| glide.from.get(&model.id) != Some(&goal))
        });
        self.glide = changed.then_some(glide);
    }

    /// Moves on by so many milliseconds.
    pub(super) fn tick(&mut self, milliseconds: u32) {
        if let Some(glide) = &mut self.glide {
            glide.elapsed = glide.elapsed.saturating_add(milliseconds);
            if glide.elapsed >= LASTS {
                self.glide = None;
            }
        }
    }
}
