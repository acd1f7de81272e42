//! What models must have, as the filter says it.

use super::super::needs::{NEEDS, NeedRow, NeedSpec, stepped};
use super::super::state::State;
use crate::explore::Query;

impl State {
    /// The needs as the filter has them, with what each leaves out.
    pub fn needs(&self) -> Vec<NeedRow> {
        let filter = self.table.choice.filter.text();
        let row = |spec: &'static NeedSpec| {
            let word = filter.split_whitespace().find(|word| spec.is_asked_by(word));
            let picked = word.map(|word| self.asked().picked(self.ranking(), &Query::parse(word)));
            let all = self.ranking().rows.len();
            let out = picked.map_or((0, 0), |picked| {
                let unknown = picked.unknown.len();
                (all - picked.rows.len() - unknown, unknown)
            });
            let values = spec.choices(self.today()).iter().map(|word| spec.value(word)).collect();
            NeedRow { spec, asked: word.map(|word| spec.value(word)), values, out }
        };
        NEEDS.iter().map(row).collect()
    }

    /// Asks for the next step of a need, or the one before.
    pub(super) fn step_need(&mut self, row: usize, forward: bool) {
        if let Some(spec) = NEEDS.get(row) {
            let filter = self.table.choice.filter.text();
            let filter = stepped(filter, spec, self.today(), forward);
            self.table.choice.filter = Query::parse(&filter);
        }
    }
}
