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
/// one word into the other (optimal string alignment). Words far apart in length, such as a
/// megabyte for a key, are told apart by that alone.
fn edits(a: &str, b: &str) -> usize {
    let apart = a.len().abs_diff(b.len());
    if apart > 8 {
        return apart;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let differs = usize::from(a[i - 1] != b[j - 1]);
                let mut least =
                    (rows[i - 1][j - 1] + differs).min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    least = least.min(rows[i - 2][j - 2] + 1);
                }
                least
            };
        }
    }
    rows[a.len()][b.len()]
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
