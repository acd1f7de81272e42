//! The words in a ranking's cells, each within its column.

use unicode_width::UnicodeWidthStr;

use super::grid::Grid;
use crate::app::State;
use crate::app::columns::{Column, SCORE};
use crate::billing::MonthBill;
use crate::card::{Bucket, Model, Quantity};
use crate::explore::{Row, Seen, Value};
use crate::money::{Amount, Usd, percent};

/// A cell's words; nothing where there is no figure.
pub(super) fn cell(
    state: &State,
    grid: &Grid<'_>,
    ranked: &Row,
    at: usize,
    model: &Model,
    column: Column,
    width: u16,
) -> String {
    let bill = ranked.bill.as_ref().ok();
    let seen = Seen { model, row: ranked, work: state.workload(), scores: state.scores() };
    let amount = |month: Usd| state.amount(month);
    let rate = |rate: crate::money::Rate| {
        if state.table().per_thousand { rate.per_thousand() } else { decimal(&rate.per_million()) }
    };
    match column {
        Column::Rank => bill.map(|_| (at + 1).to_string()),
        Column::Model => Some(model.name.clone()),
        Column::Provider => Some(model.provider.clone()),
        Column::Cost => bill.map(|bill| money(amount(bill.total()), grid.places, width)),
        // A cell stays free: the mark of the cost stands right before the column.
        Column::Spread => ranked.spread.map(|(low, high)| {
            range((amount(low), amount(high)), grid.places, width.saturating_sub(1))
        }),
        Column::Range => ranked.range.map(|(low, high)| {
            range((amount(low), amount(high)), grid.places, width.saturating_sub(1))
        }),
        Column::Change => {
            let cell = |it| super::difference::cell(it, state.currency(), width);
            state.difference(ranked).map(cell)
        }
        Column::Times => ranked.times_cheapest.map(times),
        Column::OutputShare => bill.and_then(MonthBill::output_share).map(percent),
        Column::Input => bill.map(|bill| money(amount(bill.cost.input()), grid.places, width)),
        Column::Output => {
            bill.map(|bill| money(amount(bill.cost[Bucket::Output]), grid.places, width))
        }
        Column::PerRequest => bill
            .filter(|bill| bill.requests > 0)
            .map(|bill| state.currency().amount(bill.total().per(bill.requests)))
            .map(|each| money(each, grid.request_places, width)),
        Column::Measure(measure) => seen
            .value(measure)
            .map(|value| match value {
                Value::Points(points) => {
                    state.scores().map_or_else(String::new, |scores| scores.shown(points))
                }
                Value::Stated(Quantity::Rate(listed)) => rate(listed),
                Value::Stated(stated) => stated.to_string(),
                Value::PerThousand(rate) => rate.per_thousand(),
                Value::Times(times) => format!("{times:.1}x"),
                Value::Usd(usd) => money(amount(usd), grid.places, width),
            })
            .or_else(|| bill.filter(|_| column == SCORE).map(|_| "no score".to_owned())),
        Column::Bar => None,
    }
    .unwrap_or_default()
}

/// An amount whose decimal point stands where its column's does; one that is too wide loses its
/// cents, then its thousands, with a letter that says so.
pub(super) fn money(amount: Amount, places: u32, width: u16) -> String {
    let full = amount.with_places(places);
    if full.width() <= usize::from(width) {
        return full;
    }
    let whole = amount.with_places(0);
    if whole.width() <= usize::from(width) {
        return whole;
    }
    amount.compact()
}

/// A cost at the lowest and at the highest count: `$3.34–$3.55`, in fewer digits where those are
/// too wide.
pub(super) fn range((low, high): (Amount, Amount), places: u32, width: u16) -> String {
    let full = format!("{}–{}", low.with_places(places), high.with_places(places));
    if full.chars().count() <= usize::from(width) {
        full
    } else {
        format!("{}–{}", low.compact(), high.compact())
    }
}

/// A rate with at least two decimals.
pub(super) fn decimal(text: &str) -> String {
    match text.split_once('.') {
        None => format!("{text}.00"),
        Some((whole, fraction)) => format!("{whole}.{fraction:0<2}"),
    }
}

/// A multiple of the cheapest, in seven cells.
pub(super) fn times(times: f64) -> String {
    match times {
        t if t >= 99_999.5 => format!("{:.0e}x", t),
        t if t >= 999.95 => format!("{t:.0}x"),
        t => format!("{t:.1}x"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_keeps_to_its_column() {
        let dollars = |amount: i128| Usd::from_pico(amount * 1_000_000_000_000).dollars();
        assert_eq!(money(dollars(1_708), 2, 12), "$1,708.00");
        assert_eq!(money(dollars(12_345_678), 2, 12), "$12,345,678");
        assert_eq!(money(dollars(98_765_432_100), 2, 12), "$98.8B");
    }

    #[test]
    fn a_range_leaves_the_cell_of_the_mark_free() {
        for cents in
            [1, 9_999, 1_072_995, 10_772_995, 99_999_999, 99_999_999_999, 1_234_567_890_012]
        {
            let amount = Usd::from_pico(cents * 10_000_000_000).dollars();
            let words = range((amount, amount), 2, 15);
            assert!(words.chars().count() <= 15, "{words}");
        }
    }

    #[test]
    fn multiples_fit_seven_cells() {
        for value in [1.0, 8.44, 506.5, 999.96, 12_345.6, 1e9] {
            assert!(times(value).len() <= 7, "{}", times(value));
        }
    }
}
