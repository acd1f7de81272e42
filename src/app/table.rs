//! What the ranking shows: which models, in which order, which one is selected.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::columns::{Column, SCORE};
use super::pins::Pins;
use crate::card::{Bucket, Card, Date, Life, Model};
use crate::explore::{Measure, Picked, Query, Ranking, Row, Seen, Value};
use crate::money::Usd;
use crate::score::Scores;
use crate::workload::{Basis, Workload};

/// How bars are drawn to length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BarScale {
    /// Linear, the dearest row in sight filling the column.
    #[default]
    Visible,
    /// Linear, the dearest of all rows filling the column.
    All,
    /// Logarithmic over all rows; not stacked, since shares of a logarithm mislead.
    Log,
}

impl BarScale {
    /// The scale after this one.
    pub const fn next(self) -> Self {
        match self {
            Self::Visible => Self::All,
            Self::All => Self::Log,
            Self::Log => Self::Visible,
        }
    }

    /// Its words on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Visible => "bars to rows in sight",
            Self::All => "bars to all rows",
            Self::Log => "log bars",
        }
    }

    /// What the length of a bar says.
    pub const fn help(self) -> &'static str {
        match self {
            Self::Visible => "bars: the dearest row in sight fills its column",
            Self::All => "bars: the dearest of all rows fills its column",
            Self::Log => "bars: on a logarithmic scale, each step ten times the cost",
        }
    }
}

/// What the ranking shows.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Which models, in which order.
    pub choice: Choice,
    /// The id of the selected model.
    pub selected: Option<String>,
    /// The model that was selected before the mix was, to go back to where that goes.
    pub(super) behind: Option<String>,
    /// How bars are drawn.
    pub scale: BarScale,
    /// Whether rates are per 1K tokens rather than per 1M.
    pub per_thousand: bool,
    /// The columns that are chosen, in their order; none where they are those there is room for.
    pub columns: Option<Vec<Column>>,
    /// The first row in sight.
    pub scroll: usize,
    /// Rows of the ranking that are shown, in order, as places in [`Ranking::rows`].
    rows: Vec<usize>,
    /// How many rows the filter leaves out since what it asks is not known of them.
    unknown: usize,
}

/// What is chosen of which models are shown, and in which order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Choice {
    /// The column they are sorted by.
    pub sort: Column,
    /// Whether the order is reversed.
    pub descending: bool,
    /// Which models are meant.
    pub filter: Query,
    /// Providers that are hidden.
    pub hidden: BTreeSet<String>,
    /// Ids of the models marked to be compared.
    pub marked: BTreeSet<String>,
    /// Whether only marked models are shown.
    pub only_marked: bool,
    /// Whether models are shown that have ended or are for other work than text.
    pub unlisted: bool,
    /// For how much of the work amounts are.
    pub basis: Basis,
}

impl Table {
    /// One with these columns; without any, with those there is room for.
    pub(super) fn with_columns(columns: Vec<Column>) -> Self {
        let columns = (!columns.is_empty()).then_some(columns);
        Self { columns, ..Self::default() }
    }

    /// The rows shown, in order, as places in [`Ranking::rows`].
    pub fn rows(&self) -> &[usize] {
        &self.rows
    }

    /// How many rows the filter leaves out since what it asks is not known of them.
    pub const fn unknown(&self) -> usize {
        self.unknown
    }

    /// Whether a model takes part in the comparison.
    pub fn wants(&self, model: &Model, today: Date) -> bool {
        let is_asked = || {
            self.choice.filter.asks_unlisted() && !matches!(model.life(today), Life::Ended { .. })
        };
        (self.choice.unlisted || model.is_listed(today) || is_asked())
            && !self.choice.hidden.contains(&model.provider)
            && (!self.choice.only_marked || self.choice.marked.contains(&model.id))
    }

    /// Shows the rows that the filter means, sorted, and keeps the selection on its model and in sight
    /// of `height` rows.
    pub fn arrange(&mut self, of: Of<'_>, picked: Picked, pins: &Pins, height: usize) {
        self.rows = picked.rows;
        self.unknown = picked.unknown.len();
        let (sort, descending) = (self.choice.sort, self.choice.descending);
        let basis = self.choice.basis.in_workload(of.work);
        if (sort, descending) != (Column::Cost, false) {
            arranged(&mut self.rows, of, (pins, basis), (sort, descending));
        }
        self.keep_selection(of.card, of.ranking, height);
    }

    /// Keeps the selection on a model that is shown, and in sight of `height` rows.
    pub(super) fn keep_selection(&mut self, card: &Card, ranking: &Ranking, height: usize) {
        if self.selected_row(card, ranking).is_none() && self.behind.is_some() {
            self.selected = self.behind.take();
        }
        if self.selected_row(card, ranking).is_none() {
            let first = self.rows.first();
            let first = first.and_then(|&at| ranking.model(card, &ranking.rows[at]));
            self.selected = first.map(|model| model.id.clone());
        }
        self.keep_in_sight(card, ranking, height);
    }

    /// The place of the selected model among the rows shown.
    pub fn selected_row(&self, card: &Card, ranking: &Ranking) -> Option<usize> {
        let id = self.selected.as_deref()?;
        self.rows.iter().position(|&at| {
            ranking.model(card, &ranking.rows[at]).is_some_and(|model| model.id == id)
        })
    }

    /// Selects the row at `place`, or the last one.
    pub fn select(&mut self, card: &Card, ranking: &Ranking, place: usize, height: usize) {
        let place = place.min(self.rows.len().saturating_sub(1));
        let model = self.rows.get(place).and_then(|&at| ranking.model(card, &ranking.rows[at]));
        if let Some(model) = model {
            self.selected = Some(model.id.clone());
        }
        self.keep_in_sight(card, ranking, height);
    }

    /// Scrolls by `rows`, leaving the selection where it is.
    pub fn scroll_by(&mut self, rows: isize, height: usize) {
        self.scroll = self.scroll.saturating_add_signed(rows);
        self.clamp_scroll(height);
    }

    fn keep_in_sight(&mut self, card: &Card, ranking: &Ranking, height: usize) {
        if let Some(place) = self.selected_row(card, ranking) {
            if place < self.scroll {
                self.scroll = place;
            } else if height > 0 && place >= self.scroll + height {
                self.scroll = place + 1 - height;
            }
        }
        self.clamp_scroll(height);
    }

    fn clamp_scroll(&mut self, height: usize) {
        self.scroll = self.scroll.min(self.rows.len().saturating_sub(height));
    }

    /// Sorts by a column: rising at first, scores falling; the other way when it is chosen again.
    pub fn sort_by(&mut self, column: Column) {
        let column = match column {
            Column::Rank | Column::Bar => Column::Cost,
            other => other,
        };
        if self.choice.sort == column {
            self.choice.descending = !self.choice.descending;
        } else {
            self.sort_from_best(column);
        }
    }

    /// Sorts by a column, rising; by scores from the best down.
    pub(super) fn sort_from_best(&mut self, column: Column) {
        self.choice.sort = column;
        self.choice.descending = column == SCORE;
    }
}

/// What rows are of.
#[derive(Debug, Clone, Copy)]
pub struct Of<'a> {
    /// Their ranking.
    pub ranking: &'a Ranking,
    /// The rate card.
    pub card: &'a Card,
    /// The workload.
    pub work: &'a Workload,
    /// How good models are, where that is told.
    pub scores: Option<&'a Scores>,
}

/// Sorts rows of a ranking, told by their places in it, by a column and whether it is to fall. Models without
/// a bill stay at the end, whichever way the rest goes, and before them those of which the column is not
/// known.
pub fn arranged(
    rows: &mut [usize],
    of: Of<'_>,
    (pins, basis): (&Pins, Basis),
    (sort, descending): (Column, bool),
) {
    let ranked = &of.ranking.rows;
    rows.sort_by(|&a, &b| {
        let (row_a, row_b) = (&ranked[a], &ranked[b]);
        let billed = row_b.bill.is_ok().cmp(&row_a.bill.is_ok());
        let known = knows(of, sort, row_b).cmp(&knows(of, sort, row_a));
        let order = compare(of, sort, (pins, basis), row_a, row_b);
        let order = if descending { order.reverse() } else { order };
        billed.then(known).then(order).then(a.cmp(&b))
    });
}

/// Whether there is anything to sort a row by.
fn knows(of: Of<'_>, column: Column, row: &Row) -> bool {
    match column {
        Column::Measure(measure) => value(of, measure, row).is_some(),
        Column::Range => row.range.is_some(),
        Column::Spread => row.spread.is_some(),
        _ => true,
    }
}

fn value<'m>(of: Of<'m>, measure: Measure, row: &'m Row) -> Option<Value<'m>> {
    let Of { ranking, card, work, scores } = of;
    Seen { model: ranking.model(card, row)?, row, work, scores }.value(measure)
}

fn compare(
    of: Of<'_>,
    column: Column,
    (pins, basis): (&Pins, Basis),
    a: &Row,
    b: &Row,
) -> Ordering {
    let model = |row: &Row| of.ranking.model(of.card, row);
    let number = |row: &Row, of: &dyn Fn(&Row) -> Option<f64>| of(row).unwrap_or(f64::INFINITY);
    let by = |of: &dyn Fn(&Row) -> Option<f64>| number(a, of).total_cmp(&number(b, of));
    let money = |of: &dyn Fn(&Row) -> Option<Usd>| of(a).cmp(&of(b));
    match column {
        Column::Model => model(a).map(|m| &m.name).cmp(&model(b).map(|m| &m.name)),
        Column::Provider => model(a).map(|m| &m.provider).cmp(&model(b).map(|m| &m.provider)),
        Column::Range => by(&|row| {
            let (low, high) = row.range.unwrap_or_default();
            Some((high - low).approx())
        }),
        Column::Spread => by(&|row| {
            let (low, high) = row.spread.unwrap_or_default();
            Some((high - low).approx())
        }),
        Column::Change => money(&|row| {
            let difference = pins.difference(&model(row)?.id, row.total()?, (basis, of.work))?;
            Some(difference.change())
        }),
        Column::OutputShare => by(&|row| row.bill.as_ref().ok()?.output_share()),
        Column::Input => money(&|row| Some(row.bill.as_ref().ok()?.cost.input())),
        Column::Output => money(&|row| Some(row.bill.as_ref().ok()?.cost[Bucket::Output])),
        Column::Measure(measure) => {
            let of = |row| value(of, measure, row);
            of(a).partial_cmp(&of(b)).unwrap_or(Ordering::Equal)
        }
        Column::Rank | Column::Cost | Column::Times | Column::PerRequest | Column::Bar => {
            money(&|row| row.total())
        }
    }
}
