//! tokenfare: an interactive terminal explorer of what tokens cost on Amazon Bedrock.

pub mod card;
pub mod document;
pub mod money;
