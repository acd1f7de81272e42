//! The questions people ask of a workload: which model, in what order.

mod difference;
mod rank;
mod sizing;
mod trim;

pub use difference::{Difference, signed};
pub use rank::{Ranking, Row, rank};
pub use sizing::{Piece, Sized, Sizing, message_frame};
pub use trim::saved_by_trimming;
