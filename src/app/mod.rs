//! The explorer's state and how it changes: no terminal, thread, file or clock.

pub mod editor;
