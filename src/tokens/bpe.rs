//! Byte pair encoding: how many tokens of a vocabulary a piece of text becomes.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use flate2::{Decompress, FlushDecompress, Status};

/// Pieces up to this length are merged by looking through them, longer ones by a heap. In bytes.
const SHORT: usize = 64;
/// No token.
const NONE: u32 = u32::MAX;

/// The tokens of a vocabulary, found by their bytes.
pub(super) struct Ranks {
    /// The bytes of all tokens, in order of rank.
    bytes: Vec<u8>,
    /// Where each token ends in `bytes`.
    ends: Vec<u32>,
    /// The ranks by a hash of their bytes, each in the first slot that was free; at most half full.
    slots: Vec<u32>,
}

impl Ranks {
    /// Reads what `tools/vocabularies.py` writes; none if it is anything else.
    pub(super) fn read(packed: &[u8]) -> Option<Self> {
        let raw = inflated(packed)?;
        let (count, rest) = raw.split_first_chunk::<4>()?;
        let count = u32::from_le_bytes(*count) as usize;
        let (lengths, bytes) = rest.split_at_checked(count)?;
        let mut at = 0;
        let ends = lengths.iter().map(|length| {
            at += u32::from(*length);
            at
        });
        let ends: Vec<u32> = ends.collect();
        if at as usize != bytes.len() {
            return None;
        }
        let slots = vec![NONE; (2 * count).next_power_of_two()];
        let mut ranks = Self { bytes: bytes.to_vec(), ends, slots };
        for rank in 0..count as u32 {
            let slot = ranks.slot(ranks.token(rank));
            *ranks.slots.get_mut(slot)? = rank;
        }
        Some(ranks)
    }

    /// How many tokens there are.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The bytes of a token.
    pub(super) fn token(&self, rank: u32) -> &[u8] {
        let end = |rank: usize| self.ends.get(rank).map_or(0, |end| *end as usize);
        let rank = rank as usize;
        let start = rank.checked_sub(1).map_or(0, end);
        self.bytes.get(start..end(rank)).unwrap_or_default()
    }

    /// The slot of a token with these bytes, or the free one where it would be.
    fn slot(&self, bytes: &[u8]) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = hash(bytes) as usize & mask;
        while self.slots[at] != NONE && self.token(self.slots[at]) != bytes {
            at = (at + 1) & mask;
        }
        at
    }

    /// The rank of a token with these bytes; [`NONE`] where there is none.
    fn rank(&self, bytes: &[u8]) -> u32 {
        self.slots[self.slot(bytes)]
    }

    /// The tokens of a piece: of any two neighbors that make a token, those of the lowest rank are
    /// joined first, the leftmost of equals.
    pub(super) fn count(&self, piece: &[u8]) -> usize {
        match piece.len() {
            0 | 1 => piece.len(),
            _ if self.rank(piece) != NONE => 1,
            ..=SHORT => self.merged_short(piece),
            _ => self.merged_long(piece),
        }
    }

    fn merged_short(&self, piece: &[u8]) -> usize {
        // The part `n` goes from its start to that of the next; with the rank that the two make.
        let mut parts = [(0_usize, NONE); SHORT + 1];
        for (at, part) in parts.iter_mut().enumerate() {
            let pair = piece.get(at..at + 2);
            *part = (at, pair.map_or(NONE, |pair| self.rank(pair)));
        }
        let mut count = piece.len();
        while let Some((at, (_, rank))) =
            parts[..count].iter().enumerate().min_by_key(|(_, (_, rank))| *rank)
            && *rank != NONE
        {
            parts.copy_within(at + 2..=count, at + 1);
            count -= 1;
            for at in [at.checked_sub(1), Some(at)].into_iter().flatten() {
                let end = if at + 2 <= count { parts[at + 2].0 } else { 0 };
                let pair = piece.get(parts[at].0..end);
                parts[at].1 = pair.filter(|_| at + 1 < count).map_or(NONE, |it| self.rank(it));
            }
        }
        count
    }

    fn merged_long(&self, piece: &[u8]) -> usize {
        let length = piece.len();
        // Where the part that starts at a byte ends, and where the one before it starts.
        let mut end: Vec<usize> = (1..=length).collect();
        let mut before: Vec<usize> = (0..length).map(|at| at.wrapping_sub(1)).collect();
        let mut joined = vec![false; length];
        let mut pairs = BinaryHeap::new();
        let pair = |start: usize, end: usize, pairs: &mut BinaryHeap<_>| {
            let rank = piece.get(start..end).map_or(NONE, |pair| self.rank(pair));
            if rank != NONE {
                pairs.push(Reverse((rank, start, end)));
            }
        };
        for start in 0..length {
            pair(start, start + 2, &mut pairs);
        }
        let mut count = length;
        while let Some(Reverse((_, start, stop))) = pairs.pop() {
            let middle = end[start];
            // A pair of which either part has been joined with another is gone.
            if joined[start] || middle >= length || end[middle] != stop {
                continue;
            }
            joined[middle] = true;
            end[start] = stop;
            count -= 1;
            if let Some(before) = before.get_mut(stop) {
                *before = start;
                pair(start, end[stop], &mut pairs);
            }
            if let Some(first) = before.get(start).copied().filter(|_| start > 0) {
                pair(first, stop, &mut pairs);
            }
        }
        count
    }
}

/// What zlib made `packed` of; none where that is cut or faulty.
fn inflated(packed: &[u8]) -> Option<Vec<u8>> {
    let mut inflate = Decompress::new(true);
    let mut raw = Vec::new();
    loop {
        raw.reserve(packed.len().max(1 << 10));
        let (read, written) = (inflate.total_in(), inflate.total_out());
        let rest = packed.get(read as usize..)?;
        let status = inflate.decompress_vec(rest, &mut raw, FlushDecompress::None).ok()?;
        if status == Status::StreamEnd {
            return Some(raw);
        }
        if (read, written) == (inflate.total_in(), inflate.total_out()) {
            return None;
        }
    }
}

fn hash(bytes: &[u8]) -> u64 {
    const KEY: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut state = bytes.len() as u64;
    for part in bytes.chunks(8) {
        let word = part.iter().rev().fold(0_u64, |word, &byte| word << 8 | u64::from(byte));
        let product = u128::from(state ^ word).wrapping_mul(u128::from(KEY));
        state = (product as u64) ^ ((product >> 64) as u64).wrapping_add(KEY);
    }
    state ^ (state >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A vocabulary of all bytes and these tokens.
    fn ranks(tokens: &[&str]) -> Ranks {
        use std::io::Write;
        let singles = (0..=255_u8).map(|byte| vec![byte]);
        let tokens: Vec<Vec<u8>> =
            singles.chain(tokens.iter().map(|it| it.as_bytes().to_vec())).collect();
        let mut raw = (tokens.len() as u32).to_le_bytes().to_vec();
        raw.extend(tokens.iter().map(|token| token.len() as u8));
        raw.extend(tokens.concat());
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(&raw).unwrap();
        Ranks::read(&packed.finish().unwrap()).unwrap()
    }

    #[test]
    fn the_lowest_rank_is_joined_first() {
        let ranks = ranks(&["bc", "ab", "abc", "cd"]);
        // `bc` first, then `a` and `bc`; `ab` and `cd` never meet.
        assert_eq!(ranks.count(b"abcd"), 2);
        assert_eq!(ranks.count(b"ab"), 1);
        assert_eq!(ranks.count(b"xabx"), 3);
        assert_eq!((ranks.count(b""), ranks.count(b"z")), (0, 1));
        assert_eq!(ranks.token(256), b"bc");
        assert_eq!(ranks.len(), 260);
    }

    #[test]
    fn what_is_no_vocabulary_is_refused() {
        assert!(Ranks::read(b"no zlib").is_none());
        assert!(Ranks::read(b"").is_none());
        assert!(Ranks::read(&[0x78, 0x9C]).is_none(), "cut");
    }

    proptest! {
        #[test]
        fn long_pieces_are_merged_as_short_ones(piece in "[ab]{2,64}") {
            let ranks = ranks(&["ab", "ba", "aab", "abab", "bb", "bbab"]);
            let (short, long) = (ranks.merged_short(piece.as_bytes()), ranks.merged_long(piece.as_bytes()));
            prop_assert_eq!(short, long);
        }
    }
}
