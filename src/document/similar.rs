//! The nearest known word to a mistyped one.

/// The candidate a writer most likely meant by `typed`, if one is near enough.
pub fn nearest<'c>(typed: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    let allowed = if typed.chars().count() <= 3 { 1 } else { 2 };
    candidates
        .map(|candidate| {
            // A word left unfinished, such as `cache_write` for `cache_write_5m`, is near too.
            let unfinished = typed.len() >= 4 && candidate.starts_with(typed);
            let distance = if unfinished { 2 } else { edits(typed, candidate) };
            (distance, candidate)
        })
        .filter(|&(distance, candidate)| distance <= allowed && distance < candidate.len())
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// How many characters must be added, removed, replaced, or swapped with their neighbour to turn
/// one word into the other. Words far apart in length, such as a megabyte for a key, are told apart
/// by that alone.
fn edits(a: &str, b: &str) -> usize {
    let apart = a.len().abs_diff(b.len());
    if apart > 8 { apart } else { strsim::osa_distance(a, b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_edits() {
        assert_eq!(edits("input", "input"), 0);
        assert_eq!(edits("inptu", "input"), 1);
        assert_eq!(edits("imput", "input"), 1);
        assert_eq!(edits("", "id"), 2);
        assert_eq!(edits("cache", "batch"), 3);
    }

    #[test]
    fn suggests_only_what_is_near() {
        let known = ["id", "name", "input", "cache_write_5m"];
        let nearest = |typed| nearest(typed, known.into_iter());
        assert_eq!(nearest("inptu"), Some("input"));
        assert_eq!(nearest("nmae"), Some("name"));
        assert_eq!(nearest("ids"), Some("id"));
        assert_eq!(nearest("cache_write"), Some("cache_write_5m"));
        assert_eq!(nearest("colour"), None);
        assert_eq!(nearest("x"), None);
        assert_eq!(nearest(&"x".repeat(1_000_000)), None);
    }
}
