//! How numbers are spread, in little memory: exactly where there are few of them, else to so many leading bits.

use crate::money::Tokens;

/// Leading bits that are told apart once there are too many numbers for all of theirs.
const MOST_BITS: u32 = 10;
/// All bits.
const ALL_BITS: u32 = u64::BITS;

/// Numbers with how often they occur. What it holds depends on the numbers and on how many may be told apart,
/// not on their order or on how they came together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketch {
    /// So many leading bits of each number are kept.
    bits: u32,
    /// Rising.
    counts: Vec<(u64, u64)>,
}

impl Default for Sketch {
    fn default() -> Self {
        Self { bits: ALL_BITS, counts: Vec::new() }
    }
}

impl Sketch {
    /// Takes in a number that occurs so often; `limit` numbers may be told apart, 64 at least.
    pub(super) fn add(&mut self, number: u64, count: u64, limit: usize) {
        if count == 0 {
            return;
        }
        self.put(number, count);
        self.within(limit);
    }

    /// Takes in all of `other`.
    pub(super) fn merge(&mut self, other: &Self, limit: usize) {
        self.coarsen(other.bits);
        for (number, count) in &other.counts {
            self.put(*number, *count);
        }
        self.within(limit);
    }

    /// Tells at most so many numbers apart.
    pub(super) fn within(&mut self, limit: usize) {
        while self.counts.len() > limit && self.bits > 1 {
            self.coarsen(self.bits.min(MOST_BITS + 1) - 1);
        }
    }

    fn put(&mut self, number: u64, count: u64) {
        let number = floor(number, self.bits);
        match self.counts.binary_search_by_key(&number, |(known, _)| *known) {
            Ok(at) => {
                if let Some((_, known)) = self.counts.get_mut(at) {
                    *known += count;
                }
            }
            Err(at) => self.counts.insert(at, (number, count)),
        }
    }

    fn coarsen(&mut self, bits: u32) {
        if bits >= self.bits {
            return;
        }
        self.bits = bits;
        self.counts.iter_mut().for_each(|(number, _)| *number = floor(*number, bits));
        self.counts.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0;
            kept.1 += if is_same { next.1 } else { 0 };
            is_same
        });
    }

    /// The number that so many thousandths do not exceed; the middle of those that it stands for. None
    /// without any.
    pub fn percentile(&self, permille: u64) -> Option<Tokens> {
        let all: u128 = self.counts.iter().map(|(_, count)| u128::from(*count)).sum();
        let rank = (all * u128::from(permille)).div_ceil(1_000).max(1);
        let mut seen = 0_u128;
        let found = self.counts.iter().find(|(_, count)| {
            seen += u128::from(*count);
            seen >= rank
        });
        found.map(|(number, _)| Tokens::new(number + unit(*number, self.bits) / 2))
    }

    /// How far a percentile may lie from the true one, as a share of it; 0.0 where all are exact.
    pub fn error(&self) -> f64 {
        if self.bits == ALL_BITS { 0.0 } else { 0.5_f64.powi(self.bits as i32) }
    }
}

/// How many numbers are alike in their leading bits.
fn unit(number: u64, bits: u32) -> u64 {
    let all = number.checked_ilog2().map_or(0, |top| top + 1);
    1 << all.saturating_sub(bits)
}

/// The least number with the same leading bits.
fn floor(number: u64, bits: u32) -> u64 {
    let unit = unit(number, bits);
    number / unit * unit
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sketch(numbers: impl IntoIterator<Item = u64>, limit: usize) -> Sketch {
        let mut sketch = Sketch::default();
        numbers.into_iter().for_each(|number| sketch.add(number, 1, limit));
        sketch
    }

    #[test]
    fn few_numbers_are_exact() {
        let few = sketch(1..=100, 100);
        let at = |permille| few.percentile(permille).map(Tokens::get);
        assert_eq!([at(500), at(950), at(990)], [50, 95, 99].map(Some));
        assert_eq!(few.error(), 0.0);
        assert_eq!(Sketch::default().percentile(500), None);
    }

    #[test]
    fn many_are_near() {
        let many = sketch((0..50_000).map(|n| n * 7_919 % 50_000), 256);
        // 50,000 numbers in 256: from 2^15 on 32 a doubling, 6 bits.
        assert!(many.error() <= 1.0 / 32.0, "{}", many.error());
        for (permille, exact) in [(10, 499.0), (500, 24_999.0), (950, 47_499.0), (990, 49_499.0)] {
            let got = many.percentile(permille).unwrap().get() as f64;
            assert!((got / exact - 1.0).abs() <= many.error() + 1e-3, "{permille}: {got}");
        }
    }

    #[test]
    fn order_and_parts_make_no_difference() {
        let numbers: Vec<u64> = (0..6_000).map(|n| n * n * 31 % 900_001).collect();
        let whole = sketch(numbers.iter().copied(), 128);
        assert_eq!(whole, sketch(numbers.iter().rev().copied(), 128));
        let mut sum = sketch(numbers[4_000..].iter().copied(), 512);
        sum.merge(&sketch(numbers[..4_000].iter().copied(), 2_048), 128);
        assert_eq!(whole, sum);
    }
}
