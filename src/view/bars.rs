//! Horizontal bars of eighth blocks, stacked.

use ratatui::style::Style;

use super::pen::Pen;
use super::theme::Role;

/// Left eighths of a cell, from none to seven.
const EIGHTHS: [&str; 8] = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// One part of a bar: its share of the whole column, and its colour.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment {
    /// From 0.0 to 1.0 of the column.
    pub(super) share: f64,
    /// What it stands for.
    pub(super) role: Role,
}

/// Where each segment ends, in eighths of a cell. A bar that is not empty is at least an eighth.
fn ends(width: u16, segments: &[Segment]) -> Vec<u32> {
    let all = f64::from(width) * 8.0;
    let mut sum = 0.0;
    let mut ends: Vec<u32> = segments
        .iter()
        .map(|segment| {
            sum += segment.share.max(0.0);
            (sum.min(1.0) * all).round() as u32
        })
        .collect();
    if sum > 0.0
        && let Some(last) = ends.last_mut()
    {
        *last = (*last).max(1);
    }
    ends
}

impl Pen<'_> {
    /// Draws a stacked bar from (`x`, `y`) on, in a column of `width` cells. Returns the column
    /// after it.
    ///
    /// Without colours the parts differ by their fill: cached input light, fresh input half, thinking
    /// three quarters, the answer full.
    pub(super) fn bar(
        &mut self,
        x: u16,
        y: u16,
        width: u16,
        segments: &[Segment],
        shaded: bool,
    ) -> u16 {
        let ends = ends(width, segments);
        let end = ends.last().copied().unwrap_or(0);
        let at = |eighth: u32| {
            let index = ends.iter().position(|&end| eighth < end)?;
            segments.get(index).map(|segment| segment.role)
        };
        for cell in 0..end.div_ceil(8) {
            let (from, to) = (cell * 8, cell * 8 + 8);
            let left = at(from).unwrap_or(Role::Output);
            // One cell shows two parts at most: the one it begins with, up to where that ends.
            let cut = ends.iter().copied().find(|&end| end > from && end < to);
            let right = cut.map_or(Some(left), |_| at(to - 1).or_else(|| cut.and_then(at)));
            let (glyph, style) = self.bar_cell(left, cut.map(|cut| cut - from), right, shaded);
            self.text(x + cell as u16, y, 1, glyph, style);
        }
        x + end.div_ceil(8) as u16
    }

    fn bar_cell(
        &self,
        left: Role,
        cut: Option<u32>,
        right: Option<Role>,
        shaded: bool,
    ) -> (&'static str, Style) {
        if self.theme.is_mono() {
            let full = self.theme.swatch(left);
            let ends_here = cut.filter(|_| right.is_none());
            return match ends_here {
                Some(eighths) if left == Role::Output => (EIGHTHS[eighths as usize], Style::new()),
                Some(eighths) if eighths < 4 => ("▏", Style::new()),
                _ => (full, Style::new()),
            };
        }
        let color = |role| {
            if shaded { self.theme.shaded(role) } else { self.theme.color(role) }
        };
        let style = Style::new().fg(color(left));
        match (cut, right) {
            (None, _) => ("█", style),
            (Some(eighths), Some(right)) if right != left => {
                (EIGHTHS[eighths as usize], style.bg(color(right)))
            }
            (Some(_), Some(_)) => ("█", style),
            (Some(eighths), None) => (EIGHTHS[eighths as usize], style),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two(input: f64, output: f64) -> [Segment; 2] {
        [Segment { share: input, role: Role::Input }, Segment { share: output, role: Role::Output }]
    }

    #[test]
    fn lengths_are_in_eighths() {
        assert_eq!(ends(10, &two(0.25, 0.5)), [20, 60]);
        assert_eq!(ends(10, &two(0.0, 1.0)), [0, 80]);
    }

    #[test]
    fn a_cost_that_is_not_zero_always_shows() {
        assert_eq!(ends(10, &two(1e-9, 1e-9)), [0, 1]);
        assert_eq!(ends(10, &two(0.0, 0.0)), [0, 0]);
    }

    #[test]
    fn bars_stay_in_their_column() {
        assert_eq!(ends(10, &two(0.9, 0.9)), [72, 80]);
    }
}
