//! Reading many logs on all cores: files side by side, and large ones in parts.

use std::collections::{BTreeMap, HashMap};
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use flate2::read::MultiGzDecoder;

use super::files::{Log, Told, find};
use crate::cli::progress::Progress;
use crate::usage::{Other, Place, Plan, Reader, Reason, Shape, Tally, shape};

/// Files above this size are read in parts of it.
const PART: u64 = 32 << 20;
/// What a file holds shows in its first bytes.
const HEAD: u64 = 64 << 10;
/// How often the bar is drawn.
const TICK: Duration = Duration::from_millis(100);

/// A file to read, or a part of one.
struct Task {
    file: usize,
    path: Arc<Path>,
    from: u64,
    /// None for all that follows.
    to: Option<u64>,
}

/// What was read.
pub(in crate::cli) struct Reading<'c> {
    pub(in crate::cli) tally: Tally<'c>,
    pub(in crate::cli) told: Told,
    names: HashMap<usize, String>,
    /// Lines of the parts of files that were read in parts.
    parts: BTreeMap<(usize, u64), u64>,
}

impl Reading<'_> {
    /// `file.json line 12`.
    pub(in crate::cli) fn place(&self, place: Place) -> String {
        let name = self.names.get(&place.file).map_or("-", String::as_str);
        let before: u64 = self
            .parts
            .range((place.file, 0)..(place.file, place.part))
            .map(|(_, lines)| lines)
            .sum();
        format!("{name} line {}", before + place.line)
    }
}

/// What threads share.
struct Shared<'s> {
    bytes: AtomicU64,
    stop: &'s AtomicBool,
}

/// Reads the logs of these names. Nothing once `stop` is set.
pub(in crate::cli) fn read<'c>(
    plan: &'c Plan<'c>,
    names: &[OsString],
    threads: usize,
    stdin: &mut dyn Read,
    bar: Option<&mut dyn Write>,
    stop: &AtomicBool,
) -> Reading<'c> {
    let shared = Shared { bytes: AtomicU64::new(0), stop };
    let names = || names.iter().map(OsString::as_os_str);
    let mut progress = Progress::new(bar, "reading", 0);
    if progress.is_shown() {
        // Only a bar needs to know the end before the start.
        let mut total = 0;
        find(names(), &mut Told::default(), |log| {
            match log {
                Log::Stdin => {}
                Log::File { bytes, .. } => total += bytes,
            }
            !stop.load(Ordering::Relaxed)
        });
        progress.set_total(total);
    }
    let (send, receive) = sync_channel::<Task>(4 * threads);
    let receive = Mutex::new(receive);
    let (done, ended) = channel::<Part<'c>>();
    let mut reading = Reading {
        tally: Tally::new(plan),
        told: Told::default(),
        names: HashMap::new(),
        parts: BTreeMap::new(),
    };
    thread::scope(|scope| {
        for _ in 0..threads {
            let (receive, shared, done) = (&receive, &shared, done.clone());
            let mut part = Part::new(&reading.tally);
            scope.spawn(move || {
                part.work(receive, shared);
                // The receiver outlives the threads.
                let _ = done.send(part);
            });
        }
        drop(done);
        let stdin_number = names().position(|name| name == "-");
        let feeder = scope.spawn(|| {
            let mut told = Told::default();
            let mut number = 0;
            find(names(), &mut told, |log| {
                number += 1;
                match log {
                    Log::Stdin => true,
                    Log::File { path, bytes } => feed(&send, number, path, bytes, stop),
                }
            });
            drop(send);
            told
        });
        if stdin_number.is_some() {
            let mut part = Part::new(&reading.tally);
            part.stdin(stdin, &shared, &mut progress);
            reading.add(&part);
        }
        loop {
            match ended.recv_timeout(TICK) {
                Ok(part) => reading.add(&part),
                Err(RecvTimeoutError::Timeout) => {
                    progress.reach(shared.bytes.load(Ordering::Relaxed));
                }
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        if let Ok(told) = feeder.join() {
            let Told { unreadable, other, .. } = std::mem::replace(&mut reading.told, told);
            reading.told.unreadable.extend(unreadable);
            reading.told.other = other;
            // Whichever thread was first.
            reading.told.other.sort();
        }
    });
    reading
}

impl<'c> Reading<'c> {
    fn add(&mut self, part: &Part<'c>) {
        self.tally.merge(&part.tally);
        self.names.extend(part.names.clone());
        self.parts.extend(&part.parts);
        self.told.unreadable.extend(part.told.unreadable.iter().cloned());
        self.told.other.extend(part.told.other.iter().cloned());
    }
}

/// Sends a file to be read, in parts if it is large; false to stop.
fn feed(
    send: &std::sync::mpsc::SyncSender<Task>,
    file: usize,
    path: PathBuf,
    bytes: u64,
    stop: &AtomicBool,
) -> bool {
    let path: Arc<Path> = path.into();
    let mut from = 0;
    loop {
        let to = from + PART;
        // The last part is what is left, which may be half as much again.
        let last = bytes < to + PART / 2;
        let task = Task { file, path: Arc::clone(&path), from, to: (!last).then_some(to) };
        if stop.load(Ordering::Relaxed) || send.send(task).is_err() {
            return false;
        }
        if last {
            return true;
        }
        from = to;
    }
}

/// What one thread has read.
struct Part<'c> {
    tally: Tally<'c>,
    told: Told,
    names: HashMap<usize, String>,
    parts: BTreeMap<(usize, u64), u64>,
}

impl<'c> Part<'c> {
    fn new(all: &Tally<'c>) -> Self {
        Self {
            tally: all.part(),
            told: Told::default(),
            names: HashMap::new(),
            parts: BTreeMap::new(),
        }
    }

    fn work(&mut self, tasks: &Mutex<Receiver<Task>>, shared: &Shared<'_>) {
        let next = || tasks.lock().ok()?.recv().ok();
        while let Some(task) = next() {
            if shared.stop.load(Ordering::Relaxed) {
                continue;
            }
            if let Err(error) = self.file(&task, shared) {
                self.told.unreadable(&task.path, &error);
            }
            self.keep_name(task.file, || task.path.to_string_lossy().into_owned());
        }
    }

    /// Keeps the names that places need.
    fn keep_name(&mut self, file: usize, name: impl FnOnce() -> String) {
        let is_needed = |file: usize| {
            let mut first = self.tally.skips().first().iter();
            first.any(|(place, _)| place.file == file)
        };
        if is_needed(file) {
            self.names.insert(file, name());
        }
        self.names.retain(|file, _| is_needed(*file));
    }

    fn file(&mut self, task: &Task, shared: &Shared<'_>) -> io::Result<()> {
        let mut file = File::open(&task.path)?;
        let mut head = Vec::new();
        if task.from == 0 && task.to.is_none() {
            // It may be a pipe, which cannot be read from its start again.
            (&mut file).take(HEAD).read_to_end(&mut head)?;
            return self.whole(task, head, file, shared);
        }
        (&mut file).take(HEAD).read_to_end(&mut head)?;
        let shape = shape(&head, false);
        if is_gzip(&head) || shape != Some(Shape::Lines) || Other::of(&head).is_some() {
            return match task.from {
                0 => self.whole(task, head, file, shared),
                // The first part is all of such a file.
                _ => Ok(()),
            };
        }
        let mut reader = Reader::new(&mut self.tally, task.file, task.from, shape);
        let read = part(&mut reader, &mut file, task, shared);
        self.parts.insert((task.file, task.from), reader.finish());
        read
    }

    /// Reads a file from its start to its end.
    fn whole(
        &mut self,
        task: &Task,
        head: Vec<u8>,
        rest: impl Read,
        shared: &Shared<'_>,
    ) -> io::Result<()> {
        let is_gzip = is_gzip(&head);
        if let Some(other) = Other::of(&head) {
            self.told.other(&task.path, other);
            return Ok(());
        }
        let bytes = Counted { inner: io::Cursor::new(head).chain(rest), shared };
        if !is_gzip {
            let mut reader = Reader::new(&mut self.tally, task.file, 0, None);
            let read = copy(&mut reader, bytes);
            reader.finish();
            return read;
        }
        let mut inflated = MultiGzDecoder::new(BufReader::with_capacity(HEAD as usize, bytes));
        let mut head = Vec::new();
        // A fault is found again behind what could be inflated.
        let begun = (&mut inflated).take(HEAD).read_to_end(&mut head);
        if let Some(other) = Other::of(&head) {
            self.told.other(&task.path, other);
            return Ok(());
        }
        let mut reader = Reader::new(&mut self.tally, task.file, 0, None);
        let read = copy(&mut reader, head.as_slice());
        match read.and(begun).and_then(|_| copy(&mut reader, inflated)) {
            Ok(()) => {
                reader.finish();
                Ok(())
            }
            Err(error) => {
                use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
                reader.abandon(Reason::BrokenGzip);
                match error.kind() {
                    InvalidData | InvalidInput | UnexpectedEof => Ok(()),
                    _ => Err(error),
                }
            }
        }
    }

    fn stdin(&mut self, stdin: &mut dyn Read, shared: &Shared<'_>, progress: &mut Progress<'_>) {
        let mut watched = Watched { inner: stdin, shared, progress };
        let mut head = Vec::new();
        let read = (&mut watched).take(HEAD).read_to_end(&mut head);
        let task = Task { file: 0, path: Path::new("-").into(), from: 0, to: None };
        if let Err(error) = read.and_then(|_| self.whole(&task, head, &mut watched, shared)) {
            self.told.unreadable(Path::new("-"), &error);
        }
        self.keep_name(0, || "-".to_owned());
    }
}

/// Reads a part of a file of lines: the lines that begin in it.
fn part(
    reader: &mut Reader<'_, '_>,
    file: &mut File,
    task: &Task,
    shared: &Shared<'_>,
) -> io::Result<()> {
    // From the byte before on, which tells whether a line begins with the part.
    let from = task.from.saturating_sub(1);
    file.seek(SeekFrom::Start(from))?;
    let mut left = task.to.map_or(u64::MAX, |to| to - from);
    let mut last = b'\n';
    loop {
        let space = reader.space();
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(space.len());
        // Beyond its end, the part goes on to the end of its last line.
        let beyond = most == 0;
        if beyond && last == b'\n' {
            return Ok(());
        }
        let wanted = if beyond { space.len() } else { most };
        let space = space.get_mut(..wanted).unwrap_or_default();
        let mut count = file.read(space)?;
        if count == 0 || shared.stop.load(Ordering::Relaxed) {
            return Ok(());
        }
        let read = space.get(..count).unwrap_or_default();
        if beyond && let Some(at) = memchr::memchr(b'\n', read) {
            count = at + 1;
        }
        last = read.get(count - 1).copied().unwrap_or(b'\n');
        shared.bytes.fetch_add(count as u64, Ordering::Relaxed);
        left -= if beyond { 0 } else { count as u64 };
        reader.filled(count);
    }
}

fn copy(reader: &mut Reader<'_, '_>, mut from: impl Read) -> io::Result<()> {
    loop {
        match from.read(reader.space()) {
            Ok(0) => return Ok(()),
            Ok(count) => reader.filled(count),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

fn is_gzip(head: &[u8]) -> bool {
    head.starts_with(&[0x1f, 0x8b])
}

/// Counts the bytes, and ends early when all is to stop.
struct Counted<'s, R> {
    inner: R,
    shared: &'s Shared<'s>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.shared.stop.load(Ordering::Relaxed) {
            return Ok(0);
        }
        let count = self.inner.read(into)?;
        self.shared.bytes.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// Draws the bar while stdin is read, by the thread that waits for it.
struct Watched<'w, 's, 'p> {
    inner: &'w mut dyn Read,
    shared: &'w Shared<'s>,
    progress: &'w mut Progress<'p>,
}

impl Read for Watched<'_, '_, '_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.progress.reach(self.shared.bytes.load(Ordering::Relaxed));
        self.inner.read(into)
    }
}
