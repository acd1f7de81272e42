//! A walk over JSON that builds nothing: what is not asked for is passed over at the speed at which
//! its closing quote is found.
//!
//! The walk does not validate what it passes over. It sees that strings end and that brackets close,
//! which is what tells a whole record from half of one.

use memchr::memchr;

use super::quotes;

/// Deeper nesting than this is refused where values are read, so that none overflows the stack.
/// What is passed over may be nested to any depth.
const MOST_LEVELS: u8 = 16;

/// Why a walk ends early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Broken {
    /// The text ends inside a value.
    CutOff,
    /// Something else than JSON.
    NotJson,
}

type Walk<T> = Result<T, Broken>;

/// What kind of value comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    Object,
    Array,
    Text,
    Number,
    /// `true`, `false` or `null`.
    Word,
}

/// A place in a JSON text.
#[derive(Debug, Clone)]
pub(super) struct Skim<'a> {
    bytes: &'a [u8],
    at: usize,
    levels: u8,
}

impl<'a> Skim<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, levels: 0 }
    }

    /// What comes next, after blanks.
    pub(super) fn next(&mut self) -> Walk<Next> {
        match self.blanks()? {
            b'{' => Ok(Next::Object),
            b'[' => Ok(Next::Array),
            b'"' => Ok(Next::Text),
            b'-' | b'0'..=b'9' => Ok(Next::Number),
            b't' | b'f' | b'n' => Ok(Next::Word),
            _ => Err(Broken::NotJson),
        }
    }

    /// Whether nothing but blanks is left.
    pub(super) fn is_at_end(&mut self) -> bool {
        self.blanks() == Err(Broken::CutOff)
    }

    /// Walks an object; `each` is given every key as written and must take its value. Another kind
    /// of value is passed over.
    pub(super) fn object(
        &mut self,
        mut each: impl FnMut(&mut Self, &'a [u8]) -> Walk<()>,
    ) -> Walk<()> {
        if self.next()? != Next::Object {
            return self.pass();
        }
        self.enter()?;
        if self.blanks()? == b'}' {
            return self.leave();
        }
        loop {
            if self.blanks()? != b'"' {
                return Err(Broken::NotJson);
            }
            let key = self.string()?;
            self.expect(b':')?;
            each(self, key)?;
            match self.blanks()? {
                b',' => self.at += 1,
                b'}' => return self.leave(),
                _ => return Err(Broken::NotJson),
            }
        }
    }

    /// Walks an array; `each` must take one element. Another kind of value is passed over.
    pub(super) fn array(&mut self, mut each: impl FnMut(&mut Self) -> Walk<()>) -> Walk<()> {
        if self.next()? != Next::Array {
            return self.pass();
        }
        self.enter()?;
        if self.blanks()? == b']' {
            return self.leave();
        }
        loop {
            each(self)?;
            match self.blanks()? {
                b',' => self.at += 1,
                b']' => return self.leave(),
                _ => return Err(Broken::NotJson),
            }
        }
    }

    /// A text as written, without its quotes; none for another kind of value, which is passed over.
    pub(super) fn text(&mut self) -> Walk<Option<&'a [u8]>> {
        if self.next()? == Next::Text {
            self.string().map(Some)
        } else {
            self.pass()?;
            Ok(None)
        }
    }

    /// A number as written; none for another kind of value, which is passed over.
    pub(super) fn number(&mut self) -> Walk<Option<&'a [u8]>> {
        if self.next()? != Next::Number {
            self.pass()?;
            return Ok(None);
        }
        let from = self.at;
        self.scalar();
        Ok(self.bytes.get(from..self.at))
    }

    /// Whether the value, which is passed over, is `null`.
    pub(super) fn null(&mut self) -> Walk<bool> {
        let kind = self.next()?;
        let from = self.at;
        self.pass()?;
        Ok(kind == Next::Word && self.bytes.get(from..self.at) == Some(b"null"))
    }

    /// One value of any kind as written, which is passed over.
    pub(super) fn raw(&mut self) -> Walk<&'a [u8]> {
        self.next()?;
        let from = self.at;
        self.pass()?;
        Ok(self.bytes.get(from..self.at).unwrap_or_default())
    }

    /// An object as written, walked as by [`Self::object`].
    pub(super) fn walked(
        &mut self,
        each: impl FnMut(&mut Self, &'a [u8]) -> Walk<()>,
    ) -> Walk<&'a [u8]> {
        self.next()?;
        let from = self.at;
        self.object(each)?;
        Ok(self.bytes.get(from..self.at).unwrap_or_default())
    }

    /// Passes over one value of any kind.
    pub(super) fn pass(&mut self) -> Walk<()> {
        match self.next()? {
            Next::Text => self.string().map(|_| ()),
            Next::Object | Next::Array => self.container(),
            Next::Number | Next::Word => {
                self.scalar();
                Ok(())
            }
        }
    }

    /// Passes over everything up to the bracket that closes the one here.
    fn container(&mut self) -> Walk<()> {
        let mut at = self.at;
        let mut depth = 0_usize;
        while let Some(byte) = self.bytes.get(at) {
            at += 1;
            match byte {
                b'"' => at = quotes::closing(self.bytes, at).ok_or(Broken::CutOff)? + 1,
                b'{' | b'[' => depth += 1,
                b'}' | b']' => {
                    depth -= 1;
                    if depth == 0 {
                        self.at = at;
                        return Ok(());
                    }
                }
                _ => {}
            }
        }
        Err(Broken::CutOff)
    }

    /// The inside of the string that starts here.
    fn string(&mut self) -> Walk<&'a [u8]> {
        let from = self.at + 1;
        let end = quotes::closing(self.bytes, from).ok_or(Broken::CutOff)?;
        self.at = end + 1;
        Ok(self.bytes.get(from..end).unwrap_or_default())
    }

    fn scalar(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let ends = |b: &u8| !(b.is_ascii_alphanumeric() || matches!(b, b'-' | b'+' | b'.'));
        self.at += rest.iter().position(ends).unwrap_or(rest.len());
    }

    fn enter(&mut self) -> Walk<()> {
        self.at += 1;
        self.levels += 1;
        if self.levels > MOST_LEVELS {
            return Err(Broken::NotJson);
        }
        Ok(())
    }

    fn leave(&mut self) -> Walk<()> {
        self.at += 1;
        self.levels -= 1;
        Ok(())
    }

    fn expect(&mut self, byte: u8) -> Walk<()> {
        if self.blanks()? != byte {
            return Err(Broken::NotJson);
        }
        self.at += 1;
        Ok(())
    }

    /// The first byte that is no blank, which stays to be read.
    fn blanks(&mut self) -> Walk<u8> {
        loop {
            match self.bytes.get(self.at) {
                Some(b' ' | b'\t' | b'\r' | b'\n') => self.at += 1,
                Some(&byte) => return Ok(byte),
                None => return Err(Broken::CutOff),
            }
        }
    }
}

/// Writes the meaning of a string as written to `out`: the text without its escapes. Escapes that
/// are none, and halves of surrogate pairs, become U+FFFD.
pub(super) fn unescape(written: &[u8], out: &mut Vec<u8>) {
    let mut rest = written;
    while let Some(at) = memchr(b'\\', rest) {
        let (plain, escape) = rest.split_at(at);
        out.extend_from_slice(plain);
        let (meaning, length) = match escape.get(1) {
            Some(b'n') => ('\n', 2),
            Some(b't') => ('\t', 2),
            Some(b'r') => ('\r', 2),
            Some(b'b') => ('\u{8}', 2),
            Some(b'f') => ('\u{c}', 2),
            Some(&same @ (b'"' | b'\\' | b'/')) => (char::from(same), 2),
            Some(b'u') => code_point(escape),
            _ => (char::REPLACEMENT_CHARACTER, 1),
        };
        let mut utf8 = [0; 4];
        out.extend_from_slice(meaning.encode_utf8(&mut utf8).as_bytes());
        rest = escape.get(length..).unwrap_or_default();
    }
    out.extend_from_slice(rest);
}

/// The character of `\u00e9`, or of a pair of such escapes, and how many bytes it takes.
fn code_point(escape: &[u8]) -> (char, usize) {
    let unit = |at: usize| {
        let digits = escape.get(at..at + 6)?.strip_prefix(b"\\u")?;
        let digits = std::str::from_utf8(digits).ok()?;
        u32::from_str_radix(digits, 16).ok()
    };
    let Some(first) = unit(0) else {
        return (char::REPLACEMENT_CHARACTER, 2);
    };
    if let Some(alone) = char::from_u32(first) {
        return (alone, 6);
    }
    let pair = unit(6).filter(|second| (0xDC00..0xE000).contains(second) && first < 0xDC00);
    let both = pair
        .and_then(|second| char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00)));
    both.map_or((char::REPLACEMENT_CHARACTER, 6), |c| (c, 12))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passes_over_what_is_not_asked_for() {
        let text =
            br#" {"a": {"b": "}]\"\\", "c": [1, {"x": null}]}, "n": -1.5e3 ,"t":"\u00e9\"" } "#;
        let mut skim = Skim::new(text);
        let mut seen = Vec::new();
        skim.object(|skim, key| {
            match key {
                b"n" => seen.push(skim.number()?.unwrap().to_vec()),
                b"t" => seen.push(skim.text()?.unwrap().to_vec()),
                _ => skim.pass()?,
            }
            Ok(())
        })
        .unwrap();
        assert!(skim.is_at_end());
        assert_eq!(seen, [b"-1.5e3".to_vec(), br#"\u00e9\""#.to_vec()]);
    }

    #[test]
    fn halves_and_garbage_are_told_apart() {
        let whole = br#"{"a":[1,"x\\"],"b":{"c":"d"}}"#;
        let walk = |text: &[u8]| Skim::new(text).object(|skim, _| skim.pass());
        assert_eq!(walk(whole), Ok(()));
        for end in 0..whole.len() {
            assert_eq!(walk(&whole[..end]), Err(Broken::CutOff), "{end}");
        }
        for garbage in [&b"{a:1}"[..], b"}", b"{\"a\" 1}", b"{\"a\":1;}", b"hello"] {
            assert_eq!(walk(garbage), Err(Broken::NotJson), "{garbage:?}");
        }
    }

    #[test]
    fn depth_is_no_danger() {
        let deep = b"[".repeat(1_000_000);
        assert_eq!(Skim::new(&deep).pass(), Err(Broken::CutOff));
        fn down(skim: &mut Skim<'_>) -> Walk<()> {
            skim.array(down)
        }
        assert_eq!(down(&mut Skim::new(&deep)), Err(Broken::NotJson));
    }

    #[test]
    fn escapes_mean_what_json_says() {
        let meaning = |written: &str| {
            let mut out = Vec::new();
            unescape(written.as_bytes(), &mut out);
            String::from_utf8(out).unwrap()
        };
        for text in ["plain", "a\"b\\c/d\n\t\r\u{8}\u{c}", "é 語 🫖 \u{1}"] {
            let written = serde_json::to_string(text).unwrap();
            assert_eq!(meaning(&written[1..written.len() - 1]), text);
        }
        assert_eq!(meaning(r"\ud83e\uded6 \u00e9"), "🫖 é");
        assert_eq!(meaning(r"\ud83e! \u12 \x \"), "\u{fffd}! \u{fffd}12 \u{fffd}x \u{fffd}");
    }
}
