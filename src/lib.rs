//! tokenfare: an interactive terminal explorer of what tokens cost on Amazon Bedrock.

pub mod money;
pub mod tokens;
