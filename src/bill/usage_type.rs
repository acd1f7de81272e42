//! What a usage type of AWS is about: of a line of a bill, or of a row of a price list.
//!
//! There are two spellings: `USE1-NovaLite-input-tokens-cross-region-global`, with the model in it,
//! and `USE1-MP:USE1_CacheWrite1hInputTokenCount_Global-Units` or
//! `USE1-MP:USE1_cache_write_tokens_1h_global_standard-Units` of the marketplace, where the service's
//! name is that of the model.

use crate::card::{Bucket, Lane, Slot};
use crate::place::Region;

/// What tokens a usage type counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsageType {
    /// The lane and the bucket.
    pub slot: Slot,
    /// How long a cache write of the ordinary lifetime lives.
    pub cache_minutes: Option<u32>,
    /// Whether they go through the global inference profile.
    pub global: bool,
    /// Whether they are those of requests above a long-context threshold.
    pub long_context: bool,
    /// Whether they are embedded rather than answered.
    pub embeds: bool,
}

/// What a usage type counts that is no text tokens at a price by the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Other {
    /// Provisioned throughput and reserved capacity, by the hour.
    Provisioned,
    /// Customized models: training, storage, and their own tokens.
    Custom,
    /// Guardrails and automated reasoning.
    Guardrails,
    /// Images, made or read.
    Images,
    /// Video.
    Video,
    /// Sound.
    Speech,
    /// Reranking, search and grounding.
    Search,
    /// The tier for low latency, for which cards have no rates.
    Latency,
    /// A cache in Batch, for which cards have no rates.
    BatchCache,
    /// Anything else than tokens.
    NotTokens,
}

/// The words in usage types that say so, and what it is called; the first that fits holds.
const OTHERS: [(Other, &str, &[&str]); 10] = [
    (
        Other::Provisioned,
        "provisioned or reserved throughput",
        &["provisioned", "reserved", "commit", "inputtpm", "outputtpm"],
    ),
    (Other::Custom, "customized models", &["custom", "training", "storage"]),
    (Other::Guardrails, "guardrails", &["guardrail", "automatedreasoning"]),
    (Other::Images, "images", &["image", "canvas", "t2i"]),
    (Other::Video, "video", &["video", "reel"]),
    (Other::Speech, "speech", &["audio", "speech", "sonic"]),
    (Other::Search, "reranking, search and grounding", &["rerank", "search", "grounding"]),
    (
        Other::Latency,
        "latency-optimized tokens, for which cards have no rates",
        &["latency", "fast"],
    ),
    (Other::BatchCache, "a cache in Batch, for which cards have no rates", &[]),
    (Other::NotTokens, "other usage of Bedrock", &[]),
];

impl Other {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        OTHERS.iter().map(|row| row.0)
    }

    /// What it is called.
    pub const fn words(self) -> &'static str {
        OTHERS[self as usize].1
    }
}

impl UsageType {
    /// Reads a usage type; `words` is what else is said beside it, such as the unit or the tier.
    ///
    /// # Errors
    /// What it counts, where that is no such tokens.
    pub fn read(usage_type: &str, words: &str) -> Result<Self, Other> {
        let type_words = usage_type.to_lowercase().replace('_', "-");
        let words = words.to_lowercase().replace('_', "-");
        let text = format!("{type_words} {words}");
        let has = |word: &str| text.contains(word);
        for (other, _, said) in OTHERS {
            if said.iter().any(|word| has(word)) {
                return Err(other);
            }
        }
        if !has("token") {
            return Err(Other::NotTokens);
        }
        let bucket = if has("cache") && has("write") {
            let is_hour = has("write1h") || has("-1h") || has("-1-hour");
            if is_hour { Bucket::CacheWrite1h } else { Bucket::CacheWrite }
        } else if has("cache") && has("read") {
            Bucket::CacheRead
        } else if has("output") {
            Bucket::Output
        } else if has("input") {
            Bucket::Fresh
        } else {
            return Err(Other::NotTokens);
        };
        let lane = Lane::beside().find(|spec| has(spec.key));
        let lane = lane.map_or(Lane::Standard, |spec| spec.lane);
        if !lane.spec().buckets.contains(&bucket) {
            return Err(Other::BatchCache);
        }
        let is_half_hour = has("write30m") || has("-30m") || has(" 30m");
        let minutes = if is_half_hour { 30 } else { 5 };
        Ok(Self {
            slot: Slot::new(lane, bucket),
            cache_minutes: (bucket == Bucket::CacheWrite).then_some(minutes),
            global: has("global"),
            long_context: has("long-ctx") || has("long-context") || has("longcontext"),
            embeds: has("embed"),
        })
    }

    /// Whether a usage type is one of the marketplace, which names no model.
    pub fn is_marketplace(usage_type: &str) -> bool {
        usage_type.split_once('-').is_some_and(|(_, rest)| rest.starts_with("MP:"))
    }
}

/// The region whose code a usage type begins with.
pub fn region_of(usage_type: &str) -> Option<Region> {
    Region::billed_as(usage_type.split_once('-')?.0)
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
pub fn model_of(usage_type: &str) -> Option<String> {
    model_part(usage_type).map(str::to_owned)
}

/// The Bedrock id in a usage type, such as `qwen.qwen3-32b`.
pub fn bedrock_id(usage_type: &str) -> Option<String> {
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

    fn usage(usage_type: &str, words: &str) -> Result<UsageType, Other> {
        UsageType::read(usage_type, words)
    }

    fn plain(bucket: Bucket) -> UsageType {
        let cache_minutes = (bucket == Bucket::CacheWrite).then_some(5);
        let slot = Slot::new(Lane::Standard, bucket);
        UsageType { slot, cache_minutes, global: false, long_context: false, embeds: false }
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
                    "USE1-Claude4.6Sonnet-cache-write-input-token-count-1-hour",
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
            Ok(UsageType {
                slot: Slot::new(Lane::Standard, Bucket::CacheWrite),
                cache_minutes: Some(30),
                global: true,
                long_context: true,
                embeds: false,
            })
        );
    }

    #[test]
    fn what_is_no_text_token_is_left_out() {
        for (usage_type, words, reason) in [
            ("USE1-Nova2.0Pro-input-image-token-count", "", Other::Images),
            ("USE1-MP:USE1_InputTokenCount_LatencyOptimized-Units", "", Other::Latency),
            ("USE1-MP:USE1_Reserved_3Month_OutputTPM_Global-Units", "", Other::Provisioned),
            ("USE1-NovaPro-input-tokens-custom-model", "", Other::Custom),
            ("USE1-MP:USE1_search_units-Units", "", Other::Search),
            ("USE1-Agents-requests", "", Other::NotTokens),
            ("USE1-Nova2.0Lite-cache-read-input-token-count-batch", "", Other::BatchCache),
        ] {
            assert_eq!(usage(usage_type, words), Err(reason), "{usage_type} {words}");
        }
    }

    #[test]
    fn every_row_stands_at_its_place() {
        for (at, other) in Other::all().enumerate() {
            assert_eq!(other as usize, at);
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
