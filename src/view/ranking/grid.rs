//! What all rows of the ranking share: its columns, decimals and the scale of its bars.

use crate::app::State;
use crate::app::columns::{self, ColumnSpec};
use crate::app::screen::Area;
use crate::app::table::BarScale;
use crate::billing::MonthBill;
use crate::card::Date;
use crate::money::Usd;

/// Cells of the bar column that are kept for a badge where it is wide.
const BADGE_ROOM: u16 = 20;

/// Cells of the longest bar in a column of so many.
pub(super) const fn bar_width(width: u16) -> u16 {
    if width >= BADGE_ROOM + 16 { width - BADGE_ROOM } else { width }
}

/// What all rows share.
pub(super) struct Grid<'a> {
    pub(super) columns: Vec<(&'a ColumnSpec, u16)>,
    /// Decimals of the monthly cost: cents, unless some cost needs more to show at all.
    pub(super) places: u32,
    /// Decimals of the cost of a request.
    pub(super) request_places: u32,
    /// The monthly cost that fills a bar.
    pub(super) most: Usd,
    /// The cost that fills a bar, and the smallest one, in dollars.
    pub(super) scale: (f64, f64),
    pub(super) log: bool,
    /// Whether any of the models thinks.
    pub(super) thinks: bool,
    /// The day against which ends are measured: today, or the card's own.
    pub(super) today: Date,
}

impl Grid<'_> {
    /// What the rows of a table in this area share.
    pub(super) fn of(state: &State, inner: Area) -> Self {
        let table = state.table();
        let ranked = &state.ranking().rows;
        let bills = || ranked.iter().filter_map(|row| row.bill.as_ref().ok());
        let smallest = |of: &dyn Fn(&MonthBill) -> Usd| {
            bills().map(of).filter(|amount| *amount > Usd::ZERO).min().unwrap_or(Usd::ZERO)
        };
        let least = smallest(&MonthBill::total);
        let height = usize::from(inner.height.saturating_sub(1));
        let visible = table.rows().iter().skip(table.scroll).take(height);
        let most = match table.scale {
            BarScale::Visible => visible.filter_map(|&at| ranked[at].total()).max(),
            BarScale::All | BarScale::Log => {
                table.rows().iter().filter_map(|&at| ranked[at].total()).max()
            }
        };
        let (fewest, most_places) = state.basis().spec().places;
        Self {
            // The mark takes two cells at the left.
            columns: columns::fit(
                inner.width.saturating_sub(2),
                table.choice.sort,
                state.has(),
                table.columns.as_deref(),
            ),
            places: state.amount(least).places().clamp(fewest, most_places),
            request_places: state
                .currency()
                .amount(smallest(&|bill| bill.total().per(bill.requests)))
                .places()
                .clamp(4, 8),
            most: most.unwrap_or(Usd::ZERO),
            scale: (most.unwrap_or(Usd::ZERO).approx(), least.approx()),
            log: table.scale == BarScale::Log,
            thinks: bills().any(|bill| !bill.thinking.is_zero()),
            today: state.today(),
        }
    }

    /// The columns with where they begin.
    pub(super) fn places(&self, x: u16) -> impl Iterator<Item = (&ColumnSpec, u16, u16)> {
        let mut at = x;
        self.columns.iter().map(move |&(spec, width)| {
            let start = at;
            at += width + 1;
            (spec, start, width)
        })
    }
}
