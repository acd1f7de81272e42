//! How good models are: the user's own scores, and public ratings that are built in and off by default.
//!
//! A file of one's own is TOML or, where its name ends in `.csv`, CSV with the same keys as columns:
//!
//! ```toml
//! name = "Support tickets"            # what the scores are called; of CSV, the file's name
//! source = "graded by two of us"      # shown wherever a score is
//! as_of = 2026-11-20
//!
//! [[score]]
//! model = "claude-haiku-4-5"          # id, name or Bedrock id
//! score = 82.5                        # more is better
//! success = "91%"                     # requests that need no second try; 0.91 is the same
//! effort = "high"                     # off, low, medium, high, xhigh, max or thinking; else any
//! low = 80.1                          # the range that the score may have
//! high = 84.9
//! date = 2026-11-18
//! note = "200 tickets"
//! ```
//!
//! A model has a score, a success rate or both; without an entry it has none, which is not a low one.
//! There is one set of scores at a time: nothing is ever mixed.

mod builtin;
mod read;
mod scores;
mod sets;

pub use scores::{Rated, RatedAt, Score, Scores};
pub use sets::Builtin;
