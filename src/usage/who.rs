//! Who made the requests of a histogram's row, where its query was asked to tell them apart.

use std::fmt::Write as _;

use super::about::About;

/// The name before a key of the metadata.
const METADATA: &str = "metadata:";

/// What the columns of a row say, as JSON has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Who {
    caller: String,
    account: String,
    metadata: String,
}

impl Who {
    /// Whether a column tells who made the requests.
    pub(super) fn is_told_by(column: &str) -> bool {
        matches!(column, "caller" | "account") || column.starts_with(METADATA)
    }

    /// Takes in a column's value; an empty one says nothing.
    pub(super) fn add(&mut self, column: &str, value: &str) {
        match column {
            _ if value.is_empty() => {}
            "caller" => self.caller = escaped(value),
            "account" => self.account = escaped(value),
            _ => {
                if let Some(key) = column.strip_prefix(METADATA) {
                    self.metadata += if self.metadata.is_empty() { "" } else { "," };
                    // Writing to a text cannot fail.
                    let _ = write!(self.metadata, "\"{}\":\"{}\"", escaped(key), escaped(value));
                }
            }
        }
    }

    /// The metadata as an object.
    pub(super) fn metadata(&self) -> String {
        if self.metadata.is_empty() { String::new() } else { format!("{{{}}}", self.metadata) }
    }

    /// What it says of a request, with its metadata as an object.
    pub(super) fn about<'w>(&'w self, metadata: &'w str) -> About<'w> {
        About {
            caller: self.caller.as_bytes(),
            account: self.account.as_bytes(),
            metadata: metadata.as_bytes(),
            ..About::default()
        }
    }
}

/// A text as it stands between the quotes of JSON.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {
                // Writing to a text cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_become_what_a_record_says() {
        let mut who = Who::default();
        for (column, value) in [
            ("caller", "arn:aws:iam::1:user/a\"b"),
            ("account", ""),
            ("metadata:team", "a\\b\nc"),
            ("metadata:none", ""),
            ("metadata:app", "web"),
        ] {
            assert!(Who::is_told_by(column), "{column}");
            who.add(column, value);
        }
        let metadata = who.metadata();
        assert_eq!(metadata, r#"{"team":"a\\b\u000ac","app":"web"}"#);
        let about = who.about(&metadata);
        assert_eq!((about.caller, about.account), (&br#"arn:aws:iam::1:user/a\"b"#[..], &b""[..]));
        assert_eq!(Who::default().metadata(), "");
        assert!(!Who::is_told_by("requests") && !Who::is_told_by("day"));
    }
}
