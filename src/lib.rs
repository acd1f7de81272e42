//! tokenfare: an interactive terminal explorer of what tokens cost on Amazon Bedrock.

pub mod billing;
pub mod card;
pub mod document;
pub mod explore;
pub mod money;
pub mod tokens;
pub mod workload;
