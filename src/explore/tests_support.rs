//! A workload of which some models are not sure.

use super::{Piece, Sizing};
use crate::money::Tokens;
use crate::tokens::{Estimate, Family, Method};
use crate::workload::{Section, Workload};

/// `work` with a text as its user message: of 1,000 tokens by o200k, and by every other tokenizer of at
/// least, likely and at most so many.
pub(super) fn uncertain(work: Workload, counts: [u64; 3]) -> Sizing {
    Sizing::own(work, &|piece: Piece, family: Family| {
        let [low, tokens, high] = match family {
            Family::O200k => [1_000; 3],
            _ => counts,
        }
        .map(Tokens::new);
        let user = piece == Piece::Prompt(Section::User);
        user.then_some(Estimate { tokens, low, high, method: Method::Factor })
    })
}
