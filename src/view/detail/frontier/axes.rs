//! The axes of costs and scores: costs by their logarithm, round figures at both.

use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use crate::app::screen::Area;
use crate::explore::FrontierPoint;
use crate::money::{Currency, grouped};
use crate::view::pen::Pen;
use crate::view::theme::Role;

/// Cells of the scores at the left.
pub(super) const SCORES: u16 = 6;
/// From so many rows on there is a row for the letters of providers below.
pub(super) const LEGEND: u16 = 9;
/// Rows of scores from one to the next, at least.
const ROWS: f64 = 2.2;

/// Where costs and scores are on the screen.
pub(super) struct Axes {
    /// Where points are.
    pub(super) plot: Rect,
    /// The logarithms of the least and the most cost.
    costs: (f64, f64),
    scores: (f64, f64),
    /// What costs are told in.
    currency: Currency,
}

impl Axes {
    /// Axes for these points in an area; none where there is no room or no point.
    pub(super) fn new<'p>(
        points: impl Iterator<Item = &'p FrontierPoint> + Clone,
        area: Area,
        currency: Currency,
    ) -> Option<Self> {
        let below = if area.height >= LEGEND { 2 } else { 1 };
        if area.height < below + 3 || area.width < SCORES + 16 {
            return None;
        }
        let plot = Rect::new(area.x + SCORES, area.y, area.width - SCORES, area.height - below);
        let costs = points.clone().map(|point| currency.approx(point.cost.expected.approx()));
        let least = costs.clone().filter(|cost| *cost > 0.0).fold(f64::INFINITY, f64::min);
        let most = costs.fold(0.0, f64::max);
        let least = if least.is_finite() { least } else { 1.0 };
        let scores = points.clone().map(|point| point.score.approx());
        let (low, high) = scores.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), score| {
            (low.min(score), high.max(score))
        });
        low.is_finite().then_some(Self {
            plot,
            costs: widened(least.ln(), most.max(least).ln()),
            scores: widened(low, high),
            currency,
        })
    }

    /// The cell of a point. What costs nothing stands at the left edge.
    pub(super) fn cell(&self, point: &FrontierPoint) -> (u16, u16) {
        let cost = self.currency.approx(point.cost.expected.approx());
        let x = if cost > 0.0 { place(cost.ln(), self.costs) } else { 0.0 };
        (self.column(x), self.row(place(point.score.approx(), self.scores)))
    }

    fn column(&self, place: f64) -> u16 {
        self.plot.x + (place.clamp(0.0, 1.0) * f64::from(self.plot.width - 1)).round() as u16
    }

    fn row(&self, place: f64) -> u16 {
        let down = (1.0 - place.clamp(0.0, 1.0)) * f64::from(self.plot.height - 1);
        self.plot.y + down.round() as u16
    }

    /// Draws the axes with round figures.
    pub(super) fn draw(&self, pen: &mut Pen<'_>) {
        let theme = pen.theme;
        let (muted, faint) = (theme.style(Role::Muted), theme.style(Role::Line));
        let left = self.plot.x - 1;
        for y in self.plot.top()..self.plot.bottom() {
            pen.text(left, y, 1, "│", faint);
        }
        let rows = f64::from(self.plot.height - 1).max(1.0);
        let step = round_up((self.scores.1 - self.scores.0) * ROWS / rows);
        let decimals = (-step.log10().floor()).max(0.0) as usize;
        let mut score = (self.scores.0 / step).ceil() * step;
        while score <= self.scores.1 {
            let y = self.row(place(score, self.scores));
            pen.right(self.plot.x - SCORES, y, SCORES - 1, &format!("{score:.decimals$}"), muted);
            pen.text(left, y, 1, "┤", faint);
            score += step;
        }
        let mut free = self.plot.x.saturating_sub(SCORES);
        for cost in round_costs(self.costs) {
            let words = self.currency.before() + &round(cost);
            let width = words.width() as u16;
            let x = self.column(place(cost.ln(), self.costs)).saturating_sub(width / 2);
            if x >= free && x + width <= self.plot.right() {
                pen.text(x, self.plot.bottom(), width, &words, muted);
                free = x + width + 2;
            }
        }
    }
}

/// A range with a little room at either end.
fn widened(low: f64, high: f64) -> (f64, f64) {
    let span = high - low;
    let room = if span > 0.0 { span * 0.04 } else { (high.abs() * 0.05).max(0.5) };
    (low - room, high + room)
}

/// Where a value is in a range, from 0.0 to 1.0.
fn place(value: f64, (low, high): (f64, f64)) -> f64 {
    (value - low) / (high - low)
}

/// The next of 1, 2, 5, 10, 20 … that is no less.
fn round_up(step: f64) -> f64 {
    let unit = 10f64.powf(step.log10().floor());
    let times = step / unit;
    let round = [1.0, 2.0, 5.0].into_iter().find(|round| *round >= times - 1e-9).unwrap_or(10.0);
    round * unit
}

/// Round costs within the logarithms of a range: 1, 2 and 5 of each power of ten; the powers alone where
/// there are many.
fn round_costs((low, high): (f64, f64)) -> Vec<f64> {
    let decades = |ln: f64| (ln / std::f64::consts::LN_10).floor() as i32;
    let few = high - low < 6.0 * std::f64::consts::LN_10;
    let digits: &[f64] = if few { &[1.0, 2.0, 5.0] } else { &[1.0] };
    let all = (decades(low)..=decades(high))
        .flat_map(|power| digits.iter().map(move |digit| digit * 10f64.powi(power)));
    all.filter(|cost| (low..=high).contains(&cost.ln())).collect()
}

/// A round cost in a few cells: `0.05`, `20`, `5,000`, `20k`.
fn round(cost: f64) -> String {
    match cost {
        c if c >= 999_999.0 => format!("{:.0}M", c / 1e6),
        c if c >= 9_999.0 => format!("{:.0}k", c / 1e3),
        c if c >= 0.999 => grouped(c.round() as u64),
        c => format!("{:.1$}", c, (-c.log10()).ceil().clamp(1.0, 9.0) as usize),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_round() {
        for (step, round) in [(33.0, 50.0), (1.0, 1.0), (0.03, 0.05), (7.0, 10.0), (200.0, 200.0)] {
            assert!((round_up(step) - round).abs() < 1e-9, "{step}");
        }
        let costs = round_costs((3.0f64.ln(), 60.0f64.ln()));
        let shown: Vec<String> = costs.iter().map(|cost| format!("{cost:.0}")).collect();
        assert_eq!(shown, ["5", "10", "20", "50"]);
        let shown = [0.01, 0.5, 1.0, 2_000.0, 50_000.0, 2e6].map(round);
        assert_eq!(shown, ["0.01", "0.5", "1", "2,000", "50k", "2M"]);
    }
}
