//! How long answers were: a count for every length.

use crate::money::Tokens;
use crate::workload::{Lengths, MAX_ANSWERS, MAX_SECTION_TOKENS};

/// Up to here every length has its own count, so that percentiles are exact; it is the longest
/// answer of nearly every model.
const EXACT: u64 = 1 << 17;
/// Longer answers are counted together with those of the same leading bits: within 1/64.
const LEADING_BITS: u32 = 7;
/// A scenario with more lengths than this is no longer read by people.
const MOST_GROUPS: usize = 200;
/// Nor is one with more lengths at which answers ended.
const MOST_ENDED: usize = 50;

/// Answer lengths with their counts. Its size depends on the longest answer, not on their number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SeenLengths {
    counts: Vec<u64>,
    long: Vec<(u64, u64)>,
    answers: u64,
    total: u128,
}

impl SeenLengths {
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
        let rank = (u128::from(self.answers) * u128::from(permille)).div_ceil(1_000).max(1);
        let mut seen = 0_u128;
        self.iter()
            .find(|(_, count)| {
                seen += u128::from(*count);
                seen >= rank
            })
            .map(|(length, _)| Tokens::new(length))
    }

    /// The lengths as a workload holds them: few enough to be read, neighbours counted together at
    /// their mean; none without an answer that is not empty.
    pub fn histogram(&self) -> Option<Lengths> {
        Lengths::new(self.thinned(MOST_GROUPS, self.answers)).ok()
    }

    /// The same, of which some answers ended because of a cap: `ended` of them.
    pub(super) fn histogram_of(&self, ended: &Self) -> Option<Lengths> {
        let lengths = self.histogram()?;
        let marked = lengths.with_ended(ended.thinned(MOST_ENDED, self.answers));
        Some(marked.unwrap_or(lengths))
    }

    /// At most so many lengths with their answers, which are fewer as far as `answers` are more than a
    /// workload counts.
    fn thinned(&self, most_groups: usize, answers: u64) -> Vec<(Tokens, u64)> {
        // From lengths that are all told apart to 8 a doubling.
        let bits = (3..=6).rev();
        let widths = std::iter::once(u32::MAX).chain(bits);
        let mut groups = Vec::new();
        for leading in widths {
            groups = self.grouped(leading);
            if groups.len() <= most_groups {
                break;
            }
        }
        let thin = answers.div_ceil(MAX_ANSWERS).max(1);
        let most = Tokens::new(MAX_SECTION_TOKENS);
        let counts = groups.into_iter().map(|(count, tokens)| {
            let mean = (tokens + u128::from(count) / 2) / u128::from(count);
            let mean = Tokens::new(u64::try_from(mean).unwrap_or(u64::MAX)).min(most);
            (mean, (count / thin).max(1))
        });
        counts.collect()
    }

    /// Answers and their tokens of lengths with the same leading bits.
    fn grouped(&self, leading: u32) -> Vec<(u64, u128)> {
        let mut groups: Vec<(u64, u128)> = Vec::new();
        let mut last = None;
        for (length, count) in self.iter() {
            let unit = length.checked_ilog2().map_or(0, |top| (top + 1).saturating_sub(leading));
            let group = length >> unit << unit;
            if last != Some(group) {
                last = Some(group);
                groups.push((0, 0));
            }
            if let Some((answers, tokens)) = groups.last_mut() {
                *answers += count;
                *tokens += u128::from(length) * u128::from(count);
            }
        }
        groups
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

    fn lengths(of: impl IntoIterator<Item = u64>) -> SeenLengths {
        let mut lengths = SeenLengths::default();
        for length in of {
            lengths.add(Tokens::new(length), 1);
        }
        lengths
    }

    #[test]
    fn percentiles_are_exact() {
        let hundred = lengths(1..=100);
        let at = |permille| hundred.percentile(permille).map(Tokens::get);
        assert_eq!([at(500), at(950), at(990), at(1_000)], [50, 95, 99, 100].map(Some));
        assert_eq!(hundred.mean_millis(), Some(50_500));
        let three = lengths([7, 1, 9]);
        assert_eq!(three.percentile(500).map(Tokens::get), Some(7));
        assert_eq!(SeenLengths::default().percentile(500), None);
        assert_eq!(SeenLengths::default().mean_millis(), None);
    }

    #[test]
    fn long_answers_share_counts() {
        let long = lengths([EXACT - 1, EXACT, EXACT + 1_000, 1_000_000]);
        let seen: Vec<_> = long.iter().collect();
        assert_eq!(seen, [(EXACT - 1, 1), (EXACT, 2), (999_424, 1)]);
        // 999,424 is 61 x 2^14, and 1,000,000 is 61.04 x 2^14.
        assert_eq!(long.mean_millis(), Some(u128::from(3 * EXACT + 999 + 1_000_000) * 250));
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
    fn a_scenario_has_few_lengths() {
        let few = lengths([5, 5, 9]).histogram().unwrap();
        assert_eq!(
            few.counts().map(|(length, count)| (length.get(), count)).collect::<Vec<_>>(),
            [(5, 2), (9, 1)]
        );
        let many = lengths((0..20_000).map(|n| n * 7 % 4_001));
        let histogram = many.histogram().unwrap();
        assert!((100..=MOST_GROUPS).contains(&histogram.counts().len()));
        assert_eq!(histogram.answers(), 20_000);
        // 0 to 4,000 about equally often.
        assert_eq!(histogram.mean().get(), 2_000);
        assert_eq!(lengths([0]).histogram(), None);
    }

    #[test]
    fn many_at_once_keep_their_sum() {
        let mut cell = SeenLengths::default();
        cell.add(Tokens::new(100), 7);
        assert_eq!(cell.iter().collect::<Vec<_>>(), [(14, 5), (15, 2)]);
        assert_eq!(cell.answers(), 7);
    }
}
