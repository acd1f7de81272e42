//! Writing TOML line by line.

use crate::document::quoted;

/// A document as it grows.
#[derive(Debug, Default)]
pub struct Draft(String);

impl Draft {
    /// Starts with a comment and an empty line.
    pub fn with_comment(comment: &str) -> Self {
        Self(format!("# {comment}\n\n"))
    }

    /// A line as it is.
    pub fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    /// `key = value`.
    pub fn set(&mut self, key: &str, value: &str) {
        self.line(&format!("{key} = {value}"));
    }

    /// `key = value`, with a remark, if any, in a column of its own.
    pub fn remarked(&mut self, key: &str, value: &str, remark: &str) {
        if remark.is_empty() {
            return self.set(key, value);
        }
        let set = format!("{key} = {value}");
        self.line(&format!("{set:<24} # {remark}"));
    }

    /// All lines of another document.
    pub fn append(&mut self, other: &Self) {
        self.0.push_str(&other.0);
    }

    /// Whether there is no line yet.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The document.
    pub fn finish(self) -> String {
        self.0
    }
}

/// A whole number with its thousands apart, as in `50_000`.
pub fn number(count: u64) -> String {
    let digits = count.to_string();
    let first = (digits.len() + 2) % 3 + 1;
    let (head, rest) = digits.split_at(first.min(digits.len()));
    let groups = rest.as_bytes().chunks(3).map(|group| String::from_utf8_lossy(group));
    groups.fold(head.to_owned(), |number, group| number + "_" + &group)
}

/// A decimal that looks like one: `1.0` rather than `1`.
pub fn with_point(decimal: String) -> String {
    if decimal.contains('.') { decimal } else { decimal + ".0" }
}

/// Texts as a list in one line.
pub fn list(texts: &[impl AsRef<str>]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| quoted(text.as_ref())).collect();
    format!("[{}]", quoted.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        let written = [0, 12, 999, 1_000, 50_000, 1_234_567].map(number);
        assert_eq!(written, ["0", "12", "999", "1_000", "50_000", "1_234_567"]);
    }

    #[test]
    fn remarks_stand_in_a_column() {
        let mut out = Draft::with_comment("Mine.");
        out.set("a", "1");
        out.remarked("b", "2", "");
        out.remarked("c", &list(&["x\"y".to_owned()]), "a list");
        let text = "# Mine.\n\na = 1\nb = 2\nc = [\"x\\\"y\"]             # a list\n";
        assert_eq!(out.finish(), text);
    }
}
