//! Reads the terminal's events, on a thread of its own.

use std::io;
use std::thread;
use std::time::Duration;

use crossterm::event::{Event, KeyEvent, MouseEvent, MouseEventKind};

#[cfg(not(unix))]
use super::console::Events;
use super::keys;
#[cfg(unix)]
use super::tty::Events;
use crate::app::Key;
use crate::panics::caught;

/// Something the terminal said.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Input {
    /// A key.
    Key(Key),
    /// A paste; line ends are as they came.
    Paste(String),
    /// The mouse.
    Mouse(MouseEvent),
    /// The terminal has another size.
    Resized,
}

/// From how many keys in a row a run is a paste. Nobody types that many at once.
const BURST_KEYS: usize = 24;
/// How many characters must differ: a key held down repeats one.
const BURST_LETTERS: usize = 5;
/// From how many keys in a row, not all equal, it is worth waiting whether more follow.
const SUSPICIOUS_KEYS: usize = 8;
/// How long to wait then.
const SUSPENSE: Duration = Duration::from_millis(5);
/// How long a paste may pause.
const PASTE_PAUSE: Duration = Duration::from_millis(40);
/// How many bytes of a paste are handed on together, so that a slow one is seen to arrive.
const PASTE_PART: usize = 1024 * 1024;
/// How many inputs are handed on together while more are at hand.
const BATCH: usize = 1024;

/// Reads events and hands them to `send`, all that are at hand together, until `send` says that
/// nobody listens, or the terminal fails; then the error is returned.
pub(super) fn read(mut send: impl FnMut(Vec<Input>) -> bool) -> io::Result<()> {
    let mut events = Events::open()?;
    let mut bursts = Bursts::default();
    loop {
        events.next(None, &mut |event| bursts.push(event))?;
        while events.next(Some(bursts.patience()), &mut |event| bursts.push(event))? {
            if bursts.is_full() && !send(bursts.take_ready()) {
                return Ok(());
            }
        }
        let inputs = bursts.take_all();
        if !inputs.is_empty() && !send(inputs) {
            return Ok(());
        }
    }
}

/// Starts the thread that reads. `gone` is called once if the terminal fails.
pub(super) fn spawn(
    send: impl FnMut(Vec<Input>) -> bool + Send + 'static,
    gone: impl FnOnce() + Send + 'static,
) -> io::Result<()> {
    thread::Builder::new().name("input".to_owned()).spawn(move || {
        // Without it nobody could leave.
        if !matches!(caught(|| read(send)), Some(Ok(()))) {
            gone();
        }
    })?;
    Ok(())
}

/// Puts events together, and tells pastes that arrive as single keys from typing.
///
/// Terminals without bracketed paste send the pasted text as if it were typed, and every letter
/// would be a command.
#[derive(Debug, Default)]
struct Bursts {
    /// What will be handed on next.
    ready: Vec<Input>,
    /// The text keys since, which may turn out to be a paste.
    run: Vec<(Key, char)>,
    /// The paste since, once the run turned out to be one.
    paste: Option<String>,
}

impl Bursts {
    fn push(&mut self, event: Event) {
        match event {
            Event::Key(event) => self.push_key(event),
            Event::Paste(text) => self.push_other(Input::Paste(text)),
            Event::Mouse(event) if is_used(event.kind) => self.push_other(Input::Mouse(event)),
            Event::Resize(..) => self.push_other(Input::Resized),
            Event::Mouse(_) | Event::FocusGained | Event::FocusLost => {}
        }
    }

    fn push_key(&mut self, event: KeyEvent) {
        let Some(key) = keys::key(event) else { return };
        let Some(letter) = keys::text(event) else {
            return self.push_other(Input::Key(key));
        };
        if let Some(paste) = &mut self.paste {
            paste.push(letter);
            return;
        }
        self.run.push((key, letter));
        if self.run.len() >= BURST_KEYS && self.letters_reach(BURST_LETTERS) {
            self.paste = Some(self.run.drain(..).map(|(_, letter)| letter).collect());
        } else if self.run.len() >= BATCH {
            self.end_run();
        }
    }

    fn push_other(&mut self, input: Input) {
        self.end_run();
        self.ready.push(input);
    }

    /// Decides what the keys since were. A paste that goes on stays a paste.
    fn end_run(&mut self) {
        self.ready.extend(self.run.drain(..).map(|(key, _)| Input::Key(key)));
        if let Some(paste) = &mut self.paste
            && !paste.is_empty()
        {
            self.ready.push(Input::Paste(std::mem::take(paste)));
        }
    }

    /// Whether at least `count` of the run's characters differ.
    fn letters_reach(&self, count: usize) -> bool {
        let mut seen = Vec::with_capacity(count);
        for (_, letter) in &self.run {
            if !seen.contains(letter) {
                seen.push(*letter);
            }
            if seen.len() >= count {
                return true;
            }
        }
        false
    }

    /// How long to wait for the next event before these are handed on.
    fn patience(&self) -> Duration {
        if self.paste.is_some() {
            PASTE_PAUSE
        } else if self.run.len() >= SUSPICIOUS_KEYS && self.letters_reach(2) {
            SUSPENSE
        } else {
            Duration::ZERO
        }
    }

    fn is_full(&self) -> bool {
        self.ready.len() >= BATCH
            || self.paste.as_ref().is_some_and(|paste| paste.len() >= PASTE_PART)
    }

    /// Takes what is decided, while more is at hand.
    fn take_ready(&mut self) -> Vec<Input> {
        if self.paste.is_some() {
            self.end_run();
        }
        std::mem::take(&mut self.ready)
    }

    /// Takes everything: nothing more is at hand.
    fn take_all(&mut self) -> Vec<Input> {
        self.end_run();
        self.paste = None;
        std::mem::take(&mut self.ready)
    }
}

/// Whether the explorer acts on that; the rest, such as mere movement, need not wake it.
fn is_used(kind: MouseEventKind) -> bool {
    super::mouse::kind(kind).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::KeyCode;
    use crossterm::event::{KeyCode as Code, KeyModifiers};
    use proptest::prelude::*;

    fn typed(text: &str) -> impl Iterator<Item = Event> {
        text.chars().map(|letter| {
            let (code, modifiers) = match letter {
                '\r' => (Code::Enter, KeyModifiers::NONE),
                '\n' => (Code::Char('j'), KeyModifiers::CONTROL),
                '\t' => (Code::Tab, KeyModifiers::NONE),
                _ if letter.is_uppercase() => (Code::Char(letter), KeyModifiers::SHIFT),
                _ => (Code::Char(letter), KeyModifiers::NONE),
            };
            Event::Key(KeyEvent::new(code, modifiers))
        })
    }

    fn batch(events: impl IntoIterator<Item = Event>) -> Vec<Input> {
        let mut bursts = Bursts::default();
        let mut inputs = Vec::new();
        for event in events {
            bursts.push(event);
            if bursts.is_full() {
                inputs.extend(bursts.take_ready());
            }
        }
        inputs.extend(bursts.take_all());
        inputs
    }

    fn keys(text: &str) -> Vec<Input> {
        text.chars().map(|letter| Input::Key(Key::char(letter))).collect()
    }

    const PROMPT: &str = "You are the support\tassistant\r\nof a shop.\rquit Yes";

    #[test]
    fn a_burst_is_one_paste() {
        assert_eq!(batch(typed(PROMPT)), [Input::Paste(PROMPT.to_owned())]);
    }

    #[test]
    fn typing_stays_keys() {
        let quick = "the quick brown fox jum";
        assert_eq!(quick.len(), BURST_KEYS - 1);
        assert_eq!(batch(typed(quick)), keys(quick));
        assert_eq!(batch(typed("\n")), [Input::Key(Key::plain(KeyCode::Enter))]);
    }

    #[test]
    fn repeats_stay_keys_at_any_number() {
        for text in ["j".repeat(5_000), "cbcb".repeat(1_000)] {
            assert_eq!(batch(typed(&text)), keys(&text));
        }
    }

    #[test]
    fn repeats_before_a_text_belong_to_it() {
        let text = format!("{}\rHeading", "=".repeat(60));
        assert_eq!(batch(typed(&text)), [Input::Paste(text)]);
    }

    #[test]
    fn what_follows_a_paste_keeps_its_place() {
        let left = Event::Key(KeyEvent::from(Code::Left));
        let events = typed(PROMPT).chain([left]).chain(typed("more"));
        assert_eq!(
            batch(events),
            [
                Input::Paste(PROMPT.to_owned()),
                Input::Key(Key::plain(KeyCode::Left)),
                // Still the same burst, so still no commands.
                Input::Paste("more".to_owned()),
            ]
        );
    }

    #[test]
    fn a_burst_ends_with_its_batch() {
        let mut bursts = Bursts::default();
        typed(PROMPT).for_each(|event| bursts.push(event));
        assert_eq!(bursts.patience(), PASTE_PAUSE);
        assert_eq!(bursts.take_all().len(), 1);
        typed("q").for_each(|event| bursts.push(event));
        assert_eq!(bursts.patience(), Duration::ZERO);
        assert_eq!(bursts.take_all(), keys("q"));
    }

    #[test]
    fn a_bracketed_paste_is_handed_on_as_it_is() {
        let text = "a\r\nb";
        let events = typed("x").chain([Event::Paste(text.to_owned())]).chain(typed("y"));
        let [x, y] = ["x", "y"].map(keys);
        assert_eq!(batch(events), [x, vec![Input::Paste(text.to_owned())], y].concat());
    }

    #[test]
    fn a_large_paste_is_handed_on_in_parts() {
        let text = PROMPT.repeat(50_000);
        let parts = batch(typed(&text));
        assert!((2..5).contains(&parts.len()));
        let joined: String = parts
            .into_iter()
            .map(|part| match part {
                Input::Paste(text) => text,
                other => panic!("{other:?}"),
            })
            .collect();
        assert!(joined == text);
    }

    proptest! {
        #[test]
        fn no_character_is_lost_or_moved(text in "[a-e\r\n\tÄ ]{0,80}", cut in 0_usize..80) {
            let cut = text.char_indices().nth(cut).map_or(text.len(), |(at, _)| at);
            let (first, second) = text.split_at(cut);
            let up = Event::Key(KeyEvent::from(Code::Up));
            let came: String = batch(typed(first).chain([up]).chain(typed(second)))
                .into_iter()
                .map(|input| match input {
                    Input::Paste(text) => text.replace('\n', "\r"),
                    Input::Key(Key { code: KeyCode::Char(letter), .. }) => letter.to_string(),
                    Input::Key(Key { code: KeyCode::Enter, .. }) => "\r".to_owned(),
                    Input::Key(Key { code: KeyCode::Tab, .. }) => "\t".to_owned(),
                    Input::Key(Key { code: KeyCode::Up, .. }) => "^".to_owned(),
                    other => panic!("{other:?}"),
                })
                .collect();
            prop_assert_eq!(came, format!("{first}^{second}").replace('\n', "\r"));
        }
    }
}
