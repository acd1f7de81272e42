//! Files, beside the screen: what is asked of them is done on threads of its own, one request after
//! another, and unsaved work is kept beside that, so that a file that does not answer keeps nothing
//! from being kept.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::app::{Export, FileAnswer, FileRequest, State, Unsaved, brief};
use crate::panics::caught;

/// How long unsaved work rests before it is kept: typing makes one file, not one a key.
const REST: Duration = Duration::from_millis(250);
/// How long it waits at most while it does not rest.
const MOST: Duration = Duration::from_millis(600);
/// How long the end of the program waits for what is not written yet.
const PATIENCE: Duration = Duration::from_millis(1_500);
/// What unsaved work is called where it is not kept.
const WORK: &str = "unsaved work";

/// Something to be done with files.
#[derive(Debug)]
pub(crate) enum Errand {
    /// What the explorer asks of them.
    Files(FileRequest),
    /// What is open is written out, or the explorer drawn, as it stands here.
    Export(Export, Box<State>),
}

impl Errand {
    /// What it writes, in the words of a sentence; none where it only reads.
    fn writes(&self) -> Option<String> {
        match self {
            Self::Files(request) => request.writes(),
            Self::Export(export, _) => Some(brief(&export.file).into_owned()),
        }
    }
}

/// The way to the threads. Dropping it waits a while until what was asked for is written, and says
/// what then is not: the terminal must have been given back.
#[derive(Debug)]
pub(super) struct Outside {
    files: Sender<Errand>,
    keep: Sender<Unsaved>,
    unwritten: Arc<Unwritten>,
}

/// What was asked to be written and is not yet, in words.
#[derive(Debug, Default)]
struct Unwritten {
    names: Mutex<Vec<String>>,
    changed: Condvar,
}

impl Unwritten {
    fn add(&self, name: impl Into<String>) {
        self.names.lock().unwrap_or_else(PoisonError::into_inner).push(name.into());
    }

    /// Takes out a name that was added.
    fn done(&self, name: &str) {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = names.iter().position(|other| other == name) {
            names.remove(at);
        }
        self.changed.notify_all();
    }

    /// What is not written after waiting for it, each once.
    fn after(&self, patience: Duration) -> Vec<String> {
        let names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.changed.wait_timeout_while(names, patience, |names| !names.is_empty());
        let mut names = waited.unwrap_or_else(PoisonError::into_inner).0.clone();
        names.dedup();
        names
    }
}

impl Outside {
    /// Starts the threads: `serve` does what is asked of files, `keep` keeps unsaved work, and `send`
    /// takes their answers.
    pub(super) fn spawn(
        mut serve: impl FnMut(Errand) -> Option<FileAnswer> + Send + 'static,
        mut keep: impl FnMut(Unsaved) -> Option<FileAnswer> + Send + 'static,
        send: impl Fn(FileAnswer) + Send + Clone + 'static,
    ) -> io::Result<Self> {
        let unwritten = Arc::<Unwritten>::default();
        let (files, asked) = channel::<Errand>();
        let (done, tell) = (Arc::clone(&unwritten), send.clone());
        thread::Builder::new().name("files".to_owned()).spawn(move || {
            for errand in asked {
                let name = errand.writes();
                answer(|| serve(errand), &tell);
                name.iter().for_each(|name| done.done(name));
            }
        })?;
        let (keeping, asked) = channel::<Unsaved>();
        let done = Arc::clone(&unwritten);
        thread::Builder::new().name("keep".to_owned()).spawn(move || {
            while let Some((unsaved, requests)) = rested(&asked) {
                answer(|| keep(unsaved), &send);
                (0..requests).for_each(|_| done.done(WORK));
            }
        })?;
        Ok(Self { files, keep: keeping, unwritten })
    }

    /// Asks for something to be done with files.
    pub(super) fn run(&self, errand: Errand) {
        if let Some(name) = errand.writes() {
            self.unwritten.add(name);
        }
        // The thread ends only with this sender.
        let _ = self.files.send(errand);
    }

    /// Asks for unsaved work to be kept.
    pub(super) fn keep(&self, unsaved: Unsaved) {
        self.unwritten.add(WORK);
        let _ = self.keep.send(unsaved);
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        // What rests need not rest any longer.
        self.keep = channel().0;
        let left = self.unwritten.after(PATIENCE);
        if !left.is_empty() {
            // There is nobody else to tell.
            let _ = writeln!(
                io::stderr(),
                "tokenfare: the disk does not answer; not written yet: {}",
                left.join(", ")
            );
        }
    }
}

/// Does something and sends what it answers. A fault in there must not take what is asked for later
/// with it.
fn answer(serve: impl FnOnce() -> Option<FileAnswer>, send: impl Fn(FileAnswer)) {
    if let Some(answer) = caught(serve).flatten() {
        send(answer);
    }
}

/// The next unsaved work once it has rested, or has waited long enough, and how many requests it
/// stands for; none when nobody asks any more.
fn rested(asked: &Receiver<Unsaved>) -> Option<(Unsaved, usize)> {
    let mut unsaved = asked.recv().ok()?;
    let begun = Instant::now();
    let mut requests = 1;
    loop {
        let left = MOST.saturating_sub(begun.elapsed());
        match asked.recv_timeout(REST.min(left)) {
            Ok(newer) => {
                unsaved = newer;
                requests += 1;
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                return Some((unsaved, requests));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::app::{SceneId, Work};
    use crate::scenario::Scenario;
    use crate::workload::Workload;

    fn unsaved(requests: u64) -> Unsaved {
        let workload = Workload { requests, ..Workload::default() };
        let scenario = Scenario::new("Kept", workload);
        let work = Work { scene: SceneId::default(), scenario, texts: Default::default() };
        Unsaved { scenes: vec![work], ..Unsaved::default() }
    }

    fn requests(unsaved: &Unsaved) -> u64 {
        unsaved.scenes[0].scenario.workload.requests
    }

    #[test]
    fn work_is_kept_once_and_never_lost() {
        let served = Arc::new(Mutex::new(Vec::new()));
        let (log, kept) = (Arc::clone(&served), Arc::clone(&served));
        let outside = Outside::spawn(
            move |request| {
                assert!(matches!(request, Errand::Files(FileRequest::List)), "a fault");
                log.lock().unwrap().push("list".to_owned());
                None
            },
            move |unsaved| {
                kept.lock().unwrap().push(format!("keep {}", requests(&unsaved)));
                None
            },
            |_| {},
        )
        .unwrap();
        (0..100).for_each(|requests| outside.keep(unsaved(requests)));
        outside.run(Errand::Files(FileRequest::UsualTheme("a fault".to_owned())));
        outside.run(Errand::Files(FileRequest::UsualTheme("a fault".to_owned())));
        drop(outside);
        assert_eq!(*served.lock().unwrap(), ["keep 99"]);
    }

    #[test]
    fn work_that_never_rests_is_kept_all_the_same() {
        let (sender, asked) = channel();
        let typing = thread::spawn(move || {
            for requests in 0..200 {
                sender.send(unsaved(requests)).unwrap();
                thread::sleep(Duration::from_millis(10));
            }
        });
        let (first, of) = rested(&asked).unwrap();
        assert!(of < 150 && requests(&first) + 1 == of as u64, "{of}");
        typing.join().unwrap();
        while rested(&asked).is_some() {}
    }

    #[test]
    fn the_end_waits_for_what_is_written_but_not_for_ever() {
        let unwritten = Arc::new(Unwritten::default());
        unwritten.add("a.toml");
        unwritten.add(WORK);
        let other = Arc::clone(&unwritten);
        let writing = thread::spawn(move || {
            thread::sleep(Duration::from_millis(20));
            other.done(WORK);
        });
        assert_eq!(unwritten.after(Duration::from_millis(200)), ["a.toml"]);
        writing.join().unwrap();
        unwritten.done("a.toml");
        assert_eq!(unwritten.after(Duration::from_secs(60)), [""; 0]);
    }
}
