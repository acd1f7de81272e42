//! The frame of a chart: costs at the left, values below, lines between, and marks upon them.

use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use crate::app::screen::Area;
use crate::app::wrap::wrapped;
use crate::app::{State, Target};
pub(super) use crate::document::capital as upper;
use crate::explore::Refused;
use crate::money::Currency;
use crate::view::pen::Pen;
use crate::view::plot::Plot;
use crate::view::theme::{Role, Theme};

/// Cells for the costs at the left.
const COSTS: u16 = 8;
/// Costs this far apart are drawn on a logarithmic axis.
const FAR_APART: f64 = 60.0;

/// The colours of lines, the selected model's first.
const LINES: [Role; 5] = [Role::Accent, Role::Output, Role::Cache, Role::Warning, Role::Bad];

/// The style of a line by its place among the lines.
pub(super) fn line_style(theme: &Theme, at: usize) -> Style {
    theme.style(LINES[at % LINES.len()])
}

/// The axis of costs, in dollars.
#[derive(Debug, Clone, Copy)]
pub(super) struct Costs {
    least: f64,
    most: f64,
    log: bool,
    /// What it is labelled in.
    currency: Currency,
}

impl Costs {
    /// An axis for these costs; from nothing up, unless `may_log` and they lie far apart.
    pub(super) fn of(
        costs: impl Iterator<Item = f64> + Clone,
        may_log: bool,
        currency: Currency,
    ) -> Self {
        let most = costs.clone().fold(0.0, f64::max);
        let positive = costs.filter(|cost| *cost > 0.0);
        let least = positive.fold(f64::INFINITY, f64::min);
        let log = may_log && least.is_finite() && most / least > FAR_APART;
        Self {
            least: if log { least } else { 0.0 },
            most: if most > 0.0 { most } else { 1.0 },
            log,
            currency,
        }
    }

    /// How high a cost stands, from 0.0 to 1.0.
    pub(super) fn height(&self, dollars: f64) -> f64 {
        if self.log {
            (dollars.max(self.least) / self.least).ln() / (self.most / self.least).ln()
        } else {
            dollars / self.most
        }
    }

    /// The cost at a height.
    fn at(&self, height: f64) -> f64 {
        if self.log {
            self.least * (self.most / self.least).powf(height)
        } else {
            self.most * height
        }
    }
}

/// A chart with its frame drawn; lines and marks are still to come.
pub(super) struct Chart {
    /// Where the lines are.
    pub(super) plot: Rect,
    lines: Plot,
}

impl Chart {
    /// Draws the frame into an area of at least three rows. `below` are words under places of the
    /// axis, from 0.0 to 1.0; `right` is how many cells stay free at the right.
    pub(super) fn new(
        pen: &mut Pen<'_>,
        area: Area,
        costs: Costs,
        below: &[(f64, String)],
        right: u16,
    ) -> Option<Self> {
        if area.height < 3 || area.width < COSTS + right + 12 {
            return None;
        }
        let plot =
            Rect::new(area.x + COSTS + 1, area.y, area.width - COSTS - 1 - right, area.height - 1);
        let theme = pen.theme;
        let (muted, faint) = (theme.style(Role::Muted), theme.style(Role::Line));
        for y in plot.top()..plot.bottom() {
            pen.text(plot.x - 1, y, 1, "│", faint);
        }
        let ticks = if plot.height >= 6 { 3 } else { 2 };
        for tick in 0..ticks {
            let height = f64::from(tick) / f64::from(ticks - 1);
            let row = ((1.0 - height) * f64::from(plot.height - 1)).round() as u16;
            let words = few(costs.at(height), costs.currency);
            pen.right(area.x, plot.y + row, COSTS, &words, muted);
        }
        let mut end = 0;
        for (place, words) in below {
            let width = words.width() as u16;
            let middle = plot.x + (place * f64::from(plot.width - 1)).round() as u16;
            let x = middle
                .saturating_sub(width / 2)
                .max(area.x)
                .min((area.x + area.width).saturating_sub(width));
            if x > end || end == 0 {
                pen.text(x, plot.bottom(), width, words, muted);
                end = x + width;
            }
        }
        pen.hits.add(plot, Target::Chart);
        Some(Self { plot, lines: Plot::new(plot) })
    }

    /// Adds a line of heights from 0.0 to 1.0.
    pub(super) fn line(&mut self, points: &[(f64, Option<f64>)], style: Style) {
        self.lines.line(points, style);
    }

    /// Draws the lines, and over them a mark at a place of the axis, with the height of a line.
    pub(super) fn finish(self, pen: &mut Pen<'_>, place: f64, height: Option<f64>) {
        let theme = pen.theme;
        let x =
            self.plot.x + (place.clamp(0.0, 1.0) * f64::from(self.plot.width - 1)).round() as u16;
        for y in self.plot.top()..self.plot.bottom() {
            pen.text(x, y, 1, "┊", theme.style(Role::Focus));
        }
        self.lines.draw(pen);
        if let Some(height) = height {
            let row = (1.0 - height.clamp(0.0, 1.0)) * f64::from(self.plot.height - 1);
            let y = self.plot.y + row.round() as u16;
            pen.text(x, y, 1, "●", theme.bold(Role::Focus));
        }
    }
}

/// Dollars in a currency, in at most eight cells with a sign, eleven with a code.
pub(super) fn few(dollars: f64, currency: Currency) -> String {
    let amount = currency.approx(dollars);
    let number = match amount {
        0.0 => "0".to_owned(),
        a if a >= 999_500_000.0 => format!("{:.1}B", a / 1e9),
        a if a >= 999_500.0 => format!("{:.1}M", a / 1e6),
        a if a >= 9_999.5 => format!("{:.0}k", a / 1e3),
        a if a >= 99.95 => crate::money::grouped(a.round() as u64),
        a if a >= 0.01 => format!("{a:.2}"),
        a => format!("{a:.4}"),
    };
    currency.before() + &number
}

/// The names of the lines in their colours, on one row.
pub(super) fn legend(pen: &mut Pen<'_>, state: &State, area: Area, models: &[usize]) {
    let mut x = area.x;
    let end = area.x + area.width;
    for (at, model) in models.iter().enumerate() {
        let Some(model) = state.card().models.get(*model) else {
            continue;
        };
        let theme = pen.theme;
        let room = end.saturating_sub(x);
        if room < 8 {
            return;
        }
        x = pen.text(x, area.y, room, "── ", line_style(theme, at));
        let style = if at == 0 { theme.bold(Role::Text) } else { theme.style(Role::Muted) };
        x = pen.text(x, area.y, end.saturating_sub(x), &state.name_of(model), style) + 2;
    }
}

/// Sentences over as many rows as they need, as far as there is room; returns how many rows that
/// were.
pub(super) fn sentences(pen: &mut Pen<'_>, area: Area, words: &[(String, Style)]) -> u16 {
    let mut y = area.y;
    for (sentence, style) in words {
        for line in wrapped(sentence, usize::from(area.width)) {
            if y >= area.y + area.height {
                return y - area.y;
            }
            pen.text(area.x, y, area.width, &line, *style);
            y += 1;
        }
    }
    y - area.y
}

/// Why there is no answer.
pub(super) fn refusal(pen: &mut Pen<'_>, area: Area, refused: &Refused) {
    let words = refused_words(pen, refused);
    sentences(pen, area, &[words]);
}

/// Why there is no answer, as one of [`sentences`].
pub(super) fn refused_words(pen: &Pen<'_>, refused: &Refused) -> (String, Style) {
    (format!("{}.", upper(&refused.to_string())), pen.theme.style(Role::Warning))
}

/// A row of a control with its slider, as in the workload pane.
pub(super) fn control_row(
    pen: &mut Pen<'_>,
    state: &State,
    area: Area,
    row: usize,
    control: crate::controls::Control,
    label: &str,
) {
    let theme = pen.theme;
    let work = state.workload();
    let focused = state.focus() == crate::app::screen::Pane::Detail;
    let chosen = state.view_control() == Some(control);
    let rect = Rect::new(area.x, area.y, area.width, 1);
    let style = pen.list_row(rect, chosen && focused);
    pen.hits.add(rect, Target::ViewRow(row));
    pen.text(area.x + 2, area.y, 18, label, style);
    let typing = state.typing().filter(|typing| typing.entry == crate::app::Entry::Value(control));
    let x = area.x + 20;
    if let Some(typing) = typing {
        let role = if typing.fault.is_some() { Role::Bad } else { Role::Focus };
        let room = area.width.saturating_sub(20);
        pen.text(x, area.y, room, &format!("{}▏", typing.text), theme.bold(role));
        return;
    }
    let automatic = state.automatic(control);
    pen.right(x, area.y, 11, &control.shown(work, automatic), theme.bold(Role::Strong));
    let slider = Rect::new(x + 12, area.y, area.width.saturating_sub(33).min(40), 1);
    let position = control.position(work, automatic);
    pen.slider(slider.x, slider.y, slider.width, position, chosen && focused, true);
    pen.hits.add(slider, Target::Slider(control));
}
