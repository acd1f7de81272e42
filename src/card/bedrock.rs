//! How Bedrock names models.

/// Splits a Bedrock id into the prefix that says where it runs and the model's own id:
/// `us.anthropic.claude-…` into `us` and `anthropic.claude-…`. None for an id without such a
/// prefix.
pub fn split_region(id: &str) -> Option<(&str, &str)> {
    const PREFIXES: [&str; 13] =
        ["global", "us", "us-gov", "eu", "apac", "jp", "au", "ca", "sa", "mx", "me", "af", "in"];
    id.split_once('.').filter(|(prefix, _)| PREFIXES.contains(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vendor_is_no_region() {
        let id = "us-gov.anthropic.claude-haiku-4-5";
        assert_eq!(split_region(id), Some(("us-gov", "anthropic.claude-haiku-4-5")));
        assert_eq!(split_region("anthropic.claude-haiku-4-5"), None);
        assert_eq!(split_region("nova"), None);
    }
}
