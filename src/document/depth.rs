//! How deep a text nests, found before it is parsed: the parser bounds brackets and dots alone but
//! not their product, and letting go of a tree thousands of levels deep overflows the stack.

/// Far deeper than any document of ours, and far from overflowing the stack.
pub(super) const DEEPEST: usize = 200;

/// Where the text first nests deeper than [`DEEPEST`]: brackets, and the dots of the keys that
/// lead to them.
pub(super) fn too_deep(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    // Of each open bracket: what closes it, and the levels down to it.
    let mut open: Vec<(u8, usize)> = Vec::new();
    let mut levels = 0;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' | b'\'' => {
                at = end_of_string(bytes, at);
                continue;
            }
            b'#' => {
                at = find(bytes, at, |rest| matches!(rest[0], b'\r' | b'\n'));
                continue;
            }
            b'.' => levels += 1,
            b'{' | b'[' => {
                levels += 1;
                let close = if byte == b'{' { b'}' } else { b']' };
                open.push((close, levels));
            }
            b'}' | b']' if open.last().is_some_and(|&(close, _)| close == byte) => {
                open.pop();
            }
            // A key ends with its value, and never goes on in the next line.
            b',' | b'\n' => levels = open.last().map_or(0, |&(_, around)| around),
            _ => {}
        }
        if levels > DEEPEST {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// The comments of a text, each from its `#` to the end of its line.
pub(super) fn comments(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' | b'\'' => at = end_of_string(bytes, at),
            b'#' => {
                let end = find(bytes, at, |rest| matches!(rest[0], b'\r' | b'\n'));
                found.extend(text.get(at..end).map(str::trim_end));
                at = end;
            }
            _ => at += 1,
        }
    }
    found
}

/// The end of the string that starts at `at`, closed or not, by the parser's own rules.
fn end_of_string(bytes: &[u8], at: usize) -> usize {
    let quote = bytes[at];
    let long = [quote; 3];
    if !bytes[at..].starts_with(&long) {
        let end = find_unescaped(bytes, at + 1, quote, |rest| {
            matches!(rest[0], b'\n') || rest[0] == quote
        });
        return if bytes.get(end) == Some(&quote) { end + 1 } else { end };
    }
    let mut end = find_unescaped(bytes, at + 3, quote, |rest| rest.starts_with(&long));
    // Up to two quotes may stand before the closing three.
    for _ in 0..5 {
        if bytes.get(end) == Some(&quote) {
            end += 1;
        }
    }
    end
}

/// Like [`find`], past escaped quotes and backslashes where the quote is one that has escapes.
fn find_unescaped(bytes: &[u8], from: usize, quote: u8, ends: impl Fn(&[u8]) -> bool) -> usize {
    let mut at = from;
    loop {
        at = find(bytes, at, |rest| (quote == b'"' && rest[0] == b'\\') || ends(rest));
        if bytes.get(at) != Some(&b'\\') || quote != b'"' {
            return at;
        }
        at += match bytes.get(at + 1) {
            Some(b'"' | b'\\') => 2,
            _ => 1,
        };
    }
}

/// The first place from `from` where the rest of the text, never empty, is what is looked for, or
/// the end of the text.
fn find(bytes: &[u8], from: usize, wanted: impl Fn(&[u8]) -> bool) -> usize {
    (from..bytes.len()).find(|&at| wanted(&bytes[at..])).unwrap_or(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_brackets_times_dots() {
        let nested = |dots: usize, brackets: usize| {
            let key = vec!["a"; dots + 1].join(".");
            format!("x = {}1{}", format!("{{{key} = ").repeat(brackets), "}".repeat(brackets))
        };
        assert_eq!(too_deep(&nested(0, DEEPEST)), None);
        assert!(too_deep(&nested(0, DEEPEST + 1)).is_some());
        assert_eq!(too_deep(&nested(3, 50)), None);
        assert!(too_deep(&nested(3, 51)).is_some());
    }

    #[test]
    fn comments_are_told_from_text() {
        let text = "# one\na = \"# no\" # two \r\nb = \"\"\"\n# no\n\"\"\" # three\nc = '#' #";
        assert_eq!(comments(text), ["# one", "# two", "# three", "#"]);
    }

    #[test]
    fn length_is_not_depth() {
        let many = "0.5, ".repeat(10_000);
        assert_eq!(too_deep(&format!("x = [{many}]")), None);
        assert_eq!(too_deep(&"[[a.b]]\nc.d = { e = 1.0 }\n".repeat(10_000)), None);
        assert_eq!(too_deep(&"x = [{ a = 1 }, { a = [] }]\n".repeat(10_000)), None);
    }

    #[test]
    fn text_is_not_structure() {
        let dots = ".{[".repeat(10_000);
        for text in [
            format!("x = \"{dots}\\\" {dots}\""),
            format!("x = '{dots}\\' # {dots}"),
            format!("# \" ' {dots}\nx = 1"),
            format!("x = \"\"\"\n{dots}\"\"\n\\\"\"\"{dots}\"\"\"\"\""),
            format!("x = '''\n{dots}''\n\\{dots}'''''"),
            format!("x = \"not closed {dots}\ny = ''"),
            format!("x = '''not closed {dots}"),
        ] {
            assert_eq!(too_deep(&text), None, "{}", &text[..20]);
        }
    }
}
