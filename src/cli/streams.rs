//! What of the process a command is given.

use std::io::{Read, Write};
use std::path::PathBuf;

use crate::card::Date;

/// What a command may touch.
pub struct Streams<'s> {
    /// Read by `count` and `usage` for `-`.
    pub stdin: &'s mut dyn Read,
    /// Results.
    pub stdout: &'s mut dyn Write,
    /// Errors.
    pub stderr: &'s mut dyn Write,
    /// Whether stdin is a terminal.
    pub stdin_is_terminal: bool,
    /// Whether stderr is a terminal; progress is shown there only.
    pub stderr_is_terminal: bool,
    /// Whether the explorer can run here.
    pub explorable: bool,
    /// Today, where known; old prices are flagged against it.
    pub today: Option<Date>,
    /// The user's settings file, which may be missing.
    pub config: Option<PathBuf>,
}
