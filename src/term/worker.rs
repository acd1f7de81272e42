//! Counts text, finds tokens and weighs lines beside the screen, on one long-lived thread.

use std::io;
use std::ops::ControlFlow;
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use ropey::Rope;

use super::jobs::{Queue, Request, Task};
use crate::app::{Counted, Message, Tokenized, Weighed};
use crate::panics::caught;
use crate::tokens::{
    Estimate, Estimates, KindTotals, Partial, TextCounter, TextKind, Tokenizers, estimate,
};

/// The way to the thread that counts.
#[derive(Debug)]
pub(super) struct Worker {
    requests: Sender<Request>,
}

impl Worker {
    /// Starts the thread. It hands its answers to `send`; of counts and weights first partial ones,
    /// then the whole.
    ///
    /// The reference vocabulary is loaded there at the first request, and `load` reads the user's
    /// tokenizers then, too. The other vocabularies are loaded once that request is served; what they
    /// count follows as another whole count.
    pub(super) fn spawn(
        send: impl FnMut(Message) + Send + 'static,
        load: impl FnOnce() -> Tokenizers + Send + 'static,
    ) -> io::Result<Self> {
        let (mut load, mut ready) = (Some(load), None);
        Self::spawn_with(send, move |text, stage, progress| {
            let (tokenizers, counter) = ready.get_or_insert_with(|| {
                let tokenizers = load.take().map(|load| load()).unwrap_or_default();
                let counter = TextCounter::new(&tokenizers);
                (tokenizers, counter)
            });
            let mut count = counter.count_chunks(text.chunks(), &mut *progress)?;
            if stage == Stage::Sharp {
                let bytes_done = text.len_bytes();
                let done = Partial { bytes_done, tokens_so_far: count.reference.total() };
                counter.sharpen(text.chunks(), &mut count, || progress(done))?;
            }
            let estimates = tokenizers.estimates(&count);
            Some((count.reference, estimates))
        })
    }

    /// As [`Worker::spawn`], with another way to count: `None` when the progress broke off.
    fn spawn_with(
        mut send: impl FnMut(Message) + Send + 'static,
        mut count: impl FnMut(&Rope, Stage, &mut Progress<'_>) -> Option<Found> + Send + 'static,
    ) -> io::Result<Self> {
        let (requests, received) = channel();
        thread::Builder::new().name("counter".to_owned()).spawn(move || {
            let mut queue = Queue::new(received);
            while let Some(request) = queue.next() {
                match request.task {
                    Task::Tokenize(_) => find_tokens(request, &mut send),
                    Task::Count => serve_count(request, &mut queue, &mut send, &mut count),
                    Task::Sharpen => sharpen(request, &mut queue, &mut send, &mut count),
                    Task::Weigh => weigh(request, &mut queue, &mut send),
                }
            }
        })?;
        Ok(Self { requests })
    }

    /// Asks for something to be found out.
    pub(super) fn request(&self, request: Request) {
        // The thread ends only with this sender.
        let _ = self.requests.send(request);
    }
}

/// A text's reference tokens by kind, and its tokens in every family.
type Found = (KindTotals, Estimates);

/// What a count is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The reference and the user's tokenizers.
    First,
    /// The built-in vocabularies, too.
    Sharp,
}

/// Told how far a count has come; says whether to go on.
type Progress<'a> = dyn FnMut(Partial) -> ControlFlow<()> + 'a;

/// How often partial answers are handed on, at most: faster than the eye follows is wasted.
const PARTIAL_EVERY: Duration = Duration::from_millis(30);

/// Finds the tokens near a range, in a few milliseconds.
fn find_tokens(request: Request, send: &mut impl FnMut(Message)) {
    let Request { task: Task::Tokenize(range), part, revision, text } = request else {
        return;
    };
    // Without an answer the text stays plain.
    if let Some(found) = caught(|| Tokenized::find(part, revision, &text, range)) {
        send(Message::Tokenized(found));
    }
}

/// Counts one text, unless a newer request comes in.
fn serve_count(
    request: Request,
    queue: &mut Queue,
    send: &mut impl FnMut(Message),
    count: &mut impl FnMut(&Rope, Stage, &mut Progress<'_>) -> Option<Found>,
) {
    let Request { part, revision, ref text, .. } = request;
    let mut last = Instant::now();
    let mut progress = |partial: Partial| {
        while let Some(urgent) = queue.next_urgent() {
            find_tokens(urgent, send);
        }
        if queue.voids(&request) {
            return ControlFlow::Break(());
        }
        if last.elapsed() >= PARTIAL_EVERY && partial.bytes_done < text.len_bytes() {
            last = Instant::now();
            let Partial { bytes_done: bytes, tokens_so_far: tokens } = partial;
            send(Message::Counted(Box::new(Counted {
                part,
                revision,
                tokens,
                bytes,
                whole: None,
            })));
        }
        ControlFlow::Continue(())
    };
    // A count that panics must not end all counting: the text is estimated instead.
    let found = caught(|| count(text, Stage::First, &mut progress)).unwrap_or_else(|| {
        let tokens = text.chunks().map(estimate::quick).sum();
        let kinds = KindTotals::of(TextKind::Docs, tokens);
        Some((kinds, Estimate::of_all(&kinds)))
    });
    if let Some((kinds, estimates)) = found {
        let counted = Counted::whole(part, revision, text, kinds, estimates);
        send(Message::Counted(Box::new(counted)));
        queue.put_back(Request { task: Task::Sharpen, ..request });
    }
}

/// Counts a text that has been counted with the built-in vocabularies, too; gives way to a count.
fn sharpen(
    request: Request,
    queue: &mut Queue,
    send: &mut impl FnMut(Message),
    count: &mut impl FnMut(&Rope, Stage, &mut Progress<'_>) -> Option<Found>,
) {
    let Request { part, revision, ref text, .. } = request;
    let mut progress = |_| {
        while let Some(urgent) = queue.next_urgent() {
            find_tokens(urgent, send);
        }
        match queue.voids(&request) || queue.has_count() {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    };
    // Where it fails the estimates stand.
    match caught(|| count(text, Stage::Sharp, &mut progress)) {
        Some(Some((kinds, estimates))) => {
            let counted = Counted::whole(part, revision, text, kinds, estimates);
            send(Message::Counted(Box::new(counted)));
        }
        Some(None) if queue.has_count() && !queue.voids(&request) => queue.put_back(request),
        _ => {}
    }
}

/// Weighs the lines of one text, unless a newer request comes in; gives way to a count.
fn weigh(request: Request, queue: &mut Queue, send: &mut impl FnMut(Message)) {
    let Request { part, revision, ref text, .. } = request;
    let mut last = Instant::now();
    let progress = |bytes: usize| {
        while let Some(urgent) = queue.next_urgent() {
            find_tokens(urgent, send);
        }
        if queue.voids(&request) || queue.has_count() {
            return ControlFlow::Break(());
        }
        if last.elapsed() >= PARTIAL_EVERY && bytes < text.len_bytes() {
            last = Instant::now();
            send(Message::Weighed(Weighed { part, revision, bytes, lines: None }));
        }
        ControlFlow::Continue(())
    };
    // Lines that cannot be weighed are not listed.
    let weighed = caught(|| Weighed::find(part, revision, text, progress)).unwrap_or_else(|| {
        Some(Weighed { part, revision, bytes: text.len_bytes(), lines: Some(Vec::new()) })
    });
    match weighed {
        Some(weighed) => send(Message::Weighed(weighed)),
        None if queue.voids(&request) => {}
        None => queue.put_back(request),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::prompts::Part;
    use crate::money::Tokens;
    use crate::tokens::{Encoding, Family, Method, Vocabulary};
    use std::sync::mpsc::Receiver;

    const PART: Part = Part::SYSTEM;
    const OTHER: Part = Part::USER;

    fn request(part: Part, revision: u64, text: &str) -> Request {
        Request { task: Task::Count, part, revision, text: Rope::from_str(text) }
    }

    /// The counts that a worker hands on until everything asked is served.
    fn counts(worker: Worker, answers: Receiver<Message>) -> Vec<Counted> {
        drop(worker);
        let counted = |message| match message {
            Message::Counted(counted) => Some(*counted),
            _ => None,
        };
        answers.iter().filter_map(counted).collect()
    }

    /// Part, revision, tokens and bytes of the counts of whole texts.
    fn wholes(counts: &[Counted]) -> Vec<(Part, u64, u64, usize)> {
        let whole = counts.iter().filter(|counted| counted.whole.is_some());
        whole.map(|it| (it.part, it.revision, it.tokens.get(), it.bytes)).collect()
    }

    fn prose(tokens: usize) -> Found {
        let kinds = KindTotals::of(TextKind::Prose, Tokens::new(tokens as u64));
        (kinds, Estimate::of_all(&kinds))
    }

    /// None but at the first stage, so that each count is handed on once.
    fn first(stage: Stage) -> Option<()> {
        (stage == Stage::First).then_some(())
    }

    #[test]
    fn text_is_counted_exactly() {
        let (send, received) = channel();
        let worker =
            Worker::spawn(move |counted| send.send(counted).unwrap(), Tokenizers::default).unwrap();
        worker.request(request(PART, 7, "You are the support assistant."));
        let expected = Encoding::O200kBase.count("You are the support assistant.").get();
        let served = counts(worker, received);
        // What the other vocabularies count follows.
        assert_eq!(wholes(&served), [(PART, 7, expected, 30); 2]);
        assert_eq!(served[0].whole.map(|whole| whole.words), Some(5));
        let qwen = |at: usize| served[at].whole.unwrap().estimates[Family::Qwen.index()];
        assert_eq!(qwen(0).method, Method::Factor);
        let text = "You are the support assistant.";
        assert_eq!(qwen(1), Estimate::exact(Vocabulary::Qwen.count(text)));
    }

    #[test]
    fn a_users_tokenizer_counts_its_family() {
        let load = || {
            let file = include_bytes!("../../tests/fixtures/tokenizers/gpt2.tiktoken");
            let mut tokenizers = Tokenizers::default();
            let tokenizer = crate::tokens::UserTokenizer::parse(file).unwrap();
            tokenizers.set_file(Family::Llama3, std::sync::Arc::new(tokenizer));
            tokenizers
        };
        let (send, received) = channel();
        let worker = Worker::spawn(move |counted| send.send(counted).unwrap(), load).unwrap();
        worker.request(request(PART, 1, "You are the support assistant."));
        let served = counts(worker, received);
        let estimates = served.last().and_then(|counted| counted.whole).unwrap().estimates;
        assert_eq!(estimates[Family::Llama3.index()].method, Method::File);
        assert_eq!(estimates[Family::Claude47.index()].method, Method::Factor);
    }

    #[test]
    fn a_newer_revision_voids_the_older_even_in_the_middle() {
        let (send, received) = channel();
        let (entered, wait_entered) = channel();
        let (go_on, wait_go_on) = channel();
        let worker = Worker::spawn_with(
            move |counted| send.send(counted).unwrap(),
            move |text, stage, progress| {
                first(stage)?;
                if text.len_bytes() == 1 {
                    entered.send(()).unwrap();
                    wait_go_on.recv().unwrap();
                }
                let partial = Partial { bytes_done: 1, tokens_so_far: Tokens::new(1) };
                progress(partial).is_continue().then(|| prose(text.len_bytes()))
            },
        )
        .unwrap();
        worker.request(request(PART, 1, "1"));
        wait_entered.recv().unwrap();
        worker.request(request(PART, 2, "22"));
        worker.request(request(OTHER, 1, "other"));
        worker.request(request(PART, 3, "333"));
        go_on.send(()).unwrap();
        let served = counts(worker, received);
        assert_eq!(wholes(&served), [(OTHER, 1, 5, 5), (PART, 3, 3, 3)]);
    }

    #[test]
    fn tokens_in_sight_are_found_in_the_midst_of_a_count() {
        let (send, received) = channel();
        let (entered, wait_entered) = channel();
        let (go_on, wait_go_on) = channel();
        let worker = Worker::spawn_with(
            move |answer| send.send(answer).unwrap(),
            move |text, stage, progress| {
                first(stage)?;
                entered.send(()).unwrap();
                wait_go_on.recv().unwrap();
                let partial = Partial { bytes_done: 1, tokens_so_far: Tokens::new(1) };
                progress(partial).is_continue().then(|| prose(text.len_bytes()))
            },
        )
        .unwrap();
        worker.request(request(PART, 1, "a long text"));
        wait_entered.recv().unwrap();
        worker.request(Request { task: Task::Tokenize(0..5), ..request(OTHER, 3, "Hello") });
        go_on.send(()).unwrap();
        drop(worker);
        let answers: Vec<Message> = received.iter().collect();
        let [Message::Tokenized(found), .., Message::Counted(counted)] = answers.as_slice() else {
            panic!("{answers:?}")
        };
        assert_eq!((found.part, found.revision), (OTHER, 3));
        assert_eq!(found.tokens.len(), 1);
        assert_eq!((counted.part, counted.tokens.get()), (PART, 11));
    }

    #[test]
    fn weighing_gives_way_to_a_count_and_is_taken_up_again() {
        let (send, received) = channel();
        let (first, wait_first) = channel();
        let mut first = Some(first);
        let held = move |answer| {
            // Held here at the first sign of the weighing.
            if let Some(first) = first.take() {
                let (go_on, wait_go_on) = channel::<()>();
                first.send(go_on).unwrap();
                let _ = wait_go_on.recv();
            }
            send.send(answer).unwrap();
        };
        let worker = Worker::spawn(held, Tokenizers::default).unwrap();
        let long = "Some words in a line.\n".repeat(80_000);
        worker.request(Request { task: Task::Weigh, ..request(PART, 1, &long) });
        let go_on = wait_first.recv().unwrap();
        worker.request(request(OTHER, 1, "short"));
        drop(go_on);
        drop(worker);
        let answers: Vec<Message> = received.iter().collect();
        let place = |wanted: fn(&Message) -> bool| answers.iter().position(wanted).unwrap();
        let counted = place(|it| matches!(it, Message::Counted(_)));
        let weighed = place(|it| matches!(it, Message::Weighed(it) if it.lines.is_some()));
        assert!(counted < weighed, "{answers:?}");
    }

    #[test]
    fn partial_counts_come_now_and_then() {
        let (send, received) = channel();
        let worker = Worker::spawn_with(
            move |counted| send.send(counted).unwrap(),
            |_, stage, progress| {
                first(stage)?;
                for bytes_done in 1..=50 {
                    thread::sleep(PARTIAL_EVERY / 10);
                    let partial = Partial { bytes_done, tokens_so_far: Tokens::new(1) };
                    assert!(progress(partial).is_continue());
                }
                Some(prose(50))
            },
        )
        .unwrap();
        let start = Instant::now();
        let text = "x".repeat(100);
        worker.request(request(PART, 1, &text));
        let served = counts(worker, received);
        let most = start.elapsed().div_duration_f64(PARTIAL_EVERY) as usize;
        let partial = served.iter().filter(|counted| counted.whole.is_none()).count();
        assert!((1..=most).contains(&partial), "{partial} partial counts");
        assert_eq!(wholes(&served), [(PART, 1, 50, 100)]);
    }

    #[test]
    fn a_panic_is_answered_with_an_estimate() {
        let (send, received) = channel();
        let worker = Worker::spawn_with(
            move |counted| send.send(counted).unwrap(),
            |text, stage, _| {
                first(stage)?;
                assert!(text.len_bytes() < 10, "a fault of the encoder");
                Some(prose(1))
            },
        )
        .unwrap();
        let long = "a text of forty characters, more or less";
        worker.request(request(PART, 1, long));
        worker.request(request(OTHER, 1, "short"));
        let served = counts(worker, received);
        let estimated = estimate::quick(long).get();
        assert!(estimated > 0);
        assert_eq!(wholes(&served), [(PART, 1, estimated, long.len()), (OTHER, 1, 1, 5)]);
    }
}
