//! Texts as TOML has them.

use std::fmt::Write;

use super::is_hidden;

/// A text as TOML: in one line, or between lines of three quotes when it has several.
pub fn text(text: &str) -> String {
    if text.contains('\n') {
        let mut out = String::from("\"\"\"\n");
        escape(text, &mut out);
        out.push_str("\"\"\"");
        out
    } else {
        quoted(text)
    }
}

/// A text of one line in quotes.
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    escape(text, &mut out);
    out.push('"');
    out
}

/// Writes the inside of a TOML string. Hidden characters are written as escapes, so that a file
/// shows all that it holds.
fn escape(text: &str, out: &mut String) {
    let multiline = text.contains('\n');
    let mut after_quote = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        // Three quotes in a row end a text of several lines, and so does one at its very end.
        let quote_ends = !multiline || after_quote || chars.peek().is_none();
        after_quote = c == '"';
        match c {
            '\\' => out.push_str("\\\\"),
            '"' if quote_ends => out.push_str("\\\""),
            '\n' if multiline => out.push('\n'),
            '\t' => out.push('\t'),
            '\r' => out.push_str("\\r"),
            c if is_hidden(c) => {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
}
