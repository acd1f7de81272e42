//! How long answers were: a count for every length.

use crate::money::Tokens;

/// Up to here every length has its own count, so that percentiles are exact; it is the longest
/// answer of nearly every model.
const EXACT: u64 = 1 << 17;
/// Longer answers are counted together with those of the same leading bits: within 1/64.
const LEADING_BITS: u32 = 7;

/// Answer lengths with their counts. Its size depends on the longest answer, not on their number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lengths {
    counts: Vec<u64>,
    long: Vec<(u64, u64)>,
    answers: u64,
    total: u128,
}

impl Lengths {
    /// Takes in `count` answers with `tokens` in all, taken to be of equal length.
    pub fn add(&mut self, tokens: Tokens, count: u64) {
        if count == 0 {
            return;
        }
        let tokens = tokens.get();
        let (length, longer) = (tokens / count, tokens % count);
        self.put(length, count - longer);
        if longer > 0 {
            self.put(length + 1, longer);
        }
        self.answers += count;
        self.total += u128::from(tokens);
    }

    fn put(&mut self, length: u64, count: u64) {
        if length < EXACT {
            let at = length as usize;
            if self.counts.len() <= at {
                self.counts.resize((at + 1).next_power_of_two(), 0);
            }
            if let Some(slot) = self.counts.get_mut(at) {
                *slot += count;
            }
            return;
        }
        let unit = length.ilog2() + 1 - LEADING_BITS;
        let length = length >> unit << unit;
        match self.long.binary_search_by_key(&length, |(known, _)| *known) {
            Ok(at) => {
                if let Some((_, known)) = self.long.get_mut(at) {
                    *known += count;
                }
            }
            Err(at) => self.long.insert(at, (length, count)),
        }
    }

    /// Takes in all of `other`.
    pub fn merge(&mut self, other: &Self) {
        for (length, count) in other.iter() {
            self.put(length, count);
        }
        self.answers += other.answers;
        self.total += other.total;
    }

    /// How many answers.
    pub const fn answers(&self) -> u64 {
        self.answers
    }

    /// The lengths that occur with their counts, rising.
    pub fn iter(&self) -> impl Iterator<Item = (u64, u64)> {
        (0..)
            .zip(self.counts.iter().copied())
            .filter(|(_, count)| *count > 0)
            .chain(self.long.iter().copied())
    }

    /// The shortest length that so many thousandths of the answers do not exceed; none without
    /// answers.
    pub fn percentile(&self, permille: u64) -> Option<Tokens> {
        let rank = (u128::from(self.answers) * u128::from(permille))
            .div_ceil(1_000)
            .max(1);
        let mut seen = 0_u128;
        self.iter()
            .find(|(_, count)| {
                seen += u128::from(*count);
                seen >= rank
            })
            .map(|(length, _)| Tokens::new(length))
    }

    /// The mean length in thousandths of a token, rounded half up; none without answers.
    pub fn mean_millis(&self) -> Option<u128> {
        let answers = u128::from(self.answers);
        (self.total * 1_000 + answers / 2).checked_div(answers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(of: impl IntoIterator<Item = u64>) -> Lengths {
        let mut lengths = Lengths::default();
        for length in of {
            lengths.add(Tokens::new(length), 1);
        }
        lengths
    }

    #[test]
    fn percentiles_are_exact() {
        let hundred = lengths(1..=100);
        let at = |permille| hundred.percentile(permille).map(Tokens::get);
        assert_eq!(
            [at(500), at(950), at(990), at(1_000)],
            [50, 95, 99, 100].map(Some)
        );
        assert_eq!(hundred.mean_millis(), Some(50_500));
        let three = lengths([7, 1, 9]);
        assert_eq!(three.percentile(500).map(Tokens::get), Some(7));
        assert_eq!(Lengths::default().percentile(500), None);
        assert_eq!(Lengths::default().mean_millis(), None);
    }

    #[test]
    fn long_answers_share_counts() {
        let long = lengths([EXACT - 1, EXACT, EXACT + 1_000, 1_000_000]);
        let seen: Vec<_> = long.iter().collect();
        assert_eq!(seen, [(EXACT - 1, 1), (EXACT, 2), (999_424, 1)]);
        assert!(1_000_000 - 999_424 < 1_000_000 / 64);
        assert_eq!(
            long.mean_millis(),
            Some(u128::from(3 * EXACT + 999 + 1_000_000) * 250)
        );
    }

    #[test]
    fn parts_add_up() {
        let all = lengths((0..5_000).map(|n| n * n % 300_001));
        let mut sum = lengths((0..2_000).map(|n| n * n % 300_001));
        sum.merge(&lengths((2_000..5_000).map(|n| n * n % 300_001)));
        assert!(all.iter().eq(sum.iter()));
        assert_eq!(all.mean_millis(), sum.mean_millis());
    }

    #[test]
    fn many_at_once_keep_their_sum() {
        let mut cell = Lengths::default();
        cell.add(Tokens::new(100), 7);
        assert_eq!(cell.iter().collect::<Vec<_>>(), [(14, 5), (15, 2)]);
        assert_eq!(cell.answers(), 7);
    }
}
