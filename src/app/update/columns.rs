//! The list of columns: which are shown, and in which order.

use super::super::columns::{self, Column, ColumnSpec, SCORE, choosable, sortable};
use super::super::screen::Pane;
use super::super::state::State;

impl State {
    /// The columns that can be chosen and whether they are: those that are first, in their order.
    pub fn column_rows(&self) -> Vec<(&'static ColumnSpec, bool)> {
        let shown = self.shown_columns();
        let of = |column: &Column| choosable().find(|spec| spec.column == *column);
        let on = shown.iter().filter_map(of).map(|spec| (spec, true));
        let off = choosable().filter(|spec| !shown.contains(&spec.column));
        on.chain(off.map(|spec| (spec, false))).collect()
    }

    /// The columns that the ranking can be sorted by, in their order.
    pub fn sort_rows(&self) -> Vec<&'static ColumnSpec> {
        let chosen = self.table.columns.as_deref().unwrap_or_default();
        let columns = sortable(chosen).filter(|column| self.has().what(*column));
        columns.filter_map(columns::of).collect()
    }

    /// The columns that are chosen; without a choice, those there is room for.
    fn shown_columns(&self) -> Vec<Column> {
        if let Some(chosen) = &self.table.columns {
            return chosen.clone();
        }
        let pane = self.screen().and_then(|screen| screen.pane(Pane::Ranking));
        let width = pane.map_or(0, |area| area.inner().width.saturating_sub(2));
        let shown = columns::fit(width, self.table.choice.sort, self.has(), None);
        let named = shown.into_iter().filter(|(spec, _)| !spec.name.is_empty());
        let mut named: Vec<Column> = named.map(|(spec, _)| spec.column).collect();
        // They have their places as soon as something is pinned, or scored.
        for column in [SCORE, Column::Change].into_iter().filter(|it| !self.has().what(*it)) {
            let after = named.iter().position(|column| *column == Column::Cost);
            named.insert(after.map_or(0, |at| at + 1), column);
        }
        named
    }

    /// Shows the column of a row of the list, or hides it.
    pub(super) fn flip_column(&mut self, row: usize) {
        let Some((spec, is_shown)) = self.column_rows().get(row).copied() else {
            return;
        };
        let mut shown = self.shown_columns();
        if is_shown {
            shown.retain(|column| *column != spec.column);
        } else {
            shown.push(spec.column);
        }
        self.table.columns = Some(shown);
    }

    /// Moves the column of a row of the list before or after its neighbour; returns its new row.
    pub(super) fn move_column(&mut self, row: usize, later: bool) -> usize {
        let mut shown = self.shown_columns();
        let other = if later { row.checked_add(1) } else { row.checked_sub(1) };
        match other.filter(|other| row < shown.len() && *other < shown.len()) {
            None => row,
            Some(other) => {
                shown.swap(row, other);
                self.table.columns = Some(shown);
                other
            }
        }
    }

    /// The names of the columns that are chosen; none where there is no choice.
    pub(super) fn column_names(&self) -> Vec<&'static str> {
        let chosen = self.table.columns.iter().flatten();
        let spec = |column: &Column| choosable().find(|spec| spec.column == *column);
        chosen.filter_map(spec).map(|spec| spec.name).collect()
    }
}
