//! The scenarios that ship inside the program.

use super::Scenario;
use crate::document::Faults;

/// A scenario inside the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Builtin {
    /// A shop's support assistant, with its prompts as text.
    SupportAssistant,
    /// 50M tokens a month as 50,000 requests of 600 input and 400 output tokens.
    AssistantMix,
    /// A writing tool's traffic over three models: a case study with its true saving in the notes.
    WritingTool,
}

impl Builtin {
    /// Every scenario, the one shown at the first start first.
    pub const ALL: [Self; 3] = [
        Self::SupportAssistant,
        Self::AssistantMix,
        Self::WritingTool,
    ];

    /// The scenario of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|scenario| scenario.name() == name)
    }

    /// The name by which the scenario is chosen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SupportAssistant => "support-assistant",
            Self::AssistantMix => "assistant-mix",
            Self::WritingTool => "writing-tool",
        }
    }

    /// The scenario's TOML, as in the file of its name in `scenarios/`.
    pub const fn text(self) -> &'static str {
        match self {
            Self::SupportAssistant => include_str!("../../scenarios/support-assistant.toml"),
            Self::AssistantMix => include_str!("../../scenarios/assistant-mix.toml"),
            Self::WritingTool => include_str!("../../scenarios/writing-tool.toml"),
        }
    }

    /// Reads the scenario; its texts are not counted yet.
    ///
    /// # Errors
    /// None in a released program: tests read every scenario.
    pub fn parse(self) -> Result<Scenario, Faults> {
        Scenario::parse(self.text(), &format!("scenarios/{}.toml", self.name()))
    }
}
