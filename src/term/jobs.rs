//! What the worker is asked to do, and in which order it does it.

use std::ops::Range;
use std::sync::mpsc::Receiver;

use ropey::Rope;

use crate::app::prompts::Part;

/// A text, and what to find out about it.
#[derive(Debug, Clone)]
pub(super) struct Request {
    /// What to find out.
    pub(super) task: Task,
    /// Which part it is.
    pub(super) part: Part,
    /// Which revision of the part.
    pub(super) revision: u64,
    /// The text.
    pub(super) text: Rope,
}

/// What to find out about a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Task {
    /// The tokens near these bytes. Served first, in the midst of the others, since the user looks
    /// at them.
    Tokenize(Range<usize>),
    /// How many tokens it has.
    Count,
    /// The same with what takes longer: by the vocabularies that are loaded only for this. It gives way to
    /// any count.
    Sharpen,
    /// Its heaviest lines. Served last, and gives way to any count as well.
    Weigh,
}

impl Request {
    /// Whether an older request is no longer of use once this one is made.
    fn voids(&self, older: &Self) -> bool {
        match (&self.task, &older.task) {
            // Only one text is looked at.
            (Task::Tokenize(_), Task::Tokenize(_)) => true,
            (Task::Count, Task::Count | Task::Sharpen)
            | (Task::Sharpen, Task::Sharpen)
            | (Task::Weigh, Task::Weigh) => self.part == older.part,
            (Task::Count, Task::Weigh) => {
                self.part == older.part && self.revision != older.revision
            }
            _ => false,
        }
    }

    const fn rank(&self) -> u8 {
        match self.task {
            Task::Tokenize(_) => 0,
            Task::Count => 1,
            Task::Sharpen => 2,
            Task::Weigh => 3,
        }
    }
}

/// The requests that are still of use, oldest first.
pub(super) struct Queue {
    received: Receiver<Request>,
    waiting: Vec<Request>,
}

impl Queue {
    /// A queue of what comes through `received`.
    pub(super) const fn new(received: Receiver<Request>) -> Self {
        Self { received, waiting: Vec::new() }
    }

    /// The next request, waiting for it; `None` when nobody asks any more.
    pub(super) fn next(&mut self) -> Option<Request> {
        if self.waiting.is_empty() {
            let request = self.received.recv().ok()?;
            self.waiting.push(request);
        }
        self.take_in();
        // The first of the least rank.
        let (at, _) = (self.waiting.iter().enumerate()).min_by_key(|(_, it)| it.rank())?;
        Some(self.waiting.remove(at))
    }

    /// Takes in what was asked since.
    fn take_in(&mut self) {
        while let Ok(request) = self.received.try_recv() {
            self.waiting.retain(|older| !request.voids(older));
            self.waiting.push(request);
        }
    }

    /// The tokens to find before anything under way goes on.
    pub(super) fn next_urgent(&mut self) -> Option<Request> {
        self.take_in();
        let urgent = |request: &Request| matches!(request.task, Task::Tokenize(_));
        let at = self.waiting.iter().position(urgent)?;
        Some(self.waiting.remove(at))
    }

    /// Whether a newer request has made this one void.
    pub(super) fn voids(&self, request: &Request) -> bool {
        self.waiting.iter().any(|newer| newer.voids(request))
    }

    /// Whether a count waits.
    pub(super) fn has_count(&self) -> bool {
        self.waiting.iter().any(|it| it.task == Task::Count)
    }

    /// Takes a request back that gave way to another, or follows from one.
    pub(super) fn put_back(&mut self, request: Request) {
        self.waiting.push(request);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    fn order(asked: &[(Task, Part, u64)]) -> Vec<(Task, Part, u64)> {
        let (send, received) = channel();
        for (task, part, revision) in asked.iter().cloned() {
            send.send(Request { task, part, revision, text: Rope::new() }).unwrap();
        }
        drop(send);
        let mut queue = Queue::new(received);
        std::iter::from_fn(|| queue.next()).map(|it| (it.task, it.part, it.revision)).collect()
    }

    #[test]
    fn what_is_looked_at_comes_first_and_lines_last() {
        let (a, b) = (Part::SYSTEM, Part::USER);
        use Task::{Count, Sharpen, Tokenize, Weigh};
        assert_eq!(
            order(&[
                (Weigh, a, 1),
                (Sharpen, b, 1),
                (Count, a, 1),
                (Count, b, 1),
                (Sharpen, a, 1),
                (Tokenize(0..9), a, 1),
            ]),
            [(Tokenize(0..9), a, 1), (Count, a, 1), (Count, b, 1), (Sharpen, a, 1), (Weigh, a, 1)]
        );
    }

    #[test]
    fn newer_requests_void_older_ones() {
        let (a, b) = (Part::SYSTEM, Part::USER);
        use Task::{Count, Tokenize, Weigh};
        assert_eq!(
            order(&[
                (Weigh, a, 1),
                (Weigh, b, 1),
                (Tokenize(0..9), a, 1),
                (Count, a, 2),
                (Tokenize(5..9), b, 1),
                (Count, a, 3),
                (Weigh, b, 2),
            ]),
            [(Tokenize(5..9), b, 1), (Count, a, 3), (Weigh, b, 2)]
        );
    }
}
