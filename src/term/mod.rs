//! The explorer on a terminal: the only room that knows crossterm, threads, signals and time.
//!
//! A reader thread (`input`), a worker that counts text (`worker`) and the signals (`signals`)
//! send to one channel; the main thread (`run`) updates the state, carries out the effects and
//! draws. The terminal is never asked anything: an answer that does not come costs seconds.

#[cfg(unix)]
mod bytes;
mod clipboard;
mod codes;
#[cfg(not(unix))]
mod console;
mod frames;
mod guard;
mod input;
mod jobs;
mod keys;
mod mouse;
mod output;
mod outside;
mod run;
mod screen;
#[cfg(unix)]
mod sequence;
#[cfg(unix)]
mod signals;
#[cfg(unix)]
mod tty;
mod worker;

pub(crate) use outside::Errand;
pub(crate) use run::{Around, explore};
pub(crate) use screen::{is_usable, size};
