//! The scenarios that ship inside the program.

use super::Scenario;
use crate::document::Faults;

/// Makes of one list the scenarios, their names and their files in `scenarios/`.
macro_rules! scenarios {
    ($($(#[$doc:meta])* $scenario:ident $name:literal;)+) => {
        /// A scenario inside the program.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Builtin {
            $($(#[$doc])* $scenario,)+
        }

        impl Builtin {
            /// Every scenario, the one shown at the first start first.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$scenario),+];

            /// The name by which the scenario is chosen.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$scenario => $name,)+
                }
            }

            /// The scenario's TOML, as in the file of its name in `scenarios/`.
            pub const fn text(self) -> &'static str {
                match self {
                    $(Self::$scenario => {
                        include_str!(concat!("../../scenarios/", $name, ".toml"))
                    })+
                }
            }
        }
    };
}

scenarios! {
    /// A shop's support assistant, with its prompts as text.
    SupportAssistant "support-assistant";
    /// 50M tokens a month as 50,000 requests of 600 input and 400 output tokens.
    AssistantMix "assistant-mix";
    /// A chat of several turns, each of which sends all that was said before.
    Chat "chat";
    /// Questions answered from passages that a search found.
    Rag "rag";
    /// An agent that calls tools in many turns, with their results in its context.
    ToolAgent "tool-agent";
    /// Short labels for many short texts.
    Classification "classification";
    /// Long drafts from a short briefing.
    LongForm "long-form";
    /// Records enriched at night through Batch.
    NightlyBatch "nightly-batch";
    /// A writing tool's traffic over three models: a case study with its true saving in the notes.
    WritingTool "writing-tool";
}

impl Builtin {
    /// The scenario of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scenario| scenario.name() == name)
    }

    /// Reads the scenario; its texts are not counted yet.
    ///
    /// # Errors
    /// None in a released program: tests read every scenario.
    pub fn parse(self) -> Result<Scenario, Faults> {
        Scenario::parse(self.text(), &format!("scenarios/{}.toml", self.name()))
    }
}
