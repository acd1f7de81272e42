//! The columns of the ranking, as data.

use std::borrow::Cow;

use crate::explore::{MEASURES, Measure, MeasureSpec};
use crate::money::Currency;
use crate::workload::Basis;

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
    /// The least and the most of a month where fields have a low and a high.
    Spread,
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
    /// What else can be asked of the model.
    Measure(Measure),
    /// The bar.
    Bar,
}

/// How a column is laid out and named.
#[derive(Debug, Clone, Copy)]
pub struct ColumnSpec {
    /// Which column.
    pub column: Column,
    /// The name by which it is chosen; empty where it is always there.
    pub name: &'static str,
    /// Its heading.
    pub heading: &'static str,
    /// Its least width in cells.
    pub width: u16,
    /// How early it gets room: all columns up to some rank are shown. Zero is always.
    pub rank: u8,
    /// Whether its cells end at the right.
    pub right: bool,
    /// What it shows, in a line.
    pub help: &'static str,
}

const fn spec(
    column: Column,
    name: &'static str,
    heading: &'static str,
    width: u16,
    rank: u8,
    right: bool,
    help: &'static str,
) -> ColumnSpec {
    ColumnSpec { column, name, heading, width, rank, right, help }
}

/// The column of the measure of a name.
const fn measured(name: &str, width: u16, rank: u8) -> ColumnSpec {
    let mut at = 0;
    while at + 1 < MEASURES.len() && !is_same(MEASURES[at].name, name) {
        at += 1;
    }
    let MeasureSpec { measure, name, heading, help, .. } = MEASURES[at];
    spec(Column::Measure(measure), name, heading, width, rank, true, help)
}

const fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    one.len() == other.len() && at == one.len()
}

/// Scores, which are there only where they are told.
pub const SCORE: Column = Column::Measure(Measure::Score);

/// What some columns are about, which is not always there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Has {
    /// A pin to hold costs against.
    pub pin: bool,
    /// Scores of models.
    pub scores: bool,
    /// Fields with a low and a high.
    pub ranges: bool,
}

impl Has {
    /// Whether there is what a column is about.
    pub fn what(self, column: Column) -> bool {
        match column {
            Column::Change => self.pin,
            Column::Spread => self.ranges,
            SCORE => self.scores,
            _ => true,
        }
    }
}

/// A column with its width.
type Sized = (&'static ColumnSpec, u16);

/// The columns from left to right.
#[rustfmt::skip] // A line for each row.
pub const COLUMNS: &[ColumnSpec] = &[
    spec(Column::Rank, "", "#", 4, 0, true, "place by cost"),
    spec(Column::Model, "", "Model", 16, 0, false, "the model's name"),
    spec(Column::Provider, "provider", "Provider", 9, 5, false, "who makes it"),
    spec(Column::Cost, "cost", "$/month", 12, 0, true, "what a month of this work costs"),
    spec(Column::Spread, "spread", "low – high", 16, 1, true, "the least and the most, as the fields lie that have a low and a high"),
    spec(Column::Range, "range", "≈ range", 16, 7, true, "the month at the least and the most tokens that the texts may have"),
    spec(Column::Change, "pinned", "vs pinned", 9, 1, true, "the difference to the pinned scenario"),
    measured("score", 8, 1),
    spec(Column::Times, "best", "x cheapest", 10, 3, true, "so many times what the cheapest costs"),
    spec(Column::OutputShare, "share", "out%", 5, 4, true, "how much of the cost is output"),
    spec(Column::Input, "input-cost", "input $", 12, 8, true, "what all input costs"),
    spec(Column::Output, "output-cost", "output $", 12, 8, true, "what all output costs"),
    spec(Column::PerRequest, "request", "$/request", 11, 6, true, "the month over its requests"),
    measured("user", 11, CHOSEN),
    measured("success", 11, CHOSEN),
    measured("input", 8, 9),
    measured("output", 8, 9),
    measured("input-1k", 10, CHOSEN),
    measured("output-1k", 10, CHOSEN),
    measured("ratio", 6, 10),
    measured("ctx", 10, LAST_RANK),
    measured("ends", 10, LAST_RANK),
    measured("out", 9, CHOSEN),
    measured("vision", 6, CHOSEN),
    measured("pdf", 4, CHOSEN),
    measured("audio", 5, CHOSEN),
    measured("video", 5, CHOSEN),
    measured("tools", 5, CHOSEN),
    measured("structured", 10, CHOSEN),
    measured("thinks", 6, CHOSEN),
    measured("cache", 6, CHOSEN),
    measured("min", 6, CHOSEN),
    measured("life", 6, CHOSEN),
    measured("batch", 5, CHOSEN),
    measured("flex", 4, CHOSEN),
    measured("priority", 8, CHOSEN),
    measured("offered", 9, CHOSEN),
    measured("status", 6, CHOSEN),
    measured("kind", 9, CHOSEN),
    spec(Column::Bar, "bar", "", BAR_LEAST, BAR_RANK, false, "the cost as a bar of its parts"),
];

/// The widest a model's name gets.
const MODEL_WIDTH_MOST: u16 = 27;
/// The narrowest bars that are worth drawing.
const BAR_LEAST: u16 = 12;
/// Bars wide enough for more columns to be let in.
const BAR_WIDE: u16 = 26;
/// Room for a change as an amount beside its share.
const CHANGE_WIDE: u16 = 16;
/// The rank of the bars.
const BAR_RANK: u8 = 2;
/// The rank of what comes last.
const LAST_RANK: u8 = 11;
/// The rank of what is shown only where it is chosen, or sorted by.
const CHOSEN: u8 = u8::MAX;
/// The last rank that is let in beside narrow bars.
const NARROW_RANK: u8 = 3;

/// The columns that fit `width` cells, each with its width, one cell between them. Room left over
/// goes to names and bars in turn; the later ranks come only where bars stay wide. The column that
/// models are sorted by is always among them; the difference to a pin and scores only where there are any. Where
/// columns are chosen, it is these after place and name, in their order, as far as they fit.
pub fn fit(
    width: u16,
    sort: Column,
    has: Has,
    chosen: Option<&[Column]>,
) -> Vec<(&'static ColumnSpec, u16)> {
    let shown = match chosen {
        Some(chosen) => of_chosen(width, sort, has, chosen),
        None => of_rank(width, sort, has),
    };
    widened(shown, width)
}

fn of_chosen(width: u16, sort: Column, has: Has, chosen: &[Column]) -> Vec<Sized> {
    let mut order = vec![Column::Rank, Column::Model];
    order.extend(chosen.iter().copied().filter(|column| has.what(*column)));
    if !order.contains(&sort) && has.what(sort) {
        order.push(sort);
    }
    let found = order.iter().filter_map(|column| {
        COLUMNS.iter().find(|spec| spec.column == *column).map(|spec| (spec, spec.width))
    });
    let mut shown: Vec<Sized> = found.collect();
    let may_go = |(spec, _): &Sized| spec.rank > 0 && spec.column != sort;
    while needed(&shown) > width
        && let Some(last) = shown.iter().rposition(may_go)
    {
        shown.remove(last);
    }
    shown
}

fn of_rank(width: u16, sort: Column, has: Has) -> Vec<Sized> {
    let mut shown: Vec<Sized> = Vec::new();
    for most in (0..=LAST_RANK).rev() {
        let ranked = COLUMNS
            .iter()
            .filter(|spec| spec.rank <= most || spec.column == sort)
            .filter(|spec| has.what(spec.column));
        shown = ranked.map(|spec| (spec, spec.width)).collect();
        let wider_bar = if most > NARROW_RANK { BAR_WIDE - BAR_LEAST } else { 0 };
        if needed(&shown) + wider_bar <= width {
            break;
        }
    }
    shown
}

/// Gives room that is left over to names and bars in turn.
fn widened(mut shown: Vec<Sized>, width: u16) -> Vec<Sized> {
    let mut room = width.saturating_sub(needed(&shown));
    for (column, most) in [
        (Column::Model, 22),
        (Column::Bar, BAR_WIDE),
        (Column::Change, CHANGE_WIDE),
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

/// The columns one can sort by, in the order in which a key goes through them: those that have a place
/// without being chosen, and those that are.
pub fn sortable(chosen: &[Column]) -> impl DoubleEndedIterator<Item = Column> + Clone {
    COLUMNS
        .iter()
        .filter(|spec| spec.rank != CHOSEN || chosen.contains(&spec.column))
        .map(|spec| spec.column)
        .filter(|column| !matches!(column, Column::Rank | Column::Bar))
}

/// Those that can be chosen.
pub fn choosable() -> impl Iterator<Item = &'static ColumnSpec> {
    COLUMNS.iter().filter(|spec| !spec.name.is_empty())
}

/// The column that is chosen by a name.
pub fn named(name: &str) -> Option<Column> {
    choosable().find(|spec| spec.name == name).map(|spec| spec.column)
}

/// A column's row.
pub fn of(column: Column) -> Option<&'static ColumnSpec> {
    COLUMNS.iter().find(|spec| spec.column == column)
}

impl ColumnSpec {
    /// Its heading over amounts in a currency, by a basis.
    pub fn heading_in(&self, currency: Currency, basis: Basis) -> Cow<'static, str> {
        let amounts = [Column::Cost, Column::Input, Column::Output, Column::PerRequest]
            .contains(&self.column);
        let heading = match (self.column, basis) {
            (Column::Cost, _) if basis != Basis::Month => {
                Cow::Owned(format!("$/{}", basis.spec().unit))
            }
            _ => Cow::Borrowed(self.heading),
        };
        match amounts && !currency.is_dollars() {
            true => heading.replace('$', &currency.word()).into(),
            false => heading,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Has = Has { pin: true, scores: true, ranges: true };

    #[test]
    fn columns_always_fit_and_more_come_with_room() {
        let mut before = 0;
        for width in 30..=300 {
            let columns = fit(width, Column::Cost, ALL, None);
            assert!(needed(&columns) <= width.max(35), "{width}");
            assert!(columns.len() >= before, "{width} loses a column");
            before = columns.len();
        }
        assert_eq!(before, COLUMNS.iter().filter(|spec| spec.rank != CHOSEN).count());
    }

    #[test]
    fn the_column_of_the_order_is_always_there() {
        let all: Vec<Column> = COLUMNS.iter().map(|spec| spec.column).collect();
        for column in sortable(&all) {
            for width in [56, 76, 130] {
                let shown = fit(width, column, ALL, None);
                assert!(shown.iter().any(|(spec, _)| spec.column == column), "{column:?}");
                assert!(needed(&shown) <= width, "{column:?} at {width}");
            }
        }
    }

    #[test]
    fn chosen_columns_keep_their_order_as_far_as_they_fit() {
        let chosen = ["ctx", "cost", "ends", "bar", "vision"].map(|name| named(name).unwrap());
        let shown = |width, sort| {
            let columns = fit(width, sort, Has::default(), Some(&chosen));
            assert!(needed(&columns) <= width, "{width}");
            columns.iter().map(|(spec, _)| spec.name).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(shown(120, Column::Cost), "  ctx cost ends bar vision");
        assert_eq!(shown(70, Column::Cost), "  ctx cost ends bar");
        assert_eq!(shown(58, Column::Cost), "  ctx cost ends");
        assert_eq!(shown(58, Column::Times), "  ctx cost best");
    }

    #[test]
    fn rank_prints_the_columns_by_the_same_names() {
        let printed = crate::report::column_names();
        for spec in choosable() {
            let is_of_the_screen = ["range", "spread", "pinned", "bar"].contains(&spec.name);
            assert_eq!(printed.contains(&spec.name), !is_of_the_screen, "{}", spec.name);
            assert!(spec.heading.chars().count() <= usize::from(spec.width));
        }
        assert_eq!(printed.len(), choosable().count() - 4);
    }

    #[test]
    fn eighty_columns_show_cost_and_bars() {
        let columns: Vec<Column> = fit(78, Column::Cost, Has::default(), None)
            .iter()
            .map(|(spec, _)| spec.column)
            .collect();
        for column in [Column::Rank, Column::Model, Column::Cost, Column::Times, Column::Bar] {
            assert!(columns.contains(&column));
        }
    }
}
