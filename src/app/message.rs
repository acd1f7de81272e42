//! What can happen to the explorer, and what it asks of the world.

use std::ops::{ControlFlow, Range};

use ropey::Rope;

use super::action::Action;
use super::columns::Column;
use super::files::{Export, FileAnswer, FileRequest, Unsaved};
use super::keys::Key;
use super::screen::Pane;
use super::token_view::Tokenized;
use super::views::View;
use super::weights::Weighed;
use crate::controls::Control;
use crate::money::Tokens;
use crate::scenario::Part;
use crate::tokens::{Estimates, KindTotals, TextCounter, Tokenizers};

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Message {
    /// A key was pressed, or repeats.
    Key(Key),
    /// Text was pasted; line ends may be LF, CR or CRLF.
    Paste(String),
    /// The mouse did something.
    Pointer(Pointer),
    /// The terminal has this many columns and rows.
    Resize(u16, u16),
    /// The terminal must be drawn anew, as after a suspension.
    Redraw,
    /// A count of a part's text has come this far.
    Counted(Box<Counted>),
    /// The tokens near what is in sight were found.
    Tokenized(Tokenized),
    /// The weighing of a part's lines has come this far.
    Weighed(Weighed),
    /// The text sent to the clipboard went this way, or could not be sent.
    Copied(Result<String, String>),
    /// Something of the user's cannot be used: a sentence that says why.
    Warned(String),
    /// What became of a request about files.
    Files(FileAnswer),
    /// Open this view.
    Show(View),
    /// So many milliseconds have passed while something moves.
    Tick(u32),
    /// The program is asked to end, as by a signal.
    Terminate,
}

/// A movement of the mouse, with what lies under it in the frame on screen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pointer {
    /// What the mouse did.
    pub kind: PointerKind,
    /// What it did it to: what lies under it, or while a button is held, what was pressed.
    pub target: Option<Target>,
    /// Column within the target, from 0; outside it while dragging.
    pub column: i32,
    /// Row within the target, from 0; outside it while dragging.
    pub row: i32,
    /// The target's width in cells.
    pub width: u16,
    /// The target's height in cells.
    pub height: u16,
}

/// What the mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PointerKind {
    /// The left button went down.
    Press,
    /// The mouse moved with the left button down.
    Drag,
    /// The left button came up.
    Release,
    /// The wheel turned up.
    WheelUp,
    /// The wheel turned down.
    WheelDown,
}

/// A part of the screen that the mouse can act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A pane, where nothing finer lies.
    Pane(Pane),
    /// The tab of a prompt part.
    Part(Part),
    /// The text of the open prompt part.
    Text,
    /// The mark that says whether the open part is cached.
    CacheMark,
    /// A control's row.
    Control(Control),
    /// A control's slider.
    Slider(Control),
    /// A row of the ranking, counted from the top of the list.
    Row(usize),
    /// A column's header in the ranking.
    Header(Column),
    /// The plot of a chart.
    Chart,
    /// A row of the open view.
    ViewRow(usize),
    /// A point of the frontier, by its place among all.
    Point(usize),
    /// A pin's column in the view of the pins.
    PinColumn(usize),
    /// A model's row in the view of the pins, counted from the top of the ranking.
    CompareRow(usize),
    /// A key named on screen.
    Hint(Action),
    /// A row of the open popup.
    PopupRow(usize),
    /// The rest of the open popup.
    Popup,
}

/// How far the count of a part's text has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// Which part.
    pub part: Part,
    /// Which revision of its text.
    pub revision: u64,
    /// Tokens counted so far, in the reference encoding.
    pub tokens: Tokens,
    /// Once done: the tokens by kind of text, and the words.
    pub whole: Option<Whole>,
    /// Bytes counted so far.
    pub bytes: usize,
}

impl Counted {
    /// The count of a whole text.
    pub fn whole(
        part: Part,
        revision: u64,
        text: &Rope,
        kinds: KindTotals,
        estimates: Estimates,
    ) -> Self {
        let mut words = 0;
        let mut in_word = false;
        for letter in text.chars() {
            words += usize::from(!in_word && !letter.is_whitespace());
            in_word = !letter.is_whitespace();
        }
        let whole = Whole { kinds, words, estimates };
        Self { part, revision, tokens: kinds.total(), whole: Some(whole), bytes: text.len_bytes() }
    }

    /// Counts a whole text at once, for pictures and wherever there is no screen to keep alive.
    pub fn at_once(part: Part, revision: u64, text: &Rope) -> Self {
        let tokenizers = Tokenizers::default();
        let count = TextCounter::new(&tokenizers).count(&text.to_string());
        Self::whole(part, revision, text, count.reference, tokenizers.estimates(&count))
    }
}

impl Effect {
    /// The answer to a request about a text, found at once, for pictures and wherever there is no
    /// screen to keep alive; none for what is not a request.
    pub fn answered(&self) -> Option<Message> {
        match self {
            Self::Count { part, revision, text } => {
                Some(Message::Counted(Box::new(Counted::at_once(*part, *revision, text))))
            }
            Self::Tokenize { part, revision, text, range } => {
                let found = Tokenized::find(*part, *revision, text, range.clone());
                Some(Message::Tokenized(found))
            }
            Self::Weigh { part, revision, text } => {
                Weighed::find(*part, *revision, text, |_| ControlFlow::Continue(()))
                    .map(Message::Weighed)
            }
            Self::Files(_)
            | Self::Export(_)
            | Self::Keep(_)
            | Self::Theme(_)
            | Self::Copy(_)
            | Self::Redraw
            | Self::Suspend
            | Self::Quit => None,
        }
    }
}

/// What is known of a text that has been counted to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole {
    /// Its tokens by kind of text.
    pub kinds: KindTotals,
    /// Its words, as blanks divide them.
    pub words: usize,
    /// Its tokens in every family of tokenizers.
    pub estimates: Estimates,
}

/// Something to be done outside.
#[derive(Debug, Clone)]
pub enum Effect {
    /// Count this text; an older request for the same part is void.
    Count {
        /// Which part.
        part: Part,
        /// Which revision of its text.
        revision: u64,
        /// The text; cloning it is cheap.
        text: Rope,
    },
    /// Find the tokens of this text that have a byte in the range; an older request is void.
    Tokenize {
        /// Which part.
        part: Part,
        /// Which revision of its text.
        revision: u64,
        /// The text.
        text: Rope,
        /// Which of its bytes.
        range: Range<usize>,
    },
    /// Weigh the lines of this text; an older request for the same part is void.
    Weigh {
        /// Which part.
        part: Part,
        /// Which revision of its text.
        revision: u64,
        /// The text.
        text: Rope,
    },
    /// Do something with files.
    Files(FileRequest),
    /// Write out what is open.
    Export(Export),
    /// Keep unsaved work; an older request is void.
    Keep(Unsaved),
    /// Draw in this theme from now on.
    Theme(String),
    /// Put this text on the clipboard.
    Copy(String),
    /// Draw every cell anew.
    Redraw,
    /// Stop the process until it is continued.
    Suspend,
    /// Leave the program.
    Quit,
}
