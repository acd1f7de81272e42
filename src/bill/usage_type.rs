//! What a usage type of a price list of AWS is about.
//!
//! There are two spellings: `USE1-NovaLite-input-tokens-cross-region-global`, with the model in it,
//! and `USE1-MP:USE1_CacheWrite1hInputTokenCount_Global-Units` or
//! `USE1-MP:USE1_cache_write_tokens_1h_global_standard-Units` of the marketplace, where the service's
//! name is that of the model.

use crate::card::{Bucket, Lane, Slot};
use crate::import::report::LeftOut;

/// What tokens a row prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Usage {
    pub(super) slot: Slot,
    /// How long a cache write of the ordinary lifetime lives.
    pub(super) cache_minutes: Option<u32>,
    pub(super) global: bool,
    pub(super) long_context: bool,
}

/// Words of rows that price no text tokens of one model, with the reason to leave the row out.
const OTHERS: [(LeftOut, &[&str]); 3] = [
    (
        LeftOut::Provisioned,
        &[
            "provisioned",
            "reserved",
            "custom",
            "commit",
            "training",
            "storage",
            "inputtpm",
            "outputtpm",
        ],
    ),
    (
        LeftOut::NotText,
        &[
            "image",
            "video",
            "audio",
            "speech",
            "sonic",
            "embed",
            "rerank",
            "search",
            "guardrail",
            "grounding",
            "t2i",
            "canvas",
            "reel",
        ],
    ),
    (LeftOut::OtherTier, &["latency", "fast"]),
];

impl Usage {
    /// Reads a usage type; `words` is what else the row says of itself.
    pub(super) fn of(usage_type: &str, words: &str) -> Result<Self, LeftOut> {
        let type_words = usage_type.to_lowercase().replace('_', "-");
        let words = words.to_lowercase().replace('_', "-");
        let text = format!("{type_words} {words}");
        let has = |word: &str| text.contains(word);
        for (reason, others) in OTHERS {
            if others.iter().any(|word| has(word)) {
                return Err(reason);
            }
        }
        if !has("token") {
            return Err(LeftOut::NotTokens);
        }
        let bucket = if has("cache") && has("write") {
            let is_hour = has("write1h") || has("-1h");
            if is_hour { Bucket::CacheWrite1h } else { Bucket::CacheWrite }
        } else if has("cache") && has("read") {
            Bucket::CacheRead
        } else if type_words.contains("output") || words.contains("output") {
            Bucket::Output
        } else if has("input") {
            Bucket::Fresh
        } else {
            return Err(LeftOut::NotTokens);
        };
        let lane = Lane::beside().find(|spec| has(spec.key));
        let lane = lane.map_or(Lane::Standard, |spec| spec.lane);
        if !lane.spec().buckets.contains(&bucket) {
            return Err(LeftOut::BatchCache);
        }
        let is_half_hour = has("write30m") || has("-30m") || has(" 30m");
        let minutes = if is_half_hour { 30 } else { 5 };
        Ok(Self {
            slot: Slot::new(lane, bucket),
            cache_minutes: (bucket == Bucket::CacheWrite).then_some(minutes),
            global: has("global"),
            long_context: has("long-ctx") || has("long-context") || has("longcontext"),
        })
    }
}

/// The part of a usage type of the first spelling that names the model.
fn model_part(usage_type: &str) -> Option<&str> {
    // The marketplace's have none.
    let (_region, rest) = usage_type.split_once('-')?;
    if rest.starts_with("MP:") {
        return None;
    }
    let ends =
        ["-mantle", "-text-input", "-text-output", "-input-token", "-output-token", "-cache-"];
    let end = ends.iter().filter_map(|end| rest.find(end)).min()?;
    rest.get(..end).filter(|model| !model.is_empty())
}

/// The model that a usage type names, such as `Claude2.0`.
pub(super) fn model_of(usage_type: &str) -> Option<String> {
    model_part(usage_type).map(str::to_owned)
}

/// The Bedrock id in a usage type, such as `qwen.qwen3-32b`.
pub(super) fn bedrock_id(usage_type: &str) -> Option<String> {
    let id = model_part(usage_type)?;
    let (vendor, model) = id.split_once('.')?;
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-:".contains(c);
    let is_vendor = vendor.chars().all(|c| c.is_ascii_lowercase()) && !vendor.is_empty();
    // `claude2.0` is no id.
    let is_model = model.starts_with(|c: char| c.is_ascii_lowercase());
    (is_vendor && is_model && id.chars().all(is_plain)).then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usage(usage_type: &str, words: &str) -> Result<Usage, LeftOut> {
        Usage::of(usage_type, words)
    }

    fn plain(bucket: Bucket) -> Usage {
        let cache_minutes = (bucket == Bucket::CacheWrite).then_some(5);
        let slot = Slot::new(Lane::Standard, bucket);
        Usage { slot, cache_minutes, global: false, long_context: false }
    }

    #[test]
    fn both_spellings_say_the_same() {
        for (bucket, spellings) in [
            (
                Bucket::Fresh,
                [
                    "USE1-NovaLite-input-tokens",
                    "USE1-MP:USE1_InputTokenCount-Units",
                    "USE1-MP:USE1_input_tokens_standard-Units",
                ],
            ),
            (
                Bucket::Output,
                [
                    "USE1-qwen.qwen3-32b-mantle-output-tokens-standard",
                    "USE1-MP:USE1_OutputTokenCount-Units",
                    "USE1-MP:USE1_output_tokens_standard-Units",
                ],
            ),
            (
                Bucket::CacheRead,
                [
                    "USE1-NovaPro-cache-read-input-token-count",
                    "USE1-MP:USE1_CacheReadInputTokenCount-Units",
                    "USE1-MP:USE1_cache_read_tokens_standard-Units",
                ],
            ),
            (
                Bucket::CacheWrite,
                [
                    "USE1-NovaPro-cache-write-input-token-count",
                    "USE1-MP:USE1_CacheWriteInputTokenCount-Units",
                    "USE1-MP:USE1_cache_write_tokens_standard-Units",
                ],
            ),
            (
                Bucket::CacheWrite1h,
                [
                    "USE1-X-cache-write-1h-tokens",
                    "USE1-MP:USE1_CacheWrite1hInputTokenCount-Units",
                    "USE1-MP:USE1_cache_write_tokens_1h_standard-Units",
                ],
            ),
        ] {
            for spelling in spellings {
                assert_eq!(usage(spelling, ""), Ok(plain(bucket)), "{spelling}");
            }
        }
    }

    #[test]
    fn batch_global_and_long_context_are_seen() {
        let batch = usage("USE1-MP:USE1_InputTokenCount_Global_Batch-Units", "").unwrap();
        assert!(batch.slot.lane == Lane::Batch && batch.global && !batch.long_context);
        let batch = usage("USE1-Llama4-Scout-17B-input-tokens", "input tokens batch").unwrap();
        assert!(batch.slot.lane == Lane::Batch && !batch.global);
        let flex = usage("USE1-Nova2.0Lite-input-tokens-flex", "").unwrap();
        assert_eq!(flex.slot, Slot::new(Lane::Flex, Bucket::Fresh));
        let priority = usage("USE1-X-cache-read-input-token-count", "Priority").unwrap();
        assert_eq!(priority.slot, Slot::new(Lane::Priority, Bucket::CacheRead));
        let nova = "USE1-Nova2.0Lite-input-tokens-cross-region-global";
        assert!(usage(nova, "Input tokens").unwrap().global);
        let long = "USE1-MP:USE1_cache_write_tokens_30m_long_ctx_global_standard-Units";
        assert_eq!(
            usage(long, ""),
            Ok(Usage {
                slot: Slot::new(Lane::Standard, Bucket::CacheWrite),
                cache_minutes: Some(30),
                global: true,
                long_context: true,
            })
        );
    }

    #[test]
    fn what_is_no_text_token_is_left_out() {
        for (usage_type, words, reason) in [
            ("USE1-Nova2.0Pro-input-image-token-count", "", LeftOut::NotText),
            ("USE1-TitanEmbeddingV2-Text-input-tokens", "", LeftOut::NotText),
            ("USE1-MP:USE1_InputTokenCount_LatencyOptimized-Units", "", LeftOut::OtherTier),
            ("USE1-MP:USE1_Reserved_3Month_OutputTPM_Global-Units", "", LeftOut::Provisioned),
            ("USE1-NovaPro-input-tokens-custom-model", "", LeftOut::Provisioned),
            ("USE1-MP:USE1_search_units-Units", "", LeftOut::NotText),
            ("USE1-Agents-requests", "", LeftOut::NotTokens),
            ("USE1-Nova2.0Lite-cache-read-input-token-count-batch", "", LeftOut::BatchCache),
        ] {
            assert_eq!(usage(usage_type, words), Err(reason), "{usage_type} {words}");
        }
    }

    #[test]
    fn models_and_ids_are_found_in_usage_types() {
        let qwen = "USE1-qwen.qwen3-32b-mantle-input-tokens-standard";
        assert_eq!(bedrock_id(qwen).as_deref(), Some("qwen.qwen3-32b"));
        assert_eq!(model_of("USE1-Claude2.0-input-tokens").as_deref(), Some("Claude2.0"));
        for none in ["USE1-Claude2.0-input-tokens", "USE1-MP:USE1_InputTokenCount-Units", "", "x"] {
            assert_eq!(bedrock_id(none), None, "{none}");
        }
    }
}
