//! What a stretch of text is made of, and the kind that makes it.

use super::kind::TextKind;
use super::language::Language;

/// Scripts other than Latin, with the kind each stands for.
const SCRIPTS: [TextKind; 14] = [
    TextKind::Russian,
    TextKind::Chinese,
    TextKind::Japanese,
    TextKind::Korean,
    TextKind::Arabic,
    TextKind::Devanagari,
    TextKind::Greek,
    TextKind::Hebrew,
    TextKind::Thai,
    TextKind::Bengali,
    TextKind::Tamil,
    TextKind::Emoji,
    TextKind::OtherScript,
    TextKind::Cyrillic,
];

/// A script beside the main one is a kind of its own from one in as many letters on: less is what texts
/// of the main kind have in any case.
const SECOND_PART: u32 = 5;
/// The same of emoji, each of which is a token and more.
const EMOJI_PART: u32 = 12;

/// Counts of what the rules below look at.
#[derive(Debug, Default)]
pub(super) struct Shape {
    /// Bytes of the stretch, and of its letters by script.
    bytes: u32,
    script_bytes: [u32; SCRIPTS.len()],
    /// Characters.
    letters: u32,
    accented: u32,
    /// Cyrillic letters of Russian and not of most others, and the reverse.
    russian: u32,
    unrussian: u32,
    capitals: u32,
    digits: u32,
    /// The reference tokens of the digits: one for up to three in a row.
    digit_tokens: u32,
    /// Digits in the row at hand.
    row: u32,
    quotes: u32,
    /// `{ } ( ) ; = _ & | \` and brackets: the marks of programs.
    marks: u32,
    /// All other ASCII punctuation.
    other: u32,
    commas: u32,
    semicolons: u32,
    tabs: u32,
    dollars: u32,
    /// `:/`, as in web addresses.
    links: u32,
    /// `":`, as after the keys of JSON.
    json_keys: u32,
    /// `</`, `/>` and `<` before a letter.
    tags: u32,
    lines: Lines,
    language: Language,
    /// What the text is rather than a language or code.
    odd: Option<TextKind>,
}

/// Counts of lines that are not blank, by how they start and end.
#[derive(Debug, Default)]
struct Lines {
    all: u32,
    /// Four blanks or a tab before the text.
    indented: u32,
    /// A list item or a heading.
    listed: u32,
    /// One short key, then `:` or `=`.
    keyed: u32,
    /// A time or a level of severity near the start.
    stamped: u32,
    /// `;`, `{`, `}`, `)`, `,` or a `:` after a bracket at the end.
    code_ends: u32,
}

impl Shape {
    pub(super) fn of(text: &str) -> Self {
        let mut shape = Self { bytes: text.len() as u32, ..Self::default() };
        let mut last = ' ';
        for c in text.chars() {
            if c.is_ascii() {
                shape.ascii(last, c);
            } else {
                shape.foreign(c);
            }
            last = c;
        }
        // Kana make Japanese of the ideographs beside them.
        let [_, chinese, japanese, ..] = &mut shape.script_bytes;
        if *japanese * 10 > *chinese {
            *japanese += std::mem::take(chinese);
        }
        // One letter in fifty at least tells the other languages from Russian.
        let [russian, .., cyrillic] = &mut shape.script_bytes;
        if shape.unrussian > shape.russian && shape.unrussian * 2 * 100 > *russian {
            *cyrillic = std::mem::take(russian);
        }
        for line in text.lines() {
            shape.lines.add(line);
        }
        if shape.letters > 0 {
            shape.language = Language::of(text);
        }
        shape.odd = shape.odd_kind(text);
        shape
    }

    /// The digits, and the reference tokens that they are.
    pub(super) const fn digits(&self) -> [u32; 2] {
        [self.digits, self.digit_tokens]
    }

    /// The kind of a text that is no language and no code, as far as its counts call for a closer look.
    fn odd_kind(&self, text: &str) -> Option<TextKind> {
        let solid = self.solid();
        let blanks = self.bytes.saturating_sub(solid);
        if self.is_json() {
            return None;
        }
        if self.links >= 2 && self.links * 120 >= solid && blanks * 10 < self.bytes {
            return Some(TextKind::Links);
        }
        // Words of a dozen letters on the average are no language's.
        if blanks * 12 < self.bytes && self.bytes >= 40 && is_encoded(text) {
            return Some(TextKind::Encoded);
        }
        let least = 2 * self.lines.all;
        let separators = [(',', self.commas), (';', self.semicolons), ('\t', self.tabs)];
        let mut separators = separators.into_iter().filter(|(_, count)| *count >= least);
        if self.lines.all >= 3 && separators.any(|(separator, _)| is_table(text, separator)) {
            return Some(TextKind::Table);
        }
        (self.dollars * 100 >= solid && has_variables(text)).then_some(TextKind::Code)
    }

    /// Whether it has the quotes and keys of JSON.
    const fn is_json(&self) -> bool {
        let solid = self.solid();
        self.json_keys >= 2 && self.quotes * 100 >= solid * 6 && self.json_keys * 90 >= solid
    }

    /// The ASCII characters and Latin letters that are not blank.
    const fn solid(&self) -> u32 {
        self.letters + self.digits + self.quotes + self.marks + self.other
    }

    fn ascii(&mut self, last: char, c: char) {
        match c {
            'a'..='z' => {
                self.letters += 1;
                self.tags += u32::from(last == '<');
            }
            'A'..='Z' => {
                self.letters += 1;
                self.capitals += 1;
                self.tags += u32::from(last == '<');
            }
            '0'..='9' => {
                self.digits += 1;
                self.row = if last.is_ascii_digit() { self.row + 1 } else { 0 };
                self.digit_tokens += u32::from(self.row.is_multiple_of(3));
            }
            '"' => self.quotes += 1,
            '{' | '}' | '(' | ')' | '[' | ']' | '=' | '_' | '&' | '|' | '\\' => self.marks += 1,
            ';' => {
                self.marks += 1;
                self.semicolons += 1;
            }
            '\t' => self.tabs += 1,
            _ if c.is_ascii_punctuation() => {
                self.other += 1;
                self.commas += u32::from(c == ',');
                self.dollars += u32::from(c == '$');
                self.links += u32::from((last, c) == (':', '/'));
                self.json_keys += u32::from(c == ':' && last == '"');
                self.tags += u32::from((last, c) == ('<', '/') || (last, c) == ('/', '>'));
            }
            _ => {}
        }
    }

    fn foreign(&mut self, c: char) {
        let script = match c as u32 {
            // Latin letters with marks; signs and dashes are of no script.
            0x00..=0x36F | 0x1E00..=0x1EFF => {
                let is_letter = c.is_alphabetic();
                self.letters += u32::from(is_letter);
                self.accented += u32::from(is_letter);
                return;
            }
            0x2000..=0x2BFF
            | 0x3000..=0x303F
            | 0xFE00..=0xFE0F
            | 0xFF00..=0xFF0F
            | 0xFF1A..=0xFF20 => {
                return;
            }
            0x400..=0x52F => 0,
            0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF => 1,
            0x3040..=0x30FF | 0x31F0..=0x31FF | 0xFF66..=0xFF9F => 2,
            0x1100..=0x11FF | 0x3130..=0x318F | 0xAC00..=0xD7AF => 3,
            0x600..=0x6FF | 0x750..=0x77F | 0x8A0..=0x8FF | 0xFB50..=0xFDFF | 0xFE70..=0xFEFF => 4,
            0x900..=0x97F => 5,
            0x370..=0x3FF | 0x1F00..=0x1FFF => 6,
            0x590..=0x5FF | 0xFB1D..=0xFB4F => 7,
            0xE00..=0xE7F => 8,
            0x980..=0x9FF => 9,
            0xB80..=0xBFF => 10,
            0x1_F000..=0x1_FAFF => 11,
            _ => 12,
        };
        self.russian += u32::from(matches!(c, 'ы' | 'э'));
        self.unrussian += u32::from(matches!(
            c,
            'і' | 'ї'
                | 'є'
                | 'ґ'
                | 'ў'
                | 'ј'
                | 'љ'
                | 'њ'
                | 'ћ'
                | 'ђ'
                | 'ќ'
                | 'ѓ'
                | 'ѕ'
                | 'џ'
                | 'ъ'
        ));
        self.script_bytes[script] += c.len_utf8() as u32;
    }

    /// The main kind and the one beside it, if it has a fair share, each with its bytes.
    pub(super) fn kinds(&self) -> [Option<(TextKind, u32)>; 2] {
        let foreign: u32 = self.script_bytes.iter().sum();
        // Blanks and punctuation go with the letters around them.
        let latin = self.solid();
        let share = |bytes: u32| {
            u32::try_from(
                u64::from(self.bytes) * u64::from(bytes) / u64::from((latin + foreign).max(1)),
            )
            .unwrap_or(self.bytes)
        };
        let mut found: Vec<(TextKind, u32)> = SCRIPTS
            .into_iter()
            .zip(self.script_bytes)
            .chain([(self.latin_kind(), latin.max(1))])
            .filter(|&(_, bytes)| bytes > 0)
            .collect();
        found.sort_by_key(|&(_, bytes)| std::cmp::Reverse(bytes));
        let counts = |&(kind, bytes): &(TextKind, u32)| {
            let part = if kind == TextKind::Emoji { EMOJI_PART } else { SECOND_PART };
            bytes * part >= latin + foreign
        };
        let second = found.iter().skip(1).find(|it| counts(it)).copied();
        let first = found
            .first()
            .map(|&(kind, bytes)| (kind, if second.is_some() { share(bytes) } else { self.bytes }));
        [first, second.map(|(kind, bytes)| (kind, share(bytes)))]
    }

    /// The kind of the stretch, leaving other scripts aside.
    fn latin_kind(&self) -> TextKind {
        let solid = self.solid().max(1);
        let percent = |part: u32, whole: u32| u64::from(part) * 100 / u64::from(whole.max(1));
        let lines = &self.lines;

        if self.odd == Some(TextKind::Encoded) {
            return TextKind::Encoded;
        }
        if percent(self.digits, solid) >= 45 && self.letters < self.digits {
            return TextKind::Numbers;
        }
        // Two words at least, and no constants of a program.
        if percent(self.capitals, self.letters) >= 70
            && percent(self.letters, solid) >= 75
            && percent(self.marks, solid) < 4
            && self.capitals >= 20
            && self.odd.is_none()
        {
            return TextKind::Capitals;
        }
        // People, too, write at times of day.
        if percent(lines.stamped, lines.all) >= 40 && !self.language.is_running() {
            return TextKind::Logs;
        }
        if self.is_json() {
            return TextKind::Json;
        }
        if self.tags >= 2 && self.tags * 60 >= solid {
            return TextKind::Markup;
        }
        if let Some(kind) = self.odd {
            return kind;
        }
        // What people say has their names before it, as settings have their keys.
        let said = self.language.is_running() && self.language.words() >= 4 * lines.all;
        if lines.all >= 3
            && percent(lines.keyed, lines.all) >= 50
            && percent(self.marks, solid) < 8
            && !said
        {
            return TextKind::Markup;
        }
        // A translated template is full of marks, too.
        if percent(self.marks, solid) < 12 && self.language.is_plain() {
            return self.language.kind().unwrap_or(TextKind::OtherLatin);
        }
        if percent(self.marks, solid) >= 7
            || (percent(self.marks, solid) >= 3 && percent(lines.code_ends, lines.all) >= 25)
            || (percent(self.marks, solid) >= 4 && percent(lines.indented, lines.all) >= 40)
        {
            return TextKind::Code;
        }
        if let Some(kind) = self.language.kind() {
            return kind;
        }
        if percent(self.accented, solid) >= 2 || self.language.is_foreign() {
            return TextKind::OtherLatin;
        }
        let symbols = percent(self.marks + self.other + self.digits + self.quotes, solid);
        if symbols >= 8 || percent(lines.listed + lines.indented, lines.all) >= 30 {
            TextKind::Docs
        } else {
            TextKind::Prose
        }
    }
}

impl Lines {
    fn add(&mut self, line: &str) {
        let text = line.trim();
        if text.is_empty() {
            return;
        }
        self.all += 1;
        self.indented += u32::from(line.starts_with("    ") || line.starts_with('\t'));
        self.listed +=
            u32::from(text.starts_with(['#', '-', '*', '>', '•', '|']) || is_numbered(text));
        self.keyed += u32::from(is_keyed(text));
        self.stamped += u32::from(is_stamped(text));
        self.code_ends += u32::from(
            text.ends_with([';', '{', '}', ')']) || text.ends_with("):") || text.ends_with(") {"),
        );
    }
}

/// Whether most of the text is in words that hold no language: of sixteen letters and digits at least,
/// which change between capitals, small letters and digits all the time.
fn is_encoded(text: &str) -> bool {
    let class = |byte: &u8| match byte {
        b'a'..=b'z' => 0,
        b'A'..=b'Z' => 1,
        b'0'..=b'9' => 2,
        _ => 3,
    };
    let of_words = text.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | ':'));
    let encoded = of_words.filter(|word| {
        let bytes = word.as_bytes();
        let changes = bytes.windows(2).filter(|pair| class(&pair[0]) != class(&pair[1])).count();
        let plain = bytes.iter().filter(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_')
        });
        bytes.len() >= 16 && plain.count() == bytes.len() && changes * 4 >= bytes.len()
    });
    encoded.map(str::len).sum::<usize>() * 10 >= text.len() * 6
}

/// Whether most lines have as many of the separator as another, and two at least.
fn is_table(text: &str, separator: char) -> bool {
    let mut counts = [0_u32; 32];
    let mut lines = 0;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        lines += 1;
        // What stands in quotes may hold separators.
        let mut quoted = false;
        let separators = line.chars().filter(|c| {
            quoted ^= *c == '"';
            *c == separator && !quoted
        });
        if let Some(count) = counts.get_mut(separators.count()) {
            *count += 1;
        }
    }
    counts.iter().skip(2).max().is_some_and(|most| most * 10 >= lines * 7)
}

/// Whether the text has names after `$` rather than amounts.
fn has_variables(text: &str) -> bool {
    let after = || text.split('$').skip(1).filter_map(|rest| rest.bytes().next());
    let names = after().filter(|byte| byte.is_ascii_alphabetic() || b"{(\"@".contains(byte));
    names.count() > after().filter(u8::is_ascii_digit).count()
}

/// `1.` or `12)` at the start.
fn is_numbered(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < text.len() && rest.starts_with(['.', ')'])
}

/// `key: value`, `- key: value`, `key = value` or `[section]`, with a key of one word.
fn is_keyed(text: &str) -> bool {
    let text = text.trim_start_matches("- ");
    if text.starts_with('[') && text.ends_with(']') {
        return true;
    }
    let key = text.trim_start_matches(|c: char| {
        c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '"' | '\'')
    });
    key.len() < text.len()
        && (key == ":" || key.starts_with(": ") || key.starts_with(" = "))
        && !text.ends_with(';')
}

/// A day, a time of day or a level of severity in the first 48 bytes, as log lines have.
fn is_stamped(line: &str) -> bool {
    let head = line.as_bytes();
    let head = &head[..head.len().min(48)];
    let is_time = |window: &[u8]| match *window {
        [a, b, b':', d, e, b':' | b' ' | b','] => [a, b, d, e].iter().all(u8::is_ascii_digit),
        [a, b, b'-', d, e, b'T' | b' '] => [a, b, d, e].iter().all(u8::is_ascii_digit),
        _ => false,
    };
    let is_level = |word: &[u8]| {
        const LEVELS: [&[u8]; 8] =
            [b"INFO", b"WARN", b"WARNING", b"ERROR", b"DEBUG", b"TRACE", b"verbose", b"silly"];
        LEVELS.contains(&word)
    };
    head.windows(6).any(is_time)
        || head.split(|byte| !byte.is_ascii_alphanumeric()).take(3).any(is_level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_show_their_shape() {
        assert!(is_keyed("name: value") && is_keyed("- name: value") && is_keyed("name = 1"));
        assert!(is_keyed("[section]") && is_keyed("\"quoted-key\":"));
        assert!(
            !is_keyed("let x = 1;") && !is_keyed("a sentence: with a colon") && !is_keyed(": x")
        );
        assert!(is_numbered("12. item") && is_numbered("3) item"));
        assert!(!is_numbered("12 items") && !is_numbered(". item"));
        assert!(is_stamped("2026-03-14T08:02:11Z started") && is_stamped("Mar 14 08:02:11 host x"));
        assert!(is_stamped("WARN slow query") && is_stamped("[INFO] ready"));
        assert!(
            !is_stamped("There is no ERROR here") && !is_stamped("at 10:00") && !is_stamped("é")
        );
    }

    #[test]
    fn foreign_letters_decide_over_shape() {
        let kinds = |text: &str| Shape::of(text).kinds().map(|kind| kind.map(|(kind, _)| kind));
        assert_eq!(kinds("Привет, мир"), [Some(TextKind::Russian), None]);
        assert_eq!(kinds("Привіт, її світ"), [Some(TextKind::Cyrillic), None]);
        let both = kinds("안녕하세요 여러분 hello to all of you");
        assert_eq!(both, [Some(TextKind::Korean), Some(TextKind::Prose)]);
    }
}
