//! How Bedrock names models.

use crate::place::Profile;

/// Splits a Bedrock id into the inference profile that its prefix names and the model's own id:
/// `us.anthropic.claude-…` into that of `us` and `anthropic.claude-…`. None for an id without such
/// a prefix.
pub fn split_profile(id: &str) -> Option<(Profile, &str)> {
    let (prefix, id) = id.split_once('.')?;
    Some((Profile::of(prefix)?, id))
}

/// A Bedrock id without its version: `anthropic.claude-haiku-4-5-20251001-v1:0` and
/// `anthropic.claude-haiku-4-5` are the same model.
pub fn bare_id(id: &str) -> &str {
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (id, is_versioned) = match id.split_once(':') {
        Some((id, _)) => (id, true),
        None => (id, false),
    };
    let id = match id.rsplit_once('-') {
        Some((rest, version)) if version.strip_prefix('v').is_some_and(all_digits) => rest,
        // As in `openai.gpt-oss-20b-1:0`.
        Some((rest, version)) if is_versioned && version.len() == 1 && all_digits(version) => rest,
        _ => id,
    };
    match id.rsplit_once('-') {
        Some((rest, date)) if date.len() == 8 && all_digits(date) => rest,
        _ => id,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vendor_is_no_region() {
        let id = "us-gov.anthropic.claude-haiku-4-5";
        let gov = Profile::Geography(crate::place::Geography::UsGov);
        assert_eq!(split_profile(id), Some((gov, "anthropic.claude-haiku-4-5")));
        assert_eq!(split_profile("sa.nova"), Some((Profile::Other, "nova")));
        assert_eq!(split_profile("anthropic.claude-haiku-4-5"), None);
        assert_eq!(split_profile("nova"), None);
    }

    #[test]
    fn versions_do_not_matter() {
        for (id, bare) in [
            ("anthropic.claude-haiku-4-5-20251001-v1:0", "anthropic.claude-haiku-4-5"),
            ("amazon.nova-lite-v1:0", "amazon.nova-lite"),
            ("meta.llama3-1-8b-instruct-v1:0:128k", "meta.llama3-1-8b-instruct"),
            ("mistral.mistral-large-2402-v1:0", "mistral.mistral-large-2402"),
            ("openai.gpt-oss-20b-1:0", "openai.gpt-oss-20b"),
            ("openai.gpt-6-luna", "openai.gpt-6-luna"),
        ] {
            assert_eq!(bare_id(id), bare);
        }
    }
}
