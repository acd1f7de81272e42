//! Where the order of two figures changes.

/// A change of order on an axis of whole numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Change {
    /// The last number before the new order.
    pub(super) before: u64,
    /// The first number of the new order, one more.
    pub(super) after: u64,
    /// Whether the difference is above zero from there on and below before, or the other way
    /// round.
    pub(super) rises: bool,
}

/// The places at which a difference changes its sign, found by halving between the points of a
/// rising grid, where `None` is a place without a difference.
///
/// A difference of zero belongs to the order before it. Two changes between neighbouring points
/// undo each other and are not seen.
pub(super) fn changes(
    grid: impl IntoIterator<Item = (u64, Option<i128>)>,
    mut difference: impl FnMut(u64) -> Option<i128>,
) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut last: Option<(u64, i128)> = None;
    for (at, here) in grid {
        let sign = match here.map(i128::signum) {
            None => {
                last = None;
                continue;
            }
            Some(0) => continue,
            Some(sign) => sign,
        };
        if let Some((from, before)) = last
            && before != sign
        {
            let (mut low, mut high) = (from, at);
            while high - low > 1 {
                let middle = low + (high - low) / 2;
                if difference(middle).map(i128::signum) == Some(sign) {
                    high = middle;
                } else {
                    low = middle;
                }
            }
            changes.push(Change { before: low, after: high, rises: sign > 0 });
        }
        last = Some((at, sign));
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn zero_belongs_to_what_was_before() {
        // -1 up to 5, 0 at 6, 1 at 7.
        let at = |x: u64| Some(i128::from(x.clamp(5, 8)) - 6);
        let found = changes([0, 6, 10].map(|x| (x, at(x))), at);
        let change = Change { before: 6, after: 7, rises: true };
        assert_eq!(found, [change]);
        assert_eq!(changes([0, 4].map(|x| (x, at(x))), at), []);
        let gap = [(0, Some(-1)), (5, None), (9, Some(1))];
        assert_eq!(changes(gap, |_| None), []);
    }

    proptest! {
        #[test]
        fn a_change_is_found_to_the_unit(
            threshold in 0..1_000_000u64,
            points in 2..50usize,
            rises in any::<bool>(),
        ) {
            let at = |x: u64| Some(if (x > threshold) == rises { 3 } else { -3 });
            let step = 1_000_001 / points as u64;
            let grid = (0..=points as u64).map(|point| point * step).chain([1_000_001]);
            let found = changes(grid.map(|x| (x, at(x))), at);
            let change = Change { before: threshold, after: threshold + 1, rises };
            prop_assert_eq!(found, vec![change]);
        }
    }
}
