//! A scenario on its way in.

use crate::scenario::Part;
use crate::tokens::TextKind;
use crate::workload::Workload;

/// A scenario to be opened, everything it names read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Opening {
    /// What it is called.
    pub name: String,
    /// What a reader should know of it.
    pub notes: String,
    /// The workload; the sizes of parts with a text are counted later.
    pub workload: Workload,
    /// The texts, in the order of [`Part::ALL`].
    pub texts: [String; Part::ALL.len()],
    /// The text files that they came from, as the scenario names them.
    pub text_files: [Option<String>; Part::ALL.len()],
    /// The kinds of text that the user says they are.
    pub kinds: [Option<TextKind>; Part::ALL.len()],
    /// The file it came from; none for a built-in one.
    pub file: Option<String>,
    /// Whether the file holds texts, so that saving keeps them there.
    pub keeps_text: bool,
}
