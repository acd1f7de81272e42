//! The real program in a pseudo-terminal, with a screen that can be read.

// Each program that includes this uses its own part of it.
#![allow(dead_code)]
// Part of tests, though not in functions that are.
#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::fs;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtyPair, PtySize, native_pty_system};

/// How long anything may take before a test gives up; generous, for slow machines.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// The program, running in a terminal of its own.
pub(crate) struct Session {
    child: Box<dyn Child + Send + Sync>,
    writer: Box<dyn Write + Send>,
    seen: Arc<Seen>,
    pair: PtyPair,
    modes_before: String,
    _home: Home,
    /// When the program was started.
    pub(crate) started: Instant,
}

/// A user's folder of its own, so that no session finds what another has left behind.
struct Home(PathBuf);

impl Home {
    fn new() -> Self {
        static HOMES: AtomicUsize = AtomicUsize::new(0);
        let number = HOMES.fetch_add(1, Ordering::Relaxed);
        let name = format!("home-{}-{number}", std::process::id());
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn give_to(&self, command: &mut CommandBuilder) {
        for name in ["XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"] {
            command.env_remove(name);
        }
        command.env("HOME", &self.0);
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What the terminal has been sent.
#[derive(Default)]
struct Seen {
    /// Held while the terminal takes nothing.
    deaf: Mutex<()>,
    terminal: Mutex<Terminal>,
    changed: Condvar,
}

/// A terminal's screen, and what was sent to it.
pub(crate) struct Terminal {
    parser: vt100::Parser,
    /// Every byte.
    pub(crate) bytes: Vec<u8>,
    /// When each frame was complete.
    pub(crate) frames: Vec<Instant>,
}

impl Default for Terminal {
    fn default() -> Self {
        let (columns, rows) = sides(80, 24);
        Self { parser: vt100::Parser::new(rows, columns, 0), bytes: Vec::new(), frames: Vec::new() }
    }
}

impl Terminal {
    fn take(&mut self, bytes: &[u8]) {
        const END: &[u8] = b"\x1b[?2026l";
        // A mark may lie across two reads.
        let from = self.bytes.len().saturating_sub(END.len() - 1);
        self.bytes.extend_from_slice(bytes);
        let frames = self.bytes[from..].windows(END.len()).filter(|window| *window == END).count();
        self.frames.extend((0..frames).map(|_| Instant::now()));
        self.parser.process(bytes);
    }

    /// The screen.
    pub(crate) fn screen(&self) -> &vt100::Screen {
        self.parser.screen()
    }

    /// The text of every row.
    pub(crate) fn rows(&self) -> Vec<String> {
        let (_, columns) = self.screen().size();
        self.screen().rows(0, columns.get()).collect()
    }

    /// Whether a row holds `text`.
    pub(crate) fn shows(&self, text: &str) -> bool {
        self.rows().iter().any(|row| row.contains(text))
    }

    /// The first row that holds `text`, with its number.
    pub(crate) fn row(&self, text: &str) -> Option<(u16, String)> {
        (0..).zip(self.rows()).find(|(_, row)| row.contains(text))
    }

    /// Where the first cell after column `from` is that holds `text`, in that row.
    pub(crate) fn column(&self, row: u16, from: u16, text: &str) -> Option<u16> {
        let (_, columns) = self.screen().size();
        (from..columns.get()).find(|column| {
            self.screen().cell(row, *column).is_some_and(|cell| cell.contents() == text)
        })
    }

    /// Every cell's text with its attributes, but not its colours.
    pub(crate) fn without_colour(&self) -> String {
        self.cells(|out, cell| {
            let (bold, inverse) = (u8::from(cell.bold()), u8::from(cell.inverse()));
            let (underline, dim) = (u8::from(cell.underline()), u8::from(cell.dim()));
            let _ = write!(out, "{}{bold}{inverse}{underline}{dim}", cell.contents());
        })
    }

    /// Whether any cell has a colour of its own.
    pub(crate) fn has_colour(&self) -> bool {
        let plain = vt100::Color::Default;
        let coloured = self.cells(|out, cell| {
            if cell.fgcolor() != plain || cell.bgcolor() != plain {
                out.push('x');
            }
        });
        !coloured.is_empty()
    }

    fn cells(&self, mut each: impl FnMut(&mut String, &vt100::Cell)) -> String {
        let (rows, columns) = self.screen().size();
        let mut out = String::new();
        for row in 0..rows.get() {
            for column in 0..columns.get() {
                if let Some(cell) = self.screen().cell(row, column) {
                    each(&mut out, cell);
                }
            }
        }
        out
    }
}

fn sides(columns: u16, rows: u16) -> (NonZeroU16, NonZeroU16) {
    let side = |size| NonZeroU16::new(size).unwrap_or(NonZeroU16::MIN);
    (side(columns), side(rows))
}

const fn pty_size((cols, rows): (u16, u16)) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

impl Session {
    /// Starts the program on a terminal of `size` columns and rows.
    pub(crate) fn spawn(
        size: (u16, u16),
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_tokenfare"));
        command.args(arguments);
        Self::run(size, command, environment)
    }

    /// Runs a line of shell, in which `$TOKENFARE` is the program.
    pub(crate) fn shell(size: (u16, u16), line: &str) -> Self {
        let mut command = CommandBuilder::new("sh");
        command.args(["-c", line]);
        let program = env!("CARGO_BIN_EXE_tokenfare");
        Self::run(size, command, &[("TOKENFARE", program)])
    }

    fn run(size: (u16, u16), mut command: CommandBuilder, environment: &[(&str, &str)]) -> Self {
        let pair = native_pty_system().openpty(pty_size(size)).unwrap();
        for name in
            ["COLORFGBG", "COLORTERM", "NO_COLOR", "RUST_BACKTRACE", "TMUX", "TOKENFARE_TEST_PANIC"]
        {
            command.env_remove(name);
        }
        let home = Home::new();
        home.give_to(&mut command);
        command.env("TERM", "xterm-256color");
        for (name, value) in environment {
            command.env(name, value);
        }
        let seen = Arc::<Seen>::default();
        let (columns, rows) = sides(size.0, size.1);
        lock(&seen).parser.screen_mut().set_size(rows, columns);
        listen(pair.master.as_ref(), Arc::clone(&seen));
        let modes_before = modes(pair.master.as_ref());
        let started = Instant::now();
        let child = pair.slave.spawn_command(command).unwrap();
        let writer = pair.master.take_writer().unwrap();
        Self { child, writer, seen, pair, modes_before, _home: home, started }
    }

    /// Starts the program and waits for its first frame.
    pub(crate) fn start(size: (u16, u16), environment: &[(&str, &str)]) -> Self {
        let session = Self::spawn(size, &[], environment);
        session.wait_for("the first frame", |terminal| terminal.shows("q quit"));
        session
    }

    /// Types `bytes`, as one write.
    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.writer.write_all(bytes.as_ref()).unwrap();
        self.writer.flush().unwrap();
    }

    /// Pastes `text` as a terminal with bracketed paste does.
    pub(crate) fn paste(&mut self, text: &str) {
        self.send(format!("\x1b[200~{text}\x1b[201~"));
    }

    /// Presses the left button at a cell, moves the mouse to another and lets go.
    pub(crate) fn drag(&mut self, (column, row): (u16, u16), to: (u16, u16)) {
        let step: i32 = if to.0 < column { -1 } else { 1 };
        let mut bytes = format!("\x1b[<0;{};{}M", column + 1, row + 1);
        let mut at = i32::from(column);
        while at != i32::from(to.0) {
            at += step;
            let _ = write!(bytes, "\x1b[<32;{};{}M", at + 1, to.1 + 1);
        }
        let _ = write!(bytes, "\x1b[<0;{};{}m", to.0 + 1, to.1 + 1);
        self.send(bytes);
    }

    /// Gives the terminal another size, of columns and rows.
    pub(crate) fn resize(&self, size: (u16, u16)) {
        let (columns, rows) = sides(size.0, size.1);
        lock(&self.seen).parser.screen_mut().set_size(rows, columns);
        self.pair.master.resize(pty_size(size)).unwrap();
    }

    /// Lets the terminal take nothing of what is sent to it while `during` lasts.
    pub(crate) fn deaf<T>(&mut self, during: impl FnOnce(&mut Self) -> T) -> T {
        let seen = Arc::clone(&self.seen);
        let held = seen.deaf.lock().unwrap_or_else(PoisonError::into_inner);
        let done = during(self);
        drop(held);
        done
    }

    /// Whether the process has ended.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// The terminal as it is now.
    pub(crate) fn terminal(&self) -> MutexGuard<'_, Terminal> {
        lock(&self.seen)
    }

    /// Waits until `holds`; fails with the screen if it takes too long.
    pub(crate) fn wait_for(&self, what: &str, mut holds: impl FnMut(&Terminal) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        let mut terminal = self.terminal();
        while !holds(&terminal) {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "no {what}:\n{}", terminal.rows().join("\n"));
            terminal = self
                .seen
                .changed
                .wait_timeout(terminal, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    /// Waits until nothing was sent for `quiet`.
    pub(crate) fn wait_until_quiet(&self, quiet: Duration) {
        let deadline = Instant::now() + PATIENCE;
        let mut terminal = self.terminal();
        loop {
            let before = terminal.bytes.len();
            let wait = self
                .seen
                .changed
                .wait_timeout_while(terminal, quiet, |now| now.bytes.len() == before);
            let (now, timeout) = wait.unwrap_or_else(PoisonError::into_inner);
            if timeout.timed_out() {
                return;
            }
            assert!(Instant::now() < deadline, "never quiet:\n{}", now.rows().join("\n"));
            terminal = now;
        }
    }

    /// The process's id.
    pub(crate) fn id(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Sends the process a signal by name, as `TERM`.
    pub(crate) fn signal(&self, name: &str) {
        let id = self.id();
        let status = Command::new("sh").arg("-c").arg(format!("kill -{name} {id}")).status();
        assert!(status.unwrap().success());
    }

    /// Waits until the process is stopped.
    pub(crate) fn wait_until_stopped(&self) {
        self.wait_until("stop", || {
            let id = self.id().to_string();
            let ps = Command::new("ps").args(["-o", "stat=", "-p", &id]).output().unwrap();
            ps.stdout.starts_with(b"T")
        });
    }

    /// Waits until the process ends; its exit code.
    pub(crate) fn wait_for_exit(&mut self) -> u32 {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            assert!(Instant::now() < deadline, "no exit:\n{}", self.terminal().rows().join("\n"));
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Waits until the terminal is as the program found it.
    pub(crate) fn wait_until_restored(&self) {
        self.wait_for("restored screen", |terminal| {
            let screen = terminal.screen();
            !screen.alternate_screen()
                && !screen.bracketed_paste()
                && !screen.hide_cursor()
                && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
        });
        self.wait_until("restored modes", || self.modes() == self.modes_before);
    }

    /// The terminal's modes (termios).
    pub(crate) fn modes(&self) -> String {
        modes(self.pair.master.as_ref())
    }

    fn wait_until(&self, what: &str, mut holds: impl FnMut() -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !holds() {
            assert!(Instant::now() < deadline, "no {what}:\n{}", self.terminal().rows().join("\n"));
            thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts the program by a line of shell (see [`Session::shell`]) on a terminal that goes away once
/// its first frame is there; the exit code.
pub(crate) fn on_a_vanishing_terminal(line: &str) -> u32 {
    let pair = native_pty_system().openpty(pty_size((80, 24))).unwrap();
    let mut command = CommandBuilder::new("sh");
    command.args(["-c", line]);
    let home = Home::new();
    home.give_to(&mut command);
    command.env("TERM", "xterm-256color");
    command.env("TOKENFARE", env!("CARGO_BIN_EXE_tokenfare"));
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut reader = pair.master.try_clone_reader().unwrap();
    let mut seen = Terminal::default();
    let mut bytes = [0; 64 * 1024];
    while !seen.shows("q quit") {
        let count = reader.read(&mut bytes).unwrap();
        seen.take(&bytes[..count]);
    }
    drop((reader, pair.master));
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            assert_eq!(status.signal(), None, "it was ended rather than ending");
            return status.exit_code();
        }
        if Instant::now() > deadline {
            let _ = child.kill();
            panic!("it lives on without a terminal");
        }
        thread::sleep(Duration::from_millis(2));
    }
}

fn lock(seen: &Seen) -> MutexGuard<'_, Terminal> {
    seen.terminal.lock().unwrap_or_else(PoisonError::into_inner)
}

fn modes(master: &(dyn MasterPty + Send)) -> String {
    format!("{:?}", master.get_termios().unwrap())
}

fn listen(master: &(dyn MasterPty + Send), seen: Arc<Seen>) {
    let mut reader = master.try_clone_reader().unwrap();
    thread::spawn(move || {
        let mut bytes = [0; 64 * 1024];
        while let Ok(count @ 1..) = reader.read(&mut bytes) {
            drop(seen.deaf.lock().unwrap_or_else(PoisonError::into_inner));
            lock(&seen).take(&bytes[..count]);
            seen.changed.notify_all();
        }
    });
}
