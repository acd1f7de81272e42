//! Queries that make the histogram where the log is, for logs too large to copy.

mod dialect;
mod insights;
mod statement;

pub use dialect::Dialect;
pub use insights::logs_insights;
pub use statement::sql;
