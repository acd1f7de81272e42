//! The loop: what happened becomes messages, messages change the state, the state is drawn.

use std::env;
use std::io::{self, Write, stdout};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context;
use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::queue;
use crossterm::terminal::{BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate};

use super::frames::Frames;
use super::guard::Guard;
use super::input::{self, Input};
use super::jobs::{Request, Task};
use super::mouse::Mouse;
use super::output::Output;
use super::outside::{Errand, Outside};
#[cfg(unix)]
use super::signals::{self, Signal};
use super::worker::Worker;
use super::{clipboard, codes, screen};
use crate::app::{
    Effect, FileAnswer, FileRequest, Key, KeyCode, Message, Pointer, PointerKind, State, Unsaved,
    update,
};
use crate::tokens::Tokenizers;
use crate::view::{Hits, Theme, paint};

/// What the explorer needs of the world around it.
#[derive(Debug)]
pub(crate) struct Around<L, F, K, T> {
    /// Reads the user's tokenizers, with what is wrong with them, at the first count.
    pub load: L,
    /// Given the way for what nobody asked for, makes what does what is asked of files, on a
    /// thread of its own.
    pub files: F,
    /// Keeps unsaved work, on another thread; what there is to say of it.
    pub keep: K,
    /// The theme of a name, in the colours of the terminal, or a sentence that says why not.
    pub theme: T,
}

/// The way for news of files that nobody asked for.
pub(crate) type Tell = Arc<dyn Fn(FileAnswer) + Send + Sync>;

/// Runs the explorer until the user leaves it. Returns the process's exit code: 0 when the user
/// quit, 128 + the signal when a signal ended it, 1 when the terminal vanished.
///
/// `effects` are what the first state asks for; they are carried out once it is on screen.
///
/// With the environment variable `TOKENFARE_TEST_PANIC` set, F12 panics, so that tests can see the
/// terminal restored.
///
/// # Errors
///
/// When there is no terminal to take over, or it fails in another way than by vanishing.
pub(crate) fn explore<L, F, S, K, T>(
    state: State,
    effects: Vec<Effect>,
    theme: Theme,
    around: Around<L, F, K, T>,
) -> anyhow::Result<u8>
where
    L: FnOnce() -> (Tokenizers, Vec<String>) + Send + 'static,
    F: FnOnce(Tell) -> S,
    S: FnMut(Errand) -> Option<FileAnswer> + Send + 'static,
    K: FnMut(Unsaved) -> Option<FileAnswer> + Send + 'static,
    T: Fn(&str) -> Result<Theme, String> + 'static,
{
    let (sender, wakes) = channel();
    listen_to_system(&sender).context("cannot listen to signals")?;
    let guard = Guard::enter().context("cannot take over the terminal")?;
    let ended =
        Explorer::new(state, theme, guard, &sender, wakes, around).and_then(|mut explorer| {
            // The screen is what the user waits for: the rest starts after it.
            explorer.draw()?;
            explorer.carry_out(effects)?;
            explorer.outside.run(Errand::Files(FileRequest::List));
            listen_to_terminal(&sender)?;
            explorer.run()
        });
    match ended {
        Err(error) if has_vanished(&error) => Ok(VANISHED),
        ended => ended.context("the terminal failed"),
    }
}

/// The exit code when the terminal has vanished.
const VANISHED: u8 = 1;

/// Whether writing failed because nothing is there any more.
fn has_vanished(error: &io::Error) -> bool {
    /// On Linux, macOS and the BSDs alike.
    const EIO: i32 = 5;
    error.kind() == io::ErrorKind::BrokenPipe || error.raw_os_error() == Some(EIO)
}

/// Why the main thread wakes.
enum Wake {
    /// The terminal said something.
    Input(Vec<Input>),
    /// The worker has found something out.
    Answer(Message),
    /// The system said something.
    #[cfg(unix)]
    Signal(Signal),
    /// The terminal cannot be read any more.
    Vanished,
}

/// Starts to pass on what the system says.
fn listen_to_system(sender: &Sender<Wake>) -> io::Result<()> {
    #[cfg(unix)]
    {
        let sender = sender.clone();
        // Nobody listens any more while the program ends.
        signals::spawn(move |signal| drop(sender.send(Wake::Signal(signal))))?;
    }
    #[cfg(not(unix))]
    let _ = sender;
    Ok(())
}

/// Starts to pass on what the terminal says.
fn listen_to_terminal(sender: &Sender<Wake>) -> io::Result<()> {
    let (inputs, vanished) = (sender.clone(), sender.clone());
    input::spawn(
        move |batch| inputs.send(Wake::Input(batch)).is_ok(),
        move || {
            let _ = vanished.send(Wake::Vanished);
        },
    )
}

/// How long a frame lasts at least while a burst of input lasts.
const FRAME: Duration = Duration::from_millis(8);
/// How long a frame lasts while something moves by itself.
const MOVING_FRAME: Duration = Duration::from_millis(16);
/// How many wakes are taken in before the state is brought up to date, at most.
const DRAINED: usize = 4096;

/// The theme of a name, or a sentence that says why there is none.
type Themes = dyn Fn(&str) -> Result<Theme, String>;

/// Everything the loop holds.
struct Explorer {
    // Dropped first: the terminal is given back before anything is waited for.
    guard: Guard,
    state: State,
    theme: Theme,
    wakes: Receiver<Wake>,
    worker: Worker,
    outside: Outside,
    themes: Box<Themes>,
    mouse: Mouse,
    /// What is where in the frame on screen.
    hits: Hits,
    /// The title the terminal has.
    title: String,
    /// When what moves was drawn last.
    moved: Option<Instant>,
    /// Once set, the loop ends.
    exit: Option<u8>,
    /// Whether the next frame takes the terminal's size and draws every cell.
    anew: bool,
    /// Whether a continuation that was dealt with is still to be reported.
    continued: bool,
    /// The key that panics, in tests.
    panic_key: Option<Key>,
    output: Output,
    frames: Frames,
}

impl Explorer {
    /// Everything for the loop; nothing is drawn yet.
    fn new<L, F, S, K, T>(
        state: State,
        theme: Theme,
        guard: Guard,
        sender: &Sender<Wake>,
        wakes: Receiver<Wake>,
        around: Around<L, F, K, T>,
    ) -> io::Result<Self>
    where
        L: FnOnce() -> (Tokenizers, Vec<String>) + Send + 'static,
        F: FnOnce(Tell) -> S,
        S: FnMut(Errand) -> Option<FileAnswer> + Send + 'static,
        K: FnMut(Unsaved) -> Option<FileAnswer> + Send + 'static,
        T: Fn(&str) -> Result<Theme, String> + 'static,
    {
        let answers = sender.clone();
        let warnings = sender.clone();
        let load = move || {
            let (tokenizers, faults) = (around.load)();
            for fault in faults {
                let _ = warnings.send(Wake::Answer(Message::Warned(fault)));
            }
            tokenizers
        };
        let send = move |answer| {
            let _ = answers.send(Wake::Answer(answer));
        };
        let worker = Worker::spawn(send, load)?;
        let files = Mutex::new(sender.clone());
        let tell: Tell = Arc::new(move |answer| {
            let sender = files.lock().unwrap_or_else(PoisonError::into_inner);
            let _ = sender.send(Wake::Answer(Message::Files(answer)));
        });
        let serve = (around.files)(Arc::clone(&tell));
        let outside = Outside::spawn(serve, around.keep, move |answer| tell(answer))?;
        Ok(Self {
            guard,
            state,
            theme,
            wakes,
            worker,
            outside,
            themes: Box::new(around.theme),
            mouse: Mouse::default(),
            hits: Hits::default(),
            title: String::new(),
            moved: None,
            exit: None,
            anew: true,
            continued: false,
            panic_key: env::var_os("TOKENFARE_TEST_PANIC").map(|_| Key::plain(KeyCode::F(12))),
            output: Output::new(),
            frames: Frames::new(screen::area()),
        })
    }

    /// Until the end: waits, brings the state up to date, draws. Nothing wakes it but what happens.
    fn run(&mut self) -> io::Result<u8> {
        let mut next_frame = Instant::now();
        let mut stale = false;
        while self.exit.is_none() {
            let first = if stale || self.state.is_moving() {
                self.wakes.recv_timeout(next_frame.saturating_duration_since(Instant::now()))
            } else {
                self.wakes.recv().map_err(RecvTimeoutError::from)
            };
            match first {
                Ok(wake) => {
                    self.take_in(wake)?;
                    stale = true;
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(VANISHED),
            }
            let now = Instant::now();
            stale |= self.state.is_moving();
            if stale && now >= next_frame && self.exit.is_none() {
                self.move_on(now)?;
                self.draw()?;
                stale = false;
                let lasts = if self.state.is_moving() { MOVING_FRAME } else { FRAME };
                next_frame = now + lasts;
            }
        }
        Ok(self.exit.unwrap_or_default())
    }

    /// Tells what moves how much time has passed since it was drawn last.
    fn move_on(&mut self, now: Instant) -> io::Result<()> {
        let before = self.moved.replace(now);
        if !self.state.is_moving() {
            self.moved = None;
            return Ok(());
        }
        let passed = before.map_or(0, |before| now.duration_since(before).as_millis());
        let tick = Message::Tick(u32::try_from(passed).unwrap_or(u32::MAX));
        let effects = update(&mut self.state, [tick]);
        self.carry_out(effects)
    }

    /// Takes in everything that happened, in order, and brings the state up to date once.
    fn take_in(&mut self, first: Wake) -> io::Result<()> {
        let mut messages = Vec::new();
        let mut effects = Vec::new();
        let queued = self.wakes.try_iter().take(DRAINED).collect::<Vec<_>>();
        for wake in std::iter::once(first).chain(queued) {
            match wake {
                Wake::Input(inputs) => {
                    inputs.into_iter().for_each(|input| self.translate(input, &mut messages));
                }
                Wake::Answer(message) => messages.push(message),
                #[cfg(unix)]
                Wake::Signal(Signal::Resize) => self.anew = true,
                #[cfg(unix)]
                Wake::Signal(Signal::Suspend) => effects.push(Effect::Suspend),
                #[cfg(unix)]
                Wake::Signal(Signal::Continue) => self.continue_again()?,
                #[cfg(unix)]
                Wake::Signal(Signal::Terminate(code)) => {
                    self.exit = Some(code);
                    messages.push(Message::Terminate);
                }
                Wake::Vanished => {
                    self.exit.get_or_insert(VANISHED);
                    messages.push(Message::Terminate);
                }
            }
        }
        effects.splice(0..0, update(&mut self.state, messages));
        self.carry_out(effects)
    }

    /// Appends the message that `input` is.
    fn translate(&mut self, input: Input, messages: &mut Vec<Message>) {
        match input {
            Input::Key(key) => {
                assert!(self.panic_key != Some(key), "asked for by TOKENFARE_TEST_PANIC");
                messages.push(Message::Key(key));
            }
            Input::Paste(text) => messages.push(Message::Paste(text)),
            Input::Resized => self.anew = true,
            Input::Mouse(event) => {
                let under = self.hits.at(event.column, event.row);
                let area_of = |target| self.hits.area_of(target);
                if let Some(pointer) = self.mouse.pointer(event, under, area_of) {
                    push_pointer(messages, pointer);
                }
            }
        }
    }

    /// Does what the state asks for, in order, and what it asks for when told how that went.
    fn carry_out(&mut self, effects: Vec<Effect>) -> io::Result<()> {
        for effect in effects {
            match effect {
                Effect::Count { part, revision, text } => {
                    self.worker.request(Request { task: Task::Count, part, revision, text });
                }
                Effect::Tokenize { part, revision, text, range } => self.worker.request(Request {
                    task: Task::Tokenize(range),
                    part,
                    revision,
                    text,
                }),
                Effect::Weigh { part, revision, text } => {
                    self.worker.request(Request { task: Task::Weigh, part, revision, text })
                }
                Effect::Copy(text) => {
                    let copied = Message::Copied(clipboard::copy(&text));
                    let more = update(&mut self.state, [copied]);
                    self.carry_out(more)?;
                }
                Effect::Theme(name) => match (self.themes)(&name) {
                    Ok(theme) => self.theme = theme,
                    Err(fault) => {
                        let more = update(&mut self.state, [Message::Warned(fault)]);
                        self.carry_out(more)?;
                    }
                },
                Effect::Files(request) => self.outside.run(Errand::Files(request)),
                Effect::Export(export) => {
                    self.outside.run(Errand::Export(export, Box::new(self.state.clone())));
                }
                Effect::Keep(unsaved) => self.outside.keep(unsaved),
                Effect::Redraw => self.anew = true,
                Effect::Suspend => self.suspend()?,
                Effect::Quit => {
                    self.exit.get_or_insert(0);
                }
            }
        }
        Ok(())
    }

    /// Gives the terminal back, stops the process, and takes the terminal over when continued.
    #[cfg(unix)]
    fn suspend(&mut self) -> io::Result<()> {
        if self.exit.is_some() {
            return Ok(());
        }
        self.guard.leave();
        self.continued = true;
        let stopped = signals::stop();
        self.guard.resume()?;
        self.title.clear();
        self.anew = true;
        stopped
    }

    /// There is nothing that could continue it.
    #[cfg(not(unix))]
    fn suspend(&mut self) -> io::Result<()> {
        Ok(())
    }

    /// The process was continued: after a stop that it did not choose, the terminal may be in any
    /// state.
    #[cfg(unix)]
    fn continue_again(&mut self) -> io::Result<()> {
        if !std::mem::take(&mut self.continued) {
            self.guard.refresh()?;
            self.title.clear();
            self.anew = true;
        }
        Ok(())
    }

    /// Draws the state, as one write that the terminal shows at once.
    fn draw(&mut self) -> io::Result<()> {
        queue!(self.output, BeginSynchronizedUpdate)?;
        let mut effects = Vec::new();
        if std::mem::take(&mut self.anew) {
            let area = screen::area();
            effects = update(&mut self.state, [Message::Resize(area.width, area.height)]);
            self.frames = Frames::new(area);
            queue!(self.output, Clear(ClearType::All))?;
        }
        let title = self.state.title();
        if title != self.title {
            let shown = title.chars().filter(|letter| !letter.is_control());
            write!(self.output, "\x1b]2;{}\x07", shown.collect::<String>())?;
            self.title = title;
        }
        let (hits, cursor) = paint(&self.state, &self.theme, self.frames.next());
        self.hits = hits;
        codes::write(&mut self.output, &self.frames.changes())?;
        match cursor {
            None => queue!(self.output, Hide)?,
            Some((x, y)) => queue!(self.output, Show, MoveTo(x, y))?,
        }
        self.frames.sent();
        queue!(self.output, EndSynchronizedUpdate)?;
        self.guard.set_mouse(self.state.mouse_wanted())?;
        self.output.send_to(&mut stdout().lock())?;
        self.carry_out(effects)
    }
}

/// Appends the message; of drags in a row only the last counts.
fn push_pointer(messages: &mut Vec<Message>, pointer: Pointer) {
    if pointer.kind == PointerKind::Drag
        && let Some(Message::Pointer(last)) = messages.last_mut()
        && last.kind == PointerKind::Drag
    {
        *last = pointer;
    } else {
        messages.push(Message::Pointer(pointer));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pointer(kind: PointerKind, column: i32) -> Pointer {
        Pointer { kind, target: None, column, row: 0, width: 0, height: 0 }
    }

    #[test]
    fn of_drags_in_a_row_the_last_counts() {
        let mut messages = Vec::new();
        for (column, kind) in [
            PointerKind::Press,
            PointerKind::Drag,
            PointerKind::Drag,
            PointerKind::WheelUp,
            PointerKind::WheelUp,
            PointerKind::Drag,
            PointerKind::Drag,
            PointerKind::Release,
        ]
        .into_iter()
        .enumerate()
        {
            push_pointer(&mut messages, pointer(kind, column as i32));
        }
        let columns: Vec<i32> = messages
            .iter()
            .filter_map(|message| match message {
                Message::Pointer(pointer) => Some(pointer.column),
                _ => None,
            })
            .collect();
        assert_eq!(columns, [0, 2, 3, 4, 6, 7]);
    }

    #[test]
    fn a_vanished_terminal_is_told_from_other_failures() {
        assert!(has_vanished(&io::Error::from_raw_os_error(5)));
        assert!(has_vanished(&io::ErrorKind::BrokenPipe.into()));
        assert!(!has_vanished(&io::ErrorKind::PermissionDenied.into()));
    }
}
