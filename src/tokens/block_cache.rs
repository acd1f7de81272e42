//! What is known of each block, by a hash of its text.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// The most blocks that are remembered: 64 MB of text and more.
const MOST_BLOCKS: usize = 1 << 14;

/// What is known of blocks met before. When full, it forgets the half not used for longest.
#[derive(Debug)]
pub(super) struct BlockCache<T> {
    known: HashMap<u64, Known<T>, BuildHasherDefault<Already>>,
    /// Grows with every count of a text.
    turn: u64,
}

#[derive(Debug)]
struct Known<T> {
    what: T,
    used: u64,
}

impl<T> Default for BlockCache<T> {
    fn default() -> Self {
        Self { known: HashMap::default(), turn: 0 }
    }
}

impl<T: Copy> BlockCache<T> {
    /// Marks the start of another count.
    pub(super) fn next_turn(&mut self) {
        self.turn += 1;
    }

    /// What is known of the block with this hash.
    pub(super) fn get(&mut self, hash: u64) -> Option<T> {
        let known = self.known.get_mut(&hash)?;
        known.used = self.turn;
        Some(known.what)
    }

    /// Remembers `what` of the block with this hash, in place of what was known.
    pub(super) fn put(&mut self, hash: u64, what: T) {
        if self.known.len() >= MOST_BLOCKS && !self.known.contains_key(&hash) {
            self.forget_half();
        }
        let used = self.turn;
        self.known.insert(hash, Known { what, used });
    }

    fn forget_half(&mut self) {
        let mut turns: Vec<u64> = self.known.values().map(|known| known.used).collect();
        let half = turns.len() / 2;
        let (_, &mut median, _) = turns.select_nth_unstable(half);
        self.known.retain(|_, known| known.used > median);
    }
}

/// Passes keys through which are hashes already.
#[derive(Debug, Default)]
struct Already(u64);

impl Hasher for Already {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash(bytes);
    }
    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

/// A 64-bit hash of `bytes`: 128-bit products folded in half, as in wyhash. Two different blocks
/// collide with a chance of about 10^-11 among 16,384.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    const KEYS: [u64; 4] = [
        0xA076_1D64_78BD_642F,
        0xE703_7ED1_A0B4_28DB,
        0x8EBC_6AF0_9C88_C6E3,
        0x5899_65CC_7537_4CC3,
    ];
    let word =
        |bytes: &[u8]| bytes.iter().rev().fold(0_u64, |word, &byte| (word << 8) | u64::from(byte));
    // Two lanes, so that the processor can multiply both at once.
    let mut lanes = [KEYS[0], KEYS[1]];
    let (strides, rest) = bytes.as_chunks::<32>();
    for stride in strides {
        let (words, _) = stride.as_chunks::<8>();
        let [a, b, c, d] = [0, 1, 2, 3].map(|n| u64::from_le_bytes(words[n]));
        lanes = [folded(a ^ lanes[0], b ^ KEYS[2]), folded(c ^ lanes[1], d ^ KEYS[3])];
    }
    let mut state = folded(lanes[0] ^ KEYS[2], lanes[1] ^ bytes.len() as u64);
    for part in rest.chunks(8) {
        state = folded(state ^ word(part), KEYS[3]);
    }
    folded(state ^ KEYS[0], KEYS[1])
}

/// The two halves of the 128-bit product, one over the other.
fn folded(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    (product as u64) ^ ((product >> 64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_bit_matters() {
        let mut seen = HashSet::new();
        for len in 0..200_usize {
            let mut bytes = vec![b' '; len];
            assert!(seen.insert(hash(&bytes)), "{len} blanks");
            for bit in 0..len * 8 {
                bytes[bit / 8] ^= 1 << (bit % 8);
                assert!(seen.insert(hash(&bytes)), "{len} blanks, bit {bit} flipped");
                bytes[bit / 8] ^= 1 << (bit % 8);
            }
        }
    }

    #[test]
    fn swapped_parts_differ() {
        let halves =
            |a: &str, b: &str| hash(format!("{}{}", a.repeat(32), b.repeat(32)).as_bytes());
        assert_ne!(halves("a", "b"), halves("b", "a"));
    }

    #[test]
    fn the_oldest_are_forgotten() {
        let mut cache = BlockCache::default();
        for hash in 0..MOST_BLOCKS as u64 {
            cache.next_turn();
            cache.put(hash, hash % 100);
        }
        assert_eq!(cache.get(0), Some(0), "used again, so kept");
        cache.put(u64::MAX, 15);
        assert!(cache.known.len() <= MOST_BLOCKS / 2 + 1);
        assert_eq!(cache.get(0), Some(0));
        assert_eq!(cache.get(1), None);
        assert_eq!(cache.get(u64::MAX), Some(15));
    }
}
