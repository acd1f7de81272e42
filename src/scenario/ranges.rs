//! The lows and highs of a scenario's fields in TOML.

use super::values;
use crate::controls::Control;
use crate::document::{Draft, Value, nearest};
use crate::workload::{MAX_RANGES, Workload};

/// Reads `[range]`: of each field a list of its low and its high.
pub(super) fn read(value: Value<'_, '_>, work: &mut Workload) {
    let Some(table) = value.table() else { return };
    for (count, (name, pair)) in table.entries().into_iter().enumerate() {
        let Some(control) = Control::ranged(name) else {
            let near = nearest(name, Control::range_names().into_iter());
            let near = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            pair.fault(format!("is no field that may have a range{near}"));
            continue;
        };
        if count >= MAX_RANGES {
            pair.fault(format!("is one too many: at most {MAX_RANGES} fields have a range"));
            continue;
        }
        let Some(items) = pair.items() else { continue };
        let ends: Vec<Option<Option<u64>>> =
            items.iter().map(|item| values::read(control.field(), *item)).collect();
        match ends.as_slice() {
            [Some(Some(low)), Some(Some(high))] if low < high => {
                *work = control.with_range(work, Some((*low, *high)));
            }
            // The fault of one of them is told.
            [_, _] if ends.contains(&None) => {}
            _ => pair.fault("must be a low and a higher high, as in [300, 600]"),
        }
    }
}

/// Writes them, if there are any.
pub(super) fn write(work: &Workload, out: &mut Draft) {
    if work.plans.ranges.is_empty() {
        return;
    }
    out.line("");
    out.line("# Low and high of fields, around what they are set to above.");
    out.line("[range]");
    for range in work.plans.ranges.all() {
        let Some(control) = Control::ranged(range.field) else { continue };
        let kind = control.field();
        let [low, high] = [range.low, range.high].map(|end| values::written(kind, Some(end)));
        out.set(range.field, &format!("[{low}, {high}]"));
    }
}
