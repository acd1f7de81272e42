//! The questions people ask of a workload: which model, in what order.

mod rank;

pub use rank::{Ranking, Row, rank};
