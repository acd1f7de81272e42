//! Counting many texts on all cores.

use std::fs::File;
use std::io::Read;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use super::counts::Counts;
use super::read::{Extent, NotRead, Segment, segments};
use super::sources::Source;
use crate::cli::progress::Progress;
use crate::tokens::{BlockWords, Encoding, Tokenizers, Vocabulary};

/// More threads than this only wait for each other.
const MOST_THREADS: usize = 32;

/// What a text came to; the counts of one that was not read are not to be used.
#[derive(Debug)]
pub(super) struct Counted {
    pub(super) counts: Counts,
    pub(super) read: Result<Extent, NotRead>,
}

/// A part of the text with this place among the sources.
struct Task {
    source: usize,
    segment: Segment,
}

/// Counts the texts, in their order. This thread reads them, part by part, and others count; what
/// waits to be counted is a few parts.
pub(super) fn count(
    sources: &[Source],
    stdin: &mut dyn Read,
    tokenizers: &Tokenizers,
    progress: &mut Progress<'_>,
) -> Vec<Counted> {
    let threads = thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
    let sums = Mutex::new(vec![Counts::default(); sources.len()]);
    let (send, receive) = sync_channel::<Task>(2 * threads);
    let receive = Mutex::new(receive);
    let extents = thread::scope(|scope| {
        for thread in 0..threads {
            let (receive, sums) = (&receive, &sums);
            scope.spawn(move || work(thread, receive, tokenizers, sums));
        }
        let mut extents = Vec::with_capacity(sources.len());
        for (source, about) in sources.iter().enumerate() {
            let each = |segment, bytes| {
                // The receiver lives as long as this function.
                let _ = send.send(Task { source, segment });
                progress.advance(bytes);
            };
            extents.push(match &about.path {
                None => segments(&mut *stdin, each),
                Some(path) => {
                    File::open(path).map_err(NotRead::from).and_then(|file| segments(file, each))
                }
            });
        }
        drop(send);
        extents
    });
    let sums = sums.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    sums.into_iter()
        .zip(extents)
        .map(|(mut counts, read)| {
            counts.bytes = read.as_ref().map_or(0, |extent| extent.bytes);
            Counted { counts, read }
        })
        .collect()
}

/// Counts parts until there are no more.
fn work(
    thread: usize,
    receive: &Mutex<Receiver<Task>>,
    tokenizers: &Tokenizers,
    sums: &Mutex<Vec<Counts>>,
) {
    // Each thread loads another vocabulary first.
    match thread % (Encoding::ALL.len() + 1) {
        2 => Vocabulary::ALL.into_iter().for_each(Vocabulary::load),
        at => Encoding::ALL[at].load(),
    }
    let mut words = BlockWords::default();
    let next = || receive.lock().ok()?.recv().ok();
    while let Some(Task { source, segment }) = next() {
        let counts = Counts::of(&segment, tokenizers, &mut words);
        if let Ok(mut sums) = sums.lock()
            && let Some(sum) = sums.get_mut(source)
        {
            sum.add(&counts);
        }
    }
}
