//! Files, beside the screen: requests are served one after another on a thread of its own.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::app::{FileAnswer, FileRequest};

/// How long unsaved work rests before it is kept: typing makes one file, not one a key.
const REST: Duration = Duration::from_millis(250);

/// The way to the thread. Dropping it waits until what was asked for is done.
#[derive(Debug)]
pub(super) struct Outside {
    requests: Option<Sender<FileRequest>>,
    thread: Option<JoinHandle<()>>,
}

impl Outside {
    /// Starts the thread: `serve` does what is asked for, `send` takes the answers.
    pub(super) fn spawn(
        mut serve: impl FnMut(FileRequest) -> Option<FileAnswer> + Send + 'static,
        mut send: impl FnMut(FileAnswer) + Send + 'static,
    ) -> io::Result<Self> {
        let (requests, received) = channel();
        let serve = move |request| {
            // A fault in there must not take the kept work of later requests with it.
            let answer = catch_unwind(AssertUnwindSafe(|| serve(request))).ok().flatten();
            if let Some(answer) = answer {
                send(answer);
            }
        };
        let thread =
            thread::Builder::new().name("files".to_owned()).spawn(move || run(&received, serve))?;
        Ok(Self { requests: Some(requests), thread: Some(thread) })
    }

    /// Asks for something to be done.
    pub(super) fn request(&self, request: FileRequest) {
        if let Some(requests) = &self.requests {
            // The thread ends only with this sender.
            let _ = requests.send(request);
        }
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        self.requests = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Serves requests in their order; of those to keep work, the last one once it has rested.
fn run(received: &Receiver<FileRequest>, mut serve: impl FnMut(FileRequest)) {
    let mut kept: Option<FileRequest> = None;
    loop {
        let next = match kept {
            Some(_) => received.recv_timeout(REST),
            None => received.recv().map_err(RecvTimeoutError::from),
        };
        match next {
            Ok(request @ FileRequest::Keep(_)) => kept = Some(request),
            Ok(request) => serve(request),
            Err(RecvTimeoutError::Timeout) => {
                if let Some(request) = kept.take() {
                    serve(request);
                }
            }
            Err(RecvTimeoutError::Disconnected) => {
                if let Some(request) = kept.take() {
                    serve(request);
                }
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::scenario::Scenario;
    use crate::workload::Workload;

    #[test]
    fn work_is_kept_once_and_never_lost() {
        let served = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&served);
        let outside = Outside::spawn(
            move |request| {
                let what = match &request {
                    FileRequest::Keep(kept) => format!("keep {}", kept[0].workload.requests),
                    other => format!("{other:?}"),
                };
                log.lock().unwrap().push(what);
                assert!(!matches!(request, FileRequest::Forget(_)), "a fault");
                None
            },
            |_| {},
        )
        .unwrap();
        for requests in 0..100 {
            let workload = Workload { requests, ..Workload::default() };
            outside.request(FileRequest::Keep(vec![Scenario::new("Kept", workload)]));
        }
        outside.request(FileRequest::Forget("x".to_owned()));
        outside.request(FileRequest::List);
        drop(outside);
        assert_eq!(*served.lock().unwrap(), ["Forget(\"x\")", "List", "keep 99"]);
    }
}
