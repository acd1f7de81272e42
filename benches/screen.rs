//! How soon the screen answers: the real program in a pseudo-terminal of 200x60.
//!
//! Run with `cargo bench --bench screen`. Budgets: first frame 15 ms; key to screen median 2 ms and
//! p99 8 ms; 1,000 keys in at most 10 frames; idle without wake-ups.

#[cfg(unix)]
#[path = "../tests/pty/mod.rs"]
mod pty;

#[cfg(not(unix))]
fn main() {}

#[cfg(unix)]
fn main() {
    unix::first_frame();
    unix::key_to_frame();
    unix::views();
    unix::burst();
    unix::size();
    #[cfg(target_os = "linux")]
    {
        unix::idle();
        unix::large_paste();
    }
}

#[cfg(unix)]
mod unix {
    use std::thread::sleep;
    use std::time::{Duration, Instant};

    use super::pty::Session;

    const SIZE: (u16, u16) = (200, 60);
    /// Long enough for everything to be at rest, the tokenizer loaded.
    const REST: Duration = Duration::from_millis(1_500);

    /// Prints the median, 95th and 99th percentile.
    fn report(what: &str, mut times: Vec<Duration>) {
        times.sort_unstable();
        let at = |share: f64| {
            let place = (times.len() as f64 * share) as usize;
            times[place.min(times.len() - 1)].as_secs_f64() * 1e3
        };
        let (median, p95, p99) = (at(0.5), at(0.95), at(0.99));
        let count = times.len();
        println!("{what:<28} median {median:6.2} ms   p95 {p95:6.2}   p99 {p99:6.2}   ({count})");
    }

    /// From starting the program to its first complete frame.
    pub(super) fn first_frame() {
        let times = (0..60).map(|_| {
            let session = Session::spawn(SIZE, &[], &[]);
            session.wait_for("first frame", |terminal| !terminal.frames.is_empty());
            let frame = session.terminal().frames[0];
            frame - session.started
        });
        report("first frame", times.collect());
    }

    /// From a key, the program being at rest, to the complete frame that answers it.
    pub(super) fn key_to_frame() {
        let mut session = Session::start(SIZE, &[]);
        session.wait_until_quiet(REST);
        for (what, keys) in [("key to frame, move", ["\x1b[B", "\x1b[A"]), ("re-rank", ["b", "b"])]
        {
            let times = (0..400).map(|round| {
                sleep(Duration::from_millis(20));
                let frames = session.terminal().frames.len();
                let sent = Instant::now();
                session.send(keys[round % 2]);
                session.wait_for("frame", |terminal| terminal.frames.len() > frames);
                let frame = session.terminal().frames[frames];
                frame - sent
            });
            report(what, times.collect());
        }
    }

    /// A slider's key with each view open and five models marked, the work of which it shows.
    pub(super) fn views() {
        let mut session = Session::start(SIZE, &[]);
        session.wait_until_quiet(REST);
        session.send("\t");
        for _ in 0..5 {
            session.send("m\x1b[B");
        }
        session.wait_until_quiet(Duration::from_millis(300));
        let marked = session.terminal().rows();
        let marked = marked.iter().filter(|row| row.contains("│ + ")).count();
        assert!(marked >= 4, "the models are marked: {marked}");
        for (view, name) in
            (1..).zip(["bill", "cap", "what-if", "break-even", "levers", "mix", "credits", "pins"])
        {
            session.send(format!("{view}"));
            session.wait_until_quiet(Duration::from_millis(300));
            let times = (0..200).map(|round| {
                sleep(Duration::from_millis(15));
                let frames = session.terminal().frames.len();
                let sent = Instant::now();
                session.send(["+", "-"][round % 2]);
                session.wait_for("frame", |terminal| terminal.frames.len() > frames);
                session.terminal().frames[frames] - sent
            });
            report(&format!("slider, {name} open"), times.collect());
        }
    }

    /// How large the program is.
    pub(super) fn size() {
        let bytes = std::fs::metadata(env!("CARGO_BIN_EXE_tokenfare")).map_or(0, |file| file.len());
        let megabytes = bytes as f64 / 1e6;
        println!("{:<28} {megabytes:.1} MB, not stripped where it is a bench's", "binary");
    }

    /// A thousand keys at once.
    pub(super) fn burst() {
        let mut session = Session::start(SIZE, &[]);
        session.wait_until_quiet(REST);
        let (mut times, mut most) = (Vec::new(), 0);
        for _ in 0..20 {
            let batch = session.terminal().shows("[x] Batch");
            let before = session.terminal().frames.len();
            let sent = Instant::now();
            session.send("b".repeat(1_001));
            session.wait_until_quiet(Duration::from_millis(200));
            let terminal = session.terminal();
            assert_ne!(terminal.shows("[x] Batch"), batch, "a key was lost");
            most = most.max(terminal.frames.len() - before);
            times.extend(terminal.frames.last().map(|last| *last - sent));
        }
        report("1,001 keys to last frame", times);
        println!("{:<28} at most {most}", "frames for 1,001 keys");
    }

    /// How often the program at rest wakes, and what it has used.
    #[cfg(target_os = "linux")]
    pub(super) fn idle() {
        const WATCHED: Duration = Duration::from_secs(3);
        let session = Session::start(SIZE, &[]);
        session.wait_until_quiet(REST);
        let (wakes, ticks) = used(session.id());
        sleep(WATCHED);
        let (later, ticks_later) = used(session.id());
        println!(
            "{:<28} {} wake-ups, {} ticks of CPU in 3 s",
            "idle",
            later - wakes,
            ticks_later - ticks
        );
    }

    /// Keys while 10 MB that were pasted are counted, and the memory that takes.
    #[cfg(target_os = "linux")]
    pub(super) fn large_paste() {
        let mut session = Session::start(SIZE, &[]);
        session.wait_until_quiet(REST);
        println!("{:<28} {} MB", "memory with the tokenizer", resident(session.id()));
        session.send("e");
        let line = "The quick brown fox reads a policy about parcels, refunds and gift cards.\n";
        let text: String = (0..10_000_000 / line.len()).map(|at| format!("{at} {line}")).collect();
        let sent = Instant::now();
        session.paste(&text);
        let start = Instant::now();
        println!(
            "{:<28} {:.0} ms",
            "10 MB through the terminal",
            (start - sent).as_secs_f64() * 1e3
        );
        session.wait_for("the count begins", |terminal| {
            terminal.shows("counting") || terminal.shows("estimated")
        });
        println!("{:<28} {:.0} ms", "and to its first count", start.elapsed().as_secs_f64() * 1e3);
        let (mut times, mut round) = (Vec::new(), 0);
        while session.terminal().shows("counting") || session.terminal().shows("estimated") {
            let frames = session.terminal().frames.len();
            let sent = Instant::now();
            session.send(["\x1b[A", "\x1b[B"][round % 2]);
            session.wait_for("frame", |terminal| terminal.frames.len() > frames);
            times.push(session.terminal().frames[frames] - sent);
            round += 1;
            sleep(Duration::from_millis(10));
        }
        println!("{:<28} {:.0} ms", "and to its full count", start.elapsed().as_secs_f64() * 1e3);
        if !times.is_empty() {
            report("keys while 10 MB count", times);
        }
        println!("{:<28} {} MB", "memory with 10 MB of prompt", resident(session.id()));
    }

    /// Memory in use, in MB.
    #[cfg(target_os = "linux")]
    fn resident(id: u32) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmRSS"));
        let field = line.and_then(|line| line.split_whitespace().nth(1));
        field.and_then(|field| field.parse::<u64>().ok()).unwrap_or(0) / 1_024
    }

    /// Voluntary context switches of all threads, and clock ticks of processor time.
    #[cfg(target_os = "linux")]
    fn used(id: u32) -> (u64, u64) {
        let threads = std::fs::read_dir(format!("/proc/{id}/task")).into_iter().flatten();
        let wakes = threads
            .flatten()
            .filter_map(|thread| std::fs::read_to_string(thread.path().join("status")).ok())
            .filter_map(|status| {
                let line = status.lines().find(|line| line.starts_with("voluntary"))?;
                line.split_whitespace().nth(1)?.parse::<u64>().ok()
            })
            .sum();
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
        let ticks = fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
        (wakes, ticks)
    }
}
