//! What one value of a log holds.

use super::beside::Around;
use super::metric::Metric;
use super::reason::Reason;
use super::request::Request;

/// What a value holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Event<'a> {
    /// A request, and what stands around its tokens.
    Request(Request<'a>, &'a Around<'a>),
    /// A call that failed, which has no tokens.
    Failed(Request<'a>, &'a Around<'a>),
    Metric(Metric<'a>),
    /// How long the periods of metrics are that the log holds, in milliseconds.
    Period(i64),
    /// Another row of a result of Logs Insights, before what it holds.
    Row(Row),
    Skipped(Reason),
}

/// What the rows of a result of Logs Insights are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    /// A record of the log.
    Record,
    /// A cell of the histogram.
    Cell,
}
