//! tokenfare: an interactive terminal explorer of what tokens cost on Amazon Bedrock.

pub mod app;
pub mod money;
