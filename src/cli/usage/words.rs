//! Numbers and spans of time in words.

use crate::money::grouped;

/// `1 request` or `1,234 requests`.
pub(in crate::cli) fn requests(count: u64) -> String {
    counted(count, "request")
}

/// `1 model` or `1,234 models`.
pub(super) fn counted(count: u64, what: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{} {what}{s}", grouped(count))
}

/// `30.4 days`, or hours, minutes or seconds where those say more.
pub(in crate::cli) fn span(millis: i64) -> String {
    let seconds = millis as f64 / 1e3;
    for (unit, name) in [(86_400.0, "days"), (3_600.0, "hours"), (60.0, "minutes")] {
        if seconds >= 2.0 * unit {
            return format!("{:.1} {name}", seconds / unit);
        }
    }
    format!("{seconds:.1} seconds")
}
