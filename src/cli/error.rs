//! What can go wrong, and how it is told.

use std::error::Error as _;
use std::io;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::Streams;
use crate::document::{Faults, printable};
use crate::library::{Fault, MOST};

pub(super) type Result<T> = std::result::Result<T, Error>;

/// Why a command ends without its result.
#[derive(Debug)]
pub(super) enum Error {
    /// What the user gave cannot be used; one sentence for each fault. Exit code 2.
    Input(Vec<String>),
    /// Something failed that the user did not cause by a wrong argument. Exit code 1.
    Failure(String),
    /// The user stopped it. Exit code 130, as the shell's.
    Stopped(String),
    /// Help or the version was asked for: text for stdout. Exit code 0.
    Help(String),
    /// The reader of stdout went away. Exit code 0.
    ClosedPipe,
}

impl Error {
    /// A fault in what the user gave.
    pub(super) fn input(sentence: impl Into<String>) -> Self {
        Self::Input(vec![sentence.into()])
    }

    /// Tells the user and returns the exit code.
    pub(super) fn tell(self, streams: &mut Streams<'_>) -> u8 {
        // There is nobody left to tell when stderr fails.
        let mut say = |sentence: &str| {
            let _ = writeln!(streams.stderr, "tokenfare: {sentence}");
        };
        match self {
            Self::Input(sentences) => {
                let shown = if sentences.len() > MOST + 1 { MOST } else { sentences.len() };
                sentences.iter().take(shown).for_each(|sentence| say(sentence));
                match sentences.len() - shown {
                    0 => {}
                    more => say(&format!("and {more} more like these")),
                }
                2
            }
            Self::Failure(sentence) => {
                say(&sentence);
                1
            }
            Self::Stopped(sentence) => {
                say(&sentence);
                130
            }
            Self::ClosedPipe => 0,
            Self::Help(text) => match streams.stdout.write_all(text.as_bytes()) {
                Ok(()) => 0,
                Err(error) => Self::from(error).tell(streams),
            },
        }
    }
}

impl From<Faults> for Error {
    fn from(faults: Faults) -> Self {
        Self::Input(faults.sentences())
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Input(sentences) => Self::Input(sentences),
            Fault::Failure(sentence) => Self::Failure(sentence),
        }
    }
}

impl From<io::Error> for Error {
    /// A failure to write results.
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::ClosedPipe,
            _ => Self::Failure(format!("cannot write the result: {error}")),
        }
    }
}

impl From<clap::Error> for Error {
    fn from(error: clap::Error) -> Self {
        match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                Self::Help(error.render().to_string())
            }
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => Self::input(
                "a command is missing; write --help after what is there to see which there are",
            ),
            ErrorKind::ValueValidation => Self::input(refused_value(&error)),
            _ => Self::input(in_one_sentence(&error.render().to_string())),
        }
    }
}

/// `--requests -5 must not be negative`: our parsers' words go on after the value.
fn refused_value(error: &clap::Error) -> String {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => printable(text).into_owned(),
        _ => String::new(),
    };
    let argument = context(ContextKind::InvalidArg);
    let argument = argument.split([' ', '=']).next().unwrap_or_default();
    let argument = argument.trim_end_matches('[');
    let argument = argument.trim_start_matches(['[', '<']);
    let value = context(ContextKind::InvalidValue);
    let reason = error.source().map(ToString::to_string).unwrap_or_default();
    format!("{argument} {value} {reason}")
}

/// clap's message without its usage: the lines of its first paragraphs as one.
fn in_one_sentence(rendered: &str) -> String {
    let ends = |line: &&str| line.starts_with("Usage:") || line.starts_with("For more");
    let lines = rendered.lines().map(str::trim).take_while(|line| !ends(line));
    let mut sentence = String::new();
    for line in lines {
        // Nothing that starts with dashes is meant as a file's name here.
        if line.is_empty() || line.starts_with("tip: to pass") {
            continue;
        }
        let line = line.trim_start_matches("error: ");
        let line = line.trim_start_matches("tip: ");
        let line = line.trim_start_matches('[').trim_end_matches(']');
        if !sentence.is_empty() {
            sentence.push_str(if sentence.ends_with(':') { " " } else { "; " });
        }
        sentence.push_str(&printable(line));
    }
    sentence
}
