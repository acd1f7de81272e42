//! A slider: filled up to its knob with a heavy line, so that it reads without colour too.

use super::pen::Pen;
use super::theme::Role;

impl Pen<'_> {
    /// Draws a slider of `width` cells with its knob at `position` from 0.0 to 1.0. A control
    /// without effect is drawn light.
    pub(super) fn slider(
        &mut self,
        x: u16,
        y: u16,
        width: u16,
        position: f64,
        focused: bool,
        live: bool,
    ) {
        if width < 3 {
            return;
        }
        let knob = (position.clamp(0.0, 1.0) * f64::from(width - 1)).round() as u16;
        let empty = self.theme.style(Role::Line);
        let (filled, handle) = match (focused, live) {
            (true, _) => (self.theme.style(Role::Focus), self.theme.bold(Role::Focus)),
            (false, true) => (self.theme.style(Role::Accent), self.theme.bold(Role::Accent)),
            (false, false) => (empty, empty),
        };
        for cell in 0..width {
            let (glyph, style) = match cell.cmp(&knob) {
                std::cmp::Ordering::Less => ("━", filled),
                std::cmp::Ordering::Equal => ("●", handle),
                std::cmp::Ordering::Greater => ("─", empty),
            };
            self.text(x + cell, y, 1, glyph, style);
        }
    }
}
