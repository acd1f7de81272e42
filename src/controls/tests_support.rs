//! Values of fields at random, for the tests of those who loop over the table.

use proptest::prelude::*;

use super::{Control, Facts, Field};
use crate::workload::Workload;

/// Values of the fields that `of` chooses, each with its control: mostly such as sliders have.
pub(crate) fn any_values(
    of: impl Fn(&Field) -> bool,
) -> impl Strategy<Value = Vec<(Control, Option<u64>)>> {
    let chosen = Control::ALL.iter().filter(|control| of(control.field()));
    chosen.map(|control| any_value(*control)).collect::<Vec<_>>()
}

fn any_value(control: Control) -> BoxedStrategy<(Control, Option<u64>)> {
    let (least, most) = control.field().range();
    let within = (least..=most).prop_map(Some);
    let values = match (control.scale(), control.has_none()) {
        (None, _) => within.boxed(),
        (Some(_), has_none) => {
            let shown = (0.0..=1.0).prop_map(move |position| control.at(position));
            let end = Just(if has_none { None } else { Some(least) });
            prop_oneof![3 => shown, 1 => within, 1 => end].boxed()
        }
    };
    values.prop_map(move |value| (control, value)).boxed()
}

/// A workload with these values in place of its own.
pub(crate) fn with_values(work: Workload, values: &[(Control, Option<u64>)]) -> Workload {
    values.iter().fold(work, |work, (control, value)| control.set(&work, *value, Facts::default()))
}
