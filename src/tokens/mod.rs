//! Counting text in tokens: exactly for the reference encodings, by measured factors for the rest.
//!
//! A text is cut into blocks which no token crosses ([`split`]), each block is counted with a
//! reference encoding ([`Encoding`]) and judged by its kind ([`TextKind`]), and both are kept, so
//! that an edit costs one block ([`Counter`]). From the tokens by kind ([`KindTotals`]) follows an
//! [`Estimate`], with its range, for each [`Family`] of tokenizers.
//!
//! Some families are counted exactly, by a [`Vocabulary`] that is loaded at its first use.
//!
//! The user can do better than the built-in factors: with the tokenizer's own file
//! ([`UserTokenizer`]) a family is counted exactly, and true counts correct its factors
//! ([`Learned`], [`Corrections`]). [`Tokenizers`] holds both, and a [`TextCounter`] counts by all of them.
//!
//! What the counted tokens are is known too: where each begins and its id ([`Encoding::pieces`]),
//! and which lines of a text have the most ([`heaviest_lines`]).

mod block_cache;
mod bpe;
mod correction;
mod counter;
mod detect;
pub mod estimate;
mod factors;
mod families;
pub mod frame;
mod kind;
mod language;
mod lines;
mod pieces;
mod ratio;
mod reference;
mod shape;
pub mod split;
mod tokenizers;
mod user;
mod vocabulary;
mod words;

pub use crate::family::Family;
pub use correction::{Correction, Corrections, LEAST_TEXT, Learned, Unlearned};
pub use counter::{Counter, Partial};
pub use detect::detect;
pub use families::{Estimate, Estimates, Method, factor};
pub use kind::{Digits, KindTotals, TextKind};
pub use lines::{HeavyLine, heaviest_lines};
pub use pieces::Pieces;
pub use ratio::Ratio;
pub use reference::{Encoding, Piece};
pub use tokenizers::{BlockWords, TextCount, TextCounter, Tokenizers};
pub use user::{Before, Unusable, UserTokenizer};
pub use vocabulary::{Vocabulary, is_built_in};
pub use words::Words;
