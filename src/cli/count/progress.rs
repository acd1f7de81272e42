//! A bar that shows how far a long count has come.

use std::io::Write;
use std::time::{Duration, Instant};

use crate::money::grouped;

/// Shorter counts show nothing.
const QUIET: Duration = Duration::from_millis(300);
const BETWEEN: Duration = Duration::from_millis(100);
const WIDTH: u64 = 24;

/// Draws on the last line of a terminal, and clears it when dropped.
pub(super) struct Progress<'s> {
    /// None where nobody watches.
    stream: Option<&'s mut dyn Write>,
    /// All bytes; 0 where that is not known.
    total: u64,
    done: u64,
    next: Instant,
    drawn: bool,
}

impl<'s> Progress<'s> {
    pub(super) fn new(stream: Option<&'s mut dyn Write>, total: u64) -> Self {
        Self {
            stream,
            total,
            done: 0,
            next: Instant::now() + QUIET,
            drawn: false,
        }
    }

    /// So many bytes more are done.
    pub(super) fn advance(&mut self, bytes: u64) {
        self.done += bytes;
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
        let _ = write!(stream, "\r\x1b[K{}", line(self.done, self.total));
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

fn line(done: u64, total: u64) -> String {
    let megabytes = |bytes: u64| grouped(bytes.div_ceil(1_000_000));
    if total == 0 {
        return format!("counting: {} MB", megabytes(done));
    }
    // A file may have grown since its size was read.
    let full = (done.min(total) * WIDTH / total) as usize;
    let bar = "#".repeat(full) + &".".repeat(WIDTH as usize - full);
    format!(
        "counting: [{bar}] {} of {} MB",
        megabytes(done),
        megabytes(total)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_counts_and_pipes_show_nothing() {
        let mut out = Vec::new();
        let mut progress = Progress::new(Some(&mut out), 10);
        progress.advance(5);
        drop(progress);
        assert_eq!(out, b"");
        let mut progress = Progress::new(None, 10);
        progress.next = Instant::now();
        progress.advance(5);
    }

    #[test]
    fn a_long_count_draws_and_clears() {
        let mut out = Vec::new();
        let mut progress = Progress::new(Some(&mut out), 4_000_000);
        progress.next = Instant::now();
        progress.advance(1_000_000);
        progress.advance(1_000_000);
        drop(progress);
        let shown = String::from_utf8(out).unwrap();
        assert_eq!(
            shown,
            "\r\x1b[Kcounting: [######..................] 1 of 4 MB\r\x1b[K"
        );
        assert_eq!(line(9, 0), "counting: 1 MB");
        assert!(line(9, 5).contains("########################]"));
    }
}
