//! The keys of an entry of LiteLLM's map: a row for each that is read, and for what the others hold.

use crate::card::{Ability, Bucket, Lane, Thinking};
use crate::import::report::LeftOut;

/// The key of a bucket's rate, up to the suffixes of its tier and lane.
pub(super) const fn rate(bucket: Bucket) -> &'static str {
    match bucket {
        Bucket::Fresh => "input_cost_per_token",
        Bucket::Output => "output_cost_per_token",
        Bucket::CacheRead => "cache_read_input_token_cost",
        Bucket::CacheWrite => "cache_creation_input_token_cost",
        Bucket::CacheWrite1h => "cache_creation_input_token_cost_above_1hr",
    }
}

/// What stands after a rate's key for each lane.
pub(super) const fn lane(lane: Lane) -> &'static str {
    match lane {
        Lane::Standard => "",
        Lane::Batch => "_batches",
        Lane::Flex => "_flex",
        Lane::Priority => "_priority",
    }
}

/// Flags that say of a model whether it has an ability.
pub(super) const ABILITIES: [(&str, Ability); 7] = [
    ("supports_vision", Ability::Image),
    ("supports_pdf_input", Ability::Pdf),
    ("supports_audio_input", Ability::Audio),
    ("supports_video_input", Ability::Video),
    ("supports_function_calling", Ability::Tools),
    ("supports_response_schema", Ability::Structured),
    ("supports_native_structured_output", Ability::Structured),
];

/// The words of `supported_modalities` that say of a model that it has an ability.
pub(super) const MODALITIES: [(&str, Ability); 3] =
    [("image", Ability::Image), ("audio", Ability::Audio), ("video", Ability::Video)];

/// Flags that say whether a model thinks unless asked, the first that is set so counting.
pub(super) const THINKING: [(&str, bool, Thinking); 3] = [
    ("thinking_always_on", true, Thinking::Always),
    ("thinking_on_by_default", true, Thinking::On),
    ("supports_reasoning", false, Thinking::Never),
];

/// Keys that say nothing of a model: of the entry, of its name, and of LiteLLM's own ways.
pub(super) const ABOUT: [&str; 14] = [
    "deprecation_source",
    "litellm_provider",
    "max_tokens",
    "metadata",
    "mode",
    "provider_specific_entry",
    "source",
    "supported_endpoints",
    "supported_output_modalities",
    "supports_system_messages",
    "token_count_framing",
    "token_count_model",
    "token_count_tokenizer",
    "use_openai_responses_path",
];

/// Parts of keys of prices that a card has no room for; another price is one that is not known.
const PRICES: [(&str, LeftOut); 9] = [
    ("_ultrafast", LeftOut::OtherTier),
    ("_batches", LeftOut::BatchCache),
    ("audio", LeftOut::OtherPrice),
    ("image", LeftOut::OtherPrice),
    ("video", LeftOut::OtherPrice),
    ("search_context_cost", LeftOut::OtherPrice),
    ("_per_second", LeftOut::OtherPrice),
    ("_per_query", LeftOut::OtherPrice),
    ("_per_session", LeftOut::OtherPrice),
];

/// Why the value of a key that is not read is not on the card.
pub(super) fn left_out(key: &str) -> LeftOut {
    if !["cost", "price"].iter().any(|word| key.contains(word)) {
        return LeftOut::Fact;
    }
    let known = PRICES.iter().find(|(part, _)| key.contains(part));
    known.map_or(LeftOut::UnknownPrice, |(_, reason)| *reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_read_has_a_reason() {
        for (key, reason) in [
            ("input_cost_per_token_ultrafast", LeftOut::OtherTier),
            ("cache_read_input_token_cost_batches", LeftOut::BatchCache),
            ("input_cost_per_audio_token", LeftOut::OtherPrice),
            ("search_context_cost_per_query", LeftOut::OtherPrice),
            ("input_cost_per_token_on_sundays", LeftOut::UnknownPrice),
            ("supports_computer_use", LeftOut::Fact),
        ] {
            assert_eq!(left_out(key), reason, "{key}");
        }
    }
}
