//! The scenario: a workload with a name and, where there are any, the texts behind its token
//! counts. It is also what *save* writes.
//!
//! A scenario is TOML. What is left out has the value shown here, except the prompt and the answer,
//! which are then empty. The keys of fields are rows of the table of fields, which says what each
//! means; a few of them are shown:
//!
//! ```toml
//! schema = 1
//! name = "Support assistant"
//! notes = "what a reader should know"
//! requests = 50_000              # model calls a month; also "50k"
//! # In place of requests: users x sessions x turns are as many.
//! # users = 2_500
//! # sessions = 20                # a month of each user; also beside requests, which then tell the users
//! turns = 1                      # turns in a conversation; each is one request
//! active_days = 22               # days a month with traffic; left out: every day
//!
//! [prompt.system]                # and prompt.tools (their JSON), prompt.context, prompt.user
//! text = "…"                     # or file = "prompt.txt", or tokens = 600
//! kind = "code"                  # of text, for estimates; left out: found. [answer] has it too
//! cached = false
//!
//! [answer]
//! tokens = 400                   # the mean; or text or file with a sample answer, whose length is
//!                                # the mean as long as no tokens stand beside it
//! spread = 1.0                   # 95th percentile / median of the lengths
//! cap = 1024                     # max output tokens; left out: none
//! lengths = [[120, 14], [260, 9]] # lengths in tokens with their number of answers, as from a log:
//!                                # the shape in place of the spread; without a mean, that too
//! ended_at_cap = [[260, 4]]      # of these, how many ended because of a cap, and at which length
//!
//! [caching]
//! on = false
//! ttl = "5m"                     # or "1h"
//! hit_rate = "auto"              # from the traffic; or a share such as 0.9
//!
//! [batch]
//! on = false
//! share = 1.0
//!
//! [price]
//! region = "eu-central-1"         # the one that is called
//! residency = "geography"         # or "anywhere", or "region"
//! ```
//!
//! What is planned around the workload, each left out where there is none:
//!
//! ```toml
//! quota = 400_000                # tokens a minute that the account may use of a model
//! budget = 5_000                 # USD a month: how much that buys is asked
//! success = 0.8                  # of requests answered well at the first try, where no score tells it
//! cascade = true                 # each model of the mix tries what those before it did not answer well
//! judge = 0.25                   # USD to judge 1,000 answers of a cascade
//!
//! [credits]
//! pool = 25_000                  # USD at the start; also "25k"
//! other = 500                    # other AWS spend a month
//! growth = 0.1                   # how much more requests each month has; may be negative
//! expires_after = 12             # months; left out: never
//!
//! [[mix]]                        # up to five; the shares add up to 1
//! model = "nova-lite"            # an id of the rate card
//! share = 0.7                    # of the requests that it answers
//! answer = 300                   # mean answer there; left out: that of the workload
//! cap = 512                      # max output tokens there; left out: that of the workload
//! ```
//!
//! Requests that differ, as a fit of a log writes them; what stands above is their mean, and what is left
//! out here has the value of a workload without it:
//!
//! ```toml
//! [[segment]]                    # up to 100, billed one by one
//! requests = 300                 # of all in the segments: shares follow from these
//! system = 3_000                 # what is cached of the prompt; also tools and context
//! user = 600
//! answer = 250                   # the mean
//! lengths = [[200, 1], [300, 1]] # the shape
//! hit_rate = 0.9                 # also ttl, batch, tier, region, residency and tokens_of
//! ```
//!
//! A field that is changed above holds for all of them; a size that is changed stretches each in proportion.
//!
//! A scenario can be handed on as a command line ([`Scenario::command`]) or as one word
//! ([`Scenario::to_short`]), both with token counts in place of texts.
//!
//! Nothing here counts text or opens files: whoever loads a scenario counts its texts and sets the
//! counts with [`Scenario::set_tokens`].

mod builtin;
mod command;
mod count;
mod lengths;
mod mix;
mod ranges;
mod read;
mod segments;
mod short;
#[cfg(test)]
mod tests;
mod values;
mod write;

pub use builtin::Builtin;
pub use command::Command;
pub(crate) use command::shell_word;
pub use short::{ShortFault, is_short};

use crate::controls::{Control, Filed};
use crate::money::Tokens;
use crate::tokens::TextKind;
use crate::workload::{MAX_SECTION_TOKENS, Section, Workload};

/// The table of the answer, which has more than fields.
const ANSWER: &str = "answer";

/// The fields of a table, those above all tables where it has no name.
fn of_table(name: &str) -> impl Iterator<Item = (Control, Filed)> {
    let filed = Control::ALL.iter().filter_map(|control| Some((*control, control.field().filed?)));
    filed.filter(move |(_, filed)| filed.table == name)
}

/// The tables of fields, in the order of a file.
fn tables() -> impl Iterator<Item = &'static str> {
    let mut tables: Vec<_> =
        Control::ALL.iter().filter_map(|control| Some(control.field().filed?.table)).collect();
    let mut seen = std::collections::HashSet::new();
    tables.retain(|table| !table.is_empty() && seen.insert(*table));
    tables.into_iter()
}

/// A workload with its name and texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// What it is called on screen; one line without hidden characters.
    pub name: String,
    /// Remarks for people, in any number of lines.
    pub notes: String,
    /// The workload. The tokens of a part with a text are zero until they are counted.
    pub workload: Workload,
    texts: [Text; Part::ALL.len()],
    kinds: [Option<TextKind>; Part::ALL.len()],
}

/// A part of a request whose tokens may come from a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// A section of the prompt.
    Prompt(Section),
    /// The answer.
    Answer,
}

/// Where the tokens of a part come from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Text {
    /// A plain number of tokens.
    #[default]
    None,
    /// A text in the scenario.
    Inline(String),
    /// A text file, named relative to the scenario's own folder.
    File(String),
}

impl Text {
    /// The text file it is in, as the scenario names it.
    pub fn file(&self) -> Option<&str> {
        match self {
            Self::File(name) => Some(name),
            Self::None | Self::Inline(_) => None,
        }
    }
}

impl Part {
    /// The definitions of tools.
    pub const TOOLS: Self = Self::Prompt(Section::Tools);
    /// The system prompt.
    pub const SYSTEM: Self = Self::Prompt(Section::System);
    /// The context.
    pub const CONTEXT: Self = Self::Prompt(Section::Context);
    /// The user's message.
    pub const USER: Self = Self::Prompt(Section::User);
    /// The sections of the prompt in the order in which they are sent, and the answer.
    pub const ALL: [Self; 5] = [Self::TOOLS, Self::SYSTEM, Self::CONTEXT, Self::USER, Self::Answer];

    /// The word for it on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Prompt(section) => section.label(),
            Self::Answer => "Answer",
        }
    }

    /// The prompt section it is; none for the answer.
    pub const fn section(self) -> Option<Section> {
        match self {
            Self::Prompt(section) => Some(section),
            Self::Answer => None,
        }
    }

    /// Its place in [`Self::ALL`].
    pub const fn index(self) -> usize {
        match self {
            Self::Prompt(section) => section as usize,
            Self::Answer => Section::ALL.len(),
        }
    }
}

impl Default for Scenario {
    /// The workload that everything starts from, without texts.
    fn default() -> Self {
        Self::new("Untitled", Workload::default())
    }
}

impl Scenario {
    /// A workload under a name, without texts.
    pub fn new(name: &str, workload: Workload) -> Self {
        Self {
            name: name.to_owned(),
            notes: String::new(),
            workload,
            texts: [const { Text::None }; Part::ALL.len()],
            kinds: [None; Part::ALL.len()],
        }
    }

    /// The text of a part.
    pub const fn text(&self, part: Part) -> &Text {
        &self.texts[part.index()]
    }

    /// Sets the text of a part; its tokens stay until they are counted anew.
    pub fn set_text(&mut self, part: Part, text: Text) {
        self.texts[part.index()] = text;
    }

    /// The kind of text that the user says a part is; none where it is to be found.
    pub const fn kind(&self, part: Part) -> Option<TextKind> {
        self.kinds[part.index()]
    }

    /// Says of which kind a part's text is.
    pub const fn set_kind(&mut self, part: Part, kind: Option<TextKind>) {
        self.kinds[part.index()] = kind;
    }

    /// Every part that has a text, with it.
    pub fn texts(&self) -> impl Iterator<Item = (Part, &Text)> {
        Part::ALL
            .into_iter()
            .map(|part| (part, self.text(part)))
            .filter(|(_, text)| **text != Text::None)
    }

    /// The tokens of a part: of a section of the prompt, or of a mean answer.
    pub fn tokens(&self, part: Part) -> Tokens {
        match part {
            Part::Prompt(section) => self.workload.prompt.tokens(section),
            Part::Answer => self.workload.answer.mean,
        }
    }

    /// Sets the tokens of a part, as counted in its text, clamped to [`MAX_SECTION_TOKENS`].
    pub fn set_tokens(&mut self, part: Part, tokens: Tokens) {
        match part {
            Part::Prompt(section) => self.workload.prompt.set_tokens(section, tokens),
            Part::Answer => {
                self.workload.answer.mean = tokens.min(Tokens::new(MAX_SECTION_TOKENS));
            }
        }
    }
}
