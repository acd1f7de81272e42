//! What one value of a log holds.

use super::metric::Metric;
use super::reason::Reason;
use super::request::Request;

/// What a value holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Event<'a> {
    /// A request, and its body as written where the log holds it; else nothing.
    Request(Request<'a>, &'a [u8]),
    Metric(Metric<'a>),
    Skipped(Reason),
}
