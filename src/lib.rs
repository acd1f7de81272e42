//! tokenfare: an interactive terminal explorer of what tokens cost on Amazon Bedrock.

pub mod app;
pub mod billing;
pub mod card;
pub mod document;
pub mod explore;
pub mod money;
pub mod shot;
pub mod term;
pub mod tokens;
pub mod workload;
