//! How Bedrock names models.

use crate::place::Profile;

/// Splits a Bedrock id into the inference profile that its prefix names and the model's own id:
/// `us.anthropic.claude-…` into that of `us` and `anthropic.claude-…`. None for an id without such
/// a prefix.
pub fn split_profile(id: &str) -> Option<(Profile, &str)> {
    let (prefix, id) = id.split_once('.')?;
    Some((Profile::of(prefix)?, id))
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
}
