//! The bill: what AWS has billed for Bedrock, line by line, held against the prices of a card and the
//! tokens of logs.
//!
//! A [`Reader`] takes the bytes of a bill, tells by its header which form it has, and adds its lines up
//! ([`Bill`]): the tokens and what was paid for them by model, lane, bucket, scope and day; what is not
//! by the token is set aside by name. Bills of several files add up.
//!
//! [`explain`] says of each sum at which price it was paid; [`compare`] holds the tokens against those
//! of logs. Nothing is spread over lines, and nothing is dropped: all parts add up to the bill.

mod cell;
mod compare;
mod csv;
mod discount;
mod explain;
mod explorer;
mod fault;
mod kind;
mod line;
mod names;
mod reader;
mod sql;
mod sums;
#[cfg(test)]
mod tests;
pub mod usage_type;

pub use cell::{Billed, Cell, Key, Named, Period};
pub use compare::{Bridge, Compared, Day, Logged, Month, Part, Row, compare};
pub use explain::{Explained, Priced, Why, explain};
pub use fault::{BillFault, LineFault};
pub use kind::Aside;
pub use names::Names;
pub use reader::{Read, Reader};
pub use sql::{Dialect, sql};
pub use sums::{Bill, Sum};
pub use usage_type::{Other, UsageType, region_of};
