//! A bar that shows how far a long reading has come.

use std::io::Write;
use std::time::{Duration, Instant};

use crate::money::grouped;

/// Shorter ones show nothing.
const QUIET: Duration = Duration::from_millis(300);
const BETWEEN: Duration = Duration::from_millis(100);
const WIDTH: u64 = 24;

/// Draws on the last line of a terminal, and clears it when dropped.
pub(super) struct Progress<'s> {
    /// None where nobody watches.
    stream: Option<&'s mut dyn Write>,
    /// What is being done, such as `counting`.
    doing: &'static str,
    /// All bytes; 0 where that is not known.
    total: u64,
    done: u64,
    start: Instant,
    next: Instant,
    drawn: bool,
}

impl<'s> Progress<'s> {
    pub(super) fn new(stream: Option<&'s mut dyn Write>, doing: &'static str, total: u64) -> Self {
        let start = Instant::now();
        Self { stream, doing, total, done: 0, start, next: start + QUIET, drawn: false }
    }

    /// Whether anybody watches.
    pub(super) const fn is_shown(&self) -> bool {
        self.stream.is_some()
    }

    /// Sets how many bytes there are, once that is known.
    pub(super) const fn set_total(&mut self, total: u64) {
        self.total = total;
    }

    /// So many bytes more are done.
    pub(super) fn advance(&mut self, bytes: u64) {
        self.reach(self.done + bytes);
    }

    /// So many bytes are done.
    pub(super) fn reach(&mut self, bytes: u64) {
        self.done = bytes;
        let Some(stream) = &mut self.stream else {
            return;
        };
        let now = Instant::now();
        if now < self.next {
            return;
        }
        self.next = now + BETWEEN;
        self.drawn = true;
        // A bar that cannot be drawn is no reason not to count.
        let took = now.duration_since(self.start);
        let line = line(self.doing, self.done, self.total, took);
        let _ = write!(stream, "\r\x1b[K{line}");
        let _ = stream.flush();
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        if let (true, Some(stream)) = (self.drawn, &mut self.stream) {
            let _ = write!(stream, "\r\x1b[K");
            let _ = stream.flush();
        }
    }
}

fn line(doing: &str, done: u64, total: u64, took: Duration) -> String {
    let megabytes = |bytes: u64| grouped(bytes.div_ceil(1_000_000));
    let rate = done as f64 / took.as_secs_f64().max(1e-3);
    let speed = format!("{} MB/s", megabytes(rate as u64));
    if total == 0 {
        return format!("{doing}: {} MB, {speed}", megabytes(done));
    }
    // A file may have grown since its size was read.
    let full = (done.min(total) * WIDTH / total) as usize;
    let bar = "#".repeat(full) + &".".repeat(WIDTH as usize - full);
    format!(
        "{doing}: [{bar}] {} of {} MB, {speed}, {} left",
        megabytes(done),
        megabytes(total),
        left(total.saturating_sub(done) as f64 / rate.max(1.0)),
    )
}

/// Seconds in words that stay short.
fn left(seconds: f64) -> String {
    let seconds = seconds.ceil() as u64;
    match seconds {
        0..=99 => format!("{seconds}s"),
        100..=5_999 => format!("{}m", seconds.div_ceil(60)),
        _ => format!("{}h", seconds.div_ceil(3_600)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_counts_and_pipes_show_nothing() {
        let mut out = Vec::new();
        let mut progress = Progress::new(Some(&mut out), "counting", 10);
        progress.advance(5);
        drop(progress);
        assert_eq!(out, b"");
        let mut progress = Progress::new(None, "counting", 10);
        progress.next = Instant::now();
        progress.advance(5);
    }

    #[test]
    fn a_long_count_draws_and_clears() {
        let mut out = Vec::new();
        let mut progress = Progress::new(Some(&mut out), "counting", 4_000_000);
        progress.next = Instant::now();
        progress.advance(1_000_000);
        progress.advance(1_000_000);
        drop(progress);
        let shown = String::from_utf8(out).unwrap();
        let bar = "\r\x1b[Kcounting: [######..................] 1 of 4 MB, ";
        assert!(shown.starts_with(bar), "{shown}");
        assert!(shown.ends_with(" left\r\x1b[K"), "{shown}");
    }

    #[test]
    fn speed_and_time_left() {
        let after = |done, total| line("reading", done, total, Duration::from_secs(2));
        assert_eq!(after(9_000_000, 0), "reading: 9 MB, 5 MB/s");
        assert_eq!(
            after(400_000_000, 1_000_000_000),
            "reading: [#########...............] 400 of 1,000 MB, 200 MB/s, 3s left"
        );
        assert!(after(9, 5).contains("########################]"));
        assert_eq!([left(99.5), left(3_601.0), left(6_000.0)], ["2m", "61m", "2h"]);
    }
}
