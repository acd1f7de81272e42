//! Counting text in tokens: exactly for the reference encodings, by measured factors for the rest.
//!
//! Text is cut into blocks which no token crosses ([`split`]), so that a block's count can be kept
//! ([`Counter`]) and an edit costs one block.

mod block_cache;
mod counter;
pub mod estimate;
mod reference;
pub mod split;

pub use counter::{Counter, Partial};
pub use reference::Encoding;
