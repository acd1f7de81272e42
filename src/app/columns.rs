//! The columns of the ranking, as data.

use crate::card::Fact;

/// A column of the ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Column {
    /// Place by cost.
    Rank,
    /// Name.
    Model,
    /// Who makes it.
    Provider,
    /// Monthly cost.
    #[default]
    Cost,
    /// Monthly cost from the lowest to the highest count of the texts.
    Range,
    /// Difference to the pinned scenario.
    Change,
    /// Multiple of the cheapest.
    Times,
    /// Share of output in the cost.
    OutputShare,
    /// Cost of all input.
    Input,
    /// Cost of output.
    Output,
    /// Cost of one request.
    PerRequest,
    /// Input rate.
    InputRate,
    /// Output rate.
    OutputRate,
    /// Output rate as a multiple of the input rate.
    Ratio,
    /// A fact of the model.
    Fact(Fact),
    /// The bar.
    Bar,
}

/// How a column is laid out and named.
#[derive(Debug, Clone, Copy)]
pub struct ColumnSpec {
    /// Which column.
    pub column: Column,
    /// Its heading.
    pub heading: &'static str,
    /// Its least width in cells.
    pub width: u16,
    /// How early it gets room: all columns up to some rank are shown. Zero is always.
    pub rank: u8,
    /// Whether its cells end at the right.
    pub right: bool,
}

const fn spec(
    column: Column,
    heading: &'static str,
    width: u16,
    rank: u8,
    right: bool,
) -> ColumnSpec {
    ColumnSpec { column, heading, width, rank, right }
}

/// A column of a fact: where there is room for everything, and where one sorts by it.
const fn fact(fact: Fact) -> ColumnSpec {
    spec(Column::Fact(fact), fact.spec().heading, 10, LAST_RANK, true)
}

/// The columns from left to right.
pub const COLUMNS: &[ColumnSpec] = &[
    spec(Column::Rank, "#", 3, 0, true),
    spec(Column::Model, "Model", 16, 0, false),
    spec(Column::Provider, "Provider", 9, 5, false),
    spec(Column::Cost, "$/month", 12, 0, true),
    spec(Column::Range, "low – high", 16, 7, true),
    spec(Column::Change, "vs pinned", 16, 1, true),
    spec(Column::Times, "x best", 7, 3, true),
    spec(Column::OutputShare, "out%", 5, 4, true),
    spec(Column::Input, "input $", 12, 8, true),
    spec(Column::Output, "output $", 12, 8, true),
    spec(Column::PerRequest, "$/request", 11, 6, true),
    spec(Column::InputRate, "in", 8, 9, true),
    spec(Column::OutputRate, "out", 8, 9, true),
    spec(Column::Ratio, "out:in", 6, 10, true),
    fact(Fact::Context),
    fact(Fact::EndOfLife),
    spec(Column::Bar, "", BAR_LEAST, BAR_RANK, false),
];

/// The widest a model's name gets.
const MODEL_WIDTH_MOST: u16 = 27;
/// The narrowest bars that are worth drawing.
const BAR_LEAST: u16 = 12;
/// Bars wide enough for more columns to be let in.
const BAR_WIDE: u16 = 26;
/// The rank of the bars.
const BAR_RANK: u8 = 2;
/// The rank of what comes last.
const LAST_RANK: u8 = 11;
/// The last rank that is let in beside narrow bars.
const NARROW_RANK: u8 = 4;

/// The columns that fit `width` cells, each with its width, one cell between them. Room left over
/// goes to names and bars in turn; the later ranks come only where bars stay wide. The column that
/// models are sorted by is always among them; the difference to a pin only where there is one.
pub fn fit(width: u16, sort: Column, pinned: bool) -> Vec<(&'static ColumnSpec, u16)> {
    let mut shown: Vec<(&'static ColumnSpec, u16)> = Vec::new();
    for most in (0..=LAST_RANK).rev() {
        let ranked = COLUMNS
            .iter()
            .filter(|spec| spec.rank <= most || spec.column == sort)
            .filter(|spec| pinned || spec.column != Column::Change);
        shown = ranked.map(|spec| (spec, spec.width)).collect();
        let wider_bar = if most > NARROW_RANK { BAR_WIDE - BAR_LEAST } else { 0 };
        if needed(&shown) + wider_bar <= width {
            break;
        }
    }
    let mut room = width.saturating_sub(needed(&shown));
    for (column, most) in [
        (Column::Model, 22),
        (Column::Bar, BAR_WIDE),
        (Column::Model, MODEL_WIDTH_MOST),
        (Column::Bar, u16::MAX),
    ] {
        if let Some((_, width)) = shown.iter_mut().find(|(spec, _)| spec.column == column) {
            let more = room.min(most.saturating_sub(*width));
            *width += more;
            room -= more;
        }
    }
    shown
}

fn needed(columns: &[(&ColumnSpec, u16)]) -> u16 {
    let gaps = columns.len().saturating_sub(1) as u16;
    columns.iter().map(|(_, width)| width).sum::<u16>() + gaps
}

/// The columns one can sort by, in the order in which a key goes through them.
pub fn sortable() -> impl DoubleEndedIterator<Item = Column> + Clone {
    COLUMNS
        .iter()
        .map(|spec| spec.column)
        .filter(|column| !matches!(column, Column::Rank | Column::Bar))
}

/// A column's heading.
pub fn heading(column: Column) -> &'static str {
    COLUMNS.iter().find(|spec| spec.column == column).map_or("", |spec| spec.heading)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_always_fit_and_more_come_with_room() {
        let mut before = 0;
        for width in 30..=300 {
            let columns = fit(width, Column::Cost, true);
            assert!(needed(&columns) <= width.max(35), "{width}");
            assert!(columns.len() >= before, "{width} loses a column");
            before = columns.len();
        }
        assert_eq!(before, COLUMNS.len());
    }

    #[test]
    fn the_column_of_the_order_is_always_there() {
        for column in sortable() {
            for width in [56, 76, 130] {
                let shown = fit(width, column, true);
                assert!(shown.iter().any(|(spec, _)| spec.column == column), "{column:?}");
                assert!(needed(&shown) <= width, "{column:?} at {width}");
            }
        }
    }

    #[test]
    fn eighty_columns_show_cost_and_bars() {
        let columns: Vec<Column> =
            fit(78, Column::Cost, false).iter().map(|(spec, _)| spec.column).collect();
        for column in [Column::Rank, Column::Model, Column::Cost, Column::Times, Column::Bar] {
            assert!(columns.contains(&column));
        }
    }
}
