//! What is where on the screen, for the mouse.

use ratatui::layout::Rect;

use crate::app::Target;

/// The places of one frame that the mouse can act on; later ones lie over earlier ones.
#[derive(Debug, Clone, Default)]
pub struct Hits(Vec<(Rect, Target)>);

impl Hits {
    pub(super) fn add(&mut self, area: Rect, target: Target) {
        if !area.is_empty() {
            self.0.push((area, target));
        }
    }

    /// The topmost target at a cell, and the area it covers.
    pub fn at(&self, column: u16, row: u16) -> Option<(Target, Rect)> {
        let here = ratatui::layout::Position::new(column, row);
        self.0
            .iter()
            .rev()
            .find(|(area, _)| area.contains(here))
            .map(|&(area, target)| (target, area))
    }

    /// The area of a target, if it is on screen.
    pub fn area_of(&self, target: Target) -> Option<Rect> {
        self.0.iter().rev().find(|(_, known)| *known == target).map(|&(area, _)| area)
    }
}
