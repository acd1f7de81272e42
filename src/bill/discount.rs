//! Discounts that several sums of a bill share.

use std::collections::BTreeSet;

use crate::money::{Share, Usd};

/// All of it, in parts per million.
const WHOLE: i128 = 1_000_000;
/// How many discounts a bill is looked through for.
const MOST: usize = 8;

/// The discounts that a sum fits: from one to another, in parts per million.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    least: i128,
    most: i128,
}

impl Window {
    /// The discounts at which `list` comes to `paid`, give or take `slack`; none where that is dearer than
    /// the list, or below nothing.
    pub(super) fn of(paid: Usd, list: Usd, slack: Usd) -> Option<Self> {
        let (paid, list, slack) = (paid.pico(), list.pico(), slack.pico());
        if list <= 0 || paid <= 0 {
            return None;
        }
        // Rounded outwards: a part per million is the finest that an overlay states.
        let factor = |amount: i128| amount.checked_mul(WHOLE);
        let most = WHOLE - factor(paid - slack)?.div_euclid(list);
        let least = WHOLE - (factor(paid + slack)? + list - 1).div_euclid(list);
        (most > 0).then_some(Self { least: least.max(1), most: most.min(WHOLE - 1) })
    }

    fn holds(self, share: Share) -> bool {
        (self.least..=self.most).contains(&i128::from(share.ppm()))
    }

    /// The shortest per cent that it holds.
    fn simplest(self) -> Option<Share> {
        let steps = [10_000, 1_000, 100, 10, 1];
        let found = steps.into_iter().find_map(|step| {
            let nearest = (self.least + self.most) / 2 / step * step;
            let around = [nearest, nearest + step, nearest - step];
            around.into_iter().find(|ppm| (self.least..=self.most).contains(ppm) && *ppm > 0)
        });
        found.and_then(|ppm| u32::try_from(ppm).ok()).map(Share::from_ppm)
    }
}

/// For each sum the discount that it shares with others, where it does: those that most sums fit first.
/// Sums of one kind alone, which have one price, share none: any price is at some discount.
pub(super) fn shared<K: Ord>(windows: &[Option<Window>], kinds: &[K]) -> Vec<Option<Share>> {
    let mut shares: Vec<Option<Share>> = vec![None; windows.len()];
    for _ in 0..MOST {
        let left = || windows.iter().enumerate().filter(|(at, _)| shares[*at].is_none());
        let of = |share: Share| {
            let fit = left().filter(move |(_, it)| it.is_some_and(|it| it.holds(share)));
            fit.map(|(at, _)| at).collect::<Vec<_>>()
        };
        let candidates: BTreeSet<Share> =
            left().filter_map(|(_, window)| window.and_then(Window::simplest)).collect();
        let fitting = candidates.into_iter().map(|share| (share, of(share)));
        let kinds_of =
            |fit: &[usize]| fit.iter().map(|at| &kinds[*at]).collect::<BTreeSet<_>>().len();
        // Of two that as many fit, the smaller.
        let best = fitting.filter(|(_, fit)| kinds_of(fit) > 1);
        let best = best.max_by_key(|(share, fit)| (fit.len(), std::cmp::Reverse(*share)));
        let Some((share, fit)) = best else { break };
        for at in fit {
            shares[at] = Some(share);
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(paid: i128, list: i128, slack: i128) -> Option<Window> {
        Window::of(Usd::from_pico(paid), Usd::from_pico(list), Usd::from_pico(slack))
    }

    #[test]
    fn discounts_are_as_short_as_rounding_allows() {
        let simplest = |paid, list, slack| window(paid, list, slack)?.simplest().map(Share::ppm);
        assert_eq!(simplest(88_000_000, 100_000_000, 0), Some(120_000));
        // 12% and 12.5% both lie within 1% of what was paid; the shorter is taken.
        assert_eq!(simplest(8_775_000, 10_000_000, 50_000), Some(120_000));
        assert_eq!(simplest(8_765_400, 10_000_000, 0), Some(123_460));
        // A third: no part per million is exact, two are around it.
        assert_eq!(simplest(2, 3, 0), Some(333_333));
        assert_eq!(simplest(11, 10, 0), None);
        assert_eq!(simplest(0, 10, 0), None);
    }

    #[test]
    fn one_price_alone_shares_nothing() {
        let twelve = window(88_000_000, 100_000_000, 0);
        let twenty = window(80_000_000, 100_000_000, 0);
        let found = |windows: &[Option<Window>], kinds: &[u8]| {
            let shares = shared(windows, kinds).into_iter();
            shares.map(|share| share.map(Share::ppm)).collect::<Vec<_>>()
        };
        assert_eq!(found(&[twelve, twelve, twenty], &[1, 1, 2]), [None, None, None]);
        assert_eq!(
            found(&[twelve, twelve, twenty, None], &[1, 2, 3, 4]),
            [Some(120_000), Some(120_000), None, None]
        );
        assert_eq!(
            found(&[twelve, twenty, twelve, twenty], &[1, 2, 3, 4]),
            [Some(120_000), Some(200_000), Some(120_000), Some(200_000)]
        );
    }
}
