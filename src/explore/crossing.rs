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

/// The places between the points of a rising grid at which a figure jumps: the last number before and
/// the first after each, found by halving where the kinds of two points differ. A kind that gives way
/// to another does not come back before the next point.
pub(super) fn jumps<K: PartialEq>(
    grid: impl IntoIterator<Item = (u64, K)>,
    mut kind: impl FnMut(u64) -> K,
) -> Vec<u64> {
    let mut jumps = Vec::new();
    let mut last: Option<(u64, K)> = None;
    for (at, here) in grid {
        while let Some((from, before)) = last.take().filter(|(_, before)| *before != here) {
            let (low, high) = halved(from, at, |middle| kind(middle) != before);
            jumps.extend([low, high]);
            if high == at {
                break;
            }
            last = Some((high, kind(high)));
        }
        last = Some((at, here));
    }
    jumps
}

/// The last number that is not yet `past` and the first that is, of two of which the second is.
pub(super) fn halved(mut low: u64, mut high: u64, mut past: impl FnMut(u64) -> bool) -> (u64, u64) {
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if past(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    (low, high)
}

/// Where a difference is nearest to the other side of zero, between two numbers around one at which
/// it is nearer than at both.
fn dip(
    mut low: u64,
    mut high: u64,
    side: i128,
    difference: &mut impl FnMut(u64) -> Option<i128>,
) -> Option<u64> {
    while high - low > 2 {
        let third = (high - low) / 3;
        let (left, right) = (low + third, high - third);
        let (at_left, at_right) = (difference(left)? * side, difference(right)? * side);
        if at_left < 0 || at_right < 0 {
            return Some(if at_left < 0 { left } else { right });
        }
        if at_left < at_right {
            high = right;
        } else {
            low = left;
        }
    }
    Some(low + 1)
}

/// The places at which a difference changes its sign, found by halving between the points of a
/// rising grid, where `None` is a place without a difference.
///
/// A difference of zero belongs to the order before it. Two changes between neighbouring points
/// are found where the difference comes nearest to zero there, as it does once where it is smooth.
pub(super) fn changes<F: FnMut(u64) -> Option<i128>>(
    grid: impl IntoIterator<Item = (u64, Option<i128>)>,
    mut difference: F,
) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut change = |from: u64, at: u64, sign: i128, difference: &mut F| {
        let past = |middle: u64| difference(middle).map(i128::signum) == Some(sign);
        let (before, after) = halved(from, at, past);
        changes.push(Change { before, after, rises: sign > 0 });
    };
    let mut before: Option<(u64, i128)> = None;
    let mut last: Option<(u64, i128)> = None;
    for (at, here) in grid {
        let Some(here) = here else {
            (before, last) = (None, None);
            continue;
        };
        let sign = here.signum();
        if sign == 0 {
            continue;
        }
        if let Some((from, there)) = last {
            if there.signum() != sign {
                change(from, at, sign, &mut difference);
            } else if let Some((start, first)) = before.filter(|(_, it)| it.signum() == sign)
                && there.abs() <= first.abs()
                && there.abs() < here.abs()
                && let Some(middle) = dip(start, at, sign, &mut difference)
                && difference(middle).map(i128::signum) == Some(-sign)
            {
                change(start, middle, -sign, &mut difference);
                change(middle, at, sign, &mut difference);
            }
        }
        (before, last) = (last, Some((at, here)));
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

    #[test]
    fn two_changes_between_points_are_found() {
        // (x - 43)^2 - 9 is below zero from 41 to 45, and zero at 40 and 46.
        let at = |x: u64| Some((i128::from(x) - 43).pow(2) - 9);
        let found = changes([0, 30, 60, 90].map(|x| (x, at(x))), at);
        let falls = Change { before: 40, after: 41, rises: false };
        let rises = Change { before: 46, after: 47, rises: true };
        assert_eq!(found, [falls, rises]);
        // It only comes near.
        let near = |x: u64| at(x).map(|it| it + 10);
        assert_eq!(changes([0, 30, 60, 90].map(|x| (x, near(x))), near), []);
    }

    #[test]
    fn every_jump_is_found() {
        let kind = |x: u64| (x > 17, x > 19, x >= 64);
        let jumps = |grid: &[u64]| jumps(grid.iter().map(|x| (*x, kind(*x))), kind);
        assert_eq!(jumps(&[0, 50, 100]), [17, 18, 19, 20, 63, 64]);
        assert_eq!(jumps(&[0, 17, 18, 19, 20]), [17, 18, 19, 20]);
        assert!(jumps(&[20, 60]).is_empty());
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
