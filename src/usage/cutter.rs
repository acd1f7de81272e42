//! Cutting a large JSON text into the values that are records, as its bytes come: values one after
//! another, the elements of an array around everything, those of `events` and `logEvents`, and those of
//! `results` where they are arrays.

use memchr::memchr2;

/// `logEvents`.
const LONGEST_NAME: usize = 9;

/// A piece of the bytes at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// A whole value.
    Value { from: usize, to: usize },
    /// Something between values that is no JSON.
    Garbage { at: usize },
}

/// What stands right before the byte looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Before {
    #[default]
    Other,
    /// The name of a list of events.
    Events,
    /// `results`, whose array is a list if it holds arrays.
    Results,
    /// The bracket that opens such an array.
    Opened,
}

/// How far a text was looked through. Places are those in the bytes at hand, until some are
/// forgotten.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cutter {
    at: usize,
    depth: usize,
    /// How many brackets are open around the values of each list that is open.
    levels: Vec<usize>,
    /// Where the value begins that is not whole yet.
    from: Option<usize>,
    in_string: bool,
    /// Where the string begins; none once that is forgotten.
    string_from: Option<usize>,
    /// What the last string was, if nothing but its colon stands between.
    before: Before,
    /// In a run of garbage that was told already.
    garbage: bool,
}

impl Cutter {
    /// The next piece in `bytes`, which begin where they began before and may go on further; none
    /// where more bytes are needed.
    pub(super) fn next(&mut self, bytes: &[u8]) -> Option<Cut> {
        loop {
            if self.in_string {
                self.string(bytes)?;
                continue;
            }
            let byte = *bytes.get(self.at)?;
            let at = self.at;
            self.at += 1;
            let before = std::mem::take(&mut self.before);
            if before == Before::Opened && byte == b'[' {
                self.levels.push(self.depth);
                self.from = None;
            }
            let base = self.base();
            match byte {
                b'"' => {
                    self.in_string = true;
                    self.string_from = Some(self.at);
                }
                b'{' | b'[' => {
                    self.garbage = false;
                    let top = self.levels.is_empty() && self.depth == 0 && byte == b'[';
                    let is_list = byte == b'[' && self.depth == base + 1;
                    let events = before == Before::Events && is_list;
                    if before == Before::Results && is_list {
                        self.before = Before::Opened;
                    }
                    if self.depth == base && self.from.is_none() && !top {
                        self.from = Some(at);
                    }
                    self.depth += 1;
                    if top || events {
                        self.from = None;
                        self.levels.push(self.depth);
                    }
                }
                b'}' | b']' => {
                    self.garbage = false;
                    if self.depth == 0 {
                        return Some(Cut::Garbage { at });
                    }
                    self.depth -= 1;
                    self.close();
                    if self.depth == self.base()
                        && let Some(from) = self.from.take()
                    {
                        return Some(Cut::Value { from, to: self.at });
                    }
                }
                b' ' | b'\t' | b'\r' | b'\n' | b':' => self.before = before,
                b',' => self.garbage = false,
                _ if self.depth == base && !self.garbage && self.from.is_none() => {
                    // Once for a run of it.
                    self.garbage = true;
                    return Some(Cut::Garbage { at });
                }
                _ => {}
            }
        }
    }

    /// Goes on in a string, to its end if that is there.
    fn string(&mut self, bytes: &[u8]) -> Option<()> {
        let rest = bytes.get(self.at..).unwrap_or_default();
        let Some(found) = memchr2(b'"', b'\\', rest) else {
            self.at = bytes.len();
            return None;
        };
        let at = self.at + found;
        if bytes.get(at) == Some(&b'\\') {
            if at + 1 >= bytes.len() {
                self.at = at;
                return None;
            }
            self.at = at + 2;
            return Some(());
        }
        let inside = self.string_from.and_then(|from| bytes.get(from..at));
        self.before = match inside {
            Some(b"events" | b"logEvents") => Before::Events,
            Some(b"results") => Before::Results,
            _ => Before::Other,
        };
        self.in_string = false;
        self.at = at + 1;
        Some(())
    }

    /// How many brackets are open around the values looked for.
    fn base(&self) -> usize {
        self.levels.last().copied().unwrap_or(0)
    }

    /// Leaves the lists that were closed. What follows the events in the object around them lies
    /// deeper than values of the level outside, so that it is passed over.
    fn close(&mut self) {
        while self.levels.last().is_some_and(|depth| *depth > self.depth) {
            self.levels.pop();
        }
    }

    /// Where the value begins that is not whole yet.
    pub(super) const fn start(&self) -> Option<usize> {
        self.from
    }

    /// How far the bytes were looked through.
    pub(super) const fn looked_at(&self) -> usize {
        self.at
    }

    /// How many bytes are not needed any more: those before a value that is not whole, or before a
    /// string that may yet be the name of a list.
    pub(super) fn done(&self) -> usize {
        let may_name = |from: &usize| self.in_string && self.at - from <= LONGEST_NAME;
        let string = self.string_from.filter(may_name);
        self.from.or(string).unwrap_or(self.at)
    }

    /// Takes note that the first `count` bytes are gone.
    pub(super) fn forget(&mut self, count: usize) {
        self.at -= count.min(self.at);
        self.string_from = self.string_from.and_then(|from| from.checked_sub(count));
        self.from = self.from.map(|from| from.saturating_sub(count));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values of a text that comes in pieces of that size, and how much garbage there was.
    fn cut(text: &str, piece: usize) -> (Vec<String>, usize) {
        let mut cutter = Cutter::default();
        let (mut values, mut garbage) = (Vec::new(), 0);
        let mut held = Vec::new();
        for piece in text.as_bytes().chunks(piece) {
            held.extend_from_slice(piece);
            while let Some(cut) = cutter.next(&held) {
                match cut {
                    Cut::Value { from, to } => {
                        values.push(String::from_utf8(held[from..to].to_vec()).unwrap());
                    }
                    Cut::Garbage { .. } => garbage += 1,
                }
            }
            let done = cutter.done();
            cutter.forget(done);
            held.drain(..done);
        }
        (values, garbage)
    }

    #[test]
    fn values_are_cut_whatever_the_pieces() {
        let one = r#"{"a": ["}\\", {"events": "x"}]}"#;
        let two = "{\n  \"b\": \"\\\"[\"\n}";
        for (text, garbage) in [
            (format!("{one}\n{two}"), 0),
            (format!(" [ {one} , {two} ] "), 0),
            (
                format!(
                    "{{\"x\": [1, {{}}], \"events\" : [{one}, {two}], \"tail\": {{\"y\": []}}}}"
                ),
                0,
            ),
            (
                format!("[{{\"logEvents\":[{one}]}},{{\"events\":[{two}], \"nextToken\": \"t\"}}]"),
                0,
            ),
            (
                format!(
                    "{{\"events\":[{one}],\"no events\":[{{}}],\"events in\":[],\"logEvents\":[{two}]}}"
                ),
                0,
            ),
            (format!("}} {one} hello, you ]{two}"), 4),
        ] {
            for piece in [1, 2, 3, 7, text.len()] {
                let (values, seen) = cut(&text, piece);
                assert_eq!(values, [one, two], "{text} in {piece}");
                assert_eq!(seen, garbage, "{text} in {piece}");
            }
        }
    }

    #[test]
    fn results_are_a_list_where_they_hold_arrays() {
        for (text, expected) in [
            (r#"{"x": [], "results" : [ [1, {}] , ["]"]], "y": {}}"#, vec!["[1, {}]", "[\"]\"]"]),
            (r#"{"results": [{"a": [1]}]}"#, vec![r#"{"results": [{"a": [1]}]}"#]),
            (r#"{"results": []}"#, vec![r#"{"results": []}"#]),
        ] {
            for piece in [1, 2, 3, 7, text.len()] {
                assert_eq!(
                    cut(text, piece),
                    (expected.iter().map(|it| (*it).to_owned()).collect(), 0),
                    "{text}"
                );
            }
        }
    }
}
